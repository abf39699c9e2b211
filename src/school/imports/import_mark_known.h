/* SPDX-License-Identifier: MIT */
/*
 * The students and lectures of the classroom that marks are imported into, read at once: a file of marks names each of
 * them many times. At most CLASSROOM_STUDENTS_MAX and LECTURES_PER_CLASSROOM_MAX of them, some 100 bytes each. For
 * import_mark_row.c and import_marks.c only.
 */
#ifndef AMS_SCHOOL_IMPORT_MARK_KNOWN_H
#define AMS_SCHOOL_IMPORT_MARK_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct arena;
struct db;

struct known_lecture {
    int64_t id, starts_at, late_after_at;
    bool cancelled;
};

struct mark_known;

/* As the classroom is now, in the arena. */
enum fault mark_known_read(struct db *db, int64_t class_id, struct arena *arena, const struct mark_known **ret_known);

/* Who has the address, the number (of several the first account) or the id; 0: no student of the class. */
int64_t mark_known_email(const struct mark_known *known, const char *email);
int64_t mark_known_number(const struct mark_known *known, const char *number);
int64_t mark_known_id(const struct mark_known *known, int64_t id);

/* The lecture with this id, or those that are not cancelled and start from then until then; how many there are: 2 of
 * any that are several. *ret_lecture is one of them. */
size_t mark_known_lecture(const struct mark_known *known, int64_t id, int64_t from, int64_t until,
                          struct known_lecture *ret_lecture);

#endif
