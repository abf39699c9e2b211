/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "api/describe/openapi.h"
#include "base/str.h"

/* Appends `text` with its first letter raised and without what is no letter or digit. */
static bool append_word(char *name, size_t size, const char *text, size_t text_size)
{
    size_t at = strlen(name);
    bool raise = true;
    for (size_t i = 0; i < text_size; i++) {
        if (!isalnum((unsigned char)text[i])) {
            raise = true;
            continue;
        }
        if (at + 1 >= size)
            return false;
        name[at++] = raise ? (char)toupper((unsigned char)text[i]) : text[i];
        name[at] = '\0';
        raise = false;
    }
    return true;
}

bool openapi_name(const struct api_route *route, size_t size, char *ret_name)
{
    static const char *const methods[HTTP_METHOD_COUNT] = {"get", "head", "post", "put", "patch", "delete"};
    if (!str_copy(ret_name, size, methods[route->method]))
        return false;
    const char *at = route->pattern + strlen("/api/");
    while (*at != '\0') {
        size_t length = strcspn(at, "/");
        bool last = at[length] == '\0';
        if (*at != ':' && !append_word(ret_name, size, at, length))
            return false;
        if (*at == ':' && last && (!append_word(ret_name, size, "by", 2) || !append_word(ret_name, size, at, length)))
            return false;
        at += last ? length : length + 1;
    }
    return true;
}
