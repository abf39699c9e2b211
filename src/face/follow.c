/* SPDX-License-Identifier: MIT */
#include "face/follow.h"

#include <math.h>

/* A face that moved or grew by more than this share of its landmarks' height is looked for anew: landmarks of boxes
 * that are a tenth off are as good as those of the detector's (tests/face/test_pipeline.c, test_follows). */
static const float moved_max = .1f;

static struct follow_span span_of(const struct face_point landmarks[static FACE_LANDMARKS])
{
    float x1 = landmarks[0].x, x2 = x1, y1 = landmarks[0].y, y2 = y1;
    for (size_t i = 1; i < FACE_LANDMARKS; i++) {
        x1 = fminf(x1, landmarks[i].x);
        x2 = fmaxf(x2, landmarks[i].x);
        y1 = fminf(y1, landmarks[i].y);
        y2 = fmaxf(y2, landmarks[i].y);
    }
    return (struct follow_span){(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1};
}

void follow_keep(struct follow *follow, size_t width, size_t height, const struct face_detection *detection)
{
    if (follow->on)
        *follow = (struct follow){true, true, width, height, detection->box, span_of(detection->landmarks)};
}

bool follow_may(const struct follow *follow, size_t width, size_t height)
{
    return follow->known && follow->width == width && follow->height == height;
}

bool follow_move(const struct follow *follow, struct face_detection *detection)
{
    const struct follow_span *was = &follow->span, is = span_of(detection->landmarks);
    const struct face_box *box = &follow->box;
    float limit = moved_max * was->height, x = is.x - was->x, y = is.y - was->y;
    // Written so that what is no number has moved.
    if (!(fabsf(x) <= limit && fabsf(y) <= limit && fabsf(is.height - was->height) <= limit &&
          fabsf(is.width - was->width) <= limit))
        return false;
    float half_width = (box->x2 - box->x1) / 2 * is.height / was->height;
    float half_height = (box->y2 - box->y1) / 2 * is.height / was->height;
    float middle_x = (box->x1 + box->x2) / 2 + x, middle_y = (box->y1 + box->y2) / 2 + y;
    detection->box = (struct face_box){middle_x - half_width, middle_y - half_height, middle_x + half_width,
                                       middle_y + half_height, box->score};
    return true;
}
