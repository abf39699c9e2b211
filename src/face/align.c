/* SPDX-License-Identifier: MIT */
#include "face/align.h"

#include <math.h>

/* Where ArcFace's training crops have the eyes, the nose tip and the mouth corners, in pixels of 112 x 112. */
static const struct face_point template_points[5] = {
    {38.2946f, 51.6963f}, {73.5318f, 51.5014f}, {56.0252f, 71.7366f}, {41.5493f, 92.3655f}, {70.7299f, 92.2041f},
};

/*
 * About the two centroids the best similarity is one complex division: with points as complex numbers p and q,
 * a + bi = sum(conj(p) q) / sum(|p|^2). A reflection cannot be written that way, so none can come out.
 */
bool align_similarity(const struct face_point *from, const struct face_point *to, size_t count,
                      struct affine *ret_affine)
{
    double from_x = 0, from_y = 0, to_x = 0, to_y = 0;
    for (size_t i = 0; i < count; i++) {
        from_x += (double)from[i].x / (double)count;
        from_y += (double)from[i].y / (double)count;
        to_x += (double)to[i].x / (double)count;
        to_y += (double)to[i].y / (double)count;
    }
    double spread = 0, same = 0, turned = 0;
    for (size_t i = 0; i < count; i++) {
        double px = (double)from[i].x - from_x, py = (double)from[i].y - from_y;
        double qx = (double)to[i].x - to_x, qy = (double)to[i].y - to_y;
        spread += px * px + py * py;
        same += px * qx + py * qy;
        turned += px * qy - py * qx;
    }
    if (!(spread > 1e-6) || !isfinite(spread) || !isfinite(same) || !isfinite(turned))
        return false;
    double a = same / spread, b = turned / spread;
    if (!(a * a + b * b > 1e-12))
        return false;
    *ret_affine = (struct affine){a, -b, to_x - a * from_x + b * from_y, b, a, to_y - b * from_x - a * from_y};
    return true;
}

struct affine align_inverse(const struct affine *affine)
{
    double determinant = affine->a * affine->e - affine->b * affine->d;
    double a = affine->e / determinant, b = -affine->b / determinant;
    double d = -affine->d / determinant, e = affine->a / determinant;
    return (struct affine){a, b, -a * affine->c - b * affine->f, d, e, -d * affine->c - e * affine->f};
}

bool align_face(const struct image *image, const struct face_point points[static 5], uint8_t pixels[static ALIGN_BYTES])
{
    struct affine to_template;
    if (!align_similarity(points, template_points, 5, &to_template))
        return false;
    struct affine to_frame = align_inverse(&to_template);
    sample_warp(image, &to_frame, ALIGN_SIZE, pixels);
    return true;
}
