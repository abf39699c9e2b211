/* SPDX-License-Identifier: MIT */
/*
 * What a check-in shows of where it was made from, and why a mark is flagged for it. Kept until the lecture's marks are
 * final, 30 days at most. For the staff to read, never a reason to refuse.
 */
#ifndef AMS_SCHOOL_SIGNS_H
#define AMS_SCHOOL_SIGNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SIGNS_DAYS = 30,
    SIGNS_NETWORK_SIZE = 33, // 128 bits in hexadecimal and a NUL
    SIGNS_REASONS_SIZE = 250,
    SIGNS_REASONS_MAX = 16,
    SIGN_WORD_SIZE = 24, // of a reason, and of its value
};

/* How a room code was brought. */
enum code_way { CODE_NONE, CODE_DIGITS, CODE_LINK, CODE_STAMP, CODE_WAYS };

/* A room code that was right. */
struct code_use {
    enum code_way way;
    int64_t period;  // of which ten seconds it was
    int64_t age_ms;  // how old it was when it was brought, or stamped: from 0 to 20 s
    int64_t held_ms; // how long a stamp was kept until then
};

struct signs {
    char network[SIGNS_NETWORK_SIZE]; // ""; not known
    struct code_use code;
    bool heard;
    char reasons[SIGNS_REASONS_SIZE]; // words with spaces between
};

/* One reason of a flagged mark. */
struct sign {
    unsigned flag; // enum mark_flag
    char reason[SIGN_WORD_SIZE];
    char value[SIGN_WORD_SIZE]; // "": none
};

/* Adds a reason, with a value or NULL. What does not fit is left out. */
void signs_add(char reasons[static SIGNS_REASONS_SIZE], const char *reason, const char *value);

/* The reasons of a text, which may be NULL; words that are none of them are left out. */
size_t signs_split(const char *reasons, struct sign list[static SIGNS_REASONS_MAX]);

#endif
