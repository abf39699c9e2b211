/* SPDX-License-Identifier: MIT */
/*
 * Days and times as people and spreadsheets write them. Pure, but for the names of months and weekdays, which are
 * ICU's:
 *
 *     struct cell_calendar *calendar = cell_calendar_open();
 *     cell_day(calendar, "7 déc. 2026", CELL_ORDER_NONE, &moment)     // CELL_DATE_GOOD, moment.day
 *     cell_clock(calendar, "9:30 PM", CELL_ORDER_NONE, &moment)       // CELL_DATE_GOOD, moment.seconds
 *
 * Of 12/08/2026 nobody knows alone whether it is in August or in December: the whole column is looked at first
 * (cell_order_see), and what cannot be known is said to be CELL_DATE_EITHER.
 */
#ifndef AMS_SCHOOL_CELL_DATE_H
#define AMS_SCHOOL_CELL_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CELL_DATE_MAX = 120 }; // bytes of a cell that may be a date or a time

struct cell_calendar;

/* The months, weekdays and halves of the day in the languages that are read. NULL without memory. */
struct cell_calendar *cell_calendar_open(void);
void cell_calendar_close(struct cell_calendar *calendar); // NULL is fine

enum cell_order { CELL_ORDER_NONE, CELL_ORDER_DAY, CELL_ORDER_MONTH };

/* "as_found", "day_first", "month_first". And back, of a text that begins so; CELL_ORDER_NONE of others. */
const char *cell_order_code(enum cell_order order);
enum cell_order cell_order_of_code(const char *text);

enum cell_date {
    CELL_DATE_GOOD,
    CELL_DATE_BAD,    // no day, or no time
    CELL_DATE_NO_DAY, // written as one, but the calendar has no such day
    CELL_DATE_FAR,    // before ZONE_YEAR_MIN or after ZONE_YEAR_MAX
    CELL_DATE_EITHER, // the day or the month may come first
};

struct cell_moment {
    int64_t day;   // from 1970-01-01
    bool has_day;  //
    int seconds;   // of the day, 0 to 86399
    bool has_time; //
    int offset;    // seconds that its clock is ahead of UTC
    bool has_offset;

    bool day_first_fits, month_first_fits; // of numbers in a row whose order is not told; both false otherwise
};

/* The day of a cell, and the time if it has one: ISO, 07.12.2026, 12/08/26, 7 Dec 2026, 20261207, the number of a
 * spreadsheet (46366). `order` decides where both fit. */
enum cell_date cell_day(const struct cell_calendar *calendar, const char *text, enum cell_order order,
                        struct cell_moment *ret);

/* The time of a cell, and the day if it has one: 09:00, 9.30, 9h30, 0930, 9 AM, 09:00:00, the part of a day of a
 * spreadsheet (0.375). 24:00 is 0. */
enum cell_date cell_clock(const struct cell_calendar *calendar, const char *text, enum cell_order order,
                          struct cell_moment *ret);

/* Begin and end in one cell, as the cells that they would be alone: "09:00 - 10:30 Uhr", "9-10.30", "1 to 2:30 PM",
 * "11.01.2027 09:00-10:30". Both have times. False for anything else. */
bool cell_range(const struct cell_calendar *calendar, const char *text, char ret_first[static CELL_DATE_MAX],
                char ret_last[static CELL_DATE_MAX]);

/* How long, in minutes: "90", "90 min", "1:30", "1h30", "1.5 h". False when it is none, or above a day. */
bool cell_minutes(const char *text, int *ret_minutes);

/* Days of the week, "Mon, Wed" or "Mo|Mi": a bit each, 1 for Monday to 64 for Sunday. 0 when anything else is there. */
unsigned cell_weekdays(const struct cell_calendar *calendar, const char *text);

/* What a column of dates shows of its order. Begins as all 0. */
struct cell_orders {
    size_t day_first, month_first; // cells that fit but the one
    size_t either;                 // cells that fit both, as two days
    char example[CELL_DATE_MAX];   // of those, the first
};

void cell_order_see(const struct cell_calendar *calendar, const char *text, struct cell_orders *orders);

/* What the column shows; CELL_ORDER_NONE when it shows nothing, or both. */
enum cell_order cell_order_shown(const struct cell_orders *orders);

/* What a language tag ("en-US", "de") or the country in which a time zone lies says; CELL_ORDER_NONE: nothing, as "en"
 * alone does, or a year that comes first. */
enum cell_order cell_order_of_language(const char *tag);
enum cell_order cell_order_of_zone(const char *zone);

/* For cell_date.c: what a word means, found by its cell_key. 0: nothing. */
enum {
    CELL_WORD_MONTH = 1,    // to 12
    CELL_WORD_WEEKDAY = 32, // a bit beside a month's number: some are both
    CELL_WORD_AM = 64,
    CELL_WORD_PM = 128,
    CELL_WORD_FILLS = 256,   // says nothing
    CELL_WORD_DAY = 1 << 16, // times 1 for Sunday to 7 for Saturday, with CELL_WORD_WEEKDAY
};
/* A calendar of NULL knows no words. */
int cell_calendar_word(const struct cell_calendar *calendar, const char *key);

#endif
