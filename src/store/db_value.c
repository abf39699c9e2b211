/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "store/db.h"

/* Names of one letter: clang-format takes them for macros. */
/* clang-format off */

struct db_value I(int64_t value)
{
    return (struct db_value){.type = DB_INT, .integer = value};
}

struct db_value R(double value)
{
    return (struct db_value){.type = DB_REAL, .real = value};
}

struct db_value T(const char *text)
{
    return text ? (struct db_value){.type = DB_TEXT, .bytes = text, .size = strlen(text)} : N();
}

struct db_value B(const void *bytes, size_t size)
{
    return bytes ? (struct db_value){.type = DB_BLOB, .bytes = bytes, .size = size} : N();
}

struct db_value N(void)
{
    return (struct db_value){.type = DB_NULL};
}
