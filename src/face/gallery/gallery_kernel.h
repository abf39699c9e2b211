/* SPDX-License-Identifier: MIT */
/*
 * The inner loop of the gallery: whole-number products of quantised templates. Templates lie in blocks of
 * GALLERY_LANES, four values of each beside each other, so that no sum has to be added up across a register:
 *
 *     codes (GALLERY_STEPS, GALLERY_LANES, 4): codes[s][l][i] = value 4 s + i of the block's template l, -127..127
 *
 * One body each for AVX-512 VNNI and AVX2, and a plain one that says what they compute. All give the same numbers. For
 * gallery.c and its tests only.
 */
#ifndef AMS_FACE_GALLERY_KERNEL_H
#define AMS_FACE_GALLERY_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "face/face.h"

enum {
    GALLERY_LANES = 16,
    GALLERY_STEPS = FACE_TEMPLATE_LENGTH / 4,
    GALLERY_BLOCK_BYTES = GALLERY_LANES * FACE_TEMPLATE_LENGTH,
    GALLERY_KERNELS_MAX = 3,
    GALLERY_CODE_MAX = 127,
    GALLERY_TOGETHER = 4, // most queries of one call
};

/* A quantised query, in the forms that the bodies want it in. */
struct gallery_codes {
    _Alignas(64) int8_t codes[FACE_TEMPLATE_LENGTH];       // -127..127
    _Alignas(64) uint8_t shifted[FACE_TEMPLATE_LENGTH];    // codes + 128
    _Alignas(64) uint8_t magnitudes[FACE_TEMPLATE_LENGTH]; // |codes|
};

/* Fills the other forms from `codes`. */
void gallery_codes_finish(struct gallery_codes *query);

/*
 * products[q][l] = sum of queries[q].codes times the codes of the block's template l, for `count` queries (1 to
 * GALLERY_TOGETHER). `block` is aligned to 64 bytes; `sums[l]` is the sum of template l's codes.
 */
typedef void gallery_kernel(const int8_t *block, const int32_t sums[static GALLERY_LANES],
                            const struct gallery_codes *queries, size_t count, int32_t products[][GALLERY_LANES]);

/* The bodies that this CPU can run, fastest first, the plain one last; at least one. Returns how many. Thread-safe. */
size_t gallery_kernels(gallery_kernel *ret_kernels[static GALLERY_KERNELS_MAX]);

#endif
