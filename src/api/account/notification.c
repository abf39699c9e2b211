/* SPDX-License-Identifier: MIT */
#include "school/post/notification.h"

#include <inttypes.h>
#include <stddef.h>

#include "api/live.h"
#include "api/routes.h"
#include "api/describe/schema.h"
#include "api/shape.h"
#include "base/str.h"
#include "school/people/mail_test.h"
#include "school/post/mail.h"

static json_t *shape_notification(const struct notification *notification)
{
    return json_pack(
        "{sI ss so so so ss? ss? so ss? ss? so so sb}", "id", (json_int_t)notification->id, "kind", notification->kind,
        "classroom_id", shape_id(notification->class_id), "lecture_id", shape_id(notification->lecture_id),
        "subject_id", shape_id(notification->subject_id), "subject", notification->subject, "title",
        notification->title, "starts_at", shape_time(notification->starts_at), "timezone", notification->timezone,
        "text", notification->text, "about", notification->about.id ? shape_person(&notification->about) : json_null(),
        "created_at", shape_time(notification->created_at), "read", (int)notification->read);
}

static unsigned notification_index(struct call *call)
{
    struct notification_list list;
    struct page page;

    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    bool unread;
    problem = call_flag(call, "unread", &unread);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = notification_list(call->school, &call->actor, page, unread, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *items = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&items, shape_notification(&list.notifications[i]));
    return call_reply(call, 200,
                      json_pack("{so so sI}", "notifications", items, "next", shape_id(list.next), "unread",
                                (json_int_t)list.unread));
}

static unsigned reply_unread(struct call *call, int64_t notification_id, int64_t up_to)
{
    int64_t unread;
    enum fault fault = notification_read(call->school, &call->actor, notification_id, up_to, &unread);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, json_pack("{sI}", "unread", (json_int_t)unread));
}

struct up_to {
    int64_t up_to;
};

static const struct json_field notification_read_up_to_fields[] = {
    {"up_to", JSON_FIELD_INT, true, offsetof(struct up_to, up_to), 1, INT64_MAX},
    {0},
};

static unsigned notification_read_up_to(struct call *call)
{
    struct up_to body = {0};

    unsigned problem = call_read(call, notification_read_up_to_fields, &body);
    return problem != FAULT_NONE ? problem : reply_unread(call, 0, body.up_to);
}

static unsigned notification_read_one(struct call *call)
{
    int64_t notification_id;

    if (!call_id(call, 0, &notification_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, call_no_fields, NULL);
    return problem != FAULT_NONE ? problem : reply_unread(call, notification_id, 0);
}

static unsigned notification_events(struct call *call)
{
    int64_t lecture_id = 0;
    const char *lecture = message_query(call->message, "lecture");
    if (lecture && !str_to_int(lecture, 1, INT64_MAX, &lecture_id))
        return FAULT_NOT_FOUND;
    return live_reply(call, true, lecture_id);
}

/* ---- choices ---- */

static json_t *shape_minute(int64_t minute)
{
    return minute < 0 ? json_null() : json_sprintf("%02d:%02d", (int)(minute / 60), (int)(minute % 60));
}

static unsigned reply_choices(struct call *call)
{
    struct notification_choices choices;

    enum fault fault = notification_choices(call->school, &call->actor, call->arena, &choices);
    if (fault != FAULT_NONE)
        return fault;
    json_t *kinds = json_array();
    for (size_t i = 0; i < NOTIFY_KIND_COUNT; i++)
        if (choices.concerns[i])
            shape_append(&kinds,
                         json_pack("{ss sb ss sb}", "kind", notification_kind_code((enum notification_kind)i), "app",
                                   (int)choices.kinds[i].app, "email", notification_email_code(choices.kinds[i].email),
                                   "push", (int)choices.kinds[i].push));
    return call_reply(call, 200,
                      json_pack("{so sb ss so so so}", "kinds", kinds, "points", (int)choices.points, "timezone",
                                choices.timezone, "quiet_from", shape_minute(choices.quiet_from), "quiet_to",
                                shape_minute(choices.quiet_to), "digest_at", shape_minute(choices.digest_at)));
}

static unsigned notification_chosen(struct call *call)
{
    return reply_choices(call);
}

/* "07:30" -> 450; NULL and "" -> -1. False on anything else. */
static bool read_minute(const char *text, int64_t *ret_minute)
{
    if (!text || *text == '\0') {
        *ret_minute = -1;
        return true;
    }
    for (size_t i = 0; i < 5; i++)
        if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
            return false;
    int64_t hour = (text[0] - '0') * 10 + text[1] - '0';
    int64_t minute = (text[3] - '0') * 10 + text[4] - '0';
    if (text[5] != '\0' || hour > 23 || minute > 59)
        return false;
    *ret_minute = hour * 60 + minute;
    return true;
}

struct choice_body {
    const char *kind, *email;
    bool app, push;
};

/* The list "kinds": those that are not named keep what was chosen before. */
static unsigned read_kinds(struct call *call, const json_t *kinds, struct notification_choices *choices)
{
    static const struct json_field fields[] = {
        {"kind", JSON_FIELD_TEXT, true, offsetof(struct choice_body, kind), 1, 32},
        {"app", JSON_FIELD_BOOL, true, offsetof(struct choice_body, app), 0, 0},
        {"email", JSON_FIELD_TEXT, true, offsetof(struct choice_body, email), 1, 8},
        {"push", JSON_FIELD_BOOL, false, offsetof(struct choice_body, push), 0, 0},
        {0},
    };
    if (kinds && (!json_is_array(kinds) || json_array_size(kinds) > NOTIFY_KIND_COUNT))
        return call_tell_field(call, &(struct json_error){"kinds", "must be a list of choices, each kind once"});
    for (size_t i = 0; kinds && i < json_array_size(kinds); i++) {
        struct choice_body body = {0};
        struct json_error error;
        enum notification_kind kind;
        enum notification_email email;
        if (!json_is_object(json_array_get(kinds, i)))
            return call_tell_field(call, &(struct json_error){"kinds", "must be a list of choices, each kind once"});
        if (!json_read_object(call->message, json_array_get(kinds, i), fields, &body, &error))
            return call_tell_field(call, &error);
        if (!notification_kind_parse(body.kind, &kind))
            return call_tell_field(call, &(struct json_error){"kind", "is none that this server knows"});
        if (!notification_email_parse(body.email, &email))
            return call_tell_field(call, &(struct json_error){"email", "must be off, now or digest"});
        // Clients of an earlier version do not name it: it stays.
        bool push = json_object_get(json_array_get(kinds, i), "push") ? body.push : choices->kinds[kind].push;
        choices->kinds[kind] = (struct notification_choice){body.app, email, push};
    }
    return FAULT_NONE;
}

struct hours_body {
    bool points;
    const char *timezone, *quiet_from, *quiet_to, *digest_at;
};

static const struct json_field notification_choose_fields[] = {
    {"points", JSON_FIELD_BOOL, false, offsetof(struct hours_body, points), 0, 0},
    {"timezone", JSON_FIELD_TEXT, false, offsetof(struct hours_body, timezone), 1, 64},
    {"quiet_from", JSON_FIELD_TEXT, false, offsetof(struct hours_body, quiet_from), 0, 5},
    {"quiet_to", JSON_FIELD_TEXT, false, offsetof(struct hours_body, quiet_to), 0, 5},
    {"digest_at", JSON_FIELD_TEXT, false, offsetof(struct hours_body, digest_at), 5, 5},
    {0},
};

static unsigned read_choices(struct call *call, json_t *document, struct notification_choices *choices)
{
    struct hours_body body = {.points = choices->points};
    struct json_error error;

    unsigned problem = read_kinds(call, json_object_get(document, "kinds"), choices);
    if (problem != FAULT_NONE)
        return problem;
    json_object_del(document, "kinds");
    if (!json_read_object(call->message, document, notification_choose_fields, &body, &error))
        return call_tell_field(call, &error);
    choices->points = body.points;
    if (body.timezone)
        choices->timezone = body.timezone;
    if (body.quiet_from && !read_minute(body.quiet_from, &choices->quiet_from))
        return call_tell_field(call, &(struct json_error){"quiet_from", "must be a time such as 22:00, or empty"});
    if (body.quiet_to && !read_minute(body.quiet_to, &choices->quiet_to))
        return call_tell_field(call, &(struct json_error){"quiet_to", "must be a time such as 07:00, or empty"});
    if (body.digest_at && !read_minute(body.digest_at, &choices->digest_at))
        return call_tell_field(call, &(struct json_error){"digest_at", "must be a time such as 18:00"});
    return FAULT_NONE;
}

static unsigned notification_choose_put(struct call *call)
{
    struct notification_choices choices;

    enum fault fault = notification_choices(call->school, &call->actor, call->arena, &choices);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_choices(call, document, &choices);
    if (problem != FAULT_NONE)
        return problem;
    problem = notification_choose(call->school, &call->actor, &choices);
    if (problem == FAULT_MINUTES_INVALID) {
        call->more.field = "quiet_from";
        call->more.detail = "The quiet hours need a beginning and an end, and these must differ.";
    }
    return problem != FAULT_NONE ? problem : reply_choices(call);
}

/* ---- the outbox ---- */

static unsigned notification_mails(struct call *call)
{
    struct mail_list list;
    struct page page;

    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = mail_list(call->school, &call->actor, page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *mails = json_array();
    for (size_t i = 0; i < list.count; i++) {
        const struct mail_entry *mail = &list.mails[i];
        shape_append(&mails,
                     json_pack("{sI ss ss so so so sI ss? sb}", "id", (json_int_t)mail->id, "to", mail->to, "subject",
                               mail->subject, "created_at", shape_time(mail->created_at), "next_try_at",
                               shape_time(mail->next_try_at), "sent_at", shape_time(mail->sent_at), "tries",
                               (json_int_t)mail->tries, "error", mail->error, "filed", (int)mail->filed));
    }
    return call_reply(call, 200,
                      json_pack("{so so sI sI}", "mails", mails, "next", shape_id(list.next), "waiting",
                                (json_int_t)list.waiting, "failed", (json_int_t)list.failed));
}

static unsigned notification_mail_test(struct call *call)
{
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = mail_test(call->school, &call->actor);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

const struct shape_words notification_shapes[] = {
    {"notification",
     "{id:id,kind:notification_kind,classroom_id:id?,lecture_id:id?,subject_id:id?,subject:text?,title:text?,"
     "starts_at:time?,timezone:text?,text:text?,about:person?,created_at:time,read:bool}"},
    {"notification_choices", "{kinds:[{kind:notification_kind,app:bool,email:off|now|digest,push:bool}],points:bool,"
                             "timezone:text,quiet_from:text?,"
                             "quiet_to:text?,digest_at:text}"},
    {"mail",
     "{id:id,to:email,subject:text,created_at:time,next_try_at:time?,sent_at:time?,tries:int,error:text?,filed:bool}"},
    {0},
};

/* clang-format off */
const struct api_route notification_routes[] = {
    {HTTP_GET, "/api/user/notifications", SIGNED_IN, notification_index, NO_BODY, false,
     .summary = "What one was told, newest first",
     .query = "{unread?:bool,after?:id,limit?:int}",
     .answer = "200 {notifications:[notification],next:id?,unread:int}"},
    {HTTP_POST, "/api/user/notifications/seen", SIGNED_IN, notification_read_up_to, JSON_BODY, true,
     .summary = "Mark all up to one as read",
     .fields = notification_read_up_to_fields, .example = "{\"up_to\":1}",
     .answer = "200 {unread:int}"},
    {HTTP_POST, "/api/user/notifications/:notification/read", SIGNED_IN, notification_read_one, JSON_BODY, true,
     .summary = "Mark one as read",
     .fields = call_no_fields,
     .answer = "200 {unread:int}"},
    {HTTP_GET, "/api/user/events", SIGNED_IN, notification_events, NO_BODY, false,
     .summary = "One's own events as a stream: that there is something new to read; and a lecture's in the same one",
     .query = "{lecture?:id}",
     .answer = "200 text/event-stream"},
    {HTTP_GET, "/api/user/notification-choices", SIGNED_IN, notification_chosen, NO_BODY, false,
     .summary = "What one can be told, how, and when not",
     .answer = "200 notification_choices"},
    {HTTP_PUT, "/api/user/notification-choices", SIGNED_IN, notification_choose_put, JSON_BODY, true,
     .summary = "Choose what one is told, how, and when not",
     .fields = notification_choose_fields,
     .takes = "{kinds?:[{kind:notification_kind,app:bool,email:off|now|digest,push?:bool}]}",
     .example = "{\"kinds\":[{\"kind\":\"board_item\",\"app\":true,\"email\":\"digest\",\"push\":true}],\"timezone\":\"Europe/Berlin\","
                "\"quiet_from\":\"22:00\",\"quiet_to\":\"07:00\",\"digest_at\":\"18:00\"}",
     .answer = "200 notification_choices"},
    {HTTP_GET, "/api/admin/mails", ADMINISTRATOR, notification_mails, NO_BODY, false,
     .summary = "The outbox: what was sent, what waits, what failed and why",
     .query = "{after?:id,limit?:int}",
     .answer = "200 {mails:[mail],next:id?,waiting:int,failed:int}"},
    {HTTP_POST, "/api/admin/mails/test", ADMINISTRATOR, notification_mail_test, JSON_BODY, true,
     .summary = "Send oneself a mail to see that it arrives",
     .fields = call_no_fields,
     .answer = "204"},
    {0},
};
/* clang-format on */
