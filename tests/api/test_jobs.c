/* SPDX-License-Identifier: MIT */
/* Jobs and imports over the API. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "school/jobs/job.h"
#include "support/api_client.h"

static const struct message_header octets[] = {{"Content-Type", "application/octet-stream"}, {0}};

struct scene {
    struct api_world world;
    struct college college;
    char target[128];
};

static void scene_open(struct scene *scene, void **state)
{
    memset(scene, 0, sizeof(*scene));
    api_world_open(&scene->world, state, NULL);
    api_college(&scene->world, &scene->college);
}

static struct answer upload(struct scene *scene, const struct visitor *visitor, const char *target, const char *file)
{
    return api_send(&scene->world, visitor, HTTP_POST, target, octets, file, strlen(file));
}

static void work(struct scene *scene)
{
    size_t jobs;
    assert_int_equal(school_work(scene->world.school, &jobs), FAULT_NONE);
}

static const char *fill(struct scene *scene, const char *pattern, int64_t first, int64_t second)
{
    size_t size = 0;
    for (int names = 0; *pattern != '\0' && size < 90; pattern++)
        if (*pattern == '#')
            size += (size_t)snprintf(scene->target + size, sizeof(scene->target) - size, "%lld",
                                     (long long)(names++ == 0 ? first : second));
        else
            scene->target[size++] = *pattern;
    scene->target[size] = '\0';
    return scene->target;
}

static struct answer ask(struct scene *scene, const struct visitor *visitor, enum http_method method,
                         const char *pattern, int64_t first, int64_t second)
{
    return api_ask(&scene->world, visitor, method, fill(scene, pattern, first, second), NULL);
}

static int64_t started(struct answer answer)
{
    json_t *job = api_expect(answer, 202);
    int64_t id = json_int_at(job, "id");
    assert_string_equal(json_text_at(job, "state"), "waiting");
    json_decref(job);
    return id;
}

static void test_people(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor *admin = &scene.college.administrator;
    const char *file =
        "name,email,role\nNora,nora@example.org,student\n,x@example.org,\nAlan,alan@example.org,professor\n";
    int64_t id = started(upload(&scene, admin, "/api/admin/imports/users?name=people%202026.csv&mail=yes", file));
    api_expect_problem(ask(&scene, admin, HTTP_POST, "/api/admin/imports/#/apply", id, 0), 409, "import_not_ready");
    work(&scene);

    json_t *job = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#", id, 0), 200);
    assert_string_equal(json_text_at(job, "kind"), "import_users");
    assert_string_equal(json_text_at(job, "state"), "done");
    assert_string_equal(json_text_at(job, "input.name"), "people_2026.csv");
    assert_int_equal(json_int_at(job, "rows.created"), 1);
    assert_int_equal(json_int_at(job, "rows.refused"), 2);
    assert_int_equal(json_int_at(job, "total"), 3);
    assert_true(json_is_null(json_at(job, "applied_by")));
    assert_true(json_is_null(json_at(job, "output")));
    json_decref(job);

    json_t *rows = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#/rows?limit=1", id, 0), 200);
    assert_string_equal(json_text_at(rows, "rows.0.outcome"), "created");
    assert_string_equal(json_text_at(rows, "rows.0.subject"), "nora@example.org");
    assert_int_equal(json_int_at(rows, "rows.0.row"), 2);
    assert_int_equal(json_int_at(rows, "next"), 1);
    json_decref(rows);
    rows = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#/rows?outcome=refused&after=2", id, 0), 200);
    assert_int_equal(json_array_size(json_at(rows, "rows")), 1);
    assert_string_equal(json_text_at(rows, "rows.0.code"), "role_differs");
    assert_string_equal(json_text_at(rows, "rows.0.column"), "role");
    assert_string_equal(json_text_at(rows, "rows.0.cell"), "professor");
    assert_string_equal(json_text_at(rows, "rows.0.sentence"), "The account has another role: change it by hand.");
    assert_true(json_is_null(json_at(rows, "next")));
    json_decref(rows);
    api_expect_problem(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#/rows?outcome=good", id, 0), 422, "invalid_field");
    api_expect_problem(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#/file", id, 0), 404, "not_found");
    api_expect_problem(ask(&scene, admin, HTTP_POST, "/api/user/jobs/#/cancel", id, 0), 409, "job_ended");

    int64_t applied = started(ask(&scene, admin, HTTP_POST, "/api/admin/imports/#/apply", id, 0));
    work(&scene);
    job = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#", applied, 0), 200);
    assert_int_equal(json_int_at(job, "dry_run"), id);
    assert_int_equal(json_int_at(job, "rows.created"), 1);
    json_decref(job);
    json_t *list = api_expect(api_ask(&scene.world, admin, HTTP_GET, "/api/user/jobs?limit=1", NULL), 200);
    assert_int_equal(json_int_at(list, "jobs.0.id"), applied);
    assert_int_equal(json_int_at(list, "next"), applied);
    json_decref(list);
    list = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs?after=#", applied, 0), 200);
    assert_int_equal(json_int_at(list, "jobs.0.applied_by"), applied);
    json_decref(list);
    list = api_expect(api_ask(&scene.world, admin, HTTP_GET, "/api/admin/users?query=nora", NULL), 200);
    assert_string_equal(json_text_at(list, "users.0.name"), "Nora");
    json_decref(list);
    api_world_close(&scene.world);
}

/* Jobs are their owner's alone, administrators included. */
static void test_others(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct college *college = &scene.college;
    int64_t id = started(upload(&scene, &college->professor,
                                fill(&scene, "/api/classroom/#/imports/lectures", college->classroom, 0),
                                "sessiondate,from,to\n2026-11-30,10:00,11:00\n"));
    const struct visitor *others[] = {&college->administrator, &college->other_professor, &college->student};
    static const char *const reads[] = {"/api/user/jobs/#", "/api/user/jobs/#/rows", "/api/user/jobs/#/file"};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        for (size_t k = 0; k < ARRAY_LENGTH(reads); k++)
            api_expect_problem(ask(&scene, others[i], HTTP_GET, reads[k], id, 0), 404, "not_found");
        api_expect_problem(ask(&scene, others[i], HTTP_POST, "/api/user/jobs/#/cancel", id, 0), 404, "not_found");
        json_t *list = api_expect(api_ask(&scene.world, others[i], HTTP_GET, "/api/user/jobs", NULL), 200);
        assert_int_equal(json_array_size(json_at(list, "jobs")), 0);
        json_decref(list);
    }
    work(&scene);
    api_expect_problem(ask(&scene, &college->administrator, HTTP_POST, "/api/admin/imports/#/apply", id, 0), 404,
                       "not_found");
    api_expect_problem(
        ask(&scene, &college->other_professor, HTTP_POST, "/api/classroom/#/imports/#/apply", college->classroom, id),
        404, "not_found");
    api_expect_problem(
        ask(&scene, &college->professor, HTTP_POST, "/api/classroom/#/imports/#/apply", college->other_classroom, id),
        404, "not_found");
    int64_t applied = started(
        ask(&scene, &college->professor, HTTP_POST, "/api/classroom/#/imports/#/apply", college->classroom, id));
    json_t *job = api_expect(ask(&scene, &college->professor, HTTP_POST, "/api/user/jobs/#/cancel", applied, 0), 200);
    assert_string_equal(json_text_at(job, "state"), "cancelled");
    assert_int_equal(json_int_at(job, "classroom_id"), college->classroom);
    json_decref(job);
    applied = started(
        ask(&scene, &college->professor, HTTP_POST, "/api/classroom/#/imports/#/apply", college->classroom, id));
    work(&scene);
    job = api_expect(ask(&scene, &college->professor, HTTP_GET, "/api/user/jobs/#", applied, 0), 200);
    assert_int_equal(json_int_at(job, "rows.created"), 1);
    json_decref(job);
    api_world_close(&scene.world);
}

static void test_marks(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor *professor = &scene.college.professor;
    int64_t class_id = scene.college.classroom;
    char target[128];
    snprintf(target, sizeof(target), "/api/classroom/%lld/imports/marks?lecture=%lld", (long long)class_id,
             (long long)scene.college.lecture);
    int64_t id = started(upload(&scene, professor, target, "email,status\nalan@example.org,E\n"));
    work(&scene);
    api_prove(&scene.world, professor, false);
    api_expect_problem(ask(&scene, professor, HTTP_POST, "/api/classroom/#/imports/#/apply", class_id, id), 403,
                       "step_up_needed");
    snprintf(target, sizeof(target), "/api/classroom/%lld/imports/marks?lecture=x", (long long)class_id);
    api_expect_problem(upload(&scene, professor, target, "email,status\n"), 422, "invalid_field");
    snprintf(target, sizeof(target), "/api/classroom/%lld/imports/marks?lecture=%lld", (long long)class_id,
             (long long)scene.college.other_lecture);
    api_expect_problem(upload(&scene, professor, target, "email,status\n"), 404, "not_found");
    api_world_close(&scene.world);
}

static void test_refusals(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor *admin = &scene.college.administrator;
    char *large = malloc(JOB_FILE_MAX + 1);
    assert_non_null(large);
    memset(large, 'a', JOB_FILE_MAX + 1);
    api_expect_problem(upload(&scene, admin, "/api/admin/imports/users", ""), 422, "import_empty");
    api_expect_problem(upload(&scene, admin, "/api/admin/imports/users?mail=perhaps", "x"), 422, "invalid_field");
    api_expect_problem(upload(&scene, admin, "/api/admin/imports/users?timezone=UTC", "x"), 422, "invalid_field");
    api_expect_problem(upload(&scene, admin, "/api/admin/imports/lectures", "x"), 404, "not_found");
    api_expect_problem(upload(&scene, admin, "/api/admin/imports/grades", "x"), 404, "not_found");
    api_expect_problem(upload(&scene, admin, "/api/admin/imports/roster?timezone=Mars/Base", "x"), 422,
                       "invalid_field");
    api_expect_problem(
        api_send(&scene.world, admin, HTTP_POST, "/api/admin/imports/roster", octets, large, JOB_FILE_MAX + 1), 413,
        "job_file_too_large");
    free(large);
    int64_t id = started(upload(&scene, admin, "/api/admin/imports/roster?timezone=Europe/Berlin", "no archive"));
    work(&scene);
    json_t *job = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#", id, 0), 200);
    assert_string_equal(json_text_at(job, "state"), "failed");
    assert_string_equal(json_text_at(job, "code"), "archive_unreadable");
    assert_string_equal(json_text_at(job, "detail"), "The file is no whole ZIP archive.");
    json_decref(job);
    for (int i = 0; i < JOB_UNFINISHED_MAX; i++)
        started(upload(&scene, admin, "/api/admin/imports/users", "name,email\n"));
    api_expect_problem(upload(&scene, admin, "/api/admin/imports/users", "name,email\n"), 409, "too_many_things");
    api_world_close(&scene.world);
}

static struct answer say(struct scene *scene, const struct visitor *visitor, int64_t job_id, const char *body)
{
    return api_ask(&scene->world, visitor, HTTP_POST, fill(scene, "/api/admin/imports/#/columns", job_id, 0), body);
}

/* A file that nobody can guess: what its columns are, said by hand; applied, and undone as a whole. */
static void test_columns_and_undo(void **state)
{
    static const char *const wrong[] = {"{\"columns\":{}}",
                                        "{\"columns\":[1]}",
                                        "{\"columns\":[{\"place\":0}]}",
                                        "{\"columns\":[{\"place\":-1,\"column\":\"email\"}]}",
                                        "{\"columns\":[{\"place\":200,\"column\":\"email\"}]}",
                                        "{\"columns\":[{\"place\":0,\"column\":7}]}",
                                        "{\"columns\":[{\"place\":0,\"column\":null},{\"place\":0,\"column\":null}]}",
                                        "{\"columns\":[{\"place\":0,\"column\":\"shoe\"}]}",
                                        "{\"columns\":[{\"place\":0,\"column\":null,\"more\":1}]}",
                                        "{\"header\":-1}",
                                        "{\"remember\":\"yes\"}",
                                        "{\"encoding\":\"windows-9\"}",
                                        "{\"encoding\":7}",
                                        "{\"other\":1}"};
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor *admin = &scene.college.administrator;
    int64_t id = started(upload(&scene, admin, "/api/admin/imports/users", "K1,K2\nida@example.org,Ida\n"));
    json_t *sheet = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#/columns", id, 0), 200);
    assert_int_equal(json_array_size(json_at(sheet, "columns")), 0); // not read yet
    json_decref(sheet);
    api_expect_problem(say(&scene, admin, id, "{}"), 409, "import_not_ready");
    work(&scene);
    sheet = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#/columns", id, 0), 200);
    assert_int_equal(json_int_at(sheet, "header"), 1);
    assert_string_equal(json_text_at(sheet, "columns.0.header"), "K1");
    assert_true(json_is_null(json_at(sheet, "encoding")));
    assert_int_equal(json_array_size(json_at(sheet, "encodings")), 0);
    json_decref(sheet);
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        api_expect_problem(say(&scene, admin, id, wrong[i]), 422, "invalid_field");
    int64_t second = started(say(&scene, admin, id,
                                 "{\"header\":1,\"remember\":false,\"columns\":[{\"place\":0,\"column\":\"email\"},"
                                 "{\"place\":1,\"column\":\"name\"}]}"));
    work(&scene);
    sheet = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#/columns", second, 0), 200);
    assert_string_equal(json_text_at(sheet, "columns.1.column"), "name");
    assert_string_equal(json_text_at(sheet, "columns.1.how"), "chosen");
    assert_string_equal(json_text_at(sheet, "columns.1.samples.0"), "Ida");
    assert_string_equal(json_text_at(sheet, "needs.1.any.0"), "email");
    json_decref(sheet);
    api_expect_problem(ask(&scene, admin, HTTP_POST, "/api/admin/imports/#/undo", second, 0), 409, "import_undo_gone");
    int64_t applied = started(ask(&scene, admin, HTTP_POST, "/api/admin/imports/#/apply", second, 0));
    api_expect_problem(ask(&scene, admin, HTTP_POST, "/api/admin/imports/#/undo", applied, 0), 409, "import_not_ready");
    work(&scene);
    json_t *job = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#", applied, 0), 200);
    assert_int_equal(json_int_at(job, "rows.created"), 1);
    assert_true(json_is_string(json_at(job, "undo_until")));
    json_decref(job);
    int64_t undone = started(ask(&scene, admin, HTTP_POST, "/api/admin/imports/#/undo", applied, 0));
    work(&scene);
    json_t *rows = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#/rows?outcome=undone", undone, 0), 200);
    assert_string_equal(json_text_at(rows, "rows.0.subject"), "ida@example.org");
    json_decref(rows);
    job = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#", applied, 0), 200);
    assert_int_equal(json_int_at(job, "undone_by"), undone);
    assert_true(json_is_null(json_at(job, "undo_until")) && json_is_null(json_at(job, "applied_by")));
    json_decref(job);
    api_world_close(&scene.world);
}

/* How a text's letters are written may be said. */
static void test_letters(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor *admin = &scene.college.administrator;
    int64_t id = started(upload(&scene, admin, "/api/admin/imports/users",
                                "name,email\nSz\xfb"
                                "cs,ida@example.org\n"));
    work(&scene);
    json_t *sheet = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#/columns", id, 0), 200);
    assert_string_equal(json_text_at(sheet, "encoding"), "windows-1250");
    assert_true(json_is_false(json_at(sheet, "encoding_said")));
    assert_string_equal(json_text_at(sheet, "encodings.0"), "windows-1252");
    json_decref(sheet);
    id = started(say(&scene, admin, id, "{\"encoding\":\"windows-1257\"}"));
    work(&scene);
    sheet = api_expect(ask(&scene, admin, HTTP_GET, "/api/user/jobs/#/columns", id, 0), 200);
    assert_string_equal(json_text_at(sheet, "encoding"), "windows-1257");
    assert_true(json_is_true(json_at(sheet, "encoding_said")));
    assert_string_equal(json_text_at(sheet, "columns.0.samples.0"), "Szūcs");
    json_decref(sheet);
    api_world_close(&scene.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_letters), TEST_ON_BOTH(test_people),   TEST_ON_BOTH(test_others),
        TEST_ON_BOTH(test_marks),   TEST_ON_BOTH(test_refusals), TEST_ON_BOTH(test_columns_and_undo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
