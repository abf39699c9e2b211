/* SPDX-License-Identifier: MIT */
/* What the imports share, for the import files of the school only: tables with a header, read in short units. */
#ifndef AMS_SCHOOL_IMPORT_WORK_H
#define AMS_SCHOOL_IMPORT_WORK_H

#include "school/imports/cells/import_header.h"
#include "school/imports/grid/grid.h"
#include "school/imports/import.h"
#include "school/imports/import_seen.h"
#include "school/imports/mapping/import_choice.h"
#include "school/jobs/job_work.h"

enum { IMPORT_COLUMNS_MAX = 24, IMPORT_KEY_MAX = 400 };

struct import;

struct import_line {
    int64_t number;                        // over all tables, from 1: the report's
    size_t line;                           // of the file
    const char *cells[IMPORT_COLUMNS_MAX]; // by import_column, without what is not seen around them; "" when absent
    bool beyond;                           // there are cells that the header does not name
};

/* What becomes of a row. */
struct import_verdict {
    enum job_outcome outcome;
    const char *reason;  // NULL, or a code that import_sentence() knows
    const char *subject; // lives as long as the line; NULL: ""
    int column;          // whose cell is meant, of the format's columns, and 1 more; 0: none
    const char *header;  // how the file that people sent heads it, where the table was made of another; NULL: as it is
    int64_t line;        // of that file; 0: the row's own
    bool untold;         // the report has no line of it: it is told in sum
};

/* A line of the report about the file and no row of it: what was made of its header, of a whole column. */
struct import_note {
    enum job_outcome outcome;
    const char *reason;
    const char *subject; // of this and the next two a copy is taken; NULL: ""
    const char *header;  // of the column; NULL: none
    const char *cell;    // one of it; NULL: none
    size_t line;         // of the file; 0: the header's
};

/* What an import of one table looks at before it reads the rows. */
struct import_survey {
    const struct import_need *needs; // beside the required columns
    size_t need_count;
    import_heads *heads; // of files that we export and this import takes back; NULL: none
    const char *lacks;   // said instead of the header's words where a need is not met; NULL: those

    /* Sees the first rows before the header is held against the needs, and may say of a column that is known by its
     * looks what it is; not where somebody has said what they are. NULL: none is. */
    void (*look)(const struct import *import, const struct grid_row *row, struct import_match *match);

    /* Sees every row before any is collected, and then what the header was found to say: for what only the whole of a
     * column tells. May add notes. NULL: nothing to see. */
    enum fault (*row)(struct import *import, const struct import_line *line);
    enum fault (*done)(struct db *db, struct import *import, const struct import_match *match);
};

/* The file that people sent, where a table was made of it. */
struct import_sent {
    const struct grid *grid; // whose notes are told
    size_t heading;          // its row there

    /* Sets the verdict's line, and its header and subject where they are others than the table's. False without
     * memory. */
    bool (*locate)(struct import *import, const struct import_line *line, struct import_verdict *verdict);
};

/* One file of an import. */
struct import_table {
    const char *file; // its name in the archive; NULL: the import's only file
    const struct import_column *columns;
    size_t column_count;
    /* Sees every row of every table before the first is judged; fills the `seen` list. NULL: nothing to see. */
    enum fault (*collect)(struct db *db, struct import *import, const struct import_line *line);

    /* Judges a row and, when import->apply, makes it so. Runs in a unit and may run again. A fault is a failure. */
    enum fault (*row)(struct db *db, struct import *import, const struct import_line *line,
                      struct import_verdict *verdict);

    /* In a batch's unit, before its rows: reads what they will ask for into import->ahead, all at once instead of a
     * statement or more a row. And behind them: does what they have left to be done together. NULL: nothing. */
    enum fault (*ahead)(struct db *db, struct import *import, const struct import_line *const *lines, size_t count);
    enum fault (*behind)(struct db *db, struct import *import);

    const void *bytes; // NULL: the table is not there
    size_t size;

    const char *const *known; // columns that are read past without a word, ended by NULL; NULL: none
    size_t rows_max;          // 0: IMPORT_ROWS_MAX
    bool *odd;                // becomes true when a row of it cannot be read; NULL: no matter

    /*
     * Lines that stand in no file, one each call, in the same order in every try; with a reason in *ret_said that is
     * all there is to say, without one `row` judges it. *ret_end: there is none any more. `bytes` is NULL then. Such
     * tables stand behind all others, whose rows are numbered before anybody knows these.
     */
    enum fault (*next)(struct db *db, struct import *import, struct import_line *ret_line,
                       struct import_verdict *ret_said, bool *ret_end);
    bool shrinks; // what has been done is not among them in a later try; the last of the tables alone
};

struct import_touched {
    int64_t lecture_id, student_id;
};

struct import {
    struct job_work *work;
    bool apply;
    int64_t now;
    int64_t number;        // of the last line that was judged
    struct arena *scratch; // of the batch; in its unit, of the run
    struct import_seen_list *seen;
    const struct import_survey *survey; // NULL: the tables are what their columns' own names say
    struct grid *grid;                  // of its only table: what was read already, borrowed; NULL: to be read
    const struct import_sent *sent;     // of that; NULL: it is the file itself
    struct import_notes *notes;         // of the table that is read
    void *context;                      // the kind's own
    const struct import_format *format; // of one table, whose columns people may choose; NULL: of several
    struct import_choice choice;        // what they have

    int64_t row_number, row_part;   // of the row that is judged: undo/undo_keep.h
    struct import_seen_list *ahead; // of the run of a batch's unit, in `scratch`; NULL: nothing was read ahead
    struct import_audits *audits;   // of the same; NULL: written at once

    struct import_touched touched[JOB_UNIT_ROWS]; // marks that the batch's unit changed: import_touch()
    size_t touched_count;
};

/* In a row's unit: this student's mark is another; whoever watches the lecture is told once the unit is committed. */
void import_touch(struct import *import, int64_t lecture_id, int64_t student_id);

/* Reads the tables one after the other; all of them first for mistakes, then row by row. */
enum fault import_run(struct import *import, const struct import_table *tables, size_t count);

/* Finds the entry, or makes it for this row. NULL without memory. In collect only. */
struct import_seen *import_see(struct import *import, char kind, const char *key, int64_t number);

/* NULL when the files name no such thing. */
struct import_seen *import_seen(const struct import *import, char kind, const char *key);

/* One after the other, in no order: *at 0 at first. NULL behind the last. */
const struct import_seen *import_seen_next(const struct import *import, size_t *at);

/* In a row's unit: an entry of the audit log, written with those of the other rows of the batch. */
struct audit_entry;
enum fault import_audit(struct db *db, struct import *import, const struct audit_entry *entry);

/* Sets the verdict. */
void import_judge(struct import_verdict *verdict, enum job_outcome outcome, const char *reason);

/* The same, and answers FAULT_NONE: `return import_say(verdict, JOB_REFUSED, "name_invalid");` */
enum fault import_say(struct import_verdict *verdict, enum job_outcome outcome, const char *reason);

/* import_say, about a cell of the row: `import_blame(verdict, "email_invalid", EMAIL)`. The row is refused. */
enum fault import_blame(struct import_verdict *verdict, const char *reason, int column);

/* In survey and surveyed: a line of the report before the rows. INTERNAL without memory. */
enum fault import_note(struct import *import, const struct import_note *note);

/* The file of an import as a table, read by a worker: with the language that was likely when its dry run began, and the
 * encoding that somebody has said for it (mapping/mapping.h). As grid_take. */
enum fault import_grid_take(struct job_work *work, const void *bytes, size_t size, const struct csv_limits *limits,
                            struct grid **ret_grid);

/* What languages are said, NULL where none is: of the institution, where somebody has set it (the default says nothing
 * of it), and of the reader. In the arena. */
enum fault import_locales(struct db *db, const struct actor *actor, struct arena *arena, const char **ret_institution,
                          const char **ret_reader);

/* The language that is likely in the files of this person: the institution's, unless that is English, else their own;
 * "": none. */
enum fault import_language(struct db *db, const struct actor *actor, struct arena *arena,
                           char ret_language[static GRID_LANGUAGE_SIZE]);

#endif
