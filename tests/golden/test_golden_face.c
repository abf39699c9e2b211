/* SPDX-License-Identifier: MIT */
/*
 * The pipeline against a reference made with ONNX Runtime and OpenCV on 20 photographs: boxes within 1 px, points
 * within .5 px, embedding cosine >= .999 from the same crop and >= .995 end to end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <sodium.h>

#include "face/align.h"
#include "face/boxes.h"
#include "face/detect.h"
#include "face/embed.h"
#include "face/engine.h"
#include "face/image/image.h"
#include "face/landmark.h"
#include "support/face_data.h"

static const float golden_score = .65f; // the reference's detector threshold

static struct {
    struct face_models *models;
    struct face_engine *engine;
    struct detector *detector;
    struct detector *fine;
    struct landmarker *landmarker;
    struct embedder *embedder;
    struct image image;
    struct face_box *boxes;
    json_t *golden;
} rig;

static const struct image_limits limits = {1 << 20, 4000000, 4000000, IMAGE_ALL_PIXELS};

static void set_up(void)
{
    char path[FACE_DATA_PATH_SIZE], error[FACE_ERROR_SIZE];
    const char *directory = face_data_models();
    if (!directory || !face_data_path("data/golden/golden.json", path)) {
        print_message("skip: no models or no golden data (tools/fetch-models, AMS_SHARED)\n");
        skip();
    }
    if (rig.models)
        return;
    rig.golden = json_load_file(path, 0, NULL);
    rig.models = face_models_open(directory, NULL, error);
    if (!rig.models)
        fail_msg("%s", error);
    const struct manifest_model *entries = rig.models->manifest.models;
    struct model *const *models = rig.models->models;
    rig.engine = face_engine_open(rig.models, error);
    rig.detector = detector_open(models[MANIFEST_DETECTOR], entries[MANIFEST_DETECTOR].input, 320, 240, error);
    rig.fine = detector_open(models[MANIFEST_DETECTOR], entries[MANIFEST_DETECTOR].input, 640, 480, error);
    rig.landmarker = landmarker_open(models[MANIFEST_LANDMARKS], entries[MANIFEST_LANDMARKS].input, error);
    rig.embedder = embedder_open(models[MANIFEST_EMBEDDER], entries[MANIFEST_EMBEDDER].input, error);
    if (!rig.engine || !rig.detector || !rig.fine || !rig.landmarker || !rig.embedder)
        fail_msg("%s", error);
    rig.boxes = calloc(detector_capacity(rig.fine), sizeof(*rig.boxes));
    assert_non_null(rig.boxes);
}

static int tear_down(void **state)
{
    (void)state;
    free(rig.boxes);
    image_release(&rig.image);
    embedder_close(rig.embedder);
    landmarker_close(rig.landmarker);
    detector_close(rig.fine);
    detector_close(rig.detector);
    face_engine_close(rig.engine);
    face_models_close(rig.models);
    json_decref(rig.golden);
    return 0;
}

static struct face_data_file read_golden(const char *name)
{
    char relative[FACE_DATA_PATH_SIZE], path[FACE_DATA_PATH_SIZE];
    snprintf(relative, sizeof(relative), "data/golden/%s", name);
    assert_true(face_data_path(relative, path));
    struct face_data_file file = face_data_read(path);
    assert_non_null(file.bytes);
    return file;
}

/* Decodes an entry's photograph into rig.image. */
static void decode_entry(json_t *entry)
{
    struct face_data_file file = read_golden(json_string_value(json_object_get(entry, "image")));
    assert_int_equal(image_decode(&rig.image, file.bytes, file.size, &limits), FACE_OK);
    free(file.bytes);
}

static float number_at(json_t *list, size_t index)
{
    return (float)json_number_value(json_array_get(list, index));
}

static struct face_box box_of(json_t *list)
{
    return (struct face_box){number_at(list, 0), number_at(list, 1), number_at(list, 2), number_at(list, 3), 1};
}

static float cosine_to(json_t *list, const float *values)
{
    float expected[FACE_TEMPLATE_LENGTH];
    assert_int_equal(json_array_size(list), FACE_TEMPLATE_LENGTH);
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        expected[i] = number_at(list, i);
    assert_true(embedding_normalise(expected));
    return embedding_cosine(expected, values);
}

static void test_decodes_the_same_pixels(void **state)
{
    (void)state;
    size_t index;
    json_t *entry;
    set_up();
    json_array_foreach(json_object_get(rig.golden, "images"), index, entry)
    {
        decode_entry(entry);
        size_t size = rig.image.width * rig.image.height * 3;
        for (size_t i = 0; i < size; i += 3) { // the reference hashed BGR
            uint8_t red = rig.image.pixels[i];
            rig.image.pixels[i] = rig.image.pixels[i + 2];
            rig.image.pixels[i + 2] = red;
        }
        uint8_t digest[crypto_hash_sha256_BYTES];
        char hex[2 * sizeof(digest) + 1];
        crypto_hash_sha256(digest, rig.image.pixels, size);
        sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
        assert_string_equal(hex, json_string_value(json_object_get(entry, "decoded_bgr_sha256")));
    }
}

static size_t find_boxes(struct detector *detector)
{
    size_t count = detector_run(detector, &rig.image, golden_score, rig.boxes);
    return boxes_suppress(rig.boxes, count, .4f, 1, 100);
}

/* Every box of the reference must be found, and none beside. How far the worst corner is off. */
static float check_boxes(json_t *entry)
{
    json_t *expected = json_object_get(json_object_get(entry, "detector320"), "boxes_xyxy");
    size_t count = find_boxes(rig.detector);
    float worst = 0;
    assert_int_equal(count, json_array_size(expected));
    for (size_t i = 0; i < count; i++) {
        struct face_box box = box_of(json_array_get(expected, i));
        float least = INFINITY;
        for (size_t j = 0; j < count; j++) {
            float far = fmaxf(fmaxf(fabsf(box.x1 - rig.boxes[j].x1), fabsf(box.y1 - rig.boxes[j].y1)),
                              fmaxf(fabsf(box.x2 - rig.boxes[j].x2), fabsf(box.y2 - rig.boxes[j].y2)));
            least = fminf(least, far);
        }
        worst = fmaxf(worst, least);
    }
    return worst;
}

static void test_boxes(void **state)
{
    (void)state;
    size_t index;
    json_t *entry;
    float worst = 0;
    set_up();
    json_array_foreach(json_object_get(rig.golden, "images"), index, entry)
    {
        decode_entry(entry);
        worst = fmaxf(worst, check_boxes(entry));
    }
    print_message("boxes: at most %.3f px from the reference\n", (double)worst);
    assert_true(worst <= 1);
}

/*
 * The fine pass enlarges these 250 px pictures, and there a rounding to whole grey levels (the reference's) decides
 * which of several overlapping priors wins: so the faces must be the same, not the pixels of their boxes.
 */
static void test_fine_boxes(void **state)
{
    (void)state;
    size_t index;
    json_t *entry;
    set_up();
    json_array_foreach(json_object_get(rig.golden, "images"), index, entry)
    {
        json_t *pass = json_object_get(entry, "detector640");
        decode_entry(entry);
        size_t count = find_boxes(rig.fine);
        for (size_t i = 0; i < json_array_size(json_object_get(pass, "boxes_xyxy")); i++) {
            struct face_box box = box_of(json_array_get(json_object_get(pass, "boxes_xyxy"), i));
            float best = 0;
            for (size_t j = 0; j < count; j++) {
                float shared = box_intersection(&box, &rig.boxes[j]);
                best = fmaxf(best, shared / (box_area(&box) + box_area(&rig.boxes[j]) - shared));
            }
            if (number_at(json_object_get(pass, "scores"), i) >= .8f)
                assert_true(best >= .7f);
        }
    }
}

static float worst_distance(json_t *expected, const struct face_point *points, size_t count)
{
    float worst = 0;
    assert_int_equal(json_array_size(expected), count);
    for (size_t i = 0; i < count; i++) {
        json_t *point = json_array_get(expected, i);
        worst = fmaxf(worst, fabsf(points[i].x - number_at(point, 0)));
        worst = fmaxf(worst, fabsf(points[i].y - number_at(point, 1)));
    }
    return worst;
}

static void test_points(void **state)
{
    (void)state;
    size_t index;
    json_t *entry;
    float worst = 0;
    set_up();
    json_array_foreach(json_object_get(rig.golden, "images"), index, entry)
    {
        decode_entry(entry);
        struct face_box box = box_of(json_object_get(entry, "chosen_box_xyxy"));
        struct face_point landmarks[FACE_LANDMARKS], points[5];
        landmarker_run(rig.landmarker, &rig.image, &box, landmarks);
        landmarks_five(landmarks, points);
        worst = fmaxf(worst, worst_distance(json_object_get(entry, "landmarks68"), landmarks, FACE_LANDMARKS));
        worst = fmaxf(worst, worst_distance(json_object_get(entry, "points5"), points, 5));
    }
    print_message("points: at most %.3f px from the reference\n", (double)worst);
    assert_true(worst <= .5f);
}

static void test_embedding_of_the_same_crop(void **state)
{
    (void)state;
    size_t index;
    json_t *entry;
    float least = 1;
    set_up();
    json_array_foreach(json_object_get(rig.golden, "images"), index, entry)
    {
        struct face_data_file file = read_golden(json_string_value(json_object_get(entry, "aligned_png")));
        assert_int_equal(image_decode(&rig.image, file.bytes, file.size, &limits), FACE_OK);
        free(file.bytes);
        assert_int_equal(rig.image.width, ALIGN_SIZE);
        assert_int_equal(rig.image.height, ALIGN_SIZE);
        float values[FACE_TEMPLATE_LENGTH], length;
        assert_true(embedder_run(rig.embedder, rig.image.pixels, values, &length));
        least = fminf(least, cosine_to(json_object_get(entry, "embedding"), values));
    }
    print_message("embedding of the same crop: cosine at least %.6f\n", (double)least);
    assert_true(least >= .999f);
}

/* The crop alone, from the reference's own points: how close this bilinear warp is to OpenCV's fixed-point one. */
static void test_aligned_pixels(void **state)
{
    (void)state;
    size_t index;
    json_t *entry;
    double worst = 0;
    set_up();
    json_array_foreach(json_object_get(rig.golden, "images"), index, entry)
    {
        static uint8_t aligned[ALIGN_BYTES];
        struct face_point points[5];
        for (size_t i = 0; i < 5; i++) {
            json_t *point = json_array_get(json_object_get(entry, "points5"), i);
            points[i] = (struct face_point){number_at(point, 0), number_at(point, 1)};
        }
        decode_entry(entry);
        assert_true(align_face(&rig.image, points, aligned));
        struct face_data_file file = read_golden(json_string_value(json_object_get(entry, "aligned_png")));
        assert_int_equal(image_decode(&rig.image, file.bytes, file.size, &limits), FACE_OK);
        free(file.bytes);
        double sum = 0;
        for (size_t i = 0; i < ALIGN_BYTES; i++)
            sum += abs(aligned[i] - rig.image.pixels[i]);
        worst = fmax(worst, sum / ALIGN_BYTES);
    }
    print_message("aligned crop: mean difference at most %.3f grey levels\n", worst);
    assert_true(worst <= .5);
}

static struct face_template embed_image(const char *name)
{
    struct face_data_file file = read_golden(name);
    struct face_template made;
    assert_int_equal(face_embed(rig.engine, (struct face_frame){file.bytes, file.size}, false, &made, NULL), FACE_OK);
    free(file.bytes);
    return made;
}

static void test_end_to_end(void **state)
{
    (void)state;
    size_t index;
    json_t *entry;
    float least = 1;
    set_up();
    json_array_foreach(json_object_get(rig.golden, "images"), index, entry)
    {
        struct face_template made = embed_image(json_string_value(json_object_get(entry, "image")));
        least = fminf(least, cosine_to(json_object_get(entry, "embedding"), made.values));
    }
    print_message("end to end: cosine at least %.6f\n", (double)least);
    assert_true(least >= .995f);
}

static void test_pair_cosines(void **state)
{
    (void)state;
    size_t index;
    json_t *pair;
    set_up();
    json_array_foreach(json_object_get(rig.golden, "pair_cosines"), index, pair)
    {
        struct face_template a = embed_image(json_string_value(json_object_get(pair, "a")));
        struct face_template b = embed_image(json_string_value(json_object_get(pair, "b")));
        float cosine;
        assert_true(face_compare(&a, &b, &cosine));
        assert_true(fabs((double)cosine - json_number_value(json_object_get(pair, "cosine"))) < .02);
        bool same = json_integer_value(json_object_get(pair, "same")) == 1;
        assert_int_equal(cosine >= face_models_threshold(rig.models), same);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decodes_the_same_pixels),
        cmocka_unit_test(test_boxes),
        cmocka_unit_test(test_fine_boxes),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_embedding_of_the_same_crop),
        cmocka_unit_test(test_aligned_pixels),
        cmocka_unit_test(test_end_to_end),
        cmocka_unit_test(test_pair_cosines),
    };
    return cmocka_run_group_tests_name("golden/face", tests, NULL, tear_down);
}
