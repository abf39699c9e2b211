/* SPDX-License-Identifier: MIT */
/* Queueing a mail, inside a unit. */
#ifndef AMS_SCHOOL_MAIL_INSIDE_H
#define AMS_SCHOOL_MAIL_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct mail;
struct row;
struct school;

/* Queues a mail: it is sent exactly when the unit's other writes are there. Texts within the limits of mail.h. */
enum fault mail_queue(struct db *db, const struct mail *mail, int64_t now);

/* The text of a mail to `to` from a row's columns `body` and `sealed`, in the row's arena; NULL when no key opens it:
 * it cannot be sent any more. */
const char *mail_text_of_row(struct school *school, struct row *row, int body, int sealed, const char *to);

#endif
