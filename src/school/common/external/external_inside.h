/* SPDX-License-Identifier: MIT */
/* What other systems call things, inside a unit or a reader. */
#ifndef AMS_SCHOOL_EXTERNAL_INSIDE_H
#define AMS_SCHOOL_EXTERNAL_INSIDE_H

#include "school/common/external/external.h"

struct arena;
struct db;

/* Inside a unit or a reader: what goes by this id. NOT_FOUND, EXTERNAL_ID_TWICE. */
enum fault external_find(struct db *db, enum external_kind kind, const char *external_id, int64_t *ret_id);

/* As it is kept, in the arena: NULL and "" are NULL. TEXT_INVALID. */
enum fault external_clean(const char *typed, struct arena *arena, const char **ret_external_id);

/* Inside a unit: what a classroom or a lecture is called, cleaned; NULL: nothing. Whether it may be changed is for the
 * caller to judge. EXTERNAL_ID_TAKEN: another one is called so. */
enum fault external_set(struct db *db, enum external_kind kind, int64_t id, const char *external_id);

/* The columns, of `classrooms c` and `lectures l`. */
#define EXTERNAL_OF_CLASSROOM                                                                                          \
    "(SELECT MIN(ext.external_id) FROM external_ids ext WHERE ext.kind = 'class' AND ext.subject_id = c.id)"
#define EXTERNAL_OF_LECTURE                                                                                            \
    "(SELECT MIN(ext.external_id) FROM external_ids ext WHERE ext.kind = 'lecture' AND ext.subject_id = l.id)"

#endif
