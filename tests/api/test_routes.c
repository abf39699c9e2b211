/* SPDX-License-Identifier: MIT */
/*
 * Every route of the API at once: who may use it, that the document says the same, and that nothing bad changes
 * anything. A route that is new must be entered here, or these tests fail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/gate/gate.h"
#include "base/str.h"
#include "support/api_client.h"

enum who { NOBODY, A_STUDENT, A_PROFESSOR, AN_ADMINISTRATOR, A_KIOSK, WHO_COUNT };

static const char *const method_names[HTTP_METHOD_COUNT] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

static bool changes(const struct api_route *route)
{
    return route->method != HTTP_GET;
}

/* Whom the gate lets in: one letter each, n nobody, s student, p professor, a administrator, k a kiosk. */
static const char *may(const struct api_route *route)
{
    static const char *const letters[PERMISSION_COUNT] = {
        [ANYONE] = "nspak",     [SIGNED_IN] = "spa",   [STUDENT] = "s",
        [PROFESSOR] = "p",      [ADMINISTRATOR] = "a", [STAFF] = "pa",
        [OFFICE] = "pa",        [CLASS_TEACHER] = "p", [CLASS_ASSISTANT] = "sp",
        [CLASS_READER] = "spa", [CLASS_MEMBER] = "s",  [CLASS_ANYONE] = "spa",
        [KIOSK] = "k",
    };
    return letters[route->permission];
}

/* The pattern with these texts for its :names. */
static void fill(const char *pattern, const char *first, const char *second, char target[static 256])
{
    size_t size = 0;
    for (int names = 0; *pattern != '\0' && size < 200;) {
        if (*pattern != ':') {
            target[size++] = *pattern++;
            continue;
        }
        const char *value = names++ == 0 ? first : second;
        size += (size_t)snprintf(target + size, 256 - size, "%s", value);
        pattern += strcspn(pattern, "/");
    }
    target[size] = '\0';
}

/* The route's address for things that are there and, by `college`, the first professor's and student's. */
static void own_target(const struct api_route *route, const struct college *college, char target[static 256])
{
    char first[32];
    char second[32];
    bool classroom = strstr(route->pattern, ":classroom") != NULL;
    snprintf(first, sizeof(first), "%lld", (long long)(classroom ? college->classroom : college->lecture));
    snprintf(second, sizeof(second), "%lld", (long long)college->student.id);
    fill(route->pattern, first, second, target);
}

static const struct visitor *visitor_of(const struct college *college, enum who who)
{
    const struct visitor *visitors[WHO_COUNT] = {NULL, &college->student, &college->professor, &college->administrator,
                                                 &college->kiosk};
    return visitors[who];
}

/* Somebody who may use the route. */
static const struct visitor *permitted(const struct api_route *route, const struct college *college)
{
    const char *letters = may(route);
    return visitor_of(college, strchr(letters, 'p')   ? A_PROFESSOR
                               : strchr(letters, 's') ? A_STUDENT
                               : strchr(letters, 'a') ? AN_ADMINISTRATOR
                                                      : A_KIOSK);
}

/* An id for the first :name that is somebody else's; NULL: the caller's lists hold everybody's. */
static const char *foreign_first(const struct api_route *route, const struct college *college, char text[static 32])
{
    int64_t id = college->other_lecture;
    bool administrator = route->permission == ADMINISTRATOR;
    if (strstr(route->pattern, ":user") || (administrator && strstr(route->pattern, ":classroom")))
        return NULL; // an administrator may see every user and every classroom
    if (strstr(route->pattern, ":classroom"))
        id = college->other_classroom;
    if (strstr(route->pattern, ":session"))
        id = college->other_student.session;
    snprintf(text, 32, "%lld", (long long)id);
    return text;
}

static const struct message_header *type_of(const struct api_route *route)
{
    static const struct message_header burst[] = {{"Content-Type", "application/octet-stream"}, {0}};
    static const struct message_header form[] = {{"Content-Type", "application/x-www-form-urlencoded"}, {0}};
    return route->body >= BURST_BODY ? burst : route->body == FORM_BODY ? form : NULL;
}

static void test_matrix(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);

    for (size_t i = 0; api_route_at(i); i++) {
        const struct api_route *route = api_route_at(i);
        char target[256];
        /* Nothing has this number, so that nothing is changed by those who may. */
        fill(route->pattern, "900001", "900002", target);
        for (enum who who = NOBODY; who < WHO_COUNT; who++) {
            if (strcmp(route->pattern, "/api/user/session") == 0 && route->method == HTTP_DELETE && who != NOBODY)
                continue; // it would end the sessions of this test; test_user.c does it
            if (strcmp(route->pattern, "/api/user/sso/leave") == 0 && who != NOBODY)
                continue; // and so would this
            struct answer answer =
                api_send(&world, visitor_of(&college, who), route->method, target, type_of(route), "", 0);
            bool is_refused = answer.status == 401 || (answer.status == 403 && route->permission != ANYONE);
            if (is_refused == (strchr(may(route), "nspak"[who]) != NULL))
                fail_msg("%s %s as %c: %u", method_names[route->method], route->pattern, "nspak"[who], answer.status);
            if (is_refused && route->permission == KIOSK)
                api_expect_problem(answer, 401, "kiosk_unknown");
            else if (is_refused)
                api_expect_problem(answer, who == NOBODY || who == A_KIOSK ? 401 : 403,
                                   who == NOBODY || who == A_KIOSK ? "not_signed_in" : "not_allowed");
            else
                answer_release(&answer);
        }
    }
    api_world_close(&world);
}

/* docs/API.md and the table of routes name the same lines. */
static void test_document(void **state)
{
    (void)state;
    FILE *file = fopen("docs/API.md", "r");
    char *text = calloc(1, 1 << 19);
    assert_non_null(file);
    assert_non_null(text);
    assert_in_range(fread(text, 1, (1 << 19) - 1, file), 1000, (1 << 19) - 2);
    fclose(file);

    size_t routes = 0;
    for (const struct api_route *route; (route = api_route_at(routes)) != NULL; routes++) {
        char line[256];
        snprintf(line, sizeof(line), "| %s %s", method_names[route->method], route->pattern);
        const char *at = strstr(text, line);
        while (at && at[strlen(line)] != ' ' && at[strlen(line)] != '?')
            at = strstr(at + 1, line);
        if (!at)
            fail_msg("docs/API.md lacks: %s", line);
    }
    size_t lines = 0;
    for (size_t i = 0; i < HTTP_METHOD_COUNT; i++) {
        char start[32];
        snprintf(start, sizeof(start), "\n| %s /api/", method_names[i]);
        for (const char *at = text; (at = strstr(at, start)) != NULL; at++)
            lines++;
    }
    assert_int_equal(lines, routes);

    for (unsigned problem = FAULT_NONE + 1; problem < PROBLEM_COUNT; problem++) {
        char word[64];
        bool is_ours =
            problem == FAULT_INTERNAL || problem == fault_of_face(FACE_OK) || problem == fault_of_face(FACE_FAULT);
        if (!is_ours && strcmp(problem_code(problem), "internal") == 0)
            fail_msg("problem %d is missing in the table of problem_table.c", problem);
        snprintf(word, sizeof(word), "`%s`", problem_code(problem));
        if (!strstr(text, word))
            fail_msg("docs/API.md lacks the code %s", word);
    }
    free(text);
}

/* What a problem says to a person, to be freed. */
static char *problem_said(unsigned problem)
{
    struct message message;
    assert_true(message_init_local(&message, HTTP_GET, "/", NULL, NULL, 0));
    problem_reply(&message, problem, NULL);
    char *said = strndup(message.reply, message.reply_size);
    assert_non_null(said);
    message_release(&message);
    return said;
}

/* Every number in a sentence is a limit's own, and each has its number: tools/sentences finds those that are typed in.
 */
static void test_sentences_have_their_numbers(void **state)
{
    static const struct {
        unsigned problem;
        const char *words;
    } some[] = {
        {FAULT_NAME_INVALID, "Write 1 to 100 characters."},
        {FAULT_SERIES_TOO_LONG, "more than 200 lectures or 732 days."},
        {FAULT_TIME_INVALID, "before 2000 or after 2099."},
        {PROBLEM_BODY_TOO_LARGE, "16 KiB of JSON (1 MiB with a list), 4 MiB of frames, 20 MiB of a file, or 32 MiB"},
        {FAULT_FACE + FACE_IMAGE_TOO_LARGE, "at most 1 MiB"},
    };
    (void)state;
    for (unsigned problem = FAULT_NONE + 1; problem < PROBLEM_COUNT; problem++) {
        char *said = problem_said(problem);
        if (strchr(said, '#') || (strstr(said, " 0 ") && !strstr(said, "from 0 to")) || strstr(said, " 0."))
            fail_msg("a number is missing in problem_table.c: %s", said);
        free(said);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(some); i++) {
        char *said = problem_said(some[i].problem);
        if (!strstr(said, some[i].words))
            fail_msg("%s lacks: %s", said, some[i].words);
        free(said);
    }
}

static void expect_unchanged(struct api_world *world, char *before, const char *what)
{
    char *after = api_rows(world);
    if (strcmp(before, after) != 0)
        fail_msg("%s changed rows, before:\n%safter:\n%s", what, before, after);
    free(before);
    free(after);
}

/* Ids that are none, or are nobody's, or are another's: 404 or, before that, nothing else; never a change. */
static void test_foreign_and_broken_ids(void **state)
{
    struct api_world world;
    struct college college;
    char foreign[32];
    char foreign_student[32];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    static const char *const broken[] = {"0",
                                         "-1",
                                         "abc",
                                         "1.5",
                                         "+1",
                                         "%201",
                                         "1x",
                                         "0x01",
                                         "900001",
                                         "1e3",
                                         "9223372036854775807",
                                         "99999999999999999999999",
                                         "%d9%a1",
                                         "1%20OR%201=1",
                                         "%27%3B--",
                                         "null"};

    for (size_t i = 0; api_route_at(i); i++) {
        const struct api_route *route = api_route_at(i);
        // Whether there is such a lecture is told to nobody who is not signed in: a code for none is wrong like any
        // other.
        if (!strchr(route->pattern, ':') || strstr(route->pattern, "/code/stamp"))
            continue;
        if (route->body == FORM_BODY) // of a provider's short name: test_sso_out.c
            continue;
        char own[32];
        char target[256];
        const char *body = route->body >= BURST_BODY ? "" : route->example ? route->example : "{}";
        size_t size = route->body >= BURST_BODY ? 10 : route->body == NO_BODY ? 0 : strlen(body);
        const char *bytes = route->body >= BURST_BODY ? "\0\0\0\1x\0\0\0\1y" : body;
        bool marks = strstr(route->pattern, ":student") != NULL;
        const char *foreign_id = foreign_first(route, &college, foreign);
        snprintf(foreign_student, sizeof(foreign_student), "%lld", (long long)college.other_student.id);
        snprintf(own, sizeof(own), "%lld", (long long)college.lecture);

        const struct visitor *visitor = permitted(route, &college);
        for (size_t k = 0; k <= ARRAY_LENGTH(broken); k++) {
            if (k == ARRAY_LENGTH(broken) && !foreign_id)
                continue;
            char *before = api_rows(&world);
            fill(route->pattern, k < ARRAY_LENGTH(broken) ? broken[k] : foreign_id, "1", target);
            api_expect_problem(api_send(&world, visitor, route->method, target, type_of(route), bytes, size), 404,
                               "not_found");
            expect_unchanged(&world, before, target);
        }
        for (size_t k = 0; marks && k <= ARRAY_LENGTH(broken); k++) {
            char *before = api_rows(&world);
            fill(route->pattern, own, k < ARRAY_LENGTH(broken) ? broken[k] : foreign_student, target);
            struct answer answer = api_send(&world, visitor, route->method, target, NULL, bytes, size);
            api_expect_problem(answer, 404, "not_found");
            expect_unchanged(&world, before, target);
        }
    }
    api_world_close(&world);
}

/* Bodies that no route takes. */
static void test_broken_json(void **state)
{
    struct api_world world;
    struct college college;
    static const struct {
        const char *text;
        size_t size; // 0: up to the NUL
        unsigned status;
    } bodies[] = {
        {"{", 0, 400},
        {"[]", 0, 400},
        {"null", 0, 400},
        {"42", 0, 400},
        {"\"text\"", 0, 400},
        {"{} {}", 0, 400},
        {"{\"a\":1,\"a\":2}", 0, 400},
        {"{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]}", 0, 400},
        {"{'a':1}", 0, 400},
        {"{\"a\":\"\xff\xfe\"}", 0, 400},
        {"{\"a\":\"\\ud800\"}", 0, 400},
        {"{\"a\":NaN}", 0, 400},
        {"{\"a\":1e999}", 0, 400},
        {"{\"a\":99999999999999999999999999}", 0, 400},
        {"{}\0{}", 5, 400},
        {"<xml/>", 0, 400},
        {"{\"no such field\":1}", 0, 422},
        {"{\"__proto__\":{}}", 0, 422},
        {"{\"\":1}", 0, 422},
        {"{\"\u0645\u0631\u062d\u0628\u0627\":\"\U0001F600\"}", 0, 422},
    };
    api_world_open(&world, state, NULL);
    api_college(&world, &college);

    for (size_t i = 0; api_route_at(i); i++) {
        const struct api_route *route = api_route_at(i);
        char target[256];
        if (route->body != JSON_BODY)
            continue;
        own_target(route, &college, target);
        for (size_t k = 0; k < ARRAY_LENGTH(bodies); k++) {
            char *before = api_rows(&world);
            size_t size = bodies[k].size > 0 ? bodies[k].size : strlen(bodies[k].text);
            struct answer answer =
                api_send(&world, permitted(route, &college), route->method, target, NULL, bodies[k].text, size);
            if (answer.status != bodies[k].status)
                print_error("%s %s: %s\n", method_names[route->method], target, bodies[k].text);
            api_expect_problem(answer, bodies[k].status, bodies[k].status == 400 ? "bad_json" : "invalid_field");
            expect_unchanged(&world, before, target);
        }
    }
    api_world_close(&world);
}

/* A name of an unknown field that is longer than what is kept of it, and cut inside a character. */
static void test_long_unknown_field(void **state)
{
    struct api_world world;
    struct college college;
    char body[1024] = "{\"";
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    for (size_t size = 2; size < 900; size += 3)
        memcpy(body + size, "\xe2\x82\xac", 3);
    snprintf(body + strlen(body), 16, "\":1}");
    struct answer answer = api_ask(&world, &college.professor, HTTP_POST, "/api/classroom", body);
    json_t *document = api_expect(answer, 422);
    assert_string_equal(json_text_at(document, "code"), "invalid_field");
    json_decref(document);
    api_world_close(&world);
}

/* A byte more than the route takes, and any byte where it takes none. */
static void test_body_too_large(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    char *large = calloc(1, (32 << 20) + 1);
    assert_non_null(large);

    for (size_t i = 0; api_route_at(i); i++) {
        const struct api_route *route = api_route_at(i);
        char target[256];
        own_target(route, &college, target);
        char *before = api_rows(&world);
        api_expect_problem(api_send(&world, permitted(route, &college), route->method, target, type_of(route), large,
                                    api_body_max(route->body) + 1),
                           413, "body_too_large");
        expect_unchanged(&world, before, target);
    }
    free(large);
    api_world_close(&world);
}

/* Every route that takes a body refuses one of another type, so no form of another site can post to it. */
static void test_wrong_content_type(void **state)
{
    struct api_world world;
    struct college college;
    static const char *const types[] = {
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp",
        "json",       "application/octet-streams"};
    api_world_open(&world, state, NULL);
    api_college(&world, &college);

    for (size_t i = 0; api_route_at(i); i++) {
        const struct api_route *route = api_route_at(i);
        char target[256];
        if (route->body == NO_BODY)
            continue;
        own_target(route, &college, target);
        for (size_t k = 0; k < ARRAY_LENGTH(types); k++) {
            const struct message_header headers[] = {{"Content-Type", types[k]}, {0}};
            if ((route->body == FORM_BODY && strstr(types[k], "urlencoded")) ||
                (route->form && strstr(types[k], "form")))
                continue;
            char *before = api_rows(&world);
            api_expect_problem(api_send(&world, permitted(route, &college), route->method, target, headers, "{}", 2),
                               415, "wrong_content_type");
            expect_unchanged(&world, before, target);
        }
    }
    api_world_close(&world);
}

/* A cookie without the token, with a wrong one, or from another site's page: refused before anything happens. */
static void test_csrf(void **state)
{
    struct api_world world;
    struct college college;
    static const struct message_header cases[][3] = {
        {{"X-CSRF-Token", ""}, {0}},
        {{"X-CSRF-Token", "wrong"}, {0}},
        {{"Origin", "https://evil.example"}, {0}},
        {{"Origin", "null"}, {0}},
        {{"Origin", "https://ams.example.org.evil.example"}, {0}},
        {{"Origin", "https://ams.example.org:444"}, {0}},
        {{"Sec-Fetch-Site", "cross-site"}, {0}},
        {{"Sec-Fetch-Site", "same-site"}, {0}},
        {{"Origin", "https://ams.example.org"}, {"Host", "other.example.org"}, {0}},
    };
    api_world_open(&world, state, NULL);
    api_college(&world, &college);

    for (size_t i = 0; api_route_at(i); i++) {
        const struct api_route *route = api_route_at(i);
        char target[256];
        if (!changes(route))
            continue;
        own_target(route, &college, target);
        for (size_t k = 0; k < ARRAY_LENGTH(cases); k++) {
            if ((route->permission == ANYONE || route->permission == KIOSK) &&
                strcmp(cases[k][0].name, "X-CSRF-Token") == 0)
                continue;
            char *before = api_rows(&world);
            api_expect_problem(api_send(&world, permitted(route, &college), route->method, target, cases[k], "", 0),
                               403, "csrf_failed");
            expect_unchanged(&world, before, target);
        }
    }
    api_world_close(&world);
}

static void test_expired_session(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    api_world_pass(&world, 31 * 24 * 60 * 60);

    for (size_t i = 0; api_route_at(i); i++) {
        const struct api_route *route = api_route_at(i);
        char target[256];
        if (route->permission == ANYONE || route->permission == KIOSK)
            continue;
        own_target(route, &college, target);
        char *before = api_rows(&world);
        api_expect_problem(api_send(&world, permitted(route, &college), route->method, target, type_of(route), "", 0),
                           401, "session_expired");
        expect_unchanged(&world, before, target);
    }
    api_world_close(&world);
}

static void test_unknown_addresses(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    static const char *const targets[] = {"/api", "/api/", "/api/users", "/api/classroom/1/2/3", "/api/health/x"};
    for (size_t i = 0; i < ARRAY_LENGTH(targets); i++) {
        struct answer answer = api_ask(&world, &college.professor, HTTP_GET, targets[i], NULL);
        api_expect_problem(answer, 404, "not_found");
    }
    api_expect_problem(api_ask(&world, &college.professor, HTTP_PATCH, "/api/classroom", "{}"), 405,
                       "method_not_allowed");
    api_world_close(&world);
}

static bool takes_a_password(const struct api_route *route)
{
    const char *example = route->example ? route->example : "";
    return strstr(example, "\"password\":") || strstr(example, "_password\":") || strstr(example, "\"pin\":\"");
}

/* Pictures, passwords and students have workers of their own, and nothing else has those. */
static void test_lanes(void **state)
{
    struct api_world world;
    size_t faces = 0, passwords = 0;
    api_world_open(&world, state, NULL);
    const struct route *plain = api_routes(world.api);
    for (size_t i = 0; api_route_at(i); i++) {
        const struct api_route *route = api_route_at(i);
        bool pictures = route->body == BURST_BODY || route->body == PHOTO_BODY, password = takes_a_password(route);
        bool student = route->permission == STUDENT || route->permission == CLASS_MEMBER || route->permission == KIOSK;
        unsigned lane = pictures                   ? API_LANE_FACES
                        : route->body == FILE_BODY ? API_LANE_FILES
                        : password                 ? API_LANE_PASSWORDS
                        : student                  ? API_LANE_STUDENTS
                                                   : API_LANE_WRITES;
        assert_int_equal(plain[i].lane, lane);
        if (pictures || password || route->body == FILE_BODY)
            assert_true(plain[i].slow);
        faces += pictures;
        passwords += password;
    }
    assert_true(faces >= 3 && passwords >= 6);
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_document),
        cmocka_unit_test(test_sentences_have_their_numbers),
        TEST_ON_BOTH(test_matrix),
        TEST_ON_BOTH(test_foreign_and_broken_ids),
        TEST_ON_BOTH(test_broken_json),
        TEST_ON_BOTH(test_long_unknown_field),
        TEST_ON_BOTH(test_body_too_large),
        TEST_ON_BOTH(test_wrong_content_type),
        TEST_ON_BOTH(test_csrf),
        TEST_ON_BOTH(test_expired_session),
        TEST_ON_BOTH(test_unknown_addresses),
        TEST_ON_BOTH(test_lanes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
