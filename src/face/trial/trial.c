/* SPDX-License-Identifier: MIT */
#include "face/trial/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "face/calibrate/tally.h"
#include "face/locked.h"

enum { STEP_MS = 5000, TURN_STEPS = 2 };

/* A genuine quick look that was read. */
struct probe {
    size_t person;
    struct face_template face;
};

/* What one attempt needs, used again for the next. */
struct scratch {
    struct face_template seen;
    struct live_step steps[TURN_STEPS];
    uint32_t row[TALLY_BINS];
};

struct trial {
    struct face_engine *engine;
    const struct face_models *models;
    struct locked templates; // (people) of struct face_template
    struct locked probes;    // (probe_count) of struct probe
    struct locked scratch;   // one struct scratch
    bool enrolled[TRIAL_PEOPLE_MAX];
    uint32_t probes_of[TRIAL_PEOPLE_MAX];
    size_t people, probe_count;
    struct trial_attempt *attempts;
    size_t attempt_count, attempt_room;
    struct difference_match *matches;
    size_t match_count, match_room;
};

const char *trial_kind_word(enum trial_kind kind)
{
    static const char *const words[TRIAL_KINDS] = {"FTE", "FTA", "FNMR", "BPCER", "FMR", "APCER", "IAPAR"};
    return words[kind];
}

bool trial_counts(const struct trial_attempt *attempt, enum trial_kind kind, bool *ret_error)
{
    bool genuine = attempt->species == TRIAL_GENUINE;
    bool accepted = attempt->matched && (attempt->live || attempt->look == TRIAL_QUICK);
    const struct {
        bool counts, error;
    } kinds[TRIAL_KINDS] = {
        [TRIAL_FTA] = {genuine, !attempt->acquired},
        [TRIAL_FNMR] = {genuine && attempt->compared, !attempt->matched},
        [TRIAL_BPCER] = {genuine && attempt->acquired, !attempt->live},
        [TRIAL_APCER] = {!genuine && attempt->acquired, attempt->live},
        [TRIAL_IAPAR] = {!genuine && attempt->enrolled, accepted},
    };
    *ret_error = kinds[kind].counts && kinds[kind].error;
    return kinds[kind].counts;
}

struct trial *trial_open(struct face_engine *engine)
{
    struct trial *trial = calloc(1, sizeof(*trial));
    if (!trial)
        return NULL;
    trial->engine = engine;
    trial->models = face_engine_models(engine);
    if (locked_grow(&trial->scratch, sizeof(struct scratch)))
        return trial;
    trial_close(trial);
    return NULL;
}

void trial_close(struct trial *trial)
{
    if (!trial)
        return;
    locked_release(&trial->templates);
    locked_release(&trial->probes);
    locked_release(&trial->scratch);
    free(trial->attempts);
    free(trial->matches);
    free(trial);
}

static struct scratch *scratch_of(struct trial *trial)
{
    return trial->scratch.bytes;
}

static struct face_template *template_of(const struct trial *trial, size_t person)
{
    return (struct face_template *)trial->templates.bytes + person;
}

static struct probe *probe_of(const struct trial *trial, size_t index)
{
    return (struct probe *)trial->probes.bytes + index;
}

bool trial_enrol(struct trial *trial, const struct face_frame *frames, size_t count, enum face_reason *ret_reason)
{
    size_t person = trial->people;
    if (person == TRIAL_PEOPLE_MAX || !locked_grow(&trial->templates, (person + 1) * sizeof(struct face_template)))
        return false;
    enum face_reason reason = face_enrol(trial->engine, frames, count, template_of(trial, person), NULL);
    if (reason == FACE_FAULT)
        return false;
    trial->enrolled[person] = reason == FACE_OK;
    trial->people++;
    *ret_reason = reason;
    return true;
}

static bool add_attempt(struct trial *trial, const struct trial_attempt *attempt)
{
    if (trial->attempt_count == trial->attempt_room) {
        size_t room = trial->attempt_room ? 2 * trial->attempt_room : 64;
        struct trial_attempt *attempts = realloc(trial->attempts, room * sizeof(*attempts));
        if (!attempts)
            return false;
        trial->attempts = attempts;
        trial->attempt_room = room;
    }
    trial->attempts[trial->attempt_count++] = *attempt;
    return true;
}

static bool add_probe(struct trial *trial, size_t person, const struct face_template *face)
{
    if (!locked_grow(&trial->probes, (trial->probe_count + 1) * sizeof(struct probe)))
        return false;
    *probe_of(trial, trial->probe_count++) = (struct probe){person, *face};
    trial->probes_of[person]++;
    return true;
}

static void compare(const struct trial *trial, const struct face_template *seen, struct trial_attempt *attempt)
{
    attempt->compared = attempt->enrolled;
    attempt->matched =
        attempt->enrolled && face_match(trial->models, seen, template_of(trial, attempt->person), NULL) == FACE_OK;
}

/* What of a burst's reasons speaks of an attack, not of a picture that cannot be used. */
static bool is_suspect(enum face_reason reason)
{
    return reason == FACE_REPEATED_FRAMES || reason == FACE_FRAMES_DISAGREE;
}

/* As a check-in is marked: by the first frames that passed the gate. */
static bool is_doubted(const struct trial *trial, struct live_step *step, size_t observed)
{
    step->count = 0;
    for (size_t i = 0; i < observed; i++)
        if (step->frames[i].reason == FACE_OK)
            step->frames[step->count++] = step->frames[i];
    return live_doubts(step, face_models_threshold(trial->models));
}

bool trial_quick(struct trial *trial, size_t person, int species, const struct face_frame *frames, size_t count)
{
    struct trial_attempt attempt = {person, species, TRIAL_QUICK, .enrolled = trial->enrolled[person]};
    struct face_burst_report report = {0};
    struct face_template *seen = &scratch_of(trial)->seen;
    struct live_step *step = &scratch_of(trial)->steps[0];
    size_t observed = 0;
    enum face_reason reason = face_read_observed(trial->engine, frames, count, 1, seen, &report, FACE_READ_OBSERVED_MAX,
                                                 step->frames, &observed);
    if (reason == FACE_FAULT)
        return false;
    attempt.acquired = is_suspect(reason) || (reason == FACE_OK && report.accepted >= TRIAL_FRAMES_MIN);
    if (attempt.acquired && reason == FACE_OK) {
        attempt.live = !is_doubted(trial, step, observed);
        compare(trial, seen, &attempt);
        if (species == TRIAL_GENUINE && !add_probe(trial, person, seen))
            return false;
    }
    return add_attempt(trial, &attempt);
}

/* Files say nothing of times: every frame comes as an honest client would send it. */
static bool observe(struct trial *trial, struct live_step *step, size_t index, const struct face_frame *frames,
                    size_t count)
{
    step->told_ms = (int64_t)index * STEP_MS;
    step->count = count;
    for (size_t i = 0; i < count; i++)
        if (face_observe(trial->engine, frames[i], step->told_ms + LIVE_HOLD_MAX_MS, &step->frames[i]) == FACE_FAULT)
            return false;
    return true;
}

bool trial_turn(struct trial *trial, size_t person, int species, enum live_pose side, const struct face_frame *frames,
                size_t turned)
{
    struct trial_attempt attempt = {person, species, TRIAL_TURN, .enrolled = trial->enrolled[person]};
    const struct live_challenge challenge = {
        .policy = LIVE_TURN, .pose_count = TURN_STEPS, .poses = {LIVE_CENTRE, side}};
    struct scratch *scratch = scratch_of(trial);
    struct live_verdict verdict;
    size_t least, most;
    if (!live_step_frames(&challenge, 1, &least, &most) || turned < least || turned > most ||
        !observe(trial, &scratch->steps[0], 0, frames, LIVE_LOOK_FRAMES) ||
        !observe(trial, &scratch->steps[1], 1, frames + LIVE_LOOK_FRAMES, turned))
        return false;
    enum face_reason reason =
        live_judge(&challenge, scratch->steps, face_models_threshold(trial->models), NULL, 0, &verdict);
    if (reason == FACE_FAULT)
        return false;
    // A head that does not turn is what an attack looks like; a picture that cannot be used is asked for again.
    bool still = reason == FACE_WRONG_POSE && verdict.step == 1;
    attempt.acquired = reason == FACE_OK || still || !live_may_retry(reason);
    attempt.live = reason == FACE_OK;
    if (attempt.acquired && live_face(&challenge, scratch->steps, &scratch->seen))
        compare(trial, &scratch->seen, &attempt);
    return add_attempt(trial, &attempt);
}

bool trial_is_enrolled(const struct trial *trial, size_t person)
{
    return trial->enrolled[person];
}

bool trial_is_locked(const struct trial *trial)
{
    return trial->scratch.locked && (!trial->templates.bytes || trial->templates.locked) &&
           (!trial->probes.bytes || trial->probes.locked);
}

const struct trial_attempt *trial_attempts(const struct trial *trial, size_t *ret_count)
{
    *ret_count = trial->attempt_count;
    return trial->attempts;
}

static bool add_match(struct trial *trial, size_t prober, size_t target)
{
    if (trial->match_count == trial->match_room) {
        size_t room = trial->match_room ? 2 * trial->match_room : 64;
        struct difference_match *matches = realloc(trial->matches, room * sizeof(*matches));
        if (!matches)
            return false;
        trial->matches = matches;
        trial->match_room = room;
    }
    trial->matches[trial->match_count++] = (struct difference_match){(uint32_t)prober, (uint32_t)target};
    return true;
}

bool trial_compare(struct trial *trial, struct difference_pairs *ret_pairs)
{
    trial->match_count = 0;
    for (size_t p = 0; p < trial->probe_count; p++) {
        const struct probe *probe = probe_of(trial, p);
        for (size_t target = 0; target < trial->people; target++)
            if (target != probe->person && trial->enrolled[target] &&
                face_match(trial->models, &probe->face, template_of(trial, target), NULL) == FACE_OK &&
                !add_match(trial, probe->person, target))
                return false;
    }
    *ret_pairs = (struct difference_pairs){
        .people = trial->people,
        .probes = trial->probes_of,
        .enrolled = trial->enrolled,
        .matches = trial->matches,
        .match_count = trial->match_count,
    };
    return true;
}

/* Adds a person's comparisons, of either side, to the row. Returns those of their own probes that pass. */
static int64_t fill_row(const struct trial *trial, const bool *within, size_t person, uint32_t *row, bool *ret_any)
{
    int64_t matches = 0;
    float score;
    for (size_t p = 0; p < trial->probe_count; p++) {
        const struct probe *probe = probe_of(trial, p);
        bool own = probe->person == person;
        if (within && !within[probe->person])
            continue;
        for (size_t target = own ? 0 : person; target < (own ? trial->people : person + 1); target++) {
            if (target == probe->person || !trial->enrolled[target] || (within && !within[target]) ||
                !face_compare(&probe->face, template_of(trial, target), &score))
                continue;
            row[tally_bin(tally_raw, score)]++;
            matches += own && score >= face_models_threshold(trial->models);
            *ret_any = true;
        }
    }
    return matches;
}

bool trial_strangers(struct trial *trial, const bool *within, struct trial_strangers *ret_strangers)
{
    struct tally *tally = calloc(1, sizeof(*tally));
    uint32_t *row = scratch_of(trial)->row;
    struct trial_strangers strangers = {.by_pairs = {0, 1}, .by_people = {0, 1}};
    int64_t probers = 0;
    if (!tally)
        return false;
    tally->scale = tally_raw;
    for (size_t person = 0; person < trial->people; person++) {
        bool any = false;
        if (within && !within[person])
            continue;
        memset(row, 0, TALLY_BINS * sizeof(*row));
        strangers.matches += fill_row(trial, within, person, row, &any);
        if (any)
            tally_add(tally, row);
        probers += trial->probes_of[person] > 0;
    }
    tally_finish(tally);
    if (tally->pairs > 0) {
        // A bin may begin a little below the threshold: only the design effect is taken from it.
        double effect = tally_at(tally, tally_bin(tally_raw, face_models_threshold(trial->models))).effect;
        double matches = (double)strangers.matches, comparisons = (double)tally->pairs;
        // Pairs that share nobody are independent: so many trials it is at the least.
        double disjoint = (double)(probers < tally->people / 2 ? probers : tally->people / 2);
        effect = fmin(effect, comparisons / fmax(disjoint, 1));
        strangers.comparisons = tally->pairs;
        strangers.by_pairs = interval_exact(matches, comparisons);
        strangers.by_people = interval_exact(matches / effect, comparisons / effect);
    }
    memset(row, 0, TALLY_BINS * sizeof(*row));
    free(tally);
    *ret_strangers = strangers;
    return true;
}
