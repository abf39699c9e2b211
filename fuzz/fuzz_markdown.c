/* SPDX-License-Identifier: MIT */
/* Whatever is written on a board becomes HTML without scripts, foreign schemes or pictures. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "school/board/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    char *text = malloc(size + 1);
    if (!text || size > MARKDOWN_BYTES_MAX) {
        free(text);
        return 0;
    }
    memcpy(text, data, size);
    text[size] = '\0';
    arena_init(&arena, 8 << 20);
    const char *html = markdown_html(text, &arena);
    if (html && (strstr(html, "<script") || strstr(html, "<img") || strstr(html, "href=\"javascript")))
        abort();
    arena_release(&arena);
    free(text);
    return 0;
}
