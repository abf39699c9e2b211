/* SPDX-License-Identifier: MIT */
/* The anti-spoof nets: their crops against OpenCV's, their sum, and what happens where their files are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "face/engine.h"
#include "face/live/live.h"
#include "face/live/spoof.h"
#include "face/pool.h"
#include "nn/net.h"
#include "support/face_data.h"
#include "support/face_picture.h"

/* One crop: a picture's size, a box in it, the net's place among those of models.json, the scale. */
struct golden_case {
    size_t width, height;
    struct face_box box;
    size_t net;
    double scale;
};

#include "../golden/spoof/cases.h"

enum { TILE = 128, ACROSS = 6, NETS = 3, SIZE_MAX_HERE = 128 };

static const char *const files[NETS] = {"2.7_80x80_MiniFASNetV2.onnx", "4_0_0_80x80_MiniFASNetV1SE.onnx",
                                        "facenox_liveness.onnx"};
static const size_t sizes[NETS] = {80, 80, 128};
static const size_t classes[NETS] = {3, 3, 2};

/* What models.json says of them. */
static struct manifest_spoof net_of(size_t net)
{
    struct manifest manifest;
    char error[FACE_ERROR_SIZE];
    if (!manifest_read("models", NULL, &manifest, error))
        fail_msg("%s", error);
    assert_int_equal(manifest.spoof_count, NETS);
    return manifest.spoof[net];
}

/* make.py's picture(). */
static struct image picture(size_t width, size_t height)
{
    struct image image = {.width = width, .height = height};
    image.pixels = calloc(1, width * height * 3 + IMAGE_SLACK);
    assert_non_null(image.pixels);
    uint8_t *pixel = image.pixels;
    for (long y = 0; y < (long)height; y++)
        for (long x = 0; x < (long)width; x++, pixel += 3) {
            pixel[0] = (uint8_t)(((x * x) >> 6) + y);
            pixel[1] = (uint8_t)(((x >> 4) ^ (y >> 4)) * 23);
            pixel[2] = (uint8_t)(128 + ((x - 2 * y) >> 3));
        }
    return image;
}

/* The greatest difference between a net's input and the tile that OpenCV cut, in values of 0..255. */
static float difference(const float *tensor, const struct manifest_spoof *net, size_t size, const struct image *tiles,
                        size_t index)
{
    struct tensor_format format = net->model.input;
    float worst = 0;
    for (size_t y = 0; y < size; y++)
        for (size_t x = 0; x < size; x++)
            for (size_t c = 0; c < 3; c++) {
                size_t row = index / ACROSS * TILE + y, column = index % ACROSS * TILE + x;
                float wanted = tiles->pixels[(row * tiles->width + column) * 3 + (format.bgr ? 2 - c : c)];
                float got = tensor[(y * size + x) * 3 + c] / format.scale + format.mean;
                worst = fmaxf(worst, fabsf(got - wanted));
            }
    return worst;
}

static void test_crops(void **state)
{
    (void)state;
    const struct image_limits limits = {1 << 20, 4 << 20, 4 << 20, IMAGE_ALL_PIXELS};
    struct face_data_file file = face_data_read("tests/golden/spoof/crops.png");
    struct image tiles;
    image_init(&tiles);
    assert_non_null(file.bytes);
    assert_int_equal(image_decode(&tiles, file.bytes, file.size, &limits), FACE_OK);
    free(file.bytes);
    static float tensor[SIZE_MAX_HERE * SIZE_MAX_HERE * 3];
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct golden_case *one = &cases[i];
        struct manifest_spoof net = net_of(one->net);
        struct image image = picture(one->width, one->height);
        spoof_fill(&image, &net, &one->box, one->scale, sizes[one->net], tensor);
        float worst = difference(tensor, &net, sizes[one->net], &tiles, i);
        if (!(worst <= 1.01f))
            fail_msg("crop %zu differs by %.1f", i, (double)worst);
        free(image.pixels);
    }
    image_release(&tiles);
}

/* A crop never leaves the picture, whatever the box; a mirrored one reads nothing outside it (ASan looks). */
static void test_odd_boxes(void **state)
{
    (void)state;
    static const struct face_box boxes[] = {{-30, -30, 5, 5, 1},  {0, 0, 0, 0, 1},      {50, 50, 40, 40, 1},
                                            {-5, -5, 70, 60, 1},  {58, 1, 90, 300, 1},  {1000, 1000, 1200, 1100, 1},
                                            {30, 20, 31, 100, 1}, {10, 10, 110, 11, 1}, {59.9f, 39.9f, 60, 40, 1}};
    static float tensor[SIZE_MAX_HERE * SIZE_MAX_HERE * 3];
    static const size_t shapes[][2] = {{60, 40}, {1, 1}, {2, 90}, {300, 3}};
    for (size_t s = 0; s < ARRAY_LENGTH(shapes); s++) {
        struct image image = picture(shapes[s][0], shapes[s][1]);
        for (size_t i = 0; i < ARRAY_LENGTH(boxes); i++)
            for (size_t n = 0; n < NETS; n++) {
                struct manifest_spoof net = net_of(n);
                struct sample_box crop = spoof_crop_inside(image.width, image.height, &boxes[i], 2.7f);
                assert_true(crop.left >= 0 && crop.top >= 0 && crop.width >= 1 && crop.height >= 1);
                assert_true(crop.left + crop.width <= (long)image.width);
                assert_true(crop.top + crop.height <= (long)image.height);
                spoof_fill(&image, &net, &boxes[i], 1.9f, sizes[n], tensor);
                for (size_t v = 0; v < sizes[n] * sizes[n] * 3; v++)
                    assert_true(tensor[v] >= 0 && tensor[v] <= 255);
            }
        free(image.pixels);
    }
}

static void test_log_odds(void **state)
{
    (void)state;
    const float even[] = {1, 1}, sure[] = {-90, 90, 0}, no[] = {NAN, 3, 1}, one[] = {0, logf(3)};
    assert_float_equal(spoof_log_odds(even, 2, 0), 0, 1e-6);
    assert_float_equal(spoof_log_odds(one, 2, 1), logf(3), 1e-5);
    assert_float_equal(spoof_log_odds(sure, 3, 1), log((1 - 1e-6) / 1e-6), 1e-3);
    assert_float_equal(spoof_log_odds(sure, 3, 0), -log((1 - 1e-6) / 1e-6), 1e-3);
    assert_float_equal(spoof_log_odds(no, 3, 1), -log((1 - 1e-6) / 1e-6), 1e-3);
}

static char folder[32];

static void path_of(const char *name, char path[static FACE_DATA_PATH_SIZE])
{
    snprintf(path, FACE_DATA_PATH_SIZE, "%s/%s", folder, name);
}

static void link_to(const char *from, const char *name)
{
    char to[FACE_DATA_PATH_SIZE], whole[PATH_MAX];
    assert_non_null(realpath(from, whole));
    path_of(name, to);
    assert_int_equal(symlink(whole, to), 0);
}

/* A folder with models.json and links to all models but the anti-spoof nets. */
static void make_folder(const char *directory)
{
    static const char *const needed[] = {"models.json", "fr_detect.onnx", "fr_landmark.onnx", "fr_feature.onnx",
                                         "fr_liveness.onnx"};
    snprintf(folder, sizeof(folder), "/tmp/ams-spoof-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < ARRAY_LENGTH(needed); i++) {
        char from[FACE_DATA_PATH_SIZE];
        snprintf(from, sizeof(from), "%s/%s", directory, needed[i]);
        link_to(from, needed[i]);
    }
}

static void remove_folder(void)
{
    char command[256];
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

/* The nets' files are beside the models, or in the shared data; then `folder` has all of them. */
static bool nets_there(void)
{
    char paths[NETS][FACE_DATA_PATH_SIZE], name[FACE_DATA_PATH_SIZE];
    const char *directory = face_data_models();
    bool there = directory != NULL;
    for (size_t i = 0; there && i < NETS; i++) {
        snprintf(paths[i], sizeof(paths[i]), "%s/%s", directory, files[i]);
        snprintf(name, sizeof(name), "data/models/%s", files[i]);
        there = access(paths[i], R_OK) == 0 || face_data_path(name, paths[i]);
    }
    if (!there) {
        print_message("skip: no anti-spoof nets (tools/fetch-models antispoof)\n");
        return false;
    }
    make_folder(directory);
    for (size_t i = 0; i < NETS; i++)
        link_to(paths[i], files[i]);
    return true;
}

/* Each net on each crop as OpenCV runs it. */
static void test_logits(void **state)
{
    (void)state;
    char error[FACE_ERROR_SIZE];
    if (!nets_there())
        skip();
    struct face_models *models = face_models_open(folder, NULL, error);
    if (!models)
        fail_msg("%s", error);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct golden_case *one = &cases[i];
        struct image image = picture(one->width, one->height);
        struct net *net = net_open(models->spoof_models[one->net], 0, 0, NET_EXACT, error);
        assert_non_null(net);
        struct net_tensor input = net_input(net), output = net_output(net, 0);
        assert_int_equal(input.dims[1], sizes[one->net]);
        assert_int_equal(output.count, classes[one->net]);
        spoof_fill(&image, &models->manifest.spoof[one->net], &one->box, one->scale, input.dims[1], input.data);
        net_run(net);
        for (size_t c = 0; c < output.count; c++)
            if (!(fabsf(output.data[c] - golden_logits[i][c]) < .02f))
                fail_msg("crop %zu, class %zu: %.4f, not %.4f", i, c, (double)output.data[c],
                         (double)golden_logits[i][c]);
        net_close(net);
        free(image.pixels);
    }
    face_models_close(models);
    remove_folder();
}

/* ---- the files ---- */

static enum live_spoof observe_with(struct face_models *models, float *ret_score)
{
    char error[FACE_ERROR_SIZE];
    struct live_observation seen;
    struct face_engine *engine = face_engine_open(models, error);
    struct face_data_file file = face_picture_read("Casey_Mears_0001");
    assert_true(engine && file.bytes);
    assert_int_equal(face_observe(engine, (struct face_frame){file.bytes, file.size}, 0, &seen), FACE_OK);
    face_engine_close(engine);
    free(file.bytes);
    *ret_score = seen.spoof;
    return seen.spoofed;
}

/* Without their files everything works and they judge nothing; with other bytes in one of them nothing does. */
static void test_files(void **state)
{
    (void)state;
    const char *directory = face_data_models(), *missing = "";
    char error[FACE_ERROR_SIZE] = "", path[FACE_DATA_PATH_SIZE];
    struct face_data_file picture_file = face_picture_read("Casey_Mears_0001");
    free(picture_file.bytes);
    if (!directory || !picture_file.bytes) {
        print_message("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    make_folder(directory);
    struct face_models *models = face_models_open(folder, NULL, error);
    if (!models)
        fail_msg("%s", error);
    float score = 7;
    assert_int_equal(face_models_spoof(models, &missing), FACE_SPOOF_OFF);
    assert_string_equal(missing, files[0]);
    assert_string_equal(face_models_spoof_word(models), "missing");
    assert_int_equal(observe_with(models, &score), LIVE_SPOOF_NO_NETS);
    assert_true(score == 0);
    assert_true(face_models_set_spoof(models, "off", error));
    assert_string_equal(face_models_spoof_word(models), "off");
    assert_false(face_models_set_spoof(models, "five", error));
    assert_non_null(strstr(error, "five"));
    face_models_close(models);

    path_of(files[1], path);
    FILE *file = fopen(path, "w");
    assert_true(file && fputs("no net", file) >= 0 && fclose(file) == 0);
    assert_null(face_models_open(folder, NULL, error));
    assert_non_null(strstr(error, files[1]));
    assert_non_null(strstr(error, "sha256"));
    assert_non_null((models = face_models_describe(folder, NULL, error)));
    assert_string_equal(face_models_spoof_word(models), "missing");
    face_models_close(models);
    remove_folder();
}

/* Seven crops say another thing than three; off says nothing. The same frame gives the same number. */
static void test_sets(void **state)
{
    (void)state;
    const char *missing;
    char error[FACE_ERROR_SIZE];
    float three = 0, again = 0, seven = 0, off = 0;
    if (!nets_there())
        skip();
    struct face_models *models = face_models_open(folder, NULL, error);
    if (!models)
        fail_msg("%s", error);
    assert_int_equal(face_models_spoof(models, &missing), FACE_SPOOF_THREE);
    assert_null(missing);
    assert_int_equal(observe_with(models, &three), LIVE_SPOOF_SCORED);
    assert_int_equal(observe_with(models, &again), LIVE_SPOOF_SCORED);
    assert_true(face_models_set_spoof(models, "seven", error));
    assert_int_equal(observe_with(models, &seven), LIVE_SPOOF_SCORED);
    assert_true(face_models_set_spoof(models, "off", error));
    assert_int_equal(observe_with(models, &off), LIVE_SPOOF_NO_NETS);
    assert_true(three == again && three != seven && three != 0 && off == 0);
    assert_true(fabsf(three) <= 3 * 14 && fabsf(seven) <= 7 * 14);
    face_models_close(models);
    remove_folder();
}

/* A worker, which can open no file any more, says the same as an engine here. */
static void test_worker(void **state)
{
    (void)state;
    char error[FACE_ERROR_SIZE];
    struct live_observation seen;
    float score = 0;
    if (!nets_there())
        skip();
    struct face_models *models = face_models_open(folder, NULL, error);
    assert_non_null(models);
    struct face_pool *pool = face_pool_fork(models, 1, error);
    if (!pool)
        fail_msg("%s", error);
    remove_folder();
    struct face_data_file file = face_picture_read("Casey_Mears_0001");
    assert_non_null(file.bytes);
    assert_int_equal(face_pool_observe(pool, &(struct face_frame){file.bytes, file.size}, 1, 0, &seen), FACE_OK);
    assert_int_equal(observe_with(models, &score), LIVE_SPOOF_SCORED);
    assert_true(seen.spoofed == LIVE_SPOOF_SCORED && seen.spoof == score);
    free(file.bytes);
    face_pool_close(pool);
    face_models_close(models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crops),  cmocka_unit_test(test_odd_boxes), cmocka_unit_test(test_log_odds),
        cmocka_unit_test(test_logits), cmocka_unit_test(test_files),     cmocka_unit_test(test_sets),
        cmocka_unit_test(test_worker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
