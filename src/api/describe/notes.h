/* SPDX-License-Identifier: MIT */
/* What cannot be said field by field: how bytes are laid out, columns of files, events of a stream. Included by
 * api/describe/ only. */
#ifndef AMS_API_NOTES_H
#define AMS_API_NOTES_H

#include "api/gate/gate.h"

/* More about an operation, as one or more sentences; NULL: its summary says all. */
const char *notes_of(const char *operation);

/* What a body is and how large it may be, as a sentence; a new text for the caller to free(), NULL without memory. */
char *notes_of_body(const struct api_route *route);

/* The events of a route that answers with a stream: {"mark":{"$ref":...}}; NULL of any other. A new reference. */
json_t *notes_events(const struct api_route *route);

#endif
