/* SPDX-License-Identifier: MIT */
/*
 * Sheets with a column for each status and a sign below the one that is meant:
 *
 *     Name         Present   Late   Absent
 *     Zoe Moss        x
 *     Max Braun                 5
 *
 * For the files beside it only.
 */
#ifndef AMS_SCHOOL_IMPORT_MARK_TICK_H
#define AMS_SCHOOL_IMPORT_MARK_TICK_H

#include "school/imports/marks/import_mark_row.h"

/* Says which of the file's columns are such, by their headings: two or more that name different ones of the four
 * statuses that the rules give, where no column has the status in words and none is headed by a status of the
 * classroom's own. */
void mark_ticks_look(const struct mark_reader *marks, struct import_match *match);

/* The survey: sees a row. Numbers above 1 make the columns counts of lectures, which mark nobody. */
void mark_ticks_see(struct mark_reader *marks, const struct import_line *line);

/* What the row's signs say, into state->status and minutes_late, or into state->reason: tick_unknown, ticks_several.
 * False, and nothing changed: there is none. */
bool mark_ticks_read(const struct mark_reader *marks, const struct import_line *line, struct mark_row *state);

#endif
