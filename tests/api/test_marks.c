/* SPDX-License-Identifier: MIT */
/* Proofs, the check-in by code, many marks, undoing, flags and requests, as a client sees them. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"
#include "school/checkin/code_stamp.h"
#include "support/api_client.h"
#include "support/steady.h"

/* "#" is each of the two numbers, in order. */
static const char *format(char target[static 128], const char *pattern, int64_t first, int64_t second)
{
    size_t size = 0;
    target[0] = '\0';
    for (; *pattern != '\0' && size < 100; pattern++) {
        if (*pattern == '#') {
            size += (size_t)snprintf(target + size, 128 - size, "%" PRId64, first);
            first = second;
        } else {
            target[size++] = *pattern;
            target[size] = '\0';
        }
    }
    return target;
}

static json_t *ask(struct api_world *world, const struct visitor *visitor, enum http_method method, const char *pattern,
                   int64_t first, int64_t second, const char *body, unsigned status)
{
    char target[128];
    return api_expect(api_ask(world, visitor, method, format(target, pattern, first, second), body), status);
}

static void refused(struct api_world *world, const struct visitor *visitor, enum http_method method,
                    const char *pattern, int64_t first, int64_t second, const char *body, unsigned status,
                    const char *code)
{
    char target[128];
    api_expect_problem(api_ask(world, visitor, method, format(target, pattern, first, second), body), status, code);
}

/* The body of a check-in with the code that the room shows; `qr`: with what the QR code holds. */
static const char *room_code(struct api_world *world, const struct college *college, bool qr, char body[static 128])
{
    json_t *code = ask(world, &college->professor, HTTP_GET, "/api/attendance/#/code", college->lecture, 0, NULL, 200);
    const char *path = json_text_at(code, "path");
    char start[64];
    snprintf(start, sizeof(start), "/mark/%" PRId64 "#", college->lecture);
    assert_int_equal(strncmp(path, start, strlen(start)), 0);
    snprintf(body, 128, "{\"code\":\"%s\"}", qr ? path + strlen(start) : json_text_at(code, "code"));
    json_decref(code);
    return body;
}

static struct answer by_code(struct api_world *world, const struct college *college, const char *device,
                             const char *body)
{
    char target[128];
    const struct message_header headers[] = {{"X-Device", device}, {0}};
    return api_send(world, &college->student, HTTP_POST,
                    format(target, "/api/attendance/#/check-in/code", college->lecture, 0), headers, body,
                    strlen(body));
}

static void test_check_in_by_code(void **state)
{
    struct api_world world;
    struct college college;
    char body[128], target[128];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);

    // The page gives the device its cookie, once.
    struct answer answer =
        api_ask(&world, &college.student, HTTP_GET, format(target, "/api/attendance/#/mine", college.lecture, 0), NULL);
    assert_int_equal(strncmp(answer.cookie, "__Host-device=", 14), 0);
    assert_non_null(strstr(answer.cookie, "; Secure; HttpOnly; SameSite=Lax"));
    json_t *mine = api_expect(answer, 200);
    assert_true(json_is_true(json_at(mine, "code_check_in")));
    assert_true(json_is_false(json_at(mine, "code_needed")));
    assert_true(json_is_false(json_at(mine, "position_wanted")));
    json_decref(mine);

    api_expect_problem(by_code(&world, &college, "a", "{\"code\":\"abcdef\"}"), 422, "code_wrong");
    api_expect_problem(by_code(&world, &college, "a", "{\"code\":\"\"}"), 422, "invalid_field");
    api_expect_problem(by_code(&world, &college, "a", "{}"), 409, "code_needed");
    api_expect_problem(by_code(&world, &college, "a", "{\"code\":\"1\",\"position\":\"\"}"), 422, "invalid_field");
    json_t *mark = api_expect(by_code(&world, &college, "a", room_code(&world, &college, true, body)), 200);
    assert_string_equal(json_text_at(mark, "mark.status"), "P");
    assert_string_equal(json_text_at(mark, "mark.method"), "code");
    assert_int_equal(json_array_size(json_at(mark, "mark.flags")), 0);
    json_decref(mark);
    json_decref(api_expect(by_code(&world, &college, "a", "{\"code\":\"old\"}"), 200));
    refused(&world, &college.other_student, HTTP_POST, "/api/attendance/#/check-in/code", college.lecture, 0,
            "{\"code\":\"123456\"}", 404, "not_found");
    refused(&world, &college.professor, HTTP_POST, "/api/attendance/#/check-in/code", college.lecture, 0,
            "{\"code\":\"123456\"}", 403, "not_allowed");
    api_world_close(&world);
}

/* Who was asked to come again, because there was no room, is judged by when they came first. */
static void test_waiting_is_not_the_students(void **state)
{
    struct api_world world;
    struct college college;
    char body[128];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    room_code(&world, &college, true, body);
    api_world_pass(&world, 300);
    json_decref(
        ask(&world, &college.professor, HTTP_POST, "/api/attendance/#/window/close", college.lecture, 0, NULL, 200));
    api_expect_problem(by_code(&world, &college, "a", body), 409, "window_closed");
    steady_stand(); // at the very moment at which the window was opened, and its code is good
    world.came_ns = clock_steady_ns() - INT64_C(300000000000);
    json_t *mark = api_expect(by_code(&world, &college, "a", body), 200);
    steady_run();
    assert_string_equal(json_text_at(mark, "mark.status"), "P");
    json_decref(mark);
    api_world_close(&world);
}

static void test_guessing(void **state)
{
    struct api_world world;
    struct college college;
    char body[128];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    for (int i = 0; i < 5; i++)
        api_expect_problem(by_code(&world, &college, "a", "{\"code\":\"abcdef\"}"), 422, "code_wrong");
    api_expect_problem(by_code(&world, &college, "a", room_code(&world, &college, false, body)), 429, "too_many_tries");
    api_world_pass(&world, 30);
    json_decref(api_expect(by_code(&world, &college, "a", room_code(&world, &college, false, body)), 200));
    api_world_close(&world);
}

static void test_proofs(void **state)
{
    struct api_world world;
    struct college college;
    char body[256], code[128];
    const char *path = "/api/classroom/#/proofs";
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor;
    int64_t class_id = college.classroom;

    json_t *proofs = ask(&world, professor, HTTP_GET, path, class_id, 0, NULL, 200);
    assert_string_equal(json_text_at(proofs, "device_rule"), "flag");
    assert_string_equal(json_text_at(proofs, "room_rule"), "flag"); // of a new classroom
    assert_int_equal(json_int_at(proofs, "version"), 1);
    json_decref(proofs);
    json_decref(ask(&world, &college.administrator, HTTP_GET, path, class_id, 0, NULL, 200));
    refused(&world, &college.student, HTTP_GET, path, class_id, 0, NULL, 404, "not_found");
    static const struct {
        const char *body, *field;
    } bad[] = {
        {"{\"networks\":\"10.0.0.0/33\"}", "networks"},
        {"{\"networks\":\"' OR 1=1 --\"}", "networks"},
        {"{\"network_rule\":\"maybe\"}", "network_rule"},
        {"{\"place\":\"geo:91,0\"}", "place"},
        {"{\"place_rule\":\"Flag\"}", "place_rule"},
        {"{\"device_rule\":7}", "device_rule"},
        {"{\"radius_m\":5}", "radius_m"},
        {"{\"device_minutes\":1441}", "device_minutes"},
        {"{\"room_code\":\"on\"}", "room_code"},
        {"{\"room_rule\":\"never\"}", "room_rule"},
        {"{\"sound\":1}", "sound"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        json_t *problem = ask(&world, professor, HTTP_PUT, path, class_id, 0, bad[i].body, 422);
        assert_string_equal(json_text_at(problem, "field"), bad[i].field);
        json_decref(problem);
    }
    proofs = ask(&world, professor, HTTP_PUT, path, class_id, 0,
                 "{\"room_code\":true,\"networks\":\"10.1.2.3/8\",\"network_rule\":\"refuse\"}", 200);
    assert_string_equal(json_text_at(proofs, "networks"), "10.0.0.0/8");
    assert_int_equal(json_int_at(proofs, "version"), 2);
    json_decref(proofs);
    json_t *mine = ask(&world, &college.student, HTTP_GET, "/api/attendance/#/mine", college.lecture, 0, NULL, 200);
    assert_true(json_is_true(json_at(mine, "code_needed")));
    json_decref(mine);
    api_expect_problem(by_code(&world, &college, "a", room_code(&world, &college, false, code)), 409, "network_other");

    // The second of two professors at once.
    const struct message_header stale[] = {{"If-Match", "\"7\""}, {0}};
    char target[128];
    format(target, path, class_id, 0);
    api_expect_problem(api_send(&world, professor, HTTP_PUT, target, stale, "{}", 2), 412, "changed_meanwhile");
    const struct message_header fresh[] = {{"If-Match", "\"2\""}, {0}};
    const char *next = "{\"networks\":\"127.0.0.0/8\",\"network_rule\":\"refuse\",\"place\":\"geo:52.52,13.405\","
                       "\"place_rule\":\"refuse\"}";
    json_decref(api_expect(api_send(&world, professor, HTTP_PUT, target, fresh, next, strlen(next)), 200));
    api_expect_problem(by_code(&world, &college, "a", room_code(&world, &college, false, code)), 409,
                       "position_needed");
    snprintf(body, sizeof(body), "%.*s,\"position\":\"geo:0,0;u=99999\"}",
             (int)strlen(room_code(&world, &college, false, code)) - 1, code);
    api_expect_problem(by_code(&world, &college, "a", body), 409, "outside");
    snprintf(body, sizeof(body), "%.*s,\"position\":\"<script>\"}", (int)strlen(code) - 1, code);
    api_expect_problem(by_code(&world, &college, "a", body), 422, "invalid_field");
    snprintf(body, sizeof(body), "%.*s,\"position\":\"geo:52.5201,13.4051;u=15\"}", (int)strlen(code) - 1, code);
    json_decref(api_expect(by_code(&world, &college, "a", body), 200));
    api_world_close(&world);
}

static void test_room_sound(void **state)
{
    struct api_world world;
    struct college college;
    const char *path = "/api/attendance/#/sound", *proofs = "/api/classroom/#/proofs";
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor;
    json_t *live = ask(&world, professor, HTTP_GET, "/api/attendance/#", college.lecture, 0, NULL, 200);
    assert_string_equal(json_text_at(live, "room.rule"), "flag");
    assert_true(json_is_true(json_at(live, "room.sound")));
    assert_true(json_is_null(json_at(live, "room.offered_at")));
    json_decref(live);
    json_t *sound = ask(&world, professor, HTTP_GET, path, college.lecture, 0, NULL, 200);
    assert_int_equal(strlen(json_text_at(sound, "word")), 8);
    assert_in_range(json_int_at(sound, "next_in_ms"), 1, 10000);
    json_decref(sound);
    live = ask(&world, professor, HTTP_GET, "/api/attendance/#", college.lecture, 0, NULL, 200);
    assert_true(json_is_string(json_at(live, "room.offered_at")));
    json_decref(live);
    json_t *mine = ask(&world, &college.student, HTTP_GET, "/api/attendance/#/mine", college.lecture, 0, NULL, 200);
    assert_true(json_is_true(json_at(mine, "sound_wanted")));
    assert_string_equal(json_text_at(mine, "room_rule"), "flag");
    json_decref(mine);
    refused(&world, &college.student, HTTP_GET, path, college.lecture, 0, NULL, 404, "not_found");
    json_decref(ask(&world, professor, HTTP_PUT, proofs, college.classroom, 0,
                    "{\"room_rule\":\"flag\",\"sound\":false}", 200));
    refused(&world, professor, HTTP_GET, path, college.lecture, 0, NULL, 409, "sound_off");
    json_decref(ask(&world, professor, HTTP_PUT, proofs, college.classroom, 0, "{\"room_rule\":\"refuse\"}", 200));
    json_decref(ask(&world, professor, HTTP_GET, path, college.lecture, 0, NULL, 200));
    json_decref(ask(&world, professor, HTTP_POST, "/api/attendance/#/window/close", college.lecture, 0, NULL, 200));
    refused(&world, professor, HTTP_GET, path, college.lecture, 0, NULL, 409, "window_closed");
    api_world_close(&world);
}

static void test_many_refusals(void **state)
{
    struct api_world world;
    struct college college;
    const char *path = "/api/attendance/#/marks";
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor;
    static const struct {
        const char *body, *field;
    } bad[] = {
        {"{\"status\":\"P\"}", "students"},
        {"{\"students\":\"some\",\"status\":\"P\"}", "students"},
        {"{\"students\":[],\"status\":\"P\"}", "students"},
        {"{\"students\":[1,\"2\"],\"status\":\"P\"}", "students"},
        {"{\"students\":[-1],\"status\":\"P\"}", "students"},
        {"{\"students\":{\"a\":1},\"status\":\"P\"}", "students"},
        {"{\"students\":\"all\"}", "status"},
        {"{\"students\":\"all\",\"status\":\"X\"}", "status"},
        {"{\"students\":\"all\",\"status\":\"L\",\"minutes_late\":1441}", "minutes_late"},
        {"{\"students\":\"all\",\"status\":\"P\",\"note\":\"a\\u202eb\"}", "note"},
        {"{\"students\":\"all\",\"status\":\"P\",\"who\":1}", "who"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        json_t *problem = ask(&world, professor, HTTP_POST, path, college.lecture, 0, bad[i].body, 422);
        assert_string_equal(json_text_at(problem, "field"), bad[i].field);
        json_decref(problem);
    }
    refused(&world, professor, HTTP_POST, path, college.lecture, 0, "{\"students\":[900001],\"status\":\"P\"}", 404,
            "not_found");
    refused(&world, professor, HTTP_POST, path, college.lecture, 0, "[]", 400, "bad_json");
    refused(&world, &college.student, HTTP_POST, path, college.lecture, 0, "{\"students\":\"all\",\"status\":\"P\"}",
            404, "not_found");
    api_world_close(&world);
}

static void test_many_and_undo(void **state)
{
    struct api_world world;
    struct college college;
    char body[128], target[128];
    const char *path = "/api/attendance/#/marks";
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor;
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", college.code);
    json_decref(ask(&world, &college.other_student, HTTP_POST, "/api/student/join", 0, 0, body, 200));

    json_t *result =
        ask(&world, professor, HTTP_POST, path, college.lecture, 0, "{\"students\":\"all\",\"status\":\"P\"}", 200);
    assert_int_equal(json_int_at(result, "changed"), 2);
    assert_string_equal(json_text_at(result, "marks.0.student.name"), "alan");
    int64_t change = json_int_at(result, "change"), version = json_int_at(result, "marks.0.version");
    json_decref(result);

    // Two professors: one fixes a mark, the other still sees the old one.
    format(target, "/api/attendance/#/marks/#", college.lecture, college.student.id);
    char tag[40];
    snprintf(tag, sizeof(tag), "\"%" PRId64 "\"", version);
    const struct message_header seen[] = {{"If-Match", tag}, {0}}, none[] = {{"If-None-Match", "*"}, {0}};
    json_t *mark = api_expect(api_send(&world, professor, HTTP_PUT, target, seen, "{\"status\":\"A\"}", 14), 200);
    assert_true(json_int_at(mark, "change") > change);
    json_decref(mark);
    api_expect_problem(api_send(&world, professor, HTTP_PUT, target, seen, "{\"status\":\"L\"}", 14), 412,
                       "changed_meanwhile");
    api_expect_problem(api_send(&world, professor, HTTP_PUT, target, none, "{\"status\":\"L\"}", 14), 412,
                       "changed_meanwhile");
    api_expect_problem(api_send(&world, professor, HTTP_DELETE, target, seen, NULL, 0), 412, "changed_meanwhile");

    snprintf(body, sizeof(body), "{\"change\":%" PRId64 "}", change);
    refused(&world, &college.other_professor, HTTP_POST, "/api/attendance/#/undo", college.lecture, 0, body, 404,
            "not_found");
    refused(&world, professor, HTTP_POST, "/api/attendance/#/undo", college.lecture, 0, "{\"change\":900001}", 404,
            "change_unknown");
    result = ask(&world, professor, HTTP_POST, "/api/attendance/#/undo", college.lecture, 0, body, 200);
    assert_int_equal(json_int_at(result, "changed"), 1);
    assert_true(json_is_null(json_at(result, "marks.0.status")));
    assert_int_equal(json_int_at(result, "kept.0"), college.student.id);
    json_decref(result);

    // After the lecture's time.
    api_world_pass(&world, 2 * 60 * 60);
    refused(&world, professor, HTTP_PUT, "/api/attendance/#/marks/#", college.lecture, college.student.id,
            "{\"status\":\"P\"}", 422, "note_needed");
    refused(&world, professor, HTTP_PUT, "/api/attendance/#/marks/#", college.lecture, college.student.id,
            "{\"status\":\"P\",\"note\":\"was there\"}", 403, "step_up_needed");
    refused(&world, professor, HTTP_DELETE, "/api/attendance/#/marks/#", college.lecture, college.student.id, NULL, 422,
            "note_needed");
    refused(&world, professor, HTTP_DELETE, "/api/attendance/#/marks/#?note=a%20mistake", college.lecture,
            college.student.id, NULL, 403, "step_up_needed");
    api_world_close(&world);
}

/* Cells of a grid: a mark that somebody has changed meanwhile stays theirs, and is named. */
static void test_many_by_version(void **state)
{
    struct api_world world;
    struct college college;
    char body[160];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    int64_t student = college.student.id;
    snprintf(body, sizeof(body), "{\"students\":[%" PRId64 "],\"versions\":[null],\"status\":\"P\"}", student);
    json_t *first =
        ask(&world, &college.professor, HTTP_POST, "/api/attendance/#/marks", college.lecture, 0, body, 200);
    assert_int_equal(json_int_at(first, "changed"), 1);
    int64_t version = json_int_at(first, "marks.0.version");
    json_decref(first);
    // The second page still believes that there is none.
    snprintf(body, sizeof(body), "{\"students\":[%" PRId64 "],\"versions\":[null],\"status\":\"A\"}", student);
    json_t *late = ask(&world, &college.professor, HTTP_POST, "/api/attendance/#/marks", college.lecture, 0, body, 200);
    assert_int_equal(json_int_at(late, "changed"), 0);
    assert_int_equal(json_int_at(late, "kept.0"), student);
    json_decref(late);
    json_t *shown =
        ask(&world, &college.professor, HTTP_GET, "/api/attendance/#/marks/#", college.lecture, student, NULL, 200);
    assert_string_equal(json_text_at(shown, "mark.status"), "P");
    assert_int_equal(json_int_at(shown, "mark.version"), version);
    assert_true(json_is_false(json_at(shown, "note_needed")));
    json_decref(shown);
    refused(&world, &college.student, HTTP_GET, "/api/attendance/#/marks/#", college.lecture, student, NULL, 404,
            "not_found");
    static const char *const bad[] = {"[]", "[1,2]", "[\"x\"]", "[-1]", "7"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        snprintf(body, sizeof(body), "{\"students\":[%" PRId64 "],\"versions\":%s,\"status\":\"A\"}", student, bad[i]);
        refused(&world, &college.professor, HTTP_POST, "/api/attendance/#/marks", college.lecture, 0, body, 422,
                "invalid_field");
    }
    refused(&world, &college.professor, HTTP_POST, "/api/attendance/#/marks", college.lecture, 0,
            "{\"students\":\"all\",\"versions\":[1],\"status\":\"A\"}", 422, "invalid_field");
    // Taken away, and undone.
    snprintf(body, sizeof(body), "{\"students\":[%" PRId64 "],\"versions\":[%" PRId64 "],\"status\":\"none\"}", student,
             version);
    json_t *cleared =
        ask(&world, &college.professor, HTTP_POST, "/api/attendance/#/marks", college.lecture, 0, body, 200);
    assert_int_equal(json_int_at(cleared, "changed"), 1);
    assert_true(json_is_null(json_at(cleared, "marks.0.status")));
    snprintf(body, sizeof(body), "{\"change\":%" PRId64 "}", json_int_at(cleared, "change"));
    json_decref(cleared);
    json_t *undone =
        ask(&world, &college.professor, HTTP_POST, "/api/attendance/#/undo", college.lecture, 0, body, 200);
    assert_string_equal(json_text_at(undone, "marks.0.status"), "P");
    json_decref(undone);
    api_world_close(&world);
}

static void test_flags(void **state)
{
    struct api_world world;
    struct college college;
    char body[128];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    json_decref(ask(&world, &college.professor, HTTP_PUT, "/api/classroom/#/proofs", college.classroom, 0,
                    "{\"networks\":\"10.0.0.0/8\",\"network_rule\":\"flag\"}", 200));
    json_decref(ask(&world, &college.professor, HTTP_DELETE, "/api/attendance/#/marks/#/flags", college.lecture,
                    college.student.id, NULL, 200)); // not yet marked: nothing to clear
    json_decref(api_expect(by_code(&world, &college, "a", room_code(&world, &college, false, body)), 200));
    json_t *view = ask(&world, &college.professor, HTTP_GET, "/api/attendance/#", college.lecture, 0, NULL, 200);
    assert_int_equal(json_int_at(view, "counts.flagged"), 1);
    assert_string_equal(json_text_at(view, "marks.0.flags.0"), "other_network");
    json_decref(view);
    json_t *mark = ask(&world, &college.professor, HTTP_DELETE, "/api/attendance/#/marks/#/flags", college.lecture,
                       college.student.id, NULL, 200);
    assert_int_equal(json_array_size(json_at(mark, "flags")), 0);
    assert_string_equal(json_text_at(mark, "method"), "code");
    json_decref(mark);
    api_world_close(&world);
}

static void test_history(void **state)
{
    struct api_world world;
    struct college college;
    char body[128];
    const char *path = "/api/attendance/#/marks/#/history", *mark = "/api/attendance/#/marks/#";
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor;
    int64_t lecture = college.lecture, student = college.student.id;
    json_t *past = ask(&world, professor, HTTP_GET, path, lecture, student, NULL, 200);
    assert_int_equal(json_int_at(past, "changes_total"), 0);
    assert_int_equal(json_array_size(json_at(past, "refusals")), 0);
    json_decref(past);

    api_expect_problem(by_code(&world, &college, "a", "{\"code\":\"abcdef\"}"), 422, "code_wrong");
    json_decref(api_expect(by_code(&world, &college, "a", room_code(&world, &college, false, body)), 200));
    json_decref(ask(&world, professor, HTTP_PUT, mark, lecture, student,
                    "{\"status\":\"L\",\"minutes_late\":4,\"note\":\"the tram: late: 4\"}", 200));
    json_decref(ask(&world, professor, HTTP_DELETE, mark, lecture, student, NULL, 200));
    past = ask(&world, &college.administrator, HTTP_GET, path, lecture, student, NULL, 200);
    assert_int_equal(json_int_at(past, "changes_total"), 2);
    assert_string_equal(json_text_at(past, "changes.0.from"), "L");
    assert_true(json_is_null(json_at(past, "changes.0.to")));
    assert_true(json_is_null(json_at(past, "changes.0.reason")));
    assert_int_equal(json_int_at(past, "changes.0.by.id"), professor->id);
    assert_string_equal(json_text_at(past, "changes.1.from"), "P");
    assert_string_equal(json_text_at(past, "changes.1.to"), "L");
    assert_string_equal(json_text_at(past, "changes.1.reason"), "the tram: late: 4");
    assert_int_equal(json_int_at(past, "refusals_total"), 1);
    assert_string_equal(json_text_at(past, "refusals.0.code"), "code_wrong");
    json_decref(past);
    json_t *view = ask(&world, professor, HTTP_GET, "/api/attendance/#", lecture, 0, NULL, 200);
    assert_int_equal(json_int_at(view, "refused.0.student.id"), student);
    assert_int_equal(json_int_at(view, "refused.0.times"), 1);
    assert_string_equal(json_text_at(view, "refused.0.code"), "code_wrong");
    json_decref(view);

    refused(&world, &college.student, HTTP_GET, path, lecture, student, NULL, 404, "not_found");
    refused(&world, &college.other_professor, HTTP_GET, path, lecture, student, NULL, 404, "not_found");
    refused(&world, professor, HTTP_GET, path, lecture, college.other_student.id, NULL, 404, "not_found");
    api_world_close(&world);
}

/* A code that a browser showed before anybody had signed in on it. */
static void test_stamp(void **state)
{
    struct api_world world;
    struct college college;
    char body[128], target[128], stamped[160];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct message_header phone[] = {{"X-Device", "phone"}, {0}};
    format(target, "/api/attendance/#/code/stamp", college.lecture, 0);

    // Whoever asks without one is given a device, which the stamp is for.
    room_code(&world, &college, true, body);
    struct answer answer = api_send(&world, NULL, HTTP_POST, target, NULL, body, strlen(body));
    assert_int_equal(strncmp(answer.cookie, "__Host-device=", 14), 0);
    json_decref(api_expect(answer, 200));
    json_t *made = api_expect(api_send(&world, NULL, HTTP_POST, target, phone, body, strlen(body)), 200);
    assert_non_null(json_text_at(made, "expires_at"));
    snprintf(stamped, sizeof(stamped), "{\"code\":\"%s\"}", json_text_at(made, "stamp"));
    json_decref(made);

    // Six digits, a lecture that is none, and what is no code at all are one answer.
    room_code(&world, &college, false, body);
    api_expect_problem(api_send(&world, NULL, HTTP_POST, target, phone, body, strlen(body)), 422, "code_wrong");
    room_code(&world, &college, true, body);
    api_expect_problem(
        api_send(&world, NULL, HTTP_POST, "/api/attendance/900001/code/stamp", phone, body, strlen(body)), 422,
        "code_wrong");
    for (int i = 0; i < CODE_STAMP_NETWORK_TRIES - 2; i++)
        api_expect_problem(api_send(&world, NULL, HTTP_POST, target, phone, "{\"code\":\"x\"}", 12), 422, "code_wrong");
    answer = api_send(&world, NULL, HTTP_POST, target, phone, body, strlen(body));
    assert_true(answer.retry_after[0] != 0);
    api_expect_problem(answer, 429, "too_many_attempts");
    api_expect_problem(api_send(&world, NULL, HTTP_POST, "/api/attendance/x/code/stamp", phone, body, strlen(body)),
                       404, "not_found");

    clock_set_ms(&world.clock, clock_now_ms(&world.clock) + 40000);
    api_expect_problem(by_code(&world, &college, "another", stamped), 422, "code_wrong");
    json_t *mark = api_expect(by_code(&world, &college, "phone", stamped), 200);
    assert_string_equal(json_text_at(mark, "mark.method"), "code");
    json_decref(mark);
    json_t *past = ask(&world, &college.professor, HTTP_GET, "/api/attendance/#/marks/#/history", college.lecture,
                       college.student.id, NULL, 200);
    assert_int_equal(json_array_size(json_at(past, "signs")), 0);
    json_decref(past);
    api_world_close(&world);
}

static void test_request_fields(void **state)
{
    struct api_world world;
    struct college college;
    const char *own = "/api/student/requests";
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    static const struct {
        const char *body, *field;
    } bad[] = {
        {"{}", "kind"},
        {"{\"kind\":\"appeal\",\"lecture\":1}", "text"},
        {"{\"kind\":\"complaint\",\"lecture\":1,\"text\":\"x\"}", "kind"},
        {"{\"kind\":\"appeal\",\"text\":\"x\"}", "lecture"},
        {"{\"kind\":\"leave\",\"lecture\":1,\"text\":\"x\"}", "kind"}, // asked for at /api/student/leaves
        {"{\"kind\":\"appeal\",\"lecture\":\"1\",\"text\":\"x\"}", "lecture"},
        {"{\"kind\":\"appeal\",\"lecture\":1,\"text\":\"\\u001b[31m\"}", "text"},
        {"{\"kind\":\"appeal\",\"lecture\":1,\"text\":\"x\",\"attachment\":1}", "attachment"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        json_t *problem = ask(&world, &college.student, HTTP_POST, own, 0, 0, bad[i].body, 422);
        assert_string_equal(json_text_at(problem, "field"), bad[i].field);
        json_decref(problem);
    }
    api_world_close(&world);
}

static void test_requests(void **state)
{
    struct api_world world;
    struct college college;
    char body[256];
    const char *own = "/api/student/requests", *staff = "/api/classroom/#/requests";
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    snprintf(body, sizeof(body),
             "{\"kind\":\"appeal\",\"lecture\":%" PRId64 ",\"text\":\"<b>'; DROP TABLE requests; "
             "-- \\u0645\\u0631\\u062d\\u0628\\u0627\"}",
             college.lecture);
    refused(&world, &college.other_student, HTTP_POST, own, 0, 0, body, 422, "invalid_field");
    json_t *request = ask(&world, &college.student, HTTP_POST, own, 0, 0, body, 201);
    int64_t id = json_int_at(request, "id");
    assert_string_equal(json_text_at(request, "state"), "open");
    assert_string_equal(json_text_at(request, "text"), "<b>'; DROP TABLE requests; -- \u0645\u0631\u062d\u0628\u0627");
    json_decref(request);
    request = ask(&world, &college.student, HTTP_POST, own, 0, 0, body, 201);
    assert_int_equal(json_int_at(request, "id"), id);
    json_decref(request);

    json_t *list = ask(&world, &college.professor, HTTP_GET, staff, college.classroom, 0, NULL, 200);
    assert_int_equal(json_array_size(json_at(list, "requests")), 1);
    assert_true(json_is_null(json_at(list, "next")));
    json_decref(list);
    refused(&world, &college.professor, HTTP_GET, "/api/classroom/#/requests?state=lost", college.classroom, 0, NULL,
            422, "invalid_field");
    refused(&world, &college.student, HTTP_GET, staff, college.classroom, 0, NULL, 404, "not_found");
    refused(&world, &college.administrator, HTTP_GET, staff, college.classroom, 0, NULL, 403, "not_allowed");
    const char *answer = "/api/classroom/#/requests/#/answer";
    refused(&world, &college.other_professor, HTTP_POST, answer, college.classroom, id, "{\"accept\":true}", 404,
            "not_found");
    refused(&world, &college.other_professor, HTTP_POST, answer, college.other_classroom, id, "{\"accept\":true}", 404,
            "not_found");
    refused(&world, &college.professor, HTTP_POST, answer, college.classroom, id, "{\"accept\":true,\"status\":\"?\"}",
            422, "invalid_field");
    request = ask(&world, &college.professor, HTTP_POST, answer, college.classroom, id,
                  "{\"accept\":true,\"status\":\"P\",\"comment\":\"Seen.\"}", 200);
    assert_string_equal(json_text_at(request, "status"), "P");
    assert_string_equal(json_text_at(request, "answered_by.name"), "grace");
    json_decref(request);
    json_t *mine = ask(&world, &college.student, HTTP_GET, "/api/attendance/#/mine", college.lecture, 0, NULL, 200);
    assert_string_equal(json_text_at(mine, "mark.status"), "P");
    json_decref(mine);
    refused(&world, &college.student, HTTP_DELETE, "/api/student/requests/#", id, 0, NULL, 409, "request_answered");
    refused(&world, &college.other_student, HTTP_DELETE, "/api/student/requests/#", id, 0, NULL, 404, "not_found");

    snprintf(body, sizeof(body), "{\"kind\":\"appeal\",\"lecture\":%" PRId64 ",\"text\":\"The code was wrong\"}",
             college.lecture);
    request = ask(&world, &college.student, HTTP_POST, own, 0, 0, body, 201);
    id = json_int_at(request, "id");
    json_decref(request);
    struct answer gone =
        api_ask(&world, &college.student, HTTP_DELETE, format(body, "/api/student/requests/#", id, 0), NULL);
    assert_int_equal(gone.status, 204);
    answer_release(&gone);
    list = ask(&world, &college.student, HTTP_GET, "/api/student/requests?limit=1", 0, 0, NULL, 200);
    assert_string_equal(json_text_at(list, "requests.0.state"), "withdrawn");
    assert_int_equal(json_int_at(list, "next"), id);
    json_decref(list);
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_check_in_by_code),
        TEST_ON_BOTH(test_waiting_is_not_the_students),
        TEST_ON_BOTH(test_guessing),
        TEST_ON_BOTH(test_proofs),
        TEST_ON_BOTH(test_room_sound),
        TEST_ON_BOTH(test_many_refusals),
        TEST_ON_BOTH(test_many_and_undo),
        TEST_ON_BOTH(test_many_by_version),
        TEST_ON_BOTH(test_flags),
        TEST_ON_BOTH(test_history),
        TEST_ON_BOTH(test_stamp),
        TEST_ON_BOTH(test_request_fields),
        TEST_ON_BOTH(test_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
