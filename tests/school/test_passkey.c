/* SPDX-License-Identifier: MIT */
/* Passkeys: adding, signing in, stepping up, as a second factor; what is refused, and that nothing is taken twice. */
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/people/account.h"
#include "school/people/people.h"
#include "school/people/sign_in/passkey.h"
#include "school/people/sign_in/second_factor.h"
#include "school/people/sign_in/session.h"
#include "school/people/sign_in/step_up.h"
#include "school/school.h"
#include "support/passkey_device.h"

static const char good_password[] = "correct horse 7 battery";
static const struct session_origin origin = {.address = "192.0.2.1"};

struct someone {
    struct actor actor;
    struct session session;
    struct passkey_device device;
    struct passkey_about passkey;
    struct recovery_codes codes;
    const char *handle;
    bool has_codes;
};

static void sign_up(struct school_fixture *f, const char *email, enum role role, struct someone *ret_someone)
{
    struct user user;
    struct account_request request = {.name = "Zoë Łęcka", .email = email, .password = good_password};
    memset(ret_someone, 0, sizeof(*ret_someone));
    assert_int_equal(account_add(f->school, &request, role, &f->arena, &user), FAULT_NONE);
    assert_int_equal(session_start(f->school, user.id, NULL, &f->arena, &ret_someone->session), FAULT_NONE);
    ret_someone->actor = session_actor(&ret_someone->session);
    passkey_device_make(&ret_someone->device);
}

static void refresh(struct school_fixture *f, struct someone *someone)
{
    struct session found;
    assert_int_equal(session_find(f->school, someone->session.token, false, &f->arena, &found), FAULT_NONE);
    someone->actor = session_actor(&found);
}

static enum fault add(struct school_fixture *f, struct someone *someone, struct passkey_device *device)
{
    struct passkey_offer offer;
    struct passkey_said said;
    enum fault fault = passkey_add_begin(f->school, &someone->actor, &f->arena, &offer);
    if (fault != FAULT_NONE)
        return fault;
    someone->handle = offer.handle;
    passkey_device_register(device, offer.challenge, &said);
    const struct passkey_addition addition = {said.client_data, said.attestation, "internal,hybrid,warp", "My phone",
                                              NULL};
    return passkey_add(f->school, &someone->actor, &addition, &f->arena, &someone->passkey, &someone->codes,
                       &someone->has_codes);
}

static void with_passkey(struct school_fixture *f, const char *email, enum role role, struct someone *someone)
{
    sign_up(f, email, role, someone);
    assert_int_equal(add(f, someone, &someone->device), FAULT_NONE);
}

static const char *challenge_to_sign_in(struct school_fixture *f)
{
    struct passkey_offer offer;
    assert_int_equal(passkey_sign_in_begin(f->school, &f->arena, &offer), FAULT_NONE);
    return offer.challenge;
}

static enum fault sign_in_by(struct school_fixture *f, const struct passkey_said *said, const char *handle,
                             struct session *ret_session)
{
    int64_t retry = 0;
    const struct passkey_signature given = {said->id, said->client_data, said->data, said->signature, handle};
    return passkey_sign_in(f->school, &given, &origin, &f->arena, ret_session, &retry);
}

static enum fault sign_in(struct school_fixture *f, struct someone *someone)
{
    struct passkey_said said;
    struct session session;
    passkey_device_sign(&someone->device, challenge_to_sign_in(f), &said);
    enum fault fault = sign_in_by(f, &said, someone->handle, &session);
    if (fault == FAULT_NONE)
        someone->session = session;
    return fault;
}

static enum fault step_up_with(struct school_fixture *f, struct someone *someone, struct passkey_device *device)
{
    struct passkey_offer offer;
    struct passkey_said said;
    int64_t until = 0, retry = 0;
    assert_int_equal(passkey_step_up_begin(f->school, &someone->actor, &f->arena, &offer), FAULT_NONE);
    passkey_device_sign(device, offer.challenge, &said);
    const struct passkey_signature given = {said.id, said.client_data, said.data, said.signature, NULL};
    enum fault fault = passkey_step_up(f->school, &someone->actor, &given, &f->arena, &until, &retry);
    if (fault == FAULT_NONE)
        assert_int_equal(until, clock_now_ms(&f->clock) + 10 * MINUTE);
    return fault;
}

static void test_add(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe, eve;
    struct passkey_device laptop, more;
    struct passkey_list list;
    struct passkey_offer offer;
    struct passkey_about renamed;
    struct session other;
    sign_up(f, "zoe@college.example", ROLE_STUDENT, &zoe);
    assert_int_equal(session_start(f->school, zoe.actor.user_id, NULL, &f->arena, &other), FAULT_NONE);
    fixture_wait(f, 10 * MINUTE);
    assert_int_equal(passkey_add_begin(f->school, &zoe.actor, &f->arena, &offer), FAULT_STEP_UP_NEEDED);
    int64_t until, retry;
    assert_int_equal(step_up_by_password(f->school, &zoe.actor, good_password, &until, &retry), FAULT_NONE);
    refresh(f, &zoe);
    assert_int_equal(add(f, &zoe, &zoe.device), FAULT_NONE);
    assert_true(zoe.has_codes);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM recovery_codes"), 10);
    assert_int_equal(session_find(f->school, other.token, false, &f->arena, &other), FAULT_NOT_SIGNED_IN);
    const char *handle = zoe.handle;

    passkey_device_make(&laptop);
    laptop.synced = laptop.backed_up = true;
    laptop.counts = false;
    assert_int_equal(add(f, &zoe, &laptop), FAULT_NONE);
    assert_false(zoe.has_codes);
    assert_string_equal(handle, zoe.handle);
    assert_int_equal(passkey_add_begin(f->school, &zoe.actor, &f->arena, &offer), FAULT_NONE);
    assert_int_equal(offer.known_count, 2);
    assert_string_equal(offer.known[0].transports, "internal,hybrid");
    assert_string_equal(offer.site, "ams.example.org");
    assert_int_equal(strlen(offer.handle), 43);
    assert_int_equal(passkey_list(f->school, &zoe.actor, &f->arena, &list), FAULT_NONE);
    assert_true(list.available);
    assert_int_equal(list.count, 2);
    assert_false(list.passkeys[0].synced || list.passkeys[0].backed_up);
    assert_true(list.passkeys[1].synced && list.passkeys[1].backed_up);
    assert_int_equal(list.passkeys[0].used_at, 0);

    // Once, whoever comes with it.
    assert_int_equal(add(f, &zoe, &laptop), FAULT_PASSKEY_PRESENT);
    sign_up(f, "eve@college.example", ROLE_STUDENT, &eve);
    assert_int_equal(add(f, &eve, &laptop), FAULT_PASSKEY_PRESENT);
    assert_string_not_equal(eve.handle, zoe.handle);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM recovery_codes"), 10);

    assert_int_equal(passkey_rename(f->school, &zoe.actor, list.passkeys[0].id, "  Blue key ", &f->arena, &renamed),
                     FAULT_NONE);
    assert_string_equal(renamed.name, "Blue key");
    assert_int_equal(passkey_rename(f->school, &zoe.actor, list.passkeys[0].id, " ", &f->arena, &renamed),
                     FAULT_TEXT_INVALID);
    assert_int_equal(passkey_rename(f->school, &eve.actor, list.passkeys[0].id, "x", &f->arena, &renamed),
                     FAULT_NOT_FOUND);
    assert_int_equal(passkey_remove(f->school, &eve.actor, list.passkeys[0].id), FAULT_NOT_FOUND);

    for (size_t i = 2; i < PASSKEYS_MAX; i++) {
        passkey_device_make(&more);
        assert_int_equal(add(f, &zoe, &more), FAULT_NONE);
        passkey_device_drop(&more);
    }
    assert_int_equal(add(f, &zoe, &eve.device), FAULT_TOO_MANY_PASSKEYS);
    assert_int_equal(fixture_letters(f, "zoe@college.example", LETTER_PASSKEY_ADDED, ENGLISH), PASSKEYS_MAX);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'passkey_added'"), PASSKEYS_MAX);
    passkey_device_drop(&laptop);
    passkey_device_drop(&zoe.device);
    passkey_device_drop(&eve.device);
    school_fixture_close(f);
}

static void test_sign_in(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe;
    struct passkey_list list;
    with_passkey(f, "zoe@college.example", ROLE_PROFESSOR, &zoe);
    fixture_wait(f, HOUR);
    assert_int_equal(sign_in(f, &zoe), FAULT_NONE);
    refresh(f, &zoe);
    assert_int_equal(actor_step_up(&zoe.actor, clock_now_ms(&f->clock)), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'signed_in' AND detail = 'passkey'"),
                     1);
    assert_int_equal(passkey_list(f->school, &zoe.actor, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.passkeys[0].used_at, FIXTURE_NOW + HOUR);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM login_attempts"), 0);

    // What is told of copies is told anew with each signature; that it may be copied, never.
    zoe.device.backed_up = true;
    assert_int_equal(sign_in(f, &zoe), FAULT_PASSKEY_REFUSED);
    zoe.device.synced = true;
    assert_int_equal(sign_in(f, &zoe), FAULT_PASSKEY_REFUSED);
    zoe.device.synced = zoe.device.backed_up = false;
    assert_int_equal(sign_in(f, &zoe), FAULT_NONE);

    fixture_sql(f, "UPDATE users SET disabled_at = 1 WHERE email = 'zoe@college.example'");
    assert_int_equal(sign_in(f, &zoe), FAULT_PASSKEY_REFUSED);
    fixture_sql(f, "UPDATE users SET disabled_at = NULL WHERE email = 'zoe@college.example'");
    assert_int_equal(sign_in(f, &zoe), FAULT_NONE);
    refresh(f, &zoe);
    assert_int_equal(passkey_remove(f->school, &zoe.actor, zoe.passkey.id), FAULT_NONE);
    assert_int_equal(sign_in(f, &zoe), FAULT_PASSKEY_REFUSED);
    assert_int_equal(fixture_letters(f, "zoe@college.example", LETTER_PASSKEY_REMOVED, ENGLISH), 1);
    passkey_device_drop(&zoe.device);
    school_fixture_close(f);
}

/* A count that does not go on: somebody has a copy of the key. */
static void test_copied(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe;
    with_passkey(f, "zoe@college.example", ROLE_STUDENT, &zoe);
    zoe.device.count = 40;
    assert_int_equal(sign_in(f, &zoe), FAULT_NONE);
    zoe.device.count = 40; // 41 again
    assert_int_equal(sign_in(f, &zoe), FAULT_PASSKEY_REFUSED);
    zoe.device.count = 7;
    assert_int_equal(step_up_with(f, &zoe, &zoe.device), FAULT_PASSKEY_REFUSED);
    zoe.device.counts = false;
    zoe.device.count = 0;
    assert_int_equal(sign_in(f, &zoe), FAULT_PASSKEY_REFUSED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'passkey_copied'"), 3);
    assert_int_equal(fixture_number(f, "SELECT sign_count FROM passkeys"), 41);
    zoe.device.counts = true;
    zoe.device.count = 41;
    assert_int_equal(sign_in(f, &zoe), FAULT_NONE);
    passkey_device_drop(&zoe.device);
    school_fixture_close(f);
}

/* What was made for one purpose, person or session is worth nothing for another, and nothing twice. */
static void test_replayed(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe, eve, elsewhere;
    struct passkey_said said;
    struct passkey_offer offer;
    struct session session;
    int64_t until, retry = 0;
    with_passkey(f, "zoe@college.example", ROLE_STUDENT, &zoe);
    with_passkey(f, "eve@college.example", ROLE_STUDENT, &eve);
    elsewhere = zoe;
    assert_int_equal(sign_in(f, &elsewhere), FAULT_NONE);
    refresh(f, &elsewhere);
    zoe.device.count = elsewhere.device.count; // it is one

    passkey_device_sign(&zoe.device, challenge_to_sign_in(f), &said);
    assert_int_equal(sign_in_by(f, &said, zoe.handle, &session), FAULT_NONE);
    assert_int_equal(sign_in_by(f, &said, zoe.handle, &session), FAULT_PASSKEY_REFUSED);

    // Also one that failed is used up: here for a handle that is missing.
    passkey_device_sign(&zoe.device, challenge_to_sign_in(f), &said);
    assert_int_equal(sign_in_by(f, &said, NULL, &session), FAULT_PASSKEY_REFUSED);
    assert_int_equal(sign_in_by(f, &said, zoe.handle, &session), FAULT_PASSKEY_REFUSED);

    // Another's handle.
    passkey_device_sign(&zoe.device, challenge_to_sign_in(f), &said);
    assert_int_equal(sign_in_by(f, &said, eve.handle, &session), FAULT_PASSKEY_REFUSED);

    // A challenge to add a key, or to step up, is none to sign in.
    assert_int_equal(passkey_add_begin(f->school, &zoe.actor, &f->arena, &offer), FAULT_NONE);
    passkey_device_sign(&zoe.device, offer.challenge, &said);
    assert_int_equal(sign_in_by(f, &said, zoe.handle, &session), FAULT_PASSKEY_REFUSED);
    assert_int_equal(passkey_step_up_begin(f->school, &zoe.actor, &f->arena, &offer), FAULT_NONE);
    passkey_device_sign(&zoe.device, offer.challenge, &said);
    assert_int_equal(sign_in_by(f, &said, zoe.handle, &session), FAULT_PASSKEY_REFUSED);

    // One to step up counts in its session alone, and for its person.
    struct passkey_signature given = {said.id, said.client_data, said.data, said.signature, NULL};
    assert_int_equal(passkey_step_up(f->school, &elsewhere.actor, &given, &f->arena, &until, &retry),
                     FAULT_PASSKEY_REFUSED);
    assert_int_equal(passkey_step_up(f->school, &eve.actor, &given, &f->arena, &until, &retry), FAULT_PASSKEY_REFUSED);
    assert_int_equal(passkey_step_up(f->school, &zoe.actor, &given, &f->arena, &until, &retry), FAULT_NONE);
    assert_int_equal(passkey_step_up(f->school, &zoe.actor, &given, &f->arena, &until, &retry), FAULT_PASSKEY_REFUSED);
    assert_int_equal(step_up_with(f, &eve, &zoe.device), FAULT_PASSKEY_REFUSED); // another's key

    passkey_device_drop(&zoe.device);
    passkey_device_drop(&eve.device);
    school_fixture_close(f);
}

/* A key is added in the session that began it; and nothing is good for long. */
static void test_late(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe, elsewhere;
    struct passkey_said said;
    struct passkey_offer offer;
    struct session session;
    with_passkey(f, "zoe@college.example", ROLE_STUDENT, &zoe);
    elsewhere = zoe;
    assert_int_equal(sign_in(f, &elsewhere), FAULT_NONE);
    refresh(f, &elsewhere);
    zoe.device.count = elsewhere.device.count;
    assert_int_equal(passkey_add_begin(f->school, &zoe.actor, &f->arena, &offer), FAULT_NONE);
    struct passkey_device device;
    passkey_device_make(&device);
    passkey_device_register(&device, offer.challenge, &said);
    const struct passkey_addition addition = {.client_data = said.client_data, .attestation = said.attestation};
    assert_int_equal(
        passkey_add(f->school, &elsewhere.actor, &addition, &f->arena, &zoe.passkey, &zoe.codes, &zoe.has_codes),
        FAULT_PASSKEY_INVALID);
    assert_int_equal(passkey_add(f->school, &zoe.actor, &addition, &f->arena, &zoe.passkey, &zoe.codes, &zoe.has_codes),
                     FAULT_NONE);
    assert_string_equal(zoe.passkey.name, "An unknown browser");
    assert_int_equal(passkey_add(f->school, &zoe.actor, &addition, &f->arena, &zoe.passkey, &zoe.codes, &zoe.has_codes),
                     FAULT_PASSKEY_INVALID);

    // What was answered is remembered for as long as it would be good.
    passkey_device_sign(&zoe.device, challenge_to_sign_in(f), &said);
    assert_true(fixture_number(f, "SELECT COUNT(*) FROM passkey_challenges") >= 3);
    fixture_wait(f, PASSKEY_MINUTES * MINUTE);
    assert_int_equal(sign_in_by(f, &said, zoe.handle, &session), FAULT_PASSKEY_REFUSED);
    fixture_wait(f, 1);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM passkey_challenges"), 0);
    assert_int_equal(sign_in(f, &zoe), FAULT_NONE);
    passkey_device_drop(&device);
    passkey_device_drop(&zoe.device);
    school_fixture_close(f);
}

/* What is signed, and says something else than it should. */
static void test_said_otherwise(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe;
    static const struct passkey_device ways[] = {
        {.type = "webauthn.other"},
        {.type = "payment.get"},
        {.site = "example.org"},
        {.site = "evil.ams.example.org"},
        {.less = 0x01},
        {.less = 0x04},
        {.less = 0x05},
        {.crossed = true},
        {.backed_up = true},
        {.origin = "https://ams.example.org.evil.example"},
        {.origin = "https://ams.example.org:8443"},
        {.origin = "http://ams.example.org"},
        {.origin = "null"},
    };
    with_passkey(f, "zoe@college.example", ROLE_STUDENT, &zoe);
    const struct passkey_device good = zoe.device;
    for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
        struct passkey_device other;
        uint32_t count = zoe.device.count;
        zoe.device = ways[i];
        zoe.device.key = good.key;
        zoe.device.counts = true;
        zoe.device.count = count;
        memcpy(zoe.device.id, good.id, sizeof(good.id));
        assert_int_equal(sign_in(f, &zoe), FAULT_PASSKEY_REFUSED);
        passkey_device_make(&other);
        EVP_PKEY *key = other.key;
        other = ways[i];
        other.key = key;
        assert_int_equal(add(f, &zoe, &other), FAULT_PASSKEY_INVALID);
        EVP_PKEY_free(key);
    }
    uint32_t count = zoe.device.count;
    zoe.device = good;
    zoe.device.count = count;
    assert_int_equal(sign_in(f, &zoe), FAULT_NONE);
    // The first of a key goes to the log, and no more.
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'sign_in_failed' AND detail = 'passkey: type'"),
        1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'sign_in_failed'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM passkeys"), 1);
    passkey_device_drop(&zoe.device);
    school_fixture_close(f);
}

static void cut(char *text, size_t length)
{
    text[length] = '\0';
}

/* Everything that is sent, cut at each length and changed at each place: none is taken, and nothing is left of it. */
static void test_malformed(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe;
    struct passkey_said said, bad;
    struct session session;
    struct passkey_offer offer;
    size_t tried = 0;
    with_passkey(f, "zoe@college.example", ROLE_STUDENT, &zoe);
    assert_int_equal(passkey_add_begin(f->school, &zoe.actor, &f->arena, &offer), FAULT_NONE);
    passkey_device_register(&zoe.device, offer.challenge, &said);
    for (size_t at = 0; at < strlen(said.attestation); at += 3) {
        bad = said;
        cut(bad.attestation, at);
        const struct passkey_addition addition = {.client_data = bad.client_data, .attestation = bad.attestation};
        assert_int_equal(
            passkey_add(f->school, &zoe.actor, &addition, &f->arena, &zoe.passkey, &zoe.codes, &zoe.has_codes),
            FAULT_PASSKEY_INVALID);
        tried++;
    }
    passkey_device_sign(&zoe.device, challenge_to_sign_in(f), &said);
    for (size_t at = 0; at < strlen(said.data); at++, tried++) {
        bad = said;
        bad.data[at] = bad.data[at] == 'A' ? 'Z' : 'A';
        assert_int_equal(sign_in_by(f, &bad, zoe.handle, &session), FAULT_PASSKEY_REFUSED);
        fixture_sql(f, "DELETE FROM passkey_challenges"); // each is judged for itself
        fixture_sql(f, "DELETE FROM login_attempts");
    }
    for (size_t at = 0; at < strlen(said.signature); at++, tried++) {
        bad = said;
        bad.signature[at] = bad.signature[at] == 'A' ? 'Z' : 'A';
        // The last sign holds bits that stand for nothing: it is no base64url then.
        assert_int_equal(sign_in_by(f, &bad, zoe.handle, &session), FAULT_PASSKEY_REFUSED);
        fixture_sql(f, "DELETE FROM passkey_challenges");
        fixture_sql(f, "DELETE FROM login_attempts");
    }
    for (size_t at = 0; at < strlen(said.client_data); at += 2, tried++) {
        bad = said;
        cut(bad.client_data, at);
        assert_int_equal(sign_in_by(f, &bad, zoe.handle, &session), FAULT_PASSKEY_REFUSED);
    }
    static const char *const odd[] = {"", "=", "!", "A", "AA==", "ÄÄ", "AAAA", " ", "a b"};
    for (size_t i = 0; i < ARRAY_LENGTH(odd); i++, tried++) {
        bad = said;
        assert_true(str_copy(bad.id, sizeof(bad.id), odd[i]));
        assert_int_equal(sign_in_by(f, &bad, zoe.handle, &session), FAULT_PASSKEY_REFUSED);
        fixture_sql(f, "DELETE FROM passkey_challenges");
    }
    assert_in_range(tried, 200, SIZE_MAX);
    assert_int_equal(sign_in_by(f, &said, zoe.handle, &session), FAULT_NONE); // it was good
    passkey_device_drop(&zoe.device);
    school_fixture_close(f);
}

static enum fault sign_in_by_password(struct school_fixture *f, const char *email, const char *code)
{
    struct session session;
    int64_t retry = 0;
    struct session_origin from = origin;
    from.code = code;
    return session_sign_in(f->school, email, good_password, &from, &f->arena, &session, &retry);
}

/* It stands beside the authenticator app: either is enough, and the password alone is no longer. */
static void test_second_factor(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe, eve;
    struct step_up step_up;
    struct second_factor_setup setup;
    struct session session;
    int64_t until, retry = 0;
    fixture_sql(f, "INSERT INTO settings (name, value, updated_at) VALUES ('second_factor', 'everybody', 1)");
    fixture_sql(f, "INSERT INTO settings (name, value, updated_at) VALUES ('factor_required', 'staff', 1)");
    sign_up(f, "zoe@college.example", ROLE_PROFESSOR, &zoe);
    assert_int_equal(session_find(f->school, zoe.session.token, false, &f->arena, &session), FAULT_NONE);
    assert_true(session.lacks_factor);
    assert_int_equal(sign_in_by_password(f, "zoe@college.example", NULL), FAULT_NONE);
    assert_int_equal(passkey_step_up_begin(f->school, &zoe.actor, &f->arena, &(struct passkey_offer){0}),
                     FAULT_SECOND_FACTOR_ABSENT);
    assert_int_equal(add(f, &zoe, &zoe.device), FAULT_NONE);
    assert_int_equal(session_find(f->school, zoe.session.token, false, &f->arena, &session), FAULT_NONE);
    assert_false(session.lacks_factor);
    assert_int_equal(sign_in_by_password(f, "zoe@college.example", NULL), FAULT_SECOND_FACTOR_NEEDED);
    assert_int_equal(sign_in_by_password(f, "zoe@college.example", "123456"), FAULT_SECOND_FACTOR_WRONG);
    assert_int_equal(sign_in_by_password(f, "zoe@college.example", zoe.codes.codes[0]), FAULT_NONE);
    assert_int_equal(sign_in_by_password(f, "zoe@college.example", zoe.codes.codes[0]), FAULT_SECOND_FACTOR_WRONG);

    fixture_wait(f, 20 * MINUTE);
    refresh(f, &zoe);
    assert_int_equal(step_up_get(f->school, &zoe.actor, &step_up), FAULT_NONE);
    assert_true(step_up.takes[STEP_UP_PASSKEY] && step_up.takes[STEP_UP_CODE] && !step_up.takes[STEP_UP_PASSWORD]);
    assert_int_equal(step_up_by_password(f->school, &zoe.actor, good_password, &until, &retry),
                     FAULT_SECOND_FACTOR_NEEDED);
    assert_int_equal(passkey_remove(f->school, &zoe.actor, zoe.passkey.id), FAULT_STEP_UP_NEEDED);
    // Nor does the password alone put an app beside it.
    assert_int_equal(second_factor_begin(f->school, &zoe.actor, good_password, &f->arena, &setup, &retry),
                     FAULT_STEP_UP_NEEDED);
    assert_int_equal(step_up_with(f, &zoe, &zoe.device), FAULT_NONE);
    refresh(f, &zoe);
    assert_int_equal(actor_step_up(&zoe.actor, clock_now_ms(&f->clock)), FAULT_NONE);
    assert_int_equal(second_factor_begin(f->school, &zoe.actor, good_password, &f->arena, &setup, &retry), FAULT_NONE);
    fixture_sql(f, "UPDATE second_factors SET confirmed_at = 1");
    assert_int_equal(second_factor_remove(f->school, &zoe.actor), FAULT_NONE); // the passkey stays, and the codes
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM recovery_codes"), 9);
    refresh(f, &zoe);
    assert_int_equal(actor_step_up(&zoe.actor, clock_now_ms(&f->clock)), FAULT_NONE);
    assert_int_equal(session_start(f->school, zoe.actor.user_id, NULL, &f->arena, &session), FAULT_NONE);
    assert_int_equal(passkey_remove(f->school, &zoe.actor, zoe.passkey.id), FAULT_NONE); // the last one
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM recovery_codes"), 0);
    refresh(f, &zoe);
    assert_int_equal(zoe.actor.stepped_up_at, 0);
    assert_int_equal(session_find(f->school, session.token, false, &f->arena, &session), FAULT_NOT_SIGNED_IN);
    assert_int_equal(sign_in_by_password(f, "zoe@college.example", NULL), FAULT_NONE);

    // Whoever has lost it all asks an administrator.
    with_passkey(f, "eve@college.example", ROLE_STUDENT, &eve);
    struct actor administrator = f->administrator;
    administrator.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(people_remove_second_factor(f->school, &administrator, eve.actor.user_id), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM passkeys"), 0);
    assert_int_equal(sign_in(f, &eve), FAULT_PASSKEY_REFUSED);
    assert_int_equal(sign_in_by_password(f, "eve@college.example", NULL), FAULT_NONE);
    passkey_device_drop(&zoe.device);
    passkey_device_drop(&eve.device);
    school_fixture_close(f);
}

static void test_throttled(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct someone zoe;
    struct passkey_device wrong;
    struct passkey_said said;
    struct session session;
    with_passkey(f, "zoe@college.example", ROLE_STUDENT, &zoe);
    passkey_device_make(&wrong);
    memcpy(wrong.id, zoe.device.id, sizeof(wrong.id));
    for (size_t i = 0; i < PASSKEY_ATTEMPTS; i++)
        assert_int_equal(step_up_with(f, &zoe, &wrong), FAULT_PASSKEY_REFUSED);
    assert_int_equal(step_up_with(f, &zoe, &zoe.device), FAULT_TOO_MANY_ATTEMPTS);
    for (size_t i = 0; i < SESSION_ATTEMPTS_ADDRESS; i++) {
        passkey_device_sign(&wrong, challenge_to_sign_in(f), &said);
        assert_int_equal(sign_in_by(f, &said, zoe.handle, &session), FAULT_PASSKEY_REFUSED);
    }
    assert_int_equal(sign_in(f, &zoe), FAULT_TOO_MANY_ATTEMPTS);
    fixture_wait(f, 15 * MINUTE);
    assert_int_equal(sign_in(f, &zoe), FAULT_NONE);
    assert_int_equal(step_up_with(f, &zoe, &zoe.device), FAULT_NONE);
    passkey_device_drop(&wrong);
    passkey_device_drop(&zoe.device);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_add),       TEST_ON_BOTH(test_sign_in),       TEST_ON_BOTH(test_copied),
        TEST_ON_BOTH(test_replayed),  TEST_ON_BOTH(test_late),          TEST_ON_BOTH(test_said_otherwise),
        TEST_ON_BOTH(test_malformed), TEST_ON_BOTH(test_second_factor), TEST_ON_BOTH(test_throttled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
