/* SPDX-License-Identifier: MIT */
/*
 * Days without lectures: of the institution, and what differs in one classroom. A new series skips them; lectures that
 * are planned already stay, and are cancelled one by one.
 */
#ifndef AMS_SCHOOL_HOLIDAY_H
#define AMS_SCHOOL_HOLIDAY_H

#include <stddef.h>

#include "school/school.h"

enum {
    HOLIDAY_NAME_MAX = 60, // characters
    HOLIDAYS_MAX = 1000,   // of the institution
    CLASSROOM_DAYS_MAX = 500,
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

/* Sets or renames a day. Administrators (NOT_ALLOWED). DATE_INVALID, TEXT_INVALID, TOO_MANY_THINGS. Audited. */
enum fault holiday_set(struct school *school, const struct actor *actor, const char *date, const char *name,
                       struct arena *arena);

/* NOT_FOUND: no such day, or none set. Audited. */
enum fault holiday_remove(struct school *school, const struct actor *actor, const char *date);

/* Says that a classroom has no lectures on a day (`off`), or has them in spite of a holiday; holiday_forget leaves it
 * to the institution. Its teachers. DATE_INVALID, TEXT_INVALID, TOO_MANY_THINGS, NOT_FOUND, CLASSROOM_ARCHIVED.
 * Audited. */
enum fault holiday_set_of(struct school *school, const struct actor *actor, int64_t class_id, const char *date,
                          bool off, const char *name, struct arena *arena);
enum fault holiday_forget_of(struct school *school, const struct actor *actor, int64_t class_id, const char *date);

#endif
