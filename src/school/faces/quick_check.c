/* SPDX-License-Identifier: MIT */
#include "school/faces/quick_check.h"

#include "base/arena.h"
#include "crypto/secret_pages.h"
#include "face/live/live.h"
#include "face/photo/photo.h"
#include "face/pool.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/faces/class_faces.h"
#include "school/faces/face_match.h"
#include "school/faces/identity_inside.h"
#include "school/school.h"
#include "store/store.h"

_Static_assert((int)FACE_READ_OBSERVED_MAX >= (int)CHECK_FRAMES_MIN, "a worker looks at no more than it observes");

static const float MARGIN = .05f; // the class photo's: so much closer than to anybody else

/* A burst, and what is open while it is looked at, in locked memory. */
struct quick {
    const struct face_frame *frames;
    size_t count;
    struct face_template seen, enrolled;
    struct live_step step; // of the first accepted frames: more cost more and say little else, a second apart at most
};

/* What the worker says of the frames; FACE_OK: they show one person well enough to ask who it is. */
static enum fault read_burst(struct school *school, struct quick *quick, struct face_burst_report *report,
                             enum face_reason *ret_reason)
{
    struct live_step *step = &quick->step;
    size_t observed = 0;
    enum face_reason reason = face_pool_read(school->config.faces, quick->frames, quick->count, &quick->seen, report,
                                             step->frames, &observed);
    if (reason == FACE_NOT_LOOKED || reason == FACE_FAULT)
        return reason == FACE_NOT_LOOKED ? FAULT_BUSY : FAULT_INTERNAL;
    for (size_t i = 0; i < observed; i++)
        if (step->frames[i].reason == FACE_OK)
            step->frames[step->count++] = step->frames[i];
    *ret_reason = reason;
    return FAULT_NONE;
}

/* One picture passed: what the others lack is what the student can mend. */
static enum face_reason enough(enum face_reason reason, const struct face_burst_report *report)
{
    if (reason != FACE_OK || report->accepted >= CHECK_FRAMES_MIN)
        return reason;
    reason = face_report_reason(report);
    return reason == FACE_OK ? FACE_TOO_FEW_FRAMES : reason;
}

static bool is_doubted(const struct school *school, const struct quick *quick)
{
    return live_doubts(&quick->step, face_models_threshold(face_pool_models(school->config.faces)));
}

/* ---- one person ---- */

static enum fault look(struct school *school, int64_t user_id, struct quick *quick, struct quick_answer *ret_answer)
{
    struct quick_answer answer = {.doubt = false};
    enum fault fault = identity_open(school, user_id, &quick->enrolled);
    if (fault != FAULT_NONE)
        return fault;
    fault = read_burst(school, quick, &answer.report, &answer.reason);
    if (fault != FAULT_NONE)
        return fault;
    if (answer.reason == FACE_OK)
        fault = face_match_rule(school, user_id, &quick->seen, &quick->enrolled, &answer.reason);
    if (fault != FAULT_NONE)
        return fault;
    if (answer.reason == FACE_OTHER_MODEL)
        return FAULT_FACE_OUTDATED;
    answer.reason = enough(answer.reason, &answer.report);
    answer.doubt = answer.reason == FACE_OK && is_doubted(school, quick);
    *ret_answer = answer;
    return FAULT_NONE;
}

enum fault quick_check(struct school *school, int64_t user_id, const struct face_frame *frames, size_t count,
                       struct quick_answer *ret_answer)
{
    if (!school->config.faces || !school->config.key)
        return FAULT_INTERNAL;
    struct quick *quick = secret_pages_open(sizeof(*quick));
    if (!quick)
        return FAULT_INTERNAL;
    quick->frames = frames;
    quick->count = count;
    enum fault fault = look(school, user_id, quick, ret_answer);
    secret_pages_close(quick, sizeof(*quick));
    return fault;
}

/* ---- one of many ---- */

/* How near the faces of the classrooms come to the one that was seen. */
struct nearest {
    float score, runner_up;
    int64_t student_id; // whose template is quick->enrolled; 0: nobody's
    size_t searched;
};

/* Somebody who is in two of the classrooms is one person. */
static void compare(struct quick *quick, const struct class_faces *faces, struct nearest *nearest)
{
    nearest->searched += faces->count;
    for (size_t i = 0; i < faces->count; i++) {
        float score;
        if (faces->students[i] == nearest->student_id || !face_compare(&quick->seen, &faces->templates[i], &score))
            continue;
        if (score > nearest->score) {
            nearest->runner_up = nearest->score;
            nearest->score = score;
            nearest->student_id = faces->students[i];
            quick->enrolled = faces->templates[i];
        } else if (score > nearest->runner_up) {
            nearest->runner_up = score;
        }
    }
}

static enum fault search(struct school *school, const struct quick_classes *classes, struct arena *arena,
                         struct quick *quick, struct nearest *nearest)
{
    *nearest = (struct nearest){.score = -2, .runner_up = -2};
    for (size_t i = 0; i < classes->count; i++) {
        CLOSES(class_faces_close) struct class_faces faces = {0};
        CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
        enum fault fault = class_faces_read(school, db, classes->ids[i], arena, &faces);
        store_reader_close(&db);
        if (fault != FAULT_NONE)
            return fault;
        compare(quick, &faces, nearest);
    }
    return FAULT_NONE;
}

/* Written so that a damaged template, whose cosine is no number, is nobody's. */
static bool is_sure(const struct school *school, const struct nearest *nearest)
{
    float sure = photo_sure_threshold(face_pool_models(school->config.faces), nearest->searched);
    return nearest->student_id != 0 && nearest->score >= sure && nearest->score - nearest->runner_up >= MARGIN;
}

static enum fault pick(struct school *school, const struct quick_classes *classes, struct arena *arena,
                       struct quick *quick, struct quick_picked *ret_picked)
{
    struct quick_picked picked = {0};
    struct nearest nearest;
    enum face_reason same = FACE_OK;
    enum fault fault = read_burst(school, quick, &picked.report, &picked.reason);
    if (fault != FAULT_NONE)
        return fault;
    picked.reason = enough(picked.reason, &picked.report);
    if (picked.reason == FACE_OK)
        fault = search(school, classes, arena, quick, &nearest);
    if (fault != FAULT_NONE)
        return fault;
    bool sure = picked.reason == FACE_OK && is_sure(school, &nearest) && !is_doubted(school, quick);
    if (sure)
        fault = face_match_rule(school, nearest.student_id, &quick->seen, &quick->enrolled, &same);
    if (fault != FAULT_NONE)
        return fault;
    picked.student_id = sure && same == FACE_OK ? nearest.student_id : 0;
    *ret_picked = picked;
    return FAULT_NONE;
}

enum fault quick_pick(struct school *school, const struct quick_classes *classes, const struct face_frame *frames,
                      size_t count, struct arena *arena, struct quick_picked *ret_picked)
{
    if (!school->config.faces || !school->config.key)
        return FAULT_INTERNAL;
    struct quick *quick = secret_pages_open(sizeof(*quick));
    if (!quick)
        return FAULT_INTERNAL;
    quick->frames = frames;
    quick->count = count;
    enum fault fault = pick(school, classes, arena, quick, ret_picked);
    secret_pages_close(quick, sizeof(*quick));
    return fault;
}
