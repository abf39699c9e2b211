/* SPDX-License-Identifier: MIT */
/* libFuzzer: any text as a cell of a file that is imported: a day, a time, a length, an address, a number, a word; and
 * as a header. What is taken is what it must be, and an address is taken again as it came out. */
#include <assert.h>
#include <string.h>

#include "base/str.h"
#include "own_text.h"
#include "school/common/zone.h"
#include "school/imports/cells/cell_date.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/cells/import_header.h"
#include "school/imports/cells/import_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void dates(const struct cell_calendar *calendar, const char *text)
{
    struct cell_orders orders = {0};
    for (enum cell_order order = CELL_ORDER_NONE; order <= CELL_ORDER_MONTH; order++) {
        struct cell_moment moment;
        char day[ZONE_DATE_SIZE];
        int64_t again;
        if (cell_day(calendar, text, order, &moment) == CELL_DATE_GOOD) {
            zone_day_format(moment.day, day);
            assert(moment.has_day && zone_day_parse(day, &again) == FAULT_NONE && again == moment.day);
        }
        if (cell_clock(calendar, text, order, &moment) == CELL_DATE_GOOD)
            assert(moment.has_time && moment.seconds >= 0 && moment.seconds < 86400);
    }
    char first[CELL_DATE_MAX], last[CELL_DATE_MAX];
    if (cell_range(calendar, text, first, last)) {
        struct cell_moment begin, end;
        assert(cell_clock(calendar, first, CELL_ORDER_DAY, &begin) == CELL_DATE_GOOD && begin.has_time);
        assert(cell_clock(calendar, last, CELL_ORDER_DAY, &end) == CELL_DATE_GOOD && end.has_time);
    }
    cell_order_see(calendar, text, &orders);
    assert(orders.day_first + orders.month_first + orders.either <= 1);
    assert(cell_weekdays(calendar, text) < 128);
}

static void texts(const char *text)
{
    char email[CELL_EMAIL_SIZE], again[CELL_EMAIL_SIZE], key[CELL_KEY_SIZE], same[CELL_KEY_SIZE];
    const char *inside = text;
    size_t size = cell_trim(&inside);
    int minutes;
    assert(inside >= text && inside + size <= text + strlen(text));
    if (cell_email(text, email) == CELL_EMAIL_GOOD) {
        assert(strlen(email) < CELL_EMAIL_SIZE && strchr(email, '@') && !strchr(strchr(email, '@') + 1, '@'));
        assert(cell_email(email, again) != CELL_EMAIL_GOOD || strchr(again, '@'));
    }
    cell_key(text, key);
    cell_key(key, same);
    assert(strlen(key) < CELL_KEY_SIZE);
    const char *id = cell_id(text, &size);
    assert(id >= text && id + size <= text + strlen(text));
    (void)(cell_is_shortened(text) + cell_is_broken(text));
    if (cell_minutes(text, &minutes))
        assert(minutes >= 0 && minutes <= 1440);
}

static void words(const char *text)
{
    static const struct import_column columns[] = {{"name", IMPORT_MEANS(KNOWN_NAME)},
                                                   {"email", IMPORT_MEANS(KNOWN_EMAIL)}};
    struct import_match match;
    enum role role;
    enum mark_status status;
    import_header_match(columns, 2, (const char *[]){text, "Mail", text}, 3, NULL, NULL, &match);
    assert(match.count == 3 &&
           (match.places[1].column == 1 || match.places[0].column == 1 || match.places[2].column == 1));
    (void)(import_words_role(text, &role) + import_words_status(text, &status));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct cell_calendar *calendar;
    char *text = own_text(bytes, size);
    if (!calendar)
        calendar = cell_calendar_open();
    assert(calendar);
    if (str_is_text(text, strlen(text), true)) { // as the reader of files hands it on
        dates(calendar, text);
        texts(text);
        words(text);
    }
    free(text);
    return 0;
}
