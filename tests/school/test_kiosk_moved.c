/* SPDX-License-Identifier: MIT */
/* A kiosk that speaks from another network than the one it stands in: carried home, or the institution's address has
 * changed. Over a socket: tests/attack/test_kiosk.c. */
#include "school/unit.h"

#include "base/arena.h"
#include "base/str.h"
#include "school/checkin/kiosk/kiosk.h"
#include "school/checkin/kiosk/pin.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"

#define PIN "480213"
#define CAMPUS "192.0.2.10"
#define SAME_RANGE "::ffff:192.0.2.200" // as a proxy may write it
#define CAMPUS_6 "2001:db8:7::10"
#define HOME "203.0.113.7"
#define HOME_6 "2001:db8:8::10"

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct kiosk kiosk;
    char token[SECRET_TOKEN_SIZE];
};

static void enrol(struct scene *s, const char *code, const char *address)
{
    int64_t retry = 0;
    const struct kiosk_from from = {address, address};
    assert_int_equal(kiosk_enrol(s->f->school, code, &from, s->token, &retry), FAULT_NONE);
}

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct school_fixture *f = s.f;
    struct kiosk_code code;
    const struct kiosk_request request = {"North door", "B-101", .badge = true, .pin = true};
    int64_t set_at;
    s.classroom = fixture_classroom(f);
    fixture_join(f, &s.classroom, f->other_student);
    s.lecture = fixture_lecture(f, s.classroom.id);
    fixture_sql(f, "UPDATE lectures SET room = 'B-101'");
    fixture_sql(f, "UPDATE users SET external_id = '2026-' || id");
    assert_int_equal(pin_set(f->school, &f->student, PIN, &set_at), FAULT_NONE);
    assert_int_equal(kiosk_make(f->school, &f->administrator, &request, &f->arena, &s.kiosk, &code), FAULT_NONE);
    assert_int_equal(s.kiosk.network_rule, PROOF_FLAG);
    enrol(&s, code.code, CAMPUS);
    return s;
}

/* The tablet asks something from there. */
static enum fault speaks(struct scene *s, const char *address)
{
    return kiosk_find(s->f->school, s->token, address, &s->f->arena, &s->kiosk);
}

static struct kiosk listed(const struct scene *s)
{
    struct kiosk_list list;
    assert_int_equal(kiosk_list(s->f->school, &s->f->administrator, &s->f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    return list.kiosks[0];
}

static void takes(const struct scene *s)
{
    struct kiosk kiosk;
    assert_int_equal(kiosk_network_take(s->f->school, &s->f->administrator, s->kiosk.id, &s->f->arena, &kiosk),
                     FAULT_NONE);
    assert_int_equal(kiosk.moved_at, 0);
}

static void rules(const struct scene *s, enum proof_rule rule)
{
    struct kiosk kiosk;
    const struct kiosk_request request = {"North door", "B-101", true, true, false, true, rule};
    assert_int_equal(kiosk_change(s->f->school, &s->f->administrator, s->kiosk.id, &request, &s->f->arena, &kiosk),
                     FAULT_NONE);
    assert_int_equal(kiosk.network_rule, rule);
}

static int64_t told(const struct scene *s)
{
    return fixture_number(s->f, "SELECT COUNT(*) FROM notifications n JOIN users u ON u.id = n.user_id"
                                " WHERE n.kind = 'kiosk_moved' AND u.role = 'administrator' AND n.text = 'North door'");
}

static int64_t audited(const struct scene *s, const char *action)
{
    char sql[120];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM audit WHERE action = '%s'", action);
    return fixture_number(s->f, sql);
}

static bool moved(struct scene *s, const char *address)
{
    assert_int_equal(speaks(s, address), FAULT_NONE);
    return s->kiosk.moved;
}

/* Where it stands nothing is flagged; at home everything is, the administrators hear of it once, and no address of
 * either is kept. */
static void test_carried_home(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct kiosk_marked marked;
    int64_t retry = 0;
    const struct kiosk_pin_request pin = {.who = "Sam Student", .pin = PIN};
    char number[32];
    snprintf(number, sizeof(number), "2026-%lld", (long long)f->other_student.user_id);
    assert_false(moved(&s, CAMPUS) || moved(&s, SAME_RANGE));
    assert_int_equal(listed(&s).moved_at, 0);
    assert_int_equal(told(&s), 0);

    fixture_wait(f, MINUTE);
    assert_true(moved(&s, HOME));
    assert_int_equal(listed(&s).moved_at, FIXTURE_NOW + MINUTE);
    int64_t administrators = fixture_number(f, "SELECT COUNT(*) FROM users WHERE role = 'administrator'");
    for (int i = 0; i < 3; i++) {
        fixture_wait(f, 5 * SECOND);
        assert_true(moved(&s, HOME));
    }
    assert_int_equal(told(&s), administrators);
    assert_int_equal(audited(&s, "kiosk_moved"), 1);
    assert_int_equal(listed(&s).moved_at, FIXTURE_NOW + MINUTE);
    assert_int_equal(kiosk_pin(f->school, &s.kiosk, &pin, &f->arena, &marked, &retry), FAULT_NONE);
    assert_int_equal(kiosk_badge(f->school, &s.kiosk, number, 0, &f->arena, &marked, &retry), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE flags = 'kiosk_moved'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE flags = 'badge_only kiosk_moved'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM kiosks WHERE networks LIKE '%.%' OR networks LIKE '%:%'"
                                       " OR network_now LIKE '%.%' OR network_now LIKE '%:%'"),
                     0);
    assert_int_equal(fixture_number(f, "SELECT LENGTH(networks) + LENGTH(network_now) FROM kiosks"), 64);

    // Back, it is as before; to and fro tells no more often than twice a day.
    assert_false(moved(&s, CAMPUS));
    assert_int_equal(listed(&s).moved_at, 0);
    assert_true(moved(&s, HOME));
    assert_int_equal(told(&s), administrators);
    assert_false(moved(&s, CAMPUS));
    fixture_wait(f, KIOSK_TOLD_HOURS * (int64_t)HOUR);
    assert_true(moved(&s, HOME));
    assert_int_equal(told(&s), 2 * administrators);
    school_fixture_close(f);
}

/* A campus with both kinds of addresses and two providers: one tap each, and all of them stand. */
static void test_honest_changes(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    static const char *const others[] = {CAMPUS_6, "198.51.100.1", "2001:db8:9::1"};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        assert_true(moved(&s, others[i]));
        takes(&s);
        assert_false(moved(&s, others[i]));
        assert_false(moved(&s, CAMPUS));
    }
    assert_int_equal(audited(&s, "kiosk_network_taken"), ARRAY_LENGTH(others));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'kiosk_moved'"
                                       " AND read_at IS NULL"),
                     0);
    // The oldest makes room for a fifth.
    assert_true(moved(&s, HOME_6));
    takes(&s);
    assert_false(moved(&s, HOME_6) || moved(&s, CAMPUS_6));
    assert_true(moved(&s, CAMPUS));
    // Where nothing is to be taken, nothing is.
    assert_false(moved(&s, HOME_6));
    takes(&s);
    assert_int_equal(audited(&s, "kiosk_network_taken"), ARRAY_LENGTH(others) + 1);
    school_fixture_close(f);
}

static void test_rules(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct kiosk kiosk;
    const struct kiosk_request unsaid = {"North door", "B-101", .badge = true, .pin = true};
    rules(&s, PROOF_REFUSE);
    assert_int_equal(speaks(&s, CAMPUS), FAULT_NONE);
    assert_int_equal(speaks(&s, HOME), FAULT_KIOSK_ELSEWHERE);
    assert_int_equal(audited(&s, "kiosk_moved"), 1);
    assert_int_equal(kiosk_change(f->school, &f->administrator, s.kiosk.id, &unsaid, &f->arena, &kiosk), FAULT_NONE);
    assert_int_equal(kiosk.network_rule, PROOF_REFUSE); // as it was
    assert_int_equal(speaks(&s, HOME), FAULT_KIOSK_ELSEWHERE);
    takes(&s);
    assert_false(moved(&s, HOME));
    // Off: nobody looks, and what was noted goes.
    assert_int_equal(speaks(&s, HOME_6), FAULT_KIOSK_ELSEWHERE);
    rules(&s, PROOF_OFF);
    assert_int_equal(listed(&s).moved_at, 0);
    assert_false(moved(&s, HOME_6));
    assert_int_equal(listed(&s).moved_at, 0);
    rules(&s, PROOF_FLAG);
    assert_true(moved(&s, HOME_6));
    school_fixture_close(f);
}

/* A new code begins anew where it is typed; one from before this was kept stands where it speaks next. */
static void test_where_it_begins(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct kiosk kiosk;
    struct kiosk_code code;
    assert_true(moved(&s, HOME));
    assert_int_equal(kiosk_renew(f->school, &f->administrator, s.kiosk.id, &f->arena, &kiosk, &code), FAULT_NONE);
    enrol(&s, code.code, CAMPUS_6);
    assert_false(moved(&s, CAMPUS_6));
    assert_true(moved(&s, CAMPUS));
    fixture_sql(f, "UPDATE kiosks SET networks = NULL, network_now = NULL, moved_at = NULL");
    assert_false(moved(&s, CAMPUS));
    assert_true(moved(&s, HOME));
    // What is no address is not judged.
    assert_false(moved(&s, "unix") || moved(&s, "") || moved(&s, NULL));
    school_fixture_close(f);
}

static void test_whose_it_is(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct kiosk kiosk;
    const struct actor others[] = {f->student, f->professor};
    assert_true(moved(&s, HOME));
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_int_equal(kiosk_network_take(f->school, &others[i], s.kiosk.id, &f->arena, &kiosk), FAULT_NOT_ALLOWED);
    assert_int_equal(kiosk_network_take(f->school, &f->administrator, 77, &f->arena, &kiosk), FAULT_NOT_FOUND);
    assert_true(moved(&s, HOME));
    assert_int_equal(kiosk_revoke(f->school, &f->administrator, s.kiosk.id, &f->arena, &kiosk), FAULT_NONE);
    assert_int_equal(kiosk_network_take(f->school, &f->administrator, s.kiosk.id, &f->arena, &kiosk), FAULT_NOT_FOUND);
    assert_int_equal(speaks(&s, HOME), FAULT_KIOSK_REVOKED);
    school_fixture_close(f);
}

/* Two kiosks of one network have other marks of it, and the mark of one is nothing to the other. */
static void test_two_kiosks(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct scene second = s;
    struct kiosk_code code;
    const struct kiosk_request request = {"South door", "B-101", .badge = true};
    assert_int_equal(kiosk_make(f->school, &f->administrator, &request, &f->arena, &second.kiosk, &code), FAULT_NONE);
    enrol(&second, code.code, CAMPUS);
    assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT networks) FROM kiosks"), 2);
    fixture_sql(f, "UPDATE kiosks SET networks = (SELECT n FROM (SELECT MIN(networks) AS n FROM kiosks) AS one)");
    assert_true(moved(&s, CAMPUS) != moved(&second, CAMPUS));
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_carried_home),    TEST_ON_BOTH(test_honest_changes), TEST_ON_BOTH(test_rules),
        TEST_ON_BOTH(test_where_it_begins), TEST_ON_BOTH(test_whose_it_is),    TEST_ON_BOTH(test_two_kiosks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
