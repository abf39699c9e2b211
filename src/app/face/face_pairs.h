/* SPDX-License-Identifier: MIT */
/* LFW's pairs.txt: "folds pairs" (or one number: one fold), then lines "name i j" and "name i name j". */
#ifndef AMS_APP_FACE_PAIRS_H
#define AMS_APP_FACE_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    FACE_PAIRS_ERROR_SIZE = 256,
    FACE_PAIRS_MAX = 1000000,
    FACE_PAIRS_NAME_SIZE = 96,
};

/* One photograph: DIR/name/name_0001.jpg. */
struct face_pairs_image {
    char name[FACE_PAIRS_NAME_SIZE];
    unsigned number;
};

struct face_pair {
    size_t a, b; // indices of images
    unsigned fold;
    bool same;
};

struct face_pairs {
    struct face_pair *pairs;
    size_t pair_count;
    struct face_pairs_image *images; // each once
    size_t image_count;
    unsigned folds;
};

/* False, and nothing to release, with a sentence in `error` that names the line. */
bool face_pairs_read(const char *path, struct face_pairs *ret_pairs, char error[static FACE_PAIRS_ERROR_SIZE]);
void face_pairs_release(struct face_pairs *pairs);

#endif
