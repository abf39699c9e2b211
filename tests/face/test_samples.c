/* SPDX-License-Identifier: MIT */
/*
 * Group photos that everybody can fetch (tools/fetch-samples): every face is found, and the people of one photo, who
 * are different people for certain, are told apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <turbojpeg.h>

#include "base/str.h"
#include "face/face.h"
#include "face/image/image.h"
#include "support/face_picture.h"

enum { SAMPLES = 6, PEOPLE_MAX = 8, FRAMES = 3, NAMES_MAX = 16 };

static const size_t people_counts[SAMPLES] = {3, 3, 3, 4, 5, 4};

static struct {
    const char *embedder; // NULL: the first
    struct face_models *models;
    struct face_engine *engine;
} rig;

static struct face_data_file sample(int number)
{
    char path[FACE_DATA_PATH_SIZE];
    snprintf(path, sizeof(path), "build/samples/sample%d.jpg", number);
    return face_data_read(path);
}

static void set_up(void)
{
    char error[FACE_ERROR_SIZE];
    const char *directory = rig.embedder ? face_data_models_with("MobileFaceNet.tflite") : face_data_models();
    struct face_data_file first = sample(1), last = sample(SAMPLES);
    bool there = directory && first.bytes && last.bytes;
    free(first.bytes);
    free(last.bytes);
    if (!there) {
        print_message(
            "skip: no models or no sample photos (tools/fetch-models [mobilefacenet-192], tools/fetch-samples)\n");
        skip();
    }
    if (rig.models)
        return;
    rig.models = face_models_open(directory, rig.embedder, error);
    if (rig.models)
        rig.engine = face_engine_open(rig.models, error);
    if (!rig.engine)
        fail_msg("%s", error);
    face_engine_limit(rig.engine, FACE_FILE_BYTES_MAX, FACE_FILE_PIXELS_MAX);
}

static int tear_down(void **state)
{
    (void)state;
    face_engine_close(rig.engine);
    face_models_close(rig.models);
    rig.engine = NULL;
    rig.models = NULL;
    return 0;
}

static size_t find_people(int number, struct face_detection people[PEOPLE_MAX])
{
    size_t count = 0;
    struct face_data_file file = sample(number);
    assert_int_equal(face_detect(rig.engine, (struct face_frame){file.bytes, file.size}, people, PEOPLE_MAX, &count),
                     FACE_OK);
    free(file.bytes);
    return count;
}

static void test_finds_everybody(void **state)
{
    (void)state;
    set_up();
    for (int number = 1; number <= SAMPLES; number++) {
        struct face_detection people[PEOPLE_MAX];
        assert_int_equal(find_people(number, people), people_counts[number - 1]);
        for (size_t i = 0; i < people_counts[number - 1]; i++) {
            const struct face_box *box = &people[i].box; // in the photo's own pixels, 1920 wide
            assert_true(box->x2 - box->x1 > 100 && box->y2 - box->y1 > 150 && box->x2 < 1920);
            for (size_t p = 0; p < 5; p++)
                assert_true(people[i].points[p].x > box->x1 - 40 && people[i].points[p].x < box->x2 + 40);
        }
    }
}

static void test_a_group_marks_nobody(void **state)
{
    (void)state;
    set_up();
    for (int number = 1; number <= SAMPLES; number++) {
        struct face_data_file file = sample(number);
        struct face_template made;
        enum face_reason reason = face_embed(rig.engine, (struct face_frame){file.bytes, file.size}, true, &made, NULL);
        assert_int_equal(reason, FACE_SEVERAL_FACES);
        free(file.bytes);
    }
}

/* The head alone, a little lighter for each frame: what a camera would see of this person. */
static struct face_data_file head_frame(const struct image *photo, const struct face_box *box, int frame)
{
    float margin_x = (box->x2 - box->x1) * .25f, margin_y = (box->y2 - box->y1) * .2f;
    size_t left = box->x1 > margin_x ? (size_t)(box->x1 - margin_x) : 0;
    size_t top = box->y1 > margin_y ? (size_t)(box->y1 - margin_y) : 0;
    size_t right = (size_t)(box->x2 + margin_x), bottom = (size_t)(box->y2 + margin_y);
    right = right < photo->width ? right : photo->width;
    bottom = bottom < photo->height ? bottom : photo->height;
    size_t width = right - left, height = bottom - top;
    uint8_t *pixels = malloc(width * height * 3);
    assert_non_null(pixels);
    for (size_t y = 0; y < height; y++)
        for (size_t i = 0; i < width * 3; i++) {
            int value = photo->pixels[((top + y) * photo->width + left) * 3 + i] + 6 * frame;
            pixels[y * width * 3 + i] = (uint8_t)(value > 255 ? 255 : value);
        }
    struct face_data_file file = {NULL, 0};
    unsigned long size = 0;
    tjhandle handle = tjInitCompress();
    assert_int_equal(
        tjCompress2(handle, pixels, (int)width, 0, (int)height, TJPF_RGB, &file.bytes, &size, TJSAMP_420, 90, 0), 0);
    file.size = size;
    tjDestroy(handle);
    free(pixels);
    return file; // turbojpeg's memory is malloc's
}

/* Enrols each person of a photo from three frames. A person may be refused for the pose. Returns how many were
 * enrolled. */
static size_t enrol_people(int number, struct face_template templates[PEOPLE_MAX],
                           struct face_data_file last[PEOPLE_MAX])
{
    static const struct image_limits limits = {8 << 20, 8000000, 8000000, IMAGE_ALL_PIXELS};
    struct face_detection people[PEOPLE_MAX];
    size_t count = find_people(number, people), enrolled = 0;
    struct face_data_file file = sample(number);
    struct image photo = {0};
    assert_int_equal(image_decode(&photo, file.bytes, file.size, &limits), FACE_OK);
    for (size_t i = 0; i < count; i++) {
        struct face_data_file files[FRAMES + 1];
        struct face_frame frames[FRAMES];
        for (int f = 0; f <= FRAMES; f++)
            files[f] = head_frame(&photo, &people[i].box, f);
        for (int f = 0; f < FRAMES; f++)
            frames[f] = (struct face_frame){files[f].bytes, files[f].size};
        enum face_reason reason = face_enrol(rig.engine, frames, FRAMES, &templates[enrolled], NULL);
        for (int f = 0; f < FRAMES; f++)
            free(files[f].bytes);
        if (reason == FACE_OK)
            last[enrolled++] = files[FRAMES];
        else
            free(files[FRAMES].bytes);
    }
    image_release(&photo);
    free(file.bytes);
    return enrolled;
}

static void test_tells_people_apart(void **state)
{
    (void)state;
    set_up();
    size_t enrolled_people = 0, others = 0, called_covered = 0, refused = 0;
    float best_other = -1, worst_same = 1;
    for (int number = 1; number <= SAMPLES; number++) {
        struct face_template templates[PEOPLE_MAX];
        struct face_data_file last[PEOPLE_MAX];
        size_t count = enrol_people(number, templates, last);
        for (size_t i = 0; i < count; i++) {
            struct face_frame frame = {last[i].bytes, last[i].size};
            struct face_template seen;
            enum face_reason read = face_read(rig.engine, &frame, 1, 1, &seen, NULL);
            refused += read == FACE_COVERED; // one looks down, with hair before an eye
            assert_true(read == FACE_OK || read == FACE_COVERED);
            for (size_t j = 0; read == FACE_OK && j < count; j++) {
                float score = -1;
                enum face_reason reason = face_match(rig.models, &seen, &templates[j], &score);
                assert_true(i == j ? reason == FACE_OK : reason == FACE_NO_MATCH || reason == FACE_COVERED);
                others += i != j;
                called_covered += reason == FACE_COVERED;
                best_other = i != j && score > best_other ? score : best_other;
                worst_same = i == j && score < worst_same ? score : worst_same;
            }
        }
        for (size_t i = 0; i < count; i++)
            free(last[i].bytes);
        enrolled_people += count;
    }
    print_message("%zu of 22 people enrolled; same person at least %.3f, another at most %.3f; of %zu others %zu are "
                  "called covered\n",
                  enrolled_people, (double)worst_same, (double)best_other, others, called_covered);
    assert_true(enrolled_people >= 18 && called_covered * 8 <= others && refused <= 1);
}

/* Who stands in for the photographs of the shared data is alone, the same person in each picture, and nobody else. */
static void test_stand_ins(void **state)
{
    (void)state;
    set_up();
    struct face_template templates[NAMES_MAX][FACE_PICTURES];
    size_t count = 0;
    for (const char *name = face_picture_name(0); name; name = face_picture_name(++count)) {
        assert_true(count < NAMES_MAX);
        for (int number = 1; number <= FACE_PICTURES; number++) {
            char picture[64];
            snprintf(picture, sizeof(picture), "%s_%04d", name, number);
            struct face_data_file file = face_picture_play(picture);
            struct face_frame frame = {file.bytes, file.size};
            enum face_reason reason = face_embed(rig.engine, frame, true, &templates[count][number - 1], NULL);
            if (reason != FACE_OK)
                fail_msg("%s is refused: %d", picture, reason);
            free(file.bytes);
        }
    }
    float best_other = -1, worst_same = 1;
    for (size_t a = 0; a < count * FACE_PICTURES; a++)
        for (size_t b = 0; b < a; b++) {
            bool same = a / FACE_PICTURES == b / FACE_PICTURES;
            float cosine;
            assert_true(face_compare(&templates[a / FACE_PICTURES][a % FACE_PICTURES],
                                     &templates[b / FACE_PICTURES][b % FACE_PICTURES], &cosine));
            best_other = same ? best_other : fmaxf(best_other, cosine);
            worst_same = same ? fminf(worst_same, cosine) : worst_same;
        }
    print_message("%zu stand-ins; same person at least %.3f, another at most %.3f\n", count, (double)worst_same,
                  (double)best_other);
    assert_true(count > 0 && worst_same > .9f && best_other < face_models_threshold(rig.models));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stand_ins),
        cmocka_unit_test(test_finds_everybody),
        cmocka_unit_test(test_a_group_marks_nobody),
        cmocka_unit_test(test_tells_people_apart),
    };
    const struct CMUnitTest second[] = {cmocka_unit_test(test_tells_people_apart)};
    int failed = cmocka_run_group_tests_name("face/samples", tests, NULL, tear_down);
#ifdef __SANITIZE_ADDRESS__
    (void)second; // the same code with another net: ./check runs it without ASan, in a tenth of the time
    return failed;
#else
    rig.embedder = "mobilefacenet-192";
    return failed + cmocka_run_group_tests_name("face/samples, second embedder", second, NULL, tear_down);
#endif
}
