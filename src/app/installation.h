/* SPDX-License-Identifier: MIT */
/* Whether there is an installation where the settings point, and who may work on it. */
#ifndef AMS_APP_INSTALLATION_H
#define AMS_APP_INSTALLATION_H

#include <stdbool.h>

#include "app/config.h"

enum { INSTALLATION_ERROR_SIZE = 1280 };

/*
 * The database and its master key are there. False with a sentence in `error` that says what is missing, where it was
 * looked for and by which settings: only `ams serve` and `ams demo` make new ones, and a key only with a new database.
 */
bool installation_found(const struct config *config, char error[static INSTALLATION_ERROR_SIZE]);

/* There is a database; false with a sentence when it cannot be told. */
bool installation_has_database(const struct config *config, bool *ret_has, char error[static INSTALLATION_ERROR_SIZE]);

/*
 * Takes an SQLite database for one server, or one restore: a descriptor in *ret_lock, which the system lets go of when
 * the process ends; -1 for MariaDB. False with a sentence when another has it.
 */
bool installation_lock(const char *database, int *ret_lock, char error[static INSTALLATION_ERROR_SIZE]);

/* Before the database is opened: undoes a restore that was cut short; false with a sentence when one is under way. */
bool installation_settle(const char *database, char error[static INSTALLATION_ERROR_SIZE]);

#endif
