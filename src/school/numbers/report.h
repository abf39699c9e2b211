/* SPDX-License-Identifier: MIT */
/* The institution in numbers: attendance by term, department, professor and week; who takes it; coverage; refusals. */
#ifndef AMS_SCHOOL_REPORT_H
#define AMS_SCHOOL_REPORT_H

#include "school/marks/mark.h"
#include "school/attendance/spot/spot_figures.h"

enum {
    REPORT_DAYS_USUAL = 365,
    REPORT_DAYS_MAX = 3 * 366,
    REPORT_GROUPS_MAX = 1000, // terms, professors or classrooms in an answer; the others are counted in `cut`
    REPORT_LIVE_MAX = 5000,   // lectures that are counted while the report is made
};

struct report_request {
    int64_t from, before;   // lectures that start in [from, before); 0, 0: the REPORT_DAYS_USUAL days up to now
    int64_t professor_id;   // 0: of all
    const char *term;       // NULL: of all
    const char *department; // NULL: of all
};

/*
 * What a group of lectures comes to. expected: for each taken lecture those whose lecture it was (marks/membership.h),
 * so that no roster of later changes it; while it can still be marked, those who are marked. Marks that a
 * classroom ignores are left out. attended as the classroom counts.
 */
struct report_figures {
    int64_t lectures; // not cancelled and begun
    int64_t taken;    // common/taken_rule.h
    int64_t of[MARK_OWN];
    int64_t other; // marks of the classrooms' own statuses
    int64_t attended, expected;
};

struct report_group {
    int64_t id;           // of the professor or classroom; of a week: the day it begins, from 1970-01-01
    const char *name;     // of the term or department ("" when none), professor or classroom; NULL for a week
    const char *sort_key; // of the name (language.h); NULL for a week
    int64_t classrooms;
    struct report_figures figures;
};

struct report_groups {
    struct report_group *groups;
    size_t count;
    size_t cut; // left out: REPORT_GROUPS_MAX
};

struct report_refusal {
    const char *code;
    int64_t count;
};

struct report {
    int64_t from, before;
    struct report_figures whole;
    struct report_groups terms, departments, professors, weeks; // by name; weeks by time
    struct report_groups untaken; // professors with lectures past that nobody took, the most first
    int64_t classrooms;
    int64_t students, consented, enrolled; // enabled accounts of students; of those who agreed, who have a template
    int64_t flags_open;
    struct report_refusal *refusals; // in the time of the report, of all
    size_t refusal_count;
    struct spot_figures spot; // of the lectures of the report
};

/* Administrators only (NOT_ALLOWED). TIME_INVALID: before 2000, after 2100, empty or longer than REPORT_DAYS_MAX. BUSY:
 * more than REPORT_LIVE_MAX lectures are not counted yet; the sweep is at it. */
enum fault report_read(struct school *school, const struct actor *actor, const struct report_request *request,
                       struct arena *arena, struct report *ret_report);

#endif
