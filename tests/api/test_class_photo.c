/* SPDX-License-Identifier: MIT */
/* The class photo over the API: with real faces where models and photographs are there, and with rubbish everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "face/pool.h"
#include "support/api_client.h"
#include "support/class_picture.h"
#include "support/face_picture.h"

static const struct message_header octets[] = {{"Content-Type", "application/octet-stream"}, {0}};

struct burst {
    uint8_t *bytes;
    size_t size;
};

static void burst_add(struct burst *burst, const void *bytes, size_t size)
{
    const uint8_t length[4] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size};
    burst->bytes = realloc(burst->bytes, burst->size + size + 4);
    assert_non_null(burst->bytes);
    memcpy(burst->bytes + burst->size, length, 4);
    memcpy(burst->bytes + burst->size + 4, bytes, size);
    burst->size += size + 4;
}

struct scene {
    struct api_world world;
    struct college college;
    char photo_target[64], confirm_target[80];
};

static void scene_open(struct scene *scene, void **state, const char *models)
{
    char text[64];
    memset(scene, 0, sizeof(*scene));
    api_world_open(&scene->world, state, models);
    api_college(&scene->world, &scene->college);
    snprintf(text, sizeof(text), "{\"code\":\"%s\"}", scene->college.code);
    json_decref(
        api_expect(api_ask(&scene->world, &scene->college.other_student, HTTP_POST, "/api/student/join", text), 200));
    snprintf(scene->photo_target, sizeof(scene->photo_target), "/api/attendance/%lld/photo",
             (long long)scene->college.lecture);
    snprintf(scene->confirm_target, sizeof(scene->confirm_target), "%s/confirm", scene->photo_target);
}

static void turn_on(struct scene *scene)
{
    json_t *body = api_expect(api_ask(&scene->world, &scene->college.administrator, HTTP_PUT,
                                      "/api/admin/settings/identification", "{\"value\":\"on\"}"),
                              200);
    assert_string_equal(json_text_at(body, "value"), "on");
    json_decref(body);
}

static void enrol(struct scene *scene, const struct visitor *student, const char *const names[3])
{
    struct burst burst = {0};
    json_decref(api_expect(
        api_ask(&scene->world, student, HTTP_POST, "/api/student/consent", api_agreement("all", NULL)), 200));
    for (size_t i = 0; i < 3; i++) {
        struct face_data_file file = face_picture_read(names[i]);
        assert_non_null(file.bytes);
        burst_add(&burst, file.bytes, file.size);
        free(file.bytes);
    }
    json_decref(api_expect(
        api_send(&scene->world, student, HTTP_PUT, "/api/student/face", octets, burst.bytes, burst.size), 200));
    free(burst.bytes);
}

/* A picture with Alan, Barbara and a stranger. */
static struct burst class_of(struct scene *scene)
{
    static const char *const names[] = {"Akhmed_Zakayev_0002", "Angela_Bassett_0005", "Dean_Barker_0001"};
    struct face_frame people[3];
    struct burst burst = {0};
    for (size_t i = 0; i < 3; i++) {
        struct face_data_file file = face_picture_read(names[i]);
        assert_non_null(file.bytes);
        people[i] = (struct face_frame){file.bytes, file.size};
    }
    char error[FACE_ERROR_SIZE];
    struct face_engine *engine = face_engine_open(scene->world.models, error);
    assert_non_null(engine);
    struct class_picture picture = class_picture_make(engine, people, 3, 1600, 1100, 90);
    face_engine_close(engine);
    burst_add(&burst, picture.photo.bytes, picture.photo.size);
    class_picture_free(&picture);
    for (size_t i = 0; i < 3; i++)
        free((void *)people[i].bytes);
    return burst;
}

static struct answer send_photo(struct scene *scene, const struct visitor *who, const struct burst *burst)
{
    return api_send(&scene->world, who, HTTP_POST, scene->photo_target, octets, burst->bytes, burst->size);
}

/* The face proposed for this student; NULL when there is none. */
static json_t *face_of(json_t *body, const struct visitor *student)
{
    json_t *found = NULL;
    for (size_t i = 0; i < json_array_size(json_at(body, "faces")); i++) {
        json_t *face = json_array_get(json_at(body, "faces"), i);
        if (json_is_object(json_object_get(face, "student")) && json_int_at(face, "student.id") == student->id) {
            assert_null(found); // once
            found = face;
        }
    }
    return found;
}

static const char *const alan_photos[3] = {"Akhmed_Zakayev_0001", "Akhmed_Zakayev_0003", "Akhmed_Zakayev_0002"};
static const char *const barbara_photos[3] = {"Angela_Bassett_0001", "Angela_Bassett_0002", "Angela_Bassett_0005"};

/* Barbara wants check-ins alone: her face stays, but is nobody's in a photo. And back again. */
static void check_ins_alone(struct scene *scene, struct burst *photo)
{
    static const char *const scopes[] = {"check_in", "all"};
    const struct visitor *barbara = &scene->college.other_student;
    for (int i = 0; i < 2; i++) {
        json_decref(api_expect(
            api_ask(&scene->world, barbara, HTTP_POST, "/api/student/consent", api_agreement(scopes[i], NULL)), 200));
        json_t *body = api_expect(send_photo(scene, &scene->college.professor, photo), 200);
        assert_int_equal(json_int_at(body, "comparable"), 1 + i);
        assert_int_equal(face_of(body, barbara) != NULL, i);
        json_decref(body);
    }
}

static void test_whole_job(void **state)
{
    struct scene scene;
    char text[128];
    const char *models = face_data_models();
    struct face_data_file file = face_picture_read(alan_photos[0]);
    if (!models || !file.bytes) {
        free(file.bytes);
        printf("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    free(file.bytes);
    scene_open(&scene, state, models);
    const struct visitor *professor = &scene.college.professor, *alan = &scene.college.student,
                         *barbara = &scene.college.other_student;
    enrol(&scene, alan, alan_photos);
    enrol(&scene, barbara, barbara_photos);
    struct burst photo = class_of(&scene);
    api_expect_problem(send_photo(&scene, professor, &photo), 409, "identification_off");
    turn_on(&scene);

    json_t *body = api_expect(send_photo(&scene, professor, &photo), 200);
    assert_int_equal(json_array_size(json_at(body, "faces")), 3);
    assert_int_equal(json_int_at(body, "seen"), 2);
    assert_int_equal(json_int_at(body, "comparable"), 2);
    assert_int_equal(json_int_at(body, "students"), 2);
    json_t *face = face_of(body, alan);
    assert_non_null(face);
    assert_string_equal(json_text_at(face, "band"), "sure");
    assert_true(json_is_null(json_at(face, "mark")));
    assert_int_equal(json_array_size(json_at(face, "box")), 4);
    assert_int_equal(strncmp(json_text_at(face, "crop"), "/9j/", 4), 0); // a JPEG in base64
    assert_int_equal(strlen(json_text_at(face, "crop")) % 4, 0);
    assert_non_null(face_of(body, barbara));
    assert_string_equal(json_text_at(body, "faces.2.band"), "unknown");
    assert_true(json_is_null(json_at(body, "faces.2.student")));
    char *whole = json_dumps(body, 0);
    assert_null(strstr(whole, "score"));
    assert_null(strstr(whole, "cosine"));
    free(whole);
    json_decref(body);

    // Nobody was marked by looking.
    snprintf(text, sizeof(text), "/api/attendance/%lld", (long long)scene.college.lecture);
    body = api_expect(api_ask(&scene.world, professor, HTTP_GET, text, NULL), 200);
    assert_int_equal(json_int_at(body, "counts.marked"), 0);
    json_decref(body);

    snprintf(text, sizeof(text), "{\"students\":[%lld],\"status\":\"P\"}", (long long)alan->id);
    body = api_expect(api_ask(&scene.world, professor, HTTP_POST, scene.confirm_target, text), 200);
    assert_string_equal(json_text_at(body, "marks.0.method"), "photo");
    assert_int_equal(json_int_at(body, "changed"), 1);
    assert_int_equal(json_array_size(json_at(body, "stood")), 0);
    json_decref(body);

    check_ins_alone(&scene, &photo);

    // Barbara takes her consent back: she is nobody in the next photo. Alan is shown with his mark.
    struct answer gone = api_ask(&scene.world, barbara, HTTP_DELETE, "/api/student/consent", NULL);
    assert_int_equal(gone.status, 204);
    answer_release(&gone);
    body = api_expect(send_photo(&scene, professor, &photo), 200);
    assert_int_equal(json_int_at(body, "comparable"), 1);
    assert_null(face_of(body, barbara));
    assert_string_equal(json_text_at(face_of(body, alan), "mark.status"), "P");
    json_decref(body);
    free(photo.bytes);
    api_world_close(&scene.world);
}

static void test_bad_photos(void **state)
{
    struct scene scene;
    const char *models = face_data_models();
    if (!models) {
        printf("skip: no models\n");
        skip();
    }
    scene_open(&scene, state, models);
    turn_on(&scene);
    const struct visitor *professor = &scene.college.professor;
    // A PNG that says it has 30000 x 30000 pixels.
    static const uint8_t huge[] = {0x89, 'P',  'N',  'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I',  'H',  'D', 'R', 0,
                                   0,    0x75, 0x30, 0,   0,    0x75, 0x30, 8,    2, 0, 0, 0,  0x76, 0x72, 0,   0};
    struct burst five = {0}, rubbish = {0}, large = {0};
    for (int i = 0; i < 5; i++)
        burst_add(&five, "photo", 5);
    burst_add(&rubbish, "no photo", 8);
    burst_add(&large, huge, sizeof(huge));
    api_expect_problem(send_photo(&scene, professor, &five), 400, "bad_photos");
    api_expect_problem(send_photo(&scene, professor, &(struct burst){(uint8_t *)"abc", 3}), 400, "bad_photos");
    struct answer answer = send_photo(&scene, professor, &rubbish);
    assert_string_equal(json_text_at(answer.body, "detail"), "Photo 1 of 1 could not be read.");
    api_expect_problem(answer, 422, "bad_image");
    answer = send_photo(&scene, professor, &large);
    assert_true(answer.status == 422);
    answer_release(&answer);
    free(five.bytes);
    free(rubbish.bytes);
    free(large.bytes);
    api_world_close(&scene.world);
}

static void test_bad_confirmations(void **state)
{
    struct scene scene;
    scene_open(&scene, state, NULL);
    turn_on(&scene);
    static const struct {
        const char *body;
        unsigned status;
        const char *code, *field;
    } cases[] = {
        {"{}", 422, "invalid_field", "students"},
        {"{\"students\":[],\"status\":\"P\"}", 422, "invalid_field", "students"},
        {"{\"students\":7,\"status\":\"P\"}", 422, "invalid_field", "students"},
        {"{\"students\":[\"7\"],\"status\":\"P\"}", 422, "invalid_field", "students"},
        {"{\"students\":[-7],\"status\":\"P\"}", 422, "invalid_field", "students"},
        {"{\"students\":[1.5],\"status\":\"P\"}", 422, "invalid_field", "students"},
        {"{\"students\":[1]}", 422, "invalid_field", "status"},
        {"{\"students\":[1],\"status\":\"X\"}", 422, "invalid_field", "status"},
        {"{\"students\":[1],\"status\":\"E\"}", 422, "invalid_field", "status"},
        {"{\"students\":[1],\"status\":\"P\",\"score\":1}", 422, "invalid_field", "score"},
        {"{\"students\":[999999],\"status\":\"P\"}", 404, "not_found", NULL},
        {"[1]", 400, "bad_json", NULL},
    };
    char *before = api_rows(&scene.world);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct answer answer =
            api_ask(&scene.world, &scene.college.professor, HTTP_POST, scene.confirm_target, cases[i].body);
        if (answer.status != cases[i].status)
            fail_msg("%s: %u", cases[i].body, answer.status);
        if (cases[i].field)
            assert_string_equal(json_text_at(answer.body, "field"), cases[i].field);
        api_expect_problem(answer, cases[i].status, cases[i].code);
    }
    char *after = api_rows(&scene.world);
    assert_string_equal(before, after);
    free(before);
    free(after);
    api_world_close(&scene.world);
}

static void test_settings(void **state)
{
    struct scene scene;
    char target[64];
    scene_open(&scene, state, NULL);
    snprintf(target, sizeof(target), "/api/attendance/%lld", (long long)scene.college.lecture);
    for (int on = 0; on < 2; on++) {
        json_t *body = api_expect(api_ask(&scene.world, &scene.college.professor, HTTP_GET, target, NULL), 200);
        assert_int_equal(json_is_true(json_at(body, "identification")), on);
        json_decref(body);
        if (!on)
            turn_on(&scene);
    }
    api_world_close(&scene.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_whole_job),
        TEST_ON_BOTH(test_bad_photos),
        TEST_ON_BOTH(test_bad_confirmations),
        TEST_ON_BOTH(test_settings),
    };
    return cmocka_run_group_tests_name("class photo", tests, NULL, NULL);
}
