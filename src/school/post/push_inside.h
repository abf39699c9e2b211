/* SPDX-License-Identifier: MIT */
/* Only for src/school/post/ and tests. */
#ifndef AMS_SCHOOL_PUSH_INSIDE_H
#define AMS_SCHOOL_PUSH_INSIDE_H

#include "crypto/secret_key.h"
#include "school/post/notification_rule.h"
#include "school/post/push.h"

struct db;
struct sockaddr;

enum {
    PUSH_ORIGIN_SIZE = 280,
    PUSH_TAG_SIZE = 61,
    PUSH_PATH_SIZE = NOTIFICATION_PATH_SIZE,
};

/* The kinds of push that are no notification's. */
#define PUSH_KIND_SEVERAL "several" // many at once: the list has them
#define PUSH_KIND_TEST "test"

/*
 * Whether the text may be an address of a push service: https, a name of the internet, no port but the usual one,
 * nobody's name or password; with `private` any host and port. Its origin, as a token names it, into origin[].
 * What a name leads to is only known when it is connected to: push_address_is_public.
 */
bool push_endpoint_read(const char *endpoint, bool private, char origin[static PUSH_ORIGIN_SIZE]);

/* Whether the address is one of the internet at large: not this machine, not a network of ours, not a special range. */
bool push_address_is_public(const struct sockaddr *address);

/* The pair of keys of this installation, made when it is asked for first. */
enum fault push_key(struct school *school, struct own_key *ret_own);

/* One that is to go to all subscriptions of a person, or to one of them. */
struct push_order {
    int64_t user_id;
    int64_t subscription_id; // 0: all of the person's
    const char *kind;
    char tag[PUSH_TAG_SIZE];
    char path[PUSH_PATH_SIZE];
    int64_t lecture_id; // of no use to who has a mark in it; 0: none
    int64_t ends_at;
};

/* Inside a unit: queues it. One of the same tag that still waits is dropped. */
enum fault push_queue(struct db *db, const struct push_order *order, int64_t now);

/* The step of notification_tick: what is to be told by push is given its moment, and queued when that has come. */
enum fault push_tick(struct school *school, int64_t now);

/* ---- the queue's other end ---- */

struct push_taken {
    int64_t id, subscription_id;
    const char *kind, *tag, *path, *endpoint;
    uint8_t point[65], secret[16]; // of crypto/push_seal.h
    int64_t tries;                 // this one counted
    int64_t ends_at;
};

enum push_result {
    PUSH_TAKEN_OVER, // by the push service
    PUSH_GONE,       // the subscription is no more
    PUSH_LATER,      // the way is closed for the moment
    PUSH_REFUSED,    // it will not take this one
};

struct push_outcome {
    enum push_result result;
    int64_t after_ms; // PUSH_LATER: how long the push service wants to be left alone; 0: it said nothing
    bool interrupted; // PUSH_LATER, and nobody's fault: it is not counted
};

/* Takes up to PUSH_BATCH that are due; nobody else gets them for PUSH_LEASE_MINUTES. Drops what is of no use any more.
 */
enum fault push_take(struct school *school, struct arena *arena, struct push_taken taken[static PUSH_BATCH],
                     size_t *ret_count, bool *ret_more);

/* Notes what became of them. */
enum fault push_note(struct school *school, const struct push_taken *taken, const struct push_outcome *outcomes,
                     size_t count);

/* The pause before try number `tries` + 1, about: what it is exactly is drawn by lot, so that not all come at once. */
int64_t push_pause(int64_t tries);

#endif
