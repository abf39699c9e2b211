/* SPDX-License-Identifier: MIT */
/* A photo of a class, made of photographs of single people. */
#ifndef AMS_TESTS_SUPPORT_CLASS_PICTURE_H
#define AMS_TESTS_SUPPORT_CLASS_PICTURE_H

#include "face/face.h"

struct class_picture {
    struct face_frame photo; // JPEG
    struct face_box *boxes;  // where each face is, in the order of the people
    size_t count;
};

/*
 * Width x height pixels; the largest face of each of `people` made `face_height` pixels high and pasted in rows, far
 * from each other. Ends the program when there is no room, or no face. To be given back.
 */
struct class_picture class_picture_make(struct face_engine *engine, const struct face_frame *people, size_t count,
                                        size_t width, size_t height, float face_height);
void class_picture_free(struct class_picture *picture);

#endif
