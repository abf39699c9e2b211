/* SPDX-License-Identifier: MIT */
/* A prepared statement run once for each of many lists of values, in one exchange with the server: Connector/C's array
 * binding, which takes the values of a column together. For src/store/ only. */
#ifndef AMS_STORE_MARIADB_MANY_H
#define AMS_STORE_MARIADB_MANY_H

#include <mysql.h>

#include "store/db.h"

/* `binds`: room for one a column, written over. The values of a column are of one type or NULL. False: the handle says
 * why, or, when it says nothing, there was no memory. */
bool mariadb_many(MYSQL_STMT *handle, MYSQL_BIND *binds, const struct db_value *values, size_t columns, size_t rows);

#endif
