/* SPDX-License-Identifier: MIT */
/* Moments in the headings of registers, as we, Moodle, spreadsheets and hands write them. */
#include <string.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/imports/cells/cell_date.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/wide/wide.h"

enum {
    SERIAL_MIN = 36526, // 2000-01-01 as a spreadsheet counts days
    SERIAL_MAX = 73050, // 2099-12-31
    SERIAL_EPOCH = 25569,
    MINUTES_A_DAY = 24 * 60,
};

/* One to `most` digits; NULL: none there. */
static const char *digits(const char *text, size_t most, int *ret_number, size_t *ret_count)
{
    size_t count = 0;
    int number = 0;
    for (; count < most && text[count] >= '0' && text[count] <= '9'; count++)
        number = number * 10 + (text[count] - '0');
    if (count == 0 || (text[count] >= '0' && text[count] <= '9'))
        return NULL;
    *ret_number = number;
    *ret_count = count;
    return text + count;
}

static bool day_make(int year, int month, int day, int64_t *ret_local)
{
    char text[32];
    int64_t days;
    snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
    if (zone_day_parse(text, &days) != FAULT_NONE)
        return false;
    *ret_local = days * SCHOOL_DAY_MS;
    return true;
}

/* "2026-11-23" */
static const char *day_iso(const char *text, int64_t *ret_local)
{
    int year, month, day;
    size_t count;
    const char *at = digits(text, 4, &year, &count);
    if (!at || count != 4 || *at != '-')
        return NULL;
    at = digits(at + 1, 2, &month, &count);
    if (!at || *at != '-')
        return NULL;
    at = digits(at + 1, 2, &day, &count);
    return at && day_make(year, month, day, ret_local) ? at : NULL;
}

/* "23.11.2026": with dots the day is always first. */
static const char *day_dots(const char *text, int64_t *ret_local)
{
    int year, month, day;
    size_t count;
    const char *at = digits(text, 2, &day, &count);
    if (!at || *at != '.')
        return NULL;
    at = digits(at + 1, 2, &month, &count);
    if (!at || *at != '.')
        return NULL;
    at = digits(at + 1, 4, &year, &count);
    return at && count == 4 && day_make(year, month, day, ret_local) ? at : NULL;
}

/* The month of a word, 0: none; *ret_behind where the word ends, with its full stop. */
static int month_word(const struct cell_calendar *calendar, const char *at, const char **ret_behind, bool *ret_fills)
{
    char word[CELL_KEY_SIZE], key[CELL_KEY_SIZE];
    size_t size = strcspn(at, " ,\t\n0123456789");
    *ret_behind = at + size;
    *ret_fills = false;
    if (size == 0 || size >= sizeof(word))
        return 0;
    memcpy(word, at, size);
    word[size] = '\0';
    cell_key(word, key);
    int meaning = cell_calendar_word(calendar, key);
    *ret_fills = meaning & CELL_WORD_FILLS;
    return meaning & 31;
}

/* "23 Nov 2026", "23. November 2026", "23 de noviembre de 2026" */
static const char *day_named(const struct cell_calendar *calendar, const char *text, int64_t *ret_local)
{
    enum { WORDS_MAX = 4 }; // between the day and the year
    int year, day, month = 0;
    size_t count;
    bool fills = true;
    const char *at = digits(text, 2, &day, &count);
    if (!at || (*at != ' ' && *at != '.'))
        return NULL;
    at += *at == '.';
    at += strspn(at, " ");
    for (int i = 0; i < WORDS_MAX && *at && !(*at >= '0' && *at <= '9'); i++) {
        int found = month_word(calendar, at, &at, &fills);
        if (found ? month != 0 : !fills)
            return NULL;
        month = found ? found : month;
        at += *at == ',';
        at += strspn(at, " ");
    }
    if (month == 0)
        return NULL;
    at = digits(at, 4, &year, &count);
    return at && count == 4 && day_make(year, month, day, ret_local) ? at : NULL;
}

/* "9:00", "09:00:00", "9.00AM", "9:00 pm"; adds it to the day. */
static const char *clock_read(const char *text, int64_t *local)
{
    int hour, minute, second = 0;
    size_t count;
    const char *at = digits(text, 2, &hour, &count);
    if (!at || (*at != ':' && *at != '.'))
        return NULL;
    at = digits(at + 1, 2, &minute, &count);
    if (!at || count != 2)
        return NULL;
    if (*at == ':' && !(at = digits(at + 1, 2, &second, &count)))
        return NULL;
    const char *half = at + (*at == ' ');
    bool pm = (half[0] | 0x20) == 'p', am = (half[0] | 0x20) == 'a';
    if ((am || pm) && (half[1] | 0x20) == 'm') {
        if (hour < 1 || hour > 12)
            return NULL;
        hour = hour % 12 + (pm ? 12 : 0);
        at = half + 2;
    }
    if (hour > 23 || minute > 59 || second > 59)
        return NULL;
    *local += ((int64_t)hour * 60 + minute) * SCHOOL_MINUTE_MS;
    return at;
}

/* "46349.375": a spreadsheet's days, to the minute. */
static const char *serial(const char *text, int64_t *ret_local, bool *ret_day)
{
    int days;
    size_t count;
    double part = 0, place = 0.1;
    const char *at = digits(text, 5, &days, &count);
    if (!at || count != 5 || days < SERIAL_MIN || days > SERIAL_MAX || (*at != '\0' && *at != '.'))
        return NULL;
    *ret_day = *at == '\0';
    for (at += *at == '.'; *at >= '0' && *at <= '9'; at++, place /= 10)
        part += (*at - '0') * place;
    if (*at != '\0')
        return NULL;
    int64_t minutes = (int64_t)(part * MINUTES_A_DAY + 0.5);
    minutes = minutes < MINUTES_A_DAY ? minutes : MINUTES_A_DAY - 1; // a moment before midnight is no other day's
    *ret_local = (days - SERIAL_EPOCH) * (int64_t)SCHOOL_DAY_MS + minutes * SCHOOL_MINUTE_MS;
    return at;
}

const char *wide_heading_moment(const struct cell_calendar *calendar, const char *text, int64_t *ret_local,
                                bool *ret_day)
{
    int64_t local, until;
    const char *at = serial(text, ret_local, ret_day), *clock;
    if (at)
        return at;
    if (!(at = day_iso(text, &local)) && !(at = day_dots(text, &local)) && !(at = day_named(calendar, text, &local)))
        return NULL;
    const char *gap = at + (*at == ',');
    gap += strspn(gap, " \n\t") + (*gap == 'T');
    clock = clock_read(gap, &local);
    *ret_day = !clock;
    *ret_local = local;
    if (clock) {
        at = clock;
        clock = at + strspn(at, " ");
        if (*clock == '-' && (clock = clock_read(clock + 1 + strspn(clock + 1, " "), &until)))
            at = clock; // when it ends
    }
    return at + strspn(at, " ");
}
