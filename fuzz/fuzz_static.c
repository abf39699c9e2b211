/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: any target, Accept, Accept-Encoding and If-None-Match (a line each) at a folder of the web app. Nothing
 * but the files that are in it is ever named.
 */
#include <assert.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/static.h"
#include "own_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const files[] = {"index.html", "app.js", "app.js.gz", "app.js.br", "a.txt"};
static char folder[] = "/tmp/ams-fuzz-static-XXXXXX";
static struct static_files *served;

static void path_of(size_t i, char path[static 64])
{
    snprintf(path, 64, "%s/%s", folder, files[i]);
}

static void remove_folder(void)
{
    char path[64];
    static_close(served);
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        path_of(i, path);
        unlink(path);
    }
    rmdir(folder);
}

static void make_folder(void)
{
    char path[64], error[256];
    if (!mkdtemp(folder))
        abort();
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        path_of(i, path);
        FILE *file = fopen(path, "w");
        if (!file || fputs("x", file) < 0 || fclose(file) != 0)
            abort();
    }
    served = static_open(folder, NULL, error, sizeof(error));
    if (!served)
        abort();
    atexit(remove_folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (!served)
        make_folder();
    char *text = own_text(bytes, size), *rest = text;
    const char *target = next_line(&rest);
    const struct message_header headers[] = {{"Accept", next_line(&rest)},
                                             {"Accept-Encoding", next_line(&rest)},
                                             {"If-None-Match", next_line(&rest)},
                                             {NULL, NULL}};
    struct message message;
    if (message_init_local(&message, HTTP_GET, target, headers, NULL, 0) &&
        static_serve(served, &message) == STATIC_FOUND && message.reply_file) {
        char path[64];
        bool known = false;
        for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
            path_of(i, path);
            known = known || strcmp(message.reply_file, path) == 0;
        }
        assert(known);
    }
    message_release(&message);
    free(text);
    return 0;
}
