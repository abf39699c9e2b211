/* SPDX-License-Identifier: MIT */
/*
 * Whether a head was sent as its lines say. libmicrohttpd before 1.0 takes a bare line feed for the end of a line,
 * joins folded lines, and stops a text at a NUL: a proxy before us may have read another head. It hands out the pieces
 * where they lie in its buffer, so a gap between two of them shows that there was something else than one blank or one
 * CR LF. Pure functions, for the server's own files.
 */
#ifndef AMS_HTTP_LINES_H
#define AMS_HTTP_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* METHOD TARGET VERSION, as they lie there. */
struct request_line {
    const char *method, *target, *target_end, *version;
};

/* A header as it lies there. */
struct line {
    const char *name;
    const char *value_end; // behind its last byte
};

/* `size` is what libmicrohttpd says that the head's bytes are. */
bool lines_are_whole(const struct request_line *request, const struct line *lines, size_t count, size_t size);

#endif
