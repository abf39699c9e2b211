/* SPDX-License-Identifier: MIT */
/*
 * Evidence that comes with a leave: medical certificates and their like. It belongs to its owner and their leave, to no
 * classroom; its bytes are sealed for the owner under the key outside the database. Who else may see it is for
 * attendance/leave.h to judge. What no leave names within a day is deleted.
 */
#ifndef AMS_SCHOOL_EVIDENCE_H
#define AMS_SCHOOL_EVIDENCE_H

#include <stddef.h>

#include "school/files/file.h"

enum {
    EVIDENCE_FILES_MAX = 5,  // of one leave
    EVIDENCE_LOOSE_MAX = 10, // of one person, that belong to no leave yet
};

/*
 * Stores a file of the actor's, sealed; slow. TEXT_INVALID (name), FILE_EMPTY, FILE_TOO_LARGE, FILE_KIND, FILE_NAME,
 * TOO_MANY_THINGS, QUOTA_PERSON, QUOTA_INSTITUTION, REQUEST_INVALID (who is in no classroom has nothing to be excused
 * from), STORAGE_FULL.
 */
enum fault evidence_add(struct school *school, const struct actor *actor, const char *name, const void *bytes,
                        size_t size, struct arena *arena, struct file *ret_file);

/* One's own that belongs to no leave yet. NOT_FOUND otherwise. */
enum fault evidence_delete(struct school *school, const struct actor *actor, int64_t file_id);

#endif
