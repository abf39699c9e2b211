/* SPDX-License-Identifier: MIT */
/*
 * A request target ("/path?query", RFC 9112 origin form) as a stranger sent it. Pure functions.
 *
 * Refused: anything but a leading slash; bytes outside visible ASCII, '#' or '\'; more than MESSAGE_TARGET_MAX bytes; a
 * broken %-escape; and in what the escapes decode to: control characters, NUL, bad UTF-8, and in the path also '/',
 * '\', empty segments, "." and "..". In the query: more than TARGET_QUERIES_MAX parameters, an empty name. (A name
 * twice is kept twice: whoever knows the parameters refuses it.)
 */
#ifndef AMS_HTTP_TARGET_H
#define AMS_HTTP_TARGET_H

#include "http/message.h"

enum { TARGET_QUERIES_MAX = 32 };

struct target {
    const char *path;                     // decoded, in the arena
    const struct message_header *queries; // decoded names and values, in the arena
    size_t query_count;
};

enum target_result { TARGET_OK, TARGET_BAD, TARGET_NO_MEMORY };

/* Sets *ret_target on TARGET_OK only. */
enum target_result target_parse(struct arena *arena, const char *text, struct target *ret_target);

#endif
