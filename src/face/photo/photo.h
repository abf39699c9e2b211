/* SPDX-License-Identifier: MIT */
/*
 * The class photo: who of a class is in one or several large pictures? Every face is found, compared with the class and
 * given to at most one student; every student to at most one face. What comes out are proposals for a person to
 * confirm.
 *
 * For school/identity*.c and the `ams face` commands. Nothing here is kept: pixels and templates are gone when the call
 * returns, the crops when photo_close is called.
 */
#ifndef AMS_FACE_PHOTO_H
#define AMS_FACE_PHOTO_H

#include "face/face.h"
#include "face/pool.h"

enum {
    PHOTO_MAX = 4,               // photos of one call
    PHOTO_BYTES_MAX = 20 << 20,  // of one photo
    PHOTO_PIXELS_MAX = 50000000, // by its header
    PHOTO_LONG_SIDE = 4000,      // a JPEG whose half stays at least this long is decoded at that scale
    PHOTO_FACES_MAX = 400,       // of one photo; the surest are kept
    PHOTO_SURE_HEIGHT = 40,      // a lower box is never PHOTO_SURE, whatever its score
    PHOTO_CROP_SIZE = 144,       // pixels of a crop's side
    PHOTO_THREADS_MAX = 8,       // that look at one photo together, at most
    PHOTO_NOBODY = -1,
};

/* How far a proposal may be trusted. */
enum photo_band {
    PHOTO_UNKNOWN, // nobody of the class, or too uncertain to name anybody
    PHOTO_ASK,     // looks like this student; a person should look
    PHOTO_SURE,    // this student, and no other of the class comes near
};

/* "unknown", "ask", "sure". */
const char *photo_band_code(enum photo_band band);

struct photo_face {
    size_t photo;        // index of the photo
    struct face_box box; // pixels of the upright photo as it was sent
    enum photo_band band;
    int student;   // index in the roster; PHOTO_NOBODY with PHOTO_UNKNOWN
    float score;   // cosine with that student, else the best of all; never to be shown. -1: none
    uint8_t *crop; // JPEG, PHOTO_CROP_SIZE square; NULL when it could not be made
    size_t crop_size;
};

struct photo_result {
    size_t count;
    struct photo_face *faces; // the surest first; each student and each stranger once
};

/* Templates of the class, all of the engines' model. */
struct photo_roster {
    const struct face_template *templates;
    size_t count;
};

/* Nanoseconds of each stage, over all photos. */
struct photo_timing {
    int64_t decode_ns, detect_ns, read_ns, match_ns;
};

/*
 * Slow: about a second for a photo of 12 megapixels. A worker of the pool looks at each, on several threads.
 * FACE_OK, and a result that the caller closes (also when nobody was found); FACE_BAD_IMAGE or FACE_IMAGE_TOO_LARGE for
 * any photo (*ret_photo tells which); FACE_OTHER_MODEL: a template of the roster is another model's; FACE_FAULT;
 * FACE_NOT_LOOKED (pool.h).
 * 1 to PHOTO_MAX photos. `ret_timing` may be NULL. Thread-safe.
 */
enum face_reason photo_read(struct face_pool *pool, const struct face_frame *photos, size_t count,
                            const struct photo_roster *roster, struct photo_result *ret_result, size_t *ret_photo,
                            struct photo_timing *ret_timing);

/* A zeroed result is allowed. */
void photo_close(struct photo_result *result);

/*
 * Cosines from which a face is surely one of `students`, and from which it is worth asking. From the rates that
 * models.json gives: of 1000 faces of strangers 1.5 reach the first in a class of this size, at least 60 students
 * taken; of 1000 comparisons with one student .46 reach the second.
 */
float photo_sure_threshold(const struct face_models *models, size_t students);
float photo_ask_threshold(const struct face_models *models);

#endif
