/* SPDX-License-Identifier: MIT */
/* Numbers of workbooks as people see them: for the readers of this folder alone. Pure functions. */
#ifndef AMS_SCHOOL_GRID_NUMBER_H
#define AMS_SCHOOL_GRID_NUMBER_H

#include "school/imports/grid/grid.h"

enum {
    NUMBER_TEXT_SIZE = 64,
    NUMBER_DIGITS_MAX = 15, // that a spreadsheet keeps; what has more is written with an exponent, as it shows it
    NUMBER_ZEROS_MAX = 30,
};

/* What a format code does to a number. */
struct number_format {
    enum grid_kind kind; // NUMBER, DATE, TIME or MOMENT
    unsigned zeros;      // digits at least, of a format such as 000000; 0: as they come
};

/* ECMA-376, 18.8.31. */
struct number_format number_format(const char *code);

/* One that every workbook has without saying so. */
struct number_format number_format_known(long id);

/* Writes a cell's value, as XLSX stores it, by its format; days from 1900 or, `from_1904`, from 1904. Answers the kind
 * that it came to: GRID_TEXT, and the value as it is, when it is no number. */
enum grid_kind number_write(const char *value, struct number_format format, bool from_1904,
                            char out[static NUMBER_TEXT_SIZE]);

/* Writes a date or moment of ISO 8601 (2026-12-07, 2026-12-07T09:00:00Z) as the sheet has it. False when it is none. */
bool number_iso(const char *value, char out[static NUMBER_TEXT_SIZE], enum grid_kind *ret_kind);

/* The same for a time: PT9H30M00S (of a day, so less than 24 hours; more is a duration, 25:30). */
bool number_duration(const char *value, char out[static NUMBER_TEXT_SIZE]);

#endif
