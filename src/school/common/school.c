/* SPDX-License-Identifier: MIT */
#include <string.h>

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
    for (size_t i = 0; code && i < ARRAY_LENGTH(role_codes); i++) {
        if (strcmp(code, role_codes[i]) == 0) {
            *ret_role = (enum role)i;
            return true;
        }
    }
    return false;
}

int64_t school_now(struct school *school)
{
    return clock_now_ms(school->config.clock);
}

const char *school_public_url(struct school *school)
{
    return school->config.public_url ? school->config.public_url : "";
}

enum fault actor_step_up(const struct actor *actor, int64_t now)
{
    bool fresh = actor->stepped_up_at > 0 && now - actor->stepped_up_at < STEP_UP_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    return fresh ? FAULT_NONE : FAULT_STEP_UP_NEEDED;
}
