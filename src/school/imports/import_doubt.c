/* SPDX-License-Identifier: MIT */
#include "school/imports/import_doubt.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/import_name.h"

static const char digits[] = "0123456789";

/* "7" or "7." in the row that is the `number`-th, from 1, or from 0. */
static bool counts(const char *text, size_t number)
{
    char as[24];
    for (size_t from = 0; from < 2; from++) {
        int length = snprintf(as, sizeof(as), "%zu", number - from);
        if (strncmp(text, as, (size_t)length) == 0 && (text[length] == '\0' || strcmp(text + length, ".") == 0))
            return true;
    }
    return false;
}

/* "+44 7700 900123", "(030) 123 456", "333 123 4567": numbers of people are not written so. */
static bool is_phone(const char *text)
{
    size_t count = 0;
    for (const char *at = text; *at; at++)
        count += *at >= '0' && *at <= '9';
    bool plain = strspn(text, "0123456789+()-./ ") == strlen(text);
    return plain && count >= 7 && (*text == '+' || *text == '(' || (count >= 9 && strchr(text, ' ')));
}

/* "12/03/2005", "2005-03-12": a birthday. */
static bool is_day(const char *text)
{
    size_t first = strspn(text, digits);
    char between = text[first];
    if (first == 0 || first > 4 || first == 3 || !between || !strchr("./-", between))
        return false;
    size_t second = strspn(text + first + 1, digits);
    const char *last = text + first + 1 + second;
    if (second == 0 || second > 2 || *last != between)
        return false;
    size_t third = strspn(last + 1, digits);
    return last[1 + third] == '\0' && (first == 4 ? third > 0 && third < 3 : third == 2 || third == 4);
}

void import_doubt_see(struct import_doubt *doubt, const struct grid_row *row)
{
    for (size_t i = 0; i < row->count && i < IMPORT_FILE_COLUMNS_MAX; i++) {
        struct import_seen_cells *of = &doubt->of[i];
        const char *text = row->cells[i].text, *at = strchr(text, '@'), *open = strchr(text, '<');
        if (!*text)
            continue;
        of->seen++;
        of->counting += counts(text, of->seen);
        of->phones += is_phone(text);
        of->days += is_day(text);
        of->addresses += at != NULL;
        of->named += at && open && open > text && open < at;
        of->numbered += import_name_number(text, NULL) != NULL;
    }
}

static enum import_known means(const struct import_table *table, int column)
{
    return column < 0 ? KNOWN_NOTHING : import_column_means(&table->columns[column]);
}

/* A weak word has made of it what its cells are not. */
static bool is_doubted(const struct import_table *table, const struct import_place *place,
                       const struct import_seen_cells *of)
{
    char key[CELL_KEY_SIZE];
    enum import_known known = means(table, place->column);
    cell_key(place->header, key);
    if (!place->guessed || of->seen == 0 || import_words_header(known, key) != IMPORT_FITS_WEAKLY)
        return false;
    if (known == KNOWN_EXTERNAL_ID)
        return of->counting == of->seen || of->phones + of->days == of->seen;
    return known == KNOWN_EMAIL && of->phones + of->days + of->counting == of->seen;
}

static void doubted_leave(const struct import_doubt *doubt, const struct import *import,
                          const struct import_table *table, struct import_head *head)
{
    int chosen[IMPORT_FILE_COLUMNS_MAX];
    bool doubted[IMPORT_FILE_COLUMNS_MAX] = {false}, more = true;
    const char *headers[IMPORT_FILE_COLUMNS_MAX];
    struct import_match *match = &head->match;
    size_t count = match->count;
    for (size_t i = 0; i < count; i++) {
        headers[i] = match->places[i].header;
        chosen[i] = import->choice.given ? import->choice.columns[i] : IMPORT_GUESS;
    }
    for (size_t rounds = 0; more && rounds < count; rounds++) { // one that was left out may let another in
        more = false;
        for (size_t i = 0; i < count; i++)
            if (!doubted[i] && is_doubted(table, &match->places[i], &doubt->of[i])) {
                doubted[i] = more = true;
                chosen[i] = IMPORT_NO_COLUMN;
            }
        if (more)
            import_header_match(table->columns, table->column_count, headers, count, import->survey->heads, chosen,
                                match);
    }
    for (size_t i = 0; i < count; i++)
        match->places[i].doubted = doubted[i];
}

static struct import_place *place_that_means(const struct import_table *table, struct import_match *match,
                                             enum import_known known)
{
    for (size_t i = 0; i < match->count; i++)
        if (means(table, match->places[i].column) == known)
            return &match->places[i];
    return NULL;
}

static int column_that_means(const struct import_table *table, enum import_known known)
{
    for (size_t k = 0; k < table->column_count; k++)
        if (means(table, (int)k) == known)
            return (int)k;
    return IMPORT_NO_COLUMN;
}

static void names_see(const struct import_doubt *doubt, const struct import_table *table, struct import_head *head)
{
    const struct import_place *place = place_that_means(table, &head->match, KNOWN_EMAIL);
    const struct import_seen_cells *of = place ? &doubt->of[place - head->match.places] : NULL;
    head->named = of && of->seen > 0 && of->named == of->seen;
}

/* A column of names whose cells have an address or a number each; or the only column, whatever it is called. */
static void names_take(const struct import_doubt *doubt, const struct import *import, const struct import_table *table,
                       struct import_head *head)
{
    struct import_match *match = &head->match;
    struct import_place *place = place_that_means(table, match, KNOWN_NAME);
    if (!place && match->count == 1 && match->places[0].column == IMPORT_NO_COLUMN)
        place = &match->places[0];
    if (!place || place_that_means(table, match, KNOWN_EMAIL) || place_that_means(table, match, KNOWN_EXTERNAL_ID) ||
        place_that_means(table, match, KNOWN_USERNAME))
        return;
    const struct import_seen_cells *of = &doubt->of[place - match->places];
    int column = of->seen == 0               ? IMPORT_NO_COLUMN
                 : of->addresses == of->seen ? column_that_means(table, KNOWN_EMAIL)
                 : of->numbered == of->seen  ? column_that_means(table, KNOWN_EXTERNAL_ID)
                                             : IMPORT_NO_COLUMN;
    if (column == IMPORT_NO_COLUMN)
        return;
    const struct import_place before = *place;
    place->column = column;
    place->guessed = true;
    names_see(doubt, table, head);
    if (!import_head_is_whole(import, table, head))
        *place = before;
}

void import_doubt_settle(const struct import_doubt *doubt, const struct import *import,
                         const struct import_table *table, struct import_head *head)
{
    doubted_leave(doubt, import, table, head);
    if (!import->choice.given && !import_head_is_whole(import, table, head))
        names_take(doubt, import, table, head);
    names_see(doubt, table, head);
}
