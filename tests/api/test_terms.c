/* SPDX-License-Identifier: MIT */
/* Settings, staff, joining, plans, windows by the plan and calendars over the API. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/jobs/job.h"
#include "support/api_client.h"

/* A request whose address is "%c", "%l", "%s" filled in: classroom, lecture and student of the first professor. */
static struct answer ask(struct api_world *world, const struct college *college, const struct visitor *visitor,
                         enum http_method method, const char *pattern, const char *body)
{
    char target[256];
    size_t size = 0;
    for (; *pattern != '\0'; pattern++) {
        if (pattern[0] != '%') {
            target[size++] = *pattern;
            continue;
        }
        int64_t id = pattern[1] == 'c'   ? college->classroom
                     : pattern[1] == 'l' ? college->lecture
                                         : college->student.id;
        size += (size_t)snprintf(target + size, sizeof(target) - size, "%lld", (long long)id);
        pattern++;
    }
    target[size] = '\0';
    return api_ask(world, visitor, method, target, body);
}

static json_t *good(struct api_world *world, const struct college *college, const struct visitor *visitor,
                    enum http_method method, const char *pattern, const char *body, unsigned status)
{
    return api_expect(ask(world, college, visitor, method, pattern, body), status);
}

static struct answer with_match(struct api_world *world, const struct visitor *visitor, enum http_method method,
                                const char *target, const char *tag, const char *body)
{
    const struct message_header headers[] = {{"If-Match", tag}, {0}};
    return api_send(world, visitor, method, target, headers, body, strlen(body));
}

static void test_settings(void **state)
{
    struct api_world world;
    struct college college;
    char target[64];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    snprintf(target, sizeof(target), "/api/classroom/%lld", (long long)college.classroom);
    json_t *read = api_expect(api_ask(&world, &college.professor, HTTP_GET, target, NULL), 200);
    assert_string_equal(json_text_at(read, "classroom.part"), "owner");
    assert_int_equal(json_int_at(read, "classroom.threshold_percent"), 75);
    assert_int_equal(json_int_at(read, "classroom.version"), 1);
    assert_true(json_is_true(json_at(read, "classroom.join_open")));
    json_decref(read);

    const char *edit =
        "{\"subject\":\"Parsers <b>\",\"threshold_percent\":60,\"absent_at_close\":true,"
        "\"join_approval\":true,\"auto_open\":\"on\",\"auto_open_minutes\":-5,\"timezone\":\"Asia/Kolkata\"}";
    read = api_expect(with_match(&world, &college.professor, HTTP_PATCH, target, "\"1\"", edit), 200);
    assert_string_equal(json_text_at(read, "subject"), "Parsers <b>");
    assert_true(json_is_true(json_at(read, "absent_at_close")));
    assert_true(json_is_true(json_at(read, "join_approval")));
    assert_int_equal(json_int_at(read, "version"), 2);
    json_decref(read);
    api_expect_problem(with_match(&world, &college.professor, HTTP_PATCH, target, "\"1\"", edit), 412,
                       "changed_meanwhile");
    api_expect_problem(with_match(&world, &college.professor, HTTP_PATCH, target, "1", edit), 422, "invalid_field");
    read = api_expect(api_ask(&world, &college.professor, HTTP_PATCH, target, "{\"absent_at_close\":false}"), 200);
    assert_true(json_is_false(json_at(read, "absent_at_close")));
    assert_true(json_is_true(json_at(read, "join_approval"))); // what is not named stays
    json_decref(read);
    read = api_expect(api_ask(&world, &college.student, HTTP_GET, target, NULL), 200);
    assert_string_equal(json_text_at(read, "classroom.part"), "student");
    assert_null(json_object_get(json_at(read, "classroom"), "join_open"));
    assert_null(json_object_get(json_at(read, "classroom"), "join_code"));
    json_decref(read);

    // An expiry can be taken back.
    static const char *const expiries[] = {"{\"join_expires_at\":\"2030-01-01T00:00:00Z\"}",
                                           "{\"join_expires_at\":null}"};
    for (size_t i = 0; i < ARRAY_LENGTH(expiries); i++) {
        read = api_expect(api_ask(&world, &college.professor, HTTP_PATCH, target, expiries[i]), 200);
        assert_int_equal(json_is_null(json_object_get(read, "join_expires_at")), i);
        json_decref(read);
    }

    const struct {
        const char *body, *code;
    } bad[] = {
        {"{\"subject\":\"\"}", "invalid_field"},           {"{\"subject\":null}", "invalid_field"},
        {"{\"threshold_percent\":101}", "invalid_field"},  {"{\"excused_counts\":\"x\"}", "choice_unknown"},
        {"{\"absent_at_close\":1}", "invalid_field"},      {"{\"auto_open\":\"maybe\"}", "choice_unknown"},
        {"{\"auto_open_minutes\":-121}", "invalid_field"}, {"{\"join_expires_at\":\"soon\"}", "invalid_field"},
        {"{\"timezone\":\"../passwd\"}", "invalid_field"}, {"{\"version\":1}", "invalid_field"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        api_expect_problem(api_ask(&world, &college.professor, HTTP_PATCH, target, bad[i].body), 422, bad[i].code);
    json_decref(api_expect(api_ask(&world, &college.professor, HTTP_PATCH, target, "{\"archived\":true}"), 200));
    api_expect_problem(api_ask(&world, &college.professor, HTTP_PATCH, target, "{\"term\":\"x\"}"), 409,
                       "classroom_archived");
    json_decref(api_expect(api_ask(&world, &college.professor, HTTP_PATCH, target, "{\"archived\":false}"), 200));
    api_world_close(&world);
}

static void test_joining(void **state)
{
    struct api_world world;
    struct college college;
    char join[64], target[96];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor, *other = &college.other_student;
    snprintf(join, sizeof(join), "{\"code\":\"%s\"}", college.code);
    json_decref(good(&world, &college, professor, HTTP_PATCH, "/api/classroom/%c", "{\"join_open\":false}", 200));
    api_expect_problem(api_ask(&world, other, HTTP_POST, "/api/student/join", join), 409, "join_closed");
    json_decref(good(&world, &college, professor, HTTP_PATCH, "/api/classroom/%c",
                     "{\"join_open\":true,\"join_approval\":true}", 200));
    api_expect_problem(api_ask(&world, other, HTTP_POST, "/api/student/join", join), 409, "join_waiting");
    json_t *list = api_expect(api_ask(&world, other, HTTP_GET, "/api/student/join-requests", NULL), 200);
    assert_string_equal(json_text_at(list, "requests.0.state"), "waiting");
    json_decref(list);
    list = good(&world, &college, professor, HTTP_GET, "/api/classroom/%c/join-requests", NULL, 200);
    assert_int_equal(json_int_at(list, "requests.0.student.id"), other->id);
    json_decref(list);
    api_expect_problem(ask(&world, &college, &college.student, HTTP_GET, "/api/classroom/%c/join-requests", NULL), 404,
                       "not_found");
    snprintf(target, sizeof(target), "/api/classroom/%%c/join-requests/%lld/refuse", (long long)other->id);
    assert_int_equal(ask(&world, &college, professor, HTTP_POST, target, NULL).status, 204);
    api_expect_problem(api_ask(&world, other, HTTP_POST, "/api/student/join", join), 409, "join_refused");
    snprintf(target, sizeof(target), "/api/classroom/%%c/join-requests/%lld/accept", (long long)other->id);
    assert_int_equal(ask(&world, &college, professor, HTTP_POST, target, NULL).status, 204);
    json_decref(api_expect(api_ask(&world, other, HTTP_POST, "/api/student/join", join), 200));
    assert_int_equal(ask(&world, &college, other, HTTP_DELETE, "/api/student/classrooms/%c", NULL).status, 204);
    api_expect_problem(ask(&world, &college, other, HTTP_DELETE, "/api/student/classrooms/%c", NULL), 404, "not_found");
    api_expect_problem(api_ask(&world, other, HTTP_POST, "/api/student/join", join), 409, "join_waiting");
    assert_int_equal(ask(&world, &college, other, HTTP_DELETE, "/api/student/join-requests/%c", NULL).status, 204);

    json_decref(good(&world, &college, professor, HTTP_POST, "/api/classroom/%c/students",
                     "{\"email\":\"barbara@example.org\"}", 201));
    api_expect_problem(
        ask(&world, &college, professor, HTTP_POST, "/api/classroom/%c/students", "{\"email\":\"ghost@example.org\"}"),
        404, "account_unknown");
    api_expect_problem(
        ask(&world, &college, professor, HTTP_POST, "/api/classroom/%c/students", "{\"email\":\"edsger@example.org\"}"),
        409, "part_not_possible");
    snprintf(target, sizeof(target), "/api/classroom/%%c/students/%lld", (long long)other->id);
    assert_int_equal(ask(&world, &college, professor, HTTP_DELETE, target, NULL).status, 204);
    api_expect_problem(ask(&world, &college, professor, HTTP_DELETE, target, NULL), 404, "not_found");
    api_world_close(&world);
}

static void test_staff(void **state)
{
    struct api_world world;
    struct college college;
    char target[96], body[96];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor, *teacher = &college.other_professor,
                         *assistant = &college.other_student;
    json_decref(good(&world, &college, professor, HTTP_POST, "/api/classroom/%c/staff",
                     "{\"email\":\"edsger@example.org\",\"part\":\"teacher\"}", 201));
    json_decref(good(&world, &college, teacher, HTTP_POST, "/api/classroom/%c/staff",
                     "{\"email\":\"barbara@example.org\",\"part\":\"assistant\"}", 201));
    api_expect_problem(ask(&world, &college, professor, HTTP_POST, "/api/classroom/%c/staff",
                           "{\"email\":\"alan@example.org\",\"part\":\"assistant\"}"),
                       409, "already_student");
    api_expect_problem(ask(&world, &college, professor, HTTP_POST, "/api/classroom/%c/staff",
                           "{\"email\":\"alan@example.org\",\"part\":\"owner\"}"),
                       422, "choice_unknown");
    json_t *list = good(&world, &college, assistant, HTTP_GET, "/api/classroom/%c/staff", NULL, 200);
    assert_string_equal(json_text_at(list, "staff.2.part"), "assistant");
    json_decref(list);

    /* An assistant takes attendance; plans and settings are not theirs. */
    json_decref(good(&world, &college, assistant, HTTP_GET, "/api/attendance/%l", NULL, 200));
    json_decref(good(&world, &college, assistant, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"P\"}", 200));
    json_decref(good(&world, &college, assistant, HTTP_POST, "/api/attendance/%l/window/close", NULL, 200));
    struct answer refused = ask(&world, &college, assistant, HTTP_PATCH, "/api/classroom/%c", "{\"term\":\"x\"}");
    api_expect_problem(refused, 403, "not_allowed"); // a student's account
    json_decref(good(&world, &college, teacher, HTTP_PATCH, "/api/classroom/%c", "{\"term\":\"x\"}", 200));
    list = api_expect(api_ask(&world, assistant, HTTP_GET, "/api/classroom", NULL), 200);
    assert_int_equal(json_array_size(json_at(list, "classrooms")), 2); // one joined, one assisted
    json_decref(list);

    snprintf(target, sizeof(target), "/api/classroom/%%c/staff/%lld", (long long)teacher->id);
    json_decref(good(&world, &college, professor, HTTP_PATCH, target, "{\"part\":\"assistant\"}", 200));
    api_expect_problem(ask(&world, &college, teacher, HTTP_PATCH, "/api/classroom/%c", "{\"term\":\"y\"}"), 404,
                       "not_found"); // a professor, but an assistant here
    json_decref(good(&world, &college, teacher, HTTP_POST, "/api/attendance/%l/window", "{\"minutes\":5}", 200));
    json_decref(good(&world, &college, professor, HTTP_PATCH, target, "{\"part\":\"teacher\"}", 200));
    snprintf(body, sizeof(body), "{\"person\":%lld}", (long long)teacher->id);
    json_decref(good(&world, &college, professor, HTTP_POST, "/api/classroom/%c/owner", body, 200));
    api_expect_problem(ask(&world, &college, professor, HTTP_DELETE, target, NULL), 409, "owner_stays");
    snprintf(body, sizeof(body), "{\"classroom\":%lld,\"email\":\"grace@example.org\"}", (long long)college.classroom);
    api_expect_problem(api_ask(&world, teacher, HTTP_PUT, "/api/admin/owner", body), 403, "not_allowed");
    list = api_expect(api_ask(&world, &college.administrator, HTTP_PUT, "/api/admin/owner", body), 200);
    assert_int_equal(json_int_at(list, "staff.0.person.id"), professor->id);
    json_decref(list);
    assert_int_equal(ask(&world, &college, assistant, HTTP_DELETE, "/api/classroom/%c/staff", NULL).status, 204);
    api_expect_problem(ask(&world, &college, professor, HTTP_DELETE, "/api/classroom/%c/staff", NULL), 409,
                       "owner_stays");
    api_world_close(&world);
}

/* A holiday is set, what lies on it is told, cancelled, and brought back when it is taken away. */
static void test_holidays(void **state)
{
    struct api_world world;
    struct college college;
    char body[160];
    size_t jobs;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *office = &college.administrator, *professor = &college.professor;
    json_t *read =
        good(&world, &college, professor, HTTP_POST, "/api/classroom/%c/lectures",
             "{\"title\":\"Rings\",\"starts_at\":\"2027-12-13T09:00:00Z\",\"ends_at\":\"2027-12-13T10:00:00Z\"}", 201);
    int64_t id = json_int_at(read, "id");
    json_decref(read);
    const char *until = "{\"name\":\"Feast\",\"until\":\"2027-12-14\"}";
    read = api_expect(api_ask(&world, office, HTTP_PUT, "/api/admin/holidays/2027-12-13", until), 200);
    assert_int_equal(json_int_at(read, "planned_count"), 1);
    assert_int_equal(json_int_at(read, "planned.0.id"), id);
    assert_string_equal(json_text_at(read, "planned.0.title"), "Rings");
    assert_string_equal(json_text_at(read, "planned.0.holiday"), "Feast");
    assert_int_equal(json_int_at(read, "taken_count"), 0);
    json_decref(read);
    read = good(&world, &college, professor, HTTP_GET, "/api/classroom/%c/holidays/2027-12-13/lectures", NULL, 200);
    assert_int_equal(json_int_at(read, "planned_count"), 1);
    json_decref(read);
    const char *const bad[] = {"2027-12-12", "2028-12-31", "soon", ""};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        snprintf(body, sizeof(body), "/api/admin/holidays/2027-12-13/lectures?until=%s", bad[i]);
        api_expect_problem(api_ask(&world, office, HTTP_GET, body, NULL), 422, "invalid_field");
    }
    api_expect_problem(api_ask(&world, office, HTTP_GET, "/api/admin/holidays/2027-13-13/lectures", NULL), 404,
                       "not_found");
    api_expect_problem(api_ask(&world, professor, HTTP_POST, "/api/admin/holidays/2027-12-13/cancel", NULL), 403,
                       "not_allowed");
    api_expect_problem(
        api_ask(&world, office, HTTP_POST, "/api/admin/holidays/2027-12-13/cancel", "{\"until\":\"2027-12-0x\"}"), 422,
        "invalid_field");

    read = api_expect(
        api_ask(&world, office, HTTP_POST, "/api/admin/holidays/2027-12-13/cancel", "{\"until\":\"2027-12-14\"}"), 202);
    assert_string_equal(json_text_at(read, "kind"), "holiday");
    json_decref(read);
    assert_int_equal(school_work(world.school, &jobs), FAULT_NONE);
    snprintf(body, sizeof(body), "/api/attendance/%lld", (long long)id);
    read = api_expect(api_ask(&world, professor, HTTP_GET, body, NULL), 200);
    assert_string_equal(json_text_at(read, "lecture.cancel_reason"), "Feast");
    json_decref(read);
    assert_int_equal(
        api_ask(&world, office, HTTP_DELETE, "/api/admin/holidays/2027-12-13?until=2027-12-14", NULL).status, 204);
    json_decref(api_expect(api_ask(&world, office, HTTP_POST, "/api/admin/holidays/2027-12-13/restore", NULL), 202));
    assert_int_equal(school_work(world.school, &jobs), FAULT_NONE);
    read = api_expect(api_ask(&world, professor, HTTP_GET, body, NULL), 200);
    assert_true(json_is_false(json_at(read, "lecture.cancelled")));
    json_decref(read);
    // A classroom's own day, the same way.
    json_decref(good(&world, &college, professor, HTTP_PUT, "/api/classroom/%c/holidays/2027-12-13",
                     "{\"off\":true,\"name\":\"Trip\"}", 200));
    json_decref(
        good(&world, &college, professor, HTTP_POST, "/api/classroom/%c/holidays/2027-12-13/cancel", NULL, 202));
    assert_int_equal(school_work(world.school, &jobs), FAULT_NONE);
    read = good(&world, &college, professor, HTTP_GET, "/api/classroom/%c/holidays/2027-12-13/lectures", NULL, 200);
    assert_int_equal(json_int_at(read, "cancelled_count"), 1);
    json_decref(read);
    assert_int_equal(
        ask(&world, &college, professor, HTTP_DELETE, "/api/classroom/%c/holidays/2027-12-13", NULL).status, 204);
    json_decref(
        good(&world, &college, professor, HTTP_POST, "/api/classroom/%c/holidays/2027-12-13/restore", NULL, 202));
    api_world_close(&world);
}

/* What a classroom would become is told first; then it is made, by its teacher and by an administrator. */
static void test_copy(void **state)
{
    struct api_world world;
    struct college college;
    char target[100];
    const char *dates = "first_date=2027-12-06&last_date=2028-01-10";
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    json_decref(good(&world, &college, &college.professor, HTTP_POST, "/api/classroom/%c/series",
                     "{\"weekdays\":[\"MO\"],\"from\":\"22:00\",\"to\":\"01:00\",\"first_date\":\"2027-04-05\","
                     "\"last_date\":\"2027-04-19\"}",
                     201));
    snprintf(target, sizeof(target), "/api/classroom/%%c/copy?%s", dates);
    json_t *plan = good(&world, &college, &college.professor, HTTP_GET, target, NULL, 200);
    assert_int_equal(json_int_at(plan, "lectures"), 3);
    assert_int_equal(json_int_at(plan, "single"), 1);
    assert_string_equal(json_text_at(plan, "first"), "2027-12-06");
    assert_string_equal(json_text_at(plan, "last"), "2027-12-20");
    json_decref(plan);
    snprintf(target, sizeof(target), "/api/admin/classrooms/%%c/copy?%s", dates);
    json_decref(good(&world, &college, &college.administrator, HTTP_GET, target, NULL, 200));
    api_expect_problem(ask(&world, &college, &college.professor, HTTP_GET, target, NULL), 403, "not_allowed");
    api_expect_problem(ask(&world, &college, &college.professor, HTTP_GET, "/api/classroom/%c/copy", NULL), 422,
                       "date_invalid");
    json_t *made = good(&world, &college, &college.administrator, HTTP_POST, "/api/admin/classrooms/%c/copy",
                        "{\"first_date\":\"2027-12-06\",\"last_date\":\"2028-01-10\",\"term\":\"Winter\"}", 201);
    assert_int_equal(json_int_at(made, "lectures"), 3);
    assert_int_equal(json_int_at(made, "professor.id"), college.professor.id);
    assert_string_equal(json_text_at(made, "term"), "Winter");
    json_decref(made);
    api_world_close(&world);
}

static void test_plan(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    struct answer answer;
    const struct visitor *professor = &college.professor;
    answer =
        api_ask(&world, &college.administrator, HTTP_PUT, "/api/admin/holidays/2027-12-13", "{\"name\":\"Feast\"}");
    json_t *read = api_expect(answer, 200);
    assert_int_equal(json_int_at(read, "planned_count"), 0);
    json_decref(read);
    api_expect_problem(
        api_ask(&world, &college.administrator, HTTP_PUT, "/api/admin/holidays/2027-02-29", "{\"name\":\"x\"}"), 404,
        "not_found");
    json_decref(
        good(&world, &college, professor, HTTP_PUT, "/api/classroom/%c/holidays/2027-12-20", "{\"off\":true}", 200));
    read = good(&world, &college, &college.student, HTTP_GET, "/api/classroom/%c/holidays", NULL, 200);
    assert_string_equal(json_text_at(read, "holidays.0.name"), "Feast");
    assert_string_equal(json_text_at(read, "holidays.1.kind"), "classroom");
    json_decref(read);
    const char *series =
        "{\"weekdays\":[\"MO\",\"MO\"],\"from\":\"09:15\",\"to\":\"10:45\",\"first_date\":"
        "\"2027-12-06\",\"last_date\":\"2028-01-10\",\"exceptions\":[\"2028-01-03\"],\"title\":\"Lab\"}";
    read = good(&world, &college, professor, HTTP_POST, "/api/classroom/%c/series", series, 201);
    assert_int_equal(json_array_size(json_at(read, "lectures")), 3);
    assert_int_equal(json_array_size(json_at(read, "left_out")), 3);
    char target[64];
    snprintf(target, sizeof(target), "/api/attendance/%lld", (long long)json_int_at(read, "lectures.0.id"));
    json_decref(read);
    const char *move = "{\"starts_at\":\"2027-12-07T10:00:00Z\",\"following\":true}";
    read = api_expect(with_match(&world, professor, HTTP_PATCH, target, "\"1\"", move), 200);
    assert_string_equal(json_text_at(read, "moved_from"), "2027-12-06T09:15:00.000Z");
    assert_string_equal(json_text_at(read, "ends_at"), "2027-12-07T11:30:00.000Z");
    json_decref(read);
    api_expect_problem(with_match(&world, professor, HTTP_PATCH, target, "\"1\"", move), 412, "changed_meanwhile");
    snprintf(target + strlen(target), 16, "/cancel");
    read = api_expect(api_ask(&world, professor, HTTP_POST, target, "{\"reason\":\"Flu\",\"following\":true}"), 200);
    assert_string_equal(json_text_at(read, "cancel_reason"), "Flu");
    json_decref(read);
    api_expect_problem(api_ask(&world, professor, HTTP_POST, target, NULL), 409, "lecture_cancelled");
    api_expect_problem(ask(&world, &college, professor, HTTP_POST, "/api/attendance/%l/restore", NULL), 409,
                       "lecture_not_cancelled");
    api_expect_problem(ask(&world, &college, professor, HTTP_POST, "/api/attendance/%l/cancel", "{\"following\":true}"),
                       409, "no_series");
    api_world_close(&world);
}

static void test_series_refused(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    static const struct {
        const char *body, *code;
        unsigned status;
    } bad[] = {
        {"{\"weekdays\":\"MO\",\"from\":\"09:15\",\"to\":\"10:45\",\"first_date\":\"2027-12-06\",\"last_date\":\"2027-"
         "12-07\"}",
         "invalid_field", 422},
        {"{\"weekdays\":[1],\"from\":\"09:15\",\"to\":\"10:45\",\"first_date\":\"2027-12-06\",\"last_date\":\"2027-12-"
         "07\"}",
         "invalid_field", 422},
        {"{\"weekdays\":[\"XX\"],\"from\":\"09:15\",\"to\":\"10:45\",\"first_date\":\"2027-12-06\",\"last_date\":"
         "\"2027-12-07\"}",
         "choice_unknown", 422},
        {"{\"weekdays\":[\"MO\"],\"from\":\"09:15\",\"to\":\"10:45\",\"first_date\":\"2027-02-29\",\"last_date\":"
         "\"2027-12-07\"}",
         "date_invalid", 422},
        {"{\"weekdays\":[\"MO\"],\"from\":\"25:15\",\"to\":\"10:45\",\"first_date\":\"2027-02-28\",\"last_date\":"
         "\"2027-12-07\"}",
         "invalid_field", 422},
        {"{\"weekdays\":[],\"from\":\"09:15\",\"to\":\"10:45\",\"first_date\":\"2027-02-28\",\"last_date\":\"2027-12-"
         "07\"}",
         "series_empty", 422},
        {"{\"weekdays\":[\"MO\"],\"from\":\"09:15\",\"to\":\"10:45\",\"first_date\":\"2027-02-28\",\"last_date\":"
         "\"2037-12-07\"}",
         "series_too_long", 422},
        {"", "bad_json", 400},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        api_expect_problem(
            ask(&world, &college, &college.professor, HTTP_POST, "/api/classroom/%c/series", bad[i].body),
            bad[i].status, bad[i].code);
    api_world_close(&world);
}

#define STATUS(letter, name) "{\"status\":\"" letter "\"," STATUS_REST(name, "ignored", "teal") "}"
#define STATUS_REST(name, counts, colour)                                                                              \
    "\"letter\":\"" name "\",\"name\":\"" name "\",\"points\":7,\"counts\":\"" counts "\",\"colour\":\"" colour        \
    "\",\"in_room\":true"
#define STATUS_FOUR STATUS("A", "a") "," STATUS("P", "+") "," STATUS("E", "e") "," STATUS("L", "l")
#define STATUS_NEW(name) "{" STATUS_REST(name, "attended", "violet") "}"

static void test_statuses(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor;
    const char *set = "{\"statuses\":[" STATUS_FOUR "," STATUS_NEW("R") "]}";
    json_t *read = good(&world, &college, &college.student, HTTP_GET, "/api/classroom/%c/statuses", NULL, 200);
    assert_int_equal(json_int_at(read, "statuses.0.points"), 200);
    json_decref(read);
    read = good(&world, &college, professor, HTTP_PUT, "/api/classroom/%c/statuses", set, 200);
    assert_string_equal(json_text_at(read, "statuses.0.letter"), "a"); // in the order that was sent
    assert_string_equal(json_text_at(read, "statuses.4.status"), "S1");
    assert_string_equal(json_text_at(read, "statuses.4.colour"), "violet");
    assert_int_equal(json_int_at(read, "version"), 2);
    json_decref(read);
    read = good(&world, &college, &college.student, HTTP_GET, "/api/classroom/%c", NULL, 200);
    assert_string_equal(json_text_at(read, "classroom.statuses.4.name"), "R");
    json_decref(read);
    // A mark of it, by hand, in the list's counts and in the student's own standing.
    read = good(&world, &college, professor, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"S1\"}", 200);
    assert_string_equal(json_text_at(read, "status"), "S1");
    json_decref(read);
    read = good(&world, &college, professor, HTTP_GET, "/api/attendance/%l", NULL, 200);
    assert_int_equal(json_int_at(read, "counts.other"), 1);
    assert_int_equal(json_int_at(read, "counts.attended"), 1);
    assert_int_equal(json_int_at(read, "counts.in_room"), 1);
    json_decref(read);
    read = good(&world, &college, &college.student, HTTP_GET, "/api/student/standing", NULL, 200);
    assert_int_equal(json_int_at(read, "classrooms.0.standing.own.S1"), 1);
    json_decref(read);
    // Left out, it is retired.
    read = good(&world, &college, professor, HTTP_PUT, "/api/classroom/%c/statuses", "{\"statuses\":[" STATUS_FOUR "]}",
                200);
    assert_true(json_is_true(json_at(read, "statuses.4.retired")));
    json_decref(read);
    api_expect_problem(ask(&world, &college, professor, HTTP_PUT, "/api/attendance/%l/marks/%s", "{\"status\":\"S1\"}"),
                       422, "invalid_field");
    static const struct {
        const char *body, *code;
    } bad[] = {
        {"{}", "status_set_invalid"},
        {"{\"statuses\":{}}", "invalid_field"},
        {"{\"statuses\":[1]}", "invalid_field"},
        {"{\"statuses\":[" STATUS("P", "a") "]}", "status_set_invalid"},
        {"{\"statuses\":[" STATUS("P", "a") "," STATUS("P", "b") "]}", "status_set_invalid"},
        {"{\"statuses\":[" STATUS("P", "a") "," STATUS("L", "a") "," STATUS("E", "e") "," STATUS("A", "x") "]}",
         "status_set_invalid"},
        {"{\"statuses\":[" STATUS("P", "abc") "]}", "invalid_field"},
        {"{\"statuses\":[" STATUS_FOUR "," STATUS("S2", "x") "]}", "status_set_invalid"},
        {"{\"statuses\":[" STATUS_FOUR "," STATUS("S41", "x") "]}", "status_set_invalid"},
        {"{\"statuses\":[" STATUS_FOUR "," STATUS_NEW("R") "]}", "status_set_invalid"}, // the letter is a retired one's
        {"{\"statuses\":[{" STATUS_REST("P", "x", "teal") "}]}", "choice_unknown"},
        {"{\"statuses\":[{" STATUS_REST("P", "missed", "#ff0000") "}]}", "choice_unknown"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        api_expect_problem(ask(&world, &college, professor, HTTP_PUT, "/api/classroom/%c/statuses", bad[i].body), 422,
                           bad[i].code);
    api_world_close(&world);
}

static void test_windows(void **state)
{
    struct api_world world;
    struct college college;
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *professor = &college.professor;
    json_decref(good(&world, &college, professor, HTTP_PATCH, "/api/classroom/%c", "{\"absent_at_close\":true}", 200));
    json_t *read = good(&world, &college, professor, HTTP_POST, "/api/attendance/%l/window/close", NULL, 200);
    assert_int_equal(json_int_at(read, "counts.absent"), 1);
    json_decref(read);
    read = good(&world, &college, professor, HTTP_GET, "/api/attendance/%l", NULL, 200);
    assert_string_equal(json_text_at(read, "marks.0.method"), "close");
    assert_string_equal(json_text_at(read, "lecture.final_word"), "none");
    json_decref(read);
    read = good(&world, &college, professor, HTTP_POST, "/api/attendance/%l/final", "{}", 200);
    assert_string_equal(json_text_at(read, "final_word"), "said");
    assert_non_null(json_text_at(read, "final_at"));
    json_decref(read);
    json_decref(good(&world, &college, professor, HTTP_DELETE, "/api/attendance/%l/final", NULL, 200));
    api_expect_problem(ask(&world, &college, professor, HTTP_DELETE, "/api/attendance/%l/final", NULL), 409,
                       "final_passed");
    api_expect_problem(ask(&world, &college, professor, HTTP_POST, "/api/attendance/%l/window", "{\"minutes\":5}"), 422,
                       "reason_needed");
    read = good(&world, &college, professor, HTTP_POST, "/api/attendance/%l/window",
                "{\"minutes\":5,\"reason\":\"Too early\"}", 200);
    assert_int_equal(json_int_at(read, "counts.unmarked"), 1);
    json_decref(read);
    api_expect_problem(ask(&world, &college, professor, HTTP_DELETE, "/api/attendance/%l/window", NULL), 409,
                       "window_open");

    char lecture[160];
    snprintf(lecture, sizeof(lecture), "{\"starts_at\":\"2031-01-06T09:00:00Z\",\"ends_at\":\"2031-01-06T10:00:00Z\"}");
    read = good(&world, &college, professor, HTTP_POST, "/api/classroom/%c/lectures", lecture, 201);
    college.lecture = json_int_at(read, "id");
    json_decref(read);
    api_expect_problem(ask(&world, &college, professor, HTTP_POST, "/api/attendance/%l/window",
                           "{\"opens_at\":\"2001-01-06T09:00:00Z\"}"),
                       422, "invalid_field");
    api_expect_problem(ask(&world, &college, professor, HTTP_POST, "/api/attendance/%l/final", "{}"), 409, "not_over");
    char text[CLOCK_TEXT_SIZE], body[96];
    clock_format(api_world_now(&world) + 3600 * 1000, text);
    snprintf(body, sizeof(body), "{\"opens_at\":\"%s\"}", text);
    read = good(&world, &college, professor, HTTP_POST, "/api/attendance/%l/window", body, 200);
    assert_string_equal(json_text_at(read, "window.state"), "scheduled");
    assert_true(json_is_false(json_at(read, "window.automatic")));
    json_decref(read);
    read = good(&world, &college, professor, HTTP_DELETE, "/api/attendance/%l/window", NULL, 200);
    assert_true(json_is_null(json_at(read, "window")));
    json_decref(read);
    api_expect_problem(ask(&world, &college, professor, HTTP_DELETE, "/api/attendance/%l/window", NULL), 409,
                       "window_not_open");
    api_world_close(&world);
}

static void test_calendar(void **state)
{
    struct api_world world;
    struct college college;
    char path[96];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    const struct visitor *student = &college.student;
    json_t *read = api_expect(api_ask(&world, student, HTTP_GET, "/api/user/calendar", NULL), 200);
    assert_true(json_is_null(json_at(read, "created_at")));
    json_decref(read);
    read = api_expect(api_ask(&world, student, HTTP_POST, "/api/user/calendar", NULL), 201);
    snprintf(path, sizeof(path), "%s", json_text_at(read, "path"));
    json_decref(read);
    assert_int_equal(strlen(path), strlen("/api/calendar/") + 43);
    struct answer answer = api_ask(&world, NULL, HTTP_GET, path, NULL);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.type, "text/calendar; charset=utf-8");
    answer_release(&answer);
    answer = ask(&world, &college, student, HTTP_GET, "/api/classroom/%c/calendar", NULL);
    assert_int_equal(answer.status, 200);
    answer_release(&answer);
    api_expect_problem(ask(&world, &college, &college.other_student, HTTP_GET, "/api/classroom/%c/calendar", NULL), 404,
                       "not_found");
    path[strlen(path) - 1] ^= 1;
    api_expect_problem(api_ask(&world, NULL, HTTP_GET, path, NULL), 404, "not_found");
    path[strlen(path) - 1] ^= 1;
    assert_int_equal(api_ask(&world, student, HTTP_DELETE, "/api/user/calendar", NULL).status, 204);
    api_expect_problem(api_ask(&world, NULL, HTTP_GET, path, NULL), 404, "not_found");
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_settings),       TEST_ON_BOTH(test_joining),  TEST_ON_BOTH(test_staff),
        TEST_ON_BOTH(test_plan),           TEST_ON_BOTH(test_holidays), TEST_ON_BOTH(test_copy),
        TEST_ON_BOTH(test_series_refused), TEST_ON_BOTH(test_statuses), TEST_ON_BOTH(test_windows),
        TEST_ON_BOTH(test_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
