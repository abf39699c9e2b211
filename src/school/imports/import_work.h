/* SPDX-License-Identifier: MIT */
/* What the imports share, for the import files of the school only: tables with a header, read in short units. */
#ifndef AMS_SCHOOL_IMPORT_WORK_H
#define AMS_SCHOOL_IMPORT_WORK_H

#include "school/imports/import.h"
#include "school/jobs/job_work.h"

struct import_seen_list;

enum { IMPORT_COLUMNS_MAX = 24, IMPORT_KEY_MAX = 400 };

/* A column that an import knows; headers are compared without regard to case, '_' and ' '. */
struct import_column {
    const char *name;
    bool required;
};

struct import;

struct import_line {
    int64_t number;                        // over all tables, from 1: the report's
    size_t line;                           // of the file
    const char *cells[IMPORT_COLUMNS_MAX]; // by import_column; spaces around are cut; "" when absent; never NULL
    bool beyond;                           // there are cells that the header does not name
};

/* What becomes of a row. */
struct import_verdict {
    enum job_outcome outcome;
    const char *reason;  // NULL, or a code that import_sentence() knows
    const char *subject; // lives as long as the line; NULL: ""
    bool untold;         // the report has no line of it: it is told in sum
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
    struct arena *scratch; // of the batch
    struct import_seen_list *seen;
    void *context; // the kind's own

    struct import_touched touched[JOB_UNIT_ROWS]; // marks that the batch's unit changed: import_touch()
    size_t touched_count;
};

/* In a row's unit: this student's mark is another; whoever watches the lecture is told once the unit is committed. */
void import_touch(struct import *import, int64_t lecture_id, int64_t student_id);

/* Reads the tables one after the other; all of them first for mistakes, then row by row. */
enum fault import_run(struct import *import, const struct import_table *tables, size_t count);

/* Something that a file names, by a kind and a key. */
struct import_seen {
    const char *key;
    int64_t number; // of the row that named it first
    int64_t value;  // the import's own, 0 at first
    const char *text;
    const void *more; // the import's own, NULL at first
};

/* An empty list, for import_run. NULL without memory. */
struct import_seen_list *import_seen_list(struct arena *arena);

/* Finds the entry, or makes it for this row. NULL without memory. In collect only. */
struct import_seen *import_see(struct import *import, char kind, const char *key, int64_t number);

/* NULL when the files name no such thing. */
struct import_seen *import_seen(const struct import *import, char kind, const char *key);

/* One after the other, in no order: *at 0 at first. NULL behind the last. */
const struct import_seen *import_seen_next(const struct import *import, size_t *at);

/* Sets the verdict. */
void import_judge(struct import_verdict *verdict, enum job_outcome outcome, const char *reason);

/* The same, and answers FAULT_NONE: `return import_say(verdict, JOB_REFUSED, "name_invalid");` */
enum fault import_say(struct import_verdict *verdict, enum job_outcome outcome, const char *reason);

#endif
