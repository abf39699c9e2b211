/* SPDX-License-Identifier: MIT */
/* Excel's workbooks, ECMA-376 (transitional and strict): for the readers of this folder alone. */
#ifndef AMS_SCHOOL_GRID_XLSX_H
#define AMS_SCHOOL_GRID_XLSX_H

#include "school/imports/grid/grid_build.h"
#include "school/imports/grid/grid_number.h"
#include "school/imports/grid/grid_zip.h"

enum {
    XLSX_SHEETS_MAX = 64, // of a workbook, that are looked at
    XLSX_PATH_MAX = 300,  // bytes of a part's name
    XLSX_STRINGS_MAX = 2000000,
    XLSX_STRINGS_SIZE = 96 << 20, // bytes of all shared strings
    XLSX_FORMATS_MAX = 70000,     // cell formats; Excel has up to 65,490
    XLSX_CODES_MAX = 2000,        // number formats of the workbook's own
};

void grid_xlsx(struct build *build, struct grid_zip *zip);

/* ---- grid_xlsx_book.c, for grid_xlsx.c ---- */

struct xlsx_sheet {
    char name[GRID_WORD_MAX + 1];
    char part[XLSX_PATH_MAX];
};

struct xlsx_book {
    struct xlsx_sheet sheets[XLSX_SHEETS_MAX]; // the visible ones that have cells, in their order
    size_t sheet_count;
    bool from_1904;
    char *strings; // shared, one behind the other, each with a NUL
    size_t strings_size, strings_room;
    uint32_t *string_at; // where each begins
    size_t string_count, string_room;
    struct number_format *formats; // of cells, by their style
    size_t format_count, format_room;
};

/* What the workbook says beside its sheets. `string_max`: bytes of a shared string that matter; one that is longer is
 * kept one byte longer than that. */
enum grid_fault xlsx_book_open(struct grid_zip *zip, size_t string_max, struct xlsx_book **ret_book);

/* NULL is allowed. */
void xlsx_book_close(struct xlsx_book *book);

#endif
