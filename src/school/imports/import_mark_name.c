/* SPDX-License-Identifier: MIT */
#include "school/imports/import_mark_name.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "school/common/rows.h"
#include "school/imports/cells/cell_text.h"
#include "store/db.h"
#include "store/engine.h"

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
    struct named *list; // by key
    size_t count;
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

enum fault mark_names_read(struct db *db, int64_t class_id, struct arena *arena, struct mark_names **ret)
{
    struct row row;
    struct mark_names *names = arena_calloc(arena, 1, sizeof(*names));
    if (!names)
        return FAULT_INTERNAL;
    row_begin(&row, db, arena,
              "SELECT u.id, u.name FROM students s JOIN users u ON u.id = s.user_id WHERE s.class_id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        char key[NAME_KEY_SIZE];
        struct named *list = row_list(&row, names->list, names->count, sizeof(*list));
        if (!list)
            break;
        names->list = list;
        struct named *one = &list[names->count];
        *one = (struct named){.name = row_string(&row, 1), .student_id = row_int(&row, 0)};
        if (!one->name)
            break;
        name_key(one->name, strlen(one->name), key);
        one->key = arena_strdup(arena, key);
        if (!one->key)
            return FAULT_INTERNAL;
        names->count += *one->key != '\0';
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (names->count > 0)
        qsort(names->list, names->count, sizeof(*names->list), by_key);
    *ret = names;
    return FAULT_NONE;
}

static enum mark_named find(const struct mark_names *names, const char *text, size_t size, const struct named **ret)
{
    char key[NAME_KEY_SIZE];
    name_key(text, size, key);
    const struct named sought = {.key = key};
    const struct named *one =
        names->count > 0 ? bsearch(&sought, names->list, names->count, sizeof(*one), by_key) : NULL;
    if (!one)
        return MARK_NAMES_NONE;
    bool before = one > names->list && by_key(one - 1, &sought) == 0;
    bool behind = one + 1 < names->list + names->count && by_key(one + 1, &sought) == 0;
    *ret = one;
    return before || behind ? MARK_NAMES_SEVERAL : MARK_NAMES_ONE;
}

enum mark_named mark_names_find(const struct mark_names *names, const char *text, int64_t *ret_student_id,
                                const char **ret_name)
{
    const struct named *one = NULL;
    const char *open = strchr(text, '('), *shut = open ? strrchr(open, ')') : NULL;
    enum mark_named found = find(names, text, strlen(text), &one);
    if (found == MARK_NAMES_NONE && shut)
        found = find(names, open + 1, (size_t)(shut - open - 1), &one); // the name before it was changed
    if (found == MARK_NAMES_NONE && shut)
        found = find(names, text, (size_t)(open - text), &one); // pronouns behind it
    if (found == MARK_NAMES_ONE) {
        *ret_student_id = one->student_id;
        *ret_name = one->name;
    }
    return found;
}
