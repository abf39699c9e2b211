/* SPDX-License-Identifier: MIT */
#include "school/post/moment_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/common/zone.h"

enum { OFFSET_SIZE = 16, DAY_SIZE = 96 };

static const char *const weekdays[TONGUE_COUNT][7] = {
    [ENGLISH] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    [ARABIC] = {"الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"},
    [HINDI] = {"सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"},
};

/* clang-format off */
static const char *const months[TONGUE_COUNT][12] = {
    [ENGLISH] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                 "November", "December"},
    [ARABIC] = {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر",
                "ديسمبر"},
    [HINDI] = {"जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"},
};
/* clang-format on */

/* A moment on a wall: its day since 1970, and the parts of its RFC 3339 text. */
struct wall {
    const char *zone;
    int64_t day, offset; // ms
    int year, month, date, hour, minute;
};

static struct wall wall_of(struct school *school, const char *zone, int64_t at)
{
    int64_t local = at;
    char text[CLOCK_TEXT_SIZE];
    struct wall wall = {.zone = zone};
    if (!zone || zone_to_local(school, zone, at, &local) != FAULT_NONE)
        wall.zone = "UTC";
    clock_format(local, text);
    wall.offset = local - at;
    wall.day = (local - ((local % SCHOOL_DAY_MS) + SCHOOL_DAY_MS) % SCHOOL_DAY_MS) / SCHOOL_DAY_MS;
    wall.year = (int)strtol(text, NULL, 10);
    wall.month = (int)strtol(text + 5, NULL, 10);
    wall.date = (int)strtol(text + 8, NULL, 10);
    wall.hour = (int)strtol(text + 11, NULL, 10);
    wall.minute = (int)strtol(text + 14, NULL, 10);
    return wall;
}

static void day_write(const struct wall *wall, enum tongue tongue, char text[static DAY_SIZE])
{
    int weekday = (int)(((wall->day + 3) % 7 + 7) % 7); // 1970-01-01 was a Thursday
    snprintf(text, DAY_SIZE, "%s %d %s %d", weekdays[tongue][weekday], wall->date, months[tongue][wall->month - 1],
             wall->year);
}

/* "+5:30", "-3"; "" at none. */
static void offset_write(const struct wall *wall, char text[static OFFSET_SIZE])
{
    int minutes = (int)(wall->offset / SCHOOL_MINUTE_MS);
    text[0] = '\0';
    if (minutes % 60 != 0)
        snprintf(text, OFFSET_SIZE, "%c%d:%02d", minutes < 0 ? '-' : '+', abs(minutes) / 60, abs(minutes) % 60);
    else if (minutes != 0)
        snprintf(text, OFFSET_SIZE, "%+d", minutes / 60);
}

const char *moment_span(struct school *school, const char *zone, int64_t from, int64_t until, enum tongue tongue,
                        struct arena *arena)
{
    // In a text from right to left the name of the zone keeps its own direction (U+2066, U+2069).
    const char *open = tongue_is_rtl(tongue) ? "\u2066" : "", *close = *open ? "\u2069" : "";
    const char *comma = tongue_is_rtl(tongue) ? "،" : ",";
    struct wall begin = wall_of(school, zone, from), end = wall_of(school, zone, until ? until : from);
    char first[DAY_SIZE], last[DAY_SIZE], offset[OFFSET_SIZE];
    bool utc = strcmp(begin.zone, "UTC") == 0;
    day_write(&begin, tongue, first);
    day_write(&end, tongue, last);
    offset_write(&begin, offset);
    const char *where = utc ? "UTC" : arena_printf(arena, "%s, UTC%s", begin.zone, offset);
    if (!where)
        return NULL;
    if (!until || until == from)
        return arena_printf(arena, "%s%s %02d:%02d (%s%s%s)", first, comma, begin.hour, begin.minute, open, where,
                            close);
    if (begin.day == end.day)
        return arena_printf(arena, "%s%s %02d:%02d–%02d:%02d (%s%s%s)", first, comma, begin.hour, begin.minute,
                            end.hour, end.minute, open, where, close);
    return arena_printf(arena, "%s%s %02d:%02d – %s%s %02d:%02d (%s%s%s)", first, comma, begin.hour, begin.minute, last,
                        comma, end.hour, end.minute, open, where, close);
}

const char *moment_cell(struct school *school, const char *zone, int64_t at, struct arena *arena)
{
    struct wall wall = wall_of(school, zone, at);
    int minutes = (int)(wall.offset / SCHOOL_MINUTE_MS);
    return arena_printf(arena, "%04d-%02d-%02d %02d:%02d %c%02d:%02d", wall.year, wall.month, wall.date, wall.hour,
                        wall.minute, minutes < 0 ? '-' : '+', abs(minutes) / 60, abs(minutes) % 60);
}
