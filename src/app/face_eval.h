/* SPDX-License-Identifier: MIT */
/* `ams face eval`: the whole pipeline on a labelled set of pairs. */
#ifndef AMS_APP_FACE_EVAL_H
#define AMS_APP_FACE_EVAL_H

#include <jansson.h>

#include "face/face.h"

struct face_eval {
    const char *pairs;  // path of a file in LFW's format
    const char *images; // folder of NAME/NAME_0001.jpg
    unsigned threads;   // for the embeddings; times are always taken on one thread
};

enum { FACE_EVAL_ERROR_SIZE = 512 };

/*
 * The result as one JSON object, to be released; NULL with a sentence in `error`. Shows its progress on standard error
 * when that is a terminal.
 */
json_t *face_eval_run(const struct face_models *models, const struct face_eval *eval,
                      char error[static FACE_EVAL_ERROR_SIZE]);

/* A file's bytes, at most FACE_FILE_BYTES_MAX, to be freed; NULL when it cannot be read (errno says why). */
unsigned char *face_eval_read_file(const char *path, size_t *ret_size);

#endif
