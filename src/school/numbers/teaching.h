/* SPDX-License-Identifier: MIT */
/* The day of whoever teaches: their classes with what comes next, what waits for them, and who is slipping. */
#ifndef AMS_SCHOOL_TEACHING_H
#define AMS_SCHOOL_TEACHING_H

#include "school/classes/classroom.h"
#include "school/numbers/statistics.h"

enum {
    TEACHING_WAITING_MAX = 60,   // rows of what waits
    TEACHING_SIGN_DAYS = 14,     // signs on marks of lectures that began within these
    TEACHING_SLIPPING_MAX = 5,   // students told of
    TEACHING_SLIPPING_CELLS = 12 // their last lectures
};

/* A classroom that the actor teaches or assists in. */
struct taught_class {
    struct classroom classroom;
    bool has_next, has_last; // never of an archived one
    struct lecture next;     // not cancelled, not over, its attendance not closed; no counts
    struct lecture last;     // begun and taken, the latest; with counts
};

/* Gravest first: what students wait for longest. */
enum waiting_kind { WAITING_REQUESTS, WAITING_JOIN, WAITING_HAND_INS, WAITING_SIGNS, WAITING_COUNT };

/* "requests" (appeals, and leaves that the classroom decides), "join", "hand_ins" (handed in, not graded), "signs"
 * (marks to look at). */
const char *waiting_kind_code(enum waiting_kind kind);

/* Things that wait in one place. */
struct waiting {
    enum waiting_kind kind;
    int64_t class_id;
    const char *subject; // the classroom's
    const char *section; // NULL when none
    const char *timezone;
    int64_t thing_id;  // the item of WAITING_HAND_INS, the lecture of WAITING_SIGNS; otherwise 0
    const char *title; // its title; NULL when none
    int64_t starts_at; // of the lecture; otherwise 0
    int64_t count;
};

struct teaching {
    struct taught_class *classes; // by subject, archived ones too
    size_t count;
    struct lecture_list today; // as lecture_list_around, of these classrooms alone
    struct waiting *waiting;   // by kind, then by subject
    size_t waiting_count, waiting_cut;
};

/* One's own and those one assists in. Requests wait for teachers alone; the rest for assistants, too. Nothing of
 * archived classrooms waits. Empty for whoever teaches nowhere, and for administrators. */
enum fault teaching_read(struct school *school, const struct actor *actor, struct arena *arena,
                         struct teaching *ret_teaching);

/* What a lecture was to a student who is slipping. */
struct slip_cell {
    int64_t lecture_id, starts_at;
    enum mark_status status; // MARK_UNMARKED: none
    bool theirs;             // tally_theirs
};

struct slipping {
    const struct classroom *classroom; // with its statuses
    struct risk_student risk;
    struct slip_cell cells[TEACHING_SLIPPING_CELLS]; // the last lectures that were taken, by start
    size_t cell_count;
};

struct slipping_list {
    struct slipping students[TEACHING_SLIPPING_MAX]; // as statistics_risk has them, of all classrooms together
    size_t count;
    size_t total; // student-classrooms at risk
};

/* Of the actor's classrooms that are not archived. Slow: it counts all their marks. */
enum fault teaching_slipping(struct school *school, const struct actor *actor, struct arena *arena,
                             struct slipping_list *ret_list);

#endif
