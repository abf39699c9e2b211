/* SPDX-License-Identifier: MIT */
/* The fuzzer's bytes as a text of its own, so that a read past its end is seen. For the targets alone. */
#ifndef AMS_FUZZ_OWN_TEXT_H
#define AMS_FUZZ_OWN_TEXT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The caller's to free. */
static inline char *own_text(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        abort();
    if (size)
        memcpy(text, bytes, size);
    text[size] = '\0';
    return text;
}

/* Takes the text up to the next '\n' off *rest, which becomes "" at the end. */
static inline char *next_line(char **rest)
{
    char *line = *rest;
    size_t size = strcspn(line, "\n");
    *rest = line[size] == '\n' ? line + size + 1 : line + size;
    line[size] = '\0';
    return line;
}

#endif
