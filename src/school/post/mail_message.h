/* SPDX-License-Identifier: MIT */
/* A mail as RFC 5322 text. Only for src/school/mail*.c and tests. */
#ifndef AMS_SCHOOL_MAIL_MESSAGE_H
#define AMS_SCHOOL_MAIL_MESSAGE_H

#include "school/post/mail.h"

/* Domain of an address: what stands behind its last @; the whole text without one. */
const char *mail_domain(const char *address);

/* Whom mails come from. */
struct mail_sender {
    const char *name; // the institution's; NULL or "": AMS
    const char *address;
};

/* The whole message, lines ended by CRLF: subject and sender by RFC 2047, text in base64. NULL without memory or when
 * an address is no clean text. `id` makes the Message-ID. */
const char *mail_message(const struct mail *mail, const struct mail_sender *from, int64_t id, int64_t now,
                         struct arena *arena);

#endif
