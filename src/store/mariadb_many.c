/* SPDX-License-Identifier: MIT */
#include "store/mariadb_many.h"

#include <stdlib.h>

/* A column's values, each behind the other. */
struct column {
    long long *integers;
    double *reals;
    const void **bytes;
    unsigned long *lengths;
    char *indicators;
};

static void column_release(struct column *column)
{
    free(column->integers);
    free(column->reals);
    free(column->bytes);
    free(column->lengths);
    free(column->indicators);
}

static bool column_fill(struct column *column, MYSQL_BIND *bind, const struct db_value *values, size_t columns,
                        size_t rows)
{
    enum db_type type = DB_NULL;
    for (size_t i = 0; i < rows; i++)
        type = values[i * columns].type != DB_NULL ? values[i * columns].type : type;
    column->integers = calloc(rows, sizeof(*column->integers));
    column->reals = calloc(rows, sizeof(*column->reals));
    column->bytes = calloc(rows, sizeof(*column->bytes));
    column->lengths = calloc(rows, sizeof(*column->lengths));
    column->indicators = calloc(rows, 1);
    if (!column->integers || !column->reals || !column->bytes || !column->lengths || !column->indicators)
        return false;
    for (size_t i = 0; i < rows; i++) {
        const struct db_value *value = &values[i * columns];
        column->integers[i] = value->integer;
        column->reals[i] = value->real;
        column->bytes[i] = value->bytes ? value->bytes : "";
        column->lengths[i] = value->size;
        column->indicators[i] = value->type == DB_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
    }
    void *buffer = type == DB_REAL ? (void *)column->reals : (void *)column->integers;
    *bind = (MYSQL_BIND){.buffer_type = type == DB_TEXT   ? MYSQL_TYPE_STRING
                                        : type == DB_BLOB ? MYSQL_TYPE_BLOB
                                        : type == DB_REAL ? MYSQL_TYPE_DOUBLE
                                                          : MYSQL_TYPE_LONGLONG,
                         .buffer = type == DB_TEXT || type == DB_BLOB ? (void *)column->bytes : buffer,
                         .length = column->lengths,
                         .u.indicator = column->indicators};
    return true;
}

bool mariadb_many(MYSQL_STMT *handle, MYSQL_BIND *binds, const struct db_value *values, size_t columns, size_t rows)
{
    unsigned count = (unsigned)rows;
    struct column *list = calloc(columns + 1, sizeof(*list));
    bool good = list != NULL;
    for (size_t i = 0; good && i < columns; i++)
        good = column_fill(&list[i], &binds[i], values + i, columns, rows);
    good = good && mysql_stmt_attr_set(handle, STMT_ATTR_ARRAY_SIZE, &count) == 0 &&
           !mysql_stmt_bind_param(handle, binds) && mysql_stmt_execute(handle) == 0;
    count = 0; // the next run is of one list again
    mysql_stmt_attr_set(handle, STMT_ATTR_ARRAY_SIZE, &count);
    for (size_t i = 0; list && i < columns; i++)
        column_release(&list[i]);
    free(list);
    return good;
}
