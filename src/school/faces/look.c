/* SPDX-License-Identifier: MIT */
/*
 * The budget is a bucket a person that fills again with time, in a table of places that a person's number names:
 * whoever is not in it has a whole one. Where all places of a number are taken the fullest bucket gives way, which
 * gives least away.
 */
#include "school/faces/look.h"

#include <stdlib.h>
#include <string.h>

#include "school/common/state.h"

enum { SETS = 2048, PLACES = 8 };

struct bucket {
    int64_t person_id; // 0: free
    int64_t at;
    double left; // pictures, at that moment
};

struct look_budget {
    struct bucket buckets[SETS][PLACES];
};

struct look_budget *look_budget_open(void)
{
    return calloc(1, sizeof(struct look_budget));
}

void look_budget_close(struct look_budget *budget)
{
    free(budget);
}

static double left_now(const struct bucket *bucket, int64_t now)
{
    double passed = now > bucket->at ? (double)(now - bucket->at) : 0;
    double left = bucket->left + passed * LOOK_PICTURES_MAX / (LOOK_MINUTES * (double)SCHOOL_MINUTE_MS);
    return bucket->person_id == 0 || left > LOOK_PICTURES_MAX ? LOOK_PICTURES_MAX : left;
}

static bool spend(struct look_budget *budget, int64_t person_id, size_t pictures, int64_t now)
{
    struct bucket *set = budget->buckets[(uint64_t)person_id % SETS], *place = &set[0];
    for (size_t i = 0; i < PLACES && place->person_id != person_id; i++)
        if (set[i].person_id == person_id || left_now(&set[i], now) > left_now(place, now))
            place = &set[i];
    double left = place->person_id == person_id ? left_now(place, now) : LOOK_PICTURES_MAX;
    if (left < (double)pictures)
        return false;
    *place = (struct bucket){person_id, now, left - (double)pictures};
    return true;
}

static bool has_turn(const struct school *school, int64_t person_id)
{
    for (size_t i = 0; i < school->look_count; i++)
        if (school->looks[i] == person_id)
            return true;
    return false;
}

enum fault look_enter(struct school *school, int64_t person_id, size_t pictures)
{
    int64_t now = school_now(school);
    enum fault fault = FAULT_NONE;
    pthread_mutex_lock(&school->looks_lock);
    if (school->look_count >= SCHOOL_LOOKS_MAX || has_turn(school, person_id))
        fault = FAULT_BUSY;
    else if (!spend(school->look_budget, person_id, pictures, now))
        fault = FAULT_TOO_MANY_PICTURES;
    else
        school->looks[school->look_count++] = person_id;
    pthread_mutex_unlock(&school->looks_lock);
    return fault;
}

void look_leave(struct school *school, int64_t person_id)
{
    pthread_mutex_lock(&school->looks_lock);
    for (size_t i = 0; i < school->look_count; i++) {
        if (school->looks[i] == person_id) {
            school->looks[i] = school->looks[--school->look_count];
            break;
        }
    }
    pthread_mutex_unlock(&school->looks_lock);
}
