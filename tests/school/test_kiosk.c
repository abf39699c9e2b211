/* SPDX-License-Identifier: MIT */
/*
 * Kiosks: who makes and ends them, which lectures they serve, and whom they mark; and who tries to misuse one. Over a
 * socket: tests/attack/test_kiosk.c.
 */
#include "school/unit.h"

#include "base/arena.h"
#include "base/str.h"
#include "crypto/password.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/checkin/kiosk/kiosk.h"
#include "school/checkin/kiosk/pin.h"
#include "school/checkin/room_code.h"
#include "school/common/fault.h"
#include "school/common/setting.h"
#include "school/faces/identity.h"
#include "school/marks/mark.h"
#include "school/people/sign_in/session.h"
#include "school/plan/lecture.h"
#include "support/school_faces.h"

static struct school_faces faces;

static int faces_open(void **state)
{
    (void)state;
    return crypto_init() ? school_faces_open(&faces, 2) : -1;
}

static int faces_close(void **state)
{
    (void)state;
    school_faces_close(&faces);
    return 0;
}

#define PIN "480213"

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct kiosk kiosk;
    char token[SECRET_TOKEN_SIZE];
    struct kiosk_marked marked;
    int64_t retry;
};

static const struct kiosk_request all_ways = {"Door", "B-101", .badge = true, .pin = true, .face = true};
static const struct kiosk_from from = {"192.0.2.7", "net"}, other_network = {"192.0.2.8", "other"};

static void set_room(const struct scene *s, int64_t lecture_id, const char *room)
{
    char sql[200];
    snprintf(sql, sizeof(sql), "UPDATE lectures SET room = '%s' WHERE id = %lld", room, (long long)lecture_id);
    fixture_sql(s->f, sql);
}

static void number_is(const struct scene *s, struct actor student, const char *number)
{
    char sql[200];
    snprintf(sql, sizeof(sql), "UPDATE users SET external_id = '%s' WHERE id = %lld", number,
             (long long)student.user_id);
    fixture_sql(s->f, sql);
}

/* Makes a kiosk and enrols a tablet as it. */
static void enrol(struct scene *s, const struct kiosk_request *request)
{
    struct kiosk_code code;
    assert_int_equal(kiosk_make(s->f->school, &s->f->administrator, request, &s->f->arena, &s->kiosk, &code),
                     FAULT_NONE);
    assert_int_equal(kiosk_enrol(s->f->school, code.code, &from, s->token, &s->retry), FAULT_NONE);
    assert_int_equal(kiosk_find(s->f->school, s->token, from.address, &s->f->arena, &s->kiosk), FAULT_NONE);
}

static struct scene scene_with(struct school_fixture *f)
{
    struct scene s = {.f = f};
    int64_t set_at;
    s.classroom = fixture_classroom(f);
    fixture_join(f, &s.classroom, f->other_student);
    s.lecture = fixture_lecture(f, s.classroom.id);
    set_room(&s, s.lecture.id, "b 101");
    number_is(&s, f->student, "2026-1");
    number_is(&s, f->other_student, "2026-2");
    assert_int_equal(pin_set(f->school, &f->student, PIN, &set_at), FAULT_NONE);
    enrol(&s, &all_ways);
    return s;
}

static struct scene scene_open(void **state)
{
    return scene_with(school_fixture_open(test_store_need(state)));
}

/* What the tablet would hold now: it is asked for anew at each request. */
static enum fault find(struct scene *s)
{
    return kiosk_find(s->f->school, s->token, from.address, &s->f->arena, &s->kiosk);
}

static enum fault badge(struct scene *s, const char *number)
{
    return kiosk_badge(s->f->school, &s->kiosk, number, 0, &s->f->arena, &s->marked, &s->retry);
}

static enum fault pin(struct scene *s, const char *who, const char *typed)
{
    const struct kiosk_pin_request request = {.who = who, .pin = typed};
    return kiosk_pin(s->f->school, &s->kiosk, &request, &s->f->arena, &s->marked, &s->retry);
}

static int64_t marks(const struct scene *s, const char *where)
{
    char sql[300];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM attendance WHERE %s", where);
    return fixture_number(s->f, sql);
}

static const char *room_code(const struct scene *s, int64_t lecture_id)
{
    static struct room_code code;
    assert_int_equal(room_code_get(s->f->school, &s->f->professor, lecture_id, &code), FAULT_NONE);
    return code.code;
}

/* ---- pure ---- */

static void test_words(void **state)
{
    (void)state;
    static const char *const good[] = {"480213", "900001", "121221", "112358"};
    static const char *const bad[] = {"000000", "123456", "654321",  "135790x", "121212",
                                      "123123", "12345",  "1234567", "12345a",  ""};
    static const struct {
        const char *name, *shown;
    } names[] = {
        {"Maria de Sousa", "Maria S."}, {"Sousa, Maria", "Maria S."}, {"Madonna", "Madonna"},
        {"Émile Ångström", "Émile Å."}, {"محمد العربي", "محمد ا."},   {"Smith,", "Smith"},
    };
    static const struct {
        const char *one, *other;
        bool same;
    } rooms[] = {
        {"B-101", "b 101", true},
        {"B.101", "B101", true},
        {"Hörsaal 1", "HORSAAL 1", true},
        {"B-101", "B-102", false},
        {"", "", false},
        {"-", ".", false},
        {NULL, "B", false},
        {"قاعة ١", "قاعة ١", true},
        {"Room 1", "Room 11", false},
    };
    CLOSES(arena_release) struct arena arena = arena_of(1 << 16);
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
        assert_true(pin_is_good(good[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_false(pin_is_good(bad[i]));
    assert_false(pin_is_good(NULL));
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        assert_string_equal(kiosk_short_name(names[i].name, &arena), names[i].shown);
    for (size_t i = 0; i < ARRAY_LENGTH(rooms); i++)
        if (kiosk_room_same(rooms[i].one, rooms[i].other) != rooms[i].same)
            fail_msg("%s and %s", rooms[i].one, rooms[i].other);
}

/* ---- making, enrolling, ending ---- */

static void test_making(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct kiosk kiosk;
    struct kiosk_code code;
    struct kiosk_list list;
    const struct actor others[] = {f->student, f->professor};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        assert_int_equal(kiosk_make(f->school, &others[i], &all_ways, &f->arena, &kiosk, &code), FAULT_NOT_ALLOWED);
        assert_int_equal(kiosk_list(f->school, &others[i], &f->arena, &list), FAULT_NOT_ALLOWED);
        assert_int_equal(kiosk_renew(f->school, &others[i], 1, &f->arena, &kiosk, &code), FAULT_NOT_ALLOWED);
        assert_int_equal(kiosk_revoke(f->school, &others[i], 1, &f->arena, &kiosk), FAULT_NOT_ALLOWED);
        assert_int_equal(kiosk_change(f->school, &others[i], 1, &all_ways, &f->arena, &kiosk), FAULT_NOT_ALLOWED);
    }
    static const struct {
        struct kiosk_request request;
        enum fault fault;
    } cases[] = {
        {{" ", "B", .badge = true, .pin = true, .face = true}, FAULT_NAME_INVALID},
        {{"A", " ", .badge = true, .pin = true, .face = true}, FAULT_TEXT_INVALID},
        {{"A", "B", .badge = false}, FAULT_KIOSK_NO_WAY},
        {{"Door", "B-101", .badge = true, .pin = true, .face = true}, FAULT_NONE},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(kiosk_make(f->school, &f->administrator, &cases[i].request, &f->arena, &kiosk, &code),
                         cases[i].fault);
    assert_int_equal(strlen(code.code), KIOSK_CODE_LENGTH);
    assert_int_equal(kiosk.code_ends_at, FIXTURE_NOW + 15 * MINUTE);
    assert_int_equal(kiosk.enrolled_at, 0);
    char sql[200]; // the database does not hold the code
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM kiosks WHERE code_hash = '%s'", code.code);
    assert_int_equal(fixture_number(f, sql), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'kiosk_made'"), 1);
    school_fixture_close(f);
}

/* A code enrols one tablet, once, within its time; another takes its place when its own is used, not before. */
static void test_enrolling(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct actor *admin = &f->administrator;
    struct kiosk kiosk, again;
    struct kiosk_code code, other;
    char first[SECRET_TOKEN_SIZE], second[SECRET_TOKEN_SIZE], typed[32], sql[200];
    int64_t retry = 0;
    assert_int_equal(kiosk_make(f->school, admin, &all_ways, &f->arena, &kiosk, &code), FAULT_NONE);
    assert_int_equal(kiosk_enrol(f->school, "AAAABBBB", &from, first, &retry), FAULT_KIOSK_CODE_WRONG);
    assert_int_equal(kiosk_enrol(f->school, "", &from, first, &retry), FAULT_KIOSK_CODE_WRONG);
    snprintf(typed, sizeof(typed), " %.4s-%s ", code.code, code.code + 4);
    for (char *c = typed; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    assert_int_equal(kiosk_enrol(f->school, typed, &from, first, &retry), FAULT_NONE);
    assert_int_equal(kiosk_enrol(f->school, code.code, &from, second, &retry), FAULT_KIOSK_CODE_WRONG);
    assert_int_equal(kiosk_find(f->school, first, from.address, &f->arena, &kiosk), FAULT_NONE);
    assert_int_equal(kiosk.enrolled_at, FIXTURE_NOW);
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM kiosks WHERE token_hash = '%s'", first);
    assert_int_equal(fixture_number(f, sql), 0);

    assert_int_equal(kiosk_renew(f->school, admin, kiosk.id, &f->arena, &again, &code), FAULT_NONE);
    assert_int_equal(kiosk_find(f->school, first, from.address, &f->arena, &again), FAULT_NONE);
    assert_int_equal(kiosk_renew(f->school, admin, kiosk.id, &f->arena, &again, &other), FAULT_NONE);
    assert_int_equal(kiosk_enrol(f->school, code.code, &from, second, &retry), FAULT_KIOSK_CODE_WRONG);
    assert_int_equal(kiosk_enrol(f->school, other.code, &from, second, &retry), FAULT_NONE);
    assert_int_equal(kiosk_find(f->school, first, from.address, &f->arena, &again), FAULT_KIOSK_UNKNOWN);
    assert_int_equal(kiosk_find(f->school, second, from.address, &f->arena, &again), FAULT_NONE);
    assert_int_equal(kiosk_renew(f->school, admin, kiosk.id, &f->arena, &again, &code), FAULT_NONE);
    fixture_wait(f, 15 * MINUTE);
    assert_int_equal(kiosk_enrol(f->school, code.code, &from, first, &retry), FAULT_KIOSK_CODE_WRONG);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'kiosk_enrolled'"), 2);
    school_fixture_close(f);
}

static void test_looking_after(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    const struct actor *admin = &f->administrator;
    const struct kiosk_request renamed = {"Gate", "C-1", .pin = true};
    struct kiosk again;
    struct kiosk_code code;
    struct kiosk_list list;
    // Last seen, not at each request.
    fixture_wait(f, 15 * MINUTE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(kiosk_list(f->school, admin, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.kiosks[0].seen_at, FIXTURE_NOW + 15 * MINUTE);
    fixture_wait(f, 30 * SECOND);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT seen_at FROM kiosks"), FIXTURE_NOW + 15 * MINUTE);

    assert_int_equal(kiosk_change(f->school, admin, s.kiosk.id, &renamed, &f->arena, &again), FAULT_NONE);
    assert_string_equal(again.room, "C-1");
    assert_false(again.badge || again.face);
    assert_int_equal(kiosk_change(f->school, admin, 77, &renamed, &f->arena, &again), FAULT_NOT_FOUND);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(kiosk_revoke(f->school, admin, s.kiosk.id, &f->arena, &again), FAULT_NONE);
        assert_int_equal(find(&s), FAULT_KIOSK_REVOKED);
    }
    assert_int_equal(kiosk_revoke(f->school, admin, 77, &f->arena, &again), FAULT_NOT_FOUND);
    assert_int_equal(kiosk_renew(f->school, admin, s.kiosk.id, &f->arena, &again, &code), FAULT_NOT_FOUND);
    assert_int_equal(kiosk_change(f->school, admin, s.kiosk.id, &renamed, &f->arena, &again), FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'kiosk_changed'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'kiosk_revoked'"), 1);
    fixture_wait(f, (KIOSK_REVOKED_DAYS + 1) * (int64_t)DAY);
    assert_int_equal(kiosk_list(f->school, admin, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0);
    school_fixture_close(f);
}

/* Enrolment codes cannot be guessed at leisure, and a right one costs nobody an attempt. */
static void test_guessed_codes(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct kiosk kiosk;
    struct kiosk_code code;
    char token[SECRET_TOKEN_SIZE];
    int64_t retry = 0;
    assert_int_equal(kiosk_make(f->school, &f->administrator, &all_ways, &f->arena, &kiosk, &code), FAULT_NONE);
    for (int i = 0; i < KIOSK_CODE_ATTEMPTS; i++)
        assert_int_equal(kiosk_enrol(f->school, "AAAABBBB", &from, token, &retry), FAULT_KIOSK_CODE_WRONG);
    assert_int_equal(kiosk_enrol(f->school, code.code, &from, token, &retry), FAULT_TOO_MANY_ATTEMPTS);
    assert_true(retry > 0);
    assert_int_equal(kiosk_enrol(f->school, code.code, &other_network, token, &retry), FAULT_NONE);
    school_fixture_close(f);
}

/* ---- what it serves ---- */

static void test_served(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct kiosk_view view;
    assert_int_equal(kiosk_view(f->school, &s.kiosk, &f->arena, &view), FAULT_NONE);
    assert_int_equal(view.count, 1);
    assert_int_equal(view.lectures[0].id, s.lecture.id);
    assert_false(view.lent);
    assert_false(view.face); // the institution has not turned it on
    // In another room nothing is open, and nobody is marked.
    set_room(&s, s.lecture.id, "B-102");
    assert_int_equal(kiosk_view(f->school, &s.kiosk, &f->arena, &view), FAULT_NONE);
    assert_int_equal(view.count, 0);
    assert_int_equal(badge(&s, "2026-1"), FAULT_KIOSK_IDLE);
    assert_int_equal(pin(&s, "2026-1", PIN), FAULT_KIOSK_IDLE);
    // The professor's code lends it, and only while attendance is open.
    assert_int_equal(kiosk_lend(f->school, &s.kiosk, "000000x", &s.retry), FAULT_CODE_WRONG);
    assert_int_equal(kiosk_lend(f->school, &s.kiosk, room_code(&s, s.lecture.id), &s.retry), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(kiosk_view(f->school, &s.kiosk, &f->arena, &view), FAULT_NONE);
    assert_int_equal(view.count, 1);
    assert_true(view.lent);
    assert_int_equal(badge(&s, "2026-1"), FAULT_NONE);
    fixture_wait(f, 15 * MINUTE);
    assert_int_equal(kiosk_view(f->school, &s.kiosk, &f->arena, &view), FAULT_NONE);
    assert_int_equal(view.count, 0);
    assert_int_equal(badge(&s, "2026-2"), FAULT_KIOSK_IDLE);
    assert_int_equal(kiosk_lend(f->school, &s.kiosk, room_code(&s, s.lecture.id), &s.retry), FAULT_CODE_WRONG);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'kiosk_lent'"), 1);
    school_fixture_close(f);
}

/* Two lectures in one room: each student's own; in both, neither, until the kiosk is lent. */
static void test_several(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct classroom other = fixture_classroom(f); // of the first student alone
    struct lecture second = fixture_lecture(f, other.id);
    set_room(&s, second.id, "B101");
    for (int i = 0; i < KIOSK_MISSES_MAX + 1; i++) // and it is no guess
        assert_int_equal(badge(&s, "2026-1"), FAULT_KIOSK_SEVERAL);
    assert_int_equal(badge(&s, "2026-2"), FAULT_NONE);
    assert_int_equal(marks(&s, "1 = 1"), 1);
    assert_int_equal(kiosk_lend(f->school, &s.kiosk, room_code(&s, second.id), &s.retry), FAULT_NONE);
    assert_int_equal(find(&s), FAULT_NONE);
    assert_int_equal(badge(&s, "2026-1"), FAULT_NONE);
    char where[64];
    snprintf(where, sizeof(where), "lecture_id = %lld", (long long)second.id);
    assert_int_equal(marks(&s, where), 1);
    school_fixture_close(f);
}

/* ---- marks ---- */

static void test_badge(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct actor stranger = fixture_person(f, ROLE_STUDENT, "Stan Stranger", "stan@example.org");
    number_is(&s, stranger, "2026-3");
    f->event_count = 0;
    assert_int_equal(badge(&s, " 2026-1\r"), FAULT_NONE);
    assert_string_equal(s.marked.name, "Sam S.");
    assert_int_equal(s.marked.status, MARK_PRESENT);
    assert_false(s.marked.already);
    assert_int_equal(f->event_count, 1);
    assert_int_equal(marks(&s, "method = 'kiosk' AND flags = 'badge_only' AND marked_by IS NULL AND status = 'P'"), 1);
    assert_int_equal(badge(&s, "2026-1"), FAULT_NONE);
    assert_true(s.marked.already);
    // Nobody, somebody of another class, a name (which is no badge), an account that is closed.
    assert_int_equal(badge(&s, "77"), FAULT_KIOSK_NOBODY);
    assert_int_equal(badge(&s, "2026-3"), FAULT_KIOSK_NOBODY);
    assert_int_equal(badge(&s, "Sam Student"), FAULT_KIOSK_NOBODY);
    assert_int_equal(badge(&s, "  "), FAULT_KIOSK_NOBODY);
    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE external_id = '2026-2'");
    assert_int_equal(badge(&s, "2026-2"), FAULT_KIOSK_NOBODY);
    fixture_sql(f, "UPDATE users SET disabled_at = NULL WHERE external_id = '2026-2'");
    // Late, as by any other way.
    fixture_wait(f, 12 * MINUTE);
    assert_int_equal(badge(&s, "2026-2"), FAULT_NONE);
    assert_int_equal(s.marked.status, MARK_LATE);
    assert_int_equal(marks(&s, "status = 'L' AND minutes_late = 3"), 1);
    assert_int_equal(marks(&s, "1 = 1"), 2);
    school_fixture_close(f);
}

static void test_ways_off(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct face_burst_report report;
    const struct face_frame frames[2] = {{(const uint8_t *)"a", 1}, {(const uint8_t *)"b", 1}};
    const struct kiosk_burst burst = {.frames = frames, .count = 2};
    const struct kiosk_request pins = {"Door", "B-101", .pin = true};
    const struct kiosk_request badges = {"Door", "B-101", .badge = true};
    assert_int_equal(kiosk_face(f->school, &s.kiosk, &burst, &f->arena, &s.marked, &report, &s.retry),
                     FAULT_KIOSK_WAY_OFF); // the institution has not turned it on
    assert_int_equal(kiosk_change(f->school, &f->administrator, s.kiosk.id, &pins, &f->arena, &s.kiosk), FAULT_NONE);
    assert_int_equal(badge(&s, "2026-1"), FAULT_KIOSK_WAY_OFF);
    assert_int_equal(pin(&s, "2026-1", PIN), FAULT_NONE);
    assert_int_equal(kiosk_change(f->school, &f->administrator, s.kiosk.id, &badges, &f->arena, &s.kiosk), FAULT_NONE);
    assert_int_equal(pin(&s, "2026-1", PIN), FAULT_KIOSK_WAY_OFF);
    assert_int_equal(badge(&s, "2026-2"), FAULT_NONE);
    school_fixture_close(f);
}

static void test_pin(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    int64_t set_at = 0;
    assert_int_equal(pin_set(f->school, &f->other_student, "123456", &set_at), FAULT_PIN_INVALID);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM kiosk_pins WHERE hash LIKE '$argon2id$%'"), 1);
    assert_int_equal(pin(&s, "2026-1", "480214"), FAULT_KIOSK_NOBODY);
    assert_int_equal(pin(&s, "2026-2", PIN), FAULT_KIOSK_NOBODY); // has none
    assert_int_equal(pin(&s, "2026-9", PIN), FAULT_KIOSK_NOBODY); // is nobody: told by the same word
    assert_int_equal(marks(&s, "1 = 1"), 0);
    assert_int_equal(pin(&s, "sam  STUDENT", PIN), FAULT_NONE);
    assert_int_equal(marks(&s, "method = 'kiosk' AND flags IS NULL AND marked_by IS NULL"), 1);
    // Two of one name are told apart by their numbers alone.
    struct actor twin = fixture_person(f, ROLE_STUDENT, "Sam Student", "twin@example.org");
    fixture_join(f, &s.classroom, twin);
    number_is(&s, twin, "2026-4");
    assert_int_equal(pin_set(f->school, &twin, "700913", &set_at), FAULT_NONE);
    assert_int_equal(pin(&s, "Sam Student", "700913"), FAULT_KIOSK_NOBODY);
    assert_int_equal(pin(&s, "2026-4", "700913"), FAULT_NONE);
    // Taken away, it is of no use any more.
    assert_int_equal(pin_get(f->school, &twin, &set_at), FAULT_NONE);
    assert_int_equal(set_at, FIXTURE_NOW);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pin_remove(f->school, &twin), FAULT_NONE);
    assert_int_equal(pin_get(f->school, &twin, &set_at), FAULT_NONE);
    assert_int_equal(set_at, 0);
    assert_int_equal(pin(&s, "2026-4", "700913"), FAULT_KIOSK_NOBODY);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'kiosk_pin_set'"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'kiosk_pin_removed'"), 1);
    school_fixture_close(f);
}

/* ---- misuse ---- */

/* Five wrong PINs of one student: then even the right one waits, at every kiosk, and for somebody who is not there. */
static void test_guessed_pin(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    static const char *const whom[] = {"2026-1", "2026-77"};
    for (size_t k = 0; k < ARRAY_LENGTH(whom); k++) {
        for (int i = 0; i < KIOSK_PIN_ATTEMPTS; i++) {
            assert_int_equal(pin(&s, whom[k], "555123"), FAULT_KIOSK_NOBODY);
            fixture_sql(f, "UPDATE kiosks SET misses = 0"); // as if at a new kiosk each time
        }
        assert_int_equal(pin(&s, whom[k], PIN), FAULT_PIN_WAIT);
        assert_true(s.retry > 0);
        fixture_sql(f, "UPDATE kiosks SET misses = 0");
    }
    assert_int_equal(marks(&s, "1 = 1"), 0);
    fixture_wait(f, 10 * MINUTE);
    assert_int_equal(pin(&s, "2026-1", PIN), FAULT_PIN_WAIT);
    // Another way goes on meanwhile.
    assert_int_equal(badge(&s, "2026-1"), FAULT_NONE);
    school_fixture_close(f);
}

/* Five tries in a row that mark nobody: then the kiosk waits, whoever is tried; a mark starts anew, a repeat does not.
 */
static void test_guessing_kiosk(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    char number[16];
    for (int i = 0; i < KIOSK_MISSES_MAX; i++) {
        snprintf(number, sizeof(number), "9%d", i);
        assert_int_equal(badge(&s, number), FAULT_KIOSK_NOBODY);
    }
    assert_int_equal(badge(&s, "2026-1"), FAULT_KIOSK_WAIT);
    assert_in_range(s.retry, 1, KIOSK_WAIT_SECONDS);
    assert_int_equal(pin(&s, "2026-1", PIN), FAULT_KIOSK_WAIT);
    assert_int_equal(kiosk_lend(f->school, &s.kiosk, "123456", &s.retry), FAULT_KIOSK_WAIT);
    assert_int_equal(marks(&s, "1 = 1"), 0);
    fixture_wait(f, KIOSK_WAIT_SECONDS * SECOND);
    assert_int_equal(badge(&s, "95"), FAULT_KIOSK_NOBODY); // one more, one more wait
    assert_int_equal(badge(&s, "2026-1"), FAULT_KIOSK_WAIT);
    fixture_wait(f, KIOSK_WAIT_SECONDS * SECOND);
    assert_int_equal(badge(&s, "2026-1"), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT misses FROM kiosks"), 0);
    for (int i = 0; i < KIOSK_MISSES_MAX - 1; i++)
        assert_int_equal(badge(&s, "77"), FAULT_KIOSK_NOBODY);
    assert_int_equal(badge(&s, "2026-1"), FAULT_NONE); // who is marked already clears nothing
    assert_int_equal(badge(&s, "77"), FAULT_KIOSK_NOBODY);
    assert_int_equal(badge(&s, "2026-2"), FAULT_KIOSK_WAIT);
    fixture_wait(f, 5 * MINUTE);
    assert_int_equal(badge(&s, "2026-2"), FAULT_NONE);
    school_fixture_close(f);
}

/* Revoked between the gate and the mark: nothing is marked. */
static void test_revoked(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct kiosk ended;
    assert_int_equal(kiosk_revoke(f->school, &f->administrator, s.kiosk.id, &f->arena, &ended), FAULT_NONE);
    assert_int_equal(badge(&s, "2026-1"), FAULT_KIOSK_REVOKED);
    assert_int_equal(pin(&s, "2026-1", PIN), FAULT_KIOSK_REVOKED);
    assert_int_equal(kiosk_lend(f->school, &s.kiosk, room_code(&s, s.lecture.id), &s.retry), FAULT_KIOSK_REVOKED);
    assert_int_equal(find(&s), FAULT_KIOSK_REVOKED);
    assert_int_equal(marks(&s, "1 = 1"), 0);
    school_fixture_close(f);
}

/* A mark by hand stands; one that gives way does so. */
static void test_marks_that_stand(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct mark mark;
    const struct mark_request excused = {.status = MARK_EXCUSED};
    assert_int_equal(
        attendance_mark(f->school, &f->professor, s.lecture.id, f->student.user_id, &excused, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(badge(&s, "2026-1"), FAULT_NONE);
    assert_true(s.marked.already);
    assert_int_equal(marks(&s, "status = 'E' AND method = 'manual'"), 1);
    school_fixture_close(f);
}

/* ---- faces ---- */

enum { SAM, BEA };

struct face_try {
    const char *number;
    int person, first;
    size_t count;
};

static enum fault face(struct scene *s, struct face_try try)
{
    struct face_burst_report report;
    const struct kiosk_burst burst = {
        .frames = faces.people->frames[try.person] + try.first, .count = try.count, .number = try.number};
    return kiosk_face(s->f->school, &s->kiosk, &burst, &s->f->arena, &s->marked, &report, &s->retry);
}

static void agree(const struct scene *s, struct actor student, enum consent_scope scope, int person)
{
    struct consent consent;
    struct identity identity;
    struct face_burst_report report;
    assert_int_equal(identity_consent(s->f->school, &student, &s->f->arena, &consent), FAULT_NONE);
    assert_int_equal(identity_consent_give(s->f->school, &student,
                                           &(struct consent_request){consent.version, scope, NULL}, &s->f->arena,
                                           &consent),
                     FAULT_NONE);
    assert_int_equal(identity_enrol(s->f->school, &student, faces.people->frames[person], 4, &identity, &report),
                     FAULT_NONE);
}

static void test_faces(void **state)
{
    struct test_store *test = test_store_need(state);
    struct setting_state setting;
    if (!faces.people) {
        print_message("skip: no models or no photos of faces here (./check fetches them)\n");
        skip();
    }
    struct scene s = scene_with(school_fixture_open_with(test, faces.pool, face_models_id(faces.models)));
    struct school_fixture *f = s.f;
    assert_int_equal(setting_change(f->school, &f->administrator, SETTING_IDENTIFICATION, "on", &f->arena, &setting),
                     FAULT_NONE);
    agree(&s, f->student, CONSENT_ALL, SAM);
    agree(&s, f->other_student, CONSENT_CHECK_IN, BEA);

    // Who has not agreed to be searched for is not found, and the page learns no more than that it is not sure.
    assert_int_equal(face(&s, (struct face_try){NULL, BEA, 4, 3}), FAULT_KIOSK_UNSURE);
    // Somebody else's number with one's own face; nobody's number.
    assert_int_equal(face(&s, (struct face_try){"2026-1", BEA, 4, 3}), FAULT_KIOSK_NOBODY);
    assert_int_equal(face(&s, (struct face_try){"77", BEA, 4, 3}), FAULT_KIOSK_NOBODY);
    assert_int_equal(marks(&s, "1 = 1"), 0);
    // With their number they are asked for their own check alone.
    assert_int_equal(face(&s, (struct face_try){"2026-2", BEA, 4, 3}), FAULT_NONE);
    assert_int_equal(marks(&s, "method = 'kiosk' AND marked_by IS NULL"), 1);
    assert_int_equal(marks(&s, "flags LIKE '%badge_only%'"), 0);
    // Pictures that show nobody are no miss, whatever they are.
    const struct kiosk_burst empty = {.frames = faces.people->empty, .count = 2};
    struct face_burst_report report;
    for (int i = 0; i < KIOSK_MISSES_MAX + 1; i++)
        assert_int_equal(kiosk_face(f->school, &s.kiosk, &empty, &f->arena, &s.marked, &report, &s.retry),
                         fault_of_face(FACE_NO_FACE));
    assert_int_equal(face(&s, (struct face_try){NULL, SAM, 4, 1}), fault_of_face(FACE_TOO_FEW_FRAMES));
    // Who has agreed is found.
    assert_int_equal(face(&s, (struct face_try){NULL, SAM, 4, 3}), FAULT_NONE);
    assert_string_equal(s.marked.name, "Sam S.");
    assert_int_equal(marks(&s, "method = 'kiosk'"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM live_traces WHERE lecture_id IS NOT NULL"), 2);
    // Once the institution turns it off, nobody is looked at.
    assert_int_equal(setting_change(f->school, &f->administrator, SETTING_IDENTIFICATION, "off", &f->arena, &setting),
                     FAULT_NONE);
    assert_int_equal(face(&s, (struct face_try){NULL, SAM, 4, 3}), FAULT_KIOSK_WAY_OFF);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),     TEST_ON_BOTH(test_making),
        TEST_ON_BOTH(test_enrolling),     TEST_ON_BOTH(test_looking_after),
        TEST_ON_BOTH(test_guessed_codes), TEST_ON_BOTH(test_served),
        TEST_ON_BOTH(test_several),       TEST_ON_BOTH(test_badge),
        TEST_ON_BOTH(test_ways_off),      TEST_ON_BOTH(test_pin),
        TEST_ON_BOTH(test_guessed_pin),   TEST_ON_BOTH(test_guessing_kiosk),
        TEST_ON_BOTH(test_revoked),       TEST_ON_BOTH(test_marks_that_stand),
        TEST_ON_BOTH(test_faces),
    };
    return cmocka_run_group_tests(tests, faces_open, faces_close);
}
