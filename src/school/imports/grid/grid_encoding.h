/* SPDX-License-Identifier: MIT */
/* Text of any encoding as UTF-8 (ICU): for the readers of this folder alone. */
#ifndef AMS_SCHOOL_GRID_ENCODING_H
#define AMS_SCHOOL_GRID_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "school/imports/grid/grid.h"

enum { DECODED_NAME_SIZE = GRID_ENCODING_SIZE };

struct decoded {
    const char *text; // not NUL-terminated; UTF-8, but for bytes in a file of UTF-8 that are none
    size_t size;
    char encoding[DECODED_NAME_SIZE]; // that was guessed; "": a mark told it, or it is UTF-8
    char *own;                        // what is to be freed
};

/*
 * By the mark that the file begins with; else as the hint says; else by its zero bytes (UTF-16); else UTF-8 when most
 * of what is not ASCII in it is; else, in Latin letters, the code page in which they make sense (grid_latin.h), and of
 * other scripts what ICU's detector finds. False without memory. `bytes` are borrowed as long as the text. `hint` may
 * be NULL.
 */
bool decode(const void *bytes, size_t size, const struct grid_hint *hint, struct decoded *ret_decoded);

void decoded_release(struct decoded *decoded);

#endif
