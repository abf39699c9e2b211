/* SPDX-License-Identifier: MIT */
/*
 * What headers and cells are called in other languages and by other systems: English, German, French, Spanish, Italian,
 * Portuguese, Dutch, Turkish, Arabic, Hindi and some words of others; Moodle, Google Classroom, Microsoft Teams and
 * Entra, Canvas and the like. All are compared by cell_key().
 */
#ifndef AMS_SCHOOL_IMPORT_WORDS_H
#define AMS_SCHOOL_IMPORT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "school/marks/mark.h"
#include "school/school.h"

struct status_set;

/* What a column can be about, whatever a format calls it. */
enum import_known {
    KNOWN_NOTHING, // a column that goes by its own name alone
    KNOWN_NAME,
    KNOWN_GIVEN_NAME,
    KNOWN_FAMILY_NAME,
    KNOWN_EMAIL,
    KNOWN_USERNAME,
    KNOWN_EXTERNAL_ID,
    KNOWN_ROLE,
    KNOWN_LOCALE,
    KNOWN_ADVISER,
    KNOWN_PROGRAMME,
    KNOWN_DATE,
    KNOWN_FROM,
    KNOWN_TO,
    KNOWN_DURATION,
    KNOWN_TITLE,
    KNOWN_ROOM,
    KNOWN_STATUS,
    KNOWN_SCAN_TIME,
    KNOWN_MINUTES_LATE,
    KNOWN_NOTE,
    KNOWN_GROUP,
};

/* Weakly: a word that means it where no other column means it better ("id", "time"). */
enum import_fit { IMPORT_FITS_NOT, IMPORT_FITS_WEAKLY, IMPORT_FITS_WELL };

/* Whether it heads any column. */
bool import_words_are_header(const char *key);

enum import_fit import_words_header(enum import_known known, const char *key);

/* "Schüler", "TEACHER", "Administrator": what they are here. False: no word that is known. */
bool import_words_role(const char *text, enum role *ret_role);

/* "Present", "entschuldigt": of the four that every classroom has. Its own letters and names go before:
 * status_set_find. */
bool import_words_status(const char *text, enum mark_status *ret_status);

/* The same, the letters and names of the classroom's set first; a text that means two of those means none. */
bool import_words_status_in(const struct status_set *set, const char *text, enum mark_status *ret_status);

/* "", "-", "n/a": where nobody has written anything yet. */
bool import_words_nothing(const char *text);

/* "yes", "nein", "vrai": what is asked is so, or is not. False: no word that is known. */
bool import_words_yes(const char *text, bool *ret_yes);

/* The lists, for tests. NULL past the last. */
const char *import_words_list(size_t index);

#endif
