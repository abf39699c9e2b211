/* SPDX-License-Identifier: MIT */
/* Times of the day, and how long something takes. */
#include "school/imports/cells/cell_token.h"

#include <math.h>
#include <string.h>

enum { DAY_SECONDS = 86400, HOUR_SECONDS = 3600, SERIAL_FIRST = 36526, SERIAL_LAST = 73050, SERIAL_OF_1970 = 25569 };

static bool is_sign(const struct cell_tokens *tokens, size_t i, char sign)
{
    return i < tokens->count && tokens->list[i].kind == TOKEN_SIGN && tokens->list[i].sign == sign;
}

static bool is_number(const struct cell_tokens *tokens, size_t i, size_t least, size_t most)
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

static bool clock_set(int64_t hour, int64_t minute, int64_t second, int half, struct cell_moment *ret)
{
    if (half && hour > 12) // 13:00 PM is meant as 13:00; AM of it is nothing
        return half == CELL_WORD_PM && hour < 24 ? clock_set(hour, minute, second, 0, ret) : false;
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
    int sign = is_sign(tokens, i, '+') ? 1 : is_sign(tokens, i, '-') ? -1 : 0;
    if (i < tokens->count && tokens->list[i].zulu) {
        ret->has_offset = true;
        return i + 1;
    }
    if (sign == 0 || !(is_number(tokens, i + 1, 2, 2) || is_number(tokens, i + 1, 4, 4)))
        return at;
    int64_t value = tokens->list[i + 1].value, minutes = 0;
    bool colon = tokens->list[i + 1].digits == 2 && is_sign(tokens, i + 2, ':') && is_number(tokens, i + 3, 2, 2);
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
    if (!is_number(tokens, i, 1, 2) || !is_number(tokens, i + 2, 2, 2))
        return false;
    if (is_sign(tokens, end, ':')) {
        if (!is_number(tokens, end + 1, 2, 2))
            return false;
        second = tokens->list[end + 1].value;
        end += 2;
        if ((is_sign(tokens, end, '.') || is_sign(tokens, end, ',')) && is_number(tokens, end + 1, 1, 9))
            end += 2;
    }
    int half = half_of(tokens, past_space(tokens, end));
    if (half)
        end = past_space(tokens, end) + 1;
    // A '-' behind a time alone would be a span of time.
    if (has_number_before(tokens, i))
        end = offset_take(tokens, end, ret);
    tokens_cut(tokens, i, end);
    return clock_set(hour, minute, second, half, ret);
}

bool cell_clock_take(struct cell_tokens *tokens, struct cell_moment *ret)
{
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        if (tokens->list[i].kind != TOKEN_NUMBER)
            continue;
        if (is_sign(tokens, i + 1, ':') && i + 2 < tokens->count)
            return colon_take(tokens, i, ret);
        size_t word = past_space(tokens, i + 1);
        int half = half_of(tokens, word);
        if (half && is_number(tokens, i, 1, 2)) {
            int64_t hour = tokens->list[i].value, minute = 0;
            size_t from = i;
            if (i >= 2 && is_sign(tokens, i - 1, '.') && is_number(tokens, i, 2, 2) && is_number(tokens, i - 2, 1, 2)) {
                minute = hour; // 9.30 PM
                hour = tokens->list[i - 2].value;
                from = i - 2;
            }
            tokens_cut(tokens, from, word + 1);
            return clock_set(hour, minute, 0, half, ret);
        }
    }
    return true;
}

/* Without spaces and what says nothing. */
static void tokens_tidy(const struct cell_tokens *tokens, struct cell_tokens *ret)
{
    ret->count = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct cell_token *token = &tokens->list[i];
        bool fills = token->kind == TOKEN_WORD && token->meaning == CELL_WORD_FILLS && !token->hour;
        if (token->kind != TOKEN_SPACE && !fills)
            ret->list[ret->count++] = *token;
    }
    if (ret->count > 0 && ret->list[ret->count - 1].sign == '.')
        ret->count--;
}

/* The part of a day that spreadsheets have: 0.375 is nine o'clock, while 0.30 is half past midnight. */
static bool part_of_day(const struct cell_token *token, struct cell_moment *ret)
{
    int64_t seconds = llround(token->part * DAY_SECONDS);
    if (token->digits == 2 && token->value % 25 != 0)
        return false;
    ret->seconds = (int)(seconds < DAY_SECONDS ? seconds : DAY_SECONDS - 1);
    return ret->has_time = true;
}

static bool bare_clock(const struct cell_tokens *tokens, struct cell_moment *ret)
{
    const struct cell_token *list = tokens->list;
    bool point = is_sign(tokens, 1, '.') || is_sign(tokens, 1, ',');
    size_t count = tokens->count;
    if (count > 1 && list[count - 1].kind == TOKEN_WORD && list[count - 1].hour)
        count--; // 9.30 Uhr, 9 h
    if (count == 1 && is_number(tokens, 0, 1, 2))
        return clock_set(list[0].value, 0, 0, 0, ret);
    if (count == 1 && is_number(tokens, 0, 3, 4))
        return clock_set(list[0].value / 100, list[0].value % 100, 0, 0, ret);
    if (count != 3 || list[2].kind != TOKEN_NUMBER || !is_number(tokens, 0, 1, 5))
        return false;
    if (point && list[0].value == 0 && list[0].digits == 1 && part_of_day(&list[2], ret))
        return true;
    if (point && list[0].digits == 5 && list[0].value >= SERIAL_FIRST && list[0].value < SERIAL_LAST) {
        ret->has_day = true;
        ret->day = list[0].value - SERIAL_OF_1970;
        ret->seconds = (int)llround(list[2].part * DAY_SECONDS) % DAY_SECONDS;
        return ret->has_time = true;
    }
    bool between = point || is_sign(tokens, 1, '-') || (list[1].kind == TOKEN_WORD && list[1].hour);
    return between && is_number(tokens, 0, 1, 2) && is_number(tokens, 2, 2, 2) &&
           clock_set(list[0].value, list[2].value, 0, 0, ret);
}

enum cell_date cell_clock(const struct cell_calendar *calendar, const char *text, enum cell_order order,
                          struct cell_moment *ret)
{
    struct cell_tokens tokens, tidy;
    *ret = (struct cell_moment){0};
    if (!cell_tokens_of(calendar, text, &tokens) || !cell_clock_take(&tokens, ret))
        return CELL_DATE_BAD;
    tokens_tidy(&tokens, &tidy);
    if (tidy.count > 0 && tidy.list[tidy.count - 1].hour && ret->has_time)
        tidy.count--; // 9:30 Uhr
    if (tidy.count == 0)
        return ret->has_time ? CELL_DATE_GOOD : CELL_DATE_BAD;
    if (!ret->has_time && bare_clock(&tidy, ret))
        return CELL_DATE_GOOD;
    *ret = (struct cell_moment){0};
    enum cell_date date = cell_day(calendar, text, order, ret);
    return date == CELL_DATE_GOOD && !ret->has_time ? CELL_DATE_BAD : date;
}

bool cell_minutes(const char *text, int *ret_minutes)
{
    struct cell_tokens tokens, tidy;
    double minutes = -1;
    if (!cell_tokens_of(NULL, text, &tokens))
        return false;
    tokens_tidy(&tokens, &tidy);
    const struct cell_token *list = tidy.list;
    size_t count = tidy.count;
    // A word for minutes behind the number says nothing new.
    if (count > 1 && list[count - 1].kind == TOKEN_WORD && !list[count - 1].hour)
        count--;
    bool point = count > 1 && (is_sign(&tidy, 1, '.') || is_sign(&tidy, 1, ','));
    if (count == 1 && is_number(&tidy, 0, 1, 4))
        minutes = (double)list[0].value;
    else if (count == 2 && is_number(&tidy, 0, 1, 2) && list[1].hour)
        minutes = (double)list[0].value * 60;
    else if (count == 4 && point && is_number(&tidy, 0, 1, 2) && is_number(&tidy, 2, 1, 9) && list[3].hour)
        minutes = ((double)list[0].value + list[2].part) * 60;
    else if (count >= 3 && is_number(&tidy, 0, 1, 2) && is_number(&tidy, 2, 1, 2) &&
             (is_sign(&tidy, 1, ':') || list[1].hour) && list[2].value < 60 &&
             (count == 3 || (count == 5 && is_sign(&tidy, 3, ':') && is_number(&tidy, 4, 2, 2))))
        minutes = (double)(list[0].value * 60 + list[2].value);
    if (minutes < 0 || minutes > DAY_SECONDS / 60.0)
        return false;
    *ret_minutes = (int)llround(minutes);
    return true;
}
