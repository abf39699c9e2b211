/* SPDX-License-Identifier: MIT */
#include "app/face/face_eval_json.h"

static json_t *interval_json(struct rate_interval interval)
{
    return json_pack("[f, f]", interval.low, interval.high);
}

static json_t *point_json(const struct rate_point *point, size_t genuine)
{
    json_t *json = json_pack("{s:f, s:f, s:I, s:f, s:o, s:I, s:f, s:o, s:b}",                                //
                             "asked_fmr", point->asked, "threshold", point->threshold,                       //
                             "false_matches", (json_int_t)point->false_matches, "fmr", point->fmr,           //
                             "fmr_95", interval_json(point->fmr_interval),                                   //
                             "false_non_matches", (json_int_t)point->false_non_matches, "fnmr", point->fnmr, //
                             "fnmr_95", interval_json(point->fnmr_interval), "supported", point->supported);
    if (point->false_non_matches == 0)
        json_object_set_new(json, "fnmr_rule_of_three", json_real(3 / (double)genuine));
    return json;
}

json_t *face_eval_rates(const struct rate_point *points, size_t count, const struct rate_scores *scores)
{
    json_t *at = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(at, point_json(&points[i], scores->genuine_count));
    return json_pack("{s:I, s:I, s:o}", "genuine", (json_int_t)scores->genuine_count, "impostor",
                     (json_int_t)scores->impostor_count, "at", at);
}

json_t *face_eval_curve(const struct rate_corner *corners, size_t count)
{
    json_t *curve = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(curve, json_pack("[f, f, f]", corners[i].fmr, corners[i].fnmr, corners[i].threshold));
    return curve;
}

json_t *face_eval_summary(const struct score_summary *summary)
{
    const struct score_rate *rates = summary->rates;
    return json_pack("{s:{s:f, s:f}, s:{s:f, s:f}}",                               //
                     "1e-2", "tar", rates[0].tar, "threshold", rates[0].threshold, //
                     "1e-3", "tar", rates[1].tar, "threshold", rates[1].threshold);
}

json_t *face_eval_gate(const struct face_set_result *results, size_t count)
{
    size_t reasons[FACE_REASON_COUNT] = {0}, refused = 0, crowded = 0;
    json_t *named = json_object();
    for (size_t i = 0; i < count; i++) {
        reasons[results[i].quality]++;
        refused += results[i].quality != FACE_OK;
        crowded += results[i].crowded;
    }
    for (int reason = FACE_OK + 1; reason < FACE_REASON_COUNT; reason++)
        if (reasons[reason] > 0)
            json_object_set_new(named, face_reason_code((enum face_reason)reason),
                                json_integer((json_int_t)reasons[reason]));
    return json_pack("{s:I, s:I, s:f, s:o, s:I}", "images", (json_int_t)count, "refused", (json_int_t)refused,
                     "refused_share", (double)refused / (double)count, "reasons", named, "several_faces",
                     (json_int_t)crowded);
}
