/* SPDX-License-Identifier: MIT */
/* The embedder: an aligned face -> a unit vector. For the face room only. */
#ifndef AMS_FACE_EMBED_H
#define AMS_FACE_EMBED_H

#include <stdbool.h>
#include <stdint.h>

#include "face/align.h"
#include "face/manifest.h"
#include "nn/model.h"

struct embedder;

/*
 * NULL with a sentence in `error` when the model does not map (1, 112, 112, 3) to at most FACE_TEMPLATE_LENGTH values.
 * One thread at a time.
 */
struct embedder *embedder_open(const struct model *model, struct tensor_format format,
                               char error[static FACE_ERROR_SIZE]);

/* Values that its net gives. */
size_t embedder_length(const struct embedder *embedder);

/* NULL is allowed. */
void embedder_close(struct embedder *embedder);

/*
 * Unit length; values past the net's own are 0, which changes no cosine. `ret_length`: the vector's length before it
 * was scaled, which is less the less the net makes of the face. False when that is 0
 * or not finite.
 */
bool embedder_run(struct embedder *embedder, const uint8_t pixels[static ALIGN_BYTES],
                  float values[static FACE_TEMPLATE_LENGTH], float *ret_length);

/* Scales to length 1. False, and nothing changed, for a vector that is zero or not finite. Pure. */
bool embedding_normalise(float values[static FACE_TEMPLATE_LENGTH]);

/* The largest cosine of a unit vector with one of the directions; -1 where there is none. Pure. */
float embedding_likeness(const struct manifest_alike *alike, const float *values);

/* Sum of products: the cosine of two unit vectors. Pure. */
float embedding_cosine(const float *a, const float *b);

#endif
