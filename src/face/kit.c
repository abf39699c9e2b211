/* SPDX-License-Identifier: MIT */
#include "face/kit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/embed.h"

enum { REQUEST_SLACK = 256 };

struct face_kit {
    struct photo_engines engines; // [0] was opened before the worker was shut in, the others when a photo needs them
    size_t threads;
};

struct face_kit *face_kit_open(const struct face_models *models, size_t threads, char error[static FACE_ERROR_SIZE])
{
    struct face_kit *kit = calloc(1, sizeof(*kit));
    if (!kit) {
        snprintf(error, FACE_ERROR_SIZE, "No memory for a face engine.");
        return NULL;
    }
    kit->threads = threads < PHOTO_THREADS_MAX ? threads : PHOTO_THREADS_MAX;
    kit->engines.engines[0] = face_engine_open(models, error);
    kit->engines.count = kit->engines.engines[0] != NULL;
    if (kit->engines.count == 1) {
        face_engine_prepare(kit->engines.engines[0]);
        return kit;
    }
    free(kit);
    return NULL;
}

void face_kit_close(struct face_kit *kit)
{
    if (!kit)
        return;
    for (size_t i = 0; i < kit->engines.count; i++)
        face_engine_close(kit->engines.engines[i]);
    free(kit);
}

void face_pack_report(struct pack *pack, const struct face_burst_report *report)
{
    pack_u32(pack, (uint32_t)report->frames);
    pack_u32(pack, (uint32_t)report->accepted);
    for (size_t i = 0; i < FACE_FRAMES_MAX; i++)
        pack_u32(pack, (uint32_t)report->reasons[i]);
    pack_u32(pack, (uint32_t)report->grade);
    for (size_t i = 0; i < report->accepted; i++)
        pack_bytes(pack, report->traces[i].look, sizeof(report->traces[i].look));
}

enum face_reason face_unpack_reason(struct unpack *unpack)
{
    uint32_t reason = unpack_u32(unpack);
    unpack->failed |= reason >= FACE_REASON_COUNT;
    return unpack->failed ? FACE_FAULT : (enum face_reason)reason;
}

void face_unpack_report(struct unpack *unpack, struct face_burst_report *ret_report)
{
    struct face_burst_report report = {.frames = unpack_u32(unpack)};
    report.accepted = unpack_u32(unpack);
    size_t good = 0; // every accepted frame is one of these: nobody looks for one that is not there
    for (size_t i = 0; i < FACE_FRAMES_MAX; i++) {
        report.reasons[i] = face_unpack_reason(unpack);
        good += i < report.frames && report.reasons[i] == FACE_OK;
    }
    uint32_t grade = unpack_u32(unpack);
    unpack->failed |= report.frames > FACE_FRAMES_MAX || report.accepted > good || grade > FACE_GRADE_FAIR;
    for (size_t i = 0; !unpack->failed && i < report.accepted; i++)
        unpack_bytes(unpack, report.traces[i].look, sizeof(report.traces[i].look));
    report.grade = unpack->failed ? FACE_GRADE_NONE : (enum face_grade)grade;
    *ret_report = report;
}

void face_pack_template(struct pack *pack, const struct face_template *template)
{
    pack_bytes(pack, template->values, sizeof(template->values));
}

void face_unpack_template(struct unpack *unpack, const char *model_id, struct face_template *ret_template)
{
    unpack_bytes(unpack, ret_template->values, sizeof(ret_template->values));
    unpack->failed |= !embedding_normalise(ret_template->values);
    str_copy(ret_template->model_id, sizeof(ret_template->model_id), model_id);
}

/* ---- in the worker ---- */

/* Frames of somebody else's memory. False when there are more than a burst has. */
static bool take_frames(struct unpack *unpack, struct face_frame *frames, size_t *ret_count)
{
    uint32_t count = unpack_u32(unpack);
    if (count > FACE_FRAMES_MAX)
        return false;
    for (size_t i = 0; i < count; i++)
        frames[i].bytes = unpack_block(unpack, unpack->left, &frames[i].size);
    *ret_count = count;
    return unpack_done(unpack);
}

static void pack_observation(struct pack *answer, const struct live_observation *observation)
{
    uint8_t packed[LIVE_OBSERVATION_SIZE];
    live_observation_pack(observation, packed);
    pack_bytes(answer, packed, sizeof(packed));
    explicit_bzero(packed, sizeof(packed));
}

static bool run_read(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    struct face_kit *kit = context;
    struct unpack unpack = {.at = request, .left = size};
    struct face_frame frames[FACE_FRAMES_MAX];
    struct face_burst_report report;
    struct face_template template;
    struct live_observation observations[FACE_READ_OBSERVED_MAX];
    size_t count, observed, needed = unpack_u32(&unpack), observed_max = unpack_u32(&unpack);
    if (!take_frames(&unpack, frames, &count) || observed_max > FACE_READ_OBSERVED_MAX)
        return false;
    enum face_reason reason = face_read_observed(kit->engines.engines[0], frames, count, needed, &template, &report,
                                                 observed_max, observations, &observed);
    pack_u32(answer, (uint32_t)reason);
    face_pack_report(answer, &report);
    if (reason == FACE_OK)
        face_pack_template(answer, &template);
    pack_u32(answer, reason == FACE_OK ? (uint32_t)observed : 0);
    for (size_t i = 0; reason == FACE_OK && i < observed; i++)
        pack_observation(answer, &observations[i]);
    explicit_bzero(&template, sizeof(template));
    explicit_bzero(observations, sizeof(observations));
    return true;
}

static bool run_observe(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    struct face_kit *kit = context;
    struct unpack unpack = {.at = request, .left = size};
    struct face_frame frames[FACE_FRAMES_MAX];
    struct live_observation observation;
    size_t count;
    if (!take_frames(&unpack, frames, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        face_observe(kit->engines.engines[0], frames[i], 0, &observation);
        pack_observation(answer, &observation);
    }
    explicit_bzero(&observation, sizeof(observation));
    return true;
}

/* An engine for each thread, as far as memory goes. */
static void open_engines(struct face_kit *kit)
{
    char error[FACE_ERROR_SIZE];
    const struct face_models *models = face_engine_models(kit->engines.engines[0]);
    while (kit->engines.count < kit->threads) {
        struct face_engine *engine = face_engine_open(models, error);
        if (!engine)
            break;
        kit->engines.engines[kit->engines.count++] = engine;
    }
}

static void pack_found(struct pack *answer, const struct photo_found *found)
{
    const float box[] = {found->box.x1, found->box.y1, found->box.x2, found->box.y2, found->box.score, found->height};
    for (size_t i = 0; i < ARRAY_LENGTH(box); i++)
        pack_float(answer, box[i]);
    pack_u32(answer, found->readable);
    if (found->readable)
        face_pack_template(answer, found->face);
    pack_block(answer, found->crop, found->crop ? found->crop_size : 0);
}

static bool run_photo(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    struct face_kit *kit = context;
    struct photo_found_list list = {0};
    struct photo_timing timing = {0};
    open_engines(kit);
    enum face_reason reason = photo_look(&kit->engines, (struct face_frame){request, size}, 0, &list, &timing);
    pack_u32(answer, (uint32_t)reason);
    pack_u64(answer, (uint64_t)timing.decode_ns);
    pack_u64(answer, (uint64_t)timing.detect_ns);
    pack_u64(answer, (uint64_t)timing.read_ns);
    pack_u32(answer, reason == FACE_OK ? (uint32_t)list.count : 0);
    for (size_t i = 0; reason == FACE_OK && i < list.count; i++)
        pack_found(answer, &list.faces[i]);
    photo_found_release(&list);
    return true;
}

void face_kit_ops(struct face_kit *kit, struct worker_op ops[static FACE_KIT_OPS])
{
    const size_t burst = FACE_FRAMES_MAX * (size_t)(FACE_FRAME_BYTES_MAX + REQUEST_SLACK);
    ops[0] = (struct worker_op){FACE_OP_READ, burst, FACE_READ_ANSWER_MAX, run_read, kit};
    ops[1] = (struct worker_op){FACE_OP_OBSERVE, burst, FACE_OBSERVE_ANSWER_MAX, run_observe, kit};
    ops[2] = (struct worker_op){FACE_OP_PHOTO, PHOTO_BYTES_MAX, FACE_PHOTO_ANSWER_MAX, run_photo, kit};
}
