/* SPDX-License-Identifier: MIT */
#include "school/demo/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "store/db.h"
#include "store/engine.h"

void bulk_text_release(struct bulk_text *text)
{
    free(text->full);
    text->full = NULL;
}

void bulk_begin(struct bulk *bulk, struct db *db, struct bulk_text *text, const char *head, size_t columns)
{
    *bulk = (struct bulk){.db = db, .text = text, .head = head, .columns = columns};
    arena_init(&bulk->arena, BULK_MEMORY_MAX);
}

/* "INSERT ... VALUES (?, ?), (?, ?)", to be freed. */
static char *statement(const struct bulk *bulk, size_t rows)
{
    size_t size = strlen(bulk->head) + rows * (bulk->columns * 3 + 4) + 1, at = strlen(bulk->head);
    char *sql = malloc(size);
    if (!sql)
        return NULL;
    memcpy(sql, bulk->head, at);
    for (size_t i = 0; i < rows; i++) {
        sql[at++] = i ? ',' : ' ';
        for (size_t j = 0; j < bulk->columns; j++) {
            sql[at++] = j ? ',' : '(';
            sql[at++] = '?';
        }
        sql[at++] = ')';
    }
    sql[at] = '\0';
    return sql;
}

static void bulk_flush(struct bulk *bulk)
{
    bool full = bulk->rows == BULK_ROWS;
    char *part = NULL;
    if (full && !bulk->text->full)
        bulk->text->full = statement(bulk, BULK_ROWS);
    if (!full && bulk->rows)
        part = statement(bulk, bulk->rows);
    const char *sql = full ? bulk->text->full : part;
    if (bulk->rows && bulk->status == DB_OK)
        bulk->status =
            sql ? db_exec(bulk->db, sql, (struct db_values){bulk->values, bulk->rows * bulk->columns}) : DB_FAIL;
    free(part);
    arena_release(&bulk->arena);
    bulk->values = NULL;
    bulk->rows = 0;
}

void bulk_row(struct bulk *bulk, struct db_values values)
{
    if (bulk->status != DB_OK)
        return;
    if (!bulk->values)
        bulk->values = arena_calloc(&bulk->arena, BULK_ROWS * bulk->columns, sizeof(*bulk->values));
    if (!bulk->values || values.count != bulk->columns) {
        bulk->status = DB_FAIL;
        return;
    }
    struct db_value *row = bulk->values + bulk->rows * bulk->columns;
    for (size_t i = 0; i < values.count; i++) {
        row[i] = values.values[i];
        if (row[i].type != DB_TEXT)
            continue;
        row[i].bytes = arena_strdup(&bulk->arena, row[i].bytes);
        if (!row[i].bytes)
            bulk->status = DB_FAIL;
    }
    if (++bulk->rows == BULK_ROWS)
        bulk_flush(bulk);
}

enum db_status bulk_end(struct bulk *bulk)
{
    bulk_flush(bulk);
    return bulk->status;
}
