/* SPDX-License-Identifier: MIT */
/* Times of the day, and how long something takes. */
#include "school/imports/cells/cell_token.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

enum { DAY_SECONDS = 86400, SERIAL_FIRST = 36526, SERIAL_LAST = 73050, SERIAL_OF_1970 = 25569 };

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
    bool point = cell_token_is_sign(tokens, 1, '.') || cell_token_is_sign(tokens, 1, ',');
    size_t count = tokens->count;
    if (count > 1 && list[count - 1].kind == TOKEN_WORD && list[count - 1].hour)
        count--; // 9.30 Uhr, 9 h
    if (count == 1 && cell_token_is_number(tokens, 0, 1, 2))
        return cell_token_clock(list[0].value, 0, 0, 0, ret);
    if (count == 1 && cell_token_is_number(tokens, 0, 3, 4))
        return cell_token_clock(list[0].value / 100, list[0].value % 100, 0, 0, ret);
    if (count != 3 || list[2].kind != TOKEN_NUMBER || !cell_token_is_number(tokens, 0, 1, 5))
        return false;
    if (point && list[0].value == 0 && list[0].digits == 1 && part_of_day(&list[2], ret))
        return true;
    if (point && list[0].digits == 5 && list[0].value >= SERIAL_FIRST && list[0].value < SERIAL_LAST) {
        ret->has_day = true;
        ret->day = list[0].value - SERIAL_OF_1970;
        ret->seconds = (int)llround(list[2].part * DAY_SECONDS) % DAY_SECONDS;
        return ret->has_time = true;
    }
    bool between = point || cell_token_is_sign(tokens, 1, '-') || (list[1].kind == TOKEN_WORD && list[1].hour);
    return between && cell_token_is_number(tokens, 0, 1, 2) && cell_token_is_number(tokens, 2, 2, 2) &&
           cell_token_clock(list[0].value, list[2].value, 0, 0, ret);
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

/* "1 to 2:30 PM" begins in the afternoon, too, "11 to 1 PM" in the morning. */
static void share_half(const struct cell_calendar *calendar, const struct cell_moment *last, const char *text_last,
                       char first[static CELL_DATE_MAX])
{
    struct cell_moment moment;
    char later[CELL_DATE_MAX];
    size_t size = strlen(text_last);
    bool half = size > 2 && (text_last[size - 1] | 0x20) == 'm' && (text_last[size - 2] | 0x20) == 'p';
    int length = snprintf(later, sizeof(later), "%s PM", first);
    if (!half || length < 0 || (size_t)length >= sizeof(later))
        return;
    if (cell_clock(calendar, later, CELL_ORDER_NONE, &moment) == CELL_DATE_GOOD && moment.seconds < last->seconds)
        memcpy(first, later, (size_t)length + 1);
}

/* 2027-01-13T09:00-05:00, whose last part is an offset. */
static bool is_iso_moment(const char *text)
{
    const char *at = strchr(text, 'T');
    return at && at > text && at[-1] >= '0' && at[-1] <= '9' && at[1] >= '0' && at[1] <= '9';
}

bool cell_range(const struct cell_calendar *calendar, const char *text, char ret_first[static CELL_DATE_MAX],
                char ret_last[static CELL_DATE_MAX])
{
    static const char *const between[] = {"-",     "\u2013",  "\u2014", "\u2212", "~",        "\uFF5E",  " to ",
                                          " bis ", " until ", " till ", " a ",    " \u00E0 ", " hasta ", " tot "};
    struct cell_moment day;
    if (strlen(text) >= CELL_DATE_MAX || is_iso_moment(text))
        return false;
    if (cell_day(calendar, text, CELL_ORDER_DAY, &day) == CELL_DATE_GOOD && !day.has_time)
        return false; // the dashes of 2026-11-23 part no times
    for (size_t i = 0; i < ARRAY_LENGTH(between); i++)
        for (const char *at = text; (at = strstr(at, between[i])); at++) {
            struct cell_moment first, last;
            snprintf(ret_first, CELL_DATE_MAX, "%.*s", (int)(at - text), text);
            snprintf(ret_last, CELL_DATE_MAX, "%s", at + strlen(between[i]));
            if (cell_clock(calendar, ret_first, CELL_ORDER_DAY, &first) != CELL_DATE_GOOD || !first.has_time ||
                cell_clock(calendar, ret_last, CELL_ORDER_DAY, &last) != CELL_DATE_GOOD || !last.has_time)
                continue;
            share_half(calendar, &last, ret_last, ret_first);
            return true;
        }
    return false;
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
    bool point = count > 1 && (cell_token_is_sign(&tidy, 1, '.') || cell_token_is_sign(&tidy, 1, ','));
    if (count == 1 && cell_token_is_number(&tidy, 0, 1, 4))
        minutes = (double)list[0].value;
    else if (count == 2 && cell_token_is_number(&tidy, 0, 1, 2) && list[1].hour)
        minutes = (double)list[0].value * 60;
    else if (count == 4 && point && cell_token_is_number(&tidy, 0, 1, 2) && cell_token_is_number(&tidy, 2, 1, 9) &&
             list[3].hour)
        minutes = ((double)list[0].value + list[2].part) * 60;
    else if (count >= 3 && cell_token_is_number(&tidy, 0, 1, 2) && cell_token_is_number(&tidy, 2, 1, 2) &&
             (cell_token_is_sign(&tidy, 1, ':') || list[1].hour) && list[2].value < 60 &&
             (count == 3 || (count == 5 && cell_token_is_sign(&tidy, 3, ':') && cell_token_is_number(&tidy, 4, 2, 2))))
        minutes = (double)(list[0].value * 60 + list[2].value);
    if (minutes < 0 || minutes > DAY_SECONDS / 60.0)
        return false;
    *ret_minutes = (int)llround(minutes);
    return true;
}
