/* SPDX-License-Identifier: MIT */
#include "store/check.h"

#include <stdio.h>
#include <sys/stat.h>

#include "store/engine.h"

bool store_was_cut_off(const char *url)
{
    struct store_url place;
    struct stat about;
    char error[STORE_ERROR_SIZE], path[STORE_URL_PATH + 8];
    if (!store_url_parse(url, &place, error) || !place.is_sqlite)
        return false;
    snprintf(path, sizeof(path), "%s-wal", place.path);
    return stat(path, &about) == 0 && about.st_size > 0;
}

bool store_check(const char *url, char error[static STORE_ERROR_SIZE])
{
    struct store_url place;
    if (!store_url_parse(url, &place, error))
        return false;
    struct db *db = db_open(&place, DB_READER, error);
    bool good = db != NULL;
    if (good && place.is_sqlite && !db_sqlite_log_fits(place.path, db)) {
        snprintf(
            error, STORE_ERROR_SIZE,
            "The write-ahead log beside the database (-wal) belongs to another file. Nothing was changed. Move it and "
            "-shm away, or restore a backup with `ams restore`.");
        good = false;
    }
    good = good && db->engine->check(db, error);
    db_close(db);
    return good;
}
