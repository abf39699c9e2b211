/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

static int64_t read_clock_ns(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_real_ms(void)
{
    return read_clock_ns(CLOCK_REALTIME) / 1000000;
}

int64_t clock_steady_ns(void)
{
    return read_clock_ns(CLOCK_MONOTONIC);
}

int64_t clock_now_ms(struct clock *clock)
{
    int64_t fixed = atomic_load(&clock->fixed_ms);
    return fixed ? fixed : clock_real_ms();
}

void clock_set_ms(struct clock *clock, int64_t ms)
{
    atomic_store(&clock->fixed_ms, ms);
}

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible date algorithms").
 */
static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static const int64_t YEAR_0_MS = -62167219200000;
static const int64_t YEAR_9999_END_MS = 253402300799999;

void clock_format(int64_t ms, char text[static CLOCK_TEXT_SIZE])
{
    if (ms < YEAR_0_MS)
        ms = YEAR_0_MS;
    if (ms > YEAR_9999_END_MS)
        ms = YEAR_9999_END_MS;
    int64_t milliseconds = (ms % 1000 + 1000) % 1000;
    time_t seconds = (time_t)((ms - milliseconds) / 1000);
    struct tm date;
    gmtime_r(&seconds, &date);
    // The remainders change nothing; they let the compiler see that the text fits.
    snprintf(text, CLOCK_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", (unsigned)(date.tm_year + 1900) % 10000,
             (unsigned)(date.tm_mon + 1) % 100, (unsigned)date.tm_mday % 100, (unsigned)date.tm_hour % 100,
             (unsigned)date.tm_min % 100, (unsigned)date.tm_sec % 100, (unsigned)milliseconds % 1000);
}

/* Reads exactly `count` digits at *text and steps past them. */
static bool take_digits(const char **text, int count, int64_t *ret_value)
{
    int64_t value = 0;
    for (int i = 0; i < count; i++) {
        char c = (*text)[i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *text += count;
    *ret_value = value;
    return true;
}

static bool take_char(const char **text, char expected)
{
    if (**text != expected)
        return false;
    (*text)++;
    return true;
}

static bool date_exists(int64_t year, int64_t month, int64_t day)
{
    static const int8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= lengths[month - 1] + (month == 2 && leap);
}

/* Reads "Z" or "+hh:mm" to the end of the text. */
static bool take_offset(const char **text, int64_t *ret_minutes)
{
    int64_t hours, minutes;
    if (take_char(text, 'Z')) {
        *ret_minutes = 0;
        return **text == '\0';
    }
    int sign = **text == '-' ? -1 : 1;
    if (!take_char(text, '+') && !take_char(text, '-'))
        return false;
    if (!take_digits(text, 2, &hours) || !take_char(text, ':') || !take_digits(text, 2, &minutes))
        return false;
    if (hours > 23 || minutes > 59 || **text != '\0')
        return false;
    *ret_minutes = sign * (hours * 60 + minutes);
    return true;
}

/* Reads an optional fraction; digits past the milliseconds are checked and dropped. */
static bool take_fraction(const char **text, int64_t *ret_milliseconds)
{
    int64_t milliseconds = 0, weight = 100;
    if (**text == '.') {
        (*text)++;
        if (**text < '0' || **text > '9')
            return false;
        for (; **text >= '0' && **text <= '9'; (*text)++) {
            milliseconds += (**text - '0') * weight;
            weight /= 10;
        }
    }
    *ret_milliseconds = milliseconds;
    return true;
}

bool clock_parse(const char *text, int64_t *ret_ms)
{
    int64_t year, month, day, hour, minute, second, milliseconds, offset;
    bool shaped = take_digits(&text, 4, &year) && take_char(&text, '-') && take_digits(&text, 2, &month) &&
                  take_char(&text, '-') && take_digits(&text, 2, &day) && take_char(&text, 'T') &&
                  take_digits(&text, 2, &hour) && take_char(&text, ':') && take_digits(&text, 2, &minute) &&
                  take_char(&text, ':') && take_digits(&text, 2, &second) && take_fraction(&text, &milliseconds) &&
                  take_offset(&text, &offset);
    if (!shaped || !date_exists(year, month, day) || hour > 23 || minute > 59 || second > 59)
        return false;
    int64_t minutes = (days_from_date(year, month, day) * 24 + hour) * 60 + minute - offset;
    *ret_ms = (minutes * 60 + second) * 1000 + milliseconds;
    return true;
}
