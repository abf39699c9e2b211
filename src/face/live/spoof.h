/* SPDX-License-Identifier: MIT */
/*
 * The anti-spoof nets: is it a face, or a print or a screen that shows one? Optional: their files may be missing
 * (face_models_spoof()). Each net looks at one or more crops about the face and gives a probability p of a living one;
 * the score of a frame is the sum of ln(p / (1 - p)) over all crops, p held within 1e-6 and 1 - 1e-6. Internal to face.
 *
 * Sources. MANIFEST_CROP_INSIDE is the crop of minivision-ai/Silent-Face-Anti-Spoofing (src/generate_patches.py); the
 * squares of MANIFEST_CROP_MIRRORED are those of facenox/facenox. The sum did better on attacks that no net was trained
 * for than any learned weights (docs/LIVENESS.md).
 */
#ifndef AMS_FACE_LIVE_SPOOF_H
#define AMS_FACE_LIVE_SPOOF_H

#include <stdbool.h>
#include <stddef.h>

#include "face/face.h"
#include "face/image/image.h"
#include "face/manifest.h"
#include "face/sample.h"

/* The nets and their inputs: one thread at a time. */
struct spoof_reader;

/* True and *ret_reader NULL when the nets are not to judge. False when memory is short, or when a net does not map a
 * colour square to at least two classes of which models.json names one. The models must outlive it. */
bool spoof_open(const struct face_models *models, struct spoof_reader **ret_reader);
void spoof_close(struct spoof_reader *reader); // NULL is allowed

/* The score of the face in `box`, pixels of `image`, less what models.json asks of it: below 0 it looks like a picture
 * of a face. Always finite: what a net gives that is no number counts as its surest no. */
float spoof_score(struct spoof_reader *reader, const struct image *image, const struct face_box *box);

/*
 * The crop of MANIFEST_CROP_INSIDE, never outside the picture of width x height: `scale` sizes of the box, fewer where
 * the picture is smaller, about the box's centre and moved inside; corners are cut to whole pixels, right and bottom
 * included. Pure, as are the rest.
 */
struct sample_box spoof_crop_inside(size_t width, size_t height, const struct face_box *box, double scale);

/* The crop of MANIFEST_CROP_MIRRORED: a square of `scale` times the box's longer side, which may leave the picture. */
struct sample_box spoof_crop_square(const struct face_box *box, double scale);

/* A net's input (size, size, 3) of one crop. */
void spoof_fill(const struct image *image, const struct manifest_spoof *net, const struct face_box *box, double scale,
                size_t size, float *tensor);

/* ln(p / (1 - p)) of class `live` from a net's `count` raw outputs. */
float spoof_log_odds(const float *logits, size_t count, size_t live);

#endif
