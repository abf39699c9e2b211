/* SPDX-License-Identifier: MIT */
/* Where the data is, taken apart. For src/store/ only. */
#ifndef AMS_STORE_URL_H
#define AMS_STORE_URL_H

#include <stdbool.h>

#include "store/store.h"

enum {
    STORE_URL_PART = 256,
    STORE_URL_PATH = 1024,
    STORE_PORT_DEFAULT = 3306,
    STORE_HOSTS_MAX = 4, // a primary and its replicas
};

struct store_host {
    char name[STORE_URL_PART]; // of IPv6 without its brackets
    unsigned port;
};

struct store_url {
    bool is_sqlite;
    char path[STORE_URL_PATH]; // SQLite: the file
    char user[STORE_URL_PART];
    char password[STORE_URL_PART];
    struct store_host hosts[STORE_HOSTS_MAX]; // with more than one, the one that can be written to
    size_t host_count;
    char database[STORE_URL_PART];
    char socket[STORE_URL_PART]; // "": connect to host and port
    bool tls;                    // only encrypted, to a server whose certificate names the host
    char ca[STORE_URL_PART];     // PEM file that the certificate is checked against; "": the system's
    unsigned timeout_s;          // the longest wait for an answer; store_url_parse leaves it 0
};

/* Takes `text` apart. False with a sentence in `error`, which never repeats the text (it may hold a password). */
bool store_url_parse(const char *text, struct store_url *ret_url, char error[static STORE_ERROR_SIZE]);

/* Whether a host is this machine: what goes there needs no encryption. */
bool store_host_is_here(const char *name);

#endif
