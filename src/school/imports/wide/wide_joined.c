/* SPDX-License-Identifier: MIT */
#include "school/imports/wide/wide_joined.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/state.h"
#include "school/imports/cells/cell_date.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/wide/wide.h"

enum { MONTH_MAX = 64, COUNTED_MAX = 20 };

/* What is put before or behind the number of a day. */
struct month {
    char before[MONTH_MAX], behind[MONTH_MAX]; // the one of a spreadsheet, the other of words
};

static bool is_word(const struct cell_calendar *calendar, const char *text, int meaning)
{
    char key[CELL_KEY_SIZE];
    cell_key(text, key);
    return *key && (cell_calendar_word(calendar, key) & meaning) != 0;
}

/* "2", "Mon 2" or "2 Mo": the number of a day in a month. */
static bool is_day_number(const struct cell_calendar *calendar, const char *text, int *ret_day)
{
    char word[MONTH_MAX] = "";
    size_t before = strcspn(text, "0123456789"), digits = strspn(text + before, "0123456789");
    const char *behind = text + before + digits;
    int64_t day;
    if (digits < 1 || digits > 2 || strlen(text) >= sizeof(word))
        return false;
    memcpy(word, text, before);
    memcpy(word + before, behind, strlen(behind) + 1);
    char number[3] = {text[before], digits > 1 ? text[before + 1] : '\0', '\0'};
    number[digits] = '\0';
    const char *rest = word;
    bool alone = cell_trim(&rest) == 0;
    if (!str_to_int(number[0] == '0' ? number + 1 : number, 1, 31, &day))
        return false;
    *ret_day = (int)day;
    return alone || is_word(calendar, word, CELL_WORD_WEEKDAY);
}

static bool moment_of(const struct cell_calendar *calendar, const char *text, struct wide_moment *ret)
{
    return *text && wide_heading_moment(calendar, CELL_ORDER_NONE, text, ret);
}

/* A spreadsheet has a month as its first day. */
static bool month_of_day(const struct cell_calendar *calendar, const char *text, struct month *ret)
{
    struct wide_moment moment;
    struct tm day;
    if (!moment_of(calendar, text, &moment) || !moment.day || moment.either || moment.yearless || *moment.behind)
        return false;
    const time_t at = (time_t)(moment.local / 1000);
    if (!gmtime_r(&at, &day) || day.tm_mday != 1)
        return false;
    ret->behind[0] = '\0';
    return strftime(ret->before, sizeof(ret->before), "%Y-%m-", &day) > 0;
}

bool wide_is_month(const struct cell_calendar *calendar, const char *text)
{
    struct month month;
    return month_of_day(calendar, text, &month);
}

static bool begins_with_month(const struct cell_calendar *calendar, const char *text)
{
    enum { ANY_MONTH = 31 };
    char word[MONTH_MAX];
    size_t size = strcspn(text, " ,.-/\n0123456789");
    if (size == 0 || size >= sizeof(word))
        return false;
    memcpy(word, text, size);
    word[size] = '\0';
    return is_word(calendar, word, ANY_MONTH);
}

/* "November", "Nov 2026", "Month: November 2026", "Register of November 2026": a month by its name, at the end; without
 * a year only where nothing else stands there, or ':' before it. */
static bool month_read(const struct cell_calendar *calendar, const char *text, struct month *ret)
{
    char day[MONTH_MAX + 4];
    struct wide_moment moment;
    size_t size = strlen(text);
    if (month_of_day(calendar, text, ret))
        return true;
    for (size_t i = 0; i < size; i++) {
        bool begins = i == 0 || text[i - 1] == ' ' || text[i - 1] == '\n';
        bool alone = i == 0 || (i > 1 && text[i - 2] == ':');
        if (!begins || size - i >= MONTH_MAX || !begins_with_month(calendar, text + i))
            continue;
        snprintf(day, sizeof(day), "1 %s", text + i);
        if (!moment_of(calendar, day, &moment) || !moment.day || *moment.behind || (moment.yearless && !alone))
            continue;
        ret->before[0] = '\0';
        snprintf(ret->behind, sizeof(ret->behind), " %s", text + i);
        return true;
    }
    return false;
}

/* "Week 3", "L3" or "3": where its number begins; SIZE_MAX: it is no such. */
static size_t number_of(const char *text)
{
    size_t word = strcspn(text, "0123456789"), digits = strspn(text + word, "0123456789");
    return word < COUNTED_MAX && digits > 0 && digits < 4 && text[word + digits] == '\0' ? word : SIZE_MAX;
}

/* A row of weekdays, which may stand between the months and their days. */
static bool are_weekdays(const struct cell_calendar *calendar, const char *const *cells, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (!*cells[i])
            continue;
        any = is_word(calendar, cells[i], CELL_WORD_WEEKDAY);
        if (!any)
            return false;
    }
    return any;
}

void wide_titles_see(const struct cell_calendar *calendar, const char *const *cells, size_t count,
                     struct wide_titles *titles)
{
    struct month month;
    for (size_t i = 0; i < count; i++) {
        if (!*cells[i] || !month_read(calendar, cells[i], &month))
            continue;
        titles->several |= titles->month && strcmp(titles->month, cells[i]) != 0;
        titles->month = cells[i];
    }
    if (are_weekdays(calendar, cells, count))
        return;
    titles->above = cells;
    titles->count = count;
}

struct joining {
    const struct cell_calendar *calendar;
    const struct wide_titles *titles;
    struct arena *arena;
    size_t days; // columns whose day the two rows say together
};

/* The heading of a column; `over`: what stands above it or, merged, to the left of that. NULL without memory. */
static const char *join(struct joining *in, const char *above, const char *over, const char *below)
{
    int day;
    struct month month;
    struct wide_moment moment;
    char *text = NULL;
    const char *title = in->titles->several ? NULL : in->titles->month;
    if (!*below)
        return above;
    if (is_day_number(in->calendar, below, &day)) {
        if (!month_read(in->calendar, over, &month) && !(title && month_read(in->calendar, title, &month)))
            return below;
        in->days++;
        return arena_printf(in->arena, *month.before ? "%s%02d%s" : "%s%d%s", month.before, day, month.behind);
    }
    if (moment_of(in->calendar, below, &moment)) {
        bool counts = number_of(above) != SIZE_MAX; // "Week 1" above its day
        bool named =
            *above && !counts && !month_read(in->calendar, above, &month) && !moment_of(in->calendar, above, &moment);
        in->days += !named;
        return named ? above : below;
    }
    if (moment_of(in->calendar, over, &moment) && moment.day) {
        text = arena_printf(in->arena, "%s %s", over, below);
        bool timed = text && moment_of(in->calendar, text, &moment) && !moment.day;
        in->days += timed;
        if (timed || !text)
            return text;
    }
    if (*above && is_word(in->calendar, below, CELL_WORD_WEEKDAY) && moment_of(in->calendar, above, &moment)) {
        in->days++;
        return above;
    }
    return below;
}

bool wide_join(const struct cell_calendar *calendar, const struct wide_titles *titles, const char *const *cells,
               size_t count, struct arena *arena, struct wide_heads *ret)
{
    struct joining in = {.calendar = calendar, .titles = titles, .arena = arena};
    const char *over = "";
    size_t most = titles->count > count ? titles->count : count;
    *ret = (struct wide_heads){.cells = arena_calloc(arena, most + 1, sizeof(*ret->cells)), .count = most};
    for (size_t i = 0; ret->cells && i < most; i++) {
        const char *above = i < titles->count ? titles->above[i] : "";
        over = *above ? above : over;
        ret->cells[i] = join(&in, above, over, i < count ? cells[i] : "");
        if (!ret->cells[i])
            return false;
    }
    ret->joined = in.days > 0;
    return ret->cells != NULL;
}

bool wide_counts(const char *const *cells, size_t count, const char **ret_first, const char **ret_second)
{
    const char *last = NULL;
    size_t word = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = number_of(cells[i]);
        if (last && at != SIZE_MAX && at == word && strncmp(last, cells[i], word) == 0) {
            *ret_first = last;
            *ret_second = cells[i];
            return true;
        }
        last = at != SIZE_MAX ? cells[i] : NULL;
        word = at;
    }
    return false;
}
