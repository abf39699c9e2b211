/* SPDX-License-Identifier: MIT */
/* Enrolment and check-in with real faces, and with everything else that a stranger may send in their place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "face/face.h"
#include "support/api_client.h"
#include "support/face_picture.h"

enum { BURST_MAX = 4 << 20 };

struct burst {
    uint8_t *bytes;
    size_t size;
};

static const struct message_header octets[] = {{"Content-Type", "application/octet-stream"}, {0}};

static void burst_add(struct burst *burst, const void *bytes, size_t size)
{
    if (!burst->bytes)
        burst->bytes = malloc(BURST_MAX + 16);
    assert_non_null(burst->bytes);
    const uint8_t length[4] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size};
    assert_true(burst->size + size + 4 <= BURST_MAX);
    memcpy(burst->bytes + burst->size, length, 4);
    memcpy(burst->bytes + burst->size + 4, bytes, size);
    burst->size += size + 4;
}

/* The burst's first frame alone. */
static struct burst first_of(const struct burst *burst)
{
    struct burst one = {0};
    burst_add(&one, burst->bytes + 4,
              ((size_t)burst->bytes[1] << 16) + ((size_t)burst->bytes[2] << 8) + burst->bytes[3]);
    return one;
}

/* A burst of these photographs; false when they are not there. */
static bool burst_of(const char *const *names, size_t count, struct burst *ret_burst)
{
    struct burst burst = {0};
    for (size_t i = 0; i < count; i++) {
        struct face_data_file file = face_picture_play(names[i]);
        if (!file.bytes)
            return false;
        burst_add(&burst, file.bytes, file.size);
        free(file.bytes);
    }
    *ret_burst = burst;
    return true;
}

/* To enrol with, and of another day: what was shown once does not pass again. */
static const char *const alan_photos[] = {"Akhmed_Zakayev_0001", "Akhmed_Zakayev_0002", "Akhmed_Zakayev_0003"};
static const char *const alan_later[] = {"Akhmed_Zakayev_0005", "Akhmed_Zakayev_0007", "Akhmed_Zakayev_0008"};
static const char *const barbara_photos[] = {"Angela_Bassett_0001", "Angela_Bassett_0002", "Angela_Bassett_0005"};
static const char *const barbara_later[] = {"Angela_Bassett_0004", "Angela_Bassett_0007", "Angela_Bassett_0009"};

struct scene {
    struct api_world world;
    struct college college;
    struct burst alan, alan_later, barbara, barbara_later;
    char challenge_target[64], check_in_target[64];
};

static void consent(struct api_world *world, const struct visitor *student)
{
    char text[64];
    json_t *body = api_expect(api_ask(world, student, HTTP_GET, "/api/student/consent", NULL), 200);
    snprintf(text, sizeof(text), "{\"version\":%lld,\"scope\":\"all\"}", (long long)json_int_at(body, "version"));
    json_decref(body);
    json_decref(api_expect(api_ask(world, student, HTTP_POST, "/api/student/consent", text), 200));
}

static struct answer enrol(struct scene *scene, const struct visitor *student, const struct burst *burst)
{
    return api_send(&scene->world, student, HTTP_PUT, "/api/student/face", octets, burst->bytes, burst->size);
}

/* Both students joined the first classroom; skips when models or photos are not there. */
static void scene_open(struct scene *scene, void **state)
{
    const char *models = face_data_models();
    memset(scene, 0, sizeof(*scene));
    if (!models || !burst_of(alan_photos, 3, &scene->alan) || !burst_of(alan_later, 3, &scene->alan_later) ||
        !burst_of(barbara_photos, 3, &scene->barbara) || !burst_of(barbara_later, 3, &scene->barbara_later)) {
        printf("skip: no models or no photographs (./check fetches them)\n");
        skip();
    }
    api_world_open(&scene->world, state, models);
    api_college(&scene->world, &scene->college);
    char text[64];
    snprintf(text, sizeof(text), "{\"code\":\"%s\"}", scene->college.code);
    json_decref(
        api_expect(api_ask(&scene->world, &scene->college.other_student, HTTP_POST, "/api/student/join", text), 200));
    snprintf(scene->challenge_target, sizeof(scene->challenge_target), "/api/attendance/%lld/challenge",
             (long long)scene->college.lecture);
    snprintf(scene->check_in_target, sizeof(scene->check_in_target), "/api/attendance/%lld/check-in",
             (long long)scene->college.lecture);
}

static void scene_close(struct scene *scene)
{
    free(scene->alan.bytes);
    free(scene->alan_later.bytes);
    free(scene->barbara.bytes);
    free(scene->barbara_later.bytes);
    api_world_close(&scene->world);
}

static void challenge(struct scene *scene, const struct visitor *student, char token[static 64])
{
    json_t *body = api_expect(api_ask(&scene->world, student, HTTP_POST, scene->challenge_target, NULL), 200);
    assert_int_equal(json_int_at(body, "frames"), 3);
    assert_true(str_copy(token, 64, json_text_at(body, "challenge")));
    json_decref(body);
}

static struct answer check_in(struct scene *scene, const struct visitor *student, const char *token,
                              const struct burst *burst)
{
    const struct message_header headers[] = {
        {"Content-Type", "application/octet-stream"}, {"X-Challenge", token}, {"Idempotency-Key", ""}, {0}};
    return api_send(&scene->world, student, HTTP_POST, scene->check_in_target, headers, burst->bytes, burst->size);
}

static int64_t count_marks(struct scene *scene)
{
    char target[64];
    snprintf(target, sizeof(target), "/api/attendance/%lld", (long long)scene->college.lecture);
    json_t *body = api_expect(api_ask(&scene->world, &scene->college.professor, HTTP_GET, target, NULL), 200);
    int64_t marked = json_int_at(body, "counts.marked");
    json_decref(body);
    return marked;
}

static void test_main_job(void **state)
{
    struct scene scene;
    char token[64];
    scene_open(&scene, state);
    const struct visitor *alan = &scene.college.student;
    const struct visitor *barbara = &scene.college.other_student;

    api_expect_problem(enrol(&scene, alan, &scene.alan), 409, "consent_needed");
    consent(&scene.world, alan);
    consent(&scene.world, barbara);
    json_t *body = api_expect(enrol(&scene, alan, &scene.alan), 200);
    const char *quality = json_string_value(json_object_get(body, "quality"));
    assert_true(quality && (strcmp(quality, "good") == 0 || strcmp(quality, "fair") == 0));
    assert_true(json_is_true(json_at(body, "enrolled")));
    assert_int_equal(json_int_at(body, "frames"), 3);
    json_decref(body);
    json_decref(api_expect(enrol(&scene, barbara, &scene.barbara), 200));

    /* Barbara with Alan's face. */
    challenge(&scene, barbara, token);
    struct answer refusal = check_in(&scene, barbara, token, &scene.alan_later);
    assert_null(json_object_get(refusal.body, "score"));
    assert_int_equal(json_array_size(json_at(refusal.body, "frames")), 2); // the third was a spare one
    api_expect_problem(refusal, 422, "no_match");
    assert_int_equal(count_marks(&scene), 0);
    api_expect_problem(check_in(&scene, barbara, token, &scene.barbara_later), 409, "challenge_unknown");

    /* One picture is too few, and costs nothing. */
    challenge(&scene, alan, token);
    struct burst one = first_of(&scene.alan_later);
    api_expect_problem(check_in(&scene, alan, token, &one), 422, "too_few_frames");
    free(one.bytes);
    body = api_expect(check_in(&scene, alan, token, &scene.alan_later), 200);
    assert_string_equal(json_text_at(body, "mark.status"), "P");
    assert_string_equal(json_text_at(body, "mark.method"), "face");
    assert_true(json_is_null(json_at(body, "mark.marked_by")));
    json_t *again = api_expect(check_in(&scene, alan, token, &scene.alan_later), 200);
    assert_true(json_equal(body, again));
    json_decref(again);
    json_decref(body);
    api_expect_problem(api_ask(&scene.world, alan, HTTP_POST, scene.challenge_target, NULL), 409, "already_marked");
    assert_int_equal(count_marks(&scene), 1);

    /* After ten minutes one is late; after fifteen the window is closed. */
    api_world_pass(&scene.world, 12 * 60);
    challenge(&scene, barbara, token);
    api_world_pass(&scene.world, 5 * 60);
    api_expect_problem(check_in(&scene, barbara, token, &scene.barbara_later), 409, "window_closed");
    assert_int_equal(count_marks(&scene), 1);
    scene_close(&scene);
}

static void test_late(void **state)
{
    struct scene scene;
    char token[64];
    scene_open(&scene, state);
    consent(&scene.world, &scene.college.student);
    json_decref(api_expect(enrol(&scene, &scene.college.student, &scene.alan), 200));
    api_world_pass(&scene.world, 12 * 60 + 30);
    challenge(&scene, &scene.college.student, token);
    json_t *body = api_expect(check_in(&scene, &scene.college.student, token, &scene.alan_later), 200);
    assert_string_equal(json_text_at(body, "mark.status"), "L");
    assert_true(json_int_at(body, "mark.minutes_late") > 0);
    json_decref(body);
    scene_close(&scene);
}

/* Challenges that are missing, another's, or too old. */
static void test_challenges(void **state)
{
    struct scene scene;
    char alans[64];
    char barbaras[64];
    scene_open(&scene, state);
    const struct visitor *alan = &scene.college.student;
    const struct visitor *barbara = &scene.college.other_student;
    consent(&scene.world, alan);
    consent(&scene.world, barbara);
    json_decref(api_expect(enrol(&scene, alan, &scene.alan), 200));
    json_decref(api_expect(enrol(&scene, barbara, &scene.barbara), 200));
    challenge(&scene, alan, alans);
    challenge(&scene, barbara, barbaras);

    api_expect_problem(check_in(&scene, alan, "", &scene.alan_later), 409, "challenge_unknown");
    api_expect_problem(check_in(&scene, alan, "' OR 1=1 --", &scene.alan_later), 409, "challenge_unknown");
    api_expect_problem(check_in(&scene, alan, barbaras, &scene.alan_later), 409, "challenge_unknown");
    api_world_pass(&scene.world, 61);
    api_expect_problem(check_in(&scene, alan, alans, &scene.alan_later), 409, "challenge_expired");
    assert_int_equal(count_marks(&scene), 0);
    scene_close(&scene);
}

/* A classroom that asks for head turns, with photographs of heads that do not turn. */
static void test_head_turns(void **state)
{
    struct scene scene;
    char target[64], step_target[80], token[64];
    scene_open(&scene, state);
    const struct visitor *alan = &scene.college.student;
    consent(&scene.world, alan);
    consent(&scene.world, &scene.college.other_student);
    json_decref(api_expect(enrol(&scene, &scene.college.other_student, &scene.barbara), 200));
    json_decref(api_expect(enrol(&scene, alan, &scene.alan), 200));
    snprintf(target, sizeof(target), "/api/classroom/%lld", (long long)scene.college.classroom);
    snprintf(step_target, sizeof(step_target), "%s/step", scene.challenge_target);
    json_t *body =
        api_expect(api_ask(&scene.world, &scene.college.professor, HTTP_PATCH, target, "{\"policy\":\"active\"}"), 200);
    assert_string_equal(json_text_at(body, "policy"), "active");
    json_decref(body);

    body = api_expect(api_ask(&scene.world, alan, HTTP_POST, scene.challenge_target, NULL), 200);
    assert_string_equal(json_text_at(body, "policy"), "active");
    assert_int_equal(json_int_at(body, "step.index"), 0);
    assert_int_equal(json_int_at(body, "step.of"), 3);
    assert_int_equal(json_array_size(json_at(body, "step.colours")), 0);
    assert_true(json_int_at(body, "step.hold_ms") >= 300);
    const char *pose = json_text_at(body, "step.pose");
    bool turn = strcmp(pose, "left") == 0 || strcmp(pose, "right") == 0;
    assert_int_equal(json_object_size(json_at(body, "step")), 9); // nothing of the steps to come
    assert_true(str_copy(token, sizeof(token), json_text_at(body, "challenge")));
    json_decref(body);
    api_expect_problem(check_in(&scene, alan, token, &scene.alan_later), 409, "challenge_active");

    const struct message_header headers[] = {
        {"Content-Type", "application/octet-stream"}, {"X-Challenge", token}, {"Idempotency-Key", ""}, {0}};
    struct burst one = first_of(&scene.alan_later);
    api_expect_problem(
        api_send(&scene.world, &scene.college.other_student, HTTP_POST, step_target, headers, one.bytes, one.size), 409,
        "challenge_unknown");
    api_world_pass(&scene.world, 2);
    struct answer answer = api_send(&scene.world, alan, HTTP_POST, step_target, headers, one.bytes, one.size);
    if (!turn && answer.status == 200) { // a first nod is judged by pitch alone, which this photograph may have
        body = api_expect(answer, 200);
        assert_int_equal(json_int_at(body, "step.index"), 1);
        json_decref(body);
    } else {
        assert_int_equal(json_array_size(json_at(answer.body, "frames")), 1);
        assert_null(json_object_get(answer.body, "step"));
        api_expect_problem(answer, 422, "wrong_pose");
    }
    api_world_pass(&scene.world, 29);
    api_expect_problem(api_send(&scene.world, alan, HTTP_POST, step_target, headers, one.bytes, one.size), 409,
                       "challenge_expired");
    assert_int_equal(count_marks(&scene), 0);
    free(one.bytes);
    scene_close(&scene);
}

/* Pictures that are none, or not what they should be. */
static void test_broken_images(void **state)
{
    struct scene scene;
    struct burst burst = {0};
    scene_open(&scene, state);
    const struct visitor *alan = &scene.college.student;
    consent(&scene.world, alan);
    static const char *const texts[] = {"no picture 1", "no picture 2", "no picture 3"};

    for (size_t i = 0; i < 3; i++)
        burst_add(&burst, texts[i], strlen(texts[i]));
    char *before = api_rows(&scene.world);
    struct answer answer = enrol(&scene, alan, &burst);
    assert_string_equal(json_text_at(answer.body, "frames.0"), "bad_image");
    api_expect_problem(answer, 422, "bad_image");

    /* JPEGs whose heads claim 65535 x 65533 pixels and a little more. */
    size_t first = ((size_t)scene.alan.bytes[1] << 16) + ((size_t)scene.alan.bytes[2] << 8) + scene.alan.bytes[3];
    uint8_t *bomb = malloc(first);
    assert_non_null(bomb);
    memcpy(bomb, scene.alan.bytes + 4, first);
    const uint8_t *frame_head = memmem(bomb, first, "\xff\xc0", 2);
    assert_non_null(frame_head);
    burst.size = 0;
    for (uint8_t i = 0; i < 3; i++) {
        memcpy(bomb + (frame_head - bomb) + 5, (const uint8_t[]){0xff, 0xff, 0xff, (uint8_t)(0xfd + i)}, 4);
        burst_add(&burst, bomb, first);
    }
    free(bomb);
    api_expect_problem(enrol(&scene, alan, &burst), 422, "image_too_large");

    /* Real pictures cut in the middle, fewer than needed, the same twice, two people. */
    burst.size = 0;
    burst_add(&burst, scene.alan.bytes + 4, 900);
    burst_add(&burst, scene.alan.bytes + 4, 901);
    burst_add(&burst, scene.alan.bytes + 4, 902);
    answer = enrol(&scene, alan, &burst);
    assert_int_equal(answer.status, 422);
    answer_release(&answer);
    burst.size = 0;
    burst_add(&burst, scene.alan.bytes + 4, first);
    api_expect_problem(enrol(&scene, alan, &burst), 422, "too_few_frames");
    burst_add(&burst, scene.alan.bytes + 4, first);
    burst_add(&burst, scene.alan.bytes + 4, first);
    api_expect_problem(enrol(&scene, alan, &burst), 422, "repeated_frames");
    burst.size = scene.alan.size;
    memcpy(burst.bytes, scene.alan.bytes, scene.alan.size);
    memcpy(burst.bytes + burst.size, scene.barbara.bytes, scene.barbara.size);
    burst.size += scene.barbara.size;
    api_expect_problem(enrol(&scene, alan, &burst), 422, "frames_disagree");

    char *after = api_rows(&scene.world);
    assert_string_equal(before, after);
    free(before);
    free(after);
    free(burst.bytes);
    scene_close(&scene);
}

/* Bodies that are no bursts; no models are needed to refuse them. */
static void test_broken_bursts(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = {
        {"", 0},
        {"\0", 1},
        {"\0\0\0", 3},
        {"\0\0\0\0", 4},
        {"\0\0\0\2x", 5},
        {"\0\0\0\1xy", 6},
        {"\xff\xff\xff\xff"
         "x",
         5},
        {"\0\x10\0\1x", 5},
        {"\0\0\0\1a\0\0\0\1b\0\0\0\1c\0\0\0\1d\0\0\0\1e\0\0\0\1f\0\0\0\1g\0\0\0\1h\0\0\0\1i", 45},
        {"{\"frames\":[]}", 13},
    };
    struct api_world world;
    struct college college;
    char target[64];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    snprintf(target, sizeof(target), "/api/attendance/%lld/check-in", (long long)college.lecture);
    consent(&world, &college.student);
    char *before = api_rows(&world);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        api_expect_problem(
            api_send(&world, &college.student, HTTP_PUT, "/api/student/face", octets, cases[i].bytes, cases[i].size),
            400, "bad_burst");
        api_expect_problem(api_send(&world, &college.student, HTTP_POST, target, octets, cases[i].bytes, cases[i].size),
                           400, "bad_burst");
    }
    size_t size = (4 << 20) + 1;
    char *large = calloc(1, size);
    assert_non_null(large);
    api_expect_problem(api_send(&world, &college.student, HTTP_PUT, "/api/student/face", octets, large, size), 413,
                       "body_too_large");
    free(large);
    char *after = api_rows(&world);
    assert_string_equal(before, after);
    free(before);
    free(after);
    api_world_close(&world);
}

/* Withdrawing the consent takes the face away at once. */
static void test_withdrawal(void **state)
{
    struct scene scene;
    char token[64];
    scene_open(&scene, state);
    const struct visitor *alan = &scene.college.student;
    consent(&scene.world, alan);
    json_decref(api_expect(enrol(&scene, alan, &scene.alan), 200));
    challenge(&scene, alan, token);
    struct answer answer = api_ask(&scene.world, alan, HTTP_DELETE, "/api/student/consent", NULL);
    assert_int_equal(answer.status, 204);
    answer_release(&answer);
    api_expect_problem(check_in(&scene, alan, token, &scene.alan_later), 409, "consent_needed");
    json_t *body = api_expect(api_ask(&scene.world, alan, HTTP_GET, "/api/student/face", NULL), 200);
    assert_true(json_is_false(json_at(body, "enrolled")));
    json_decref(body);
    consent(&scene.world, alan);
    api_expect_problem(api_ask(&scene.world, alan, HTTP_POST, scene.challenge_target, NULL), 409, "face_not_enrolled");
    scene_close(&scene);
}

/* Five refused checks in a row, then a wait. */
static void test_tries_are_limited(void **state)
{
    struct scene scene;
    char token[64];
    scene_open(&scene, state);
    const struct visitor *barbara = &scene.college.other_student;
    consent(&scene.world, barbara);
    json_decref(api_expect(enrol(&scene, barbara, &scene.barbara), 200));
    for (int i = 0; i < 5; i++) {
        challenge(&scene, barbara, token);
        api_expect_problem(check_in(&scene, barbara, token, &scene.alan_later), 422, "no_match");
    }
    struct answer answer = api_ask(&scene.world, barbara, HTTP_POST, scene.challenge_target, NULL);
    assert_string_equal(answer.retry_after, "30");
    api_expect_problem(answer, 429, "too_many_tries");
    api_world_pass(&scene.world, 31);
    challenge(&scene, barbara, token);
    json_decref(api_expect(check_in(&scene, barbara, token, &scene.barbara_later), 200));
    scene_close(&scene);
}

/* One face on two accounts: taken, flagged to the administrator alone, and from then on the room code is asked for. */
static void test_flag_and_room_code(void **state)
{
    struct scene scene;
    char token[64], target[96], code[16];
    scene_open(&scene, state);
    const struct visitor *first = &scene.college.student, *second = &scene.college.other_student;
    consent(&scene.world, first);
    consent(&scene.world, second);
    json_t *told_first = api_expect(enrol(&scene, first, &scene.alan), 200);
    json_t *told_second = api_expect(enrol(&scene, second, &scene.alan), 200);
    assert_true(json_equal(told_first, told_second)); // the student is told what everybody is told
    json_decref(told_first);
    json_decref(told_second);

    const struct visitor *administrator = &scene.college.administrator;
    json_t *body = api_expect(api_ask(&scene.world, administrator, HTTP_GET, "/api/admin/flags", NULL), 200);
    assert_int_equal(json_array_size(json_at(body, "flags")), 1);
    assert_true(json_is_null(json_at(body, "next")));
    assert_string_equal(json_text_at(body, "flags.0.kind"), "duplicate_face");
    assert_int_equal(json_int_at(body, "flags.0.user.id"), second->id);
    assert_int_equal(json_int_at(body, "flags.0.other.id"), first->id);
    assert_true(json_is_null(json_at(body, "flags.0.resolved_at")));
    int64_t flag_id = json_int_at(body, "flags.0.id");
    json_decref(body);

    body = api_expect(api_ask(&scene.world, first, HTTP_POST, scene.challenge_target, NULL), 200);
    assert_true(json_is_true(json_at(body, "code_needed")));
    assert_true(str_copy(token, sizeof(token), json_text_at(body, "challenge")));
    json_decref(body);
    api_expect_problem(check_in(&scene, first, token, &scene.alan_later), 409, "code_needed");
    snprintf(target, sizeof(target), "/api/attendance/%lld/code", (long long)scene.college.lecture);
    body = api_expect(api_ask(&scene.world, &scene.college.professor, HTTP_GET, target, NULL), 200);
    assert_true(str_copy(code, sizeof(code), json_text_at(body, "code")));
    assert_int_equal(strlen(code), 6);
    assert_in_range(json_int_at(body, "next_in_ms"), 1, 10000);
    json_decref(body);
    struct message_header headers[] = {{"Content-Type", "application/octet-stream"},
                                       {"X-Challenge", token},
                                       {"X-Room-Code", code},
                                       {"Idempotency-Key", ""},
                                       {0}};
    json_decref(api_expect(api_send(&scene.world, first, HTTP_POST, scene.check_in_target, headers,
                                    scene.alan_later.bytes, scene.alan_later.size),
                           200));

    // The other of the pair, with a wrong code: refused, and the challenge is gone.
    body = api_expect(api_ask(&scene.world, second, HTTP_POST, scene.challenge_target, NULL), 200);
    assert_true(str_copy(token, sizeof(token), json_text_at(body, "challenge")));
    json_decref(body);
    headers[2].value = "no code";
    api_expect_problem(api_send(&scene.world, second, HTTP_POST, scene.check_in_target, headers, scene.alan_later.bytes,
                                scene.alan_later.size),
                       422, "code_wrong");
    api_expect_problem(check_in(&scene, second, token, &scene.alan_later), 409, "challenge_unknown");

    snprintf(target, sizeof(target), "/api/admin/flags/%lld/resolve", (long long)flag_id);
    body = api_expect(api_ask(&scene.world, administrator, HTTP_POST, target, "{\"note\":\"Twins.\"}"), 200);
    assert_string_equal(json_text_at(body, "note"), "Twins.");
    assert_int_equal(json_int_at(body, "resolved_by.id"), administrator->id);
    json_decref(body);
    body = api_expect(api_ask(&scene.world, second, HTTP_POST, scene.challenge_target, NULL), 200);
    assert_true(json_is_false(json_at(body, "code_needed")));
    json_decref(body);
    scene_close(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_main_job),          TEST_ON_BOTH(test_late),          TEST_ON_BOTH(test_challenges),
        TEST_ON_BOTH(test_broken_images),     TEST_ON_BOTH(test_broken_bursts), TEST_ON_BOTH(test_withdrawal),
        TEST_ON_BOTH(test_tries_are_limited), TEST_ON_BOTH(test_head_turns),    TEST_ON_BOTH(test_flag_and_room_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
