/* SPDX-License-Identifier: MIT */
/*
 * A professor puts a student into a class of theirs, to search a photograph for them. The student agreed to being
 * searched for where they study, not there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "face/face.h"
#include "face/pool.h"
#include "support/class_picture.h"
#include "support/face_data.h"
#include "support/face_picture.h"
#include "support/wire.h"

enum { TARGET_SIZE = 128, BODY_SIZE = 160, FRAMES = 3 };

static const char *const alan_photos[FRAMES] = {"Akhmed_Zakayev_0001", "Akhmed_Zakayev_0003", "Akhmed_Zakayev_0002"};

struct bytes {
    uint8_t *at;
    size_t size;
};

struct scene {
    struct api_world world;
    struct college college;
    struct wire wire;
    struct bytes photo;         // one with the student in it
    int64_t classroom, lecture; // of another professor than the student's
};

static void add_picture(struct bytes *burst, const void *bytes, size_t size)
{
    const uint8_t length[4] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size};
    burst->at = realloc(burst->at, burst->size + size + 4);
    assert_non_null(burst->at);
    memcpy(burst->at + burst->size, length, 4);
    memcpy(burst->at + burst->size + 4, bytes, size);
    burst->size += size + 4;
}

static json_t *must(const struct scene *scene, const struct visitor *visitor, enum http_method method,
                    const char *target, const char *body, unsigned status)
{
    struct client_answer answer;
    if (wire_ask(&scene->wire, visitor, method, target, body, &answer) != status)
        fail_msg("%s: %u, not %u: %s", target, answer.status, status, answer.body ? answer.body : "");
    json_t *document = answer.body ? json_loads(answer.body, 0, NULL) : NULL;
    client_answer_release(&answer);
    return document;
}

static json_t *send_bytes(const struct scene *scene, const struct visitor *visitor, enum http_method method,
                          const char *target, const struct bytes *bytes)
{
    struct client_answer answer;
    const struct wire_body body = {"application/octet-stream", bytes->at, bytes->size, NULL};
    if (wire_send(&scene->wire, visitor, method, target, &body, &answer) != 200)
        fail_msg("%s: %u: %s", target, answer.status, answer.body ? answer.body : "");
    json_t *document = json_loads(answer.body, 0, NULL);
    client_answer_release(&answer);
    return document;
}

/* The student agrees to class photos, too, and enrols. */
static void enrol(const struct scene *scene, const struct visitor *student)
{
    struct bytes burst = {0};
    json_decref(must(scene, student, HTTP_POST, "/api/student/consent", api_agreement("all", NULL), 200));
    for (size_t i = 0; i < FRAMES; i++) {
        struct face_data_file file = face_picture_read(alan_photos[i]);
        add_picture(&burst, file.bytes, file.size);
        free(file.bytes);
    }
    json_decref(send_bytes(scene, student, HTTP_PUT, "/api/student/face", &burst));
    free(burst.at);
}

static void take_photo(struct scene *scene)
{
    static const char *const names[] = {"Akhmed_Zakayev_0002", "Dean_Barker_0001"};
    struct face_frame people[ARRAY_LENGTH(names)];
    char error[FACE_ERROR_SIZE];
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        struct face_data_file file = face_picture_read(names[i]);
        people[i] = (struct face_frame){file.bytes, file.size};
    }
    struct face_engine *engine = face_engine_open(scene->world.models, error);
    assert_non_null(engine);
    struct class_picture picture = class_picture_make(engine, people, ARRAY_LENGTH(names), 1600, 1100, 90);
    face_engine_close(engine);
    add_picture(&scene->photo, picture.photo.bytes, picture.photo.size);
    class_picture_free(&picture);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        free((void *)people[i].bytes);
}

/* The other professor makes a class and a lecture in it, and adds the student. */
static void trap(struct scene *scene, const char *email)
{
    char target[TARGET_SIZE], body[BODY_SIZE];
    const struct visitor *other = &scene->college.other_professor;
    json_t *made = must(scene, other, HTTP_POST, "/api/classroom", "{\"subject\":\"Trap\",\"timezone\":\"UTC\"}", 201);
    scene->classroom = json_int_at(made, "id");
    json_decref(made);
    snprintf(target, sizeof(target), "/api/classroom/%lld/instant", (long long)scene->classroom);
    made = must(scene, other, HTTP_POST, target, "{}", 201);
    scene->lecture = json_int_at(made, "id");
    json_decref(made);
    snprintf(target, sizeof(target), "/api/classroom/%lld/students", (long long)scene->classroom);
    snprintf(body, sizeof(body), "{\"email\":\"%s\"}", email);
    json_decref(must(scene, other, HTTP_POST, target, body, 201));
}

/* What the search says of the student: how many were compared, how many had not accepted, and whether it found them. */
static void search(const struct scene *scene, int64_t comparable, int64_t not_accepted, int64_t not_agreed)
{
    char target[TARGET_SIZE];
    snprintf(target, sizeof(target), "/api/attendance/%lld/photo", (long long)scene->lecture);
    json_t *body = send_bytes(scene, &scene->college.other_professor, HTTP_POST, target, &scene->photo);
    assert_int_equal(json_int_at(body, "comparable"), comparable);
    assert_int_equal(json_int_at(body, "not_accepted"), not_accepted);
    assert_int_equal(json_int_at(body, "not_agreed"), not_agreed);
    assert_int_equal(json_int_at(body, "seen"), comparable);
    assert_int_equal(json_array_size(json_at(body, "faces")), 2);
    json_decref(body);
}

static void nobody_is_searched_for_unasked(void **state)
{
    struct scene scene = {0};
    char target[TARGET_SIZE];
    const char *models = face_data_models();
    struct face_data_file file = face_picture_read(alan_photos[0]);
    bool there = models && file.bytes;
    free(file.bytes);
    if (!there) {
        printf("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    api_world_open(&scene.world, state, models);
    api_college(&scene.world, &scene.college);
    wire_open(&scene.wire, &scene.world, NULL);
    const struct visitor *alan = &scene.college.student, *other = &scene.college.other_professor;
    enrol(&scene, alan);
    take_photo(&scene);
    json_decref(must(&scene, &scene.college.administrator, HTTP_PUT, "/api/admin/settings/identification",
                     "{\"value\":\"on\"}", 200));
    json_t *me = must(&scene, alan, HTTP_GET, "/api/user/me", NULL, 200);
    trap(&scene, json_text_at(me, "user.email"));
    json_decref(me);

    // Not found, and told.
    search(&scene, 0, 1, 0);
    json_t *told = must(&scene, alan, HTTP_GET, "/api/user/notifications?limit=1", NULL, 200);
    assert_string_equal(json_text_at(told, "notifications.0.kind"), "class_added");
    assert_int_equal(json_int_at(told, "notifications.0.about.id"), other->id);
    json_decref(told);

    // Nobody accepts for them.
    snprintf(target, sizeof(target), "/api/student/classrooms/%lld/accept", (long long)scene.classroom);
    const struct visitor *const others[] = {NULL, other, &scene.college.professor, &scene.college.other_student,
                                            &scene.college.administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_in_range(wire_ask(&scene.wire, others[i], HTTP_POST, target, NULL, NULL), 400, 499);
    search(&scene, 0, 1, 0);

    // By their own word they are searched for; without their agreement they are not again.
    json_decref(must(&scene, alan, HTTP_POST, target, NULL, 204));
    search(&scene, 1, 0, 0);
    json_decref(must(&scene, alan, HTTP_POST, "/api/student/consent", api_agreement("check_in", NULL), 200));
    search(&scene, 0, 0, 1);

    // Put out and in again, they have not accepted any more.
    json_decref(must(&scene, alan, HTTP_POST, "/api/student/consent", api_agreement("all", NULL), 200));
    snprintf(target, sizeof(target), "/api/student/classrooms/%lld", (long long)scene.classroom);
    json_decref(must(&scene, alan, HTTP_DELETE, target, NULL, 204));
    me = must(&scene, alan, HTTP_GET, "/api/user/me", NULL, 200);
    char body[BODY_SIZE];
    snprintf(body, sizeof(body), "{\"email\":\"%s\"}", json_text_at(me, "user.email"));
    json_decref(me);
    snprintf(target, sizeof(target), "/api/classroom/%lld/students", (long long)scene.classroom);
    json_decref(must(&scene, other, HTTP_POST, target, body, 201));
    search(&scene, 0, 1, 0);

    free(scene.photo.at);
    wire_close(&scene.wire);
    api_world_close(&scene.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(nobody_is_searched_for_unasked)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
