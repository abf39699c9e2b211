/* SPDX-License-Identifier: MIT */
/* A time within the tokens of a cell. */
#include "school/imports/cells/cell_token.h"

#include <string.h>

enum { HOUR_SECONDS = 3600 };

bool cell_token_is_sign(const struct cell_tokens *tokens, size_t i, char sign)
{
    return i < tokens->count && tokens->list[i].kind == TOKEN_SIGN && tokens->list[i].sign == sign;
}

bool cell_token_is_number(const struct cell_tokens *tokens, size_t i, size_t least, size_t most)
{
    return i < tokens->count && tokens->list[i].kind == TOKEN_NUMBER && tokens->list[i].digits >= least &&
           tokens->list[i].digits <= most;
}

/* Past one space. */
static size_t past_space(const struct cell_tokens *tokens, size_t i)
{
    return i + (i < tokens->count && tokens->list[i].kind == TOKEN_SPACE);
}

/* CELL_WORD_AM or CELL_WORD_PM; a weekday that is written the same ("Sa") is none. */
static int half_of(const struct cell_tokens *tokens, size_t i)
{
    if (i >= tokens->count || tokens->list[i].kind != TOKEN_WORD || (tokens->list[i].meaning & CELL_WORD_WEEKDAY))
        return 0;
    return tokens->list[i].meaning & (CELL_WORD_AM | CELL_WORD_PM);
}

bool cell_token_clock(int64_t hour, int64_t minute, int64_t second, int half, struct cell_moment *ret)
{
    if (half && hour > 12) // 13:00 PM is meant as 13:00; AM of it is nothing
        return half == CELL_WORD_PM && hour < 24 ? cell_token_clock(hour, minute, second, 0, ret) : false;
    if (half)
        hour = hour % 12 + (half == CELL_WORD_PM ? 12 : 0);
    if (hour == 24 && minute == 0 && second == 0)
        hour = 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    ret->seconds = (int)(hour * HOUR_SECONDS + minute * 60 + (second > 59 ? 59 : second));
    ret->has_time = true;
    return true;
}

/* What stands at `at` as an offset from UTC; answers where it ends, `at` when there is none. */
static size_t offset_take(const struct cell_tokens *tokens, size_t at, struct cell_moment *ret)
{
    size_t i = past_space(tokens, at);
    int sign = cell_token_is_sign(tokens, i, '+') ? 1 : cell_token_is_sign(tokens, i, '-') ? -1 : 0;
    if (i < tokens->count && tokens->list[i].zulu) {
        ret->has_offset = true;
        return i + 1;
    }
    if (sign == 0 || !(cell_token_is_number(tokens, i + 1, 2, 2) || cell_token_is_number(tokens, i + 1, 4, 4)))
        return at;
    int64_t value = tokens->list[i + 1].value, minutes = 0;
    bool colon = tokens->list[i + 1].digits == 2 && cell_token_is_sign(tokens, i + 2, ':') &&
                 cell_token_is_number(tokens, i + 3, 2, 2);
    if (colon)
        minutes = tokens->list[i + 3].value;
    else if (tokens->list[i + 1].digits == 4)
        minutes = value % 100, value /= 100;
    if (value > 23 || minutes > 59)
        return at;
    ret->has_offset = true;
    ret->offset = (int)(sign * (value * HOUR_SECONDS + minutes * 60));
    return i + (colon ? 4 : 2);
}

/* Leaves a space where a time was. */
static void tokens_cut(struct cell_tokens *tokens, size_t from, size_t to)
{
    tokens->list[from] = (struct cell_token){.kind = TOKEN_SPACE};
    memmove(&tokens->list[from + 1], &tokens->list[to], (tokens->count - to) * sizeof(*tokens->list));
    tokens->count -= to - from - 1;
}

static bool has_number_before(const struct cell_tokens *tokens, size_t end)
{
    for (size_t i = 0; i < end; i++)
        if (tokens->list[i].kind == TOKEN_NUMBER)
            return true;
    return false;
}

/* A time with a ':' whose hours stand at `i`. */
static bool colon_take(struct cell_tokens *tokens, size_t i, struct cell_moment *ret)
{
    int64_t hour = tokens->list[i].value, minute = tokens->list[i + 2].value, second = 0;
    size_t end = i + 3;
    if (!cell_token_is_number(tokens, i, 1, 2) || !cell_token_is_number(tokens, i + 2, 2, 2))
        return false;
    if (cell_token_is_sign(tokens, end, ':')) {
        if (!cell_token_is_number(tokens, end + 1, 2, 2))
            return false;
        second = tokens->list[end + 1].value;
        end += 2;
        if ((cell_token_is_sign(tokens, end, '.') || cell_token_is_sign(tokens, end, ',')) &&
            cell_token_is_number(tokens, end + 1, 1, 9))
            end += 2;
    }
    int half = half_of(tokens, past_space(tokens, end));
    if (half)
        end = past_space(tokens, end) + 1;
    // A '-' behind a time alone would be a span of time.
    if (has_number_before(tokens, i))
        end = offset_take(tokens, end, ret);
    tokens_cut(tokens, i, end);
    return cell_token_clock(hour, minute, second, half, ret);
}

bool cell_clock_take(struct cell_tokens *tokens, struct cell_moment *ret)
{
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        if (tokens->list[i].kind != TOKEN_NUMBER)
            continue;
        if (cell_token_is_sign(tokens, i + 1, ':') && i + 2 < tokens->count)
            return colon_take(tokens, i, ret);
        size_t word = past_space(tokens, i + 1);
        int half = half_of(tokens, word);
        if (half && cell_token_is_number(tokens, i, 1, 2)) {
            int64_t hour = tokens->list[i].value, minute = 0;
            size_t from = i;
            if (i >= 2 && cell_token_is_sign(tokens, i - 1, '.') && cell_token_is_number(tokens, i, 2, 2) &&
                cell_token_is_number(tokens, i - 2, 1, 2)) {
                minute = hour; // 9.30 PM
                hour = tokens->list[i - 2].value;
                from = i - 2;
            }
            tokens_cut(tokens, from, word + 1);
            return cell_token_clock(hour, minute, 0, half, ret);
        }
    }
    return true;
}
