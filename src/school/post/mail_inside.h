/* SPDX-License-Identifier: MIT */
/* Queueing a mail, inside a unit. */
#ifndef AMS_SCHOOL_MAIL_INSIDE_H
#define AMS_SCHOOL_MAIL_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct mail;

/* Queues a mail: it is sent exactly when the unit's other writes are there. Texts within the limits of mail.h. */
enum fault mail_queue(struct db *db, const struct mail *mail, int64_t now);

#endif
