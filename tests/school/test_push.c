/* SPDX-License-Identifier: MIT */
/* Being told in a closed browser: who may subscribe where, what is queued for whom and when, what of the queue's other
 * end, and what ends it. What goes over the wire: tests/e2e/push.mjs. */
#include "school/unit.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/p256.h"
#include "school/attendance/hand.h"
#include "school/common/fault.h"
#include "school/common/key_rotation.h"
#include "school/common/keys.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/session.h"
#include "school/plan/lecture.h"
#include "school/post/notification.h"
#include "school/post/push_inside.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/store.h"

#define GOOD(call) assert_int_equal((call), FAULT_NONE)

static const char good_auth[] = "BTBZMqHH6r4Tts7J_aSIgg";
static const char good_point[] =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

/* ---- where pushes may go ---- */

static void test_endpoints(void **state)
{
    (void)state;
    static const struct {
        const char *endpoint, *origin;
    } good[] = {
        {"https://fcm.googleapis.com/fcm/send/abc:def", "https://fcm.googleapis.com"},
        {"https://updates.push.services.mozilla.com/wpush/v2/gAAA", "https://updates.push.services.mozilla.com"},
        {"https://WEB.Push.apple.COM/QL", "https://web.push.apple.com"},
        {"https://wns2-db5p.notify.windows.com/w/?token=BQYAAA%3d%3d", "https://wns2-db5p.notify.windows.com"},
        {"https://push.example.org:443/x", "https://push.example.org"},
    };
    static const char *const bad[] = {
        "",
        "https://",
        "push.example.org/x",
        "http://push.example.org/x",
        "ftp://push.example.org/x",
        "file:///etc/passwd",
        "https://push.example.org:8443/x",
        "https://push.example.org:22/x",
        "https://ada:secret@push.example.org/x",
        "https://ada@push.example.org/x",
        "https://push.example.org/x#part",
        "https://localhost/x",
        "https://LOCALHOST/x",
        "https://localhost./x",
        "https://printer.local/x",
        "https://db.internal/x",
        "https://box.lan/x",
        "https://a.localhost/x",
        "https://intranet/x",
        "https://push.example.org./x",
        "https://127.0.0.1/x",
        "https://10.0.0.1/x",
        "https://8.8.8.8/x", // no push service is at a number
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://127.1/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://[2001:4860:4860::8888]/x",
        "https://push.example.org/a b",
        "https://push.example.org/a\"b",
        "https://push.example.org/a\\b",
        "https://push.example.org\\@10.0.0.1/x",
        "https://push.example.org/\r\nHost: 10.0.0.1",
        "https://p\xc3\xbcsh.example.org/x",
        "https:///x",
    };
    char origin[PUSH_ORIGIN_SIZE], longest[PUSH_ENDPOINT_MAX + 2] = "https://push.example.org/";
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
        if (!push_endpoint_read(good[i].endpoint, false, origin))
            fail_msg("%s is refused", good[i].endpoint);
        assert_string_equal(origin, good[i].origin);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (push_endpoint_read(bad[i], false, origin))
            fail_msg("%s is taken for %s", bad[i], origin);
    memset(longest + strlen(longest), 'x', sizeof(longest) - 1 - strlen(longest));
    assert_false(push_endpoint_read(longest, false, origin));
    longest[PUSH_ENDPOINT_MAX] = '\0';
    assert_true(push_endpoint_read(longest, false, origin));
    // A test's own push service, which still speaks HTTPS.
    assert_true(push_endpoint_read("https://127.0.0.1:9443/x", true, origin));
    assert_string_equal(origin, "https://127.0.0.1:9443");
    assert_false(push_endpoint_read("http://127.0.0.1:9443/x", true, origin));
}

static bool is_public(const char *text)
{
    struct sockaddr_in ipv4 = {.sin_family = AF_INET};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &ipv4.sin_addr) == 1)
        return push_address_is_public((const struct sockaddr *)&ipv4);
    if (inet_pton(AF_INET6, text, &ipv6.sin6_addr) != 1)
        fail_msg("%s is no address", text);
    return push_address_is_public((const struct sockaddr *)&ipv6);
}

/* What a name leads to: another name may lead home. */
static void test_addresses(void **state)
{
    (void)state;
    static const char *const good[] = {"8.8.8.8",         "142.250.1.1",     "172.15.255.255", "172.32.0.0",
                                       "100.63.255.255",  "100.128.0.0",     "192.0.1.1",      "198.17.255.255",
                                       "223.255.255.255", "2a00:1450::200e", "2606:4700::1",   "2001:4860:4860::8888",
                                       "::ffff:8.8.8.8",  "64:ff9b::808:808"};
    static const char *const bad[] = {"0.0.0.0",
                                      "0.1.2.3",
                                      "10.0.0.1",
                                      "10.255.255.255",
                                      "100.64.0.1",
                                      "127.0.0.1",
                                      "127.255.255.254",
                                      "169.254.169.254",
                                      "172.16.0.1",
                                      "172.31.255.255",
                                      "192.0.0.8",
                                      "192.0.2.1",
                                      "192.88.99.1",
                                      "192.168.1.1",
                                      "198.18.0.1",
                                      "198.19.255.255",
                                      "198.51.100.1",
                                      "203.0.113.1",
                                      "224.0.0.1",
                                      "239.1.1.1",
                                      "240.0.0.1",
                                      "255.255.255.255",
                                      "::",
                                      "::1",
                                      "fe80::1",
                                      "fc00::1",
                                      "fd12:3456::1",
                                      "ff02::1",
                                      "::ffff:10.0.0.1",
                                      "::ffff:127.0.0.1",
                                      "64:ff9b::a00:1",
                                      "64:ff9b:1::a00:1",
                                      "2001::1",
                                      "2001:db8::1",
                                      "2002:a00:1::1",
                                      "3fff::1",
                                      "::7f00:1",
                                      "5f00::1"};
    const struct sockaddr local = {.sa_family = AF_UNIX};
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
        if (!is_public(good[i]))
            fail_msg("%s is refused", good[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        if (is_public(bad[i]))
            fail_msg("%s is taken", bad[i]);
    assert_false(push_address_is_public(&local));
}

/* ---- subscribing ---- */

/* The actor of a session that is really there. */
static struct actor signed_in(struct school_fixture *f, struct actor person)
{
    struct session session;
    const struct session_origin origin = {.user_agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"};
    GOOD(session_start(f->school, person.user_id, &origin, &f->arena, &session));
    return session_actor(&session);
}

static struct push_subscription subscribed_at(struct school_fixture *f, struct actor actor, const char *endpoint)
{
    struct push_subscription subscription;
    const struct push_new new = {endpoint, good_point, good_auth, "Firefox on Linux"};
    GOOD(push_subscribe(f->school, &actor, &new, &subscription));
    return subscription;
}

static struct push_subscription subscribed(struct school_fixture *f, struct actor actor)
{
    char endpoint[80];
    snprintf(endpoint, sizeof(endpoint), "https://push.example.org/%lld", (long long)actor.session_id);
    return subscribed_at(f, actor, endpoint);
}

static size_t subscriptions(struct school_fixture *f, struct actor actor)
{
    struct push_state state;
    GOOD(push_get(f->school, &actor, &f->arena, &state));
    return state.count;
}

static void test_subscribing(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor student = signed_in(f, f->student), other = signed_in(f, f->other_student);
    struct push_state push;
    struct push_subscription first = subscribed(f, student);
    fixture_wait(f, MINUTE);
    GOOD(push_get(f->school, &student, &f->arena, &push));
    assert_int_equal(strlen(push.public_key), VAPID_PUBLIC_SIZE - 1);
    assert_int_equal(push.count, 1);
    assert_true(push.subscriptions[0].current && push.subscriptions[0].id == first.id);
    assert_string_equal(push.subscriptions[0].device, "Firefox on Linux");
    assert_int_equal(push.subscriptions[0].made_at, FIXTURE_NOW);
    assert_int_equal(push.subscriptions[0].last_ok_at, 0);

    // A session has one; the browser's service may have given it another address.
    struct push_subscription second = subscribed_at(f, student, "https://push.example.org/another");
    assert_true(second.id != first.id);
    assert_int_equal(subscriptions(f, student), 1);
    // The browser has changed hands.
    subscribed_at(f, other, "https://push.example.org/another");
    assert_int_equal(subscriptions(f, student), 0);
    assert_int_equal(subscriptions(f, other), 1);

    // Another's is not to be ended; one's own from any of one's sessions is.
    second = subscribed(f, student);
    struct actor elsewhere = signed_in(f, f->student);
    assert_int_equal(push_unsubscribe(f->school, &other, second.id), FAULT_NOT_FOUND);
    GOOD(push_get(f->school, &elsewhere, &f->arena, &push));
    assert_false(push.subscriptions[0].current);
    GOOD(push_unsubscribe(f->school, &elsewhere, second.id));
    assert_int_equal(push_unsubscribe(f->school, &elsewhere, second.id), FAULT_NOT_FOUND);
    school_fixture_close(f);
}

static void test_refused_subscriptions(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor student = signed_in(f, f->student);
    struct push_subscription subscription;
    static const char endpoint[] = "https://push.example.org/1";
    char off_curve[sizeof(good_point)];
    str_copy(off_curve, sizeof(off_curve), good_point);
    off_curve[60] = off_curve[60] == 'A' ? 'B' : 'A';
    const struct {
        struct push_new new;
        enum fault fault;
    } bad[] = {
        {{"https://127.0.0.1/1", good_point, good_auth, ""}, FAULT_PUSH_ENDPOINT},
        {{"https://printer.local/1", good_point, good_auth, ""}, FAULT_PUSH_ENDPOINT},
        {{endpoint, "", good_auth, ""}, FAULT_PUSH_KEYS},
        {{endpoint, good_auth, good_auth, ""}, FAULT_PUSH_KEYS},
        {{endpoint, off_curve, good_auth, ""}, FAULT_PUSH_KEYS},
        {{endpoint, good_point, good_point, ""}, FAULT_PUSH_KEYS},
        {{endpoint, good_point, "", ""}, FAULT_PUSH_KEYS},
        {{endpoint, good_point, "BTBZMqHH6r4Tts7J_aSI", ""}, FAULT_PUSH_KEYS},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(push_subscribe(f->school, &student, &bad[i].new, &subscription), bad[i].fault);
    assert_int_equal(subscriptions(f, student), 0);
    assert_int_equal(push_test(f->school, &student), FAULT_PUSH_NONE);
    f->school->config.push_off = true;
    const struct push_new good = {endpoint, good_point, good_auth, ""};
    struct push_state push;
    assert_int_equal(push_subscribe(f->school, &student, &good, &subscription), FAULT_PUSH_OFF);
    assert_int_equal(push_test(f->school, &student), FAULT_PUSH_OFF);
    GOOD(push_get(f->school, &student, &f->arena, &push));
    assert_string_equal(push.public_key, "");
    school_fixture_close(f);
}

/* One more than so many ends the oldest; and with the session goes what it made. */
static void test_limit_and_end(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor sessions[PUSH_SUBSCRIPTIONS_MAX + 1];
    struct push_state push;
    for (size_t i = 0; i < ARRAY_LENGTH(sessions); i++) {
        sessions[i] = signed_in(f, f->student);
        subscribed(f, sessions[i]);
        fixture_wait(f, MINUTE);
    }
    GOOD(push_get(f->school, &sessions[0], &f->arena, &push));
    assert_int_equal(push.count, PUSH_SUBSCRIPTIONS_MAX);
    for (size_t i = 0; i < push.count; i++)
        assert_false(push.subscriptions[i].current);
    GOOD(push_test(f->school, &sessions[3]));
    GOOD(session_end(f->school, &sessions[3]));
    assert_int_equal(subscriptions(f, sessions[1]), PUSH_SUBSCRIPTIONS_MAX - 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes"), 0);
    GOOD(session_revoke(f->school, &sessions[1], sessions[4].session_id));
    assert_int_equal(subscriptions(f, sessions[1]), PUSH_SUBSCRIPTIONS_MAX - 2);
    int64_t ended;
    GOOD(session_revoke_others(f->school, &sessions[1], &ended));
    assert_int_equal(subscriptions(f, sessions[1]), 1);
    // One that nobody ended.
    fixture_wait(f, (SESSION_STUDENT_DAYS + 1) * (int64_t)DAY);
    GOOD(school_sweep(f->school));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM push_subscriptions"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM sessions WHERE user_id > 0"), 1);
    school_fixture_close(f);
}

/* Made once; a rotation of the master key leaves it as it is; without the master key there is another, under which
 * nothing is subscribed. */
static void test_key(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor student = signed_in(f, f->student);
    struct own_key one, other;
    char path[96];
    int64_t count;
    GOOD(push_key(f->school, &one));
    GOOD(push_key(f->school, &other));
    assert_memory_equal(one.bytes, other.bytes, sizeof(one.bytes));
    subscribed(f, student);
    snprintf(path, sizeof(path), "%s/key", f->folder);
    assert_true(secret_rotation_begin(path));
    secret_key_refresh(f->key);
    GOOD(keys_rewrap(f->test->store, f->key, &count));
    assert_true(secret_rotation_end(path));
    secret_key_refresh(f->key);
    GOOD(push_key(f->school, &other));
    assert_memory_equal(one.bytes, other.bytes, sizeof(one.bytes));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM push_subscriptions"), 1);

    GOOD(keys_forget(f->test->store));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM push_subscriptions"), 0);
    school_fixture_close(f);
}

/* ---- what is queued ---- */

static struct push_taken taken[PUSH_BATCH];

static size_t take(struct school_fixture *f)
{
    size_t count;
    bool more;
    GOOD(push_take(f->school, &f->arena, taken, &count, &more));
    return count;
}

static void note_all(struct school_fixture *f, size_t count, struct push_outcome outcome)
{
    struct push_outcome outcomes[PUSH_BATCH];
    for (size_t i = 0; i < count; i++)
        outcomes[i] = outcome;
    GOOD(push_note(f->school, taken, outcomes, count));
}

static enum db_status add(struct db *db, void *context)
{
    const struct notification_request *request = context;
    return status_of(tell(db, TELL_PERSON, request, 0, FIXTURE_NOW));
}

static void told(struct school_fixture *f, struct notification_request request)
{
    assert_int_equal(store_write(f->test->store, add, &request), DB_OK);
}

/* A class of two students whose attendance is open, one of whom has two browsers. */
struct open_class {
    struct school_fixture *f;
    struct actor student, student_again, other, professor;
    struct lecture lecture;
};

static struct open_class open_class(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_join(f, &classroom, f->other_student);
    struct open_class class = {.f = f,
                               .student = signed_in(f, f->student),
                               .student_again = signed_in(f, f->student),
                               .other = signed_in(f, f->other_student),
                               .professor = signed_in(f, f->professor)};
    subscribed(f, class.student);
    subscribed(f, class.student_again);
    subscribed(f, class.other);
    subscribed(f, class.professor);
    class.professor.stepped_up_at = clock_now_ms(&f->clock);
    class.lecture = fixture_lecture(f, classroom.id);
    return class;
}

static void test_window(void **state)
{
    struct open_class class = open_class(state);
    struct school_fixture *f = class.f;
    char tag[40], path[40];
    GOOD(notification_tick(f->school));
    assert_int_equal(take(f), 3); // who opened it knows
    snprintf(tag, sizeof(tag), "lecture-%lld", (long long)class.lecture.id);
    snprintf(path, sizeof(path), "/mark/%lld", (long long)class.lecture.id);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(taken[i].kind, "window_opened");
        assert_string_equal(taken[i].tag, tag);
        assert_string_equal(taken[i].path, path);
        assert_int_equal(taken[i].tries, 1);
        assert_int_equal(taken[i].ends_at, class.lecture.window.closes_at);
    }
    assert_int_equal(take(f), 0); // they are this server's
    note_all(f, 3, (struct push_outcome){.result = PUSH_TAKEN_OVER});
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM push_subscriptions WHERE last_ok_at > 0"), 3);
    GOOD(notification_tick(f->school));
    assert_int_equal(take(f), 0); // once
    school_fixture_close(f);
}

static void mark(struct open_class *class, struct actor student)
{
    struct mark mark;
    const struct mark_request present = {.status = MARK_PRESENT};
    GOOD(attendance_mark(class->f->school, &class->professor, class->lecture.id, student.user_id, &present,
                         &class->f->arena, &mark));
}

/* Who is marked is not asked to mark: neither before it is queued nor while it waits. */
static void test_marked(void **state)
{
    struct open_class class = open_class(state);
    struct school_fixture *f = class.f;
    mark(&class, class.other);
    fixture_sql(f, "DELETE FROM notifications WHERE kind = 'mark_changed'");
    GOOD(notification_tick(f->school));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes"), 2);
    assert_int_equal(take(f), 2);
    note_all(f, 2, (struct push_outcome){.result = PUSH_LATER});
    mark(&class, class.student);
    fixture_sql(f, "DELETE FROM notifications WHERE kind = 'mark_changed'");
    fixture_wait(f, MINUTE);
    assert_int_equal(take(f), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes"), 0);
    school_fixture_close(f);
}

/* What was read, what nobody chose, and whose account is closed. */
static void test_unwanted(void **state)
{
    struct open_class class = open_class(state);
    struct school_fixture *f = class.f;
    struct notification_choices choices;
    int64_t unread;
    GOOD(notification_read(f->school, &class.student, 0, INT64_MAX, &unread));
    char sql[100];
    snprintf(sql, sizeof(sql), "UPDATE users SET disabled_at = 1 WHERE id = %lld", (long long)class.other.user_id);
    fixture_sql(f, sql);
    GOOD(notification_tick(f->school));
    assert_int_equal(take(f), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE push_at IS NOT NULL"), 0);

    GOOD(notification_choices(f->school, &class.student, &f->arena, &choices));
    assert_true(choices.kinds[NOTIFY_GRADED].push);
    assert_false(choices.kinds[NOTIFY_STUDENT_LEFT].push);
    choices.kinds[NOTIFY_GRADED] = (struct notification_choice){false, NOTIFY_EMAIL_OFF, false};
    choices.kinds[NOTIFY_BOARD_ITEM] = (struct notification_choice){false, NOTIFY_EMAIL_OFF, true};
    GOOD(notification_choose(f->school, &class.student, &choices));
    fixture_sql(f, "DELETE FROM notifications");
    told(f, (struct notification_request){.user_id = class.student.user_id, .kind = NOTIFY_GRADED});
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 0);
    told(f, (struct notification_request){
                .user_id = class.student.user_id, .kind = NOTIFY_BOARD_ITEM, .class_id = 5, .subject_id = 9});
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE hidden = 1 AND mail_at IS NULL"), 1);
    GOOD(notification_tick(f->school));
    assert_int_equal(take(f), 2);
    assert_string_equal(taken[0].path, "/classroom/5/board/9");
    assert_string_equal(taken[0].tag, "board_item-5");
    // By push alone, without a browser that waits for it: by nothing.
    fixture_sql(f, "DELETE FROM push_subscriptions");
    told(f, (struct notification_request){.user_id = class.student.user_id, .kind = NOTIFY_BOARD_ITEM});
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications"), 1);
    school_fixture_close(f);
}

static void quiet(struct school_fixture *f, struct actor actor, int64_t from, int64_t to)
{
    struct notification_choices choices;
    GOOD(notification_choices(f->school, &actor, &f->arena, &choices));
    choices.quiet_from = from;
    choices.quiet_to = to;
    GOOD(notification_choose(f->school, &actor, &choices));
}

/* It is 9:00. What is of no use any more when the quiet hours end is not sent at all. */
static void test_quiet_hours(void **state)
{
    struct open_class class = open_class(state);
    struct school_fixture *f = class.f;
    quiet(f, class.student, 8 * 60, 10 * 60);
    quiet(f, class.other, 8 * 60, 9 * 60 + 5);
    told(f, (struct notification_request){.user_id = class.student.user_id, .kind = NOTIFY_REQUEST_ANSWERED});
    GOOD(notification_tick(f->school));
    assert_int_equal(take(f), 0);
    fixture_wait(f, 5 * MINUTE);
    GOOD(notification_tick(f->school));
    assert_int_equal(take(f), 1); // the window is still open
    assert_string_equal(taken[0].kind, "window_opened");
    note_all(f, 1, (struct push_outcome){.result = PUSH_TAKEN_OVER});
    fixture_wait(f, 55 * MINUTE);
    GOOD(notification_tick(f->school));
    assert_int_equal(take(f), 2); // both browsers of the other
    assert_string_equal(taken[0].kind, "request_answered");
    assert_string_equal(taken[0].path, "/notifications");
    school_fixture_close(f);
}

/* More than a few at once are one; what presses is said by itself. */
static void test_several(void **state)
{
    struct open_class class = open_class(state);
    struct school_fixture *f = class.f;
    static const enum notification_kind kinds[] = {NOTIFY_GRADED, NOTIFY_NEW_DEVICE, NOTIFY_BOARD_ITEM,
                                                   NOTIFY_JOB_DONE};
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
        told(f, (struct notification_request){.user_id = class.other.user_id, .kind = kinds[i], .class_id = 5});
    GOOD(notification_tick(f->school));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes WHERE kind = 'several'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes WHERE kind = 'window_opened'"), 3);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes"), 4);
    // One that waits gives way to a later one of its tag.
    fixture_sql(f, "DELETE FROM pushes");
    for (int i = 0; i < 2; i++) {
        told(f, (struct notification_request){.user_id = class.other.user_id, .kind = NOTIFY_GRADED, .class_id = 5});
        GOOD(notification_tick(f->school));
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes"), 1);
    school_fixture_close(f);
}

/* ---- the queue's other end ---- */

static void test_outcomes(void **state)
{
    struct open_class class = open_class(state);
    struct school_fixture *f = class.f;
    const struct push_outcome gone = {.result = PUSH_GONE}, later = {.result = PUSH_LATER};
    const struct push_outcome refused = {.result = PUSH_REFUSED};
    fixture_sql(f, "DELETE FROM notifications");
    GOOD(push_test(f->school, &class.student));
    GOOD(push_test(f->school, &class.student)); // the one before waits still
    assert_int_equal(take(f), 1);
    assert_string_equal(taken[0].path, "/notifications/choices");
    note_all(f, 1, gone);
    assert_int_equal(push_test(f->school, &class.student), FAULT_PUSH_NONE);

    // Refused for good: after a few in a row the subscription is of no use.
    for (int i = 0; i < PUSH_REFUSED_MAX; i++) {
        GOOD(push_test(f->school, &class.other));
        assert_int_equal(take(f), 1);
        note_all(f, 1, refused);
        assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes"), 0);
    }
    assert_int_equal(push_test(f->school, &class.other), FAULT_PUSH_NONE);

    // A server that has died over one: another takes it up.
    GOOD(push_test(f->school, &class.student_again));
    assert_int_equal(take(f), 1);
    fixture_wait(f, PUSH_LEASE_MINUTES * MINUTE);
    assert_int_equal(take(f), 1);
    assert_int_equal(taken[0].tries, 2);
    // One that the server's own end broke off is not counted.
    note_all(f, 1, (struct push_outcome){.result = PUSH_LATER, .interrupted = true});
    assert_int_equal(take(f), 1);
    assert_int_equal(taken[0].tries, 2);
    // Away for the moment: later each time, until it is of no use.
    note_all(f, 1, later);
    assert_int_equal(take(f), 0);
    fixture_wait(f, 10 * MINUTE);
    assert_int_equal(take(f), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes"), 0);
    assert_int_equal(fixture_number(f, "SELECT refused FROM push_subscriptions LIMIT 1"), 0);
    school_fixture_close(f);
}

static void test_pauses(void **state)
{
    struct open_class class = open_class(state);
    struct school_fixture *f = class.f;
    fixture_sql(f, "DELETE FROM notifications");
    told(f, (struct notification_request){.user_id = class.other.user_id, .kind = NOTIFY_GRADED, .class_id = 5});
    GOOD(notification_tick(f->school));
    assert_int_equal(push_pause(1), 15 * SECOND);
    assert_int_equal(push_pause(PUSH_TRIES_MAX + 9), HOUR);
    for (int64_t i = 1; i <= PUSH_TRIES_MAX; i++) {
        assert_int_equal(take(f), 1);
        assert_int_equal(taken[0].tries, i);
        note_all(f, 1, (struct push_outcome){.result = PUSH_LATER});
        if (i == PUSH_TRIES_MAX)
            break;
        int64_t wait = fixture_number(f, "SELECT next_try_at FROM pushes") - school_now(f->school);
        assert_in_range(wait, push_pause(i) / 2, push_pause(i) * 3 / 2);
        fixture_wait(f, wait);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes"), 0);
    assert_int_equal(subscriptions(f, class.other), 1);

    // As long as the push service asks for, within bounds.
    told(f, (struct notification_request){.user_id = class.other.user_id, .kind = NOTIFY_GRADED, .class_id = 5});
    GOOD(notification_tick(f->school));
    static const struct {
        int64_t asked, got;
    } pauses[] = {{20 * MINUTE, 20 * MINUTE}, {9 * (int64_t)DAY, HOUR}};
    for (size_t i = 0; i < ARRAY_LENGTH(pauses); i++) {
        assert_int_equal(take(f), 1);
        note_all(f, 1, (struct push_outcome){.result = PUSH_LATER, .after_ms = pauses[i].asked});
        assert_int_equal(fixture_number(f, "SELECT next_try_at FROM pushes") - school_now(f->school), pauses[i].got);
        fixture_wait(f, pauses[i].got);
    }
    school_fixture_close(f);
}

/* Somebody who signs out while one is on its way: its end finds nothing, and that is well. */
static void test_ended_meanwhile(void **state)
{
    struct open_class class = open_class(state);
    struct school_fixture *f = class.f;
    GOOD(notification_tick(f->school));
    assert_int_equal(take(f), 3);
    GOOD(session_end(f->school, &class.student));
    note_all(f, 3, (struct push_outcome){.result = PUSH_TAKEN_OVER});
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM push_subscriptions WHERE last_ok_at > 0"), 2);
    // A session past its end is told nothing, also before the sweep has come by.
    fixture_sql(f, "UPDATE sessions SET expires_at = 1");
    told(f, (struct notification_request){.user_id = class.other.user_id, .kind = NOTIFY_GRADED});
    GOOD(notification_tick(f->school));
    assert_int_equal(take(f), 0);
    school_fixture_close(f);
}

/* ---- over the wire ---- */

/* What the name of the push service leads to, whatever is asked for it; NULL: it is not known. */
static const char *leads_to;

/* In the place of the C library's, also for libcurl. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **ret_list)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    if (!name || strcmp(name, "push.example.org") != 0)
        return real(name, service, hints, ret_list);
    return leads_to ? real(leads_to, service, NULL, ret_list) : EAI_NONAME;
}

/* Sends one test, by a pusher that remembers no name. */
static void send_to(struct school_fixture *f, struct actor actor, const char *address)
{
    const struct push_transport transport = {.contact = "mailto:ada@example.org"};
    struct pusher *pusher = pusher_open(&transport);
    size_t sent;
    assert_non_null(pusher);
    leads_to = address;
    GOOD(push_test(f->school, &actor));
    GOOD(push_work(f->school, pusher, 1, &sent));
    assert_int_equal(sent, 0);
    pusher_close(pusher);
}

/* A name that looks like any other and leads home: nobody there is connected to. */
static void test_leads_home(void **state)
{
    static const char *const homes[] = {"127.0.0.1", "::1", "169.254.169.254", "10.1.2.3"};
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct actor student = signed_in(f, f->student);
    subscribed(f, student);
    for (size_t i = 0; i < ARRAY_LENGTH(homes); i++) {
        send_to(f, student, homes[i]);
        assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes"), 0);
        assert_int_equal(fixture_number(f, "SELECT refused FROM push_subscriptions"), i + 1);
    }
    // A name that nobody knows just now may be known later.
    send_to(f, student, NULL);
    assert_int_equal(fixture_number(f, "SELECT tries FROM pushes"), 1);
    assert_int_equal(fixture_number(f, "SELECT refused FROM push_subscriptions"), ARRAY_LENGTH(homes));
    fixture_sql(f, "DELETE FROM pushes");
    send_to(f, student, "::ffff:192.168.0.1");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM push_subscriptions"), 0);
    // A server that stops sends nothing more, and loses nothing.
    subscribed(f, student);
    atomic_store(&f->school->stopping, true);
    send_to(f, student, NULL);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM pushes WHERE tries = 0"), 1);
    pusher_close(NULL);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_endpoints), cmocka_unit_test(test_addresses),
        TEST_ON_BOTH(test_subscribing),   TEST_ON_BOTH(test_refused_subscriptions),
        TEST_ON_BOTH(test_limit_and_end), TEST_ON_BOTH(test_key),
        TEST_ON_BOTH(test_window),        TEST_ON_BOTH(test_marked),
        TEST_ON_BOTH(test_unwanted),      TEST_ON_BOTH(test_quiet_hours),
        TEST_ON_BOTH(test_several),       TEST_ON_BOTH(test_outcomes),
        TEST_ON_BOTH(test_pauses),        TEST_ON_BOTH(test_ended_meanwhile),
        TEST_ON_BOTH(test_leads_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
