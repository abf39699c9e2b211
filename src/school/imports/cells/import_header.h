/* SPDX-License-Identifier: MIT */
/*
 * Which column of a file is which column of a format, by its header:
 *
 *     struct import_match match;
 *     import_header_match(columns, count, headers, n, NULL, NULL, &match);
 *     match.places[0].column     // of columns, or IMPORT_NO_COLUMN
 *
 * A format's own names go first, then what our own files head their columns with, then the words of other languages and
 * systems, then words that only mean it where nothing else does. Of two that claim one column the first has it.
 */
#ifndef AMS_SCHOOL_IMPORT_HEADER_H
#define AMS_SCHOOL_IMPORT_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "school/imports/cells/import_words.h"
#include "school/imports/import.h"

/* A column that an import knows. */
struct import_column {
    const char *name; // in any case, with or without accents, spaces and signs
    unsigned rule;    // true (1): the table cannot be read without it; where one of several would do: import_need
};

/* What some column must say. */
struct import_need {
    const char *what; // behind "No column says "
    unsigned columns; // any of these would do: a bit each
};

/* In a rule: the words that mean the column, too, and those that mean it when nothing else does. */
#define IMPORT_MEANS(known) ((unsigned)(known) << 8)
#define IMPORT_MAY_MEAN(known) ((unsigned)(known) << 16)

/* In a rule: no file has the column by its name, so that no sentence proposes it. */
#define IMPORT_NAMELESS 2U

/* What those words mean; KNOWN_NOTHING where the column has none. */
enum import_known import_column_means(const struct import_column *column);

enum {
    IMPORT_NO_COLUMN = -1, // nothing that the format knows, or left out by a person
    IMPORT_GUESS = -2,     // of `chosen`: as the header says
};

/* A column of the file. */
struct import_place {
    const char *header; // borrowed from `headers`
    int column;         // of the format; IMPORT_NO_COLUMN
    bool guessed;       // by a word of another language or system, not by the format's own name or a person
    int taken;          // the column that it would be if an earlier one of the file were not; IMPORT_NO_COLUMN
    bool doubted;       // by its header a column, and by its cells none (import_doubt.h)
};

struct import_match {
    struct import_place places[IMPORT_FILE_COLUMNS_MAX];
    size_t count; // `n`, at most IMPORT_FILE_COLUMNS_MAX
};

/* Whether this is how our own files head the format's column `column`. */
typedef bool import_heads(const char *header, const char *column);

/* `heads`: NULL where no file of ours comes back.
 * `chosen`: NULL, or for each of the `n` headers a column of the format, IMPORT_NO_COLUMN or IMPORT_GUESS, as a person
 * has said: what they chose goes before every guess. A choice that is no column counts as IMPORT_NO_COLUMN. */
void import_header_match(const struct import_column *columns, size_t count, const char *const *headers, size_t n,
                         import_heads *heads, const int *chosen, struct import_match *ret);

/* The first place of the file that is this column; NULL when there is none. */
const struct import_place *import_match_find(const struct import_match *match, int column);

#endif
