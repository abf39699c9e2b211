/* SPDX-License-Identifier: MIT */
#include "api/describe/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/str.h"

enum { PLACE_SIZE = 160 };

static const struct field_words *const tables[] = {
    words_common, words_people, words_classes, words_marks, words_numbers, words_check_in,   words_office,
    words_faces,  words_asked,  words_post,    words_sso,   words_tokens,  words_parameters, words_program,
};

const struct field_words *words_table(unsigned index)
{
    return index < ARRAY_LENGTH(tables) ? tables[index] : NULL;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static const struct field_words *find_at(const char *place, const char *field)
{
    for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
        for (const struct field_words *row = tables[i]; row->text; row++)
            if (same(row->place, place) && same(row->field, field))
                return row;
    return NULL;
}

/* "getUserMe>.user" without its mark of an answer or a query. */
static void drop_mark(const char *place, char plain[static PLACE_SIZE])
{
    size_t used = 0;
    for (const char *at = place; *at != '\0' && used + 1 < PLACE_SIZE; at++)
        if (*at != '>' && *at != '?')
            plain[used++] = *at;
    plain[used] = '\0';
}

const struct field_words *words_find(const char *place, const char *field)
{
    char plain[PLACE_SIZE];
    const char *last = strrchr(place, '.');
    const struct field_words *row = find_at(place, field);
    bool query = strchr(place, '?') != NULL;
    drop_mark(place, plain);
    if (!row && !query) // a parameter is not what the answer calls so
        row = find_at(plain, field);
    if (!row && last)
        row = find_at(last + 1, field);
    if (!row && query)
        row = find_at("?", field);
    return !row && field ? find_at(NULL, field) : row;
}
