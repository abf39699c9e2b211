/* SPDX-License-Identifier: MIT */
/* The file; tables are in place_tables.c. */
#include "store/backup/place.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/disk.h"
#include "store/backup/place_tables.h"

enum { PLACE_PATH_SIZE = STORE_URL_PATH + 32 };

/* PATH and what is added to it. */
struct beside {
    char path[PLACE_PATH_SIZE];
};

static struct beside beside(const char *path, const char *end)
{
    struct beside place;
    snprintf(place.path, sizeof(place.path), "%s%s", path, end);
    return place;
}

static bool is_there(const char *path, const char *end)
{
    return access(beside(path, end).path, F_OK) == 0;
}

static bool fail(const char *what, char error[static STORE_ERROR_SIZE])
{
    snprintf(error, STORE_ERROR_SIZE, "%s: %s.", what, strerror(errno));
    return false;
}

static bool move(const char *path, const char *from, const char *to)
{
    return rename(beside(path, from).path, beside(path, to).path) == 0 || errno == ENOENT;
}

static void remove_all(const char *path, const char *name)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
        unlink(beside(beside(path, name).path, ends[i]).path);
}

static bool sync_folder(const char *path)
{
    struct beside copy = beside(path, "");
    return disk_sync_folder(dirname(copy.path));
}

/* The former file is still the one in its place: the restore was cut short. */
static bool is_cut_short(const char *path)
{
    struct stat now, former;
    return stat(path, &now) == 0 && stat(beside(path, ".former").path, &former) == 0 && now.st_ino == former.st_ino &&
           now.st_dev == former.st_dev;
}

static bool file_settle(const char *path, bool *ret_undone, char error[static STORE_ERROR_SIZE])
{
    *ret_undone = false;
    if (is_cut_short(path)) {
        *ret_undone = true;
        if (!move(path, ".former-wal", "-wal") || unlink(beside(path, ".former").path) != 0)
            return fail("What a restore left behind cannot be put back", error);
    }
    if (is_there(path, ".restoring")) {
        *ret_undone = true;
        remove_all(path, ".restoring");
    }
    return !*ret_undone || sync_folder(path) || fail("The folder of the database cannot be written", error);
}

static bool file_begin(const char *path, struct restore_place *place, char error[static STORE_ERROR_SIZE])
{
    bool undone;
    if (!file_settle(path, &undone, error))
        return false;
    place->has_former = is_there(path, "");
    if (place->has_former && is_there(path, ".former")) {
        snprintf(error, STORE_ERROR_SIZE,
                 "What was there before an earlier restore is still kept. Forget it first: `ams restore --forget`.");
        return false;
    }
    int size = snprintf(place->url, sizeof(place->url), "sqlite:%s.restoring", path);
    return size > 0 && (size_t)size < sizeof(place->url);
}

/*
 * First the former file has its second name, then its log follows it, and then one rename puts the new one in its
 * place: whoever is cut off between leaves a file with two names, which file_settle finds.
 */
static bool file_finish(const char *path, const struct restore_place *place, char error[static STORE_ERROR_SIZE])
{
    if (place->has_former && link(path, beside(path, ".former").path) != 0)
        return fail("The former database cannot be kept aside", error);
    if (!move(path, "-wal", ".former-wal"))
        return fail("The former database's log cannot be kept aside", error);
    unlink(beside(path, "-shm").path);
    if (!sync_folder(path) || rename(beside(path, ".restoring").path, path) != 0 || !sync_folder(path))
        return fail("The restored database cannot be put into its place", error);
    remove_all(path, ".restoring");
    return true;
}

bool restore_begin(const char *url, struct restore_place *ret_place, char error[static STORE_ERROR_SIZE])
{
    struct store_url place;
    *ret_place = (struct restore_place){0};
    if (!store_url_parse(url, &place, error))
        return false;
    if (place.is_sqlite)
        return file_begin(place.path, ret_place, error);
    snprintf(ret_place->url, sizeof(ret_place->url), "%s", url);
    return tables_begin(&place, &ret_place->has_former, error);
}

bool restore_finish(const char *url, const struct restore_place *place, char error[static STORE_ERROR_SIZE])
{
    struct store_url parsed;
    if (!store_url_parse(url, &parsed, error))
        return false;
    return parsed.is_sqlite ? file_finish(parsed.path, place, error) : tables_finish(&parsed, error);
}

bool restore_settle(const char *url, bool *ret_undone, char error[static STORE_ERROR_SIZE])
{
    struct store_url place;
    if (!store_url_parse(url, &place, error))
        return false;
    return place.is_sqlite ? file_settle(place.path, ret_undone, error) : tables_settle(&place, ret_undone, error);
}

bool restore_has_former(const char *url, bool *ret_has, char error[static STORE_ERROR_SIZE])
{
    struct store_url place;
    if (!store_url_parse(url, &place, error))
        return false;
    if (!place.is_sqlite)
        return tables_has_former(&place, ret_has, error);
    *ret_has = is_there(place.path, ".former");
    return true;
}

bool restore_forget(const char *url, char error[static STORE_ERROR_SIZE])
{
    struct store_url place;
    bool undone;
    if (!store_url_parse(url, &place, error) || !restore_settle(url, &undone, error))
        return false;
    if (!place.is_sqlite)
        return tables_forget(&place, error);
    remove_all(place.path, ".former");
    return sync_folder(place.path) || fail("The folder of the database cannot be written", error);
}

bool restore_exists(const char *url, bool *ret_exists, char error[static STORE_ERROR_SIZE])
{
    struct store_url place;
    if (!store_url_parse(url, &place, error))
        return false;
    if (!place.is_sqlite)
        return tables_exist(&place, ret_exists, error);
    *ret_exists = is_there(place.path, "");
    return true;
}
