/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as a frame burst. The frames that come out cover the whole body. */
#include <assert.h>

#include "http/burst.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct burst_frame frames[8];
    size_t count = 0, total = 0;
    if (!burst_parse(bytes, size, (struct burst_limits){8, BURST_FRAME_MAX}, frames, &count))
        return 0;
    assert(count >= 1 && count <= 8);
    for (size_t i = 0; i < count; i++) {
        assert(frames[i].size >= 1 && frames[i].size <= BURST_FRAME_MAX);
        assert(frames[i].data == bytes + total + 4);
        total += 4 + frames[i].size;
    }
    assert(total == size);
    return 0;
}
