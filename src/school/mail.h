/* SPDX-License-Identifier: MIT */
/*
 * E-mail on its way out. The rules write a mail in the same transaction as what it tells of (mail_queue in inside.h);
 * it is sent later, and again after a failure, by whoever runs the outbox. The text is plain; nothing in it is secret
 * but one-time links.
 */
#ifndef AMS_SCHOOL_MAIL_H
#define AMS_SCHOOL_MAIL_H

#include "school/school.h"

enum {
    MAIL_SUBJECT_MAX = 150, // characters
    MAIL_TEXT_MAX = 20000,  // bytes
};

struct mail {
    int64_t user_id; // whom it is for; 0: no account
    const char *to;  // address
    const char *subject;
    const char *text; // lines end with "\n"
};

#endif
