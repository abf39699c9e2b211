/* SPDX-License-Identifier: MIT */
/*
 * Answers kept for repeats of a request (Idempotency-Key). Two requests with the same key at the very same time may
 * both run; the school's own rules (one mark a student, a challenge once) keep that harmless.
 */
#ifndef AMS_SCHOOL_IDEMPOTENCY_H
#define AMS_SCHOOL_IDEMPOTENCY_H

#include <stddef.h>

#include "school/school.h"

enum {
    IDEMPOTENCY_KEY_MAX = 80, // printable ASCII, 1 to this many
    IDEMPOTENCY_HOURS = 24,
    IDEMPOTENCY_BODY_MAX = 256 << 10, // bytes; a longer answer is not kept
};

struct kept_answer {
    int64_t status;   // HTTP's, but the school does not care
    const char *body; // `size` bytes and a NUL behind them
    size_t size;
};

/*
 * Looks for the answer to `key`. `request_hash` is a text of up to 64 bytes that tells the same request (method, path,
 * body) from another. *ret_found false: nothing kept, run the request. Faults: IDEMPOTENCY_MISMATCH (the key was used
 * for another request), TEXT_INVALID (not a valid key).
 */
enum fault idempotency_find(struct school *school, const struct actor *actor, const char *key, const char *request_hash,
                            struct arena *arena, bool *ret_found, struct kept_answer *ret_answer);

/* Keeps an answer; when one is kept already it stays. FAULT_NONE also when the body is too long to keep. */
enum fault idempotency_keep(struct school *school, const struct actor *actor, const char *key, const char *request_hash,
                            const struct kept_answer *answer);

#endif
