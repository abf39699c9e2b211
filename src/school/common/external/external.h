/* SPDX-License-Identifier: MIT */
/*
 * What other systems call people, classrooms and lectures. A person's is the number of the account (users.external_id).
 * A classroom's and a lecture's stands in `external_ids`, where OneRoster's import keeps the sourcedId of a class: it
 * is the same thing, so a class that came by a roster is found by it at once.
 */
#ifndef AMS_SCHOOL_EXTERNAL_H
#define AMS_SCHOOL_EXTERNAL_H

#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct arena;
struct db;
struct school;

enum external_kind { EXTERNAL_USER, EXTERNAL_CLASSROOM, EXTERNAL_LECTURE };

enum { EXTERNAL_ID_MAX = 250 }; // characters, of a classroom's and a lecture's; of an account's ACCOUNT_EXTERNAL_MAX

/* Inside a unit or a reader: what goes by this id. NOT_FOUND, EXTERNAL_ID_TWICE. */
enum fault external_find(struct db *db, enum external_kind kind, const char *external_id, int64_t *ret_id);

/* The same for a request. Whether the actor may know of the thing is for what is asked of it to judge; that an id is
 * there twice, only staff learns: NOT_FOUND for students. */
enum fault external_address(struct school *school, const struct actor *actor, enum external_kind kind,
                            const char *external_id, int64_t *ret_id);

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
