/* SPDX-License-Identifier: MIT */
/* libFuzzer: any text as a Cookie header; the first byte chooses the name that is looked for. */
#include <assert.h>
#include <stdint.h>

#include "http/cookie.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = {"id", "__Host-session", "a", "="};
    char *text = malloc(size + 1);
    if (!text)
        abort();
    if (size)
        memcpy(text, bytes, size);
    text[size] = '\0';
    struct arena arena;
    arena_init(&arena, 1 << 20);
    const char *value = size ? cookie_find(&arena, text + 1, names[bytes[0] % 4]) : NULL;
    if (value) {
        assert(strlen(value) <= COOKIE_VALUE_MAX && strstr(text + 1, value));
        for (const char *c = value; *c; c++)
            assert(*c > ' ' && *c <= '~' && !strchr("\",;\\", *c));
    }
    arena_release(&arena);
    free(text);
    return 0;
}
