/* SPDX-License-Identifier: MIT */
#include "app/installation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/master_key.h"
#include "base/log.h"
#include "store/backup/place.h"

static bool is_file(const char *database)
{
    return strncmp(database, "sqlite:", 7) == 0;
}

bool installation_has_database(const struct config *config, bool *ret_has, char error[static INSTALLATION_ERROR_SIZE])
{
    char reason[STORE_ERROR_SIZE] = "";
    if (restore_exists(config->database, ret_has, reason))
        return true;
    snprintf(error, INSTALLATION_ERROR_SIZE, "The database: %s", reason);
    return false;
}

bool installation_found(const struct config *config, char error[static INSTALLATION_ERROR_SIZE])
{
    bool has;
    if (!installation_has_database(config, &has, error))
        return false;
    if (!has) {
        snprintf(
            error, INSTALLATION_ERROR_SIZE,
            "There is no installation here: %s is not there. Settings were read from %s; name those of the service "
            "with --config FILE, and run this as its user. `ams serve` makes a new installation.",
            is_file(config->database) ? config->database + 7 : "the schema in the database", config->path);
        return false;
    }
    if (master_key_found(config))
        return true;
    snprintf(
        error, INSTALLATION_ERROR_SIZE,
        "The master key %s is not there, but the database is. Put it back from where you keep it: without it faces, "
        "second factors and evidence cannot be read.",
        config->key_file);
    return false;
}

bool installation_lock(const char *database, int *ret_lock, char error[static INSTALLATION_ERROR_SIZE])
{
    char path[1100];
    *ret_lock = -1;
    if (!is_file(database))
        return true;
    snprintf(path, sizeof(path), "%s.lock", database + 7);
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) {
        snprintf(error, INSTALLATION_ERROR_SIZE, "%s cannot be written: %s.", path, strerror(errno));
        return false;
    }
    if (flock(lock, LOCK_EX | LOCK_NB) == 0) {
        *ret_lock = lock;
        return true;
    }
    close(lock);
    snprintf(error, INSTALLATION_ERROR_SIZE, "Another ams is serving %s, or restoring it. Stop it first.",
             database + 7);
    return false;
}

bool installation_settle(const char *database, char error[static INSTALLATION_ERROR_SIZE])
{
    char reason[STORE_ERROR_SIZE] = "", part[1100];
    int lock = -1;
    bool undone = false;
    if (is_file(database)) {
        snprintf(part, sizeof(part), "%s.restoring", database + 7);
        if (access(part, F_OK) != 0)
            return true;
        if (!installation_lock(database, &lock, error))
            return false;
    }
    bool good = restore_settle(database, &undone, reason);
    if (lock >= 0)
        close(lock);
    if (undone)
        log_write(LOG_WARN, "restore_undone", "a restore had been cut short: what was there before is in its place");
    if (!good)
        snprintf(error, INSTALLATION_ERROR_SIZE, "The database: %s", reason);
    return good;
}
