/* SPDX-License-Identifier: MIT */
/*
 * How a language sorts and finds text, and begins its week: the one door to ICU. Pure functions but for the data of
 * ICU.
 *
 * Sort keys compare byte by byte as the texts sort in the language (the Unicode Collation Algorithm with CLDR's rules;
 * numbers in a text by their value), and are kept in hex so that every engine and collation agrees. Folded text is what
 * searching compares: without case, accents and marks, the same in every language (web/src/core/fold.ts does the same;
 * tests/support/folded.tsv is held against both).
 */
#ifndef AMS_SCHOOL_LANGUAGE_H
#define AMS_SCHOOL_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    LANGUAGE_TAG_MAX = 35,   // bytes, such as "sv-SE" or "de-u-co-phonebk"
    LANGUAGE_TEXT_MAX = 400, // bytes of a text that are looked at; what is longer is cut between characters
    LANGUAGE_SORT_SIZE = 401,
    LANGUAGE_FOLD_SIZE = 401,
    LANGUAGE_VERSION_SIZE = 64,
};

/* One language opened for sorting. One thread at a time. */
struct language;

/* Whether this is a BCP 47 tag of a language that ICU knows. */
bool language_exists(const char *tag);

/* NULL without memory. A tag that does not exist sorts as the root does. */
struct language *language_open(const char *tag);
void language_close(struct language *language);

/*
 * The key of `text`; with `then` not NULL, of the pair, which sorts by `text` and then by `then`. Cut at
 * LANGUAGE_SORT_SIZE - 1: texts that differ only behind that have the same key. False, and "", when ICU fails.
 */
bool language_sort_key(const struct language *language, const char *text, const char *then,
                       char ret_key[static LANGUAGE_SORT_SIZE]);

/* Below, at or above 0, as `a` sorts before, with or after `b`. */
int language_compare(const struct language *language, const char *a, const char *b);

/* Folded for searching, its words apart by one space; cut at LANGUAGE_FOLD_SIZE - 1. False, and "", when ICU fails. */
bool language_fold(const char *text, char ret_folded[static LANGUAGE_FOLD_SIZE]);

/* Changes whenever keys that were made before must be made again: ICU's version, its rules', and this file's. */
void language_version(const struct language *language, char ret_version[static LANGUAGE_VERSION_SIZE]);

/* The first day of a week where this is spoken: 1 Monday to 7 Sunday. Without a country, where most speak it. */
int language_week_start(const char *tag);

#endif
