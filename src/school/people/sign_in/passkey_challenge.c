/* SPDX-License-Identifier: MIT */
/*
 * Challenges of passkeys: random bytes, their moment and a MAC of both with what they are for. So the page on which
 * people sign in may ask for one each time it opens, and nothing is written until one is answered.
 */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/passkey_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { RANDOM_BYTES = 32, MOMENT_BYTES = 8, SIGNED_BYTES = RANDOM_BYTES + MOMENT_BYTES };

struct challenge {
    uint8_t bytes[SIGNED_BYTES + SECRET_MAC_BYTES];
};

enum fault passkey_site_get(struct school *school, struct passkey_site *ret_site)
{
    if (!school->root)
        return FAULT_INTERNAL;
    return passkey_site_of(school_public_url(school), ret_site) ? FAULT_NONE : FAULT_PASSKEYS_OFF;
}

static void challenge_mac(struct school *school, struct passkey_use use, const struct challenge *challenge,
                          uint8_t mac[static SECRET_MAC_BYTES])
{
    static const char *const words[PASSKEY_PURPOSE_COUNT] = {"add", "sign in", "step up", "check in"};
    const struct actor *actor = use.actor;
    char text[256], hex[2 * SIGNED_BYTES + 1];
    str_hex(challenge->bytes, SIGNED_BYTES, hex);
    snprintf(text, sizeof(text), "%s %lld %lld %lld %s", words[use.purpose], actor ? (long long)actor->user_id : 0LL,
             actor ? (long long)actor->session_id : 0LL, (long long)use.lecture_id, hex);
    secret_mac(school->root, "passkeys", text, mac);
}

static void challenge_make(struct school *school, struct passkey_use use, int64_t now,
                           char challenge[static PASSKEY_CHALLENGE_SIZE])
{
    struct challenge made;
    char random[SECRET_TOKEN_SIZE];
    secret_token(random);
    (void)base64url_read(random, made.bytes, RANDOM_BYTES); // it is as long as that
    for (size_t i = 0; i < MOMENT_BYTES; i++)
        made.bytes[RANDOM_BYTES + i] = (uint8_t)((uint64_t)now >> (8 * i));
    challenge_mac(school, use, &made, made.bytes + SIGNED_BYTES);
    (void)base64url_write(made.bytes, sizeof(made.bytes), challenge, PASSKEY_CHALLENGE_SIZE); // there is room
}

enum fault passkey_offer_make(struct school *school, struct passkey_use use, struct arena *arena,
                              struct passkey_offer *offer)
{
    char challenge[PASSKEY_CHALLENGE_SIZE];
    struct passkey_site site;
    enum fault fault = passkey_site_get(school, &site);
    if (fault != FAULT_NONE)
        return fault;
    challenge_make(school, use, school_now(school), challenge);
    offer->challenge = arena_strdup(arena, challenge);
    offer->site = arena_strdup(arena, site.id);
    return offer->challenge && offer->site ? FAULT_NONE : FAULT_INTERNAL;
}

static bool challenge_is(struct school *school, struct passkey_use use, const char *text, int64_t now,
                         int64_t *ret_ends_at)
{
    struct challenge challenge;
    uint64_t moment = 0;
    if (!base64url_read(text, challenge.bytes, sizeof(challenge.bytes)))
        return false;
    struct challenge same = challenge;
    challenge_mac(school, use, &challenge, same.bytes + SIGNED_BYTES);
    char one[sizeof(struct challenge) * 2], other[sizeof(struct challenge) * 2];
    if (!base64url_write(same.bytes, sizeof(same.bytes), one, sizeof(one)) ||
        !base64url_write(challenge.bytes, sizeof(challenge.bytes), other, sizeof(other)) || !secret_equal(one, other))
        return false;
    for (size_t i = 0; i < MOMENT_BYTES; i++)
        moment |= (uint64_t)challenge.bytes[RANDOM_BYTES + i] << (8 * i);
    *ret_ends_at = (int64_t)moment + PASSKEY_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    return now < *ret_ends_at;
}

enum fault passkey_challenge_spend(struct school *school, struct db *db, struct passkey_use use, const char *challenge,
                                   int64_t now)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    int64_t ends_at;
    if (!challenge_is(school, use, challenge, now, &ends_at))
        return FAULT_PASSKEY_REFUSED;
    secret_fingerprint(challenge, fingerprint);
    enum db_status status = db_exec(db, "INSERT INTO passkey_challenges (fingerprint, expires_at) VALUES (?, ?)",
                                    DB_VALUES(T(fingerprint), I(ends_at)));
    return status == DB_CONFLICT ? FAULT_PASSKEY_REFUSED : fault_of(status);
}

/* ---- what is sent ---- */

bool passkey_bytes_read(const char *text, struct arena *arena, struct passkey_bytes *ret_bytes)
{
    size_t length = text ? strlen(text) : 0;
    while (length > 0 && text[length - 1] == '=')
        length--;
    size_t size = length * 3 / 4;
    uint8_t *bytes = size > 0 ? arena_alloc(arena, size) : NULL;
    if (!bytes || !base64url_read(text, bytes, size))
        return false;
    *ret_bytes = (struct passkey_bytes){bytes, size};
    return true;
}

enum fault passkey_fingerprint(struct passkey_bytes id, char fingerprint[static SECRET_FINGERPRINT_SIZE])
{
    char text[PASSKEY_ID_TEXT_MAX + 1]; // one way of writing it, whatever was sent
    if (!base64url_write(id.bytes, id.size, text, sizeof(text)))
        return FAULT_INTERNAL;
    secret_fingerprint(text, fingerprint);
    return FAULT_NONE;
}

enum fault passkey_assertion_read(const struct passkey_signature *signature, struct arena *arena,
                                  struct passkey_assertion *ret_assertion)
{
    struct passkey_assertion assertion = {.handle = signature->handle};
    struct passkey_bytes id;
    if (!passkey_bytes_read(signature->id, arena, &id) || id.size > PASSKEY_ID_MAX ||
        !passkey_bytes_read(signature->client_data, arena, &assertion.bytes.client_data) ||
        !passkey_bytes_read(signature->data, arena, &assertion.bytes.data) ||
        !passkey_bytes_read(signature->signature, arena, &assertion.bytes.signature) ||
        !passkey_challenge_named(assertion.bytes.client_data, assertion.challenge))
        return FAULT_PASSKEY_REFUSED;
    enum fault fault = passkey_fingerprint(id, assertion.fingerprint);
    if (fault != FAULT_NONE)
        return fault;
    *ret_assertion = assertion;
    return FAULT_NONE;
}
