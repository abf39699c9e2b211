/* SPDX-License-Identifier: MIT */
/* Where the master key comes from. */
#ifndef AMS_APP_MASTER_KEY_H
#define AMS_APP_MASTER_KEY_H

#include <stdbool.h>

#include "app/config.h"
#include "crypto/secret_key.h"

enum { MASTER_KEY_ERROR_SIZE = 512 };

enum master_key_source { MASTER_KEY_ENVIRONMENT, MASTER_KEY_CREDENTIAL, MASTER_KEY_FILE };

/*
 * The master key: of AMS_MASTER_KEY in the environment, else of systemd's credential ams-master-key, else of the
 * setting key_file, which is made when it is not there and `create`. The first two hold 64 hex digits or base64, or
 * several such lines with the one in force first. NULL with a sentence in `error`.
 */
struct secret_key *master_key_open(const struct config *config, bool create, enum master_key_source *ret_source,
                                   char error[static MASTER_KEY_ERROR_SIZE]);

/* Whether there is one in any of these places; whether it is good, opening it tells. */
bool master_key_found(const struct config *config);

#endif
