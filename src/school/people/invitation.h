/* SPDX-License-Identifier: MIT */
/* One-time links that let somebody sign up with a role. The database keeps only the token's fingerprint. */
#ifndef AMS_SCHOOL_INVITATION_H
#define AMS_SCHOOL_INVITATION_H

#include "crypto/secret.h"
#include "school/school.h"

enum { INVITATION_DAYS = 7, INVITATION_FIRST_MINUTES = 60 };

struct invitation {
    enum role role;
    const char *name;  // NULL when not given: only a suggestion for the form
    const char *email; // NULL when not given; otherwise it is for this address alone
    bool proves_email; // it was sent to `email` by the program (registration.h)
    int64_t expires_at;
};

/*
 * Makes an invitation, valid once within INVITATION_DAYS. `name` and `email` may be NULL. `actor` must be an
 * administrator (NOT_ALLOWED), or NULL: the program itself. One that the program makes for nobody by name or e-mail is
 * the first administrator's: it is valid for INVITATION_FIRST_MINUTES, revokes the older unused ones of that kind, and
 * is good for nothing once there is an administrator. Audited. Faults: ROLE_UNKNOWN, NAME_INVALID, EMAIL_INVALID.
 */
enum fault invitation_create(struct school *school, const struct actor *actor, enum role role, const char *name,
                             const char *email, char ret_token[static SECRET_TOKEN_SIZE], int64_t *ret_expires_at);

/* What a token invites to. INVITATION_UNKNOWN when it is unknown, used or expired. */
enum fault invitation_get(struct school *school, const char *token, struct arena *arena,
                          struct invitation *ret_invitation);

/* One that nobody has used yet. */
struct invitation_waiting {
    int64_t id;
    enum role role;
    const char *name, *email; // NULL when not given
    struct person created_by;
    int64_t created_at, expires_at;
};

struct invitation_list {
    struct invitation_waiting *invitations;
    size_t count;
    int64_t next; // the cursor of the next page; 0: this was the last
};

/* Those of administrators that still work, newest first: those with ids below page->after (0: from the newest).
 * Administrators (NOT_ALLOWED). */
enum fault invitation_list(struct school *school, const struct actor *actor, const struct page *page,
                           struct arena *arena, struct invitation_list *ret_list);

/* Its link works no more. Administrators (NOT_ALLOWED). NOT_FOUND when there is none, or it was used. Audited. */
enum fault invitation_withdraw(struct school *school, const struct actor *actor, int64_t invitation_id);

#endif
