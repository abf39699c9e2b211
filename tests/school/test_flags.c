/* SPDX-License-Identifier: MIT */
/* Two accounts, one face; look-alikes; the room code that both are asked for. Real faces where there are any. */
#include "school/unit.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "crypto/password.h"
#include "school/attendance/attendance.h"
#include "school/checkin/check_in.h"
#include "school/checkin/room_code.h"
#include "school/checkin/room_code_inside.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/faces/flag.h"
#include "school/faces/identity.h"
#include "school/faces/identity_gallery.h"
#include "school/faces/identity_inside.h"
#include "school/faces/identity_template.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/face_people.h"
#include "support/school_faces.h"

static struct school_faces faces;

static int faces_open(void **state)
{
    (void)state;
    return school_faces_open(&faces, 1);
}

static int faces_close(void **state)
{
    (void)state;
    school_faces_close(&faces);
    return 0;
}

enum { SAM, BEA };

static void consent(struct school_fixture *f, struct actor student)
{
    struct consent text;
    assert_int_equal(identity_consent(f->school, &student, &f->arena, &text), FAULT_NONE);
    assert_int_equal(identity_consent_give(f->school, &student,
                                           &(struct consent_request){text.version, CONSENT_ALL, NULL}, &f->arena,
                                           &text),
                     FAULT_NONE);
}

static struct school_fixture *scene_open(void **state)
{
    struct test_store *test = test_store_need(state);
    if (!faces.people) {
        print_message("skip: no models or no photos of faces here (./check fetches them)\n");
        skip();
    }
    struct school_fixture *f = school_fixture_open_with(test, faces.pool, face_models_id(faces.models));
    consent(f, f->student);
    consent(f, f->other_student);
    return f;
}

static void enrol(struct school_fixture *f, struct actor student, const struct face_frame *frames)
{
    struct identity identity;
    struct face_burst_report report;
    assert_int_equal(identity_enrol(f->school, &student, frames, 3, &identity, &report), FAULT_NONE);
    assert_true(identity.enrolled);
}

static struct flag_list flags(struct school_fixture *f)
{
    struct flag_list list;
    assert_int_equal(flag_page(f->school, &f->administrator, &(struct page){0, PAGE_USUAL}, &f->arena, &list),
                     FAULT_NONE);
    return list;
}

static int64_t open_flags(struct school_fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM flags WHERE resolved_at IS NULL AND kind <> 'same_pictures'");
}

/* As another start of the program would find the database. */
static void restart(struct school_fixture *f)
{
    struct school_config config = f->school->config;
    school_close(f->school);
    f->school = school_open(&config);
    assert_non_null(f->school);
}

static void test_duplicate(void **state)
{
    struct school_fixture *f = scene_open(state);
    enrol(f, f->student, faces.people->frames[SAM]);
    assert_int_equal(flags(f).count, 0);
    fixture_wait(f, HOUR);
    enrol(f, f->other_student, faces.people->frames[SAM] + 3); // other pictures, the same face
    struct flag_list list = flags(f);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.next, 0);
    assert_int_equal(list.flags[0].kind, FLAG_DUPLICATE_FACE);
    assert_int_equal(list.flags[0].user.id, f->other_student.user_id);
    assert_string_equal(list.flags[0].user.name, "Bea Beside");
    assert_int_equal(list.flags[0].other.id, f->student.user_id);
    assert_string_equal(list.flags[0].other.name, "Sam Student");
    assert_int_equal(list.flags[0].created_at, FIXTURE_NOW + HOUR);
    assert_int_equal(list.flags[0].resolved_at, 0);
    assert_null(list.flags[0].note);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'face_flagged'"), 1);

    // Her own face: the flag has nothing to stand on any more.
    enrol(f, f->other_student, faces.people->frames[BEA]);
    assert_int_equal(open_flags(f), 0);
    list = flags(f);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.flags[0].resolved_at, FIXTURE_NOW + HOUR);
    assert_int_equal(list.flags[0].resolved_by.id, 0);

    // The first one comes back with her face: the pair is one flag, whoever enrolled last.
    fixture_wait(f, HOUR);
    enrol(f, f->student, faces.people->frames[BEA] + 3);
    list = flags(f);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.flags[0].user.id, f->student.user_id);
    assert_int_equal(list.flags[0].other.id, f->other_student.user_id);
    assert_int_equal(list.flags[0].resolved_at, 0);
    school_fixture_close(f);
}

static void choose(struct school_fixture *f, struct actor student, enum consent_scope scope)
{
    struct consent text;
    assert_int_equal(identity_consent(f->school, &student, &f->arena, &text), FAULT_NONE);
    const struct consent_request request = {text.version, scope, NULL};
    assert_int_equal(identity_consent_give(f->school, &student, &request, &f->arena, &text), FAULT_NONE);
}

/* Who wants check-ins alone is compared with nobody, whoever enrols last. */
static void test_check_ins_alone(void **state)
{
    struct school_fixture *f = scene_open(state);
    choose(f, f->student, CONSENT_CHECK_IN);
    enrol(f, f->student, faces.people->frames[SAM]);
    enrol(f, f->other_student, faces.people->frames[SAM] + 3);
    assert_int_equal(open_flags(f), 0);
    enrol(f, f->student, faces.people->frames[SAM] + 3);
    assert_int_equal(open_flags(f), 0);

    // From the next enrolment on, both are.
    choose(f, f->student, CONSENT_ALL);
    enrol(f, f->other_student, faces.people->frames[SAM]);
    assert_int_equal(open_flags(f), 1);

    // And no longer: what was found says nothing any more.
    choose(f, f->other_student, CONSENT_CHECK_IN);
    assert_int_equal(open_flags(f), 0);
    enrol(f, f->student, faces.people->frames[SAM]);
    assert_int_equal(open_flags(f), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM templates"), 2); // check-ins go on
    school_fixture_close(f);
}

static void test_deletion(void **state)
{
    struct school_fixture *f = scene_open(state);
    enrol(f, f->student, faces.people->frames[SAM]);
    enrol(f, f->other_student, faces.people->frames[SAM] + 3);
    assert_int_equal(open_flags(f), 1);
    // The face that was there first goes: nobody is a duplicate of nothing.
    assert_int_equal(identity_delete(f->school, &f->student), FAULT_NONE);
    assert_int_equal(open_flags(f), 0);
    enrol(f, f->other_student, faces.people->frames[SAM]);
    assert_int_equal(open_flags(f), 0); // neither the deleted face nor her own old one
    enrol(f, f->student, faces.people->frames[SAM] + 3);
    assert_int_equal(open_flags(f), 1);
    assert_int_equal(identity_consent_withdraw(f->school, &f->student), FAULT_NONE);
    assert_int_equal(open_flags(f), 0);
    enrol(f, f->other_student, faces.people->frames[SAM] + 3);
    assert_int_equal(open_flags(f), 0);
    school_fixture_close(f);
}

/* What is in the database is searched: after a start, and when another process has changed it. */
static void test_restart_and_neighbours(void **state)
{
    struct school_fixture *f = scene_open(state);
    struct school_config config = f->school->config;
    enrol(f, f->student, faces.people->frames[SAM]);
    restart(f);
    enrol(f, f->other_student, faces.people->frames[SAM] + 3);
    assert_int_equal(open_flags(f), 1);

    // A neighbour's school on the same database: it sees what is stored here, and here what it stores and deletes.
    struct school *neighbour = school_open(&config), *own = f->school;
    assert_non_null(neighbour);
    assert_int_equal(identity_delete(own, &f->student), FAULT_NONE);
    f->school = neighbour;
    fixture_wait(f, DAY);
    enrol(f, f->other_student, faces.people->frames[BEA]);
    assert_int_equal(open_flags(f), 0);
    f->school = own;
    enrol(f, f->student, faces.people->frames[BEA] + 3);
    assert_int_equal(open_flags(f), 1);
    fixture_wait(f, DAY);
    f->school = neighbour;
    assert_int_equal(identity_delete(neighbour, &f->other_student), FAULT_NONE);
    f->school = own;
    enrol(f, f->student, faces.people->frames[BEA]);
    assert_int_equal(open_flags(f), 0);
    school_close(neighbour);

    // Templates of another model, and those that no key opens, are left out and stop nobody.
    fixture_sql(f, "UPDATE templates SET model_id = 'another'");
    enrol(f, f->other_student, faces.people->frames[BEA] + 3);
    assert_int_equal(open_flags(f), 0);
    char sql[200];
    snprintf(sql, sizeof(sql), "UPDATE templates SET user_id = %lld WHERE user_id = %lld",
             (long long)f->professor.user_id, (long long)f->other_student.user_id);
    fixture_sql(f, sql); // sealed for another owner: cannot be opened
    restart(f);
    enrol(f, f->other_student, faces.people->frames[BEA] + 3);
    assert_int_equal(open_flags(f), 0);
    school_fixture_close(f);
}

/* Gives somebody the face of `whose`, bent away until the two have this cosine. */
static void put_look_alike(struct school_fixture *f, struct actor whose, struct actor student, float cosine)
{
    struct face_template *template = template_page_open();
    struct sealed_template sealed;
    struct face_template other = {0};
    float along = 0, length = 0;
    assert_non_null(template);
    assert_int_equal(identity_open(f->school, whose.user_id, template), FAULT_NONE);
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++) {
        other.values[i] = i % 2 ? 1.0f : -1.0f;
        along += other.values[i] * template->values[i];
    }
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++) {
        other.values[i] -= along * template->values[i];
        length += other.values[i] * other.values[i];
    }
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        other.values[i] = cosine * template->values[i] + sqrtf(1 - cosine * cosine) * other.values[i] / sqrtf(length);
    memcpy(other.model_id, template->model_id, sizeof(other.model_id));
    struct own_key own;
    assert_int_equal(person_key_ensure(f->school, student.user_id, &own), FAULT_NONE);
    template_seal(&own, student.user_id, &other, &sealed);
    template_page_close(template);
    char hex[2 * SEALED_BYTES + 1], *sql = arena_alloc(&f->arena, sizeof(hex) + 200);
    for (size_t i = 0; i < SEALED_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", sealed.sealed[i]);
    fixture_enrol(f, student);
    snprintf(sql, sizeof(hex) + 200,
             "UPDATE templates SET model_id = '%s', sealed = x'%s', own_key = 1 WHERE user_id = %lld", sealed.model_id,
             hex, (long long)student.user_id);
    fixture_sql(f, sql);
}

static void test_look_alike(void **state)
{
    struct school_fixture *f = scene_open(state);
    struct actor third = fixture_person(f, ROLE_STUDENT, "Tim Third", "tim@college.example");
    enrol(f, f->student, faces.people->frames[SAM]);
    put_look_alike(f, f->student, f->other_student, 0.38f);
    put_look_alike(f, f->student, third, 0.30f);
    enrol(f, f->student, faces.people->frames[SAM]);
    struct flag_list list = flags(f);
    assert_int_equal(list.count, 1); // .30 is nobody's look-alike
    assert_int_equal(list.flags[0].kind, FLAG_LOOK_ALIKE);
    assert_int_equal(list.flags[0].user.id, f->student.user_id);
    assert_int_equal(list.flags[0].other.id, f->other_student.user_id);
    school_fixture_close(f);
}

static void test_resolve(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct flag flag;
    struct flag_list list;
    char sql[300];
    for (int i = 0; i < PAGE_USUAL + 5; i++) {
        char email[64];
        snprintf(email, sizeof(email), "many%d@college.example", i);
        struct actor student = fixture_person(f, ROLE_STUDENT, "One of Many", email);
        snprintf(sql, sizeof(sql),
                 "INSERT INTO flags (kind, user_id, other_user_id, created_at) VALUES ('look_alike', %lld, %lld, %d)",
                 (long long)student.user_id, (long long)f->student.user_id, i + 1);
        fixture_sql(f, sql);
    }
    const char *note = "Twins: seen both.";
    int64_t first = fixture_number(f, "SELECT MIN(id) FROM flags"),
            last = fixture_number(f, "SELECT MAX(id) FROM flags");
    assert_int_equal(flag_resolve(f->school, &f->professor, last, note, &f->arena, &flag), FAULT_NOT_ALLOWED);
    assert_int_equal(flag_page(f->school, &f->student, &(struct page){0, PAGE_USUAL}, &f->arena, &list),
                     FAULT_NOT_ALLOWED);
    assert_int_equal(flag_resolve(f->school, &f->administrator, last + 1, note, &f->arena, &flag), FAULT_NOT_FOUND);
    assert_int_equal(flag_resolve(f->school, &f->administrator, last, "", &f->arena, &flag), FAULT_TEXT_INVALID);
    assert_int_equal(flag_resolve(f->school, &f->administrator, last, NULL, &f->arena, &flag), FAULT_TEXT_INVALID);
    assert_int_equal(open_flags(f), PAGE_USUAL + 5);
    assert_int_equal(flag_resolve(f->school, &f->administrator, last, note, &f->arena, &flag), FAULT_NONE);
    assert_string_equal(flag.note, note);
    assert_int_equal(flag.resolved_at, FIXTURE_NOW);
    assert_string_equal(flag.resolved_by.name, "Ada Admin");
    // Again: it stays as it is, and the log has it once.
    fixture_wait(f, MINUTE);
    assert_int_equal(flag_resolve(f->school, &f->administrator, last, "Another", &f->arena, &flag), FAULT_NONE);
    assert_string_equal(flag.note, note);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'flag_resolved'"), 1);
    assert_int_equal(flag_resolve(f->school, &f->administrator, first, note, &f->arena, &flag), FAULT_NONE);

    // Open ones first and newest first, page by page, each once.
    int64_t after = 0, seen = 0, before = INT64_MAX;
    bool resolved = false;
    do {
        assert_int_equal(flag_page(f->school, &f->administrator, &(struct page){after, 7}, &f->arena, &list),
                         FAULT_NONE);
        assert_true(list.count <= 7);
        for (size_t i = 0; i < list.count; i++, seen++) {
            if (list.flags[i].resolved_at != 0 && !resolved) {
                resolved = true;
                before = INT64_MAX;
            }
            assert_int_equal(list.flags[i].resolved_at != 0, resolved);
            assert_true(list.flags[i].id < before);
            before = list.flags[i].id;
        }
        after = list.next;
    } while (after != 0);
    assert_int_equal(seen, PAGE_USUAL + 5);
    assert_true(resolved);
    school_fixture_close(f);
}

/* ---- the room code ---- */

static void flag_both(struct school_fixture *f)
{
    char sql[200];
    snprintf(sql, sizeof(sql),
             "INSERT INTO flags (kind, user_id, other_user_id, created_at) VALUES ('look_alike', %lld, %lld, 1)",
             (long long)f->other_student.user_id, (long long)f->student.user_id);
    fixture_sql(f, sql);
}

static enum fault code_check(struct school_fixture *f, const struct actor *actor,
                             const struct check_in_request *request, int64_t at)
{
    const struct code_use code =
        room_code_brought(f->school, (struct room_code_of){request->lecture_id, 0}, request->room_code, NULL, at);
    return room_code_check(f->school, actor, request, &code);
}

static void test_room_code(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id), later = fixture_lecture(f, classroom.id);
    struct room_code code, next, other;
    assert_int_equal(room_code_get(f->school, &f->professor, lecture.id, &code), FAULT_NONE);
    assert_int_equal(strspn(code.code, "0123456789"), 6);
    assert_int_equal(strlen(code.code), 6);
    assert_int_equal(code.valid_until, FIXTURE_NOW + 20 * SECOND);
    assert_int_equal(code.next_in_ms, 10 * SECOND);
    fixture_wait(f, 9999);
    assert_int_equal(room_code_get(f->school, &f->professor, lecture.id, &next), FAULT_NONE);
    assert_string_equal(next.code, code.code);
    assert_int_equal(next.next_in_ms, 1);
    assert_int_equal(room_code_get(f->school, &f->professor, later.id, &other), FAULT_NONE);
    assert_string_not_equal(other.code, code.code);
    fixture_wait(f, 1);
    assert_int_equal(room_code_get(f->school, &f->professor, lecture.id, &next), FAULT_NONE);
    assert_string_not_equal(next.code, code.code);
    assert_int_equal(room_code_get(f->school, &f->other_professor, lecture.id, &next), FAULT_NOT_FOUND);
    assert_int_equal(room_code_get(f->school, &f->student, lecture.id, &next), FAULT_NOT_FOUND);
    assert_int_equal(room_code_get(f->school, &f->administrator, lecture.id, &next), FAULT_NOT_FOUND);
    assert_int_equal(room_code_get(f->school, &f->professor, 4711, &next), FAULT_NOT_FOUND);

    // Nobody is asked for it without a reason; with one, both of a pair are.
    struct check_in_request request = {.lecture_id = lecture.id, .challenge = "none"};
    int64_t now = clock_now_ms(&f->clock);
    assert_int_equal(code_check(f, &f->student, &request, now), FAULT_NONE);
    flag_both(f);
    assert_int_equal(code_check(f, &f->student, &request, now), FAULT_CODE_NEEDED);
    assert_int_equal(code_check(f, &f->other_student, &request, now), FAULT_CODE_NEEDED);
    request.room_code = "";
    assert_int_equal(code_check(f, &f->student, &request, now), FAULT_CODE_NEEDED);
    // The code of one period ago is still taken, the one before it and one of the time to come are not.
    request.room_code = code.code;
    assert_int_equal(code_check(f, &f->student, &request, now), FAULT_NONE);
    assert_int_equal(code_check(f, &f->student, &request, FIXTURE_NOW), FAULT_NONE);
    assert_int_equal(code_check(f, &f->student, &request, FIXTURE_NOW + 19999), FAULT_NONE);
    assert_int_equal(code_check(f, &f->student, &request, FIXTURE_NOW + 20000), FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(code_check(f, &f->student, &request, FIXTURE_NOW - 1), FAULT_CHALLENGE_UNKNOWN);
    request.lecture_id = later.id;
    assert_int_equal(code_check(f, &f->student, &request, now), FAULT_CHALLENGE_UNKNOWN);
    fixture_sql(f, "UPDATE flags SET resolved_at = 2");
    assert_int_equal(code_check(f, &f->student, &request, now), FAULT_NONE);
    school_fixture_close(f);
}

/* Guessing costs the challenge and, after five, half a minute each. */
static void test_guessing(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct challenge challenge;
    int64_t retry = 0;
    fixture_enrol(f, f->student);
    assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &challenge, &retry), FAULT_NONE);
    assert_false(challenge.code_needed);
    flag_both(f);
    const char *const wrong[] = {"12345", "1234567", "abcdef", "12345\xff", "      "};
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &challenge, &retry), FAULT_NONE);
        assert_true(challenge.code_needed);
        struct check_in_request request = {
            .lecture_id = lecture.id, .challenge = challenge.token, .room_code = wrong[i]};
        int64_t now = clock_now_ms(&f->clock);
        assert_int_equal(code_check(f, &f->student, &request, now), FAULT_CODE_WRONG);
        assert_int_equal(code_check(f, &f->student, &request, now), FAULT_CHALLENGE_UNKNOWN);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals WHERE reason = 'code_wrong'"), 5);
    assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &challenge, &retry),
                     FAULT_TOO_MANY_TRIES);
    assert_int_equal(retry, 30);
    school_fixture_close(f);
}

/* The whole way with a real face: without the code, with a wrong one, with the right one. */
static void test_check_in_with_code(void **state)
{
    struct school_fixture *f = scene_open(state);
    struct classroom classroom = fixture_classroom(f);
    struct lecture lecture = fixture_lecture(f, classroom.id);
    struct challenge challenge;
    struct room_code code;
    struct mark mark;
    struct face_burst_report report;
    int64_t retry;
    enrol(f, f->other_student, faces.people->frames[SAM] + 3);
    enrol(f, f->student, faces.people->frames[SAM]);
    assert_int_equal(open_flags(f), 1);
    struct check_in_request request = {
        .lecture_id = lecture.id, .frames = faces.people->frames[SAM] + 4, .count = 3, .challenge = challenge.token};
    assert_int_equal(attendance_challenge(f->school, &f->student, lecture.id, &challenge, &retry), FAULT_NONE);
    assert_true(challenge.code_needed);
    assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report),
                     FAULT_CODE_NEEDED);
    assert_int_equal(room_code_get(f->school, &f->professor, lecture.id, &code), FAULT_NONE);
    request.room_code = code.code;
    // Nothing was used up by having forgotten it.
    assert_int_equal(attendance_check_in(f->school, &f->student, &request, &f->arena, &mark, &report), FAULT_NONE);
    assert_int_equal(mark.status, MARK_PRESENT);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_duplicate),          TEST_ON_BOTH(test_check_ins_alone),
        TEST_ON_BOTH(test_deletion),           TEST_ON_BOTH(test_restart_and_neighbours),
        TEST_ON_BOTH(test_look_alike),         TEST_ON_BOTH(test_resolve),
        TEST_ON_BOTH(test_room_code),          TEST_ON_BOTH(test_guessing),
        TEST_ON_BOTH(test_check_in_with_code),
    };
    return cmocka_run_group_tests(tests, faces_open, faces_close);
}
