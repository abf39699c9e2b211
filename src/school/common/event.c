/* SPDX-License-Identifier: MIT */
#include "school/common/event.h"

#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

bool event_begin(struct school *school)
{
    if (!school->config.notify)
        return false;
    pthread_mutex_lock(&school->notify_lock);
    return true;
}

void event_end(struct school *school, const struct school_event *event)
{
    if (event)
        school->config.notify(school->config.notify_context, event);
    pthread_mutex_unlock(&school->notify_lock);
}

enum fault event_lecture(struct db *db, struct school_event *event)
{
    bool found = false;
    enum fault fault = row_one_int(db, "SELECT class_id FROM lectures WHERE id = ?", DB_VALUES(I(event->lecture_id)),
                                   &found, &event->class_id);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_NOT_FOUND;
}

void event_notification(struct school *school, int64_t user_id, int64_t notification_id)
{
    const struct school_event event = {
        .kind = SCHOOL_EVENT_NOTIFICATION,
        .at = school_now(school),
        .user_id = user_id,
        .notification_id = notification_id,
    };
    if (event_begin(school))
        event_end(school, &event);
}
