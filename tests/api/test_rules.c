/* SPDX-License-Identifier: MIT */
/* The rules that warn over HTTP, of the institution and of a classroom: bad bodies lose nothing, and neither does who
 * saves second; and the column `adviser` of the people's import. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "school/jobs/job.h"
#include "school/school.h"
#include "support/api_client.h"

enum { TARGET_SIZE = 128, BODY_SIZE = 2048 };

/* Whose rules: the institution's, then the first professor's classroom's. */
enum owner { INSTITUTION, CLASSROOM, OWNERS };

struct scene {
    struct api_world world;
    struct college college;
};

static void scene_open(struct scene *scene, void **state)
{
    memset(scene, 0, sizeof(*scene));
    api_world_open(&scene->world, state, NULL);
    api_college(&scene->world, &scene->college);
}

static const struct visitor *keeper(const struct scene *scene, enum owner owner)
{
    return owner == INSTITUTION ? &scene->college.administrator : &scene->college.professor;
}

static const char *target(const struct scene *scene, enum owner owner, const char *tail, char text[static TARGET_SIZE])
{
    if (owner == INSTITUTION)
        snprintf(text, TARGET_SIZE, "/api/admin/rules%s", tail);
    else
        snprintf(text, TARGET_SIZE, "/api/classroom/%lld/rules%s", (long long)scene->college.classroom, tail);
    return text;
}

static struct answer send(struct scene *scene, const struct visitor *visitor, enum owner owner, enum http_method method,
                          const char *tag, const char *body)
{
    char path[TARGET_SIZE];
    const struct message_header headers[] = {{"If-Match", tag}, {0}};
    return api_send(&scene->world, visitor, method, target(scene, owner, "", path), headers, body,
                    body ? strlen(body) : 0);
}

/* What stands, as text with the version; the caller frees it. */
static char *standing(struct scene *scene, enum owner owner, char tag[static 64])
{
    char path[TARGET_SIZE];
    struct answer answer = api_ask(&scene->world, keeper(scene, owner), HTTP_GET, target(scene, owner, "", path), NULL);
    snprintf(tag, 64, "%s", answer.tag);
    json_t *rules = api_expect(answer, 200);
    char *text = json_dumps(rules, JSON_SORT_KEYS);
    assert_non_null(text);
    json_decref(rules);
    return text;
}

#define ROW "{\"kind\":\"in_a_row\",\"on\":true,\"lectures\":3,\"recipients\":[\"student\",\"adviser\"]}"
#define WITHIN "{\"kind\":\"within\",\"on\":false,\"lectures\":4,\"days\":28,\"recipients\":[]}"
#define BELOW "{\"kind\":\"below\",\"on\":true,\"percent\":60,\"counted_min\":3,\"recipients\":[\"student\"]}"
#define OUT "{\"kind\":\"out_of_reach\",\"on\":true,\"counted_min\":3,\"recipients\":[\"teachers\"]}"
#define RULES(...) "{\"rules\":[" __VA_ARGS__ "]}"
#define REST "," WITHIN "," BELOW "," OUT
/* The first rule with other members than its kind. */
#define FIRST(members) RULES("{\"kind\":\"in_a_row\"," members "}" REST)
#define TOLD ",\"recipients\":[\"student\"]"

static const char good[] = RULES(ROW "," WITHIN "," BELOW "," OUT);
static const char other[] =
    RULES(OUT "," ROW "," WITHIN ",{\"kind\":\"below\",\"on\":true,\"recipients\":[\"student\"]}");

static const struct {
    const char *body, *code, *field;
} bad[] = {
    {"", "bad_json", NULL},
    {"[]", "bad_json", NULL},
    {"{}", "invalid_field", "rules"},
    {"{\"rules\":null}", "invalid_field", "rules"},
    {"{\"rules\":{}}", "invalid_field", "rules"},
    {"{\"rules\":\"in_a_row\"}", "invalid_field", "rules"},
    {"{\"rules\":[]}", "invalid_field", "rules"},
    {"{\"rules\":[null,1,\"x\",[]]}", "invalid_field", "rules"},
    {RULES(ROW "," WITHIN "," BELOW), "invalid_field", "rules"}, // three
    {RULES(ROW REST "," ROW), "invalid_field", "rules"},         // five
    {RULES(ROW "," ROW "," BELOW "," OUT), "choice_unknown", "kind"},
    {RULES("{\"kind\":\"seldom\",\"on\":true,\"recipients\":[\"student\"]}" REST), "choice_unknown", "kind"},
    {RULES("{\"on\":true,\"recipients\":[\"student\"]}" REST), "invalid_field", "kind"},
    {RULES("{\"kind\":1,\"on\":true,\"recipients\":[\"student\"]}" REST), "invalid_field", "kind"},
    {FIRST("\"lectures\":3" TOLD), "invalid_field", "on"},
    {FIRST("\"on\":1" TOLD), "invalid_field", "on"},
    {FIRST("\"on\":null" TOLD), "invalid_field", "on"},
    {FIRST("\"on\":true,\"lectures\":\"3\"" TOLD), "invalid_field", "lectures"},
    {FIRST("\"on\":true,\"lectures\":2.5" TOLD), "invalid_field", "lectures"},
    {FIRST("\"on\":true,\"lectures\":-1" TOLD), "invalid_field", "lectures"},
    {FIRST("\"on\":true,\"lectures\":51" TOLD), "invalid_field", "lectures"},
    {FIRST("\"on\":true,\"lectures\":1" TOLD), "number_invalid", "rules"},
    {FIRST("\"on\":true,\"lectures\":99999999999999999999" TOLD), "bad_json", NULL},
    {FIRST("\"on\":true,\"days\":367" TOLD), "invalid_field", "days"},
    {FIRST("\"on\":true,\"percent\":101" TOLD), "invalid_field", "percent"},
    {FIRST("\"on\":true,\"counted_min\":51" TOLD), "invalid_field", "counted_min"},
    {FIRST("\"on\":true,\"why\":1" TOLD), "invalid_field", "why"},
    {FIRST("\"on\":true"), "invalid_field", "recipients"},
    {FIRST("\"on\":true,\"recipients\":null"), "invalid_field", "recipients"},
    {FIRST("\"on\":true,\"recipients\":\"student\""), "invalid_field", "recipients"},
    {FIRST("\"on\":true,\"recipients\":[1]"), "invalid_field", "recipients"},
    {FIRST("\"on\":true,\"recipients\":[\"parents\"]"), "invalid_field", "recipients"},
    {FIRST("\"on\":true,\"recipients\":[\"student\",\"student\",\"student\",\"student\"]"), "invalid_field",
     "recipients"},
    {FIRST("\"on\":true,\"recipients\":[]"), "choice_unknown", "recipients"},
    {RULES(ROW ",{\"kind\":\"within\",\"on\":true,\"days\":0,\"recipients\":[\"student\"]}," BELOW "," OUT),
     "number_invalid", "rules"},
    {RULES(ROW "," WITHIN "," BELOW ",{\"kind\":\"out_of_reach\",\"on\":true,\"counted_min\":0" TOLD "}"),
     "number_invalid", "rules"},
    {"{\"rules\":[" ROW REST "],\"own\":true}", "invalid_field", "own"},
};

/* The problem names its field; without one, none. */
static void expect_field(struct answer answer, size_t i)
{
    bool json = strcmp(bad[i].code, "bad_json") == 0;
    const char *field = json_string_value(json_object_get(answer.body, "field"));
    if (bad[i].field && (!field || strcmp(field, bad[i].field) != 0))
        fail_msg("%s: names %s", bad[i].body, field ? field : "no field");
    const char *code = json_string_value(json_object_get(answer.body, "code"));
    if (!code || strcmp(code, bad[i].code) != 0)
        fail_msg("%s: %u %s", bad[i].body, answer.status, code ? code : "no code");
    api_expect_problem(answer, json ? 400 : 422, bad[i].code);
}

static void test_bad_bodies(void **state)
{
    struct scene scene;
    char path[TARGET_SIZE], tag[64], tag_after[64];
    scene_open(&scene, state);
    for (int owner = 0; owner < OWNERS; owner++) {
        const struct visitor *visitor = keeper(&scene, (enum owner)owner);
        json_decref(api_expect(send(&scene, visitor, (enum owner)owner, HTTP_PUT, "", good), 200));
        char *before = standing(&scene, (enum owner)owner, tag), *rows = api_rows(&scene.world);
        for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
            expect_field(send(&scene, visitor, (enum owner)owner, HTTP_PUT, tag, bad[i].body), i);
            expect_field(api_ask(&scene.world, visitor, HTTP_POST, target(&scene, (enum owner)owner, "/preview", path),
                                 bad[i].body),
                         i);
        }
        static const char *const weeks[] = {"0", "61", "-1", "\"16\"", "1.5", "null", "[]"};
        for (size_t i = 0; i < ARRAY_LENGTH(weeks); i++) {
            char body[BODY_SIZE];
            snprintf(body, sizeof(body), "{\"rules\":[" ROW REST "],\"weeks\":%s}", weeks[i]);
            api_expect_problem(
                api_ask(&scene.world, visitor, HTTP_POST, target(&scene, (enum owner)owner, "/preview", path), body),
                422, "invalid_field");
        }
        char *after = standing(&scene, (enum owner)owner, tag_after), *rows_after = api_rows(&scene.world);
        assert_string_equal(after, before);
        assert_string_equal(tag_after, tag);
        assert_string_equal(rows_after, rows);
        free(before), free(after), free(rows), free(rows_after);
    }
    api_world_close(&scene.world);
}

static void test_changed_meanwhile(void **state)
{
    struct scene scene;
    char tag[64], now[64], text[24];
    scene_open(&scene, state);
    for (int owner = 0; owner < OWNERS; owner++) {
        const struct visitor *visitor = keeper(&scene, (enum owner)owner);
        free(standing(&scene, (enum owner)owner, tag));
        struct answer answer = send(&scene, visitor, (enum owner)owner, HTTP_PUT, tag, good);
        snprintf(now, sizeof(now), "%s", answer.tag);
        json_t *rules = api_expect(answer, 200);
        snprintf(text, sizeof(text), "\"%lld\"", (long long)json_int_at(rules, "version"));
        assert_string_equal(text, now);
        assert_string_not_equal(now, tag);
        json_decref(rules);
        char *before = standing(&scene, (enum owner)owner, now);
        api_expect_problem(send(&scene, visitor, (enum owner)owner, HTTP_PUT, tag, other), 412, "changed_meanwhile");
        if (owner == CLASSROOM)
            api_expect_problem(send(&scene, visitor, CLASSROOM, HTTP_DELETE, tag, NULL), 412, "changed_meanwhile");
        static const char *const wrong[] = {"7", "\"x\"", "\"0\"", "W/\"7\"", "\"-7\""};
        for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
            api_expect_problem(send(&scene, visitor, (enum owner)owner, HTTP_PUT, wrong[i], other), 422,
                               "invalid_field");
        char *after = standing(&scene, (enum owner)owner, now);
        assert_string_equal(after, before);
        json_decref(api_expect(send(&scene, visitor, (enum owner)owner, HTTP_PUT, "*", other), 200));
        json_decref(api_expect(send(&scene, visitor, (enum owner)owner, HTTP_PUT, "", good), 200)); // whatever there is
        free(before), free(after);
    }
    free(standing(&scene, CLASSROOM, tag));
    json_t *rules = api_expect(send(&scene, &scene.college.professor, CLASSROOM, HTTP_DELETE, tag, NULL), 200);
    assert_true(json_is_false(json_at(rules, "own")));
    json_decref(rules);
    api_world_close(&scene.world);
}

static void test_permissions(void **state)
{
    struct scene scene;
    char path[TARGET_SIZE], tag[64];
    scene_open(&scene, state);
    const struct college *college = &scene.college;
    const struct {
        const struct visitor *visitor;
        unsigned institution, classroom, preview; // of PUT, PUT, and the classroom's preview
    } cases[] = {
        {&(struct visitor){0}, 401, 401, 401},    {&college->student, 403, 403, 404},
        {&college->other_student, 403, 403, 404}, {&college->other_professor, 403, 404, 404},
        {&college->professor, 403, 200, 200},     {&college->administrator, 200, 403, 200},
    };
    json_decref(api_expect(send(&scene, &college->administrator, INSTITUTION, HTTP_PUT, "", good), 200));
    json_decref(api_expect(send(&scene, &college->professor, CLASSROOM, HTTP_PUT, "", good), 200));
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct visitor *visitor = cases[i].visitor;
        const unsigned wanted[] = {cases[i].institution, cases[i].classroom, cases[i].institution, cases[i].preview};
        for (int k = 0; k < 2 * OWNERS; k++) {
            enum owner owner = (enum owner)(k % OWNERS);
            struct answer answer =
                k < OWNERS ? send(&scene, visitor, owner, HTTP_PUT, "", good)
                           : api_ask(&scene.world, visitor, HTTP_POST, target(&scene, owner, "/preview", path), good);
            if (answer.status != wanted[k])
                fail_msg("person %zu, request %d: %u", i, k, answer.status);
            answer_release(&answer);
        }
    }
    char *before = standing(&scene, CLASSROOM, tag);
    json_decref(api_expect(
        api_ask(&scene.world, &college->professor, HTTP_POST, target(&scene, CLASSROOM, "/preview", path), other),
        200));
    char *after = standing(&scene, CLASSROOM, tag);
    assert_string_equal(after, before); // a look changes nothing
    free(before), free(after);
    api_world_close(&scene.world);
}

/* ---- advisers by the import of people ---- */

static const struct message_header octets[] = {{"Content-Type", "application/octet-stream"}, {0}};

/* Waits for the job of an answer and gives back its id. */
static int64_t done(struct scene *scene, struct answer answer)
{
    size_t jobs;
    json_t *job = api_expect(answer, 202);
    int64_t id = json_int_at(job, "id");
    json_decref(job);
    assert_int_equal(school_work(scene->world.school, &jobs), FAULT_NONE);
    return id;
}

static void expect_rows(struct scene *scene, int64_t job_id, const char *wanted)
{
    char path[TARGET_SIZE], text[BODY_SIZE] = "";
    size_t at, size = 0;
    json_t *row;
    snprintf(path, sizeof(path), "/api/user/jobs/%lld/rows", (long long)job_id);
    json_t *list = api_expect(api_ask(&scene->world, &scene->college.administrator, HTTP_GET, path, NULL), 200);
    json_array_foreach(json_at(list, "rows"), at, row)
    {
        const char *reason = json_string_value(json_object_get(row, "code"));
        size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s%s;", json_text_at(row, "outcome"),
                                 reason ? " " : "", reason ? reason : "");
    }
    assert_string_equal(text, wanted);
    json_decref(list);
}

/* The address of a student's adviser; "" nobody. */
static void expect_adviser(struct scene *scene, int64_t student_id, const char *name)
{
    char path[TARGET_SIZE];
    snprintf(path, sizeof(path), "/api/admin/users/%lld/adviser", (long long)student_id);
    json_t *body = api_expect(api_ask(&scene->world, &scene->college.administrator, HTTP_GET, path, NULL), 200);
    const char *said = json_string_value(json_object_get(json_at(body, "adviser"), "name"));
    assert_string_equal(said ? said : "", name);
    json_decref(body);
}

static int64_t import(struct scene *scene, const char *file)
{
    return done(scene, api_send(&scene->world, &scene->college.administrator, HTTP_POST, "/api/admin/imports/users",
                                octets, file, strlen(file)));
}

static void apply(struct scene *scene, int64_t dry, const char *wanted)
{
    char path[TARGET_SIZE];
    snprintf(path, sizeof(path), "/api/admin/imports/%lld/apply", (long long)dry);
    expect_rows(scene, dry, wanted);
    int64_t id = done(scene, api_ask(&scene->world, &scene->college.administrator, HTTP_POST, path, NULL));
    expect_rows(scene, id, wanted);
}

static void test_import_adviser(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor pupil = api_join(&scene.world, "pupil", ROLE_STUDENT);
    api_join(&scene.world, "mentor", ROLE_PROFESSOR);
    api_join(&scene.world, "second", ROLE_PROFESSOR);
    static const char file[] = "name,email,role,adviser\n"
                               "pupil,pupil@example.org,student,Mentor@example.org\n"
                               "New,new@example.org,,mentor@example.org\n"
                               "A,a@example.org,student,nobody@example.org\n"
                               "B,b@example.org,student,pupil@example.org\n"
                               "C,c@example.org,student,no address\n"
                               "D,d@example.org,professor,mentor@example.org\n"
                               "mentor,mentor@example.org,,second@example.org\n";
    int64_t dry = import(&scene, file);
    expect_adviser(&scene, pupil.id, "");
    apply(&scene, dry,
          "updated;created;refused adviser_unknown;refused adviser_unknown;refused adviser_unknown;"
          "refused adviser_of_staff;unchanged adviser_of_staff;");
    expect_adviser(&scene, pupil.id, "mentor");

    expect_rows(&scene, import(&scene, "email,name,adviser\npupil@example.org,pupil,mentor@example.org\n"),
                "unchanged;");
    apply(&scene, import(&scene, "email,name,adviser\npupil@example.org,pupil,\n"), "unchanged;"); // says nothing of it
    expect_adviser(&scene, pupil.id, "mentor");
    apply(&scene, import(&scene, "email,name,adviser\npupil@example.org,pupil,nobody@example.org\n"),
          "refused adviser_unknown;");
    expect_adviser(&scene, pupil.id, "mentor");
    apply(&scene, import(&scene, "email,name,adviser\npupil@example.org,pupil,second@example.org\n"), "updated;");
    expect_adviser(&scene, pupil.id, "second");
    apply(&scene, import(&scene, "email,name,adviser\npupil@example.org,pupil,-\n"), "updated;");
    expect_adviser(&scene, pupil.id, "");
    apply(&scene, import(&scene, "email,name,adviser\npupil@example.org,pupil,-\n"), "unchanged;");
    api_world_close(&scene.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_bad_bodies),
        TEST_ON_BOTH(test_changed_meanwhile),
        TEST_ON_BOTH(test_permissions),
        TEST_ON_BOTH(test_import_adviser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
