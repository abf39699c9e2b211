/* SPDX-License-Identifier: MIT */
/*
 * The rules that warn. Pure: from a student's lectures in the order of time it follows when which rule is crossed. The
 * sweep that warns (warning_sweep.c), the preview (preview.h) and the student's page go through it.
 */
#ifndef AMS_SCHOOL_WARNING_H
#define AMS_SCHOOL_WARNING_H

#include <stddef.h>

#include "school/marks/mark.h"

/*
 * IN_A_ROW: so many counted lectures missed one after the other; what is ignored (an excuse, where it is) neither
 * counts nor ends a row. WITHIN: so many missed within a span of days. BELOW: a percentage. OUT_OF_REACH: the
 * classroom's threshold can no longer be reached by attending all that is planned.
 */
enum warning_kind { WARN_IN_A_ROW, WARN_WITHIN, WARN_BELOW, WARN_OUT_OF_REACH, WARNING_KINDS };

/* "in_a_row", "within", "below", "out_of_reach". */
const char *warning_kind_code(enum warning_kind kind);
bool warning_kind_parse(const char *code, enum warning_kind *ret_kind);

/* Whom a rule tells. */
enum { WARN_STUDENT = 1, WARN_TEACHERS = 2, WARN_ADVISER = 4, WARN_EVERYBODY = 7, WARN_RECIPIENTS = 3 };

enum {
    WARNING_LECTURES_MIN = 2, // of IN_A_ROW and WITHIN
    WARNING_LECTURES_MAX = 50,
    WARNING_DAYS_MAX = 366,
    WARNING_COUNTED_MAX = 50,
    WARNING_COUNTED_USUAL = 3,
};

struct warning_rule {
    bool on;
    int64_t lectures;    // IN_A_ROW, WITHIN
    int64_t days;        // WITHIN
    int64_t percent;     // BELOW; 0: the classroom's threshold
    int64_t counted_min; // BELOW, OUT_OF_REACH: lectures that must count before anybody is warned
    unsigned recipients; // of WARN_STUDENT, ...
};

struct warning_rules {
    struct warning_rule of[WARNING_KINDS];
    bool own;        // the classroom's, not the institution's
    int64_t version; // warning_rules_version() of what was read
};

/* What holds until somebody changes it: the student is told of the threshold. */
void warning_rules_usual(struct warning_rules *ret_rules);

/* From 1 to 2^53 - 1, made of all that the rules say and whose they are: who has seen this number has seen these. */
int64_t warning_rules_version(const struct warning_rules *rules);

struct warning_missed {
    int64_t id, starts_at;
    const char *title; // NULL: none
};

/* Where a rule stands after a lecture. */
struct warning_state {
    bool holds;       // the student is past the line
    bool crossed;     // by this lecture
    int64_t run;      // says which missed lectures brought them over it, as one positive number; while it holds
    size_t missed;    // of the last missed lectures, those it is about
    int64_t clear_at; // start of the last lecture after which it did not hold; 0: none
};

/* A walk under way. */
struct warning_walk {
    const struct warning_rules *rules;
    int64_t threshold; // the classroom's, in percent
    int64_t lectures;  // all that are the student's, those to come too
    int64_t decided, counted, attended, row;
    struct warning_missed *missed; // of the caller: room for all lectures
    size_t missed_count, within;   // `within`: the first that is in the span of days
    struct warning_state of[WARNING_KINDS];
};

/* `lectures` and `missed` as in the struct; both and `rules` stay the caller's. */
void warning_walk_begin(struct warning_walk *walk, const struct warning_rules *rules, int64_t threshold,
                        int64_t lectures, struct warning_missed *missed);

/* The next lecture that is decided and final. */
void warning_walk_step(struct warning_walk *walk, const struct warning_missed *lecture, enum mark_counts counts);

/* Lectures that are planned and neither decided nor final. */
int64_t warning_walk_remaining(const struct warning_walk *walk);

/* How far a rule has come: lectures missed in a row or within the span, and whether it can say anything yet. */
int64_t warning_walk_missed(const struct warning_walk *walk, enum warning_kind kind);

/*
 * Of rules that are crossed at the same moment (bits of 1 << kind): whom each tells. Who is told that the threshold is
 * out of reach is not told as well that they are below it: the former says more.
 */
void warning_recipients(const struct warning_rules *rules, unsigned crossed, unsigned ret_to[static WARNING_KINDS]);

#endif
