/* SPDX-License-Identifier: MIT */
/*
 * The body of a check-in, an enrolment or a class photo: a burst of image files, one behind the other, each as a 4-byte
 * big-endian length and that many bytes (application/octet-stream). Pure functions.
 */
#ifndef AMS_HTTP_BURST_H
#define AMS_HTTP_BURST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BURST_FRAME_MAX = 1 << 20 }; // bytes of one camera frame

struct burst_frame {
    const uint8_t *data; // points into the body
    size_t size;         // at least 1
};

/* What a body may hold. */
struct burst_limits {
    size_t frames;      // at most
    size_t frame_bytes; // at most, each
};

/*
 * Splits the body into 1 to `limits.frames` frames that borrow its bytes. False, and *ret_count untouched (but `frames`
 * possibly written), when it is empty, cut short, has too many frames, or a frame is empty or too large.
 */
bool burst_parse(const uint8_t *body, size_t size, struct burst_limits limits, struct burst_frame *frames,
                 size_t *ret_count);

#endif
