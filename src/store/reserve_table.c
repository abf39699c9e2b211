/* SPDX-License-Identifier: MIT */
#include "store/reserve_table.h"

#include <inttypes.h>
#include <stdio.h>

#include "store/engine.h"
#include "store/reserve.h"

enum { ROWS = 2048, ROW_BYTES = 7900 }; // two rows a page of 16 KB

_Static_assert(ROWS / 2 * (16 << 10) == RESERVE_BYTES, "the table is as large as the reserve");

static const char drop[] = "DROP TABLE IF EXISTS store_reserve";

static bool is_whole(struct db *db)
{
    int64_t tables = 0, rows = 0;
    return db_one_int(db, &tables,
                      "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name ="
                      " 'store_reserve'",
                      DB_NO_VALUES) == DB_ROW &&
           tables == 1 && db_one_int(db, &rows, "SELECT COUNT(*) FROM store_reserve", DB_NO_VALUES) == DB_ROW &&
           rows == ROWS;
}

/* Each row is stored within its page: a table that cannot grow says so at once. */
static bool fill(struct db *db)
{
    char sql[120];
    if (db->engine->run(db, drop, NULL) != DB_OK ||
        db->engine->run(db,
                        "CREATE TABLE store_reserve (id INT PRIMARY KEY, room VARCHAR(8000) CHARACTER SET ascii NOT"
                        " NULL) ENGINE=InnoDB",
                        NULL) != DB_OK)
        return false;
    snprintf(sql, sizeof(sql), "INSERT INTO store_reserve (id, room) VALUES (0, REPEAT('x', %d))", ROW_BYTES);
    bool good = db->engine->run(db, sql, NULL) == DB_OK;
    for (int rows = 1; good && rows < ROWS; rows *= 2) {
        snprintf(sql, sizeof(sql), "INSERT INTO store_reserve (id, room) SELECT id + %d, room FROM store_reserve",
                 rows);
        good = db->engine->run(db, sql, NULL) == DB_OK;
    }
    if (!good)
        (void)db->engine->run(db, drop, NULL);
    return good;
}

bool reserve_table_make(struct db *db)
{
    int64_t got = 0;
    if (!db_ready(db))
        return false;
    if (is_whole(db))
        return true;
    if (db_one_int(db, &got, "SELECT GET_LOCK(CONCAT('ams.reserve.', DATABASE()), 0)", DB_NO_VALUES) != DB_ROW || !got)
        return false; // another store is at it
    bool good = is_whole(db) || fill(db);
    (void)db->engine->run(db, "DO RELEASE_LOCK(CONCAT('ams.reserve.', DATABASE()))", NULL);
    return good;
}

bool reserve_table_give(struct db *db)
{
    return db_ready(db) && db->engine->run(db, drop, NULL) == DB_OK;
}
