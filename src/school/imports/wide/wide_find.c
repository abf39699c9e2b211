/* SPDX-License-Identifier: MIT */
#include "school/imports/wide/wide_find.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/wide/wide_joined.h"
#include "school/post/export_text.h"

enum { HEADING_MAX = 20 }; // rows that are looked at for a heading

/* How files head them, but for our own words (post/export_text.h) and those of other languages and systems for who the
 * row is about (cells/import_words.h); compared without regard to case. */
static const struct {
    const char *name;
    enum wide_kind kind;
} names[] = {
    {"student_id", STUDENT}, {"id-nummer", NUMBER}, {"lecture_id", LECTURE_ID},
    {"sessiondate", MOMENT}, {"status", STATUS},    {"minutes_late", MINUTES},
    {"note", NOTE},          {"status_name", OURS},
};

static const struct {
    const char *column;
    enum import_known known;
    enum wide_kind kind;
} people[] = {{"student_id", KNOWN_NOTHING, STUDENT},
              {"external_id", KNOWN_EXTERNAL_ID, NUMBER},
              {"email", KNOWN_EMAIL, EMAIL},
              {"username", KNOWN_USERNAME, USERNAME},
              {"name", KNOWN_NAME, NAME},
              {"given_name", KNOWN_GIVEN_NAME, GIVEN_NAME},
              {"family_name", KNOWN_FAMILY_NAME, FAMILY_NAME}};

const char *wide_cell_clean(struct arena *arena, const char *cell)
{
    size_t size = cell_trim(&cell);
    const char *plain = csv_plain(cell);
    return arena_strndup(arena, plain, size - (size_t)(plain - cell));
}

static enum wide_kind kind_of(const struct cell_calendar *calendar, const char *cell)
{
    char key[CELL_KEY_SIZE];
    struct wide_moment moment;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (strcasecmp(cell, names[i].name) == 0)
            return names[i].kind;
    for (size_t i = 0; i < ARRAY_LENGTH(people); i++)
        if (export_heads(cell, people[i].column))
            return people[i].kind;
    cell_key(cell, key);
    for (size_t i = 0; i < ARRAY_LENGTH(people); i++)
        if (people[i].known != KNOWN_NOTHING && import_words_header(people[i].known, key) == IMPORT_FITS_WELL)
            return people[i].kind;
    return wide_heading_moment(calendar, CELL_ORDER_NONE, cell, &moment) ? ACROSS : OTHER;
}

/* Moodle's "Student ID" is the number of an account there, and may well be somebody else's number here. */
static void foreign_ids_leave(struct wide_head *in)
{
    bool moodle = false;
    for (size_t i = 0; i < in->count; i++) {
        const char *heading = in->columns[i].heading;
        moodle = moodle || strcasecmp(heading, "id number") == 0 || strcasecmp(heading, "taken sessions") == 0;
    }
    for (size_t i = 0; i < in->count && moodle; i++)
        if (strcasecmp(in->columns[i].heading, "student id") == 0) {
            in->columns[i].kind = OTHER;
            in->foreign_ids = true;
        }
}

/* Sums at the right are called "Attendance" or "Status", too: beside several days that is no status of a row. */
static void status_leave(struct wide_head *in)
{
    size_t days = 0;
    for (size_t i = 0; i < in->count; i++)
        days += in->columns[i].kind == ACROSS;
    for (size_t i = 0; i < in->count && days > 1; i++)
        if (in->columns[i].kind == STATUS)
            in->columns[i].kind = OTHER;
}

/* What stands between days is meant as one: a day that does not exist, or one mistyped. */
static void strays_see(struct wide_head *in)
{
    size_t first = SIZE_MAX, last = 0;
    for (size_t i = 0; i < in->count; i++) {
        if (in->columns[i].kind != ACROSS)
            continue;
        first = first == SIZE_MAX ? i : first;
        last = i;
    }
    for (size_t i = first; i < last; i++)
        if (in->columns[i].kind == OTHER && *in->columns[i].heading)
            in->columns[i].kind = STRAY;
}

/* Whether this is the heading of such a file: across, or our own rows. `cells` are clean. */
static enum fault heading_read(struct wide_head *in, const char *const *cells, size_t count, bool *ret_is)
{
    bool has[STRAY + 1] = {false};
    *ret_is = false;
    in->columns = arena_calloc(in->arena, count + 1, sizeof(*in->columns));
    if (!in->columns)
        return FAULT_INTERNAL;
    in->count = count;
    for (size_t i = 0; i < count; i++) {
        struct wide_column *column = &in->columns[i];
        column->heading = cells[i];
        column->kind = kind_of(in->file->calendar, column->heading);
        if (column->kind == OTHER && !*column->heading && i > 0 && in->columns[i - 1].kind == ACROSS)
            column->kind = REMARK;
    }
    foreign_ids_leave(in);
    status_leave(in);
    strays_see(in);
    for (size_t i = 0; i < in->count; i++)
        has[in->columns[i].kind] = true;
    in->by_name = !has[STUDENT] && !has[EMAIL] && !has[NUMBER] && !has[USERNAME];
    bool person = !in->by_name || has[NAME] || has[FAMILY_NAME];
    bool rows = has[STATUS] && has[LECTURE_ID] && (has[MOMENT] || has[OURS]);
    *ret_is = person && (rows || (has[ACROSS] && !has[STATUS]));
    if (person && !*ret_is && !has[STATUS] && !in->counted[0])
        wide_counts(cells, count, &in->counted[0], &in->counted[1]);
    return FAULT_NONE;
}

/* Whether the row is the heading, by itself or with what stands above it. */
static enum fault heading_see(struct wide_head *in, const struct grid_row *row, struct wide_titles *titles,
                              bool *ret_found)
{
    struct wide_heads heads = {0};
    struct arena *arena = in->arena;
    const char **cells = arena_calloc(arena, row->count + 1, sizeof(*cells));
    for (size_t i = 0; cells && i < row->count; i++)
        if (!(cells[i] = wide_cell_clean(arena, row->cells[i].text)))
            return FAULT_INTERNAL;
    if (!cells)
        return FAULT_INTERNAL;
    in->row = row->number;
    enum fault fault = heading_read(in, cells, row->count, ret_found);
    if (fault != FAULT_NONE)
        return fault;
    if (!*ret_found && !wide_join(in->file->calendar, titles, cells, row->count, arena, &heads))
        return FAULT_INTERNAL;
    if (!*ret_found && heads.joined)
        fault = heading_read(in, heads.cells, heads.count, ret_found);
    wide_titles_see(in->file->calendar, cells, row->count, titles);
    return fault;
}

/* Whether all days of the heading may be months, whose days the next row has. */
static bool may_be_months(const struct wide_head *in)
{
    bool all = true;
    for (size_t i = 0; i < in->count; i++)
        all = all && (in->columns[i].kind != ACROSS || wide_is_month(in->file->calendar, in->columns[i].heading));
    return all;
}

/* The row behind such a heading is the heading with it, or else that was it: the file is read from there again. */
static enum fault months_settle(struct wide_head *in, struct wide_titles *titles)
{
    struct grid_row row;
    bool found = false;
    struct wide_head alone = *in;
    enum fault fault = FAULT_NONE;
    if (grid_next(in->file->grid, &row) && row.mistake == GRID_CLEAN)
        fault = heading_see(in, &row, titles, &found);
    if (fault != FAULT_NONE || found)
        return fault;
    *in = alone;
    grid_rewind(in->file->grid);
    while (grid_next(in->file->grid, &row) && row.number != in->row)
        continue;
    return FAULT_NONE;
}

enum fault wide_head_find(struct wide_head *in, bool *ret_found)
{
    struct grid_row row;
    struct wide_titles titles = {0};
    *ret_found = false;
    for (int i = 0; i < HEADING_MAX && !*ret_found && grid_next(in->file->grid, &row); i++) {
        enum fault fault = row.mistake == GRID_CLEAN ? heading_see(in, &row, &titles, ret_found) : FAULT_NONE;
        if (fault != FAULT_NONE)
            return fault;
    }
    return *ret_found && may_be_months(in) ? months_settle(in, &titles) : FAULT_NONE;
}
