/* SPDX-License-Identifier: MIT */
/* Enrolment and check-in with real faces and the real models; skipped where those are not fetched. */
#include "school/unit.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "face/engine.h"
#include "face/face.h"
#include "face/pool.h"
#include "school/attendance/attendance.h"
#include "school/checkin/check_in.h"
#include "school/classes/classroom.h"
#include "school/common/event.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/identity.h"
#include "school/faces/identity_template.h"
#include "school/marks/mark.h"
#include "school/numbers/register.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/at_rest.h"
#include "support/face_people.h"
#include "support/school_faces.h"
#include "worker/worker.h"

/* What all tests of this program share; opened once. */
static struct school_faces faces;

static int faces_open(void **state)
{
    (void)state;
    return school_faces_open(&faces, 2);
}

static int faces_close(void **state)
{
    (void)state;
    school_faces_close(&faces);
    return 0;
}

enum { SAM, BEA }; // the two people

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
};

static struct scene scene_open(void **state)
{
    struct test_store *test = test_store_need(state);
    if (!faces.people) {
        print_message("skip: no models or no photos of faces here (./check fetches them)\n");
        skip();
    }
    struct scene s = {.f = school_fixture_open_with(test, faces.pool, face_models_id(faces.models))};
    s.classroom = fixture_classroom(s.f);
    fixture_join(s.f, &s.classroom, s.f->other_student);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    struct actor students[] = {s.f->student, s.f->other_student};
    for (size_t i = 0; i < ARRAY_LENGTH(students); i++) {
        struct consent consent;
        assert_int_equal(identity_consent(s.f->school, &students[i], &s.f->arena, &consent), FAULT_NONE);
        assert_int_equal(identity_consent_give(s.f->school, &students[i],
                                               &(struct consent_request){consent.version, CONSENT_ALL, NULL},
                                               &s.f->arena, &consent),
                         FAULT_NONE);
    }
    return s;
}

static enum fault enrol(const struct scene *s, struct actor student, const struct face_frame *frames, size_t count)
{
    struct identity identity;
    struct face_burst_report report;
    return identity_enrol(s->f->school, &student, frames, count, &identity, &report);
}

/* A whole check-in: challenge and burst. */
static enum fault check_in(const struct scene *s, struct actor student, const struct face_frame *frames, size_t count,
                           struct mark *ret_mark)
{
    struct challenge challenge;
    struct face_burst_report report;
    int64_t retry;
    enum fault fault = attendance_challenge(s->f->school, &student, s->lecture.id, &challenge, &retry);
    if (fault != FAULT_NONE)
        return fault;
    struct check_in_request request = {
        .lecture_id = s->lecture.id, .challenge = challenge.token, .frames = frames, .count = count};
    return attendance_check_in(s->f->school, &student, &request, &s->f->arena, ret_mark, &report);
}

static void test_main_job(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct identity identity;
    struct face_burst_report report;
    struct mark mark = {0};
    assert_int_equal(identity_enrol(f->school, &f->student, faces.people->frames[SAM], 4, &identity, &report),
                     FAULT_NONE);
    assert_true(identity.consented && identity.enrolled && !identity.renew);
    assert_int_equal(identity.enrolled_at, FIXTURE_NOW);
    assert_int_equal(identity.frames, 4);
    assert_int_equal(report.accepted, 4);
    assert_int_equal(enrol(&s, f->other_student, faces.people->frames[BEA], 3), FAULT_NONE);

    fixture_wait(f, 12 * MINUTE);
    f->event_count = 0;
    assert_int_equal(check_in(&s, f->student, faces.people->frames[SAM] + 4, 3, &mark), FAULT_NONE);
    assert_int_equal(mark.status, MARK_LATE);
    assert_int_equal(mark.minutes_late, 3);
    assert_int_equal(mark.method, MARK_BY_FACE);
    assert_string_equal(mark.student.name, "Sam Student");

    // B's account with A's face: refused with the reason, seen by the professor, nothing marked.
    assert_int_equal(check_in(&s, f->other_student, faces.people->frames[SAM] + 4, 3, &mark),
                     fault_of_face(FACE_NO_MATCH));
    assert_int_equal(f->event_count, 2);
    assert_int_equal(f->events[0].kind, SCHOOL_EVENT_MARK);
    assert_int_equal(f->events[1].kind, SCHOOL_EVENT_REFUSAL);
    assert_int_equal(f->events[1].reason, FACE_NO_MATCH);
    assert_int_equal(f->events[1].student_id, f->other_student.user_id);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);
    assert_int_equal(check_in(&s, f->other_student, faces.people->frames[BEA] + 4, 2, &mark), FAULT_NONE); // the fewest
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'face_enrolled'"), 2);
    assert_int_equal(f->school->look_count, 0);
    school_fixture_close(f);
}

static void test_enrol_refusals(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    const struct face_frame *a = faces.people->frames[SAM], *b = faces.people->frames[BEA], *none = faces.people->empty;
    const uint8_t rubbish[] = "this is no picture";
    const struct face_frame bad_image = {rubbish, sizeof(rubbish)};
    struct {
        struct face_frame frames[4];
        size_t count;
        enum face_reason reason;
    } bad[] = {
        {{a[0], a[1]}, 2, FACE_TOO_FEW_FRAMES},
        {{a[0], a[1], a[0]}, 3, FACE_REPEATED_FRAMES},
        {{a[0], a[1], b[0]}, 3, FACE_FRAMES_DISAGREE},
        {{none[0], none[1], a[0]}, 3, FACE_NO_FACE},
        {{bad_image, none[0], a[1]}, 0, FACE_TOO_FEW_FRAMES},
    };
    assert_int_equal(enrol(&s, f->student, a, 3), FAULT_NONE);
    fixture_wait(f, HOUR);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (enrol(&s, f->student, bad[i].frames, bad[i].count) != fault_of_face(bad[i].reason))
            fail_msg("case %zu", i);
    struct identity identity;
    assert_int_equal(identity_get(f->school, &f->student, &identity), FAULT_NONE);
    assert_int_equal(identity.enrolled_at, FIXTURE_NOW); // the one before stays
    assert_int_equal(enrol(&s, f->student, b, 3), FAULT_NONE);
    assert_int_equal(identity_get(f->school, &f->student, &identity), FAULT_NONE);
    assert_int_equal(identity.enrolled_at, FIXTURE_NOW + HOUR);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'face_renewed'"), 1);
    school_fixture_close(f);
}

static void test_check_in_refusals(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    const struct face_frame *a = faces.people->frames[SAM], *b = faces.people->frames[BEA], *none = faces.people->empty;
    struct mark mark = {.note = "untouched"};
    const struct face_frame one_of_three[] = {a[0], none[0], none[1]}, two_of_three[] = {a[4], none[0], a[5]};
    const struct face_frame repeated[] = {a[0], a[0], a[0]}, mixed[] = {a[0], b[0], b[1]};
    assert_int_equal(enrol(&s, f->student, a, 3), FAULT_NONE);
    // One frame alone is sent back before anything is looked at: it is no refused check.
    assert_int_equal(check_in(&s, f->student, a, 1, &mark), fault_of_face(FACE_TOO_FEW_FRAMES));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM challenges WHERE used_at IS NULL"), 1);
    assert_int_equal(check_in(&s, f->student, none, 2, &mark), fault_of_face(FACE_NO_FACE));
    assert_int_equal(check_in(&s, f->student, one_of_three, 2, &mark),
                     fault_of_face(FACE_NO_FACE)); // what can be mended
    assert_int_equal(check_in(&s, f->student, repeated, 3, &mark), fault_of_face(FACE_REPEATED_FRAMES));
    enum fault fault = check_in(&s, f->student, mixed, 3, &mark);
    assert_true(fault == fault_of_face(FACE_FRAMES_DISAGREE) || fault == fault_of_face(FACE_NO_MATCH));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 4);
    assert_string_equal(mark.note, "untouched");
    assert_int_equal(check_in(&s, f->student, two_of_three, 3, &mark), FAULT_NONE);
    school_fixture_close(f);
}

/* What the roster says of a student. */
static bool unsure_here(const struct scene *s, struct actor student)
{
    struct roster roster;
    assert_int_equal(register_roster(s->f->school, &s->f->professor, s->classroom.id, &s->f->arena, &roster),
                     FAULT_NONE);
    for (size_t i = 0; i < roster.count; i++)
        if (roster.students[i].student.id == student.user_id)
            return roster.students[i].unsure;
    fail_msg("%lld is not in the roster", (long long)student.user_id);
    return false;
}

/* Who is not recognised three times in a row is offered new pictures, until they are recognised or have taken some. */
static void test_unsure(void **state)
{
    struct scene s = scene_open(state);
    const struct face_frame *sam = faces.people->frames[SAM], *bea = faces.people->frames[BEA];
    struct identity identity;
    struct mark mark;
    assert_int_equal(enrol(&s, s.f->student, sam, 3), FAULT_NONE);
    for (int i = 0; i < IDENTITY_UNSURE_MIN; i++) {
        assert_int_equal(identity_get(s.f->school, &s.f->student, &identity), FAULT_NONE);
        assert_false(identity.unsure);
        assert_int_equal(check_in(&s, s.f->student, bea, 3, &mark), fault_of_face(FACE_NO_MATCH));
    }
    assert_int_equal(identity_get(s.f->school, &s.f->student, &identity), FAULT_NONE);
    assert_true(identity.unsure);
    assert_true(unsure_here(&s, s.f->student)); // and their teacher reads it
    assert_false(unsure_here(&s, s.f->other_student));
    fixture_wait(s.f, 1000);
    assert_int_equal(check_in(&s, s.f->student, sam + 4, 3, &mark), FAULT_NONE);
    assert_int_equal(identity_get(s.f->school, &s.f->student, &identity), FAULT_NONE);
    assert_false(identity.unsure);
    assert_false(unsure_here(&s, s.f->student));
    school_fixture_close(s.f);
}

/* Whether somebody's template stands on disk in clear. */
static bool template_at_rest(struct school_fixture *f, int64_t user_id)
{
    struct row row;
    struct sealed_template sealed = {0};
    struct face_template *template = template_pages_open(1);
    CLOSES(store_reader_close) struct db *db = store_reader(f->test->store);
    assert_non_null(template);
    row_begin(&row, db, NULL, "SELECT " TEMPLATE_COLUMNS " FROM templates t" TEMPLATE_KEYS " WHERE t.user_id = ?",
              DB_VALUES(I(user_id)));
    while (row_next(&row))
        template_of_row(&row, 0, &sealed);
    assert_int_equal(row_end(&row), FAULT_NONE);
    store_reader_close(&db);
    assert_true(sealed.found);
    assert_true(template_unseal(f->school, user_id, &sealed, template));
    assert_true(at_rest_has(f, "templates", sealed.sealed, sizeof(sealed.sealed) / 4)); // a search that finds
    bool found = at_rest_has(f, "templates", template->values, 8 * sizeof(template->values[0]));
    template_pages_close(template, 1);
    return found;
}

/* A template is its owner's, its model's and its key's alone. */
static void test_sealed(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct mark mark;
    char sql[200];
    assert_int_equal(enrol(&s, f->student, faces.people->frames[SAM], 3), FAULT_NONE);
    assert_int_equal(enrol(&s, f->other_student, faces.people->frames[BEA], 3), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT LENGTH(sealed) FROM templates LIMIT 1"),
                     FACE_TEMPLATE_LENGTH * sizeof(float) + SECRET_SEAL_OVERHEAD);

    assert_false(template_at_rest(f, f->student.user_id));

    // A's template under B's name, as somebody who can write to the database might put it.
    snprintf(sql, sizeof(sql),
             "UPDATE templates SET sealed = (SELECT sealed FROM (SELECT sealed FROM templates WHERE"
             " user_id = %lld) t) WHERE user_id = %lld",
             (long long)f->student.user_id, (long long)f->other_student.user_id);
    fixture_sql(f, sql);
    assert_int_equal(check_in(&s, f->other_student, faces.people->frames[SAM] + 3, 3, &mark), FAULT_FACE_OUTDATED);

    // Another model: refused before any face is computed, until enrolled anew.
    fixture_sql(f, "UPDATE templates SET model_id = 'another'");
    assert_int_equal(check_in(&s, f->student, faces.people->frames[SAM] + 3, 3, &mark), FAULT_FACE_OUTDATED);
    assert_int_equal(enrol(&s, f->student, faces.people->frames[SAM], 3), FAULT_NONE);

    // Another key.
    char path[128];
    snprintf(path, sizeof(path), "%s/key2", f->folder);
    struct secret_key *key = secret_key_open(path, true), *own = f->key;
    assert_non_null(key);
    f->school->config.key = key;
    assert_int_equal(check_in(&s, f->student, faces.people->frames[SAM] + 3, 3, &mark), FAULT_FACE_OUTDATED);
    f->school->config.key = own;
    secret_key_close(key);
    remove(path);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(check_in(&s, f->student, faces.people->frames[SAM] + 3, 3, &mark), FAULT_NONE);
    school_fixture_close(f);
}

/* The same challenge from several connections at once. */
struct rush {
    const struct scene *scene;
    const char *challenge;
    enum fault faults[4];
    int next;
    pthread_mutex_t lock;
};

static void *rush_in(void *context)
{
    struct rush *rush = context;
    struct arena arena;
    struct mark mark = {0};
    struct face_burst_report report;
    struct check_in_request request = {.lecture_id = rush->scene->lecture.id,
                                       .challenge = rush->challenge,
                                       .frames = faces.people->frames[SAM] + 3,
                                       .count = 3};
    arena_init(&arena, 1 << 20);
    enum fault fault =
        attendance_check_in(rush->scene->f->school, &rush->scene->f->student, &request, &arena, &mark, &report);
    if (fault == FAULT_NONE && mark.status != MARK_PRESENT)
        fault = FAULT_COUNT;
    pthread_mutex_lock(&rush->lock);
    rush->faults[rush->next++] = fault;
    pthread_mutex_unlock(&rush->lock);
    arena_release(&arena);
    return NULL;
}

static void test_at_once(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct challenge challenge;
    int64_t retry;
    pthread_t threads[4];
    assert_int_equal(enrol(&s, f->student, faces.people->frames[SAM], 3), FAULT_NONE);
    assert_int_equal(attendance_challenge(f->school, &f->student, s.lecture.id, &challenge, &retry), FAULT_NONE);
    struct rush rush = {.scene = &s, .challenge = challenge.token, .lock = PTHREAD_MUTEX_INITIALIZER};
    for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, rush_in, &rush), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
        pthread_join(threads[i], NULL);
    size_t marked = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(threads); i++) {
        marked += rush.faults[i] == FAULT_NONE;
        assert_true(rush.faults[i] == FAULT_NONE || rush.faults[i] == FAULT_BUSY);
    }
    assert_true(marked >= 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);
    school_fixture_close(f);
}

struct slow_enrol {
    const struct scene *scene;
    enum fault fault;
};

static void *enrol_slowly(void *context)
{
    struct slow_enrol *slow = context;
    slow->fault = enrol(slow->scene, slow->scene->f->student, faces.people->frames[SAM], 8);
    return NULL;
}

static bool is_looked_at(struct school *school)
{
    pthread_mutex_lock(&school->looks_lock);
    bool looked_at = school->look_count > 0;
    pthread_mutex_unlock(&school->looks_lock);
    return looked_at;
}

/* Consent taken back while the face is being computed: whoever comes first, no template is left. */
static void test_withdrawn_meanwhile(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct slow_enrol slow = {.scene = &s, .fault = FAULT_COUNT};
    pthread_t thread;
    // Both workers taken: the enrolment waits behind its first look at the consent until it is gone.
    struct workers *workers = face_pool_workers(faces.pool);
    struct worker *held[] = {workers_hold(workers), workers_hold(workers)};
    assert_true(held[0] && held[1]);
    assert_int_equal(pthread_create(&thread, NULL, enrol_slowly, &slow), 0);
    while (!is_looked_at(f->school))
        sched_yield();
    assert_int_equal(enrol(&s, f->student, faces.people->frames[SAM], 3), FAULT_BUSY); // one look at a time
    assert_int_equal(identity_consent_withdraw(f->school, &f->student), FAULT_NONE);
    workers_give(workers, held[0]);
    workers_give(workers, held[1]);
    pthread_join(thread, NULL);
    assert_int_equal(slow.fault, FAULT_CONSENT_NEEDED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM templates"), 0);
    assert_int_equal(f->school->look_count, 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_unsure),
        TEST_ON_BOTH(test_main_job),
        TEST_ON_BOTH(test_enrol_refusals),
        TEST_ON_BOTH(test_check_in_refusals),
        TEST_ON_BOTH(test_sealed),
        TEST_ON_BOTH(test_at_once),
        TEST_ON_BOTH(test_withdrawn_meanwhile),
    };
    return cmocka_run_group_tests(tests, faces_open, faces_close);
}
