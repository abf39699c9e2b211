/* SPDX-License-Identifier: MIT */
/*
 * The TLS certificate: a file the operator gave, or a self-signed one that is made once, so that a fresh installation
 * speaks HTTPS (browsers give no camera without it).
 */
#ifndef AMS_APP_CERTIFICATE_H
#define AMS_APP_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CERTIFICATE_ERROR_SIZE = 256,
    CERTIFICATE_DAYS = 825, // the longest that Apple's systems accept
    CERTIFICATE_BYTES_MAX = 256 << 10,
};

/*
 * Sees to it that `certificate_path` and `key_path` hold a self-signed certificate (P-256) with at least a day left to
 * live: keeps what is there, otherwise makes both, the key with mode 0600. Its names are localhost, 127.0.0.1, ::1,
 * this machine's name and its LAN addresses at that time. False with a sentence in `error`.
 */
bool certificate_ensure(const char *certificate_path, const char *key_path, char error[static CERTIFICATE_ERROR_SIZE]);

/*
 * Reads both PEM files and checks that they fit together. The texts are NUL-terminated and belong to the caller
 * (certificate_free). False with a sentence in `error`, outputs untouched.
 */
bool certificate_read(const char *certificate_path, const char *key_path, char **ret_certificate, char **ret_key,
                      char error[static CERTIFICATE_ERROR_SIZE]);

/* Until when (ms UTC) the first certificate in the file is good. False with a sentence in `error`. */
bool certificate_until(const char *path, int64_t *ret_until, char error[static CERTIFICATE_ERROR_SIZE]);

/* Wipes and frees a text of certificate_read; NULL is allowed. */
void certificate_free(char *pem);

#endif
