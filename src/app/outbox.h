/* SPDX-License-Identifier: MIT */
/* A thread that turns what the school has to tell into notifications and mails, and delivers these. */
#ifndef AMS_APP_OUTBOX_H
#define AMS_APP_OUTBOX_H

#include "app/config.h"
#include "school/school.h"

struct outbox;

/* Both are borrowed until outbox_close. NULL without memory or threads. */
struct outbox *outbox_open(struct school *school, const struct config *config);

/* Waits for the delivery under way (up to a minute when the mail server hangs). NULL is allowed. */
void outbox_close(struct outbox *outbox);

#endif
