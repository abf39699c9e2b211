/* SPDX-License-Identifier: MIT */
/*
 * Tables that people have, whatever saved them: text (CSV, TSV, in any encoding), XLSX and ODS, told apart by their
 * bytes and read as rows of clean UTF-8 cells.
 *
 *     struct grid *grid;
 *     fault = grid_take(school, bytes, size, &limits, &grid);     // a worker reads it (grid_work.h)
 *     if (grid_fault(grid) != GRID_FINE)
 *         tell(grid_code(grid_fault(grid)), grid_sentence(...));
 *     while (grid_next(grid, &row))
 *         if (row.mistake == GRID_CLEAN) use(row.cells[0].text);
 *         else                            tell(row.mistake);        // costs this row alone
 *     grid_close(grid);
 *
 * Of a workbook the first visible sheet that begins with a table's header is read, or else the first that holds
 * anything: a cover goes before the table. A number is written as people see it: without an
 * exponent up to 15 digits, with the zeros before it that its format asks for. A date is 2026-12-07, a time 09:00 or
 * 09:00:30, both 2026-12-07 09:00. A formula is its value as saved, a merged cell stands in its first place alone, rows
 * that are hidden are read like the others. In text nothing is converted: 2.02612E+11 stays what it is.
 *
 * Around each cell blanks are cut, those that do not break and those without a width among them; ="0012" is 0012.
 */
#ifndef AMS_SCHOOL_GRID_H
#define AMS_SCHOOL_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/csv.h"
#include "worker/pack.h"

enum {
    GRID_FILE_MAX = 48 << 20,   // bytes of a file: a table of an archive may be as large (archive.h)
    GRID_ANSWER_MAX = 96 << 20, // bytes of what was read: each cell has 12 beside its text
    GRID_WORD_MAX = 200,        // bytes of a note's words
    GRID_NOTES_MAX = 8,
};

/* Why the whole file is none. */
enum grid_fault {
    GRID_FINE,
    GRID_EMPTY,     // no cell with anything in it
    GRID_ENCRYPTED, // a password
    GRID_OLD_EXCEL, // .xls and .xlsb
    GRID_NO_TABLE,  // a picture, a PDF, a web page, an archive without a workbook
    GRID_DAMAGED,   // a workbook of which a part is missing or broken
    GRID_TOO_LARGE, // unpacked it is more than the limits of grid_zip.h and grid_xml.h, or than GRID_ANSWER_MAX
    GRID_ROWS_MANY, // more than limits.rows
    GRID_LOST,      // what read it broke off
    GRID_FAULTS
};

/* Its stable code, such as "file_encrypted", and a sentence with the next step, where # is a number (arena_fill). Both
 * literal; of GRID_FINE "". */
const char *grid_code(enum grid_fault fault);
const char *grid_sentence(enum grid_fault fault);

enum grid_kind {
    GRID_TEXT, // in a text file every cell is
    GRID_NUMBER,
    GRID_DATE,
    GRID_TIME,
    GRID_MOMENT, // date and time
    GRID_TRUTH,  // TRUE, FALSE
    GRID_ERROR,  // #N/A and the like: its text is ""
    GRID_KINDS
};

/* Why a row is none. */
enum grid_mistake {
    GRID_CLEAN,
    GRID_QUOTE_OPEN,
    GRID_QUOTE_TEXT, // behind a closing quote
    GRID_UNCLEAN,    // control characters, zero bytes, bytes that are no text in the file's encoding
    GRID_CELL_LONG,
    GRID_ROW_LONG,
    GRID_CELLS_MANY,
    GRID_MISTAKES
};

/* The reason in an import's report, such as "quote_open". Literal; of GRID_CLEAN "". */
const char *grid_reason(enum grid_mistake mistake);

struct grid_cell {
    const char *text; // NUL-terminated, clean UTF-8 (tab and line feed allowed); never NULL
    enum grid_kind kind;
};

struct grid_row {
    size_t number;                 // as the spreadsheet numbers it, from 1
    const struct grid_cell *cells; // up to the last that is not empty; valid until the next grid_next
    size_t count;                  // at least 1; with a mistake 1: how the row begins, as far as that is text
    enum grid_mistake mistake;
    size_t column; // of the mistake, from 1; 0: the row as a whole
};

/* What whoever sent the file should know of how it was read. */
enum grid_note_kind {
    GRID_NOTE_ENCODING, // words: the encoding that was taken, which neither a mark nor UTF-8 told
    GRID_NOTE_SHEETS,   // words: the sheet that was read; others hold something, too
    GRID_NOTE_HIDDEN,   // row: the first hidden row that was read
    GRID_NOTE_ERROR,    // row and words (#N/A): the first cell that holds an error
    GRID_NOTE_FORMULA,  // row: the first formula without a value: what made the file has not reckoned it
    GRID_NOTES
};

struct grid_note {
    enum grid_note_kind kind;
    size_t row;                    // 0: none
    char words[GRID_WORD_MAX + 1]; // clean
};

/* The reason in an import's report. Literal. */
const char *grid_note_reason(enum grid_note_kind kind);

/* The sentence for the reason of a mistake or a note; "" for any other, and for "cell_long", which tells a limit. */
const char *grid_reason_sentence(const char *reason);

/* What is known beside a file of text; each may be NULL. */
struct grid_hint {
    const char *language; // a tag, such as "hu": decides where the letters themselves decide nothing
    const char *encoding; // one of grid_encoding_at: somebody says so; only a mark in the file goes before
};

enum { GRID_ENCODING_SIZE = 40, GRID_LANGUAGE_SIZE = 16 }; // with its NUL

/* The encodings that somebody may say, as ICU names them; NULL past the last. */
const char *grid_encoding_at(size_t index);

/* The one of that name, literal; NULL: none. */
const char *grid_encoding_find(const char *name);

struct grid;

/* Reads the file, in this process: for workers, tests and fuzzing. `bytes` are not needed any more afterwards. NULL
 * without memory. `hint` NULL: nothing is known. */
struct grid *grid_open(const void *bytes, size_t size, const struct csv_limits *limits);
struct grid *grid_open_as(const void *bytes, size_t size, const struct csv_limits *limits,
                          const struct grid_hint *hint);

/* The two halves of it. The first answers what the second takes over (`answer` is empty then), trusting nothing in it:
 * what is not as the first writes it is GRID_LOST. */
void grid_read(const void *bytes, size_t size, const struct csv_limits *limits, const struct grid_hint *hint,
               struct pack *answer);
struct grid *grid_of(struct pack *answer, const struct csv_limits *limits);

enum grid_fault grid_fault(const struct grid *grid);

/* The next row that is not blank; false behind the last. */
bool grid_next(struct grid *grid, struct grid_row *ret_row);

/* Back to before the first row. */
void grid_rewind(struct grid *grid);

/* NULL past the last, of which there are at most GRID_NOTES_MAX. */
const struct grid_note *grid_note(const struct grid *grid, size_t index);

/* NULL is allowed. */
void grid_close(struct grid *grid);

/* "B12": a cell by its column (from 1) and row, as spreadsheets name it; column 0: "12". */
enum { GRID_PLACE_SIZE = 32 };
void grid_place(size_t column, size_t row, char out[static GRID_PLACE_SIZE]);

#endif
