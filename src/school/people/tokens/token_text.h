/* SPDX-License-Identifier: MIT */
/*
 * The characters of a token: "ams_pat_" (a person's) or "ams_inst_" (the institution's), 30 random characters of 0-9
 * A-Z a-z (178 bits), and 6 that are the CRC-32 of everything before them, in the same characters. The prefix and the
 * checksum are for scanners of code and logs, and for refusing what was cut or mistyped without asking the database;
 * neither keeps anybody out.
 */
#ifndef AMS_SCHOOL_TOKEN_TEXT_H
#define AMS_SCHOOL_TOKEN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum {
    TOKEN_RANDOM_LENGTH = 30,
    TOKEN_CHECK_LENGTH = 6,
    TOKEN_TEXT_SIZE = 9 + TOKEN_RANDOM_LENGTH + TOKEN_CHECK_LENGTH + 1,
    TOKEN_SHOWN_SIZE = 9 + 4 + 1,
};

enum token_kind { TOKEN_PERSON, TOKEN_INSTITUTION, TOKEN_KIND_COUNT };

/* "person", "institution". */
const char *token_kind_code(enum token_kind kind);
bool token_kind_parse(const char *code, enum token_kind *ret_kind);

/* A new one. */
void token_text_make(enum token_kind kind, char text[static TOKEN_TEXT_SIZE]);

/* Whether somebody means a token by this, good or not: it begins as one does. NULL is none. */
bool token_text_is_meant(const char *text);

/* Whether any text may be a token: prefix, length, characters and checksum are. */
bool token_text_parse(const char *text, enum token_kind *ret_kind);

/* The first characters, which say nothing about the others; of a good token. */
void token_text_show(const char *text, char shown[static TOKEN_SHOWN_SIZE]);

#endif
