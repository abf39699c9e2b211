/* SPDX-License-Identifier: MIT */
/*
 * Turning mails off from the mail itself (RFC 8058), without signing in: what a mail is of stands in a token under the
 * institution's key, and whoever has it turns exactly those off, and on again, for that person. Nothing is kept of it.
 */
#ifndef AMS_SCHOOL_MAIL_OFF_H
#define AMS_SCHOOL_MAIL_OFF_H

#include "school/post/notification.h"

enum {
    MAIL_KINDS_MAX = 600,     // characters of the kinds of one mail, with dots between
    MAIL_OFF_TOKEN_MAX = 700, // characters of a token: what is longer is none
};

/* Of a mail about these kinds ("graded.board_item") to that person, in the arena. NULL: without a master key none can
 * be made; or without memory. */
const char *mail_off_token(struct school *school, int64_t user_id, const char *kinds, struct arena *arena);

/* What a token is for. */
struct mail_off {
    const char *institution; // its name; NULL or "": it has none
    size_t count;
    struct {
        enum notification_kind kind;
        enum notification_email email; // as it is chosen now
    } kinds[NOTIFY_KIND_COUNT];
};

/* NOT_FOUND: it is no token, of nobody who has an account here, or of no kind that this version knows. */
enum fault mail_off_look(struct school *school, const char *token, struct arena *arena, struct mail_off *ret_off);

/* Turns the mails of its kinds off, or with `on` back to what is usual for each (at once, where that is off). Doing so
 * again changes nothing. Audited, by nobody: the token may have been passed on. NOT_FOUND. */
enum fault mail_off_set(struct school *school, const char *token, bool on, struct arena *arena,
                        struct mail_off *ret_off);

#endif
