/* SPDX-License-Identifier: MIT */
/*
 * models.json: which files the pipeline runs, how their bytes are checked, how pixels become their input. The format is
 * described in docs/MODELS.md. For the face room only.
 */
#ifndef AMS_FACE_MANIFEST_H
#define AMS_FACE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include "face/face.h"

enum {
    MANIFEST_PATH_SIZE = 1024,
    MANIFEST_NAME_SIZE = 49,       // letters of a model's name, and its NUL
    MANIFEST_FILE_MAX = 256 << 20, // bytes of one model file
};

enum { MANIFEST_RATES = 3, MANIFEST_ALIKE_MAX = 4 };

/* False match rates that models.json may give a threshold for, as thresholds."fmr_1e-4". */
extern const char *const manifest_rates[MANIFEST_RATES];

/* The roles from MANIFEST_LIVENESS on may be left out: their model's path is then empty. */
enum manifest_role { MANIFEST_DETECTOR, MANIFEST_LANDMARKS, MANIFEST_EMBEDDER, MANIFEST_LIVENESS, MANIFEST_ROLES };

/* How 0..255 pixels become a net's input: (value - mean) * scale, channels in this order. */
struct tensor_format {
    float mean;
    float scale;
    bool bgr;
};

struct manifest_model {
    char name[MANIFEST_NAME_SIZE]; // "": it has none
    char path[MANIFEST_PATH_SIZE];
    char sha256[FACE_MODEL_ID_SIZE];
    struct tensor_format input;
};

enum { MANIFEST_SPOOF_NETS = 4, MANIFEST_SPOOF_CROPS = 4 }; // anti-spoof nets; crops that one net looks at

/* How an anti-spoof net's crop lies: moved inside the picture, or a square that is mirrored outside it (live/spoof.h).
 */
enum manifest_crop { MANIFEST_CROP_INSIDE, MANIFEST_CROP_MIRRORED };

/* A net that tells a face from a picture of one. Its file may be missing, as that of no other model may. */
struct manifest_spoof {
    struct manifest_model model;
    enum manifest_crop crop;
    size_t live; // the class that means a living face
    struct manifest_crops {
        size_t count;
        double scales[MANIFEST_SPOOF_CROPS]; // in sizes of the face's box
    } crops[FACE_SPOOF_SETS];
};

/* What the embedder's answers to crops of one kind have in common: unit vectors, and the cosine above which an answer
 * is of that kind. */
struct manifest_alike {
    float directions[MANIFEST_ALIKE_MAX][FACE_TEMPLATE_LENGTH];
    size_t count; // 0: nothing is known to be
    float max;
};

struct manifest {
    struct manifest_model models[MANIFEST_ROLES];
    struct manifest_spoof spoof[MANIFEST_SPOOF_NETS];
    size_t spoof_count;
    float spoof_min[FACE_SPOOF_SETS]; // sum of the crops' log odds below which it is a picture
    float score;                      // detector: a box below it is no face
    float overlap;                    // detector: IoU above which the worse of two boxes is dropped
    float match;                      // embedder: cosine at or above which two faces are one person
    float match_at[MANIFEST_RATES];   // the same for each of manifest_rates; 0: not given
    float clarity;                    // embedder: least length of its raw vector for a face it made out; 0: not given
    float agreement;                  // embedder: least cosine between frames of a good enrolment; 0: not given
    size_t length;                    // embedder: values it gives; 0: not given
    struct manifest_alike turned;     // embedder: what it says of crops that do not stand upright
    float covered_likely;          // embedder: of `covered`, where a face that is nobody's is likely behind something
    struct manifest_alike covered; // embedder: what sets apart what it says of faces behind a mask, a scarf, a hand
};

/*
 * Reads `directory`/models.json. Of several entries with one role the first counts, but for the embedder that is named
 * `embedder` (NULL or "": the first). False, with a sentence in `error`, when anything needed is missing or out of
 * range.
 */
bool manifest_read(const char *directory, const char *embedder, struct manifest *ret_manifest,
                   char error[static FACE_ERROR_SIZE]);

/* There is something at the path of the model's file, whatever it is. */
bool manifest_has_file(const struct manifest_model *model);

/*
 * The bytes of the model's file, which the caller frees; NULL with a sentence in `error` when it cannot be read, is
 * larger than MANIFEST_FILE_MAX or is not the file its sha256 names.
 */
void *manifest_load(const struct manifest_model *model, size_t *ret_size, char error[static FACE_ERROR_SIZE]);

#endif
