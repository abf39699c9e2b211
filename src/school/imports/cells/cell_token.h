/* SPDX-License-Identifier: MIT */
/* A cell in numbers, words and signs, for the files beside it only. */
#ifndef AMS_SCHOOL_CELL_TOKEN_H
#define AMS_SCHOOL_CELL_TOKEN_H

#include "school/imports/cells/cell_date.h"
#include "school/imports/cells/cell_text.h"

enum { CELL_TOKENS_MAX = 28 };

enum cell_token_kind { TOKEN_NUMBER, TOKEN_WORD, TOKEN_SIGN, TOKEN_SPACE };

struct cell_token {
    enum cell_token_kind kind;
    int64_t value; // of a number of up to 10 digits; else -1
    size_t digits;
    double part; // the number behind a point
    char sign;   // TOKEN_SIGN
    int meaning; // of a word, by the calendar
    bool hour;   // a word for hours, which may stand before minutes: h, Uhr
    bool zulu;   // Z, UTC, GMT
};

struct cell_tokens {
    struct cell_token list[CELL_TOKENS_MAX];
    size_t count;
};

/* Digits of any script count as 0 to 9. False when it is too long to be a day or a time. */
bool cell_tokens_of(const struct cell_calendar *calendar, const char *text, struct cell_tokens *ret);

/* Whether tokens[i] is there and is this sign, or a number of so many digits. */
bool cell_token_is_sign(const struct cell_tokens *tokens, size_t i, char sign);
bool cell_token_is_number(const struct cell_tokens *tokens, size_t i, size_t least, size_t most);

/* Sets a time of the day; `half`: CELL_WORD_AM, CELL_WORD_PM or 0. False when there is none such. */
bool cell_token_clock(int64_t hour, int64_t minute, int64_t second, int half, struct cell_moment *ret);

/* Takes a time with a ':' or with AM or PM, its offset too, out of the tokens into *ret. False: what looks like one is
 * none. Without any, ret->has_time stays false. */
bool cell_clock_take(struct cell_tokens *tokens, struct cell_moment *ret);

#endif
