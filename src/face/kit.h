/* SPDX-License-Identifier: MIT */
/*
 * What a worker does with pictures of faces (worker/serve.h), and the shapes of what is asked and answered. Enrolled
 * templates never go there: a worker that was taken over by a picture knows nobody's face, and says no more than what
 * it claims to have seen. For face/pool.c, and for the program's own keeper.
 */
#ifndef AMS_FACE_KIT_H
#define AMS_FACE_KIT_H

#include "face/face.h"
#include "face/live/live.h"
#include "face/photo/photo_look.h"
#include "worker/serve.h"

enum { FACE_KIT_OPS = 3 };

#define FACE_OP_READ "face.read"
#define FACE_OP_OBSERVE "face.observe"
#define FACE_OP_PHOTO "face.photo"

enum {
    FACE_READ_ANSWER_MAX = 4096 + FACE_READ_OBSERVED_MAX * LIVE_OBSERVATION_SIZE,
    FACE_OBSERVE_ANSWER_MAX = FACE_FRAMES_MAX * LIVE_OBSERVATION_SIZE,
    FACE_PHOTO_ANSWER_MAX = 32 << 20,
};

struct face_kit;

/*
 * Opens an engine, and makes what it would otherwise make at its first frame. `threads` (1 to PHOTO_THREADS_MAX): that
 * look at one photo of a class together. NULL with a sentence in `error`. The models must outlive it.
 */
struct face_kit *face_kit_open(const struct face_models *models, size_t threads, char error[static FACE_ERROR_SIZE]);
void face_kit_close(struct face_kit *kit); // NULL is allowed

void face_kit_ops(struct face_kit *kit, struct worker_op ops[static FACE_KIT_OPS]);

/* Both ends of a report. A frame's reason that is none is a failure. */
void face_pack_report(struct pack *pack, const struct face_burst_report *report);
void face_unpack_report(struct unpack *unpack, struct face_burst_report *ret_report);

/* The verdict's own word; FACE_FAULT, and a failure, when it is none. */
enum face_reason face_unpack_reason(struct unpack *unpack);

/* Both ends of a template. What comes is made a unit vector of the model `model_id`, whatever it claims to be. */
void face_pack_template(struct pack *pack, const struct face_template *template);
void face_unpack_template(struct unpack *unpack, const char *model_id, struct face_template *ret_template);

#endif
