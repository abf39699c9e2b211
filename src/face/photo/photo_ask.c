/* SPDX-License-Identifier: MIT */
#include "face/photo/photo_ask.h"

#include <stdlib.h>
#include <string.h>

#include "face/kit.h"
#include "worker/worker.h"

enum { PHOTO_MS = 120000, CROP_BYTES_MAX = 256 << 10 };

/* The next face, into room that the list has. False without memory; unpack->failed for what no photo gives. */
static bool take_found(struct unpack *unpack, const char *model_id, size_t index, struct photo_found_list *list)
{
    struct photo_found found = {.photo = index};
    float *const numbers[] = {&found.box.x1, &found.box.y1,    &found.box.x2,
                              &found.box.y2, &found.box.score, &found.height};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        *numbers[i] = unpack_float(unpack);
    found.readable = unpack_u32(unpack) == 1;
    found.face = calloc(1, sizeof(*found.face));
    if (!found.face)
        return false;
    if (found.readable)
        face_unpack_template(unpack, model_id, found.face);
    const uint8_t *crop = unpack_block(unpack, CROP_BYTES_MAX, &found.crop_size);
    if (crop && found.crop_size > 0 && (found.crop = malloc(found.crop_size)))
        memcpy(found.crop, crop, found.crop_size);
    list->faces[list->count++] = found;
    return true;
}

static enum face_reason take_answer(struct unpack *unpack, const char *model_id, size_t index,
                                    struct photo_found_list *list, struct photo_timing *timing)
{
    enum face_reason reason = face_unpack_reason(unpack);
    timing->decode_ns += (int64_t)unpack_u64(unpack);
    timing->detect_ns += (int64_t)unpack_u64(unpack);
    timing->read_ns += (int64_t)unpack_u64(unpack);
    uint32_t count = unpack_u32(unpack);
    if (unpack->failed || count > PHOTO_FACES_MAX)
        return FACE_FAULT;
    struct photo_found *faces = realloc(list->faces, (list->count + count + 1) * sizeof(*faces));
    if (!faces)
        return FACE_FAULT;
    list->faces = faces;
    for (uint32_t i = 0; i < count; i++)
        if (!take_found(unpack, model_id, index, list) || unpack->failed)
            return FACE_FAULT;
    return unpack_done(unpack) ? reason : FACE_FAULT;
}

enum face_reason photo_ask(struct face_pool *pool, struct face_frame photo, size_t index, struct photo_found_list *list,
                           struct photo_timing *timing)
{
    CLOSES(pack_release) struct pack answer = {.max = 0};
    const struct iovec part = {(void *)(uintptr_t)photo.bytes, photo.size};
    const struct worker_call call = {
        .name = FACE_OP_PHOTO, .parts = &part, .count = 1, .answer_max = FACE_PHOTO_ANSWER_MAX, .limit_ms = PHOTO_MS};
    if (photo.size > PHOTO_BYTES_MAX)
        return FACE_IMAGE_TOO_LARGE;
    if (workers_call(face_pool_workers(pool), &call, &answer) != WORKER_DONE)
        return FACE_NOT_LOOKED;
    struct unpack unpack = {.at = answer.bytes, .left = answer.size};
    return take_answer(&unpack, face_models_id(face_pool_models(pool)), index, list, timing);
}
