/* SPDX-License-Identifier: MIT */
/* What the files of the OneRoster import share; for those alone. */
#ifndef AMS_SCHOOL_IMPORT_ROSTER_H
#define AMS_SCHOOL_IMPORT_ROSTER_H

#include "school/imports/import_work.h"

enum { SOURCED_ID_MAX = 250 }; // characters

/* Kinds of things that the files name: of import_see, and by their words in the table external_ids. */
enum roster_kind {
    ROSTER_ORG = 'o',
    ROSTER_SESSION = 's',
    ROSTER_COURSE = 'c',
    ROSTER_USER = 'u',
    ROSTER_CLASS = 'k',
    ROSTER_ENROLLMENT = 'n',
    ROSTER_ROLE = 'r',    // a user's sourcedId; value: the best roster_rank of their roles
    ROSTER_GROUP = 'g',   // a class's sourcedId and the name of a group; value: the number of the row that makes it
    ROSTER_GROUPS = 'h',  // a class's sourcedId; value: how many groups the rows of a dry run would have made
    ROSTER_TEACHER = 't', // a class's sourcedId; text: the teacher's; value: 2 the primary one, 1 another
};

/* The word in external_ids. */
const char *roster_word(enum roster_kind kind);

/* What is kept of a sourcedId: found, and what it stands for here. */
struct roster_id {
    bool found;
    int64_t subject_id, other_id; // 0: none
    const char *title;            // NULL: none
};

enum fault roster_read(struct db *db, enum roster_kind kind, const char *id, struct arena *arena,
                       struct roster_id *ret_id);

/* Keeps it, or what is new about it. `title` is cut to what fits. */
enum fault roster_keep(struct db *db, struct import *import, enum roster_kind kind, const char *id, int64_t subject_id,
                       int64_t other_id, const char *title);

/* Whether an id is 1 to SOURCED_ID_MAX characters of clean text. */
bool roster_id_is_good(const char *id);

/* "" and "active": in use; "tobedeleted": *ret_deleted. False for any other word. */
bool roster_status(const char *status, bool *ret_deleted);

/*
 * Judges a reference: `id` must be named by a row of these files that was not refused, or be known here. Sets the
 * verdict to refused with `unknown` or `refused`, and *ret_good false. What it stands for, as far as it is known.
 */
enum fault roster_refer(struct db *db, struct import *import, enum roster_kind kind, const char *id,
                        const char *unknown, const char *refused, struct import_verdict *verdict,
                        struct roster_id *ret_id, bool *ret_good);

/* Values of import_seen of a row: what became of it. */
enum { ROSTER_UNJUDGED = 0, ROSTER_GOOD = 1, ROSTER_REFUSED = 2 };

/* Begins with any row: sourcedId and status are good and the row is the first of its id. *ret_seen NULL: the verdict is
 * set already. */
struct import_seen *roster_begin(struct import *import, enum roster_kind kind, const struct import_line *line,
                                 struct import_verdict *verdict, bool *ret_deleted);

/* The collecting half. */
enum fault roster_collect(struct import *import, enum roster_kind kind, const struct import_line *line);

/* ---- import_roster_groups.c ---- */

/* The group of its class that an enrolment names for a student. */
struct roster_group {
    const char *name;  // clean; NULL: the row names none
    int64_t group_id;  // 0: there is none of this name yet
    bool makes, moves; // this row makes the group, and puts the student into it
};

/* The collecting half. `class`: the class's sourcedId; `cell` as in the file. */
enum fault roster_group_collect(struct import *import, const struct import_line *line, const char *class,
                                const char *cell);

/* Finds it, by what stands here and (`class_id` and `student_id` 0) what this import will have made. *ret_reason not
 * NULL: why the row is refused. */
enum fault roster_group_find(struct db *db, struct import *import, const struct import_line *line, const char *class,
                             int64_t class_id, int64_t student_id, const char *cell, struct roster_group *ret_group,
                             const char **ret_reason);

/* Makes it where that is this row's part, and puts the student into it. Audited. */
enum fault roster_group_write(struct db *db, struct import *import, int64_t class_id, int64_t student_id,
                              const struct roster_group *group);

/* Every table of the roster begins with these two columns. */
enum { ROSTER_SOURCED_ID, ROSTER_STATUS, ROSTER_FIRST };

/* The tables, in the order in which they are judged: see import_roster.c. */
extern const struct import_table roster_roles, roster_users;
extern const struct import_table roster_classes, roster_enrollments;

#endif
