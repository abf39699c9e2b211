/* SPDX-License-Identifier: MIT */
/* By which rule a face is taken for an enrolled one: the threshold of models.json, or what an administrator has chosen
 * instead (calibration.h). Inside the school. */
#ifndef AMS_SCHOOL_FACE_RULE_H
#define AMS_SCHOOL_FACE_RULE_H

#include "face/face.h"
#include "school/common/fault.h"

struct db;
struct school;

struct face_rule {
    float threshold; // cosine
    bool normalised; // whoever lets their face be compared with others is judged by s-norm ...
    float normalised_threshold;
    int64_t chosen_at; // 0: nobody has chosen; all is as in models.json
};

/* What models.json says of the current models; NULL where the school has no faces. */
const struct face_models *face_rule_models(const struct school *school);

/* In a reader or a unit. A choice for another embedder is none. INTERNAL without models. */
enum fault face_rule_read(const struct school *school, struct db *db, struct face_rule *ret_rule);

#endif
