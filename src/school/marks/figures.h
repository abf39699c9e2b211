/* SPDX-License-Identifier: MIT */
/*
 * The marks of a lecture, counted once and kept, so that a report on eight million marks reads forty thousand rows.
 * Only for src/school/.
 */
#ifndef AMS_SCHOOL_FIGURES_H
#define AMS_SCHOOL_FIGURES_H

#include "school/marks/mark.h"

struct db;

/* Inside every unit that adds, changes or takes away a mark of this lecture. */
enum fault figures_touch(struct db *db, int64_t lecture_id);

enum { FIGURES_A_SWEEP = 2000, FIGURES_CHECKED_A_SWEEP = 200 };

/*
 * Counts lectures that have been over for an hour, also for marking, and have no figures, at most FIGURES_A_SWEEP; and
 * the FIGURES_CHECKED_A_SWEEP oldest figures again. *ret_made of the former. For school_sweep.
 */
enum fault figures_sweep(struct school *school, int64_t now, int64_t *ret_made);

/* The marks of a lecture. What own statuses count as is the classroom's at the time: status_set.c. */
struct figures {
    int64_t of[MARK_OWN];        // P, L, E, A; MARK_UNMARKED: whose lecture it is and who have none
    int64_t other[COUNTS_COUNT]; // of the classroom's own, by what they count as
};

/* Counted from the marks. */
enum fault figures_count(struct db *db, int64_t class_id, int64_t lecture_id, struct figures *ret_figures);

#endif
