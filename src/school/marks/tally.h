/* SPDX-License-Identifier: MIT */
/*
 * Counting one student's lectures in one classroom. This is the one place that decides what counts as attended; every
 * page, report and export goes through it. Pure functions.
 */
#ifndef AMS_SCHOOL_TALLY_H
#define AMS_SCHOOL_TALLY_H

#include "school/common/limits.h"
#include "school/marks/mark.h"

/* A lecture that counts, by its place among those. */
struct tally_lecture {
    int64_t id;
    int64_t at, points;
    bool attended;
};

/* Whatever is left out at the end, the last TREND_LECTURES of the rest are among so many. */
enum { TALLY_RECENT = TREND_LECTURES + CLASSROOM_LEAVE_OUT_MAX };

/* A count under way. What is left out is taken away at its end: until then all that count are counted. */
struct tally {
    struct standing standing;
    int64_t points_highest;                              // that a mark can be worth by the rule
    struct tally_lecture recent[TALLY_RECENT];           // a ring of the last that count
    struct tally_lecture worst[CLASSROOM_LEAVE_OUT_MAX]; // of the missed ones so far, those to leave out
    int64_t worst_count;
};

void tally_begin(struct tally *tally, const struct standing_rule *rule);

/* What a lecture that is not cancelled is to one student. */
struct tally_moment {
    int64_t lecture_id;
    bool member; // they were in the classroom then: span_holds
    bool taken;  // common/taken_rule.h
    bool over;   // for marking: its window has closed; without a window, the lecture has ended
};

/*
 * The rule of what is charged. Theirs: they were a member then, or have a mark in it. Decided: they have a mark, or it
 * is theirs, taken and over: a lecture that can still be marked has not been missed by anybody.
 */
bool tally_theirs(const struct tally_moment *moment, enum mark_status status);
bool tally_decided(const struct tally_moment *moment, enum mark_status status);

/* When a lecture is over for marking, in SQL: of `lectures l` and, by a LEFT JOIN, its `windows w`. */
#define MARKING_ENDS "COALESCE(w.closes_at, l.ends_at)"

/* The next lecture in the order of time; cancelled ones must be left out. */
void tally_lecture(struct tally *tally, const struct tally_moment *moment, enum mark_status status,
                   int64_t minutes_late);

void tally_end(const struct tally *tally, struct standing *ret_standing);

/* Whether a mark is an attended lecture, and whether it counts at all, under a rule. */
bool tally_attends(const struct standing_rule *rule, enum mark_status status);
bool tally_counts(const struct standing_rule *rule, enum mark_status status);

/* `part` of `whole` in percent, rounded half up to one decimal; false when `whole` is 0. Both 0 to 10^12. */
bool tally_percentage(int64_t part, int64_t whole, double *ret_percentage);

#endif
