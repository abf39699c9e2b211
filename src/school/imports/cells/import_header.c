/* SPDX-License-Identifier: MIT */
#include "school/imports/cells/import_header.h"

#include <string.h>

#include "school/imports/cells/cell_text.h"

/* How well a header names a column; each round of matching takes one of them. */
enum rank { RANK_OWN, RANK_OURS, RANK_WORD, RANK_WEAK, RANK_COUNT };

struct header_key {
    const char *header;
    char text[CELL_KEY_SIZE];
    import_heads *heads;
};

enum import_known import_column_means(const struct import_column *column)
{
    return (enum import_known)(column->rule >> 8 & 0xFF);
}

static bool is_of_rank(const struct import_column *column, const struct header_key *header, enum rank rank)
{
    char own[CELL_KEY_SIZE];
    const char *key = header->text;
    if (rank == RANK_OWN) {
        cell_key(column->name, own);
        return strcmp(own, key) == 0;
    }
    if (rank == RANK_OURS)
        return header->heads && header->heads(header->header, column->name);
    enum import_known means = import_column_means(column);
    enum import_known may = (enum import_known)(column->rule >> 16 & 0xFF);
    if (rank == RANK_WORD)
        return import_words_header(means, key) == IMPORT_FITS_WELL;
    return import_words_header(means, key) == IMPORT_FITS_WEAKLY || import_words_header(may, key) == IMPORT_FITS_WELL;
}

/* The column of this rank that is free, else one that is not (*ret_free false), else IMPORT_NO_COLUMN. */
static int column_of(const struct import_column *columns, size_t count, const struct import_match *match,
                     const struct header_key *key, enum rank rank, bool *ret_free)
{
    int taken = IMPORT_NO_COLUMN;
    *ret_free = false;
    for (size_t k = 0; k < count; k++) {
        if (!is_of_rank(&columns[k], key, rank))
            continue;
        *ret_free = !import_match_find(match, (int)k);
        if (*ret_free)
            return (int)k;
        if (taken == IMPORT_NO_COLUMN)
            taken = (int)k;
    }
    return taken;
}

/* What a person has said; true when the header itself is not to be asked. */
static bool take_choice(const int *chosen, size_t i, size_t count, struct import_match *match)
{
    if (!chosen || chosen[i] == IMPORT_GUESS)
        return false;
    int column = chosen[i] >= 0 && (size_t)chosen[i] < count ? chosen[i] : IMPORT_NO_COLUMN;
    if (column != IMPORT_NO_COLUMN && import_match_find(match, column))
        match->places[i].taken = column;
    else
        match->places[i].column = column;
    return true;
}

void import_header_match(const struct import_column *columns, size_t count, const char *const *headers, size_t n,
                         import_heads *heads, const int *chosen, struct import_match *ret)
{
    struct header_key keys[IMPORT_FILE_COLUMNS_MAX];
    bool settled[IMPORT_FILE_COLUMNS_MAX];
    ret->count = n < IMPORT_FILE_COLUMNS_MAX ? n : IMPORT_FILE_COLUMNS_MAX;
    for (size_t i = 0; i < ret->count; i++) {
        ret->places[i] = (struct import_place){headers[i], IMPORT_NO_COLUMN, false, IMPORT_NO_COLUMN, false};
        keys[i].header = headers[i];
        keys[i].heads = heads;
        cell_key(headers[i], keys[i].text);
    }
    for (size_t i = 0; i < ret->count; i++)
        settled[i] = take_choice(chosen, i, count, ret) || keys[i].text[0] == '\0';
    for (enum rank rank = RANK_OWN; rank < RANK_COUNT; rank++)
        for (size_t i = 0; i < ret->count; i++) {
            bool is_free;
            int column = settled[i] ? IMPORT_NO_COLUMN : column_of(columns, count, ret, &keys[i], rank, &is_free);
            if (column == IMPORT_NO_COLUMN || (!is_free && rank == RANK_WEAK))
                continue;
            settled[i] = true;
            ret->places[i].guessed = is_free && rank > RANK_OURS;
            *(is_free ? &ret->places[i].column : &ret->places[i].taken) = column;
        }
}

const struct import_place *import_match_find(const struct import_match *match, int column)
{
    for (size_t i = 0; i < match->count; i++)
        if (match->places[i].column == column)
            return &match->places[i];
    return NULL;
}
