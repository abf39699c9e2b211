/* SPDX-License-Identifier: MIT */
/*
 * Headings on two rows, as registers on paper have them: the month above, merged over the numbers of its days; a day
 * above and the time below. For the files beside it only.
 *
 *     November 2026                 2 Nov      2 Nov
 *     2 Mon   5 Thu   9 Mon         9:00       14:00
 *
 * A month may stand in a title instead, where all titles name but one. Without any the numbers are no days.
 */
#ifndef AMS_SCHOOL_IMPORT_WIDE_JOINED_H
#define AMS_SCHOOL_IMPORT_WIDE_JOINED_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct cell_calendar;

/* The rows above the one that is looked at; all 0 at first. */
struct wide_titles {
    const char *const *above; // the last of them
    size_t count;
    const char *month; // the cell of a title that names one
    bool several;      // they name more
};

/* Another row that is no heading. `cells` are clean, and live as long as `titles`. */
void wide_titles_see(const struct cell_calendar *calendar, const char *const *cells, size_t count,
                     struct wide_titles *titles);

struct wide_heads {
    const char **cells;
    size_t count;
    bool joined; // a day is said by two rows
};

/* Whether it is the first day of a month, as which a spreadsheet keeps what people type as "Nov 2026". */
bool wide_is_month(const struct cell_calendar *calendar, const char *text);

/* What the row and the one above it say together. False without memory. */
bool wide_join(const struct cell_calendar *calendar, const struct wide_titles *titles, const char *const *cells,
               size_t count, struct arena *arena, struct wide_heads *ret);

/* Whether columns beside one another only count: "Week 1" and "Week 2", "L1" and "L2", 1 and 2. */
bool wide_counts(const char *const *cells, size_t count, const char **ret_first, const char **ret_second);

#endif
