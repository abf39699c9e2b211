/* SPDX-License-Identifier: MIT */
#include "school/plan/calendar.h"

#include <string.h>

#include "api/routes.h"
#include "api/shape.h"

static const char type[] = "text/calendar; charset=utf-8";

static unsigned calendar_link(struct call *call)
{
    int64_t created_at;
    enum fault fault = calendar_link_get(call->school, &call->actor, &created_at);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{so}", "created_at", shape_time(created_at)));
}

static unsigned calendar_make(struct call *call)
{
    char token[SECRET_TOKEN_SIZE];
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = calendar_link_make(call->school, &call->actor, token);
    if (fault != FAULT_NONE)
        return fault;
    call->secret = true;
    const char *path = arena_printf(call->arena, "/api/calendar/%s", token);
    return path == NULL ? FAULT_INTERNAL : call_reply(call, 201, json_pack("{ss}", "path", path));
}

static unsigned calendar_remove(struct call *call)
{
    enum fault fault = calendar_link_remove(call->school, &call->actor);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned calendar_feed(struct call *call)
{
    const char *text;
    enum fault fault = calendar_read(call->school, call->message->params[0], call->arena, &text);
    if (fault != FAULT_NONE)
        return fault;
    message_reply(call->message, 200, type, text, strlen(text));
    return FAULT_NONE;
}

static unsigned calendar_classroom(struct call *call)
{
    const char *text;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = calendar_of_classroom(call->school, &call->actor, class_id, call->arena, &text);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply_file(call, type, "classroom.ics", text, strlen(text));
}

/* clang-format off */
const struct api_route calendar_routes[] = {
    {HTTP_GET, "/api/user/calendar", SIGNED_IN, calendar_link, NO_BODY, false,
     .summary = "Whether one has a secret calendar link", .answer = "200 {created_at:time?}"},
    {HTTP_POST, "/api/user/calendar", SIGNED_IN, calendar_make, JSON_BODY, true,
     .summary = "A new secret calendar link; the old one stops working", .fields = call_no_fields,
     .answer = "201 {path:text}"},
    {HTTP_DELETE, "/api/user/calendar", SIGNED_IN, calendar_remove, NO_BODY, true,
     .summary = "Remove the secret calendar link", .answer = "204"},
    {HTTP_GET, "/api/calendar/:token", ANYONE, calendar_feed, NO_BODY, true,
     .summary = "The lectures of whoever made the link, as iCalendar", .answer = "200 text/calendar"},
    {HTTP_GET, "/api/classroom/:classroom/calendar", CLASS_ANYONE, calendar_classroom, NO_BODY, true,
     .summary = "The lectures of a classroom, as iCalendar", .answer = "200 text/calendar"},
    {0},
};
/* clang-format on */
