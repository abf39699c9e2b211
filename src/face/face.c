/* SPDX-License-Identifier: MIT */
#include "face/face.h"

#include <math.h>

#include "base/clock.h"
#include "face/align.h"
#include "face/aside.h"
#include "face/boxes.h"
#include "face/detect.h"
#include "face/embed.h"
#include "face/engine.h"
#include "face/image/image.h"
#include "face/landmark.h"
#include "face/live/live_reader.h"
#include "face/quality.h"
#include "nn/net.h"

enum {
    QUICK_WIDTH = 320, // of the detector's first pass; every face of a camera frame
    QUICK_HEIGHT = 240,
    FINE_WIDTH = 640, // of the second: faces down to 20 px, but no close-ups
    FINE_HEIGHT = 480,
    LONG_SIDE = 960, // a larger JPEG is decoded at a smaller scale down to this
    FACES_MAX = 64,  // in one frame
};

struct face_engine {
    const struct face_models *models;
    struct detector *quick;
    struct detector *fine; // made when first needed
    struct landmarker *landmarker;
    struct embedder *embedder;
    struct image image;
    struct image_limits limits;
    struct face_box *boxes; // room for both passes
    size_t box_count;
    struct face_timing timing;
    uint8_t aligned[ALIGN_BYTES];
    struct live_reader *reader;
    struct aside aside;
};

struct face_engine *face_engine_open(const struct face_models *models, char error[static FACE_ERROR_SIZE])
{
    const struct manifest_model *entries = models->manifest.models;
    struct face_engine *engine = calloc(1, sizeof(*engine));
    if (!engine) {
        snprintf(error, FACE_ERROR_SIZE, "No memory for a face engine.");
        return NULL;
    }
    engine->models = models;
    image_init(&engine->image);
    engine->limits =
        (struct image_limits){FACE_FRAME_BYTES_MAX, FACE_FRAME_PIXELS_MAX, FACE_FRAME_WHOLE_MAX, LONG_SIDE};
    engine->quick = detector_open(models->models[MANIFEST_DETECTOR], entries[MANIFEST_DETECTOR].input, QUICK_WIDTH,
                                  QUICK_HEIGHT, error);
    engine->landmarker =
        engine->quick ? landmarker_open(models->models[MANIFEST_LANDMARKS], entries[MANIFEST_LANDMARKS].input, error)
                      : NULL;
    engine->embedder = engine->landmarker
                           ? embedder_open(models->models[MANIFEST_EMBEDDER], entries[MANIFEST_EMBEDDER].input, error)
                           : NULL;
    if (!engine->embedder)
        goto fail;
    if (models->manifest.length != 0 && embedder_length(engine->embedder) != models->manifest.length) {
        snprintf(error, FACE_ERROR_SIZE, "The embedder gives %zu values, models.json says %zu.",
                 embedder_length(engine->embedder), models->manifest.length);
        goto fail;
    }
    engine->aside.landmarker = engine->landmarker;
    engine->aside.embedder = engine->embedder;
    engine->aside.turned = &models->manifest.turned;
    engine->boxes = calloc(detector_capacity(engine->quick), sizeof(*engine->boxes));
    if (!engine->boxes) {
        snprintf(error, FACE_ERROR_SIZE, "No memory for a face engine.");
        goto fail;
    }
    return engine;
fail:
    face_engine_close(engine);
    return NULL;
}

void face_engine_close(struct face_engine *engine)
{
    if (!engine)
        return;
    detector_close(engine->quick);
    detector_close(engine->fine);
    landmarker_close(engine->landmarker);
    embedder_close(engine->embedder);
    live_reader_close(engine->reader);
    image_release(&engine->image);
    free(engine->boxes);
    free(engine);
}

void face_engine_limit(struct face_engine *engine, size_t bytes_max, size_t pixels_max)
{
    engine->limits = (struct image_limits){bytes_max, pixels_max, pixels_max, LONG_SIDE};
}

struct face_timing face_engine_timing(const struct face_engine *engine)
{
    return engine->timing;
}

const struct face_models *face_engine_models(const struct face_engine *engine)
{
    return engine->models;
}

/* The fine detector is made when the first picture needs it: camera frames of one face never do. */
static bool open_fine(struct face_engine *engine)
{
    if (engine->fine)
        return true;
    char error[FACE_ERROR_SIZE];
    const struct manifest_model *entry = &engine->models->manifest.models[MANIFEST_DETECTOR];
    struct detector *fine =
        detector_open(engine->models->models[MANIFEST_DETECTOR], entry->input, FINE_WIDTH, FINE_HEIGHT, error);
    if (!fine)
        return false;
    size_t capacity = detector_capacity(engine->quick) + detector_capacity(fine);
    struct face_box *boxes = realloc(engine->boxes, capacity * sizeof(*boxes));
    if (!boxes) {
        detector_close(fine);
        return false;
    }
    engine->boxes = boxes;
    engine->fine = fine;
    return true;
}

enum passes {
    QUICK,         // camera frames
    FINE_IF_EMPTY, // when the quick pass finds nothing
    BOTH,          // group photos
};

/* Leaves the frame's boxes in engine->boxes, best first, in decoded pixels. */
static bool find_boxes(struct face_engine *engine, enum passes passes)
{
    const struct manifest *manifest = &engine->models->manifest;
    size_t count = detector_run(engine->quick, &engine->image, manifest->score, engine->boxes);
    float inside = 1;
    if (passes == BOTH || (passes == FINE_IF_EMPTY && count == 0)) {
        if (!open_fine(engine))
            return false;
        count += detector_run(engine->fine, &engine->image, manifest->score, engine->boxes + count);
        inside = .7f; // the two passes may see one face at two sizes
    }
    engine->box_count = boxes_suppress(engine->boxes, count, manifest->overlap, inside, FACES_MAX);
    return true;
}

/* Decode and detect, with their times; the timing of a frame starts here. */
static enum face_reason read_frame(struct face_engine *engine, struct face_frame frame, enum passes passes)
{
    engine->timing = (struct face_timing){0};
    int64_t start = clock_steady_ns();
    enum face_reason reason = image_decode(&engine->image, frame.bytes, frame.size, &engine->limits);
    int64_t decoded = clock_steady_ns();
    engine->timing.decode_ns = decoded - start;
    if (reason != FACE_OK)
        return reason;
    bool found = find_boxes(engine, passes);
    engine->timing.detect_ns = clock_steady_ns() - decoded;
    return found ? FACE_OK : FACE_FAULT;
}

static void move_first(struct face_box *boxes, size_t index)
{
    struct face_box box = boxes[index];
    boxes[index] = boxes[0];
    boxes[0] = box;
}

static void largest_first(struct face_box *boxes, size_t count)
{
    for (size_t first = 0; first < count; first++) {
        size_t largest = first;
        for (size_t i = first + 1; i < count; i++)
            if (box_area(&boxes[i]) > box_area(&boxes[largest]))
                largest = i;
        move_first(boxes + first, largest - first);
    }
}

static void central_first(struct face_box *boxes, size_t count, const struct image *image)
{
    size_t nearest = 0;
    float least = INFINITY;
    for (size_t i = 0; i < count; i++) {
        float x = (boxes[i].x1 + boxes[i].x2 - (float)image->width) / 2;
        float y = (boxes[i].y1 + boxes[i].y2 - (float)image->height) / 2;
        if (x * x + y * y < least) {
            least = x * x + y * y;
            nearest = i;
        }
    }
    if (count > 0)
        move_first(boxes, nearest);
}

/*
 * Landmarks, alignment and measures of one box, in decoded pixels; the aligned face stays in the engine. FACE_OK even
 * when detection->quality is not.
 */
static enum face_reason measure(struct face_engine *engine, const struct image *image, const struct face_box *box,
                                struct face_detection *detection)
{
    int64_t start = clock_steady_ns();
    *detection = (struct face_detection){.box = *box};
    landmarker_run(engine->landmarker, image, box, detection->landmarks);
    landmarks_five(detection->landmarks, detection->points);
    quality_measure_pose(detection);
    int64_t marked = clock_steady_ns();
    engine->timing.landmarks_ns = marked - start;
    if (!align_face(image, detection->points, engine->aligned))
        return FACE_NO_FACE;
    quality_measure_pixels(engine->aligned, detection);
    quality_measure_surroundings(image, detection);
    engine->timing.align_ns = clock_steady_ns() - marked;

    detection->quality = quality_check_boxes(box, 1, image->width, image->height);
    if (detection->quality == FACE_OK)
        detection->quality = quality_check_pose(detection, image->width, image->height);
    if (detection->quality == FACE_OK)
        detection->quality = quality_check_pixels(detection);
    if (detection->quality == FACE_OK)
        detection->quality = quality_check_cover(detection);
    return FACE_OK;
}

/* From decoded pixels to those of the frame as it was sent. */
static void scale_detection(const struct image *image, struct face_detection *detection)
{
    float x = (float)image->full_width / (float)image->width;
    float y = (float)image->full_height / (float)image->height;
    detection->box.x1 *= x;
    detection->box.x2 *= x;
    detection->box.y1 *= y;
    detection->box.y2 *= y;
    for (size_t i = 0; i < FACE_LANDMARKS; i++) {
        detection->landmarks[i].x *= x;
        detection->landmarks[i].y *= y;
    }
    for (size_t i = 0; i < 5; i++) {
        detection->points[i].x *= x;
        detection->points[i].y *= y;
    }
}

enum face_reason face_detect(struct face_engine *engine, struct face_frame frame, struct face_detection *detections,
                             size_t max, size_t *ret_count)
{
    enum face_reason reason = read_frame(engine, frame, BOTH);
    if (reason != FACE_OK)
        return reason;
    largest_first(engine->boxes, engine->box_count);
    size_t count = 0;
    for (size_t i = 0; i < engine->box_count && count < max; i++) {
        reason = measure(engine, &engine->image, &engine->boxes[i], &detections[count]);
        if (reason == FACE_FAULT)
            return reason;
        if (reason == FACE_OK)
            scale_detection(&engine->image, &detections[count++]);
    }
    *ret_count = count;
    return FACE_OK;
}

/* The first limit that the measured face fails, and its frame fails by it. */
static enum face_reason gate_reason(const struct face_detection *detection, enum face_gate gate,
                                    const struct image *image)
{
    if (gate == GATE_OPEN)
        return FACE_OK;
    bool by_turning = detection->quality == FACE_TURNED_AWAY || detection->quality == FACE_TILTED ||
                      detection->quality == FACE_COVERED || detection->quality == FACE_UNCLEAR;
    if (gate == GATE_STRICT || !by_turning)
        return detection->quality;
    enum face_reason reason = quality_check_turned(detection, image->width, image->height);
    return reason == FACE_OK ? quality_check_pixels(detection) : reason;
}

/* Of a box's face that was measured. Fills the detection's clarity too: what it says of the quality is only known now.
 */
static bool embed_aligned(struct face_engine *engine, const struct image *image, struct face_template *ret_template,
                          struct face_detection *detection)
{
    int64_t start = clock_steady_ns();
    struct face_template made;
    memcpy(made.model_id, face_models_id(engine->models), sizeof(made.model_id));
    if (!embedder_run(engine->embedder, engine->aligned, made.values, &detection->clarity))
        return false;
    const struct manifest *manifest = &engine->models->manifest;
    if (detection->quality == FACE_OK && detection->clarity < manifest->clarity)
        detection->quality = FACE_UNCLEAR;
    // Masks are among what is a little like a turned face.
    float likeness = embedding_likeness(&manifest->turned, made.values);
    float covered_max = likeness > manifest->turned.max ? manifest->covered_likely : manifest->covered.max;
    if (detection->quality == FACE_OK && embedding_likeness(&manifest->covered, made.values) > covered_max)
        detection->quality = FACE_COVERED;
    // Whatever else is wrong with it: of a turned crop no other measure says anything true.
    if (!aside_stands_upright(&engine->aside, image, &detection->box, likeness, detection->clarity))
        detection->quality = FACE_TURNED;
    engine->timing.embed_ns = clock_steady_ns() - start;
    *ret_template = made;
    return true;
}

/*
 * The rest of one frame, when its face was measured. One that is dark, blurred or tilted is embedded all the same: it
 * may be on its head, where these are measured of a neck and a chest, and more light helps nobody.
 */
static enum face_reason embed_measured(struct face_engine *engine, enum face_gate gate,
                                       struct face_detection *detection, struct face_template *ret_template)
{
    const struct image *image = &engine->image;
    struct face_template made;
    enum face_reason reason = gate_reason(detection, gate, image);
    // The window behind somebody is certain, and the little that is seen of them is not.
    if (reason == FACE_TURNED_AWAY || reason == FACE_CUT_OFF || reason == FACE_BACKLIT)
        return reason;
    if (!embed_aligned(engine, image, &made, detection))
        return FACE_FAULT;
    reason = gate_reason(detection, gate, image);
    if (reason == FACE_OK)
        *ret_template = made;
    // What is before a face makes it unclear, too, or like one on its head, and is what somebody can take away.
    bool by_cover = reason == FACE_UNCLEAR || reason == FACE_TURNED;
    return by_cover && face_looks_covered(engine->models, &made) ? FACE_COVERED : reason;
}

enum face_reason face_engine_embed(struct face_engine *engine, struct face_frame frame, enum face_gate gate,
                                   struct face_template *ret_template, struct face_detection *ret_detection)
{
    const struct image *image = &engine->image;
    enum face_reason reason = read_frame(engine, frame, gate == GATE_OPEN ? FINE_IF_EMPTY : QUICK);
    if (reason != FACE_OK)
        return reason;
    if (gate == GATE_OPEN)
        central_first(engine->boxes, engine->box_count, image);
    else
        largest_first(engine->boxes, engine->box_count);
    reason = quality_check_boxes(engine->boxes, engine->box_count, image->width, image->height);
    if (reason == FACE_NO_FACE || (gate != GATE_OPEN && reason != FACE_OK))
        return reason;

    struct face_detection detection;
    bool crowded = reason == FACE_SEVERAL_FACES;
    reason = measure(engine, image, &engine->boxes[0], &detection);
    if (reason != FACE_OK)
        return reason;
    detection.crowded = crowded;
    reason = embed_measured(engine, gate, &detection, ret_template);
    if (ret_detection)
        *ret_detection = detection;
    return reason;
}

bool face_engine_find(struct face_engine *engine, const struct image *image, bool fine, struct face_box *boxes,
                      size_t *ret_count)
{
    if (fine && !open_fine(engine))
        return false;
    struct detector *detector = fine ? engine->fine : engine->quick;
    size_t count = detector_run(detector, image, engine->models->manifest.score, engine->boxes);
    count = boxes_suppress(engine->boxes, count, engine->models->manifest.overlap, 1, FACE_FIND_MAX);
    memcpy(boxes, engine->boxes, count * sizeof(*boxes));
    *ret_count = count;
    return true;
}

enum face_reason face_engine_read_face(struct face_engine *engine, const struct image *image,
                                       const struct face_box *box, struct face_template *ret_template,
                                       struct face_detection *ret_detection)
{
    struct face_detection detection;
    enum face_reason reason = measure(engine, image, box, &detection);
    if (reason != FACE_OK)
        return reason;
    if (!embed_aligned(engine, image, ret_template, &detection))
        return FACE_FAULT;
    *ret_detection = detection;
    return FACE_OK;
}

const struct image *face_engine_image(const struct face_engine *engine)
{
    return &engine->image;
}

const uint8_t *face_engine_aligned(const struct face_engine *engine)
{
    return engine->aligned;
}

void face_engine_scale(const struct face_engine *engine, struct face_detection *detection)
{
    scale_detection(&engine->image, detection);
}

struct live_reader **face_engine_reader(struct face_engine *engine)
{
    return &engine->reader;
}

enum face_reason face_embed(struct face_engine *engine, struct face_frame frame, bool strict,
                            struct face_template *ret_template, struct face_detection *ret_detection)
{
    struct face_detection detection = {.box.score = -1};
    enum face_reason reason =
        face_engine_embed(engine, frame, strict ? GATE_STRICT : GATE_OPEN, ret_template, &detection);
    if (ret_detection && detection.box.score >= 0) {
        scale_detection(&engine->image, &detection);
        *ret_detection = detection;
    }
    return reason;
}

const char *face_kernels(void)
{
    return net_kernels();
}

bool face_reads_heic(void)
{
    return image_prepare();
}
