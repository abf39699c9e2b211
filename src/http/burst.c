/* SPDX-License-Identifier: MIT */
#include "http/burst.h"

enum { LENGTH_SIZE = 4 };

bool burst_parse(const uint8_t *body, size_t size, struct burst_limits limits, struct burst_frame *frames,
                 size_t *ret_count)
{
    size_t count = 0;
    while (size) {
        if (count == limits.frames || size < LENGTH_SIZE)
            return false;
        size_t length = (size_t)body[0] << 24 | (size_t)body[1] << 16 | (size_t)body[2] << 8 | body[3];
        body += LENGTH_SIZE;
        size -= LENGTH_SIZE;
        if (length == 0 || length > limits.frame_bytes || length > size)
            return false;
        frames[count++] = (struct burst_frame){body, length};
        body += length;
        size -= length;
    }
    if (!count)
        return false;
    *ret_count = count;
    return true;
}
