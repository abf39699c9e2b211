/* SPDX-License-Identifier: MIT */
#include "school/people/mail_test.h"

#include <string.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "school/people/user.h"
#include "school/post/mail.h"
#include "school/post/mail_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

/* ---- for administrators ---- */

struct test {
    const struct actor *actor;
    struct arena *arena;
    int64_t now;
    enum fault fault;
};

static enum db_status queue_test(struct db *db, void *context)
{
    struct test *unit = context;
    struct user user;
    unit->fault = user_read(db, unit->actor->user_id, unit->arena, &user);
    if (unit->fault == FAULT_NONE)
        unit->fault =
            mail_queue(db,
                       &(struct mail){.user_id = user.id,
                                      .to = user.email,
                                      .subject = "Mail from AMS works",
                                      .text = "An administrator asked for this mail to see that it arrives.\n"},
                       unit->now);
    return status_of(unit->fault);
}

enum fault mail_test(struct school *school, const struct actor *actor)
{
    struct arena arena;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    arena_init(&arena, 64 << 10);
    struct test unit = {.actor = actor, .arena = &arena, .now = school_now(school)};
    enum fault fault = school_write(school, queue_test, &unit, &unit.fault);
    arena_release(&arena);
    return fault;
}
