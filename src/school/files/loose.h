/* SPDX-License-Identifier: MIT */
/* Files that belong to nothing, of any table that keeps files: their rows go in a unit, their bytes after it. */
#ifndef AMS_SCHOOL_LOOSE_H
#define AMS_SCHOOL_LOOSE_H

#include <stdint.h>

#include "school/school.h"

/* A table's statements. Those that find answer id, blob_key and size. */
struct loose_files {
    const char *find_one; // by id and owner
    const char *find_old; // created before a moment, at most so many
    const char *remove;   // by id
};

/* One of the actor's own. NOT_FOUND when it is not there, another's, or belongs to something. */
enum fault loose_delete(struct school *school, const struct loose_files *table, const struct actor *actor,
                        int64_t file_id);

/* Those that nothing has named for FILES_LOOSE_HOURS; at most 5,000 a call. */
enum fault loose_sweep(struct school *school, const struct loose_files *table);

#endif
