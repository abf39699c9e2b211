/* SPDX-License-Identifier: MIT */
/* The Cookie request header (RFC 6265, 4.2.1), read strictly. Pure functions. */
#ifndef AMS_HTTP_COOKIE_H
#define AMS_HTTP_COOKIE_H

#include "base/arena.h"

enum { COOKIE_HEADER_MAX = 8 << 10, COOKIE_VALUE_MAX = 4 << 10 }; // bytes; what is longer is not read

/*
 * Value of the cookie `name` (case-sensitive) in `header`, copied to the arena. NULL when absent, malformed, there more
 * than once, too long, or memory ends. Other cookies of the page's host may be malformed without harm to ours.
 */
const char *cookie_find(struct arena *arena, const char *header, const char *name);

#endif
