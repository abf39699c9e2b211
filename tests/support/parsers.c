/* SPDX-License-Identifier: MIT */
#include "support/parsers.h"

#include <stdio.h>
#include <stdlib.h>

#include "school/files/file_kind.h"
#include "school/imports/unpack.h"

void parsers_open(struct parsers *parsers)
{
    static struct file_kinds *kinds; // once a program
    struct worker_op ops[2];
    char error[KEEPER_ERROR_SIZE] = "libmagic's table";
    kinds = kinds ? kinds : file_kinds_open();
    if (kinds) {
        file_kinds_op(kinds, &ops[0]);
        unpack_op(&ops[1]);
        parsers->keeper = keeper_fork(&(struct worker_kit){ops, 2}, error);
    }
    parsers->workers = kinds && parsers->keeper ? workers_open(parsers->keeper, 1) : NULL;
    if (parsers->workers)
        return;
    fprintf(stderr, "parsers: %s\n", error);
    exit(99);
}

void parsers_close(struct parsers *parsers)
{
    workers_close(parsers->workers);
    keeper_close(parsers->keeper);
}
