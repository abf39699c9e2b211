/* SPDX-License-Identifier: MIT */
/* What may stand behind a route's "?": its own names, each once, and what they were called before. Included by api/
 * only. */
#ifndef AMS_API_PARAMETERS_H
#define AMS_API_PARAMETERS_H

#include "api/gate/gate.h"

/*
 * FAULT_NONE, or the problem, whose field is the name at fault: one that `known`, an object of the route's names,
 * lacks, or one that comes twice. A parameter that nobody reads would be a wish that is silently not met. What came
 * under a former name stands under today's from then on.
 */
unsigned parameters_check(struct call *call, const json_t *known);

#endif
