/* SPDX-License-Identifier: MIT */
#include "school/imports/grid/grid_number.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum {
    DAY_SECONDS = 86400,
    LEAP_THAT_WAS_NOT = 60, // 1900-02-29, which the days from 1900 count
    DAYS_TO_1904 = 1462,
    DAYS_MAX = 2958466, // the first day past 9999-12-31
};

/* Steps over what a format only shows: "text", \x, _x, *x, [Red]. True when `*code` stood on such a thing; *ret_elapsed
 * for [h], hours past a day. */
static bool skip_literal(const char **code, bool *ret_elapsed)
{
    const char *at = *code;
    if (*at == '"') {
        const char *close = strchr(at + 1, '"');
        *code = close ? close + 1 : at + strlen(at);
    } else if (strchr("\\_*", *at)) {
        *code = at + 1 + (at[1] != '\0');
    } else if (*at == '[') {
        const char *close = strchr(at, ']');
        *ret_elapsed |= strchr("hHmMsS", at[1]) && at[1] != '\0' && close && close - at < 4;
        *code = close ? close + 1 : at + strlen(at);
    } else {
        return false;
    }
    return true;
}

struct number_format number_format(const char *code)
{
    bool day = false, clock = false, month = false, plain = true, elapsed = false;
    unsigned zeros = 0;
    while (*code != '\0' && *code != ';') { // positive numbers are by the first part
        if (skip_literal(&code, &elapsed)) {
            plain = false;
            continue;
        }
        if (strncasecmp(code, "General", 7) == 0 || strncasecmp(code, "am/pm", 5) == 0) {
            code += strncasecmp(code, "General", 7) == 0 ? 7 : 5;
            plain = false;
            continue;
        }
        char c = (char)tolower((unsigned char)*code++);
        if (c == 'e' && (*code == '+' || *code == '-')) // 0.00E+00
            c = '#';
        day |= c == 'y' || c == 'd' || c == 'g' || c == 'e';
        clock |= c == 'h' || c == 's';
        month |= c == 'm';
        zeros += c == '0';
        plain &= c == '0';
    }
    clock |= elapsed;
    if (day || (month && !clock))
        return (struct number_format){clock ? GRID_MOMENT : GRID_DATE, 0};
    if (clock)
        return (struct number_format){GRID_TIME, 0};
    bool padded = plain && zeros > 1 && zeros <= NUMBER_ZEROS_MAX;
    return (struct number_format){GRID_NUMBER, padded ? zeros : 0};
}

struct number_format number_format_known(long id)
{
    bool date = (id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
                (id >= 57 && id <= 58);
    bool time = (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56;
    if (id == 22)
        return (struct number_format){GRID_MOMENT, 0};
    return (struct number_format){date ? GRID_DATE : time ? GRID_TIME : GRID_NUMBER, 0};
}

/* Howard Hinnant's civil_from_days: years of 400 from the first of March, 0000. */
static void write_date(int64_t days_from_1970, char *out, size_t size)
{
    int64_t z = days_from_1970 + 719468, era = z / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153, day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
    snprintf(out, size, "%04d-%02d-%02d", (int)(yoe + era * 400 + (month <= 2)), (int)month, (int)day);
}

static void write_clock(int64_t seconds, char *out, size_t size)
{
    int hour = (int)(seconds / 3600), minute = (int)(seconds / 60 % 60), second = (int)(seconds % 60);
    if (second != 0)
        snprintf(out, size, "%02d:%02d:%02d", hour, minute, second);
    else
        snprintf(out, size, "%02d:%02d", hour, minute);
}

/* What it came to; GRID_NUMBER for what is no day of the system. */
static enum grid_kind write_serial(double serial, enum grid_kind kind, bool from_1904,
                                   char out[static NUMBER_TEXT_SIZE])
{
    if (!(serial >= 0) || serial >= DAYS_MAX)
        return GRID_NUMBER;
    if (!from_1904 && serial > 0 && serial < 1) // of no day
        kind = GRID_TIME;
    int64_t seconds = llround(serial * DAY_SECONDS), day = seconds / DAY_SECONDS;
    if (from_1904)
        day += DAYS_TO_1904;
    else if (day < LEAP_THAT_WAS_NOT)
        day++;
    size_t used = 0;
    out[0] = '\0';
    if (kind != GRID_TIME) {
        write_date(day - 25569, out, NUMBER_TEXT_SIZE); // 1970-01-01
        used = strlen(out);
    }
    if (kind == GRID_MOMENT)
        out[used++] = ' ';
    if (kind != GRID_DATE)
        write_clock(seconds % DAY_SECONDS, out + used, NUMBER_TEXT_SIZE - used);
    return kind;
}

static void write_plain(double number, unsigned zeros, char out[static NUMBER_TEXT_SIZE])
{
    if (fabs(number) >= 1e15 || !isfinite(number)) {
        snprintf(out, NUMBER_TEXT_SIZE, "%.14E", number);
        return;
    }
    if (floor(number) == number) {
        snprintf(out, NUMBER_TEXT_SIZE, "%0*.0f", (int)zeros, number == 0 ? 0.0 : number);
        return;
    }
    snprintf(out, NUMBER_TEXT_SIZE, "%.15g", number);
    if (!strchr(out, 'e'))
        return;
    snprintf(out, NUMBER_TEXT_SIZE, "%.20f", number);
    size_t size = strlen(out);
    while (out[size - 1] == '0')
        size--;
    out[out[size - 1] == '.' ? size - 1 : size] = '\0';
}

enum grid_kind number_write(const char *value, struct number_format format, bool from_1904,
                            char out[static NUMBER_TEXT_SIZE])
{
    char *end;
    double number = strtod(value, &end);
    if (end == value || *end != '\0' || !isfinite(number)) {
        str_copy(out, NUMBER_TEXT_SIZE, value);
        return GRID_TEXT;
    }
    enum grid_kind kind = format.kind;
    if (kind != GRID_NUMBER)
        kind = write_serial(number, kind, from_1904, out);
    if (kind != GRID_NUMBER)
        return kind;
    write_plain(number, format.zeros, out);
    return GRID_NUMBER;
}

bool number_iso(const char *value, char out[static NUMBER_TEXT_SIZE], enum grid_kind *ret_kind)
{
    int hour, minute, read = 0, second = 0;
    char date[11] = "";
    for (size_t i = 0; i < 10; i++)
        if (value[i] == '\0' || (i == 4 || i == 7 ? value[i] != '-' : !isdigit((unsigned char)value[i])))
            return false;
        else
            date[i] = value[i];
    if (value[10] == '\0') {
        str_copy(out, NUMBER_TEXT_SIZE, date);
        *ret_kind = GRID_DATE;
        return true;
    }
    if (value[10] != 'T' || sscanf(value + 11, "%2d:%2d%n:%2d", &hour, &minute, &read, &second) < 2 || hour > 24 ||
        hour < 0 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    char clock[24];
    write_clock(((int64_t)hour * 60 + minute) * 60 + second, clock, sizeof(clock));
    snprintf(out, NUMBER_TEXT_SIZE, "%s %s", date, clock);
    *ret_kind = GRID_MOMENT;
    return true;
}

bool number_duration(const char *value, char out[static NUMBER_TEXT_SIZE])
{
    int hour, minute;
    double second;
    int read = 0;
    if (sscanf(value, "PT%4dH%2dM%lfS%n", &hour, &minute, &second, &read) != 3 || read == 0 || value[read] != '\0')
        return false;
    if (hour < 0 || minute < 0 || minute > 59 || !(second >= 0 && second < 60))
        return false;
    write_clock(((int64_t)hour * 60 + minute) * 60 + llround(second), out, NUMBER_TEXT_SIZE);
    return true;
}
