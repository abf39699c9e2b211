/* SPDX-License-Identifier: MIT */
/* How a large photo is cut up for the detector, and how what it finds is put together. Pure. For the face room only. */
#ifndef AMS_FACE_PHOTO_TILES_H
#define AMS_FACE_PHOTO_TILES_H

#include <stdbool.h>
#include <stddef.h>

#include "face/face.h"

enum {
    TILE_WIDTH = 640, // of the detector's input
    TILE_HEIGHT = 480,
    TILE_OVERLAP = 80, // a face up to so many pixels of a tile's input is whole in one tile
    TILES_MAX = 1024,  // of one photo; more than a photo of PHOTO_PIXELS_MAX of any shape needs
};

/* Pixels of the photo that one look of the detector covers. */
struct tile {
    size_t left, top, width, height;
    bool fine; // 640 x 480; else 320 x 240
};

/*
 * The looks for a photo of width x height: the whole at 320 x 240 and at 640 x 480; tiles at two thirds of its
 * scale, which find faces of 40 pixels and, where they leave faces that are too large for a tile and too small for the
 * whole, tiles of three times the size, and so on. Into `tiles` (TILES_MAX); returns how many.
 */
size_t tiles_plan(size_t width, size_t height, struct tile *tiles);

/* Whether a box, in pixels of the photo, touches a border of the tile that is not the photo's own: another tile has
 * the whole face. */
bool tile_cuts(const struct tile *tile, size_t width, size_t height, const struct face_box *box);

#endif
