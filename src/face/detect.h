/* SPDX-License-Identifier: MIT */
/*
 * The face detector: a frame -> boxes, best first. One net of one input size with its priors. One thread at a time. For
 * the face room only.
 */
#ifndef AMS_FACE_DETECT_H
#define AMS_FACE_DETECT_H

#include <stdbool.h>
#include <stddef.h>

#include "face/image/image.h"
#include "face/manifest.h"
#include "nn/model.h"

enum { DETECT_STRIDES = 4 };

/* Raw output of the net at one stride, channels last: `boxes` (rows, columns, 4 n), `scores` (rows, columns, 2 n). */
struct detector_head {
    const float *scores; // background, face; before softmax
    const float *boxes;  // x, y, width, height offsets from the prior
    size_t rows;
    size_t columns;
    size_t priors; // n: boxes a cell
};

struct detector;

/*
 * A detector for a padded frame scaled to width x height. Finds each stride's two heads among the net's outputs by
 * their shapes. NULL with a sentence in `error` when the model is not such a detector.
 */
struct detector *detector_open(const struct model *model, struct tensor_format format, size_t width, size_t height,
                               char error[static FACE_ERROR_SIZE]);

/* NULL is allowed. */
void detector_close(struct detector *detector);

/* Most boxes detector_run can give: one a prior. */
size_t detector_capacity(const struct detector *detector);

/*
 * All boxes at or above `score`, not yet suppressed, in pixels of `image`, into `boxes` (of detector_capacity). Returns
 * how many.
 */
size_t detector_run(struct detector *detector, const struct image *image, float score, struct face_box *boxes);

/*
 * Reads one head: every box at or above `score`, in 0..1 of the padded frame, appended to boxes[*count]. `stride_index`
 * is 0..3 for strides 8, 16, 32, 64; width and height are those of the net's input. Pure.
 */
void detector_decode(const struct detector_head *head, size_t stride_index, size_t width, size_t height, float score,
                     struct face_box *boxes, size_t *count);

#endif
