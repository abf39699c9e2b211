/* SPDX-License-Identifier: MIT */
/* One frame -> an observation: the pipeline's own steps, then the liveness nets and the cues on the same pixels. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/engine.h"
#include "face/image/image.h"
#include "face/live/live.h"
#include "face/live/live_cues.h"
#include "face/live/live_pose.h"
#include "face/live/live_reader.h"
#include "face/trace.h"
#include "nn/net.h"

enum { CLASSES = 3, LIVE_CLASS = 0 };

static const float crop_factor = 2; // side of the net's square over the box's height

/* NULL without memory, or when the liveness net or an anti-spoof net is not one. */
static struct live_reader *open_reader(const struct face_models *models)
{
    char error[MODEL_ERROR_SIZE];
    struct live_reader *reader = calloc(1, sizeof(*reader));
    if (!reader)
        return NULL;
    if (!spoof_open(models, &reader->spoof))
        goto fail;
    if (!models->models[MANIFEST_LIVENESS])
        return reader;
    reader->format = models->manifest.models[MANIFEST_LIVENESS].input;
    reader->net = net_open(models->models[MANIFEST_LIVENESS], 0, 0, NET_EXACT, error);
    if (!reader->net)
        goto fail;
    reader->input = net_input(reader->net);
    if (net_output_count(reader->net) == 1)
        reader->output = net_output(reader->net, 0);
    if (reader->input.dims[1] != reader->input.dims[2] || reader->input.dims[3] != 3 || reader->output.count != CLASSES)
        goto fail;
    return reader;
fail:
    live_reader_close(reader);
    return NULL;
}

static struct live_reader *reader_of(struct face_engine *engine)
{
    struct live_reader **reader = face_engine_reader(engine);
    if (!*reader)
        *reader = open_reader(face_engine_models(engine));
    return *reader;
}

/* What the net was trained on: a square about the face, moved and, where it must be, shrunk to lie inside the picture.
 */
struct square {
    float left, top, side;
};

static struct square square_of(const struct image *image, const struct face_box *box)
{
    float width = (float)image->width, height = (float)image->height;
    float side = fminf(crop_factor * (box->y2 - box->y1), fminf(width, height));
    float left = (box->x1 + box->x2 - side) / 2, top = (box->y1 + box->y2 - side) / 2;
    return (struct square){fminf(fmaxf(left, 0), width - side), fminf(fmaxf(top, 0), height - side), side};
}

static size_t clamped(float at, size_t length)
{
    return at <= 0 ? 0 : (size_t)at >= length ? length - 1 : (size_t)at;
}

/* Bilinear with half-pixel centres into the net's input. */
static void fill_input(struct live_reader *reader, const struct image *image, struct square square)
{
    size_t size = reader->input.dims[1], stride = image->width * 3;
    size_t red = reader->format.bgr ? 2 : 0, blue = reader->format.bgr ? 0 : 2;
    float ratio = square.side / (float)size, *out = reader->input.data;
    for (size_t row = 0; row < size; row++) {
        float y = fmaxf(square.top + ((float)row + .5f) * ratio - .5f, 0), part_y = y - floorf(y);
        const uint8_t *upper = image->pixels + clamped(y, image->height) * stride;
        const uint8_t *lower = image->pixels + clamped(y + 1, image->height) * stride;
        for (size_t column = 0; column < size; column++, out += 3) {
            float x = fmaxf(square.left + ((float)column + .5f) * ratio - .5f, 0), part_x = x - floorf(x);
            size_t left = clamped(x, image->width) * 3, right = clamped(x + 1, image->width) * 3;
            float values[3];
            for (size_t c = 0; c < 3; c++) {
                float above = (float)upper[left + c] + part_x * (float)(upper[right + c] - upper[left + c]);
                float below = (float)lower[left + c] + part_x * (float)(lower[right + c] - lower[left + c]);
                values[c] = (above + part_y * (below - above) - reader->format.mean) * reader->format.scale;
            }
            out[red] = values[0];
            out[1] = values[1];
            out[blue] = values[2];
        }
    }
}

/* The nets learned from faces that look at the camera. */
static bool faces_camera(const struct head_pose *pose)
{
    return fabsf(pose->yaw) <= LIVE_SPOOF_ANGLE_MAX && fabsf(pose->pitch) <= LIVE_SPOOF_ANGLE_MAX;
}

/* The net's probability of a live face; -1 where it is not to look: it says nothing that the anti-spoof nets do not. */
static float run_passive(struct live_reader *reader, const struct image *image, const struct face_box *box,
                         const struct head_pose *pose)
{
    if (!reader->net || reader->spoof || !faces_camera(pose))
        return -1;
    fill_input(reader, image, square_of(image, box));
    net_run(reader->net);
    const float *logits = reader->output.data;
    float largest = fmaxf(logits[0], fmaxf(logits[1], logits[2])), sum = 0;
    for (size_t i = 0; i < CLASSES; i++)
        sum += expf(logits[i] - largest);
    float probability = expf(logits[LIVE_CLASS] - largest) / sum;
    return isfinite(probability) ? probability : 0;
}

/* Turned heads are judged by how they turn; the nets know faces that look at the camera. */
static enum live_spoof run_spoof(struct live_reader *reader, const struct image *image, const struct face_box *box,
                                 const struct head_pose *pose, float *ret_score)
{
    if (!reader->spoof)
        return LIVE_SPOOF_NO_NETS;
    if (!faces_camera(pose))
        return LIVE_SPOOF_TURNED;
    *ret_score = spoof_score(reader->spoof, image, box);
    return LIVE_SPOOF_SCORED;
}

/* Everything beyond the pipeline's own measures, on the pixels it left in the engine. */
static enum face_reason read_cues(struct face_engine *engine, struct live_reader *reader,
                                  const struct face_detection *detection, struct live_observation *observation)
{
    const struct image *image = face_engine_image(engine);
    const uint8_t *aligned = face_engine_aligned(engine);
    struct head_pose pose;
    if (!pose_fit(detection->landmarks, &pose))
        return FACE_NO_FACE;
    observation->yaw = pose.yaw;
    observation->pitch = pose.pitch;
    observation->roll = pose.roll;
    observation->passive = run_passive(reader, image, &detection->box, &pose);
    observation->spoofed = run_spoof(reader, image, &detection->box, &pose, &observation->spoof);
    observation->moire = cues_moire(image, &detection->box, &reader->spectrum);
    observation->glare = cues_glare(image, &detection->box);
    observation->blockiness = cues_blockiness(image, &detection->box);
    observation->border = cues_border(image, &detection->box);
    trace_look(aligned, observation->look);
    cues_face_colour(aligned, observation->face_colour);
    cues_background_colour(image, &detection->box, observation->background_colour);
    return FACE_OK;
}

/* The rest of an observation that has its face, of the frame that the engine has looked at last. */
static enum face_reason observe_rest(struct face_engine *engine, struct live_reader *reader,
                                     struct face_detection *detection, struct live_observation *observation)
{
    enum face_reason reason = read_cues(engine, reader, detection, observation);
    if (reason != FACE_OK)
        return reason;
    face_engine_scale(engine, detection);
    observation->box = detection->box;
    memcpy(observation->landmarks, detection->landmarks, sizeof(observation->landmarks));
    return FACE_OK;
}

/* A half-read frame must not look like a read one. */
static enum face_reason finish(struct live_observation *observation, enum face_reason reason,
                               struct live_observation *ret_observation)
{
    observation->reason = reason;
    *ret_observation = *observation;
    if (reason != FACE_OK) {
        memset(ret_observation, 0, sizeof(*ret_observation));
        memcpy(ret_observation->digest, observation->digest, sizeof(observation->digest));
        ret_observation->arrived_ms = observation->arrived_ms;
        ret_observation->reason = reason;
    }
    return reason;
}

enum face_reason face_observe(struct face_engine *engine, struct face_frame frame, int64_t arrived_ms,
                              struct live_observation *ret_observation)
{
    struct live_observation observation = {.arrived_ms = arrived_ms};
    struct face_detection detection;
    struct live_reader *reader = reader_of(engine);
    trace_digest(frame, observation.digest);
    enum face_reason reason = FACE_FAULT;
    if (reader)
        reason = face_engine_embed(engine, frame, GATE_TURNED, &observation.face, &detection);
    if (reason == FACE_OK)
        reason = observe_rest(engine, reader, &detection, &observation);
    return finish(&observation, reason, ret_observation);
}

enum face_reason live_observe_accepted(struct face_engine *engine, struct face_frame frame,
                                       const struct face_template *face, struct face_detection *detection,
                                       struct live_observation *ret_observation)
{
    struct live_observation observation = {.face = *face};
    struct live_reader *reader = reader_of(engine);
    trace_digest(frame, observation.digest);
    enum face_reason reason = reader ? observe_rest(engine, reader, detection, &observation) : FACE_FAULT;
    return finish(&observation, reason, ret_observation);
}

void live_observation_own(struct live_observation *observation, struct face_frame frame, int64_t arrived_ms,
                          const char *model_id)
{
    trace_digest(frame, observation->digest);
    observation->arrived_ms = arrived_ms;
    if (observation->reason == FACE_OK)
        str_copy(observation->face.model_id, sizeof(observation->face.model_id), model_id);
    else
        observation->face.model_id[0] = '\0';
}

void face_engine_prepare(struct face_engine *engine)
{
    (void)reader_of(engine);
    (void)image_prepare();
}
