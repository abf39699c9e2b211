/* SPDX-License-Identifier: MIT */
/* What gallery.c (keeping templates) and gallery_search.c share. */
#ifndef AMS_FACE_GALLERY_INSIDE_H
#define AMS_FACE_GALLERY_INSIDE_H

#include <pthread.h>

#include "base/work.h"
#include "face/gallery/gallery.h"
#include "face/gallery/gallery_kernel.h"
#include "face/locked.h"

/* What a block's codes mean. */
struct block_facts {
    float scales[GALLERY_LANES];
    float errors[GALLERY_LANES]; // |e_g|, rounded up
    int32_t sums[GALLERY_LANES];
};

struct gallery {
    char model_id[FACE_MODEL_ID_SIZE];
    gallery_kernel *kernel;
    unsigned threads;
    struct work *work;     // threads - 1 of them; NULL for one thread
    pthread_rwlock_t lock; // guards all below
    size_t count;
    struct locked codes;  // (blocks, GALLERY_BLOCK_BYTES)
    struct locked facts;  // (blocks) of struct block_facts
    struct locked values; // (count, FACE_TEMPLATE_LENGTH) floats
    struct locked owners; // (count)
};

/* One template as codes. */
struct quantised {
    struct gallery_codes codes; // only `codes` is filled
    float scale;
    float error;  // |e|, rounded up
    float length; // |scale codes|, rounded up
    int32_t sum;
};

/* How far from 1 a unit vector's length may be. */
#define GALLERY_UNIT_TOLERANCE 1e-3

/* False for what is no unit vector. */
bool gallery_quantise(const float values[static FACE_TEMPLATE_LENGTH], struct quantised *ret_quantised);

static inline struct block_facts *facts_of(const struct gallery *gallery, size_t block)
{
    return (struct block_facts *)gallery->facts.bytes + block;
}

static inline float *values_of(const struct gallery *gallery, size_t row)
{
    return (float *)gallery->values.bytes + row * FACE_TEMPLATE_LENGTH;
}

#endif
