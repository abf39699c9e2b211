/* SPDX-License-Identifier: MIT */
/* Settings, consents, retention, the audit log, exports and erasure over the API. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "school/faces/consent_text.h"
#include "school/jobs/job.h"
#include "support/api_client.h"

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

static struct answer ask(struct scene *scene, const struct visitor *visitor, enum http_method method,
                         const char *target, const char *body)
{
    return api_ask(&scene->world, visitor, method, target, body);
}

/* A POST of the administrator's about somebody: `act` is "erase" or "export". */
static struct answer ask_about(struct scene *scene, const char *act, int64_t id, const char *body)
{
    char target[128];
    snprintf(target, sizeof(target), "/api/admin/users/%lld/%s", (long long)id, act);
    return api_ask(&scene->world, &scene->college.administrator, HTTP_POST, target, body);
}

static void test_settings(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor *admin = &scene.college.administrator;
    json_t *body = api_expect(ask(&scene, admin, HTTP_GET, "/api/admin/settings", NULL), 200);
    assert_string_equal(json_text_at(body, "settings.0.name"), "identification");
    assert_string_equal(json_text_at(body, "settings.0.value"), "off");
    assert_string_equal(json_text_at(body, "settings.1.choices.2"), "invitation");
    json_decref(body);
    body =
        api_expect(ask(&scene, admin, HTTP_PUT, "/api/admin/settings/keep_refusals_days", "{\"value\":\"30\"}"), 200);
    assert_string_equal(json_text_at(body, "value"), "30");
    assert_string_equal(json_text_at(body, "default"), "180");
    assert_int_equal(json_int_at(body, "lowest"), 1);
    assert_int_equal(json_int_at(body, "changed_by.id"), admin->id);
    json_decref(body);
    body = api_expect(ask(&scene, admin, HTTP_GET, "/api/admin/settings/keep_refusals_days/history", NULL), 200);
    assert_true(json_is_null(json_at(body, "history.0.old_value")));
    assert_string_equal(json_text_at(body, "history.0.new_value"), "30");
    json_decref(body);
    static const char *const bad[] = {
        "{\"value\":\"0\"}", "{\"value\":\"\"}", "{\"value\":30}", "{\"value\":null}", "{}", "{\"value\":\"3651\"}",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        api_expect_problem(ask(&scene, admin, HTTP_PUT, "/api/admin/settings/keep_refusals_days", bad[i]), 422,
                           "invalid_field");
    api_expect_problem(ask(&scene, admin, HTTP_PUT, "/api/admin/settings/audit_head", "{\"value\":\"x\"}"), 404,
                       "not_found");
    api_expect_problem(ask(&scene, &scene.college.professor, HTTP_GET, "/api/admin/settings", NULL), 403,
                       "not_allowed");
    api_world_close(&scene.world);
}

static void test_consents(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor *admin = &scene.college.administrator, *student = &scene.college.student;
    char bare[32];
    snprintf(bare, sizeof(bare), "{\"version\":%d}", CONSENT_VERSION);
    json_t *body = api_expect(ask(&scene, student, HTTP_POST, "/api/student/consent", bare), 200);
    assert_string_equal(json_text_at(body, "scope"), "check_in"); // who does not say allows the least
    json_decref(body);
    body = api_expect(ask(&scene, student, HTTP_POST, "/api/student/consent", api_agreement("all", "Ada")), 200);
    assert_string_equal(json_text_at(body, "scope"), "all");
    assert_string_equal(json_text_at(body, "guardian"), "Ada");
    json_decref(body);
    api_expect_problem(ask(&scene, student, HTTP_POST, "/api/student/consent", api_agreement("everything", NULL)), 422,
                       "invalid_field");
    // What was agreed to in one language stands in each, and an unknown one is no reason to show nothing.
    static const char *const asked[][2] = {{"hi", "hi"}, {"ar-EG", "ar"}, {"tlh", "en"}};
    for (size_t i = 0; i < ARRAY_LENGTH(asked); i++) {
        char path[64];
        snprintf(path, sizeof(path), "/api/student/consent?language=%s", asked[i][0]);
        body = api_expect(ask(&scene, student, HTTP_GET, path, NULL), 200);
        assert_string_equal(json_text_at(body, "language"), asked[i][1]);
        assert_string_equal(json_text_at(body, "scope"), "all");
        json_decref(body);
    }
    json_decref(api_expect(ask(&scene, admin, HTTP_GET, "/api/admin/consents?state=outdated", NULL), 200));
    body = api_expect(ask(&scene, admin, HTTP_GET, "/api/admin/consents?state=withdrawn", NULL), 200);
    assert_int_equal(json_array_size(json_at(body, "consents")), 1);
    json_decref(body);
    body = api_expect(ask(&scene, admin, HTTP_GET, "/api/admin/consents?state=given&limit=1", NULL), 200);
    assert_int_equal(json_int_at(body, "consents.0.person.id"), student->id);
    assert_true(json_is_null(json_at(body, "next")));
    json_decref(body);
    api_expect_problem(ask(&scene, admin, HTTP_GET, "/api/admin/consents?state=lost", NULL), 422, "invalid_field");
    api_world_close(&scene.world);
}

static void test_audit(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor *admin = &scene.college.administrator;
    char target[256];
    json_decref(
        api_expect(ask(&scene, admin, HTTP_PUT, "/api/admin/settings/guardian_age", "{\"value\":\"16\"}"), 200));
    snprintf(target, sizeof(target),
             "/api/admin/audit?actor=%lld&action=setting_changed&subject_type=setting&from=2020-01-01T00:00:00Z"
             "&to=2100-01-01T00:00:00Z&limit=5",
             (long long)admin->id);
    json_t *body = api_expect(ask(&scene, admin, HTTP_GET, target, NULL), 200);
    assert_int_equal(json_array_size(json_at(body, "entries")), 1);
    assert_string_equal(json_text_at(body, "entries.0.detail"), "guardian_age: 16");
    assert_int_equal(json_int_at(body, "entries.0.actor.id"), admin->id);
    json_decref(body);
    static const char *const bad[] = {
        "actor=0", "actor=x", "subject_id=-1", "from=yesterday", "to=2026-13-01T00:00:00Z", "after=x", "limit=201"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        snprintf(target, sizeof(target), "/api/admin/audit?%s", bad[i]);
        api_expect_problem(ask(&scene, admin, HTTP_GET, target, NULL), 422, "invalid_field");
    }
    body = api_expect(ask(&scene, admin, HTTP_GET, "/api/admin/audit/chain", NULL), 200);
    assert_string_equal(json_text_at(body, "state"), "whole");
    assert_int_equal(strlen(json_text_at(body, "head")), 64);
    json_decref(body);
    api_world_close(&scene.world);
}

static void test_export(void **state)
{
    struct scene scene;
    size_t jobs;
    char target[128];
    scene_open(&scene, state);
    const struct visitor *student = &scene.college.student;
    json_t *body = api_expect(ask(&scene, student, HTTP_POST, "/api/user/export", NULL), 202);
    snprintf(target, sizeof(target), "/api/user/jobs/%lld/file", (long long)json_int_at(body, "id"));
    json_decref(body);
    assert_int_equal(school_work(scene.world.school, &jobs), FAULT_NONE);
    struct answer file = ask(&scene, student, HTTP_GET, target, NULL);
    assert_int_equal(file.status, 200);
    answer_release(&file);
    api_expect_problem(ask(&scene, &scene.college.administrator, HTTP_GET, target, NULL), 404, "not_found");
    body = api_expect(ask_about(&scene, "export", student->id, NULL), 202);
    assert_string_equal(json_text_at(body, "kind"), "export_person");
    json_decref(body);
    api_expect_problem(ask_about(&scene, "export", 900001, NULL), 404, "not_found");
    api_world_close(&scene.world);
}

static void test_erase(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    const struct visitor *admin = &scene.college.administrator, *student = &scene.college.student;
    json_t *body = api_expect(ask(&scene, student, HTTP_POST, "/api/user/erasure-request", NULL), 200);
    assert_true(json_is_string(json_at(body, "asked_at")));
    json_decref(body);
    body = api_expect(ask(&scene, admin, HTTP_GET, "/api/admin/erasure-requests", NULL), 200);
    assert_int_equal(json_int_at(body, "requests.0.person.id"), student->id);
    json_decref(body);
    body = api_expect(ask(&scene, student, HTTP_GET, "/api/user/erasure-request", NULL), 200);
    assert_true(json_is_string(json_at(body, "asked_at")));
    json_decref(body);
    body = api_expect(ask_about(&scene, "erase", student->id, NULL), 200);
    assert_true(json_is_false(json_at(body, "applied")));
    json_decref(body);
    static const char *const apply = "{\"apply\":true}";
    api_prove(&scene.world, admin, false);
    api_expect_problem(ask_about(&scene, "erase", student->id, apply), 403, "step_up_needed");
    api_prove(&scene.world, admin, true);
    api_expect_problem(ask_about(&scene, "erase", admin->id, NULL), 409, "not_oneself");
    api_expect_problem(ask_about(&scene, "erase", scene.college.professor.id, NULL), 409, "erasure_teaches");

    body = api_expect(ask_about(&scene, "erase", student->id, apply), 200);
    assert_true(json_is_true(json_at(body, "applied")));
    assert_int_equal(strncmp(json_text_at(body, "person.name"), "Former student ", 15), 0);
    json_decref(body);
    api_expect_problem(ask(&scene, student, HTTP_GET, "/api/user/me", NULL), 401, "not_signed_in");
    body = api_expect(ask(&scene, admin, HTTP_GET, "/api/admin/retention", NULL), 200);
    assert_string_equal(json_text_at(body, "deletions.0.rule"), "erasure");
    assert_int_equal(json_int_at(body, "deletions.0.person.id"), student->id);
    assert_int_equal(json_int_at(body, "rules.0.days"), 365);
    json_decref(body);
    body = api_expect(ask(&scene, admin, HTTP_GET, "/api/admin/erasure-requests", NULL), 200);
    assert_int_equal(json_array_size(json_at(body, "requests")), 0);
    json_decref(body);
    api_world_close(&scene.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_settings), TEST_ON_BOTH(test_consents), TEST_ON_BOTH(test_audit),
        TEST_ON_BOTH(test_export),   TEST_ON_BOTH(test_erase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
