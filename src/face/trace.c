/* SPDX-License-Identifier: MIT */
#include "face/trace.h"

#include <sodium.h>
#include <string.h>

enum {
    LOOK_SIDE = 16,
    LOOK_LEFT = 20, // the grid lies on what is face in every aligned crop
    LOOK_TOP = 24,
    LOOK_CELL_WIDTH = 4, // 17 columns: 68 pixels
    LOOK_CELL_HEIGHT = 5,
    REPEATED_FRAMES = 2,
};

/*
 * Shares of differing bits. Of 1,070 pairs of one person in one pose, minutes apart in the same chair, one differs in 9
 * of 256 and the next in 12; of 8.7 million pairs of two people the nearest in 29. A picture compressed, scaled, cut or
 * turned by a degree anew differs in 3 to 8 at the median, in 8 to 16 at the ninth tenth.
 */
static const float repeated_picture = 11.5f / 256;
static const float shared_picture = 16.5f / 256;

static float luma(const uint8_t *pixel)
{
    return .299f * (float)pixel[0] + .587f * (float)pixel[1] + .114f * (float)pixel[2];
}

void trace_look(const uint8_t aligned[static ALIGN_BYTES], uint64_t ret_look[static 4])
{
    float cells[LOOK_SIDE][LOOK_SIDE + 1] = {{0}};
    for (size_t y = 0; y < LOOK_SIDE * LOOK_CELL_HEIGHT; y++)
        for (size_t x = 0; x < (LOOK_SIDE + 1) * LOOK_CELL_WIDTH; x++)
            cells[y / LOOK_CELL_HEIGHT][x / LOOK_CELL_WIDTH] +=
                luma(aligned + ((y + LOOK_TOP) * ALIGN_SIZE + x + LOOK_LEFT) * 3);
    for (size_t y = 0; y < LOOK_SIDE; y++) {
        uint64_t bits = 0;
        for (size_t x = 0; x < LOOK_SIDE; x++)
            bits = bits << 1 | (cells[y][x] < cells[y][x + 1]);
        ret_look[y / 4] = ret_look[y / 4] << LOOK_SIDE | bits;
    }
}

void trace_digest(struct face_frame frame, uint8_t ret_digest[static 32])
{
    crypto_hash_sha256(ret_digest, frame.bytes, frame.size);
}

float trace_distance(const uint64_t a[static 4], const uint64_t b[static 4])
{
    int differing = 0;
    for (size_t i = 0; i < 4; i++)
        differing += __builtin_popcountll(a[i] ^ b[i]);
    return (float)differing / (LOOK_SIDE * LOOK_SIDE);
}

static bool is_same(const struct face_trace *frame, const struct face_trace *other, float limit)
{
    return memcmp(frame->digest, other->digest, sizeof(frame->digest)) == 0 ||
           trace_distance(frame->look, other->look) < limit;
}

static bool is_among(const struct face_trace *frame, const struct face_trace *seen, size_t seen_count, float limit)
{
    for (size_t i = 0; i < seen_count; i++)
        if (is_same(frame, &seen[i], limit))
            return true;
    return false;
}

bool trace_repeats(const struct face_trace *burst, size_t count, const struct face_trace *seen, size_t seen_count)
{
    size_t near = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_among(&burst[i], seen, seen_count, 0))
            return true;
        near += is_among(&burst[i], seen, seen_count, repeated_picture);
    }
    return near > 0 && (near >= REPEATED_FRAMES || near == count);
}

bool trace_is_shared(const struct face_trace *burst, size_t count, const struct face_trace *others, size_t others_count)
{
    for (size_t i = 0; i < count; i++)
        if (is_among(&burst[i], others, others_count, shared_picture))
            return true;
    return false;
}

void trace_pack(const struct face_trace *trace, uint8_t bytes[static TRACE_BYTES])
{
    memcpy(bytes, trace->digest, sizeof(trace->digest));
    for (size_t i = 0; i < TRACE_BYTES - sizeof(trace->digest); i++)
        bytes[sizeof(trace->digest) + i] = (uint8_t)(trace->look[i / 8] >> i % 8 * 8);
}

void trace_unpack(const uint8_t bytes[static TRACE_BYTES], struct face_trace *ret_trace)
{
    struct face_trace trace = {.look = {0}};
    memcpy(trace.digest, bytes, sizeof(trace.digest));
    for (size_t i = 0; i < TRACE_BYTES - sizeof(trace.digest); i++)
        trace.look[i / 8] |= (uint64_t)bytes[sizeof(trace.digest) + i] << i % 8 * 8;
    *ret_trace = trace;
}
