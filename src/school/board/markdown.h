/* SPDX-License-Identifier: MIT */
/* What people write, as safe HTML. */
#ifndef AMS_SCHOOL_MARKDOWN_H
#define AMS_SCHOOL_MARKDOWN_H

#include "base/arena.h"

enum { MARKDOWN_BYTES_MAX = 64 << 10 };

/*
 * CommonMark to HTML, in the arena. HTML in the text is left out, and so are links and pictures that are not http,
 * https or mailto. NULL without memory or beyond MARKDOWN_BYTES_MAX. Thread-safe.
 */
const char *markdown_html(const char *text, struct arena *arena);

#endif
