/* SPDX-License-Identifier: MIT */
/* What happens in a lecture, sent to those who watch it; what a person is told, sent to their pages. */
#include <inttypes.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/shape.h"

static json_t *event_document(const struct school_event *event, const char **ret_name)
{
    switch (event->kind) {
    case SCHOOL_EVENT_MARK:
        *ret_name = "mark";
        return json_pack("{so so}", "mark", shape_mark(event->mark), "counts", shape_counts(event->counts));
    case SCHOOL_EVENT_WINDOW:
        *ret_name = "window";
        return json_pack("{so}", "window", event->window ? shape_window(event->window) : json_null());
    case SCHOOL_EVENT_REFUSAL:
        *ret_name = "refusal";
        return json_pack("{so ss so}", "student", shape_person(event->student), "code", face_reason_code(event->reason),
                         "at", shape_time(event->at));
    case SCHOOL_EVENT_NOTIFICATION:
        *ret_name = "notification";
        return json_pack("{sI}", "id", (json_int_t)event->notification_id);
    }
    return NULL;
}

void api_notify(void *context, const struct school_event *event)
{
    struct events *events = context;
    char channel[EVENTS_CHANNEL_SIZE];
    const char *name = NULL;

    bool personal = event->kind == SCHOOL_EVENT_NOTIFICATION;
    snprintf(channel, sizeof(channel), personal ? "user:%" PRId64 : "lecture:%" PRId64,
             personal ? event->user_id : event->lecture_id);
    if (events_listeners(events, channel) == 0)
        return;
    json_t *document = event_document(event, &name);
    char *text = document ? json_dumps(document, JSON_COMPACT) : NULL;
    if (text)
        events_publish(events, channel, name, text);
    free(text);
    json_decref(document);
}
