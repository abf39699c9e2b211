/* SPDX-License-Identifier: MIT */
/* Taking mails from the outbox. Only for src/school/mail*.c and tests. */
#ifndef AMS_SCHOOL_MAIL_OUTBOX_H
#define AMS_SCHOOL_MAIL_OUTBOX_H

#include "school/post/mail.h"

struct mail_taken {
    int64_t id;       // 0: nothing is due
    struct mail mail; // its text NULL: no key opens it
    int64_t created_at;
    int64_t tries; // this one counted
};

/* Takes the mail that has waited longest; nobody else gets it for MAIL_LEASE_MINUTES. */
enum fault mail_take(struct school *school, struct arena *arena, struct mail_taken *ret_taken);

enum mail_way { MAIL_SENT, MAIL_FILED };

/* Notes that it went that way (`error` NULL), or why not; it is tried again unless this is `final` or was the last try.
 */
enum fault mail_note(struct school *school, const struct mail_taken *taken, enum mail_way way, const char *error,
                     bool final);

#endif
