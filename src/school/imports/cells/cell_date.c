/* SPDX-License-Identifier: MIT */
/* Days. */
#include "school/imports/cells/cell_date.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "school/common/fault.h"
#include "school/common/zone.h"
#include "school/imports/cells/cell_token.h"

enum { DAY_SECONDS = 86400, SERIAL_FIRST = 36526, SERIAL_LAST = 73050, SERIAL_OF_1970 = 25569, NUMBERS_MAX = 3 };

/* The numbers of a date and what stands between them. */
struct parts {
    struct cell_token numbers[NUMBERS_MAX];
    size_t count;
    char between;       // the first and the second: a sign, ' ' for anything else
    int month;          // by its name; 0: none
    size_t month_place; // numbers before it
};

/* A word that is a weekday in one language and a month in another is the month only where nothing else is. */
static bool month_find(const struct cell_tokens *tokens, size_t *ret_index)
{
    bool found = false;
    for (int sure = 1; sure >= 0 && !found; sure--)
        for (size_t i = 0; i < tokens->count && !found; i++) {
            int meaning = tokens->list[i].kind == TOKEN_WORD ? tokens->list[i].meaning : 0;
            if ((meaning & 31) == 0 || (sure && (meaning & CELL_WORD_WEEKDAY)))
                continue;
            *ret_index = i;
            found = true;
        }
    return found;
}

/* False where something is in the cell that belongs to no date. */
static bool parts_of(const struct cell_tokens *tokens, struct parts *ret)
{
    size_t month = 0;
    bool named = month_find(tokens, &month);
    *ret = (struct parts){.between = ' '};
    for (size_t i = 0; i < tokens->count; i++) {
        const struct cell_token *token = &tokens->list[i];
        if (token->kind == TOKEN_WORD && named && i == month) {
            ret->month = token->meaning & 31;
            ret->month_place = ret->count;
        } else if (token->kind == TOKEN_WORD && !(token->meaning & (CELL_WORD_WEEKDAY | CELL_WORD_FILLS))) {
            return false;
        } else if (token->kind == TOKEN_SIGN && !strchr("-/.,'()", token->sign)) {
            return false;
        } else if (token->kind == TOKEN_SIGN && ret->count == 1 && ret->between == ' ') {
            ret->between = token->sign;
        } else if (token->kind == TOKEN_NUMBER) {
            if (ret->count == NUMBERS_MAX || token->value < 0)
                return false;
            ret->numbers[ret->count++] = *token;
        }
    }
    return ret->count > 0;
}

static bool day_exists(int64_t year, int64_t month, int64_t day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

static enum cell_date day_set(int64_t year, int64_t month, int64_t day, struct cell_moment *ret)
{
    char text[2 * ZONE_DATE_SIZE];
    if (!day_exists(year, month, day))
        return CELL_DATE_NO_DAY;
    if (year < ZONE_YEAR_MIN || year > ZONE_YEAR_MAX)
        return CELL_DATE_FAR;
    snprintf(text, sizeof(text), "%04d-%02d-%02d", (int)year, (int)month, (int)day);
    if (zone_day_parse(text, &ret->day) != FAULT_NONE)
        return CELL_DATE_NO_DAY;
    ret->has_day = true;
    return CELL_DATE_GOOD;
}

/* A year of four digits, or of two in this century; -1: none. */
static int64_t year_of(const struct cell_token *token)
{
    return token->digits == 4 ? token->value : token->digits == 2 ? 2000 + token->value : -1;
}

static enum cell_date by_order(const struct parts *parts, enum cell_order order, struct cell_moment *ret)
{
    int64_t first = parts->numbers[0].value, second = parts->numbers[1].value, year = year_of(&parts->numbers[2]);
    if (year < 0 || parts->numbers[0].digits > 2 || parts->numbers[1].digits > 2)
        return CELL_DATE_BAD;
    // Points mean the day first, wherever they are used.
    if (parts->between == '.')
        return day_set(year, second, first, ret);
    bool day_first = day_exists(year, second, first), month_first = day_exists(year, first, second);
    if (!day_first && !month_first)
        return CELL_DATE_NO_DAY;
    ret->day_first_fits = day_first && first != second;
    ret->month_first_fits = month_first && first != second;
    if (day_first && month_first && first != second && order == CELL_ORDER_NONE)
        return CELL_DATE_EITHER;
    bool take_day_first = day_first && (!month_first || order != CELL_ORDER_MONTH);
    return take_day_first ? day_set(year, second, first, ret) : day_set(year, first, second, ret);
}

static enum cell_date by_name(const struct parts *parts, struct cell_moment *ret)
{
    const struct cell_token *first = &parts->numbers[0], *second = &parts->numbers[1];
    if (parts->count != 2)
        return CELL_DATE_BAD;
    bool year_first = first->digits == 4 || (first->digits == 2 && first->value > 31);
    const struct cell_token *day = year_first ? second : first;
    int64_t year = year_of(year_first ? first : second);
    return year < 0 || day->digits > 2 ? CELL_DATE_BAD : day_set(year, parts->month, day->value, ret);
}

static enum cell_date by_serial(const struct parts *parts, struct cell_moment *ret)
{
    const struct cell_token *number = &parts->numbers[0];
    if (number->digits != 5 || number->value < SERIAL_FIRST || number->value >= SERIAL_LAST)
        return CELL_DATE_BAD;
    if (parts->count == 2 && parts->between != '.' && parts->between != ',')
        return CELL_DATE_BAD;
    ret->has_day = true;
    ret->day = number->value - SERIAL_OF_1970;
    if (parts->count == 2) {
        ret->has_time = true;
        ret->seconds = (int)llround(parts->numbers[1].part * DAY_SECONDS) % DAY_SECONDS;
    }
    return CELL_DATE_GOOD;
}

static enum cell_date day_of(const struct parts *parts, enum cell_order order, struct cell_moment *ret)
{
    const struct cell_token *numbers = parts->numbers;
    if (parts->month)
        return by_name(parts, ret);
    if (parts->count == 1 && numbers[0].digits == 8 && numbers[0].value / 10000 >= 1900)
        return day_set(numbers[0].value / 10000, numbers[0].value / 100 % 100, numbers[0].value % 100, ret);
    if (parts->count < NUMBERS_MAX)
        return by_serial(parts, ret);
    bool year_first = numbers[0].digits == 4 || (numbers[0].digits == 2 && numbers[0].value > 31);
    if (!year_first)
        return by_order(parts, order, ret);
    if (numbers[1].digits > 2 || numbers[2].digits > 2)
        return CELL_DATE_BAD;
    return day_set(year_of(&numbers[0]), numbers[1].value, numbers[2].value, ret);
}

enum cell_date cell_day(const struct cell_calendar *calendar, const char *text, enum cell_order order,
                        struct cell_moment *ret)
{
    struct cell_tokens tokens;
    struct parts parts;
    *ret = (struct cell_moment){0};
    if (!cell_tokens_of(calendar, text, &tokens) || !cell_clock_take(&tokens, ret) || !parts_of(&tokens, &parts))
        return CELL_DATE_BAD;
    return day_of(&parts, order, ret);
}

unsigned cell_weekdays(const struct cell_calendar *calendar, const char *text)
{
    struct cell_tokens tokens;
    unsigned days = 0;
    if (!cell_tokens_of(calendar, text, &tokens))
        return 0;
    for (size_t i = 0; i < tokens.count; i++) {
        const struct cell_token *token = &tokens.list[i];
        int number = token->kind == TOKEN_WORD ? token->meaning / CELL_WORD_DAY : 0;
        if (token->kind == TOKEN_NUMBER || (token->kind == TOKEN_WORD && number == 0))
            return 0;
        if (number > 0)
            days |= 1U << (number + 5) % 7;
    }
    return days;
}

void cell_order_see(const struct cell_calendar *calendar, const char *text, struct cell_orders *orders)
{
    struct cell_moment moment;
    cell_day(calendar, text, CELL_ORDER_NONE, &moment);
    if (moment.day_first_fits && moment.month_first_fits) {
        if (orders->either++ == 0)
            snprintf(orders->example, sizeof(orders->example), "%s", text);
    } else {
        orders->day_first += moment.day_first_fits;
        orders->month_first += moment.month_first_fits;
    }
}

enum cell_order cell_order_shown(const struct cell_orders *orders)
{
    if ((orders->day_first > 0) == (orders->month_first > 0))
        return CELL_ORDER_NONE;
    return orders->day_first > 0 ? CELL_ORDER_DAY : CELL_ORDER_MONTH;
}
