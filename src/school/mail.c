/* SPDX-License-Identifier: MIT */
#include "school/mail.h"

#include "school/inside.h"

enum fault mail_queue(struct db *db, const struct mail *mail, int64_t now)
{
    return fault_of(db_exec(db,
                            "INSERT INTO mails (user_id, recipient, subject, body, created_at, next_try_at)"
                            " VALUES (?, ?, ?, ?, ?, ?)",
                            DB_VALUES(mail->user_id ? I(mail->user_id) : N(), T(mail->to), T(mail->subject),
                                      T(mail->text), I(now), I(now))));
}
