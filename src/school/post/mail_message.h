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
    const char *reply_to; // where answers go; NULL or "": to the address
};

struct mail_frame;

/* Which mail it is, and when. */
struct mail_stamp {
    int64_t id, created_at; // make the Message-ID, which is the same at every try
    int64_t now;
};

/*
 * The whole message, lines ended by CRLF and none above 998 bytes: subject and sender by RFC 2047, the text and the
 * same as HTML in base64 (multipart/alternative), the language, and how it is turned off (RFC 8058) where the frame
 * says so. NULL without memory or when an address is no clean text.
 */
const char *mail_message(const struct mail *mail, const struct mail_sender *from, const struct mail_frame *frame,
                         const struct mail_stamp *stamp, struct arena *arena);

#endif
