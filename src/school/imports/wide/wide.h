/* SPDX-License-Identifier: MIT */
/*
 * Registers that lie across, a student a row and a lecture a column, and our own rows: made into the rows that the
 * import of marks reads. For src/school/imports alone.
 *
 * Across are our own `csv`, `xlsx` and `moodle`, Moodle's export (whose course and group stand above the heading), and
 * whatever has students in rows and moments in its heading: "2026-11-23 09:00", "23 Nov 2026 9.00AM All students",
 * "23.11.2026 9:00", "11/23/2026 9 AM", a spreadsheet's number of a day, or a day alone, with what the lecture is
 * called before it ("Week 1 - 2 Nov 2026"), without a year ("2-Nov"), or on two rows (wide_joined.h). A column is of
 * the lecture that begins then on the clocks of the classroom; where several do, of the one whose groups or number
 * (#12) stand behind the moment. Of 12/08/2026 all headings together say what it means, else which of both has
 * lectures, else the locale, as of a column of days (import_cells.h).
 */
#ifndef AMS_SCHOOL_IMPORT_WIDE_H
#define AMS_SCHOOL_IMPORT_WIDE_H

#include "school/imports/grid/grid.h"
#include "school/imports/import_cells.h"
#include "school/imports/import_work.h"
#include "school/marks/status_set.h"

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
    struct import_dates dates;         // of the headings
    const char *heads[WIDE_WHO_COUNT]; // how the file heads these; NULL: it does not
    const char *dayless;               // of a file that is none: a sentence of what its headings lack; NULL: nothing
};

/* Goes through the file and leaves it rewound. Refuses the job when there are more marks than an import takes. */
enum fault wide_unfold(struct job_work *work, const struct wide_file *file, struct wide_made *ret);

struct wide_moment {
    int64_t local;      // a wall clock in milliseconds
    bool day;           // only a day stands there
    bool either;        // the day or the month may come first, and `local` is nothing
    bool yearless;      // no year stands there: `local` is in one that has each day
    const char *behind; // what stands behind it, within the text
};

/* Reads the moment that a heading begins with; false: there is none. `order` decides where both fit. */
bool wide_heading_moment(const struct cell_calendar *calendar, enum cell_order order, const char *text,
                         struct wide_moment *ret);

/* What a heading shows of the order of days, as cells do. */
void wide_heading_see(const struct cell_calendar *calendar, const char *text, struct cell_orders *orders);

#endif
