/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/arena.h"
#include "school/common/event.h"
#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/engine.h"
#include "store/store.h"

enum { EVENT_ARENA_MAX = 64 << 10 };

static enum fault event_read(struct school *school, struct school_event *event, struct arena *arena,
                             struct lecture *ret_lecture)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = event_lecture(db, event);
    return fault != FAULT_NONE ? fault : lecture_read(db, event->lecture_id, event->at, arena, ret_lecture);
}

void event_window(struct school *school, int64_t lecture_id)
{
    struct lecture lecture;
    struct school_event event = {.kind = SCHOOL_EVENT_WINDOW, .lecture_id = lecture_id, .at = school_now(school)};
    if (!event_begin(school, &event))
        return;
    CLOSES(arena_release) struct arena arena = arena_of(EVENT_ARENA_MAX);
    enum fault fault = event_read(school, &event, &arena, &lecture);
    event.window = fault == FAULT_NONE && lecture.has_window ? &lecture.window : NULL;
    event_end(school, fault == FAULT_NONE ? &event : NULL);
}

void event_window_shared(struct school *school, int64_t lecture_id)
{
    event_window(school, lecture_id);
    event_share_lecture(school, lecture_id);
}

enum fault lecture_changed(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                           struct lecture *ret_lecture)
{
    enum fault fault = lecture_get(school, actor, lecture_id, arena, ret_lecture);
    event_window_shared(school, lecture_id);
    for (size_t i = 0; fault == FAULT_NONE && i < ret_lecture->joint.count; i++)
        event_window_shared(school, ret_lecture->joint.lectures[i].lecture_id);
    return fault;
}
