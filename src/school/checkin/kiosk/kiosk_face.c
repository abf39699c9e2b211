/* SPDX-License-Identifier: MIT */
/* The kiosk's camera. */
#include "base/arena.h"
#include "school/checkin/check_in_rules.h"
#include "school/checkin/kiosk/kiosk.h"
#include "school/checkin/kiosk/kiosk_inside.h"
#include "school/checkin/proof.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/faces/look.h"
#include "school/faces/quick_check.h"
#include "school/faces/repeat.h"
#include "school/marks/mark.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static enum fault faces_allowed(struct school *school, const struct kiosk *kiosk)
{
    int64_t on = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = setting_int(db, SETTING_IDENTIFICATION, &on);
    if (fault != FAULT_NONE)
        return fault;
    return kiosk->face && on ? FAULT_NONE : FAULT_KIOSK_WAY_OFF;
}

/* One look at the pictures. */
struct sight {
    enum face_reason reason;
    struct kiosk_who who; // nobody: not surely anybody
    bool doubt;
};

/* A face that is not the student's says nothing of why. */
static enum fault same(struct school *school, const struct kiosk_burst *burst, const struct kiosk_who *who,
                       struct sight *sight, struct face_burst_report *report)
{
    struct quick_answer quick = {.reason = FACE_OK};
    enum fault fault =
        who->user_id == 0 ? FAULT_KIOSK_NOBODY : quick_check(school, who->user_id, burst->frames, burst->count, &quick);
    if (fault == FAULT_CONSENT_NEEDED || fault == FAULT_FACE_NOT_ENROLLED || fault == FAULT_FACE_OUTDATED)
        return FAULT_KIOSK_NOBODY;
    if (fault != FAULT_NONE)
        return fault;
    *report = quick.report;
    if (quick.reason == FACE_NO_MATCH || quick.reason == FACE_COVERED)
        return FAULT_KIOSK_NOBODY;
    *sight = (struct sight){quick.reason, *who, quick.doubt};
    return FAULT_NONE;
}

static enum fault picked(struct school *school, const struct kiosk_view *view, const struct kiosk_burst *burst,
                         struct arena *arena, struct sight *sight, struct face_burst_report *report)
{
    int64_t classes[KIOSK_LECTURES_MAX];
    struct quick_picked pick = {0};
    for (size_t i = 0; i < view->count; i++)
        classes[i] = view->lectures[i].class_id;
    enum fault fault =
        quick_pick(school, &(struct quick_classes){classes, view->count}, burst->frames, burst->count, arena, &pick);
    if (fault != FAULT_NONE)
        return fault;
    *report = pick.report;
    *sight = (struct sight){.reason = pick.reason};
    return pick.student_id != 0 ? kiosk_who_is(school, pick.student_id, arena, &sight->who) : FAULT_NONE;
}

static enum fault look(struct school *school, const struct kiosk_view *view, const struct kiosk_burst *burst,
                       struct arena *arena, struct sight *sight, struct face_burst_report *report)
{
    struct kiosk_who who;
    if (!burst->number || !*burst->number)
        return picked(school, view, burst, arena, sight, report);
    enum fault fault = kiosk_who_find(school, view, burst->number, true, arena, &who);
    return fault != FAULT_NONE ? fault : same(school, burst, &who, sight, report);
}

static enum fault mark(struct school *school, const struct kiosk_marking *marking, struct proved *proved,
                       const struct face_burst_report *report, struct arena *arena, struct kiosk_marked *ret_marked)
{
    // The lecture that is theirs is found in the unit; that pictures were shown before is asked of the first.
    const struct shown_where where = {.lecture_id = marking->view->lectures[0].id};
    proved->shown = (struct shown){.traces = report->traces, .count = report->accepted};
    enum fault fault = repeat_look(school, marking->who->user_id, where, &proved->shown);
    if (fault != FAULT_NONE)
        return fault;
    return kiosk_marks(school, marking, arena, ret_marked);
}

static enum fault check(struct school *school, const struct kiosk *kiosk, const struct kiosk_burst *burst,
                        struct arena *arena, struct kiosk_marked *ret_marked, struct face_burst_report *ret_report)
{
    struct kiosk_view view;
    struct sight sight = {0};
    struct proved proved = {0};
    int64_t at = check_in_received(burst->received_at, school_now(school));
    enum fault fault = kiosk_serves(school, kiosk, at, arena, &view);
    if (fault != FAULT_NONE)
        return fault;
    fault = look(school, &view, burst, arena, &sight, ret_report);
    if (fault != FAULT_NONE)
        return fault;
    if (sight.reason != FACE_OK)
        return fault_of_face(sight.reason);
    if (sight.who.user_id == 0)
        return FAULT_KIOSK_UNSURE;
    proved.flags = sight.doubt ? MARK_LIVENESS_DOUBT : 0;
    const struct kiosk_marking marking = {kiosk, &view, &sight.who, at, &proved};
    return mark(school, &marking, &proved, ret_report, arena, ret_marked);
}

enum fault kiosk_face(struct school *school, const struct kiosk *kiosk, const struct kiosk_burst *burst,
                      struct arena *arena, struct kiosk_marked *ret_marked, struct face_burst_report *ret_report,
                      int64_t *ret_retry_after_s)
{
    *ret_report = (struct face_burst_report){0};
    enum fault fault = faces_allowed(school, kiosk);
    if (fault != FAULT_NONE)
        return fault;
    if (burst->count < CHECK_FRAMES_MIN)
        return fault_of_face(FACE_TOO_FEW_FRAMES);
    if (burst->count > FACE_FRAMES_MAX)
        return fault_of_face(FACE_IMAGE_TOO_LARGE);
    fault = kiosk_try(school, kiosk, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    // A kiosk is many people: its pictures are counted by bursts, under a number that is no person's.
    fault = look_enter(school, -kiosk->id, 1);
    if (fault != FAULT_NONE) {
        kiosk_try_back(school, kiosk);
        return fault;
    }
    fault = check(school, kiosk, burst, arena, ret_marked, ret_report);
    look_leave(school, -kiosk->id);
    // Whom it does not know is a miss; pictures that show too little are none.
    if (fault != FAULT_NONE && fault != FAULT_KIOSK_NOBODY && fault != FAULT_KIOSK_UNSURE &&
        fault != fault_of_face(FACE_REPEATED_FRAMES))
        kiosk_try_back(school, kiosk);
    return fault;
}
