/* SPDX-License-Identifier: MIT */
/*
 * Days without lectures: of the institution, and what differs in one classroom. A new series skips them; lectures that
 * are planned already stay until somebody says otherwise (school/office/holiday_change.h).
 */
#ifndef AMS_SCHOOL_HOLIDAY_H
#define AMS_SCHOOL_HOLIDAY_H

#include <stddef.h>

#include "school/school.h"

enum {
    HOLIDAY_NAME_MAX = 60, // characters
    HOLIDAYS_MAX = 1000,   // of the institution
    CLASSROOM_DAYS_MAX = 500,
    HOLIDAY_DAYS_MAX = 100, // set or taken away at once
};

/* HOLIDAY_TAUGHT: a holiday of the institution on which this classroom meets. */
enum holiday_kind { HOLIDAY_INSTITUTION, HOLIDAY_CLASSROOM, HOLIDAY_TAUGHT, HOLIDAY_KIND_COUNT };

/* "institution", "classroom", "taught". */
const char *holiday_kind_code(enum holiday_kind kind);

struct holiday {
    int64_t day;      // school/common/zone.h
    const char *name; // NULL: none
    enum holiday_kind kind;
};

struct holiday_list {
    struct holiday *holidays; // by day
    size_t count;
};

/* Of the institution, for everybody who has signed in. */
enum fault holiday_list(struct school *school, struct arena *arena, struct holiday_list *ret_list);

/* As one classroom sees them: a day of its own stands before the institution's. For its staff, students and
 * administrators. */
enum fault holiday_list_of(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct holiday_list *ret_list);

struct holiday_dates {
    const char *date;  // "2026-12-24": the first
    const char *until; // the last; NULL: the first
};

/* DATE_INVALID (also when `until` is before `date`), SERIES_TOO_LONG past HOLIDAY_DAYS_MAX. */
enum fault holiday_dates_parse(const struct holiday_dates *dates, int64_t *ret_first, int64_t *ret_last);

/* Sets or renames days. Administrators (NOT_ALLOWED). As holiday_dates_parse, TEXT_INVALID, TOO_MANY_THINGS. Audited.
 */
enum fault holiday_set(struct school *school, const struct actor *actor, const struct holiday_dates *dates,
                       const char *name, struct arena *arena);

/* NOT_FOUND: no such days, or none set. Audited. */
enum fault holiday_remove(struct school *school, const struct actor *actor, const struct holiday_dates *dates);

/* Says that a classroom has no lectures on days (`off`), or has them in spite of holidays; holiday_forget_of leaves
 * them to the institution. Its teachers. As holiday_dates_parse, TEXT_INVALID, TOO_MANY_THINGS, NOT_FOUND,
 * CLASSROOM_ARCHIVED. Audited. */
enum fault holiday_set_of(struct school *school, const struct actor *actor, int64_t class_id,
                          const struct holiday_dates *dates, bool off, const char *name, struct arena *arena);
enum fault holiday_forget_of(struct school *school, const struct actor *actor, int64_t class_id,
                             const struct holiday_dates *dates);

#endif
