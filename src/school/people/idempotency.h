/* SPDX-License-Identifier: MIT */
/*
 * Answers kept for repeats of a request (Idempotency-Key). A key is taken before the request runs, so that of several
 * at the same time one runs and the others wait for its answer. Whoever takes a key keeps an answer under it or lets go
 * of it; when neither happens (the server was killed), the next one takes it after IDEMPOTENCY_RUN_S, unless the
 * request has done something: that is noted in the transaction that does it, so that nothing is done twice.
 */
#ifndef AMS_SCHOOL_IDEMPOTENCY_H
#define AMS_SCHOOL_IDEMPOTENCY_H

#include <stdbool.h>
#include <stddef.h>

#include "school/school.h"

enum {
    IDEMPOTENCY_KEY_MAX = 80, // printable ASCII, 1 to this many
    IDEMPOTENCY_HOURS = 24,
    IDEMPOTENCY_ANSWER_S = 30,       // after its start, what has done something has answered, or its server died
    IDEMPOTENCY_RUN_S = 120,         // longer than any request runs
    IDEMPOTENCY_BODY_MAX = 32 << 10, // bytes; of a longer answer only that there was one
    IDEMPOTENCY_KEYS_MAX = 500,      // a person, the newest; the sweep forgets the others: nobody fills the disk so
};

/* A key and what it stands for. `request_hash` is a text of up to 64 bytes that tells the same request (method, path,
 * query, body) from another. */
struct idempotency {
    const char *key;
    const char *request_hash;
};

struct kept_answer {
    int64_t status;   // HTTP's, but the school does not care
    const char *body; // `size` bytes and a NUL behind them
    size_t size;
};

/*
 * Takes the key: *ret_found false, run the request, then idempotency_keep or idempotency_drop. Or finds the answer that
 * is kept under it. Faults: IDEMPOTENCY_MISMATCH (the key was used for another request), TEXT_INVALID (not a valid
 * key), REQUEST_RUNNING (the first one has not ended yet), ANSWER_NOT_KEPT (it has done something, and its
 * answer was too long, or the server died before it). `arena` and the two texts live until then.
 */
enum fault idempotency_take(struct school *school, const struct actor *actor, const struct idempotency *idempotency,
                            struct arena *arena, bool *ret_found, struct kept_answer *ret_answer);

/* Keeps the answer under a key that was taken. */
enum fault idempotency_keep(struct school *school, const struct actor *actor, const struct idempotency *idempotency,
                            const struct kept_answer *answer);

/* Lets go of a key that was taken: a repeat runs anew; `in_doubt`: unless something has been done under it. */
enum fault idempotency_drop(struct school *school, const struct actor *actor, const struct idempotency *idempotency,
                            bool in_doubt);

/* Forgets what has served its time, and of each person all but the newest. */
enum fault idempotency_sweep(struct school *school);

#endif
