/* SPDX-License-Identifier: MIT */
#include "face/live/live_colour.h"

#include <math.h>
#include <string.h>

/* Set between genuine and false attempts of bench/attacks; docs/LIVENESS.md has the figures. */
static const float follow_min = .5f;   // correlation of the face's colour with the screen's
static const float follow_gain = .03f; // change of the face's log colour for a whole change of the screen's
static const float follow_gap = 2.1f;  // the face is nearer to the screen than the background: it changes more

/* How a colour follows the screen's. */
struct following {
    float correlation; // of their changes, each channel about its own mean
    float gain;        // change of the colour for a change of the screen's
};

static struct following follow(const float seen[][3], const float shown[][3], size_t count)
{
    double product = 0, seen_square = 0, shown_square = 0;
    for (size_t c = 0; c < 3; c++) {
        double seen_mean = 0, shown_mean = 0;
        for (size_t i = 0; i < count; i++) {
            seen_mean += (double)seen[i][c] / (double)count;
            shown_mean += (double)shown[i][c] / (double)count;
        }
        for (size_t i = 0; i < count; i++) {
            double a = (double)seen[i][c] - seen_mean, b = (double)shown[i][c] - shown_mean;
            product += a * b;
            seen_square += a * a;
            shown_square += b * b;
        }
    }
    double both = sqrt(seen_square * shown_square);
    if (!(both > 1e-9))
        return (struct following){0, 0};
    return (struct following){(float)(product / both), (float)(product / shown_square)};
}

/* The gain as far as the screen explains the changes: a background also changes because hands and heads move. */
static float explained(struct following following)
{
    float correlation = fmaxf(following.correlation, 0);
    return following.gain * correlation * correlation;
}

/* The screen's light on a grey face, 0..1 a channel, roughly linear. */
static void screen_light(enum live_colour colour, float light[3])
{
    static const float lights[LIVE_COLOURS][3] = {
        [LIVE_RED] = {1, .1f, .1f},     [LIVE_GREEN] = {.08f, 1, .15f}, [LIVE_BLUE] = {.1f, .19f, 1},
        [LIVE_YELLOW] = {1, .87f, .1f}, [LIVE_CYAN] = {.08f, .92f, 1},  [LIVE_MAGENTA] = {1, .1f, .87f},
    };
    memcpy(light, lights[colour], 3 * sizeof(*light));
}

/* Chromaticity in logarithms: a gain of the camera, equal for all channels, falls out; so does the skin's own colour.
 */
static void chromaticity(const float colour[3], float out[3])
{
    float mean = 0;
    for (size_t c = 0; c < 3; c++) {
        out[c] = logf(fmaxf(colour[c], 1e-4f));
        mean += out[c] / 3;
    }
    for (size_t c = 0; c < 3; c++)
        out[c] -= mean;
}

enum face_reason colour_judge(const enum live_colour *colours, const struct live_observation *frames, size_t count,
                              struct live_verdict *verdict)
{
    float face[LIVE_COLOURS_DRAWN][3], background[LIVE_COLOURS_DRAWN][3], shown[LIVE_COLOURS_DRAWN][3];
    for (size_t i = 0; i < count; i++) {
        float light[3];
        chromaticity(frames[i].face_colour, face[i]);
        chromaticity(frames[i].background_colour, background[i]);
        screen_light(colours[i], light);
        float mean = (light[0] + light[1] + light[2]) / 3;
        for (size_t c = 0; c < 3; c++)
            shown[i][c] = light[c] - mean;
    }
    struct following near = follow(face, shown, count), far = follow(background, shown, count);
    verdict->colour_face = near.correlation;
    verdict->colour_background = far.correlation;
    bool follows = near.correlation >= follow_min && near.gain >= follow_gain;
    return follows && explained(near) >= follow_gap * explained(far) ? FACE_OK : FACE_COLOUR_MISSING;
}
