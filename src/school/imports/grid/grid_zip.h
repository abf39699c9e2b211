/* SPDX-License-Identifier: MIT */
/* The parts of a workbook, which is a ZIP archive (libzip), handed out piece by piece: for the readers of this folder
 * alone, and in a worker alone. */
#ifndef AMS_SCHOOL_GRID_ZIP_H
#define AMS_SCHOOL_GRID_ZIP_H

#include "school/imports/grid/grid.h"

enum {
    GRID_PARTS_MAX = 4096,
    GRID_PART_MAX = 192 << 20, // bytes of one, unpacked; it is never held as a whole
    GRID_ALL_MAX = 320 << 20,  // bytes of all that are unpacked
    GRID_RATIO_FROM = 8 << 20,
    GRID_RATIO_MAX = 250, // unpacked to packed, of a part of more than GRID_RATIO_FROM
};

struct grid_zip;

/* NULL, with *ret_fault set, when it is no whole archive or has too many parts. `bytes` are borrowed. */
struct grid_zip *grid_zip_open(const void *bytes, size_t size, enum grid_fault *ret_fault);

/* Names are compared without regard to case, as the format asks. */
bool grid_zip_has(struct grid_zip *zip, const char *name);

/* Gives `take` the part's bytes until it answers false or there are no more. GRID_DAMAGED also for one that is not
 * there; GRID_ENCRYPTED, GRID_TOO_LARGE. */
enum grid_fault grid_zip_read(struct grid_zip *zip, const char *name,
                              bool (*take)(void *context, const char *bytes, size_t size, bool last), void *context);

/* NULL is allowed. */
void grid_zip_close(struct grid_zip *zip);

#endif
