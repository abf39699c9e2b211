/* SPDX-License-Identifier: MIT */
/*
 * One leave for all courses of a person: asked for once, for a time, with a kind (leave_kind.h). It reaches every
 * classroom of theirs in which a lecture starts in that time, also one that is planned or joined later, or one
 * classroom alone. By its kind an office decides once for all, or the staff of each classroom for its own.
 *
 * What an accepted leave does to marks: plan/mark_leave.h. It is refused later, or taken back: then its marks go back,
 * but for those that somebody has changed since and those that another accepted leave covers.
 *
 * Who reads what. The reason: who decides. Evidence: who decides, unless it was sent to the office alone; a look is
 * audited and everybody who decides sees that there was one. The staff of a classroom sees of each leave that touches
 * it when, of which kind and what became of it.
 */
#ifndef AMS_SCHOOL_LEAVE_H
#define AMS_SCHOOL_LEAVE_H

#include <stddef.h>

#include "school/attendance/decision.h"
#include "school/attendance/leave_kind.h"
#include "school/files/evidence.h"

enum {
    LEAVE_TEXT_MAX = 1000,     // characters
    LEAVE_COMMENT_MAX = 500,   // characters
    LEAVE_OPEN_MAX = 20,       // of a student, nowhere decided
    LEAVE_DAY_MAX = 20,        // made by a student within 24 hours
    LEAVE_DAYS_MAX = 180,      // its length
    LEAVE_AHEAD_DAYS = 366,    // it begins by then
    LEAVE_COURSES_MAX = 50,    // shown of one leave
    LEAVE_LECTURES_MAX = 2000, // that an answer marks at once; the sweep does the rest
};

/* A leave in one classroom. */
struct leave_course {
    int64_t class_id;
    const char *subject;
    struct decision decision; // of its staff, or of the office
    int64_t lectures;         // of the student's that start in its time and are not cancelled
    int64_t given;            // of those: marked by the leave
    int64_t attended;         // of those: marked otherwise, and not Excused, as what counts as attended
};

struct leave {
    int64_t id;
    struct person student;
    int64_t kind_id;  // 0: none
    const char *kind; // NULL: none
    int64_t class_id; // only this course; 0: all
    int64_t from_at, until_at;
    const char *text; // NULL: none, or not for this reader
    enum leave_side decider, evidence_for;
    struct decision decision;                     // of the office; by the staff alone: OPEN or WITHDRAWN
    struct file_list evidence;                    // empty for who may not see it
    int64_t evidence_count;                       // how many there are
    int64_t evidence_seen_at, evidence_erased_at; // 0: never
    struct leave_course *courses;                 // in lists of a classroom that one alone
    size_t course_count;
    bool mine; // the reader decides about it here
    int64_t created_at, version;
    int64_t updated_at; // changed last; as made where it never was. What its marks do is no change of it
};

struct leave_list {
    struct leave *leaves; // newest first
    size_t count;
    int64_t next; // 0: that was all
    bool officer; // in leave_list_office: the reader is of the office of some kind
};

struct leave_new {
    int64_t kind_id;  // 0: where there are no kinds
    int64_t class_id; // only this course; 0: all
    int64_t from_at, until_at;
    const char *text;        // may be NULL or "" with a kind
    const int64_t *evidence; // evidence_add's, of the actor
    size_t evidence_count;
};

/*
 * A student asks; those who decide are told. The same again while it is open answers the first. Faults:
 * LEAVE_KIND_UNKNOWN, REQUEST_INVALID (not their classroom, or in none), RANGE_INVALID, TIME_INVALID, TEXT_INVALID,
 * EVIDENCE_NEEDED, EVIDENCE_UNWANTED, FILE_UNKNOWN, TOO_MANY_THINGS, CLASSROOM_ARCHIVED. Audited, without the text.
 */
enum fault leave_create(struct school *school, const struct actor *actor, const struct leave_new *request,
                        struct arena *arena, struct leave *ret_leave);

/* The actor's own; made or changed then or later, 0: all. */
enum fault leave_list_own(struct school *school, const struct actor *actor, int64_t updated_since,
                          const struct page *page, struct arena *arena, struct leave_list *ret_list);

/* The actor takes one back, open or accepted; its evidence is deleted. Again does nothing. NOT_FOUND. Audited. */
enum fault leave_withdraw(struct school *school, const struct actor *actor, int64_t leave_id);

/* Those that touch a classroom, in a state there. Its staff, not administrators. NOT_FOUND. */
enum fault leave_list_class(struct school *school, const struct actor *actor, int64_t class_id,
                            const struct decision_filter *filter, const struct page *page, struct arena *arena,
                            struct leave_list *ret_list);

/* Those of the actor's office in a state; among the open ones, those whose evidence waits for a look. Empty for who
 * is of no office. */
enum fault leave_list_office(struct school *school, const struct actor *actor, const struct decision_filter *filter,
                             const struct page *page, struct arena *arena, struct leave_list *ret_list);

struct leave_answer {
    bool accept;
    const char *comment; // NULL or "": none
    int64_t version;     // 0: any
};

/*
 * The office answers (`class_id` 0), or a classroom's teachers for it; the student is told. It may be answered
 * otherwise later. The same answer again answers as before; with another comment it writes that, tells the student,
 * and leaves the marks as they are. Faults: NOT_FOUND, REQUEST_ANSWERED (it was withdrawn),
 * CHANGED_MEANWHILE, TEXT_INVALID, CLASSROOM_ARCHIVED, STEP_UP_NEEDED (when it changes a mark outside a lecture's time:
 * change.h). Audited; marks are told to those who watch.
 */
enum fault leave_answer(struct school *school, const struct actor *actor, int64_t leave_id, int64_t class_id,
                        const struct leave_answer *answer, struct arena *arena, struct leave *ret_leave);

/*
 * Who answered takes that back, for CHANGE_HOURS, here (`class_id` 0: as the office): it is open again, and its marks
 * go back as when it ends. What the student has not been told yet they are not told (NOTIFICATION_SETTLE_MS). One that
 * is open stays so. Faults: as leave_answer, REQUEST_ANSWERED also when somebody else has answered, CHANGE_UNKNOWN (too
 * long ago). Audited; marks are told to those who watch.
 */
enum fault leave_reopen(struct school *school, const struct actor *actor, int64_t leave_id, int64_t class_id,
                        int64_t version, struct arena *arena, struct leave *ret_leave);

/* A file's bytes, in the arena; slow: for a classroom's teachers, or (`class_id` 0) its owner and the office, as far as
 * they may see it. A look by another than the owner is audited, and that there was one is kept. NOT_FOUND otherwise. */
enum fault leave_evidence_read(struct school *school, const struct actor *actor, int64_t class_id, int64_t leave_id,
                               int64_t file_id, struct arena *arena, struct file *ret_file, const void **ret_bytes);

#endif
