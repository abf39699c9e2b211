/* SPDX-License-Identifier: MIT */
/* photo_look() by a worker. For the face room only. */
#ifndef AMS_FACE_PHOTO_ASK_H
#define AMS_FACE_PHOTO_ASK_H

#include "face/photo/photo_look.h"
#include "face/pool.h"

/* As photo_look(), or FACE_NOT_LOOKED. */
enum face_reason photo_ask(struct face_pool *pool, struct face_frame photo, size_t index, struct photo_found_list *list,
                           struct photo_timing *timing);

#endif
