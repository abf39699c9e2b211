/* SPDX-License-Identifier: MIT */
/* What the office sees of the institution: its name, the first steps, today, the doctor, classrooms, people, the log.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static json_t *get(struct scene *scene, const char *target)
{
    return api_expect(api_ask(&scene->world, &scene->college.administrator, HTTP_GET, target, NULL), 200);
}

static void refuse(struct scene *scene, const char *target)
{
    api_expect_problem(api_ask(&scene->world, &scene->college.administrator, HTTP_GET, target, NULL), 422,
                       "invalid_field");
}

static void put(struct scene *scene, const char *setting, const char *body)
{
    char target[80];
    snprintf(target, sizeof(target), "/api/admin/settings/%s", setting);
    json_decref(api_expect(api_ask(&scene->world, &scene->college.administrator, HTTP_PUT, target, body), 200));
}

static size_t count_of(json_t *document, const char *list)
{
    return json_array_size(json_object_get(document, list));
}

static void mark(struct scene *scene, const char *status)
{
    char target[80], body[80];
    snprintf(target, sizeof(target), "/api/attendance/%lld/marks/%lld", (long long)scene->college.lecture,
             (long long)scene->college.student.id);
    snprintf(body, sizeof(body), "{\"status\":\"%s\"}", status);
    json_decref(api_expect(api_ask(&scene->world, &scene->college.professor, HTTP_PUT, target, body), 200));
}

static bool is_done(json_t *steps, const char *step)
{
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(steps, "steps"), i,
                       one) if (strcmp(json_text_at(one, "step"), step) ==
                                0) return json_is_true(json_object_get(one, "done"));
    fail_msg("no step %s", step);
    return false;
}

/* The name is everybody's to read; the steps tick themselves. */
static void test_first_steps(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    struct api_condition condition = {.public_url = "https://localhost:8443"};
    scene.world.condition = &condition;
    json_t *body = api_expect(api_ask(&scene.world, NULL, HTTP_GET, "/api/institution", NULL), 200);
    assert_string_equal(json_text_at(body, "name"), "");
    assert_true(json_is_false(json_object_get(body, "mail")));
    json_decref(body);
    body = get(&scene, "/api/admin/first-steps");
    static const char *const open[] = {"name", "mail", "backup", "address"};
    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
        assert_false(is_done(body, open[i]));
    assert_true(is_done(body, "professors"));
    assert_true(is_done(body, "registration")); // somebody has joined
    assert_true(json_is_true(json_object_get(body, "shown")));
    assert_true(json_is_false(json_object_get(body, "empty")));
    json_decref(body);

    put(&scene, "institution_name", "{\"value\":\"Hill College\"}");
    put(&scene, "first_steps", "{\"value\":\"hidden\"}");
    condition =
        (struct api_condition){.mail = true, .backups = true, .reachable = true, .public_url = "https://a.example"};
    body = get(&scene, "/api/admin/first-steps");
    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
        assert_true(is_done(body, open[i]));
    assert_true(json_is_false(json_object_get(body, "shown")));
    json_decref(body);
    body = api_expect(api_ask(&scene.world, NULL, HTTP_GET, "/api/institution", NULL), 200);
    assert_string_equal(json_text_at(body, "name"), "Hill College");
    json_decref(body);
    api_world_close(&scene.world);
}

/* Who says the default has decided: it is kept, once. */
static void test_default_is_kept(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    for (int i = 0; i < 2; i++)
        put(&scene, "registration", "{\"value\":\"class\"}");
    json_t *body = get(&scene, "/api/admin/settings/registration/history");
    assert_int_equal(count_of(body, "history"), 1);
    assert_string_equal(json_text_at(body, "history.0.new_value"), "class");
    json_decref(body);
    api_world_close(&scene.world);
}

static void test_today(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    mark(&scene, "P");
    json_t *body = get(&scene, "/api/admin/today");
    assert_int_equal(json_int_at(body, "running_total"), 2);
    assert_int_equal(json_int_at(body, "running.0.marked") + json_int_at(body, "running.1.marked"), 1);
    assert_int_equal(json_int_at(body, "running.0.students"), 1);
    assert_true(json_is_true(json_object_get(json_at(body, "running.0"), "open")));
    assert_int_equal(json_int_at(body, "day.lectures"), 2);
    assert_int_equal(json_int_at(body, "day.taken"), 2);
    assert_int_equal(json_int_at(body, "day.marked"), 1);
    assert_int_equal(json_int_at(body, "day.came"), 1);
    assert_int_equal(json_int_at(body, "waiting.jobs_failed"), 0);
    json_decref(body);
    api_world_pass(&scene.world, 8 * 60 * 60);
    body = get(&scene, "/api/admin/today?from=2020-01-01T00:00:00Z&before=2020-01-02T00:00:00Z");
    assert_int_equal(json_int_at(body, "running_total"), 0);
    assert_int_equal(json_int_at(body, "day.lectures"), 0);
    json_decref(body);
    refuse(&scene, "/api/admin/today?from=yesterday");
    refuse(&scene, "/api/admin/today?before=soon");
    refuse(&scene, "/api/admin/today?from=2026-01-01T00:00:00Z&before=2027-01-01T00:00:00Z");
    refuse(&scene, "/api/admin/today?from=2026-01-02T00:00:00Z&before=2026-01-01T00:00:00Z");
    api_world_close(&scene.world);
}

static void test_doctor(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    struct api_findings findings = {
        .list = {{"mail", "warning", "mail_none", "there is none"}}, .count = 1, .at = 1000};
    api_expect_problem(api_ask(&scene.world, &scene.college.administrator, HTTP_GET, "/api/admin/doctor", NULL), 503,
                       "busy");
    scene.world.findings = &findings;
    json_t *body = get(&scene, "/api/admin/doctor");
    assert_string_equal(json_text_at(body, "checks.0.check"), "mail");
    assert_string_equal(json_text_at(body, "checks.0.state"), "warning");
    assert_string_equal(json_text_at(body, "checks.0.code"), "mail_none");
    json_decref(body);
    api_expect_problem(api_ask(&scene.world, &scene.college.professor, HTTP_GET, "/api/admin/doctor", NULL), 403,
                       "not_allowed");
    api_world_close(&scene.world);
}

static void test_classrooms(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    mark(&scene, "P");
    json_t *body = get(&scene, "/api/admin/classrooms");
    assert_int_equal(json_int_at(body, "total"), 2);
    assert_int_equal(json_int_at(body, "classrooms.0.students"), 1);
    assert_true(json_int_at(body, "classrooms.0.live") > 0);
    assert_true(json_is_null(json_at(body, "classrooms.0.percentage"))); // of lectures that are over
    char professor[200], target[300];
    snprintf(professor, sizeof(professor), "%s", json_text_at(body, "classrooms.0.professor.name"));
    json_decref(body);
    snprintf(target, sizeof(target), "/api/admin/classrooms?query=%s&live=1", professor);
    for (char *at = target; *at; at++)
        *at = *at == ' ' ? '+' : *at;
    body = get(&scene, target);
    assert_true(json_int_at(body, "total") >= 1);
    json_decref(body);
    body = get(&scene, "/api/admin/classrooms?query=nothing-is-called-so");
    assert_int_equal(json_int_at(body, "total"), 0);
    json_decref(body);
    body = get(&scene, "/api/admin/classrooms?archived=1");
    assert_int_equal(json_int_at(body, "total"), 0);
    json_decref(body);
    body = get(&scene, "/api/admin/classrooms?limit=1");
    snprintf(target, sizeof(target), "/api/admin/classrooms?limit=1&after=%lld", (long long)json_int_at(body, "next"));
    json_decref(body);
    body = get(&scene, target);
    assert_int_equal(count_of(body, "classrooms"), 1);
    assert_true(json_is_null(json_object_get(body, "next")));
    json_decref(body);
    api_world_pass(&scene.world, 6 * 60 * 60); // both lectures are over, and nobody has kept their figures yet
    body = get(&scene, "/api/admin/classrooms");
    const int64_t marked = json_int_at(body, "classrooms.0.expected") + json_int_at(body, "classrooms.1.expected");
    assert_int_equal(marked, 2);
    assert_int_equal(json_int_at(body, "classrooms.0.attended") + json_int_at(body, "classrooms.1.attended"), 1);
    json_decref(body);
    refuse(&scene, "/api/admin/classrooms?live=on");
    refuse(&scene, "/api/admin/classrooms?archived=2");
    api_world_close(&scene.world);
}

/* A word is found in the name of a professor whose classroom is called as long as one may be, in letters of three
 * bytes.
 */
static void test_classrooms_long(void **state)
{
    enum { LETTERS = 120, DEPARTMENT_LETTERS = 60 };
    struct scene scene;
    char subject[3 * LETTERS + 1] = "", department[3 * DEPARTMENT_LETTERS + 1] = "", body[800], target[80];
    scene_open(&scene, state);
    for (size_t i = 0; i < LETTERS; i++)
        memcpy(subject + 3 * i, "\xE0\xA4\x95", 4);
    for (size_t i = 0; i < DEPARTMENT_LETTERS; i++)
        memcpy(department + 3 * i, "\xE0\xA4\x96", 4);
    snprintf(body, sizeof(body), "{\"subject\":\"%s\",\"department\":\"%s\"}", subject, department);
    snprintf(target, sizeof(target), "/api/classroom/%lld", (long long)scene.college.classroom);
    json_decref(api_expect(api_ask(&scene.world, &scene.college.professor, HTTP_PATCH, target, body), 200));
    json_t *all = get(&scene, "/api/admin/classrooms"), *list = json_object_get(all, "classrooms");
    const char *name = NULL;
    size_t at;
    json_t *line;
    json_array_foreach(list, at, line) if (json_int_at(line, "id") == scene.college.classroom) name =
        json_text_at(line, "professor.name");
    assert_non_null(name);
    snprintf(target, sizeof(target), "/api/admin/classrooms?query=%.*s+%%E0%%A4%%95%%E0%%A4%%95",
             (int)strcspn(name, " "), name);
    json_decref(all);
    json_t *found = get(&scene, target);
    assert_int_equal(json_int_at(found, "total"), 1);
    assert_int_equal(json_int_at(found, "classrooms.0.id"), scene.college.classroom);
    json_decref(found);
    api_world_close(&scene.world);
}

/* A waiting invitation is listed and can be taken back; a link for a new password is handed over where no mail leaves.
 */
static void test_people(void **state)
{
    struct scene scene;
    char target[120];
    scene_open(&scene, state);
    const struct visitor *administrator = &scene.college.administrator;
    json_t *body = api_expect(api_ask(&scene.world, administrator, HTTP_POST, "/api/admin/invitations",
                                      "{\"role\":\"professor\",\"name\":\"Grace\"}"),
                              201);
    char link[120];
    snprintf(link, sizeof(link), "/api/user/invitation?token=%s", strchr(json_text_at(body, "link"), '#') + 1);
    json_decref(body);
    json_decref(api_expect(api_ask(&scene.world, NULL, HTTP_GET, link, NULL), 200));
    body = get(&scene, "/api/admin/invitations");
    assert_string_equal(json_text_at(body, "invitations.0.name"), "Grace");
    snprintf(target, sizeof(target), "/api/admin/invitations/%lld", (long long)json_int_at(body, "invitations.0.id"));
    json_decref(body);
    assert_null(api_expect(api_ask(&scene.world, administrator, HTTP_DELETE, target, NULL), 204));
    api_expect_problem(api_ask(&scene.world, administrator, HTTP_DELETE, target, NULL), 404, "not_found");
    api_expect_problem(api_ask(&scene.world, NULL, HTTP_GET, link, NULL), 404, "invitation_unknown");

    const long long student = (long long)scene.college.student.id;
    snprintf(target, sizeof(target), "/api/admin/users/%lld/password-reset", student);
    assert_null(api_expect(api_ask(&scene.world, administrator, HTTP_POST, target, NULL), 202));
    struct api_condition condition = {0};
    scene.world.condition = &condition;
    body = api_expect(api_ask(&scene.world, administrator, HTTP_POST, target, NULL), 200);
    char fresh[200];
    snprintf(fresh, sizeof(fresh), "{\"token\":\"%s\",\"password\":\"nine purple boats\"}",
             strchr(json_text_at(body, "link"), '#') + 1);
    json_decref(body);
    assert_null(api_expect(api_ask(&scene.world, NULL, HTTP_POST, "/api/user/password", fresh), 204));

    body = get(&scene, "/api/admin/users?state=no_face&role=student");
    assert_int_equal(json_int_at(body, "total"), 2);
    assert_true(json_is_false(json_object_get(json_at(body, "users.0"), "face")));
    json_decref(body);
    body = get(&scene, "/api/admin/users?state=disabled");
    assert_int_equal(json_int_at(body, "total"), 0);
    json_decref(body);
    body = get(&scene, "/api/admin/users?state=never"); // all have a session here
    const int64_t never = json_int_at(body, "total");
    json_decref(body);
    assert_true(never <= 1); // the one whose password was set anew has none left
    refuse(&scene, "/api/admin/users?state=sleeping");
    api_world_close(&scene.world);
}

static void test_person(void **state)
{
    struct scene scene;
    char target[120];
    scene_open(&scene, state);
    mark(&scene, "L");
    const long long student = (long long)scene.college.student.id, professor = (long long)scene.college.professor.id;
    snprintf(target, sizeof(target), "/api/admin/users/%lld/attendance", student);
    json_t *body = get(&scene, target);
    assert_int_equal(count_of(body, "classes"), 1);
    assert_string_equal(json_text_at(body, "classes.0.lectures.0.status"), "L");
    assert_string_equal(json_text_at(body, "classes.0.lectures.0.method"), "manual");
    assert_int_equal(json_int_at(body, "classes.0.standing.attended"), 1);
    assert_int_equal(count_of(body, "teaches"), 0);
    json_decref(body);
    snprintf(target, sizeof(target), "/api/admin/users/%lld/attendance", professor);
    body = get(&scene, target);
    assert_string_equal(json_text_at(body, "teaches.0.part"), "owner");
    assert_int_equal(json_int_at(body, "teaches.0.students"), 1);
    json_decref(body);
    snprintf(target, sizeof(target), "/api/admin/users/%lld/sessions", student);
    body = get(&scene, target);
    assert_int_equal(json_int_at(body, "total"), 1);
    assert_null(json_object_get(json_at(body, "sessions.0"), "address"));
    json_decref(body);
    snprintf(target, sizeof(target), "/api/admin/consents?person=%lld", student);
    body = get(&scene, target);
    assert_int_equal(count_of(body, "consents"), 0);
    json_decref(body);
    refuse(&scene, "/api/admin/consents?person=me");
    api_world_close(&scene.world);
}

/* By people's words: who, whom, where, what kind, and as a sentence has it. */
static void test_audit(void **state)
{
    struct scene scene;
    char target[160];
    scene_open(&scene, state);
    mark(&scene, "A");
    mark(&scene, "P");
    const long long student = (long long)scene.college.student.id, professor = (long long)scene.college.professor.id;
    snprintf(target, sizeof(target), "/api/admin/audit?about=%lld&group=marks", student);
    json_t *body = get(&scene, target);
    assert_int_equal(count_of(body, "entries"), 2);
    assert_string_equal(json_text_at(body, "entries.0.action"), "mark_set");
    assert_int_equal(json_int_at(body, "entries.0.person.id"), student);
    assert_int_equal(json_int_at(body, "entries.0.classroom.id"), scene.college.classroom);
    assert_int_equal(json_int_at(body, "entries.0.lecture.id"), scene.college.lecture);
    json_decref(body);
    snprintf(target, sizeof(target), "/api/admin/audit?about=%lld&group=marks",
             (long long)scene.college.other_student.id);
    body = get(&scene, target);
    assert_int_equal(count_of(body, "entries"), 0);
    json_decref(body);
    snprintf(target, sizeof(target), "/api/admin/audit?person=%lld&group=marks&text=A+-%%3E+P", professor);
    body = get(&scene, target);
    assert_int_equal(count_of(body, "entries"), 1);
    json_decref(body);
    snprintf(target, sizeof(target), "/api/admin/audit?classroom=%lld&group=marks",
             (long long)scene.college.other_classroom);
    body = get(&scene, target);
    assert_int_equal(count_of(body, "entries"), 0);
    json_decref(body);
    snprintf(target, sizeof(target), "/api/admin/audit?classroom=%lld&group=lectures",
             (long long)scene.college.classroom);
    body = get(&scene, target);
    assert_true(count_of(body, "entries") > 0);
    json_decref(body);
    struct answer file = api_ask(&scene.world, &scene.college.administrator, HTTP_GET,
                                 "/api/admin/audit?form=csv&group=marks&bom=1", NULL);
    assert_int_equal(file.status, 200);
    assert_non_null(strstr(file.saved_as, "audit-2"));
    answer_release(&file);
    static const char *const wrong[] = {"person=x", "about=0",        "classroom=-1", "group=everything",
                                        "form=pdf", "form=csv&bom=2", "from=x",       "to=x",
                                        "actor=x",  "subject_id=x"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        snprintf(target, sizeof(target), "/api/admin/audit?%s", wrong[i]);
        refuse(&scene, target);
    }
    api_world_close(&scene.world);
}

static void test_jobs(void **state)
{
    struct scene scene;
    size_t jobs;
    scene_open(&scene, state);
    json_decref(api_expect(api_ask(&scene.world, &scene.college.student, HTTP_POST, "/api/user/export", NULL), 202));
    assert_int_equal(school_work(scene.world.school, &jobs), FAULT_NONE);
    json_t *body = get(&scene, "/api/admin/jobs");
    assert_int_equal(json_int_at(body, "jobs.0.owner.id"), scene.college.student.id);
    json_decref(body);
    body = get(&scene, "/api/admin/jobs?state=failed");
    assert_int_equal(count_of(body, "jobs"), 0);
    json_decref(body);
    refuse(&scene, "/api/admin/jobs?state=lost");
    api_world_close(&scene.world);
}

/* Sent by administrators, seen by everybody, also before they sign in; who has it already is not sent it again. */
static void test_logo(void **state)
{
    static const struct message_header octets[] = {{"Content-Type", "application/octet-stream"}, {0}};
    static const uint8_t picture[] = {
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00,
        0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00,
        0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0xfc, 0xcf, 0xc0, 0xf0, 0x1f, 0x00, 0x05, 0x05, 0x02, 0x00,
        0x5f, 0xc8, 0xf1, 0xd2, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
    struct scene scene;
    scene_open(&scene, state);
    struct api_world *world = &scene.world;
    const struct visitor *ada = &scene.college.administrator;
    json_t *answer = api_expect(api_ask(world, NULL, HTTP_GET, "/api/institution", NULL), 200);
    assert_true(json_is_null(json_object_get(answer, "logo")));
    json_decref(answer);
    api_expect_problem(api_ask(world, NULL, HTTP_GET, "/api/institution/logo", NULL), 404, "not_found");
    api_expect_problem(api_send(world, ada, HTTP_PUT, "/api/admin/logo", octets, "<svg/>", 6), 422, "logo_invalid");
    api_expect_problem(
        api_send(world, &scene.college.professor, HTTP_PUT, "/api/admin/logo", octets, picture, sizeof(picture)), 403,
        "not_allowed");
    struct answer sent = api_send(world, ada, HTTP_PUT, "/api/admin/logo", octets, picture, sizeof(picture));
    for (int tries = 0; sent.status == 503 && tries < 50; tries++) { // a busy machine's reader of pictures says so
        answer_release(&sent);
        sent = api_send(world, ada, HTTP_PUT, "/api/admin/logo", octets, picture, sizeof(picture));
    }
    answer = api_expect(sent, 200);
    int64_t version = json_int_at(answer, "logo");
    json_decref(answer);
    answer = api_expect(api_ask(world, NULL, HTTP_GET, "/api/institution", NULL), 200);
    assert_int_equal(json_int_at(answer, "logo"), version);
    json_decref(answer);
    struct answer seen = api_ask(world, NULL, HTTP_GET, "/api/institution/logo?v=1", NULL);
    assert_int_equal(seen.status, 200);
    assert_string_equal(seen.type, "image/png");
    const struct message_header known[] = {{"If-None-Match", seen.tag}, {0}};
    struct answer again = api_send(world, NULL, HTTP_GET, "/api/institution/logo", known, NULL, 0);
    assert_int_equal(again.status, 304);
    answer_release(&again);
    answer_release(&seen);
    json_decref(api_expect(api_ask(world, ada, HTTP_DELETE, "/api/admin/logo", NULL), 204));
    api_expect_problem(api_ask(world, NULL, HTTP_GET, "/api/institution/logo", NULL), 404, "not_found");
    api_world_close(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_first_steps), TEST_ON_BOTH(test_default_is_kept),
        TEST_ON_BOTH(test_today),       TEST_ON_BOTH(test_doctor),
        TEST_ON_BOTH(test_classrooms),  TEST_ON_BOTH(test_classrooms_long),
        TEST_ON_BOTH(test_people),      TEST_ON_BOTH(test_person),
        TEST_ON_BOTH(test_audit),       TEST_ON_BOTH(test_jobs),
        TEST_ON_BOTH(test_logo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
