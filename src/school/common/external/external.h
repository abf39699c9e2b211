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
struct school;

enum external_kind { EXTERNAL_USER, EXTERNAL_CLASSROOM, EXTERNAL_LECTURE };

enum { EXTERNAL_ID_MAX = 250 }; // characters, of a classroom's and a lecture's; of an account's ACCOUNT_EXTERNAL_MAX

/* What goes by this id: NOT_FOUND, EXTERNAL_ID_TWICE. Whether the actor may know of the thing is for what is asked of
 * it to judge; that an id is there twice, only staff learns: NOT_FOUND for students. */
enum fault external_address(struct school *school, const struct actor *actor, enum external_kind kind,
                            const char *external_id, int64_t *ret_id);

#endif
