/* SPDX-License-Identifier: MIT */
/*
 * Made-up faces: unit vectors in random directions, of people who may have something in common, and accounts that have
 * enrolled them, sealed as a real enrolment seals. For what needs many people and no pictures.
 */
#ifndef AMS_TESTS_FACE_CROWD_H
#define AMS_TESTS_FACE_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/face.h"
#include "school/faces/identity.h"

struct school;

/* Somebody who has `share` of `kin` (NULL: of nobody); `seed` is moved on. Their cosine is about
 * share / sqrt(1 + share^2). */
struct face_template face_crowd_somebody(const char *model_id, uint64_t *seed, const struct face_template *kin,
                                         float share);

/* The same face as it might be seen: its cosine with `face` is this one. */
struct face_template face_crowd_seen(const struct face_template *face, uint64_t *seed, float cosine);

struct face_crowd {
    const char *prefix;                // of names and addresses
    const char *model_id;              // of the templates
    enum consent_scope scope;          // agreed to
    bool withdrawn;                    // and taken back, with the template still there
    uint64_t seed;                     // 0: 1
    size_t alike;                      // the first so many have a third of their face in common
    const struct face_template *first; // of the first of them; NULL: anybody's
};

/* Accounts of students with faces, in one unit. The ids go to `ret_ids` (count), which may be NULL. Ends the program
 * when the database fails. */
void face_crowd_plant(struct school *school, const struct face_crowd *crowd, size_t count, int64_t *ret_ids);

#endif
