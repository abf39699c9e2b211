/* SPDX-License-Identifier: MIT */
/*
 * INSERTs that wait for others of their text. Values are copied behind one another, a row after the other. A statement
 * that names the table of one that waits lets it go first, also one that would wait itself: so the rows of a table are
 * written in their order, and what names it sees them. Names are compared as words of the text, so that at worst
 * something goes too early.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/engine.h"

enum { TABLE_SIZE = 65 };

struct waiting_text {
    const char *sql;
    char table[TABLE_SIZE];
    size_t columns, rows, used; // used: of `bytes`
    struct db_value *values;    // DB_LATER_ROWS * columns
    char *bytes;                // DB_LATER_BYTES
};

struct db_waiting {
    struct waiting_text texts[DB_LATER_TEXTS];
    size_t count;
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '\'';
}

/* Whether `sql` has the name as a word. */
static bool names(const char *sql, const char *name)
{
    const size_t size = strlen(name);
    for (const char *at = sql; (at = strstr(at, name)) != NULL; at += size)
        if ((at == sql || !is_word(at[-1])) && !is_word(at[size]))
            return true;
    return false;
}

/* The table that the statement fills. False: it is none that may wait; MariaDB binds no arrays to INSERT ... SELECT. */
static bool table_of(const char *sql, char table[static TABLE_SIZE])
{
    static const char begin[] = "INSERT INTO ";
    if (strncmp(sql, begin, sizeof(begin) - 1) != 0 || strstr(sql, "SELECT") || strstr(sql, "RETURNING"))
        return false;
    sql += sizeof(begin) - 1;
    size_t length = strcspn(sql, " (");
    snprintf(table, TABLE_SIZE, "%.*s", (int)length, sql);
    return length < TABLE_SIZE;
}

static void text_clear(struct waiting_text *text)
{
    free(text->values);
    free(text->bytes);
    *text = (struct waiting_text){0};
}

/* Column by column one type, or none. */
static bool is_uniform(const struct waiting_text *text)
{
    for (size_t column = 0; column < text->columns; column++) {
        enum db_type type = DB_NULL;
        for (size_t row = 0; row < text->rows; row++) {
            enum db_type other = text->values[row * text->columns + column].type;
            if (type != DB_NULL && other != DB_NULL && other != type)
                return false;
            type = other != DB_NULL ? other : type;
        }
    }
    return true;
}

/* It is empty afterwards, whatever comes of it: the unit is undone when it fails. */
static enum db_status text_run(struct db *db, struct waiting_text *text)
{
    const size_t rows = text->rows, columns = text->columns;
    const struct db_value *values = text->values;
    enum db_status status = DB_OK;
    if (rows == 0)
        return DB_OK;
    bool many = is_uniform(text);
    text->rows = text->used = 0; // before it runs, so that it does not wait for itself
    if (many)
        return db_exec_many(db, text->sql, values, columns, rows);
    for (size_t i = 0; status == DB_OK && i < rows; i++)
        status = db_exec(db, text->sql, (struct db_values){values + i * columns, columns});
    return status == DB_CONFLICT ? DB_BUSY : status;
}

enum db_status db_later_run(struct db *db)
{
    enum db_status status = DB_OK;
    for (size_t i = 0; db->waiting && status == DB_OK && i < db->waiting->count; i++)
        status = text_run(db, &db->waiting->texts[i]);
    return status;
}

/* What waits for a table that the statement names; not the rows of `own`, which may be NULL. */
static enum db_status named_run(struct db *db, const char *sql, const struct waiting_text *own)
{
    enum db_status status = DB_OK;
    for (size_t i = 0; db->waiting && status == DB_OK && i < db->waiting->count; i++) {
        struct waiting_text *text = &db->waiting->texts[i];
        if (text != own && text->rows > 0 && names(sql, text->table))
            status = text_run(db, text);
    }
    return status;
}

static enum db_status before(struct db *db, const char *sql)
{
    return named_run(db, sql, NULL);
}

void db_later_drop(struct db *db)
{
    for (size_t i = 0; db->waiting && i < db->waiting->count; i++)
        db->waiting->texts[i].rows = db->waiting->texts[i].used = 0;
}

void db_later_close(struct db *db)
{
    for (size_t i = 0; db->waiting && i < db->waiting->count; i++)
        text_clear(&db->waiting->texts[i]);
    free(db->waiting);
    db->waiting = NULL;
    db->before = NULL;
}

static struct waiting_text *text_find(struct db_waiting *waiting, const char *sql)
{
    for (size_t i = 0; i < waiting->count; i++)
        if (strcmp(waiting->texts[i].sql, sql) == 0)
            return &waiting->texts[i];
    return NULL;
}

/* A place for a text, the last one's when all are taken (its rows have gone by then); NULL without memory. */
static struct waiting_text *text_make(struct db_waiting *waiting, const char *sql, size_t columns)
{
    struct waiting_text text = {.sql = sql, .columns = columns};
    if (!table_of(sql, text.table))
        return NULL;
    text.values = calloc(DB_LATER_ROWS * columns, sizeof(*text.values));
    text.bytes = malloc(DB_LATER_BYTES);
    if (!text.values || !text.bytes) {
        text_clear(&text);
        return NULL;
    }
    if (waiting->count == DB_LATER_TEXTS)
        text_clear(&waiting->texts[--waiting->count]);
    waiting->texts[waiting->count] = text;
    return &waiting->texts[waiting->count++];
}

static size_t size_of(struct db_values values)
{
    size_t size = 0;
    for (size_t i = 0; i < values.count; i++)
        if (values.values[i].type == DB_TEXT || values.values[i].type == DB_BLOB)
            size += values.values[i].size;
    return size;
}

static void row_add(struct waiting_text *text, struct db_values values)
{
    for (size_t i = 0; i < values.count; i++) {
        struct db_value *value = &text->values[text->rows * text->columns + i];
        *value = values.values[i];
        if ((value->type != DB_TEXT && value->type != DB_BLOB) || value->size == 0)
            continue;
        value->bytes = memcpy(text->bytes + text->used, value->bytes, value->size);
        text->used += value->size;
    }
    text->rows++;
}

static enum db_status at_once(struct db *db, const char *sql, struct db_values values)
{
    enum db_status status = db_exec(db, sql, values);
    return status == DB_CONFLICT ? DB_BUSY : status;
}

enum db_status db_later(struct db *db, const char *sql, struct db_values values)
{
    const size_t size = size_of(values);
    if (!db->in_unit || !db->engine->start_many || size > DB_LATER_BYTES)
        return at_once(db, sql, values);
    if (!db->waiting)
        db->waiting = calloc(1, sizeof(*db->waiting));
    if (!db->waiting)
        return at_once(db, sql, values);
    db->before = before;
    struct waiting_text *text = text_find(db->waiting, sql);
    enum db_status status = DB_OK;
    if (!text && db->waiting->count == DB_LATER_TEXTS)
        status = db_later_run(db);
    if (text && (text->rows == DB_LATER_ROWS || text->used + size > DB_LATER_BYTES || text->columns != values.count))
        status = text_run(db, text);
    if (status != DB_OK)
        return status;
    if (!text)
        text = text_make(db->waiting, sql, values.count);
    if (!text || text->columns != values.count)
        return at_once(db, sql, values);
    status = named_run(db, sql, text);
    if (status != DB_OK)
        return status;
    if (db->told)
        db->told(db->told_context, sql);
    row_add(text, values);
    return DB_OK;
}
