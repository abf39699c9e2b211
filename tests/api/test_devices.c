/* SPDX-License-Identifier: MIT */
/* A student's devices and their keys, as a client sees them. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "support/api_client.h"
#include "support/device_signer.h"

enum { BODY_SIZE = 400, TARGET_SIZE = 128 };

struct scene {
    struct api_world world;
    struct college college;
    struct device_signer signer;
};

static void scene_open(struct scene *s, void **state)
{
    memset(s, 0, sizeof(*s));
    api_world_open(&s->world, state, NULL);
    api_college(&s->world, &s->college);
    device_signer_make(&s->signer);
}

static struct answer send(struct scene *s, const char *target, const char *device, const char *body, bool proves)
{
    const struct message_header headers[] = {{"X-Device", device},
                                             {"User-Agent", "Mozilla/5.0 (iPhone) Version/17.0 Safari/604.1"},
                                             {"X-Device-Key", proves ? s->signer.key : ""},
                                             {"X-Device-Signature", proves ? s->signer.signature : ""},
                                             {0}};
    return api_send(&s->world, &s->college.student, HTTP_POST, target, headers, body, strlen(body));
}

/* The body by which a device says that it is there. */
static const char *itself(struct scene *s, char body[static BODY_SIZE])
{
    const struct device_signed over = {.person_id = s->college.student.id, .what = DEVICE_ITSELF};
    device_signer_sign(&s->signer, &over, api_world_now(&s->world));
    snprintf(body, BODY_SIZE, "{\"key\":\"%s\",\"signature\":\"%s\"}", s->signer.key, s->signer.signature);
    return body;
}

static void set_rule(struct scene *s, const char *rule)
{
    char target[TARGET_SIZE], body[BODY_SIZE];
    snprintf(target, sizeof(target), "/api/classroom/%" PRId64 "/proofs", s->college.classroom);
    snprintf(body, sizeof(body), "{\"device_rule\":\"%s\"}", rule);
    json_decref(api_expect(api_ask(&s->world, &s->college.professor, HTTP_PUT, target, body), 200));
}

static struct answer by_code(struct scene *s, const char *device, bool proves)
{
    char target[TARGET_SIZE], body[BODY_SIZE];
    snprintf(target, sizeof(target), "/api/attendance/%" PRId64 "/code", s->college.lecture);
    json_t *code = api_expect(api_ask(&s->world, &s->college.professor, HTTP_GET, target, NULL), 200);
    const struct device_signed over = {
        .person_id = s->college.student.id, .lecture_id = s->college.lecture, .what = json_text_at(code, "code")};
    device_signer_sign(&s->signer, &over, api_world_now(&s->world));
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", json_text_at(code, "code"));
    json_decref(code);
    snprintf(target, sizeof(target), "/api/attendance/%" PRId64 "/check-in/code", s->college.lecture);
    return send(s, target, device, body, proves);
}

static void test_own_devices(void **state)
{
    struct scene s;
    char body[BODY_SIZE], target[TARGET_SIZE];
    scene_open(&s, state);
    const struct visitor *student = &s.college.student;
    json_t *devices = api_expect(api_ask(&s.world, student, HTTP_GET, "/api/user/devices", NULL), 200);
    assert_int_equal(json_array_size(json_at(devices, "devices")), 0);
    json_decref(devices);
    // A browser that has no token yet gets one.
    struct answer answer = api_ask(&s.world, student, HTTP_POST, "/api/user/devices", itself(&s, body));
    assert_int_equal(strncmp(answer.cookie, "__Host-device=", 14), 0);
    json_decref(api_expect(answer, 200));
    devices = api_expect(send(&s, "/api/user/devices", "phone", itself(&s, body), false), 200);
    assert_int_equal(json_array_size(json_at(devices, "devices")), 1);                // the same key
    assert_string_equal(json_text_at(devices, "devices.0.name"), "Safari on iPhone"); // what it calls itself now
    assert_true(json_is_true(json_at(devices, "devices.0.current")));
    assert_true(json_is_null(json_at(devices, "devices.0.new_until")));
    int64_t first = json_int_at(devices, "devices.0.id");
    json_decref(devices);
    snprintf(target, sizeof(target), "/api/user/devices/%" PRId64, first);
    api_expect_problem(api_ask(&s.world, student, HTTP_DELETE, target, NULL), 409, "device_last");

    device_signer_make(&s.signer);
    devices = api_expect(send(&s, "/api/user/devices", "other", itself(&s, body), false), 200);
    assert_int_equal(json_array_size(json_at(devices, "devices")), 2);
    assert_false(json_is_null(json_at(devices, "devices.0.new_until")));
    assert_true(json_is_false(json_at(devices, "devices.1.current")));
    json_decref(devices);
    snprintf(body, sizeof(body), "/api/user/devices?key=%s", s.signer.key);
    devices = api_expect(api_ask(&s.world, student, HTTP_GET, body, NULL), 200);
    assert_true(json_is_true(json_at(devices, "devices.0.current")));
    json_decref(devices);
    api_expect_problem(send(&s, "/api/user/devices/trust", "other", itself(&s, body), false), 409, "device_vouchless");
    api_expect_problem(send(&s, "/api/user/devices", "other", "{\"key\":\"BA\",\"signature\":\"1\"}", false), 409,
                       "device_unsigned");
    json_decref(api_expect(api_ask(&s.world, student, HTTP_DELETE, target, NULL), 204));
    api_expect_problem(api_ask(&s.world, student, HTTP_DELETE, target, NULL), 404, "not_found");

    snprintf(target, sizeof(target), "/api/admin/users/%" PRId64 "/devices", student->id);
    api_expect_problem(api_ask(&s.world, &s.college.professor, HTTP_DELETE, target, NULL), 403, "not_allowed");
    json_t *ended = api_expect(api_ask(&s.world, &s.college.administrator, HTTP_DELETE, target, NULL), 200);
    assert_int_equal(json_int_at(ended, "ended"), 1);
    json_decref(ended);
    api_world_close(&s.world);
}

static void test_check_in(void **state)
{
    struct scene s;
    char body[BODY_SIZE], target[TARGET_SIZE];
    scene_open(&s, state);
    json_decref(api_expect(send(&s, "/api/user/devices", "phone", itself(&s, body), false), 200));
    set_rule(&s, "refuse");
    api_expect_problem(by_code(&s, "phone", false), 409, "device_unsigned");
    device_signer_make(&s.signer);
    api_expect_problem(by_code(&s, "other", true), 409, "device_new");
    set_rule(&s, "flag");
    json_decref(api_expect(by_code(&s, "other", true), 200));

    snprintf(target, sizeof(target), "/api/attendance/%" PRId64, s.college.lecture);
    json_t *list = api_expect(api_ask(&s.world, &s.college.professor, HTTP_GET, target, NULL), 200);
    assert_string_equal(json_text_at(list, "marks.0.flags.0"), "new_device");
    json_decref(list);
    snprintf(target, sizeof(target), "/api/attendance/%" PRId64 "/marks/%" PRId64 "/device", s.college.lecture,
             s.college.student.id);
    api_expect_problem(api_ask(&s.world, &s.college.other_professor, HTTP_POST, target, NULL), 404, "not_found");
    json_t *mark = api_expect(api_ask(&s.world, &s.college.professor, HTTP_POST, target, NULL), 200);
    assert_int_equal(json_array_size(json_at(mark, "flags")), 0);
    json_decref(mark);
    api_world_close(&s.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_own_devices), TEST_ON_BOTH(test_check_in)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
