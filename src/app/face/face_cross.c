/* SPDX-License-Identifier: MIT */
#include "app/face/face_cross.h"

#include <stdlib.h>
#include <string.h>

/* Pairs of one person among the images, which are sorted by name. */
static size_t count_genuine(const struct face_set *set)
{
    size_t pairs = 0;
    for (size_t first = 0, next; first < set->count; first = next) {
        for (next = first + 1; next < set->count && strcmp(set->images[next].name, set->images[first].name) == 0;)
            next++;
        pairs += (next - first) * (next - first - 1) / 2;
    }
    return pairs;
}

static void add_pair(const struct face_set *set, size_t one, size_t other, struct rate_scores *scores)
{
    const struct face_set_result *a = &set->results[one], *b = &set->results[other];
    bool same = strcmp(set->images[one].name, set->images[other].name) == 0;
    float cosine;
    bool compared = a->found && b->found && face_compare(&a->template, &b->template, &cosine);
    if (same)
        scores->genuine[scores->genuine_count++] = compared ? cosine : -1;
    else if (compared)
        scores->impostor[scores->impostor_count++] = cosine;
}

bool face_cross_compare(const struct face_set *set, bool gate, struct rate_scores *ret_scores)
{
    *ret_scores = (struct rate_scores){.genuine = NULL};
    if (set->count < 2 || set->count > FACE_CROSS_IMAGES_MAX)
        return false;
    size_t genuine = count_genuine(set), impostor = set->count * (set->count - 1) / 2 - genuine;
    struct rate_scores scores = {
        .genuine = calloc(genuine + 1, sizeof(float)),
        .impostor = calloc(impostor + 1, sizeof(float)),
    };
    for (size_t i = 0; scores.genuine && scores.impostor && i < set->count; i++) {
        if (gate && set->results[i].quality != FACE_OK)
            continue;
        for (size_t j = 0; j < i; j++)
            if (!gate || set->results[j].quality == FACE_OK)
                add_pair(set, i, j, &scores);
    }
    *ret_scores = scores;
    if (scores.genuine_count == 0 || scores.impostor_count == 0)
        return false;
    rates_sort(ret_scores);
    return true;
}
