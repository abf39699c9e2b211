/* SPDX-License-Identifier: MIT */
/* Liveness as it is judged: challenges, steps, times, repeats, and rendered heads and prints of real faces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/live/live.h"
#include "face/live/live_pose.h"
#include "support/face_picture.h"
#include "support/live_scene.h"

static struct {
    struct face_models *models;
    struct face_engine *engine;
    struct scene scene, other;
    float match;
} rig;

static bool open_photograph(const char *name, struct scene *scene)
{
    struct face_data_file file = face_picture_read(name);
    bool opened = file.bytes && scene_open(scene, rig.engine, (struct face_frame){file.bytes, file.size});
    free(file.bytes);
    return opened;
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
    assert_true(open_photograph("Casey_Mears_0001", &rig.scene));
    assert_true(open_photograph("Bill_Pryor_0001", &rig.other));
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

static void test_words(void **state)
{
    (void)state;
    for (int i = 0; i < LIVE_POSES; i++) {
        enum live_pose pose;
        assert_true(live_pose_find(live_pose_word((enum live_pose)i), &pose));
        assert_int_equal(pose, i);
    }
    for (int i = 0; i < LIVE_COLOURS; i++) {
        enum live_colour colour;
        assert_true(live_colour_find(live_colour_word((enum live_colour)i), &colour));
        assert_int_equal(colour, i);
        assert_int_equal(strlen(live_colour_css(colour)), 7);
    }
    for (int i = 0; i < LIVE_POLICIES; i++) {
        enum live_policy policy;
        assert_true(live_policy_find(live_policy_word((enum live_policy)i), &policy));
        assert_int_equal(policy, i);
    }
    enum live_pose pose = LIVE_UP;
    assert_false(live_pose_find("sideways", &pose));
    assert_int_equal(pose, LIVE_UP);
}

static void test_challenges(void **state)
{
    (void)state;
    struct scene_random random = {7};
    size_t firsts[LIVE_POSES] = {0};
    for (size_t i = 0; i < 2000; i++) {
        size_t wanted = LIVE_POSES_DRAWN + i % 2;
        struct live_challenge c = live_challenge_draw(LIVE_ACTIVE_COLOUR, wanted, scene_source(&random));
        unsigned poses = 0, colours = 0;
        assert_int_equal(c.pose_count, wanted);
        for (size_t p = 0; p < c.pose_count; p++) {
            assert_false(poses & 1u << c.poses[p]);
            poses |= 1u << c.poses[p];
            assert_in_range(c.hold_ms[p], LIVE_HOLD_MIN_MS, LIVE_HOLD_MAX_MS);
        }
        assert_true(poses & (1u << LIVE_LEFT | 1u << LIVE_RIGHT));
        for (size_t k = 0; k < c.colour_count; k++) {
            assert_true(k == 0 || c.colours[k] != c.colours[k - 1]);
            colours |= 1u << c.colours[k];
        }
        assert_true(__builtin_popcount(colours) >= 3);
        assert_int_equal(live_challenge_steps(&c), wanted + 1);
        firsts[c.poses[0]]++;
    }
    for (size_t pose = 0; pose < LIVE_POSES; pose++)
        assert_in_range(firsts[pose], 250, 600);
    struct live_challenge passive = live_challenge_draw(LIVE_PASSIVE, 3, scene_source(&random));
    assert_int_equal(live_challenge_steps(&passive), 1);
    size_t least, most;
    assert_true(live_step_frames(&passive, 0, &least, &most));
    assert_int_equal(most, LIVE_FRAMES_MAX);
    assert_false(live_step_frames(&passive, 1, &least, &most));
}

static struct live_challenge asked(enum live_pose a, enum live_pose b, enum live_pose c)
{
    return (struct live_challenge){
        .policy = LIVE_ACTIVE, .pose_count = 3, .poses = {a, b, c}, .hold_ms = {500, 500, 500}};
}

static struct live_observation show(struct scene *scene, enum scene_surface surface, float yaw, float pitch)
{
    struct scene_random random = {1};
    struct scene_view view = scene_plain();
    struct live_observation observation;
    view.surface = surface;
    view.yaw = yaw;
    view.pitch = pitch;
    view.noise = 2;
    view.bend = 3;
    struct face_frame frame = scene_render(scene, &view, &random);
    assert_int_equal(face_observe(rig.engine, frame, 0, &observation), FACE_OK);
    free((void *)frame.bytes);
    return observation;
}

/* Steps that show these poses, told and answered in good time. */
static void play(struct live_step *steps, const enum live_pose *poses, size_t count, enum scene_surface surface)
{
    static const float yaws[LIVE_POSES] = {0, 28, -28, 0, 0}, pitches[LIVE_POSES] = {0, 0, 0, -22, 22};
    memset(steps, 0, count * sizeof(*steps));
    for (size_t s = 0; s < count; s++) {
        steps[s].told_ms = (int64_t)s * 3000;
        steps[s].count = 1;
        steps[s].frames[0] = show(&rig.scene, surface, yaws[poses[s]], pitches[poses[s]]);
        steps[s].frames[0].arrived_ms = steps[s].told_ms + 900;
    }
}

static enum face_reason judge(const struct live_challenge *challenge, const struct live_step *steps)
{
    return live_judge(challenge, steps, rig.match, NULL, 0, NULL);
}

static void test_heads_turn_the_way_they_are_told(void **state)
{
    (void)state;
    set_up();
    struct live_observation centre = show(&rig.scene, SCENE_HEAD, 0, 0);
    assert_true(show(&rig.scene, SCENE_HEAD, 25, 0).yaw > centre.yaw + 14);
    assert_true(show(&rig.scene, SCENE_HEAD, -25, 0).yaw < centre.yaw - 14);
    assert_true(show(&rig.scene, SCENE_HEAD, 0, 22).pitch > centre.pitch + 8);
    assert_true(show(&rig.scene, SCENE_HEAD, 0, -22).pitch < centre.pitch - 8);
    // The nose of a head that turns to its own left goes to the right edge of the picture.
    struct live_observation left = show(&rig.scene, SCENE_HEAD, 25, 0);
    struct face_motion motion;
    assert_true(pose_motion(centre.landmarks, left.landmarks, &motion));
    assert_true(motion.across > .12f);
    assert_true(centre.passive >= 0 && centre.passive <= 1);
}

static void test_accepts_a_head_and_refuses_prints(void **state)
{
    (void)state;
    set_up();
    static struct live_step steps[LIVE_STEPS_MAX];
    struct live_challenge challenge = asked(LIVE_LEFT, LIVE_CENTRE, LIVE_RIGHT);
    struct live_verdict verdict;
    play(steps, challenge.poses, 3, SCENE_HEAD);
    assert_int_equal(live_judge(&challenge, steps, rig.match, NULL, 0, &verdict), FACE_OK);
    assert_true(verdict.parallax > .1f && verdict.homography > .03f && verdict.identity > .2f);
    struct face_template face;
    float cosine;
    assert_true(live_face(&challenge, steps, &face));
    assert_true(face_compare(&face, &rig.scene.observation.face, &cosine) && cosine > .8f);

    struct live_challenge mirrored = asked(LIVE_RIGHT, LIVE_CENTRE, LIVE_LEFT);
    assert_int_equal(judge(&mirrored, steps), FACE_WRONG_POSE);
    play(steps, challenge.poses, 3, SCENE_PRINT);
    assert_int_equal(judge(&challenge, steps), FACE_WRONG_POSE);
    play(steps, challenge.poses, 3, SCENE_BENT);
    assert_int_not_equal(judge(&challenge, steps), FACE_OK);
}

/* Even a print that is taken for turned, because its photograph was taken from the side, does not turn. */
static void test_flat_motion_is_flat(void **state)
{
    (void)state;
    set_up();
    static struct live_step steps[LIVE_STEPS_MAX];
    struct live_challenge challenge = asked(LIVE_LEFT, LIVE_CENTRE, LIVE_RIGHT);
    play(steps, challenge.poses, 3, SCENE_PRINT);
    const float yaws[] = {25, 0, -25};
    for (size_t s = 0; s < 3; s++)
        steps[s].frames[0].yaw = yaws[s];
    assert_int_equal(judge(&challenge, steps), FACE_FLAT);
}

static void test_times_repeats_and_people(void **state)
{
    (void)state;
    set_up();
    static struct live_step steps[LIVE_STEPS_MAX], changed[LIVE_STEPS_MAX];
    struct live_challenge challenge = asked(LIVE_LEFT, LIVE_CENTRE, LIVE_RIGHT);
    play(steps, challenge.poses, 3, SCENE_HEAD);
    assert_int_equal(judge(&challenge, steps), FACE_OK);

    memcpy(changed, steps, sizeof(steps));
    changed[1].frames[0].arrived_ms = changed[1].told_ms + 100; // sooner than the hold
    assert_int_equal(judge(&challenge, changed), FACE_BAD_TIMING);
    changed[1].frames[0].arrived_ms = changed[1].told_ms + LIVE_STEP_MAX_MS + 1;
    assert_int_equal(judge(&challenge, changed), FACE_BAD_TIMING);
    memcpy(changed, steps, sizeof(steps));
    changed[2].told_ms = changed[1].frames[0].arrived_ms - 1; // told before the answer had come
    assert_int_equal(judge(&challenge, changed), FACE_BAD_TIMING);

    memcpy(changed, steps, sizeof(steps));
    memcpy(changed[2].frames[0].digest, changed[0].frames[0].digest, sizeof(changed[0].frames[0].digest));
    assert_int_equal(judge(&challenge, changed), FACE_REPEATED_FRAMES);
    memcpy(changed, steps, sizeof(steps));
    memcpy(changed[2].frames[0].look, changed[0].frames[0].look, sizeof(changed[0].frames[0].look)); // compressed anew
    assert_int_equal(judge(&challenge, changed), FACE_REPEATED_FRAMES);
    struct face_trace trace = live_trace_of(&steps[1].frames[0]);
    assert_int_equal(live_judge(&challenge, steps, rig.match, &trace, 1, NULL), FACE_REPEATED_FRAMES);

    memcpy(changed, steps, sizeof(steps));
    changed[2].frames[0] = show(&rig.other, SCENE_HEAD, -28, 0);
    changed[2].frames[0].arrived_ms = steps[2].frames[0].arrived_ms;
    assert_int_equal(judge(&challenge, changed), FACE_FRAMES_DISAGREE);
    memcpy(changed, steps, sizeof(steps));
    changed[1].frames[0].face.model_id[0] ^= 1;
    assert_int_equal(judge(&challenge, changed), FACE_OTHER_MODEL);
    assert_true(live_may_retry(FACE_WRONG_POSE) && live_may_retry(FACE_TOO_DARK) && live_may_retry(FACE_BACKLIT));
    assert_false(live_may_retry(FACE_FLAT) || live_may_retry(FACE_REPEATED_FRAMES) || live_may_retry(FACE_FAULT));
}

static void test_frames_that_cannot_be_read(void **state)
{
    (void)state;
    set_up();
    static struct live_step steps[LIVE_STEPS_MAX];
    struct live_challenge challenge = asked(LIVE_LEFT, LIVE_CENTRE, LIVE_RIGHT);
    struct live_observation observation;
    struct face_frame nothing = {(const uint8_t *)"no picture", 10};
    assert_int_equal(face_observe(rig.engine, nothing, 5, &observation), FACE_BAD_IMAGE);
    assert_int_equal(observation.reason, FACE_BAD_IMAGE);
    assert_int_equal(observation.arrived_ms, 5);
    play(steps, challenge.poses, 3, SCENE_HEAD);
    steps[1].frames[0] = observation;
    assert_int_equal(live_judge_step(&challenge, steps, 1, rig.match, NULL, 0, NULL), FACE_BAD_IMAGE);
    steps[0].count = 0;
    assert_int_equal(live_judge_step(&challenge, steps, 0, rig.match, NULL, 0, NULL), FACE_TOO_FEW_FRAMES);
    steps[0].count = 4;
    assert_int_equal(live_judge_step(&challenge, steps, 0, rig.match, NULL, 0, NULL), FACE_FAULT);
}

static void test_colours_must_be_reflected(void **state)
{
    (void)state;
    set_up();
    static struct live_step steps[LIVE_STEPS_MAX];
    struct live_challenge challenge = asked(LIVE_LEFT, LIVE_CENTRE, LIVE_RIGHT);
    struct scene_random random = {3};
    play(steps, challenge.poses, 3, SCENE_HEAD);
    challenge.policy = LIVE_ACTIVE_COLOUR;
    challenge.colour_count = LIVE_COLOURS_DRAWN;
    const enum live_colour colours[] = {LIVE_RED, LIVE_GREEN, LIVE_BLUE, LIVE_YELLOW};
    memcpy(challenge.colours, colours, sizeof(colours));
    static const float lights[][3] = {{1.2f, 1, 1}, {1, 1.2f, 1}, {1, 1, 1.2f}, {1.2f, 1.2f, 1}};
    for (int trick = 0; trick < 3; trick++) { // reflected, not reflected, the whole picture tinted
        steps[3] = (struct live_step){.told_ms = 9000, .count = LIVE_COLOURS_DRAWN};
        for (size_t f = 0; f < LIVE_COLOURS_DRAWN; f++) {
            struct scene_view view = scene_plain();
            view.noise = 2;
            for (size_t c = 0; c < 3; c++) {
                view.light[c] = trick == 1 ? 1 : lights[f][c];
                view.background_light[c] = trick == 2 ? lights[f][c] : 1;
            }
            struct face_frame frame = scene_render(&rig.scene, &view, &random);
            assert_int_equal(face_observe(rig.engine, frame, 12000 + (int64_t)f, &steps[3].frames[f]), FACE_OK);
            free((void *)frame.bytes);
        }
        assert_int_equal(judge(&challenge, steps), trick == 0 ? FACE_OK : FACE_COLOUR_MISSING);
    }
}

/* The anti-spoof nets' word on every frame of a step: whether they looked, and what the score is. */
static void say_of(struct live_step *step, enum live_spoof spoofed, float score)
{
    for (size_t f = 0; f < step->count; f++) {
        step->frames[f].spoofed = spoofed;
        step->frames[f].spoof = score;
    }
}

/* Two frames that look ahead, then one that is turned to the person's own left. */
static struct live_challenge play_little_turn(struct live_step *steps)
{
    memset(steps, 0, 2 * sizeof(*steps));
    steps[0].count = LIVE_LOOK_FRAMES;
    steps[0].frames[0] = show(&rig.scene, SCENE_HEAD, 0, 0);
    steps[0].frames[1] = show(&rig.scene, SCENE_HEAD, 2, 0);
    steps[0].frames[0].arrived_ms = 700;
    steps[0].frames[1].arrived_ms = 1000;
    steps[1] = (struct live_step){.told_ms = 2000, .count = 1};
    steps[1].frames[0] = show(&rig.scene, SCENE_HEAD, 28, 0);
    steps[1].frames[0].arrived_ms = 3000;
    return (struct live_challenge){.policy = LIVE_TURN,
                                   .pose_count = 2,
                                   .poses = {LIVE_CENTRE, LIVE_LEFT},
                                   .hold_ms = {LIVE_HOLD_MIN_MS, LIVE_HOLD_MIN_MS}};
}

/* Below 0 on average over what looks ahead is a picture; it is said before the side to turn to is. */
static void test_spoof_refuses_before_a_little_turn(void **state)
{
    (void)state;
    set_up();
    static struct live_step steps[LIVE_STEPS_MAX];
    struct live_challenge turn = play_little_turn(steps);
    struct live_verdict verdict;
    say_of(&steps[0], LIVE_SPOOF_NO_NETS, 0);
    say_of(&steps[1], LIVE_SPOOF_NO_NETS, 0);
    assert_int_equal(live_judge(&turn, steps, rig.match, NULL, 0, &verdict), FACE_OK);
    assert_true(isnan(verdict.spoof));

    say_of(&steps[0], LIVE_SPOOF_SCORED, -.5f);
    assert_int_equal(live_judge_step(&turn, steps, 0, rig.match, NULL, 0, &verdict), FACE_NOT_LIVE);
    assert_true(verdict.spoof == -.5f && !live_may_retry(FACE_NOT_LIVE));
    assert_int_equal(judge(&turn, steps), FACE_NOT_LIVE);
    steps[0].frames[1].spoof = 1; // the mean is .25
    say_of(&steps[1], LIVE_SPOOF_SCORED, -40);
    assert_int_equal(live_judge(&turn, steps, rig.match, NULL, 0, &verdict), FACE_OK);
    assert_true(verdict.spoof == .25f);

    // One frame that the nets could look at is enough, none is not, and may be mended.
    steps[0].frames[0].spoofed = LIVE_SPOOF_TURNED;
    assert_int_equal(judge(&turn, steps), FACE_OK);
    say_of(&steps[0], LIVE_SPOOF_TURNED, 0);
    assert_int_equal(judge(&turn, steps), FACE_WRONG_POSE);
}

/* A burst of which nothing was asked: the nets, where they are, judge instead of the passive net. */
static void test_spoof_refuses_a_burst(void **state)
{
    (void)state;
    set_up();
    static struct live_step steps[LIVE_STEPS_MAX];
    static const struct live_challenge quick = {.policy = LIVE_PASSIVE};
    struct live_challenge turn = play_little_turn(steps);
    assert_int_equal(turn.policy, LIVE_TURN);
    steps[0].frames[0].passive = steps[0].frames[1].passive = .05f;
    say_of(&steps[0], LIVE_SPOOF_NO_NETS, 0);
    assert_int_equal(judge(&quick, steps), FACE_NOT_LIVE);
    say_of(&steps[0], LIVE_SPOOF_SCORED, 0);
    assert_int_equal(judge(&quick, steps), FACE_OK);
    steps[0].frames[0].passive = steps[0].frames[1].passive = .9f;
    say_of(&steps[0], LIVE_SPOOF_SCORED, -.01f);
    assert_int_equal(judge(&quick, steps), FACE_NOT_LIVE);
    say_of(&steps[0], LIVE_SPOOF_TURNED, 0);
    assert_int_equal(judge(&quick, steps), FACE_WRONG_POSE);
}

/* Whoever turned three times as asked is not refused for the nets' sake; they are heard all the same. */
static void test_spoof_is_heard_of_poses(void **state)
{
    (void)state;
    set_up();
    static struct live_step steps[LIVE_STEPS_MAX];
    struct live_challenge challenge = asked(LIVE_LEFT, LIVE_CENTRE, LIVE_RIGHT);
    struct live_verdict verdict;
    play(steps, challenge.poses, 3, SCENE_HEAD);
    for (size_t s = 0; s < 3; s++)
        say_of(&steps[s], LIVE_SPOOF_SCORED, s == 1 ? -9 : 5);
    assert_int_equal(live_judge(&challenge, steps, rig.match, NULL, 0, &verdict), FACE_OK);
    assert_true(verdict.spoof == -9);
}

static void test_packs(void **state)
{
    (void)state;
    set_up();
    uint8_t bytes[LIVE_OBSERVATION_SIZE], again[LIVE_OBSERVATION_SIZE];
    struct live_observation read, before = show(&rig.scene, SCENE_HEAD, 10, 5);
    before.arrived_ms = 1795359600123;
    before.spoofed = LIVE_SPOOF_SCORED;
    before.spoof = -3.25f;
    live_observation_pack(&before, bytes);
    assert_true(live_observation_unpack(bytes, sizeof(bytes), &read));
    live_observation_pack(&read, again);
    assert_memory_equal(bytes, again, sizeof(bytes));
    assert_int_equal(read.arrived_ms, before.arrived_ms);
    assert_true(read.spoofed == LIVE_SPOOF_SCORED && read.spoof == -3.25f);
    assert_memory_equal(read.landmarks, before.landmarks, sizeof(read.landmarks));
    assert_string_equal(read.face.model_id, before.face.model_id);
    assert_memory_equal(read.face.values, before.face.values, sizeof(read.face.values));
    assert_false(live_observation_unpack(bytes, sizeof(bytes) - 1, &read));
    before.spoofed = LIVE_SPOOFS;
    live_observation_pack(&before, bytes);
    assert_false(live_observation_unpack(bytes, sizeof(bytes), &read));
    before.spoofed = LIVE_SPOOF_SCORED;
    before.spoof = NAN;
    live_observation_pack(&before, bytes);
    assert_false(live_observation_unpack(bytes, sizeof(bytes), &read));
    memcpy(bytes, again, sizeof(bytes));
    bytes[0] ^= 1; // the version
    assert_false(live_observation_unpack(bytes, sizeof(bytes), &read));
    bytes[0] ^= 1;
    memset(bytes + 700, 0xff, 400); // numbers that are none
    assert_false(live_observation_unpack(bytes, sizeof(bytes), &read));
}

static void test_points_that_are_no_face(void **state)
{
    (void)state;
    struct face_point same[FACE_LANDMARKS] = {{0, 0}}, wild[FACE_LANDMARKS];
    struct head_pose pose = {1, 2, 3, 4};
    struct face_motion motion;
    for (size_t i = 0; i < FACE_LANDMARKS; i++)
        wild[i] = (struct face_point){NAN, INFINITY};
    assert_false(pose_fit(same, &pose));
    assert_false(pose_fit(wild, &pose));
    assert_true(pose.yaw == 1 && pose.pitch == 2 && pose.roll == 3 && pose.stretch == 4);
    assert_false(pose_motion(same, same, &motion));
    assert_false(pose_motion(wild, wild, &motion));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_challenges),
        cmocka_unit_test(test_heads_turn_the_way_they_are_told),
        cmocka_unit_test(test_accepts_a_head_and_refuses_prints),
        cmocka_unit_test(test_flat_motion_is_flat),
        cmocka_unit_test(test_times_repeats_and_people),
        cmocka_unit_test(test_frames_that_cannot_be_read),
        cmocka_unit_test(test_colours_must_be_reflected),
        cmocka_unit_test(test_spoof_refuses_before_a_little_turn),
        cmocka_unit_test(test_spoof_refuses_a_burst),
        cmocka_unit_test(test_spoof_is_heard_of_poses),
        cmocka_unit_test(test_packs),
        cmocka_unit_test(test_points_that_are_no_face),
    };
    return cmocka_run_group_tests_name("face/live", tests, NULL, tear_down);
}
