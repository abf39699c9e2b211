/* SPDX-License-Identifier: MIT */
/* What lists of requests and of leaves are asked by. */
#ifndef AMS_API_ASKED_H
#define AMS_API_ASKED_H

#include "api/gate/call.h"
#include "school/attendance/decision.h"

#define ASKED_QUERY "{state?:open|accepted|refused|withdrawn|any,updated_since?:time,...page}"

/* The parameters of ASKED_QUERY; without a state the open ones. PROBLEM_INVALID_FIELD. */
unsigned asked_filter(struct call *call, struct decision_filter *ret_filter, struct page *ret_page);

#endif
