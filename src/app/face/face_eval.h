/* SPDX-License-Identifier: MIT */
/* `ams face eval`: the whole pipeline on a labelled set. */
#ifndef AMS_APP_FACE_EVAL_H
#define AMS_APP_FACE_EVAL_H

#include <jansson.h>

#include "face/face.h"

enum face_protocol {
    FACE_PROTOCOL_PAIRS,    // image against image, by a list of pairs
    FACE_PROTOCOL_TEMPLATE, // template against template (face_trial.h)
    FACE_PROTOCOL_ALL,      // every image against every other (face_cross.h)
};

struct face_eval {
    enum face_protocol protocol;
    const char *pairs;      // path of a file in LFW's format; for the protocol of pairs
    const char *images;     // folder of NAME/NAME_0001.jpg
    const char *plot;       // path of an SVG to write; NULL: none
    const char *thresholds; // directory whose models.json takes the measured thresholds; NULL: none
    bool gate;              // tells too what the quality gate refuses, and the rates of what it keeps
    unsigned threads;       // for the embeddings; times are always taken on one thread
};

enum { FACE_EVAL_ERROR_SIZE = 512 };

/*
 * The result as one JSON object, to be released; NULL with a sentence in `error`. Shows its progress on standard error
 * when that is a terminal.
 */
json_t *face_eval_run(const struct face_models *models, const struct face_eval *eval,
                      char error[static FACE_EVAL_ERROR_SIZE]);

#endif
