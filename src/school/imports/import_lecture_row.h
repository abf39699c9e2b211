/* SPDX-License-Identifier: MIT */
/* When the lectures of a row are. For import_lectures.c only. */
#ifndef AMS_SCHOOL_IMPORT_LECTURE_ROW_H
#define AMS_SCHOOL_IMPORT_LECTURE_ROW_H

#include "school/imports/grid/grid.h"
#include "school/imports/import_cells.h"
#include "school/plan/series.h"

enum lecture_column {
    LECTURE_DATE,
    LECTURE_FROM,
    LECTURE_TO,
    LECTURE_DURATION,
    LECTURE_DESCRIPTION,
    LECTURE_ROOM,
    LECTURE_REPEAT_ON,
    LECTURE_REPEAT_EVERY,
    LECTURE_REPEAT_UNTIL,
    LECTURE_TIMES, // begin and end in one cell
};

/* How the table's days and times are read. */
struct lecture_reader {
    struct school *school;
    const char *timezone; // the classroom's
    struct cell_calendar *calendar;
    struct import_dates dates, starts, ends, untils;
};

/* A row seen before what the header says is settled: a column that is known by its looks is in `match` from then on
 * what it holds. Begin and end in one cell, where nothing else says when it ends; a day with its time, where nothing
 * else says when it begins. */
void lecture_reader_look(const struct lecture_reader *reader, const struct grid_row *row, struct import_match *match);

/* The survey: sees a row; afterwards, settles in which order days are written. */
void lecture_reader_see(struct lecture_reader *reader, const struct import_line *line);
enum fault lecture_reader_settle(struct db *db, struct import *import, struct lecture_reader *reader,
                                 const struct import_match *match);

/* The lectures of a row, on the classroom's clocks. */
struct lecture_row {
    int64_t from, to; // local ms of day 0: seconds of the day; `to` behind `from`
    int64_t days[SERIES_LECTURES_MAX];
    size_t count; // at least 1
};

enum lecture_day {
    LECTURE_DAY_SAID,
    LECTURE_DAY_ODD,     // what stands there cannot be read
    LECTURE_DAY_LACKING, // it says when it begins, and no day at all
    LECTURE_DAY_NONE,    // nor that
};

/* What the row says of its day; *ret_day is the one that is said, in days from 1970-01-01. */
enum lecture_day lecture_row_day(const struct lecture_reader *reader, const struct import_line *line, int64_t *ret_day);

/* Reads the row. `above`: the day of one that lacks its own, NULL: unknown. NULL, or why it is refused; *ret_column:
 * whose cell says so. */
const char *lecture_row_read(const struct lecture_reader *reader, const struct import_line *line, const int64_t *above,
                             struct lecture_row *ret, int *ret_column);

/* When the lecture on days[i] is. False: at no time that can be. */
bool lecture_row_moments(const struct lecture_reader *reader, const struct lecture_row *row, size_t i,
                         int64_t *ret_starts_at, int64_t *ret_ends_at);

#endif
