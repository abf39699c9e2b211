/* SPDX-License-Identifier: MIT */
#include "school/imports/roster/roster_made.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/state.h"

enum { TAG_BYTES = ROSTER_TAG_SIZE / 2 };

void roster_maker_init(struct roster_maker *maker, const struct school *school)
{
    uint8_t mac[SECRET_MAC_BYTES] = {0};
    if (school->root)
        secret_mac(school->root, "rosterid", "sourcedId", mac);
    str_hex(mac, TAG_BYTES, maker->tag);
}

void roster_made(const struct roster_maker *maker, const char *what, int64_t id, int64_t other_id,
                 char out[static ROSTER_MADE_SIZE])
{
    int size = snprintf(out, ROSTER_MADE_SIZE, "ams-%s-%s-%lld", maker->tag, what, (long long)id);
    if (other_id)
        snprintf(out + size, ROSTER_MADE_SIZE - (size_t)size, "-%lld", (long long)other_id);
}

/* FNV-1a, 64 bits: apart, not secret. */
static uint64_t hash(uint64_t seed, const char *text)
{
    for (; *text; text++)
        seed = (seed ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return seed;
}

void roster_made_of(const struct roster_maker *maker, const char *what, const char *text, const char *more,
                    char out[static ROSTER_MADE_SIZE])
{
    uint64_t number = hash(hash(hash(UINT64_C(14695981039346656037), text), "\n"), more);
    snprintf(out, ROSTER_MADE_SIZE, "ams-%s-%s-%016llx", maker->tag, what, (unsigned long long)number);
}

bool roster_made_parse(const struct roster_maker *maker, const char *what, const char *sourced_id, int64_t *ret_id)
{
    char begin[ROSTER_MADE_SIZE], again[ROSTER_MADE_SIZE];
    int64_t id;
    snprintf(begin, sizeof(begin), "ams-%s-%s-", maker->tag, what);
    if (strncmp(sourced_id, begin, strlen(begin)) != 0 || !str_to_int(sourced_id + strlen(begin), 1, INT64_MAX, &id))
        return false;
    roster_made(maker, what, id, 0, again);
    if (strcmp(again, sourced_id) != 0)
        return false;
    *ret_id = id;
    return true;
}
