/* SPDX-License-Identifier: MIT */
/* One-time links that let somebody sign up with a role. The database keeps only the token's fingerprint. */
#ifndef AMS_SCHOOL_INVITATION_H
#define AMS_SCHOOL_INVITATION_H

#include "crypto/secret.h"
#include "school/school.h"

enum { INVITATION_DAYS = 7 };

struct invitation {
    enum role role;
    const char *name;  // NULL when not given: only a suggestion for the form
    const char *email; // NULL when not given: only a suggestion for the form, unless
    bool proves_email; // it was sent to `email`, and is for that address alone (registration.h)
    int64_t expires_at;
};

/*
 * Makes an invitation, valid once within INVITATION_DAYS. `name` and `email` may be NULL. `actor` must be an
 * administrator (NOT_ALLOWED), or NULL: the program itself, for the first administrator; one that the program makes for
 * nobody by name or e-mail revokes the older unused ones of that kind. Audited.
 * Faults: ROLE_UNKNOWN, NAME_INVALID, EMAIL_INVALID.
 */
enum fault invitation_create(struct school *school, const struct actor *actor, enum role role, const char *name,
                             const char *email, char ret_token[static SECRET_TOKEN_SIZE], int64_t *ret_expires_at);

/* What a token invites to. INVITATION_UNKNOWN when it is unknown, used or expired. */
enum fault invitation_get(struct school *school, const char *token, struct arena *arena,
                          struct invitation *ret_invitation);

#endif
