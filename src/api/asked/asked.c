/* SPDX-License-Identifier: MIT */
#include "api/asked/asked.h"

#include <string.h>

unsigned asked_filter(struct call *call, struct decision_filter *ret_filter, struct page *ret_page)
{
    const char *word = message_query(call->message, "state");
    struct decision_filter filter = {.state = DECISION_OPEN};
    unsigned problem = call_page(call, ret_page);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_since(call, &filter.updated_since);
    if (problem != FAULT_NONE)
        return problem;
    if (word && strcmp(word, "any") == 0)
        filter.state = DECISION_STATE_COUNT;
    else if (word && !decision_state_parse(word, &filter.state))
        return call_tell_field(call,
                               &(struct json_error){"state", "must be open, accepted, refused, withdrawn or any"});
    *ret_filter = filter;
    return FAULT_NONE;
}
