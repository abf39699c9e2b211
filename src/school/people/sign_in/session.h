/* SPDX-License-Identifier: MIT */
/*
 * Signing in and out. A session is a random token that only the client has; the database keeps its fingerprint.
 *
 * Students' sessions last 30 days (phones). Staff's end after 12 hours without use and after 7 days in any case.
 *
 * Guessing passwords is held back without giving a student the means to lock a professor out. Wrong passwords are
 * counted per e-mail and network address together, so a stranger locks out only those who share that address; per
 * e-mail from everywhere, with a limit high enough for people and low enough against a network of guessers; and per
 * network address. A browser that has signed in to this account before shows so by a cookie (session.familiar, "device
 * cookies" of OWASP): its attempts are counted on their own, and no stranger's attempts, from wherever and however
 * many, stop it. The cookie is no credential: all it gives a thief is SESSION_ATTEMPTS_EMAIL guesses.
 */
#ifndef AMS_SCHOOL_SESSION_H
#define AMS_SCHOOL_SESSION_H

#include "crypto/secret.h"
#include "school/people/account.h"

enum {
    SESSION_STUDENT_DAYS = 30,
    SESSION_STAFF_DAYS = 7,
    SESSION_STAFF_IDLE_HOURS = 12,
    SESSION_SEEN_MINUTES = 5,       // `seen_at` is written at most this often
    SESSION_ATTEMPT_MINUTES = 15,   // failures are counted over this time
    SESSION_ATTEMPTS_EMAIL = 10,    // failed attempts on one e-mail from one address or familiar browser
    SESSION_ATTEMPTS_ANYWHERE = 50, // failed attempts on one e-mail from all strangers together
    SESSION_ATTEMPTS_ADDRESS = 100, // failed attempts from one address: generous, a campus may share one
    SESSION_PERSON_MAX = 20,        // one more ends the one that was not used for the longest time
    SESSION_LIST_MAX = 200,
    SESSION_FAMILIAR_DAYS = 365,
};

/* Where a session is opened from; each may be NULL, and what is kept is cut at 200 bytes. */
struct session_origin {
    const char *address;
    const char *network; // what throttles count as one: of an IPv6 address its /64; NULL: the address
    const char *user_agent;
    bool bearer;          // for an API client, not a browser's cookie
    const char *familiar; // what this browser was given when it signed in before; any text
    const char *former;   // the token of the session that this browser has until now, which ends; any text
    const char *code;     // of the second factor
};

struct session {
    int64_t id;
    struct user user;
    const char *csrf;
    bool bearer;
    int64_t expires_at;    // the latest possible end
    int64_t stepped_up_at; // when it was last proved who it is (step_up.h); 0: never
    bool lacks_factor;     // the institution wants a second factor of this person, and there is none
    const char *token;     // only from session_sign_in and session_start; NULL from session_find
    const char *familiar;  // the same, for a browser to keep for SESSION_FAMILIAR_DAYS; may be NULL
};

/*
 * Checks e-mail and password and opens a session. An unknown e-mail costs as much time as a wrong password.
 * Somebody whom the setting `second_factor` asks for theirs gets SECOND_FACTOR_NEEDED without a code (no attempt is
 * counted), and with a good one a session that is stepped up.
 * Faults: WRONG_CREDENTIALS (also for a disabled account), SECOND_FACTOR_NEEDED, _WRONG, TOO_MANY_ATTEMPTS
 * (*ret_retry_after_s is then set: whole seconds, 1 or more; it is the one output written on a fault), BUSY.
 */
enum fault session_sign_in(struct school *school, const char *email, const char *password,
                           const struct session_origin *origin, struct arena *arena, struct session *ret_session,
                           int64_t *ret_retry_after_s);

/* Opens a session for somebody who has just chosen a password, which counts as proof (step_up.h). NOT_FOUND: no such
 * enabled user. */
enum fault session_start(struct school *school, int64_t user_id, const struct session_origin *origin,
                         struct arena *arena, struct session *ret_session);

/* The same for somebody who has signed in by `how` ("passkey"), which is all the proof there is. Audited. */
enum fault session_start_by(struct school *school, int64_t user_id, const char *how,
                            const struct session_origin *origin, struct arena *arena, struct session *ret_session);

/*
 * The session behind a token: one read, and a write at most every SESSION_SEEN_MINUTES. `bearer`: how the token came;
 * a cookie's token is not accepted as a bearer's, nor the other way. `token` may be any text or NULL.
 * Faults: NOT_SIGNED_IN (unknown token, disabled account), SESSION_EXPIRED.
 */
enum fault session_find(struct school *school, const char *token, bool bearer, struct arena *arena,
                        struct session *ret_session);

/*
 * The actor of a session that was found before and is still going on, as the person is now: for what outlasts a
 * request. It does not count as use. Faults: as session_find.
 */
enum fault session_still(struct school *school, int64_t session_id, struct actor *ret_actor);

/* The actor of a session, for all other calls. */
struct actor session_actor(const struct session *session);

/* Signs out: the session is deleted. FAULT_NONE also when it was gone already. */
enum fault session_end(struct school *school, const struct actor *actor);

/* One of the sessions that somebody has. */
struct session_about {
    int64_t id;
    const char *device;  // such as "Firefox on Linux", read from what the browser says of itself
    const char *address; // of the network, as it was when signing in; may be NULL
    int64_t created_at, seen_at, expires_at;
    bool bearer, current;
};
struct session_list {
    struct session_about *sessions; // the last seen first, at most SESSION_LIST_MAX
    size_t count;
    int64_t total; // those beyond, too
};

/* The actor's own live sessions. */
enum fault session_list(struct school *school, const struct actor *actor, struct arena *arena,
                        struct session_list *ret_list);

/* Those of somebody, without the addresses. Administrators (NOT_ALLOWED). NOT_FOUND. */
enum fault session_list_of(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                           struct session_list *ret_list);

/* Ends one of the actor's own sessions; NOT_FOUND. Audited. */
enum fault session_revoke(struct school *school, const struct actor *actor, int64_t session_id);

/* Ends all of the actor's own sessions but the current one. Audited. */
enum fault session_revoke_others(struct school *school, const struct actor *actor, int64_t *ret_ended);

/* A user agent (any text or NULL) in words; in the arena or for ever, NULL without memory. Pure. */
const char *session_device(const char *user_agent, bool bearer, struct arena *arena);

#endif
