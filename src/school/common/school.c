/* SPDX-License-Identifier: MIT */

#include "base/clock.h"
#include "base/str.h"
#include "school/common/state.h"
#include "school/school.h"

static const char *const role_codes[ROLE_COUNT] = {
    [ROLE_STUDENT] = "student",
    [ROLE_PROFESSOR] = "professor",
    [ROLE_ADMINISTRATOR] = "administrator",
};

const char *role_code(enum role role)
{
    return role_codes[role];
}

bool role_parse(const char *code, enum role *ret_role)
{
    size_t index;
    bool found = str_among(role_codes, ARRAY_LENGTH(role_codes), code, &index);
    if (found)
        *ret_role = (enum role)index;
    return found;
}

int64_t school_now(struct school *school)
{
    return clock_now_ms(school->config.clock);
}

const char *school_public_url(struct school *school)
{
    return school->config.public_url ? school->config.public_url : "";
}

struct actor actor_for_institution(const struct actor *actor)
{
    struct actor acting = *actor;
    acting.for_institution = actor->role == ROLE_ADMINISTRATOR;
    return acting;
}

enum fault actor_step_up(const struct actor *actor, int64_t now)
{
    bool fresh = actor->stepped_up_at > 0 && now - actor->stepped_up_at < STEP_UP_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    return fresh || actor->token_id > 0 ? FAULT_NONE : FAULT_STEP_UP_NEEDED;
}
