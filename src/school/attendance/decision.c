/* SPDX-License-Identifier: MIT */
#include "school/attendance/decision.h"

#include "base/str.h"
#include "school/attendance/decision_inside.h"
#include "school/common/rows.h"
#include "school/marks/mark.h"
#include "store/db.h"

static const char *const state_codes[DECISION_STATE_COUNT] = {"open", "accepted", "refused", "withdrawn"};

const char *decision_state_code(enum decision_state state)
{
    return state_codes[state];
}

bool decision_state_parse(const char *code, enum decision_state *ret_state)
{
    size_t index;
    bool found = str_among(state_codes, DECISION_STATE_COUNT, code, &index);
    if (found)
        *ret_state = (enum decision_state)index;
    return found;
}

struct decision decision_of_row(struct row *row, int first)
{
    struct decision decision = {
        .comment = row_text(row, first + 2),
        .by = {row_int(row, first + 3), row_text(row, first + 4)},
        .at = row_int(row, first + 5),
    };
    decision_state_parse(db_text(&row->rows, first), &decision.state);
    mark_status_parse(db_text(&row->rows, first + 1), &decision.status);
    return decision;
}
