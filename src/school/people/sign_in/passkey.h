/* SPDX-License-Identifier: MIT */
/*
 * Passkeys: keys that a person's phone, computer or security key holds and unlocks with a finger, a face or a PIN
 * (crypto/passkey.h). One signs in alone, without an address; it is a second factor (second_factor.h) and fresh proof
 * (step_up.h). A challenge is answered once, within PASSKEY_MINUTES, for the purpose, by the person and in the session
 * that it was made for. There are none where the institution's address is none that browsers make passkeys for:
 * PASSKEYS_OFF.
 */
#ifndef AMS_SCHOOL_PASSKEY_H
#define AMS_SCHOOL_PASSKEY_H

#include "school/people/sign_in/second_factor.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"

enum {
    PASSKEYS_MAX = 10, // a person
    PASSKEY_NAME_MAX = 60,
    PASSKEY_MINUTES = 5,
    PASSKEY_ATTEMPTS = 10, // refused ones of a person in SESSION_ATTEMPT_MINUTES, to step up
    // What is sent is text: base64url. As much as crypto/passkey.h takes.
    PASSKEY_ID_TEXT_MAX = 1364,
    PASSKEY_CLIENT_DATA_TEXT_MAX = 2731,
    PASSKEY_ATTESTATION_TEXT_MAX = 10923,
    PASSKEY_DATA_TEXT_MAX = 1366,
    PASSKEY_SIGNATURE_TEXT_MAX = 683,
    PASSKEY_HANDLE_TEXT_MAX = 100,
    PASSKEY_TRANSPORTS_TEXT_MAX = 100,
};

struct passkey_about {
    int64_t id;
    const char *name;
    int64_t created_at;
    int64_t used_at; // 0: not since it was added
    bool synced;     // may be copied to the person's other devices; otherwise it is on one device only
    bool backed_up;  // and was, when it signed last
};

struct passkey_list {
    struct passkey_about *passkeys; // in the order of their making
    size_t count;
    bool available; // one can be added, and used, here
};

/* Whether there are any here: browsers make none for an address without a name, or without https. */
bool passkey_available(struct school *school);

/* The actor's own. */
enum fault passkey_list(struct school *school, const struct actor *actor, struct arena *arena,
                        struct passkey_list *ret_list);

/* A key that a browser is told of: to make no second one beside it, or to sign with it. */
struct passkey_known {
    const char *id;         // base64url
    const char *transports; // such as "internal,hybrid"; or ""
};

/* What a browser needs to ask an authenticator. */
struct passkey_offer {
    const char *challenge; // base64url, as are the handle and the ids
    const char *site;      // for whom keys are made: the host's name
    const char *handle;    // of the person; NULL but for adding one
    const int *algorithms; // that it may be of, in the numbers of COSE, best first; none but for adding one
    size_t algorithm_count;
    struct passkey_known *known;
    size_t known_count;
};

/* STEP_UP_NEEDED, PASSKEYS_OFF, TOO_MANY_PASSKEYS. */
enum fault passkey_add_begin(struct school *school, const struct actor *actor, struct arena *arena,
                             struct passkey_offer *ret_offer);

/* What a browser says of a key that was made. */
struct passkey_addition {
    const char *client_data, *attestation;
    const char *transports; // how it is reached, with commas; what is unknown is left out. NULL: not said
    const char *name;       // NULL: the browser's and the system's
    const char *user_agent;
};

/*
 * Adds it, and tells the person by e-mail. Where it is the first factor, recovery codes come with it (*ret_has_codes)
 * and the other sessions end. PASSKEY_INVALID, TOO_MANY_PASSKEYS, PASSKEY_PRESENT (it is somebody's already),
 * TEXT_INVALID (name), PASSKEYS_OFF. Audited.
 */
enum fault passkey_add(struct school *school, const struct actor *actor, const struct passkey_addition *addition,
                       struct arena *arena, struct passkey_about *ret_passkey, struct recovery_codes *ret_codes,
                       bool *ret_has_codes);

/* TEXT_INVALID, NOT_FOUND. Audited. */
enum fault passkey_rename(struct school *school, const struct actor *actor, int64_t passkey_id, const char *name,
                          struct arena *arena, struct passkey_about *ret_passkey);

/* The person is told by e-mail, and their other sessions end; with the last factor the recovery codes go. NOT_FOUND,
 * STEP_UP_NEEDED. Audited. */
enum fault passkey_remove(struct school *school, const struct actor *actor, int64_t passkey_id);

/* What a browser says of a key that has signed. */
struct passkey_signature {
    const char *id, *client_data, *data, *signature;
    const char *handle; // of the person; NULL: not said, which signing in alone needs
};

/* For anybody, of whom nothing is asked or told. Nothing is written. PASSKEYS_OFF. */
enum fault passkey_sign_in_begin(struct school *school, struct arena *arena, struct passkey_offer *ret_offer);

/* Opens a session, stepped up. PASSKEY_REFUSED whatever is wrong, and for a disabled account; TOO_MANY_ATTEMPTS with
 * *ret_retry_after_s, PASSKEYS_OFF. */
enum fault passkey_sign_in(struct school *school, const struct passkey_signature *signature,
                           const struct session_origin *origin, struct arena *arena, struct session *ret_session,
                           int64_t *ret_retry_after_s);

/* PASSKEYS_OFF, SECOND_FACTOR_ABSENT (the person has none). */
enum fault passkey_step_up_begin(struct school *school, const struct actor *actor, struct arena *arena,
                                 struct passkey_offer *ret_offer);

/* PASSKEY_REFUSED, PASSKEYS_OFF, TOO_MANY_ATTEMPTS with *ret_retry_after_s. */
enum fault passkey_step_up(struct school *school, const struct actor *actor, const struct passkey_signature *signature,
                           struct arena *arena, int64_t *ret_until, int64_t *ret_retry_after_s);

#endif
