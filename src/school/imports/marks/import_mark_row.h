/* SPDX-License-Identifier: MIT */
/* Who, which lecture, and which mark a row means. For import_marks.c only. */
#ifndef AMS_SCHOOL_IMPORT_MARK_ROW_H
#define AMS_SCHOOL_IMPORT_MARK_ROW_H

#include "school/imports/import_cells.h"
#include "school/imports/marks/import_mark_known.h"
#include "school/imports/wide/wide.h"
#include "school/marks/mark.h"
#include "school/marks/status_set.h"

enum mark_column {
    MARK_COLUMN_EMAIL,
    MARK_COLUMN_EXTERNAL_ID,
    MARK_COLUMN_STUDENT_ID,
    MARK_COLUMN_USERNAME,
    MARK_COLUMN_ID_NUMBER,
    MARK_COLUMN_NAME,
    MARK_COLUMN_GIVEN_NAME,
    MARK_COLUMN_FAMILY_NAME,
    MARK_COLUMN_LECTURE_ID,
    MARK_COLUMN_DATE,
    MARK_COLUMN_START,
    MARK_COLUMN_STATUS,
    MARK_COLUMN_SCAN_TIME,
    MARK_COLUMN_MINUTES_LATE,
    MARK_COLUMN_NOTE,
    MARK_COLUMN_TICKED_PRESENT, // import_mark_tick.h
    MARK_COLUMN_TICKED_LATE,
    MARK_COLUMN_TICKED_EXCUSED,
    MARK_COLUMN_TICKED_ABSENT,
    MARK_COLUMN_SHEET_ROW, // of what wide/wide.h made
    MARK_COLUMN_SHEET_COLUMN,
    MARK_COLUMN_SHEET_STATUS,
    MARK_COLUMN_SHEET_FAULT,
    MARK_COLUMN_COUNT,
};

/* How the table is read. */
struct mark_reader {
    const char *timezone; // the classroom's
    int64_t lecture_id;   // of every row; 0: the rows say
    struct status_set set;
    struct cell_calendar *calendar;
    const struct mark_known *known; // of the classroom, as the batch's unit sees it
    struct wide_made made;          // its grid NULL: the rows are the file's own
    struct import_ids ids[IMPORT_WHO_IDS];
    struct import_dates dates, starts; // of the columns date and start
    struct import_dates scans;         // of scantime; its order NONE: whichever the lecture says
    size_t ones, digits;               // cells of the column status that are 1, and those that are another digit but 0
    bool ticks;                        // there 1 is present and 0 is absent
    bool counts;                       // what stands below the statuses' own columns is how often
};

/* A row's mark, checked. */
struct mark_row {
    int64_t student_id;
    const char *name; // the student's, where only that says who; NULL: something else does
    struct known_lecture lecture;
    int64_t scanned; // when they came; 0: the file says what the mark is
    enum mark_status status;
    int64_t minutes_late; // -1: the file does not say
    const char *note;     // NULL: the file does not say

    const char *reason; // why the row is not taken; NULL: it is
    int column;         // and whose cell says so
    bool says_nothing;  // there is no status: no refusal, and no change
    bool of_staff;      // who teaches the classroom has no mark: no refusal either
};

/* The survey: sees a row; afterwards, settles in which order days are written, and notes what looks wrong. */
void mark_reader_see(struct mark_reader *marks, const struct import_line *line);
enum fault mark_reader_settle(struct db *db, struct import *import, struct mark_reader *marks,
                              const struct import_match *match);

/* Reads a row: ret->reason says why it cannot be taken. import->context is the struct mark_reader; `ret` begins as 0.
 */
enum fault mark_row_read(struct db *db, struct import *import, const struct import_line *line, struct mark_row *ret);

/* Whom the row names, as accounts have it where they have it so, so that an erasure finds it. NULL without memory. */
const char *mark_row_subject(struct import *import, const struct import_line *line);

#endif
