/* SPDX-License-Identifier: MIT */
#include "school/office/copy/copy_table.h"

#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/post/moment_text.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { VALUES_MAX = 6, NUMBER_SIZE = 32, ROW_ARENA_MAX = 1 << 20 };

static const char *const answers[2][TONGUE_COUNT] = {
    {[ENGLISH] = "no", [ARABIC] = "لا", [HINDI] = "नहीं"},
    {[ENGLISH] = "yes", [ARABIC] = "نعم", [HINDI] = "हाँ"},
};

static bool is(const char *word, size_t size, const char *known)
{
    return strlen(known) == size && memcmp(word, known, size) == 0;
}

/* A column of person_file.columns: "name:kind". */
struct column {
    const char *name, *kind;
    size_t name_size, kind_size;
};

static const char *column_next(const char *at, struct column *column)
{
    column->name = at;
    column->name_size = strcspn(at, ":");
    column->kind = at + column->name_size + 1;
    column->kind_size = strcspn(column->kind, ",");
    at = column->kind + column->kind_size;
    return at + (*at == ',');
}

static void header_write(struct csv_writer *csv, const char *columns)
{
    struct column column;
    for (const char *at = columns; *at;) {
        char name[64];
        at = column_next(at, &column);
        snprintf(name, sizeof(name), "%.*s", (int)column.name_size, column.name);
        csv_text(csv, strcmp(name, "hundredths") == 0 ? "points" : name);
    }
    csv_end(csv);
}

static void cell_write(struct csv_writer *csv, struct school *school, const struct row *row, int index,
                       const struct column *column, const struct copy_reader *reader, struct arena *arena)
{
    char text[NUMBER_SIZE];
    int64_t number = db_int(&row->rows, index);
    if (db_is_null(&row->rows, index)) {
        csv_text(csv, NULL);
    } else if (is(column->kind, column->kind_size, "time")) {
        csv_text(csv, moment_cell(school, reader->zone, number, arena));
    } else if (is(column->kind, column->kind_size, "bool")) {
        csv_text(csv, tongue_says(answers[number != 0], reader->tongue));
    } else if (is(column->name, column->name_size, "hundredths")) {
        snprintf(text, sizeof(text), "%lld.%02lld", (long long)(number / 100), (long long)(number % 100));
        csv_text(csv, text);
    } else if (is(column->kind, column->kind_size, "int")) {
        csv_int(csv, number);
    } else {
        csv_text(csv, db_text(&row->rows, index));
    }
}

static enum fault rows_write(struct csv_writer *csv, struct school *school, const struct person_file *file,
                             int64_t user_id, const struct copy_reader *reader, int64_t limit, int64_t *ret_rows)
{
    struct db_value values[VALUES_MAX];
    struct row row;
    size_t count = 0;
    for (const char *at = strchr(file->sql, '?'); at && count < VALUES_MAX; at = strchr(at + 1, '?'))
        values[count++] = I(user_id);
    if (count == 0)
        return FAULT_INTERNAL;
    values[count - 1] = I(limit);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    CLOSES(arena_release) struct arena arena = arena_of(ROW_ARENA_MAX);
    row_begin(&row, db, NULL, file->sql, (struct db_values){values, count});
    while (row_next(&row)) {
        struct column column;
        int index = 0;
        for (const char *at = file->columns; *at; index++) {
            at = column_next(at, &column);
            cell_write(csv, school, &row, index, &column, reader, &arena);
        }
        csv_end(csv);
        arena_release(&arena);
        ++*ret_rows;
    }
    return row_end(&row);
}

enum fault copy_table(struct school *school, const struct person_file *file, int64_t user_id,
                      const struct copy_reader *reader, int64_t limit, size_t bytes_max, struct arena *arena,
                      const char **ret_text, size_t *ret_size, int64_t *ret_rows)
{
    struct csv_writer csv;
    const char *bytes = NULL;
    size_t size = 0;
    int64_t rows = 0;
    csv_writer_init(&csv, bytes_max, true);
    header_write(&csv, file->columns);
    enum fault fault = rows_write(&csv, school, file, user_id, reader, limit, &rows);
    const char *text = csv_done(&csv, &bytes, &size) ? arena_strndup(arena, bytes, size) : NULL;
    csv_writer_release(&csv);
    if (fault != FAULT_NONE)
        return fault;
    *ret_text = text;
    *ret_size = text ? size : 0;
    *ret_rows = rows;
    return FAULT_NONE;
}
