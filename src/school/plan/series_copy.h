/* SPDX-License-Identifier: MIT */
/* The series of a classroom in another term. Inside a unit or a reader. */
#ifndef AMS_SCHOOL_SERIES_COPY_H
#define AMS_SCHOOL_SERIES_COPY_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/group/group.h"

struct arena;
struct db;
struct school;

struct series_term {
    int64_t class_id;            // whose series they are
    int64_t first_day, last_day; // of the new term, both belong to it
};

/* A series of the new term. Its days are those on which there is a lecture. */
struct term_series {
    const char *title, *room; // of all its lectures; NULL: none, or not the same
    unsigned weekdays;        // bit 0: Monday
    int64_t from, to;         // milliseconds of the day; `to` may be of the next one
    int64_t first_day, last_day, every_weeks;
    int64_t *days;
    size_t day_count;
    struct group_names groups; // of the old classroom, for which most of its lectures are; none: for everybody
};

struct term_plan {
    struct term_series *series;
    size_t series_count;
    int64_t lectures;  // of all
    int64_t *left_out; // days on which there would be one, but for a holiday of the institution; by day within a series
    size_t left_out_count;
    int64_t single;            // lectures that belong to no series: they are not copied
    struct group_names groups; // that come along, without people: those in use, and those that a series is for
};

/*
 * Each series keeps its weekdays, times, rhythm and length, and its distance in weeks from the classroom's first one,
 * which begins with the term; what lies outside the term is cut off, holidays are left out. Where most lectures of a
 * series were moved alike since it was planned, it stands where they do; it is for the groups that most of them are
 * for. SERIES_TOO_LONG (the term is longer than SERIES_DAYS_MAX, or a series longer than SERIES_LECTURES_MAX),
 * TOO_MANY_THINGS past LECTURES_PER_CLASSROOM_MAX, TIMEZONE_UNKNOWN.
 */
enum fault series_term_plan(struct school *school, struct db *db, const struct series_term *term, struct arena *arena,
                            struct term_plan *ret_plan);

/* Inside a unit: writes what series_term_plan answered for a classroom that has no groups and lectures yet. */
enum fault series_term_write(struct school *school, struct db *db, const struct term_plan *plan, int64_t class_id,
                             int64_t actor_id, struct arena *arena, int64_t now);

#endif
