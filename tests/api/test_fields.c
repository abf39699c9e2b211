/* SPDX-License-Identifier: MIT */
/* Every field of every body with values it must not have: a stable code, the field's name, and nothing changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "support/api_client.h"

enum asker { ANONYMOUS, STUDENT, PROFESSOR, ADMINISTRATOR };

#define LONG_120                                                                                                       \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
    "aaaaaaaaaaaaa"
#define GOOD_PASSWORD "\"password\":\"nine purple boats\""
#define TOMORROW "\"starts_at\":\"2026-11-23T09:00:00Z\""

struct bad {
    enum asker asker;
    enum http_method method;
    const char *target; // %c classroom, %l lecture, %s student
    const char *body;
    unsigned status;
    const char *code;
    const char *field; // NULL: none is named
};

/* clang-format off */
static const struct bad cases[] = {
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{}", 422, "invalid_field", "name"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"a@b.example\"}", 422, "invalid_field", "password"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":7,\"email\":\"a@b.example\"," GOOD_PASSWORD "}", 422, "invalid_field", "name"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"\",\"email\":\"a@b.example\"," GOOD_PASSWORD "}", 422, "invalid_field", "name"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"   \",\"email\":\"a@b.example\"," GOOD_PASSWORD "}", 422, "invalid_field", "name"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"a\\u0000b\",\"email\":\"a@b.example\"," GOOD_PASSWORD "}", 400, "bad_json", NULL},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"a\\u0007b\",\"email\":\"a@b.example\"," GOOD_PASSWORD "}", 422, "invalid_field", "name"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"" LONG_120 "\",\"email\":\"a@b.example\"," GOOD_PASSWORD "}", 422, "invalid_field", "name"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"no address\"," GOOD_PASSWORD "}", 422, "invalid_field", "email"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"@\"," GOOD_PASSWORD "}", 422, "invalid_field", "email"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"a@b.example\\nBcc: x@y.example\"," GOOD_PASSWORD "}", 422, "invalid_field", "email"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":null," GOOD_PASSWORD "}", 422, "invalid_field", "email"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"ALAN@example.org\"," GOOD_PASSWORD "}", 403, "registration_code", "code"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"ALAN@example.org\",\"code\":\"AAAA AAAA\"," GOOD_PASSWORD "}", 404, "join_code_unknown", "code"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"a@b.example\",\"code\":\"\"," GOOD_PASSWORD "}", 422, "invalid_field", "code"},
    {ANONYMOUS, HTTP_POST, "/api/user/registration/class", "{}", 422, "invalid_field", "code"},
    {ANONYMOUS, HTTP_POST, "/api/user/registration/class", "{\"code\":\"\"}", 422, "invalid_field", "code"},
    {ANONYMOUS, HTTP_POST, "/api/user/registration/class", "{\"code\":\"x' OR '1'='1\"}", 404, "join_code_unknown", "code"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"a@b.example\",\"password\":\"short\"}", 422, "password_too_short", "password"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"a@b.example\",\"password\":\"password\"}", 422, "password_too_common", "password"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"a@b.example\",\"password\":12345678}", 422, "invalid_field", "password"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"a@b.example\",\"invitation\":\"x' OR '1'='1\"," GOOD_PASSWORD "}", 404, "invitation_unknown", NULL},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"a@b.example\",\"role\":\"administrator\"," GOOD_PASSWORD "}", 422, "invalid_field", "role"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"a@b.example\",\"locale\":true," GOOD_PASSWORD "}", 422, "invalid_field", "locale"},
    {ANONYMOUS, HTTP_POST, "/api/user/sign-up", "{\"name\":\"A\",\"email\":\"a@b.example\",\"locale\":\"../../etc\"," GOOD_PASSWORD "}", 422, "invalid_field", "locale"},
    {ANONYMOUS, HTTP_POST, "/api/user/session", "{}", 422, "invalid_field", "email"},
    {ANONYMOUS, HTTP_POST, "/api/user/session", "{\"email\":\"alan@example.org\"}", 422, "invalid_field", "password"},
    {ANONYMOUS, HTTP_POST, "/api/user/session", "{\"email\":[\"alan@example.org\"],\"password\":\"x\"}", 422, "invalid_field", "email"},
    {ANONYMOUS, HTTP_POST, "/api/user/session", "{\"email\":\"alan@example.org\",\"password\":{\"$ne\":\"\"}}", 422, "invalid_field", "password"},
    {ANONYMOUS, HTTP_POST, "/api/user/session", "{\"email\":\"alan@example.org\",\"password\":\"x\",\"bearer\":1}", 422, "invalid_field", "bearer"},
    {ANONYMOUS, HTTP_POST, "/api/user/session", "{\"email\":\"alan@example.org\",\"password\":\"wrong\"}", 401, "wrong_credentials", NULL},
    {ANONYMOUS, HTTP_POST, "/api/user/session", "{\"email\":\"nobody@example.org\",\"password\":\"wrong\"}", 401, "wrong_credentials", NULL},
    {ANONYMOUS, HTTP_POST, "/api/user/session", "{\"email\":\"' OR 1=1 --\",\"password\":\"' OR 1=1 --\"}", 401, "wrong_credentials", NULL},
    {ANONYMOUS, HTTP_GET, "/api/user/invitation", NULL, 404, "invitation_unknown", NULL},
    {ANONYMOUS, HTTP_GET, "/api/user/invitation?token=", NULL, 404, "invitation_unknown", NULL},
    {ANONYMOUS, HTTP_GET, "/api/user/invitation?token=%27%20OR%201=1", NULL, 404, "invitation_unknown", NULL},

    {STUDENT, HTTP_POST, "/api/student/join", "{}", 422, "invalid_field", "code"},
    {STUDENT, HTTP_POST, "/api/student/join", "{\"code\":12345678}", 422, "invalid_field", "code"},
    {STUDENT, HTTP_POST, "/api/student/join", "{\"code\":\"\"}", 422, "invalid_field", "code"},
    {STUDENT, HTTP_POST, "/api/student/join", "{\"code\":\"NOSUCHCO\"}", 404, "join_code_unknown", "code"},
    {STUDENT, HTTP_POST, "/api/student/join", "{\"code\":\"%\"}", 404, "join_code_unknown", "code"},
    {STUDENT, HTTP_POST, "/api/student/join", "{\"code\":\"' OR '1'='1\"}", 404, "join_code_unknown", "code"},
    {STUDENT, HTTP_POST, "/api/student/join-preview", "{}", 422, "invalid_field", "code"},
    {STUDENT, HTTP_POST, "/api/student/join-preview", "{\"code\":\"NOSUCHCO\"}", 404, "join_code_unknown", "code"},
    {STUDENT, HTTP_POST, "/api/student/join-preview", "{\"code\":\"%\"}", 404, "join_code_unknown", "code"},
    {STUDENT, HTTP_POST, "/api/student/consent", "{}", 422, "invalid_field", "version"},
    {STUDENT, HTTP_POST, "/api/student/consent", "{\"version\":\"1\"}", 422, "invalid_field", "version"},
    {STUDENT, HTTP_POST, "/api/student/consent", "{\"version\":0}", 422, "invalid_field", "version"},
    {STUDENT, HTTP_POST, "/api/student/consent", "{\"version\":1.0}", 422, "invalid_field", "version"},
    {STUDENT, HTTP_POST, "/api/student/consent", "{\"version\":999}", 409, "consent_outdated", "version"},
    {STUDENT, HTTP_POST, "/api/attendance/%l/challenge", "{\"a\":1}", 422, "invalid_field", "a"},
    {STUDENT, HTTP_POST, "/api/attendance/%l/challenge", "{}", 409, "consent_needed", NULL},
    {STUDENT, HTTP_GET, "/api/attendance/%l", NULL, 404, "not_found", NULL},

    {PROFESSOR, HTTP_POST, "/api/classroom", "{}", 422, "invalid_field", "subject"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":null}", 422, "invalid_field", "subject"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\" \"}", 422, "invalid_field", "subject"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"" LONG_120 "\"}", 422, "invalid_field", "subject"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"section\":\"" LONG_120 "\"}", 422, "invalid_field", "section"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"term\":[]}", 422, "invalid_field", "term"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"timezone\":\"Mars/Olympus\"}", 422, "invalid_field", "timezone"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"timezone\":\"../../../etc/passwd\"}", 422, "invalid_field", "timezone"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"late_after_minutes\":-1}", 422, "invalid_field", "late_after_minutes"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"late_after_minutes\":241}", 422, "invalid_field", "late_after_minutes"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"window_minutes\":0}", 422, "invalid_field", "window_minutes"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"window_minutes\":9223372036854775807}", 422, "invalid_field", "window_minutes"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"window_minutes\":\"15\"}", 422, "invalid_field", "window_minutes"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"window_minutes\":15.5}", 422, "invalid_field", "window_minutes"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"professor_id\":1}", 422, "invalid_field", "professor_id"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"policy\":\"face\"}", 422, "invalid_field", "policy"},
    {PROFESSOR, HTTP_POST, "/api/classroom", "{\"subject\":\"A\",\"policy\":\"\"}", 422, "invalid_field", "policy"},
    {PROFESSOR, HTTP_PATCH, "/api/classroom/%c", "{\"policy\":\"ACTIVE\"}", 422, "invalid_field", "policy"},
    {PROFESSOR, HTTP_PATCH, "/api/classroom/%c", "{\"leave_out\":21}", 422, "invalid_field", "leave_out"},
    {PROFESSOR, HTTP_PATCH, "/api/classroom/%c", "{\"leave_out\":-1}", 422, "invalid_field", "leave_out"},
    {PROFESSOR, HTTP_PATCH, "/api/classroom/%c", "{\"policy\":1}", 422, "invalid_field", "policy"},
    {PROFESSOR, HTTP_PATCH, "/api/classroom/%c", "{\"policy\":null}", 422, "invalid_field", "policy"},
    {PROFESSOR, HTTP_PATCH, "/api/classroom/%c", "{\"late_after_minutes\":241}", 422, "invalid_field", "late_after_minutes"},
    {PROFESSOR, HTTP_PATCH, "/api/classroom/%c", "{\"window_minutes\":0}", 422, "invalid_field", "window_minutes"},
    {PROFESSOR, HTTP_PATCH, "/api/classroom/%c", "{\"professor_id\":1}", 422, "invalid_field", "professor_id"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/join-code", "{\"code\":\"AAAA\"}", 422, "invalid_field", "code"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{}", 422, "invalid_field", "starts_at"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{" TOMORROW "}", 422, "invalid_field", "ends_at"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{" TOMORROW ",\"ends_at\":\"2026-11-23T08:00:00Z\"}", 422, "ends_before_start", "ends_at"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{" TOMORROW ",\"ends_at\":\"2026-11-23T09:00:00Z\"}", 422, "ends_before_start", "ends_at"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{" TOMORROW ",\"ends_at\":\"2026-12-23T09:00:00Z\"}", 422, "invalid_field", "ends_at"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{" TOMORROW ",\"ends_at\":\"tomorrow\"}", 422, "invalid_field", "ends_at"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{" TOMORROW ",\"ends_at\":\"2026-02-30T09:00:00Z\"}", 422, "invalid_field", "ends_at"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{" TOMORROW ",\"ends_at\":1795338000000}", 422, "invalid_field", "ends_at"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{\"starts_at\":\"1001-01-01T00:00:00Z\",\"ends_at\":\"1001-01-01T01:00:00Z\"}", 422, "invalid_field", "starts_at"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{" TOMORROW ",\"ends_at\":\"2026-11-23T10:00:00Z\",\"title\":\"" LONG_120 "\"}", 422, "invalid_field", "title"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/lectures", "{" TOMORROW ",\"ends_at\":\"2026-11-23T10:00:00Z\",\"room\":7}", 422, "invalid_field", "room"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/instant", "{\"minutes\":0}", 422, "invalid_field", "minutes"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/instant", "{\"minutes\":241}", 422, "invalid_field", "minutes"},
    {PROFESSOR, HTTP_POST, "/api/classroom/%c/instant", "{\"title\":false}", 422, "invalid_field", "title"},
    {PROFESSOR, HTTP_POST, "/api/attendance/%l/window", "{}", 409, "window_open", NULL},
    {PROFESSOR, HTTP_POST, "/api/attendance/%l/window", "{\"minutes\":-5}", 422, "invalid_field", "minutes"},
    {PROFESSOR, HTTP_POST, "/api/attendance/%l/window", "{\"late_after_minutes\":\"ten\"}", 422, "invalid_field", "late_after_minutes"},
    {PROFESSOR, HTTP_POST, "/api/attendance/%l/window/extend", "{}", 422, "invalid_field", "minutes"},
    {PROFESSOR, HTTP_POST, "/api/attendance/%l/window/extend", "{\"minutes\":240}", 422, "invalid_field", "minutes"},
    {PROFESSOR, HTTP_POST, "/api/attendance/%l/window/extend", "{\"minutes\":null}", 422, "invalid_field", "minutes"},
    {PROFESSOR, HTTP_POST, "/api/attendance/%l/window/close", "{\"at\":0}", 422, "invalid_field", "at"},
    {PROFESSOR, HTTP_PUT, "/api/attendance/%l/marks/%s", "{}", 422, "invalid_field", "status"},
    {PROFESSOR, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"X\"}", 422, "invalid_field", "status"},
    {PROFESSOR, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"p\"}", 422, "invalid_field", "status"},
    {PROFESSOR, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":null}", 422, "invalid_field", "status"},
    {PROFESSOR, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"L\",\"minutes_late\":-1}", 422, "invalid_field", "minutes_late"},
    {PROFESSOR, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"L\",\"minutes_late\":1441}", 422, "invalid_field", "minutes_late"},
    {PROFESSOR, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"P\",\"note\":\"a\\u0008b\"}", 422, "invalid_field", "note"},
    {PROFESSOR, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"P\",\"note\":\"" LONG_120 LONG_120 LONG_120 "\"}", 422, "invalid_field", "note"},
    {PROFESSOR, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"P\",\"note\":\"a\\u202eb\"}", 422, "invalid_field", "note"},
    {PROFESSOR, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"P\",\"student_id\":5}", 422, "invalid_field", "student_id"},

    {ADMINISTRATOR, HTTP_POST, "/api/admin/invitations", "{}", 422, "invalid_field", "role"},
    {ADMINISTRATOR, HTTP_POST, "/api/admin/invitations", "{\"role\":\"king\"}", 422, "invalid_field", "role"},
    {ADMINISTRATOR, HTTP_POST, "/api/admin/invitations", "{\"role\":2}", 422, "invalid_field", "role"},
    {ADMINISTRATOR, HTTP_POST, "/api/admin/invitations", "{\"role\":\"professor\",\"email\":\"x\"}", 422, "invalid_field", "email"},
    {ADMINISTRATOR, HTTP_POST, "/api/admin/invitations", "{\"role\":\"professor\",\"name\":\"\\u001b[31m\"}", 422, "invalid_field", "name"},
    {ADMINISTRATOR, HTTP_GET, "/api/admin/flags?after=x", NULL, 422, "invalid_field", "after"},
    {ADMINISTRATOR, HTTP_GET, "/api/admin/flags?after=99999999999999999999", NULL, 422, "invalid_field", "after"},
    {ADMINISTRATOR, HTTP_POST, "/api/admin/flags/1/resolve", "{}", 422, "invalid_field", "note"},
    {ADMINISTRATOR, HTTP_POST, "/api/admin/flags/1/resolve", "{\"note\":null}", 422, "invalid_field", "note"},
    {ADMINISTRATOR, HTTP_POST, "/api/admin/flags/1/resolve", "{\"note\":\"  \"}", 422, "invalid_field", "note"},
    {ADMINISTRATOR, HTTP_POST, "/api/admin/flags/1/resolve", "{\"note\":\"\\u001b[31m\"}", 422, "invalid_field", "note"},
    {ADMINISTRATOR, HTTP_POST, "/api/admin/flags/900001/resolve", "{\"note\":\"seen\"}", 404, "not_found", NULL},
    {ADMINISTRATOR, HTTP_GET, "/api/admin/users?after=x", NULL, 422, "invalid_field", "after"},
    {ADMINISTRATOR, HTTP_GET, "/api/admin/users?after=-1", NULL, 422, "invalid_field", "after"},
    {ADMINISTRATOR, HTTP_GET, "/api/admin/users?query=" LONG_120, NULL, 422, "invalid_field", "query"},
};
/* clang-format on */

static void fill(const char *pattern, const struct college *college, char target[static 512])
{
    size_t size = 0;
    for (; *pattern != '\0'; pattern++) {
        if (pattern[0] == '%' && pattern[1] != '\0' && strchr("cls", pattern[1])) {
            int64_t id = pattern[1] == 'c'   ? college->classroom
                         : pattern[1] == 'l' ? college->lecture
                                             : college->student.id;
            size += (size_t)snprintf(target + size, 512 - size, "%lld", (long long)id);
            pattern++;
        } else {
            target[size++] = *pattern;
        }
    }
    target[size] = '\0';
}

static void test_fields(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *askers[] = {NULL, &college.student, &college.professor, &college.administrator};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct bad *bad = &cases[i];
        char target[512];
        fill(bad->target, &college, target);
        char *before = api_rows(&world);
        struct answer answer = api_ask(&world, askers[bad->asker], bad->method, target, bad->body);
        const char *field = json_string_value(json_object_get(answer.body, "field"));
        if ((field == NULL) != (bad->field == NULL) || (field && strcmp(field, bad->field) != 0))
            print_error("%s %s: field %s\n", target, bad->body, field ? field : "none");
        assert_int_equal(field == NULL, bad->field == NULL);
        if (field)
            assert_string_equal(field, bad->field);
        if (answer.status != bad->status)
            print_error("%s %s\n", target, bad->body);
        api_expect_problem(answer, bad->status, bad->code);
        char *after = api_rows(&world);
        // That a password was tried stands in the audit log, once an account in a while.
        bool tried = strcmp(bad->code, "wrong_credentials") == 0;
        if (!tried && strcmp(before, after) != 0)
            fail_msg("%s %s changed rows:\n%s%s", target, bad->body, before, after);
        free(before);
        free(after);
    }
    api_world_close(&world);
}

/* Names of all the world come back as they were sent, markup and SQL included. */
static void test_text_comes_back(void **state)
{
    static const char *const names[] = {
        "<script>alert(1)</script>",
        "Robert'); DROP TABLE students;--",
        "\u0645\u062d\u0645\u062f \u0639\u0644\u064a",
        "\u05e9\u05e8\u05d4 \u05db\u05d4\u05df",
        "\u738b\u5c0f\u660e",
        "Zo\u00eb \U0001F469\u200D\U0001F393",
        "a\\b\"c/d",
        "%s%n ${x} {{7*7}}",
    };
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        json_t *request = json_pack("{ss}", "subject", names[i]);
        char *body = json_dumps(request, 0);
        json_t *classroom = api_expect(api_ask(&world, &college.professor, HTTP_POST, "/api/classroom", body), 201);
        assert_string_equal(json_text_at(classroom, "subject"), names[i]);
        char target[64];
        snprintf(target, sizeof(target), "/api/classroom/%lld", (long long)json_int_at(classroom, "id"));
        json_t *again = api_expect(api_ask(&world, &college.professor, HTTP_GET, target, NULL), 200);
        assert_string_equal(json_text_at(again, "classroom.subject"), names[i]);
        json_decref(again);
        json_decref(classroom);
        json_decref(request);
        free(body);

        char email[64];
        snprintf(email, sizeof(email), "person%zu@example.org", i);
        request = json_pack("{ss ss ss ss}", "name", names[i], "email", email, "password", "nine purple boats", "code",
                            college.code);
        body = json_dumps(request, 0);
        json_t *user = api_expect(api_ask(&world, NULL, HTTP_POST, "/api/user/sign-up", body), 201);
        assert_string_equal(json_text_at(user, "user.name"), names[i]);
        json_decref(user);
        json_decref(request);
        free(body);
    }
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_fields),
        TEST_ON_BOTH(test_text_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
