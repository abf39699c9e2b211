/* SPDX-License-Identifier: MIT */
#include "school/faces/face_rule.h"

#include "face/calibrate/tally.h"
#include "face/pool.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

const struct face_models *face_rule_models(const struct school *school)
{
    return school->config.faces ? face_pool_models(school->config.faces) : school->config.face_models;
}

static bool is_bin(int64_t bin)
{
    return bin > 0 && bin < TALLY_BINS;
}

enum fault face_rule_read(const struct school *school, struct db *db, struct face_rule *ret_rule)
{
    const struct face_models *models = face_rule_models(school);
    struct face_rule rule = {0};
    struct row row;
    if (!models)
        return FAULT_INTERNAL;
    rule.threshold = face_models_threshold(models);
    row_begin(&row, db, NULL,
              "SELECT chosen_at, raw, normalised FROM face_thresholds WHERE model_id = ? ORDER BY id DESC LIMIT 1",
              DB_VALUES(T(face_models_id(models))));
    while (row_next(&row)) {
        bool raw = is_bin(row_int(&row, 1));
        rule.normalised = is_bin(row_int(&row, 2));
        if (raw)
            rule.threshold = tally_edge(tally_raw, (int)row_int(&row, 1));
        if (rule.normalised)
            rule.normalised_threshold = tally_edge(tally_normalised, (int)row_int(&row, 2));
        rule.chosen_at = raw || rule.normalised ? row_int(&row, 0) : 0;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_rule = rule;
    return FAULT_NONE;
}
