/* SPDX-License-Identifier: MIT */
/* Passkeys over HTTP: what a browser is told and sends, and that nobody learns who has one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "support/api_client.h"
#include "support/passkey_device.h"

#define PASSWORD "quiet river stones"

enum { BODY_SIZE = 4096, CHALLENGE_SIZE = 128 };

static struct answer post(struct api_world *world, const struct visitor *visitor, const char *target, const char *body)
{
    return api_ask(world, visitor, HTTP_POST, target, body);
}

static void begin(struct api_world *world, const struct visitor *visitor, const char *target,
                  char challenge[static CHALLENGE_SIZE], char *handle, size_t handle_size)
{
    json_t *begun = api_expect(post(world, visitor, target, NULL), 200);
    assert_string_equal(json_text_at(begun, "site"), "ams.example.org");
    assert_true(str_copy(challenge, CHALLENGE_SIZE, json_text_at(begun, "challenge")));
    if (handle)
        assert_true(str_copy(handle, handle_size, json_text_at(begun, "handle")));
    json_decref(begun);
}

static const char *added(const struct passkey_said *said, char body[static BODY_SIZE])
{
    snprintf(body, BODY_SIZE,
             "{\"client_data\":\"%s\",\"attestation\":\"%s\",\"transports\":\"usb\",\"name\":\"Blue\"}",
             said->client_data, said->attestation);
    return body;
}

static const char *shown(const struct passkey_said *said, const char *more, char body[static BODY_SIZE])
{
    snprintf(body, BODY_SIZE,
             "{\"id\":\"%s\",\"client_data\":\"%s\",\"authenticator_data\":\"%s\",\"signature\":\"%s\"%s}", said->id,
             said->client_data, said->data, said->signature, more);
    return body;
}

static void test_passkeys(void **state)
{
    struct api_world world;
    struct passkey_device device;
    struct passkey_said said;
    char challenge[CHALLENGE_SIZE], handle[64], body[BODY_SIZE], target[64], more[128];
    api_world_open(&world, state, NULL);
    struct visitor zoe = api_join(&world, "zoe", ROLE_STUDENT);
    passkey_device_make(&device);
    api_prove(&world, &zoe, false);
    api_expect_problem(post(&world, &zoe, "/api/user/passkeys/begin", NULL), 403, "step_up_needed");
    api_expect_problem(post(&world, &zoe, "/api/user/step-up/passkey/begin", NULL), 409, "second_factor_absent");
    json_decref(api_expect(post(&world, &zoe, "/api/user/step-up", "{\"password\":\"" PASSWORD "\"}"), 200));
    begin(&world, &zoe, "/api/user/passkeys/begin", challenge, handle, sizeof(handle));
    passkey_device_register(&device, challenge, &said);
    api_expect_problem(post(&world, &zoe, "/api/user/passkeys", "{\"client_data\":\"AA\",\"attestation\":\"AA\"}"), 422,
                       "passkey_invalid");
    json_t *answer = api_expect(post(&world, &zoe, "/api/user/passkeys", added(&said, body)), 201);
    assert_string_equal(json_text_at(answer, "passkey.name"), "Blue");
    assert_int_equal(json_array_size(json_at(answer, "recovery_codes")), 10);
    snprintf(target, sizeof(target), "/api/user/passkeys/%lld", (long long)json_int_at(answer, "passkey.id"));
    json_decref(answer);
    begin(&world, &zoe, "/api/user/passkeys/begin", challenge, NULL, 0);
    passkey_device_register(&device, challenge, &said);
    api_expect_problem(post(&world, &zoe, "/api/user/passkeys", added(&said, body)), 409, "passkey_present");
    answer = api_expect(api_ask(&world, &zoe, HTTP_PATCH, target, "{\"name\":\"Green\"}"), 200);
    assert_string_equal(json_text_at(answer, "passkey.name"), "Green");
    json_decref(answer);
    api_expect_problem(api_ask(&world, &zoe, HTTP_PATCH, target, "{\"name\":\"\"}"), 422, "invalid_field");

    // Signing in: in a cookie, or for an API client.
    begin(&world, NULL, "/api/user/passkey/begin", challenge, NULL, 0);
    passkey_device_sign(&device, challenge, &said);
    snprintf(more, sizeof(more), ",\"handle\":\"%s\"", handle);
    struct answer signed_in = post(&world, NULL, "/api/user/passkey", shown(&said, more, body));
    assert_non_null(strstr(signed_in.cookie, "__Host-session="));
    json_decref(api_expect(signed_in, 200));
    api_expect_problem(post(&world, NULL, "/api/user/passkey", body), 422, "passkey_refused");
    begin(&world, NULL, "/api/user/passkey/begin", challenge, NULL, 0);
    passkey_device_sign(&device, challenge, &said);
    snprintf(more, sizeof(more), ",\"handle\":\"%s\",\"bearer\":true", handle);
    answer = api_expect(post(&world, NULL, "/api/user/passkey", shown(&said, more, body)), 200);
    assert_non_null(json_text_at(answer, "token"));
    json_decref(answer);

    // Fresh proof.
    api_prove(&world, &zoe, false);
    answer = api_expect(api_ask(&world, &zoe, HTTP_GET, "/api/user/step-up", NULL), 200);
    assert_string_equal(json_text_at(answer, "proofs.0"), "passkey");
    assert_string_equal(json_text_at(answer, "proofs.1"), "code");
    assert_int_equal(json_array_size(json_at(answer, "proofs")), 2);
    json_decref(answer);
    api_expect_problem(api_ask(&world, &zoe, HTTP_DELETE, target, NULL), 403, "step_up_needed");
    api_expect_problem(post(&world, &zoe, "/api/user/step-up", "{\"password\":\"" PASSWORD "\"}"), 401,
                       "second_factor_needed");
    begin(&world, &zoe, "/api/user/step-up/passkey/begin", challenge, NULL, 0);
    passkey_device_sign(&device, challenge, &said);
    json_decref(api_expect(post(&world, &zoe, "/api/user/step-up/passkey", shown(&said, "", body)), 200));
    api_expect_problem(post(&world, &zoe, "/api/user/step-up/passkey", body), 422, "passkey_refused");
    assert_null(api_expect(api_ask(&world, &zoe, HTTP_DELETE, target, NULL), 204));
    answer = api_expect(api_ask(&world, &zoe, HTTP_GET, "/api/user/passkeys", NULL), 200);
    assert_int_equal(json_array_size(json_at(answer, "passkeys")), 0);
    assert_true(json_is_true(json_at(answer, "available")));
    json_decref(answer);
    passkey_device_drop(&device);
    api_world_close(&world);
}

/* The same is answered for a key that nobody has, one that somebody has, and one of somebody who may not sign in. */
static void test_nothing_is_told(void **state)
{
    struct api_world world;
    struct passkey_device device;
    struct passkey_said said;
    json_t *told[3];
    char challenge[CHALLENGE_SIZE], body[BODY_SIZE];
    api_world_open(&world, state, NULL);
    struct visitor zoe = api_join(&world, "zoe", ROLE_STUDENT);
    passkey_device_make(&device);
    api_prove(&world, &zoe, true);
    begin(&world, &zoe, "/api/user/passkeys/begin", challenge, NULL, 0);
    passkey_device_register(&device, challenge, &said);
    json_decref(api_expect(post(&world, &zoe, "/api/user/passkeys", added(&said, body)), 201));
    for (size_t i = 0; i < 3; i++) {
        struct passkey_device asked = device;
        if (i == 1)
            memset(asked.id, 0xee, sizeof(asked.id)); // nobody's
        if (i == 2)
            asked.origin = "https://elsewhere.example"; // somebody's, and wrong
        begin(&world, NULL, "/api/user/passkey/begin", challenge, NULL, 0);
        passkey_device_sign(&asked, challenge, &said);
        struct answer answer = post(&world, NULL, "/api/user/passkey", shown(&said, ",\"handle\":\"AAAA\"", body));
        told[i] = json_deep_copy(answer.body);
        json_object_del(told[i], "request_id");
        api_expect_problem(answer, 422, "passkey_refused");
    }
    for (size_t i = 1; i < 3; i++)
        assert_int_equal(json_equal(told[0], told[i]), 1);
    for (size_t i = 0; i < 3; i++)
        json_decref(told[i]);
    passkey_device_drop(&device);
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_passkeys), TEST_ON_BOTH(test_nothing_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
