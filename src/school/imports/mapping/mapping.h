/* SPDX-License-Identifier: MIT */
/*
 * The columns of a file as a dry run has read them, and reading it anew with what somebody says they are.
 *
 * A dry run of one table (people, marks, lectures) keeps, as long as it is kept itself, what each column of the file
 * was taken for and its first cells; also when it failed since a column is missing. Whoever started it may say what the
 * columns are: that starts another dry run of the same file. What was said is remembered for the next file with the
 * same header, of that format, in the same classroom or in the institution; nothing of a person is kept for that.
 */
#ifndef AMS_SCHOOL_MAPPING_H
#define AMS_SCHOOL_MAPPING_H

#include "school/imports/cells/cell_date.h"
#include "school/imports/mapping/import_choice.h"
#include "school/imports/mapping/mapping_keep.h"
#include "school/jobs/job.h"

struct import_file_column {
    const char *header;
    const char *name; // of the format's; NULL: left out
    enum import_how how;
    const char *samples[IMPORT_SAMPLES_MAX]; // "" for an empty cell
    size_t sample_count;
};

struct import_sheet {
    int64_t header;       // its row; 0: there is none
    const char *encoding; // of a text, as it was guessed or said; NULL: the file tells it itself, or is a workbook
    bool encoding_said;
    const struct import_file_column *columns;
    size_t count;
    const struct import_format *format; // NULL: the job reads no such table, and has no columns
    size_t need_count;                  // of the format's, as far as they are asked for here
    enum cell_order dates;              // as somebody has said that 12/08/2026 is meant; CELL_ORDER_NONE: nobody has
    bool dates_asked;                   // it has days that nobody knows how to read, or that were guessed
};

/* What the dry run has read; no columns before it has, and of every other job. NOT_FOUND unless it is the actor's. */
enum fault import_columns_get(struct school *school, const struct actor *actor, int64_t job_id, struct arena *arena,
                              struct import_sheet *ret_sheet);

struct import_chosen {
    size_t place;     // of the file's columns, from 0: below IMPORT_FILE_COLUMNS_MAX, each once
    const char *name; // NULL: left out
};

struct import_columns_request {
    int64_t header; // the row with the names; IMPORT_HEADER_FIND, IMPORT_HEADER_NONE
    bool remember;  // for the next file with this header; false: and what is remembered of it is forgotten
    const struct import_chosen *chosen; // those that are not among them are what their header says
    size_t count;                       // 0: all
    int64_t lecture_id;                 // of every row; 0: as the dry run had it
    enum cell_order dates; // which goes first where the file does not show it; CELL_ORDER_NONE: nobody says
    bool dates_said;       // false: as the dry run had it
    const char *encoding;  // one of grid_encoding_at; "": to be guessed; NULL: as the dry run had it
};

/*
 * Starts another dry run of the same file. As import_start and: NOT_FOUND unless the dry run is the actor's and of such
 * a format, IMPORT_NOT_READY while it has not ended, IMPORT_EMPTY when its file is gone because somebody was erased,
 * COLUMN_UNKNOWN for a name that is none of the format's, or one that is chosen twice, or an encoding that is none.
 * NOT_FOUND for a lecture that is none of the classroom's, or where the format asks for none. Audited.
 */
enum fault import_columns_choose(struct school *school, const struct actor *actor, int64_t class_id, int64_t job_id,
                                 const struct import_columns_request *request, struct arena *arena,
                                 struct job *ret_job);

#endif
