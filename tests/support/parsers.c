/* SPDX-License-Identifier: MIT */
#include "support/parsers.h"

#include <stdio.h>
#include <stdlib.h>

#include "face/image/image_logo.h"
#include "school/files/file_kind.h"
#include "school/imports/grid/grid_work.h"
#include "school/imports/zip/unpack.h"

static struct file_kinds *kinds;
static struct keeper *keeper;
static struct workers *workers;

static void close_all(void)
{
    workers_close(workers);
    keeper_close(keeper);
    file_kinds_close(kinds);
}

/* Before main(), while the program has no thread: one that held the allocator's lock at the fork would leave it locked
 * in the worker for ever, where the sanitizer does not see to it (gcc 12). */
__attribute__((constructor)) static void begin(void)
{
    struct worker_op ops[4];
    char error[KEEPER_ERROR_SIZE] = "libmagic's table";
    kinds = file_kinds_open();
    if (kinds) {
        file_kinds_op(kinds, &ops[0]);
        unpack_op(&ops[1]);
        image_logo_op(&ops[2]);
        grid_op(&ops[3]);
        keeper = keeper_fork(&(struct worker_kit){ops, 4}, error);
    }
    workers = keeper ? workers_open(keeper, 1) : NULL;
    if (!workers) {
        fprintf(stderr, "parsers: %s\n", error);
        exit(99);
    }
    atexit(close_all);
}

struct workers *parsers_shared(void)
{
    return workers;
}
