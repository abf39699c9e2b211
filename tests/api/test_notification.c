/* SPDX-License-Identifier: MIT */
/* Notifications, their choices and the outbox, as clients see them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/str.h"
#include "school/common/rows.h"
#include "school/post/mail_off.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"
#include "support/api_client.h"

static enum db_status add(struct db *db, void *context)
{
    return status_of(tell(db, TELL_PERSON, context, 0, 1795424400000));
}

static enum db_status forget_all(struct db *db, void *context)
{
    (void)context;
    return db_exec(db, "DELETE FROM notifications", DB_NO_VALUES);
}

static void told(struct api_world *world, const struct visitor *visitor, const char *text)
{
    struct notification_request request = {.user_id = visitor->id, .kind = NOTIFY_BOARD_ITEM, .text = text};
    assert_int_equal(store_write(world->test->store, add, &request), DB_OK);
}

static void test_list(void **state)
{
    struct api_world world;
    struct college college;
    char target[128];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    assert_int_equal(store_write(world.test->store, forget_all, NULL), DB_OK); // of the college itself
    told(&world, &college.student, "<script>alert(1)</script> \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d");
    told(&world, &college.student, "Two");

    json_t *list =
        api_expect(api_ask(&world, &college.student, HTTP_GET, "/api/user/notifications?limit=1", NULL), 200);
    assert_int_equal(json_int_at(list, "unread"), 2);
    assert_string_equal(json_text_at(list, "notifications.0.text"), "Two");
    int64_t newest = json_int_at(list, "notifications.0.id");
    snprintf(target, sizeof(target), "/api/user/notifications?after=%lld", (long long)json_int_at(list, "next"));
    json_decref(list);
    list = api_expect(api_ask(&world, &college.student, HTTP_GET, target, NULL), 200);
    assert_string_equal(json_text_at(list, "notifications.0.text"),
                        "<script>alert(1)</script> \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d");
    assert_true(json_is_null(json_at(list, "next")));
    json_decref(list);

    snprintf(target, sizeof(target), "/api/user/notifications/%lld/read", (long long)newest);
    api_expect_problem(api_ask(&world, &college.other_student, HTTP_POST, target, "{}"), 404, "not_found");
    json_decref(api_expect(api_ask(&world, &college.student, HTTP_POST, target, "{}"), 200));
    list = api_expect(api_ask(&world, &college.student, HTTP_GET, "/api/user/notifications?unread=true", NULL), 200);
    assert_int_equal(json_array_size(json_at(list, "notifications")), 1);
    json_decref(list);
    snprintf(target, sizeof(target), "{\"up_to\":%lld}", (long long)newest);
    list = api_expect(api_ask(&world, &college.student, HTTP_POST, "/api/user/notifications/seen", target), 200);
    assert_int_equal(json_int_at(list, "unread"), 0);
    json_decref(list);
    static const char *const bad[] = {"?limit=0", "?limit=201", "?after=x", "?unread=on", "?limit=1e3"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        snprintf(target, sizeof(target), "/api/user/notifications%s", bad[i]);
        api_expect_problem(api_ask(&world, &college.student, HTTP_GET, target, NULL), 422, "invalid_field");
    }
    api_world_close(&world);
}

static void test_stream(void **state)
{
    struct api_world world;
    struct college college;
    char channel[64];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    struct answer answer = api_ask(&world, &college.student, HTTP_GET, "/api/user/events", NULL);
    snprintf(channel, sizeof(channel), "user:%lld", (long long)college.student.id);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.channel, channel);
    answer_release(&answer);
    api_world_close(&world);
}

static void test_choices(void **state)
{
    struct api_world world;
    struct college college;
    static const char *const path = "/api/user/notification-choices";
    static const struct {
        const char *body;
        unsigned status;
        const char *code;
    } bad[] = {
        {"[]", 400, "bad_json"},
        {"{\"kinds\":{}}", 422, "invalid_field"},
        {"{\"kinds\":[1]}", 422, "invalid_field"},
        {"{\"kinds\":[{\"kind\":\"nothing\",\"app\":true,\"email\":\"off\"}]}", 422, "invalid_field"},
        {"{\"kinds\":[{\"kind\":\"graded\",\"app\":1,\"email\":\"off\"}]}", 422, "invalid_field"},
        {"{\"kinds\":[{\"kind\":\"graded\",\"app\":true,\"email\":\"always\"}]}", 422, "invalid_field"},
        {"{\"kinds\":[{\"kind\":\"graded\",\"app\":true}]}", 422, "invalid_field"},
        {"{\"kinds\":[{\"kind\":\"graded\",\"app\":true,\"email\":\"off\",\"push\":\"on\"}]}", 422, "invalid_field"},
        {"{\"quiet_to\":\"\"}", 422, "invalid_field"},
        {"{\"quiet_from\":\"24:00\",\"quiet_to\":\"07:00\"}", 422, "invalid_field"},
        {"{\"quiet_from\":\"7:000\",\"quiet_to\":\"07:00\"}", 422, "invalid_field"},
        {"{\"digest_at\":\"\"}", 422, "invalid_field"},
        {"{\"timezone\":\"Mars/Olympus\"}", 422, "invalid_field"},
        {"{\"volume\":11}", 422, "invalid_field"},
    };
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    json_t *choices = api_expect(
        api_ask(&world, &college.student, HTTP_PUT, path,
                "{\"kinds\":[{\"kind\":\"graded\",\"app\":false,\"email\":\"now\"}],\"timezone\":\"Europe/Berlin\","
                "\"quiet_from\":\"22:00\",\"quiet_to\":\"07:30\"}"),
        200);
    assert_string_equal(json_text_at(choices, "quiet_to"), "07:30");
    assert_string_equal(json_text_at(choices, "digest_at"), "18:00");
    json_decref(choices);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        api_expect_problem(api_ask(&world, &college.student, HTTP_PUT, path, bad[i].body), bad[i].status, bad[i].code);
    // What is not named stays; empty takes the quiet hours away.
    json_decref(
        api_expect(api_ask(&world, &college.student, HTTP_PUT, path, "{\"quiet_from\":\"\",\"quiet_to\":\"\"}"), 200));
    choices = api_expect(api_ask(&world, &college.student, HTTP_GET, path, NULL), 200);
    assert_true(json_is_null(json_at(choices, "quiet_from")));
    assert_string_equal(json_text_at(choices, "timezone"), "Europe/Berlin");
    assert_string_equal(json_text_at(choices, "kinds.6.kind"), "graded");
    assert_false(json_is_true(json_at(choices, "kinds.6.app")));
    assert_true(json_is_true(json_at(choices, "kinds.6.push"))); // which the body did not name
    json_decref(choices);
    api_world_close(&world);
}

#define POINT "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
#define KEYS ",\"p256dh\":\"" POINT "\",\"auth\":\"BTBZMqHH6r4Tts7J_aSIgg\"}"

static void test_push(void **state)
{
    struct api_world world;
    struct college college;
    char target[64];
    static const char *const path = "/api/user/push";
    static const char good[] = "{\"endpoint\":\"https://push.example.org/1\"" KEYS;
    static const char *const bad[] = {
        "{\"endpoint\":\"http://push.example.org/1\"" KEYS,
        "{\"endpoint\":\"https://169.254.169.254/latest/meta-data\"" KEYS,
        "{\"endpoint\":\"https://localhost:8443/api/user/me\"" KEYS,
        "{\"endpoint\":\"\"" KEYS,
        "{\"endpoint\":\"https://push.example.org/1\",\"p256dh\":\"AAAA\",\"auth\":\"BTBZMqHH6r4Tts7J_aSIgg\"}",
        "{\"endpoint\":\"https://push.example.org/1\",\"p256dh\":\"" POINT "\",\"auth\":\"\"}",
        "{\"endpoint\":\"https://push.example.org/1\",\"p256dh\":\"" POINT "\"}",
        "{\"endpoint\":\"https://push.example.org/1\",\"expirationTime\":null" KEYS,
    };
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        api_expect_problem(api_ask(&world, &college.student, HTTP_POST, path, bad[i]), 422, "invalid_field");
    api_expect_problem(api_ask(&world, &college.student, HTTP_POST, "/api/user/push/test", "{}"), 409, "push_none");
    json_t *made = api_expect(api_ask(&world, &college.student, HTTP_POST, path, good), 201);
    assert_true(json_is_true(json_at(made, "current")));
    assert_true(json_is_null(json_at(made, "last_ok_at")));
    snprintf(target, sizeof(target), "/api/user/push/%lld", (long long)json_int_at(made, "id"));
    json_decref(made);
    json_t *push = api_expect(api_ask(&world, &college.student, HTTP_GET, path, NULL), 200);
    assert_int_equal(strlen(json_text_at(push, "public_key")), 87);
    assert_int_equal(json_array_size(json_at(push, "subscriptions")), 1);
    assert_null(json_object_get(json_at(push, "subscriptions.0"), "endpoint")); // nobody needs it back
    json_decref(push);
    struct answer answer = api_ask(&world, &college.student, HTTP_POST, "/api/user/push/test", "{}");
    assert_int_equal(answer.status, 204);
    answer_release(&answer);
    api_expect_problem(api_ask(&world, &college.other_student, HTTP_DELETE, target, NULL), 404, "not_found");
    answer = api_ask(&world, &college.student, HTTP_DELETE, target, NULL);
    assert_int_equal(answer.status, 204);
    answer_release(&answer);
    api_expect_problem(api_ask(&world, &college.student, HTTP_DELETE, target, NULL), 404, "not_found");
    api_world_close(&world);
}

static void test_outbox(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    struct answer answer = api_ask(&world, &college.administrator, HTTP_POST, "/api/admin/mails/test", "{}");
    assert_int_equal(answer.status, 204);
    answer_release(&answer);
    json_t *mails = api_expect(api_ask(&world, &college.administrator, HTTP_GET, "/api/admin/mails", NULL), 200);
    assert_int_equal(json_int_at(mails, "waiting"), 1);
    assert_non_null(strstr(json_text_at(mails, "mails.0.to"), "@example.org"));
    json_decref(mails);
    api_world_close(&world);
}

/* As a mail program does it: nobody is signed in, and the body is a form (RFC 8058). */
static void test_one_click(void **state)
{
    struct api_world world;
    struct college college;
    char target[900], kinds[960];
    static const char form[] = "List-Unsubscribe=One-Click";
    static const struct message_header urlencoded[] = {{"Content-Type", "application/x-www-form-urlencoded"}, {0}};
    static const struct message_header multipart[] = {{"Content-Type", "multipart/form-data; boundary=x"}, {0}};
    static const struct message_header elsewhere[] = {
        {"Content-Type", "application/x-www-form-urlencoded"}, {"Origin", "https://evil.example"}, {0}};
    static const char parts[] = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n"
                                "--x--\r\n";
    const struct visitor nobody = {0};
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    CLOSES(arena_release) struct arena arena = arena_of(1 << 16);
    const char *token = mail_off_token(world.school, college.student.id, "lecture_changed.graded", &arena);
    snprintf(target, sizeof(target), "/api/mail-off/%s", token);
    snprintf(kinds, sizeof(kinds), "%s/kinds", target);

    json_t *off = api_expect(api_ask(&world, &nobody, HTTP_GET, kinds, NULL), 200);
    assert_string_equal(json_text_at(off, "kinds.0.email"), "now");
    json_decref(off);
    struct answer opened = api_ask(&world, &nobody, HTTP_GET, target, NULL);
    assert_int_equal(opened.status, 303);
    answer_release(&opened);
    off = api_expect(api_ask(&world, &nobody, HTTP_GET, kinds, NULL), 200);
    assert_string_equal(json_text_at(off, "kinds.0.email"), "now"); // looking turns nothing off
    json_decref(off);
    api_expect_problem(api_send(&world, &nobody, HTTP_POST, target, elsewhere, form, strlen(form)), 403, "csrf_failed");

    for (int i = 0; i < 2; i++) {
        off = api_expect(i == 0 ? api_send(&world, &nobody, HTTP_POST, target, urlencoded, form, strlen(form))
                                : api_send(&world, &nobody, HTTP_POST, target, multipart, parts, strlen(parts)),
                         200);
        assert_string_equal(json_text_at(off, "kinds.0.email"), "off");
        assert_string_equal(json_text_at(off, "kinds.1.email"), "off");
        json_decref(off);
    }
    json_t *choices =
        api_expect(api_ask(&world, &college.student, HTTP_GET, "/api/user/notification-choices", NULL), 200);
    assert_true(json_is_false(json_at(choices, "points")));
    json_decref(choices);
    snprintf(kinds, sizeof(kinds), "%s/undo", target);
    off = api_expect(api_ask(&world, &nobody, HTTP_POST, kinds, "{}"), 200);
    assert_string_equal(json_text_at(off, "kinds.1.email"), "digest");
    json_decref(off);
    target[strlen(target) - 1] ^= 1; // forged
    api_expect_problem(api_send(&world, &nobody, HTTP_POST, target, urlencoded, form, strlen(form)), 404, "not_found");
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_list), TEST_ON_BOTH(test_stream), TEST_ON_BOTH(test_choices),
        TEST_ON_BOTH(test_push), TEST_ON_BOTH(test_outbox), TEST_ON_BOTH(test_one_click),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
