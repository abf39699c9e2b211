/* SPDX-License-Identifier: MIT */
#include <stdarg.h>

#include "base/str.h"
#include "http/stream/events_inside.h"

struct text *text_make(const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    struct text *text = size < 0 ? NULL : malloc(sizeof(*text) + (size_t)size + 1);
    if (text) {
        text->references = 1;
        text->size = (size_t)size;
        vsnprintf(text->bytes, (size_t)size + 1, format, arguments);
    }
    va_end(arguments);
    return text;
}

void text_drop(struct text *text)
{
    if (text && --text->references == 0)
        free(text);
}
