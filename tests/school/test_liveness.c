/* SPDX-License-Identifier: MIT */
/*
 * Checks step by step, with heads rendered from real photographs and the real models: order, expiry, tries, whose
 * challenge it is, what ends it; and the policy behind it. Whether the judge is right is for tests/face/ and
 * docs/LIVENESS.md.
 */
#include "school/checkin/mine.h"
#include "school/unit.h"

#include <math.h>

#include "base/str.h"
#include "face/engine.h"
#include "face/face.h"
#include "face/live/live.h"
#include "face/pool.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/checkin/proof.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/faces/identity.h"
#include "school/faces/liveness.h"
#include "school/faces/repeat.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/face_picture.h"
#include "support/live_scene.h"

enum { SAM, BEA, HEADS, ENROL_FRAMES = 3, TRIES = 6, AHEAD_MAX = 8 };

/* What all tests of this program share; opened once. */
static struct {
    struct face_models *models;
    struct face_pool *pool;
    struct scene heads[HEADS];
    float yaws[HEADS]; // degrees: how far a photograph's head is turned, where that is no more looking ahead
    bool ready;
} faces;

/* How far the nets take the head to be turned when nothing turns it; 0: hardly. */
static float yaw_of(struct face_engine *engine, struct scene *head)
{
    struct scene_random random = {1};
    const struct scene_view view = scene_plain();
    struct live_observation observation;
    struct face_frame frame = scene_render(head, &view, &random);
    assert_int_equal(face_observe(engine, frame, 0, &observation), FACE_OK);
    free((void *)(uintptr_t)frame.bytes);
    return fabsf(observation.yaw) > AHEAD_MAX ? observation.yaw : 0;
}

static int faces_open(void **state)
{
    (void)state;
    static const char *const photos[HEADS] = {"Akhmed_Zakayev_0001", "Angela_Bassett_0001"};
    char error[FACE_ERROR_SIZE];
    const char *directory = face_data_models();
    struct face_data_file files[HEADS];
    for (size_t i = 0; i < HEADS; i++)
        files[i] = face_picture_read(photos[i]);
    if (!directory || !files[SAM].bytes || !files[BEA].bytes) {
        for (size_t i = 0; i < HEADS; i++)
            free(files[i].bytes);
        return 0;
    }
    faces.models = face_models_open(directory, NULL, error);
    faces.pool = faces.models ? face_pool_fork(faces.models, 2, error) : NULL;
    if (!faces.pool) {
        print_error("%s\n", error);
        return -1;
    }
    struct face_engine *engine = face_engine_open(faces.models, error);
    assert_non_null(engine);
    for (size_t i = 0; i < HEADS; i++) {
        assert_true(scene_open(&faces.heads[i], engine, (struct face_frame){files[i].bytes, files[i].size}));
        free(files[i].bytes);
        faces.yaws[i] = yaw_of(engine, &faces.heads[i]);
    }
    face_engine_close(engine);
    faces.ready = true;
    return 0;
}

static int faces_close(void **state)
{
    (void)state;
    for (size_t i = 0; i < HEADS; i++)
        scene_close(&faces.heads[i]);
    face_pool_close(faces.pool);
    face_models_close(faces.models);
    return 0;
}

/* A classroom with head turns, an open lecture, and two students with faces. */
struct hall {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct scene_random random;
};

static struct face_frame head_frame_with(struct hall *hall, size_t head, enum live_pose pose, float effort)
{
    struct scene_view view = scene_pose(pose, effort, &hall->random);
    view.yaw -= faces.yaws[head];
    view.depth = 1.2f; // a head that nobody could take for a picture: the rules are tested here, not the limits
    return scene_render(&faces.heads[head], &view, &hall->random);
}

static struct face_frame head_frame(struct hall *hall, size_t head, enum live_pose pose)
{
    return head_frame_with(hall, head, pose, 1);
}

static void frame_free(struct face_frame frame)
{
    free((void *)(uintptr_t)frame.bytes);
}

static void enrol(struct hall *hall, struct actor student, size_t head)
{
    struct consent consent;
    struct identity identity;
    struct face_burst_report report;
    struct face_frame frames[ENROL_FRAMES];
    assert_int_equal(identity_consent(hall->f->school, &student, &hall->f->arena, &consent), FAULT_NONE);
    assert_int_equal(identity_consent_give(hall->f->school, &student,
                                           &(struct consent_request){consent.version, CONSENT_ALL, NULL},
                                           &hall->f->arena, &consent),
                     FAULT_NONE);
    for (size_t i = 0; i < ENROL_FRAMES; i++)
        frames[i] = head_frame(hall, head, LIVE_CENTRE);
    assert_int_equal(identity_enrol(hall->f->school, &student, frames, ENROL_FRAMES, &identity, &report), FAULT_NONE);
    for (size_t i = 0; i < ENROL_FRAMES; i++)
        frame_free(frames[i]);
}

static void set_policy(struct hall *hall, const char *policy)
{
    struct classroom_change change = classroom_no_change();
    change.policy = policy;
    assert_int_equal(classroom_change(hall->f->school, &hall->f->professor, hall->classroom.id, &change,
                                      &hall->f->arena, &hall->classroom),
                     FAULT_NONE);
}

/* Always left, centre, right after 700 ms each, and red, green, blue, yellow: the rules are tested here, not the draw.
 */
static uint32_t known(void *context, uint32_t bound)
{
    static const uint32_t chosen[] = {[3] = 0, [4] = 0, [5] = 1};
    uint32_t *colour = context;
    if (bound == LIVE_COLOURS)
        return (*colour)++ % LIVE_COLOURS_DRAWN;
    return bound < ARRAY_LENGTH(chosen) ? chosen[bound] : 400;
}

static struct hall hall_open(void **state)
{
    struct test_store *test = test_store_need(state);
    if (!faces.ready) {
        print_message("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    struct hall hall = {.f = school_fixture_open_with(test, faces.pool, face_models_id(faces.models)), .random = {7}};
    static uint32_t colour;
    colour = 0;
    hall.f->school->random = (struct live_random){known, &colour};
    hall.classroom = fixture_classroom(hall.f);
    fixture_join(hall.f, &hall.classroom, hall.f->other_student);
    hall.lecture = fixture_lecture(hall.f, hall.classroom.id);
    enrol(&hall, hall.f->student, SAM);
    enrol(&hall, hall.f->other_student, BEA);
    set_policy(&hall, "active");
    return hall;
}

static enum fault challenge(struct hall *hall, struct challenge *ret_challenge)
{
    int64_t retry;
    return attendance_challenge(hall->f->school, &hall->f->student, hall->lecture.id, ret_challenge, &retry);
}

static enum fault send_as(struct hall *hall, struct actor actor, const char *token, const struct face_frame *frames,
                          size_t count, struct step_result *ret_result)
{
    struct face_burst_report report;
    struct check_in_request request = {
        .lecture_id = hall->lecture.id, .challenge = token, .frames = frames, .count = count};
    return attendance_step(hall->f->school, &actor, &request, &hall->f->arena, ret_result, &report);
}

static enum fault send_one(struct hall *hall, const char *token, struct face_frame frame,
                           struct step_result *ret_result)
{
    return send_as(hall, hall->f->student, token, &frame, 1, ret_result);
}

/* Does one pose as `head`, again while it is not seen well enough. */
static enum fault do_pose(struct hall *hall, const char *token, size_t head, enum live_pose pose,
                          struct step_result *ret_result)
{
    enum fault fault = FAULT_NONE;
    for (int i = 0; i < TRIES; i++) {
        struct face_frame frame = head_frame_with(hall, head, pose, 1 + .15f * (float)i); // a little further
        fault = send_one(hall, token, frame, ret_result);
        frame_free(frame);
        if (!fault_is_face(fault) || !live_may_retry((enum face_reason)(fault - FAULT_FACE)))
            break;
    }
    return fault;
}

/* The steps up to, not with, number `until`; returns that step. */
static struct challenge_step do_steps(struct hall *hall, const struct challenge *begun, int64_t until)
{
    struct challenge_step step = begun->step;
    while (step.index < until) {
        struct step_result result = {0};
        fixture_wait(hall->f, step.hold_ms);
        assert_int_equal(do_pose(hall, begun->token, SAM, step.pose, &result), FAULT_NONE);
        assert_false(result.marked);
        assert_int_equal(result.next.index, step.index + 1);
        assert_int_equal(result.next.of, step.of);
        step = result.next;
    }
    fixture_wait(hall->f, step.hold_ms);
    return step;
}

static int64_t refusals(const struct hall *hall)
{
    return fixture_number(hall->f, "SELECT COUNT(*) FROM face_refusals");
}

static enum live_pose another_pose(enum live_pose pose)
{
    return pose == LIVE_LEFT ? LIVE_RIGHT : LIVE_LEFT;
}

static void test_three_steps_and_the_mark(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0};
    struct step_result result = {0}, again = {0};
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    assert_int_equal(begun.policy, LIVE_ACTIVE);
    assert_int_equal(begun.expires_at, FIXTURE_NOW + CHALLENGE_ACTIVE_SECONDS * SECOND);
    assert_int_equal(begun.step.index, 0);
    assert_int_equal(begun.step.pose, LIVE_LEFT);
    assert_int_equal(begun.step.hold_ms, 700);
    assert_int_equal(begun.step.of, LIVE_POSES_DRAWN);
    struct challenge_step last = do_steps(&hall, &begun, begun.step.of - 1);
    assert_int_equal(fixture_number(hall.f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(do_pose(&hall, begun.token, SAM, last.pose, &result), FAULT_NONE);
    assert_true(result.marked);
    assert_int_equal(result.mark.status, MARK_PRESENT);
    assert_int_equal(result.mark.method, MARK_BY_FACE);
    assert_int_equal(result.mark.flags, 0);
    assert_int_equal(refusals(&hall), 0);

    // Whatever comes after it is answered with the mark.
    assert_int_equal(do_pose(&hall, begun.token, BEA, LIVE_UP, &again), FAULT_NONE);
    assert_true(again.marked);
    assert_int_equal(again.mark.marked_at, result.mark.marked_at);
    assert_int_equal(fixture_number(hall.f, "SELECT COUNT(*) FROM attendance"), 1);
    school_fixture_close(hall.f);
}

static void test_wrong_pose_and_its_tries(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0};
    struct step_result result = {0};
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    fixture_wait(hall.f, begun.step.hold_ms);
    struct face_frame wrong = head_frame(&hall, SAM, another_pose(begun.step.pose));
    for (int i = 0; i < LIVE_STEP_TRIES - 1; i++)
        assert_int_equal(send_one(&hall, begun.token, wrong, &result), fault_of_face(FACE_WRONG_POSE));
    assert_int_equal(refusals(&hall), 0);
    // The last try may still be right.
    assert_int_equal(do_pose(&hall, begun.token, SAM, begun.step.pose, &result), FAULT_NONE);
    assert_int_equal(result.next.index, 1);
    for (int i = 0; i < LIVE_STEP_TRIES; i++) {
        fixture_wait(hall.f, i == 0 ? result.next.hold_ms : 1);
        struct face_frame frame = head_frame(&hall, SAM, another_pose(result.next.pose));
        assert_int_equal(send_one(&hall, begun.token, frame, &(struct step_result){0}), fault_of_face(FACE_WRONG_POSE));
        frame_free(frame);
        assert_int_equal(refusals(&hall), i == LIVE_STEP_TRIES - 1);
    }
    assert_int_equal(send_one(&hall, begun.token, wrong, &result), FAULT_CHALLENGE_UNKNOWN);
    frame_free(wrong);
    school_fixture_close(hall.f);
}

/* ---- a little turn ---- */

/* Looks ahead; the next step tells the side. */
static struct challenge_step look_ahead(struct hall *hall, const struct challenge *begun, size_t head)
{
    struct step_result result = {0};
    struct face_frame frames[LIVE_LOOK_FRAMES];
    assert_int_equal(begun->policy, LIVE_TURN);
    assert_int_equal(begun->step.pose, LIVE_CENTRE);
    assert_int_equal(begun->step.of, 2);
    assert_int_equal(begun->step.frames_min, LIVE_LOOK_FRAMES);
    assert_int_equal(begun->step.tries, LIVE_STEP_TRIES);
    fixture_wait(hall->f, begun->step.hold_ms);
    for (size_t i = 0; i < LIVE_LOOK_FRAMES; i++)
        frames[i] = head_frame(hall, head, LIVE_CENTRE);
    assert_int_equal(send_one(hall, begun->token, frames[0], &result), fault_of_face(FACE_TOO_FEW_FRAMES));
    assert_int_equal(send_as(hall, hall->f->student, begun->token, frames, LIVE_LOOK_FRAMES, &result), FAULT_NONE);
    for (size_t i = 0; i < LIVE_LOOK_FRAMES; i++)
        frame_free(frames[i]);
    assert_false(result.marked);
    assert_int_equal(result.next.index, 1);
    assert_true(result.next.pose == LIVE_LEFT || result.next.pose == LIVE_RIGHT);
    assert_int_equal(result.next.tries, LIVE_TURN_TRIES);
    fixture_wait(hall->f, result.next.hold_ms);
    return result.next;
}

static enum fault turn_to(struct hall *hall, const char *token, size_t head, enum live_pose pose, bool *ret_marked)
{
    struct step_result result = {0};
    struct face_frame frame = head_frame(hall, head, pose);
    enum fault fault = send_one(hall, token, frame, &result);
    frame_free(frame);
    *ret_marked = result.marked;
    return fault;
}

static void test_a_little_turn_marks(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0};
    bool marked = false;
    set_policy(&hall, "turn");
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    struct challenge_step step = look_ahead(&hall, &begun, SAM);
    // Not yet turned, then turned: the first frame costs a try and nothing else.
    assert_int_equal(turn_to(&hall, begun.token, SAM, LIVE_CENTRE, &marked), fault_of_face(FACE_WRONG_POSE));
    assert_int_equal(turn_to(&hall, begun.token, SAM, step.pose, &marked), FAULT_NONE);
    assert_true(marked);
    assert_int_equal(refusals(&hall), 0);
    school_fixture_close(hall.f);
}

static void test_a_turn_to_the_other_side(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0};
    int64_t retry_after_s = 0;
    bool marked = false;
    set_policy(&hall, "turn");
    for (int attempt = 0; attempt < TURN_TRIES_MAX; attempt++) {
        assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
        struct challenge_step step = look_ahead(&hall, &begun, SAM);
        for (int i = 0; i < LIVE_TURN_TRIES; i++) {
            assert_int_equal(refusals(&hall), attempt);
            assert_int_equal(turn_to(&hall, begun.token, SAM, another_pose(step.pose), &marked),
                             fault_of_face(FACE_WRONG_POSE));
        }
        assert_int_equal(turn_to(&hall, begun.token, SAM, step.pose, &marked), FAULT_CHALLENGE_UNKNOWN);
    }
    // One retry; then a wait, beside the other ways.
    assert_int_equal(attendance_challenge(hall.f->school, &hall.f->student, hall.lecture.id, &begun, &retry_after_s),
                     FAULT_TOO_MANY_TRIES);
    assert_in_range(retry_after_s, 1, TRIES_WAIT_SECONDS);
    assert_int_equal(fixture_number(hall.f, "SELECT COUNT(*) FROM attendance"), 0);
    school_fixture_close(hall.f);
}

/* A friend looks ahead and turns; or turns where the student has looked ahead. */
static void test_a_friend_turns(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0};
    bool marked = false;
    set_policy(&hall, "turn");
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    struct challenge_step step = look_ahead(&hall, &begun, BEA);
    assert_int_equal(turn_to(&hall, begun.token, BEA, step.pose, &marked), fault_of_face(FACE_NO_MATCH));
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    step = look_ahead(&hall, &begun, SAM);
    assert_int_equal(turn_to(&hall, begun.token, BEA, step.pose, &marked), fault_of_face(FACE_FRAMES_DISAGREE));
    assert_int_equal(refusals(&hall), 2);
    assert_int_equal(fixture_number(hall.f, "SELECT COUNT(*) FROM attendance"), 0);
    school_fixture_close(hall.f);
}

static void test_somebody_else(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0};
    struct step_result result = {0};
    // From the second step on.
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    struct challenge_step step = do_steps(&hall, &begun, 1);
    assert_int_equal(do_pose(&hall, begun.token, BEA, step.pose, &result), fault_of_face(FACE_FRAMES_DISAGREE));
    assert_int_equal(do_pose(&hall, begun.token, SAM, step.pose, &result), FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(refusals(&hall), 1);
    // All along.
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    enum fault fault = FAULT_NONE;
    step = begun.step;
    while (fault == FAULT_NONE && !result.marked) {
        fixture_wait(hall.f, step.hold_ms);
        fault = do_pose(&hall, begun.token, BEA, step.pose, &result);
        step = result.next;
    }
    assert_int_equal(fault, fault_of_face(FACE_NO_MATCH));
    assert_int_equal(fixture_number(hall.f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(refusals(&hall), 2);
    assert_int_equal(fixture_number(hall.f, "SELECT COUNT(*) FROM challenges WHERE used_at IS NULL"), 0);
    school_fixture_close(hall.f);
}

/* Frames of an earlier attempt, and one frame for two steps. */
static void test_repeats(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0};
    struct step_result result = {0};
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    fixture_wait(hall.f, begun.step.hold_ms);
    struct face_frame kept = {0};
    for (int i = 0; i < TRIES && result.next.index == 0; i++) {
        frame_free(kept);
        kept = head_frame(&hall, SAM, begun.step.pose);
        (void)send_one(&hall, begun.token, kept, &result);
    }
    assert_int_equal(result.next.index, 1);
    fixture_wait(hall.f, result.next.hold_ms);
    assert_int_equal(send_one(&hall, begun.token, kept, &result), fault_of_face(FACE_REPEATED_FRAMES));

    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    fixture_wait(hall.f, begun.step.hold_ms);
    assert_int_equal(send_one(&hall, begun.token, kept, &result), fault_of_face(FACE_REPEATED_FRAMES));
    assert_int_equal(refusals(&hall), 2);
    frame_free(kept);
    school_fixture_close(hall.f);
}

static void test_times(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0};
    struct step_result result = {0};
    // Sooner than told: nobody can know the pose by then.
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    assert_int_equal(do_pose(&hall, begun.token, SAM, begun.step.pose, &result), fault_of_face(FACE_BAD_TIMING));
    // Later than a step may take.
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    fixture_wait(hall.f, LIVE_STEP_MAX_MS + 100);
    assert_int_equal(do_pose(&hall, begun.token, SAM, begun.step.pose, &result), fault_of_face(FACE_BAD_TIMING));
    // Later than the whole may take.
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    fixture_wait(hall.f, CHALLENGE_ACTIVE_SECONDS * SECOND);
    assert_int_equal(do_pose(&hall, begun.token, SAM, begun.step.pose, &result), FAULT_CHALLENGE_EXPIRED);
    assert_int_equal(refusals(&hall), 2);
    school_fixture_close(hall.f);
}

/* Three refused checks, and then a wait; walking away after the first step is one of them. */
static void test_three_tries(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0}, unused = {0};
    for (int i = 0; i < ACTIVE_TRIES_MAX; i++) {
        assert_int_equal(challenge(&hall, &unused), FAULT_NONE); // not begun: free
        assert_int_equal(refusals(&hall), i);
        assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
        do_steps(&hall, &begun, 1);
    }
    assert_int_equal(challenge(&hall, &unused), FAULT_NONE);
    assert_int_equal(refusals(&hall), ACTIVE_TRIES_MAX);
    assert_int_equal(challenge(&hall, &unused), FAULT_TOO_MANY_TRIES);
    fixture_wait(hall.f, TRIES_WAIT_SECONDS * SECOND);
    assert_int_equal(challenge(&hall, &unused), FAULT_NONE);
    school_fixture_close(hall.f);
}

static void test_whose_challenge(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0}, newer = {0};
    struct step_result result = {0};
    struct mark mark;
    struct face_burst_report report;
    struct face_frame frames[4];
    for (size_t i = 0; i < ARRAY_LENGTH(frames); i++)
        frames[i] = head_frame(&hall, SAM, LIVE_CENTRE);
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    fixture_wait(hall.f, begun.step.hold_ms);
    struct actor elsewhere = hall.f->student;
    elsewhere.session_id++;
    assert_int_equal(send_as(&hall, hall.f->other_student, begun.token, frames, 1, &result), FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(send_as(&hall, elsewhere, begun.token, frames, 1, &result), FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(send_as(&hall, hall.f->student, NULL, frames, 1, &result), FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(send_as(&hall, hall.f->student, begun.token, frames, 0, &result),
                     fault_of_face(FACE_TOO_FEW_FRAMES));
    assert_int_equal(send_as(&hall, hall.f->student, begun.token, frames, 4, &result),
                     fault_of_face(FACE_IMAGE_TOO_LARGE));

    // The quick way is closed here.
    struct check_in_request quick = {
        .lecture_id = hall.lecture.id, .challenge = begun.token, .frames = frames, .count = 3};
    assert_int_equal(attendance_check_in(hall.f->school, &hall.f->student, &quick, &hall.f->arena, &mark, &report),
                     FAULT_CHALLENGE_ACTIVE);
    // None of this cost anything.
    assert_int_equal(refusals(&hall), 0);
    assert_int_equal(do_pose(&hall, begun.token, SAM, begun.step.pose, &result), FAULT_NONE);

    // A newer one replaces it.
    assert_int_equal(challenge(&hall, &newer), FAULT_NONE);
    assert_int_equal(do_pose(&hall, begun.token, SAM, result.next.pose, &result), FAULT_CHALLENGE_UNKNOWN);
    // After a restart, or at another server, it goes on.
    struct school *first = hall.f->school;
    struct school *second = school_open(&first->config);
    assert_non_null(second);
    newer.step = do_steps(&hall, &newer, 1);
    hall.f->school = second;
    newer.step = do_steps(&hall, &newer, 2);
    hall.f->school = first;
    school_close(second);
    // A challenge for the quick check has no steps.
    set_policy(&hall, "passive");
    assert_int_equal(challenge(&hall, &newer), FAULT_NONE);
    assert_int_equal(newer.policy, LIVE_PASSIVE);
    assert_int_equal(do_pose(&hall, newer.token, SAM, LIVE_CENTRE, &result), FAULT_CHALLENGE_UNKNOWN);
    quick.challenge = newer.token;
    assert_int_equal(attendance_check_in(hall.f->school, &hall.f->student, &quick, &hall.f->arena, &mark, &report),
                     FAULT_NONE);
    for (size_t i = 0; i < ARRAY_LENGTH(frames); i++)
        frame_free(frames[i]);
    school_fixture_close(hall.f);
}

/* The four frames of the colour step, lit by the screen or not. */
static enum fault do_colours(struct hall *hall, const char *token, const struct challenge_step *step, float sway,
                             bool lit, struct step_result *ret_result)
{
    static const float lights[LIVE_COLOURS][3] = {
        [LIVE_RED] = {1, .1f, .1f},     [LIVE_GREEN] = {.08f, 1, .15f}, [LIVE_BLUE] = {.1f, .19f, 1},
        [LIVE_YELLOW] = {1, .87f, .1f}, [LIVE_CYAN] = {.08f, .92f, 1},  [LIVE_MAGENTA] = {1, .1f, .87f},
    };
    struct face_frame frames[LIVE_COLOURS_DRAWN];
    for (size_t i = 0; i < step->colour_count; i++) {
        struct scene_view view = scene_pose(LIVE_CENTRE, 1, &hall->random);
        view.yaw = i % 2 ? sway : -sway; // nobody holds quite still
        view.pitch = i < 2 ? sway / 2 : -sway / 2;
        for (size_t c = 0; lit && c < 3; c++)
            view.light[c] *= powf(1 + .4f * lights[step->colours[i]][c], 1 / 2.2f);
        frames[i] = scene_render(&faces.heads[SAM], &view, &hall->random);
    }
    fixture_wait(hall->f, (int64_t)step->colour_count * LIVE_COLOUR_MS);
    enum fault fault = send_as(hall, hall->f->student, token, frames, step->colour_count, ret_result);
    for (size_t i = 0; i < step->colour_count; i++)
        frame_free(frames[i]);
    return fault;
}

static void test_colours(void **state)
{
    struct hall hall = hall_open(state);
    struct challenge begun = {0};
    struct step_result result = {0};
    set_policy(&hall, "active_colour");
    for (int lit = 0; lit < 2; lit++) {
        assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
        assert_int_equal(begun.policy, LIVE_ACTIVE_COLOUR);
        assert_int_equal(begun.step.of, LIVE_POSES_DRAWN + 1);
        struct challenge_step colours = do_steps(&hall, &begun, LIVE_POSES_DRAWN);
        assert_int_equal(colours.colour_count, LIVE_COLOURS_DRAWN);
        assert_int_equal(colours.frames_min, LIVE_COLOURS_DRAWN);
        assert_int_equal(colours.pose, LIVE_CENTRE);
        enum fault fault = do_colours(&hall, begun.token, &colours, 9, lit, &result);
        for (float sway = 8; fault == fault_of_face(FACE_WRONG_POSE) && sway > 4; sway--)
            fault = do_colours(&hall, begun.token, &colours, sway, lit, &result);
        assert_int_equal(fault, lit ? FAULT_NONE : (int)fault_of_face(FACE_COLOUR_MISSING));
    }
    assert_true(result.marked);
    school_fixture_close(hall.f);
}

/* ---- without faces ---- */

static void test_policy(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f), changed;
    assert_int_equal(classroom.policy, LIVE_PASSIVE);
    const struct {
        const char *policy;
        int64_t late_after_minutes, window_minutes;
        struct actor actor;
        enum fault fault;
    } bad[] = {
        {"active", -1, -1, f->other_professor, FAULT_NOT_FOUND},
        {"active", -1, -1, f->student, FAULT_NOT_FOUND},
        {"active", -1, -1, f->administrator, FAULT_NOT_FOUND},
        {"face", -1, -1, f->professor, FAULT_POLICY_UNKNOWN},
        {"", -1, -1, f->professor, FAULT_POLICY_UNKNOWN},
        {NULL, LATE_MINUTES_MAX + 1, -1, f->professor, FAULT_MINUTES_INVALID},
        {NULL, -2, -1, f->professor, FAULT_MINUTES_INVALID},
        {NULL, -1, 0, f->professor, FAULT_MINUTES_INVALID},
    };
    struct classroom_change change = classroom_no_change();
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        change.policy = bad[i].policy;
        change.late_after_minutes = bad[i].late_after_minutes;
        change.window_minutes = bad[i].window_minutes;
        assert_int_equal(classroom_change(f->school, &bad[i].actor, classroom.id, &change, &f->arena, &changed),
                         bad[i].fault);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'classroom_changed'"), 0);
    change.policy = "active_colour";
    change.late_after_minutes = 3;
    change.window_minutes = -1;
    for (int i = 0; i < 2; i++) // the second time nothing is another
        assert_int_equal(classroom_change(f->school, &f->professor, classroom.id, &change, &f->arena, &changed),
                         FAULT_NONE);
    assert_int_equal(changed.policy, LIVE_ACTIVE_COLOUR);
    assert_int_equal(changed.late_after_minutes, 3);
    assert_int_equal(changed.window_minutes, classroom.window_minutes);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'classroom_changed'"), 1);

    struct classroom_request request = {
        .subject = "Optics", .late_after_minutes = -1, .window_minutes = -1, .policy = "active"};
    assert_int_equal(classroom_create(f->school, &f->professor, &request, &f->arena, &changed), FAULT_NONE);
    assert_int_equal(changed.policy, LIVE_ACTIVE);
    request.policy = NULL;
    assert_int_equal(classroom_create(f->school, &f->professor, &request, &f->arena, &changed), FAULT_NONE);
    assert_int_equal(changed.policy, LIVE_TURN);
    request.policy = "none";
    assert_int_equal(classroom_create(f->school, &f->professor, &request, &f->arena, &changed), FAULT_POLICY_UNKNOWN);
    fixture_sql(f, "UPDATE classrooms SET policy = 'later'");
    assert_int_equal(classroom_get(f->school, &f->professor, classroom.id, &f->arena, &changed), FAULT_NONE);
    assert_int_equal(changed.policy, LIVE_TURN);
    school_fixture_close(f);
}

/* The professor sees a doubt, the student does not, and the professor's own mark ends it. */
static void test_doubt(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct challenge begun = {0};
    struct attendance_view view;
    struct attendance_mine mine;
    const struct proved doubted = {.flags = MARK_LIVENESS_DOUBT};
    struct mark mark;
    int64_t retry;
    fixture_enrol(f, f->student);
    assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &begun, &retry), FAULT_NONE);
    assert_int_equal(check_in_conclude(f->school, &f->student, lecture.id, begun.token, FIXTURE_NOW, FACE_OK, &doubted),
                     FAULT_NONE);
    assert_int_equal(attendance_view(f->school, &f->professor, lecture.id, &f->arena, &view), FAULT_NONE);
    assert_int_equal(view.marks[0].flags, MARK_LIVENESS_DOUBT);
    assert_int_equal(view.lecture.counts.flagged, 1);
    assert_int_equal(view.marks[0].status, MARK_PRESENT);
    assert_int_equal(attendance_mine(f->school, &f->student, lecture.id, &f->arena, &mine), FAULT_NONE);
    assert_int_equal(mine.mark.flags, 0);
    struct mark_request by_hand = {.status = MARK_PRESENT};
    assert_int_equal(
        attendance_mark(f->school, &f->professor, lecture.id, f->student.user_id, &by_hand, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(mark.flags, 0);
    school_fixture_close(f);
}

static int64_t attempts(struct hall *hall, const char *which)
{
    char sql[120];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM live_attempts WHERE %s", which);
    return fixture_number(hall->f, sql);
}

/* What is kept of an attempt, and for how long: what the frames said until it ends or expires, their traces for a
 * term, and nothing when the face goes. */
static void test_what_is_kept(void **state)
{
    struct challenge begun;
    struct step_result result;
    struct hall hall = hall_open(state);
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    struct challenge_step step = do_steps(&hall, &begun, 1);
    assert_int_equal(attempts(&hall, "step = 1 AND is_over = 0 AND state IS NOT NULL"), 1);
    fixture_wait(hall.f, (CHALLENGE_ACTIVE_SECONDS + 1) * (int64_t)SECOND);
    assert_int_equal(school_sweep(hall.f->school), FAULT_NONE);
    assert_int_equal(attempts(&hall, "step = 1 AND is_over = 0 AND state IS NULL"), 1); // that it was left open counts
    assert_int_equal(do_pose(&hall, begun.token, SAM, step.pose, &result), FAULT_CHALLENGE_EXPIRED);
    assert_int_equal(challenge(&hall, &begun), FAULT_NONE);
    assert_int_equal(refusals(&hall), 1);
    assert_int_equal(attempts(&hall, "step = 0 AND state IS NOT NULL"), 1); // in the place of the other

    step = do_steps(&hall, &begun, LIVE_POSES_DRAWN - 1);
    assert_int_equal(do_pose(&hall, begun.token, SAM, step.pose, &result), FAULT_NONE);
    assert_true(result.marked);
    assert_int_equal(attempts(&hall, "is_over = 1 AND state IS NULL"), 1);
    assert_int_equal(fixture_number(hall.f, "SELECT COUNT(*) FROM live_traces WHERE lecture_id IS NOT NULL"), 1);
    fixture_wait(hall.f, (REPEAT_DAYS - 1) * (int64_t)DAY);
    assert_int_equal(school_sweep(hall.f->school), FAULT_NONE);
    assert_int_equal(attempts(&hall, "1 = 1"), 0);
    assert_int_equal(fixture_number(hall.f, "SELECT COUNT(*) FROM live_traces WHERE lecture_id IS NOT NULL"), 1);
    fixture_wait(hall.f, 2 * (int64_t)DAY);
    assert_int_equal(school_sweep(hall.f->school), FAULT_NONE);
    assert_int_equal(fixture_number(hall.f, "SELECT COUNT(*) FROM live_traces WHERE lecture_id IS NOT NULL"), 0);
    assert_int_equal(fixture_number(hall.f, "SELECT COUNT(*) FROM picture_keys"), 0);
    // Those of the enrolment that stands, as long as it does.
    assert_int_equal(fixture_number(hall.f,
                                    "SELECT COUNT(*) FROM live_traces WHERE enrolled = 1 AND student_id = (SELECT"
                                    " MIN(student_id) FROM live_traces)"),
                     1);
    assert_int_equal(identity_delete(hall.f->school, &hall.f->student), FAULT_NONE);
    char sql[100];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM live_traces WHERE student_id = %lld",
             (long long)hall.f->student.user_id);
    assert_int_equal(fixture_number(hall.f, sql), 0);
    school_fixture_close(hall.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_a_little_turn_marks),
        TEST_ON_BOTH(test_a_turn_to_the_other_side),
        TEST_ON_BOTH(test_a_friend_turns),
        TEST_ON_BOTH(test_three_steps_and_the_mark),
        TEST_ON_BOTH(test_wrong_pose_and_its_tries),
        TEST_ON_BOTH(test_somebody_else),
        TEST_ON_BOTH(test_repeats),
        TEST_ON_BOTH(test_times),
        TEST_ON_BOTH(test_three_tries),
        TEST_ON_BOTH(test_whose_challenge),
        TEST_ON_BOTH(test_colours),
        TEST_ON_BOTH(test_policy),
        TEST_ON_BOTH(test_doubt),
        TEST_ON_BOTH(test_what_is_kept),
    };
    return cmocka_run_group_tests(tests, faces_open, faces_close);
}
