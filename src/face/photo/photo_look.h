/* SPDX-License-Identifier: MIT */
/* The pixels' half of photo.h: every face of one photo, with its template and its crop. For the face room only. */
#ifndef AMS_FACE_PHOTO_LOOK_H
#define AMS_FACE_PHOTO_LOOK_H

#include "face/engine.h"
#include "face/photo/photo.h"

/* One face of one photo. */
struct photo_found {
    size_t photo;
    struct face_box box;        // pixels of the upright photo as it was sent
    float height;               // of the box, in the pixels that were looked at
    bool readable;              // `face` is meant
    bool thing;                 // the embedder makes no face of it: a shoulder, a hand, letters
    struct face_template *face; // owned, wiped when freed
    uint8_t *crop;              // owned; NULL: could not be made
    size_t crop_size;
};

struct photo_found_list {
    struct photo_found *faces; // surest boxes first
    size_t count;
};

/* Engines that work side by side, each on a thread of its own. */
struct photo_engines {
    struct face_engine *engines[PHOTO_THREADS_MAX];
    size_t count; // at least 1
};

/*
 * Appends the faces of one photo to `list`, also when it fails. A photo in which most faces do not stand upright is
 * looked at in the other turns, too: three times more work at the most. FACE_OK, FACE_BAD_IMAGE, FACE_IMAGE_TOO_LARGE,
 * FACE_FAULT. Adds to `timing`.
 */
enum face_reason photo_look(const struct photo_engines *engines, struct face_frame photo, size_t index,
                            struct photo_found_list *list, struct photo_timing *timing);

/* Wipes and frees what the list holds. */
void photo_found_release(struct photo_found_list *list);

#endif
