/* SPDX-License-Identifier: MIT */
/* What goes on in the whole institution now, and what waits for its office. */
#ifndef AMS_SCHOOL_TODAY_H
#define AMS_SCHOOL_TODAY_H

#include <stddef.h>

#include "school/school.h"

enum { TODAY_RUNNING_MAX = 20, TODAY_FAILED_DAYS = 7 };

/* A lecture that is held now, or whose window is open. */
struct running_lecture {
    int64_t id, class_id;
    const char *subject;
    const char *section, *room; // NULL when none
    struct person professor;
    int64_t starts_at, ends_at;
    bool open;                // marks are taken now
    int64_t marked, students; // students of the classroom
};

struct today {
    struct running_lecture *running; // by start, at most TODAY_RUNNING_MAX
    size_t count;
    int64_t running_total;
    int64_t lectures, begun, taken;                     // of the day
    int64_t marked, came;                               // marks in them, and those that are P or L
    int64_t jobs_failed;                                // of anybody, in TODAY_FAILED_DAYS
    int64_t flags_open, invitations, erasures, refused; // refused: face checks of TODAY_FAILED_DAYS
};

/* Lectures that start in [from, before). Administrators (NOT_ALLOWED). */
enum fault today_read(struct school *school, const struct actor *actor, int64_t from, int64_t before,
                      struct arena *arena, struct today *ret_today);

#endif
