/* SPDX-License-Identifier: MIT */
/*
 * Which column of a file is which: as somebody has said for this file, or for an earlier one with the same header. For
 * the files of the imports only.
 */
#ifndef AMS_SCHOOL_IMPORT_CHOICE_H
#define AMS_SCHOOL_IMPORT_CHOICE_H

#include "school/common/fault.h"
#include "school/imports/cells/import_header.h"

struct arena;
struct db;
struct import;
struct import_head;
struct import_table;

/* In a job's request: which of day and month goes first, as somebody has said. */
#define IMPORT_DATES "dates"

enum {
    IMPORT_MAPPINGS_MAX = 100, // of a format, in a classroom or in the institution; the longest unused are forgotten
    IMPORT_HEADER_FIND = -1,   // the header is looked for
    IMPORT_HEADER_NONE = 0,    // the file has none: its first row is about somebody
    IMPORT_CHOICE_SIZE = IMPORT_FILE_COLUMNS_MAX + 1,
};

/* Why a column is what it is. */
enum import_how {
    HOW_NAMED,      // by the format's own name
    HOW_GUESSED,    // by a word of another language or system
    HOW_CHOSEN,     // by a person, for this file
    HOW_REMEMBERED, // by a person, for an earlier file
    HOW_UNKNOWN,    // nothing says what it is
    HOW_TWICE,      // an earlier one says the same
    HOW_COUNT
};

/* "named", "guessed", "chosen", "remembered", "unknown", "twice". */
const char *import_how_code(enum import_how how);
enum import_how import_how_of(const char *code); // HOW_UNKNOWN for any other word

struct import_choice {
    bool given;                           // by somebody, for these columns
    bool remembered;                      // and that was for an earlier file
    bool remember;                        // for later ones; false: and what is remembered is forgotten
    int64_t header;                       // the row; IMPORT_HEADER_FIND, IMPORT_HEADER_NONE
    int columns[IMPORT_FILE_COLUMNS_MAX]; // of each place; IMPORT_NO_COLUMN, IMPORT_GUESS; all IMPORT_GUESS: no choice
};

/* The words of a job's request for it, "columns=..." as one letter a place, for import_choice_words; `count` places. */
void import_choice_text(const int *columns, size_t count, char ret_text[static IMPORT_CHOICE_SIZE]);

/* Reads what was said for the job: of a dry run in its request, when it is applied as the dry run has read it. */
enum fault import_choice_read(struct import *import, const struct import_table *table, struct import_choice *ret);

/* The choice that is remembered for a header; *ret_found false: none. */
enum fault import_choice_recall(struct db *db, const struct import *import, const struct import_table *table,
                                const struct import_head *head, struct arena *arena, struct import_choice *ret,
                                bool *ret_found);

#endif
