/* SPDX-License-Identifier: MIT */
/*
 * Two real people to test with, each with several frames that show them alone: cut out of the sample photos
 * (build/samples, fetched by ./check; environment AMS_SAMPLES) or, without those, of the shared data's photos.
 */
#ifndef AMS_TESTS_SUPPORT_FACE_PEOPLE_H
#define AMS_TESTS_SUPPORT_FACE_PEOPLE_H

#include "face/face.h"

enum { PEOPLE = 2, PERSON_FRAMES = 8, PERSON_FIRST_DAY = 3 };

struct face_people {
    // JPEG; the head held a little otherwise, from PERSON_FIRST_DAY on in another light.
    struct face_frame frames[PEOPLE][PERSON_FRAMES];
    struct face_frame empty[2]; // JPEG without a face
};

/* NULL when there are no photos; ends the program when something breaks. */
struct face_people *face_people_open(struct face_engine *engine);
void face_people_close(struct face_people *people);

#endif
