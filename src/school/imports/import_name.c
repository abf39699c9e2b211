/* SPDX-License-Identifier: MIT */
#include "school/imports/import_name.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/language.h"
#include "school/imports/cells/cell_text.h"

static bool is_of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Whether `part` stands in `name` as words of its own; in scripts without spaces, anywhere. */
static bool has_part(const char *name, const char *part)
{
    char whole[LANGUAGE_FOLD_SIZE], folded[LANGUAGE_FOLD_SIZE];
    if (!language_fold(name, whole) || !language_fold(part, folded) || *folded == '\0')
        return false;
    size_t size = strlen(folded);
    for (const char *at = whole; (at = strstr(at, folded)); at++)
        if ((at == whole || !is_of_word(at[-1])) && !is_of_word(at[size]))
            return true;
    return false;
}

/* "John Smith, PhD" is no family name and a given one. */
static bool is_suffix(const char *text)
{
    static const char *const suffixes[] = {"jr",  "sr",  "ii",   "iii",  "iv",     "phd",   "md",
                                           "ma",  "ba",  "msc",  "bsc",  "mba",    "mphil", "dphil",
                                           "llm", "esq", "meng", "beng", "junior", "dr"};
    char key[CELL_KEY_SIZE];
    cell_key(text, key);
    for (size_t i = 0; i < ARRAY_LENGTH(suffixes); i++)
        if (strcmp(key, suffixes[i]) == 0)
            return true;
    return false;
}

/* "Muster, Zoe" turned round, and "Muster, Zoe, PhD". */
static bool comma_read(const char *name, struct arena *arena, struct import_name *ret)
{
    const char *comma = strchr(name, ','), *given = comma ? comma + 1 : "", *family = name;
    const char *suffix = comma ? strchr(comma + 1, ',') : NULL;
    size_t given_size = cell_trim(&given);
    *ret = (struct import_name){name, "", ""};
    if (!comma || given_size == 0 || is_suffix(comma + 1) || (suffix && !is_suffix(suffix + 1)))
        return true;
    if (suffix)
        given_size = (size_t)(suffix - given);
    family = arena_strndup(arena, name, (size_t)(comma - name));
    if (!family)
        return false;
    size_t family_size = cell_trim(&family);
    if (family_size == 0)
        return true;
    ret->family = arena_strndup(arena, family, family_size);
    ret->name =
        arena_printf(arena, "%.*s %.*s%s", (int)given_size, given, (int)family_size, family, suffix ? suffix : "");
    return ret->family && ret->name;
}

const char *import_name_number(const char *name, size_t *ret_size)
{
    enum { LEAST = 3 };
    size_t size = strlen(name), digits = 0;
    while (size > 0 && name[size - 1] == ' ')
        size--;
    char close = size > 0 ? name[size - 1] : '\0', open = close == ')' ? '(' : close == ']' ? '[' : '\0';
    const char *begin = open ? strrchr(name, open) : NULL;
    if (!begin || begin == name)
        return NULL;
    size_t length = size - 1 - (size_t)(begin + 1 - name);
    for (size_t i = 1; i <= length; i++) {
        digits += begin[i] >= '0' && begin[i] <= '9';
        if (strchr(" ()[]@", begin[i]))
            return NULL;
    }
    if (digits < LEAST)
        return NULL;
    if (ret_size)
        *ret_size = length;
    return begin + 1;
}

/* In one line, with one blank where there are several, and without a number behind it. NULL without memory. */
static const char *in_line(const char *text, struct arena *arena)
{
    const char *number = import_name_number(text, NULL);
    size_t used = 0;
    char *line = arena_strndup(arena, text, number ? (size_t)(number - 1 - text) : strlen(text));
    for (const char *at = line; line && *at; at++) {
        bool blank = strchr(" \t\n", *at) != NULL;
        if (!blank || (used > 0 && line[used - 1] != ' '))
            line[used++] = blank ? ' ' : *at;
    }
    if (!line)
        return NULL;
    line[used > 0 && line[used - 1] == ' ' ? used - 1 : used] = '\0';
    return line;
}

bool import_name_read(const struct import_name *written, struct arena *arena, struct import_name *ret)
{
    const struct import_name clean = {in_line(written->name, arena), in_line(written->given, arena),
                                      in_line(written->family, arena)};
    const struct import_name *said = &clean;
    if (!clean.name || !clean.given || !clean.family)
        return false;
    const char *given = said->given, *family = said->family;
    *ret = *said;
    if (*said->name && *given && !*family && !has_part(said->name, given))
        family = said->name;
    else if (*said->name && *family && !*given && !has_part(said->name, family))
        given = said->name;
    else if (*said->name && !*given && !*family)
        return comma_read(said->name, arena, ret);
    else if (*said->name)
        return true;
    ret->family = family;
    ret->name = arena_printf(arena, "%s%s%s", given, *given && *family ? " " : "", family);
    return ret->name != NULL;
}
