/* SPDX-License-Identifier: MIT */
#include "school/imports/import_lecture_row.h"

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/plan/lecture_inside.h"

void lecture_reader_look(const struct lecture_reader *reader, const struct grid_row *row, struct import_match *match)
{
    static const enum lecture_column begins[] = {LECTURE_FROM, LECTURE_DATE};
    char first[CELL_DATE_MAX], last[CELL_DATE_MAX];
    struct cell_moment moment;
    bool ends = import_match_find(match, LECTURE_TO) || import_match_find(match, LECTURE_DURATION);
    for (size_t i = 0; i < ARRAY_LENGTH(begins); i++) {
        const struct import_place *found = import_match_find(match, (int)begins[i]);
        if (!found || (begins[i] == LECTURE_DATE && import_match_find(match, LECTURE_FROM)))
            continue;
        size_t at = (size_t)(found - match->places);
        struct import_place *place = &match->places[at];
        const char *cell = at < row->count ? row->cells[at].text : "";
        if (!*cell)
            continue;
        ends |= import_match_find(match, LECTURE_TIMES) != NULL;
        if (!ends && cell_range(reader->calendar, cell, first, last))
            place->column = LECTURE_TIMES;
        else if (begins[i] == LECTURE_DATE && !import_match_find(match, LECTURE_TIMES) &&
                 cell_clock(reader->calendar, cell, CELL_ORDER_DAY, &moment) == CELL_DATE_GOOD && moment.has_day)
            place->column = LECTURE_FROM;
        place->guessed |= place->column != (int)begins[i];
    }
}

/* The line as it is when begin and end stand in cells of their own. */
struct parted {
    struct import_line line;
    char first[CELL_DATE_MAX], last[CELL_DATE_MAX];
};

/* False: what stands there is no begin and end. */
static bool times_part(const struct lecture_reader *reader, const struct import_line *line, struct parted *ret)
{
    ret->line = *line;
    if (!*line->cells[LECTURE_TIMES])
        return true;
    if (!cell_range(reader->calendar, line->cells[LECTURE_TIMES], ret->first, ret->last))
        return false;
    ret->line.cells[LECTURE_FROM] = ret->first;
    ret->line.cells[LECTURE_TO] = ret->last;
    return true;
}

void lecture_reader_see(struct lecture_reader *reader, const struct import_line *sent)
{
    struct parted parted;
    const struct import_line *line = times_part(reader, sent, &parted) ? &parted.line : sent;
    cell_order_see(reader->calendar, line->cells[LECTURE_DATE], &reader->dates.orders);
    cell_order_see(reader->calendar, line->cells[LECTURE_FROM], &reader->starts.orders);
    cell_order_see(reader->calendar, line->cells[LECTURE_TO], &reader->ends.orders);
    cell_order_see(reader->calendar, line->cells[LECTURE_REPEAT_UNTIL], &reader->untils.orders);
}

enum fault lecture_reader_settle(struct db *db, struct import *import, struct lecture_reader *reader,
                                 const struct import_match *match)
{
    const struct {
        struct import_dates *dates;
        enum lecture_column column;
    } columns[] = {
        {&reader->dates, LECTURE_DATE},
        {&reader->starts, LECTURE_FROM},
        {&reader->ends, LECTURE_TO},
        {&reader->untils, LECTURE_REPEAT_UNTIL},
    };
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(columns); i++)
        fault = import_dates_settle(db, import, columns[i].dates, reader->timezone,
                                    import_match_find(match, (int)columns[i].column));
    // The last day of a series is written by whom wrote its first.
    if (reader->untils.order == CELL_ORDER_NONE)
        reader->untils.order = reader->dates.order;
    return fault;
}

/* What an offset from UTC says, on the classroom's clocks. */
static bool to_local(const struct lecture_reader *reader, struct cell_moment *moment)
{
    int64_t local;
    if (!moment->has_offset || !moment->has_day)
        return true;
    int64_t utc = moment->day * SCHOOL_DAY_MS + (moment->seconds - moment->offset) * (int64_t)SCHOOL_SECOND_MS;
    if (zone_to_local(reader->school, reader->timezone, utc, &local) != FAULT_NONE || local < 0)
        return false;
    moment->day = local / SCHOOL_DAY_MS;
    moment->seconds = (int)(local % SCHOOL_DAY_MS / SCHOOL_SECOND_MS);
    return true;
}

static const char *clock_read(const struct lecture_reader *reader, const char *cell, const struct import_dates *dates,
                              struct cell_moment *ret)
{
    const char *reason = import_clock_reason(cell_clock(reader->calendar, cell, dates->order, ret));
    return reason ? reason : to_local(reader, ret) ? NULL : "time_invalid";
}

/* "24:30", as files for Moodle have the end of a lecture that goes on over midnight. */
static bool end_beyond(const char *cell, int64_t *ret_to)
{
    int64_t hour, minute;
    char text[3] = {0};
    if (strlen(cell) != 5 || cell[2] != ':')
        return false;
    memcpy(text, cell, 2);
    if (!str_to_int(text, 24, 23 + LECTURE_HOURS_MAX, &hour) || !str_to_int(cell + 3, 0, 59, &minute))
        return false;
    *ret_to = (hour * 60 + minute) * SCHOOL_MINUTE_MS;
    return true;
}

/* The end, in ms from the midnight before the start. */
static const char *end_read(const struct lecture_reader *reader, const struct import_line *line, int64_t day,
                            int64_t from, int64_t *ret_to, int *ret_column)
{
    struct cell_moment end;
    int minutes;
    if (!*line->cells[LECTURE_TO]) {
        *ret_column = LECTURE_DURATION;
        if (!cell_minutes(line->cells[LECTURE_DURATION], &minutes) || minutes == 0)
            return "duration_invalid";
        *ret_to = from + minutes * (int64_t)SCHOOL_MINUTE_MS;
        return NULL;
    }
    *ret_column = LECTURE_TO;
    const bool beyond = end_beyond(line->cells[LECTURE_TO], ret_to);
    const char *reason = beyond ? NULL : clock_read(reader, line->cells[LECTURE_TO], &reader->ends, &end);
    if (reason)
        return reason;
    if (!beyond)
        *ret_to = end.seconds * (int64_t)SCHOOL_SECOND_MS;
    if (!beyond && end.has_day && end.day != day)
        *ret_to += (end.day - day) * SCHOOL_DAY_MS;
    else if (!beyond && lecture_overnight(from, ret_to) != FAULT_NONE)
        return "ends_before_start";
    bool sane = *ret_to > from && *ret_to - from <= LECTURE_HOURS_MAX * (int64_t)SCHOOL_HOUR_MS;
    return sane ? NULL : "ends_before_start";
}

static const char *day_read(const struct lecture_reader *reader, const struct import_line *line,
                            const struct cell_moment *start, int64_t *ret_day)
{
    struct cell_moment moment;
    const char *cell = line->cells[LECTURE_DATE];
    *ret_day = start->day;
    if (!*cell)
        return start->has_day ? NULL : "date_missing";
    const char *reason = import_date_reason(cell_day(reader->calendar, cell, reader->dates.order, &moment));
    *ret_day = moment.day;
    return reason;
}

/* The days of a series: those of the week that are asked for, every so many weeks from that of the first day on. */
static const char *days_fill(int64_t first, int64_t last, unsigned weekdays, int64_t every, struct lecture_row *row)
{
    int64_t monday = first - zone_weekday(first);
    row->count = 0;
    for (int64_t day = first; day <= last; day++) {
        if ((day - monday) / 7 % every != 0 || !(weekdays >> zone_weekday(day) & 1))
            continue;
        if (row->count == SERIES_LECTURES_MAX)
            return "repeats_many";
        row->days[row->count++] = day;
    }
    return row->count > 0 ? NULL : "repeats_none";
}

/* Moodle writes a 1 for every week in files of sessions that are not repeated at all. */
static const char *repeats_read(const struct lecture_reader *reader, const struct import_line *line, int64_t day,
                                struct lecture_row *row, int *ret_column)
{
    const char *on = line->cells[LECTURE_REPEAT_ON], *until = line->cells[LECTURE_REPEAT_UNTIL];
    struct cell_moment last;
    int64_t every = 1;
    row->days[0] = day;
    row->count = 1;
    if (!*on && !*until)
        return NULL;
    *ret_column = LECTURE_REPEAT_ON;
    unsigned weekdays = *on ? cell_weekdays(reader->calendar, on) : 1U << zone_weekday(day);
    if (weekdays == 0)
        return "repeats_days";
    *ret_column = LECTURE_REPEAT_EVERY;
    if (*line->cells[LECTURE_REPEAT_EVERY] &&
        !str_to_int(line->cells[LECTURE_REPEAT_EVERY], 1, SERIES_WEEKS_MAX, &every))
        return "repeats_weeks";
    *ret_column = LECTURE_REPEAT_UNTIL;
    if (!*until)
        return "repeats_end";
    const char *reason = import_date_reason(cell_day(reader->calendar, until, reader->untils.order, &last));
    if (reason)
        return reason;
    if (last.day < day)
        return "repeats_none";
    return last.day - day > SERIES_DAYS_MAX ? "repeats_many" : days_fill(day, last.day, weekdays, every, row);
}

static const char *row_read(const struct lecture_reader *reader, const struct import_line *line, const int64_t *above,
                            struct lecture_row *ret, int *ret_column)
{
    struct cell_moment start = {0};
    int64_t day, starts_at, ends_at;
    const char *reason = NULL;
    if (*line->cells[LECTURE_FROM])
        reason = clock_read(reader, line->cells[LECTURE_FROM], &reader->starts, &start);
    if (above) {
        start.day = *above;
        start.has_day = true;
    }
    // A day that is wrong is told before a time that is.
    *ret_column = LECTURE_DATE;
    const char *wrong_day = reason && !*line->cells[LECTURE_DATE] ? NULL : day_read(reader, line, &start, &day);
    if (wrong_day)
        return wrong_day;
    *ret_column = LECTURE_FROM;
    if (reason || !start.has_time)
        return reason ? reason : "time_missing";
    ret->from = start.seconds * (int64_t)SCHOOL_SECOND_MS;
    if (!*line->cells[LECTURE_TO] && !*line->cells[LECTURE_DURATION]) {
        *ret_column = LECTURE_TO;
        return "time_missing";
    }
    reason = end_read(reader, line, day, ret->from, &ret->to, ret_column);
    if (!reason)
        reason = repeats_read(reader, line, day, ret, ret_column);
    if (reason)
        return reason;
    *ret_column = LECTURE_DATE;
    return lecture_row_moments(reader, ret, 0, &starts_at, &ends_at) ? NULL : "date_far";
}

enum lecture_day lecture_row_day(const struct lecture_reader *reader, const struct import_line *sent, int64_t *ret_day)
{
    struct parted parted;
    struct cell_moment start = {0};
    bool dated = *sent->cells[LECTURE_DATE];
    if (!times_part(reader, sent, &parted))
        return dated ? LECTURE_DAY_ODD : LECTURE_DAY_NONE;
    const struct import_line *line = &parted.line;
    const char *from = line->cells[LECTURE_FROM];
    bool clock = *from && !clock_read(reader, from, &reader->starts, &start);
    start.has_day &= clock;
    if (!day_read(reader, line, &start, ret_day))
        return LECTURE_DAY_SAID;
    return dated ? LECTURE_DAY_ODD : clock && start.has_time ? LECTURE_DAY_LACKING : LECTURE_DAY_NONE;
}

const char *lecture_row_read(const struct lecture_reader *reader, const struct import_line *line, const int64_t *above,
                             struct lecture_row *ret, int *ret_column)
{
    struct parted parted;
    *ret_column = LECTURE_TIMES;
    if (!times_part(reader, line, &parted))
        return "times_invalid";
    const char *reason = row_read(reader, &parted.line, above, ret, ret_column);
    bool parts = *line->cells[LECTURE_TIMES] && (*ret_column == LECTURE_FROM || *ret_column == LECTURE_TO);
    if (reason && parts)
        *ret_column = LECTURE_TIMES;
    return reason;
}

bool lecture_row_moments(const struct lecture_reader *reader, const struct lecture_row *row, size_t i,
                         int64_t *ret_starts_at, int64_t *ret_ends_at)
{
    int64_t midnight = row->days[i] * SCHOOL_DAY_MS;
    return lecture_moments(reader->school, reader->timezone, midnight + row->from, midnight + row->to, ret_starts_at,
                           ret_ends_at) == FAULT_NONE &&
           time_is_sane(*ret_starts_at);
}
