/* SPDX-License-Identifier: MIT */
#include "support/face_crowd.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "face/embed.h"
#include "school/common/keys.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/consent_text.h"
#include "school/faces/identity_template.h"
#include "store/engine.h"

static const float in_common = .6f;

/* xorshift64*: the same numbers in every run. */
static float uniform(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (float)(*seed * UINT64_C(2685821657736338717) >> 40) / (float)(1 << 24) - .5f;
}

struct face_template face_crowd_somebody(const char *model_id, uint64_t *seed, const struct face_template *kin,
                                         float share)
{
    struct face_template template = {.values = {0}};
    str_copy(template.model_id, sizeof(template.model_id), model_id);
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        for (int sum = 0; sum < 4; sum++)
            template.values[i] += uniform(seed);
    embedding_normalise(template.values);
    for (size_t i = 0; kin && i < FACE_TEMPLATE_LENGTH; i++)
        template.values[i] += share * kin->values[i];
    embedding_normalise(template.values);
    return template;
}

struct face_template face_crowd_seen(const struct face_template *face, uint64_t *seed, float cosine)
{
    struct face_template seen = face_crowd_somebody(face->model_id, seed, NULL, 0);
    float along = embedding_cosine(seen.values, face->values);
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        seen.values[i] -= along * face->values[i];
    embedding_normalise(seen.values);
    for (size_t i = 0; i < FACE_TEMPLATE_LENGTH; i++)
        seen.values[i] = cosine * face->values[i] + sqrtf(1 - cosine * cosine) * seen.values[i];
    embedding_normalise(seen.values);
    return seen;
}

struct planting {
    struct school *school;
    const struct face_crowd *crowd;
    size_t count;
    int64_t *ids;
};

static enum fault plant_one(struct db *db, const struct planting *unit, size_t index,
                            const struct face_template *template, int64_t *ret_id)
{
    const struct face_crowd *crowd = unit->crowd;
    int64_t now = school_now(unit->school);
    char name[64], email[64], version[CONSENT_VERSION_SIZE];
    struct sealed_template sealed;
    CLOSES(own_key_wipe) struct own_key own = {0};
    snprintf(name, sizeof(name), "%s %zu", crowd->prefix, index);
    snprintf(email, sizeof(email), "%s.%zu@example.org", crowd->prefix, index);
    consent_version(version);
    enum fault fault = row_insert(db,
                                  "INSERT INTO users (name, role, email, password_hash, locale, email_proven_at,"
                                  " created_at) VALUES (?, 'student', ?, NULL, 'en', 1, ?) RETURNING id",
                                  DB_VALUES(T(name), T(email), I(now)), ret_id);
    if (fault == FAULT_NONE)
        fault = ordering_user(db, *ret_id);
    if (fault == FAULT_NONE)
        fault = fault_of(db_exec(db,
                                 "INSERT INTO consents (user_id, text_version, given_at, withdrawn_at, scope) VALUES"
                                 " (?, ?, ?, ?, ?)",
                                 DB_VALUES(I(*ret_id), T(version), I(now), crowd->withdrawn ? I(now) : N(),
                                           T(consent_scope_code(crowd->scope)))));
    if (fault == FAULT_NONE)
        fault = person_key_make(unit->school, db, *ret_id, now, &own);
    if (fault != FAULT_NONE)
        return fault;
    template_seal(&own, *ret_id, template, &sealed);
    return fault_of(
        db_exec(db,
                "INSERT INTO templates (user_id, model_id, sealed, own_key, frames, created_at, updated_at)"
                " VALUES (?, ?, ?, 1, 3, ?, ?)",
                DB_VALUES(I(*ret_id), T(crowd->model_id), B(sealed.sealed, sizeof(sealed.sealed)), I(now), I(now))));
}

static enum fault plant(struct db *db, void *context)
{
    const struct planting *unit = context;
    const struct face_crowd *crowd = unit->crowd;
    uint64_t seed = crowd->seed ? crowd->seed : 1;
    struct face_template stock = face_crowd_somebody(crowd->model_id, &seed, NULL, 0);
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++) {
        int64_t id = 0;
        struct face_template face =
            face_crowd_somebody(crowd->model_id, &seed, i < crowd->alike ? &stock : NULL, in_common);
        fault = plant_one(db, unit, i, i == 0 && crowd->first ? crowd->first : &face, &id);
        if (unit->ids)
            unit->ids[i] = id;
    }
    return fault;
}

void face_crowd_plant(struct school *school, const struct face_crowd *crowd, size_t count, int64_t *ret_ids)
{
    struct planting unit = {school, crowd, count, ret_ids};
    enum fault fault = school_change(school, plant, &unit);
    if (fault != FAULT_NONE) {
        fprintf(stderr, "planting a crowd: fault %d\n", (int)fault);
        abort();
    }
}
