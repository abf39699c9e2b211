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

void event_window(struct school *school, int64_t lecture_id)
{
    struct arena arena;
    struct lecture lecture;
    struct school_event event = {.kind = SCHOOL_EVENT_WINDOW, .lecture_id = lecture_id, .at = school_now(school)};
    if (!event_begin(school))
        return;
    arena_init(&arena, EVENT_ARENA_MAX);
    struct db *db = store_reader(school->config.store);
    enum fault fault = event_lecture(db, &event);
    if (fault == FAULT_NONE)
        fault = lecture_read(db, lecture_id, event.at, &arena, &lecture);
    event.window = fault == FAULT_NONE && lecture.has_window ? &lecture.window : NULL;
    store_reader_done(school->config.store, db);
    event_end(school, fault == FAULT_NONE ? &event : NULL);
    arena_release(&arena);
}
