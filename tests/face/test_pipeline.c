/* SPDX-License-Identifier: MIT */
/* The door itself, on real photographs: detection, enrolment, verification, the gate, the pool. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <turbojpeg.h>

#include "base/str.h"
#include "face/kit.h"
#include "face/embed.h"
#include "face/face.h"
#include "face/image/image.h"
#include "face/pool.h"
#include "support/face_picture.h"
#include "worker/worker.h"

enum { FRAMES = 5 };

static struct {
    struct face_models *models;
    struct face_engine *engine;
} rig;

static void set_up(void)
{
    char error[FACE_ERROR_SIZE];
    if (rig.models)
        return;
    const char *directory = face_data_models();
    struct face_data_file first = face_picture_read("Abel_Pacheco_0001");
    bool there = directory && first.bytes;
    free(first.bytes);
    if (!there) {
        print_message("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    rig.models = face_models_open(directory, NULL, error);
    if (!rig.models)
        fail_msg("%s", error);
    rig.engine = face_engine_open(rig.models, error);
    if (!rig.engine)
        fail_msg("%s", error);
}

static int tear_down(void **state)
{
    (void)state;
    face_engine_close(rig.engine);
    face_models_close(rig.models);
    return 0;
}

static struct face_data_file photo(const char *name, int number)
{
    char picture[64];
    snprintf(picture, sizeof(picture), "%s_%04d", name, number);
    struct face_data_file file = face_picture_read(picture);
    assert_non_null(file.bytes);
    return file;
}

static struct face_frame frame_of(const struct face_data_file *file)
{
    return (struct face_frame){file->bytes, file->size};
}

/* A photograph's pixels as they are decoded. */
static struct image pixels_of(const char *name, int number)
{
    static const struct image_limits limits = {1 << 20, 1000000, 1000000, IMAGE_ALL_PIXELS};
    struct image image = {0};
    struct face_data_file file = photo(name, number);
    assert_int_equal(image_decode(&image, file.bytes, file.size, &limits), FACE_OK);
    free(file.bytes);
    return image;
}

static struct face_data_file jpeg_of(const uint8_t *pixels, size_t width, size_t height)
{
    struct face_data_file file = {NULL, 0};
    unsigned char *out = NULL;
    unsigned long size = 0;
    tjhandle handle = tjInitCompress();
    assert_int_equal(tjCompress2(handle, pixels, (int)width, 0, (int)height, TJPF_RGB, &out, &size, TJSAMP_420, 92, 0),
                     0);
    file.bytes = malloc(size);
    assert_non_null(file.bytes);
    memcpy(file.bytes, out, size);
    file.size = size;
    tjFree(out);
    tjDestroy(handle);
    return file;
}

/* The photograph's pixels times `gain` plus `shift`: another moment of the same person under another light. */
static struct face_data_file relit(const char *name, int number, float gain, float shift)
{
    struct image image = pixels_of(name, number);
    for (size_t i = 0; i < image.width * image.height * 3; i++)
        image.pixels[i] = (uint8_t)fminf(fmaxf((float)image.pixels[i] * gain + shift, 0), 255);
    struct face_data_file file = jpeg_of(image.pixels, image.width, image.height);
    image_release(&image);
    return file;
}

static void blur(struct image *image, size_t radius)
{
    uint8_t *copy = malloc(image->width * image->height * 3);
    assert_non_null(copy);
    for (int pass = 0; pass < 2; pass++) {
        size_t step = pass == 0 ? 3 : image->width * 3, length = pass == 0 ? image->width : image->height;
        memcpy(copy, image->pixels, image->width * image->height * 3);
        for (size_t i = 0; i < image->width * image->height * 3; i++) {
            size_t at = pass == 0 ? i / 3 % image->width : i / 3 / image->width;
            if (at < radius || at + radius >= length)
                continue;
            unsigned sum = 0;
            for (size_t k = 0; k <= 2 * radius; k++)
                sum += copy[i - radius * step + k * step];
            image->pixels[i] = (uint8_t)(sum / (2 * radius + 1));
        }
    }
    free(copy);
}

static enum face_reason gate(const struct face_data_file *file)
{
    struct face_template made;
    return face_embed(rig.engine, frame_of(file), true, &made, NULL);
}

static void test_detects(void **state)
{
    (void)state;
    set_up();
    struct face_data_file file = photo("Abel_Pacheco", 1);
    struct face_detection faces[8];
    size_t count = 0;
    assert_int_equal(face_detect(rig.engine, frame_of(&file), faces, 8, &count), FACE_OK);
    assert_int_equal(count, 1);
    assert_true(faces[0].box.x1 > 80 && faces[0].box.x2 < 195 && faces[0].box.score > .9f);
    assert_true(faces[0].points[0].x < faces[0].points[1].x && faces[0].points[0].y < faces[0].points[3].y);
    assert_int_equal(faces[0].quality, FACE_OK);
    count = 9;
    assert_int_equal(face_detect(rig.engine, frame_of(&file), faces, 0, &count), FACE_OK);
    assert_int_equal(count, 0);
    free(file.bytes);
}

static void test_refuses_what_is_no_picture_of_a_face(void **state)
{
    (void)state;
    set_up();
    struct face_data_file file = photo("Abel_Pacheco", 1);
    struct face_detection faces[2];
    size_t count = 77;
    struct face_frame cut = {file.bytes, file.size / 2}, none = {file.bytes, 0};
    assert_int_equal(face_detect(rig.engine, cut, faces, 2, &count), FACE_BAD_IMAGE);
    assert_int_equal(face_detect(rig.engine, none, faces, 2, &count), FACE_BAD_IMAGE);
    assert_int_equal(count, 77);
    face_engine_limit(rig.engine, file.size - 1, 1000000);
    assert_int_equal(gate(&file), FACE_IMAGE_TOO_LARGE);
    face_engine_limit(rig.engine, file.size, 250 * 250 - 1);
    assert_int_equal(gate(&file), FACE_IMAGE_TOO_LARGE);
    face_engine_limit(rig.engine, file.size, 250 * 250);
    assert_int_equal(gate(&file), FACE_OK);
    face_engine_limit(rig.engine, FACE_FRAME_BYTES_MAX, FACE_FRAME_PIXELS_MAX);
    free(file.bytes);

    uint8_t *grey = malloc(200 * 200 * 3);
    assert_non_null(grey);
    memset(grey, 128, 200 * 200 * 3);
    file = jpeg_of(grey, 200, 200);
    assert_int_equal(gate(&file), FACE_NO_FACE);
    free(file.bytes);
    file = jpeg_of(grey, 1, 1);
    assert_int_equal(gate(&file), FACE_NO_FACE);
    free(file.bytes);
    file = jpeg_of(grey, 200, 1);
    assert_int_equal(gate(&file), FACE_NO_FACE);
    free(file.bytes);
    free(grey);
}

static void test_gate_sees_light_and_blur(void **state)
{
    (void)state;
    set_up();
    static const char *const names[] = {"Abel_Pacheco", "Amber_Tamblyn", "Angela_Bassett"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        struct face_data_file plain = relit(names[i], 1, 1, 0);
        struct face_template made;
        struct face_detection seen;
        assert_int_equal(face_embed(rig.engine, frame_of(&plain), true, &made, &seen), FACE_OK);
        struct face_data_file dark = relit(names[i], 1, 30 / seen.brightness, 0);
        struct face_data_file bright = relit(names[i], 1, .4f, 225 - .4f * seen.brightness);
        struct image image = pixels_of(names[i], 1);
        blur(&image, 3);
        blur(&image, 3);
        blur(&image, 3);
        struct face_data_file soft = jpeg_of(image.pixels, image.width, image.height);
        assert_int_equal(gate(&dark), FACE_TOO_DARK);
        assert_int_equal(gate(&bright), FACE_TOO_BRIGHT);
        assert_int_equal(gate(&soft), FACE_BLURRED);
        image_release(&image);
        free(dark.bytes);
        free(bright.bytes);
        free(plain.bytes);
        free(soft.bytes);
    }
}

/* Two people side by side, and one person leaving the picture. */
static void test_gate_sees_company_and_edges(void **state)
{
    (void)state;
    set_up();
    struct image a = pixels_of("Abel_Pacheco", 1), b = pixels_of("Amber_Tamblyn", 1);
    uint8_t *both = malloc(500 * 250 * 3), *part = malloc(250 * 250 * 3);
    assert_true(both && part);
    for (size_t y = 0; y < 250; y++) {
        memcpy(both + y * 1500, a.pixels + y * 750, 750);
        memcpy(both + y * 1500 + 750, b.pixels + y * 750, 750);
        memset(part + y * 750, 128, 750);
        memcpy(part + y * 750, a.pixels + y * 750 + 3 * 118, 3 * (250 - 118)); // the left part of the face is gone
    }
    struct face_data_file two = jpeg_of(both, 500, 250), cut = jpeg_of(part, 250, 250);
    struct face_detection faces[4];
    size_t count;
    assert_int_equal(gate(&two), FACE_SEVERAL_FACES);
    assert_int_equal(face_detect(rig.engine, frame_of(&two), faces, 4, &count), FACE_OK);
    assert_int_equal(count, 2);
    enum face_reason reason = gate(&cut);
    assert_true(reason == FACE_CUT_OFF || reason == FACE_NO_FACE || reason == FACE_TURNED_AWAY);
    free(two.bytes);
    free(cut.bytes);
    free(both);
    free(part);
    image_release(&a);
    image_release(&b);
}

/* A large photograph is decoded at a smaller scale, and its boxes come back in its own pixels. */
static void test_large_frames(void **state)
{
    (void)state;
    set_up();
    struct image small = pixels_of("Abel_Pacheco", 1);
    enum { TIMES = 8, SIDE = 250 * TIMES };
    uint8_t *large = malloc((size_t)SIDE * SIDE * 3);
    assert_non_null(large);
    for (size_t y = 0; y < SIDE; y++)
        for (size_t x = 0; x < SIDE; x++)
            memcpy(large + (y * SIDE + x) * 3, small.pixels + (y / TIMES * 250 + x / TIMES) * 3, 3);
    struct face_data_file big = jpeg_of(large, SIDE, SIDE), original = photo("Abel_Pacheco", 1);
    struct face_template a, b;
    struct face_detection found, expected;
    float cosine;
    assert_int_equal(face_embed(rig.engine, frame_of(&original), false, &a, &expected), FACE_OK);
    assert_int_equal(face_embed(rig.engine, frame_of(&big), false, &b, &found), FACE_OK);
    assert_true(fabsf(found.box.x1 - TIMES * expected.box.x1) < TIMES * 6);
    assert_true(fabsf(found.box.y2 - TIMES * expected.box.y2) < TIMES * 6);
    assert_true(face_compare(&a, &b, &cosine) && cosine > .9f);
    free(big.bytes);
    free(original.bytes);
    free(large);
    image_release(&small);
}

/* Frames of one burst: the same photograph under changing light. */
static void make_burst(const char *name, struct face_data_file files[FRAMES], struct face_frame frames[FRAMES])
{
    for (int i = 0; i < FRAMES; i++) {
        files[i] = relit(name, 1, .8f + .08f * (float)i, 3 * (float)i);
        frames[i] = frame_of(&files[i]);
    }
}

static void release_burst(struct face_data_file files[FRAMES])
{
    for (int i = 0; i < FRAMES; i++)
        free(files[i].bytes);
}

static void test_enrols_and_verifies(void **state)
{
    (void)state;
    set_up();
    struct face_data_file files[FRAMES], others[FRAMES];
    struct face_frame frames[FRAMES], other_frames[FRAMES];
    struct face_template enrolled;
    struct face_burst_report report;
    float score = 9;
    make_burst("Abel_Pacheco", files, frames);
    make_burst("Amber_Tamblyn", others, other_frames);
    assert_int_equal(face_enrol(rig.engine, frames, FRAMES, &enrolled, &report), FACE_OK);
    assert_int_equal(report.accepted, FRAMES);
    assert_string_equal(enrolled.model_id, face_models_id(rig.models));
    double length = 0;
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        length += (double)enrolled.values[i] * (double)enrolled.values[i];
    assert_true(fabs(length - 1) < 1e-4);

    struct face_data_file later = photo("Abel_Pacheco", 4); // another day
    struct face_frame later_frame = frame_of(&later);
    assert_int_equal(face_verify(rig.engine, &later_frame, 1, &enrolled, &score, &report), FACE_OK);
    assert_true(score > .5f && score <= 1);
    assert_int_equal(face_verify(rig.engine, other_frames, FRAMES, &enrolled, &score, &report), FACE_NO_MATCH);
    assert_true(score < .3f);
    assert_int_equal(report.accepted, FRAMES);
    assert_int_equal(face_verify(rig.engine, frames, 2, &enrolled, NULL, NULL), FACE_OK);

    struct face_template foreign = enrolled, broken = enrolled;
    foreign.model_id[0] = 'z';
    assert_int_equal(face_verify(rig.engine, frames, 1, &foreign, &score, NULL), FACE_OTHER_MODEL);
    broken.values[5] = NAN;
    assert_int_equal(face_verify(rig.engine, frames, 1, &broken, &score, NULL), FACE_NO_MATCH);
    free(later.bytes);
    release_burst(files);
    release_burst(others);
}

static void test_bursts_that_are_refused(void **state)
{
    (void)state;
    set_up();
    struct face_data_file files[FRAMES], others[FRAMES], dark = relit("Abel_Pacheco", 1, .2f, 0);
    struct face_data_file darker = relit("Abel_Pacheco", 1, .15f, 0);
    struct face_frame frames[FRAMES], mixed[FRAMES], many[FACE_FRAMES_MAX + 1];
    struct face_template enrolled, untouched;
    struct face_burst_report report;
    make_burst("Abel_Pacheco", files, frames);
    make_burst("Amber_Tamblyn", others, mixed);
    memset(&enrolled, 7, sizeof(enrolled));
    untouched = enrolled;

    assert_int_equal(face_enrol(rig.engine, frames, 2, &enrolled, &report), FACE_TOO_FEW_FRAMES);
    assert_int_equal(face_verify(rig.engine, frames, 0, &enrolled, NULL, &report), FACE_TOO_FEW_FRAMES);
    struct face_frame repeated[3] = {frames[0], frames[1], frames[0]};
    assert_int_equal(face_enrol(rig.engine, repeated, 3, &enrolled, &report), FACE_REPEATED_FRAMES);
    static const uint8_t black[64 * 48 * 3];
    struct face_data_file lid = jpeg_of(black, 64, 48); // something over the lens
    struct face_frame covered[3] = {frame_of(&lid), frame_of(&lid), frame_of(&lid)};
    assert_int_equal(face_enrol(rig.engine, covered, 3, &enrolled, &report), FACE_NO_FACE);
    free(lid.bytes);
    mixed[0] = frames[0];
    assert_int_equal(face_enrol(rig.engine, mixed, FRAMES, &enrolled, &report), FACE_FRAMES_DISAGREE);
    assert_int_equal(report.accepted, FRAMES);
    struct face_frame in_the_dark[4] = {frame_of(&dark), frames[0], frame_of(&darker), frames[1]};
    assert_int_equal(face_enrol(rig.engine, in_the_dark, 4, &enrolled, &report), FACE_TOO_DARK);
    assert_int_equal(report.accepted, 2);
    assert_int_equal(report.reasons[0], FACE_TOO_DARK);
    assert_int_equal(report.reasons[1], FACE_OK);
    for (size_t i = 0; i < ARRAY_LENGTH(many); i++)
        many[i] = frames[i % FRAMES];
    assert_int_equal(face_enrol(rig.engine, many, ARRAY_LENGTH(many), &enrolled, &report), FACE_FAULT);
    assert_memory_equal(&enrolled, &untouched, sizeof(enrolled));

    assert_int_equal(face_enrol(rig.engine, frames, FRAMES, &enrolled, NULL), FACE_OK);
    mixed[1] = frames[1]; // two frames of the enrolled person cannot carry three of another
    assert_int_equal(face_verify(rig.engine, mixed, FRAMES, &enrolled, NULL, &report), FACE_FRAMES_DISAGREE);
    free(dark.bytes);
    free(darker.bytes);
    release_burst(files);
    release_burst(others);
}

static void test_thresholds(void **state)
{
    (void)state;
    set_up();
    char error[FACE_ERROR_SIZE] = "";
    assert_true(fabsf(face_models_threshold(rig.models) - .444f) < 1e-6f);
    assert_true(face_models_set_fmr(rig.models, "1e-3", error));
    assert_true(fabsf(face_models_threshold(rig.models) - .371f) < 1e-6f);
    assert_false(face_models_set_fmr(rig.models, "1e-9", error));
    assert_non_null(strstr(error, "1e-9"));
    assert_true(fabsf(face_models_threshold(rig.models) - .371f) < 1e-6f);
    assert_true(face_models_set_fmr(rig.models, "1e-4", error));
}

static void test_models_that_are_not_there(void **state)
{
    (void)state;
    char error[FACE_ERROR_SIZE] = "";
    assert_null(face_models_open("/nonexistent", NULL, error));
    assert_non_null(strstr(error, "/nonexistent"));
}

/* The engine's own memory does not grow from frame to frame. */
static void test_steady_memory(void **state)
{
    (void)state;
    set_up();
    struct face_data_file files[FRAMES];
    struct face_frame frames[FRAMES];
    struct face_template enrolled;
    make_burst("Abel_Pacheco", files, frames);
    assert_int_equal(face_enrol(rig.engine, frames, FRAMES, &enrolled, NULL), FACE_OK);
    size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    for (int i = 0; i < 4; i++)
        assert_int_equal(face_verify(rig.engine, frames, FRAMES, &enrolled, NULL, NULL), FACE_OK);
    size_t after = mallinfo2().uordblks + mallinfo2().hblkhd;
    assert_true(after <= before);
    release_burst(files);
}

struct sharing {
    struct face_pool *pool;
    const struct face_frame *frames;
    struct face_template expected;
    bool agreed;
};

static void *read_often(void *argument)
{
    struct sharing *sharing = argument;
    sharing->agreed = true;
    for (int i = 0; i < 10; i++) {
        struct face_burst_report report;
        enum face_reason reason;
        do // two workers for four: on a slow machine none is free in time
            reason = face_pool_verify(sharing->pool, sharing->frames, 1, &sharing->expected, &report);
        while (reason == FACE_NOT_LOOKED && workers_figures(face_pool_workers(sharing->pool)).lost == 0);
        if (reason != FACE_OK || report.frames != 1 || report.accepted != 1)
            sharing->agreed = false;
    }
    return NULL;
}

/* What the workers say is what the engine here says. */
static void test_pool(void **state)
{
    (void)state;
    set_up();
    char error[FACE_ERROR_SIZE];
    struct face_data_file file = photo("Abel_Pacheco", 1), other = photo("Abel_Pacheco", 4);
    const struct face_frame frames[] = {frame_of(&file), frame_of(&other)};
    struct face_burst_report report;
    struct face_template made;
    struct face_pool *pool = face_pool_fork(rig.models, 2, error);
    assert_non_null(pool);
    struct sharing sharing[4];
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        sharing[i] = (struct sharing){.pool = pool, .frames = frames};
        assert_int_equal(face_embed(rig.engine, frames[0], true, &sharing[i].expected, NULL), FACE_OK);
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, &sharing[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_true(sharing[i].agreed);
    }
    assert_int_equal(workers_figures(face_pool_workers(pool)).lost, 0);
    assert_int_equal(face_pool_enrol(pool, frames, 2, &made, &report), FACE_TOO_FEW_FRAMES);
    assert_int_equal(report.frames, 2);
    struct live_observation here, there[2];
    assert_int_equal(face_pool_observe(pool, frames, 2, 7, there), FACE_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(face_observe(rig.engine, frames[i], 7, &here), there[i].reason);
        assert_memory_equal(here.digest, there[i].digest, sizeof(here.digest));
        assert_memory_equal(here.look, there[i].look, sizeof(here.look));
        assert_int_equal(there[i].arrived_ms, 7);
        assert_string_equal(here.face.model_id, there[i].face.model_id);
        assert_true(embedding_cosine(here.face.values, there[i].face.values) > .9999f || here.reason != FACE_OK);
    }
    face_pool_close(pool);
    free(file.bytes);
    free(other.bytes);
}

/* A check-in's later frames are spare ones: no time is spent on them once as many as are observed have passed. */
static void test_spare_frames(void **state)
{
    (void)state;
    set_up();
    char error[FACE_ERROR_SIZE];
    struct face_data_file files[FRAMES], others[FRAMES], dark = relit("Abel_Pacheco", 1, .2f, 0);
    struct face_frame frames[FRAMES], stranger[FRAMES];
    struct live_observation observations[FACE_READ_OBSERVED_MAX];
    struct face_template seen;
    struct face_burst_report report;
    size_t observed = 9;
    make_burst("Abel_Pacheco", files, frames);
    make_burst("Amber_Tamblyn", others, stranger);
    struct face_pool *pool = face_pool_fork(rig.models, 1, error);
    assert_non_null(pool);
    const struct face_frame spare[] = {frames[0], frames[1], stranger[0]};
    assert_int_equal(face_pool_read(pool, spare, 3, &seen, &report, observations, &observed), FACE_OK);
    assert_int_equal(report.frames, 2);
    assert_int_equal(report.accepted, 2);
    assert_int_equal(observed, 2);
    const struct face_frame needed[] = {frame_of(&dark), frames[0], frames[1]};
    assert_int_equal(face_pool_read(pool, needed, 3, &seen, &report, observations, &observed), FACE_OK);
    assert_int_equal(report.frames, 3);
    assert_int_equal(report.accepted, 2);
    const struct face_frame two_people[] = {frames[0], stranger[0], frames[1]};
    assert_int_equal(face_pool_read(pool, two_people, 3, &seen, &report, observations, &observed),
                     FACE_FRAMES_DISAGREE);
    const struct face_frame repeated[] = {frames[0], frames[1], frames[0]}; // the bytes of all are looked at
    assert_int_equal(face_pool_read(pool, repeated, 3, &seen, &report, observations, &observed), FACE_REPEATED_FRAMES);
    assert_int_equal(face_pool_enrol(pool, frames, FRAMES, &seen, &report), FACE_OK); // an enrolment reads all
    assert_int_equal(report.accepted, FRAMES);
    face_pool_close(pool);
    free(dark.bytes);
    release_burst(files);
    release_burst(others);
}

/* A worker that says to have accepted more frames than it names: nothing of it is believed. */
static void test_report_that_lies(void **state)
{
    (void)state;
    for (size_t accepted = 0; accepted <= 2; accepted++) {
        CLOSES(pack_release) struct pack pack = {.max = 4096};
        struct face_burst_report told, report = {.frames = 2, .accepted = accepted, .reasons = {FACE_OK, FACE_NO_FACE}};
        face_pack_report(&pack, &report);
        struct unpack unpack = {.at = pack.bytes, .left = pack.size};
        face_unpack_report(&unpack, &told);
        assert_int_equal(unpack.failed, accepted > 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_that_lies),
        cmocka_unit_test(test_spare_frames),
        cmocka_unit_test(test_detects),
        cmocka_unit_test(test_refuses_what_is_no_picture_of_a_face),
        cmocka_unit_test(test_gate_sees_light_and_blur),
        cmocka_unit_test(test_gate_sees_company_and_edges),
        cmocka_unit_test(test_large_frames),
        cmocka_unit_test(test_enrols_and_verifies),
        cmocka_unit_test(test_bursts_that_are_refused),
        cmocka_unit_test(test_thresholds),
        cmocka_unit_test(test_models_that_are_not_there),
        cmocka_unit_test(test_steady_memory),
        cmocka_unit_test(test_pool),
    };
    return cmocka_run_group_tests_name("face/pipeline", tests, NULL, tear_down);
}
