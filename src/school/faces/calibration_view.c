/* SPDX-License-Identifier: MIT */
/* What the kept counts say, and choosing a threshold by them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "face/engine.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/calibration_inside.h"
#include "school/faces/face_rule.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 100, BAR_BINS = TALLY_BINS / CALIBRATION_BARS };

_Static_assert((int)CALIBRATION_OFFERS_MAX == (int)MANIFEST_RATES, "an offer for each rate");

/* What is assumed where models.json names no rate of its threshold. */
static const double usual_rate = 1e-4;

/* ---- reading ---- */

/* A threshold as people write it: the float nearest to .444 is a little more. */
static double written(float threshold)
{
    return round((double)threshold * 1e6) / 1e6;
}

/* The operator's rate by its name; NULL: none of models.json has this threshold. */
static const char *rate_name(const struct face_models *models)
{
    for (size_t i = 0; i < MANIFEST_RATES; i++)
        if (models->manifest.match_at[i] > 0 && models->manifest.match_at[i] == models->manifest.match)
            return manifest_rates[i];
    return NULL;
}

static void offers_of(const struct tally *tally, const struct calibration_view *view, int end,
                      struct calibration_part *part)
{
    double most = view->standard_rate ? strtod(view->standard_rate, NULL) : usual_rate;
    for (size_t i = 0; i < MANIFEST_RATES; i++) {
        struct calibration_offer offer = {.rate = manifest_rates[i]};
        double rate = strtod(offer.rate, NULL);
        if (rate > most * (1 + 1e-9))
            continue;
        offer.enough = tally_propose(tally, rate, end, &offer.point);
        offer.easier = offer.enough && part == &view->raw && offer.point.threshold < view->standard;
        part->offers[part->offer_count++] = offer;
    }
}

/* `threshold` 0: none is in force. */
static void part_of(const struct tally *tally, const struct calibration_view *view, float threshold, int end,
                    struct calibration_part *part)
{
    part->has_current = threshold > 0;
    if (part->has_current)
        part->current = tally_at(tally, tally_bin(tally->scale, threshold));
    offers_of(tally, view, end, part);
    for (int bin = 0; bin < TALLY_BINS; bin++)
        part->bars[bin / BAR_BINS] += tally->counts[bin];
    part->lowest = (double)tally_edge(tally->scale, 0);
    part->width = (double)BAR_BINS / tally->scale.per_unit;
}

/* The texts of the last calibration; `raw` NULL: there is none. */
struct kept {
    const char *raw, *normalised;
};

static enum fault kept_read(struct db *db, const char *model_id, struct arena *arena, struct calibration_view *view,
                            struct kept *ret_kept)
{
    struct row row;
    *ret_kept = (struct kept){NULL, NULL};
    row_begin(&row, db, arena,
              "SELECT id, made_at, agreed, people, pairs, doubles, raw, normalised FROM face_calibrations WHERE"
              " model_id = ? ORDER BY id DESC LIMIT 1",
              DB_VALUES(T(model_id)));
    while (row_next(&row)) {
        view->id = row_int(&row, 0);
        view->made_at = row_int(&row, 1);
        view->agreed = row_int(&row, 2);
        view->people = row_int(&row, 3);
        view->pairs = row_int(&row, 4);
        view->doubles = row_int(&row, 5);
        *ret_kept = (struct kept){row_text(&row, 6), row_text(&row, 7)};
    }
    return row_end(&row);
}

static enum fault view_read(struct school *school, struct db *db, struct arena *arena,
                            struct calibration_view *ret_view)
{
    const struct face_models *models = face_rule_models(school);
    struct calibration_view *view = arena_alloc(arena, sizeof(*view));
    struct tally *tally = arena_alloc(arena, sizeof(*tally));
    struct face_rule rule;
    struct kept kept;
    if (!models || !view || !tally)
        return FAULT_INTERNAL;
    enum fault fault = face_rule_read(school, db, &rule);
    if (fault != FAULT_NONE)
        return fault;
    *view = (struct calibration_view){
        .standard = written(face_models_threshold(models)),
        .standard_rate = rate_name(models),
        .threshold = written(rule.threshold),
        .normalises = rule.normalised,
        .normalised_threshold = written(rule.normalised_threshold),
        .chosen_at = rule.chosen_at,
    };
    fault = kept_read(db, face_models_id(models), arena, view, &kept);
    if (fault != FAULT_NONE)
        return fault;
    if (kept.raw) {
        if (!calibration_of_text(kept.raw, tally_raw, view->people, tally) || tally->pairs == 0)
            return FAULT_INTERNAL;
        part_of(tally, view, rule.threshold, tally_bin(tally_raw, cohort_certain(models)), &view->raw);
    }
    if (kept.normalised) {
        if (!calibration_of_text(kept.normalised, tally_normalised, view->people, tally) || tally->pairs == 0)
            return FAULT_INTERNAL;
        view->has_normalised = true;
        part_of(tally, view, rule.normalised ? rule.normalised_threshold : 0, TALLY_BINS - 1, &view->normalised);
    }
    *ret_view = *view;
    return FAULT_NONE;
}

enum fault calibration_read(struct school *school, struct arena *arena, struct calibration_view *ret_view)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return view_read(school, db, arena, ret_view);
}

enum fault calibration_get(struct school *school, const struct actor *actor, struct arena *arena,
                           struct calibration_view *ret_view)
{
    return actor->role == ROLE_ADMINISTRATOR ? calibration_read(school, arena, ret_view) : FAULT_NOT_ALLOWED;
}

/* ---- choosing ---- */

struct choosing {
    struct school *school;
    const struct actor *actor;
    const struct calibration_choice *choice; // NULL: back to models.json
    struct arena *arena;
};

static const struct calibration_offer *offer_find(const struct calibration_part *part, const char *rate)
{
    for (size_t i = 0; i < part->offer_count; i++)
        if (strcmp(part->offers[i].rate, rate) == 0)
            return &part->offers[i];
    return NULL;
}

static enum fault rule_write(struct db *db, const struct choosing *unit, int64_t raw, int64_t normalised,
                             const char *action, const char *detail)
{
    int64_t now = school_now(unit->school);
    enum db_status status = db_exec(
        db, "INSERT INTO face_thresholds (model_id, chosen_at, raw, normalised) VALUES (?, ?, ?, ?)",
        DB_VALUES(T(face_models_id(face_rule_models(unit->school))), I(now), id_or_null(raw), id_or_null(normalised)));
    if (status != DB_OK)
        return fault_of(status);
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "school",
                                .detail = detail,
                            });
}

static enum fault choose(struct db *db, void *context)
{
    const struct choosing *unit = context;
    const struct calibration_choice *choice = unit->choice;
    struct calibration_view view;
    char detail[DETAIL_SIZE];
    enum fault fault = view_read(unit->school, db, unit->arena, &view);
    if (fault != FAULT_NONE)
        return fault;
    if (view.id == 0 || view.id != choice->calibration_id)
        return FAULT_CHANGED_MEANWHILE;
    const struct calibration_offer *raw = offer_find(&view.raw, choice->rate);
    if (!raw)
        return FAULT_CHOICE_UNKNOWN;
    const struct calibration_offer *normalised = offer_find(&view.normalised, choice->rate);
    if (choice->normalised ? !normalised || !normalised->enough : !raw->enough)
        return FAULT_THRESHOLD_UNSUPPORTED;
    // Who agreed to check-ins alone is judged by the cosine with s-norm, too.
    int length = snprintf(detail, sizeof(detail), "%s by %lld people: %.3f", choice->rate, (long long)view.people,
                          raw->enough ? raw->point.threshold : view.standard);
    if (choice->normalised)
        snprintf(detail + length, sizeof(detail) - (size_t)length, ", s-norm %.2f", normalised->point.threshold);
    return rule_write(db, unit, raw->enough ? raw->point.bin : 0, choice->normalised ? normalised->point.bin : 0,
                      "face_threshold_chosen", detail);
}

static enum fault reset(struct db *db, void *context)
{
    const struct choosing *unit = context;
    struct face_rule rule;
    enum fault fault = face_rule_read(unit->school, db, &rule);
    if (fault != FAULT_NONE || rule.chosen_at == 0)
        return fault;
    return rule_write(db, unit, 0, 0, "face_threshold_reset", NULL);
}

static enum fault change_rule(struct school *school, const struct actor *actor, school_unit write,
                              const struct calibration_choice *choice, struct arena *arena,
                              struct calibration_view *ret_view)
{
    struct choosing unit = {.school = school, .actor = actor, .choice = choice, .arena = arena};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = school_change(school, write, &unit);
    return fault != FAULT_NONE ? fault : calibration_read(school, arena, ret_view);
}

enum fault calibration_choose(struct school *school, const struct actor *actor, const struct calibration_choice *choice,
                              struct arena *arena, struct calibration_view *ret_view)
{
    return change_rule(school, actor, choose, choice, arena, ret_view);
}

enum fault calibration_reset(struct school *school, const struct actor *actor, struct arena *arena,
                             struct calibration_view *ret_view)
{
    return change_rule(school, actor, reset, NULL, arena, ret_view);
}
