/* SPDX-License-Identifier: MIT */
/*
 * "Look, then turn a little": rendered heads and prints everywhere; where Pointing'04 is (data/pad/pointing04), the
 * heads of fifteen people. Left and right are the person's own; Pointing'04's pan is the camera's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/live/live.h"
#include "support/face_picture.h"
#include "support/live_scene.h"

// Under ASan the first alone: ./check judges all of them without it.
#ifdef __SANITIZE_ADDRESS__
enum { PEOPLE = 1 };
#else
enum { PEOPLE = 15 };
#endif

enum { SERIES = 2 };

static struct {
    struct face_models *models;
    struct face_engine *engine;
    struct scene scene, other;
    float match;
} rig;

static void open_photograph(const char *name, struct scene *scene)
{
    struct face_data_file file = face_picture_read(name);
    assert_non_null(file.bytes);
    assert_true(scene_open(scene, rig.engine, (struct face_frame){file.bytes, file.size}));
    free(file.bytes);
}

static void set_up(void)
{
    char error[FACE_ERROR_SIZE];
    if (rig.models)
        return;
    const char *directory = face_data_models();
    struct face_data_file first = face_picture_read("Casey_Mears_0001");
    bool there = directory && first.bytes;
    free(first.bytes);
    if (!there) {
        print_message("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    rig.models = face_models_open(directory, NULL, error);
    assert_non_null(rig.models);
    rig.engine = face_engine_open(rig.models, error);
    assert_non_null(rig.engine);
    open_photograph("Casey_Mears_0001", &rig.scene);
    open_photograph("Bill_Pryor_0001", &rig.other);
    rig.match = face_models_threshold(rig.models);
}

static int tear_down(void **state)
{
    (void)state;
    scene_close(&rig.scene);
    scene_close(&rig.other);
    face_engine_close(rig.engine);
    face_models_close(rig.models);
    return 0;
}

static struct live_observation show(struct scene *scene, enum scene_surface surface, float yaw, uint64_t seed)
{
    struct scene_random random = {seed};
    struct scene_view view = scene_plain();
    struct live_observation observation;
    view.surface = surface;
    view.yaw = yaw;
    view.noise = 2;
    view.bend = 3;
    struct face_frame frame = scene_render(scene, &view, &random);
    assert_int_equal(face_observe(rig.engine, frame, 0, &observation), FACE_OK);
    free((void *)frame.bytes);
    return observation;
}

/* Two frames of looking ahead and one of a turn, in good time. */
static enum face_reason judge(const struct live_observation *one, const struct live_observation *two,
                              const struct live_observation *turned, enum live_pose asked)
{
    const struct live_challenge challenge = {.policy = LIVE_TURN,
                                             .pose_count = 2,
                                             .poses = {LIVE_CENTRE, asked},
                                             .hold_ms = {LIVE_HOLD_MIN_MS, LIVE_HOLD_MIN_MS}};
    static struct live_step steps[2];
    steps[0] = (struct live_step){.told_ms = 0, .count = 2, .frames = {*one, *two}};
    steps[1] = (struct live_step){.told_ms = 2000, .count = 1, .frames = {*turned}};
    steps[0].frames[0].arrived_ms = steps[0].frames[1].arrived_ms = 900;
    steps[1].frames[0].arrived_ms = 2900;
    return live_judge(&challenge, steps, rig.match, NULL, 0, NULL);
}

static enum face_reason turn(enum scene_surface surface, float yaw, enum live_pose asked)
{
    struct live_observation one = show(&rig.scene, surface, 0, 1), two = show(&rig.scene, surface, 1, 2);
    struct live_observation turned = show(&rig.scene, surface, yaw, 3);
    return judge(&one, &two, &turned, asked);
}

static void test_challenge(void **state)
{
    (void)state;
    struct scene_random random = {5};
    int left = 0;
    size_t least, most;
    for (int i = 0; i < 1000; i++) {
        struct live_challenge c = live_challenge_draw(LIVE_TURN, 3, scene_source(&random));
        assert_int_equal(live_challenge_steps(&c), 2);
        assert_int_equal(c.poses[0], LIVE_CENTRE);
        assert_true(c.poses[1] == LIVE_LEFT || c.poses[1] == LIVE_RIGHT);
        assert_true(live_step_frames(&c, 0, &least, &most) && least == LIVE_LOOK_FRAMES && most == LIVE_LOOK_FRAMES);
        assert_true(live_step_frames(&c, 1, &least, &most) && least == 1);
        assert_false(live_step_frames(&c, 2, &least, &most));
        assert_int_equal(live_step_tries(&c, 0), LIVE_STEP_TRIES);
        assert_int_equal(live_step_tries(&c, 1), LIVE_TURN_TRIES);
        left += c.poses[1] == LIVE_LEFT;
    }
    assert_in_range(left, 430, 570);
}

static void test_rendered(void **state)
{
    (void)state;
    set_up();
    assert_int_equal(turn(SCENE_HEAD, 22, LIVE_LEFT), FACE_OK);
    assert_int_equal(turn(SCENE_HEAD, -22, LIVE_RIGHT), FACE_OK);
    assert_int_equal(turn(SCENE_HEAD, 22, LIVE_RIGHT), FACE_WRONG_POSE);
    assert_int_equal(turn(SCENE_HEAD, -22, LIVE_LEFT), FACE_WRONG_POSE);
    assert_int_equal(turn(SCENE_HEAD, 2, LIVE_LEFT), FACE_WRONG_POSE);
    for (float yaw = -40; yaw <= 40; yaw += 20) {
        assert_int_equal(turn(SCENE_PRINT, yaw, LIVE_LEFT), FACE_WRONG_POSE);
        assert_int_equal(turn(SCENE_PRINT, yaw, LIVE_RIGHT), FACE_WRONG_POSE);
    }
}

static void test_others(void **state)
{
    (void)state;
    set_up();
    struct live_observation one = show(&rig.scene, SCENE_HEAD, 0, 1), two = show(&rig.scene, SCENE_HEAD, 1, 2);
    struct live_observation turned = show(&rig.scene, SCENE_HEAD, 22, 3);
    struct live_observation other = show(&rig.other, SCENE_HEAD, 22, 3), ahead = show(&rig.other, SCENE_HEAD, 0, 4);
    assert_int_equal(judge(&one, &two, &turned, LIVE_LEFT), FACE_OK);
    assert_int_equal(judge(&one, &two, &other, LIVE_LEFT), FACE_FRAMES_DISAGREE);
    assert_int_equal(judge(&one, &ahead, &other, LIVE_LEFT), FACE_FRAMES_DISAGREE);
    assert_int_equal(judge(&one, &one, &turned, LIVE_LEFT), FACE_REPEATED_FRAMES);
    // Who is turned from the first is not looking ahead: a head that cannot come back proves nothing by standing still.
    assert_int_equal(judge(&turned, &turned, &turned, LIVE_LEFT), FACE_REPEATED_FRAMES);
    struct live_observation again = show(&rig.scene, SCENE_HEAD, 23, 5);
    assert_int_equal(judge(&one, &two, &one, LIVE_LEFT), FACE_REPEATED_FRAMES);
    struct live_observation further = show(&rig.scene, SCENE_HEAD, 40, 6);
    assert_int_equal(judge(&turned, &again, &further, LIVE_LEFT), FACE_WRONG_POSE);
}

/* ---- Pointing'04 ---- */

/* The person's picture of a series at a pan, tilt 0. With `more`, a byte behind its end: the same picture, other bytes.
 * False when the gate refuses it. */
static bool observe(const char *folder, int person, int series, int pan, bool more, struct live_observation *seen)
{
    char directory[FACE_DATA_PATH_SIZE + 32], pattern[64], path[FACE_DATA_PATH_SIZE + 320] = "";
    snprintf(directory, sizeof(directory), "%s/Person%02d", folder, person);
    snprintf(pattern, sizeof(pattern), "person%02d%d*+0%+d.jpg", person, series, pan);
    DIR *list = opendir(directory);
    assert_non_null(list);
    for (struct dirent *entry; (entry = readdir(list)) != NULL;)
        if (fnmatch(pattern, entry->d_name, 0) == 0)
            snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
    closedir(list);
    struct face_data_file file = face_data_read(path);
    assert_non_null(file.bytes);
    uint8_t *bytes = malloc(file.size + 1);
    assert_non_null(bytes);
    memcpy(bytes, file.bytes, file.size);
    bytes[file.size] = 0;
    face_observe(rig.engine, (struct face_frame){bytes, file.size + more}, 0, seen);
    free(bytes);
    free(file.bytes);
    return seen->reason == FACE_OK;
}

struct tally {
    int asked, passed, swapped;
};

static struct tally turns_of(const char *folder, int pan)
{
    struct tally tally = {0};
    for (int person = 1; person <= PEOPLE; person++)
        for (int series = 1; series <= SERIES; series++)
            for (int side = -1; side <= 1; side += 2) {
                struct live_observation one, two, turned;
                enum live_pose asked = side > 0 ? LIVE_RIGHT : LIVE_LEFT;
                enum live_pose other = side > 0 ? LIVE_LEFT : LIVE_RIGHT;
                tally.asked++;
                enum face_reason reason = FACE_NO_FACE;
                if (observe(folder, person, series, 0, false, &one) && observe(folder, person, series, 0, true, &two) &&
                    observe(folder, person, series, side * pan, false, &turned)) {
                    reason = judge(&one, &two, &turned, asked);
                    tally.swapped += judge(&one, &two, &turned, other) == FACE_OK;
                } else {
                    reason = one.reason != FACE_OK ? one.reason : turned.reason;
                }
                tally.passed += reason == FACE_OK;
                if (reason != FACE_OK)
                    print_message("person %d series %d pan %+d: %s\n", person, series, side * pan,
                                  face_reason_code(reason));
            }
    print_message("%d degrees: %d of %d pass, %d of them to the other side\n", pan, tally.passed, tally.asked,
                  tally.swapped);
    return tally;
}

static void test_real_heads(void **state)
{
    char folder[FACE_DATA_PATH_SIZE];
    (void)state;
    set_up();
    if (!face_data_path("data/pad/pointing04", folder)) {
        print_message("skip: no Pointing'04 (data/pad/pointing04): the rendered heads are judged alone\n");
        skip();
    }
    struct tally thirty = turns_of(folder, 30), further = turns_of(folder, 45), fifteen = turns_of(folder, 15);
    assert_true(thirty.passed * 100 >= thirty.asked * 97);
    assert_true(further.passed * 100 >= further.asked * 97);
    assert_int_equal(thirty.swapped + further.swapped + fifteen.swapped, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_challenge),
        cmocka_unit_test(test_rendered),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_real_heads),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
