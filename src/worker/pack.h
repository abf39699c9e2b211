/* SPDX-License-Identifier: MIT */
/*
 * What passes between the server and its workers, as bytes: numbers in this machine's order, since both ends are one
 * program. Who reads trusts nothing: whatever is short or too long is a failure that stays.
 */
#ifndef AMS_WORKER_PACK_H
#define AMS_WORKER_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that grow to at most `max`. Begins as {.max = ...}. */
struct pack {
    uint8_t *bytes; // wiped and freed by pack_release
    size_t size, room, max;
    bool failed; // it would have grown beyond, or there was no memory
};

void pack_bytes(struct pack *pack, const void *bytes, size_t size);
void pack_u32(struct pack *pack, uint32_t value);
void pack_u64(struct pack *pack, uint64_t value);
void pack_float(struct pack *pack, float value);
void pack_block(struct pack *pack, const void *bytes, size_t size); // its size before it
void pack_release(struct pack *pack);

/* Somebody else's bytes, from front to back. Begins as {.at = ..., .left = ...}. */
struct unpack {
    const uint8_t *at;
    size_t left;
    bool failed; // there was less than was asked for: everything from then on is zero
};

void unpack_bytes(struct unpack *unpack, void *bytes, size_t size);
uint32_t unpack_u32(struct unpack *unpack);
uint64_t unpack_u64(struct unpack *unpack);
float unpack_float(struct unpack *unpack);                                        // 0, and a failure, unless finite
const uint8_t *unpack_block(struct unpack *unpack, size_t max, size_t *ret_size); // NULL, and a failure, beyond `max`

/* Whether all went well and nothing is left. */
bool unpack_done(const struct unpack *unpack);

#endif
