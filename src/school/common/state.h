/* SPDX-License-Identifier: MIT */
/* What the rooms of the school share while it is open. Only for src/school/ and tests/school/. */
#ifndef AMS_SCHOOL_STATE_H
#define AMS_SCHOOL_STATE_H

#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdatomic.h>

#include "face/live/live.h"
#include "school/school.h"

struct job_kind;
struct follower;
struct identity_gallery;
struct secret_key;
struct look_budget;
struct sso;

enum {
    SCHOOL_LOOKS_MAX = 256, // faces looked at or waiting for an engine at the same time
    SCHOOL_SECOND_MS = 1000,
    SCHOOL_MINUTE_MS = 60 * SCHOOL_SECOND_MS,
    SCHOOL_HOUR_MS = 60 * SCHOOL_MINUTE_MS,
    SCHOOL_DAY_MS = 24 * SCHOOL_HOUR_MS,
};

struct school {
    struct school_config config;
    struct secret_key *root;          // the institution's key (common/keys.h); NULL without a master key
    struct secret_key *before;        // what an earlier version sealed with; NULL: nothing
    struct identity_gallery *gallery; // every enrolled face; NULL without faces or key

    pthread_mutex_t notify_lock; // orders events; taken before a reader, never while one is held

    pthread_mutex_t hasher_lock; // guards the next two
    pthread_cond_t hasher_free;
    unsigned hashers_busy, hashers_waiting;

    pthread_mutex_t looks_lock;      // guards the next three
    int64_t looks[SCHOOL_LOOKS_MAX]; // students whose face is being looked at
    size_t look_count;
    struct look_budget *look_budget;

    int64_t untaken_at; // when lectures without attendance were looked for last. One thread's
    int64_t notified;   // newest notification that open pages have been told of; -1: none yet. One thread's

    struct follower *follower; // school_follow()'s thread's
    pthread_mutex_t zone_lock; // guards libical's time zones: school/common/zone.h
    struct live_random random; // draws challenges; tests bring one they know

    struct sso *sso; // providers of identity as they are reached: sso/provider.h

    const struct job_kind *job_kinds; // tests bring their own
    atomic_bool stopping;             // no job is taken up any more
};

#endif
