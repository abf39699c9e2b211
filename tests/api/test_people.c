/* SPDX-License-Identifier: MIT */
/* Accounts over HTTP: registering, one's own account, sessions, the second factor, and what administrators do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/totp.h"
#include "school/post/letter.h"
#include "support/api_client.h"
#include "support/authenticator.h"

#define PASSWORD "quiet river stones"

struct statement {
    const char *sql;
};

static enum db_status run(struct db *db, void *context)
{
    return db_exec(db, ((struct statement *)context)->sql, DB_NO_VALUES);
}

static void sql(struct api_world *world, const char *text)
{
    struct statement statement = {text};
    assert_int_equal(store_write(world->test->store, run, &statement), DB_OK);
}

static struct answer post(struct api_world *world, const struct visitor *visitor, const char *target, const char *body)
{
    return api_ask(world, visitor, HTTP_POST, target, body);
}

static void expect_empty(struct answer answer, unsigned status)
{
    assert_null(api_expect(answer, status));
}

/* The token of the newest mail, behind `path` and '#'. */
static void token_mailed(struct api_world *world, const char *path, char token[static 64])
{
    char start[96];
    char text[API_MAIL_SIZE];
    api_mailed(world, NULL, text);
    snprintf(start, sizeof(start), "https://ams.example.org%s#", path);
    const char *at = strstr(text, start);
    assert_non_null(at);
    snprintf(token, 64, "%.43s", at + strlen(start));
}

static void test_registration(void **state)
{
    struct api_world world;
    char token[64], body[256], mail[API_MAIL_SIZE];
    static const char new_person[] =
        "{\"name\":\"New\",\"email\":\"new@college.example\",\"password\":\"nine purple boats\"}";
    api_world_open(&world, state, NULL);
    json_t *answer = api_expect(api_ask(&world, NULL, HTTP_GET, "/api/user/registration", NULL), 200);
    assert_string_equal(json_text_at(answer, "registration"), "class");
    json_decref(answer);
    api_expect_problem(post(&world, NULL, "/api/user/sign-up", new_person), 403, "registration_code");
    api_expect_problem(post(&world, NULL, "/api/user/registration/class", "{\"code\":\"AAAAAAAA\"}"), 404,
                       "join_code_unknown");
    sql(&world, "INSERT INTO settings (name, value, updated_at) VALUES ('registration', 'invitation', 0)");
    api_expect_problem(post(&world, NULL, "/api/user/sign-up", new_person), 403, "registration_closed");
    api_expect_problem(post(&world, NULL, "/api/user/registration", "{\"email\":\"new@college.example\"}"), 403,
                       "registration_closed");
    sql(&world, "UPDATE settings SET value = 'domain' WHERE name = 'registration'");
    sql(&world, "INSERT INTO settings (name, value, updated_at) VALUES ('registration_domain', 'college.example', 0)");
    answer = api_expect(api_ask(&world, NULL, HTTP_GET, "/api/user/registration", NULL), 200);
    assert_string_equal(json_text_at(answer, "domain"), "college.example");
    json_decref(answer);
    api_expect_problem(post(&world, NULL, "/api/user/sign-up", new_person), 403, "registration_domain");
    api_expect_problem(post(&world, NULL, "/api/user/registration", "{\"email\":\"new@elsewhere.example\"}"), 403,
                       "registration_domain");
    // In the language in which it was asked.
    expect_empty(post(&world, NULL, "/api/user/registration", "{\"email\":\"new@college.example\",\"locale\":\"ar\"}"),
                 202);
    api_mailed(&world, NULL, mail);
    assert_memory_equal(mail, letter_words(LETTER_WELCOME)->text[ARABIC], 20);
    token_mailed(&world, "/welcome", token);
    snprintf(body, sizeof(body), "/api/user/invitation?token=%s", token);
    answer = api_expect(api_ask(&world, NULL, HTTP_GET, body, NULL), 200);
    assert_string_equal(json_text_at(answer, "email"), "new@college.example");
    json_decref(answer);
    snprintf(body, sizeof(body), "%.*s,\"invitation\":\"%s\"}", (int)strlen(new_person) - 1, new_person, token);
    json_decref(api_expect(post(&world, NULL, "/api/user/sign-up", body), 201));
    for (int i = 1; i < 3; i++)
        expect_empty(post(&world, NULL, "/api/user/registration", "{\"email\":\"new@college.example\"}"), 202);
    api_expect_problem(post(&world, NULL, "/api/user/registration", "{\"email\":\"new@college.example\"}"), 429,
                       "too_many_attempts");
    api_world_close(&world);
}

static void test_own_account(void **state)
{
    struct api_world world;
    char token[64], body[256];
    api_world_open(&world, state, NULL);
    struct visitor zoe = api_join(&world, "zoe", ROLE_PROFESSOR);
    struct answer me = api_ask(&world, &zoe, HTTP_GET, "/api/user/me", NULL);
    assert_string_equal(me.tag, "\"1\"");
    json_decref(api_expect(me, 200));
    const struct message_header match[] = {{"If-Match", "\"1\""}, {0}};
    static const char edit[] = "{\"name\":\"<script>\\\"Zo\\u00eb'); DROP TABLE users;--\",\"locale\":\"de\"}";
    struct answer edited = api_send(&world, &zoe, HTTP_PATCH, "/api/user/me", match, edit, strlen(edit));
    assert_string_equal(edited.tag, "\"2\"");
    json_t *answer = api_expect(edited, 200);
    assert_string_equal(json_text_at(answer, "user.name"), "<script>\"Zoë'); DROP TABLE users;--");
    json_decref(answer);
    api_expect_problem(api_send(&world, &zoe, HTTP_PATCH, "/api/user/me", match, edit, strlen(edit)), 412,
                       "changed_meanwhile");
    api_expect_problem(api_ask(&world, &zoe, HTTP_PATCH, "/api/user/me", "{\"role\":\"administrator\"}"), 422,
                       "invalid_field");
    api_expect_problem(api_ask(&world, &zoe, HTTP_PATCH, "/api/user/me", "{\"locale\":\"../x\"}"), 422,
                       "invalid_field");

    api_expect_problem(api_ask(&world, &zoe, HTTP_PUT, "/api/user/password",
                               "{\"old_password\":\"wrong\",\"password\":\"nine purple boats\"}"),
                       422, "password_wrong");
    api_expect_problem(api_ask(&world, &zoe, HTTP_PUT, "/api/user/password",
                               "{\"old_password\":\"" PASSWORD "\",\"password\":\"short\"}"),
                       422, "password_too_short");
    expect_empty(api_ask(&world, &zoe, HTTP_PUT, "/api/user/password",
                         "{\"old_password\":\"" PASSWORD "\",\"password\":\"nine purple boats\"}"),
                 204);
    json_decref(api_expect(
        post(&world, NULL, "/api/user/session", "{\"email\":\"zoe@example.org\",\"password\":\"nine purple boats\"}"),
        200));

    expect_empty(
        post(&world, &zoe, "/api/user/email", "{\"email\":\"new@example.org\",\"password\":\"nine purple boats\"}"),
        202);
    token_mailed(&world, "/confirm-email", token);
    api_expect_problem(post(&world, NULL, "/api/user/email/confirm", "{\"token\":\"x' OR '1'='1\"}"), 404,
                       "link_unknown");
    snprintf(body, sizeof(body), "{\"token\":\"%s\"}", token);
    expect_empty(post(&world, NULL, "/api/user/email/confirm", body), 204);
    api_expect_problem(post(&world, NULL, "/api/user/email/confirm", body), 404, "link_unknown");

    expect_empty(post(&world, NULL, "/api/user/password/reset", "{\"email\":\"nobody@example.org\"}"), 202);
    expect_empty(post(&world, NULL, "/api/user/password/reset", "{\"email\":\"new@example.org\"}"), 202);
    token_mailed(&world, "/reset", token);
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"password\"}", token);
    api_expect_problem(post(&world, NULL, "/api/user/password", body), 422, "password_too_short");
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"eleven green boats\"}", token);
    expect_empty(post(&world, NULL, "/api/user/password", body), 204);
    api_expect_problem(post(&world, NULL, "/api/user/password", body), 404, "link_unknown");
    api_expect_problem(api_ask(&world, &zoe, HTTP_GET, "/api/user/me", NULL), 401, "not_signed_in");
    api_world_close(&world);
}

static void test_sessions(void **state)
{
    struct api_world world;
    char target[64];
    api_world_open(&world, state, NULL);
    struct visitor zoe = api_join(&world, "zoe", ROLE_STUDENT), eve = api_join(&world, "eve", ROLE_STUDENT);
    const struct message_header phone[] = {{"User-Agent", "Mozilla/5.0 (iPhone) Safari/604.1"}, {0}};
    static const char body[] = "{\"email\":\"zoe@example.org\",\"password\":\"" PASSWORD "\"}";
    json_decref(api_expect(api_send(&world, NULL, HTTP_POST, "/api/user/session", phone, body, strlen(body)), 200));
    json_t *answer = api_expect(api_ask(&world, &zoe, HTTP_GET, "/api/user/sessions", NULL), 200);
    assert_int_equal(json_array_size(json_at(answer, "sessions")), 2);
    assert_string_equal(json_text_at(answer, "sessions.0.device"), "Safari on iPhone");
    assert_true(json_is_true(json_at(answer, "sessions.1.current")));
    int64_t id = json_int_at(answer, "sessions.0.id");
    json_decref(answer);
    snprintf(target, sizeof(target), "/api/user/sessions/%lld", (long long)id);
    api_expect_problem(api_ask(&world, &eve, HTTP_DELETE, target, NULL), 404, "not_found");
    expect_empty(api_ask(&world, &zoe, HTTP_DELETE, target, NULL), 204);
    api_expect_problem(api_ask(&world, &zoe, HTTP_DELETE, target, NULL), 404, "not_found");
    json_decref(api_expect(api_send(&world, NULL, HTTP_POST, "/api/user/session", phone, body, strlen(body)), 200));
    answer = api_expect(api_ask(&world, &zoe, HTTP_DELETE, "/api/user/sessions", NULL), 200);
    assert_int_equal(json_int_at(answer, "ended"), 1);
    json_decref(answer);
    api_world_close(&world);
}

/* {"code": what the app shows now}. */
static const char *code_body(struct api_world *world, const uint8_t *secret, char body[static 128], const char *more)
{
    char code[TOTP_CODE_SIZE];
    assert_true(totp_code(secret, totp_step(api_world_now(world)), code));
    snprintf(body, 128, "{%s\"code\":\"%s\"}", more, code);
    return body;
}

/* Without a second factor the password is the fresh proof. */
static void prove_by_password(struct api_world *world, const struct visitor *zoe)
{
    static const char *const neither[] = {"{}", "{\"code\":\"123456\",\"password\":\"" PASSWORD "\"}",
                                          "{\"password\":1}", "{\"face\":\"zoe\"}"};
    for (size_t i = 0; i < ARRAY_LENGTH(neither); i++)
        api_expect_problem(post(world, zoe, "/api/user/step-up", neither[i]), 422, "invalid_field");
    api_expect_problem(post(world, zoe, "/api/user/step-up", "{\"password\":\"wrong\"}"), 422, "password_wrong");
    api_prove(world, zoe, false);
    json_t *asked = api_expect(api_ask(world, zoe, HTTP_GET, "/api/user/step-up", NULL), 200);
    assert_string_equal(json_text_at(asked, "proofs.0"), "password");
    assert_true(json_is_null(json_at(asked, "stepped_up_until")));
    json_decref(asked);
    json_decref(api_expect(post(world, zoe, "/api/user/step-up", "{\"password\":\"" PASSWORD "\"}"), 200));
    asked = api_expect(api_ask(world, zoe, HTTP_GET, "/api/user/step-up", NULL), 200);
    assert_string_equal(json_text_at(asked, "stepped_up_until"), "2026-11-22T09:10:00.000Z");
    json_decref(asked);
}

static void test_second_factor(void **state)
{
    struct api_world world;
    uint8_t secret[TOTP_SECRET_BYTES];
    char body[128];
    static const char sign_in[] = "\"email\":\"zoe@example.org\",\"password\":\"" PASSWORD "\",";
    api_world_open(&world, state, NULL);
    struct visitor zoe = api_join(&world, "zoe", ROLE_PROFESSOR);
    api_expect_problem(post(&world, &zoe, "/api/user/step-up", "{\"code\":\"123456\"}"), 409, "second_factor_absent");
    api_expect_problem(api_ask(&world, &zoe, HTTP_DELETE, "/api/user/totp", NULL), 409, "second_factor_absent");
    api_expect_problem(post(&world, &zoe, "/api/user/totp", "{\"password\":\"wrong\"}"), 422, "password_wrong");
    prove_by_password(&world, &zoe);
    const struct message_header once[] = {{"Idempotency-Key", "k1"}, {0}};
    json_t *answer = api_expect(api_send(&world, &zoe, HTTP_POST, "/api/user/totp", once,
                                         "{\"password\":\"" PASSWORD "\"}", strlen("{\"password\":\"" PASSWORD "\"}")),
                                200);
    authenticator_read(json_text_at(answer, "secret"), secret);
    json_decref(answer);
    api_expect_problem(post(&world, &zoe, "/api/user/totp/confirm", "{\"code\":\"000000\"}"), 422,
                       "second_factor_wrong");
    answer = api_expect(post(&world, &zoe, "/api/user/totp/confirm", code_body(&world, secret, body, "")), 200);
    assert_int_equal(json_array_size(json_at(answer, "recovery_codes")), 10);
    char recovery[32];
    assert_true(str_copy(recovery, sizeof(recovery), json_text_at(answer, "recovery_codes.0")));
    json_decref(answer);
    api_expect_problem(post(&world, &zoe, "/api/user/totp", "{\"password\":\"" PASSWORD "\"}"), 409,
                       "second_factor_present");
    answer = api_expect(api_ask(&world, &zoe, HTTP_GET, "/api/user/me", NULL), 200);
    assert_true(json_is_true(json_at(answer, "has_totp")));
    assert_string_equal(json_text_at(answer, "stepped_up_until"), "2026-11-22T09:10:00.000Z");
    json_decref(answer);

    api_world_pass(&world, 10 * 60);
    answer = api_expect(api_ask(&world, &zoe, HTTP_GET, "/api/user/me", NULL), 200);
    assert_true(json_is_null(json_at(answer, "stepped_up_until")));
    json_decref(answer);
    api_expect_problem(api_ask(&world, &zoe, HTTP_DELETE, "/api/user/totp", NULL), 403, "step_up_needed");
    api_expect_problem(post(&world, &zoe, "/api/user/totp/recovery", NULL), 403, "step_up_needed");
    snprintf(body, sizeof(body), "{%.*s}", (int)strlen(sign_in) - 1, sign_in);
    api_expect_problem(post(&world, NULL, "/api/user/session", body), 401, "second_factor_needed");
    struct answer signed_in = post(&world, NULL, "/api/user/session", code_body(&world, secret, body, sign_in));
    assert_non_null(strstr(signed_in.cookie, "__Host-session="));
    json_decref(api_expect(signed_in, 200));
    api_expect_problem(post(&world, &zoe, "/api/user/step-up", code_body(&world, secret, body, "")), 422,
                       "second_factor_wrong"); // used when signing in
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", recovery);
    json_decref(api_expect(post(&world, &zoe, "/api/user/step-up", body), 200));
    json_decref(api_expect(post(&world, &zoe, "/api/user/totp/recovery", NULL), 200));
    api_expect_problem(post(&world, &zoe, "/api/user/step-up", "{\"password\":\"" PASSWORD "\"}"), 401,
                       "second_factor_needed");
    for (int i = 0; i < 5; i++)
        api_expect_problem(post(&world, &zoe, "/api/user/step-up", "{\"code\":\"1\"}"), 422, "second_factor_wrong");
    api_expect_problem(post(&world, &zoe, "/api/user/step-up", "{\"code\":\"1\"}"), 429, "too_many_attempts");
    expect_empty(api_ask(&world, &zoe, HTTP_DELETE, "/api/user/totp", NULL), 204);
    answer = api_expect(api_ask(&world, &zoe, HTTP_GET, "/api/user/totp", NULL), 200);
    assert_false(json_is_true(json_at(answer, "has_totp")));
    json_decref(answer);
    api_world_close(&world);
}

/* A browser that was here before is given a cookie that keeps its owner from being locked out. */
static void test_familiar(void **state)
{
    struct api_world world;
    static const char right[] = "{\"email\":\"zoe@example.org\",\"password\":\"" PASSWORD "\"}";
    static const char wrong[] = "{\"email\":\"zoe@example.org\",\"password\":\"wrong\"}";
    api_world_open(&world, state, NULL);
    api_join(&world, "zoe", ROLE_PROFESSOR);
    struct answer answer = post(&world, NULL, "/api/user/session", right);
    assert_non_null(strstr(answer.familiar, "__Host-familiar="));
    assert_non_null(strstr(answer.familiar, "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000"));
    json_decref(api_expect(answer, 200));
    for (int i = 0; i < 10; i++)
        api_expect_problem(post(&world, NULL, "/api/user/session", wrong), 401, "wrong_credentials");
    api_expect_problem(post(&world, NULL, "/api/user/session", right), 429, "too_many_attempts");
    *strchr(answer.familiar, ';') = '\0';
    const struct message_header cookie[] = {{"Cookie", answer.familiar}, {0}};
    json_decref(api_expect(api_send(&world, NULL, HTTP_POST, "/api/user/session", cookie, right, strlen(right)), 200));
    api_world_close(&world);
}

static json_t *user_of(struct api_world *world, const struct visitor *visitor, enum http_method method, int64_t id,
                       const char *rest, const char *body)
{
    char target[96];
    snprintf(target, sizeof(target), "/api/admin/users/%lld%s", (long long)id, rest);
    return api_expect(api_ask(world, visitor, method, target, body), 200);
}

static void expect_user_problem(struct api_world *world, const struct visitor *visitor, enum http_method method,
                                int64_t id, const char *rest, const char *body, unsigned status, const char *code)
{
    char target[96];
    snprintf(target, sizeof(target), "/api/admin/users/%lld%s", (long long)id, rest);
    api_expect_problem(api_ask(world, visitor, method, target, body), status, code);
}

static void test_users(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *ada = &college.administrator;
    int64_t alan = college.student.id;
    json_t *answer = api_expect(api_ask(&world, ada, HTTP_GET, "/api/admin/users?role=student&limit=1", NULL), 200);
    assert_int_equal(json_int_at(answer, "users.0.id"), alan);
    assert_int_equal(json_int_at(answer, "next"), alan);
    json_decref(answer);
    api_expect_problem(api_ask(&world, ada, HTTP_GET, "/api/admin/users?role=emperor", NULL), 422, "invalid_field");
    api_expect_problem(api_ask(&world, ada, HTTP_GET, "/api/admin/users?limit=201", NULL), 422, "invalid_field");

    answer = user_of(&world, ada, HTTP_GET, alan, "", NULL);
    assert_int_equal(json_int_at(answer, "enrolments"), 1);
    assert_int_equal(json_int_at(answer, "sessions"), 1);
    json_decref(answer);
    answer = user_of(&world, ada, HTTP_PATCH, alan, "",
                     "{\"name\":\"Alan T\",\"external_id\":\"s-1912\",\"programme\":\"BSc Physics\"}");
    assert_string_equal(json_text_at(answer, "user.external_id"), "s-1912");
    assert_string_equal(json_text_at(answer, "user.programme"), "BSc Physics");
    assert_int_equal(json_int_at(answer, "user.version"), 2);
    json_decref(answer);
    expect_user_problem(&world, ada, HTTP_PATCH, college.other_student.id, "", "{\"external_id\":\"s-1912\"}", 409,
                        "external_id_taken");
    api_prove(&world, ada, false);
    expect_user_problem(&world, ada, HTTP_PATCH, college.professor.id, "", "{\"role\":\"student\"}", 403,
                        "step_up_needed");
    json_decref(api_expect(post(&world, ada, "/api/user/step-up", "{\"password\":\"" PASSWORD "\"}"), 200));
    expect_user_problem(&world, ada, HTTP_PATCH, college.professor.id, "", "{\"role\":\"student\"}", 409,
                        "role_in_use");
    expect_user_problem(&world, ada, HTTP_PATCH, ada->id, "", "{\"role\":\"student\"}", 409, "not_oneself");
    expect_user_problem(&world, ada, HTTP_POST, ada->id, "/deactivate", NULL, 409, "not_oneself");
    expect_user_problem(&world, &college.professor, HTTP_GET, alan, "", NULL, 403, "not_allowed");
    const struct message_header match[] = {{"If-Match", "\"1\""}, {0}};
    char target[64];
    snprintf(target, sizeof(target), "/api/admin/users/%lld", (long long)alan);
    api_expect_problem(api_send(&world, ada, HTTP_PATCH, target, match, "{}", 2), 412, "changed_meanwhile");

    json_decref(user_of(&world, ada, HTTP_POST, alan, "/deactivate", NULL));
    api_expect_problem(api_ask(&world, &college.student, HTTP_GET, "/api/user/me", NULL), 401, "not_signed_in");
    expect_user_problem(&world, ada, HTTP_POST, alan, "/password-reset", NULL, 409, "account_disabled");
    json_decref(user_of(&world, ada, HTTP_POST, alan, "/reactivate", NULL));
    snprintf(target, sizeof(target), "/api/admin/users/%lld/password-reset", (long long)alan);
    expect_empty(api_ask(&world, ada, HTTP_POST, target, NULL), 202);
    json_decref(user_of(&world, ada, HTTP_DELETE, college.other_student.id, "/sessions", NULL));
    api_expect_problem(api_ask(&world, &college.other_student, HTTP_GET, "/api/user/me", NULL), 401, "not_signed_in");
    expect_user_problem(&world, ada, HTTP_DELETE, alan, "/totp", NULL, 409, "second_factor_absent");
    expect_user_problem(&world, ada, HTTP_DELETE, ada->id, "/totp", NULL, 409, "not_oneself");
    api_world_close(&world);
}

static void test_merge(void **state)
{
    struct api_world world;
    struct college college;
    char body[64];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *ada = &college.administrator;
    int64_t from = college.student.id, into = college.other_student.id;
    snprintf(body, sizeof(body), "{\"into\":%lld}", (long long)into);
    char *before = api_rows(&world);
    json_decref(api_expect(post(&world, ada, "/api/user/step-up", "{\"password\":\"" PASSWORD "\"}"), 200));
    json_t *answer = user_of(&world, ada, HTTP_POST, from, "/merge", body);
    assert_false(json_is_true(json_at(answer, "applied")));
    int64_t enrolments = 0;
    for (size_t i = 0; i < json_array_size(json_at(answer, "changes")); i++) {
        json_t *line = json_array_get(json_at(answer, "changes"), i);
        if (strcmp(json_text_at(line, "what"), "enrolments") == 0)
            enrolments = json_int_at(line, "moved");
    }
    assert_int_equal(enrolments, 1);
    json_decref(answer);
    char *after = api_rows(&world);
    assert_string_equal(before, after);
    free(before);
    free(after);
    snprintf(body, sizeof(body), "{\"into\":%lld}", (long long)college.professor.id);
    expect_user_problem(&world, ada, HTTP_POST, from, "/merge", body, 409, "role_in_use");
    snprintf(body, sizeof(body), "{\"into\":%lld}", (long long)from);
    expect_user_problem(&world, ada, HTTP_POST, from, "/merge", body, 409, "not_oneself");
    expect_user_problem(&world, ada, HTTP_POST, from, "/merge", "{\"into\":900001}", 404, "not_found");
    expect_user_problem(&world, ada, HTTP_POST, from, "/merge", "{}", 422, "invalid_field");
    snprintf(body, sizeof(body), "{\"into\":%lld,\"apply\":true}", (long long)into);
    json_decref(user_of(&world, ada, HTTP_POST, from, "/merge", body));
    expect_user_problem(&world, ada, HTTP_POST, from, "/merge", body, 409, "account_merged");
    answer = api_expect(api_ask(&world, &college.other_student, HTTP_GET, "/api/classroom", NULL), 200);
    assert_int_equal(json_array_size(json_at(answer, "classrooms")), 2);
    json_decref(answer);
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_registration),  TEST_ON_BOTH(test_own_account), TEST_ON_BOTH(test_sessions),
        TEST_ON_BOTH(test_second_factor), TEST_ON_BOTH(test_familiar),    TEST_ON_BOTH(test_users),
        TEST_ON_BOTH(test_merge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
