/* SPDX-License-Identifier: MIT */
/* A face looked at in its three other turns, where it is doubtful that it stands upright. For face.c. */
#ifndef AMS_FACE_ASIDE_H
#define AMS_FACE_ASIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "face/align.h"
#include "face/embed.h"
#include "face/image/image.h"
#include "face/landmark.h"
#include "face/manifest.h"

enum { ASIDE_SIZE = 256 };

/* One engine's nets, borrowed, and pixels to work in. */
struct aside {
    struct landmarker *landmarker;
    struct embedder *embedder;
    const struct manifest_alike *turned; // models.json
    uint8_t pixels[ASIDE_SIZE * ASIDE_SIZE * 3 + IMAGE_SLACK];
    uint8_t aligned[ALIGN_BYTES];
};

/*
 * Landmarks are put upright into every box, so a face that stands on its head is aligned as if it stood on its feet:
 * what the embedder says of such crops is much the same for everybody, and like nobody's face. A few upright faces, in
 * a headscarf, under a cap or with an open mouth, are a little like that, too: those are less clear, and more like it,
 * in every other turn. `likeness`: how much the face in the box is like a turned one (embedding_likeness); `clarity`:
 * its own.
 */
bool aside_stands_upright(struct aside *aside, const struct image *image, const struct face_box *box, float likeness,
                          float clarity);

#endif
