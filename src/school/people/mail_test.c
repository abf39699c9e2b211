/* SPDX-License-Identifier: MIT */
#include "school/people/mail_test.h"

#include <string.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/account_link.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

/* ---- for administrators ---- */

struct test {
    const struct actor *actor;
    struct arena *arena;
    int64_t now;
};

static enum fault queue_test(struct db *db, void *context)
{
    struct test *unit = context;
    struct user user;
    enum fault fault = user_read(db, unit->actor->user_id, unit->arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    const struct account_mail mail = {
        .user_id = user.id, .to = user.email, .locale = user.locale, .letter = LETTER_TEST};
    return account_mail_queue(NULL, db, &mail, unit->now);
}

enum fault mail_test(struct school *school, const struct actor *actor)
{
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(arena_release) struct arena arena = arena_of(64 << 10);
    struct test unit = {.actor = actor, .arena = &arena, .now = school_now(school)};
    return school_change(school, queue_test, &unit);
}
