/* SPDX-License-Identifier: MIT */
/*
 * What people change about their own account. A new e-mail address counts once a link sent to it has been opened. Links
 * work once, within ACCOUNT_LINK_MINUTES; the database keeps only their fingerprints. All changes are audited, and told
 * by e-mail where somebody else could have made them.
 */
#ifndef AMS_SCHOOL_OWN_ACCOUNT_H
#define AMS_SCHOOL_OWN_ACCOUNT_H

#include "school/people/account.h"

enum {
    ACCOUNT_LINK_MINUTES = 60,
    ACCOUNT_PROOFS_MAX = 3,
};

struct account_edit {
    const char *name;        // NULL: as it was
    const char *family_name; // NULL: as it was, while the name has it in it; "": none is told apart
    const char *locale;      // NULL: as it was
    int64_t version;         // what was edited; 0: whatever is there
};

/* NAME_INVALID, TEXT_INVALID (locale), CHANGED_MEANWHILE. */
enum fault account_edit(struct school *school, const struct actor *actor, const struct account_edit *edit,
                        struct arena *arena, struct user *ret_user);

/* Sets a new password; all other sessions end. PASSWORD_WRONG (the old one), TOO_MANY_ATTEMPTS with *ret_retry_after_s,
 * and the faults of a new password. */
enum fault account_change_password(struct school *school, const struct actor *actor, const char *old_password,
                                   const char *password, struct arena *arena, int64_t *ret_retry_after_s);

/* Sends a link to the new address; until it is opened the old one stands. EMAIL_INVALID, EMAIL_TAKEN, PASSWORD_WRONG,
 * TOO_MANY_ATTEMPTS with *ret_retry_after_s. */
enum fault account_change_email(struct school *school, const struct actor *actor, const char *email,
                                const char *password, struct arena *arena, int64_t *ret_retry_after_s);

/*
 * Whoever has the link proves that they read the new address; the old one is told, and what was handed out under it
 * ends (sign_in/access.h) but for the session of `known` (who is signed in where it was opened; NULL: nobody), when it
 * is the account's. A link to the account's own address proves that one, for who is signed in to it (NOT_SIGNED_IN
 * otherwise). LINK_UNKNOWN, EMAIL_TAKEN.
 */
enum fault account_confirm_email(struct school *school, const char *token, const struct actor *known,
                                 struct arena *arena);

/* Sends a link to the account's own address, to prove it; nothing when it is proven. TOO_MANY_ATTEMPTS with
 * *ret_retry_after_s after ACCOUNT_PROOFS_MAX in SESSION_ATTEMPT_MINUTES. */
enum fault account_prove_email(struct school *school, const struct actor *actor, struct arena *arena,
                               int64_t *ret_retry_after_s);

#endif
