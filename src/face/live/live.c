/* SPDX-License-Identifier: MIT */
/* Challenges, their words, and what is kept of frames. */
#include "face/live/live.h"

#include <string.h>

#include "base/str.h"
#include "face/embed.h"

enum { POSE_FRAMES_MAX = 3 };

/* How far a frame may look away and still be compared as a frontal one, degrees. */
static const float frontal_yaw = 12, frontal_pitch = 12;

static const char *const pose_words[LIVE_POSES] = {
    [LIVE_CENTRE] = "centre", [LIVE_LEFT] = "left", [LIVE_RIGHT] = "right", [LIVE_UP] = "up", [LIVE_DOWN] = "down",
};

static const char *const colour_words[LIVE_COLOURS] = {
    [LIVE_RED] = "red",       [LIVE_GREEN] = "green", [LIVE_BLUE] = "blue",
    [LIVE_YELLOW] = "yellow", [LIVE_CYAN] = "cyan",   [LIVE_MAGENTA] = "magenta",
};

static const char *const colour_codes[LIVE_COLOURS] = {
    [LIVE_RED] = "#ff5a5a",    [LIVE_GREEN] = "#4dff6a", [LIVE_BLUE] = "#5a78ff",
    [LIVE_YELLOW] = "#fff04d", [LIVE_CYAN] = "#4df6ff",  [LIVE_MAGENTA] = "#ff5af0",
};

static const char *const policy_words[LIVE_POLICIES] = {
    [LIVE_PASSIVE] = "passive",
    [LIVE_TURN] = "turn",
    [LIVE_ACTIVE] = "active",
    [LIVE_ACTIVE_COLOUR] = "active_colour",
};

static const char *word_at(const char *const *words, size_t count, size_t index)
{
    return index < count ? words[index] : "unknown";
}

const char *live_pose_word(enum live_pose pose)
{
    return word_at(pose_words, LIVE_POSES, pose);
}

bool live_pose_find(const char *word, enum live_pose *ret_pose)
{
    size_t index;
    if (!str_among(pose_words, LIVE_POSES, word, &index))
        return false;
    *ret_pose = (enum live_pose)index;
    return true;
}

const char *live_colour_word(enum live_colour colour)
{
    return word_at(colour_words, LIVE_COLOURS, colour);
}

bool live_colour_find(const char *word, enum live_colour *ret_colour)
{
    size_t index;
    if (!str_among(colour_words, LIVE_COLOURS, word, &index))
        return false;
    *ret_colour = (enum live_colour)index;
    return true;
}

const char *live_colour_css(enum live_colour colour)
{
    return word_at(colour_codes, LIVE_COLOURS, colour);
}

const char *live_policy_word(enum live_policy policy)
{
    return word_at(policy_words, LIVE_POLICIES, policy);
}

bool live_policy_find(const char *word, enum live_policy *ret_policy)
{
    size_t index;
    if (!str_among(policy_words, LIVE_POLICIES, word, &index))
        return false;
    *ret_policy = (enum live_policy)index;
    return true;
}

static uint32_t draw(struct live_random random, uint32_t bound)
{
    return random.below(random.context, bound);
}

/* The first `count` of all poses in random order; some order without left and right is drawn again. */
static void draw_poses(struct live_challenge *challenge, size_t count, struct live_random random)
{
    bool turns = false;
    while (!turns) {
        enum live_pose all[LIVE_POSES] = {LIVE_CENTRE, LIVE_LEFT, LIVE_RIGHT, LIVE_UP, LIVE_DOWN};
        for (size_t i = 0; i < count; i++) {
            size_t chosen = i + draw(random, (uint32_t)(LIVE_POSES - i));
            enum live_pose pose = all[chosen];
            all[chosen] = all[i];
            challenge->poses[i] = all[i] = pose;
            turns = turns || pose == LIVE_LEFT || pose == LIVE_RIGHT;
        }
    }
    for (size_t i = 0; i < count; i++)
        challenge->hold_ms[i] = LIVE_HOLD_MIN_MS + draw(random, LIVE_HOLD_MAX_MS - LIVE_HOLD_MIN_MS + 1);
    challenge->pose_count = count;
}

/* LIVE_COLOURS_DRAWN of them; the first three differ, the last differs from the one before. */
static void draw_colours(struct live_challenge *challenge, struct live_random random)
{
    unsigned used = 0;
    for (size_t i = 0; i < LIVE_COLOURS_DRAWN; i++) {
        enum live_colour colour;
        do {
            colour = (enum live_colour)draw(random, LIVE_COLOURS);
        } while (i < 3 ? used & 1u << colour : colour == challenge->colours[i - 1]);
        used |= 1u << colour;
        challenge->colours[i] = colour;
    }
    challenge->colour_count = LIVE_COLOURS_DRAWN;
}

struct live_challenge live_challenge_draw(enum live_policy policy, size_t pose_count, struct live_random random)
{
    struct live_challenge challenge = {.policy = policy};
    if (policy == LIVE_PASSIVE)
        return challenge;
    if (policy == LIVE_TURN) {
        challenge.pose_count = 2;
        challenge.poses[0] = LIVE_CENTRE;
        challenge.poses[1] = draw(random, 2) == 0 ? LIVE_LEFT : LIVE_RIGHT;
        challenge.hold_ms[0] = challenge.hold_ms[1] = LIVE_HOLD_MIN_MS;
        return challenge;
    }
    if (pose_count < LIVE_POSES_DRAWN)
        pose_count = LIVE_POSES_DRAWN;
    draw_poses(&challenge, pose_count < LIVE_POSES_MAX ? pose_count : LIVE_POSES_MAX, random);
    if (policy == LIVE_ACTIVE_COLOUR)
        draw_colours(&challenge, random);
    return challenge;
}

size_t live_challenge_steps(const struct live_challenge *challenge)
{
    return challenge->policy == LIVE_PASSIVE ? 1 : challenge->pose_count + (challenge->colour_count > 0);
}

bool live_step_frames(const struct live_challenge *challenge, size_t step, size_t *ret_min, size_t *ret_max)
{
    if (step >= live_challenge_steps(challenge))
        return false;
    bool passive = challenge->policy == LIVE_PASSIVE, colours = !passive && step == challenge->pose_count;
    bool look = challenge->policy == LIVE_TURN && step == 0;
    *ret_min = colours ? challenge->colour_count : look ? LIVE_LOOK_FRAMES : 1;
    *ret_max = colours   ? challenge->colour_count
               : look    ? LIVE_LOOK_FRAMES
               : passive ? LIVE_FRAMES_MAX
                         : POSE_FRAMES_MAX;
    return true;
}

unsigned live_step_tries(const struct live_challenge *challenge, size_t step)
{
    return challenge->policy == LIVE_TURN && step > 0 ? LIVE_TURN_TRIES : LIVE_STEP_TRIES;
}

struct face_trace live_trace_of(const struct live_observation *observation)
{
    struct face_trace trace;
    memcpy(trace.digest, observation->digest, sizeof(trace.digest));
    memcpy(trace.look, observation->look, sizeof(trace.look));
    return trace;
}

bool live_may_retry(enum face_reason reason)
{
    switch (reason) {
    case FACE_NO_FACE:
    case FACE_SEVERAL_FACES:
    case FACE_TOO_SMALL:
    case FACE_CUT_OFF:
    case FACE_TOO_DARK:
    case FACE_TOO_BRIGHT:
    case FACE_BACKLIT:
    case FACE_BURNT:
    case FACE_TILTED:
    case FACE_COVERED:
    case FACE_UNCLEAR:
    case FACE_TURNED:
    case FACE_BLURRED:
    case FACE_TURNED_AWAY:
    case FACE_TOO_FEW_FRAMES:
    case FACE_WRONG_POSE:
        return true;
    default:
        return false;
    }
}

static bool is_frontal(const struct live_observation *frame)
{
    return frame->yaw > -frontal_yaw && frame->yaw < frontal_yaw && frame->pitch > -frontal_pitch &&
           frame->pitch < frontal_pitch;
}

/* The sum of the frames' templates, of all or of frontal ones; false when two were made by different models. */
static bool add_faces(const struct live_challenge *challenge, const struct live_step *steps, bool frontal_only,
                      struct face_template *sum, size_t *ret_count)
{
    size_t count = 0;
    for (size_t s = 0; s < live_challenge_steps(challenge); s++)
        for (size_t f = 0; f < steps[s].count; f++) {
            const struct live_observation *frame = &steps[s].frames[f];
            if (frame->reason != FACE_OK || (frontal_only && !is_frontal(frame)))
                continue;
            if (count == 0)
                memcpy(sum->model_id, frame->face.model_id, sizeof(sum->model_id));
            else if (memcmp(sum->model_id, frame->face.model_id, sizeof(sum->model_id)) != 0)
                return false;
            for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
                sum->values[v] += frame->face.values[v];
            count++;
        }
    *ret_count = count;
    return true;
}

bool live_face(const struct live_challenge *challenge, const struct live_step *steps, struct face_template *ret_face)
{
    struct face_template sum = {0};
    size_t count;
    if (!add_faces(challenge, steps, true, &sum, &count))
        return false;
    if (count == 0 && !add_faces(challenge, steps, false, &sum, &count))
        return false;
    if (count == 0 || !embedding_normalise(sum.values))
        return false;
    *ret_face = sum;
    return true;
}
