/* SPDX-License-Identifier: MIT */
/*
 * Being told in a browser that is closed (Web Push: RFC 8030, 8291, 8292). Somebody says it in a browser, which gets an
 * address at its maker's push service; what they chose to be told by push goes there, sealed so that the browser alone
 * reads it. Even so there is nothing in it about a person: the kind, a tag and a page of the app, from which the app
 * makes a general sentence.
 *
 * A subscription belongs to the session that made it and ends with it. A session has one.
 */
#ifndef AMS_SCHOOL_PUSH_H
#define AMS_SCHOOL_PUSH_H

#include "crypto/vapid.h"
#include "school/school.h"

enum {
    PUSH_SUBSCRIPTIONS_MAX = 10, // a person; one more ends the oldest
    PUSH_ENDPOINT_MAX = 1000,    // bytes
    PUSH_DEVICE_MAX = 100,       // bytes
    PUSH_KEY_MAX = 100,          // bytes of a key as text
    PUSH_HOURS = 24,             // how long most are of use
    PUSH_SEVERAL = 3,            // more than so many that are due for one person at once are one
    PUSH_TRIES_MAX = 6,          // over about an hour; then it is given up
    PUSH_REFUSED_MAX = 5,        // so many refused in a row end the subscription
    PUSH_LEASE_MINUTES = 2,      // how long one server may take over one before another tries
    PUSH_SECONDS_MAX = 15,       // of one request
    PUSH_BATCH = 32,             // are on their way at the same time
    PUSH_ERROR_SIZE = 256,
};

struct push_subscription {
    int64_t id;
    const char *device;
    int64_t made_at, last_ok_at; // 0: its push service has taken nothing yet
    bool current;                // of the actor's session
};

struct push_state {
    char public_key[VAPID_PUBLIC_SIZE];      // "": this installation sends none
    struct push_subscription *subscriptions; // the newest first
    size_t count;
};

/* One's own. */
enum fault push_get(struct school *school, const struct actor *actor, struct arena *arena,
                    struct push_state *ret_state);

/* What a browser's subscription holds, as its JSON names it. */
struct push_new {
    const char *endpoint;
    const char *p256dh, *auth; // base64url
    const char *device;        // in words; longer ones are cut
};

/*
 * Tells this session by push. It takes the place of the session's subscription, and of the one of that endpoint,
 * whosever it was: the browser has changed hands. PUSH_OFF, PUSH_ENDPOINT, PUSH_KEYS.
 */
enum fault push_subscribe(struct school *school, const struct actor *actor, const struct push_new *new,
                          struct push_subscription *ret_subscription);

/* Ends one of the actor's own. NOT_FOUND. */
enum fault push_unsubscribe(struct school *school, const struct actor *actor, int64_t subscription_id);

/* Sends one to the session's own subscription, to see that it arrives. PUSH_OFF, PUSH_NONE. */
enum fault push_test(struct school *school, const struct actor *actor);

/* How pushes leave this installation. All text is borrowed. */
struct push_transport {
    const char *contact; // whom the people of a push service may write to: "mailto:..." or "https://..."
    const char *ca;      // PEM file that push services' certificates are checked against; NULL or "": the system's
    bool private;        // push services at private addresses and at any port, too: for tests
};

/* What keeps the connections between pushes; one thread at a time. NULL without memory. */
struct pusher;
struct pusher *pusher_open(const struct push_transport *transport);
void pusher_close(struct pusher *pusher);

/*
 * Sends what is due, PUSH_BATCH at a time and at most `most`. Slow: call it from a thread of its own. Any number of
 * servers may work on one database; one is sent twice only when a server dies between sending it and the note of it.
 * *ret_sent: how many push services took.
 */
enum fault push_work(struct school *school, struct pusher *pusher, size_t most, size_t *ret_sent);

/* How many wait. */
enum fault push_waiting(struct school *school, int64_t *ret_waiting);

#endif
