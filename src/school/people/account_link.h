/* SPDX-License-Identifier: MIT */
/* One-time links by e-mail. */
#ifndef AMS_SCHOOL_ACCOUNT_LINK_H
#define AMS_SCHOOL_ACCOUNT_LINK_H

#include <stdint.h>

#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/post/letter.h"

struct arena;
struct db;
struct school;
struct user;

enum account_link_kind { ACCOUNT_LINK_PASSWORD, ACCOUNT_LINK_EMAIL };

/* A link about to be written; the token is only in the mail. */
struct account_link {
    enum account_link_kind kind;
    char token[SECRET_TOKEN_SIZE];
    int64_t user_id;   // 0: nobody
    const char *email; // the new address; NULL for a password
    int64_t now;
};

/* Forgets the token. */
static inline void account_link_wipe(struct account_link *link)
{
    secret_wipe(link->token, sizeof(link->token));
}

/* Inside a unit: writes it. */
enum fault account_link_insert(struct db *db, const struct account_link *link);

/* The person (enabled) and the address of a link that may be used now. LINK_UNKNOWN. */
enum fault account_link_read(struct db *db, enum account_link_kind kind, const char *token, int64_t now,
                             struct arena *arena, struct user *ret_user, const char **ret_email);

/* Inside a unit: voids all links of a kind that somebody has. */
enum fault account_link_void(struct db *db, enum account_link_kind kind, int64_t user_id);

/* Inside a unit: a mail with the text of `letter` and, below it, `path` with the token behind a '#'. `path` NULL: no
 * link. */
struct account_mail {
    int64_t user_id;
    const char *to;
    const char *locale; // of whoever reads it
    enum letter letter;
    const char *address; // that the letter names; NULL: none
    const char *path, *token;
    bool unsaid, nobody; // as of struct mail
};
enum fault account_mail_queue(struct school *school, struct db *db, const struct account_mail *mail, int64_t now);

#endif
