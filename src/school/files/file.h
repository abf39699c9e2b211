/* SPDX-License-Identifier: MIT */
/*
 * Files of a classroom: uploaded first, then named by the board item or the hand-in that they belong to. A file that
 * nothing names within a day is deleted. Who may read one: the staff; the students of the classroom when it belongs to
 * a published item; its owner.
 */
#ifndef AMS_SCHOOL_FILE_H
#define AMS_SCHOOL_FILE_H

#include <stddef.h>

#include "school/school.h"

enum {
    FILE_BYTES_MAX = 20 << 20,
    FILE_NAME_MAX = 120,     // characters
    FILES_LOOSE_MAX = 20,    // of one person, that belong to nothing yet
    FILES_ATTACHED_MAX = 10, // of one item or hand-in
    FILES_LOOSE_HOURS = 24,
};

struct file {
    int64_t id;
    const char *name;
    const char *type; // by its bytes
    int64_t size;
    int64_t created_at;
};

struct file_list {
    struct file *files;
    size_t count;
};

/*
 * Stores a file of somebody who may read the classroom; slow. TEXT_INVALID (name), FILE_EMPTY,
 * FILE_TOO_LARGE, FILE_KIND (its bytes are of no kind that is taken), FILE_NAME (its name ends like another kind),
 * TOO_MANY_THINGS (too many that belong to nothing), CLASSROOM_ARCHIVED, QUOTA_PERSON, QUOTA_CLASSROOM,
 * QUOTA_INSTITUTION (quota.h), STORAGE_FULL.
 */
enum fault file_add(struct school *school, const struct actor *actor, int64_t class_id, const char *name,
                    const void *bytes, size_t size, struct arena *arena, struct file *ret_file);

/* Its bytes, in the arena; slow. NOT_FOUND for those who may not read it. */
enum fault file_read(struct school *school, const struct actor *actor, int64_t class_id, int64_t file_id,
                     struct arena *arena, struct file *ret_file, const void **ret_bytes);

/* One's own that belongs to nothing yet. NOT_FOUND otherwise. */
enum fault file_delete(struct school *school, const struct actor *actor, int64_t file_id);

/* Deletes what nothing names any more; slow, for app/ to call now and then. */
enum fault file_sweep(struct school *school);

#endif
