/* SPDX-License-Identifier: MIT */
/* When a row says that somebody came, and which lecture that was. For import_mark_row.c only. */
#ifndef AMS_SCHOOL_IMPORT_MARK_SCAN_H
#define AMS_SCHOOL_IMPORT_MARK_SCAN_H

#include "school/imports/marks/import_mark_row.h"

/*
 * The moment of a cell: seconds since 1970, as Moodle writes them, a day and a time on the classroom's clocks, RFC
 * 3339, or a time alone, which is of the day of `state`'s lecture. Where the day or the month may come first and
 * neither the column nor anybody says which, that of the lecture is meant. NULL, or why it cannot be meant:
 * scan_elsewhere of one more than IMPORT_SCAN_HOURS away.
 */
const char *mark_scan_read(const struct import *import, const char *text, const struct mark_row *state,
                           int64_t *ret_ms);

/* The lecture of the classroom that was held at the moment of a cell, or began within the hour. NULL, or why there is
 * none that is meant. */
const char *mark_scan_lecture(const struct import *import, const char *text, int64_t *ret_id);

#endif
