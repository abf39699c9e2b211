/* SPDX-License-Identifier: MIT */
#include "school/marks/mark_event.h"

#include <string.h>

#include "base/arena.h"
#include "face/face.h"
#include "school/common/event.h"
#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/marks/counts_inside.h"
#include "school/marks/mark.h"
#include "school/marks/mark_inside.h"
#include "school/school.h"
#include "store/engine.h"
#include "store/store.h"

enum { EVENT_ARENA_MAX = 64 << 10 };

/* `ret_counts` NULL: they are not asked for. */
static enum fault event_read(struct school *school, struct school_event *event, int64_t student_id, struct arena *arena,
                             struct mark *ret_mark, struct counts *ret_counts)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = event_lecture(db, event);
    if (fault != FAULT_NONE)
        return fault;
    fault = mark_read(db, event->class_id, event->lecture_id, student_id, arena, ret_mark);
    if (fault != FAULT_NONE || !ret_counts)
        return fault;
    return counts_read(db, event->class_id, event->lecture_id, ret_counts);
}

/* Tells of a student in a lecture; of a mark with the mark and the counts after it. */
static void tell(struct school *school, struct school_event *event, int64_t student_id)
{
    struct mark mark;
    struct counts counts;
    event->user_id = student_id;
    if (!event_begin(school, event))
        return;
    CLOSES(arena_release) struct arena arena = arena_of(EVENT_ARENA_MAX);
    bool of_mark = event->kind == SCHOOL_EVENT_MARK;
    enum fault fault = event_read(school, event, student_id, &arena, &mark, of_mark ? &counts : NULL);
    event->student = &mark.student;
    event->mark = of_mark ? &mark : NULL;
    event->counts = of_mark ? &counts : NULL;
    event_end(school, fault == FAULT_NONE ? event : NULL);
}

void event_mark(struct school *school, int64_t lecture_id, int64_t student_id)
{
    tell(school, &(struct school_event){.kind = SCHOOL_EVENT_MARK, .lecture_id = lecture_id, .at = school_now(school)},
         student_id);
}

void event_refusal(struct school *school, int64_t lecture_id, int64_t student_id, enum face_reason reason, int64_t at)
{
    tell(school,
         &(struct school_event){.kind = SCHOOL_EVENT_REFUSAL, .lecture_id = lecture_id, .at = at, .reason = reason},
         student_id);
}
