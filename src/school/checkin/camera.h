/* SPDX-License-Identifier: MIT */
/*
 * What a page says of the camera that it was given: "label=plain;still=0;lens=own". A program that plays pictures as a
 * camera gives itself away in its name, in where the browser has it from, and in pictures that stand still or come
 * like a clock. A browser can be made to say anything: this is a note for whoever looks, and proves nothing.
 * Pure functions over text from strangers.
 */
#ifndef AMS_SCHOOL_CAMERA_H
#define AMS_SCHOOL_CAMERA_H

#include <stdbool.h>

#include "school/checkin/signs.h"

enum {
    CAMERA_TEXT_MAX = 200,  // bytes that are read
    CAMERA_STILL_ALL = 80,  // percent of pictures like the one before from which nothing moves at all
    CAMERA_STILL_SOME = 40, // from which it is one of two signs
    CAMERA_SIGNS = 2,       // weak ones that make an odd camera
};

struct camera {
    char label[SIGN_WORD_SIZE]; // a program's word ("obs"), "virtual", "fake", "canvas"; "": a plain one, or not said
    bool lens_strange;          // the browser knows no such camera among those it has
    bool faceless;              // on a phone, whose cameras say which way they look: this one does not
    bool even;                  // pictures at exactly the same distance
    int still;                  // percent
};

/* Words that are unknown are passed over, so that later pages may say more. False: it is no such text. */
bool camera_parse(const char *text, struct camera *ret_camera);

/* Whether it is odd; the reasons are added to `reasons` when it is. `text`: of the header; NULL: nothing was said. */
bool camera_is_odd(const char *text, char reasons[static SIGNS_REASONS_SIZE]);

#endif
