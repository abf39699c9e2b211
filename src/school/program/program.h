/* SPDX-License-Identifier: MIT */
/*
 * What an institution's program does, many things in one request: people, who is in a classroom, lectures, marks. For
 * administrators (NOT_ALLOWED for everybody else), with the rules of the same acts by hand (actor_for_institution).
 *
 * Each row is judged by itself, and what is wrong with one costs that row alone: it is refused with a reason, and the
 * others go in. Sent again, everything is unchanged. A fault of the whole call says that nothing more is done; rows
 * before it may have been (the call may simply be made again).
 */
#ifndef AMS_SCHOOL_PROGRAM_H
#define AMS_SCHOOL_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/jobs/job.h"
#include "school/marks/mark.h"
#include "school/school.h"

struct actor;
struct arena;
struct school;

enum {
    PROGRAM_ROWS_MAX = 500,
    PROGRAM_UNIT_ROWS = 100, // of people and students: everybody waits for a unit
};

/* What became of a row. */
struct program_outcome {
    enum job_outcome outcome; // created, updated, unchanged, refused or ignored
    const char *reason;       // why it is refused or ignored: a code of import_sentence(); NULL: `fault` says it
    enum fault fault;         // the same, of the rule that refused it; FAULT_NONE: none did
    int64_t id;               // of the person or the lecture; 0: none
};

/* Whom a row means: the first of these that it says. */
struct program_ref {
    int64_t id;                      // 0: the row does not say
    const char *external_id, *email; // NULL: the row does not say
};

/* For one that is named outside of a list: whom it means. ACCOUNT_UNKNOWN (nobody, or nothing is said),
 * EXTERNAL_ID_TWICE, EMAIL_INVALID, EMAIL_UNPROVEN. */
enum fault program_person(struct school *school, const struct actor *actor, const struct program_ref *ref,
                          struct arena *arena, int64_t *ret_id);

/* ---- people: program_people.c ---- */

/* As a row of the import of people (imports/import_users.c) says it: a text that is not said is NULL. */
struct program_person {
    const char *name, *given_name, *family_name, *email, *role, *external_id, *programme, *locale;
};

/* Makes or changes accounts by the rules of the import of people: found by the external id, then by the address.
 * `mail`: tell new people. */
enum fault program_people(struct school *school, const struct actor *actor, const struct program_person *people,
                          size_t count, bool mail, struct arena *arena, struct program_outcome *ret_outcomes);

/* Makes one account. FAULT_NONE also when it is refused: ret_outcome says why; EMAIL_TAKEN and EXTERNAL_ID_TAKEN in it
 * for somebody who is here. */
enum fault program_person_make(struct school *school, const struct actor *actor, const struct program_person *person,
                               bool mail, struct arena *arena, struct program_outcome *ret_outcome);

/* ---- who is in a classroom: program_students.c ---- */

struct program_student {
    struct program_ref student;
    bool enrolled; // false: taken out
};

/* Outcome created: put in; updated: taken out; ignored (left_by_self): they left by themselves, and whoever teaches it
 * may put them in again. NOT_FOUND, CLASSROOM_ARCHIVED. */
enum fault program_students(struct school *school, const struct actor *actor, int64_t class_id,
                            const struct program_student *students, size_t count, struct program_outcome *ret_outcomes);

/* ---- lectures: program_lectures.c ---- */

struct program_lecture {
    int64_t id;               // 0: the row does not say
    const char *external_id;  // NULL: the row does not say
    const char *title, *room; // NULL: as it is; "": none
    int64_t starts_at, ends_at;
    bool cancelled, uncancelled; // what the row says of it; neither: nothing
};

/*
 * Found by the id, then by the external id; without either the lecture of the classroom that starts at that moment is
 * meant when its end and title are the same, and any other one refuses the row (lecture_there). Each row is a unit of
 * its own, with the rules of lecture_create, lecture_edit and lecture_cancel. NOT_FOUND, CLASSROOM_ARCHIVED.
 */
enum fault program_lectures(struct school *school, const struct actor *actor, int64_t class_id,
                            const struct program_lecture *lectures, size_t count, struct program_outcome *ret_outcomes);

/* ---- marks: program_marks.c ---- */

struct program_mark {
    struct program_ref student;
    int64_t lecture_id;              // 0: the row does not say
    const char *lecture_external_id; // NULL: the row does not say
    bool clear;                      // takes the mark away; `status` is MARK_UNMARKED then, and otherwise never
    enum mark_status status;
    int64_t minutes_late; // -1: as it is, or 0
    const char *note;     // NULL: as it is
};

/* What an act did in one lecture. */
struct program_change {
    int64_t lecture_id, change; // for attendance_undo
};

/*
 * All rows in one unit, over any lectures: each lecture's is an act that can be undone. A mark outside of its lecture's
 * time needs a note, as by hand: its own, or `note` for all that have none (refused: note_needed). A second row about
 * the same mark is refused. ret_changes: room for `count`. Each mark is audited and told, and its method is `import`.
 */
enum fault program_marks(struct school *school, const struct actor *actor, const struct program_mark *marks,
                         size_t count, const char *note, struct arena *arena, struct program_outcome *ret_outcomes,
                         struct program_change *ret_changes, size_t *ret_change_count);

/* A mark of a classroom, as a program reads it. */
struct program_listed_mark {
    int64_t id, lecture_id;
    const char *lecture_external_id; // NULL: none
    struct person student;
    const char *external_id; // the student's; NULL: none
    enum mark_status status;
    int64_t minutes_late;
    enum mark_method method;
    const char *note; // NULL: none
    int64_t marked_at, updated_at;
};

struct program_mark_list {
    struct program_listed_mark *marks;
    size_t count;
    int64_t next; // `after` of the next page; 0: this was the last
};

/* The marks of a classroom that were set or changed at `since` or later (0: all), in the order of their making; the
 * cursor is the id of the last one. One that was taken away is not among them. For its staff and administrators;
 * NOT_FOUND. */
enum fault program_mark_list(struct school *school, const struct actor *actor, int64_t class_id, int64_t since,
                             const struct page *page, struct arena *arena, struct program_mark_list *ret_list);

/* What undoing did. */
struct program_undone {
    int64_t changed; // marks
    int64_t kept;    // that are others by now, and stay
};

/* attendance_undo of several acts, each a unit of its own. CHANGE_UNKNOWN (before anything is undone) and as there. */
enum fault program_undo(struct school *school, const struct actor *actor, const int64_t *changes, size_t count,
                        struct program_undone *ret_undone);

#endif
