/* SPDX-License-Identifier: MIT */
/* place.h for tables of a server. For src/store/backup/ only. */
#ifndef AMS_STORE_PLACE_TABLES_H
#define AMS_STORE_PLACE_TABLES_H

#include "store/url.h"

bool tables_begin(const struct store_url *url, bool *ret_has_former, char error[static STORE_ERROR_SIZE]);
bool tables_finish(const struct store_url *url, char error[static STORE_ERROR_SIZE]);
bool tables_settle(const struct store_url *url, bool *ret_undone, char error[static STORE_ERROR_SIZE]);
bool tables_has_former(const struct store_url *url, bool *ret_has, char error[static STORE_ERROR_SIZE]);
bool tables_forget(const struct store_url *url, char error[static STORE_ERROR_SIZE]);
bool tables_exist(const struct store_url *url, bool *ret_exists, char error[static STORE_ERROR_SIZE]);

#endif
