/* SPDX-License-Identifier: MIT */
#include "worker/pack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 4096 };

/* Not by realloc: what is left behind would not be wiped. */
static bool grow(struct pack *pack, size_t wanted)
{
    size_t room = pack->room * 2 > FIRST_ROOM ? pack->room * 2 : FIRST_ROOM;
    room = room < wanted ? wanted : room;
    uint8_t *bytes = malloc(room);
    if (!bytes)
        return false;
    if (pack->size > 0)
        memcpy(bytes, pack->bytes, pack->size);
    struct pack old = *pack;
    pack->bytes = bytes;
    pack->room = room;
    pack_release(&old);
    return true;
}

void pack_bytes(struct pack *pack, const void *bytes, size_t size)
{
    if (pack->failed || size == 0)
        return;
    pack->failed = size > pack->max - pack->size || (size > pack->room - pack->size && !grow(pack, pack->size + size));
    if (pack->failed)
        return;
    memcpy(pack->bytes + pack->size, bytes, size);
    pack->size += size;
}

void pack_u32(struct pack *pack, uint32_t value)
{
    pack_bytes(pack, &value, sizeof(value));
}

void pack_u64(struct pack *pack, uint64_t value)
{
    pack_bytes(pack, &value, sizeof(value));
}

void pack_float(struct pack *pack, float value)
{
    pack_bytes(pack, &value, sizeof(value));
}

void pack_block(struct pack *pack, const void *bytes, size_t size)
{
    pack_u64(pack, size);
    pack_bytes(pack, bytes, size);
}

void pack_release(struct pack *pack)
{
    if (pack->bytes)
        explicit_bzero(pack->bytes, pack->size);
    free(pack->bytes);
    *pack = (struct pack){.max = pack->max};
}

void unpack_bytes(struct unpack *unpack, void *bytes, size_t size)
{
    unpack->failed |= size > unpack->left;
    if (unpack->failed) {
        memset(bytes, 0, size);
        return;
    }
    if (size > 0)
        memcpy(bytes, unpack->at, size);
    unpack->at += size;
    unpack->left -= size;
}

uint32_t unpack_u32(struct unpack *unpack)
{
    uint32_t value;
    unpack_bytes(unpack, &value, sizeof(value));
    return value;
}

uint64_t unpack_u64(struct unpack *unpack)
{
    uint64_t value;
    unpack_bytes(unpack, &value, sizeof(value));
    return value;
}

float unpack_float(struct unpack *unpack)
{
    float value;
    unpack_bytes(unpack, &value, sizeof(value));
    if (isfinite(value))
        return value;
    unpack->failed = true;
    return 0;
}

const uint8_t *unpack_block(struct unpack *unpack, size_t max, size_t *ret_size)
{
    uint64_t size = unpack_u64(unpack);
    unpack->failed |= size > max || size > unpack->left;
    if (unpack->failed)
        return NULL;
    const uint8_t *bytes = unpack->at;
    unpack->at += size;
    unpack->left -= (size_t)size;
    *ret_size = (size_t)size;
    return bytes;
}

bool unpack_done(const struct unpack *unpack)
{
    return !unpack->failed && unpack->left == 0;
}
