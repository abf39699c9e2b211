/* SPDX-License-Identifier: MIT */
/* Several frames of one person: enrolment, verification, comparison. */
#include <string.h>

#include "face/embed.h"
#include "face/engine.h"
#include "face/face.h"
#include "face/live/live.h"
#include "face/live/live_reader.h"
#include "face/trace.h"

static const float good_clarity = 1.1f; // times the gate's limit

/* The frames of one burst that passed the gate. */
struct burst {
    struct face_template faces[FACE_FRAMES_MAX];
    float clarity[FACE_FRAMES_MAX];
    struct face_burst_report report;
    struct live_observation *observations; // of the first accepted frames; NULL: nobody wants them
    size_t observed, observed_max;
};

/* The first that came before; NULL: none. */
static const struct face_frame *repeated_frame(const struct face_frame *frames, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (frames[i].size == frames[j].size && memcmp(frames[i].bytes, frames[j].bytes, frames[i].size) == 0)
                return &frames[i];
    return NULL;
}

/* Something over the lens makes the same black picture each time: who shows nobody has not shown a recording either. */
static bool shows_nobody(struct face_engine *engine, const struct face_frame *frame)
{
    struct face_detection seen;
    size_t count = 0;
    return face_detect(engine, *frame, &seen, 1, &count) == FACE_OK && count == 0;
}

enum face_reason face_report_reason(const struct face_burst_report *report)
{
    size_t counts[FACE_REASON_COUNT] = {0};
    enum face_reason common = FACE_OK;
    for (size_t i = 0; i < report->frames; i++) {
        enum face_reason reason = report->reasons[i];
        counts[reason]++;
        if (reason != FACE_OK && (common == FACE_OK || counts[reason] > counts[common]))
            common = reason;
    }
    return common;
}

/* The least cosine of two faces of the burst; 1 when there is one alone, -1 when one is no number. */
static float burst_agreement(const struct burst *burst)
{
    float least = 1;
    for (size_t i = 1; i < burst->report.accepted; i++)
        for (size_t j = 0; j < i; j++) {
            float cosine = embedding_cosine(burst->faces[i].values, burst->faces[j].values);
            if (!(cosine >= least))
                least = cosine == cosine ? cosine : -1;
        }
    return least;
}

static enum face_grade burst_grade(const struct burst *burst, float agreement, const struct manifest *manifest)
{
    bool good = agreement >= manifest->agreement;
    for (size_t i = 0; i < burst->report.accepted; i++)
        good = good && burst->clarity[i] >= good_clarity * manifest->clarity;
    return good ? FACE_GRADE_GOOD : FACE_GRADE_FAIR;
}

const char *face_grade_code(enum face_grade grade)
{
    return grade == FACE_GRADE_GOOD ? "good" : grade == FACE_GRADE_FAIR ? "fair" : NULL;
}

static bool burst_average(const struct burst *burst, struct face_template *ret_template)
{
    struct face_template average = burst->faces[0];
    for (size_t i = 1; i < burst->report.accepted; i++)
        for (size_t v = 0; v < FACE_TEMPLATE_LENGTH; v++)
            average.values[v] += burst->faces[i].values[v];
    if (!embedding_normalise(average.values))
        return false;
    *ret_template = average;
    return true;
}

/* Of the frame that the engine has just accepted. */
static struct face_trace trace_of(struct face_engine *engine, struct face_frame frame)
{
    struct face_trace trace;
    trace_digest(frame, trace.digest);
    trace_look(face_engine_aligned(engine), trace.look);
    return trace;
}

static enum face_reason read_frame(struct face_engine *engine, struct face_frame frame, struct burst *burst)
{
    struct face_detection seen = {.clarity = 0};
    size_t place = burst->report.accepted;
    enum face_reason reason = face_engine_embed(engine, frame, GATE_STRICT, &burst->faces[place], &seen);
    if (reason != FACE_OK)
        return reason;
    burst->clarity[place] = seen.clarity;
    burst->report.traces[place] = trace_of(engine, frame);
    burst->report.accepted++;
    if (burst->observed_max == 0)
        return FACE_OK;
    return live_observe_accepted(engine, frame, &burst->faces[place], &seen, &burst->observations[burst->observed++]) ==
                   FACE_FAULT
               ? FACE_FAULT
               : FACE_OK;
}

static enum face_reason read_burst(struct face_engine *engine, const struct face_frame *frames, size_t count,
                                   size_t needed, struct burst *burst, struct face_template *ret_template)
{
    size_t enough = burst->observed_max > 0 ? burst->observed_max : FACE_FRAMES_MAX;
    burst->report = (struct face_burst_report){.frames = count < FACE_FRAMES_MAX ? count : FACE_FRAMES_MAX};
    burst->observed = 0;
    if (count > FACE_FRAMES_MAX)
        return FACE_FAULT;
    if (count < needed)
        return FACE_TOO_FEW_FRAMES;
    const struct face_frame *repeated = repeated_frame(frames, count);
    if (repeated)
        return shows_nobody(engine, repeated) ? FACE_NO_FACE : FACE_REPEATED_FRAMES;
    size_t looked = 0;
    for (; looked < count && burst->report.accepted < enough; looked++) {
        enum face_reason reason = read_frame(engine, frames[looked], burst);
        burst->report.reasons[looked] = reason;
        if (reason == FACE_FAULT)
            return FACE_FAULT;
    }
    burst->report.frames = looked;
    if (burst->report.accepted < needed)
        return face_report_reason(&burst->report);
    const struct face_models *models = face_engine_models(engine);
    float agreement = burst_agreement(burst);
    if (!(agreement >= face_models_threshold(models)))
        return FACE_FRAMES_DISAGREE;
    if (!burst_average(burst, ret_template))
        return FACE_FAULT;
    burst->report.grade = burst_grade(burst, agreement, &models->manifest);
    return FACE_OK;
}

enum face_reason face_read(struct face_engine *engine, const struct face_frame *frames, size_t count, size_t needed,
                           struct face_template *ret_template, struct face_burst_report *ret_report)
{
    return face_read_observed(engine, frames, count, needed, ret_template, ret_report, 0, NULL, NULL);
}

enum face_reason face_read_observed(struct face_engine *engine, const struct face_frame *frames, size_t count,
                                    size_t needed, struct face_template *ret_template,
                                    struct face_burst_report *ret_report, size_t observed_max,
                                    struct live_observation *ret_observations, size_t *ret_observed)
{
    struct burst burst = {.observations = ret_observations, .observed_max = observed_max};
    enum face_reason reason = read_burst(engine, frames, count, needed, &burst, ret_template);
    if (ret_report)
        *ret_report = burst.report;
    if (ret_observed)
        *ret_observed = burst.observed;
    return reason;
}

enum face_reason face_enrol(struct face_engine *engine, const struct face_frame *frames, size_t count,
                            struct face_template *ret_template, struct face_burst_report *ret_report)
{
    return face_read(engine, frames, count, FACE_FRAMES_MIN, ret_template, ret_report);
}

enum face_reason face_match(const struct face_models *models, const struct face_template *seen,
                            const struct face_template *enrolled, float *ret_score)
{
    float score;
    if (!face_compare(seen, enrolled, &score))
        return FACE_OTHER_MODEL;
    if (ret_score)
        *ret_score = score;
    // Written so that a damaged template, whose cosine is no number, is nobody's.
    if (score >= face_models_threshold(models))
        return FACE_OK;
    return face_looks_covered(models, seen) ? FACE_COVERED : FACE_NO_MATCH;
}

enum face_reason face_verify(struct face_engine *engine, const struct face_frame *frames, size_t count,
                             const struct face_template *enrolled, float *ret_score,
                             struct face_burst_report *ret_report)
{
    struct face_template seen;
    enum face_reason reason = face_read(engine, frames, count, 1, &seen, ret_report);
    return reason != FACE_OK ? reason : face_match(face_engine_models(engine), &seen, enrolled, ret_score);
}

bool face_compare(const struct face_template *a, const struct face_template *b, float *ret_cosine)
{
    if (strncmp(a->model_id, b->model_id, sizeof(a->model_id)) != 0)
        return false;
    *ret_cosine = embedding_cosine(a->values, b->values);
    return true;
}
