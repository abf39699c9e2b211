/* SPDX-License-Identifier: MIT */
#include "face/trial/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "face/calibrate/tally.h"
#include "face/locked.h"

/* A genuine quick look that was read. */
struct probe {
    size_t person;
    struct face_template face;
};

struct trial {
    float threshold;
    struct locked templates;  // (people) of struct face_template
    struct locked probes;     // (probe_count) of struct probe
    uint32_t row[TALLY_BINS]; // of the person whose comparisons are counted now
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

const char *trial_look_word(enum trial_look look)
{
    static const char *const words[TRIAL_LOOKS] = {"quick", "turn"};
    return words[look];
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

struct trial *trial_open(float threshold)
{
    struct trial *trial = calloc(1, sizeof(*trial));
    if (trial)
        trial->threshold = threshold;
    return trial;
}

void trial_close(struct trial *trial)
{
    if (!trial)
        return;
    locked_release(&trial->templates);
    locked_release(&trial->probes);
    free(trial->attempts);
    free(trial->matches);
    free(trial);
}

static struct face_template *template_of(const struct trial *trial, size_t person)
{
    return (struct face_template *)trial->templates.bytes + person;
}

static struct probe *probe_of(const struct trial *trial, size_t index)
{
    return (struct probe *)trial->probes.bytes + index;
}

bool trial_add_person(struct trial *trial, const struct face_template *enrolled)
{
    size_t person = trial->people;
    if (person == TRIAL_PEOPLE_MAX || !locked_grow(&trial->templates, (person + 1) * sizeof(struct face_template)))
        return false;
    if (enrolled)
        *template_of(trial, person) = *enrolled;
    trial->enrolled[person] = enrolled;
    trial->people++;
    return true;
}

const struct face_template *trial_template(const struct trial *trial, size_t person)
{
    return trial->enrolled[person] ? template_of(trial, person) : NULL;
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

bool trial_add_attempt(struct trial *trial, const struct trial_attempt *attempt, const struct face_template *probe)
{
    return (!probe || add_probe(trial, attempt->person, probe)) && add_attempt(trial, attempt);
}

bool trial_is_enrolled(const struct trial *trial, size_t person)
{
    return trial->enrolled[person];
}

bool trial_is_locked(const struct trial *trial)
{
    return (!trial->templates.bytes || trial->templates.locked) && (!trial->probes.bytes || trial->probes.locked);
}

const struct trial_attempt *trial_attempts(const struct trial *trial, size_t *ret_count)
{
    *ret_count = trial->attempt_count;
    return trial->attempts;
}

/* Whether the probe passes as the target. */
static bool is_match(const struct trial *trial, const struct probe *probe, size_t target, float *ret_score)
{
    return face_compare(&probe->face, template_of(trial, target), ret_score) && *ret_score >= trial->threshold;
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
        float score;
        for (size_t target = 0; target < trial->people; target++)
            if (target != probe->person && trial->enrolled[target] && is_match(trial, probe, target, &score) &&
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
            matches += own && score >= trial->threshold;
            *ret_any = true;
        }
    }
    return matches;
}

bool trial_strangers(struct trial *trial, const bool *within, struct trial_strangers *ret_strangers)
{
    struct tally *tally = calloc(1, sizeof(*tally));
    uint32_t *row = trial->row;
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
        double effect = tally_at(tally, tally_bin(tally_raw, trial->threshold)).effect;
        double matches = (double)strangers.matches, comparisons = (double)tally->pairs;
        // Pairs that share nobody are independent: so many trials it is at the least.
        double disjoint = (double)(probers < tally->people / 2 ? probers : tally->people / 2);
        effect = fmin(effect, comparisons / fmax(disjoint, 1));
        strangers.comparisons = tally->pairs;
        strangers.by_pairs = interval_exact(matches, comparisons);
        strangers.by_people = interval_exact(matches / effect, comparisons / effect);
    }
    free(tally);
    *ret_strangers = strangers;
    return true;
}
