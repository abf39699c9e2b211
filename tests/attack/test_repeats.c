/* SPDX-License-Identifier: MIT */
/* One Idempotency-Key, many requests: it runs once, for who may still ask, and another request under it is another. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/engine.h"
#include "support/wire.h"

enum { AT_ONCE = 20, TARGET_SIZE = 128 };

struct scene {
    struct api_world world;
    struct wire wire;
    struct college college;
};

static void scene_open(struct scene *scene, void **state)
{
    struct server_config config = wire_config();
    config.lanes[0] = (struct server_lane){.workers = 8, .queue_max = 64};
    api_world_open(&scene->world, state, NULL);
    api_college(&scene->world, &scene->college);
    wire_open(&scene->wire, &scene->world, &config);
}

static void scene_close(struct scene *scene)
{
    wire_close(&scene->wire);
    api_world_close(&scene->world);
}

static unsigned ask(const struct scene *scene, const struct visitor *visitor, enum http_method method,
                    const char *target, const char *json, const char *key, struct client_answer *answer)
{
    char header[64];
    snprintf(header, sizeof(header), "Idempotency-Key: %s\r\n", key);
    const struct wire_body body = {"application/json", json, strlen(json), header};
    return wire_send(&scene->wire, visitor, method, target, &body, answer);
}

static bool is_replayed(const struct client_answer *answer)
{
    char value[16];
    return client_header(answer, "Idempotency-Replayed", value, sizeof(value)) && strcmp(value, "true") == 0;
}

static void *make_classroom(void *context)
{
    const struct scene *scene = context;
    struct client_answer answer;
    unsigned status;
    do { // as a client does: the first one is still running
        status = ask(scene, &scene->college.professor, HTTP_POST, "/api/classroom", "{\"subject\":\"Once\"}", "once",
                     &answer);
        client_answer_release(&answer);
    } while (status == 503);
    return (void *)(uintptr_t)status;
}

static void many_at_once_make_one(void **state)
{
    struct scene scene = {0};
    pthread_t threads[AT_ONCE];
    scene_open(&scene, state);
    for (size_t i = 0; i < AT_ONCE; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_classroom, &scene), 0);
    for (size_t i = 0; i < AT_ONCE; i++) {
        void *status = NULL;
        pthread_join(threads[i], &status);
        assert_int_equal((uintptr_t)status, 201);
    }
    assert_int_equal(wire_number(&scene.wire, "SELECT COUNT(*) FROM classrooms WHERE subject = 'Once'"), 1);
    scene_close(&scene);
}

static void the_whole_target_counts(void **state)
{
    struct scene scene = {0};
    struct client_answer answer;
    char target[TARGET_SIZE], code[64];
    scene_open(&scene, state);
    const struct visitor *professor = &scene.college.professor;
    static const char subject[] = "{\"subject\":\"Whole\"}";
    assert_int_equal(ask(&scene, professor, HTTP_POST, "/api/classroom", subject, "k", &answer), 201);
    assert_false(is_replayed(&answer));
    client_answer_release(&answer);
    assert_int_equal(ask(&scene, professor, HTTP_POST, "/api/classroom", subject, "k", &answer), 201);
    assert_true(is_replayed(&answer));
    client_answer_release(&answer);
    // The same path with another query, body or method.
    static const char *const files[] = {"?name=a.txt", "?name=b.txt"};
    for (size_t i = 0; i < 2; i++) {
        const struct wire_body file = {"application/octet-stream", "hello", 5, "Idempotency-Key: file\r\n"};
        snprintf(target, sizeof(target), "/api/classroom/%lld/files%s", (long long)scene.college.classroom, files[i]);
        unsigned status = wire_send(&scene.wire, professor, HTTP_POST, target, &file, &answer);
        wire_take_code(&answer, code);
        assert_int_equal(status, i == 0 ? 201 : 409);
        assert_string_equal(code, i == 0 ? "" : "idempotency_mismatch");
    }
    ask(&scene, professor, HTTP_POST, "/api/classroom", "{\"subject\":\"Other\"}", "k", &answer);
    wire_take_code(&answer, code);
    assert_string_equal(code, "idempotency_mismatch");
    scene_close(&scene);
}

static enum db_status run(struct db *db, void *context)
{
    return db_exec(db, context, DB_NO_VALUES);
}

/* An answer that was given is not given again to who may no longer have it. */
static void the_right_is_asked_again(void **state)
{
    struct scene scene = {0};
    struct client_answer answer;
    char target[TARGET_SIZE], sql[TARGET_SIZE], code[64];
    scene_open(&scene, state);
    snprintf(target, sizeof(target), "/api/attendance/%lld/marks/%lld", (long long)scene.college.lecture,
             (long long)scene.college.student.id);
    static const char mark[] = "{\"status\":\"L\",\"note\":\"the tram\"}";
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ask(&scene, &scene.college.professor, HTTP_PUT, target, mark, "m", &answer), 200);
        client_answer_release(&answer);
    }
    snprintf(sql, sizeof(sql), "UPDATE classrooms SET professor_id = %lld WHERE id = %lld",
             (long long)scene.college.other_professor.id, (long long)scene.college.classroom);
    assert_int_equal(store_write(scene.world.test->store, run, sql), DB_OK);
    assert_int_equal(ask(&scene, &scene.college.professor, HTTP_PUT, target, mark, "m", &answer), 404);
    wire_take_code(&answer, code);
    assert_string_equal(code, "not_found");
    scene_close(&scene);
}

/* What answers with a secret runs anew, so that the secret is nowhere kept. */
static void secrets_are_not_kept(void **state)
{
    struct scene scene = {0};
    struct client_answer first, second;
    scene_open(&scene, state);
    const struct visitor *office = &scene.college.administrator;
    static const char student[] = "{\"role\":\"student\"}";
    assert_int_equal(ask(&scene, office, HTTP_POST, "/api/admin/invitations", student, "s", &first), 201);
    assert_int_equal(ask(&scene, office, HTTP_POST, "/api/admin/invitations", student, "s", &second), 201);
    assert_string_not_equal(first.body, second.body);
    client_answer_release(&first);
    client_answer_release(&second);
    assert_int_equal(wire_number(&scene.wire, "SELECT COUNT(*) FROM idempotency"), 0);
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(many_at_once_make_one),
        TEST_ON_BOTH(the_whole_target_counts),
        TEST_ON_BOTH(the_right_is_asked_again),
        TEST_ON_BOTH(secrets_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
