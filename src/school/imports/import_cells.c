/* SPDX-License-Identifier: MIT */
#include "school/imports/import_cells.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/import_name.h"

const char *import_email_read(struct import *import, const char *cell, const char **ret_email)
{
    char email[CELL_EMAIL_SIZE];
    enum cell_email read = cell_email(cell, email);
    *ret_email = read == CELL_EMAIL_GOOD ? arena_strdup(import->scratch, email) : read == CELL_EMAIL_NONE ? "" : cell;
    return read == CELL_EMAIL_SEVERAL ? "email_several" : NULL;
}

/* What stands before the '<' of an address is a name. */
const char *import_email_name(struct import *import, const char *cell)
{
    const char *open = strchr(cell, '<'), *at = strchr(cell, '@');
    size_t size = open && at && open < at ? (size_t)(open - cell) : 0;
    while (size > 0 && strchr(" \"'", cell[size - 1]))
        size--;
    for (; size > 0 && strchr(" \"'", *cell); size--)
        cell++;
    return arena_strndup(import->scratch, cell, size);
}

/* "Lovelace, Ada (2026001)", where letters alone stand before the number. */
static const char *id_behind(const char *cell, size_t *ret_size)
{
    const char *number = import_name_number(cell, ret_size);
    bool name = number && number - cell > 2 && strcspn(cell, "0123456789") >= (size_t)(number - 1 - cell);
    return name && number[-2] == ' ' ? number : NULL;
}

const char *import_id_read(struct import *import, const char *cell, const char **ret_id)
{
    size_t size;
    const char *behind = id_behind(cell, &size), *id = behind ? behind : cell_id(cell, &size);
    *ret_id = size > 0 ? arena_strndup(import->scratch, id, size) : "";
    return cell_is_shortened(cell) ? "id_shortened" : NULL;
}

void import_ids_see(struct import_ids *ids, const char *cell)
{
    size_t size;
    const char *id = cell_id(cell, &size);
    if (size == 0 || size > IMPORT_ID_DIGITS_MAX || strspn(id, "0123456789") < size)
        return;
    if (*id == '0') {
        ids->with_zero[size] = true;
    } else if (!ids->without[size]) {
        ids->without[size] = true;
        memcpy(ids->examples[size], id, size);
    }
}

enum fault import_ids_note(struct import *import, const struct import_ids *ids, const struct import_place *place)
{
    for (size_t size = 2; place && size <= IMPORT_ID_DIGITS_MAX; size++)
        if (ids->with_zero[size] && ids->without[size - 1])
            return import_note(
                import, &(struct import_note){JOB_NOTED, "id_zeros", "", place->header, ids->examples[size - 1], 0});
    return FAULT_NONE;
}

int import_who_column(const struct import_line *line, const struct import_who *who, bool *ret_address)
{
    int address = *line->cells[who->email] ? who->email : who->username;
    int number = *line->cells[who->external_id] ? who->external_id : who->id_number;
    *ret_address = *line->cells[address] && (!*line->cells[number] || strchr(line->cells[address], '@'));
    if (*ret_address)
        return address;
    return *line->cells[number] ? number : IMPORT_NO_COLUMN;
}

void import_who_see(struct import_ids ids[static IMPORT_WHO_IDS], const struct import_line *line,
                    const struct import_who *who)
{
    import_ids_see(&ids[0], line->cells[who->external_id]);
    import_ids_see(&ids[1], line->cells[who->id_number]);
}

enum fault import_who_note(struct import *import, const struct import_ids ids[static IMPORT_WHO_IDS],
                           const struct import_match *match, const struct import_who *who)
{
    enum fault fault = import_ids_note(import, &ids[0], import_match_find(match, who->external_id));
    return fault != FAULT_NONE ? fault : import_ids_note(import, &ids[1], import_match_find(match, who->id_number));
}

/* ---- dates ---- */

static bool has_country(const char *tag)
{
    return tag && strchr(tag, '-');
}

/* A country says more than a language, and the institution's more than the reader's. */
static enum fault order_hinted(struct db *db, struct job_work *work, const char *zone, enum cell_order *ret_order)
{
    const char *language, *locale;
    enum fault fault = import_locales(db, &work->actor, work->arena, &language, &locale);
    *ret_order = CELL_ORDER_NONE;
    if (has_country(language))
        *ret_order = cell_order_of_language(language);
    if (*ret_order == CELL_ORDER_NONE)
        *ret_order = cell_order_of_zone(zone);
    if (*ret_order == CELL_ORDER_NONE && language)
        *ret_order = cell_order_of_language(language);
    if (*ret_order == CELL_ORDER_NONE && locale)
        *ret_order = cell_order_of_language(locale);
    return fault;
}

enum fault import_dates_decide(struct db *db, struct job_work *work, struct import_dates *dates, const char *zone,
                               enum cell_order by_lectures)
{
    const struct cell_orders *orders = &dates->orders;
    dates->order = cell_order_shown(orders);
    dates->by = ORDER_SHOWN;
    bool both = orders->day_first > 0 && orders->month_first > 0;
    if (dates->order != CELL_ORDER_NONE || both || orders->either == 0)
        return FAULT_NONE;
    const char *said = job_word(work, IMPORT_DATES);
    dates->order = said ? cell_order_of_code(said) : CELL_ORDER_NONE;
    dates->by = ORDER_SAID;
    if (dates->order != CELL_ORDER_NONE)
        return FAULT_NONE;
    dates->order = by_lectures;
    dates->by = by_lectures == CELL_ORDER_NONE ? ORDER_GUESSED : ORDER_BY_LECTURES;
    return by_lectures == CELL_ORDER_NONE ? order_hinted(db, work, zone, &dates->order) : FAULT_NONE;
}

enum fault import_dates_note(struct import *import, const struct import_dates *dates, const char *header)
{
    static const char *const reasons[][2] = {[ORDER_SHOWN] = {"dates_day_first", "dates_month_first"},
                                             [ORDER_SAID] = {"dates_day_said", "dates_month_said"},
                                             [ORDER_BY_LECTURES] = {"dates_day_lectures", "dates_month_lectures"},
                                             [ORDER_GUESSED] = {"dates_day_guessed", "dates_month_guessed"}};
    if (dates->orders.either == 0 || dates->order == CELL_ORDER_NONE)
        return FAULT_NONE;
    const char *reason = reasons[dates->by][dates->order == CELL_ORDER_MONTH];
    return import_note(import, &(struct import_note){JOB_NOTED, reason, "", header, dates->orders.example, 0});
}

enum fault import_dates_settle(struct db *db, struct import *import, struct import_dates *dates, const char *zone,
                               const struct import_place *place)
{
    enum fault fault = import_dates_decide(db, import->work, dates, zone, CELL_ORDER_NONE);
    return fault == FAULT_NONE && place ? import_dates_note(import, dates, place->header) : fault;
}

const char *import_date_reason(enum cell_date date)
{
    static const char *const reasons[] = {[CELL_DATE_BAD] = "date_invalid",
                                          [CELL_DATE_NO_DAY] = "date_unreal",
                                          [CELL_DATE_FAR] = "date_far",
                                          [CELL_DATE_EITHER] = "date_ambiguous"};
    return date == CELL_DATE_GOOD ? NULL : reasons[date];
}

const char *import_clock_reason(enum cell_date date)
{
    return date == CELL_DATE_BAD ? "time_invalid" : import_date_reason(date);
}
