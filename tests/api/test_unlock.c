/* SPDX-License-Identifier: MIT */
/* Unlocking the phone for a check-in, as a browser asks for it; and what a stranger may send instead. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/db.h"
#include "store/store.h"
#include "support/api_client.h"
#include "support/database.h"
#include "support/passkey_device.h"

enum { BODY_SIZE = 4096, TARGET_SIZE = 128, CHALLENGE_SIZE = 128 };

struct scene {
    struct api_world world;
    struct college college;
    struct passkey_device device;
};

static struct answer ask(struct scene *s, const struct visitor *visitor, enum http_method method, const char *before,
                         int64_t id, const char *after, const char *body)
{
    char target[TARGET_SIZE];
    snprintf(target, sizeof(target), "%s/%" PRId64 "%s", before, id, after);
    return api_ask(&s->world, visitor, method, target, body);
}

static void set_rule(struct scene *s, const char *rule)
{
    char body[BODY_SIZE];
    snprintf(body, sizeof(body), "{\"unlock_rule\":\"%s\"}", rule);
    json_t *proofs = api_expect(
        ask(s, &s->college.professor, HTTP_PUT, "/api/classroom", s->college.classroom, "/proofs", body), 200);
    assert_string_equal(json_text_at(proofs, "unlock_rule"), rule);
    json_decref(proofs);
}

static void add_passkey(struct scene *s)
{
    struct passkey_said said;
    char body[BODY_SIZE];
    api_prove(&s->world, &s->college.student, true);
    json_t *begun =
        api_expect(api_ask(&s->world, &s->college.student, HTTP_POST, "/api/user/passkeys/begin", NULL), 200);
    passkey_device_register(&s->device, json_text_at(begun, "challenge"), &said);
    json_decref(begun);
    snprintf(body, sizeof(body), "{\"client_data\":\"%s\",\"attestation\":\"%s\"}", said.client_data, said.attestation);
    json_decref(api_expect(api_ask(&s->world, &s->college.student, HTTP_POST, "/api/user/passkeys", body), 201));
}

static void scene_open(struct scene *s, void **state)
{
    memset(s, 0, sizeof(*s));
    api_world_open(&s->world, state, NULL);
    api_college(&s->world, &s->college);
    passkey_device_make(&s->device);
}

static void scene_close(struct scene *s)
{
    passkey_device_drop(&s->device);
    api_world_close(&s->world);
}

static struct answer begin(struct scene *s, const struct visitor *visitor)
{
    return ask(s, visitor, HTTP_POST, "/api/attendance", s->college.lecture, "/unlock/begin", NULL);
}

static struct answer show(struct scene *s, const struct passkey_said *said)
{
    char body[BODY_SIZE];
    snprintf(body, sizeof(body),
             "{\"id\":\"%s\",\"client_data\":\"%s\",\"authenticator_data\":\"%s\",\"signature\":\"%s\"}", said->id,
             said->client_data, said->data, said->signature);
    return ask(s, &s->college.student, HTTP_POST, "/api/attendance", s->college.lecture, "/unlock", body);
}

static void signs(struct scene *s, struct passkey_said *ret_said)
{
    json_t *begun = api_expect(begin(s, &s->college.student), 200);
    assert_int_equal(json_array_size(json_at(begun, "known")), 1);
    passkey_device_sign(&s->device, json_text_at(begun, "challenge"), ret_said);
    json_decref(begun);
}

static struct answer check_in(struct scene *s)
{
    char body[BODY_SIZE];
    json_t *code =
        api_expect(ask(s, &s->college.professor, HTTP_GET, "/api/attendance", s->college.lecture, "/code", NULL), 200);
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", json_text_at(code, "code"));
    json_decref(code);
    return ask(s, &s->college.student, HTTP_POST, "/api/attendance", s->college.lecture, "/check-in/code", body);
}

static json_t *mine(struct scene *s)
{
    return api_expect(ask(s, &s->college.student, HTTP_GET, "/api/attendance", s->college.lecture, "/mine", NULL), 200);
}

static void test_unlock(void **state)
{
    struct scene s;
    struct passkey_said said;
    scene_open(&s, state);
    api_expect_problem(begin(&s, &s.college.student), 409, "unlock_off");
    json_t *own = mine(&s);
    assert_string_equal(json_text_at(own, "unlock_rule"), "off");
    json_decref(own);
    set_rule(&s, "refuse");
    api_expect_problem(check_in(&s), 409, "unlock_needed");
    api_expect_problem(begin(&s, &s.college.student), 409, "passkey_absent");
    own = mine(&s);
    assert_string_equal(json_text_at(own, "unlock_rule"), "refuse");
    assert_true(json_is_false(json_at(own, "has_passkey")) && json_is_null(json_at(own, "unlocked_until")));
    json_decref(own);

    add_passkey(&s);
    signs(&s, &said);
    json_t *answer = api_expect(show(&s, &said), 200);
    assert_true(json_is_string(json_at(answer, "unlocked_until")));
    own = mine(&s);
    assert_true(json_is_true(json_at(own, "has_passkey")));
    assert_string_equal(json_text_at(own, "unlocked_until"), json_text_at(answer, "unlocked_until"));
    json_decref(own);
    json_decref(answer);
    api_expect_problem(show(&s, &said), 422, "passkey_refused");
    // It is no fresh proof.
    api_prove(&s.world, &s.college.student, false);
    api_expect_problem(api_ask(&s.world, &s.college.student, HTTP_POST, "/api/user/passkeys/begin", NULL), 403,
                       "step_up_needed");
    json_decref(api_expect(check_in(&s), 200));
    api_expect_problem(begin(&s, &s.college.student), 409, "already_marked");
    answer = api_expect(ask(&s, &s.college.professor, HTTP_GET, "/api/attendance", s.college.lecture, "", NULL), 200);
    char *list = json_dumps(answer, 0);
    assert_null(strstr(list, "unlock_missing"));
    free(list);
    json_decref(answer);
    scene_close(&s);
}

static void test_flagged(void **state)
{
    struct scene s;
    scene_open(&s, state);
    set_rule(&s, "flag");
    json_t *answer = api_expect(check_in(&s), 200);
    assert_int_equal(json_array_size(json_at(answer, "mark.flags")), 0); // the sign is for the staff
    json_decref(answer);
    answer = api_expect(ask(&s, &s.college.professor, HTTP_GET, "/api/attendance", s.college.lecture, "", NULL), 200);
    char *list = json_dumps(answer, 0);
    assert_non_null(strstr(list, "\"unlock_missing\""));
    free(list);
    json_decref(answer);
    api_expect_problem(ask(&s, &s.college.professor, HTTP_PUT, "/api/classroom", s.college.classroom, "/proofs",
                           "{\"unlock_rule\":\"always\"}"),
                       422, "invalid_field");
    scene_close(&s);
}

static enum db_status forget(struct db *db, void *context)
{
    (void)context;
    enum db_status status = db_exec(db, "DELETE FROM passkey_challenges", DB_NO_VALUES);
    return status == DB_OK ? db_exec(db, "DELETE FROM login_attempts", DB_NO_VALUES) : status;
}

/* Cut at each length and changed at each place, in each part: nothing of it is taken, and the right one still is. */
static void test_malformed(void **state)
{
    struct scene s;
    struct passkey_said said, bad;
    size_t tried = 0;
    scene_open(&s, state);
    set_rule(&s, "refuse");
    add_passkey(&s);
    signs(&s, &said);
    struct {
        char *text;
        size_t step;
    } parts[] = {{bad.id, 1}, {bad.data, 1}, {bad.signature, 1}, {bad.client_data, 3}};
    for (size_t part = 0; part < ARRAY_LENGTH(parts); part++) {
        bad = said;
        size_t length = strlen(parts[part].text);
        for (size_t i = 0; i < 2 * length; i += parts[part].step, tried++) {
            bad = said;
            char *at = &parts[part].text[i % length];
            *at = i < length ? (*at == 'A' ? 'Z' : 'A') : '\0';
            struct answer answer = show(&s, &bad);
            bool empty = i == length; // the body says so itself
            api_expect_problem(answer, 422, empty ? "invalid_field" : "passkey_refused");
            assert_int_equal(store_write(s.world.test->store, forget, NULL), DB_OK); // each is judged for itself
        }
    }
    assert_true(tried >= 200);
    api_expect_problem(check_in(&s), 409, "unlock_needed");
    json_decref(api_expect(show(&s, &said), 200));
    json_decref(api_expect(check_in(&s), 200));
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_unlock), TEST_ON_BOTH(test_flagged),
                                       TEST_ON_BOTH(test_malformed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
