/* SPDX-License-Identifier: MIT */
/* The reader. */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/str.h"

enum {
    SAMPLE_ROWS = 64,    // that tell which separator it is
    SAMPLE_CELLS = 1000, // of a row; more are as good as these
    SHARE_MIN = 400,     // thousandths of the sample that have as many cells as most, or it is a comma
    CTRL_Z = 0x1A,
};

static const char byte_order_mark[] = "\xef\xbb\xbf";
static const char separators[] = "\t;|,"; // where several are as good, in this order: a comma is in many a name

struct csv {
    const char *at, *end;
    const char *row_start;
    char separator;
    size_t expected; // cells of most rows of the sample; 0: unknown
    struct csv_limits limits;
    size_t number; // of the row before
    size_t taken;  // rows that were not blank
    char *text;    // the cells of this row, one behind the other; NULL: they are counted alone
    size_t used;
    const char **cells;
    size_t count;
    bool blank, full;
    struct csv_mistake mistake;
};

static const char *const sentences[] = {
    [CSV_QUOTE_OPEN] = "A quote is not closed.",
    [CSV_QUOTE_TEXT] = "There is text behind the closing quote of the cell.",
    [CSV_UNCLEAN] = "The cell holds bytes that are no text.",
    [CSV_CELL_LONG] = "The cell is too long.",
    [CSV_ROW_LONG] = "The row is too long.",
    [CSV_CELLS_MANY] = "The row has too many cells.",
};

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static const char *line_end(const char *at, const char *end)
{
    while (at < end && !is_line_end(*at))
        at++;
    return at;
}

static const char *past_line_end(const char *at, const char *end)
{
    if (at < end && *at == '\r')
        return at + (end - at > 1 && at[1] == '\n' ? 2 : 1);
    return at + (at < end);
}

/* The first mistake of a row is the one that is told. */
static void note(struct csv *csv, enum csv_fault fault, bool whole)
{
    if (csv->mistake.fault != CSV_FINE)
        return;
    size_t size = (size_t)(line_end(csv->row_start, csv->end) - csv->row_start);
    csv->mistake = (struct csv_mistake){csv->number,    whole ? 0 : csv->count + 1,
                                        fault,          sentences[fault],
                                        csv->row_start, size < CSV_WORDS_MAX ? size : CSV_WORDS_MAX};
}

static void put(struct csv *csv, size_t start, char c)
{
    csv->blank &= c == ' ' || c == '\t' || c == '\n';
    if (!csv->text || csv->mistake.fault != CSV_FINE)
        return;
    if (csv->used - start == csv->limits.cell_size)
        note(csv, CSV_CELL_LONG, false);
    else if (csv->used + 1 >= csv->limits.row_size) // one stays for the NUL
        note(csv, CSV_ROW_LONG, true);
    else
        csv->text[csv->used++] = c;
}

static bool at_cell_end(const struct csv *csv)
{
    return csv->at == csv->end || is_line_end(*csv->at) || *csv->at == csv->separator;
}

/* Whether what lies between two quotes is whole rows: then the first was left open and the second opens another cell,
 * or is a slip, too. A text of several lines whose lines all look like rows is rarer. */
static bool is_swallowed(const struct csv *csv, const char *from, const char *to)
{
    size_t rows = 0;
    const char *at = past_line_end(line_end(from, to), to);
    for (const char *next; (next = line_end(at, to)) < to; at = past_line_end(next, to)) {
        size_t cells = 1;
        for (; at < next; at++)
            cells += *at == csv->separator;
        if (cells != csv->expected)
            return false;
        rows++;
    }
    return csv->expected > 1 && rows >= (csv->expected == 2 ? 2 : 1);
}

/* The quote at `open` was not closed: what is read next is the line behind its own. */
static bool leave_open(struct csv *csv, const char *open)
{
    if (csv->mistake.fault == CSV_CELL_LONG || csv->mistake.fault == CSV_ROW_LONG) // because of it
        csv->mistake.fault = CSV_FINE;
    note(csv, CSV_QUOTE_OPEN, false);
    csv->at = line_end(open, csv->end);
    return false;
}

/* Behind a quote that closes the cell begun at `open`. Blanks may follow it. False: this row ends here, spoilt. */
static bool quote_closes(struct csv *csv, const char *open)
{
    const char *quote = csv->at - 1;
    while (csv->at < csv->end && *csv->at == ' ' && csv->separator != ' ')
        csv->at++;
    if (at_cell_end(csv))
        return !is_swallowed(csv, open + 1, quote) || leave_open(csv, open);
    // Lines further on, what stands before a quote tells whether it opens something there: a cell, ="0012", (a "nick").
    bool further = line_end(open, quote) < quote;
    bool opens = further && (quote[-1] == csv->separator || is_line_end(quote[-1]) || strchr(" =(", quote[-1]));
    if (opens)
        return leave_open(csv, open);
    note(csv, CSV_QUOTE_TEXT, false);
    csv->at = line_end(csv->at, csv->end);
    return false;
}

/* From the opening quote to behind the closing one. CRLF and CR inside become a line feed. */
static bool read_quoted(struct csv *csv, size_t start)
{
    const char *open = csv->at++;
    const char *last = csv->end - csv->at > CSV_QUOTED_MAX ? csv->at + CSV_QUOTED_MAX : csv->end;
    for (; csv->at < last; csv->at++) {
        bool more = csv->end - csv->at > 1;
        if (*csv->at == '"') {
            csv->at++;
            if (!more || *csv->at != '"')
                return quote_closes(csv, open);
        }
        if (*csv->at == '\r' && more && csv->at[1] == '\n')
            continue;
        put(csv, start, *csv->at == '\r' ? '\n' : *csv->at);
    }
    return leave_open(csv, open);
}

static bool read_cell(struct csv *csv)
{
    size_t start = csv->used;
    bool whole = true, beyond = csv->text && csv->count == csv->limits.columns;
    if (beyond && !at_cell_end(csv)) // what is empty there is no cell
        note(csv, CSV_CELLS_MANY, true);
    if (csv->at < csv->end && *csv->at == '"')
        whole = read_quoted(csv, start);
    else
        for (; !at_cell_end(csv); csv->at++)
            put(csv, start, *csv->at);
    if (csv->text && csv->mistake.fault == CSV_FINE && !beyond) {
        if (!str_is_text(csv->text + start, csv->used - start, true))
            note(csv, CSV_UNCLEAN, false);
        else if (csv->used >= csv->limits.row_size)
            note(csv, CSV_ROW_LONG, true);
        else
            csv->text[csv->used++] = '\0';
    }
    if (csv->mistake.fault != CSV_FINE || beyond)
        return whole;
    if (csv->text)
        csv->cells[csv->count] = csv->text + start;
    csv->count++;
    return whole;
}

/* Ends behind the row, whatever is wrong with it. */
static void read_row(struct csv *csv)
{
    csv->number++;
    csv->used = csv->count = 0;
    csv->blank = true;
    csv->row_start = csv->at;
    csv->mistake = (struct csv_mistake){.fault = CSV_FINE};
    while (read_cell(csv) && csv->at < csv->end && *csv->at == csv->separator)
        csv->at++;
    csv->at = past_line_end(csv->at, csv->end);
}

/* How well a separator fits the first rows. */
struct fit {
    unsigned share;  // thousandths of them that have as many cells as most; 0 when that is one cell
    size_t cells;    // how many these are
    bool everywhere; // no row is without it
    bool of_table;   // half of them have it, and one has more than two cells by it
};

static struct fit fit_of(const struct csv *csv, char separator)
{
    struct csv sample = {.at = csv->at, .end = csv->end, .separator = separator};
    struct fit fit = {.everywhere = true};
    size_t rows = 0, best = 0, with = 0, most = 0, counts[SAMPLE_ROWS];
    while (rows < SAMPLE_ROWS && sample.at < sample.end && sample.number < 4 * SAMPLE_ROWS) {
        read_row(&sample);
        if (sample.expected == 0 && sample.count > 1 && sample.mistake.fault == CSV_FINE)
            sample.expected = sample.count; // the header's, most likely
        if (sample.mistake.fault == CSV_FINE && !sample.blank)
            counts[rows++] = sample.count < SAMPLE_CELLS ? sample.count : SAMPLE_CELLS;
    }
    for (size_t i = 0; i < rows; i++) {
        size_t same = 0;
        fit.everywhere &= counts[i] > 1;
        with += counts[i] > 1;
        most = counts[i] > most ? counts[i] : most;
        for (size_t k = 0; k < rows; k++)
            same += counts[k] == counts[i];
        if (counts[i] > 1 && (same > best || (same == best && counts[i] > fit.cells))) {
            best = same;
            fit.cells = counts[i];
        }
    }
    fit.of_table = 2 * with >= rows && most > 2;
    fit.share = rows > 0 ? (unsigned)(best * 1000 / rows) : 0;
    return fit;
}

/* A sign that no row lacks goes before one that makes no more cells and is missing here and there: of a few rows below
 * lines of titles, "Optics, for beginners" and "Muster, Zoe" may otherwise be most. */
static bool fits_better(const struct fit *fit, const struct fit *other)
{
    if (fit->everywhere != other->everywhere && other->share > 0) {
        const struct fit *whole = fit->everywhere ? fit : other, *part = fit->everywhere ? other : fit;
        if (whole->cells >= part->cells)
            return whole == fit;
    }
    return fit->share > other->share || (fit->share == other->share && fit->cells > other->cells);
}

static void find_separator(struct csv *csv)
{
    struct fit best = {0};
    csv->separator = ',';
    for (const char *candidate = separators; *candidate; candidate++) {
        struct fit fit = fit_of(csv, *candidate);
        // Nobody types a tab into a cell: a report of several tables has one in most of its rows, and no two are alike.
        if (*candidate == '\t' && fit.of_table) {
            csv->separator = '\t';
            csv->expected = fit.share < SHARE_MIN ? 0 : fit.cells;
            return;
        }
        if (fit.share < SHARE_MIN || !fits_better(&fit, &best))
            continue;
        best = fit;
        csv->separator = *candidate;
        csv->expected = fit.cells;
    }
}

/* Excel's line `sep=;`, which it does not show. */
static bool skip_named_separator(struct csv *csv)
{
    const char *at = csv->at;
    bool quoted = at < csv->end && *at == '"';
    at += quoted;
    if (csv->end - at < 5 || strncasecmp(at, "sep=", 4) != 0 || is_line_end(at[4]) || at[4] == '"')
        return false;
    char separator = at[4];
    at += 5;
    if (quoted && at < csv->end && *at == '"')
        at++;
    if (at < csv->end && !is_line_end(*at))
        return false;
    csv->separator = separator;
    csv->at = past_line_end(at, csv->end);
    csv->expected = fit_of(csv, separator).cells;
    return true;
}

struct csv *csv_open(const void *bytes, size_t size, const struct csv_limits *limits)
{
    struct csv *csv = calloc(1, sizeof(*csv));
    if (!csv)
        return NULL;
    csv->limits = *limits;
    csv->text = malloc(limits->row_size);
    csv->cells = calloc(limits->columns, sizeof(*csv->cells));
    if (!csv->text || !csv->cells) {
        csv_close(csv);
        return NULL;
    }
    size_t mark = sizeof(byte_order_mark) - 1;
    bool marked = size >= mark && memcmp(bytes, byte_order_mark, mark) == 0;
    csv->at = size > 0 ? (const char *)bytes + (marked ? mark : 0) : "";
    csv->end = csv->at + size - (marked ? mark : 0);
    while (csv->end > csv->at && csv->end[-1] == CTRL_Z)
        csv->end--;
    if (!skip_named_separator(csv))
        find_separator(csv);
    return csv;
}

void csv_close(struct csv *csv)
{
    if (!csv)
        return;
    free(csv->text);
    free(csv->cells);
    free(csv);
}

struct csv_mistake csv_mistake(const struct csv *csv)
{
    return csv->mistake;
}

enum csv_status csv_next(struct csv *csv, struct csv_row *ret_row)
{
    while (!csv->full && csv->at < csv->end) {
        read_row(csv);
        if (csv->blank && csv->mistake.fault == CSV_FINE)
            continue;
        csv->full = csv->taken++ == csv->limits.rows;
        if (csv->full)
            csv->mistake = (struct csv_mistake){.row = csv->number, .sentence = "The file has too many rows."};
        else if (csv->mistake.fault != CSV_FINE)
            return CSV_BAD;
        else {
            *ret_row = (struct csv_row){csv->number, csv->cells, csv->count};
            return CSV_ROW;
        }
    }
    return csv->full ? CSV_FULL : CSV_END;
}
