/* SPDX-License-Identifier: MIT */
/*
 * Where a person stands in the database: one line for each column that names one and for each text that may, and in it
 * what the copy that they get, an erasure, a merge of two accounts and the sweep do there. All four walk this one
 * table. Whoever adds a column or a text with people in it adds its line; tests/school/test_places.c looks for those
 * that are missing. For src/school/office/ and tests.
 */
#ifndef AMS_SCHOOL_PERSON_PLACE_H
#define AMS_SCHOOL_PERSON_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "school/office/erasure.h"

enum { PLACE_SQL_SIZE = 512 };

enum merge_rule {
    MERGE_MOVES,  // becomes the other account's; what both have (`unique`) is dropped first
    MERGE_ENDS,   // is deleted with the account
    MERGE_ALONG,  // follows another line
    MERGE_STAYS,  // says what was true, and stays as it was written
    MERGE_BY_ACT, // moved or cleared by merge.c itself, line by line
};

struct person_place {
    const char *table;
    const char *column; // that holds the person's id; NULL: found by `where` alone
    const char *which;  // of a column that holds ids of several kinds: "kind = 'user'"; otherwise NULL

    const char *file;    // of the copy (person_data.h); NULL: not in it, and
    const char *why_not; // why

    const char *kind; // as administrators read it in the report of an erasure; NULL: rows that stay, as they are
    enum erasure_fate fate;
    const char *where;  // which rows, every ? the person's id; NULL: "column = ?"
    const char *change; // NULL: the rows are deleted; otherwise what is set: "note = NULL"

    enum merge_rule merge;
    const char *what;   // word of the merge's report; lines of one word are told one by one
    const char *unique; // the other column of a key that both accounts may have; the person's own: one row a person

    const char *kept; // what ends it: a setting of retention.h, "swept" (open.c, job_store.c), "person" or "thing"
};

/* In the order in which an erasure can go; ended by a line without a table. The template and the account itself, which
 * have acts of their own, are not among them. */
extern const struct person_place person_places[];

/* Texts in which others' rows name a person: `where` with one ?, a name, address or number of theirs. */
struct person_word {
    const char *kind;
    const char *table, *column;
    const char *where;
    const char *change; // NULL: the rows are deleted
    bool in_json;       // the word is looked for as JSON writes it
};

/* Ended by a line without a table. */
extern const struct person_word person_words[];

/* The statements of a place. Erasing: for each ? of it the person's id. */
void place_count_sql(const struct person_place *place, char sql[static PLACE_SQL_SIZE]);
/* False: the rows stay. */
bool place_erase_sql(const struct person_place *place, char sql[static PLACE_SQL_SIZE]);
/* Merging: (from, into). False: nothing can be there twice. */
bool place_drop_sql(const struct person_place *place, char sql[static PLACE_SQL_SIZE]);
/* Merging: (into, from), or of one that ends (from). False: not moved by itself. */
bool place_move_sql(const struct person_place *place, char sql[static PLACE_SQL_SIZE]);

#endif
