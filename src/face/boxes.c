/* SPDX-License-Identifier: MIT */
#include "face/boxes.h"

#include <math.h>
#include <stdbool.h>

float box_area(const struct face_box *box)
{
    return (box->x2 - box->x1) * (box->y2 - box->y1);
}

float box_intersection(const struct face_box *a, const struct face_box *b)
{
    float width = fminf(a->x2, b->x2) - fmaxf(a->x1, b->x1);
    float height = fminf(a->y2, b->y2) - fmaxf(a->y1, b->y1);
    return width > 0 && height > 0 ? width * height : 0;
}

static bool is_same_face(const struct face_box *best, const struct face_box *other, float overlap, float inside)
{
    float shared = box_intersection(best, other);
    float best_area = box_area(best), other_area = box_area(other);
    return shared > overlap * (best_area + other_area - shared) || shared > inside * fminf(best_area, other_area);
}

size_t boxes_suppress(struct face_box *boxes, size_t count, float overlap, float inside, size_t max)
{
    size_t kept = 0;
    while (kept < count && kept < max) {
        size_t best = kept;
        for (size_t i = kept + 1; i < count; i++)
            if (boxes[i].score > boxes[best].score)
                best = i;
        struct face_box box = boxes[best];
        boxes[best] = boxes[kept];
        boxes[kept++] = box;
        size_t left = kept;
        for (size_t i = kept; i < count; i++)
            if (!is_same_face(&box, &boxes[i], overlap, inside))
                boxes[left++] = boxes[i];
        count = left;
    }
    return kept;
}
