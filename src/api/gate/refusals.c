/* SPDX-License-Identifier: MIT */
#include "api/gate/refusals.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "school/common/audit.h"

enum { WHAT_SIZE = 200 };

struct refusal {
    int64_t user_id; // 0: the place is free
    const struct route *route;
    const char *code;
    int64_t begun_at;
    int64_t times; // so far
    bool written;  // its first entry
};

struct refusals {
    pthread_mutex_t mutex;
    struct school *school;
    struct refusal places[REFUSALS_MAX];
    int64_t lost; // for want of a place
};

struct refusals *refusals_open(struct school *school)
{
    struct refusals *refusals = calloc(1, sizeof(*refusals));
    if (!refusals)
        return NULL;
    refusals->school = school;
    pthread_mutex_init(&refusals->mutex, NULL);
    return refusals;
}

void refusals_close(struct refusals *refusals)
{
    if (!refusals)
        return;
    pthread_mutex_destroy(&refusals->mutex);
    free(refusals);
}

void refusals_note(struct refusals *refusals, int64_t user_id, const struct route *route, const char *code)
{
    struct refusal *place = NULL;
    int64_t now = school_now(refusals->school);
    pthread_mutex_lock(&refusals->mutex);
    for (size_t i = 0; i < REFUSALS_MAX; i++) {
        struct refusal *one = &refusals->places[i];
        if (one->user_id == user_id && one->route == route && one->code == code) {
            place = one;
            break;
        }
        if (one->user_id == 0 && !place)
            place = one;
    }
    if (place && place->user_id == 0)
        *place = (struct refusal){.user_id = user_id, .route = route, .code = code, .begun_at = now};
    if (place)
        place->times++;
    else
        refusals->lost++;
    pthread_mutex_unlock(&refusals->mutex);
}

static const char *method_of(const struct refusal *refusal)
{
    static const char *const names[HTTP_METHOD_COUNT] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    return names[refusal->route->method];
}

/* Of the place as it is now: *ret_times 0: its first entry is due; otherwise the one that says how often. False: none
 * is. */
static bool is_due(const struct refusal *place, int64_t now, bool all, int64_t *ret_times)
{
    bool over = all || now - place->begun_at >= REFUSALS_MINUTES * INT64_C(60000) || now < place->begun_at;
    if (place->user_id == 0 || (place->written && !over))
        return false;
    *ret_times = place->written ? place->times : 0;
    return true;
}

static enum fault place_flush(struct refusals *refusals, struct refusal *place, bool all)
{
    char what[WHAT_SIZE];
    int64_t now = school_now(refusals->school), times = 0;
    pthread_mutex_lock(&refusals->mutex);
    struct refusal copy = *place;
    bool due = is_due(&copy, now, all, &times);
    if (due && copy.written)
        *place = (struct refusal){0}; // what comes from now on begins anew
    pthread_mutex_unlock(&refusals->mutex);
    if (!due || times == 1)
        return FAULT_NONE;
    snprintf(what, sizeof(what), "%s %s: %s", method_of(&copy), copy.route->pattern, copy.code);
    enum fault fault = audit_refusal(refusals->school, copy.user_id, what, times);
    if (fault != FAULT_NONE || copy.written)
        return fault;
    pthread_mutex_lock(&refusals->mutex);
    place->written = true;
    pthread_mutex_unlock(&refusals->mutex);
    return FAULT_NONE;
}

enum fault refusals_flush(struct refusals *refusals, bool all)
{
    enum fault fault = FAULT_NONE;
    for (int rounds = all ? 2 : 1; rounds > 0; rounds--)
        for (size_t i = 0; fault == FAULT_NONE && i < REFUSALS_MAX; i++)
            fault = place_flush(refusals, &refusals->places[i], all);
    pthread_mutex_lock(&refusals->mutex);
    int64_t lost = refusals->lost;
    refusals->lost = 0;
    pthread_mutex_unlock(&refusals->mutex);
    if (lost > 0)
        log_write(LOG_WARN, "refusals_lost", "%lld are not in the audit log: too many at once", (long long)lost);
    return fault;
}
