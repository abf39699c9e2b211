/* SPDX-License-Identifier: MIT */
#include "face/landmark.h"

#include <math.h>
#include <stdlib.h>

#include "face/sample.h"
#include "nn/net.h"

struct landmarker {
    struct net *net;
    struct tensor_format format;
    struct net_tensor input;  // (1, n, n, 1)
    struct net_tensor output; // 68 x (x, y) in 0..1 of the crop
};

struct landmarker *landmarker_open(const struct model *model, struct tensor_format format,
                                   char error[static FACE_ERROR_SIZE])
{
    struct landmarker *landmarker = calloc(1, sizeof(*landmarker));
    if (!landmarker) {
        snprintf(error, FACE_ERROR_SIZE, "No memory for the landmark net.");
        return NULL;
    }
    landmarker->format = format;
    landmarker->net = net_open(model, 0, 0, NET_EXACT, error);
    if (!landmarker->net)
        goto fail;
    landmarker->input = net_input(landmarker->net);
    if (net_output_count(landmarker->net) == 1)
        landmarker->output = net_output(landmarker->net, 0);
    if (landmarker->input.dims[1] != landmarker->input.dims[2] || landmarker->input.dims[3] != 1 ||
        landmarker->output.count != (size_t)FACE_LANDMARKS * 2) {
        snprintf(error, FACE_ERROR_SIZE, "The landmark net must map one grey square to 136 values.");
        goto fail;
    }
    return landmarker;
fail:
    landmarker_close(landmarker);
    return NULL;
}

void landmarker_close(struct landmarker *landmarker)
{
    if (!landmarker)
        return;
    net_close(landmarker->net);
    free(landmarker);
}

/* What the net was trained on: a square as high as the box, about its centre, its corners rounded to whole pixels. */
static struct sample_box crop_of(const struct image *image, const struct face_box *box)
{
    // A box far larger than its frame is no face; the bound keeps the whole numbers small whatever the detector says.
    float bound = 4 * (float)(image->width + image->height);
    float side = fminf(fmaxf(box->y2 - box->y1, 1), bound);
    float x = fminf(fmaxf((box->x1 + box->x2) / 2, -bound), bound);
    float y = fminf(fmaxf((box->y1 + box->y2) / 2, -bound), bound);
    long left = lrintf(x - side / 2), top = lrintf(y - side / 2);
    long width = lrintf(x + side / 2) - left, height = lrintf(y + side / 2) - top;
    return (struct sample_box){left, top, width < 1 ? 1 : width, height < 1 ? 1 : height};
}

void landmarker_run(struct landmarker *landmarker, const struct image *image, const struct face_box *box,
                    struct face_point landmarks[static FACE_LANDMARKS])
{
    struct sample_box crop = crop_of(image, box);
    sample_grey(image, landmarker->format, crop, landmarker->input.dims[1], landmarker->input.data);
    net_run(landmarker->net);
    for (size_t i = 0; i < FACE_LANDMARKS; i++) {
        landmarks[i].x = (float)crop.left + landmarker->output.data[2 * i] * (float)crop.width;
        landmarks[i].y = (float)crop.top + landmarker->output.data[2 * i + 1] * (float)crop.height;
    }
}

void landmarks_five(const struct face_point landmarks[static FACE_LANDMARKS], struct face_point points[static 5])
{
    // iBUG-68: upper and lower lids of each eye, the nose tip, outer and inner corners of the mouth.
    static const size_t members[5][4] = {{37, 38, 40, 41}, {43, 44, 46, 47}, {30}, {48, 60}, {54, 64}};
    static const size_t counts[5] = {4, 4, 1, 2, 2};
    for (size_t p = 0; p < 5; p++) {
        struct face_point sum = {0, 0};
        for (size_t i = 0; i < counts[p]; i++) {
            sum.x += landmarks[members[p][i]].x;
            sum.y += landmarks[members[p][i]].y;
        }
        points[p] = (struct face_point){sum.x / (float)counts[p], sum.y / (float)counts[p]};
    }
}
