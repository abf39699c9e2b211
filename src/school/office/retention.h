/* SPDX-License-Identifier: MIT */
/*
 * How long things are kept, what was deleted when its time was over, and the proof of it: one line for each deletion,
 * with its kind, its number and its rule. Also for faces and people that were deleted by somebody.
 */
#ifndef AMS_SCHOOL_RETENTION_H
#define AMS_SCHOOL_RETENTION_H

#include <stddef.h>

#include "school/common/setting.h"

struct deletion;

enum { RETENTION_RULES = 6 };

struct retention_rule {
    const char *kind; // "templates", ...
    enum setting setting;
    int64_t days; // 0: for ever
};

struct retention {
    struct retention_rule rules[RETENTION_RULES];
    struct deletion *deletions; // newest first
    size_t count;
    int64_t next; // the cursor of the next page; 0: this was the last
};

/* The rules, and the deletions with ids below page->after (0: from the newest). Administrators (NOT_ALLOWED). */
enum fault retention_get(struct school *school, const struct actor *actor, const struct page *page, struct arena *arena,
                         struct retention *ret_retention);

/* Deletes what has been kept long enough, in short units and only so much of it: called again by school_sweep. */
enum fault retention_sweep(struct school *school, int64_t now);

#endif
