/* SPDX-License-Identifier: MIT */
/*
 * The face pipeline: image bytes -> faces -> verdict with a reason.
 *
 * decode -> detect -> landmarks -> align -> embed -> compare. Only school/identity.c and the `ams face` commands open
 * this door. Nothing here keeps a frame: all pixels live in the engine's buffers and are overwritten by the next call.
 */
#ifndef AMS_FACE_FACE_H
#define AMS_FACE_FACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FACE_TEMPLATE_LENGTH = 512, // at most: an embedder's own length may be less, and zeros follow
    FACE_MODEL_ID_SIZE = 65,    // sha256 of the embedder's file in hex, and its NUL
    FACE_FRAMES_MIN = 3,        // frames an enrolment needs
    FACE_FRAMES_MAX = 8,        // frames one burst may hold
    FACE_FRAME_BYTES_MAX = 1 << 20,
    FACE_FRAME_PIXELS_MAX = 16000000,
    FACE_FRAME_WHOLE_MAX = 2000000, // of a frame that cannot be decoded smaller: PNG, WebP, HEIC, progressive JPEG
    FACE_FILE_BYTES_MAX = 64 << 20, // for files an operator names, by face_engine_limit
    FACE_FILE_PIXELS_MAX = 50000000,
    FACE_ERROR_SIZE = 256,
};

/* Why a frame or a burst was not accepted; FACE_OK when it was. face_reason_code() gives the stable word of each. */
enum face_reason {
    FACE_OK,
    FACE_BAD_IMAGE,       // not a readable JPEG, PNG, WebP or HEIC
    FACE_IMAGE_TOO_LARGE, // more bytes or pixels than allowed, by its header
    FACE_NO_FACE,
    FACE_SEVERAL_FACES,
    FACE_TOO_SMALL, // box lower than 40 px: move closer
    FACE_CUT_OFF,   // the face leaves the picture
    FACE_TOO_DARK,
    FACE_TOO_BRIGHT,
    FACE_BLURRED,
    FACE_TURNED_AWAY,
    FACE_TOO_FEW_FRAMES,  // fewer frames than needed passed
    FACE_REPEATED_FRAMES, // the same bytes twice in one burst: not a live camera
    FACE_FRAMES_DISAGREE, // frames of one burst show different people
    FACE_NO_MATCH,        // another person than the template's
    FACE_OTHER_MODEL,     // the template was made by another model: enrol again
    FACE_WRONG_POSE,      // the head was not turned as asked
    FACE_FLAT,            // the face moves like a flat picture, not like a head
    FACE_NOT_LIVE,        // the signals together say picture or screen
    FACE_COLOUR_MISSING,  // the face does not reflect the colours that the screen showed
    FACE_BAD_TIMING,      // a frame came sooner than a person can act, or too late
    FACE_BACKLIT,         // the light is behind the person: a dark face before bright surroundings
    FACE_BURNT,           // much of the face is white: its light washes it out
    FACE_TILTED,          // the head leans to a shoulder
    FACE_COVERED,         // dark glasses, or something dark over the lower face
    FACE_UNCLEAR,         // the embedder makes little of it: covered, grimacing, half turned or out of focus
    FACE_TURNED,          // it does not stand upright in the picture: upside down, or on its side
    FACE_FAULT,           // out of memory, or a net that gave nonsense: not the person's doing
    FACE_REASON_COUNT,
    FACE_NOT_LOOKED = FACE_REASON_COUNT, // no verdict: nobody could look at it now (pool.h)
};

/* What the nets run with on this CPU, for a person, such as "AVX2". Never NULL. */
const char *face_kernels(void);

/* Whether HEIC pictures are read here: whether libheif has a decoder of HEVC. Any thread. */
bool face_reads_heic(void);

/* Stable words such as "too_dark". Never NULL for a valid reason. */
const char *face_reason_code(enum face_reason reason);

/* What the embedder says of one or several frames of one person; unit length. Biometric data: seal it at rest. */
struct face_template {
    char model_id[FACE_MODEL_ID_SIZE];
    float values[FACE_TEMPLATE_LENGTH];
};

struct face_point {
    float x, y; // pixels of the upright frame, whatever scale it was decoded at
};

struct face_box {
    float x1, y1, x2, y2; // pixels, corners; may leave the frame by a little
    float score;          // detector's confidence, 0..1
};

enum { FACE_LANDMARKS = 68 };

/* One face found in a frame, with what the quality gate measured. */
struct face_detection {
    struct face_box box;
    struct face_point landmarks[FACE_LANDMARKS]; // iBUG-68 order
    struct face_point points[5];                 // left eye, right eye, nose, left and right mouth corner (image sides)
    float brightness;                            // mean luma of the aligned face, 0..255
    float sharpness;                             // variance of the Laplacian of the aligned face's luma
    float yaw;                                   // -1..1, 0 = frontal; sign: + towards the image's right
    float pitch;                                 // -1..1, 0 = level; sign: + looking down
    float roll;                                  // degrees, 0 = upright; sign: + clockwise in the image
    float burnt;                                 // share of the aligned face that is white
    float surroundings;                          // mean luma around the box, as a multiple of the face's
    float eyes;                                  // mean luma about the eyes, as a multiple of the cheeks'
    float clarity;                               // length of the embedder's raw vector; 0 when none was made
    bool crowded;                                // another face of comparable size is in the frame (face_embed)
    enum face_reason quality;                    // FACE_OK, or the first limit this face alone fails
};

struct face_frame {
    const uint8_t *bytes;
    size_t size;
};

/* Read-only models, shared by all engines. Thread-safe. */
struct face_models;

/*
 * Loads the files that `directory`/models.json names, checks each against its sha256 and builds nothing yet. Of several
 * embedders the one named `embedder` (NULL or "": the first). NULL on failure with a sentence in `error` that names the
 * file.
 */
struct face_models *face_models_open(const char *directory, const char *embedder, char error[static FACE_ERROR_SIZE]);
void face_models_close(struct face_models *models);

/* What models.json says of them, without the files: for comparing, and for a pool whose workers have them. No engine
 * can be opened with it. */
struct face_models *face_models_describe(const char *directory, const char *embedder,
                                         char error[static FACE_ERROR_SIZE]);

/* The embedder's id, as stored in every template. */
const char *face_models_id(const struct face_models *models);

/*
 * Chooses the threshold that models.json gives for a false match rate: "1e-3", "1e-4" or "1e-5". False, with a sentence
 * in `error` and nothing changed, when it gives none. To be called before any engine is opened.
 */
bool face_models_set_fmr(struct face_models *models, const char *fmr, char error[static FACE_ERROR_SIZE]);

/* The threshold itself, a cosine. To be called before any engine is opened. */
void face_models_set_threshold(struct face_models *models, float threshold);

/*
 * Which crops of a face the anti-spoof nets look at (docs/LIVENESS.md). FACE_SPOOF_THREE: one for each net;
 * FACE_SPOOF_SEVEN tells more and costs more than twice as much. FACE_SPOOF_OFF: none.
 */
enum face_spoof { FACE_SPOOF_THREE, FACE_SPOOF_SEVEN, FACE_SPOOF_SETS, FACE_SPOOF_OFF = FACE_SPOOF_SETS };

/* "three", "seven", "off". */
const char *face_spoof_word(enum face_spoof spoof);

/*
 * Chooses among them by its word; FACE_SPOOF_THREE unless this is called. The nets' files may be missing: then, and
 * with "off", they judge nothing and all else works. False, with a sentence in `error`, for another word. To be called
 * before any engine is opened.
 */
bool face_models_set_spoof(struct face_models *models, const char *word, char error[static FACE_ERROR_SIZE]);

/* What becomes of that: FACE_SPOOF_OFF also when a file is missing, whose name is then *ret_missing, else NULL. Its
 * bytes are the models'. */
enum face_spoof face_models_spoof(const struct face_models *models, const char **ret_missing);

/* The same as a word: "three", "seven", "off", "missing". */
const char *face_models_spoof_word(const struct face_models *models);

/* Cosine at or above which two templates are the same person, from models.json (FMR 1e-4 by default). */
float face_models_threshold(const struct face_models *models);

/* Whether a face that was seen is likely behind a mask, a scarf or a hand. Too often wrong to refuse anybody by it; for
 * what is said to somebody who was not recognised. */
bool face_looks_covered(const struct face_models *models, const struct face_template *seen);

/*
 * One worker's nets and buffers: one thread at a time. The engine itself takes no memory after its first frame of a
 * size; the image libraries take and give back theirs. About 20 MB, 32 MB more once the detector's finer pass was
 * needed, and 3 bytes a pixel of the largest frame so far (6 when it had to be turned, 7 when it was in inks). The
 * models must outlive it.
 */
struct face_engine;

struct face_engine *face_engine_open(const struct face_models *models, char error[static FACE_ERROR_SIZE]);
void face_engine_close(struct face_engine *engine);

/* What it was opened with. */
const struct face_models *face_engine_models(const struct face_engine *engine);

/* Any picture up to this size from now on, for files that an operator names. An engine starts with
 * FACE_FRAME_BYTES_MAX, FACE_FRAME_PIXELS_MAX and FACE_FRAME_WHOLE_MAX, for camera frames. */
void face_engine_limit(struct face_engine *engine, size_t bytes_max, size_t pixels_max);

/* Nanoseconds the last frame spent in each stage; 0 where it did not come that far. */
struct face_timing {
    int64_t decode_ns, detect_ns, landmarks_ns, align_ns, embed_ns;
};
struct face_timing face_engine_timing(const struct face_engine *engine);

/*
 * Finds faces, largest first: at most `max`, *ret_count of them, also small ones (a second, finer pass of the
 * detector). FACE_OK also when none was found (*ret_count 0); otherwise FACE_BAD_IMAGE, FACE_IMAGE_TOO_LARGE or
 * FACE_FAULT.
 */
enum face_reason face_detect(struct face_engine *engine, struct face_frame frame, struct face_detection *detections,
                             size_t max, size_t *ret_count);

/*
 * The template of the one face in a frame (`strict`: the largest, through the quality gate; otherwise the face nearest
 * the frame's centre whatever its quality, for evaluation: test sets such as LFW centre the person they name).
 * `ret_detection` may be NULL; it is filled whenever a face was found and measured.
 */
enum face_reason face_embed(struct face_engine *engine, struct face_frame frame, bool strict,
                            struct face_template *ret_template, struct face_detection *ret_detection);

/*
 * How well an enrolled template will serve: GOOD, or FAIR when its frames agree less than those of nearly every person
 * do, or when one was hard to make out. FAIR still works; enrolling again in better light helps.
 */
enum face_grade { FACE_GRADE_NONE, FACE_GRADE_GOOD, FACE_GRADE_FAIR };

/* "good" or "fair"; NULL for FACE_GRADE_NONE. */
const char *face_grade_code(enum face_grade grade);

/* What is kept of a frame to know it again (face/trace.h). Not the frame, not a template; still only for this purpose.
 */
struct face_trace {
    uint8_t digest[32]; // SHA-256 of the frame's bytes
    uint64_t look[4];   // perceptual hash of the aligned face: few bits differ when the picture is the same
};

/* What became of each frame of a burst, for guidance. */
struct face_burst_report {
    size_t frames;                             // frames given, up to the last that was looked at
    size_t accepted;                           // frames used
    enum face_reason reasons[FACE_FRAMES_MAX]; // per frame
    enum face_grade grade;                     // of the template, after an enrolment that succeeded
    struct face_trace traces[FACE_FRAMES_MAX]; // of the frames used, in order
};

/* The reason most refused frames share; the earlier one of a draw. FACE_OK when none was refused. */
enum face_reason face_report_reason(const struct face_burst_report *report);

/*
 * Embeds each frame of a burst and averages those that pass the gate; at least `needed` must, each two of them the same
 * person. Fills the report whatever happens.
 */
enum face_reason face_read(struct face_engine *engine, const struct face_frame *frames, size_t count, size_t needed,
                           struct face_template *ret_template, struct face_burst_report *ret_report);

/* Whether what was read is the enrolled person: FACE_OK, FACE_NO_MATCH (FACE_COVERED: a likely reason is
 * before it), FACE_OTHER_MODEL. `ret_score` may be NULL. */
enum face_reason face_match(const struct face_models *models, const struct face_template *seen,
                            const struct face_template *enrolled, float *ret_score);

/*
 * Enrolment: FACE_FRAMES_MIN to FACE_FRAMES_MAX frames of one person -> their averaged template. Frames that fail the
 * gate are left out; at least FACE_FRAMES_MIN must remain, each two of them the same person at the match threshold.
 * When it fails the reason is the one most frames share. Untouched outputs on failure, but for `ret_report`, which may
 * be NULL.
 */
enum face_reason face_enrol(struct face_engine *engine, const struct face_frame *frames, size_t count,
                            struct face_template *ret_template, struct face_burst_report *ret_report);

/*
 * Verification of a burst of 1 to FACE_FRAMES_MAX frames against one template: the frames that pass the gate are
 * averaged and compared; each two of them must be the same person. FACE_OK: the template's person. The score (cosine)
 * goes to `ret_score`, may be NULL, and must never reach a student.
 */
enum face_reason face_verify(struct face_engine *engine, const struct face_frame *frames, size_t count,
                             const struct face_template *enrolled, float *ret_score,
                             struct face_burst_report *ret_report);

/* Cosine of two templates, -1..1. False when their models differ: such templates are never compared. */
bool face_compare(const struct face_template *a, const struct face_template *b, float *ret_cosine);

#endif
