/* SPDX-License-Identifier: MIT */
/* The tables of a person's copy, in units that people read. For export_person.c and tests. */
#ifndef AMS_SCHOOL_COPY_TABLE_H
#define AMS_SCHOOL_COPY_TABLE_H

#include "base/arena.h"
#include "base/tongue.h"
#include "school/common/fault.h"
#include "school/office/person_data.h"
#include "school/school.h"

struct copy_reader {
    enum tongue tongue;
    const char *zone; // whose clocks the times are on
};

/*
 * The person's rows of a file as CSV for spreadsheets, in the arena: times on the reader's clocks with their offset,
 * yes and no in their language, points instead of hundredths. At most `limit` rows and `bytes_max` bytes: *ret_text
 * NULL when it does not fit. *ret_rows: how many there are.
 */
enum fault copy_table(struct school *school, const struct person_file *file, int64_t user_id,
                      const struct copy_reader *reader, int64_t limit, size_t bytes_max, struct arena *arena,
                      const char **ret_text, size_t *ret_size, int64_t *ret_rows);

#endif
