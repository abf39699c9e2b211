/* SPDX-License-Identifier: MIT */
#include "school/faces/small_picture.h"

#include "face/image/image_logo.h"
#include "school/common/state.h"
#include "school/school.h"

_Static_assert((int)SMALL_PICTURE_SENT_MAX == LOGO_SENT_MAX &&
                   SMALL_PICTURE_MEGAPIXELS_MAX * 1000000 == LOGO_PIXELS_MAX,
               "small_picture.h says what face/image takes");

/* A picture that no worker could look at may be sent again. */
static enum fault fault_of_picture(enum face_reason reason)
{
    switch (reason) {
    case FACE_OK:
        return FAULT_NONE;
    case FACE_BAD_IMAGE:
    case FACE_IMAGE_TOO_LARGE:
        return FAULT_LOGO_INVALID;
    case FACE_NOT_LOOKED:
        return FAULT_BUSY;
    default:
        return FAULT_INTERNAL;
    }
}

enum fault small_picture_make(struct school *school, const void *bytes, size_t size, struct arena *arena,
                              struct small_picture *ret_picture)
{
    struct logo_picture made;
    if (!school->config.parsers)
        return FAULT_INTERNAL;
    enum fault fault = fault_of_picture(image_logo(school->config.parsers, bytes, size, arena, &made));
    if (fault != FAULT_NONE)
        return fault;
    *ret_picture = (struct small_picture){made.bytes, made.size, made.width, made.height};
    return FAULT_NONE;
}
