/* SPDX-License-Identifier: MIT */
/* Where the data is, taken apart. For src/store/ only. */
#ifndef AMS_STORE_URL_H
#define AMS_STORE_URL_H

#include <stdbool.h>

#include "store/store.h"

enum { STORE_URL_PART = 256, STORE_URL_PATH = 1024, STORE_PORT_DEFAULT = 3306 };

struct store_url {
    bool is_sqlite;
    char path[STORE_URL_PATH]; // SQLite: the file
    char user[STORE_URL_PART];
    char password[STORE_URL_PART];
    char host[STORE_URL_PART];
    unsigned port;
    char database[STORE_URL_PART];
    char socket[STORE_URL_PART]; // "": connect to host and port
};

/* Takes `text` apart. False with a sentence in `error`, which never repeats the text (it may hold a password). */
bool store_url_parse(const char *text, struct store_url *ret_url, char error[static STORE_ERROR_SIZE]);

#endif
