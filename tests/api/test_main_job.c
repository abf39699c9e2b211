/* SPDX-License-Identifier: MIT */
/* The main job through the API, but for the camera: sign in, classroom, lecture, window, marks by hand, reading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "http/stream/events.h"
#include "support/api_client.h"

static char *format(char target[static 128], const char *pattern, int64_t first, int64_t second)
{
    size_t size = 0;
    bool is_second = false;
    for (; *pattern != '\0' && size < 90; pattern++)
        if (*pattern == '#') {
            size += (size_t)snprintf(target + size, 128 - size, "%lld", (long long)(is_second ? second : first));
            is_second = true;
        } else {
            target[size++] = *pattern;
        }
    target[size] = '\0';
    return target;
}

static json_t *get(struct api_world *world, const struct visitor *visitor, const char *pattern, int64_t id)
{
    char target[128];
    return api_expect(api_ask(world, visitor, HTTP_GET, format(target, pattern, id, 0), NULL), 200);
}

static void test_sign_up_in_and_out(void **state)
{
    struct api_world world;
    struct college college;
    char person[160];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    snprintf(person, sizeof(person), "{\"code\":\"%s\"}", college.code);
    json_t *class = api_expect(api_ask(&world, NULL, HTTP_POST, "/api/user/registration/class", person), 200);
    assert_non_null(json_text_at(class, "subject"));
    assert_non_null(json_text_at(class, "professor"));
    assert_non_null(json_text_at(class, "next_starts_at"));
    assert_null(json_object_get(class, "id"));
    json_decref(class);
    snprintf(person, sizeof(person),
             "{\"name\":\" Mary \",\"email\":\"Mary@Example.ORG\",\"password\":\"eight ch\",\"code\":\"%s\"}",
             college.code);
    struct answer answer = api_ask(&world, NULL, HTTP_POST, "/api/user/sign-up", person);
    assert_non_null(strstr(answer.cookie, "__Host-session="));
    assert_non_null(strstr(answer.cookie, "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=2592000"));
    assert_null(strstr(answer.cookie, "Domain"));
    json_t *body = api_expect(answer, 201);
    assert_string_equal(json_text_at(body, "user.name"), "Mary");
    assert_string_equal(json_text_at(body, "user.email"), "mary@example.org");
    assert_string_equal(json_text_at(body, "user.role"), "student");
    assert_null(json_object_get(body, "token"));
    json_decref(body);

    answer = api_ask(&world, NULL, HTTP_POST, "/api/user/session",
                     "{\"email\":\"mary@example.org\",\"password\":\"eight ch\",\"bearer\":true}");
    assert_string_equal(answer.cookie, "");
    body = api_expect(answer, 200);
    struct visitor mary = {.bearer = true};
    assert_true(str_copy(mary.token, sizeof(mary.token), json_text_at(body, "token")));
    json_decref(body);
    body = get(&world, &mary, "/api/user/me", 0);
    assert_string_equal(json_text_at(body, "user.email"), "mary@example.org");
    assert_string_equal(json_text_at(body, "server_time"), "2026-11-22T09:00:00.000Z");
    json_decref(body);

    struct visitor as_cookie = mary;
    as_cookie.bearer = false;
    api_expect_problem(api_ask(&world, &as_cookie, HTTP_GET, "/api/user/me", NULL), 401, "not_signed_in");
    answer = api_ask(&world, &mary, HTTP_DELETE, "/api/user/session", NULL);
    assert_int_equal(answer.status, 204);
    answer_release(&answer);
    api_expect_problem(api_ask(&world, &mary, HTTP_GET, "/api/user/me", NULL), 401, "not_signed_in");
    api_world_close(&world);
}

static void test_sign_out_takes_the_cookie(void **state)
{
    struct api_world world;
    api_world_open(&world, state, NULL);
    struct visitor student = api_join(&world, "alan", ROLE_STUDENT);
    struct answer answer = api_ask(&world, &student, HTTP_DELETE, "/api/user/session", NULL);
    assert_int_equal(answer.status, 204);
    assert_non_null(strstr(answer.cookie, "__Host-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
    answer_release(&answer);
    api_expect_problem(api_ask(&world, &student, HTTP_GET, "/api/user/me", NULL), 401, "not_signed_in");
    api_world_close(&world);
}

/* A page that begins asks who it belongs to: nobody, a dead session and a false token are no refusals there. */
static void test_who_is_here(void **state)
{
    struct api_world world;
    api_world_open(&world, state, NULL);
    struct visitor nobody = {0};
    json_t *body = get(&world, &nobody, "/api/user/session", 0);
    assert_true(json_is_false(json_object_get(body, "signed_in")));
    assert_null(json_object_get(body, "user"));
    assert_null(json_object_get(body, "csrf"));
    assert_string_equal(json_text_at(body, "server_time"), "2026-11-22T09:00:00.000Z");
    json_decref(body);

    struct visitor student = api_join(&world, "alan", ROLE_STUDENT);
    body = get(&world, &student, "/api/user/session", 0);
    json_t *me = get(&world, &student, "/api/user/me", 0);
    assert_true(json_is_true(json_object_get(body, "signed_in")));
    assert_true(json_equal(json_object_get(body, "user"), json_object_get(me, "user")));
    assert_string_equal(json_text_at(body, "csrf"), json_text_at(me, "csrf"));
    json_decref(me);
    json_decref(body);

    struct visitor wrong = student;
    wrong.token[0] = wrong.token[0] == 'A' ? 'B' : 'A';
    body = get(&world, &wrong, "/api/user/session", 0);
    assert_true(json_is_false(json_object_get(body, "signed_in")));
    json_decref(body);

    struct answer answer = api_ask(&world, &student, HTTP_DELETE, "/api/user/session", NULL);
    assert_int_equal(answer.status, 204);
    answer_release(&answer);
    body = get(&world, &student, "/api/user/session", 0);
    assert_true(json_is_false(json_object_get(body, "signed_in")));
    json_decref(body);
    api_world_close(&world);
}

static void test_guessing_passwords_is_throttled(void **state)
{
    struct api_world world;
    api_world_open(&world, state, NULL);
    api_join(&world, "alan", ROLE_STUDENT);
    static const char guess[] = "{\"email\":\"alan@example.org\",\"password\":\"guess\"}";
    for (int i = 0; i < 10; i++)
        api_expect_problem(api_ask(&world, NULL, HTTP_POST, "/api/user/session", guess), 401, "wrong_credentials");
    api_expect_problem(api_ask(&world, NULL, HTTP_POST, "/api/user/session", guess), 429, "too_many_attempts");
    api_expect_problem(api_ask(&world, NULL, HTTP_POST, "/api/user/session",
                               "{\"email\":\"alan@example.org\",\"password\":\"quiet river stones\"}"),
                       429, "too_many_attempts");
    api_world_pass(&world, 16 * 60);
    json_decref(api_expect(api_ask(&world, NULL, HTTP_POST, "/api/user/session",
                                   "{\"email\":\"alan@example.org\",\"password\":\"quiet river stones\"}"),
                           200));
    api_world_close(&world);
}

static void test_invitation(void **state)
{
    struct api_world world;
    char text[256];
    api_world_open(&world, state, NULL);
    struct visitor administrator = api_join(&world, "ada", ROLE_ADMINISTRATOR);
    json_t *body = api_expect(api_ask(&world, &administrator, HTTP_POST, "/api/admin/invitations",
                                      "{\"role\":\"professor\",\"name\":\"Grace\",\"email\":\"grace@example.org\"}"),
                              201);
    const char *link = json_text_at(body, "link");
    assert_true(strncmp(link, "/welcome#", 9) == 0);
    char token[64];
    assert_true(str_copy(token, sizeof(token), link + 9));
    assert_string_equal(json_text_at(body, "expires_at"), "2026-11-29T09:00:00.000Z");
    json_decref(body);

    snprintf(text, sizeof(text), "/api/user/invitation?token=%s", token);
    body = api_expect(api_ask(&world, NULL, HTTP_GET, text, NULL), 200);
    assert_string_equal(json_text_at(body, "role"), "professor");
    assert_string_equal(json_text_at(body, "name"), "Grace");
    json_decref(body);

    snprintf(text, sizeof(text),
             "{\"name\":\"Grace\",\"email\":\"grace@example.org\",\"password\":\"eight ch\",\"invitation\":\"%s\"}",
             token);
    api_expect_problem(api_ask(&world, NULL, HTTP_POST, "/api/user/sign-up", text), 422, "password_too_short");
    snprintf(text, sizeof(text),
             "{\"name\":\"Grace\",\"email\":\"grace@example.org\",\"password\":\"fifteen letters it is\","
             "\"invitation\":\"%s\"}",
             token);
    body = api_expect(api_ask(&world, NULL, HTTP_POST, "/api/user/sign-up", text), 201);
    assert_string_equal(json_text_at(body, "user.role"), "professor");
    json_decref(body);

    snprintf(text, sizeof(text), "/api/user/invitation?token=%s", token);
    api_expect_problem(api_ask(&world, NULL, HTTP_GET, text, NULL), 404, "invitation_unknown");
    api_world_close(&world);
}

static void test_classroom(void **state)
{
    struct api_world world;
    struct college college;
    char target[128];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);

    json_t *body = get(&world, &college.professor, "/api/classroom/#", college.classroom);
    assert_string_equal(json_text_at(body, "classroom.subject"), "Compilers");
    assert_string_equal(json_text_at(body, "classroom.join_code"), college.code);
    assert_int_equal(json_int_at(body, "classroom.students"), 1);
    assert_int_equal(json_int_at(body, "classroom.live.id"), college.lecture);
    assert_int_equal(json_int_at(body, "lectures.0.counts.unmarked"), 1);
    json_decref(body);

    /* A student sees neither the code nor the counts. */
    body = get(&world, &college.student, "/api/classroom/#", college.classroom);
    assert_null(json_object_get(json_at(body, "classroom"), "join_code"));
    assert_null(json_object_get(json_at(body, "lectures.0"), "counts"));
    json_decref(body);
    format(target, "/api/classroom/#", college.classroom, 0);
    api_expect_problem(api_ask(&world, &college.other_student, HTTP_GET, target, NULL), 404, "not_found");
    api_expect_problem(api_ask(&world, &college.other_professor, HTTP_GET, target, NULL), 404, "not_found");
    body = get(&world, &college.administrator, "/api/classroom/#", college.classroom);
    assert_null(json_object_get(json_at(body, "classroom"), "join_code"));
    json_decref(body);

    body = api_expect(api_ask(&world, &college.professor, HTTP_POST,
                              format(target, "/api/classroom/#/join-code", college.classroom, 0), NULL),
                      200);
    assert_string_not_equal(json_text_at(body, "join_code"), college.code);
    json_decref(body);
    snprintf(target, sizeof(target), "{\"code\":\"%s\"}", college.code);
    api_expect_problem(api_ask(&world, &college.other_student, HTTP_POST, "/api/student/join", target), 404,
                       "join_code_unknown");

    body = get(&world, &college.professor, "/api/classroom/#/students", college.classroom);
    assert_int_equal(json_array_size(json_at(body, "students")), 1);
    assert_string_equal(json_text_at(body, "students.0.email"), "alan@example.org");
    json_decref(body);
    body = get(&world, &college.administrator, "/api/classroom", 0);
    assert_int_equal(json_array_size(json_at(body, "classrooms")), 2);
    json_decref(body);
    body = get(&world, &college.professor, "/api/classroom", 0);
    assert_int_equal(json_array_size(json_at(body, "classrooms")), 1);
    assert_int_equal(json_array_size(json_at(body, "today")), 1);
    json_decref(body);
    api_world_close(&world);
}

static void test_window(void **state)
{
    struct api_world world;
    struct college college;
    char target[128];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor;

    json_t *body = api_expect(
        api_ask(&world, professor, HTTP_POST, format(target, "/api/classroom/#/lectures", college.classroom, 0),
                "{\"title\":\"Parsing\",\"room\":\"A 1\",\"starts_at\":\"2026-11-22T10:00:00+01:00\","
                "\"ends_at\":\"2026-11-22T11:30:00+01:00\"}"),
        201);
    int64_t lecture = json_int_at(body, "id");
    assert_string_equal(json_text_at(body, "starts_at"), "2026-11-22T09:00:00.000Z");
    assert_true(json_is_null(json_at(body, "window")));
    json_decref(body);

    api_expect_problem(
        api_ask(&world, professor, HTTP_POST, format(target, "/api/attendance/#/window/close", lecture, 0), ""), 409,
        "window_not_open");
    api_expect_problem(api_ask(&world, professor, HTTP_POST,
                               format(target, "/api/attendance/#/window/extend", lecture, 0), "{\"minutes\":5}"),
                       409, "window_not_open");
    body = api_expect(api_ask(&world, professor, HTTP_POST, format(target, "/api/attendance/#/window", lecture, 0),
                              "{\"minutes\":20,\"late_after_minutes\":5}"),
                      200);
    assert_string_equal(json_text_at(body, "window.state"), "open");
    assert_string_equal(json_text_at(body, "window.closes_at"), "2026-11-22T09:20:00.000Z");
    assert_string_equal(json_text_at(body, "window.late_after_at"), "2026-11-22T09:05:00.000Z");
    json_decref(body);
    body = api_expect(api_ask(&world, professor, HTTP_POST,
                              format(target, "/api/attendance/#/window/extend", lecture, 0), "{\"minutes\":10}"),
                      200);
    assert_string_equal(json_text_at(body, "window.closes_at"), "2026-11-22T09:30:00.000Z");
    json_decref(body);
    api_world_pass(&world, 60);
    json_decref(api_expect(
        api_ask(&world, professor, HTTP_POST, format(target, "/api/attendance/#/window/close", lecture, 0), "{}"),
        200));
    api_expect_problem(
        api_ask(&world, professor, HTTP_POST, format(target, "/api/attendance/#/window/close", lecture, 0), ""), 409,
        "window_closed");
    api_expect_problem(
        api_ask(&world, &college.student, HTTP_POST, format(target, "/api/attendance/#/challenge", lecture, 0), NULL),
        409, "window_closed");
    json_decref(api_expect(
        api_ask(&world, professor, HTTP_POST, format(target, "/api/attendance/#/window", lecture, 0), NULL), 200));

    /* It closes by itself. */
    api_world_pass(&world, 3600);
    body = get(&world, professor, "/api/attendance/#", lecture);
    assert_string_equal(json_text_at(body, "lecture.window.state"), "closed");
    json_decref(body);
    api_world_close(&world);
}

static void test_marks_by_hand(void **state)
{
    struct api_world world;
    struct college college;
    char target[128];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor;

    json_t *body = get(&world, professor, "/api/attendance/#", college.lecture);
    assert_true(json_is_null(json_at(body, "marks.0.status")));
    assert_int_equal(json_int_at(body, "counts.unmarked"), 1);
    json_decref(body);

    format(target, "/api/attendance/#/marks/#", college.lecture, college.student.id);
    body = api_expect(api_ask(&world, professor, HTTP_PUT, target,
                              "{\"status\":\"L\",\"minutes_late\":7,\"note\":\"bus\\nbroke \\ud83d\\ude8c\"}"),
                      200);
    assert_string_equal(json_text_at(body, "status"), "L");
    assert_string_equal(json_text_at(body, "method"), "manual");
    assert_string_equal(json_text_at(body, "marked_by.name"), "grace");
    assert_int_equal(json_int_at(body, "minutes_late"), 7);
    json_decref(body);
    json_decref(api_expect(api_ask(&world, professor, HTTP_PUT, target, "{\"status\":\"E\"}"), 200));

    body = get(&world, professor, "/api/attendance/#", college.lecture);
    assert_int_equal(json_int_at(body, "counts.excused"), 1);
    assert_int_equal(json_array_size(json_at(body, "marks")), 1);
    json_decref(body);
    body = get(&world, &college.student, "/api/attendance/#/mine", college.lecture);
    assert_string_equal(json_text_at(body, "mark.status"), "E");
    json_decref(body);
    body = get(&world, &college.student, "/api/student/record/#", college.classroom);
    assert_int_equal(json_int_at(body, "standing.attended"), 1);
    assert_string_equal(json_text_at(body, "lectures.0.mark.status"), "E");
    json_decref(body);
    body = get(&world, professor, "/api/classroom/#/register", college.classroom);
    assert_string_equal(json_text_at(body, "students.0.marks.0"), "E");
    json_decref(body);

    struct answer answer = api_ask(&world, professor, HTTP_DELETE, target, NULL);
    body = api_expect(answer, 200);
    assert_true(json_int_at(body, "change") > 0);
    json_decref(body);
    body = get(&world, &college.student, "/api/attendance/#/mine", college.lecture);
    assert_true(json_is_null(json_at(body, "mark")));
    json_decref(body);
    api_world_close(&world);
}

static void test_student_pages(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);

    json_t *body = get(&world, &college.student, "/api/student/home", 0);
    assert_int_equal(json_array_size(json_at(body, "live")), 1);
    assert_int_equal(json_int_at(body, "live.0.lecture.id"), college.lecture);
    assert_true(json_is_null(json_at(body, "live.0.mark")));
    assert_int_equal(json_array_size(json_at(body, "classrooms")), 1);
    assert_int_equal(json_array_size(json_at(body, "classrooms.0.classroom.statuses")), 4); // the live mark's words
    assert_true(json_is_false(json_at(body, "face.enrolled")));
    assert_true(json_array_size(json_at(body, "classrooms.0.strip")) >= 1);
    assert_true(json_is_null(json_at(body, "classrooms.0.strip.0.status")));
    assert_int_equal(json_int_at(body, "classrooms.0.unread"), 0);
    assert_int_equal(json_int_at(body, "board.due_total"), 0);
    json_decref(body);
    char code[64];
    snprintf(code, sizeof(code), "{\"code\":\"%s\"}", college.code);
    body = api_expect(api_ask(&world, &college.other_student, HTTP_POST, "/api/student/join-preview", code), 200);
    assert_true(json_is_null(json_at(body, "classroom_id")));
    assert_int_equal(json_int_at(body, "students"), 1);
    assert_non_null(json_text_at(body, "next.starts_at"));
    json_decref(body);
    body = api_expect(api_ask(&world, &college.student, HTTP_POST, "/api/student/join-preview", code), 200);
    assert_int_equal(json_int_at(body, "classroom_id"), college.classroom);
    json_decref(body);
    body = get(&world, &college.student, "/api/student/record/#/refusals", college.classroom);
    assert_int_equal(json_array_size(json_at(body, "refusals")), 0);
    json_decref(body);

    body = get(&world, &college.student, "/api/student/consent", 0);
    assert_true(json_is_null(json_at(body, "given_at")));
    assert_true(json_array_size(json_at(body, "text")) > 0);
    char text[64];
    snprintf(text, sizeof(text), "{\"version\":%lld}", (long long)json_int_at(body, "version"));
    json_decref(body);
    body = api_expect(api_ask(&world, &college.student, HTTP_POST, "/api/student/consent", text), 200);
    assert_string_equal(json_text_at(body, "given_at"), "2026-11-22T09:00:00.000Z");
    json_decref(body);
    body = get(&world, &college.student, "/api/student/face", 0);
    assert_true(json_is_true(json_at(body, "consented")));
    json_decref(body);
    char target[128];
    format(target, "/api/attendance/#/challenge", college.lecture, 0);
    api_expect_problem(api_ask(&world, &college.student, HTTP_POST, target, NULL), 409, "face_not_enrolled");
    for (int i = 0; i < 2; i++) {
        struct answer answer = api_ask(&world, &college.student, HTTP_DELETE, "/api/student/face", NULL);
        assert_int_equal(answer.status, 204);
        answer_release(&answer);
        answer = api_ask(&world, &college.student, HTTP_DELETE, "/api/student/consent", NULL);
        assert_int_equal(answer.status, 204);
        answer_release(&answer);
    }
    api_expect_problem(api_ask(&world, &college.student, HTTP_POST, target, NULL), 409, "consent_needed");

    api_world_pass(&world, 60 * 60); // the window has closed
    body = get(&world, &college.student, "/api/student/home", 0);
    assert_int_equal(json_array_size(json_at(body, "live")), 0);
    assert_null(json_object_get(json_at(body, "classrooms.0.classroom"), "statuses"));
    json_decref(body);
    api_world_close(&world);
}

static void test_administrator(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);

    json_t *body = get(&world, &college.administrator, "/api/admin/overview", 0);
    assert_int_equal(json_int_at(body, "users.students"), 2);
    assert_int_equal(json_int_at(body, "users.professors"), 2);
    assert_int_equal(json_int_at(body, "classrooms"), 2);
    json_decref(body);
    body = get(&world, &college.administrator, "/api/admin/users?query=ALAN", 0);
    assert_int_equal(json_array_size(json_at(body, "users")), 1);
    assert_true(json_is_null(json_at(body, "next")));
    assert_true(json_is_false(json_at(body, "users.0.disabled")));
    json_decref(body);
    body = get(&world, &college.administrator, "/api/admin/users?query=%25", 0);
    assert_int_equal(json_array_size(json_at(body, "users")), 0);
    json_decref(body);
    api_world_close(&world);
}

/* Whoever watches must be allowed to; what is published reaches the lecture's channel. */
static void test_events(void **state)
{
    struct api_world world;
    struct college college;
    char target[128];
    char channel[64];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    format(target, "/api/attendance/#/events", college.lecture, 0);
    snprintf(channel, sizeof(channel), "lecture:%lld", (long long)college.lecture);

    struct answer answer = api_ask(&world, &college.professor, HTTP_GET, target, NULL);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.channel, channel);
    answer_release(&answer);
    answer = api_ask(&world, &college.administrator, HTTP_GET, target, NULL);
    assert_string_equal(answer.channel, channel);
    answer_release(&answer);
    answer = api_ask(&world, &college.other_professor, HTTP_GET, target, NULL);
    assert_string_equal(answer.channel, "");
    api_expect_problem(answer, 404, "not_found");
    api_world_close(&world);
}

/* The same key and body: the first answer again; another body: refused; another person's key is their own. */
static void test_repeats(void **state)
{
    static const struct message_header key[] = {{"Idempotency-Key", "key-1"}, {0}};
    static const struct message_header bad_key[] = {{"Idempotency-Key", "k\xc3\xa9y"}, {0}};
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    static const char body[] = "{\"subject\":\"Once\"}";

    json_t *first =
        api_expect(api_send(&world, &college.professor, HTTP_POST, "/api/classroom", key, body, strlen(body)), 201);
    json_t *second =
        api_expect(api_send(&world, &college.professor, HTTP_POST, "/api/classroom", key, body, strlen(body)), 201);
    assert_true(json_equal(first, second));
    json_decref(second);
    api_expect_problem(
        api_send(&world, &college.professor, HTTP_POST, "/api/classroom", key, "{\"subject\":\"Two\"}", 17), 409,
        "idempotency_mismatch");
    second = api_expect(
        api_send(&world, &college.other_professor, HTTP_POST, "/api/classroom", key, body, strlen(body)), 201);
    assert_false(json_equal(first, second));
    json_decref(first);
    json_decref(second);
    json_t *list = get(&world, &college.professor, "/api/classroom", 0);
    assert_int_equal(json_array_size(json_at(list, "classrooms")), 2);
    json_decref(list);
    api_expect_problem(api_send(&world, &college.professor, HTTP_POST, "/api/classroom", bad_key, body, strlen(body)),
                       400, "bad_request");

    /* A refusal is kept too, and has its shape again. */
    static const struct message_header other_key[] = {{"Idempotency-Key", "key-2"}, {0}};
    for (int i = 0; i < 2; i++)
        api_expect_problem(api_send(&world, &college.professor, HTTP_POST, "/api/classroom", other_key, "{}", 2), 422,
                           "invalid_field");
    api_world_close(&world);
}

/* A link that works once is not kept in the database, not even for a repeat. */
static void test_secrets_are_not_kept(void **state)
{
    static const struct message_header key[] = {{"Idempotency-Key", "key-1"}, {0}};
    static const char body[] = "{\"role\":\"professor\"}";
    struct api_world world;
    int64_t kept;
    api_world_open(&world, state, NULL);
    struct visitor administrator = api_join(&world, "ada", ROLE_ADMINISTRATOR);
    json_t *first =
        api_expect(api_send(&world, &administrator, HTTP_POST, "/api/admin/invitations", key, body, strlen(body)), 201);
    json_t *second =
        api_expect(api_send(&world, &administrator, HTTP_POST, "/api/admin/invitations", key, body, strlen(body)), 201);
    assert_string_not_equal(json_text_at(first, "link"), json_text_at(second, "link"));
    json_decref(first);
    json_decref(second);
    struct db *db = store_reader(world.test->store);
    assert_int_equal(db_one_int(db, &kept, "SELECT COUNT(*) FROM idempotency", DB_NO_VALUES), DB_ROW);
    store_reader_close(&db);
    assert_int_equal(kept, 0);
    api_world_close(&world);
}

/* A page of this site may; signing in from the site's own page too. */
static void test_own_page_may(void **state)
{
    static const struct message_header own[] = {
        {"Origin", "https://AMS.example.org"}, {"Sec-Fetch-Site", "same-origin"}, {0}};
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    json_decref(api_expect(
        api_send(&world, &college.professor, HTTP_POST, "/api/classroom", own, "{\"subject\":\"A\"}", 15), 201));
    static const char body[] = "{\"email\":\"alan@example.org\",\"password\":\"quiet river stones\"}";
    json_decref(api_expect(api_send(&world, NULL, HTTP_POST, "/api/user/session", own, body, strlen(body)), 200));
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_sign_up_in_and_out),
        TEST_ON_BOTH(test_sign_out_takes_the_cookie),
        TEST_ON_BOTH(test_who_is_here),
        TEST_ON_BOTH(test_guessing_passwords_is_throttled),
        TEST_ON_BOTH(test_invitation),
        TEST_ON_BOTH(test_classroom),
        TEST_ON_BOTH(test_window),
        TEST_ON_BOTH(test_marks_by_hand),
        TEST_ON_BOTH(test_student_pages),
        TEST_ON_BOTH(test_administrator),
        TEST_ON_BOTH(test_events),
        TEST_ON_BOTH(test_repeats),
        TEST_ON_BOTH(test_secrets_are_not_kept),
        TEST_ON_BOTH(test_own_page_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
