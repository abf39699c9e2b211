/* SPDX-License-Identifier: MIT */
/* What face.c shares with models.c, burst.c, live_observe.c and photo.c: the models, one frame's pixels, the nets one
 * by one. For the face room only. */
#ifndef AMS_FACE_ENGINE_H
#define AMS_FACE_ENGINE_H

#include "face/align.h"
#include "face/face.h"
#include "face/image/image.h"
#include "face/manifest.h"
#include "nn/model.h"

struct face_models {
    struct manifest manifest;
    struct model *models[MANIFEST_ROLES];
    struct model *spoof_models[MANIFEST_SPOOF_NETS];
    enum face_spoof spoof; // as it was chosen
    size_t spoof_missing;  // index of the first whose file is not there; manifest.spoof_count: none
};

/* Which frames may be embedded. */
enum face_gate {
    GATE_OPEN,   // the face nearest the frame's centre, whatever its quality
    GATE_TURNED, // the largest face, of full quality but for its pose: only half profiles are FACE_TURNED_AWAY
    GATE_STRICT, // the largest face, through the whole gate
};

/* face_embed() behind any gate; `ret_detection` is in pixels of face_engine_image(). */
enum face_reason face_engine_embed(struct face_engine *engine, struct face_frame frame, enum face_gate gate,
                                   struct face_template *ret_template, struct face_detection *ret_detection);

/* The last frame as it was decoded, and the aligned face that was embedded: valid until the next frame. */
const struct image *face_engine_image(const struct face_engine *engine);
const uint8_t *face_engine_aligned(const struct face_engine *engine); // (112, 112, 3) RGB

/* From pixels of face_engine_image() to those of the frame as it was sent. */
void face_engine_scale(const struct face_engine *engine, struct face_detection *detection);

enum { FACE_FIND_MAX = 256 }; // boxes of one look

/*
 * One look of the detector at somebody else's pixels, 320 x 240 or (`fine`) 640 x 480: at most FACE_FIND_MAX boxes
 * into `boxes`, best first, suppressed among themselves. False when memory or inference fails.
 */
bool face_engine_find(struct face_engine *engine, const struct image *image, bool fine, struct face_box *boxes,
                      size_t *ret_count);

/*
 * Landmarks, alignment, measures and template of one box of somebody else's pixels, whatever its quality. FACE_OK,
 * FACE_NO_FACE (no landmarks span there) or FACE_FAULT.
 */
enum face_reason face_engine_read_face(struct face_engine *engine, const struct image *image,
                                       const struct face_box *box, struct face_template *ret_template,
                                       struct face_detection *ret_detection);

/* Makes now what the engine would make at its first frame. Nothing is lost when memory is short. */
void face_engine_prepare(struct face_engine *engine);

/* The nets and buffers of face_observe(), made when it is first called. NULL until then. */
struct live_reader;
struct live_reader **face_engine_reader(struct face_engine *engine);

#endif
