/* SPDX-License-Identifier: MIT */
#include "school/faces/face_match.h"

#include <string.h>

#include "base/str.h"
#include "face/calibrate/cohort.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/face_rule.h"
#include "school/faces/identity_gallery.h"
#include "school/faces/identity_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* The score by s-norm; *ret_whole false: there are too few others. */
static enum fault normalised_score(struct school *school, int64_t user_id, const struct face_template *seen,
                                   const struct face_template *enrolled, float cosine, bool *ret_whole,
                                   float *ret_score)
{
    struct cohort_moments enrolled_moments, seen_moments;
    const struct face_template *const both[] = {enrolled, seen};
    struct cohort cohorts[2];
    bool whole = false;
    enum fault fault = identity_gallery_cohorts(school, user_id, both, cohorts, &whole);
    if (fault == FAULT_NONE && whole)
        whole = cohort_moments(&cohorts[0], -2, &enrolled_moments) && cohort_moments(&cohorts[1], -2, &seen_moments);
    *ret_whole = fault == FAULT_NONE && whole;
    if (*ret_whole)
        *ret_score = cohort_normalise(cosine, enrolled_moments, seen_moments);
    explicit_bzero(cohorts, sizeof(cohorts));
    return fault;
}

static enum fault rule_for(struct school *school, int64_t user_id, struct face_rule *ret_rule)
{
    int64_t compared = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = face_rule_read(school, db, ret_rule);
    if (fault != FAULT_NONE || !ret_rule->normalised)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM templates t WHERE t.user_id = ? AND " IDENTITY_COMPARED,
                      DB_VALUES(I(user_id)), &compared);
    ret_rule->normalised = compared > 0;
    return fault;
}

enum fault face_match_rule(struct school *school, int64_t user_id, const struct face_template *seen,
                           const struct face_template *enrolled, enum face_reason *ret_reason)
{
    struct face_rule rule = {0};
    bool normalised = false;
    float cosine, score;
    if (!face_compare(seen, enrolled, &cosine)) {
        *ret_reason = FACE_OTHER_MODEL;
        return FAULT_NONE;
    }
    enum fault fault = rule_for(school, user_id, &rule);
    if (fault != FAULT_NONE)
        return fault;
    if (rule.normalised)
        fault = normalised_score(school, user_id, seen, enrolled, cosine, &normalised, &score);
    if (fault != FAULT_NONE)
        return fault;
    // Written so that a damaged template, whose cosine is no number, is nobody's.
    bool same = normalised ? score >= rule.normalised_threshold : cosine >= rule.threshold;
    *ret_reason = same ? FACE_OK : face_looks_covered(face_rule_models(school), seen) ? FACE_COVERED : FACE_NO_MATCH;
    return FAULT_NONE;
}
