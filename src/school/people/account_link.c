/* SPDX-License-Identifier: MIT */
#include "school/people/account_link.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/own_account.h"
#include "school/people/user.h"
#include "school/post/mail.h"
#include "school/post/mail_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

static const char *kind_word(enum account_link_kind kind)
{
    return kind == ACCOUNT_LINK_EMAIL ? "email" : "password";
}

enum fault account_link_insert(struct db *db, const struct account_link *link)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    secret_fingerprint(link->token, fingerprint);
    return fault_of(db_exec(db,
                            "INSERT INTO account_links (token_hash, kind, user_id, email, created_at, expires_at) "
                            "VALUES (?, ?, ?, ?, ?, ?)",
                            DB_VALUES(T(fingerprint), T(kind_word(link->kind)), link->user_id ? I(link->user_id) : N(),
                                      T(link->email), I(link->now),
                                      I(link->now + ACCOUNT_LINK_MINUTES * (int64_t)SCHOOL_MINUTE_MS))));
}

enum fault account_link_read(struct db *db, enum account_link_kind kind, const char *token, int64_t now,
                             struct arena *arena, struct user *ret_user, const char **ret_email)
{
    struct row row;
    struct user user = {0};
    const char *email = NULL;
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    bool found = false;
    secret_fingerprint(token ? token : "", fingerprint);
    row_begin(&row, db, arena,
              "SELECT " USER_COLUMNS ", l.email FROM account_links l JOIN users u ON u.id = l.user_id"
              " WHERE l.token_hash = ? AND l.kind = ? AND l.expires_at > ? AND u.disabled_at IS NULL",
              DB_VALUES(T(fingerprint), T(kind_word(kind)), I(now)));
    while (row_next(&row)) {
        found = user_from_row(&row, 0, &user);
        email = row_text(&row, USER_COLUMN_COUNT);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_LINK_UNKNOWN;
    *ret_user = user;
    *ret_email = email;
    return FAULT_NONE;
}

enum fault account_link_void(struct db *db, enum account_link_kind kind, int64_t user_id)
{
    return fault_of(db_exec(db, "DELETE FROM account_links WHERE user_id = ? AND kind = ?",
                            DB_VALUES(I(user_id), T(kind_word(kind)))));
}

enum fault account_mail_queue(struct school *school, struct db *db, const struct account_mail *mail, int64_t now)
{
    char text[MAIL_SEALED_MAX];
    const struct letter_values values = {ACCOUNT_LINK_MINUTES, mail->address};
    if (!letter_write(mail->letter, mail->locale, &values, text, sizeof(text)))
        return FAULT_INTERNAL;
    if (mail->path && !school)
        return FAULT_INTERNAL; // nothing would seal the link
    size_t used = strlen(text), left = sizeof(text) - used, link = 0;
    if (mail->path)
        link = (size_t)snprintf(text + used, left, "\n%s%s#%s\n", school_public_url(school), mail->path, mail->token);
    const struct mail queued = {
        .user_id = mail->user_id,
        .to = mail->to,
        .subject = letter_subject(mail->letter, mail->locale),
        .text = text,
        .locale = mail->locale,
        .sealed_by = mail->path ? school : NULL,
        .unsaid = mail->unsaid,
        .nobody = mail->nobody,
    };
    enum fault fault = link < left ? mail_queue(db, &queued, now) : FAULT_INTERNAL;
    secret_wipe(text, sizeof(text));
    return fault;
}
