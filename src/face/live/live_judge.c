/* SPDX-License-Identifier: MIT */
/* The verdict on a step and on a whole attempt. Pure functions of observations. */
#include <math.h>
#include <string.h>

#include "face/embed.h"
#include "face/live/live.h"
#include "face/live/live_colour.h"
#include "face/live/live_pose.h"
#include "face/trace.h"

/* Each limit was set between genuine and false attempts of bench/attacks; docs/LIVENESS.md has the distributions. */
static const float turn_min = 20;         // degrees of yaw that count as turned; 25 to 30 of a head are read so
static const float nod_min = 5;           // degrees of pitch that count as nodded; a face's own build is worth +-8
static const float centre_yaw_max = 13;   // degrees; beyond it the head does not face the camera
static const float centre_pitch_max = 20; // degrees; wide, for the same reason
static const float nod_yaw_max = 20;      // a nod may be a little crooked
static const float nod_apart = 8;         // degrees of pitch between up or down and the poses without a nod
static const float across_min = .15f;     // motion of the nose in eye distances, when a turn was asked for now ...
static const float across_back = .12f;    // ... and when the head comes back from one
static const float down_min = .1f;        // the same for nods
static const float down_back = .06f;
static const float flat_motion = .03f;       // less than this is a flat picture's; between, a head's that must go on
static const float turn_share_min = .4f;     // motion across over the difference of the turns' sines
static const float squeeze_max = .33f;       // of a face against the mean head, as logarithm: people differ by +-.2
static const float turn_squeeze_base = .05f; // of a turned head against the same head facing the camera ...
static const float turn_squeeze_sine = .33f; // ... and for the sine of the turn between them
static const float nod_squeeze_max = .29f;   // of a nodding head against the same head level or turned
static const float little_across_min = .1f;  // motion of the nose in eye distances that shows a head, of a little turn
static const float little_turn_min = 10;     // degrees by which the yaw that is read goes with it
static const float linked_match_share = .5f; // of the match threshold, between two frames that look elsewhere
static const float whole_match_share = .6f;  // the same between a step's frame and all other steps together
static const float same_picture = .03f;      // share of differing bits below which two steps show one picture
static const float seen_picture = .012f;     // the same against frames of earlier attempts
static const float passive_min = .1f;        // mean probability below which the passive policy says no
static const float moire_much = .12f;        // mean share of peaks: half of suspicion. 19 % of real close-ups have more
enum { CLOCK_SLACK_MS = 30 };                // times are rounded on the way

/* Frames of the steps so far, in order. */
struct frame_list {
    const struct live_observation *frames[LIVE_STEPS_MAX * LIVE_FRAMES_MAX];
    size_t steps[LIVE_STEPS_MAX * LIVE_FRAMES_MAX];
    size_t count;
};

static struct frame_list list_frames(const struct live_step *steps, size_t step_count)
{
    struct frame_list list = {.count = 0};
    for (size_t s = 0; s < step_count; s++)
        for (size_t f = 0; f < steps[s].count && f < LIVE_FRAMES_MAX; f++)
            if (steps[s].frames[f].reason == FACE_OK) {
                list.steps[list.count] = s;
                list.frames[list.count++] = &steps[s].frames[f];
            }
    return list;
}

/* The pose a step asks for: the camera's direction wherever nothing else is said. */
static enum live_pose asked_pose(const struct live_challenge *challenge, size_t step)
{
    return challenge->policy != LIVE_PASSIVE && step < challenge->pose_count ? challenge->poses[step] : LIVE_CENTRE;
}

/* The frame by which a step's pose is judged: the last that could be read. NULL when none could. */
static const struct live_observation *reached(const struct live_step *step)
{
    for (size_t f = step->count; f > 0; f--)
        if (step->frames[f - 1].reason == FACE_OK)
            return &step->frames[f - 1];
    return NULL;
}

static enum face_reason check_frames(const struct live_challenge *challenge, const struct live_step *step, size_t index)
{
    size_t least, most, readable = 0;
    enum face_reason first = FACE_TOO_FEW_FRAMES;
    if (!live_step_frames(challenge, index, &least, &most) || step->count > most)
        return FACE_FAULT;
    for (size_t f = 0; f < step->count; f++) {
        enum face_reason reason = step->frames[f].reason;
        if (reason == FACE_FAULT)
            return FACE_FAULT;
        if (reason == FACE_OK)
            readable++;
        else if (first == FACE_TOO_FEW_FRAMES)
            first = reason;
    }
    return readable >= least ? FACE_OK : first;
}

static enum face_reason check_times(const struct live_challenge *challenge, const struct live_step *steps, size_t index)
{
    const struct live_step *step = &steps[index];
    bool colours = challenge->policy != LIVE_PASSIVE && index == challenge->pose_count;
    int64_t least = challenge->policy == LIVE_PASSIVE ? 0
                    : colours                         ? (int64_t)(challenge->colour_count - 1) * LIVE_COLOUR_MS
                                                      : (int64_t)challenge->hold_ms[index];
    int64_t before = step->told_ms, last = step->frames[step->count - 1].arrived_ms;
    // A frame that came before its step was told can only be an old one.
    if (index > 0 && steps[index - 1].frames[steps[index - 1].count - 1].arrived_ms > step->told_ms)
        return FACE_BAD_TIMING;
    for (size_t f = 0; f < step->count; f++) {
        if (step->frames[f].arrived_ms < before)
            return FACE_BAD_TIMING;
        before = step->frames[f].arrived_ms;
    }
    return last - step->told_ms < least - CLOCK_SLACK_MS || last - step->told_ms > LIVE_STEP_MAX_MS ? FACE_BAD_TIMING
                                                                                                    : FACE_OK;
}

static bool is_seen(const struct live_observation *frame, const struct face_trace *seen, size_t seen_count)
{
    for (size_t i = 0; i < seen_count; i++)
        if (memcmp(seen[i].digest, frame->digest, sizeof(frame->digest)) == 0 ||
            trace_distance(seen[i].look, frame->look) < seen_picture)
            return true;
    return false;
}

/*
 * Two frames of one picture. Frames of one pose may look alike: a person who looks at the camera twice is no replay,
 * nor is one who has not begun to turn a little.
 */
static bool is_repeated(const struct live_observation *a, const struct live_observation *b, bool one_pose)
{
    return memcmp(a->digest, b->digest, sizeof(a->digest)) == 0 ||
           (!one_pose && trace_distance(a->look, b->look) < same_picture);
}

/* Equal bytes anywhere, one picture for two poses, or a frame of an earlier attempt. Fills verdict->change. */
static enum face_reason check_repeats(const struct live_challenge *challenge, const struct frame_list *list,
                                      const struct face_trace *seen, size_t seen_count, struct live_verdict *verdict)
{
    bool repeated = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct live_observation *now = list->frames[i];
        enum live_pose pose = asked_pose(challenge, list->steps[i]);
        repeated = repeated || is_seen(now, seen, seen_count);
        for (size_t j = 0; j < i; j++) {
            const struct live_observation *before = list->frames[j];
            // Of NaN and a number fminf gives the number.
            verdict->change = fminf(verdict->change, trace_distance(now->look, before->look));
            repeated = repeated ||
                       is_repeated(now, before,
                                   challenge->policy == LIVE_TURN || pose == asked_pose(challenge, list->steps[j]));
        }
    }
    return repeated ? FACE_REPEATED_FRAMES : FACE_OK;
}

/*
 * One person from frame to frame: each is like one before it, and frames of one pose are all alike. Heads that look
 * different ways are less alike, up and down least; so not every two must be, and the limit between poses is lower.
 */
static enum face_reason check_identity(const struct live_challenge *challenge, const struct frame_list *list,
                                       float match, struct live_verdict *verdict)
{
    bool one_person = true;
    for (size_t i = 1; i < list->count; i++) {
        bool linked = false;
        for (size_t j = 0; j < i; j++) {
            float cosine;
            if (!face_compare(&list->frames[i]->face, &list->frames[j]->face, &cosine))
                return FACE_OTHER_MODEL;
            bool alike = asked_pose(challenge, list->steps[i]) == asked_pose(challenge, list->steps[j]);
            verdict->identity = fminf(verdict->identity, cosine);
            linked = linked || cosine >= match * linked_match_share;
            one_person = one_person && (!alike || cosine >= match);
        }
        one_person = one_person && linked;
    }
    return one_person ? FACE_OK : FACE_FRAMES_DISAGREE;
}

static bool is_in_pose(const struct live_observation *frame, enum live_pose pose)
{
    float yaw = frame->yaw, pitch = frame->pitch;
    switch (pose) {
    case LIVE_LEFT:
        return yaw >= turn_min;
    case LIVE_RIGHT:
        return yaw <= -turn_min;
    case LIVE_UP:
        return pitch <= -nod_min && fabsf(yaw) <= nod_yaw_max;
    case LIVE_DOWN:
        return pitch >= nod_min && fabsf(yaw) <= nod_yaw_max;
    default:
        return fabsf(yaw) <= centre_yaw_max && fabsf(pitch) <= centre_pitch_max;
    }
}

/* -1 right, 0, 1 left; and -1 up, 0, 1 down: the signs of yaw and pitch. */
static int turn_of(enum live_pose pose)
{
    return pose == LIVE_LEFT ? 1 : pose == LIVE_RIGHT ? -1 : 0;
}

static int nod_of(enum live_pose pose)
{
    return pose == LIVE_DOWN ? 1 : pose == LIVE_UP ? -1 : 0;
}

static enum face_reason check_pose(const struct live_challenge *challenge, const struct live_step *steps, size_t index)
{
    enum live_pose pose = asked_pose(challenge, index);
    const struct live_observation *frame = reached(&steps[index]);
    if (!is_in_pose(frame, pose))
        return FACE_WRONG_POSE;
    // One face's level is another's nod: nods are also measured against this person's other poses.
    for (size_t s = 0; s < index; s++) {
        int apart = nod_of(pose) - nod_of(asked_pose(challenge, s));
        if (apart != 0 && turn_of(pose) == 0 && turn_of(asked_pose(challenge, s)) == 0 &&
            (float)apart * (frame->pitch - reached(&steps[s])->pitch) < nod_apart)
            return FACE_WRONG_POSE;
    }
    return FACE_OK;
}

/* What two poses ask of a head between them: the signs of the nose's motion. */
struct asked_motion {
    int turn, nod;
    bool turned_now, turned_before; // either pose is a turn
    bool nods_now, nods_before;
};

static struct asked_motion asked_between(enum live_pose before, enum live_pose now)
{
    return (struct asked_motion){turn_of(now) - turn_of(before),
                                 nod_of(now) - nod_of(before),
                                 turn_of(now) != 0,
                                 turn_of(before) != 0,
                                 nod_of(now) != 0,
                                 nod_of(before) != 0};
}

static float sine(float degrees)
{
    return sinf(degrees * (float)M_PI / 180);
}

/*
 * The nose must leave the plane of eyes and mouth the way a head's does, and as far as the turn says. What a flat
 * picture does under tilt is a plane map, and its nose stays in the plane. A head that turned too little is told so.
 */
static enum face_reason check_parallax(struct asked_motion asked, const struct face_motion *motion, float turn,
                                       struct live_verdict *verdict)
{
    float moved =
        asked.turn != 0 ? motion->across * (asked.turn > 0 ? 1.f : -1.f) : motion->down * (asked.nod > 0 ? 1.f : -1.f);
    verdict->parallax = fminf(verdict->parallax, moved);
    if (moved < flat_motion || (asked.turn != 0 && moved < turn_share_min * turn))
        return FACE_FLAT;
    float least =
        asked.turn != 0 ? (asked.turned_now ? across_min : across_back) : (asked.nods_now ? down_min : down_back);
    return moved >= least ? FACE_OK : FACE_WRONG_POSE;
}

/* A picture that is tilted until its bend looks like a turn gets narrow, or low when it nods; a head does not. */
static bool keeps_its_shape(float from, float to, float turn, struct asked_motion asked)
{
    if (fabsf(to) > squeeze_max || fabsf(from) > squeeze_max)
        return false;
    float wider = to - from;
    float turn_limit =
        asked.nods_now || asked.nods_before ? nod_squeeze_max : turn_squeeze_base + turn_squeeze_sine * turn;
    if (asked.turned_now && !asked.turned_before && wider < -turn_limit)
        return false;
    if (asked.turned_before && !asked.turned_now && wider > turn_limit)
        return false;
    if (asked.nods_now && !asked.nods_before && wider > nod_squeeze_max)
        return false;
    return !(asked.nods_before && !asked.nods_now && wider < -nod_squeeze_max);
}

/* This step's pose against each before it. */
static enum face_reason check_solid(const struct live_challenge *challenge, const struct live_step *steps, size_t index,
                                    struct live_verdict *verdict)
{
    enum face_reason reason = FACE_OK;
    struct head_pose now, before;
    const struct live_observation *to = reached(&steps[index]);
    if (!pose_fit(to->landmarks, &now))
        return FACE_FLAT;
    for (size_t s = 0; s < index && s < challenge->pose_count; s++) {
        struct asked_motion asked = asked_between(asked_pose(challenge, s), asked_pose(challenge, index));
        const struct live_observation *from = reached(&steps[s]);
        struct face_motion motion;
        if (!pose_fit(from->landmarks, &before) || !pose_motion(from->landmarks, to->landmarks, &motion))
            return FACE_FLAT;
        verdict->homography = fmaxf(verdict->homography, motion.homography);
        verdict->affine = fmaxf(verdict->affine, motion.affine);
        if (asked.turn == 0 && asked.nod == 0)
            continue;
        float turn = fabsf(sine(to->yaw) - sine(from->yaw));
        enum face_reason parallax = check_parallax(asked, &motion, turn, verdict);
        if (parallax == FACE_FLAT || !keeps_its_shape(before.stretch, now.stretch, turn, asked))
            return FACE_FLAT;
        reason = reason == FACE_OK ? parallax : reason;
    }
    return reason;
}

/*
 * The turn of LIVE_TURN: small, and told only after the frontal frames had come. Against the last of those the nose's
 * tip leaves the affine plane of eyes and mouth to the asked side, and the yaw that is read goes with it. What falls
 * short may not have turned yet: it is no proof of a picture, but every try is a chance for one, so they are few.
 */
static enum face_reason check_little_turn(const struct live_challenge *challenge, const struct live_step *steps,
                                          size_t index, struct live_verdict *verdict)
{
    if (index == 0)
        return FACE_OK;
    float side = (float)turn_of(challenge->poses[index]);
    const struct live_observation *from = reached(&steps[index - 1]), *to = reached(&steps[index]);
    struct face_motion motion;
    if (!pose_motion(from->landmarks, to->landmarks, &motion))
        return FACE_WRONG_POSE;
    verdict->homography = fmaxf(verdict->homography, motion.homography);
    verdict->affine = fmaxf(verdict->affine, motion.affine);
    verdict->parallax = fminf(verdict->parallax, side * motion.across);
    return side * motion.across >= little_across_min && side * (to->yaw - from->yaw) >= little_turn_min
               ? FACE_OK
               : FACE_WRONG_POSE;
}

static void add_soft_signals(const struct frame_list *list, struct live_verdict *verdict)
{
    float passive = 0, looked = 0, moire = 0, glare = 0, blockiness = 0, border = 0, count = (float)list->count;
    for (size_t i = 0; i < list->count; i++) {
        passive += fmaxf(list->frames[i]->passive, 0);
        looked += list->frames[i]->passive >= 0;
        moire += list->frames[i]->moire / count;
        glare += list->frames[i]->glare / count;
        blockiness += list->frames[i]->blockiness / count;
        border += list->frames[i]->border / count;
    }
    verdict->passive = looked > 0 ? passive / looked : NAN;
    verdict->moire = moire;
    verdict->glare = glare;
    verdict->blockiness = blockiness;
    verdict->border = border;
    float grid = fminf(moire / (2 * moire_much), 1), doubt = looked > 0 ? 1 - verdict->passive : 0;
    verdict->suspicion = fmaxf(grid, doubt);
}

/*
 * What the anti-spoof nets say of the frames that face the camera where that is asked. They refuse a burst of which
 * nothing else is known, and the frames before a little turn; whoever turned a head three times as asked is not refused
 * for their sake. No frame that they could look at is no good word of theirs: another must be sent.
 */
static enum face_reason check_spoof(const struct live_challenge *challenge, const struct frame_list *list,
                                    struct live_verdict *verdict)
{
    size_t scored = 0, turned = 0;
    float sum = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct live_observation *frame = list->frames[i];
        if (asked_pose(challenge, list->steps[i]) != LIVE_CENTRE)
            continue;
        turned += frame->spoofed == LIVE_SPOOF_TURNED;
        scored += frame->spoofed == LIVE_SPOOF_SCORED;
        sum += frame->spoofed == LIVE_SPOOF_SCORED ? frame->spoof : 0;
    }
    if (scored > 0)
        verdict->spoof = sum / (float)scored;
    if (challenge->policy != LIVE_PASSIVE && challenge->policy != LIVE_TURN)
        return FACE_OK;
    if (scored > 0)
        return verdict->spoof >= 0 ? FACE_OK : FACE_NOT_LIVE;
    return turned > 0 ? FACE_WRONG_POSE : FACE_OK;
}

static struct live_verdict no_verdict(void)
{
    return (struct live_verdict){.reason = FACE_OK,
                                 .step = LIVE_WHOLE,
                                 .identity = NAN,
                                 .parallax = NAN,
                                 .homography = NAN,
                                 .affine = NAN,
                                 .change = NAN,
                                 .passive = NAN,
                                 .spoof = NAN,
                                 .moire = NAN,
                                 .glare = NAN,
                                 .blockiness = NAN,
                                 .border = NAN,
                                 .colour_face = NAN,
                                 .colour_background = NAN};
}

enum face_reason live_judge_step(const struct live_challenge *challenge, const struct live_step *steps, size_t index,
                                 float match, const struct face_trace *seen, size_t seen_count,
                                 struct live_verdict *ret_verdict)
{
    struct live_verdict verdict = no_verdict();
    verdict.step = index;
    enum face_reason reason = check_frames(challenge, &steps[index], index);
    if (reason != FACE_OK)
        goto end;
    struct frame_list list = list_frames(steps, index + 1);
    add_soft_signals(&list, &verdict);
    reason = check_times(challenge, steps, index);
    enum face_reason repeats = check_repeats(challenge, &list, seen, seen_count, &verdict);
    enum face_reason identity = check_identity(challenge, &list, match, &verdict);
    bool little = challenge->policy == LIVE_TURN;
    bool posed = challenge->policy != LIVE_PASSIVE && !(little && index > 0);
    enum face_reason pose = posed ? check_pose(challenge, steps, index) : FACE_OK;
    enum face_reason solid =
        little ? check_little_turn(challenge, steps, index, &verdict) : check_solid(challenge, steps, index, &verdict);
    enum face_reason shown = check_spoof(challenge, &list, &verdict);
    const enum face_reason reasons[] = {repeats, identity, pose, solid, shown};
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]) && reason == FACE_OK; i++)
        reason = reasons[i];
    if (reason == FACE_OK && challenge->policy != LIVE_PASSIVE && index == challenge->pose_count)
        reason = colour_judge(challenge->colours, steps[index].frames, challenge->colour_count, &verdict);
end:
    verdict.reason = reason;
    if (ret_verdict)
        *ret_verdict = verdict;
    return reason;
}

/* The extremes of both; the rest from the later step, whose means cover all frames so far. */
static struct live_verdict merge(const struct live_verdict *before, const struct live_verdict *step)
{
    struct live_verdict merged = *step;
    merged.identity = fminf(before->identity, step->identity);
    merged.parallax = fminf(before->parallax, step->parallax);
    merged.homography = fmaxf(before->homography, step->homography);
    merged.affine = fmaxf(before->affine, step->affine);
    merged.change = fminf(before->change, step->change);
    return merged;
}

/* Each step's face against the others' together, which a single link could not tell. */
static enum face_reason check_one_person(const struct live_challenge *challenge, const struct live_step *steps,
                                         float match)
{
    size_t count = live_challenge_steps(challenge);
    for (size_t s = 0; count > 1 && s < count; s++) {
        float others[FACE_TEMPLATE_LENGTH] = {0};
        for (size_t o = 0; o < count; o++)
            for (size_t v = 0; o != s && v < FACE_TEMPLATE_LENGTH; v++)
                others[v] += reached(&steps[o])->face.values[v];
        if (!embedding_normalise(others) ||
            !(embedding_cosine(others, reached(&steps[s])->face.values) >= match * whole_match_share))
            return FACE_FRAMES_DISAGREE;
    }
    return FACE_OK;
}

/*
 * The passive net says print or screen. Where something was asked of the person it has no say, nor where the anti-spoof
 * nets were asked: it is wrong about one photograph of a living person in forty. A pixel grid decides nothing: honest
 * phones' pictures show as much of one as screens'.
 */
static bool looks_shown(const struct live_challenge *challenge, const struct live_verdict *verdict)
{
    return challenge->policy == LIVE_PASSIVE && isnan(verdict->spoof) && verdict->passive < passive_min;
}

/* A burst of which nothing was asked and that no net looks at, for no head faces the camera: no way around them. */
static bool looks_away(const struct live_challenge *challenge, const struct live_step *step)
{
    bool away = challenge->policy == LIVE_PASSIVE;
    for (size_t i = 0; i < step->count; i++)
        away = away && (fabsf(step->frames[i].yaw) > LIVE_SPOOF_ANGLE_MAX ||
                        fabsf(step->frames[i].pitch) > LIVE_SPOOF_ANGLE_MAX);
    return away;
}

enum face_reason live_judge(const struct live_challenge *challenge, const struct live_step *steps, float match,
                            const struct face_trace *seen, size_t seen_count, struct live_verdict *ret_verdict)
{
    struct live_verdict verdict = no_verdict();
    enum face_reason reason = FACE_OK;
    for (size_t index = 0; reason == FACE_OK && index < live_challenge_steps(challenge); index++) {
        struct live_verdict step;
        reason = live_judge_step(challenge, steps, index, match, seen, seen_count, &step);
        verdict = merge(&verdict, &step);
    }
    if (reason == FACE_OK) {
        verdict.step = LIVE_WHOLE;
        reason = check_one_person(challenge, steps, match);
        if (reason == FACE_OK && looks_shown(challenge, &verdict))
            reason = FACE_NOT_LIVE;
        if (reason == FACE_OK && looks_away(challenge, steps))
            reason = FACE_WRONG_POSE;
    }
    verdict.reason = reason;
    if (ret_verdict)
        *ret_verdict = verdict;
    return reason;
}

bool live_doubts(const struct live_step *step, float match)
{
    static const struct live_challenge quick = {.policy = LIVE_PASSIVE};
    if (step->count == 0)
        return false;
    enum face_reason verdict = live_judge(&quick, step, match, NULL, 0, NULL);
    return verdict == FACE_NOT_LIVE || verdict == FACE_WRONG_POSE;
}
