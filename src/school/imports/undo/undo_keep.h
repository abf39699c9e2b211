/* SPDX-License-Identifier: MIT */
/*
 * What an import changes, kept so that it can be taken back: each thing in the unit that changes it, with what was
 * there. For the files of the imports.
 */
#ifndef AMS_SCHOOL_UNDO_KEEP_H
#define AMS_SCHOOL_UNDO_KEEP_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct import;
struct mark_state;

/* The kinds, and what stands in which column of job_undo. Those with a person in subject_id or other_id stand in
 * office/person_place.c by these words. */
#define UNDO_PERSON_MADE "person_made" // subject: users.id
#define UNDO_PERSON "person"           // subject: users.id; field: a column of users; was, became
#define UNDO_ADVISER "adviser"         // subject: the student; was, became: the adviser's id; NULL: nobody
#define UNDO_LECTURE "lecture"         // subject: lectures.id, made
#define UNDO_MARK                                                                                                      \
    "mark"                           // subject: lectures.id; other: the student; was: the note; became: the version;
                                     // state: what it was besides (undo_marks.c)
#define UNDO_CLASS_MADE "class_made" // subject: classrooms.id
#define UNDO_CLASS "class"           // subject: classrooms.id; field: a column of classrooms; was, became
#define UNDO_STUDENT "student"       // subject: classrooms.id; other: users.id; field: in, out; state: when
#define UNDO_STAFF "staff"           // subject: classrooms.id; other: users.id; was, became: the kind; NULL: none
#define UNDO_GROUP_MADE "group_made" // subject: class_groups.id; state: the classroom's id
#define UNDO_GROUP_IN "group_in"     // subject: class_groups.id; other: users.id; state: when, and the classroom's id
#define UNDO_EXTERNAL                                                                                                  \
    "external" // subject: 0; field: external_ids.kind; state: external_id; was: the title, or
               // NULL: it was not there; became

struct undo_item {
    const char *kind;
    int64_t subject_id, other_id;             // 0: none
    const char *field, *was, *became, *state; // NULL: none
};

/* Inside the unit of an import's row: the row has changed this. */
enum fault undo_keep(struct db *db, struct import *import, const struct undo_item *item);

/* undo_keep of a field, when it did change. NULL and "" are nothing. */
enum fault undo_keep_field(struct db *db, struct import *import, const char *kind, int64_t subject_id,
                           const char *field, const char *was, const char *became);

/* undo_keep of a mark that mark_write has just written (undo_marks.c). */
enum fault undo_keep_mark(struct db *db, struct import *import, int64_t lecture_id, int64_t student_id,
                          const struct mark_state *before);

#endif
