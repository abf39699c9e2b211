/* SPDX-License-Identifier: MIT */
#include "face/live/live_pose.h"

#include <math.h>
#include <string.h>

enum {
    FIRST = 17, // the jaw's points 0..16 follow the outline that is seen, not the head
    INNER = FACE_LANDMARKS - FIRST,
    UNKNOWNS = 8,
    NOSE_TIP = 30,
};

/*
 * A mean head in distances between its eyes: x to the picture's right, y down, z away from the camera. Not taken from a
 * model: factorised by this project, as a rigid body seen in weak perspective, from the landmarks that the landmark net
 * gives for 3,466 photographs, made symmetric, and turned so that the median photograph looks level
 * (docs/LIVENESS.md). Its depths are therefore those that this very net sees.
 */
static const float head[INNER][3] = {
    {-0.942f, -0.690f, 0.290f},  {-0.796f, -0.816f, 0.149f}, {-0.588f, -0.847f, 0.023f},  {-0.374f, -0.810f, -0.076f},
    {-0.172f, -0.729f, -0.140f}, {0.172f, -0.729f, -0.140f}, {0.374f, -0.810f, -0.076f},  {0.588f, -0.847f, 0.023f},
    {0.796f, -0.816f, 0.149f},   {0.942f, -0.690f, 0.290f},  {-0.000f, -0.490f, -0.123f}, {-0.000f, -0.296f, -0.220f},
    {-0.000f, -0.106f, -0.329f}, {-0.000f, 0.093f, -0.434f}, {-0.245f, 0.231f, -0.136f},  {-0.127f, 0.272f, -0.193f},
    {-0.000f, 0.305f, -0.228f},  {0.127f, 0.272f, -0.193f},  {0.245f, 0.231f, -0.136f},   {-0.702f, -0.463f, 0.213f},
    {-0.576f, -0.519f, 0.131f},  {-0.429f, -0.518f, 0.106f}, {-0.298f, -0.435f, 0.119f},  {-0.437f, -0.411f, 0.120f},
    {-0.584f, -0.413f, 0.145f},  {0.298f, -0.435f, 0.119f},  {0.429f, -0.518f, 0.106f},   {0.576f, -0.519f, 0.131f},
    {0.702f, -0.463f, 0.213f},   {0.584f, -0.413f, 0.145f},  {0.437f, -0.411f, 0.120f},   {-0.438f, 0.605f, 0.202f},
    {-0.277f, 0.533f, -0.010f},  {-0.114f, 0.495f, -0.134f}, {-0.000f, 0.525f, -0.148f},  {0.114f, 0.495f, -0.134f},
    {0.277f, 0.533f, -0.010f},   {0.438f, 0.605f, 0.202f},   {0.282f, 0.752f, 0.061f},    {0.124f, 0.817f, -0.034f},
    {-0.000f, 0.830f, -0.050f},  {-0.124f, 0.817f, -0.034f}, {-0.282f, 0.752f, 0.061f},   {-0.367f, 0.612f, 0.169f},
    {-0.116f, 0.595f, -0.087f},  {-0.000f, 0.607f, -0.108f}, {0.116f, 0.595f, -0.087f},   {0.367f, 0.612f, 0.169f},
    {0.118f, 0.667f, -0.060f},   {-0.000f, 0.681f, -0.077f}, {-0.118f, 0.667f, -0.060f},
};

struct vector {
    double x, y, z;
};

/* Solves the symmetric or general system in place by elimination with row exchange. False when it is singular. */
static bool solve(double *matrix, double *right, size_t n)
{
    for (size_t column = 0; column < n; column++) {
        size_t pivot = column;
        for (size_t row = column + 1; row < n; row++)
            if (fabs(matrix[row * n + column]) > fabs(matrix[pivot * n + column]))
                pivot = row;
        if (!(fabs(matrix[pivot * n + column]) > 1e-12))
            return false;
        for (size_t i = 0; i < n; i++) {
            double swap = matrix[column * n + i];
            matrix[column * n + i] = matrix[pivot * n + i];
            matrix[pivot * n + i] = swap;
        }
        double swap = right[column];
        right[column] = right[pivot];
        right[pivot] = swap;
        for (size_t row = 0; row < n; row++) {
            if (row == column)
                continue;
            double factor = matrix[row * n + column] / matrix[column * n + column];
            for (size_t i = column; i < n; i++)
                matrix[row * n + i] -= factor * matrix[column * n + i];
            right[row] -= factor * right[column];
        }
    }
    for (size_t i = 0; i < n; i++)
        right[i] /= matrix[i * n + i];
    return true;
}

/* The affine camera that brings the mean head closest to the landmarks: the parts of x and of y. */
static bool fit_camera(const struct face_point *points, double camera_x[3], double camera_y[3])
{
    double mean_x = 0, mean_y = 0, square[9] = {0}, again[9];
    memset(camera_x, 0, 3 * sizeof(*camera_x));
    memset(camera_y, 0, 3 * sizeof(*camera_y));
    for (size_t i = 0; i < INNER; i++) {
        mean_x += (double)points[i].x / INNER;
        mean_y += (double)points[i].y / INNER;
    }
    for (size_t i = 0; i < INNER; i++)
        for (size_t j = 0; j < 3; j++) {
            camera_x[j] += (double)head[i][j] * ((double)points[i].x - mean_x);
            camera_y[j] += (double)head[i][j] * ((double)points[i].y - mean_y);
            for (size_t k = 0; k < 3; k++)
                square[3 * j + k] += (double)head[i][j] * (double)head[i][k];
        }
    memcpy(again, square, sizeof(again));
    return solve(square, camera_x, 3) && solve(again, camera_y, 3);
}

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* The scale along the eyes' line over the scale across it. */
static double stretch_of(const double x[3], const double y[3])
{
    double roll = atan2(y[0], x[0]), across[3], down[3];
    for (size_t c = 0; c < 3; c++) {
        across[c] = cos(roll) * x[c] + sin(roll) * y[c];
        down[c] = cos(roll) * y[c] - sin(roll) * x[c];
    }
    return log(dot(across, across) / dot(down, down)) / 2;
}

/*
 * The rotation nearest to the affine camera A is (A A^T)^-1/2 A. A depth column near zero stays near zero: a flat
 * picture of a frontal face, however it is tilted, is read as frontal, because only parallax counts as a turn.
 */
static bool nearest_rotation(double x[3], double y[3])
{
    double a = dot(x, x), b = dot(x, y), d = dot(y, y);
    double root = sqrt(a * d - b * b), trace = sqrt(a + d + 2 * root);
    if (!(root > 1e-9) || !isfinite(trace))
        return false;
    // (root of the 2 x 2 matrix M)^-1 = (M + root I)^-1 * trace, and (M + root I) is inverted by hand.
    double p = a + root, r = d + root, determinant = p * r - b * b;
    double i = r / determinant * trace, j = -b / determinant * trace, k = p / determinant * trace;
    for (size_t c = 0; c < 3; c++) {
        double old_x = x[c], old_y = y[c];
        x[c] = i * old_x + j * old_y;
        y[c] = j * old_x + k * old_y;
    }
    return true;
}

bool pose_fit(const struct face_point landmarks[static FACE_LANDMARKS], struct head_pose *ret_pose)
{
    const double degrees = 180 / M_PI;
    double x[3], y[3];
    if (!fit_camera(landmarks + FIRST, x, y))
        return false;
    double stretch = stretch_of(x, y);
    if (!nearest_rotation(x, y))
        return false;
    // Where the head looks is its -z axis; the roll is taken out of it first.
    double roll = atan2(y[0], x[0]);
    struct vector look = {-x[2], -y[2], -(x[0] * y[1] - x[1] * y[0])};
    double across = cos(roll) * look.x + sin(roll) * look.y, down = cos(roll) * look.y - sin(roll) * look.x;
    *ret_pose =
        (struct head_pose){(float)(atan2(across, -look.z) * degrees), (float)(asin(fmax(-1, fmin(1, down))) * degrees),
                           (float)(roll * degrees), (float)stretch};
    return isfinite(ret_pose->stretch) && isfinite(ret_pose->yaw) && isfinite(ret_pose->pitch) &&
           isfinite(ret_pose->roll);
}

/* A face's points about the middle of the eyes, in distances between the eyes. */
struct normal_face {
    struct face_point points[FACE_LANDMARKS];
    struct face_point across; // unit vector along the eyes' line
};

static bool normalise(const struct face_point *landmarks, struct normal_face *ret_face)
{
    struct face_point left = {0, 0}, right = {0, 0};
    for (size_t i = 36; i < 42; i++) {
        left.x += landmarks[i].x / 6;
        left.y += landmarks[i].y / 6;
        right.x += landmarks[i + 6].x / 6;
        right.y += landmarks[i + 6].y / 6;
    }
    float x = right.x - left.x, y = right.y - left.y, distance = sqrtf(x * x + y * y);
    if (!(distance > 1e-3f) || !isfinite(distance))
        return false;
    for (size_t i = 0; i < FACE_LANDMARKS; i++)
        ret_face->points[i] = (struct face_point){(landmarks[i].x - (left.x + right.x) / 2) / distance,
                                                  (landmarks[i].y - (left.y + right.y) / 2) / distance};
    ret_face->across = (struct face_point){x / distance, y / distance};
    return true;
}

/* A plane map: x' = (h0 x + h1 y + h2) / (h6 x + h7 y + 1), y' = (h3 x + h4 y + h5) / (...). */
struct plane_map {
    double h[UNKNOWNS];
};

static void add_row(double *matrix, double *right, const double row[UNKNOWNS], double value, size_t unknowns)
{
    for (size_t i = 0; i < unknowns; i++) {
        for (size_t j = 0; j < unknowns; j++)
            matrix[i * unknowns + j] += row[i] * row[j];
        right[i] += row[i] * value;
    }
}

/* Least squares over the points whose bit is set; 6 unknowns give an affine map, 8 a homography. */
static bool fit_plane(const struct face_point *from, const struct face_point *to, const bool *used, size_t unknowns,
                      struct plane_map *ret_map)
{
    double matrix[UNKNOWNS * UNKNOWNS] = {0}, right[UNKNOWNS] = {0};
    for (size_t i = FIRST; i < FACE_LANDMARKS; i++) {
        if (!used[i])
            continue;
        double x = (double)from[i].x, y = (double)from[i].y, u = (double)to[i].x, v = (double)to[i].y;
        const double first[UNKNOWNS] = {x, y, 1, 0, 0, 0, -u * x, -u * y};
        const double second[UNKNOWNS] = {0, 0, 0, x, y, 1, -v * x, -v * y};
        add_row(matrix, right, first, u, unknowns);
        add_row(matrix, right, second, v, unknowns);
    }
    if (!solve(matrix, right, unknowns))
        return false;
    *ret_map = (struct plane_map){0};
    memcpy(ret_map->h, right, unknowns * sizeof(*right));
    return true;
}

static struct face_point map_point(const struct plane_map *map, struct face_point point)
{
    const double *h = map->h;
    double x = (double)point.x, y = (double)point.y, w = h[6] * x + h[7] * y + 1;
    return (struct face_point){(float)((h[0] * x + h[1] * y + h[2]) / w), (float)((h[3] * x + h[4] * y + h[5]) / w)};
}

static float residual(const struct plane_map *map, const struct face_point *from, const struct face_point *to)
{
    float sum = 0;
    for (size_t i = FIRST; i < FACE_LANDMARKS; i++) {
        struct face_point at = map_point(map, from[i]);
        sum += (at.x - to[i].x) * (at.x - to[i].x) + (at.y - to[i].y) * (at.y - to[i].y);
    }
    return sqrtf(sum / INNER);
}

bool pose_motion(const struct face_point from[static FACE_LANDMARKS], const struct face_point to[static FACE_LANDMARKS],
                 struct face_motion *ret_motion)
{
    bool inner[FACE_LANDMARKS] = {false}, plane[FACE_LANDMARKS] = {false};
    for (size_t i = FIRST; i < FACE_LANDMARKS; i++) {
        inner[i] = true;
        plane[i] = (i >= 36 && i < 48) || i >= 48; // eyes and mouth lie nearly in one plane
    }
    struct normal_face first, second;
    struct plane_map homography, affine, level;
    if (!normalise(from, &first) || !normalise(to, &second) ||
        !fit_plane(first.points, second.points, inner, 8, &homography) ||
        !fit_plane(first.points, second.points, inner, 6, &affine) ||
        !fit_plane(first.points, second.points, plane, 6, &level))
        return false;
    struct face_point expected = map_point(&level, first.points[NOSE_TIP]), nose = second.points[NOSE_TIP];
    float x = nose.x - expected.x, y = nose.y - expected.y;
    struct face_motion motion = {residual(&homography, first.points, second.points),
                                 residual(&affine, first.points, second.points),
                                 x * second.across.x + y * second.across.y, y * second.across.x - x * second.across.y};
    if (!isfinite(motion.homography) || !isfinite(motion.affine) || !isfinite(motion.across) || !isfinite(motion.down))
        return false;
    *ret_motion = motion;
    return true;
}
