/* SPDX-License-Identifier: MIT */
/* Rows of sums and lines of text below a table. For the files of the imports only. */
#ifndef AMS_SCHOOL_IMPORT_ASIDE_H
#define AMS_SCHOOL_IMPORT_ASIDE_H

#include <stdbool.h>
#include <stddef.h>

struct grid_row;

/* Whether a clean row, behind the header of a table of which `known` columns are known, is about nobody: it begins with
 * "Total", "Signature" or the like and has no other words, or it is a line such as "P = present". Somebody whose name
 * is such a word has another part of it, an address, or words beside it. */
bool import_is_aside(const struct grid_row *row, size_t known);

#endif
