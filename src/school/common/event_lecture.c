/* SPDX-License-Identifier: MIT */
/* Apart from event.c, which whatever writes leans on. */
#include "school/common/event.h"

#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/store.h"

static enum fault share(struct db *db, void *context)
{
    const struct school_event *event = context;
    return fault_of(event_note(db, event));
}

void event_share_lecture(struct school *school, int64_t lecture_id)
{
    struct school_event event = {.kind = SCHOOL_EVENT_WINDOW, .lecture_id = lecture_id, .at = school_now(school)};
    if (store_node(school->config.store) != 0)
        (void)!school_change(school, share, &event);
}

enum fault event_lecture(struct db *db, struct school_event *event)
{
    bool found = false;
    enum fault fault = row_one_int(db, "SELECT class_id FROM lectures WHERE id = ?", DB_VALUES(I(event->lecture_id)),
                                   &found, &event->class_id);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_NOT_FOUND;
}
