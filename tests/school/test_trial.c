/* SPDX-License-Identifier: MIT */
/*
 * A trial with volunteers on the page for it: what is counted, by the people of the sample photos and counted again by
 * hand; and that nothing but counts stays.
 */
#include "school/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret_key.h"
#include "face/engine.h"
#include "face/face.h"
#include "face/pool.h"
#include "school/common/fault.h"
#include "school/common/key_rotation.h"
#include "school/common/keys.h"
#include "school/common/state.h"
#include "school/faces/trial/trial_run.h"
#include "school/jobs/job.h"
#include "school/office/trial_job.h"
#include "school/school.h"
#include "store/store.h"
#include "support/face_picture.h"
#include "support/live_scene.h"
#include "support/school_faces.h"

enum { VOLUNTEERS = 7, FIRST_GROUP = 4, ENROL = 3 };

static struct school_faces faces;
static struct face_models *described;

static int faces_open(void **state)
{
    char error[FACE_ERROR_SIZE];
    (void)state;
    described = face_models_describe("models", NULL, error);
    return described ? school_faces_open(&faces, 1) : -1;
}

static int faces_close(void **state)
{
    (void)state;
    school_faces_close(&faces);
    face_models_close(described);
    return 0;
}

/* Without workers: models.json is enough for everything but looking. */
static struct school_fixture *without_workers(void **state)
{
    struct school_fixture *f = school_fixture_open_with(test_store_need(state), NULL, face_models_id(described));
    struct school_config config = f->school->config;
    school_close(f->school);
    config.face_models = described;
    f->school = school_open(&config);
    assert_non_null(f->school);
    return f;
}

static struct school_fixture *with_workers(void **state)
{
    struct test_store *test = test_store_need(state);
    if (!faces.people) {
        print_message("skip: no models or no photos of faces here (./check fetches them)\n");
        skip();
    }
    return school_fixture_open_with(test, faces.pool, face_models_id(faces.models));
}

static struct trial_view view_of(struct school_fixture *f)
{
    struct trial_view view;
    assert_int_equal(trial_get(f->school, &f->administrator, &f->arena, &view), FAULT_NONE);
    return view;
}

static enum fault start(struct school_fixture *f)
{
    struct trial_view view;
    return trial_start(f->school, &f->administrator, &f->arena, &view);
}

static enum fault add(struct school_fixture *f, const char *word, const char *const *groups, size_t count,
                      int64_t *ret_id)
{
    struct trial_volunteer volunteer;
    bool of_groups;
    enum fault fault =
        trial_volunteer_add(f->school, &f->administrator, &(struct trial_volunteer_request){word, groups, count},
                            &f->arena, &volunteer, &of_groups);
    if (fault == FAULT_NONE)
        *ret_id = volunteer.id;
    return fault;
}

static enum job_state count_it(struct school_fixture *f, struct job *ret_job)
{
    size_t jobs = 0;
    assert_int_equal(trial_job_start(f->school, &f->administrator, &f->arena, ret_job), FAULT_NONE);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(job_get(f->school, &f->administrator, ret_job->id, &f->arena, ret_job), FAULT_NONE);
    return ret_job->state;
}

/* No row of a volunteer, no burst, no key. */
static void expect_nothing_left(struct school_fixture *f)
{
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM trial_volunteers"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM trial_bursts"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM trials WHERE counted_at IS NULL"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM person_keys WHERE user_id = -2"), 0);
}

/* ---- who may, and how it ends ---- */

static void test_begins_and_ends(void **state)
{
    static const char *const groups[] = {"glasses", " beard ", "glasses"};
    struct school_fixture *f = without_workers(state);
    struct trial_view view;
    struct job job;
    int64_t id = 0;
    assert_int_equal(trial_get(f->school, &f->professor, &f->arena, &view), FAULT_NOT_ALLOWED);
    assert_int_equal(trial_start(f->school, &f->professor, &f->arena, &view), FAULT_NOT_ALLOWED);
    assert_int_equal(add(f, "fern", NULL, 0, &id), FAULT_TRIAL_NONE);
    assert_int_equal(trial_discard(f->school, &f->administrator), FAULT_NONE);
    assert_int_equal(trial_job_start(f->school, &f->professor, &f->arena, &job), FAULT_NOT_ALLOWED);
    assert_int_equal(count_it(f, &job), JOB_FAILED);
    assert_string_equal(job.error, "trial_empty");
    assert_false(view_of(f).runs);

    assert_int_equal(start(f), FAULT_NONE);
    assert_int_equal(start(f), FAULT_TRIAL_RUNS);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM person_keys WHERE user_id = -2"), 1);
    assert_int_equal(add(f, "  ", NULL, 0, &id), FAULT_TEXT_INVALID);
    assert_int_equal(add(f, "fern", groups, ARRAY_LENGTH(groups), &id), FAULT_NONE);
    view = view_of(f);
    assert_true(view.runs && !view.outdated);
    assert_int_equal(view.ends_at, FIXTURE_NOW + TRIAL_DAYS * (int64_t)DAY);
    assert_int_equal(view.volunteer_count, 1);
    assert_int_equal(view.volunteers[0].group_count, 2);
    assert_string_equal(view.volunteers[0].groups[1], "beard");
    // Nobody was before the camera: there is nothing to count, and the trial goes on.
    assert_int_equal(count_it(f, &job), JOB_FAILED);
    assert_string_equal(job.error, "trial_empty");
    assert_true(view_of(f).runs);

    assert_int_equal(trial_discard(f->school, &f->professor), FAULT_NOT_ALLOWED);
    assert_int_equal(trial_discard(f->school, &f->administrator), FAULT_NONE);
    expect_nothing_left(f);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action LIKE 'trial_%'"), 2);

    // Forgotten by everybody, it ends by itself, and not before its days are over.
    assert_int_equal(start(f), FAULT_NONE);
    assert_int_equal(add(f, "moss", NULL, 0, &id), FAULT_NONE);
    fixture_wait(f, TRIAL_DAYS * (int64_t)DAY - 1);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_true(view_of(f).runs);
    fixture_wait(f, 1);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_false(view_of(f).runs);
    expect_nothing_left(f);
    school_fixture_close(f);
}

static void test_limits(void **state)
{
    struct school_fixture *f = without_workers(state);
    int64_t id = 0, first = 0;
    assert_int_equal(start(f), FAULT_NONE);
    for (int i = 0; i < TRIAL_VOLUNTEERS_MAX; i++) {
        assert_int_equal(add(f, "leaf", NULL, 0, &id), FAULT_NONE);
        first = first == 0 ? id : first;
    }
    assert_int_equal(add(f, "one more", NULL, 0, &id), FAULT_TOO_MANY_THINGS);
    assert_int_equal(trial_volunteer_remove(f->school, &f->administrator, first), FAULT_NONE);
    assert_int_equal(trial_volunteer_remove(f->school, &f->administrator, first), FAULT_NOT_FOUND);
    assert_int_equal(add(f, "one more", NULL, 0, &id), FAULT_NONE);
    school_fixture_close(f);
}

/* ---- what is counted ---- */

/* Pictures of one burst, to be freed. */
struct burst {
    struct face_frame frames[FACE_FRAMES_MAX];
    size_t count;
};

static struct burst burst_of(size_t person, const int *moments, size_t count)
{
    struct burst burst = {.count = count};
    for (size_t i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof(name), "%s_%04d", face_picture_name(person), moments[i]);
        struct face_data_file file = face_picture_play(name);
        assert_non_null(file.bytes);
        burst.frames[i] = (struct face_frame){file.bytes, file.size};
    }
    return burst;
}

static void burst_free(struct burst *burst)
{
    for (size_t i = 0; i < burst->count; i++)
        free((void *)burst->frames[i].bytes);
}

static enum fault send(struct school_fixture *f, int64_t volunteer, const char *species, enum live_pose side,
                       const struct burst *burst, struct trial_attempt *ret_attempt)
{
    struct trial_attempt attempt;
    const struct trial_burst_request request = {volunteer, species, side, burst->frames, burst->count};
    fixture_wait(f, 10 * MINUTE); // the pictures that one person may have looked at come back
    return trial_burst_add(f->school, &f->administrator, &request, &f->arena, ret_attempt ? ret_attempt : &attempt);
}

static enum fault enrol(struct school_fixture *f, int64_t volunteer, const struct burst *burst,
                        enum face_reason *ret_reason)
{
    struct face_burst_report report;
    fixture_wait(f, 10 * MINUTE);
    return trial_volunteer_enrol(f->school, &f->administrator, volunteer, burst->frames, burst->count, ret_reason,
                                 &report);
}

/* Everybody enrols and checks in once; the next one plays an attack against them. */
static void play_all(struct school_fixture *f, int64_t ids[static VOLUNTEERS])
{
    static const int first[] = {1, 2, 3}, second[] = {4, 5};
    for (size_t i = 0; i < VOLUNTEERS; i++) {
        const char *const group = i < FIRST_GROUP ? "first" : "second";
        enum face_reason reason;
        assert_int_equal(add(f, face_picture_name(i), &group, 1, &ids[i]), FAULT_NONE);
        struct burst burst = burst_of(i, first, ENROL);
        assert_int_equal(enrol(f, ids[i], &burst, &reason), FAULT_NONE);
        assert_int_equal(reason, FACE_OK);
        burst_free(&burst);
    }
    for (size_t i = 0; i < VOLUNTEERS; i++) {
        struct trial_attempt attempt;
        struct burst own = burst_of(i, second, 2), others = burst_of((i + 1) % VOLUNTEERS, second, 2);
        assert_int_equal(send(f, ids[i], NULL, LIVE_CENTRE, &own, &attempt), FAULT_NONE);
        assert_true(attempt.acquired && attempt.compared && attempt.matched);
        assert_int_equal(send(f, ids[i], "stranger", LIVE_CENTRE, &others, &attempt), FAULT_NONE);
        assert_true(attempt.compared && !attempt.matched);
        burst_free(&own);
        burst_free(&others);
    }
}

/* The comparisons of strangers, by hand. */
struct by_hand {
    int64_t errors, trials;
};

static struct by_hand strangers_by_hand(size_t from, size_t until)
{
    static struct face_template enrolled[VOLUNTEERS], probes[VOLUNTEERS];
    static const int first[] = {1, 2, 3}, second[] = {4, 5};
    struct by_hand hand = {0, 0};
    char error[FACE_ERROR_SIZE];
    struct face_engine *engine = face_engine_open(faces.models, error);
    assert_non_null(engine);
    for (size_t i = from; i < until; i++) {
        struct face_burst_report report;
        struct burst enrolment = burst_of(i, first, ENROL), probe = burst_of(i, second, 2);
        assert_int_equal(face_enrol(engine, enrolment.frames, ENROL, &enrolled[i], NULL), FACE_OK);
        assert_int_equal(face_read(engine, probe.frames, 2, 1, &probes[i], &report), FACE_OK);
        burst_free(&enrolment);
        burst_free(&probe);
    }
    for (size_t a = from; a < until; a++)
        for (size_t b = from; b < until; b++) {
            float score;
            assert_true(face_compare(&probes[a], &enrolled[b], &score));
            hand.trials += a != b;
            hand.errors += a != b && score >= face_models_threshold(faces.models);
        }
    face_engine_close(engine);
    return hand;
}

static const struct trial_figure *find(const struct trial_view *view, const char *group, enum trial_kind kind,
                                       enum trial_look look, const char *species)
{
    for (size_t i = 0; i < view->figure_count; i++) {
        const struct trial_figure *figure = &view->figures[i];
        if (figure->kind == kind && figure->look == look && !figure->group == !group &&
            (!group || strcmp(figure->group, group) == 0) && !figure->species == !species &&
            (!species || strcmp(figure->species, species) == 0))
            return figure;
    }
    return NULL;
}

static void expect_figure(const struct trial_figure *figure, int64_t errors, int64_t trials)
{
    assert_non_null(figure);
    assert_int_equal(figure->errors, errors);
    assert_int_equal(figure->trials, trials);
    if (figure->kind != TRIAL_FMR) {
        struct interval interval = interval_exact((double)errors, (double)trials);
        assert_true(fabs(figure->interval.low - interval.low) < 1e-12);
        assert_true(fabs(figure->interval.high - interval.high) < 1e-12);
    }
}

static void test_counts(void **state)
{
    static const int blank[] = {1, 2, 3};
    struct school_fixture *f = with_workers(state);
    int64_t ids[VOLUNTEERS], nobody = 0, shy = 0;
    struct job job;
    enum face_reason reason;
    assert_int_equal(start(f), FAULT_NONE);
    play_all(f, ids);
    // One whose face cannot be enrolled, and one who only gave a word and is not counted.
    struct burst burst = burst_of(0, blank, ENROL);
    for (size_t i = 0; i < ENROL; i++)
        burst.frames[i].size = 30 + i;
    const char *const only = "only";
    assert_int_equal(add(f, "nobody", &only, 1, &nobody), FAULT_NONE);
    assert_int_equal(enrol(f, nobody, &burst, &reason), FAULT_NONE);
    assert_int_equal(reason, FACE_BAD_IMAGE);
    burst_free(&burst);
    assert_int_equal(add(f, "shy", NULL, 0, &shy), FAULT_NONE);
    struct trial_view view = view_of(f);
    assert_int_equal(view.volunteer_count, VOLUNTEERS + 2);
    assert_true(view.volunteers[1].tried && !view.volunteers[1].enrolled);
    assert_true(view.volunteers[2].enrolled && view.volunteers[2].looks == 1 && view.volunteers[2].attacks == 1);
    // The master key changes meanwhile: the trial's own is wrapped anew with the others.
    int64_t rewrapped;
    assert_int_equal(keys_rewrap(f->test->store, f->school->config.key, &rewrapped), FAULT_NONE);
    assert_int_equal(count_it(f, &job), JOB_DONE);

    view = view_of(f);
    assert_false(view.runs);
    assert_int_equal(view.people, VOLUNTEERS + 1);
    assert_true(fabs(view.counted_threshold - (double)face_models_threshold(faces.models)) < 1e-6);
    expect_figure(find(&view, NULL, TRIAL_FTE, TRIAL_QUICK, NULL), 1, VOLUNTEERS + 1);
    expect_figure(find(&view, NULL, TRIAL_FTA, TRIAL_QUICK, NULL), 0, VOLUNTEERS);
    expect_figure(find(&view, NULL, TRIAL_FNMR, TRIAL_QUICK, NULL), 0, VOLUNTEERS);
    expect_figure(find(&view, NULL, TRIAL_IAPAR, TRIAL_QUICK, "stranger"), 0, VOLUNTEERS);
    struct by_hand all = strangers_by_hand(0, VOLUNTEERS), some = strangers_by_hand(0, FIRST_GROUP);
    expect_figure(find(&view, NULL, TRIAL_FMR, TRIAL_QUICK, NULL), all.errors, all.trials);
    expect_figure(find(&view, "first", TRIAL_FMR, TRIAL_QUICK, NULL), some.errors, some.trials);
    assert_null(find(&view, "only", TRIAL_FTE, TRIAL_QUICK, NULL)); // of one person
    assert_int_equal(view.too_small_count, 1);
    assert_string_equal(view.too_small[0], "only");
    expect_nothing_left(f);

    // The next one that is counted takes its place; one that is discarded does not.
    int64_t counted_at = view.counted_at;
    assert_int_equal(start(f), FAULT_NONE);
    assert_int_equal(trial_discard(f->school, &f->administrator), FAULT_NONE);
    assert_int_equal(view_of(f).counted_at, counted_at);
    school_fixture_close(f);
}

/* ---- a turn, and what is refused ---- */

static struct burst turning(struct scene *scene, float yaw)
{
    const float yaws[] = {0, 0, yaw};
    struct burst burst = {.count = ARRAY_LENGTH(yaws)};
    for (size_t i = 0; i < burst.count; i++) {
        struct scene_random random = {(uint64_t)(100 * (yaw + 90)) + i};
        struct scene_view view = scene_plain();
        view.yaw = yaws[i];
        view.noise = 2;
        burst.frames[i] = scene_render(scene, &view, &random);
    }
    return burst;
}

static void test_turns(void **state)
{
    static const int first[] = {1};
    struct school_fixture *f = with_workers(state);
    struct trial_attempt attempt;
    struct scene scene;
    char error[FACE_ERROR_SIZE];
    int64_t id = 0;
    struct face_engine *engine = face_engine_open(faces.models, error);
    struct burst one = burst_of(VOLUNTEERS - 1, first, 1);
    assert_true(scene_open(&scene, engine, one.frames[0]));
    struct burst left = turning(&scene, 25), still = turning(&scene, 0);
    assert_int_equal(start(f), FAULT_NONE);
    assert_int_equal(add(f, "fern", NULL, 0, &id), FAULT_NONE);
    assert_int_equal(send(f, id, NULL, LIVE_LEFT, &left, &attempt), FAULT_NONE);
    assert_true(attempt.look == TRIAL_TURN && attempt.acquired && attempt.live && !attempt.compared);
    assert_int_equal(send(f, id, NULL, LIVE_RIGHT, &left, &attempt), FAULT_NONE);
    assert_true(attempt.acquired && !attempt.live);
    assert_int_equal(send(f, id, "print", LIVE_LEFT, &still, &attempt), FAULT_NONE);
    assert_true(attempt.acquired && !attempt.live);
    // Of each the quick check of the first two is counted, too.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM trial_bursts"), 6);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM trial_bursts WHERE look = 1 AND sealed IS NULL"), 3);

    struct burst few = left, many = left;
    few.count = 1;
    assert_int_equal(send(f, id, NULL, LIVE_CENTRE, &few, NULL), fault_of_face(FACE_TOO_FEW_FRAMES));
    few.count = 2;
    assert_int_equal(send(f, id, NULL, LIVE_LEFT, &few, NULL), fault_of_face(FACE_TOO_FEW_FRAMES));
    for (size_t i = 3; i < 6; i++)
        many.frames[i] = left.frames[2];
    many.count = 6;
    assert_int_equal(send(f, id, NULL, LIVE_LEFT, &many, NULL), fault_of_face(FACE_IMAGE_TOO_LARGE));
    assert_int_equal(send(f, id + 1, NULL, LIVE_LEFT, &left, NULL), FAULT_NOT_FOUND);
    fixture_sql(f, "UPDATE trials SET model_id = 'another'");
    assert_true(view_of(f).outdated);
    assert_int_equal(send(f, id, NULL, LIVE_LEFT, &left, NULL), FAULT_TRIAL_OUTDATED);
    assert_int_equal(f->school->look_count, 0);
    burst_free(&one);
    burst_free(&left);
    burst_free(&still);
    scene_close(&scene);
    face_engine_close(engine);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_begins_and_ends),
        TEST_ON_BOTH(test_limits),
        TEST_ON_BOTH(test_counts),
        TEST_ON_BOTH(test_turns),
    };
    return cmocka_run_group_tests_name("school/trial", tests, faces_open, faces_close);
}
