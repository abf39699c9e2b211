/* SPDX-License-Identifier: MIT */
#include "store/mariadb_statement.h"

#include <errmsg.h>
#include <errno.h>
#include <mysqld_error.h>
#include <string.h>

#include "store/mariadb_many.h"

enum { COLUMN_START = 256, NUMBER_TEXT = 40 };
enum { FILE_NOT_WRITTEN = 3, FILE_DISK_FULL = 20 }; // of mysys, which no header of the client's names

/* One result column. Whole numbers and reals arrive as such; all else as bytes. */
struct column {
    int64_t integer;
    double real;
    char *bytes; // NUL-terminated behind `length`
    unsigned long capacity;
    unsigned long length;
    unsigned long kept; // the length, while the columns are bound anew
    my_bool null;
    my_bool cut;
    bool is_text;             // of bytes: in a character set, not binary
    char number[NUMBER_TEXT]; // a number asked for as text
};

struct mariadb_statement {
    struct db_statement base;
    MYSQL_STMT *handle;
    MYSQL_BIND *values;
    unsigned value_count;
    MYSQL_BIND *binds; // one a column
    struct column *columns;
    unsigned column_count;
};

/* What the server's own files said, which stands in its message as "Errcode: 28" or "Got error 28". */
static enum db_status disk_failure(const char *message)
{
    char full[2][40];
    snprintf(full[0], sizeof(full[0]), "Errcode: %d ", ENOSPC);
    snprintf(full[1], sizeof(full[1]), "Got error %d ", ENOSPC);
    return strstr(message, full[0]) || strstr(message, full[1]) ? DB_FULL : DB_FAILING;
}

enum db_status mariadb_fail(struct db *db, unsigned number, const char *message)
{
    snprintf(db->error, sizeof(db->error), "MariaDB error %u: %s", number, message);
    switch (number) {
    case ER_DUP_ENTRY:
    case ER_DUP_ENTRY_WITH_KEY_NAME:
    case ER_NO_REFERENCED_ROW:
    case ER_NO_REFERENCED_ROW_2:
    case ER_ROW_IS_REFERENCED:
    case ER_ROW_IS_REFERENCED_2:
        return DB_CONFLICT;
    case ER_LOCK_DEADLOCK:
    case ER_CHECKREAD: // from MariaDB 11.6 on: another has written what this transaction has read
        db->transaction_lost = true;
        return DB_BUSY;
    case ER_DISK_FULL:
    case ER_RECORD_FILE_FULL:
        return DB_FULL;
    case ER_READ_ONLY_MODE:
    case ER_OPEN_AS_READONLY:
        return DB_FAILING;
    case FILE_NOT_WRITTEN:
    case FILE_DISK_FULL:
    case ER_ERROR_ON_WRITE:
        return disk_failure(message);
    case ER_GET_ERRNO: // whatever an engine has no number for
        return disk_failure(message) == DB_FULL ? DB_FULL : DB_FAIL;
    case ER_LOCK_WAIT_TIMEOUT:
    case ER_CON_COUNT_ERROR:
    case ER_TOO_MANY_USER_CONNECTIONS:
    case ER_STATEMENT_TIMEOUT:
    case ER_QUERY_INTERRUPTED: // somebody has ended the statement alone
        return DB_BUSY;
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
    case CR_IPSOCK_ERROR:
    case CR_UNKNOWN_HOST:
    case CR_SERVER_HANDSHAKE_ERR:
    case CR_SSL_CONNECTION_ERROR:
    case ER_OPTION_PREVENTS_STATEMENT: // a primary that is one no longer
    case ER_CONNECTION_KILLED:
    case ER_SERVER_SHUTDOWN:
    case ER_NEW_ABORTING_CONNECTION:
        db->lost = true;
        db->transaction_lost = true;
        return DB_BUSY;
    default:
        return DB_FAIL;
    }
}

static enum db_status statement_fail(struct db *db, struct mariadb_statement *statement)
{
    return mariadb_fail(db, mysql_stmt_errno(statement->handle), mysql_stmt_error(statement->handle));
}

static enum db_status no_memory(struct db *db)
{
    snprintf(db->error, sizeof(db->error), "no memory");
    return DB_FAIL;
}

static bool is_whole(const MYSQL_FIELD *field)
{
    switch (field->type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
        return true;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
        return field->decimals == 0; // SUM() of whole numbers
    default:
        return false;
    }
}

static bool is_real(const MYSQL_FIELD *field)
{
    return field->type == MYSQL_TYPE_FLOAT || field->type == MYSQL_TYPE_DOUBLE || field->type == MYSQL_TYPE_DECIMAL ||
           field->type == MYSQL_TYPE_NEWDECIMAL;
}

static enum enum_field_types kind_of(const MYSQL_FIELD *field)
{
    return is_whole(field) ? MYSQL_TYPE_LONGLONG : is_real(field) ? MYSQL_TYPE_DOUBLE : MYSQL_TYPE_BLOB;
}

static bool column_init(struct column *column, MYSQL_BIND *bind, const MYSQL_FIELD *field)
{
    enum { BINARY_SET = 63 };
    enum enum_field_types kind = kind_of(field);
    column->is_text = field->charsetnr != BINARY_SET;
    bind->length = &column->length;
    bind->is_null = &column->null;
    bind->error = &column->cut;
    bind->buffer_type = kind;
    if (kind == MYSQL_TYPE_LONGLONG) {
        bind->buffer = &column->integer;
        return true;
    }
    if (kind == MYSQL_TYPE_DOUBLE) {
        bind->buffer = &column->real;
        return true;
    }
    column->bytes = malloc(COLUMN_START);
    column->capacity = COLUMN_START;
    bind->buffer = column->bytes;
    bind->buffer_length = COLUMN_START - 1; // the last byte is the NUL's
    return column->bytes != NULL;
}

static void columns_release(struct mariadb_statement *statement)
{
    for (unsigned i = 0; i < statement->column_count; i++)
        free(statement->columns[i].bytes);
    free(statement->columns);
    free(statement->binds);
    statement->columns = NULL;
    statement->binds = NULL;
    statement->column_count = 0;
}

static bool columns_fit(const struct mariadb_statement *statement, const MYSQL_FIELD *fields, unsigned count)
{
    if (statement->column_count != count)
        return false;
    for (unsigned i = 0; i < count; i++)
        if (statement->binds[i].buffer_type != kind_of(&fields[i]))
            return false;
    return true;
}

/*
 * Makes room for the columns of the result, after the statement ran: before that the server does not tell those of
 * INSERT ... RETURNING (MDEV-27013), and a schema change may alter them between two runs.
 */
static bool columns_init(struct mariadb_statement *statement)
{
    MYSQL_RES *result = mysql_stmt_result_metadata(statement->handle);
    if (!result) {
        columns_release(statement);
        return mysql_stmt_errno(statement->handle) == 0; // returns no rows
    }
    unsigned count = mysql_num_fields(result);
    const MYSQL_FIELD *fields = mysql_fetch_fields(result);
    bool good = columns_fit(statement, fields, count);
    if (!good) {
        columns_release(statement);
        statement->binds = calloc(count, sizeof(*statement->binds));
        statement->columns = calloc(count, sizeof(*statement->columns));
        good = statement->binds && statement->columns;
        statement->column_count = good ? count : 0;
        for (unsigned i = 0; good && i < count; i++)
            good = column_init(&statement->columns[i], &statement->binds[i], &fields[i]);
        if (!good)
            columns_release(statement);
    }
    mysql_free_result(result);
    return good;
}

enum db_status mariadb_prepare(struct db *db, MYSQL *mysql, const char *sql, struct db_statement **ret_statement)
{
    enum db_status status = DB_FAIL;
    struct mariadb_statement *statement = calloc(1, sizeof(*statement));
    if (!statement)
        return no_memory(db);
    statement->handle = mysql_stmt_init(mysql);
    if (!statement->handle) {
        status = no_memory(db);
        goto fail;
    }
    if (mysql_stmt_prepare(statement->handle, sql, strlen(sql)) != 0) {
        status = statement_fail(db, statement);
        goto fail;
    }
    statement->value_count = (unsigned)mysql_stmt_param_count(statement->handle);
    statement->values = calloc(statement->value_count + 1, sizeof(*statement->values));
    if (!statement->values) {
        status = no_memory(db);
        goto fail;
    }
    *ret_statement = &statement->base;
    return DB_OK;

fail:
    mariadb_finalize(&statement->base);
    return status;
}

static void bind_value(MYSQL_BIND *bind, const struct db_value *value)
{
    static const enum enum_field_types types[] = {
        [DB_NULL] = MYSQL_TYPE_NULL,   [DB_INT] = MYSQL_TYPE_LONGLONG, [DB_REAL] = MYSQL_TYPE_DOUBLE,
        [DB_TEXT] = MYSQL_TYPE_STRING, [DB_BLOB] = MYSQL_TYPE_BLOB,
    };
    // Connector/C reads through these pointers and never writes; its struct just is not const.
    const void *source = value->type == DB_INT    ? (const void *)&value->integer
                         : value->type == DB_REAL ? (const void *)&value->real
                                                  : value->bytes;
    *bind = (MYSQL_BIND){.buffer_type = types[value->type], .buffer_length = value->size};
    memcpy(&bind->buffer, &source, sizeof(source));
}

enum db_status mariadb_start(struct db *db, struct db_statement *base, struct db_values values)
{
    struct mariadb_statement *statement = (struct mariadb_statement *)base;
    if (values.count != statement->value_count) {
        snprintf(db->error, sizeof(db->error), "the statement takes %u values, %zu were given", statement->value_count,
                 values.count);
        return DB_FAIL;
    }
    for (size_t i = 0; i < values.count; i++)
        bind_value(&statement->values[i], &values.values[i]);
    if (values.count && mysql_stmt_bind_param(statement->handle, statement->values))
        return statement_fail(db, statement);
    if (mysql_stmt_execute(statement->handle) != 0)
        return statement_fail(db, statement);
    if (!columns_init(statement))
        return no_memory(db);
    if (statement->column_count == 0)
        return DB_OK;
    if (mysql_stmt_bind_result(statement->handle, statement->binds))
        return statement_fail(db, statement);
    // Taken whole, so that another statement can run on this connection between two rows.
    if (db->streams || mysql_stmt_store_result(statement->handle) == 0)
        return DB_OK;
    // INSERT ... RETURNING that fails: Connector/C would wait for rows of this run before the next one.
    base->broken = true;
    return statement_fail(db, statement);
}

enum db_status mariadb_start_many(struct db *db, struct db_statement *base, const struct db_value *values,
                                  size_t columns, size_t rows)
{
    struct mariadb_statement *statement = (struct mariadb_statement *)base;
    bool ran =
        columns == statement->value_count && mariadb_many(statement->handle, statement->values, values, columns, rows);
    base->broken = !ran;
    if (ran)
        return DB_OK;
    return mysql_stmt_errno(statement->handle) ? statement_fail(db, statement) : no_memory(db);
}

/* Binds the longer buffers for the rows to come. Connector/C 3.3.18 and 3.4.9 take the lengths of the row that is there
 * away by that (CONC-821): long values would be read as empty. */
static bool columns_bind(struct mariadb_statement *statement)
{
    for (unsigned i = 0; i < statement->column_count; i++)
        statement->columns[i].kept = statement->columns[i].length;
    bool good = mysql_stmt_bind_result(statement->handle, statement->binds) == 0;
    for (unsigned i = 0; i < statement->column_count; i++)
        statement->columns[i].length = statement->columns[i].kept;
    return good;
}

/* Fetches the columns that were longer than their buffers once more, into longer ones. */
static enum db_status columns_grow(struct db *db, struct mariadb_statement *statement)
{
    for (unsigned i = 0; i < statement->column_count; i++) {
        struct column *column = &statement->columns[i];
        if (!column->bytes || column->null || column->length < column->capacity)
            continue;
        char *bytes = realloc(column->bytes, column->length + 1);
        if (!bytes)
            return no_memory(db);
        column->bytes = bytes;
        column->capacity = column->length + 1;
        statement->binds[i].buffer = bytes;
        statement->binds[i].buffer_length = column->length;
        if (mysql_stmt_fetch_column(statement->handle, &statement->binds[i], i, 0) != 0)
            return statement_fail(db, statement);
    }
    return columns_bind(statement) ? DB_OK : statement_fail(db, statement);
}

enum db_status mariadb_next(struct db *db, struct db_statement *base)
{
    struct mariadb_statement *statement = (struct mariadb_statement *)base;
    if (statement->column_count == 0)
        return DB_OK;
    int code = mysql_stmt_fetch(statement->handle);
    if (code == MYSQL_NO_DATA)
        return DB_OK;
    if (code != 0 && code != MYSQL_DATA_TRUNCATED)
        return statement_fail(db, statement);
    enum db_status status = code == MYSQL_DATA_TRUNCATED ? columns_grow(db, statement) : DB_OK;
    if (status != DB_OK)
        return status;
    for (unsigned i = 0; i < statement->column_count; i++) {
        struct column *column = &statement->columns[i];
        if (column->bytes)
            column->bytes[column->null ? 0 : column->length] = '\0';
    }
    return DB_ROW;
}

void mariadb_done(struct db_statement *base)
{
    mysql_stmt_free_result(((struct mariadb_statement *)base)->handle);
}

void mariadb_finalize(struct db_statement *base)
{
    struct mariadb_statement *statement = (struct mariadb_statement *)base;
    if (statement->handle)
        mysql_stmt_close(statement->handle);
    columns_release(statement);
    free(statement->values);
    free(statement);
}

int64_t mariadb_changes(struct db *db, struct db_statement *base)
{
    (void)db;
    uint64_t rows = mysql_stmt_affected_rows(((struct mariadb_statement *)base)->handle);
    return rows == UINT64_MAX ? 0 : (int64_t)rows;
}

static struct column *column_at(struct db_statement *base, int column, const MYSQL_BIND **ret_bind)
{
    struct mariadb_statement *statement = (struct mariadb_statement *)base;
    if (column < 0 || (unsigned)column >= statement->column_count || statement->columns[column].null)
        return NULL;
    *ret_bind = &statement->binds[column];
    return &statement->columns[column];
}

int64_t mariadb_get_int(struct db_statement *base, int place)
{
    const MYSQL_BIND *bind;
    const struct column *column = column_at(base, place, &bind);
    if (!column)
        return 0;
    if (bind->buffer_type == MYSQL_TYPE_LONGLONG)
        return column->integer;
    if (bind->buffer_type == MYSQL_TYPE_DOUBLE)
        return column->real >= 9.2e18 ? INT64_MAX : column->real <= -9.2e18 ? INT64_MIN : (int64_t)column->real;
    return strtoll(column->bytes, NULL, 10);
}

double mariadb_get_real(struct db_statement *base, int place)
{
    const MYSQL_BIND *bind;
    const struct column *column = column_at(base, place, &bind);
    if (!column)
        return 0;
    if (bind->buffer_type == MYSQL_TYPE_DOUBLE)
        return column->real;
    return bind->buffer_type == MYSQL_TYPE_LONGLONG ? (double)column->integer : strtod(column->bytes, NULL);
}

const char *mariadb_get_text(struct db_statement *base, int place)
{
    const MYSQL_BIND *bind;
    struct column *column = column_at(base, place, &bind);
    if (!column)
        return NULL;
    if (column->bytes)
        return column->bytes;
    if (bind->buffer_type == MYSQL_TYPE_LONGLONG)
        snprintf(column->number, sizeof(column->number), "%lld", (long long)column->integer);
    else
        snprintf(column->number, sizeof(column->number), "%.15g", column->real);
    return column->number;
}

const void *mariadb_get_blob(struct db_statement *base, int place, size_t *ret_size)
{
    const MYSQL_BIND *bind;
    const struct column *column = column_at(base, place, &bind);
    const char *bytes = mariadb_get_text(base, place);
    *ret_size = !bytes ? 0 : column->bytes ? column->length : strlen(bytes);
    return bytes;
}

bool mariadb_is_null(struct db_statement *base, int place)
{
    const MYSQL_BIND *bind;
    return column_at(base, place, &bind) == NULL;
}

enum db_type mariadb_get_type(struct db_statement *base, int place)
{
    const MYSQL_BIND *bind;
    const struct column *column = column_at(base, place, &bind);
    if (!column)
        return DB_NULL;
    if (bind->buffer_type == MYSQL_TYPE_LONGLONG)
        return DB_INT;
    if (bind->buffer_type == MYSQL_TYPE_DOUBLE)
        return DB_REAL;
    return column->is_text ? DB_TEXT : DB_BLOB;
}
