/* SPDX-License-Identifier: MIT */
/* Moments in the headings of registers, as we, Moodle, spreadsheets and hands write them. */
#include <stdio.h>
#include <string.h>

#include "school/common/state.h"
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

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A day as it begins a heading: without a year it is written into one that has each day there is. */
struct day_text {
    char text[CELL_DATE_MAX];
    size_t size; // of it as it is written
    bool yearless;
};

/* "2-Nov" and "2/11" are days without a year, and so is "2.11."; 2.11 is a number. False: nothing that may be one. */
static bool year_add(char part[static CELL_DATE_MAX], size_t size)
{
    const char *slash = strchr(part, '/');
    bool plain = strspn(part, "0123456789./ ") == size;
    bool points = size > 0 && part[size - 1] == '.' && strchr(part, '.') != part + size - 1;
    if (plain && !points && !(slash && slash == strrchr(part, '/')))
        return false;
    snprintf(part + size, CELL_DATE_MAX - size, "%s", points ? "2024" : plain ? "/2024" : " 2024");
    return true;
}

/* The day in the first `size` bytes, by the rule that cells have. A number alone is a day only as 20261123. */
static bool day_reads(const struct cell_calendar *calendar, const char *text, size_t size, enum cell_order order,
                      struct day_text *day, struct wide_moment *ret)
{
    struct cell_moment moment;
    memcpy(day->text, text, size);
    day->text[size] = '\0';
    day->size = size;
    if (day->yearless && !year_add(day->text, size))
        return false;
    enum cell_date date = cell_day(calendar, day->text, order, &moment);
    bool number = strspn(day->text, "0123456789.,") == size && size != 8;
    number = number && (strchr(day->text, '.') == strrchr(day->text, '.')); // a spreadsheet's, which serial() has read
    if (number || moment.has_time || (date != CELL_DATE_GOOD && date != CELL_DATE_EITHER))
        return false;
    *ret = (struct wide_moment){.local = moment.day * SCHOOL_DAY_MS,
                                .day = true,
                                .either = date == CELL_DATE_EITHER,
                                .yearless = day->yearless};
    return true;
}

/* Letters, digits, blanks and all else: where one ends, a day may end. */
static int kind_of(char c)
{
    if (is_digit(c))
        return 0;
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
        return 1;
    return (unsigned char)c >= 0x80 ? 1 : c == ' ' || c == '\n' || c == '\t' ? 2 : 3;
}

static int half_word(const struct cell_calendar *calendar, const char *at, const char **ret_end)
{
    char word[CELL_KEY_SIZE], key[CELL_KEY_SIZE];
    size_t size = strcspn(at, " ,\t\n0123456789-()");
    *ret_end = at + size;
    if (size < 2 || size >= sizeof(word)) // "9:00 A" is of group A
        return 0;
    memcpy(word, at, size);
    word[size] = '\0';
    cell_key(word, key);
    int meaning = cell_calendar_word(calendar, key);
    return meaning & CELL_WORD_WEEKDAY ? 0 : meaning & (CELL_WORD_AM | CELL_WORD_PM);
}

/* "9:00", "09:00:00", "9.00AM", "9:00 p.m.", "9 AM", "9h30"; adds it to the day. */
static const char *clock_read(const struct cell_calendar *calendar, const char *text, int64_t *local)
{
    int hour, minute = 0, second = 0;
    size_t count;
    const char *end, *at = digits(text, 2, &hour, &count);
    bool minutes = at && (*at == ':' || *at == '.' || *at == 'h') && is_digit(at[1]);
    if (!at)
        return NULL;
    if (minutes && (!(at = digits(at + 1, 2, &minute, &count)) || count != 2))
        return NULL;
    if (minutes && *at == ':' && !(at = digits(at + 1, 2, &second, &count)))
        return NULL;
    int half = half_word(calendar, at + strspn(at, " "), &end);
    if (!minutes && !half)
        return NULL;
    if (half) {
        if (hour < 1 || hour > 12)
            return NULL;
        hour = hour % 12 + (half == CELL_WORD_PM ? 12 : 0);
        at = end;
    }
    if (hour > 23 || minute > 59 || second > 59)
        return NULL;
    *local += ((int64_t)hour * 60 + minute) * SCHOOL_MINUTE_MS;
    return at;
}

static const char *gap_pass(const char *at)
{
    at += *at == ',';
    at += strspn(at, " \n\t");
    return at + (*at == 'T');
}

/* Where the day ends that the text begins with; NULL: it begins with none. Behind 7/12/2026 (Mon) a time may follow,
 * and behind 7 Dec 2026 Mo the group Mo: the longest day with a time behind it, else the shortest. */
static const char *day_at(const struct cell_calendar *calendar, const char *text, enum cell_order order,
                          struct day_text *day, struct wide_moment *ret)
{
    enum { DAY_MAX = 64 };
    size_t size = strlen(text), shortest = 0;
    struct wide_moment moment;
    struct day_text part = {.yearless = day->yearless};
    int64_t local = 0;
    for (size_t end = size < DAY_MAX ? size : DAY_MAX; end > 0; end--) {
        if ((end < size && kind_of(text[end]) == kind_of(text[end - 1]) && kind_of(text[end]) < 2) ||
            kind_of(text[end - 1]) == 2 || !day_reads(calendar, text, end, order, &part, &moment))
            continue;
        *ret = moment;
        *day = part;
        shortest = end;
        if (clock_read(calendar, gap_pass(text + end), &local))
            break;
    }
    return shortest > 0 ? text + shortest : NULL;
}

/* What lectures are called before the day of each; behind anything else ("Quiz 12/08/2026") a day is of no lecture. */
static bool is_lecture_word(const char *text, size_t size)
{
    static const char words[] =
        "week wk w lecture lec l session sess s class day date lesson seminar tutorial lab practical meeting period "
        "woche kw vorlesung vl sitzung termin ubung stunde tag semaine seance cours semana sesion clase dia aula "
        "semaine settimana lezione giorno hafta ders gun college les الاسبوع اسبوع المحاضره محاضره الجلسه جلسه اليوم "
        "सप्ताह व्याख्यान कक्षा सत्र दिन";
    return cell_is_one_of(text, size, words);
}

/* What a lecture is called before its day: a word, and with `numbered` the number behind it ("Week 1 - ", "Session 3
 * ("). Answers where it ends; the text itself when there is none. */
static const char *label_pass(const char *text, bool numbered)
{
    const char *at = text;
    while (kind_of(*at) == 1 && *at)
        at++;
    if (!is_lecture_word(text, (size_t)(at - text)))
        return text;
    while (*at && (kind_of(*at) >= 2))
        at++;
    if (!numbered)
        return is_digit(*at) || kind_of(*at) == 1 ? at : text;
    size_t count = strspn(at, "0123456789");
    const char *end = at + count;
    if (count == 0 || count > 3 || !*end || strchr("./", *end) || (*end == '-' && is_digit(end[1]))) // it is of the day
        return text;
    const char *next = end + strspn(end, " ");
    if (kind_of(*next) == 1) // its day: Lecture 2 Nov
        return text;
    while (*end && kind_of(*end) >= 2)
        end++;
    return *end ? end : text;
}

/* Behind a day without a time: "23 Nov - 4 Dec" are many. */
static bool has_month(const struct cell_calendar *calendar, const char *text)
{
    char word[CELL_KEY_SIZE];
    while (*text) {
        size_t size = strcspn(text, " ,\t\n0123456789-()");
        memcpy(word, text, size < sizeof(word) ? size : 0);
        word[size < sizeof(word) ? size : 0] = '\0';
        cell_key(word, word);
        if (*word && (cell_calendar_word(calendar, word) & 31) != 0)
            return true;
        text += size > 0 ? size : 1;
    }
    return false;
}

/* The day that the text begins with, or that stands behind what the lecture is called. */
static const char *day_take(const struct cell_calendar *calendar, const char *text, enum cell_order order,
                            struct day_text *day, struct wide_moment *ret)
{
    const char *end = NULL, *behind = label_pass(text, true), *words = label_pass(text, false);
    for (int yearless = 0; yearless < 2 && !end; yearless++) {
        day->yearless = yearless != 0;
        end = day_at(calendar, text, order, day, ret);
        if (!end && behind > text)
            end = day_at(calendar, behind, order, day, ret);
        if (!end && behind == text && words > text && !yearless) // "Week 1/2" is half a week
            end = day_at(calendar, words, order, day, ret);
    }
    return end;
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

bool wide_heading_moment(const struct cell_calendar *calendar, enum cell_order order, const char *text,
                         struct wide_moment *ret)
{
    struct wide_moment moment = {0};
    struct day_text day;
    int64_t until = 0;
    const char *at = serial(text, &moment.local, &moment.day), *clock;
    if (!at) {
        at = day_take(calendar, text, order, &day, &moment);
        if (!at)
            return false;
        clock = clock_read(calendar, gap_pass(at), &moment.local);
        moment.day = !clock;
        at = clock ? clock : at;
        if (moment.day && has_month(calendar, at))
            return false;
        clock = clock ? at + strspn(at, " ") : "";
        if (*clock == '-' && (clock = clock_read(calendar, clock + 1 + strspn(clock + 1, " "), &until)))
            at = clock; // when it ends
    }
    moment.behind = at + strspn(at, " ");
    *ret = moment;
    return true;
}

void wide_heading_see(const struct cell_calendar *calendar, const char *text, struct cell_orders *orders)
{
    struct day_text day;
    struct wide_moment moment;
    if (!day_take(calendar, text, CELL_ORDER_NONE, &day, &moment))
        return;
    bool first = orders->either == 0;
    cell_order_see(calendar, day.text, orders);
    if (first && orders->either > 0)
        orders->example[day.size] = '\0';
}
