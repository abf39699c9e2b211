/* SPDX-License-Identifier: MIT */
#include "school/common/event.h"

#include "base/arena.h"
#include "face/face.h"
#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/mark_inside.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_counts.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { EVENT_ARENA_MAX = 64 << 10 };

/* What every event says of its lecture. */
static enum fault lecture_class(struct db *db, int64_t lecture_id, int64_t *ret_class_id)
{
    bool found = false;
    enum fault fault =
        row_one_int(db, "SELECT class_id FROM lectures WHERE id = ?", DB_VALUES(I(lecture_id)), &found, ret_class_id);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_NOT_FOUND;
}

static void tell(struct school *school, struct school_event *event, int64_t student_id)
{
    struct arena arena;
    struct mark mark;
    struct counts counts;
    struct lecture lecture;
    if (!school->config.notify)
        return;
    arena_init(&arena, EVENT_ARENA_MAX);
    // The state is read under the lock: of two marks at once, the one told last has counted both.
    pthread_mutex_lock(&school->notify_lock);
    struct db *db = store_reader(school->config.store);
    enum fault fault = lecture_class(db, event->lecture_id, &event->class_id);
    if (fault == FAULT_NONE && student_id != 0) {
        fault = mark_read(db, event->class_id, event->lecture_id, student_id, &arena, &mark);
        event->student = &mark.student;
    }
    if (fault == FAULT_NONE && event->kind == SCHOOL_EVENT_MARK) {
        fault = counts_read(db, event->class_id, event->lecture_id, &counts);
        event->mark = &mark;
        event->counts = &counts;
    }
    if (fault == FAULT_NONE && event->kind == SCHOOL_EVENT_WINDOW) {
        fault = lecture_read(db, event->lecture_id, event->at, &arena, &lecture);
        event->window = &lecture.window;
    }
    store_reader_done(school->config.store, db);
    if (fault == FAULT_NONE)
        school->config.notify(school->config.notify_context, event);
    pthread_mutex_unlock(&school->notify_lock);
    arena_release(&arena);
}

void event_mark(struct school *school, int64_t lecture_id, int64_t student_id)
{
    tell(school, &(struct school_event){.kind = SCHOOL_EVENT_MARK, .lecture_id = lecture_id, .at = school_now(school)},
         student_id);
}

void event_window(struct school *school, int64_t lecture_id)
{
    tell(school,
         &(struct school_event){.kind = SCHOOL_EVENT_WINDOW, .lecture_id = lecture_id, .at = school_now(school)}, 0);
}

void event_refusal(struct school *school, int64_t lecture_id, int64_t student_id, enum face_reason reason, int64_t at)
{
    tell(school,
         &(struct school_event){.kind = SCHOOL_EVENT_REFUSAL, .lecture_id = lecture_id, .at = at, .reason = reason},
         student_id);
}

void event_notification(struct school *school, int64_t user_id, int64_t notification_id)
{
    const struct school_event event = {.kind = SCHOOL_EVENT_NOTIFICATION,
                                       .at = school_now(school),
                                       .user_id = user_id,
                                       .notification_id = notification_id};
    if (!school->config.notify)
        return;
    pthread_mutex_lock(&school->notify_lock);
    school->config.notify(school->config.notify_context, &event);
    pthread_mutex_unlock(&school->notify_lock);
}
