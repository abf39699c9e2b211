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
#ifndef AMS_SCHOOL_IMPORT_WIDE_H
#define AMS_SCHOOL_IMPORT_WIDE_H

#include "school/imports/grid/grid.h"
#include "school/imports/import_work.h"
#include "school/marks/status_set.h"

struct cell_calendar;

/* Columns of the rows that are made, after the known ones; no file of people's has such names. */
#define WIDE_ROW "ams:row"       // of the file that people sent
#define WIDE_COLUMN "ams:column" // the heading of the lecture's column
#define WIDE_STATUS "ams:status" // the code of the status, where that is sure
#define WIDE_FAULT "ams:fault"   // the row, or the column, cannot be read: why, as a reason of the report

/* What a file may hold that lies across: each of a classroom's lectures may be a column. */
extern const struct csv_limits wide_limits;

struct wide_file {
    const char *timezone;         // the classroom's
    int64_t lecture_id;           // of every row; 0: the rows say
    const struct status_set *set; // the classroom's
    const struct cell_calendar *calendar;
    struct grid *grid; // the file, by wide_limits
};

/* Who a row is about. */
enum wide_who {
    WIDE_STUDENT,
    WIDE_EMAIL,
    WIDE_NUMBER,
    WIDE_USERNAME,
    WIDE_NAME,
    WIDE_GIVEN_NAME,
    WIDE_FAMILY_NAME,
    WIDE_WHO_COUNT,
};

struct wide_made {
    struct grid *grid; // the rows, to be closed; NULL: the file is none of these, and to be read as it is
    size_t heading;    // its row in the file
    bool across;
    const char *heads[WIDE_WHO_COUNT]; // how the file heads these; NULL: it does not
};

/* Goes through the file and leaves it rewound. Refuses the job when there are more marks than an import takes. */
enum fault wide_unfold(struct job_work *work, const struct wide_file *file, struct wide_made *ret);

/* Reads a moment of a heading: `*ret_local` a wall clock in milliseconds, `*ret_day`: only a day stands there; answers
 * what stands behind it. NULL: it is none. */
const char *wide_heading_moment(const struct cell_calendar *calendar, const char *text, int64_t *ret_local,
                                bool *ret_day);

#endif
