/* SPDX-License-Identifier: MIT */
#include "app/cli.h"

#include <stdarg.h>
#include <stdio.h>

int cli_fail(const char *format, ...)
{
    va_list arguments;
    fputs("ams: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return CLI_FAILED;
}
