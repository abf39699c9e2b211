/* SPDX-License-Identifier: MIT */
/* The API's own description: OpenAPI 3.1, made from the lines of the API and their shapes. Included by api/ only. */
#ifndef AMS_API_OPENAPI_H
#define AMS_API_OPENAPI_H

#include <jansson.h>

#include "api/gate/gate.h"

/* The whole document. A new reference; NULL when a line's words are not well written or memory ran out. */
json_t *openapi_document(const char *version);

/* Who may use a route of this permission: "The classroom's professor and co-teachers". */
const char *openapi_who(enum permission permission);

/* What the operation is called in the document: "postAttendanceWindowExtend". False when it does not fit. */
bool openapi_name(const struct api_route *route, size_t size, char *ret_name);

#endif
