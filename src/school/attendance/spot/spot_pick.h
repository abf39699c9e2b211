/* SPDX-License-Identifier: MIT */
/* Which marks are looked up: some of the flagged ones, some of the others, by chance. Pure but for the chance. */
#ifndef AMS_SCHOOL_SPOT_PICK_H
#define AMS_SCHOOL_SPOT_PICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A mark that may be drawn, and when it is: the chance that each of its kind had, `chosen` of `out_of`. */
struct spot_mark {
    int64_t student_id;
    bool flagged;
    int64_t chosen, out_of;
};

/* A number from 0 to bound - 1, each as likely as the others (secret_below). */
typedef uint32_t (*spot_chance)(uint32_t bound);

/*
 * Moves the drawn to the front, in an order that tells nothing, and returns how many they are: `names`, or all when
 * there are no more. Of several names, three in five come from the flagged ones and at least one from either kind,
 * where there are so many; of one name a coin says from which.
 */
size_t spot_pick(struct spot_mark *marks, size_t count, size_t names, spot_chance chance);

#endif
