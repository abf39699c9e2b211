/* SPDX-License-Identifier: MIT */
/*
 * The pipeline against ONNX Runtime on the sample photos that everybody can fetch (tools/fetch-samples), by numbers
 * that stand in the repository: tests/golden/samples.json, made by tests/golden/make_samples.js.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <sodium.h>

#include "base/str.h"
#include "face/align.h"
#include "face/boxes.h"
#include "face/detect.h"
#include "face/embed.h"
#include "face/engine.h"
#include "face/image/image.h"
#include "face/landmark.h"
#include "support/face_data.h"

static const float golden_score = .65f; // the reference's detector threshold

enum { PEOPLE_MAX = 32, STEP = 32 };

static struct {
    struct face_models *models;
    struct detector *detector;
    struct landmarker *landmarker;
    struct embedder *embedder;
    struct image image;
    struct face_box *boxes;
    json_t *golden;
} rig;

static const struct image_limits limits = {8 << 20, 8000000, 8000000, IMAGE_ALL_PIXELS};

static json_t *photos(void)
{
    return json_object_get(rig.golden, "photos");
}

/* The photo of that number into rig.image; the reference decoded the very same pixels. */
static void decode_photo(size_t index)
{
    char path[FACE_DATA_PATH_SIZE], hex[2 * crypto_hash_sha256_BYTES + 1];
    uint8_t digest[crypto_hash_sha256_BYTES];
    json_t *about = json_object_get(json_array_get(photos(), index), "about");
    snprintf(path, sizeof(path), "build/samples/%s", json_string_value(json_object_get(about, "file")));
    struct face_data_file file = face_data_read(path);
    if (!file.bytes) {
        print_message("skip: no sample photos (tools/fetch-samples)\n");
        skip();
    }
    assert_int_equal(image_decode(&rig.image, file.bytes, file.size, &limits), FACE_OK);
    free(file.bytes);
    crypto_hash_sha256(digest, rig.image.pixels, rig.image.width * rig.image.height * 3);
    sodium_bin2hex(hex, sizeof(hex), digest, sizeof(digest));
    assert_string_equal(hex, json_string_value(json_object_get(about, "pixels_sha256")));
}

static void set_up(void)
{
    char error[FACE_ERROR_SIZE];
    const char *directory = face_data_models();
    if (!directory) {
        print_message("skip: no models (tools/fetch-models)\n");
        skip();
    }
    if (rig.models)
        return;
    rig.golden = json_load_file("tests/golden/samples.json", 0, NULL);
    assert_non_null(rig.golden);
    rig.models = face_models_open(directory, NULL, error);
    if (!rig.models)
        fail_msg("%s", error);
    const struct manifest_model *entries = rig.models->manifest.models;
    struct model *const *models = rig.models->models;
    rig.detector = detector_open(models[MANIFEST_DETECTOR], entries[MANIFEST_DETECTOR].input, 320, 240, error);
    rig.landmarker = landmarker_open(models[MANIFEST_LANDMARKS], entries[MANIFEST_LANDMARKS].input, error);
    rig.embedder = embedder_open(models[MANIFEST_EMBEDDER], entries[MANIFEST_EMBEDDER].input, error);
    if (!rig.detector || !rig.landmarker || !rig.embedder)
        fail_msg("%s", error);
    assert_string_equal(face_models_id(rig.models), json_string_value(json_object_get(rig.golden, "embedder_sha256")));
    rig.boxes = calloc(detector_capacity(rig.detector), sizeof(*rig.boxes));
    assert_non_null(rig.boxes);
}

static int tear_down(void **state)
{
    (void)state;
    free(rig.boxes);
    image_release(&rig.image);
    embedder_close(rig.embedder);
    landmarker_close(rig.landmarker);
    detector_close(rig.detector);
    face_models_close(rig.models);
    json_decref(rig.golden);
    return 0;
}

static float number_at(json_t *list, size_t index)
{
    return (float)json_number_value(json_array_get(list, index));
}

static struct face_box box_of(json_t *face)
{
    json_t *list = json_object_get(face, "box");
    return (struct face_box){number_at(list, 0), number_at(list, 1), number_at(list, 2), number_at(list, 3), 1};
}

static size_t find_boxes(void)
{
    size_t count = detector_run(rig.detector, &rig.image, golden_score, rig.boxes);
    return boxes_suppress(rig.boxes, count, .4f, 1, 100);
}

/* The box of those found that lies nearest, and how far its worst side is off, in heights of the box. */
static const struct face_box *nearest_box(const struct face_box *box, size_t count, float *ret_far)
{
    const struct face_box *nearest = NULL;
    *ret_far = INFINITY;
    for (size_t i = 0; i < count; i++) {
        const struct face_box *other = &rig.boxes[i];
        float far = fmaxf(fmaxf(fabsf(box->x1 - other->x1), fabsf(box->y1 - other->y1)),
                          fmaxf(fabsf(box->x2 - other->x2), fabsf(box->y2 - other->y2))) /
                    (box->y2 - box->y1);
        if (far < *ret_far) {
            *ret_far = far;
            nearest = other;
        }
    }
    return nearest;
}

static void test_boxes(void **state)
{
    (void)state;
    size_t index, place;
    json_t *photo, *face;
    float worst = 0;
    set_up();
    json_array_foreach(photos(), index, photo)
    {
        decode_photo(index);
        size_t count = find_boxes();
        assert_int_equal(count, json_array_size(json_object_get(photo, "faces")));
        json_array_foreach(json_object_get(photo, "faces"), place, face)
        {
            struct face_box box = box_of(face);
            float far;
            assert_non_null(nearest_box(&box, count, &far));
            worst = fmaxf(worst, far);
        }
    }
    print_message("boxes: at most %.5f of their height from the reference\n", (double)worst);
    assert_true(worst <= .01f);
}

static void points_of(json_t *face, struct face_point points[static 5])
{
    for (size_t i = 0; i < 5; i++) {
        json_t *point = json_array_get(json_object_get(face, "points"), i);
        points[i] = (struct face_point){number_at(point, 0), number_at(point, 1)};
    }
}

static void test_points(void **state)
{
    (void)state;
    size_t index, place;
    json_t *photo, *face;
    float worst = 0;
    set_up();
    json_array_foreach(photos(), index, photo)
    {
        decode_photo(index);
        json_array_foreach(json_object_get(photo, "faces"), place, face)
        {
            struct face_box box = box_of(face);
            struct face_point landmarks[FACE_LANDMARKS], points[5], expected[5];
            landmarker_run(rig.landmarker, &rig.image, &box, landmarks);
            landmarks_five(landmarks, points);
            points_of(face, expected);
            for (size_t i = 0; i < 5; i++)
                worst = fmaxf(worst, fmaxf(fabsf(points[i].x - expected[i].x), fabsf(points[i].y - expected[i].y)) /
                                         (box.y2 - box.y1));
        }
    }
    print_message("points: at most %.5f of the box's height from the reference\n", (double)worst);
    assert_true(worst <= .01f);
}

static void embed(const struct face_point points[static 5], float values[static FACE_TEMPLATE_LENGTH])
{
    static uint8_t aligned[ALIGN_BYTES];
    float length;
    assert_true(align_face(&rig.image, points, aligned));
    assert_true(embedder_run(rig.embedder, aligned, values, &length));
}

/* From the reference's points: one value in 32 of each template. */
static void test_embeddings(void **state)
{
    (void)state;
    size_t index, place;
    json_t *photo, *face;
    float worst = 0;
    set_up();
    json_array_foreach(photos(), index, photo)
    {
        decode_photo(index);
        json_array_foreach(json_object_get(photo, "faces"), place, face)
        {
            float values[FACE_TEMPLATE_LENGTH];
            struct face_point points[5];
            json_t *expected = json_object_get(face, "every_32nd");
            points_of(face, points);
            embed(points, values);
            assert_int_equal(json_array_size(expected), FACE_TEMPLATE_LENGTH / STEP);
            for (size_t i = 0; i < json_array_size(expected); i++)
                worst = fmaxf(worst, fabsf(values[i * STEP] - number_at(expected, i)));
        }
    }
    print_message("embeddings: each value at most %.5f from the reference\n", (double)worst);
    assert_true(worst <= .01f);
}

/* From the pixels alone, each step by the program's own one before: what all people are to one another. */
static void test_cosines_end_to_end(void **state)
{
    (void)state;
    static float people[PEOPLE_MAX][FACE_TEMPLATE_LENGTH];
    size_t index, place, count = 0;
    json_t *photo, *face, *row, *value;
    float worst = 0, highest = -1;
    set_up();
    json_array_foreach(photos(), index, photo)
    {
        decode_photo(index);
        size_t found = find_boxes();
        json_array_foreach(json_object_get(photo, "faces"), place, face)
        {
            struct face_box box = box_of(face);
            struct face_point landmarks[FACE_LANDMARKS], points[5];
            float far;
            const struct face_box *own = nearest_box(&box, found, &far);
            assert_non_null(own);
            assert_true(count < PEOPLE_MAX);
            landmarker_run(rig.landmarker, &rig.image, own, landmarks);
            landmarks_five(landmarks, points);
            embed(points, people[count++]);
        }
    }
    assert_int_equal(json_array_size(json_object_get(rig.golden, "cosines")), count);
    json_array_foreach(json_object_get(rig.golden, "cosines"), index, row)
    {
        assert_int_equal(json_array_size(row), index);
        json_array_foreach(row, place, value)
        {
            float cosine = embedding_cosine(people[index], people[place]);
            worst = fmaxf(worst, fabsf(cosine - (float)json_number_value(value)));
            highest = fmaxf(highest, cosine);
        }
    }
    print_message("cosines of %zu people: at most %.5f from the reference, the highest %.3f\n", count, (double)worst,
                  (double)highest);
    assert_true(worst <= .04f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boxes),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_embeddings),
        cmocka_unit_test(test_cosines_end_to_end),
    };
    return cmocka_run_group_tests_name("golden/samples", tests, NULL, tear_down);
}
