/* SPDX-License-Identifier: MIT */
#include "school/imports/marks/import_mark_name.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "school/common/rows.h"
#include "school/imports/cells/cell_text.h"

enum {
    WORDS_MAX = 16,                 // of a name; what more it has is not looked at
    NAME_KEY_SIZE = WORDS_MAX * 40, // bytes, with its NUL
    WORD_SIZE = CELL_KEY_SIZE,      // bytes, with its NUL
    HYPHEN_FIRST = 0x2010,
    HYPHEN_LAST = 0x2015,
    SPACE_NO_BREAK = 0xA0,
    SPACE_WIDE = 0x3000,
    COMMA_ARABIC = 0x60C,
};

struct named {
    const char *key, *name;
    int64_t student_id;
};

struct mark_names {
    struct arena *arena;
    struct named *list; // by key, once it is sorted
    size_t count;
    bool sorted;
};

static bool parts_words(int32_t c)
{
    return (c > 0 && c <= ' ') || c == ',' || c == '-' || c == SPACE_NO_BREAK || c == SPACE_WIDE || c == COMMA_ARABIC ||
           (c >= HYPHEN_FIRST && c <= HYPHEN_LAST);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The words of a name, each by its cell_key, in an order that does not depend on theirs. "" when there are none. */
static void name_key(const char *text, size_t size, char ret_key[static NAME_KEY_SIZE])
{
    char words[WORDS_MAX][WORD_SIZE];
    size_t count = 0, used = 0, at = 0;
    while (at < size && count < WORDS_MAX) {
        char word[WORD_SIZE];
        size_t start = at, end = at;
        while (at < size && !parts_words(cell_next(text, size, &at)))
            end = at;
        size_t length = end - start < sizeof(word) - 1 ? end - start : sizeof(word) - 1;
        while (length > 0 && start + length < end && ((unsigned char)text[start + length] & 0xC0) == 0x80)
            length--; // no character is cut
        memcpy(word, text + start, length);
        word[length] = '\0';
        cell_key(word, words[count]);
        count += words[count][0] != '\0';
    }
    qsort(words, count, WORD_SIZE, by_text);
    ret_key[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(words[i]);
        if (used + length + 2 > NAME_KEY_SIZE)
            break;
        memcpy(ret_key + used, words[i], length);
        used += length;
        ret_key[used++] = ' ';
        ret_key[used] = '\0';
    }
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->key, ((const struct named *)b)->key);
}

struct mark_names *mark_names_open(struct arena *arena)
{
    struct mark_names *names = arena_calloc(arena, 1, sizeof(*names));
    if (names)
        names->arena = arena;
    return names;
}

bool mark_names_add(struct mark_names *names, struct row *row, int64_t student_id, const char *name)
{
    struct named *list = row_list(row, names->list, names->count, sizeof(*list));
    if (!list)
        return false;
    names->list = list;
    const char *copy = arena_strdup(names->arena, name ? name : "");
    if (copy)
        list[names->count++] = (struct named){.name = copy, .student_id = student_id};
    return copy != NULL;
}

static bool keys_make(struct mark_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        char key[NAME_KEY_SIZE];
        name_key(names->list[i].name, strlen(names->list[i].name), key);
        names->list[i].key = arena_strdup(names->arena, key);
        if (!names->list[i].key)
            return false;
    }
    if (names->count > 0)
        qsort(names->list, names->count, sizeof(*names->list), by_key);
    return names->sorted = true;
}

static enum mark_named find(const struct mark_names *names, const char *text, size_t size, const struct named **ret)
{
    char key[NAME_KEY_SIZE];
    name_key(text, size, key);
    const struct named sought = {.key = key};
    if (*key == '\0')
        return MARK_NAMES_NONE;
    const struct named *one =
        names->count > 0 ? bsearch(&sought, names->list, names->count, sizeof(*one), by_key) : NULL;
    if (!one)
        return MARK_NAMES_NONE;
    bool before = one > names->list && by_key(one - 1, &sought) == 0;
    bool behind = one + 1 < names->list + names->count && by_key(one + 1, &sought) == 0;
    *ret = one;
    return before || behind ? MARK_NAMES_SEVERAL : MARK_NAMES_ONE;
}

bool mark_names_find(struct mark_names *names, const char *text, enum mark_named *ret_found, int64_t *ret_student_id,
                     const char **ret_name)
{
    const struct named *one = NULL;
    const char *open = strchr(text, '('), *shut = open ? strrchr(open, ')') : NULL;
    if (!names->sorted && !keys_make(names))
        return false;
    enum mark_named found = find(names, text, strlen(text), &one);
    if (found == MARK_NAMES_NONE && shut) {
        const struct named *now = NULL;
        found = find(names, open + 1, (size_t)(shut - open - 1), &one);           // the name before it was changed
        enum mark_named outside = find(names, text, (size_t)(open - text), &now); // pronouns behind it
        if (found == MARK_NAMES_NONE) {
            found = outside;
            one = now;
        } else if (outside != MARK_NAMES_NONE && now != one) // somebody who has called themselves as another is called
            found = MARK_NAMES_SEVERAL;
    }
    if (found == MARK_NAMES_ONE) {
        *ret_student_id = one->student_id;
        *ret_name = one->name;
    }
    *ret_found = found;
    return true;
}
