/* SPDX-License-Identifier: MIT */
/* What was decided about what a student asked for: a request or a leave. */
#ifndef AMS_SCHOOL_DECISION_H
#define AMS_SCHOOL_DECISION_H

#include <stdbool.h>

#include "school/marks/mark.h"

enum decision_state {
    DECISION_OPEN,
    DECISION_ACCEPTED,
    DECISION_REFUSED,
    DECISION_WITHDRAWN, // by the student
    DECISION_STATE_COUNT
};

/* "open", "accepted", "refused", "withdrawn". The parser answers false on anything else. */
const char *decision_state_code(enum decision_state state);
bool decision_state_parse(const char *code, enum decision_state *ret_state);

/* Which of a list: in one state, or (DECISION_STATE_COUNT) in any; made or changed then or later, 0: whenever. */
struct decision_filter {
    enum decision_state state;
    int64_t updated_since;
};

struct decision {
    enum decision_state state;
    enum mark_status status; // given when accepted; otherwise MARK_UNMARKED
    const char *comment;     // NULL when none
    struct person by;        // id 0: nobody yet
    int64_t at;
};

#endif
