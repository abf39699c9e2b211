/* SPDX-License-Identifier: MIT */
/* Rows as they are found in a file, cleaned and put behind one another: for the readers of this folder alone. */
#ifndef AMS_SCHOOL_GRID_BUILD_H
#define AMS_SCHOOL_GRID_BUILD_H

#include "school/imports/grid/grid.h"

struct build_cell {
    size_t start, size; // in the row's text; size 0: empty
    enum grid_kind kind;
};

struct build {
    struct csv_limits limits;
    struct pack rows; // GRID_ANSWER_MAX
    size_t taken;
    enum grid_fault fault; // the first; nothing more is read
    bool no_memory;
    struct grid_note notes[GRID_NOTES_MAX];
    size_t note_count;
    bool headed; // one of the first rows names columns

    /* The row that is being made. */
    char *text; // limits.row_size
    size_t used, count;
    struct build_cell *cells; // limits.columns
    enum grid_mistake mistake;
    size_t column;
};

/* False without memory. */
bool build_open(struct build *build, const struct csv_limits *limits);
void build_close(struct build *build);

/* For a look at the first rows of a sheet: as many as may stand up to a header. More are GRID_ROWS_MANY, and no matter.
 */
enum { BUILD_LOOK_ROWS = 20 };
bool build_open_look(struct build *build, const struct csv_limits *limits);

/* Forgets the rows and what was wrong with them. */
void build_again(struct build *build);

/* A cell of the row, by its column from 0, in any order; what stands there already is replaced. Cleans it. */
void build_cell(struct build *build, size_t column, enum grid_kind kind, const char *text, size_t size);

/* The row cannot be read; its first mistake stays. `column` from 1. */
void build_mistake(struct build *build, enum grid_mistake mistake, size_t column);

/* Ends the row, which a new one follows. `words[size]`: how it begins, for one with a mistake; NULL: its first cells
 * say. True when it was there: not blank. */
bool build_row(struct build *build, size_t number, const char *words, size_t size);

/* The same for a row that stands there again: `keep` what is in it for the next one. */
bool build_row_again(struct build *build, size_t number, bool keep);

/* No more of the file: `fault`, unless there is one already. */
void build_refuse(struct build *build, enum grid_fault fault);

/* The first of each kind stays. */
void build_note(struct build *build, enum grid_note_kind kind, size_t row, const char *words);

/* `text[size]` without the blanks around it. */
void build_trim(const char **text, size_t *size);

#endif
