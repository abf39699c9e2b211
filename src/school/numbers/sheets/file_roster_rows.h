/* SPDX-License-Identifier: MIT */
/* The rows of a roster's tables. For file_roster.c alone. */
#ifndef AMS_SCHOOL_FILE_ROSTER_ROWS_H
#define AMS_SCHOOL_FILE_ROSTER_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/csv.h"
#include "school/common/fault.h"
#include "school/imports/roster/roster_made.h"

struct job_work;

enum roster_table {
    TABLE_ORGS,
    TABLE_SESSIONS,
    TABLE_COURSES,
    TABLE_CLASSES,
    TABLE_USERS,
    TABLE_ROLES,
    TABLE_ENROLLMENTS,
    FILE_ROSTER_TABLES
};

/* Each with its columns in the standard's order, as the first line. */
struct file_roster_table {
    const char *name, *head;
};
extern const struct file_roster_table file_roster_tables[FILE_ROSTER_TABLES];

struct import_seen_list;

struct file_roster_making {
    struct job_work *work;
    struct csv_writer writers[FILE_ROSTER_TABLES];
    struct roster_maker maker;
    char institution[ROSTER_MADE_SIZE]; // the org's sourcedId
    struct import_seen_list *named;     // texts that have a sourcedId, by kind
    size_t rows[FILE_ROSTER_TABLES];
    bool rows_many; // more than the import takes
};

/* Fills the tables. The heads, too. */
enum fault file_roster_rows(struct file_roster_making *making);

#endif
