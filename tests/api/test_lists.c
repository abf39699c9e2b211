/* SPDX-License-Identifier: MIT */
/*
 * No list ends silently. Every list of an answer goes on page by page, or says how many there are in all (or are left
 * out), or stands in the table below with what bounds it; a new one fails until it does. And what goes on page by page
 * is the same by small pages as by large ones: nothing twice, nothing left out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/describe/schema.h"
#include "api/routes.h"
#include "base/str.h"
#include "support/api_stage.h"

enum { STEPS_MAX = 400, PATH_SIZE = 400 };

/* Lists that are always whole, and why they cannot grow past what an answer holds. */
static const struct {
    const char *pattern, *list, *why;
} whole[] = {
    {"/api/classroom", "today", "lectures of a day and a half, a help beside the classrooms"},
    {"/api/classroom/:classroom", "lectures", "LECTURES_PER_CLASSROOM_MAX"},
    {"/api/classroom/:classroom/students/:student", "lectures", "LECTURES_PER_CLASSROOM_MAX"},
    {"/api/classroom/:classroom/students/:student", "groups", "GROUPS_PER_CLASSROOM_MAX"},
    {"/api/classroom/:classroom/statistics", "by_slot", "the hours of a week"},
    {"/api/classroom/:classroom/at-risk", "strip", "RISK_STRIP_MAX"},
    {"/api/classroom/:classroom/register", "lectures", "LECTURES_PER_CLASSROOM_MAX"},
    {"/api/classroom/:classroom/statuses", "statuses", "a set is bounded"},
    {"/api/classroom/:classroom/staff", "staff", "the staff of one classroom is bounded"},
    {"/api/attendance/:lecture", "refused", "a line a student, CLASSROOM_STUDENTS_MAX"},
    {"/api/attendance/:lecture/spot-check", "checks", "CLASSROOM_SPOT_NAMES_MAX"},
    {"/api/attendance/:lecture/receipts", "receipts", "RECEIPTS_A_MARK"},
    {"/api/receipt/keys", "keys", "RECEIPT_KEYS_MAX"},
    {"/api/student/home", "live", "one open lecture a classroom, CLASSROOMS_PER_PERSON_MAX"},
    {"/api/student/home", "classrooms", "CLASSROOMS_PER_PERSON_MAX"},
    {"/api/student/home", "upcoming", "a week of one person's lectures, LECTURES_AROUND_MAX"},
    {"/api/student/standing", "classrooms", "CLASSROOMS_PER_PERSON_MAX"},
    {"/api/student/record/:classroom", "lectures", "LECTURES_PER_CLASSROOM_MAX"},
    {"/api/classroom/:classroom/statistics", "by_lecture", "LECTURES_PER_CLASSROOM_MAX"},
    {"/api/classroom/:classroom/board/:item", "files", "an item's files are bounded"},
    {"/api/classroom/:classroom/board/:item/hand-in", "files", "a hand-in's files are bounded"},
    {"/api/user/days", "classrooms", "2 * CLASSROOMS_PER_PERSON_MAX: their own and those they attend"},
    {"/api/user/jobs/:job/columns", "columns", "IMPORT_FILE_COLUMNS_MAX"},
    {"/api/user/jobs/:job/columns", "needs", "a table of the program"},
    {"/api/user/jobs/:job/columns", "encodings", "a table of the program"},
    {"/api/user/days", "lectures", "DAYS_LECTURES_MAX"},
    {"/api/user/holidays", "holidays", "HOLIDAYS_MAX"},
    {"/api/kiosk", "lectures", "KIOSK_LECTURES_MAX"},
    {"/api/user/tokens", "tokens", "TOKENS_PERSON_MAX, and those that have ended lately"},
    {"/api/user/tokens", "scopes", "a table of the program"},
    {"/api/admin/tokens", "tokens", "TOKENS_INSTITUTION_MAX, and those that have ended lately"},
    {"/api/admin/tokens", "scopes", "a table of the program"},
    {"/api/admin/kiosks", "kiosks", "KIOSKS_MAX, and those revoked lately"},
    {"/api/classroom/:classroom/holidays", "holidays", "HOLIDAYS_MAX and CLASSROOM_DAYS_MAX"},
    {"/api/user/notification-choices", "kinds", "a table of the program"},
    {"/api/mail-off/:stop/kinds", "kinds", "a table of the program"},
    {"/api/user/push", "subscriptions", "PUSH_SUBSCRIPTIONS_MAX"},
    {"/api/admin/overview", "refusals", "one line a reason"},
    {"/api/admin/report", "refusals", "one line a reason"},
    {"/api/admin/report", "weeks", "REPORT_DAYS_MAX"},
    {"/api/admin/settings", "settings", "a table of the program"},
    {"/api/admin/storage", "classrooms", "QUOTA_FULLEST"},
    {"/api/admin/storage", "people", "QUOTA_FULLEST"},
    {"/api/admin/rules", "rules", "rules that warn: a few, bounded where they are set"},
    {"/api/classroom/:classroom/rules", "rules", "rules that warn"},
    {"/api/student/record/:classroom", "rules", "rules that warn"},
    {"/api/admin/retention", "rules", "a table of the program"},
    {"/api/classroom/:classroom/statistics", "by_group", "GROUPS_PER_CLASSROOM_MAX"},
    {"/api/classroom/:classroom/groups", "groups", "GROUPS_PER_CLASSROOM_MAX"},
    {"/api/classroom/:classroom/groups", "places", "students and groups of a classroom are bounded"},
    {"/api/leave-kinds", "kinds", "LEAVE_KINDS_MAX"},
    {"/api/admin/users/:user/attendance", "classes", "CLASSROOMS_PER_PERSON_MAX"},
    {"/api/admin/users/:user/attendance", "teaches", "CLASSROOMS_PER_PERSON_MAX"},
    {"/api/admin/first-steps", "steps", "a table of the program"},
    {"/api/user/passkeys", "passkeys", "PASSKEYS_MAX"},
    {"/api/user/sso-links", "links", "SSO_LINKS_MAX"},
    {"/api/admin/users/:user/sso-links", "links", "SSO_LINKS_MAX"},
    {"/api/admin/sso", "providers", "SSO_ROWS_MAX"},
    {"/api/institution", "providers", "SSO_ROWS_MAX"},
    {"/api/user/devices", "devices", "DEVICES_MAX"},
    {"/api/attendance/:lecture/marks/:student/history", "signs", "SIGNS_REASONS_MAX"},
    {"/api/admin/doctor", "checks", "API_FINDINGS_MAX"},
    {"/api/user/jobs/:job/columns", "columns", "IMPORT_FILE_COLUMNS_MAX"},
    {"/api/user/jobs/:job/columns", "needs", "a table of the program"},
    {"/api/user/jobs/:job/columns", "encodings", "a table of the program"},
    {"/api/user/days", "lectures", "DAYS_LECTURES_MAX, and `cut` says that there are more"},
    {"/api/user/days", "classrooms", "CLASSROOMS_PER_PERSON_MAX"},
    {"/api/user/teaching", "classes", "CLASSROOMS_PER_PERSON_MAX, as its own and as those one assists in"},
    {"/api/user/teaching", "today", "a day and a half of one person's lectures, LECTURES_AROUND_MAX"},
};

static bool is_whole(const char *pattern, const char *list)
{
    for (size_t i = 0; i < ARRAY_LENGTH(whole); i++)
        if (strcmp(whole[i].pattern, pattern) == 0 && strcmp(whole[i].list, list) == 0)
            return true;
    return false;
}

/* The schema that a reference leads to; a new reference. */
static json_t *resolved(json_t *schema)
{
    static const char place[] = "#/components/schemas/";
    const char *reference = json_string_value(json_object_get(schema, "$ref"));
    const char *shape = reference ? schema_find(reference + strlen(place), strlen(reference + strlen(place))) : NULL;
    return shape ? schema_of_shape(shape, strlen(shape)) : json_incref(schema);
}

static bool is_list_of_things(json_t *schema)
{
    json_t *items = json_object_get(schema, "items");
    return json_object_get(items, "$ref") || json_object_get(items, "properties");
}

/* The names of the members of the route's answer; a new reference, NULL when it answers no JSON object. */
static json_t *answer_members(const struct api_route *route)
{
    struct schema_answer answer;
    const char *words = route->answer;
    while (schema_next_answer(&words, &answer))
        if (answer.shape) {
            json_t *schema = schema_of_shape(answer.shape, answer.shape_size), *object = resolved(schema);
            json_t *members = json_incref(json_object_get(object, "properties"));
            json_decref(object);
            json_decref(schema);
            return members;
        }
    return NULL;
}

/* The list that goes on page by page; NULL: none does. */
static const char *paged_list(const struct api_route *route, json_t *members)
{
    const char *name;
    json_t *member;
    if (!json_object_get(members, "next"))
        return NULL;
    json_object_foreach(members, name,
                        member) if (is_list_of_things(member) && !is_whole(route->pattern, name)) return name;
    return NULL;
}

static void check_described(const struct api_route *route, size_t *unbounded)
{
    const char *name;
    json_t *member, *members = answer_members(route), *parameters = schema_members(route->query);
    json_object_foreach(members, name, member)
    {
        char total[80], count[80], cut[80];
        snprintf(total, sizeof(total), "%s_total", name);
        snprintf(count, sizeof(count), "%s_count", name);
        snprintf(cut, sizeof(cut), "%s_cut", name);
        if (!is_list_of_things(member) || is_whole(route->pattern, name))
            continue;
        if (json_object_get(members, "next") || json_object_get(members, "total") || json_object_get(members, total) ||
            json_object_get(members, count) || json_object_get(members, cut))
            continue;
        print_error("%s: `%s` has neither `next` nor a number, and is not in the table of whole lists\n",
                    route->pattern, name);
        ++*unbounded;
    }
    if (members && json_object_get(members, "next") &&
        !(json_object_get(parameters, "after") && json_object_get(parameters, "limit")))
        fail_msg("%s answers `next` and does not take `after` and `limit`", route->pattern);
    json_decref(members);
    json_decref(parameters);
}

static void test_described(void **state)
{
    const struct api_route *route;
    size_t unbounded = 0;
    (void)state;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++)
        if (route->method == HTTP_GET)
            check_described(route, &unbounded);
    assert_int_equal(unbounded, 0);
    for (size_t i = 0; i < ARRAY_LENGTH(whole); i++) {
        bool found = false;
        for (size_t k = 0; (route = api_route_at(k)) != NULL; k++)
            found = found || (route->method == HTTP_GET && strcmp(route->pattern, whole[i].pattern) == 0);
        if (!found)
            fail_msg("the table names %s, which is not there: %s", whole[i].pattern, whole[i].why);
    }
}

/* ---- what is new ---- */

/* Lists that go on page by page without `updated_since`, and why; all others take it. */
static const struct {
    const char *pattern, *why;
} undated[] = {
    {"/api/admin/audit", "from and to: nothing in it ever changes"},
    {"/api/admin/consents", "one line a person, of which the audit log tells what is new"},
    {"/api/admin/erasure-requests", "those that wait, whole"},
    {"/api/admin/flags", "those that wait for a look, whole"},
    {"/api/admin/invitations", "those that can still be taken up, whole"},
    {"/api/admin/jobs", "the newest are first, and an end is told (job_done)"},
    {"/api/admin/mails", "the newest are first"},
    {"/api/admin/retention", "what was deleted, the newest first"},
    {"/api/admin/settings/:setting/history", "nothing in it ever changes, and the newest are first"},
    {"/api/attendance/:lecture",
     "one lecture's marks, whole; those of the classroom by /api/classroom/:classroom/marks"},
    {"/api/classroom", "one person's own, with what is live in each; the institution's by /api/admin/classrooms"},
    {"/api/classroom/:classroom/at-risk", "figures, which every lecture changes; by /api/classroom/:classroom/marks"},
    {"/api/classroom/:classroom/board/:item/hand-ins", "a line a student, whole"},
    {"/api/classroom/:classroom/board/:item/readers", "a line a student, whole"},
    {"/api/classroom/:classroom/register", "a line a student; what is new by /api/classroom/:classroom/marks"},
    {"/api/classroom/:classroom/students", "who has left is not told: whom to take out follows from the whole alone"},
    {"/api/classroom/:classroom/students/:student/changes", "nothing in it ever changes, and the newest are first"},
    {"/api/classroom/:classroom/students/:student/notes", "a note is never changed, and the newest are first"},
    {"/api/student/record/:classroom/refusals", "nothing in it ever changes, and the newest are first"},
    {"/api/user/advised", "figures, which every lecture changes"},
    {"/api/user/jobs", "the newest are first, and an end is told (job_done)"},
    {"/api/user/jobs/:job/rows", "a report, which is written once"},
    {"/api/user/notifications", "the newest are first; read ones by /api/user/notifications/seen"},
};

static const char *why_undated(const char *pattern)
{
    for (size_t i = 0; i < ARRAY_LENGTH(undated); i++)
        if (strcmp(undated[i].pattern, pattern) == 0)
            return undated[i].why;
    return NULL;
}

static void test_updated_since(void **state)
{
    const struct api_route *route;
    size_t wrong = 0, dated = 0, without = 0;
    (void)state;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        json_t *members = route->method == HTTP_GET ? answer_members(route) : NULL;
        json_t *parameters = schema_members(route->query);
        if (members && paged_list(route, members)) {
            bool takes = json_object_get(parameters, "updated_since") != NULL;
            bool excused = why_undated(route->pattern) != NULL;
            dated += takes;
            without += excused;
            wrong += takes == excused;
            if (takes == excused)
                print_error("%s %s\n", route->pattern,
                            takes ? "takes `updated_since` and stands in the table of those that do not"
                                  : "takes no `updated_since`, and no reason stands in the table");
        }
        json_decref(members);
        json_decref(parameters);
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(without, ARRAY_LENGTH(undated)); // each is there
    assert_true(dated >= 10);
}

/* ---- page by page ---- */

static json_t *read_page(struct stage *stage, const struct visitor *visitor, const char *path, int64_t limit,
                         int64_t after)
{
    char target[PATH_SIZE];
    snprintf(target, sizeof(target), "%s?limit=%lld", path, (long long)limit);
    if (after > 0)
        snprintf(target + strlen(target), sizeof(target) - strlen(target), "&after=%lld", (long long)after);
    return api_expect(api_ask(&stage->world, visitor, HTTP_GET, target, NULL), 200);
}

/* All that the list holds, by pages of so many. A new reference. */
static json_t *read_all(struct stage *stage, const struct visitor *visitor, const char *path, const char *list,
                        int64_t limit)
{
    json_t *all = json_array();
    int64_t after = 0;
    for (size_t steps = 0; steps < STEPS_MAX; steps++) {
        json_t *page = read_page(stage, visitor, path, limit, after);
        json_array_extend(all, json_object_get(page, list));
        after = json_integer_value(json_object_get(page, "next"));
        json_decref(page);
        if (after == 0)
            return all;
    }
    fail_msg("%s does not end", path);
    return all;
}

static bool may_read(struct stage *stage, const struct visitor *visitor, const char *path)
{
    struct answer answer = api_ask(&stage->world, visitor, HTTP_GET, path, NULL);
    unsigned status = answer.status;
    answer_release(&answer);
    return status == 200;
}

/* For everybody who may read it; the most that somebody read. */
static size_t check_pages(struct stage *stage, const struct api_route *route, const char *list)
{
    char path[256];
    size_t most = 0, readers = 0;
    stage_target(stage, route, HERE, path);
    path[strcspn(path, "?")] = '\0';
    for (size_t i = 0; i < PEOPLE; i++) {
        const struct visitor *visitor = &stage->people[i].visitor;
        if (!may_read(stage, visitor, path))
            continue;
        json_t *large = read_all(stage, visitor, path, list, PAGE_MAX);
        json_t *small = read_all(stage, visitor, path, list, 1);
        size_t count = json_array_size(large);
        if (!json_equal(large, small))
            fail_msg("%s: by ones %zu, by all %zu, or others", path, json_array_size(small), count);
        most = count > most ? count : most;
        readers++;
        json_decref(large);
        json_decref(small);
    }
    if (readers == 0)
        fail_msg("nobody of the stage reads %s", path);
    return most;
}

static void seed_one(struct stage *stage, const struct api_route *route, size_t round)
{
    char path[256], body[STAGE_BODY_SIZE] = "";
    stage_target(stage, route, HERE, path);
    if (route->body == JSON_BODY || route->body == LIST_BODY)
        stage_body(stage, route, body);
    if (strcmp(route->pattern, "/api/admin/settings/:setting") == 0)
        snprintf(body, sizeof(body), "{\"value\":\"%s\"}", round % 2 ? "on" : "off");
    for (size_t i = 0; i < PEOPLE; i++) {
        struct answer answer =
            api_ask(&stage->world, &stage->people[i].visitor, route->method, path, body[0] ? body : NULL);
        answer_release(&answer);
    }
}

/* Things for the lists: whoever may, does these, and does them again. */
static void seed(struct stage *stage)
{
    static const char *const acts[] = {
        "/api/admin/settings/:setting",
        "/api/classroom/:classroom/board",
        "/api/student/consent",
        "/api/user/erasure-request",
        "/api/user/export",
        "/api/admin/mails/test",
        "/api/student/requests",
    };
    const struct api_route *route;
    for (size_t k = 0; (route = api_route_at(k)) != NULL; k++)
        for (size_t i = 0; i < ARRAY_LENGTH(acts); i++)
            for (size_t round = 0; round < 4; round++)
                if ((route->method == HTTP_POST || route->method == HTTP_PUT) && strcmp(route->pattern, acts[i]) == 0)
                    seed_one(stage, route, round);
}

static void test_pages(void **state)
{
    struct stage stage;
    const struct api_route *route;
    size_t lists = 0, several = 0;
    stage_open(&stage, state);
    seed(&stage);
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        json_t *members = route->method == HTTP_GET ? answer_members(route) : NULL;
        const char *list = members ? paged_list(route, members) : NULL;
        if (list) {
            lists++;
            size_t most = check_pages(&stage, route, list);
            several += most > 1;
        }
        json_decref(members);
    }
    assert_true(lists > 10);
    assert_true(several >= 9); // the lists of the stage that hold more than one thing
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_described), cmocka_unit_test(test_updated_since),
                                       TEST_ON_BOTH(test_pages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
