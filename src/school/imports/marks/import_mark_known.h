/* SPDX-License-Identifier: MIT */
/*
 * The students, teachers and lectures of the classroom that marks are imported into, read at once: a file of marks
 * names each of them many times. At most CLASSROOM_STUDENTS_MAX, of some 1 KB each, and LECTURES_PER_CLASSROOM_MAX, of
 * some 50 bytes. For import_mark_row.c, import_mark_scan.c and import_marks.c only.
 */
#ifndef AMS_SCHOOL_IMPORT_MARK_KNOWN_H
#define AMS_SCHOOL_IMPORT_MARK_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/imports/marks/import_mark_name.h"

struct arena;
struct db;

struct known_lecture {
    int64_t id, starts_at, ends_at, late_after_at;
    bool cancelled;
};

struct mark_known;

/* As the classroom is now, in the arena. */
enum fault mark_known_read(struct db *db, int64_t class_id, struct arena *arena, const struct mark_known **ret_known);

/* Who has the address, the number or the id; 0: no student of the class, MARK_KNOWN_SEVERAL: more than one, of whom
 * nobody is meant. */
enum { MARK_KNOWN_SEVERAL = -1 };
int64_t mark_known_email(const struct mark_known *known, const char *email);
int64_t mark_known_number(const struct mark_known *known, const char *number);
int64_t mark_known_id(const struct mark_known *known, int64_t id);

/* Whom a name means: mark_names_find(). */
bool mark_known_name(const struct mark_known *known, const char *text, enum mark_named *ret_found,
                     int64_t *ret_student_id, const char **ret_name);

/* Whether somebody who teaches the class has the address. */
bool mark_known_staff(const struct mark_known *known, const char *email);

/* The lecture with this id, or those that are not cancelled and start from then until then; how many there are: 2 of
 * any that are several. *ret_lecture is one of them. */
size_t mark_known_lecture(const struct mark_known *known, int64_t id, int64_t from, int64_t until,
                          struct known_lecture *ret_lecture);

/* Those that are not cancelled and were held at the moment, or began within so many milliseconds: as above. */
size_t mark_known_held(const struct mark_known *known, int64_t moment, int64_t early_ms,
                       struct known_lecture *ret_lecture);

#endif
