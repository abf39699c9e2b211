/* SPDX-License-Identifier: MIT */
/* What happens in a lecture, sent to those who watch it; what a person is told, sent to their pages. */
#include <inttypes.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/live.h"
#include "api/shape.h"
#include "base/str.h"
#include "school/attendance/attendance.h"

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
    case SCHOOL_EVENT_RIGHTS:
        break;
    }
    return NULL;
}

/* A channel's name is its kind and a number. */
static bool channel_is(const char *channel, const char *kind, int64_t *ret_id)
{
    size_t size = strlen(kind);
    return strncmp(channel, kind, size) == 0 && channel[size] == ':' &&
           str_to_int(channel + size + 1, 1, INT64_MAX, ret_id);
}

static enum fault may_hear(struct school *school, const struct actor *actor, const char *channel)
{
    int64_t id;
    if (channel_is(channel, "user", &id))
        return id == actor->user_id ? FAULT_NONE : FAULT_NOT_FOUND;
    return channel_is(channel, "lecture", &id) ? attendance_may_watch(school, actor, id) : FAULT_NOT_FOUND;
}

/* The session is looked up anew, and each channel judged by what the person is now. */
static enum fault judge(struct school *school, const struct stream_holder *holder)
{
    struct actor actor;
    enum fault fault = session_still(school, holder->session_id, &actor);
    if (fault != FAULT_NONE)
        return fault;
    if (actor.user_id != holder->person_id)
        return FAULT_NOT_SIGNED_IN;
    for (size_t i = 0; i < holder->channel_count; i++) {
        fault = may_hear(school, &actor, holder->channels[i]);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static enum stream_right ask(void *context, const struct stream_holder *holder)
{
    enum fault fault = judge(context, holder);
    if (fault_is_trouble(fault))
        return STREAM_UNSURE;
    return fault == FAULT_NONE ? STREAM_ALLOWED : STREAM_REFUSED;
}

static void add_channel(struct stream_request *request, const char *kind, int64_t id)
{
    snprintf(request->holder.channels[request->holder.channel_count++], EVENTS_CHANNEL_SIZE, "%s:%" PRId64, kind, id);
}

unsigned live_reply(struct call *call, bool own, int64_t lecture_id)
{
    struct stream_request *request = arena_calloc(call->arena, 1, sizeof(*request));
    if (!request)
        return FAULT_INTERNAL;
    *request = (struct stream_request){
        .holder = {.person_id = call->actor.user_id, .session_id = call->actor.session_id},
        .ask = ask,
        .context = call->school,
        .last_id = message_header(call->message, "Last-Event-ID"),
    };
    if (own)
        add_channel(request, "user", call->actor.user_id);
    if (lecture_id) {
        enum fault fault = attendance_may_watch(call->school, &call->actor, lecture_id);
        if (fault != FAULT_NONE)
            return fault;
        add_channel(request, "lecture", lecture_id);
    }
    message_reply(call->message, 200, "text/event-stream", NULL, 0);
    call->message->stream = request;
    return FAULT_NONE;
}

static void channel_of(const struct school_event *event, char channel[static EVENTS_CHANNEL_SIZE])
{
    bool personal = event->kind == SCHOOL_EVENT_NOTIFICATION;
    snprintf(channel, EVENTS_CHANNEL_SIZE, personal ? "user:%" PRId64 : "lecture:%" PRId64,
             personal ? event->user_id : event->lecture_id);
}

bool api_wanted(void *context, const struct school_event *event)
{
    char channel[EVENTS_CHANNEL_SIZE];
    channel_of(event, channel);
    return event->kind == SCHOOL_EVENT_RIGHTS || events_wanted(context, channel);
}

void api_notify(void *context, const struct school_event *event)
{
    struct events *events = context;
    char channel[EVENTS_CHANNEL_SIZE];
    const char *name = NULL;

    if (event->kind == SCHOOL_EVENT_RIGHTS) {
        events_doubt(events);
        return;
    }
    channel_of(event, channel);
    if (!events_wanted(events, channel))
        return;
    json_t *document = event_document(event, &name);
    char *text = document ? json_dumps(document, JSON_COMPACT) : NULL;
    if (text)
        events_publish(events, channel, name, text);
    free(text);
    json_decref(document);
}
