/* SPDX-License-Identifier: MIT */
#include "face/photo/photo_tiles.h"

#include <math.h>

static const double FINEST = 1.5; // pixels of the photo a pixel of the finest tiles; docs/BENCHMARKS.md has others
static const double COARSER = 3;

enum { SMALLEST = 20 }; // pixels of the input: the smallest face it finds reliably

/* Tiles along one side. */
static size_t tiles_along(size_t length, size_t span, size_t overlap)
{
    return length <= span ? 1 : (length - overlap + span - overlap - 1) / (span - overlap);
}

/* The first pixel of tile `index`: they are spread evenly, so their overlap is at least the one asked for. */
static size_t tile_start(size_t length, size_t span, size_t count, size_t index)
{
    return count == 1 ? 0 : (length - span) * index / (count - 1);
}

static size_t plan_level(size_t width, size_t height, double scale, struct tile *tiles, size_t count)
{
    size_t tile_width = (size_t)(TILE_WIDTH * scale), tile_height = (size_t)(TILE_HEIGHT * scale);
    size_t overlap = (size_t)(TILE_OVERLAP * scale);
    size_t columns = tiles_along(width, tile_width, overlap), rows = tiles_along(height, tile_height, overlap);
    for (size_t i = 0; i < columns * rows && count < TILES_MAX; i++)
        tiles[count++] = (struct tile){
            .left = tile_start(width, tile_width, columns, i % columns),
            .top = tile_start(height, tile_height, rows, i / columns),
            .width = width < tile_width ? width : tile_width,
            .height = height < tile_height ? height : tile_height,
            .fine = true,
        };
    return count;
}

size_t tiles_plan(size_t width, size_t height, struct tile *tiles)
{
    size_t count = 0;
    tiles[count++] = (struct tile){0, 0, width, height, false};
    tiles[count++] = (struct tile){0, 0, width, height, true};
    double whole = fmax((double)width / TILE_WIDTH, (double)height / TILE_HEIGHT);
    // A level sees faces of SMALLEST to TILE_OVERLAP pixels of its input; the whole picture goes on where it ends.
    double reach = FINEST;
    for (double scale = FINEST; whole > reach; scale *= COARSER) {
        count = plan_level(width, height, scale, tiles, count);
        reach = scale * TILE_OVERLAP / SMALLEST;
    }
    return count;
}

bool tile_cuts(const struct tile *tile, size_t width, size_t height, const struct face_box *box)
{
    float margin = (box->y2 - box->y1) * .05f;
    float left = (float)tile->left, top = (float)tile->top;
    float right = (float)(tile->left + tile->width), bottom = (float)(tile->top + tile->height);
    return (tile->left > 0 && box->x1 < left + margin) || (tile->top > 0 && box->y1 < top + margin) ||
           (tile->left + tile->width < width && box->x2 > right - margin) ||
           (tile->top + tile->height < height && box->y2 > bottom - margin);
}
