/* SPDX-License-Identifier: MIT */
/*
 * The text of a cell as people and spreadsheets leave it: what cannot be seen around it, an address copied from a mail,
 * a number that a spreadsheet has changed. Pure; any clean UTF-8 (str_is_text) is taken.
 */
#ifndef AMS_SCHOOL_CELL_TEXT_H
#define AMS_SCHOOL_CELL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CELL_KEY_SIZE = 128,   // bytes, with its NUL; a longer text has the key of its beginning
    CELL_EMAIL_SIZE = 400, // bytes, with its NUL
};

/* The character at *at, which moves behind it; below 0 for what is no UTF-8. *at is below `size`. */
int32_t cell_next(const char *text, size_t size, size_t *at);

/* Moves *text behind the spaces and the invisible signs before it, and answers how many bytes there are up to those
 * behind it. Spaces of every kind: no-break, of zero width, a byte order mark, marks of direction. */
size_t cell_trim(const char **text);

/* What a word is compared by: without case, accents, spaces, punctuation and invisible signs. "E-Mail Adresse" and
 * "emailadresse" have one. "" when nothing is left. */
void cell_key(const char *text, char ret_key[static CELL_KEY_SIZE]);

/* Whether a list of keys, a space between two, has this one; "" is in none. And the same of the key of `size` bytes. */
bool cell_keys_have(const char *keys, const char *key);
bool cell_is_one_of(const char *text, size_t size, const char *keys);

/* Whether there is a letter, of any script; what is not ASCII counts as one. */
bool cell_has_letter(const char *text);

enum cell_email {
    CELL_EMAIL_GOOD,
    CELL_EMAIL_NONE,    // there is nothing
    CELL_EMAIL_BAD,     // this is no address
    CELL_EMAIL_SEVERAL, // more than one
};

/* The address in "Nan <nan@x.org>", "mailto:nan@x.org", " nan@x.org; ": in lower case, its domain as the DNS has it
 * (IDNA). *ret_email only of CELL_EMAIL_GOOD; whether it may stand for an account is text_email()'s to say. */
enum cell_email cell_email(const char *text, char ret_email[static CELL_EMAIL_SIZE]);

/* An id as it was meant, a part of `text`: without Excel's apostrophe ('0012) and its ="0012", and without the
 * ".0" of programs that keep numbers with a fraction. The apostrophe before a sign, as in '-12, is csv_plain()'s to
 * take. *ret_size bytes. */
const char *cell_id(const char *text, size_t *ret_size);

/* A number that a spreadsheet has shortened for show and saved so: 2.02612E+11, 1,23E+11. What it was is lost. */
bool cell_is_shortened(const char *text);

/* What a spreadsheet writes where it has nothing to show: #REF!, #N/A, #NV, ####, Err:502. */
bool cell_is_broken(const char *text);

#endif
