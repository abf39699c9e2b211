/* SPDX-License-Identifier: MIT */
/* Comparing what was seen with an enrolled face, by the rule in force (face_rule.h). For identity*.c and liveness.c
 * only. */
#ifndef AMS_SCHOOL_FACE_MATCH_H
#define AMS_SCHOOL_FACE_MATCH_H

#include "face/face.h"
#include "school/common/fault.h"

struct school;

/*
 * Whether what was seen of a person is the enrolled template: FACE_OK, FACE_NO_MATCH (FACE_COVERED: a likely
 * reason is before it), FACE_OTHER_MODEL. With s-norm the
 * cohort is everybody else who agreed to be compared; by the cosine alone where this person has not, or the cohort is
 * too small. No reader may be held. BUSY, INTERNAL: the rule or the cohort could not be read.
 */
enum fault face_match_rule(struct school *school, int64_t user_id, const struct face_template *seen,
                           const struct face_template *enrolled, enum face_reason *ret_reason);

#endif
