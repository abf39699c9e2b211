/* SPDX-License-Identifier: MIT */
#include "school/faces/quick_pick.h"

#include "base/arena.h"
#include "crypto/secret_pages.h"
#include "face/live/live.h"
#include "face/photo/photo.h"
#include "face/pool.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/faces/class_faces.h"
#include "school/faces/face_match.h"
#include "school/school.h"
#include "store/store.h"

static const float MARGIN = .05f; // the class photo's: so much closer than to anybody else

/* All that is open while a burst is looked at, in locked memory. */
struct pick {
    struct face_template seen, best;
    struct live_step step;
    float score, runner_up;
    int64_t student_id; // whose `best` is; 0: nobody's
    size_t searched;
};

/* Somebody who is in two of the classrooms is one person. */
static void compare(struct pick *pick, const struct class_faces *faces)
{
    pick->searched += faces->count;
    for (size_t i = 0; i < faces->count; i++) {
        float score;
        if (faces->students[i] == pick->student_id || !face_compare(&pick->seen, &faces->templates[i], &score))
            continue;
        if (score > pick->score) {
            pick->runner_up = pick->score;
            pick->score = score;
            pick->student_id = faces->students[i];
            pick->best = faces->templates[i];
        } else if (score > pick->runner_up) {
            pick->runner_up = score;
        }
    }
}

static enum fault search(struct school *school, const int64_t *class_ids, size_t class_count, struct arena *arena,
                         struct pick *pick)
{
    pick->score = pick->runner_up = -2;
    for (size_t i = 0; i < class_count; i++) {
        CLOSES(class_faces_close) struct class_faces faces = {0};
        CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
        enum fault fault = class_faces_read(school, db, class_ids[i], arena, &faces);
        store_reader_close(&db);
        if (fault != FAULT_NONE)
            return fault;
        compare(pick, &faces);
    }
    return FAULT_NONE;
}

static enum fault judge(struct school *school, struct pick *pick, size_t observed, int64_t *ret_student_id)
{
    const struct face_models *models = face_pool_models(school->config.faces);
    enum face_reason reason = FACE_OK;
    struct live_step *step = &pick->step;
    for (size_t i = 0; i < observed; i++)
        if (step->frames[i].reason == FACE_OK)
            step->frames[step->count++] = step->frames[i];
    // Written so that a damaged template, whose cosine is no number, is nobody's.
    bool sure = pick->student_id != 0 && pick->score >= photo_sure_threshold(models, pick->searched) &&
                pick->score - pick->runner_up >= MARGIN && !live_doubts(step, face_models_threshold(models));
    enum fault fault =
        sure ? face_match_rule(school, pick->student_id, &pick->seen, &pick->best, &reason) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    *ret_student_id = sure && reason == FACE_OK ? pick->student_id : 0;
    return FAULT_NONE;
}

static enum fault look(struct school *school, const int64_t *class_ids, size_t class_count,
                       const struct face_frame *frames, size_t count, struct arena *arena, struct pick *pick,
                       struct quick_picked *ret_picked)
{
    struct quick_picked picked = {0};
    size_t observed = 0;
    picked.reason = face_pool_read(school->config.faces, frames, count, &pick->seen, &picked.report,
                                   pick->step.frames, &observed);
    if (picked.reason == FACE_NOT_LOOKED || picked.reason == FACE_FAULT)
        return picked.reason == FACE_NOT_LOOKED ? FAULT_BUSY : FAULT_INTERNAL;
    if (picked.reason == FACE_OK && picked.report.accepted < CHECK_FRAMES_MIN) {
        picked.reason = face_report_reason(&picked.report);
        if (picked.reason == FACE_OK)
            picked.reason = FACE_TOO_FEW_FRAMES;
    }
    enum fault fault = FAULT_NONE;
    if (picked.reason == FACE_OK)
        fault = search(school, class_ids, class_count, arena, pick);
    if (picked.reason == FACE_OK && fault == FAULT_NONE)
        fault = judge(school, pick, observed, &picked.student_id);
    if (fault != FAULT_NONE)
        return fault;
    *ret_picked = picked;
    return FAULT_NONE;
}

enum fault quick_pick(struct school *school, const int64_t *class_ids, size_t class_count,
                      const struct face_frame *frames, size_t count, struct arena *arena,
                      struct quick_picked *ret_picked)
{
    if (!school->config.faces || !school->config.key)
        return FAULT_INTERNAL;
    struct pick *pick = secret_pages_open(sizeof(*pick));
    if (!pick)
        return FAULT_INTERNAL;
    enum fault fault = look(school, class_ids, class_count, frames, count, arena, pick, ret_picked);
    secret_pages_close(pick, sizeof(*pick));
    return fault;
}
