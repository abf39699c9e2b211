/* SPDX-License-Identifier: MIT */
/* The command line: a table of commands, and what they share. */
#ifndef AMS_APP_CLI_H
#define AMS_APP_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "app/config.h"

enum {
    CLI_OK = 0,
    CLI_FAILED = 1, // it was understood but did not work; the reason is on standard error
    CLI_USAGE = 2,  // it was not understood
    CLI_OPTIONS_MAX = 8,
};

/* What a command gets. Valid until it returns. */
struct cli_call {
    const struct config *config;         // NULL for commands that need none
    const char *values[CLI_OPTIONS_MAX]; // of the command's options, in order; NULL: not given; "": a switch that was
    int rest_count;                      // words that are no options
    char **rest;
};

/* Runs the command that argv names. Returns the exit code. */
int cli_run(int argc, char **argv, char *const *environment);

/* Prints "ams: " and a sentence on standard error; returns CLI_FAILED. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
