/* SPDX-License-Identifier: MIT */
/* What a dry run has taken the columns of its file for, kept with the job; and what people have said of a header, kept
 * for later. For import_read.c only. */
#ifndef AMS_SCHOOL_MAPPING_KEEP_H
#define AMS_SCHOOL_MAPPING_KEEP_H

#include "school/common/fault.h"
#include "school/imports/grid/grid.h"

struct import;
struct import_head;

enum {
    IMPORT_SAMPLES_MAX = 5,
    MAPPING_ENCODING = -1, // the place of the row of job_columns whose header is the encoding
};

/* Of a column: its first cells, each ended by a line feed. */
struct mapping_samples {
    char text[501];
};

/* Adds a cell of the column, on one line and cut to what fits; at most IMPORT_SAMPLES_MAX. */
void mapping_sample(struct mapping_samples *samples, const char *cell);

/*
 * Keeps the columns with the job, instead of an earlier try's, and what was chosen for later files with this header
 * (`whole`: nothing is missing). `samples` has one for each column; `encoding` is how its letters were taken to be
 * written, NULL: the file says it itself. As job_write.
 */
enum fault mapping_keep(struct import *import, const struct import_head *head, const struct mapping_samples *samples,
                        const char *encoding, bool whole);

#endif
