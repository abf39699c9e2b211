/* SPDX-License-Identifier: MIT */
/* A set of photographs in LFW's layout, DIR/Name/Name_0001.jpg, and what the pipeline makes of each. */
#ifndef AMS_APP_FACE_SET_H
#define AMS_APP_FACE_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "app/face/face_pairs.h"
#include "face/face.h"

enum { FACE_SET_ERROR_SIZE = 512 };

/* What became of one image. */
struct face_set_result {
    struct face_template template; // when `found`
    bool found;
    bool crowded;             // a second face of comparable size: a rule of the burst, not of quality
    enum face_reason quality; // of the face nearest the centre
};

struct face_set {
    const struct face_models *models;
    const char *directory;
    const struct face_pairs_image *images;
    size_t count;
    unsigned threads;
    struct face_set_result *results; // one an image; by face_set_embed
    bool quiet;                      // no progress on standard error
};

/*
 * Embeds every image; `results` is then to be freed, also after a failure. False, with a sentence in `error`, when a
 * file cannot be read or there is no memory. A picture without a face is a result, not a failure.
 */
bool face_set_embed(struct face_set *set, char error[static FACE_SET_ERROR_SIZE]);

/* One image through an engine of the caller's, for timing. False as above. */
bool face_set_embed_one(const struct face_set *set, struct face_engine *engine, size_t index,
                        struct face_set_result *ret_result, char error[static FACE_SET_ERROR_SIZE]);

/*
 * All images under a directory, sorted by name and number, to be freed. NULL with a sentence when there is none or
 * anything cannot be read. Files that are not Name/Name_0001.jpg are passed over.
 */
struct face_pairs_image *face_set_list(const char *directory, size_t *ret_count,
                                       char error[static FACE_SET_ERROR_SIZE]);

/* A file's bytes, at most FACE_FILE_BYTES_MAX, to be freed; NULL when it cannot be read (errno says why). */
unsigned char *face_set_read_file(const char *path, size_t *ret_size);

#endif
