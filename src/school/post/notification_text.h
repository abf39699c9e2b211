/* SPDX-License-Identifier: MIT */
/* What the e-mails about notifications say. Only for src/school/post and tests. */
#ifndef AMS_SCHOOL_NOTIFICATION_TEXT_H
#define AMS_SCHOOL_NOTIFICATION_TEXT_H

#include <stddef.h>

struct arena;
struct notification;

/* The line of an e-mail about one notification, in the language of `locale` (tongue.h). NULL without memory. */
const char *notification_line(const struct notification *notification, const char *locale, struct arena *arena);

/* What stands below that line: what it means and what to do; NULL: nothing. */
const char *notification_hint(const struct notification *notification, const char *locale);

/* Some of them, one below the other. NULL without memory. */
const char *notification_items_join(const char *const *items, size_t count, struct arena *arena);

/* The subject of an e-mail with `count` lines of which `line` is the first, and what stands around the lines. */
const char *notification_mail_subject(const char *line, size_t count, const char *locale, struct arena *arena);
const char *notification_mail_text(const char *lines, const char *url, const char *locale, struct arena *arena);

#endif
