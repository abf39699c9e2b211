/* SPDX-License-Identifier: MIT */
#include "app/master_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/secret.h"

enum { PATH_SIZE = 4096, TEXT_SIZE = 1024 };

static const char form[] = "64 hex digits or base64 of 32 bytes; several lines with the one in force first";

static bool credential_path(const struct config *config, char path[static PATH_SIZE])
{
    return config->credentials && snprintf(path, PATH_SIZE, "%s/ams-master-key", config->credentials) < PATH_SIZE &&
           access(path, F_OK) == 0;
}

bool master_key_found(const struct config *config)
{
    char path[PATH_SIZE];
    return config->master_key || credential_path(config, path) || access(config->key_file, F_OK) == 0 ||
           errno != ENOENT;
}

/* systemd's folder belongs to the service; the modes of its files are systemd's. */
static struct secret_key *of_credential(const char *path, char error[static MASTER_KEY_ERROR_SIZE])
{
    char text[TEXT_SIZE + 1];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = file >= 0 ? read(file, text, TEXT_SIZE) : -1;
    if (file >= 0)
        close(file);
    text[size > 0 ? size : 0] = '\0';
    struct secret_key *key = size > 0 ? secret_key_read(text) : NULL;
    if (!key && size == SECRET_KEY_BYTES)
        key = secret_key_of((const uint8_t *)text);
    secret_wipe(text, sizeof(text));
    if (!key)
        snprintf(error, MASTER_KEY_ERROR_SIZE, "%.200s is no master key: it must be 32 bytes, or %s.", path, form);
    return key;
}

struct secret_key *master_key_open(const struct config *config, bool create, enum master_key_source *ret_source,
                                   char error[static MASTER_KEY_ERROR_SIZE])
{
    char path[PATH_SIZE];
    *ret_source = MASTER_KEY_ENVIRONMENT;
    struct secret_key *key = config->master_key ? secret_key_read(config->master_key) : NULL;
    if (config->master_key && !key)
        snprintf(error, MASTER_KEY_ERROR_SIZE, "AMS_MASTER_KEY is no master key: it must be %s.", form);
    if (config->master_key)
        return key;
    *ret_source = MASTER_KEY_CREDENTIAL;
    if (credential_path(config, path))
        return of_credential(path, error);
    *ret_source = MASTER_KEY_FILE;
    key = secret_key_open(config->key_file, create);
    if (!key && errno == ENOENT)
        snprintf(error, MASTER_KEY_ERROR_SIZE, "There is no master key at %.300s. Put it back, or set key_file.",
                 config->key_file);
    else if (!key)
        snprintf(error, MASTER_KEY_ERROR_SIZE, "%.300s is no readable master key of 32 bytes with mode 0600.",
                 config->key_file);
    return key;
}
