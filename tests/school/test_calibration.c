/* SPDX-License-Identifier: MIT */
/*
 * Calibrating the face threshold: who is counted, what is kept, what is proposed, and by which rule faces are compared
 * from then on. With made-up faces and the real thresholds of models.json; s-norm where the models are fetched.
 */
#include "school/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "face/embed.h"
#include "face/face.h"
#include "face/pool.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/calibration_inside.h"
#include "school/faces/face_match.h"
#include "school/faces/face_rule.h"
#include "school/faces/identity_template.h"
#include "school/jobs/job.h"
#include "school/office/calibrate.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"
#include "support/face_crowd.h"
#include "support/school_faces.h"

enum { CROWD = 420 }; // 87,990 pairs: enough for 1e-4, too few for 1e-5

static struct school_faces faces;
static struct face_models *described; // what models.json says, where the nets are not fetched, too

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

static void reopen(struct school_fixture *f)
{
    struct school_config config = f->school->config;
    school_close(f->school);
    config.face_models = described;
    f->school = school_open(&config);
    assert_non_null(f->school);
}

/* Without workers, as a command has it: models.json is enough. */
static struct school_fixture *scene_open(void **state)
{
    struct school_fixture *f = school_fixture_open_with(test_store_need(state), NULL, face_models_id(described));
    reopen(f);
    return f;
}

static const char *model(void)
{
    return face_models_id(described);
}

static struct calibration_view view_of(struct school_fixture *f)
{
    struct calibration_view view;
    assert_int_equal(calibration_get(f->school, &f->administrator, &f->arena, &view), FAULT_NONE);
    return view;
}

static struct job work(struct school_fixture *f)
{
    struct job job;
    size_t jobs = 0;
    assert_int_equal(calibrate_start(f->school, &f->administrator, &f->arena, &job), FAULT_NONE);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(job_get(f->school, &f->administrator, job.id, &f->arena, &job), FAULT_NONE);
    return job;
}

/* ---- who is counted ---- */

static const char *kept_text(struct school_fixture *f, const char *sql)
{
    struct row row;
    const char *text = NULL;
    struct db *db = store_reader(f->test->store);
    row_begin(&row, db, &f->arena, sql, DB_NO_VALUES);
    while (row_next(&row))
        text = row_text(&row, 0);
    assert_int_equal(row_end(&row), FAULT_NONE);
    store_reader_close(&db);
    return text;
}

static void test_who_is_counted(void **state)
{
    struct school_fixture *f = scene_open(state);
    face_crowd_plant(f->school, &(struct face_crowd){"Asked", model(), CONSENT_ALL, .seed = 1}, 70, NULL);
    face_crowd_plant(f->school, &(struct face_crowd){"Alone", model(), CONSENT_CHECK_IN, .seed = 2}, 20, NULL);
    face_crowd_plant(f->school, &(struct face_crowd){"Gone", model(), CONSENT_ALL, .withdrawn = true, .seed = 3}, 20,
                     NULL);
    face_crowd_plant(f->school, &(struct face_crowd){"Older", "another model", CONSENT_ALL, .seed = 4}, 20, NULL);
    fixture_sql(f, "UPDATE templates SET sealed = 'torn' WHERE user_id = (SELECT id FROM users WHERE email ="
                   " 'Asked.7@example.org')");
    struct job job = work(f);
    assert_int_equal(job.state, JOB_DONE);
    struct calibration_view view = view_of(f);
    assert_int_equal(view.agreed, 70);
    assert_int_equal(view.people, 69);
    assert_int_equal(view.pairs, 69 * 68 / 2);
    assert_int_equal(view.doubles, 0);
    assert_int_equal(view.made_at, FIXTURE_NOW);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'face_calibrated'"), 1);

    // What is kept is whole numbers, and their sum is the pairs.
    const char *raw = kept_text(f, "SELECT raw FROM face_calibrations");
    assert_non_null(raw);
    assert_int_equal(strspn(raw, "0123456789 \n"), strlen(raw));
    struct tally tally;
    assert_true(calibration_of_text(raw, tally_raw, 69, &tally));
    assert_int_equal(tally.pairs, view.pairs);
    int64_t bars = 0;
    for (size_t i = 0; i < CALIBRATION_BARS; i++)
        bars += view.raw.bars[i];
    assert_int_equal(bars, view.pairs);
    assert_true(view.has_normalised);
    const char *normalised = kept_text(f, "SELECT normalised FROM face_calibrations");
    assert_int_equal(strspn(normalised, "0123456789 \n"), strlen(normalised));

    // The next one takes its place.
    assert_int_equal(work(f).state, JOB_DONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_calibrations"), 1);
    assert_true(view_of(f).id > view.id);
    school_fixture_close(f);
}

static void test_too_few(void **state)
{
    struct school_fixture *f = scene_open(state);
    face_crowd_plant(f->school, &(struct face_crowd){"Few", model(), CONSENT_ALL, .seed = 1},
                     CALIBRATION_PEOPLE_MIN - 1, NULL);
    struct job job = work(f);
    assert_int_equal(job.state, JOB_FAILED);
    assert_string_equal(job.error, "too_few_people");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_calibrations"), 0);
    struct calibration_view view = view_of(f);
    assert_true(view.id == 0 && view.chosen_at == 0 && view.threshold == view.standard);
    int64_t people = 0;
    assert_int_equal(calibration_run(f->school, NULL, NULL, &people), FAULT_NOT_FOUND);
    assert_int_equal(people, CALIBRATION_PEOPLE_MIN - 1);
    school_fixture_close(f);
}

static void test_for_administrators(void **state)
{
    struct school_fixture *f = scene_open(state);
    const struct actor others[] = {f->professor, f->student};
    struct calibration_view view;
    struct job job;
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        assert_int_equal(calibration_get(f->school, &others[i], &f->arena, &view), FAULT_NOT_ALLOWED);
        assert_int_equal(calibrate_start(f->school, &others[i], &f->arena, &job), FAULT_NOT_ALLOWED);
        assert_int_equal(calibration_reset(f->school, &others[i], &f->arena, &view), FAULT_NOT_ALLOWED);
        assert_int_equal(
            calibration_choose(f->school, &others[i], &(struct calibration_choice){1, "1e-4", false}, &f->arena, &view),
            FAULT_NOT_ALLOWED);
    }
    school_fixture_close(f);
}

/* Texts that nobody has written. */
static void test_torn_texts(void **state)
{
    static const char *const torn[] = {"", "1", "1 2 3\n", "-1 2", "x"};
    struct school_fixture *f = scene_open(state);
    struct tally tally = {.scale = tally_raw}, again;
    for (size_t i = 0; i < ARRAY_LENGTH(torn); i++)
        assert_false(calibration_of_text(torn[i], tally_raw, 3, &again));
    for (int bin = 0; bin < TALLY_BINS; bin++) {
        tally.counts[bin] = bin;
        tally.squares[bin] = INT64_MAX - bin;
        tally.touched[bin] = 0;
        tally.pairs += bin;
    }
    tally.people = 3;
    char *text = calibration_text(&tally, &f->arena);
    assert_true(calibration_of_text(text, tally_raw, 3, &again));
    assert_memory_equal(&tally, &again, sizeof(tally));
    text[strlen(text) - 1] = ' ';
    assert_false(calibration_of_text(text, tally_raw, 3, &again));
    school_fixture_close(f);
}

/* ---- choosing ---- */

static enum fault choose(struct school_fixture *f, int64_t id, const char *rate, bool normalised)
{
    struct calibration_view view;
    return calibration_choose(f->school, &f->administrator, &(struct calibration_choice){id, rate, normalised},
                              &f->arena, &view);
}

static struct face_rule rule_of(struct school_fixture *f)
{
    struct face_rule rule;
    struct db *db = store_reader(f->test->store);
    assert_int_equal(face_rule_read(f->school, db, &rule), FAULT_NONE);
    store_reader_close(&db);
    return rule;
}

static enum face_reason match(struct school_fixture *f, int64_t user_id, const struct face_template *enrolled,
                              float cosine)
{
    uint64_t seed = 99;
    enum face_reason reason = FACE_FAULT;
    struct face_template seen = face_crowd_seen(enrolled, &seed, cosine);
    assert_int_equal(face_match_rule(f->school, user_id, &seen, enrolled, &reason), FAULT_NONE);
    return reason;
}

static void test_chosen_and_reset(void **state)
{
    struct school_fixture *f = scene_open(state);
    face_crowd_plant(f->school, &(struct face_crowd){"Crowd", model(), CONSENT_ALL, .alike = 300}, CROWD, NULL);
    assert_int_equal(work(f).state, JOB_DONE);
    struct calibration_view view = view_of(f);
    float standard = (float)view.standard;
    assert_true(view.has_normalised && view.standard_rate && strcmp(view.standard_rate, "1e-4") == 0);

    // Only the operator's rate and lower ones; for the lower one there are too few people.
    assert_int_equal(view.raw.offer_count, 2);
    const struct calibration_offer *offer = &view.raw.offers[0];
    assert_string_equal(offer->rate, "1e-4");
    assert_true(offer->enough && offer->point.by_people.high <= 1e-4);
    assert_false(view.raw.offers[1].enough);
    assert_true(view.raw.has_current && view.raw.current.threshold == view.standard);
    assert_int_equal(choose(f, view.id, "1e-5", false), FAULT_THRESHOLD_UNSUPPORTED);
    assert_int_equal(choose(f, view.id, "1e-3", false), FAULT_CHOICE_UNKNOWN);
    assert_int_equal(choose(f, view.id + 1, "1e-4", false), FAULT_CHANGED_MEANWHILE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_thresholds"), 0);

    // Nothing happens by itself; chosen it is in force, and easier than models.json among these people.
    uint64_t seed = 5;
    struct face_template face = face_crowd_somebody(model(), &seed, NULL, 0);
    float between = ((float)offer->point.threshold + standard) / 2;
    assert_true(offer->easier && between < standard);
    assert_int_equal(match(f, f->student.user_id, &face, between), FACE_NO_MATCH);
    fixture_wait(f, HOUR);
    assert_int_equal(choose(f, view.id, "1e-4", false), FAULT_NONE);
    assert_int_equal(match(f, f->student.user_id, &face, between), FACE_OK);
    assert_int_equal(match(f, f->student.user_id, &face, (float)offer->point.threshold - .001f), FACE_NO_MATCH);
    view = view_of(f);
    assert_true(view.threshold == view.raw.current.threshold && view.raw.current.bin == view.raw.offers[0].point.bin);
    assert_int_equal(view.chosen_at, FIXTURE_NOW + HOUR);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'face_threshold_chosen'"), 1);

    // Of another embedder it says nothing.
    fixture_sql(f, "UPDATE face_thresholds SET model_id = 'another'");
    assert_true(rule_of(f).chosen_at == 0 && rule_of(f).threshold == standard);
    struct face_template foreign = face;
    enum face_reason reason;
    assert_true(str_copy(foreign.model_id, sizeof(foreign.model_id), "another"));
    assert_int_equal(face_match_rule(f->school, f->student.user_id, &foreign, &face, &reason), FAULT_NONE);
    assert_int_equal(reason, FACE_OTHER_MODEL);

    assert_int_equal(choose(f, view.id, "1e-4", false), FAULT_NONE);
    assert_int_equal(calibration_reset(f->school, &f->administrator, &f->arena, &view), FAULT_NONE);
    assert_true(view.chosen_at == 0 && view.threshold == view.standard);
    assert_int_equal(match(f, f->student.user_id, &face, between), FACE_NO_MATCH);
    assert_int_equal(calibration_reset(f->school, &f->administrator, &f->arena, &view), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'face_threshold_reset'"), 1);
    school_fixture_close(f);
}

/* As long as nobody has chosen, every decision is that of the cosine and models.json alone. */
static void test_off_is_as_before(void **state)
{
    struct school_fixture *f = scene_open(state);
    uint64_t seed = 11;
    float standard = face_models_threshold(described);
    for (int i = 0; i < 400; i++) {
        enum face_reason reason, before;
        struct face_template face = face_crowd_somebody(model(), &seed, NULL, 0);
        struct face_template seen = face_crowd_seen(&face, &seed, standard + .0001f * (float)(i - 200));
        before = face_match(described, &seen, &face, NULL);
        assert_int_equal(face_match_rule(f->school, f->student.user_id, &seen, &face, &reason), FAULT_NONE);
        assert_int_equal(reason, before);
    }
    school_fixture_close(f);
}

/* ---- s-norm ---- */

static float normalised_by_hand(const struct face_template *crowd, size_t count, size_t own,
                                const struct face_template *seen)
{
    struct cohort cohorts[2] = {{.count = 0}};
    struct cohort_moments moments[2];
    float certain = cohort_certain(described);
    for (size_t i = 0; i < count; i++) {
        float scores[2] = {embedding_cosine(crowd[own].values, crowd[i].values),
                           embedding_cosine(seen->values, crowd[i].values)};
        for (size_t k = 0; k < 2; k++)
            if (i != own && scores[k] < certain)
                cohort_add(&cohorts[k], scores[k]);
    }
    assert_true(cohort_moments(&cohorts[0], -2, &moments[0]) && cohort_moments(&cohorts[1], -2, &moments[1]));
    return cohort_normalise(embedding_cosine(crowd[own].values, seen->values), moments[0], moments[1]);
}

/* Everybody's face, as it is enrolled. */
static struct face_template *open_all(struct school_fixture *f, const int64_t *ids, size_t count)
{
    struct face_template *all = calloc(count, sizeof(*all));
    assert_non_null(all);
    for (size_t i = 0; i < count; i++) {
        struct row row;
        struct sealed_template sealed = {0};
        struct db *db = store_reader(f->test->store);
        row_begin(&row, db, NULL, "SELECT " TEMPLATE_COLUMNS " FROM templates t" TEMPLATE_KEYS " WHERE t.user_id = ?",
                  DB_VALUES(I(ids[i])));
        while (row_next(&row))
            template_of_row(&row, 0, &sealed);
        assert_int_equal(row_end(&row), FAULT_NONE);
        store_reader_close(&db);
        assert_true(template_unseal(f->school, ids[i], &sealed, &all[i]));
    }
    return all;
}

static void test_normalised(void **state)
{
    struct test_store *test = test_store_need(state);
    if (!faces.pool) {
        print_message("skip: no models here (./check fetches them)\n");
        skip();
    }
    struct school_fixture *f = school_fixture_open_with(test, faces.pool, face_models_id(faces.models));
    int64_t ids[CROWD], alone;
    face_crowd_plant(f->school, &(struct face_crowd){"Crowd", model(), CONSENT_ALL, .alike = CROWD}, CROWD, ids);
    face_crowd_plant(f->school, &(struct face_crowd){"Alone", model(), CONSENT_CHECK_IN, .seed = 9}, 1, &alone);
    assert_int_equal(work(f).state, JOB_DONE);
    struct calibration_view view = view_of(f);
    assert_true(view.has_normalised && !view.normalised.has_current && view.normalised.offers[0].enough);
    assert_int_equal(choose(f, view.id, "1e-4", true), FAULT_NONE);
    struct face_rule rule = rule_of(f);
    assert_true(rule.normalised && view_of(f).normalises && view_of(f).normalised.has_current);

    fixture_wait(f, MINUTE); // the gallery has not seen them enrol
    // By hand for probes near the threshold, of each thirteenth person.
    struct face_template *all = open_all(f, ids, CROWD);
    uint64_t seed = 77;
    size_t same = 0, other = 0;
    for (size_t own = 0; own < CROWD; own += 13)
        for (float cosine = .1f; cosine < .6f; cosine += .05f) {
            enum face_reason reason;
            struct face_template seen = face_crowd_seen(&all[own], &seed, cosine);
            bool expected = normalised_by_hand(all, CROWD, own, &seen) >= rule.normalised_threshold;
            assert_int_equal(face_match_rule(f->school, ids[own], &seen, &all[own], &reason), FAULT_NONE);
            assert_true(expected ? reason == FACE_OK : reason == FACE_NO_MATCH || reason == FACE_COVERED);
            same += expected;
            other += !expected;
        }
    assert_true(same > 20 && other > 20);

    // Who agreed to check-ins alone is compared with nobody else: the cosine decides.
    struct face_template face = face_crowd_somebody(model(), &seed, NULL, 0);
    assert_int_equal(match(f, alone, &face, rule.threshold - .002f), FACE_NO_MATCH);
    assert_int_equal(match(f, alone, &face, rule.threshold + .002f), FACE_OK);
    // And for everybody when too few are left.
    fixture_sql(f, "DELETE FROM templates WHERE user_id > (SELECT MIN(user_id) + 40 FROM (SELECT user_id FROM"
                   " templates) AS x)");
    fixture_wait(f, HOUR);
    assert_int_equal(match(f, ids[0], &all[0], rule.threshold - .002f), FACE_NO_MATCH);
    assert_int_equal(match(f, ids[0], &all[0], rule.threshold + .002f), FACE_OK);
    free(all);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_who_is_counted),   TEST_ON_BOTH(test_too_few),          TEST_ON_BOTH(test_for_administrators),
        TEST_ON_BOTH(test_chosen_and_reset), TEST_ON_BOTH(test_off_is_as_before), TEST_ON_BOTH(test_normalised),
        TEST_ON_BOTH(test_torn_texts),
    };
    return cmocka_run_group_tests(tests, faces_open, faces_close);
}
