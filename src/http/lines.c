/* SPDX-License-Identifier: MIT */
#include "http/lines.h"

#include <string.h>

enum { BLANK = 1, LINE_END = 2 }; // CR LF

bool lines_are_whole(const struct request_line *request, const struct line *lines, size_t count, size_t size)
{
    const char *next = request->version + strlen(request->version) + LINE_END;
    if (request->target != request->method + strlen(request->method) + BLANK ||
        request->version != request->target_end + BLANK)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].name != next)
            return false;
        next = lines[i].value_end + LINE_END;
    }
    return next + LINE_END == request->method + size;
}
