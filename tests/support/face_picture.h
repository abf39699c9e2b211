/* SPDX-License-Identifier: MIT */
/*
 * Photographs of one person each, by the names they have in LFW ("Abel_Pacheco_0001"). They come from the shared data;
 * without it the same names are played by people cut out of the sample photos (build/samples, fetched by ./check;
 * environment AMS_SAMPLES): another person for each name, another moment for each number.
 */
#ifndef AMS_TESTS_SUPPORT_FACE_PICTURE_H
#define AMS_TESTS_SUPPORT_FACE_PICTURE_H

#include "support/face_data.h"

enum { FACE_PICTURES = 9 }; // numbers of each name, from 1, that can be played

/* The picture's path, a JPEG of 250 x 250. False when there is neither: the test then prints "skip: ..." and skips. */
bool face_picture_path(const char *name, char path[static FACE_DATA_PATH_SIZE]);

/* The picture's bytes, to be freed; NULL when there is none. */
struct face_data_file face_picture_read(const char *name);

/* Always the one cut out of the sample photos. */
struct face_data_file face_picture_play(const char *name);

/* A JPEG in another turn (TJXOP_ROT90, ...), not compressed anew; up to 15 pixels of an edge go. To be freed by free().
 * bytes is NULL when it is none. */
struct face_data_file face_picture_turn(const uint8_t *bytes, size_t size, int operation);

/* The names that can be played, without a number; NULL after the last. */
const char *face_picture_name(size_t index);

#endif
