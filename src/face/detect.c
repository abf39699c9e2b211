/* SPDX-License-Identifier: MIT */
/*
 * RFB-320: each cell of each stride carries two or three square priors. A box is its prior moved by .1 of its size per
 * unit of x and y and scaled by e^(.2 per unit); "variances" .1 and .2 in the detector's own words.
 */
#include "face/detect.h"

#include <math.h>
#include <stdlib.h>

#include "face/sample.h"
#include "nn/net.h"

static const size_t strides[DETECT_STRIDES] = {8, 16, 32, 64};
static const size_t prior_counts[DETECT_STRIDES] = {3, 2, 2, 3};
static const float prior_sizes[DETECT_STRIDES][3] = {{10, 16, 24}, {32, 48}, {64, 96}, {128, 192, 256}}; // pixels

struct detector {
    struct net *net;
    struct tensor_format format;
    size_t width, height;
    struct detector_head heads[DETECT_STRIDES];
};

/* The pointers of net outputs stay at their addresses, so the heads are found once. */
static bool find_heads(struct detector *detector)
{
    for (size_t s = 0; s < DETECT_STRIDES; s++) {
        struct detector_head *head = &detector->heads[s];
        head->columns = (detector->width + strides[s] - 1) / strides[s];
        head->rows = (detector->height + strides[s] - 1) / strides[s];
        head->priors = prior_counts[s];
        for (size_t i = 0; i < net_output_count(detector->net); i++) {
            struct net_tensor output = net_output(detector->net, i);
            if (output.dims[1] != head->rows || output.dims[2] != head->columns)
                continue;
            if (output.dims[3] == 2 * head->priors)
                head->scores = output.data;
            else if (output.dims[3] == 4 * head->priors)
                head->boxes = output.data;
        }
        if (!head->scores || !head->boxes)
            return false;
    }
    return true;
}

struct detector *detector_open(const struct model *model, struct tensor_format format, size_t width, size_t height,
                               char error[static FACE_ERROR_SIZE])
{
    struct detector *detector = calloc(1, sizeof(*detector));
    if (!detector) {
        snprintf(error, FACE_ERROR_SIZE, "No memory for the face detector.");
        return NULL;
    }
    detector->format = format;
    detector->width = width;
    detector->height = height;
    detector->net = net_open(model, height, width, NET_FAST, error);
    if (!detector->net)
        goto fail;
    struct net_tensor input = net_input(detector->net);
    if (input.dims[1] != height || input.dims[2] != width || input.dims[3] != 3 || !find_heads(detector)) {
        snprintf(error, FACE_ERROR_SIZE, "The detector's inputs or outputs are not those of an RFB-320 face detector.");
        goto fail;
    }
    return detector;
fail:
    detector_close(detector);
    return NULL;
}

void detector_close(struct detector *detector)
{
    if (!detector)
        return;
    net_close(detector->net);
    free(detector);
}

size_t detector_capacity(const struct detector *detector)
{
    size_t capacity = 0;
    for (size_t s = 0; s < DETECT_STRIDES; s++)
        capacity += detector->heads[s].rows * detector->heads[s].columns * detector->heads[s].priors;
    return capacity;
}

void detector_decode(const struct detector_head *head, size_t stride_index, size_t width, size_t height, float score,
                     struct face_box *boxes, size_t *count)
{
    // softmax of two is a logistic of their difference: the exponential is needed only for boxes that are kept.
    float wanted = logf(score / (1 - score));
    size_t cells = head->rows * head->columns;
    for (size_t i = 0; i < cells * head->priors; i++) {
        float difference = head->scores[2 * i + 1] - head->scores[2 * i];
        if (!(difference >= wanted))
            continue;
        size_t cell = i / head->priors;
        float size = prior_sizes[stride_index][i % head->priors];
        float prior_width = fminf(size / (float)width, 1), prior_height = fminf(size / (float)height, 1);
        float prior_x = fminf(((float)(cell % head->columns) + .5f) / (float)head->columns, 1);
        float prior_y = fminf(((float)(cell / head->columns) + .5f) / (float)head->rows, 1);
        const float *offset = head->boxes + 4 * i;
        float x = prior_x + offset[0] * .1f * prior_width, y = prior_y + offset[1] * .1f * prior_height;
        float half_width = prior_width * expf(offset[2] * .2f) / 2;
        float half_height = prior_height * expf(offset[3] * .2f) / 2;
        boxes[(*count)++] = (struct face_box){x - half_width, y - half_height, x + half_width, y + half_height,
                                              1 / (1 + expf(-difference))};
    }
}

size_t detector_run(struct detector *detector, const struct image *image, float score, struct face_box *boxes)
{
    sample_frame(image, detector->format, detector->width, detector->height, net_input(detector->net).data);
    net_run(detector->net);
    size_t count = 0;
    for (size_t s = 0; s < DETECT_STRIDES; s++)
        detector_decode(&detector->heads[s], s, detector->width, detector->height, score, boxes, &count);
    size_t padded_width, padded_height;
    sample_padded_size(image, detector->width, detector->height, &padded_width, &padded_height);
    float x_scale = (float)padded_width, y_scale = (float)padded_height;
    for (size_t i = 0; i < count; i++) {
        boxes[i].x1 *= x_scale;
        boxes[i].x2 *= x_scale;
        boxes[i].y1 *= y_scale;
        boxes[i].y2 *= y_scale;
    }
    return count;
}
