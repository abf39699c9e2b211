/* SPDX-License-Identifier: MIT */
/* Prepared statements of MariaDB; the connection is in db_mariadb.c. For src/store/ only. */
#ifndef AMS_STORE_MARIADB_STATEMENT_H
#define AMS_STORE_MARIADB_STATEMENT_H

#include <mysql.h>

#include "store/engine.h"

/* Notes an error of the server or of the connection in `db` and says what it means for the caller. */
enum db_status mariadb_fail(struct db *db, unsigned number, const char *message);

/* The functions of struct db_engine with these names; `mysql` is the live connection of `db`. */
enum db_status mariadb_prepare(struct db *db, MYSQL *mysql, const char *sql, struct db_statement **ret_statement);
enum db_status mariadb_start(struct db *db, struct db_statement *statement, struct db_values values);
enum db_status mariadb_start_many(struct db *db, struct db_statement *statement, const struct db_value *values,
                                  size_t columns, size_t rows);
enum db_status mariadb_next(struct db *db, struct db_statement *statement);
void mariadb_done(struct db_statement *statement);
void mariadb_finalize(struct db_statement *statement);
int64_t mariadb_changes(struct db *db, struct db_statement *statement);
int64_t mariadb_get_int(struct db_statement *statement, int column);
double mariadb_get_real(struct db_statement *statement, int column);
const char *mariadb_get_text(struct db_statement *statement, int column);
const void *mariadb_get_blob(struct db_statement *statement, int column, size_t *ret_size);
bool mariadb_is_null(struct db_statement *statement, int column);
enum db_type mariadb_get_type(struct db_statement *statement, int column);

#endif
