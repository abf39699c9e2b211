/* SPDX-License-Identifier: MIT */
/*
 * Liveness: is a living head before the camera, doing what it was just asked to do? One frame -> an observation without
 * pixels; the observations of an attempt -> a verdict with its signals. For school/identity.c and the `ams face`
 * commands. docs/LIVENESS.md says what this stops, by how much, and what it does not.
 *
 * Left and right are the PERSON'S OWN, as they feel them. The camera's picture is not mirrored here, so a person who
 * turns to their own left moves the nose towards the RIGHT edge of the picture. (A page that shows the preview
 * mirrored, as mirrors do, shows a turn to the left going left; the frames it sends must not be mirrored.)
 *
 * An attempt, step by step:
 *   live_challenge_draw(); then for each step (live_challenge_steps() of them): tell the person that step alone, take
 *   its frames, face_observe() each, live_judge_step(). FACE_OK: the next step may be told. live_may_retry(): the same
 *   step may be sent again. Anything else ends the attempt. After the last step live_judge(), then live_face() is what
 *   is compared with the enrolled template. The caller owns nonce, expiry, the number of tries and the binding.
 */
#ifndef AMS_FACE_LIVE_H
#define AMS_FACE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/face.h"

enum {
    LIVE_POSES_DRAWN = 3,         // head poses of one challenge
    LIVE_LOOK_FRAMES = 2,         // before the turn of LIVE_TURN, looking ahead
    LIVE_STEP_TRIES = 8,          // a step's frames may be sent so often ...
    LIVE_TURN_TRIES = 4,          // ... and those of LIVE_TURN's turn
    LIVE_POSES_MAX = 4,           // a classroom may ask for one more
    LIVE_COLOURS_DRAWN = 4,       // colours of one flash sequence
    LIVE_STEPS_MAX = 5,           // LIVE_POSES_MAX and the colours
    LIVE_FRAMES_MAX = 6,          // of one step
    LIVE_HOLD_MIN_MS = 300,       // hold times are drawn from here ...
    LIVE_HOLD_MAX_MS = 1200,      // ... to here
    LIVE_STEP_MAX_MS = 12000,     // from telling a step to its frames
    LIVE_COLOUR_MS = 400,         // each colour stands this long: never more than 3 changes a second (WCAG 2.3.1)
    LIVE_SPOOF_ANGLE_MAX = 25,    // degrees of yaw or pitch up to which the nets look at a head
    LIVE_OBSERVATION_SIZE = 2824, // bytes of a packed observation
    FACE_READ_OBSERVED_MAX = 2,   // frames of a burst that a worker observes as well
    LIVE_WHOLE = 255,             // as verdict.step: found over all steps together
};

/* Head poses; a head looks LIVE_CENTRE when it faces the camera. */
enum live_pose { LIVE_CENTRE, LIVE_LEFT, LIVE_RIGHT, LIVE_UP, LIVE_DOWN, LIVE_POSES };

/* "centre", "left", "right", "up", "down". */
const char *live_pose_word(enum live_pose pose);
bool live_pose_find(const char *word, enum live_pose *ret_pose);

enum live_colour { LIVE_RED, LIVE_GREEN, LIVE_BLUE, LIVE_YELLOW, LIVE_CYAN, LIVE_MAGENTA, LIVE_COLOURS };

/* "red", "green", "blue", "yellow", "cyan", "magenta". */
const char *live_colour_word(enum live_colour colour);
bool live_colour_find(const char *word, enum live_colour *ret_colour);

/* What the screen shows, as "#rrggbb": softened, because saturated red flashes can harm. */
const char *live_colour_css(enum live_colour colour);

/*
 * What a classroom asks for. LIVE_PASSIVE: one burst, nothing to do. LIVE_TURN: look ahead, then turn a little to the
 * side that is said then. LIVE_ACTIVE: three poses, each a clear turn or nod.
 */
enum live_policy { LIVE_PASSIVE, LIVE_TURN, LIVE_ACTIVE, LIVE_ACTIVE_COLOUR, LIVE_POLICIES };

/* "passive", "turn", "active", "active_colour". */
const char *live_policy_word(enum live_policy policy);
bool live_policy_find(const char *word, enum live_policy *ret_policy);

/* Uniform numbers 0 <= n < bound from a source that nobody can foresee; the tests bring one with a seed. */
struct live_random {
    uint32_t (*below)(void *context, uint32_t bound);
    void *context;
};

struct live_challenge {
    enum live_policy policy;
    size_t pose_count; // 0 for LIVE_PASSIVE; for LIVE_TURN 2: LIVE_CENTRE, then LIVE_LEFT or LIVE_RIGHT
    enum live_pose poses[LIVE_POSES_MAX];
    uint32_t hold_ms[LIVE_POSES_MAX]; // wait after telling a pose before its frame is taken; checked by arrival times
    size_t colour_count;              // 0 unless LIVE_ACTIVE_COLOUR
    enum live_colour colours[LIVE_COLOURS_DRAWN];
};

/*
 * `pose_count` (LIVE_POSES_DRAWN..LIVE_POSES_MAX; ignored for LIVE_PASSIVE and LIVE_TURN) different poses in random
 * order, at least one of them left or right, with random hold times; for LIVE_ACTIVE_COLOUR also LIVE_COLOURS_DRAWN
 * colours, never two equal in a row and at least three different ones.
 */
struct live_challenge live_challenge_draw(enum live_policy policy, size_t pose_count, struct live_random random);

/* One a pose, one more for the colours; 1 for LIVE_PASSIVE. */
size_t live_challenge_steps(const struct live_challenge *challenge);

/*
 * Frames a step needs and takes. A pose: 1 to 3 (the last one counts as the pose reached; more steady the score). The
 * colours: exactly colour_count, frame i while colour i is on the screen, head to the camera. LIVE_PASSIVE: 1 to
 * LIVE_FRAMES_MAX. LIVE_TURN's first step: LIVE_LOOK_FRAMES. False when there is no such step.
 */
bool live_step_frames(const struct live_challenge *challenge, size_t step, size_t *ret_min, size_t *ret_max);

/* How often a step's frames may be sent: LIVE_STEP_TRIES, or LIVE_TURN_TRIES where each try is one more chance. */
unsigned live_step_tries(const struct live_challenge *challenge, size_t step);

/* Whether the anti-spoof nets have looked at a frame. */
enum live_spoof {
    LIVE_SPOOF_NO_NETS, // there are none, or they are not to judge
    LIVE_SPOOF_TURNED,  // not at this frame: the head is turned further than LIVE_SPOOF_ANGLE_MAX
    LIVE_SPOOF_SCORED,
    LIVE_SPOOFS
};

/* What one frame says. Holds a template: biometric data, to be sealed wherever it is kept. */
struct live_observation {
    enum face_reason reason; // FACE_OK, or why the gate refused the frame: then only this, digest and arrived_ms count
    int64_t arrived_ms;      // server time
    uint8_t digest[32];      // SHA-256 of the frame's bytes
    uint64_t look[4];        // perceptual hash of the aligned face: few bits differ when the picture is the same
    struct face_box box;     // pixels of the upright frame
    struct face_point landmarks[FACE_LANDMARKS]; // pixels of the upright frame
    struct face_template face;                   // of this frame alone
    float yaw;     // degrees; + turned to the person's own left: the nose goes to the picture's right
    float pitch;   // degrees; + looking down, as face_detection.pitch
    float roll;    // degrees; + the head leans to the person's own left shoulder
    float passive; // fr_liveness' probability that this is live; -1: not looked, for there is no such net, the head is
                   // turned further than LIVE_SPOOF_ANGLE_MAX, or the anti-spoof nets judge
    enum live_spoof spoofed;
    float spoof;          // with LIVE_SPOOF_SCORED the anti-spoof nets' score (live/spoof.h): below 0 a picture; else 0
    float moire;          // share of the spectrum in peaks that a pixel grid leaves, 0..1
    float glare;          // share of the face's neighbourhood that is burnt out without colour, 0..1
    float blockiness;     // steps at the borders of 8 x 8 blocks over steps elsewhere; about 1 for one compression
    float border;         // steepest long straight edge beside the head over the usual edge; 1 and more
    float face_colour[3]; // mean R, G, B of the cheeks, the nose and the forehead, linear light, 0..1
    float background_colour[3]; // the same of the picture's part away from the head
};

/*
 * Reads one frame as face_embed() does in its strict form, but with the limits of turned heads (FACE_TURNED_AWAY only
 * where landmarks and identity can no longer be trusted). Returns ret_observation->reason; the observation is filled
 * with zeros where it says nothing. The cost over face_embed() is the liveness net and the cues: docs/LIVENESS.md.
 */
enum face_reason face_observe(struct face_engine *engine, struct face_frame frame, int64_t arrived_ms,
                              struct live_observation *ret_observation);

/*
 * face_read() and, of the first `observed_max` frames that it accepts, face_observe()'s observation as well, for no
 * more than what an observation costs beyond the face. *ret_observed of them; their moment is 0. With `observed_max`
 * above 0 it looks at no more frames once so many are accepted: a moment later the same face says little else, and
 * each frame costs as much as the first.
 */
enum face_reason face_read_observed(struct face_engine *engine, const struct face_frame *frames, size_t count,
                                    size_t needed, struct face_template *ret_template,
                                    struct face_burst_report *ret_report, size_t observed_max,
                                    struct live_observation *ret_observations, size_t *ret_observed);

/*
 * An observation as LIVE_OBSERVATION_SIZE bytes, the same on every machine, for a caller that keeps it (sealed) until
 * the next request. Unpacking returns false, and changes nothing, for bytes of another version or with impossible
 * values.
 */
void live_observation_pack(const struct live_observation *observation, uint8_t bytes[static LIVE_OBSERVATION_SIZE]);
bool live_observation_unpack(const uint8_t *bytes, size_t size, struct live_observation *ret_observation);

/* What of an observation that another process made is known without it: digest of the frame's bytes, moment, model. */
void live_observation_own(struct live_observation *observation, struct face_frame frame, int64_t arrived_ms,
                          const char *model_id);

/* The frames of one step, in the order they were taken. */
struct live_step {
    int64_t told_ms; // server time at which this step was told
    size_t count;
    struct live_observation frames[LIVE_FRAMES_MAX];
};

struct face_trace live_trace_of(const struct live_observation *observation);

/* Every signal behind a verdict. Never to be shown to the person probing. NaN: not measured. */
struct live_verdict {
    enum face_reason reason; // FACE_OK, or the first thing that is wrong
    size_t step;             // where; LIVE_WHOLE when it shows over all steps only
    float identity;          // lowest cosine between two frames
    float parallax;          // least motion of the nose against the plane of the eyes and the mouth between two poses,
                             // along the asked direction, in eye distances: a flat picture leaves about 0
    float homography; // largest rms of all landmarks from the best homography between two poses, in eye distances
    float affine;     // the same for the best affine map
    float change;     // smallest share of differing bits between the looks of two frames, 0..1
    float passive;    // means over the frames, of the passive net over those it looked at
    float spoof;      // mean over the frames that face the camera in steps that ask for it; NaN without the nets
    float moire;
    float glare;
    float blockiness;
    float border;
    float colour_face;       // how the face's colour follows the flashed ones: correlation, -1..1
    float colour_background; // the same of the background
    float suspicion;         // 0..1 from the soft signals together; alone it never refuses under LIVE_ACTIVE
};

/*
 * One step, with the steps before it (accepted already): frames' quality, pose, time, repeats, identity and solidity so
 * far. `steps` holds index + 1 steps. `match` is face_models_threshold(). `seen` are the traces of frames this account
 * sent before (may be NULL with 0). FACE_OK, or
 *   the gate's reason of a frame, FACE_WRONG_POSE, FACE_TOO_FEW_FRAMES       the step may be sent again
 *   FACE_REPEATED_FRAMES, FACE_FRAMES_DISAGREE, FACE_FLAT, FACE_NOT_LIVE, FACE_COLOUR_MISSING, FACE_BAD_TIMING,
 *   FACE_OTHER_MODEL                                                         the attempt is over
 * `ret_verdict` may be NULL.
 */
enum face_reason live_judge_step(const struct live_challenge *challenge, const struct live_step *steps, size_t index,
                                 float match, const struct face_trace *seen, size_t seen_count,
                                 struct live_verdict *ret_verdict);

/*
 * The whole attempt: every step again, and what shows over all of them only. `steps` holds exactly
 * live_challenge_steps(). FACE_OK or one of live_judge_step's reasons.
 */
enum face_reason live_judge(const struct live_challenge *challenge, const struct live_step *steps, float match,
                            const struct face_trace *seen, size_t seen_count, struct live_verdict *ret_verdict);

/*
 * The quick check's doubt, of the frames observed of a burst that is accepted: its pictures may show no living person,
 * or none faces the camera and no net could look. False for no frames at all.
 */
bool live_doubts(const struct live_step *step, float match);

/* The same step of the same attempt may be sent again after this reason. */
bool live_may_retry(enum face_reason reason);

/*
 * The averaged template of the attempt's frames, for comparing with the enrolled one; frames that face the camera when
 * there are any, otherwise all. False when no frame has a face or their models differ.
 */
bool live_face(const struct live_challenge *challenge, const struct live_step *steps, struct face_template *ret_face);

#endif
