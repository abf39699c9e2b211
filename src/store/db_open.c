/* SPDX-License-Identifier: MIT */
#include "store/db.h"
#include "store/engine.h"

struct db *db_open(const struct store_url *url, enum db_role role, char error[static STORE_ERROR_SIZE])
{
    const struct db_engine *engine = url->is_sqlite ? &db_sqlite : &db_mariadb;
    return engine->open(url, role, error);
}
