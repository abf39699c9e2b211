/* SPDX-License-Identifier: MIT */
/* Moments in the headings of registers, as we, Moodle, spreadsheets and hands write them. */
#include <string.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/imports/import_marks_wide.h"

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

/* "23 Nov 2026", "23 November 2026" */
static const char *day_named(const char *text, int64_t *ret_local)
{
    static const char *const months[] = {"january", "february", "march",     "april",   "may",      "june",
                                         "july",    "august",   "september", "october", "november", "december"};
    int year, day, month = 0;
    size_t count, size = 0;
    char name[12];
    const char *at = digits(text, 2, &day, &count);
    if (!at || *at != ' ')
        return NULL;
    for (at++; size + 1 < sizeof(name) && ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z'); at++)
        name[size++] = (char)(*at | 0x20);
    for (int i = 0; i < 12 && size >= 3; i++)
        if (strncmp(months[i], name, size) == 0)
            month = i + 1;
    if (month == 0 || *at != ' ')
        return NULL;
    at = digits(at + 1, 4, &year, &count);
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

const char *marks_heading_moment(const char *text, int64_t *ret_local, bool *ret_day)
{
    int64_t local, until;
    const char *at = serial(text, ret_local, ret_day), *clock;
    if (at)
        return at;
    if (!(at = day_iso(text, &local)) && !(at = day_named(text, &local)) && !(at = day_dots(text, &local)))
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
