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
#include "face/trace.h"
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
    face_observe(rig.engine, frame, 0, &observation);
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

/* ---- flat copies ---- */

/* Counts one pair of pictures of a flat copy, as somebody plays it who is asked to either side. */
static void play_pair(const struct live_observation *one, const struct live_observation *two,
                      const struct live_observation *then, struct tally *tally)
{
    bool passes = judge(one, two, then, LIVE_LEFT) == FACE_OK || judge(one, two, then, LIVE_RIGHT) == FACE_OK;
    tally->asked++;
    tally->passed += passes;
}

/* A print of every sample person, flat and bent, tilted while it is asked to turn. */
static void test_flat_copies(void **state)
{
    struct tally flat = {0}, tilted_bent = {0};
    (void)state;
    set_up();
    for (size_t i = 0; face_picture_name(i) && i < PEOPLE; i++) {
        char name[64];
        struct scene scene;
        snprintf(name, sizeof(name), "%s_0001", face_picture_name(i));
        struct face_data_file file = face_picture_play(name);
        assert_true(scene_open(&scene, rig.engine, (struct face_frame){file.bytes, file.size}));
        free(file.bytes);
        for (int bent = 0; bent <= 1; bent++) {
            enum scene_surface surface = bent ? SCENE_BENT : SCENE_PRINT;
            struct live_observation one = show(&scene, surface, 0, 1), two = show(&scene, surface, 1, 2);
            for (float yaw = -30; yaw <= 30; yaw += 15) {
                struct live_observation then = show(&scene, surface, yaw, 3);
                play_pair(&one, &two, &then, bent ? &tilted_bent : &flat);
            }
        }
        scene_close(&scene);
    }
    // Paper that is bent as strongly as a head is one, and may pass: docs/LIVENESS.md.
    print_message("prints: flat %d of %d pass, bent %d of %d\n", flat.passed, flat.asked, tilted_bent.passed,
                  tilted_bent.asked);
    assert_int_equal(flat.passed, 0);
    assert_true(5 * tilted_bent.passed <= tilted_bent.asked);
}

static int by_number(const struct dirent **a, const struct dirent **b)
{
    return atoll((*a)->d_name) < atoll((*b)->d_name) ? -1 : 1;
}

/* Share of differing bits: more is another photograph of the same person, not another look at one print. */
static const float same_print = .3f;

/* Photographs of paper (data/pad/fk_dev): each picture, and the next one of the same print. */
static void test_paper(void **state)
{
    char folder[FACE_DATA_PATH_SIZE], path[FACE_DATA_PATH_SIZE + 300];
    struct dirent **names;
    struct tally tally = {0};
    (void)state;
    set_up();
    if (PEOPLE == 1 || !face_data_path("data/pad/fk_dev/attack_paper", folder)) {
        print_message("skip: no photographs of paper (data/pad/fk_dev), or too slow here: the rendered prints alone\n");
        skip();
    }
    int count = scandir(folder, &names, NULL, by_number);
    struct live_observation before = {.reason = FACE_NO_FACE};
    for (int i = 0; i < count; i++) {
        struct live_observation one, two;
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
        struct face_data_file file = face_data_read(path);
        float cosine;
        if (file.bytes && face_observe(rig.engine, (struct face_frame){file.bytes, file.size}, 0, &one) == FACE_OK) {
            if (before.reason == FACE_OK && face_compare(&before.face, &one.face, &cosine) && cosine >= rig.match &&
                trace_distance(before.look, one.look) < same_print) {
                two = before;
                two.digest[0] ^= 1; // the same picture in another file
                play_pair(&before, &two, &one, &tally);
            }
            before = one;
        }
        free(file.bytes);
        free(names[i]);
    }
    free(names);
    print_message("paper: %d of %d pass\n", tally.passed, tally.asked);
    assert_true(tally.asked > 20 && 200 * tally.passed <= tally.asked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_challenge),  cmocka_unit_test(test_rendered),    cmocka_unit_test(test_others),
        cmocka_unit_test(test_real_heads), cmocka_unit_test(test_flat_copies), cmocka_unit_test(test_paper),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
