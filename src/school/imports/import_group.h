/* SPDX-License-Identifier: MIT */
/* The groups of a classroom that a file names for its students: found, or made by the first good row that names one.
 * For the files of the imports. */
#ifndef AMS_SCHOOL_IMPORT_GROUP_H
#define AMS_SCHOOL_IMPORT_GROUP_H

#include "school/imports/import_work.h"

/* Kinds of import_see, of which no format that has groups may have others. */
enum {
    IMPORT_GROUP = 'g',  // a class and the name of a group; value: the number of the row that makes it
    IMPORT_GROUPS = 'h', // a class; value: how many groups the rows of a dry run would have made
};

/* The group of its class that a row names for a student. */
struct import_group {
    const char *name;  // clean; NULL: the row names none
    int64_t group_id;  // 0: there is none of this name yet
    bool makes, moves; // this row makes the group, and puts the student into it
};

/* The collecting half. `class`: what the file calls the class; `cell` as in the file. */
enum fault import_group_collect(struct import *import, const struct import_line *line, const char *class,
                                const char *cell);

/* Finds it, by what stands here and (`class_id` and `student_id` 0) what this import will have made. *ret_reason not
 * NULL: why the row is refused. */
enum fault import_group_find(struct db *db, struct import *import, const struct import_line *line, const char *class,
                             int64_t class_id, int64_t student_id, const char *cell, struct import_group *ret_group,
                             const char **ret_reason);

/* Makes it where that is this row's part, and puts the student into it. Audited. */
enum fault import_group_write(struct db *db, struct import *import, int64_t class_id, int64_t student_id,
                              const struct import_group *group);

/* Before a student is put into a classroom or taken `out`: what it knew of them, so that the import can be undone. */
enum fault import_student_keep(struct db *db, struct import *import, int64_t class_id, int64_t user_id, bool out);

#endif
