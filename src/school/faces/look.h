/* SPDX-License-Identifier: MIT */
/* Turns to have a face looked at. */
#ifndef AMS_SCHOOL_LOOK_H
#define AMS_SCHOOL_LOOK_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

enum {
    LOOK_PICTURES_MAX = 240, // of one person in LOOK_MINUTES: forty checks with head turns
    LOOK_MINUTES = 10,
    LOOK_PHOTO_PICTURES = 12, // as which a photo of a class counts
};

struct school;

/* What each person has sent lately, as far as memory that is bounded knows. */
struct look_budget;
struct look_budget *look_budget_open(void);
void look_budget_close(struct look_budget *budget); // NULL is allowed

/*
 * A turn to have `pictures` looked at: one per person at a time, for the same burst sent many times would keep every
 * engine busy. BUSY: this person has one, or SCHOOL_LOOKS_MAX are under way. TOO_MANY_PICTURES: more than
 * LOOK_PICTURES_MAX in LOOK_MINUTES, which come back one by one. Every turn needs a leave.
 */
enum fault look_enter(struct school *school, int64_t person_id, size_t pictures);
void look_leave(struct school *school, int64_t person_id);

#endif
