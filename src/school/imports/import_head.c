/* SPDX-License-Identifier: MIT */
#include "school/imports/import_head.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/imports/cells/cell_text.h"

enum { NOTES_FIRST = 16, LISTED_MAX = IMPORT_LISTED_MAX, HEADER_SAID_MAX = LISTED_MAX + 40, WHERE_SIZE = 24 };

enum fault import_note(struct import *import, const struct import_note *note)
{
    struct import_notes *notes = import->notes;
    if (notes->count == notes->capacity) {
        size_t capacity = notes->capacity ? 2 * notes->capacity : NOTES_FIRST;
        struct import_note *list = arena_calloc(notes->arena, capacity, sizeof(*list));
        if (!list)
            return FAULT_INTERNAL;
        for (size_t i = 0; i < notes->count; i++)
            list[i] = notes->list[i];
        notes->list = list;
        notes->capacity = capacity;
    }
    struct import_note *copy = &notes->list[notes->count++];
    *copy = *note;
    copy->subject = arena_strdup(notes->arena, note->subject ? note->subject : "");
    copy->header = note->header ? arena_strdup(notes->arena, note->header) : NULL;
    copy->cell = note->cell ? arena_strdup(notes->arena, note->cell) : NULL;
    bool whole = copy->subject && !copy->header == !note->header && !copy->cell == !note->cell;
    return whole ? FAULT_NONE : FAULT_INTERNAL;
}

enum fault import_refuse(struct import *import, const struct import_table *table, const char *code, const char *detail)
{
    char full[2 * JOB_DETAIL_SIZE];
    snprintf(full, sizeof(full), "%s%s%s", table->file ? table->file : "", table->file ? ": " : "", detail);
    return job_refuse(import->work, FAULT_TEXT_INVALID, code, full);
}

/* ", \"Name\"" behind the others, as far as there is room; "..." ends a list that has none. */
static void list_add(char list[static LISTED_MAX], const char *word, const char *quote)
{
    size_t used = strlen(list);
    size_t needs = strlen(word) + 2 * strlen(quote) + 2;
    if (used >= 3 && strcmp(list + used - 3, "...") == 0)
        return;
    if (used + needs + sizeof(", ...") > LISTED_MAX)
        snprintf(list + used, LISTED_MAX - used, "%s...", used ? ", " : "");
    else
        snprintf(list + used, LISTED_MAX - used, "%s%s%s%s", used ? ", " : "", quote, word, quote);
}

void import_head_list(const struct import_head *head, char ret[static IMPORT_LISTED_MAX])
{
    ret[0] = '\0';
    for (size_t i = 0; i < head->match.count; i++)
        if (*head->match.places[i].header)
            list_add(ret, head->match.places[i].header, "\"");
    if (ret[0] == '\0')
        str_copy(ret, IMPORT_LISTED_MAX, "nothing");
}

/* What the header says, and where it stands when that is not the first row. */
static void header_say(const struct import_head *head, char ret[static HEADER_SAID_MAX])
{
    char says[LISTED_MAX], where[WHERE_SIZE] = "";
    import_head_list(head, says);
    if (head->number > 1)
        snprintf(where, sizeof(where), ", row %u,", (unsigned)head->number);
    snprintf(ret, HEADER_SAID_MAX, "The header%s says %s.", where, says);
}

/* Says it once, and not in every row as if all of them were wrong. */
static enum fault refuse_missing(struct import *import, const struct import_table *table,
                                 const struct import_head *head, const char *what, unsigned columns)
{
    char detail[JOB_DETAIL_SIZE], would[LISTED_MAX] = "", says[HEADER_SAID_MAX];
    size_t choices = 0;
    for (size_t k = 0; k < table->column_count; k++)
        if ((columns >> k & 1) && !(table->columns[k].rule & IMPORT_NAMELESS)) {
            list_add(would, table->columns[k].name, "");
            choices++;
        }
    if (import->survey->lacks)
        str_copy(says, sizeof(says), import->survey->lacks);
    else
        header_say(head, says);
    snprintf(detail, sizeof(detail), "No column says %s: %s %s. %s", what,
             choices > 1 ? "one of these would do:" : "it is called", would, says);
    return import_refuse(import, table, "column_missing", detail);
}

static enum fault refuse_required(struct import *import, const struct import_table *table,
                                  const struct import_head *head, const char *name)
{
    char detail[JOB_DETAIL_SIZE], says[HEADER_SAID_MAX];
    header_say(head, says);
    snprintf(detail, sizeof(detail), "The column %s is missing. %s", name, says);
    return import_refuse(import, table, "column_missing", detail);
}

/* The first column without which the table cannot be read and that is not there; IMPORT_NO_COLUMN: all are. */
static int required_missing(const struct import_table *table, const struct import_head *head)
{
    for (size_t k = 0; k < table->column_count; k++)
        if ((table->columns[k].rule & 1) && !import_match_find(&head->match, (int)k))
            return (int)k;
    return IMPORT_NO_COLUMN;
}

/* The first need that no column meets; NULL: all are met. */
static const struct import_need *need_unmet(const struct import *import, const struct import_table *table,
                                            const struct import_head *head)
{
    for (size_t i = 0; import->survey && i < import->survey->need_count; i++) {
        const struct import_need *need = &import->survey->needs[i];
        bool met = false;
        for (size_t k = 0; head->named && k < table->column_count; k++)
            met |= (need->columns >> k & 1) && import_column_means(&table->columns[k]) == KNOWN_NAME;
        for (size_t k = 0; k < table->column_count; k++)
            met |= (need->columns >> k & 1) && import_match_find(&head->match, (int)k);
        if (!met)
            return need;
    }
    return NULL;
}

bool import_head_is_whole(const struct import *import, const struct import_table *table, const struct import_head *head)
{
    return required_missing(table, head) == IMPORT_NO_COLUMN && !need_unmet(import, table, head);
}

enum fault import_head_check(struct import *import, const struct import_table *table, const struct import_head *head)
{
    int missing = required_missing(table, head);
    if (missing != IMPORT_NO_COLUMN)
        return refuse_required(import, table, head, table->columns[missing].name);
    const struct import_need *need = need_unmet(import, table, head);
    return need ? refuse_missing(import, table, head, need->what, need->columns) : FAULT_NONE;
}

size_t import_head_known(const struct import_head *head)
{
    size_t known = 0;
    for (size_t i = 0; i < head->match.count; i++)
        known += head->match.places[i].column != IMPORT_NO_COLUMN;
    return known;
}

/* The cell without what is not seen around it, in the arena; NULL without memory. A file without a header has people in
 * its first row: an address is told as accounts have it, so that an erasure finds it. */
static const char *trimmed(const char *cell, struct arena *arena)
{
    size_t size = cell_trim(&cell);
    char *copy = arena_strndup(arena, cell, size);
    for (char *at = copy; copy && strchr(copy, '@') && *at; at++)
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    return copy;
}

/* `chosen`: as import_header_match has it. */
static void match(const struct import *import, const struct import_table *table, const int *chosen,
                  const char *const *headers, size_t count, struct import_head *ret)
{
    import_header_match(table->columns, table->column_count, headers, count,
                        import->survey ? import->survey->heads : NULL, chosen, &ret->match);
    ret->columns = table->columns;
    ret->named = false; // the rows below tell (import_doubt.c)
}

static const int *chosen_of(const struct import *import)
{
    return import->choice.given ? import->choice.columns : NULL;
}

static enum fault row_match(const struct import *import, const struct import_table *table, const int *chosen,
                            const struct grid_row *row, struct arena *arena, struct import_head *ret)
{
    const char *headers[IMPORT_FILE_COLUMNS_MAX];
    size_t count = row->count < IMPORT_FILE_COLUMNS_MAX ? row->count : IMPORT_FILE_COLUMNS_MAX;
    for (size_t i = 0; i < count; i++) {
        headers[i] = trimmed(row->cells[i].text, arena);
        if (!headers[i])
            return FAULT_INTERNAL;
    }
    match(import, table, chosen, headers, count, ret);
    ret->number = row->number;
    return FAULT_NONE;
}

enum fault import_head_match(const struct import *import, const struct import_table *table, const struct grid_row *row,
                             struct arena *arena, struct import_head *ret)
{
    return row_match(import, table, chosen_of(import), row, arena, ret);
}

enum fault import_head_match_unsaid(const struct import *import, const struct import_table *table,
                                    const struct grid_row *row, struct arena *arena, struct import_head *ret)
{
    return row_match(import, table, NULL, row, arena, ret);
}

enum fault import_head_letters(struct import *import, const struct import_table *table, size_t count,
                               struct import_head *ret)
{
    const char *headers[IMPORT_FILE_COLUMNS_MAX];
    char place[GRID_PLACE_SIZE];
    size_t width = count < IMPORT_FILE_COLUMNS_MAX ? count : IMPORT_FILE_COLUMNS_MAX;
    for (size_t i = 0; i < width; i++)
        headers[i] = ""; // a letter is no word of any column
    match(import, table, chosen_of(import), headers, width, ret);
    ret->number = IMPORT_HEADER_NONE;
    for (size_t i = 0; i < width; i++) {
        grid_place(i + 1, 0, place);
        place[strcspn(place, "0123456789")] = '\0';
        ret->match.places[i].header = arena_strdup(import->work->arena, place);
        if (!ret->match.places[i].header)
            return FAULT_INTERNAL;
    }
    return FAULT_NONE;
}

/* A column that others keep: none of ours, and no mistake. Extensions are called metadata.NAME there. */
static bool is_passed_over(const struct import_table *table, const char *header)
{
    char key[CELL_KEY_SIZE], known[CELL_KEY_SIZE];
    cell_key(header, key);
    for (const char *const *name = table->known; name && *name; name++) {
        cell_key(*name, known);
        if (strcmp(key, known) == 0)
            return true;
    }
    return table->known && strncasecmp(header, "metadata.", strlen("metadata.")) == 0;
}

enum fault import_head_note(struct import *import, const struct import_table *table, const struct import_head *head)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < head->match.count; i++) {
        const struct import_place *place = &head->match.places[i];
        bool said = import->choice.given && import->choice.columns[i] == IMPORT_NO_COLUMN;
        if (place->column != IMPORT_NO_COLUMN || said || *place->header == '\0' || is_passed_over(table, place->header))
            continue;
        struct import_note note = {JOB_IGNORED, "column_unknown", place->header, place->header, NULL, 0};
        if (place->doubted)
            note.reason = "column_doubted";
        else if (place->taken != IMPORT_NO_COLUMN)
            note.reason = "column_twice";
        fault = import_note(import, &note);
    }
    return fault;
}

bool import_is_blank(const struct grid_row *row)
{
    return import_cells_seen(row) == 0;
}

size_t import_cells_seen(const struct grid_row *row)
{
    size_t seen = 0;
    for (size_t i = 0; i < row->count; i++) {
        const char *cell = row->cells[i].text;
        seen += cell_trim(&cell) > 0;
    }
    return seen;
}

size_t import_addresses(const struct grid_row *row)
{
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++)
        count += strchr(row->cells[i].text, '@') != NULL;
    return count;
}

bool import_line_fill(const struct import_head *head, const struct grid_row *row, struct arena *arena,
                      struct import_line *line)
{
    line->beyond = false;
    for (size_t k = 0; k < IMPORT_COLUMNS_MAX; k++)
        line->cells[k] = "";
    for (size_t i = 0; i < row->count; i++) {
        const char *cell = row->cells[i].text;
        size_t size = cell_trim(&cell);
        if (i >= head->match.count) {
            line->beyond |= size > 0;
        } else if (head->match.places[i].column != IMPORT_NO_COLUMN && size > 0) {
            const char *plain = csv_plain(cell); // of what we export, or what a spreadsheet made of it
            const char *copy = arena_strndup(arena, plain, size - (size_t)(plain - cell));
            if (!copy)
                return false;
            line->cells[head->match.places[i].column] = copy;
        }
    }
    return true;
}
