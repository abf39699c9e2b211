/* SPDX-License-Identifier: MIT */
/* The end of a check-in. */
#ifndef AMS_SCHOOL_CHECK_IN_INSIDE_H
#define AMS_SCHOOL_CHECK_IN_INSIDE_H

#include <stdint.h>

#include "face/face.h"
#include "school/common/fault.h"

struct actor;
struct proved;
struct school;

/* The end of a check-in, once the face has been looked at: uses the challenge up, judges by `received_at`, marks or
 * notes the refusal. `proved`: what its mark is flagged with, and its device; NULL: nothing. Apart so that the rules
 * can be tested without faces. */
enum fault check_in_conclude(struct school *school, const struct actor *actor, int64_t lecture_id,
                             const char *challenge, int64_t received_at, enum face_reason reason,
                             const struct proved *proved);

#endif
