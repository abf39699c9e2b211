/* SPDX-License-Identifier: MIT */
#include "school/imports/marks/import_mark_tick.h"

#include <string.h>

#include "base/str.h"
#include "school/imports/cells/cell_text.h"

static const enum mark_column columns[] = {
    [MARK_PRESENT] = MARK_COLUMN_TICKED_PRESENT,
    [MARK_LATE] = MARK_COLUMN_TICKED_LATE,
    [MARK_EXCUSED] = MARK_COLUMN_TICKED_EXCUSED,
    [MARK_ABSENT] = MARK_COLUMN_TICKED_ABSENT,
};

/* ---- which columns ---- */

void mark_ticks_look(const struct mark_reader *marks, struct import_match *match)
{
    size_t at[MARK_OWN] = {0}, found = 0;
    for (size_t i = 0; i < match->count; i++) {
        enum mark_status status = MARK_UNMARKED;
        const struct import_place *place = &match->places[i];
        bool heads = import_words_status_in(&marks->set, place->header, &status);
        if ((heads && status >= MARK_OWN) || (!heads && place->column == MARK_COLUMN_STATUS))
            return;
        if (!heads || at[status] > 0)
            continue;
        at[status] = i + 1;
        found++;
    }
    for (size_t status = MARK_PRESENT; found > 1 && status < MARK_OWN; status++) {
        if (at[status] == 0)
            continue;
        struct import_place *place = &match->places[at[status] - 1];
        place->column = (int)columns[status];
        place->guessed = true;
        place->taken = IMPORT_NO_COLUMN;
    }
}

/* ---- what stands there ---- */

void mark_ticks_see(struct mark_reader *marks, const struct import_line *line)
{
    int64_t number;
    for (size_t status = MARK_PRESENT; status < MARK_OWN; status++)
        if (status != MARK_LATE && str_to_int(line->cells[columns[status]], 2, INT64_MAX, &number))
            marks->counts = true;
}

enum tick { TICK_NONE, TICK_SET, TICK_ODD };

/* A sign without letters: a tick, or what people put there for one. A cross is one where it means the status anyway. */
static enum tick sign_read(const char *text, enum mark_status status)
{
    static const char *const ticks[] = {"\u00D7", "*", "\u2022", "\u25CF", "+"};
    enum mark_status said;
    for (size_t i = 0; i < ARRAY_LENGTH(ticks); i++)
        if (strcmp(text, ticks[i]) == 0)
            return TICK_SET;
    bool known = import_words_status(text, &said);
    return known && (said == MARK_PRESENT || said == status) ? TICK_SET : TICK_ODD;
}

static enum tick tick_read(const struct mark_reader *marks, const char *text, enum mark_status status, int *ret_minutes)
{
    char key[CELL_KEY_SIZE];
    enum mark_status said;
    int64_t number;
    bool yes;
    *ret_minutes = -1;
    if (import_words_nothing(text) || strcmp(text, "0") == 0)
        return TICK_NONE;
    cell_key(text, key);
    if (!*key)
        return sign_read(text, status);
    if (str_to_int(text, 1, 1, &number))
        return marks->counts ? TICK_ODD : TICK_SET;
    if (strcmp(key, "x") == 0)
        return TICK_SET;
    if (status_set_find(&marks->set, text, &said) == STATUS_NAMES_ONE)
        return said == status ? TICK_SET : TICK_ODD;
    if (import_words_yes(text, &yes))
        return yes ? TICK_SET : TICK_NONE;
    if (import_words_status(text, &said) && said == status)
        return TICK_SET;
    bool minutes = status == MARK_LATE && !marks->counts && cell_minutes(text, ret_minutes);
    return minutes && *ret_minutes <= ATTENDANCE_LATE_MAX ? TICK_SET : TICK_ODD;
}

bool mark_ticks_read(const struct mark_reader *marks, const struct import_line *line, struct mark_row *state)
{
    bool any = false;
    for (size_t status = MARK_PRESENT; status < MARK_OWN; status++) {
        int minutes;
        enum tick tick = tick_read(marks, line->cells[columns[status]], (enum mark_status)status, &minutes);
        if (tick == TICK_NONE)
            continue;
        if (tick == TICK_ODD || any) {
            state->reason = tick == TICK_ODD ? "tick_unknown" : "ticks_several";
            state->column = (int)columns[status];
            return true;
        }
        any = true;
        state->status = (enum mark_status)status;
        state->minutes_late = minutes;
    }
    return any;
}
