/* SPDX-License-Identifier: MIT */
/* Where what a request has made is to be found: the Location of an answer. Included by api/gate/ only. */
#ifndef AMS_API_LOCATION_H
#define AMS_API_LOCATION_H

#include "api/gate/gate.h"

/*
 * The route's own word (.made); of a route that starts a job, the job's address; NULL for one that makes nothing. A
 * path of the API in which `:name` is a name of the route's own path, and `{id}` or `{kiosk.id}` a value of the answer.
 */
const char *location_of(const struct api_route *route);

/*
 * Puts the Location on an answer of 201 or 202, as it stands in the message: also on one that was kept for a repeat.
 * Where the answer lacks what the pattern names (a link that went by mail), there is none.
 */
void location_tell(struct message *message, const struct api_route *route);

#endif
