/* SPDX-License-Identifier: MIT */
#include "app/face/face_trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEEDED = FACE_TRIAL_ENROL + FACE_TRIAL_PROBE };

/* One person's two templates. */
struct pair {
    struct face_template enrolled, probe;
    bool has_enrolled, has_probe;
    bool listed; // one of the people, not of the others
};

static bool usable(const struct face_set_result *result, bool gate)
{
    return result->found && (!gate || result->quality == FACE_OK);
}

/* The average of the usable ones of `count` results, of length 1. False when there is none. */
static bool average(const struct face_set_result *results, size_t count, bool gate, struct face_template *ret_template)
{
    struct face_template sum = {.values = {0}};
    size_t used = 0;
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        if (!usable(&results[i], gate))
            continue;
        memcpy(sum.model_id, results[i].template.model_id, sizeof(sum.model_id));
        for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
            sum.values[v] += results[i].template.values[v];
        used++;
    }
    for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
        squares += (double)sum.values[v] * (double)sum.values[v];
    if (used == 0 || !(squares > 0))
        return false;
    for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
        sum.values[v] = (float)((double)sum.values[v] / sqrt(squares));
    *ret_template = sum;
    return true;
}

static void count_images(const struct face_set_result *results, bool gate, struct face_trial *trial)
{
    trial->people++;
    trial->images += NEEDED;
    for (size_t i = 0; i < NEEDED; i++) {
        trial->no_face += !results[i].found;
        trial->refused += results[i].found && !usable(&results[i], gate);
    }
}

/* One pair of templates a person, in the order of the sorted set. Returns how many persons there are. */
static size_t make_templates(const struct face_set *set, bool gate, struct pair *pairs, struct face_trial *trial)
{
    size_t persons = 0;
    for (size_t first = 0, next; first < set->count; first = next) {
        struct pair *pair = &pairs[persons++];
        const struct face_set_result *results = set->results + first;
        for (next = first + 1; next < set->count && strcmp(set->images[next].name, set->images[first].name) == 0;)
            next++;
        size_t count = next - first;
        pair->listed = count >= NEEDED;
        if (pair->listed) {
            count_images(results, gate, trial);
            pair->has_enrolled = average(results, FACE_TRIAL_ENROL, gate, &pair->enrolled);
            pair->has_probe = average(results + FACE_TRIAL_ENROL, FACE_TRIAL_PROBE, gate, &pair->probe);
            trial->failures += !pair->has_enrolled || !pair->has_probe;
        } else {
            trial->others++;
            pair->has_probe = average(results, count < FACE_TRIAL_PROBE ? count : FACE_TRIAL_PROBE, gate, &pair->probe);
        }
    }
    return persons;
}

/* Every probe against every enrolled template. */
static void compare_all(const struct pair *pairs, size_t persons, struct face_trial *trial)
{
    for (size_t i = 0; i < persons; i++) {
        if (!pairs[i].listed)
            continue;
        for (size_t j = 0; j < persons; j++) {
            bool comparable = pairs[i].has_enrolled && pairs[j].has_probe;
            float cosine = -1;
            if (comparable && !face_compare(&pairs[i].enrolled, &pairs[j].probe, &cosine))
                comparable = false;
            if (i == j) {
                trial->scores.genuine[trial->scores.genuine_count++] = comparable ? cosine : -1;
            } else if (comparable) {
                if (pairs[j].listed)
                    trial->scores.impostor[trial->scores.impostor_count++] = cosine;
                trial->open.impostor[trial->open.impostor_count++] = cosine;
            }
        }
    }
    trial->open.genuine = trial->scores.genuine;
    trial->open.genuine_count = trial->scores.genuine_count;
    rates_sort(&trial->scores);
    rates_sort(&trial->open);
}

bool face_trial_compare(const struct face_set *set, bool gate, struct face_trial *ret_trial)
{
    struct face_trial trial = {.people = 0};
    struct pair *pairs = calloc(set->count, sizeof(*pairs));
    size_t persons = pairs ? make_templates(set, gate, pairs, &trial) : 0;
    bool done = false;
    if (trial.people >= 2) {
        trial.scores.genuine = calloc(trial.people, sizeof(float));
        trial.scores.impostor = calloc(trial.people * trial.people, sizeof(float));
        trial.open.impostor = calloc(trial.people * persons, sizeof(float));
    }
    if (trial.scores.genuine && trial.scores.impostor && trial.open.impostor) {
        compare_all(pairs, persons, &trial);
        done = trial.scores.impostor_count > 0;
    }
    free(pairs);
    if (done)
        *ret_trial = trial;
    else
        face_trial_release(&trial);
    return done;
}

void face_trial_release(struct face_trial *trial)
{
    free(trial->scores.genuine);
    free(trial->scores.impostor);
    free(trial->open.impostor);
    *trial = (struct face_trial){.people = 0};
}
