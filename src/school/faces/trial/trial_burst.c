/* SPDX-License-Identifier: MIT */
/* Looking at a trial's pictures: workers look, what they saw is judged here, in locked memory, and sealed. */
#include "school/faces/trial/trial_run_inside.h"

#include <string.h>

#include "base/str.h"
#include "crypto/secret_pages.h"
#include "face/pool.h"
#include "face/trial/trial_judge.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/faces/challenge.h"
#include "school/faces/face_rule.h"
#include "school/faces/look.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

_Static_assert((int)TRIAL_FRAMES_MIN == (int)CHECK_FRAMES_MIN, "a trial's burst is a check-in's");
_Static_assert((int)TRIAL_TURN_FRAMES_MIN == (int)LIVE_LOOK_FRAMES + 1, "two that look ahead, one that is turned");

/* All that is open while a burst is looked at, in locked memory. */
struct open_look {
    struct face_template enrolled, seen;
    struct trial_quick_look quick;
    struct live_step steps[TRIAL_TURN_STEPS];
};

/* What is looked at, and what came of it. */
struct looking {
    struct school *school;
    const struct actor *actor;
    int64_t volunteer_id;
    struct trial_row_kept kept;
    struct own_key own;
    struct open_look *open;
    bool is_enrolled;
    const char *species;
    struct trial_attempt quick, turn;
    bool has_turn, has_face; // `sealed` is to be written
    const struct face_frame *frames;
    size_t count;
    enum fault (*body)(struct looking *look);
    uint8_t sealed[SEALED_BYTES];
};

/* ---- before and after ---- */

/* Asked before the pictures are looked at, and after: the trial may have ended meanwhile. */
static enum fault still_there(struct db *db, const struct looking *look)
{
    int64_t count;
    enum fault fault = row_count(db,
                                 "SELECT COUNT(*) FROM trial_volunteers v JOIN trials t ON t.id = v.trial_id WHERE"
                                 " v.id = ? AND t.counted_at IS NULL",
                                 DB_VALUES(I(look->volunteer_id)), &count);
    return fault != FAULT_NONE ? fault : count == 1 ? FAULT_NONE : FAULT_NOT_FOUND;
}

/* The trial, its key, and the volunteer's template. */
static enum fault prepare(struct looking *look)
{
    struct row row;
    CLOSES(store_reader_close) struct db *db = store_reader(look->school->config.store);
    enum fault fault = still_there(db, look);
    if (fault != FAULT_NONE)
        return fault;
    fault = trial_kept_read(db, &look->kept);
    if (fault != FAULT_NONE)
        return fault;
    if (strcmp(look->kept.model_id, face_models_id(face_rule_models(look->school))) != 0)
        return FAULT_TRIAL_OUTDATED;
    fault = person_key_read(look->school, db, KEY_OF_TRIAL, &look->own);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL, "SELECT sealed FROM trial_volunteers WHERE id = ? AND trial_id = ?",
              DB_VALUES(I(look->volunteer_id), I(look->kept.id)));
    while (row_next(&row)) {
        size_t size;
        const void *sealed = db_blob(&row.rows, 0, &size);
        look->is_enrolled =
            trial_unseal(&look->own, look->volunteer_id, look->kept.model_id, sealed, size, &look->open->enrolled);
    }
    return row_end(&row);
}

static enum fault prepare_and_look(struct looking *look)
{
    enum fault fault = prepare(look);
    if (fault != FAULT_NONE)
        return fault;
    return look->school->config.faces ? look->body(look) : FAULT_INTERNAL;
}

/* Runs the body with a turn, a locked page and the key; the page and the key are wiped. */
static enum fault with_look(struct looking *look)
{
    if (look->actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = look_enter(look->school, look->actor->user_id, look->count);
    if (fault != FAULT_NONE)
        return fault;
    look->open = secret_pages_open(sizeof(*look->open));
    fault = look->open ? prepare_and_look(look) : FAULT_INTERNAL;
    secret_pages_close(look->open, sizeof(*look->open));
    own_key_wipe(&look->own);
    look_leave(look->school, look->actor->user_id);
    return fault;
}

/* ---- enrolment ---- */

static enum fault write_enrolment(struct db *db, void *context)
{
    const struct looking *look = context;
    enum fault fault = still_there(db, look);
    if (fault != FAULT_NONE)
        return fault;
    // Who was enrolled before stays so when another try fails.
    if (!look->has_face)
        return fault_of(
            db_exec(db, "UPDATE trial_volunteers SET tried = 1 WHERE id = ?", DB_VALUES(I(look->volunteer_id))));
    return fault_of(db_exec(db, "UPDATE trial_volunteers SET tried = 1, sealed = ? WHERE id = ?",
                            DB_VALUES(B(look->sealed, sizeof(look->sealed)), I(look->volunteer_id))));
}

struct enrolling {
    struct looking look;
    enum face_reason reason;
    struct face_burst_report report;
};

static enum fault look_at_enrolment(struct looking *look)
{
    struct enrolling *enrolling = (struct enrolling *)look;
    if (look->count < FACE_FRAMES_MIN) // is no try
        return fault_of_face(FACE_TOO_FEW_FRAMES);
    enrolling->reason =
        face_pool_enrol(look->school->config.faces, look->frames, look->count, &look->open->seen, &enrolling->report);
    if (enrolling->reason == FACE_NOT_LOOKED || enrolling->reason == FACE_FAULT)
        return enrolling->reason == FACE_NOT_LOOKED ? FAULT_BUSY : FAULT_INTERNAL;
    look->has_face = enrolling->reason == FACE_OK;
    if (look->has_face)
        trial_seal(&look->own, look->volunteer_id, &look->open->seen, look->sealed);
    return school_change(look->school, write_enrolment, look);
}

enum fault trial_volunteer_enrol(struct school *school, const struct actor *actor, int64_t volunteer_id,
                                 const struct face_frame *frames, size_t count, enum face_reason *ret_reason,
                                 struct face_burst_report *ret_report)
{
    struct enrolling enrolling = {.look = {.school = school,
                                           .actor = actor,
                                           .volunteer_id = volunteer_id,
                                           .frames = frames,
                                           .count = count,
                                           .body = look_at_enrolment}};
    enum fault fault = with_look(&enrolling.look);
    *ret_reason = enrolling.reason;
    *ret_report = enrolling.report;
    return fault;
}

/* ---- bursts ---- */

static enum fault write_attempt(struct db *db, const struct looking *look, const struct trial_attempt *attempt,
                                bool with_face)
{
    return fault_of(
        db_exec(db,
                "INSERT INTO trial_bursts (trial_id, volunteer_id, species, look, enrolled, acquired, live, compared,"
                " matched, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                DB_VALUES(I(look->kept.id), I(look->volunteer_id), T(look->species), I(attempt->look),
                          I(attempt->enrolled), I(attempt->acquired), I(attempt->live), I(attempt->compared),
                          I(attempt->matched), with_face ? B(look->sealed, sizeof(look->sealed)) : N())));
}

/* Whether one more kind of attack can be told apart. */
static enum fault check_species(struct db *db, const struct looking *look)
{
    int64_t others;
    if (!look->species)
        return FAULT_NONE;
    enum fault fault =
        row_count(db, "SELECT COUNT(DISTINCT species) FROM trial_bursts WHERE trial_id = ? AND species <> ?",
                  DB_VALUES(I(look->kept.id), T(look->species)), &others);
    return fault != FAULT_NONE ? fault : others < TRIAL_SPECIES_MAX ? FAULT_NONE : FAULT_TOO_MANY_THINGS;
}

static enum fault write_burst(struct db *db, void *context)
{
    const struct looking *look = context;
    int64_t count;
    enum fault fault = still_there(db, look);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM trial_bursts WHERE trial_id = ?", DB_VALUES(I(look->kept.id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count + look->has_turn >= TRIAL_BURSTS_MAX)
        return FAULT_TOO_MANY_THINGS;
    fault = check_species(db, look);
    if (fault != FAULT_NONE)
        return fault;
    fault = write_attempt(db, look, &look->quick, look->has_face);
    return fault != FAULT_NONE || !look->has_turn ? fault : write_attempt(db, look, &look->turn, false);
}

static enum fault look_quickly(struct looking *look, size_t count)
{
    struct trial_quick_look *quick = &look->open->quick;
    quick->reason = face_pool_read(look->school->config.faces, look->frames, count, &quick->seen, &quick->report,
                                   quick->step.frames, &quick->observed);
    if (quick->reason == FACE_NOT_LOOKED || quick->reason == FACE_FAULT)
        return quick->reason == FACE_NOT_LOOKED ? FAULT_BUSY : FAULT_INTERNAL;
    look->quick.look = TRIAL_QUICK;
    bool read =
        trial_judge_quick(quick, look->kept.threshold, look->is_enrolled ? &look->open->enrolled : NULL, &look->quick);
    look->has_face = read && !look->species;
    if (look->has_face)
        trial_seal(&look->own, look->volunteer_id, &quick->seen, look->sealed);
    return FAULT_NONE;
}

static enum fault observe(struct looking *look, size_t index, const struct face_frame *frames, size_t count)
{
    struct live_step *step = &look->open->steps[index];
    int64_t arrived_ms = trial_turn_times(step, index);
    step->count = count;
    enum face_reason reason = face_pool_observe(look->school->config.faces, frames, count, arrived_ms, step->frames);
    return reason == FACE_OK ? FAULT_NONE : reason == FACE_NOT_LOOKED ? FAULT_BUSY : FAULT_INTERNAL;
}

struct bursting {
    struct looking look;
    enum live_pose side;
};

static enum fault look_at_turn(struct looking *look, enum live_pose side)
{
    enum fault fault = observe(look, 0, look->frames, LIVE_LOOK_FRAMES);
    if (fault != FAULT_NONE)
        return fault;
    fault = observe(look, 1, look->frames + LIVE_LOOK_FRAMES, look->count - LIVE_LOOK_FRAMES);
    if (fault != FAULT_NONE)
        return fault;
    look->has_turn = true;
    look->turn.look = TRIAL_TURN;
    if (!trial_judge_turn(look->open->steps, side, look->kept.threshold,
                          look->is_enrolled ? &look->open->enrolled : NULL, &look->open->seen, &look->turn))
        return FAULT_INTERNAL;
    return fault;
}

/* How many frames there may be. */
static enum fault check_count(enum live_pose side, size_t count)
{
    const struct live_challenge turn = trial_turn_challenge(LIVE_LEFT);
    size_t least = TRIAL_FRAMES_MIN, most = FACE_FRAMES_MAX;
    if (side != LIVE_CENTRE && live_step_frames(&turn, 1, &least, &most)) {
        least += LIVE_LOOK_FRAMES;
        most += LIVE_LOOK_FRAMES;
    }
    return count < least  ? fault_of_face(FACE_TOO_FEW_FRAMES)
           : count > most ? fault_of_face(FACE_IMAGE_TOO_LARGE)
                          : FAULT_NONE;
}

static enum fault look_at_burst(struct looking *look)
{
    enum live_pose side = ((const struct bursting *)look)->side;
    bool turns = side != LIVE_CENTRE;
    enum fault fault = check_count(side, look->count);
    if (fault != FAULT_NONE)
        return fault;
    fault = look_quickly(look, turns ? LIVE_LOOK_FRAMES : look->count);
    if (fault != FAULT_NONE)
        return fault;
    fault = turns ? look_at_turn(look, side) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : school_change(look->school, write_burst, look);
}

enum fault trial_burst_add(struct school *school, const struct actor *actor, const struct trial_burst_request *request,
                           struct arena *arena, struct trial_attempt *ret_attempt)
{
    struct bursting bursting = {.look = {.school = school,
                                         .actor = actor,
                                         .volunteer_id = request->volunteer_id,
                                         .frames = request->frames,
                                         .count = request->count,
                                         .body = look_at_burst},
                                .side = request->side};
    enum fault fault = text_clean(request->species, TRIAL_WORD_MAX, false, true, arena, &bursting.look.species);
    if (fault != FAULT_NONE)
        return fault;
    fault = with_look(&bursting.look);
    *ret_attempt = bursting.look.has_turn ? bursting.look.turn : bursting.look.quick;
    return fault;
}
