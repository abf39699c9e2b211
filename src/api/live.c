/* SPDX-License-Identifier: MIT */
/* What happens in a lecture, sent to those who watch it. */
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
        return json_pack("{so}", "window", shape_window(event->window));
    case SCHOOL_EVENT_REFUSAL:
        *ret_name = "refusal";
        return json_pack("{so ss so}", "student", shape_person(event->student), "code", face_reason_code(event->reason),
                         "at", shape_time(event->at));
    }
    return NULL;
}

void api_notify(void *context, const struct school_event *event)
{
    struct events *events = context;
    char channel[EVENTS_CHANNEL_SIZE];
    const char *name = NULL;

    snprintf(channel, sizeof(channel), "lecture:%" PRId64, event->lecture_id);
    if (events_listeners(events, channel) == 0)
        return;
    json_t *document = event_document(event, &name);
    char *text = document != NULL ? json_dumps(document, JSON_COMPACT) : NULL;
    if (text != NULL)
        events_publish(events, channel, name, text);
    free(text);
    json_decref(document);
}
