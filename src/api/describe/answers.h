/* SPDX-License-Identifier: MIT */
/* What an operation answers, good and bad, as OpenAPI has it. Included by api/describe/ only. */
#ifndef AMS_API_ANSWERS_H
#define AMS_API_ANSWERS_H

#include <jansson.h>

#include "api/gate/gate.h"

/*
 * The operation's `responses`: each status with its types of body, its headers, and the codes of the problems. `name`
 * is the operation's. What many operations share is put into `shared` ("#/components/responses"). A new reference; NULL
 * when the route's words are not well written or memory ran out.
 */
json_t *answers_of(const struct api_route *route, const char *name, json_t *shared);

/* "#/components/headers" and the responses that every operation has, put into `shared`. NULL without memory. */
json_t *answers_headers(void);
bool answers_common(json_t *shared);

#endif
