/* SPDX-License-Identifier: MIT */
/* Codes that are passed on, codes that outlive a sign-in, and cameras that are programs. */
#include "school/checkin/signs/relay.h"
#include "school/unit.h"

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/attendance.h"
#include "school/attendance/past.h"
#include "school/attendance/window.h"
#include "school/checkin/signs/camera.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/checkin/code_check_in.h"
#include "school/checkin/code_stamp.h"
#include "school/checkin/network.h"
#include "school/checkin/proof.h"
#include "school/checkin/room_code.h"
#include "school/checkin/room_code_inside.h"
#include "school/checkin/signs/signs_inside.h"
#include "school/classes/classroom.h"
#include "school/marks/mark.h"
#include "school/school.h"

/* ---- the rules by themselves ---- */

static struct relay_evidence elsewhere(int64_t age_s, bool new_device)
{
    return (struct relay_evidence){.code = {CODE_LINK, 1, age_s * 1000, 0},
                                   .new_device = new_device,
                                   .known = true,
                                   .others = 20,
                                   .from_most = 18};
}

static const char *judged(const struct relay_evidence *evidence)
{
    static char reasons[SIGNS_REASONS_SIZE];
    reasons[0] = '\0';
    bool relayed = relay_judge(evidence, reasons);
    assert_int_equal(relayed, reasons[0] != '\0');
    assert_true(!relayed || relay_may(evidence));
    return reasons;
}

static void test_rule(void **state)
{
    (void)state;
    struct relay_evidence e = elsewhere(17, true);
    assert_string_equal(judged(&e), "code_old:17 lone_network:20 new_device");
    // On mobile data in the room: a network of one's own, and nothing else.
    e = elsewhere(5, false);
    assert_string_equal(judged(&e), "");
    e = elsewhere(17, false);
    assert_string_equal(judged(&e), "");
    e = elsewhere(5, true);
    assert_string_equal(judged(&e), "");
    e = elsewhere(12, true); // not beyond it
    assert_string_equal(judged(&e), "");
    // In a chat: from many homes, all of them late.
    e = elsewhere(15, false);
    e.code_lates = RELAY_CHORUS - 1;
    assert_string_equal(judged(&e), "code_old:15 lone_network:20 code_spread:3");
    e.code_lates--;
    assert_string_equal(judged(&e), "");
    // A few in one home, and more than a few.
    e = elsewhere(15, true);
    e.from_here = 2;
    assert_string_equal(judged(&e), "code_old:15 few_network:2 new_device");
    e.from_here = 3;
    assert_string_equal(judged(&e), "");
    // A stamp that was kept for long, on a new phone.
    e = elsewhere(4, true);
    e.code = (struct code_use){CODE_STAMP, 1, 4000, 200 * 1000};
    assert_string_equal(judged(&e), "code_held:200 lone_network:20 new_device");
    e.code.held_ms = RELAY_HELD_MS;
    assert_string_equal(judged(&e), "");
    // What ends the question: the sound of the room, no code, no network, nobody else, everybody elsewhere.
    struct relay_evidence sure = elsewhere(17, true), none = sure, dark = sure, first = sure, mobile = sure;
    sure.heard = true;
    none.code.way = CODE_NONE;
    dark.known = false;
    first.others = first.from_most = RELAY_CROWD - 1;
    mobile.from_most = 10;
    assert_string_equal(judged(&sure), "");
    assert_string_equal(judged(&none), "");
    assert_string_equal(judged(&dark), "");
    assert_string_equal(judged(&first), "");
    assert_string_equal(judged(&mobile), "");
}

static void test_reasons(void **state)
{
    (void)state;
    struct sign list[SIGNS_REASONS_MAX];
    char reasons[SIGNS_REASONS_SIZE] = "";
    signs_add(reasons, "code_old", "17");
    signs_add(reasons, "new_device", NULL);
    signs_add(reasons, "camera_label", "obs");
    assert_int_equal(signs_split(reasons, list), 3);
    assert_string_equal(list[0].reason, "code_old");
    assert_string_equal(list[0].value, "17");
    assert_int_equal(list[0].flag, MARK_RELAYED);
    assert_string_equal(list[1].reason, "new_device");
    assert_string_equal(list[1].value, "");
    assert_int_equal(list[2].flag, MARK_ODD_CAMERA);
    for (int i = 0; i < 100; i++) // what does not fit is left out, whole
        signs_add(reasons, "camera_still", "100");
    assert_true(strlen(reasons) < SIGNS_REASONS_SIZE);
    assert_int_equal(signs_split(reasons, list), 15);
    assert_int_equal(signs_split("later_word:1  code_old_er new_device:", list), 1);
    assert_int_equal(signs_split("code_old:123456789012345678901234567", list), 0);
    assert_int_equal(signs_split(NULL, list), 0);
}

static void test_ranges(void **state)
{
    (void)state;
    char text[NETWORK_RANGE_SIZE] = "as it was";
    static const char *const cases[][2] = {
        {"192.0.2.77", "192.0.2.0/24"},
        {"::ffff:192.0.2.78", "192.0.2.0/24"},
        {"2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::/48"},
        {"fe80::1%eth0", "fe80::/48"},
        {"2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff", "2001:db8:aaaa::/48"},
    };
    static const char *const bad[] = {NULL, "", "unix", "10.1.0.0/16", "1.2.3", "a b"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_false(network_range(bad[i], text));
    assert_string_equal(text, "as it was");
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_true(network_range(cases[i][0], text));
        assert_string_equal(text, cases[i][1]);
    }
}

static void test_cameras(void **state)
{
    (void)state;
    static const struct {
        const char *text, *reasons;
    } cases[] = {
        {NULL, ""},
        {"", ""},
        {"label=plain;still=0;lens=own", ""},
        {"label=obs", "camera_label:obs"},
        {"label=virtual;still=90;even=1;lens=strange;facing=none",
         "camera_label:virtual camera_still:90 camera_even camera_lens camera_facing"},
        {"label=fake;lens=own", "camera_label:fake"},
        {"label=somethingelse", ""},
        // Phones' own cameras may come like a clock, and a webcam may not say which way it looks: one sign is none.
        {"even=1", ""},
        {"facing=none", ""},
        {"lens=strange", ""},
        {"still=79", ""},
        {"still=80", "camera_still:80"},
        {"still=40;even=1", "camera_still:40 camera_even"},
        {"still=39;even=1", ""},
        {"lens=strange;even=1", "camera_even camera_lens"},
        {"later=1;label=snap;more=2", "camera_label:snap"},
        {"label=obs;label=plain", "camera_unreadable"},
        {"label", "camera_unreadable"},
        {"label=", "camera_unreadable"},
        {"=obs", "camera_unreadable"},
        {"label=obs;", "camera_unreadable"},
        {";", "camera_unreadable"},
        {"still=101", "camera_unreadable"},
        {"still=0.9", "camera_unreadable"},
        {"still=-1", "camera_unreadable"},
        {"Label=obs", "camera_unreadable"},
        {"label=obs virtual camera", "camera_unreadable"},
        {"label=0123456789012345678901234567890", "camera_unreadable"},
        {"a=1;b=1;c=1;d=1;e=1;f=1;g=1;h=1;i=1;j=1;k=1;l=1;m=1;n=1;o=1;p=1;q=1", "camera_unreadable"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char reasons[SIGNS_REASONS_SIZE] = "";
        bool odd = camera_is_odd(cases[i].text, reasons);
        if (strcmp(reasons, cases[i].reasons) != 0 || odd != (cases[i].reasons[0] != '\0'))
            fail_msg("%s: %s", cases[i].text, reasons);
    }
    char longest[CAMERA_TEXT_MAX + 2] = "label=obs;", reasons[SIGNS_REASONS_SIZE] = "";
    memset(longest + 10, 'x', CAMERA_TEXT_MAX - 9);
    assert_true(camera_is_odd(longest, reasons));
    assert_string_equal(reasons, "camera_unreadable");
}

/* ---- in a room ---- */

enum { CROWD = 8 };

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct actor crowd[CROWD];
};

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    s.classroom = fixture_classroom(s.f);
    fixture_join(s.f, &s.classroom, s.f->other_student);
    for (int i = 0; i < CROWD; i++) {
        char name[16], email[32];
        snprintf(name, sizeof(name), "Crowd %d", i);
        snprintf(email, sizeof(email), "crowd%d@example.org", i);
        s.crowd[i] = fixture_person(s.f, ROLE_STUDENT, name, email);
        fixture_join(s.f, &s.classroom, s.crowd[i]);
    }
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    return s;
}

static struct room_code code_now(struct scene *s)
{
    struct room_code code;
    assert_int_equal(room_code_get(s->f->school, &s->f->professor, s->lecture.id, &code), FAULT_NONE);
    return code;
}

static const char *link_now(struct scene *s)
{
    struct room_code code = code_now(s);
    return arena_strdup(&s->f->arena, strchr(code.path, '#') + 1);
}

static enum fault by_code(struct scene *s, struct actor actor, const char *code, struct proof_input input)
{
    int64_t retry = 0;
    struct mark mark;
    struct code_request request = {.lecture_id = s->lecture.id, .room_code = code, .proofs = input};
    return attendance_code_check_in(s->f->school, &actor, &request, &s->f->arena, &mark, &retry);
}

/* The first device of a student is trusted: a second one is new. */
static void has_a_phone(struct scene *s, struct actor actor)
{
    char sql[200];
    snprintf(sql, sizeof(sql),
             "INSERT INTO devices (user_id, fingerprint, first_seen_at, last_seen_at, trusted)"
             " VALUES (%lld, 'older', 1, 1, 1)",
             (long long)actor.user_id);
    fixture_sql(s->f, sql);
}

static void crowd_comes(struct scene *s, int count)
{
    for (int i = 0; i < count; i++) {
        char device[32], address[32];
        snprintf(device, sizeof(device), "crowd %d", i);
        snprintf(address, sizeof(address), "192.0.2.%d", i + 1);
        struct proof_input input = {.address = address, .device = device};
        assert_int_equal(by_code(s, s->crowd[i], link_now(s), input), FAULT_NONE);
    }
}

static struct mark_past past_of(struct scene *s, struct actor student)
{
    struct mark_past past;
    assert_int_equal(
        mark_past_read(s->f->school, &s->f->professor, s->lecture.id, student.user_id, &s->f->arena, &past),
        FAULT_NONE);
    return past;
}

static unsigned flags_of(struct scene *s, struct actor student)
{
    struct attendance_view view;
    assert_int_equal(attendance_view(s->f->school, &s->f->professor, s->lecture.id, &s->f->arena, &view), FAULT_NONE);
    for (size_t i = 0; i < view.count; i++)
        if (view.marks[i].student.id == student.user_id)
            return view.marks[i].flags & ~(unsigned)MARK_UNSIGNED; // no device here has a key
    fail();
    return 0;
}

/* To a moment of a period, so that what is read now has that age then. */
static void wait_into_period(struct scene *s, int64_t ms)
{
    int64_t into = school_now(s->f->school) % ROOM_PERIOD_MS;
    fixture_wait(s->f, ROOM_PERIOD_MS - into + ms);
}

static void test_relayed(void **state)
{
    struct scene s = scene_open(state);
    struct actor far = s.f->student, mobile = s.f->other_student;
    has_a_phone(&s, far);
    crowd_comes(&s, 6);
    wait_into_period(&s, 0);
    const char *link = link_now(&s);
    // A picture of the code goes through a chat, to a new phone in a home.
    fixture_wait(s.f, 17 * SECOND);
    assert_int_equal(by_code(&s, far, link, (struct proof_input){.address = "203.0.113.9", .device = "new"}),
                     FAULT_NONE);
    assert_int_equal(flags_of(&s, far), MARK_RELAYED | MARK_NEW_DEVICE);
    struct mark_past past = past_of(&s, far);
    assert_int_equal(past.signs_count, 3);
    assert_string_equal(past.signs[0].reason, "code_old");
    assert_string_equal(past.signs[0].value, "17");
    assert_string_equal(past.signs[1].reason, "lone_network");
    assert_string_equal(past.signs[1].value, "6");
    assert_string_equal(past.signs[2].reason, "new_device");
    // In the room on mobile data: alone in a network, too.
    wait_into_period(&s, 0);
    link = link_now(&s);
    fixture_wait(s.f, 6 * SECOND);
    assert_int_equal(by_code(&s, mobile, link, (struct proof_input){.address = "198.51.100.4", .device = "hers"}),
                     FAULT_NONE);
    assert_int_equal(flags_of(&s, mobile), 0);
    assert_int_equal(past_of(&s, mobile).signs_count, 0);
    // Networks are kept as marks of this room alone.
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(DISTINCT network) FROM check_in_signs"), 3);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM check_in_signs WHERE network LIKE '%.%'"), 0);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM check_in_signs WHERE LENGTH(network) = 32"), 8);
    school_fixture_close(s.f);
}

/* Who comes first is alone in every network: it is weighed again when all are there. */
static void test_first_of_all(void **state)
{
    struct scene s = scene_open(state);
    struct actor far = s.f->student;
    struct lecture closed;
    has_a_phone(&s, far);
    wait_into_period(&s, 0);
    const char *link = link_now(&s);
    fixture_wait(s.f, 15 * SECOND);
    struct proof_input input = {.address = "203.0.113.9", .device = "new", .camera = "label=obs"};
    assert_int_equal(by_code(&s, far, link, input), FAULT_NONE);
    assert_int_equal(flags_of(&s, far), MARK_NEW_DEVICE | MARK_ODD_CAMERA);
    crowd_comes(&s, CROWD);
    assert_int_equal(flags_of(&s, far), MARK_NEW_DEVICE | MARK_ODD_CAMERA);
    assert_int_equal(lecture_window_close(s.f->school, &s.f->professor, s.lecture.id, &s.f->arena, &closed),
                     FAULT_NONE);
    assert_int_equal(flags_of(&s, far), MARK_NEW_DEVICE | MARK_ODD_CAMERA | MARK_RELAYED);
    struct mark_past past = past_of(&s, far);
    assert_int_equal(past.signs_count, 4);
    assert_string_equal(past.signs[0].reason, "camera_label");
    assert_string_equal(past.signs[2].reason, "lone_network");
    assert_string_equal(past.signs[2].value, "8");
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(flags_of(&s, s.crowd[i]), 0);
    // Final marks need no reasons any more, and nothing is kept for longer than a month.
    assert_int_equal(school_sweep(s.f->school), FAULT_NONE);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM check_in_signs"), 9);
    fixture_wait(s.f, 25 * HOUR);
    assert_int_equal(school_sweep(s.f->school), FAULT_NONE);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM check_in_signs"), 0);
    assert_int_equal(past_of(&s, far).signs_count, 0);
    school_fixture_close(s.f);
}

/* A mark that somebody has set by hand since is theirs to judge. */
static void test_not_over_a_hand(void **state)
{
    struct scene s = scene_open(state);
    struct actor far = s.f->student;
    struct lecture closed;
    has_a_phone(&s, far);
    wait_into_period(&s, 0);
    const char *link = link_now(&s);
    fixture_wait(s.f, 15 * SECOND);
    struct proof_input input = {.address = "203.0.113.9", .device = "new"};
    assert_int_equal(by_code(&s, far, link, input), FAULT_NONE);
    // The mark is taken away and earned again: one row still.
    fixture_sql(s.f, "DELETE FROM attendance");
    wait_into_period(&s, 0);
    link = link_now(&s);
    fixture_wait(s.f, 15 * SECOND);
    assert_int_equal(by_code(&s, far, link, input), FAULT_NONE);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM check_in_signs"), 1);
    crowd_comes(&s, CROWD);
    fixture_sql(s.f, "UPDATE attendance SET method = 'manual', flags = NULL");
    assert_int_equal(lecture_window_close(s.f->school, &s.f->professor, s.lecture.id, &s.f->arena, &closed),
                     FAULT_NONE);
    assert_int_equal(flags_of(&s, far), 0);
    school_fixture_close(s.f);
}

/* ---- stamps ---- */

static enum fault stamped(struct scene *s, const char *link, const char *device, const char *network,
                          struct code_stamp *ret_stamp)
{
    int64_t retry = 0;
    enum fault fault = code_stamp_make(s->f->school, s->lecture.id, link, device, network, 0, ret_stamp, &retry);
    assert_int_equal(fault == FAULT_TOO_MANY_ATTEMPTS, retry > 0);
    return fault;
}

static void test_stamp(void **state)
{
    struct scene s = scene_open(state);
    struct code_stamp stamp, other;
    const struct proof_input mine = {.address = "192.0.2.1", .device = "phone"};
    const struct proof_input theirs = {.address = "192.0.2.1", .device = "another"};
    wait_into_period(&s, 3 * SECOND);
    struct room_code code = code_now(&s);
    assert_int_equal(stamped(&s, link_now(&s), "phone", "192.0.2.1", &stamp), FAULT_NONE);
    assert_true(strlen(stamp.text) < CODE_STAMP_SIZE);
    // Six digits are not stamped, whether they are right or not.
    assert_int_equal(stamped(&s, code.code, "phone", "192.0.2.1", &other), FAULT_CODE_WRONG);
    assert_int_equal(stamped(&s, stamp.text, "phone", "192.0.2.1", &other), FAULT_CODE_WRONG);
    // Forty seconds of signing in later: the code is old, and its stamp is as good as it was.
    fixture_wait(s.f, 40 * SECOND);
    const char *link = strchr(code.path, '#') + 1;
    assert_int_equal(by_code(&s, s.f->student, link, mine), FAULT_CODE_WRONG);
    assert_int_equal(by_code(&s, s.f->student, stamp.text, theirs), FAULT_CODE_WRONG);
    assert_int_equal(by_code(&s, s.f->student, stamp.text, (struct proof_input){.device = NULL}), FAULT_CODE_WRONG);
    assert_int_equal(by_code(&s, s.f->student, stamp.text, mine), FAULT_NONE);
    assert_int_equal(flags_of(&s, s.f->student), 0);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM check_in_signs WHERE way = 'stamp' AND age_ms = 3000"
                                         " AND held_ms = 40000"),
                     1);
    // Not for another lecture, not changed, not for longer than it is good.
    struct lecture before = s.lecture;
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    assert_int_equal(by_code(&s, s.f->other_student, stamp.text, mine), FAULT_CODE_WRONG);
    assert_int_equal(stamped(&s, link_now(&s), "phone", "192.0.2.1", &other), FAULT_NONE);
    other.text[4]++;
    assert_int_equal(by_code(&s, s.f->other_student, other.text, mine), FAULT_CODE_WRONG);
    other.text[4]--;
    fixture_wait(s.f, CODE_STAMP_MINUTES * MINUTE);
    assert_int_equal(by_code(&s, s.f->other_student, other.text, mine), FAULT_CODE_WRONG);
    s.lecture = before;
    school_fixture_close(s.f);
}

static void test_stamp_guesses(void **state)
{
    struct scene s = scene_open(state);
    struct code_stamp stamp;
    char guess[ROOM_LINK_SIZE], network[32];
    const char *old = link_now(&s);
    fixture_wait(s.f, 30 * SECOND);
    for (int i = 0; i < 3 * CODE_STAMP_NETWORK_TRIES; i++) // late is no guess
        assert_int_equal(stamped(&s, old, "phone", "192.0.2.1", &stamp), FAULT_CODE_WRONG);
    for (int i = 0; i < CODE_STAMP_NETWORK_TRIES; i++) {
        snprintf(guess, sizeof(guess), "%032x", i);
        assert_int_equal(stamped(&s, guess, "phone", "192.0.2.1", &stamp), FAULT_CODE_WRONG);
    }
    // No more, not even with the right one; from elsewhere it is.
    assert_int_equal(stamped(&s, link_now(&s), "phone", "192.0.2.1", &stamp), FAULT_TOO_MANY_ATTEMPTS);
    assert_int_equal(stamped(&s, link_now(&s), "phone", "192.0.2.2", &stamp), FAULT_NONE);
    for (int i = CODE_STAMP_NETWORK_TRIES; i < CODE_STAMP_LECTURE_TRIES; i++) {
        snprintf(guess, sizeof(guess), "%032x", i);
        snprintf(network, sizeof(network), "10.0.%d.1", i);
        assert_int_equal(stamped(&s, guess, "phone", network, &stamp), FAULT_CODE_WRONG);
    }
    assert_int_equal(stamped(&s, link_now(&s), "phone", "192.0.2.3", &stamp), FAULT_TOO_MANY_ATTEMPTS);
    // Another lecture is not held up by it; one that does not exist is like any other.
    struct lecture held = s.lecture;
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    assert_int_equal(stamped(&s, link_now(&s), "phone", "192.0.2.3", &stamp), FAULT_NONE);
    s.lecture.id = 987654;
    assert_int_equal(stamped(&s, guess, "phone", "192.0.2.3", &stamp), FAULT_CODE_WRONG);
    s.lecture = held;
    fixture_wait(s.f, 16 * MINUTE);
    assert_int_equal(stamped(&s, link_now(&s), "phone", "192.0.2.1", &stamp), FAULT_NONE);
    school_fixture_close(s.f);
}

static void test_stamp_words(void **state)
{
    (void)state;
    struct code_stamp_words words = {.at = 7};
    char text[CODE_STAMP_SIZE + 8], mac[65];
    memset(mac, 'a', 64), mac[64] = '\0';
    static const char *const before[] = {"",      "1",   "1.",    ".1.",   "0.1.",   "1.0.",
                                         "-1.2.", "1 .", "1.2..", "1.+2.", "1.2.3.", "1234567890123456.1.",
                                         "a.1."};
    for (size_t i = 0; i < ARRAY_LENGTH(before); i++) {
        snprintf(text, sizeof(text), "%s%s", before[i], mac);
        if (code_stamp_parse(text, &words))
            fail_msg("taken: %s", text);
    }
    mac[63] = '\0';
    snprintf(text, sizeof(text), "1.2.%s", mac);
    assert_false(code_stamp_parse(text, &words));
    snprintf(text, sizeof(text), "1.2.%sG", mac);
    assert_false(code_stamp_parse(text, &words));
    assert_false(code_stamp_parse(NULL, &words));
    assert_int_equal(words.at, 7);
    snprintf(text, sizeof(text), "123456789012345.2.%sf", mac);
    assert_true(code_stamp_parse(text, &words));
    assert_int_equal(words.at, 123456789012345);
    assert_int_equal(words.period, 2);
}

/* ---- by face ---- */

/* The code that the first step brought is the check's, however long the others take. */
static void test_steps(void **state)
{
    struct scene s = scene_open(state);
    struct code_use use = {.way = CODE_NONE}, again = {.way = CODE_NONE};
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    struct challenge begun;
    int64_t retry;
    fixture_enrol(s.f, s.f->student);
    assert_int_equal(attendance_challenge(s.f->school, &s.f->student, s.lecture.id, &begun, &retry), FAULT_NONE);
    secret_fingerprint(begun.token, fingerprint);
    wait_into_period(&s, 7 * SECOND);
    assert_int_equal(signs_recall_code(s.f->school, fingerprint, &again), FAULT_NONE);
    assert_int_equal(again.way, CODE_NONE);
    int64_t at = school_now(s.f->school);
    use = (struct code_use){CODE_STAMP, (at - 20 * SECOND) / ROOM_PERIOD_MS, 7 * SECOND, 20 * SECOND};
    assert_int_equal(signs_note_code(s.f->school, fingerprint, &use, at), FAULT_NONE);
    fixture_wait(s.f, 30 * SECOND);
    assert_int_equal(signs_recall_code(s.f->school, fingerprint, &again), FAULT_NONE);
    assert_int_equal(again.way, CODE_STAMP);
    assert_int_equal(again.period, use.period);
    assert_int_equal(again.age_ms, use.age_ms);
    assert_int_equal(again.held_ms, use.held_ms);
    // The mark of a check by face keeps what it showed, too.
    struct proved proved = {.flags = MARK_ODD_CAMERA, .signs = {.network = "0123", .reasons = "camera_label:obs"}};
    assert_int_equal(check_in_conclude(s.f->school, &s.f->student, s.lecture.id, begun.token, at, FACE_OK, &proved),
                     FAULT_NONE);
    assert_int_equal(flags_of(&s, s.f->student), MARK_ODD_CAMERA);
    struct mark_past past = past_of(&s, s.f->student);
    assert_int_equal(past.signs_count, 1);
    assert_string_equal(past.signs[0].value, "obs");
    school_fixture_close(s.f);
}

/* A mark by face without the room, which a code settles: a code that was passed on leaves its sign all the same. */
static void test_settling(void **state)
{
    struct scene s = scene_open(state);
    struct challenge begun;
    int64_t retry;
    crowd_comes(&s, 6);
    fixture_enrol(s.f, s.f->student);
    assert_int_equal(attendance_challenge(s.f->school, &s.f->student, s.lecture.id, &begun, &retry), FAULT_NONE);
    struct proved proved = {.flags = MARK_NO_ROOM | MARK_NEW_DEVICE, .signs = {.network = "elsewhere"}};
    assert_int_equal(check_in_conclude(s.f->school, &s.f->student, s.lecture.id, begun.token, school_now(s.f->school),
                                       FACE_OK, &proved),
                     FAULT_NONE);
    assert_int_equal(flags_of(&s, s.f->student), MARK_NO_ROOM | MARK_NEW_DEVICE);
    wait_into_period(&s, 0);
    const char *link = link_now(&s);
    fixture_wait(s.f, 15 * SECOND);
    struct proof_input input = {.address = "203.0.113.9", .device = "new"};
    assert_int_equal(by_code(&s, s.f->student, link, input), FAULT_NONE);
    assert_int_equal(flags_of(&s, s.f->student), MARK_RELAYED | MARK_NEW_DEVICE);
    assert_int_equal(past_of(&s, s.f->student).signs_count, 3);
    school_fixture_close(s.f);
}

/* Whoever heard the room is in it, wherever their network is. */
static void test_heard(void **state)
{
    struct scene s = scene_open(state);
    struct challenge begun;
    struct lecture closed;
    int64_t retry;
    fixture_enrol(s.f, s.f->student);
    assert_int_equal(attendance_challenge(s.f->school, &s.f->student, s.lecture.id, &begun, &retry), FAULT_NONE);
    struct proved proved = {.flags = MARK_NEW_DEVICE,
                            .room = ROOM_BY_CODE | ROOM_BY_SOUND,
                            .signs = {.network = "elsewhere", .code = {CODE_LINK, 1, 17 * SECOND, 0}}};
    crowd_comes(&s, CROWD);
    assert_int_equal(check_in_conclude(s.f->school, &s.f->student, s.lecture.id, begun.token, school_now(s.f->school),
                                       FACE_OK, &proved),
                     FAULT_NONE);
    assert_int_equal(lecture_window_close(s.f->school, &s.f->professor, s.lecture.id, &s.f->arena, &closed),
                     FAULT_NONE);
    assert_int_equal(flags_of(&s, s.f->student), MARK_NEW_DEVICE);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM check_in_signs WHERE heard = 1"), 1);
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rule),      cmocka_unit_test(test_reasons),     cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_cameras),   cmocka_unit_test(test_stamp_words), TEST_ON_BOTH(test_relayed),
        TEST_ON_BOTH(test_first_of_all),  TEST_ON_BOTH(test_not_over_a_hand), TEST_ON_BOTH(test_stamp),
        TEST_ON_BOTH(test_stamp_guesses), TEST_ON_BOTH(test_steps),           TEST_ON_BOTH(test_settling),
        TEST_ON_BOTH(test_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
