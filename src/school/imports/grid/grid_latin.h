/* SPDX-License-Identifier: MIT */
/* Which code page a text in Latin letters is in: for grid_encoding.c alone. */
#ifndef AMS_SCHOOL_GRID_LATIN_H
#define AMS_SCHOOL_GRID_LATIN_H

#include <stddef.h>

/*
 * The name of the code page in which the bytes past ASCII make the most sense, as letters of one language in places
 * where it has them. `text` is the file's, of which the headings and the countries of its addresses tell something,
 * too; `sample` its lines that are not ASCII alone. `language`: a tag such as "hu" or "et-EE" that is likely, which
 * decides where the letters decide nothing; NULL: none. Literal; NULL without memory.
 */
const char *latin_page(const char *text, size_t size, const char *sample, size_t sample_size, const char *language);

#endif
