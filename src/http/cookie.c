/* SPDX-License-Identifier: MIT */
#include "http/cookie.h"

#include <stdbool.h>
#include <string.h>

/* cookie-octet of RFC 6265: visible ASCII without quotes, comma, semicolon and backslash. */
static bool is_value(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] <= ' ' || text[i] > '~' || strchr("\",;\\", text[i]))
            return false;
    return true;
}

const char *cookie_find(struct arena *arena, const char *header, const char *name)
{
    size_t name_size = strlen(name);
    if (name_size == 0 || strnlen(header, COOKIE_HEADER_MAX + 1) > COOKIE_HEADER_MAX)
        return NULL;

    const char *found = NULL;
    size_t found_size = 0;
    for (const char *pair = header; *pair;) {
        pair += strspn(pair, " \t");
        size_t size = strcspn(pair, ";");
        const char *next = pair + size + (pair[size] == ';');
        while (size && (pair[size - 1] == ' ' || pair[size - 1] == '\t'))
            size--;
        if (size > name_size && pair[name_size] == '=' && memcmp(pair, name, name_size) == 0) {
            if (found)
                return NULL;
            found = pair + name_size + 1;
            found_size = size - name_size - 1;
        }
        pair = next;
    }
    if (!found || found_size > COOKIE_VALUE_MAX || !is_value(found, found_size))
        return NULL;
    return arena_strndup(arena, found, found_size);
}
