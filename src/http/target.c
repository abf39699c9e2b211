/* SPDX-License-Identifier: MIT */
#include "http/target.h"

#include "base/str.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decodes `text[size]` into `out` (at least as large, and a NUL). False on a broken escape or when not clean text. */
static bool percent_decode(const char *text, size_t size, bool plus_is_space, char *out)
{
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (c == '%') {
            if (size - i < 3)
                return false;
            int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        out[used++] = c;
    }
    out[used] = '\0';
    return str_is_text(out, used, false);
}

static bool is_dots(const char *segment)
{
    return strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0;
}

/* Decodes segment by segment, so that an encoded slash can never make a new one. */
static bool path_decode(const char *text, size_t size, char *out)
{
    size_t used = 0;
    for (size_t start = 0; start < size;) { // text[start] is a slash
        size_t end = start + 1;
        while (end < size && text[end] != '/')
            end++;
        bool root = size == 1;
        bool last = end == size;
        out[used++] = '/';
        char *segment = out + used;
        if (!percent_decode(text + start + 1, end - start - 1, false, segment))
            return false;
        if (is_dots(segment) || strpbrk(segment, "/\\"))
            return false;
        if (!segment[0] && !last && !root)
            return false;
        used += strlen(segment);
        start = end;
    }
    out[used] = '\0';
    return true;
}

static enum target_result pair_decode(struct arena *arena, const char *text, size_t size, struct target *target,
                                      struct message_header *pairs)
{
    const char *equals = memchr(text, '=', size);
    size_t name_size = equals ? (size_t)(equals - text) : size;
    size_t value_size = equals ? size - name_size - 1 : 0;
    if (name_size == 0 || target->query_count == TARGET_QUERIES_MAX)
        return TARGET_BAD;
    char *name = arena_alloc(arena, name_size + 1);
    char *value = arena_alloc(arena, value_size + 1);
    if (!name || !value)
        return TARGET_NO_MEMORY;
    if (!percent_decode(text, name_size, true, name) ||
        !percent_decode(equals ? equals + 1 : "", value_size, true, value))
        return TARGET_BAD;
    pairs[target->query_count++] = (struct message_header){name, value};
    return TARGET_OK;
}

static enum target_result query_decode(struct arena *arena, const char *text, struct target *target)
{
    struct message_header *pairs = arena_calloc(arena, TARGET_QUERIES_MAX, sizeof(*pairs));
    if (!pairs)
        return TARGET_NO_MEMORY;
    target->queries = pairs;
    for (;;) {
        size_t size = strcspn(text, "&");
        if (size) {
            enum target_result result = pair_decode(arena, text, size, target, pairs);
            if (result != TARGET_OK)
                return result;
        }
        if (!text[size])
            return TARGET_OK;
        text += size + 1;
    }
}

enum target_result target_parse(struct arena *arena, const char *text, struct target *ret_target)
{
    size_t size = strnlen(text, MESSAGE_TARGET_MAX + 1);
    if (text[0] != '/' || size > MESSAGE_TARGET_MAX)
        return TARGET_BAD;
    for (size_t i = 0; i < size; i++)
        if (text[i] <= ' ' || text[i] > '~' || text[i] == '#' || text[i] == '\\')
            return TARGET_BAD;

    struct target target = {0};
    size_t path_size = strcspn(text, "?");
    char *path = arena_alloc(arena, path_size + 1);
    if (!path)
        return TARGET_NO_MEMORY;
    if (!path_decode(text, path_size, path))
        return TARGET_BAD;
    target.path = path;
    if (text[path_size] == '?') {
        enum target_result result = query_decode(arena, text + path_size + 1, &target);
        if (result != TARGET_OK)
            return result;
    }
    *ret_target = target;
    return TARGET_OK;
}
