/* SPDX-License-Identifier: MIT */
/*
 * Registers that lie across, a student a row and a lecture a column, and our own rows: made into the rows that the
 * import of marks reads. For src/school/imports alone.
 *
 * Across are our own `csv`, `xlsx` and `moodle`, Moodle's export (whose course and group stand above the heading), and
 * whatever has students in rows and moments in its heading: "2026-11-23 09:00", "23 Nov 2026 9.00AM All students",
 * "23.11.2026 9:00", a spreadsheet's number of a day, or a day alone. A column is of the lecture that begins then on
 * the clocks of the classroom; where several do, of the one whose groups or number (#12) stand behind the moment.
 */
#ifndef AMS_SCHOOL_IMPORT_MARKS_WIDE_H
#define AMS_SCHOOL_IMPORT_MARKS_WIDE_H

#include "school/imports/import_work.h"
#include "school/marks/status_set.h"

/* Columns of the rows that are made, after the known ones; no file of people's has such names. */
#define MARKS_ROW "ams:row"       // of the file that people sent
#define MARKS_COLUMN "ams:column" // the heading of the lecture's column
#define MARKS_STATUS "ams:status" // the code of the status, where that is sure
#define MARKS_FAULT "ams:fault"   // the column is of no lecture: why, as a reason of the report

struct marks_file {
    const char *timezone;         // the classroom's
    int64_t lecture_id;           // of every row; 0: the rows say
    const struct status_set *set; // the classroom's
    const void *bytes;
    size_t size;
};

/* Changes bytes and size (in the job's arena) when the file is one of these, and says so in *ret_made; otherwise leaves
 * them. Refuses the job when there are more marks than an import takes. */
enum fault marks_unfold(struct job_work *work, struct marks_file *file, bool *ret_made);

/* Reads a moment of a heading: `*ret_local` a wall clock in milliseconds, `*ret_day`: only a day stands there; answers
 * what stands behind it. NULL: it is none. */
const char *marks_heading_moment(const char *text, int64_t *ret_local, bool *ret_day);

#endif
