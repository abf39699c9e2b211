/* SPDX-License-Identifier: MIT */
/*
 * Which scope a program's token needs for which route. Every route that asks who is there is decided in one table,
 * scopes.c: what is not in it, no token may. tests/api/test_tokens.c looks for those that are missing.
 */
#ifndef AMS_API_SCOPES_H
#define AMS_API_SCOPES_H

#include "school/people/tokens/scope.h"

struct api_route;

/* Beside the scopes of enum scope. */
enum {
    SCOPE_ANY = SCOPE_COUNT + 1, // every token, whatever its scopes
    SCOPE_NONE,                  // no token: a person must be there
    SCOPE_UNDECIDED,             // not in the table: no token either; of ANYONE and KIOSK always
};

/* A scope, or one of the above. */
unsigned api_route_scope(const struct api_route *route);

#endif
