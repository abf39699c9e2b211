/* SPDX-License-Identifier: MIT */
/* A picture that is handed out to everybody, such as a logo: made anew and small of what was sent. The school's door to
 * face/image/image_logo.h: there is no face in it. */
#ifndef AMS_SCHOOL_SMALL_PICTURE_H
#define AMS_SCHOOL_SMALL_PICTURE_H

#include <stddef.h>

#include "school/common/fault.h"

struct arena;
struct school;

enum { SMALL_PICTURE_SENT_MAX = 2 << 20, SMALL_PICTURE_MEGAPIXELS_MAX = 12 }; // of what is sent

struct small_picture {
    const void *bytes; // PNG, in the arena
    size_t size;
    unsigned width, height; // at most 512
};

/* Slow, outside of any transaction: a worker reads the PNG or JPEG. LOGO_INVALID, BUSY (none was free). */
enum fault small_picture_make(struct school *school, const void *bytes, size_t size, struct arena *arena,
                              struct small_picture *ret_picture);

#endif
