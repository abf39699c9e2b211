/* SPDX-License-Identifier: MIT */
/* Whom a row of a program's request means. */
#include "school/program/program_inside.h"

#include "base/arena.h"
#include "school/classes/staff_inside.h"
#include "school/common/external/external_inside.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/account.h"
#include "school/school.h"
#include "store/db.h"
#include "store/store.h"

enum fault program_find(struct db *db, const struct program_ref *ref, struct arena *arena, int64_t *ret_id)
{
    struct user user;
    const char *email;
    enum fault fault;
    if (ref->id > 0) {
        *ret_id = ref->id; // whoever needs the account reads it
        return FAULT_NONE;
    }
    if (ref->external_id && *ref->external_id) {
        fault = external_find(db, EXTERNAL_USER, ref->external_id, ret_id);
        return fault == FAULT_NOT_FOUND ? FAULT_ACCOUNT_UNKNOWN : fault;
    }
    fault = ref->email ? text_email(ref->email, arena, &email) : FAULT_ACCOUNT_UNKNOWN;
    if (fault != FAULT_NONE)
        return fault;
    fault = user_by_email(db, email, arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    *ret_id = user.id;
    return FAULT_NONE;
}

enum fault program_person(struct school *school, const struct actor *actor, const struct program_ref *ref,
                          struct arena *arena, int64_t *ret_id)
{
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return program_find(db, ref, arena, ret_id);
}
