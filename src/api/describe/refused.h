/* SPDX-License-Identifier: MIT */
/*
 * The problems that a route may answer: those of the gate, which follow from its line, and its own, which stand in
 * refused_table.c. Tests hold every refusal of a running API against these. Included by api/describe/ and tests only.
 */
#ifndef AMS_API_REFUSED_H
#define AMS_API_REFUSED_H

#include <stddef.h>

#include "api/gate/gate.h"

enum { REFUSED_MAX = 96 };

/* A route's own codes, with blanks between, by the name of its operation. */
struct refused_words {
    const char *operation;
    const char *codes;
};

/* Ended by a row without an operation. */
extern const struct refused_words refused_own[];

/*
 * The codes of the route, by status, each once; their number. What any route may answer when the server is at fault
 * (5xx) or the request never reached it (400 bad_request, 408, 411, 414, 431) is not among them.
 */
size_t refused_of(const struct api_route *route, const char *codes[static REFUSED_MAX]);

/* Whether the code is one of those. */
bool refused_says(const struct api_route *route, const char *code);

/* Whether the description lets the route answer this code: one of those, or of what any route may answer. */
bool refused_may(const struct api_route *route, const char *code);

#endif
