/* SPDX-License-Identifier: MIT */
#include "school/common/event.h"

#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/school.h"

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

void event_rights(struct school *school)
{
    const struct school_event event = {.kind = SCHOOL_EVENT_RIGHTS, .at = school_now(school)};
    if (event_begin(school))
        event_end(school, &event);
}
