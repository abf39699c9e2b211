/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as the settings' file. What is taken can be printed, and no secret of it is. */
#include <assert.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/config.h"
#include "own_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_printed(const struct config *config)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        abort();
    config_print(config, out);
    fclose(out);
    // A short word may stand in a sentence by chance.
    assert(strlen(config->smtp_password) < 12 || !strstr(text, config->smtp_password) ||
           strcmp(config->smtp_password, config->smtp_user) == 0 || strstr(config->smtp_user, config->smtp_password));
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char *const nothing[] = {NULL};
    struct config config;
    char error[CONFIG_ERROR_SIZE] = "", path[64];
    int file = memfd_create("settings", MFD_CLOEXEC);
    if (file < 0 || write(file, bytes, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    if (config_load(&config, path, nothing, error)) {
        assert(config.port >= 0 && config.port <= 65535 && strlen(config.public_url) <= CONFIG_URL_MAX);
        check_printed(&config);
        config_release(&config);
    } else {
        assert(*error && memchr(error, '\0', sizeof(error)));
    }
    close(file);
    return 0;
}
