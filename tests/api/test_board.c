/* SPDX-License-Identifier: MIT */
/* The board as clients see it: points as numbers, files with their names, ETags, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "school/files/file.h"
#include "support/api_client.h"

static const struct message_header octets[] = {{"Content-Type", "application/octet-stream"}, {0}};

struct scene {
    struct api_world world;
    struct college college;
    char board[96];
};

static void scene_open(struct scene *scene, void **state)
{
    api_world_open(&scene->world, state, NULL);
    api_college(&scene->world, &scene->college);
    snprintf(scene->board, sizeof(scene->board), "/api/classroom/%lld/board", (long long)scene->college.classroom);
}

static struct answer ask(struct scene *scene, const struct visitor *visitor, enum http_method method, const char *rest,
                         const char *body)
{
    char target[256];
    snprintf(target, sizeof(target), "%s%s", scene->board, rest);
    return api_ask(&scene->world, visitor, method, target, body);
}

static int64_t add(struct scene *scene, const char *body)
{
    json_t *item = api_expect(ask(scene, &scene->college.professor, HTTP_POST, "", body), 201);
    int64_t id = json_int_at(item, "id");
    json_decref(item);
    return id;
}

static int64_t send_file(struct scene *scene, const struct visitor *visitor, const char *name)
{
    char target[512];
    snprintf(target, sizeof(target), "/api/classroom/%lld/files?name=%s", (long long)scene->college.classroom, name);
    json_t *file = api_expect(api_send(&scene->world, visitor, HTTP_POST, target, octets, "Plain text.\n", 12), 201);
    assert_string_equal(json_text_at(file, "type"), "text/plain");
    int64_t id = json_int_at(file, "id");
    json_decref(file);
    return id;
}

static void test_story(void **state)
{
    struct scene scene;
    char rest[128], body[256], target[128];
    scene_open(&scene, state);
    const struct college *college = &scene.college;
    int64_t file = send_file(&scene, &college->professor, "%D8%AA.txt");
    snprintf(body, sizeof(body),
             "{\"kind\":\"assessment\",\"title\":\"Essay\",\"body\":\"*Two* pages\",\"points\":12.25,"
             "\"due_at\":\"2026-12-01T12:00:00Z\",\"files\":[%lld]}",
             (long long)file);
    int64_t item = add(&scene, body);
    snprintf(rest, sizeof(rest), "/%lld", (long long)item);
    json_t *read = api_expect(ask(&scene, &college->student, HTTP_GET, rest, NULL), 200);
    assert_true(json_number_value(json_at(read, "points")) == 12.25);
    assert_string_equal(json_text_at(read, "html"), "<p><em>Two</em> pages</p>\n");
    assert_string_equal(json_text_at(read, "files.0.name"), "\xd8\xaa.txt");
    json_decref(read);
    snprintf(target, sizeof(target), "/api/classroom/%lld/files/%lld", (long long)college->classroom, (long long)file);
    struct answer bytes = api_ask(&scene.world, &college->student, HTTP_GET, target, NULL);
    assert_int_equal(bytes.status, 200);
    assert_string_equal(bytes.saved_as, "attachment; filename=\"_.txt\"; filename*=UTF-8''%D8%AA.txt");
    assert_string_equal(bytes.type, "text/plain");
    answer_release(&bytes);

    snprintf(rest, sizeof(rest), "/%lld/read", (long long)item);
    struct answer noted = ask(&scene, &college->student, HTTP_POST, rest, "{}");
    assert_int_equal(noted.status, 204);
    answer_release(&noted);
    snprintf(rest, sizeof(rest), "/%lld/hand-in", (long long)item);
    json_decref(api_expect(ask(&scene, &college->student, HTTP_PUT, rest, "{\"text\":\"Mine\"}"), 200));
    snprintf(rest, sizeof(rest), "/%lld/hand-ins/%lld/grade", (long long)item, (long long)college->student.id);
    json_t *graded =
        api_expect(ask(&scene, &college->professor, HTTP_PUT, rest, "{\"points\":10.5,\"comment\":\"Good\"}"), 200);
    assert_true(json_number_value(json_at(graded, "points")) == 10.5);
    json_decref(graded);
    snprintf(rest, sizeof(rest), "/%lld/hand-ins", (long long)item);
    json_t *list = api_expect(ask(&scene, &college->professor, HTTP_GET, rest, NULL), 200);
    assert_string_equal(json_text_at(list, "hand_ins.0.text"), "Mine");
    json_decref(list);
    api_world_close(&scene.world);
}

static void test_edit_conflict(void **state)
{
    struct scene scene;
    char target[160];
    static const struct message_header first[] = {{"If-Match", "\"1\""}, {0}};
    static const struct message_header bad[] = {{"If-Match", "1"}, {0}};
    static const char body[] = "{\"title\":\"Two\"}";
    scene_open(&scene, state);
    const struct visitor *professor = &scene.college.professor;
    snprintf(target, sizeof(target), "%s/%lld", scene.board,
             (long long)add(&scene, "{\"kind\":\"notice\",\"title\":\"One\"}"));
    json_decref(api_expect(api_send(&scene.world, professor, HTTP_PUT, target, first, body, sizeof(body) - 1), 200));
    api_expect_problem(api_send(&scene.world, professor, HTTP_PUT, target, first, body, sizeof(body) - 1), 412,
                       "changed_meanwhile");
    api_expect_problem(api_send(&scene.world, professor, HTTP_PUT, target, bad, body, sizeof(body) - 1), 422,
                       "invalid_field");
    api_expect_problem(api_send(&scene.world, professor, HTTP_DELETE, target, first, NULL, 0), 412,
                       "changed_meanwhile");
    api_world_close(&scene.world);
}

static void test_refusals(void **state)
{
    struct scene scene;
    char rest[64];
    static const char *const bodies[] = {
        "{\"title\":\"x\"}",
        "{\"kind\":\"poem\",\"title\":\"x\"}",
        "{\"kind\":\"notice\",\"title\":\"\"}",
        "{\"kind\":\"notice\",\"title\":\"x\",\"files\":{}}",
        "{\"kind\":\"notice\",\"title\":\"x\",\"files\":[0]}",
        "{\"kind\":\"notice\",\"title\":\"x\",\"files\":[\"1\"]}",
        "{\"kind\":\"notice\",\"title\":\"x\",\"files\":[1,1,1,1,1,1,1,1,1,1,1]}",
        "{\"kind\":\"notice\",\"title\":\"x\",\"points\":1}",
        "{\"kind\":\"assessment\",\"title\":\"x\",\"points\":1.001}",
        "{\"kind\":\"assessment\",\"title\":\"x\",\"points\":-1}",
        "{\"kind\":\"assessment\",\"title\":\"x\",\"points\":10000.01}",
        "{\"kind\":\"assessment\",\"title\":\"x\",\"points\":\"1\"}",
        "{\"kind\":\"assessment\",\"title\":\"x\",\"due_at\":\"tomorrow\"}",
        "{\"kind\":\"assessment\",\"title\":\"x\",\"due_at\":\"1999-01-01T00:00:00Z\"}",
    };
    scene_open(&scene, state);
    const struct college *college = &scene.college;
    for (size_t i = 0; i < ARRAY_LENGTH(bodies); i++)
        api_expect_problem(ask(&scene, &college->professor, HTTP_POST, "", bodies[i]), 422, "invalid_field");
    api_expect_problem(
        ask(&scene, &college->professor, HTTP_POST, "", "{\"kind\":\"notice\",\"title\":\"x\",\"files\":[900001]}"),
        422, "file_unknown");
    api_expect_problem(ask(&scene, &college->professor, HTTP_GET, "?kind=poem", NULL), 422, "invalid_field");
    api_expect_problem(ask(&scene, &college->other_student, HTTP_GET, "", NULL), 404, "not_found");
    snprintf(rest, sizeof(rest), "/%lld/hand-in", (long long)add(&scene, "{\"kind\":\"notice\",\"title\":\"x\"}"));
    api_expect_problem(ask(&scene, &college->student, HTTP_PUT, rest, "{\"text\":\"x\"}"), 409, "no_assessment");
    snprintf(rest, sizeof(rest), "/%lld/hand-in",
             (long long)add(&scene, "{\"kind\":\"assessment\",\"title\":\"x\",\"points\":1}"));
    api_expect_problem(ask(&scene, &college->student, HTTP_PUT, rest, "{}"), 422, "invalid_field");

    char target[128];
    snprintf(target, sizeof(target), "/api/classroom/%lld/files?name=a.html", (long long)college->classroom);
    api_expect_problem(
        api_send(&scene.world, &college->student, HTTP_POST, target, octets, "<html><script>1</script></html>", 31),
        422, "file_kind");
    api_expect_problem(api_send(&scene.world, &college->student, HTTP_POST, target, octets, "", 0), 422, "file_empty");
    *strchr(target, '?') = '\0';
    api_expect_problem(api_send(&scene.world, &college->student, HTTP_POST, target, octets, "text", 4), 422,
                       "invalid_field");
    api_world_close(&scene.world);
}

/* Lines are a text's own; nothing is kept. */
static void test_preview(void **state)
{
    struct scene scene;
    scene_open(&scene, state);
    char target[128];
    snprintf(target, sizeof(target), "/api/classroom/%lld/board-preview", (long long)scene.college.classroom);
    json_t *shown = api_expect(
        api_ask(&scene.world, &scene.college.professor, HTTP_POST, target, "{\"body\":\"*Two*\\n\\n- pages\"}"), 200);
    assert_string_equal(json_text_at(shown, "html"), "<p><em>Two</em></p>\n<ul>\n<li>pages</li>\n</ul>\n");
    json_decref(shown);
    json_decref(api_expect(api_ask(&scene.world, &scene.college.professor, HTTP_POST, target, "{}"), 422));
    json_decref(api_expect(api_ask(&scene.world, &scene.college.student, HTTP_POST, target, "{\"body\":\"a\"}"), 404));
    json_t *board = api_expect(ask(&scene, &scene.college.professor, HTTP_GET, "", NULL), 200);
    assert_int_equal(json_array_size(json_at(board, "items")), 0);
    json_decref(board);
    api_world_close(&scene.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_preview),
        TEST_ON_BOTH(test_story),
        TEST_ON_BOTH(test_edit_conflict),
        TEST_ON_BOTH(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
