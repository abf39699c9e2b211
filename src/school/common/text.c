/* SPDX-License-Identifier: MIT */
#include "school/common/text.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/limits.h"

enum {
    EMAIL_LOCAL_MAX = 64, // bytes before the @ (RFC 5321)
    LABEL_MAX = 63,       // bytes between two dots of a domain
    PATH_SIZE = 256,
};

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* U+202A..U+202E and U+2066..U+2069 turn the text around them, also on the page of somebody else. */
static bool has_direction_override(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (at[0] == 0xe2 &&
            ((at[1] == 0x80 && at[2] >= 0xaa && at[2] <= 0xae) || (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)))
            return true;
    return false;
}

/* Ranges of characters that draw nothing: spaces of every width, joiners, marks of direction, fillers. */
static const struct {
    uint32_t first, last;
} unseen[] = {
    {0, 0x20},        {0xa0, 0xa0},       {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},   {0x115f, 0x1160},
    {0x1680, 0x1680}, {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x2000, 0x200f},   {0x2028, 0x202f}, {0x205f, 0x206f},
    {0x2800, 0x2800}, {0x3000, 0x3000},   {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff}, {0xffa0, 0xffa0},
    {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

/* The character of a well-formed sequence of `size` bytes. */
static uint32_t character_of(const char *text, size_t size)
{
    static const unsigned char lead[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t character = (unsigned char)*text & lead[size];
    for (size_t i = 1; i < size; i++)
        character = character << 6 | ((unsigned char)text[i] & 0x3f);
    return character;
}

/* Whether anything of a well-formed text can be seen. */
static bool is_seen(const char *text)
{
    for (size_t size; *text; text += size) {
        size = str_sequence(text, strlen(text));
        uint32_t character = character_of(text, size);
        size_t i = 0;
        while (i < ARRAY_LENGTH(unseen) && (character < unseen[i].first || character > unseen[i].last))
            i++;
        if (i == ARRAY_LENGTH(unseen))
            return true;
    }
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

enum fault text_clean(const char *text, size_t characters, bool lines, bool optional, struct arena *arena,
                      const char **ret_text)
{
    const char *start = text ? text : "";
    while (is_blank(*start))
        start++;
    size_t size = strlen(start);
    while (size > 0 && is_blank(start[size - 1]))
        size--;
    if (size == 0 && optional) {
        *ret_text = NULL;
        return FAULT_NONE;
    }
    // Four bytes a character at most: a longer text is too long before it is looked at.
    if (size == 0 || size > characters * 4 || !str_is_text(start, size, lines))
        return FAULT_TEXT_INVALID;
    const char *copy = arena_strndup(arena, start, size);
    if (!copy)
        return FAULT_INTERNAL;
    if (str_characters(copy) > characters || has_direction_override(copy) || !is_seen(copy))
        return FAULT_TEXT_INVALID;
    *ret_text = copy;
    return FAULT_NONE;
}

static bool is_local_part(const char *text, size_t size)
{
    static const char others[] = ".!#$%&'*+-/=?^_`{|}~";
    if (size == 0 || size > EMAIL_LOCAL_MAX || text[0] == '.' || text[size - 1] == '.')
        return false;
    for (size_t i = 0; i < size; i++) {
        if (!is_letter_or_digit(text[i]) && !memchr(others, text[i], sizeof(others) - 1))
            return false;
        if (text[i] == '.' && text[i + 1] == '.')
            return false;
    }
    return true;
}

static bool is_domain(const char *text)
{
    size_t label = 0;
    bool dotted = false;
    for (; *text; text++) {
        bool ends = text[1] == '\0' || text[1] == '.';
        if (*text == '.') {
            if (label == 0)
                return false;
            label = 0;
            dotted = true;
        } else if (is_letter_or_digit(*text) || (*text == '-' && label > 0 && !ends)) {
            if (++label > LABEL_MAX)
                return false;
        } else {
            return false;
        }
    }
    return dotted && label > 0;
}

enum fault text_email(const char *email, struct arena *arena, const char **ret_email)
{
    size_t size = email ? strlen(email) : 0;
    const char *at = email ? strchr(email, '@') : NULL;
    if (!at || size > ACCOUNT_EMAIL_MAX || !is_local_part(email, (size_t)(at - email)) || !is_domain(at + 1))
        return FAULT_EMAIL_INVALID;
    char *copy = arena_strdup(arena, email);
    if (!copy)
        return FAULT_INTERNAL;
    for (char *c = copy; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    *ret_email = copy;
    return FAULT_NONE;
}

bool time_is_sane(int64_t ms)
{
    return ms >= INT64_C(946684800000) && ms < INT64_C(4102444800000);
}

/* No dots at all, no empty part, nothing but letters, digits, '_', '+', '-' and single slashes. */
static bool is_zone_name(const char *name)
{
    size_t size = strlen(name);
    if (size == 0 || size > CLASSROOM_TIMEZONE_MAX || !is_letter_or_digit(name[0]) ||
        !is_letter_or_digit(name[size - 1]))
        return false;
    for (const char *c = name; *c; c++) {
        if (!is_letter_or_digit(*c) && *c != '_' && *c != '+' && *c != '-' && *c != '/')
            return false;
        if (c[0] == '/' && c[1] == '/')
            return false;
    }
    return true;
}

bool timezone_exists(const char *zoneinfo, const char *name)
{
    if (strcmp(name, "UTC") == 0)
        return true;
    if (!is_zone_name(name))
        return false;
    char path[PATH_SIZE];
    int size = snprintf(path, sizeof(path), "%s/%s", zoneinfo ? zoneinfo : "/usr/share/zoneinfo", name);
    if (size < 0 || (size_t)size >= sizeof(path))
        return false;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return false;
    struct stat about;
    char magic[4] = {0};
    bool good = fstat(file, &about) == 0 && S_ISREG(about.st_mode) &&
                read(file, magic, sizeof(magic)) == (ssize_t)sizeof(magic) && memcmp(magic, "TZif", 4) == 0;
    close(file);
    return good;
}

void text_like(const char *text, size_t size, char *pattern)
{
    size_t at = 0;
    pattern[at++] = '%';
    for (size_t i = 0; i < size; i++) {
        if (strchr("%_!", text[i]))
            pattern[at++] = '!';
        pattern[at++] = text[i];
    }
    pattern[at++] = '%';
    pattern[at] = '\0';
}
