/* SPDX-License-Identifier: MIT */
#include "school/imports/import_read.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/grid/grid_work.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/imports/import_aside.h"
#include "school/imports/import_doubt.h"
#include "school/imports/mapping/mapping_keep.h"
#include "school/jobs/job_work.h"
#include "store/store.h"

enum {
    HEADER_WITHIN = 20, // rows in which something can be seen
    LOOKED_AT = 5,      // rows that show what a column holds
    OTHER_KNOWN = 3,    // columns that a header below the first has to name
    SECOND_KNOWN = 2,   // and the second line of one
    ASIDE_TOLD = 20,
};

static struct csv_limits limits_of(const struct import_table *table)
{
    return (struct csv_limits){table->rows_max ? table->rows_max : IMPORT_ROWS_MAX, IMPORT_FILE_COLUMNS_MAX,
                               IMPORT_CELL_MAX, IMPORT_ROW_MAX};
}

/* What the first rows show. */
struct first_rows {
    size_t best;    // the number of the row that is the header; 0: none names a column that is known
    size_t fuller;  // of the row with the most cells
    size_t width;   // its cells
    bool of_people; // an address is among them: it is no header
    bool of_many;   // each of its cells is one
    size_t odd;     // of the first row that cannot be read, which may have been the header; 0: none
    enum grid_mistake mistake;
};

static enum fault refuse_headless(const struct reading *reading, const struct first_rows *first)
{
    char says[IMPORT_LISTED_MAX], row[IMPORT_LISTED_MAX + 40] = "", detail[2 * IMPORT_LISTED_MAX + 40];
    import_head_list(&reading->head, says);
    if (first->of_many)
        str_copy(row, sizeof(row), " Several people stand in one row: put each into a row of their own.");
    else if (first->odd > 0)
        snprintf(row, sizeof(row), " Row %zu cannot be read. %s", first->odd,
                 grid_reason_sentence(grid_reason(first->mistake)));
    else if (reading->head.number > 0)
        snprintf(row, sizeof(row), " Row %zu says %s.", reading->head.number, says);
    snprintf(detail, sizeof(detail), "None of the first %d rows names a column that is known.%s", HEADER_WITHIN, row);
    return import_refuse(reading->import, reading->table, "header_missing", detail);
}

/* Whether somebody has said before what the columns of such a header are: then it is one, and they are that. */
static enum fault header_recall(struct db *db, struct reading *reading, const struct import_head *head, bool *ret_found)
{
    struct import_choice choice;
    struct import *import = reading->import;
    *ret_found = false;
    if (!db || import->choice.given)
        return FAULT_NONE;
    enum fault fault = import_choice_recall(db, import, reading->table, head, import->scratch, &choice, ret_found);
    if (fault == FAULT_NONE && *ret_found)
        import->choice = choice;
    return fault;
}

/* Looks at one of the first rows. *ret_whole: it is the header, and no other need be looked at. */
static enum fault row_see(struct db *db, struct reading *reading, const struct grid_row *row, size_t *best,
                          struct first_rows *first, bool *ret_whole)
{
    struct import_head head;
    bool recalled = false;
    enum fault fault = import_head_match(reading->import, reading->table, row, reading->import->scratch, &head);
    if (fault != FAULT_NONE)
        return fault;
    fault = header_recall(db, reading, &head, &recalled);
    if (fault != FAULT_NONE)
        return fault;
    size_t known = import_head_known(&head);
    *ret_whole = recalled || (known > 0 && import_head_is_whole(reading->import, reading->table, &head));
    if (*ret_whole || known > *best) {
        *best = known;
        first->best = row->number;
    }
    return FAULT_NONE;
}

/* Looks for the header among the first rows. `db`: where choices are remembered; NULL: they are not asked for. */
static enum fault header_find(struct db *db, struct reading *reading, struct first_rows *ret)
{
    struct grid_row row;
    size_t best = 0, rows = 0;
    bool whole = false;
    enum fault fault = FAULT_NONE;
    *ret = (struct first_rows){0};
    while (fault == FAULT_NONE && rows < HEADER_WITHIN && reading_next(reading, &row)) {
        rows++;
        if (row.mistake != GRID_CLEAN) {
            ret->mistake = ret->odd > 0 ? ret->mistake : row.mistake;
            ret->odd = ret->odd > 0 ? ret->odd : row.number;
            continue;
        }
        if (row.count > ret->width) {
            ret->fuller = row.number;
            ret->width = row.count;
            ret->of_people = import_addresses(&row) > 0;
            ret->of_many = row.count > 1 && import_addresses(&row) == row.count;
        }
        if (!whole)
            fault = row_see(db, reading, &row, &best, ret, &whole);
    }
    arena_release(reading->import->scratch);
    grid_rewind(reading->grid);
    return fault;
}

static enum fault match_unsaid(const struct reading *reading, const struct grid_row *row, struct import_head *ret)
{
    return import_head_match_unsaid(reading->import, reading->table, row, reading->import->work->arena, ret);
}

/* Whether a row is the second line of a header, as below a merged "Student": it says more of the columns together with
 * the line above. Then reading->head is what both say. */
static enum fault second_line(struct reading *reading, const struct import_head *above, const struct grid_row *row,
                              bool *ret_is)
{
    struct import_head alone, joined;
    struct grid_cell cells[IMPORT_FILE_COLUMNS_MAX];
    struct grid_row both = {.number = row->number, .cells = cells};
    struct import *import = reading->import;
    *ret_is = false;
    if (row->mistake != GRID_CLEAN || import_addresses(row) > 0 || !import->format)
        return FAULT_NONE;
    enum fault fault = match_unsaid(reading, row, &alone);
    size_t known = fault == FAULT_NONE ? import_head_known(&alone) : 0;
    if (known < SECOND_KNOWN || 2 * known < import_cells_seen(row))
        return fault;
    both.count = row->count > above->match.count ? row->count : above->match.count;
    for (size_t i = 0; i < both.count && i < IMPORT_FILE_COLUMNS_MAX; i++) {
        const char *below = i < row->count ? row->cells[i].text : "";
        cells[i].text = *below ? below : i < above->match.count ? above->match.places[i].header : "";
    }
    fault = match_unsaid(reading, &both, &joined);
    *ret_is = fault == FAULT_NONE && import_head_known(&joined) > import_head_known(above);
    return *ret_is ? import_head_match(import, reading->table, &both, import->work->arena, &reading->head) : fault;
}

/* Reads the row that is the header, with the line above it or, where nobody has said which row it is, below. */
static enum fault header_join(struct reading *reading, struct import_head *above, struct grid_row *row)
{
    bool second = false, finds = reading->import->choice.header == IMPORT_HEADER_FIND;
    enum fault fault =
        import_head_match(reading->import, reading->table, row, reading->import->work->arena, &reading->head);
    if (fault != FAULT_NONE)
        return fault;
    if (above->number > 0)
        fault = second_line(reading, above, row, &second);
    if (fault != FAULT_NONE || second || !finds)
        return fault;
    fault = match_unsaid(reading, row, above);
    if (fault != FAULT_NONE || !reading_next(reading, row))
        return fault;
    return second_line(reading, above, row, &second);
}

/* The header, where it was found or somebody has said that it is. *ret_found false: there is no such row. */
static enum fault header_take(struct reading *reading, size_t number, size_t width, bool *ret_found)
{
    struct grid_row row;
    struct import *import = reading->import;
    *ret_found = true;
    if (import->choice.header == IMPORT_HEADER_NONE)
        return import_head_letters(import, reading->table, width, &reading->head);
    struct import_head above = {.number = 0};
    while (reading_next(reading, &row)) {
        if (row.mistake == GRID_CLEAN && row.number == number)
            return header_join(reading, &above, &row);
        enum fault fault =
            row.mistake == GRID_CLEAN && row.number + 1 == number ? match_unsaid(reading, &row, &above) : FAULT_NONE;
        if (fault != FAULT_NONE)
            return fault;
    }
    *ret_found = false;
    return FAULT_NONE;
}

/* What columns are by their looks, as the first rows show it. */
static void columns_look(struct reading *reading)
{
    const struct import *import = reading->import;
    struct grid_row row;
    if (!import->survey || !import->survey->look || import->choice.given)
        return;
    reading_rewind(reading);
    for (int i = 0; i < LOOKED_AT && reading_next(reading, &row); i++)
        if (row.mistake == GRID_CLEAN)
            import->survey->look(import, &row, &reading->head.match);
}

/* What the first cells say against the headings, or beyond them. */
static void columns_doubt(struct reading *reading)
{
    struct grid_row row;
    struct import_doubt doubt = {0};
    if (!reading->import->format)
        return;
    reading_rewind(reading);
    for (int i = 0; i < DOUBT_ROWS && reading_next(reading, &row); i++)
        if (row.mistake == GRID_CLEAN)
            import_doubt_see(&doubt, &row);
    import_doubt_settle(&doubt, reading->import, reading->table, &reading->head);
}

/* Keeps what the columns were taken for, and their first cells, with a dry run of a table whose columns can be chosen.
 */
static enum fault columns_keep(struct reading *reading)
{
    struct import *import = reading->import;
    struct grid_row row;
    struct mapping_samples *samples =
        arena_calloc(import->work->arena, reading->head.match.count + 1, sizeof(*samples));
    if (!import->format || import->apply)
        return FAULT_NONE;
    if (!samples)
        return FAULT_INTERNAL;
    reading_rewind(reading);
    for (int i = 0; i < IMPORT_SAMPLES_MAX && reading_next(reading, &row);) {
        if (row.mistake != GRID_CLEAN)
            continue;
        for (size_t k = 0; k < reading->head.match.count; k++)
            mapping_sample(&samples[k], k < row.count ? row.cells[k].text : "");
        i++;
    }
    const struct grid_note *note = NULL;
    for (size_t i = 0; (note = grid_note(reading->grid, i)) && note->kind != GRID_NOTE_ENCODING;)
        i++;
    bool whole = import_head_is_whole(import, reading->table, &reading->head);
    return mapping_keep(import, &reading->head, samples, note ? note->words : NULL, whole);
}

/* No row names a column that is known: the one with the most cells is shown, for somebody to say what they are; where
 * somebody stands in it, as the first of the rows. */
static enum fault headless(struct reading *reading, const struct first_rows *first)
{
    bool found = false;
    if (first->of_people)
        reading->import->choice.header = IMPORT_HEADER_NONE;
    grid_rewind(reading->grid);
    enum fault fault = header_take(reading, first->fuller, first->width, &found);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return import_refuse(reading->import, reading->table, grid_code(GRID_EMPTY), grid_sentence(GRID_EMPTY));
    fault = columns_keep(reading);
    return fault != FAULT_NONE ? fault : refuse_headless(reading, first);
}

/* A list of one column that nobody has headed, or by a word of their own: addresses, with names or without. *ret_is
 * false: its cells do not say enough. */
static enum fault list_take(struct reading *reading, const struct first_rows *first, bool *ret_is)
{
    struct import *import = reading->import;
    *ret_is = false;
    if (first->width != 1 || import->choice.header != IMPORT_HEADER_FIND || !import->format)
        return FAULT_NONE;
    import->choice.header = first->of_people ? IMPORT_HEADER_NONE : IMPORT_HEADER_FIND;
    grid_rewind(reading->grid);
    enum fault fault = header_take(reading, first->fuller, first->width, ret_is);
    if (fault != FAULT_NONE || !*ret_is)
        return fault;
    columns_doubt(reading);
    *ret_is = import_head_is_whole(import, reading->table, &reading->head);
    if (!*ret_is)
        import->choice.header = IMPORT_HEADER_FIND;
    return FAULT_NONE;
}

/* Whether a row says word for word what the header says. */
static bool is_heading(const struct reading *reading, const struct grid_row *row)
{
    const struct import_match *match = &reading->head.match;
    if (reading->head.number == IMPORT_HEADER_NONE || row->mistake != GRID_CLEAN || row->count > match->count)
        return false;
    for (size_t i = 0; i < match->count; i++) {
        const char *cell = i < row->count ? row->cells[i].text : "";
        size_t size = cell_trim(&cell);
        if (strlen(match->places[i].header) != size || memcmp(match->places[i].header, cell, size) != 0)
            return false;
    }
    return true;
}

/* Whether the row is the header of another table: it names several columns that the import knows, and few others. */
static enum fault is_other_head(struct reading *reading, const struct grid_row *row, bool *ret_is)
{
    struct import_head head;
    *ret_is = false;
    size_t seen = import_cells_seen(row);
    if (row->mistake != GRID_CLEAN || import_addresses(row) > 0)
        return FAULT_NONE;
    enum fault fault = import_head_match(reading->import, reading->table, row, reading->import->scratch, &head);
    size_t known = fault == FAULT_NONE ? import_head_known(&head) : 0;
    *ret_is = known >= OTHER_KNOWN && 2 * known >= seen;
    return fault;
}

/* A line above another table: one cell, the first, and nobody's address or number. */
static bool is_title(const struct grid_row *row)
{
    const char *cell = row->cells[0].text;
    size_t size = cell_trim(&cell);
    return size > 0 && import_addresses(row) == 0 && strspn(cell, "0123456789.,-/ ") < size;
}

/* Behind the header a row that is about nobody. */
static bool is_aside(const struct reading *reading, const struct grid_row *row)
{
    return reading->import->format && reading->head.match.count > 0 && row->mistake == GRID_CLEAN &&
           import_is_aside(row, import_head_known(&reading->head));
}

static enum fault row_tell(struct reading *reading, enum job_outcome outcome, const char *reason,
                           const struct grid_row *row)
{
    const struct import_note note = {
        .outcome = outcome, .reason = reason, .subject = row->cells[0].text, .line = row->number};
    return import_note(reading->import, &note);
}

static enum fault aside_tell(struct reading *reading, const struct grid_row *row, size_t *told, size_t *ret_aside)
{
    *ret_aside = row->number;
    return row_tell(reading, JOB_IGNORED, ++*told == ASIDE_TOLD ? "rows_aside" : "row_aside", row);
}

/* Looks how far the table goes, and whether its header stands in it again: that is told once. */
static enum fault extent_read(struct reading *reading)
{
    struct grid_row row;
    size_t title = 0;           // the row before, where that is a title: one cell
    size_t told = 0, aside = 0; // rows beside the table, and the last of them
    bool again = false;
    enum fault fault = FAULT_NONE;
    if (reading->import->sent) // what was made has one table
        return FAULT_NONE;
    reading_rewind(reading);
    while (fault == FAULT_NONE && reading->end == 0 && grid_next(reading->grid, &row)) {
        size_t seen = row.mistake == GRID_CLEAN ? import_cells_seen(&row) : 2;
        bool heading = is_heading(reading, &row), other = false;
        if (heading && !again)
            fault = row_tell(reading, JOB_IGNORED, "heading_again", &row);
        else if (told < ASIDE_TOLD && is_aside(reading, &row))
            fault = aside_tell(reading, &row, &told, &aside);
        else if (title > 0 && seen > 1 && !heading)
            fault = is_other_head(reading, &row, &other);
        again |= heading;
        reading->end = other ? title : 0;
        if (other && aside == title) // its title
            reading->import->notes->count--;
        if (seen > 0)
            title = seen == 1 && is_title(&row) ? row.number : 0;
    }
    arena_release(reading->import->scratch);
    grid_rewind(reading->grid);
    while (fault == FAULT_NONE && reading->end > 0 && grid_next(reading->grid, &row))
        if (row.number == reading->end)
            return row_tell(reading, JOB_NOTED, "table_ends", &row);
    return fault;
}

/* The same of a header on two lines, which was looked for by the first. */
static enum fault lines_recall(struct db *db, struct reading *reading, bool *ret_found)
{
    bool recalled;
    enum fault fault = header_recall(db, reading, &reading->head, &recalled);
    if (fault != FAULT_NONE || !recalled)
        return fault;
    grid_rewind(reading->grid);
    reading->head = (struct import_head){.number = 0}; // the row is no repetition of itself
    return header_take(reading, (size_t)reading->import->choice.header, 0, ret_found);
}

static enum fault header_read(struct reading *reading)
{
    struct import *import = reading->import;
    struct first_rows first;
    bool found = false, asks = import->format && !import->apply && import->choice.header == IMPORT_HEADER_FIND;
    CLOSES(store_reader_close) struct db *db = asks ? store_reader(import->work->school->config.store) : NULL;
    enum fault fault = header_find(db, reading, &first);
    if (fault != FAULT_NONE)
        return fault;
    size_t number = import->choice.header > 0 ? (size_t)import->choice.header : first.best;
    bool said = number > 0 || import->choice.header == IMPORT_HEADER_NONE;
    fault = said ? header_take(reading, number, first.width, &found) : list_take(reading, &first, &found);
    if (fault != FAULT_NONE)
        return fault;
    fault = found && reading->head.number > number ? lines_recall(db, reading, &found) : FAULT_NONE;
    store_reader_close(&db);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : headless(reading, &first);
    fault = extent_read(reading);
    if (fault != FAULT_NONE)
        return fault;
    columns_doubt(reading);
    columns_look(reading);
    fault = columns_keep(reading);
    if (fault != FAULT_NONE)
        return fault;
    reading_rewind(reading);
    return import_head_check(import, reading->table, &reading->head);
}

static enum fault refuse_grid(const struct reading *reading, enum grid_fault mistake)
{
    const unsigned rows = (unsigned)limits_of(reading->table).rows;
    const char *sentence = arena_fill(reading->import->work->arena, grid_sentence(mistake), &rows);
    return sentence ? import_refuse(reading->import, reading->table, grid_code(mistake), sentence) : FAULT_INTERNAL;
}

static enum fault grid_tell(const struct reading *reading)
{
    const struct grid *grid = reading->import->sent ? reading->import->sent->grid : reading->grid;
    const struct grid_note *note;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && (note = grid_note(grid, i)); i++)
        fault = import_note(reading->import, &(struct import_note){.outcome = JOB_NOTED,
                                                                   .reason = grid_note_reason(note->kind),
                                                                   .subject = note->words,
                                                                   .line = note->row});
    return fault;
}

enum fault reading_open(struct reading *reading, struct import *import, const struct import_table *table)
{
    *reading = (struct reading){.import = import, .table = table, .grid = import->grid};
    const struct csv_limits limits = limits_of(table);
    enum fault fault = FAULT_NONE;
    if (reading->grid)
        grid_rewind(reading->grid);
    else
        fault = import_grid_take(import->work, table->bytes, table->size, &limits, &reading->grid);
    if (fault != FAULT_NONE)
        return fault;
    if (grid_fault(reading->grid) != GRID_FINE)
        return refuse_grid(reading, grid_fault(reading->grid));
    fault = grid_tell(reading);
    return fault != FAULT_NONE ? fault : header_read(reading);
}

void reading_close(struct reading *reading)
{
    if (reading->import && !reading->import->grid)
        grid_close(reading->grid);
    reading->grid = NULL;
}

void reading_rewind(struct reading *reading)
{
    struct grid_row row;
    grid_rewind(reading->grid);
    while (reading->head.number != IMPORT_HEADER_NONE && grid_next(reading->grid, &row) &&
           row.number != reading->head.number)
        continue;
}

bool reading_next(struct reading *reading, struct grid_row *ret_row)
{
    bool there;
    do
        there = grid_next(reading->grid, ret_row);
    while (there && ret_row->mistake == GRID_CLEAN &&
           (import_is_blank(ret_row) || is_heading(reading, ret_row) || is_aside(reading, ret_row)));
    return there && (reading->end == 0 || ret_row->number < reading->end);
}

bool reading_line(const struct reading *reading, const struct grid_row *row, struct arena *arena,
                  struct import_line *line)
{
    line->line = row->number;
    return import_line_fill(&reading->head, row, arena, line);
}
