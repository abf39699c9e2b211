/* SPDX-License-Identifier: MIT */
/* Passkeys inside a unit. */
#ifndef AMS_SCHOOL_PASSKEY_INSIDE_H
#define AMS_SCHOOL_PASSKEY_INSIDE_H

#include "crypto/passkey.h"
#include "crypto/secret.h"
#include "school/people/sign_in/passkey.h"

struct db;

/* What a challenge is for; a further purpose is a further word. */
enum passkey_purpose {
    PASSKEY_TO_ADD,
    PASSKEY_TO_SIGN_IN,
    PASSKEY_TO_STEP_UP,
    PASSKEY_TO_CHECK_IN,
    PASSKEY_PURPOSE_COUNT
};

/* The one use that a challenge has: it is made for it, and answered for no other. */
struct passkey_use {
    enum passkey_purpose purpose;
    const struct actor *actor; // and their session; NULL: anybody
    int64_t lecture_id;        // to check in; otherwise 0
};

/* The site that passkeys are for. PASSKEYS_OFF; INTERNAL without a key. */
enum fault passkey_site_get(struct school *school, struct passkey_site *ret_site);

/* The site and a new challenge, into the arena. PASSKEYS_OFF; INTERNAL without a key. */
enum fault passkey_offer_make(struct school *school, struct passkey_use use, struct arena *arena,
                              struct passkey_offer *offer);

/* Inside a unit: whether it was made here for this, is still good, and was not answered before; from now on it was.
 * PASSKEY_REFUSED. */
enum fault passkey_challenge_spend(struct school *school, struct db *db, struct passkey_use use, const char *challenge,
                                   int64_t now);

/* Text as it was sent, into bytes of the arena; false when it is no base64url. */
bool passkey_bytes_read(const char *text, struct arena *arena, struct passkey_bytes *ret_bytes);

/* What the table knows a credential's id by. INTERNAL when it is too long. */
enum fault passkey_fingerprint(struct passkey_bytes id, char fingerprint[static SECRET_FINGERPRINT_SIZE]);

/* A signature as bytes. */
struct passkey_assertion {
    char fingerprint[SECRET_FINGERPRINT_SIZE]; // of the credential
    char challenge[PASSKEY_CHALLENGE_SIZE];
    struct passkey_assertion_bytes bytes;
    const char *handle; // NULL: not said
};

/* PASSKEY_REFUSED: it cannot be one. */
enum fault passkey_assertion_read(const struct passkey_signature *signature, struct arena *arena,
                                  struct passkey_assertion *ret_assertion);

/*
 * Inside a unit whose writes are kept also when it refuses: whether somebody has signed with their passkey for this
 * use, and who. Without an actor: whoever it is, who must be named by the handle; otherwise nobody else's counts.
 * PASSKEY_REFUSED whatever is wrong; that a known key was used wrongly is audited, and a count that went back
 * (somebody has a copy of the key) each time.
 */
enum fault passkey_assertion_verify(struct school *school, struct db *db, struct passkey_use use,
                                    const struct passkey_assertion *assertion, int64_t now, int64_t *ret_user_id);

/* The keys of somebody, into the arena. */
enum fault passkey_known_read(struct db *db, int64_t user_id, struct arena *arena, struct passkey_offer *offer);

enum fault passkey_count(struct db *db, int64_t user_id, int64_t *ret_count);

#endif
