/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as a packed observation of a live check. What is taken packs into the same bytes. */
#include <assert.h>
#include <string.h>

#include "face/live/live.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct live_observation observation, again;
    uint8_t packed[LIVE_OBSERVATION_SIZE], twice[LIVE_OBSERVATION_SIZE];
    if (!live_observation_unpack(bytes, size, &observation))
        return 0;
    assert(size == LIVE_OBSERVATION_SIZE);
    live_observation_pack(&observation, packed);
    assert(live_observation_unpack(packed, sizeof(packed), &again));
    live_observation_pack(&again, twice);
    assert(memcmp(packed, twice, sizeof(packed)) == 0);
    return 0;
}
