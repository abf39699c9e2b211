/* SPDX-License-Identifier: MIT */
/*
 * A picture that stands for the institution: read by a worker, made small and written anew, so that nothing of the file
 * that was sent is ever handed out. For school/faces/small_picture.c, and for the program's own keeper.
 */
#ifndef AMS_FACE_IMAGE_LOGO_H
#define AMS_FACE_IMAGE_LOGO_H

#include <stddef.h>
#include <stdint.h>

#include "face/face.h"

struct arena;
struct worker_op;
struct workers;

enum {
    LOGO_SENT_MAX = 2 << 20,    // bytes of the file that is sent
    LOGO_PIXELS_MAX = 12000000, // of it, by its header
    LOGO_SIDE_MAX = 512,        // pixels of the longer side of what is made of it; a smaller one stays as small
    LOGO_BYTES_MAX = 2 << 20,   // of what is made of it
};

struct logo_picture {
    const void *bytes; // PNG with transparency
    size_t size;
    unsigned width, height;
};

/* What a worker does. */
void image_logo_op(struct worker_op *op);

/*
 * PNG or JPEG -> PNG, whose bytes live in the arena. FACE_BAD_IMAGE (neither, or damaged), FACE_IMAGE_TOO_LARGE,
 * FACE_FAULT (no memory, or an answer that no worker of ours gives), FACE_NOT_LOOKED (pool.h).
 */
enum face_reason image_logo(struct workers *workers, const void *bytes, size_t size, struct arena *arena,
                            struct logo_picture *ret_picture);

#endif
