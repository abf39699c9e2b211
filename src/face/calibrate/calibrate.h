/* SPDX-License-Identifier: MIT */
/*
 * What the enrolled people themselves say of the threshold: each two of them are compared, and the scores are counted.
 * Nothing but counts comes out. Templates and what follows from them lie in locked memory (locked.h), left out of core
 * dumps and wiped; one thread at a time. For school/faces and the tools that evaluate.
 *
 * Two templates that score at or above the `certain` cosine (cohort.h) may be one person with two accounts: such pairs
 * are counted apart, as doubles, and are no part of the tallies. They would pass for false matches otherwise.
 *
 * With s-norm (cohort.h) everybody is the cohort: of a pair's scores against it neither of the two is a part, as a
 * stranger who tries would not be.
 */
#ifndef AMS_FACE_CALIBRATE_H
#define AMS_FACE_CALIBRATE_H

#include "face/calibrate/cohort.h"
#include "face/calibrate/tally.h"
#include "face/face.h"

enum {
    CALIBRATION_PEOPLE_MIN = 30,    // fewer say nothing, and their counts would say much of each
    CALIBRATION_PEOPLE_MAX = 10000, // 50 million pairs
};

struct calibration;

/* For templates of `model_id`. NULL without memory. */
struct calibration *calibration_open(const char *model_id, float certain);

/* Wipes everything. NULL is allowed. */
void calibration_close(struct calibration *calibration);

/* Another person's only template. FACE_OTHER_MODEL; FACE_FAULT: no memory, one more than CALIBRATION_PEOPLE_MAX, or
 * values that are no unit vector. */
enum face_reason calibration_add(struct calibration *calibration, const struct face_template *template);

size_t calibration_people(const struct calibration *calibration);

/* Whether all of its memory is locked. */
bool calibration_is_locked(const struct calibration *calibration);

/*
 * Compares `people` more with all others (at least 1). *ret_done of *ret_total are through; equal: it is finished, and
 * calling it again does nothing. False without memory. About 10,000 * 10,000 comparisons of 50 ns to 200 ns for the
 * largest, and as many again with s-norm.
 */
bool calibration_step(struct calibration *calibration, size_t people, size_t *ret_done, size_t *ret_total);

struct calibration_result {
    int64_t people, doubles; // doubles: pairs
    struct tally raw;        // of cosines
    bool has_normalised;     // COHORT_PEOPLE_MIN people, and a whole cohort for each
    struct tally normalised; // of the same pairs, by s-norm
};

/* Once it is finished. */
void calibration_result(const struct calibration *calibration, struct calibration_result *ret_result);

#endif
