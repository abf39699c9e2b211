/* SPDX-License-Identifier: MIT */
/*
 * Signing in and out. A session is a random token that only the client has; the database keeps its fingerprint.
 *
 * Students' sessions last 30 days (phones). Staff's end after 12 hours without use and after 7 days in any case.
 */
#ifndef AMS_SCHOOL_SESSION_H
#define AMS_SCHOOL_SESSION_H

#include "crypto/secret.h"
#include "school/account.h"

enum {
    SESSION_STUDENT_DAYS = 30,
    SESSION_STAFF_DAYS = 7,
    SESSION_STAFF_IDLE_HOURS = 12,
    SESSION_SEEN_MINUTES = 5,      // `seen_at` is written at most this often
    SESSION_ATTEMPT_MINUTES = 15,  // failures are counted over this time
    SESSION_ATTEMPTS_EMAIL = 10,   // failed attempts on one e-mail; the next is refused
    SESSION_ATTEMPTS_ADDRESS = 100 // failed attempts from one address: generous, a campus may share one
};

/* Where a session is opened from; each may be NULL, and is cut at 200 bytes. */
struct session_origin {
    const char *address;
    const char *user_agent;
    bool bearer; // for an API client, not a browser's cookie
};

struct session {
    int64_t id;
    struct user user;
    const char *csrf;
    bool bearer;
    int64_t expires_at; // the latest possible end
    const char *token;  // only from session_sign_in and session_start; NULL from session_find
};

/*
 * Checks e-mail and password and opens a session. An unknown e-mail costs as much time as a wrong password.
 * Faults: WRONG_CREDENTIALS (also for a disabled account), TOO_MANY_ATTEMPTS (*ret_retry_after_s is then set: whole
 * seconds, 1 or more; it is the one output written on a fault), BUSY.
 */
enum fault session_sign_in(struct school *school, const char *email, const char *password,
                           const struct session_origin *origin, struct arena *arena, struct session *ret_session,
                           int64_t *ret_retry_after_s);

/* Opens a session without a password, for somebody who has just signed up. NOT_FOUND: no such enabled user. */
enum fault session_start(struct school *school, int64_t user_id, const struct session_origin *origin,
                         struct arena *arena, struct session *ret_session);

/*
 * The session behind a token: one read, and a write at most every SESSION_SEEN_MINUTES. `bearer`: how the token came;
 * a cookie's token is not accepted as a bearer's, nor the other way. `token` may be any text or NULL.
 * Faults: NOT_SIGNED_IN (unknown token, disabled account), SESSION_EXPIRED.
 */
enum fault session_find(struct school *school, const char *token, bool bearer, struct arena *arena,
                        struct session *ret_session);

/* The actor of a session, for all other calls. */
struct actor session_actor(const struct session *session);

/* Signs out: the session is deleted. FAULT_NONE also when it was gone already. */
enum fault session_end(struct school *school, const struct actor *actor);

#endif
