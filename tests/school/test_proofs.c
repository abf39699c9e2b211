/* SPDX-License-Identifier: MIT */
/* What a check-in must bring beside a face: networks, places, devices, the room code; and the check-in by code. */
#include "school/attendance/hand.h"
#include "school/checkin/code_check_in.h"
#include "school/unit.h"

#include "base/arena.h"
#include "base/str.h"
#include "face/face.h"
#include "school/attendance/attendance.h"
#include "school/attendance/change.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/checkin/network.h"
#include "school/checkin/position.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/room_code.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/device_signer.h"

static void test_networks(void **state)
{
    (void)state;
    struct network list[NETWORK_LIST_MAX];
    char text[NETWORK_LIST_SIZE];
    size_t count = 77;
    static const char *const bad[] = {
        "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8",  "10.0.0.0/",    "/8",        "2001:db8::/129", "::g",
        "10.0.0.0/8x", "1.2.3.4.5",   "localhost", "0x0a.0.0.0/8", "10.0.0.0;", "fe80::1%eth0",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (network_parse_list(bad[i], list, &count))
            fail_msg("taken: %s", bad[i]);
    assert_false(network_parse_list(NULL, list, &count));
    assert_int_equal(count, 77);
    assert_true(network_parse_list(" , ", list, &count));
    assert_int_equal(count, 0);

    assert_true(network_parse_list("10.1.2.3/16,2001:db8::1/32 192.0.2.7 ::ffff:172.16.0.0/108", list, &count));
    assert_int_equal(count, 4);
    assert_true(network_format_list(list, count, text));
    assert_string_equal(text, "10.1.0.0/16, 2001:db8::/32, 192.0.2.7/32, 172.16.0.0/12");
    static const struct {
        const char *address;
        bool inside;
    } cases[] = {
        {"10.1.255.255", true},
        {"10.2.0.0", false},
        {"::ffff:10.1.0.9", true},
        {"2001:db8:ffff::1", true},
        {"2001:db9::1", false},
        {"192.0.2.7", true},
        {"192.0.2.8", false},
        {"172.31.255.255", true},
        {"172.32.0.0", false},
        {"", false},
        {NULL, false},
        {"10.1.0.0/16", false},
        {"2001:db8::1%eth0", true},
        {"unix", false},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        if (network_contains(list, count, cases[i].address) != cases[i].inside)
            fail_msg("%s", cases[i].address ? cases[i].address : "NULL");
    assert_true(network_parse_list("0.0.0.0/0", list, &count)); // all of IPv4, none of IPv6
    assert_true(network_contains(list, count, "203.0.113.9"));
    assert_false(network_contains(list, count, "2001:db8::1"));

    char many[NETWORK_LIST_SIZE] = "";
    for (size_t i = 0; i < NETWORK_LIST_MAX; i++)
        snprintf(many + strlen(many), sizeof(many) - strlen(many), "10.%zu.0.0/16 ", i);
    assert_true(network_parse_list(many, list, &count));
    assert_int_equal(count, NETWORK_LIST_MAX);
    snprintf(many + strlen(many), sizeof(many) - strlen(many), "10.77.0.0/16");
    assert_false(network_parse_list(many, list, &count));
}

static void test_positions(void **state)
{
    (void)state;
    struct position a, b = {1, 2, 3};
    static const char *const bad[] = {
        "",
        "geo:",
        "52.5,13.4",
        "geo:52.5",
        "geo:52.5,",
        "geo:91,0",
        "geo:0,180.1",
        "geo:1e1,2",
        "geo:52,5,13",
        "geo:1,2;u=",
        "geo:1,2;u=-1",
        "geo:+1,2",
        "geo: 1,2",
        "geo:1,2 ",
        "geo:.5,2",
        "geo:5.,2",
        "geo:1,2;u=1e9",
        "geo:nan,2",
        "geo:1,2,3",
        "geo:0x1,2",
        "GEO:1,2",
        "geo:1,2;crs=wgs84",
        "geo:1.12345678901,2",
        "geo:1,2;u=1234567890",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (position_parse(bad[i], &b))
            fail_msg("taken: %s", bad[i]);
    assert_false(position_parse(NULL, &b));
    assert_true(b.latitude == 1 && b.longitude == 2 && b.accuracy_m == 3);

    assert_true(position_parse("geo:52.5163,13.3777", &a));     // Brandenburg Gate
    assert_true(position_parse("geo:52.5186,13.3762;u=5", &b)); // Reichstag, 275 m away
    assert_true(position_distance(&a, &b) > 260 && position_distance(&a, &b) < 290);
    assert_false(position_is_near(&b, &a, 200));
    assert_true(position_is_near(&b, &a, 300));
    b.accuracy_m = 100;
    assert_true(position_is_near(&b, &a, 200));
    // An accuracy of half the Earth forgives no more than its limit.
    assert_true(position_parse("geo:48.8584,2.2945;u=999999999", &b));
    assert_false(position_is_near(&b, &a, PROOF_RADIUS_MAX));
    // Across the date line, and at the pole.
    assert_true(position_parse("geo:0,179.9999", &a) && position_parse("geo:0,-179.9999", &b));
    assert_true(position_distance(&a, &b) < 30);
    assert_true(position_parse("geo:-90,0", &a) && position_parse("geo:-90,180", &b));
    assert_true(position_distance(&a, &b) < 1);
}

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
};

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    s.classroom = fixture_classroom(s.f);
    fixture_join(s.f, &s.classroom, s.f->other_student);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    s.f->event_count = 0;
    return s;
}

static void scene_set(struct scene *s, const struct proofs *proofs)
{
    struct proofs result;
    assert_int_equal(proofs_set(s->f->school, &s->f->professor, s->classroom.id, proofs, 0, &s->f->arena, &result),
                     FAULT_NONE);
}

static const char *scene_code(struct scene *s, bool link)
{
    struct room_code code;
    assert_int_equal(room_code_get(s->f->school, &s->f->professor, s->lecture.id, &code), FAULT_NONE);
    return arena_strdup(&s->f->arena, link ? strchr(code.path, '#') + 1 : code.code);
}

static enum fault by_code(struct scene *s, struct actor actor, const char *code, struct proof_input input,
                          struct mark *ret_mark)
{
    int64_t retry = 0;
    struct code_request request = {.lecture_id = s->lecture.id, .room_code = code};
    request.proofs = device_signed_code(input, actor.user_id, s->lecture.id, code, school_now(s->f->school));
    enum fault fault = attendance_code_check_in(s->f->school, &actor, &request, &s->f->arena, ret_mark, &retry);
    assert_int_equal(fault == FAULT_TOO_MANY_TRIES, retry > 0);
    return fault;
}

static unsigned flags_of(struct scene *s, int64_t student_id)
{
    struct attendance_view view;
    assert_int_equal(attendance_view(s->f->school, &s->f->professor, s->lecture.id, &s->f->arena, &view), FAULT_NONE);
    for (size_t i = 0; i < view.count; i++)
        if (view.marks[i].student.id == student_id)
            return view.marks[i].flags;
    fail();
    return 0;
}

static void test_setting(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct proofs proofs, wanted = proofs_initial();
    assert_int_equal(proofs_get(f->school, &f->administrator, s.classroom.id, &f->arena, &proofs), FAULT_NONE);
    assert_true(proofs.code_check_in && !proofs.room_code && proofs.version == 1);
    wanted.networks = "10.1.2.3/16";
    wanted.network_rule = PROOF_REFUSE;
    wanted.place = "geo:52.5,13.4";
    wanted.place_rule = PROOF_FLAG;
    assert_int_equal(proofs_set(f->school, &f->professor, s.classroom.id, &wanted, 0, &f->arena, &proofs), FAULT_NONE);
    assert_string_equal(proofs.networks, "10.1.0.0/16");
    assert_int_equal(proofs.network_rule, PROOF_REFUSE);
    assert_int_equal(proofs.version, 2);
    // Two professors at once: the second has not seen the first one's change.
    assert_int_equal(proofs_set(f->school, &f->professor, s.classroom.id, &wanted, 2, &f->arena, &proofs), FAULT_NONE);
    assert_int_equal(proofs_set(f->school, &f->professor, s.classroom.id, &wanted, 2, &f->arena, &proofs),
                     FAULT_CHANGED_MEANWHILE);
    struct actor strangers[] = {f->other_professor, f->student, f->other_student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(proofs_set(f->school, &strangers[i], s.classroom.id, &wanted, 0, &f->arena, &proofs),
                         FAULT_NOT_FOUND);
    assert_int_equal(proofs_get(f->school, &f->student, s.classroom.id, &f->arena, &proofs), FAULT_NOT_FOUND);
    wanted.networks = "10.0.0.0/8, nonsense";
    assert_int_equal(proofs_set(f->school, &f->professor, s.classroom.id, &wanted, 0, &f->arena, &proofs),
                     FAULT_NETWORKS_INVALID);
    wanted.networks = "", wanted.place = "here";
    assert_int_equal(proofs_set(f->school, &f->professor, s.classroom.id, &wanted, 0, &f->arena, &proofs),
                     FAULT_PLACE_INVALID);
    wanted.place = "", wanted.radius_m = 9;
    assert_int_equal(proofs_set(f->school, &f->professor, s.classroom.id, &wanted, 0, &f->arena, &proofs),
                     FAULT_RADIUS_INVALID);
    wanted.radius_m = 10, wanted.device_minutes = 0;
    assert_int_equal(proofs_set(f->school, &f->professor, s.classroom.id, &wanted, 0, &f->arena, &proofs),
                     FAULT_MINUTES_INVALID);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'proofs_changed'"), 2);
    school_fixture_close(f);
}

static void test_code_check_in(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct mark mark, again;
    struct proof_input mine = {.address = "127.0.0.1", .device = "sams-phone"};
    const char *old = scene_code(&s, false);
    assert_int_equal(by_code(&s, f->student, NULL, mine, &mark), FAULT_CODE_NEEDED);
    assert_int_equal(by_code(&s, f->student, "", mine, &mark), FAULT_CODE_NEEDED);
    fixture_wait(f, 20 * SECOND);
    assert_int_equal(by_code(&s, f->student, old, mine, &mark), FAULT_CODE_WRONG);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals WHERE reason = 'code_wrong'"), 1);
    old = scene_code(&s, true);
    fixture_wait(f, 10 * SECOND); // one period of grace, and the link of the QR code
    assert_int_equal(by_code(&s, f->student, old, mine, &mark), FAULT_NONE);
    assert_int_equal(mark.status, MARK_PRESENT);
    assert_int_equal(mark.method, MARK_BY_CODE);
    assert_int_equal(mark.flags, 0);
    assert_int_equal(f->event_count, 1);
    // Repeated, and with nonsense: the same mark.
    assert_int_equal(by_code(&s, f->student, "nonsense", mine, &again), FAULT_NONE);
    assert_int_equal(again.marked_at, mark.marked_at);
    assert_int_equal(again.version, mark.version);
    assert_int_equal(f->event_count, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);

    struct actor strangers[] = {f->professor, f->administrator, f->other_professor};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(by_code(&s, strangers[i], scene_code(&s, false), mine, &mark), FAULT_NOT_FOUND);
    fixture_wait(f, 10 * MINUTE);
    assert_int_equal(
        by_code(&s, f->other_student, scene_code(&s, false), (struct proof_input){.device = "beas"}, &mark),
        FAULT_NONE);
    assert_int_equal(mark.status, MARK_LATE);
    assert_int_equal(mark.minutes_late, 1);
    school_fixture_close(f);
}

static void test_code_refusals(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct mark mark;
    struct proof_input mine = {.address = "127.0.0.1", .device = "sams-phone"};
    struct proofs proofs = proofs_initial();
    proofs.code_check_in = false;
    scene_set(&s, &proofs);
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), mine, &mark), FAULT_CODE_CHECK_IN_OFF);
    proofs.code_check_in = true;
    scene_set(&s, &proofs);
    for (size_t i = 0; i < TRIES_MAX; i++)
        assert_int_equal(by_code(&s, f->student, "nonsense", mine, &mark), FAULT_CODE_WRONG);
    // No more guessing, not even with the right one, until the wait is over.
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), mine, &mark), FAULT_TOO_MANY_TRIES);
    fixture_wait(f, TRIES_WAIT_SECONDS * SECOND);
    assert_int_equal(by_code(&s, f->student, "nonsense", mine, &mark), FAULT_CODE_WRONG);
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), mine, &mark), FAULT_TOO_MANY_TRIES);
    fixture_wait(f, TRIES_WAIT_SECONDS * SECOND);
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), mine, &mark), FAULT_NONE);

    fixture_sql(f, "UPDATE lectures SET cancelled_at = 1");
    assert_int_equal(by_code(&s, f->other_student, "123456", mine, &mark), FAULT_LECTURE_CANCELLED);
    fixture_sql(f, "UPDATE lectures SET cancelled_at = NULL");
    const char *code = scene_code(&s, false);
    fixture_sql(f, "UPDATE windows SET closes_at = opens_at + 1");
    assert_int_equal(by_code(&s, f->other_student, code, mine, &mark), FAULT_WINDOW_CLOSED);
    fixture_sql(f, "DELETE FROM windows");
    assert_int_equal(by_code(&s, f->other_student, code, mine, &mark), FAULT_WINDOW_NOT_OPEN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);
    school_fixture_close(f);
}

static void test_network_and_place(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct mark mark;
    struct proofs proofs = proofs_initial();
    proofs.networks = "10.0.0.0/8", proofs.network_rule = PROOF_REFUSE;
    scene_set(&s, &proofs);
    struct proof_input input = {.address = "192.0.2.1", .device = "sams"};
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), input, &mark), FAULT_NETWORK_OTHER);
    proofs.network_rule = PROOF_FLAG, proofs.place = "geo:52.5163,13.3777", proofs.place_rule = PROOF_REFUSE;
    scene_set(&s, &proofs);
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), input, &mark), FAULT_POSITION_NEEDED);
    input.position = "nowhere";
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), input, &mark), FAULT_POSITION_INVALID);
    input.position = "geo:48.8584,2.2945";
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), input, &mark), FAULT_OUTSIDE);
    proofs.place_rule = PROOF_FLAG;
    scene_set(&s, &proofs);
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), input, &mark), FAULT_NONE);
    assert_int_equal(mark.flags, 0); // not for the student
    assert_int_equal(flags_of(&s, f->student.user_id), MARK_OTHER_NETWORK | MARK_OUTSIDE);
    input = (struct proof_input){.address = "10.9.8.7", .device = "beas", .position = ""};
    assert_int_equal(by_code(&s, f->other_student, scene_code(&s, false), input, &mark), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->other_student.user_id), MARK_NO_POSITION);
    // The staff clears a flag once they have looked.
    assert_int_equal(
        attendance_flags_clear(f->school, &f->professor, s.lecture.id, f->student.user_id, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(flags_of(&s, f->student.user_id), 0);
    assert_int_equal(
        attendance_flags_clear(f->school, &f->other_professor, s.lecture.id, f->student.user_id, &f->arena, &mark),
        FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'mark_flags_cleared'"), 1);
    school_fixture_close(f);
}

static void test_devices(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct mark mark;
    struct proofs proofs = proofs_initial();
    struct proof_input sams = {.device = "sams"}, beas = {.device = "beas"};
    proofs.device_rule = PROOF_REFUSE;
    scene_set(&s, &proofs);
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), sams, &mark), FAULT_NONE);
    assert_int_equal(by_code(&s, f->other_student, scene_code(&s, false), sams, &mark), FAULT_DEVICE_SHARED);
    // The attempt does not make the device Bea's: Sam is not held up by it.
    fixture_sql(f, "DELETE FROM attendance");
    assert_int_equal(by_code(&s, f->student, scene_code(&s, false), sams, &mark), FAULT_NONE);
    // Her own is not her first any more: new for two days, and she is told once.
    assert_int_equal(by_code(&s, f->other_student, scene_code(&s, false), beas, &mark), FAULT_DEVICE_NEW);
    assert_int_equal(by_code(&s, f->other_student, scene_code(&s, false), beas, &mark), FAULT_DEVICE_NEW);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'new_device'"), 1);
    assert_int_equal(by_code(&s, f->other_student, scene_code(&s, false), (struct proof_input){.device = NULL}, &mark),
                     FAULT_DEVICE_NEW);
    proofs.device_rule = PROOF_OFF; // by code a device is flagged all the same
    scene_set(&s, &proofs);
    assert_int_equal(by_code(&s, f->other_student, scene_code(&s, false), sams, &mark), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->other_student.user_id), MARK_SHARED_DEVICE);
    fixture_sql(f, "DELETE FROM attendance");
    assert_int_equal(by_code(&s, f->other_student, scene_code(&s, false), beas, &mark), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->other_student.user_id), MARK_NEW_DEVICE);

    fixture_wait(f, DEVICE_NEW_HOURS * HOUR);
    fixture_sql(f, "DELETE FROM attendance");
    s.lecture = fixture_lecture(f, s.classroom.id);
    assert_int_equal(by_code(&s, f->other_student, scene_code(&s, false), beas, &mark), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->other_student.user_id), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM devices"), 3);
    // Tokens made up one after the other do not fill the table.
    proofs.device_rule = PROOF_REFUSE;
    scene_set(&s, &proofs);
    for (int i = 0; i < 2 * DEVICES_MAX; i++) {
        char token[32];
        snprintf(token, sizeof(token), "made up %d", i);
        assert_int_equal(by_code(&s, f->student, scene_code(&s, false), (struct proof_input){.device = token}, &mark),
                         FAULT_DEVICE_NEW);
    }
    assert_in_range(fixture_number(f, "SELECT COUNT(*) FROM devices"), 3, DEVICES_MAX + 2);
    assert_in_range(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'new_device'"), 2, 2);
    school_fixture_close(f);
}

/* The end of a check by face: another student was marked with the device while the face was looked at. */
static void test_device_meanwhile(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct challenge begun;
    struct mark mark;
    struct proved proved;
    int64_t retry;
    struct proofs proofs = proofs_initial();
    struct proof_input shared = {.device = "one phone"};
    proofs.device_rule = PROOF_REFUSE, proofs.room_code = true;
    scene_set(&s, &proofs);
    fixture_enrol(f, f->student);
    assert_int_equal(attendance_challenge(f->school, &f->student, s.lecture.id, &begun, &retry), FAULT_NONE);
    assert_true(begun.code_needed);
    struct device_signer signer;
    device_signer_make(&signer);
    struct proof_input own = {.device = "one phone", .key = signer.key};
    own.over = (struct device_signed){f->student.user_id, s.lecture.id, begun.token, NULL, 0, FIXTURE_NOW};
    own.signature = device_signer_sign(&signer, &own.over, FIXTURE_NOW);
    assert_int_equal(proofs_check(f->school, &f->student, s.classroom.id, &own, &proved), FAULT_NONE);
    assert_int_equal(by_code(&s, f->other_student, scene_code(&s, false), shared, &mark), FAULT_NONE);
    assert_int_equal(
        check_in_conclude(f->school, &f->student, s.lecture.id, begun.token, FIXTURE_NOW, FACE_OK, &proved),
        FAULT_DEVICE_SHARED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_networks),  cmocka_unit_test(test_positions),    TEST_ON_BOTH(test_setting),
        TEST_ON_BOTH(test_code_check_in), TEST_ON_BOTH(test_code_refusals),    TEST_ON_BOTH(test_network_and_place),
        TEST_ON_BOTH(test_devices),       TEST_ON_BOTH(test_device_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
