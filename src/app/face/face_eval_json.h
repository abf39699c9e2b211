/* SPDX-License-Identifier: MIT */
/* The figures of an evaluation as JSON; each is to be released. For face_eval.c only. */
#ifndef AMS_APP_FACE_EVAL_JSON_H
#define AMS_APP_FACE_EVAL_JSON_H

#include <jansson.h>

#include "app/face/face_rates.h"
#include "app/face/face_score.h"
#include "app/face/face_set.h"

/* {"genuine", "impostor", "at": [a point each]} */
json_t *face_eval_rates(const struct rate_point *points, size_t count, const struct rate_scores *scores);

/* [[fmr, fnmr, threshold], ...] */
json_t *face_eval_curve(const struct rate_corner *corners, size_t count);

/* {"1e-2": {"tar", "threshold"}, "1e-3": ...} */
json_t *face_eval_summary(const struct score_summary *summary);

/* What the quality gate refuses, by reason. Several faces stand apart: that is a rule of the burst. */
json_t *face_eval_gate(const struct face_set_result *results, size_t count);

#endif
