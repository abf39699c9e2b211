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

#endif
