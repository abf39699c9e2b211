/* SPDX-License-Identifier: MIT */
/* What the forms of an export share. Only for src/school/export*.c. */
#ifndef AMS_SCHOOL_EXPORT_INSIDE_H
#define AMS_SCHOOL_EXPORT_INSIDE_H

#include "base/csv.h"
#include "school/numbers/export.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/marks/standing.h"

enum { EXPORT_TIME_SIZE = 72 };

struct export_person {
    const char *email, *external_id; // NULL when none
    const char *joined, *left;       // moments on the classroom's clock; left NULL: still in
};

struct export
{
    struct school *school;
    struct arena *arena;
    struct classroom classroom;
    struct sheet sheet;
    struct export_person *people; // of the sheet's students
    int64_t *starts, *ends;       // of the sheet's lectures, on the classroom's clock (school/common/zone.h)
    int64_t made;                 // the same clock now
};

/* Each makes its file in the arena; FAULT_TOO_MANY_THINGS when it grows beyond EXPORT_BYTES_MAX. */
enum fault export_make_csv(struct export *export, bool mark, struct export_file *file);
enum fault export_make_long(struct export *export, bool mark, struct export_file *file);
enum fault export_make_moodle(struct export *export, bool mark, struct export_file *file);
enum fault export_make_xlsx(struct export *export, struct export_file *file);
enum fault export_make_print(struct export *export, struct export_file *file);

/* "2026-11-23 09:00" of a wall clock. */
void export_moment(int64_t local, char text[static EXPORT_TIME_SIZE]);

/* The same as "23 Nov 2026 9.00AM". */
void export_moment_moodle(int64_t local, char text[static EXPORT_TIME_SIZE]);

/* "09:00" of a wall clock. */
void export_clock(int64_t local, char text[static EXPORT_TIME_SIZE]);

/* What stands in a cell: the letter, "" for not yet marked; in lectures not taken, and not the student's, NULL. */
const char *export_letter(const struct export *export, size_t student, size_t lecture);

/* Whether a lecture is a student's at all. */
bool export_theirs(const struct export *export, size_t student, size_t lecture);

/* Copies a finished file into the arena. */
/* Hundredths as "12", "12.5" or "12.25"; not negative. */
enum { EXPORT_POINTS_SIZE = 32 };
void export_points(int64_t hundredths, char text[static EXPORT_POINTS_SIZE]);

enum fault export_take(struct export *export, struct csv_writer *writer, struct export_file *file);

#endif
