/* SPDX-License-Identifier: MIT */
/* Workbooks made here, for tests: XLSX as libxlsxwriter and by hand, ODS by hand. */
#ifndef AMS_TESTS_BOOK_FILE_H
#define AMS_TESTS_BOOK_FILE_H

#include <stddef.h>

/* All to be freed. */

/* A sheet of `rows`, which are XML of its sheetData (NULL: none), with the shared strings and the styles that are given
 * (NULL: none), in a workbook whose XML says `properties` too. */
unsigned char *book_xlsx(const char *rows, const char *strings, const char *styles, const char *properties,
                         size_t *ret_size);

/* The content of an office:spreadsheet, with automatic styles. */
unsigned char *book_ods(const char *styles, const char *tables, size_t *ret_size);

#endif
