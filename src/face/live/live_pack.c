/* SPDX-License-Identifier: MIT */
/* Observations as bytes: little-endian, field by field, so that no compiler's padding is kept or leaked. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "face/embed.h"
#include "face/live/live.h"

enum { VERSION = 0x4c564f32 }; // "LVO2"

/* Where the next field goes or comes from. */
struct cursor {
    uint8_t *out;      // NULL when reading
    const uint8_t *in; // NULL when writing
    size_t at;
    bool valid; // every number read so far was finite
};

static void pass_bytes(struct cursor *cursor, void *bytes, size_t size)
{
    if (cursor->out)
        memcpy(cursor->out + cursor->at, bytes, size);
    else
        memcpy(bytes, cursor->in + cursor->at, size);
    cursor->at += size;
}

static void pass_u64(struct cursor *cursor, uint64_t *value)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(*value >> 8 * i);
    pass_bytes(cursor, bytes, sizeof(bytes));
    uint64_t read = 0;
    for (size_t i = 0; i < 8; i++)
        read |= (uint64_t)bytes[i] << 8 * i;
    *value = read;
}

static void pass_u32(struct cursor *cursor, uint32_t *value)
{
    uint8_t bytes[4];
    for (size_t i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(*value >> 8 * i);
    pass_bytes(cursor, bytes, sizeof(bytes));
    uint32_t read = 0;
    for (size_t i = 0; i < 4; i++)
        read |= (uint32_t)bytes[i] << 8 * i;
    *value = read;
}

static void pass_floats(struct cursor *cursor, float *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof(bits));
        pass_u32(cursor, &bits);
        memcpy(&values[i], &bits, sizeof(bits));
        cursor->valid = cursor->valid && isfinite(values[i]);
    }
}

/* One order of fields for both directions. */
static void pass_observation(struct cursor *cursor, struct live_observation *o)
{
    uint32_t version = VERSION, reason = (uint32_t)o->reason, spoofed = (uint32_t)o->spoofed;
    uint64_t arrived = (uint64_t)o->arrived_ms;
    pass_u32(cursor, &version);
    pass_u32(cursor, &reason);
    pass_u64(cursor, &arrived);
    pass_bytes(cursor, o->digest, sizeof(o->digest));
    for (size_t i = 0; i < 4; i++)
        pass_u64(cursor, &o->look[i]);
    float *const box[] = {&o->box.x1, &o->box.y1, &o->box.x2, &o->box.y2, &o->box.score};
    for (size_t i = 0; i < sizeof(box) / sizeof(box[0]); i++)
        pass_floats(cursor, box[i], 1);
    for (size_t i = 0; i < FACE_LANDMARKS; i++) {
        pass_floats(cursor, &o->landmarks[i].x, 1);
        pass_floats(cursor, &o->landmarks[i].y, 1);
    }
    pass_bytes(cursor, o->face.model_id, sizeof(o->face.model_id));
    pass_floats(cursor, o->face.values, FACE_TEMPLATE_LENGTH);
    float *const numbers[] = {&o->yaw,   &o->pitch, &o->roll,       &o->passive,
                              &o->moire, &o->glare, &o->blockiness, &o->border};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        pass_floats(cursor, numbers[i], 1);
    pass_floats(cursor, o->face_colour, 3);
    pass_floats(cursor, o->background_colour, 3);
    pass_u32(cursor, &spoofed);
    pass_floats(cursor, &o->spoof, 1);
    o->reason = reason < FACE_REASON_COUNT ? (enum face_reason)reason : FACE_FAULT;
    o->spoofed = spoofed < LIVE_SPOOFS ? (enum live_spoof)spoofed : LIVE_SPOOF_TURNED;
    o->arrived_ms = (int64_t)arrived;
    cursor->valid = cursor->valid && version == VERSION && reason < FACE_REASON_COUNT && spoofed < LIVE_SPOOFS;
}

void live_observation_pack(const struct live_observation *observation, uint8_t bytes[static LIVE_OBSERVATION_SIZE])
{
    struct live_observation copy = *observation;
    struct cursor cursor = {.out = bytes, .valid = true};
    memset(bytes, 0, LIVE_OBSERVATION_SIZE);
    pass_observation(&cursor, &copy);
    assert(cursor.at <= LIVE_OBSERVATION_SIZE);
}

/* A template is of unit length and names its model; a refused frame has neither. */
static bool is_possible(const struct live_observation *o)
{
    if (o->face.model_id[FACE_MODEL_ID_SIZE - 1] != '\0')
        return false;
    if (o->reason != FACE_OK)
        return true;
    float length = embedding_cosine(o->face.values, o->face.values);
    return length > .99f && length < 1.01f && o->box.x2 > o->box.x1 && o->box.y2 > o->box.y1;
}

bool live_observation_unpack(const uint8_t *bytes, size_t size, struct live_observation *ret_observation)
{
    if (size != LIVE_OBSERVATION_SIZE)
        return false;
    struct live_observation observation = {0};
    struct cursor cursor = {.in = bytes, .valid = true};
    pass_observation(&cursor, &observation);
    if (!cursor.valid || !is_possible(&observation))
        return false;
    *ret_observation = observation;
    return true;
}
