/* SPDX-License-Identifier: MIT */
/* Calendars to subscribe to; and days off, with what they do to lectures that are planned already. */
#include "school/plan/calendar.h"

#include <stddef.h>
#include <string.h>

#include "api/office/shape_job.h"
#include "api/routes.h"
#include "api/shape.h"
#include "base/clock.h"
#include "school/common/zone.h"
#include "school/numbers/days.h"
#include "school/office/holiday_change.h"
#include "school/plan/holiday.h"

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
    return !path ? FAULT_INTERNAL : call_reply(call, 201, json_pack("{ss}", "path", path));
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

/* ---- one's days ---- */

static unsigned user_days(struct call *call)
{
    const char *from = message_query(call->message, "from");
    const char *to = message_query(call->message, "to");
    struct days days;
    int64_t begin, end;

    if (!from || !clock_parse(from, &begin))
        return call_tell_field(call, &(struct json_error){"from", "must be a time such as 2026-11-23T00:00:00Z"});
    if (!to || !clock_parse(to, &end))
        return call_tell_field(call, &(struct json_error){"to", "must be a time such as 2026-11-23T00:00:00Z"});
    enum fault fault = days_read(call->school, &call->actor, begin, end, call->arena, &days);
    if (fault == FAULT_TIME_INVALID)
        return call_tell_field(
            call,
            &(struct json_error){"to", arena_printf(call->arena, "must be after `from`, at most %d days", DAYS_MAX)});
    if (fault != FAULT_NONE)
        return fault;
    json_t *classrooms = json_array();
    for (size_t i = 0; i < days.classrooms.count; i++)
        shape_append(&classrooms, shape_classroom(&days.classrooms.classrooms[i]));
    return call_reply(call, 200,
                      json_pack("{so so so sb}", "server_time", shape_time(school_now(call->school)), "lectures",
                                shape_record_lectures(days.lectures, days.count), "classrooms", classrooms, "cut",
                                (int)days.cut));
}

/* ---- days off ---- */

static unsigned reply_holidays(struct call *call, const struct holiday_list *list)
{
    json_t *holidays = json_array();
    for (size_t i = 0; i < list->count; i++) {
        char date[ZONE_DATE_SIZE];
        zone_day_format(list->holidays[i].day, date);
        shape_append(&holidays, json_pack("{ss ss? ss}", "date", date, "name", list->holidays[i].name, "kind",
                                          holiday_kind_code(list->holidays[i].kind)));
    }
    return call_reply(call, 200, json_pack("{so}", "holidays", holidays));
}

static unsigned holidays_all(struct call *call)
{
    struct holiday_list list;
    enum fault fault = holiday_list(call->school, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_holidays(call, &list);
}

static unsigned holidays_of(struct call *call)
{
    struct holiday_list list;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = holiday_list_of(call->school, &call->actor, class_id, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_holidays(call, &list);
}

/* The days of the path, from its date on: of a classroom where it names one. A day that does not exist is no resource.
 */
static unsigned days_of_path(struct call *call, bool classroom, const char *until, struct holiday_request *ret_request)
{
    struct holiday_request request = {.dates = {call->message->params[classroom], until}};
    int64_t first, last;

    if (classroom && !call_id(call, 0, &request.class_id))
        return FAULT_NOT_FOUND;
    if (zone_day_parse(request.dates.date, &first) != FAULT_NONE)
        return FAULT_NOT_FOUND;
    if (holiday_dates_parse(&request.dates, &first, &last) != FAULT_NONE)
        return call_tell_field(
            call, &(struct json_error){message_query(call->message, "to") ? "to" : "until",
                                       arena_printf(call->arena, "must be a date from the first day to %d days on",
                                                    HOLIDAY_DAYS_MAX - 1)});
    *ret_request = request;
    return FAULT_NONE;
}

static unsigned days_of_query(struct call *call, bool classroom, struct holiday_request *ret_request)
{
    return days_of_path(call, classroom, message_query(call->message, "to"), ret_request);
}

static json_t *shape_holiday_lectures(const struct holiday_lecture *lectures, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        shape_append(&list, json_pack("{sI sI ss ss? so ss ss?}", "id", (json_int_t)lectures[i].id, "classroom_id",
                                      (json_int_t)lectures[i].class_id, "subject", lectures[i].subject, "title",
                                      lectures[i].title, "starts_at", shape_time(lectures[i].starts_at), "timezone",
                                      lectures[i].timezone, "holiday", lectures[i].name));
    return list;
}

static unsigned reply_plan(struct call *call, const struct holiday_request *request)
{
    struct holiday_plan plan;
    enum fault fault = holiday_plan_read(call->school, &call->actor, request, call->arena, &plan);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{so sI so sI sI}", "planned",
                                shape_holiday_lectures(plan.planned, plan.planned_listed), "planned_count",
                                (json_int_t)plan.planned_count, "taken",
                                shape_holiday_lectures(plan.taken, plan.taken_listed), "taken_count",
                                (json_int_t)plan.taken_count, "cancelled_count", (json_int_t)plan.cancelled_count));
}

static unsigned plan_reply(struct call *call, bool classroom)
{
    struct holiday_request request;
    unsigned problem = days_of_query(call, classroom, &request);
    return problem != FAULT_NONE ? problem : reply_plan(call, &request);
}

static unsigned holiday_lectures(struct call *call)
{
    return plan_reply(call, false);
}

static unsigned day_lectures(struct call *call)
{
    return plan_reply(call, true);
}

struct holiday_body {
    const char *name, *until;
    bool off;
};

static const struct json_field holiday_set_fields[] = {
    {"name", JSON_FIELD_TEXT, true, offsetof(struct holiday_body, name), 1, HOLIDAY_NAME_MAX},
    {"until", JSON_FIELD_TEXT, false, offsetof(struct holiday_body, until), 10, 10},
    {0},
};

static const struct json_field day_set_fields[] = {
    {"name", JSON_FIELD_TEXT, false, offsetof(struct holiday_body, name), 0, HOLIDAY_NAME_MAX},
    {"until", JSON_FIELD_TEXT, false, offsetof(struct holiday_body, until), 10, 10},
    {"off", JSON_FIELD_BOOL, true, offsetof(struct holiday_body, off), 0, 0},
    {0},
};

static unsigned days_set(struct call *call, bool classroom, const struct json_field *fields)
{
    struct holiday_body body = {0};
    struct holiday_request request;
    unsigned problem = call_read(call, fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    problem = days_of_path(call, classroom, body.until, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = classroom ? holiday_set_of(call->school, &call->actor, request.class_id, &request.dates,
                                                  body.off, body.name, call->arena)
                                 : holiday_set(call->school, &call->actor, &request.dates, body.name, call->arena);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "name";
    return fault != FAULT_NONE ? (unsigned)fault : reply_plan(call, &request);
}

static unsigned holiday_put(struct call *call)
{
    return days_set(call, false, holiday_set_fields);
}

static unsigned day_put(struct call *call)
{
    return days_set(call, true, day_set_fields);
}

static unsigned holiday_delete(struct call *call)
{
    struct holiday_request request;
    unsigned problem = days_of_query(call, false, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = holiday_remove(call->school, &call->actor, &request.dates);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned day_delete(struct call *call)
{
    struct holiday_request request;
    unsigned problem = days_of_query(call, true, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = holiday_forget_of(call->school, &call->actor, request.class_id, &request.dates);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static const struct json_field holiday_job_fields[] = {
    {"until", JSON_FIELD_TEXT, false, offsetof(struct holiday_body, until), 10, 10},
    {0},
};

static unsigned days_job(struct call *call, bool classroom, bool back)
{
    struct holiday_body body = {0};
    struct holiday_request request;
    struct job job;
    unsigned problem = call_read(call, holiday_job_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    problem = days_of_path(call, classroom, body.until, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = back ? holiday_restore(call->school, &call->actor, &request, call->arena, &job)
                            : holiday_cancel(call->school, &call->actor, &request, call->arena, &job);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 202, shape_job(&job));
}

static unsigned holiday_lectures_cancel(struct call *call)
{
    return days_job(call, false, false);
}

static unsigned holiday_lectures_restore(struct call *call)
{
    return days_job(call, false, true);
}

static unsigned day_lectures_cancel(struct call *call)
{
    return days_job(call, true, false);
}

static unsigned day_lectures_restore(struct call *call)
{
    return days_job(call, true, true);
}

const struct shape_words calendar_shapes[] = {
    {"holiday", "{date:date,name:text?,kind:institution|classroom|taught}"},
    {"holiday_lecture", "{id:id,classroom_id:id,subject:text,title:text?,starts_at:time,timezone:text,holiday:text?}"},
    {"holiday_plan", "{planned:[holiday_lecture],planned_count:int,taken:[holiday_lecture],taken_count:int,"
                     "cancelled_count:int}"},
    {0},
};

/* clang-format off */
const struct api_route calendar_routes[] = {
    {HTTP_GET, "/api/user/calendar", SIGNED_IN, calendar_link, NO_BODY, false,
     .summary = "Whether one has a secret calendar link", .answer = "200 {created_at:time?}"},
    {HTTP_POST, "/api/user/calendar", SIGNED_IN, calendar_make, JSON_BODY, true,
     .summary = "A new secret calendar link; the old one stops working", .fields = call_no_fields,
     .made = "/api/user/calendar", .answer = "201 {path:text}"},
    {HTTP_DELETE, "/api/user/calendar", SIGNED_IN, calendar_remove, NO_BODY, true,
     .summary = "Remove the secret calendar link", .answer = "204"},
    {HTTP_GET, "/api/user/days", SIGNED_IN, user_days, NO_BODY, false,
     .summary = "One's lectures of some days, with one's own marks: a calendar to look at",
     .query = "{from:time,to:time}",
     .answer = "200 {server_time:time,lectures:[lecture_mark],classrooms:[classroom],cut:bool}"},
    {HTTP_GET, "/api/calendar/:token", ANYONE, calendar_feed, NO_BODY, true,
     .summary = "The lectures of whoever made the link, as iCalendar", .answer = "200 text/calendar"},
    {HTTP_GET, "/api/classroom/:classroom/calendar", CLASS_ANYONE, calendar_classroom, NO_BODY, true,
     .summary = "The lectures of a classroom, as iCalendar", .answer = "200 text/calendar"},
    {HTTP_GET, "/api/user/holidays", SIGNED_IN, holidays_all, NO_BODY, false,
     .summary = "The institution's holidays", .answer = "200 {holidays:[holiday]}"},
    {HTTP_GET, "/api/classroom/:classroom/holidays", CLASS_ANYONE, holidays_of, NO_BODY, false,
     .summary = "The holidays as a classroom has them", .answer = "200 {holidays:[holiday]}"},
    {HTTP_PUT, "/api/classroom/:classroom/holidays/:date", CLASS_TEACHER, day_put, JSON_BODY, true,
     .summary = "Say that a classroom does not meet on days, or does on holidays", .fields = day_set_fields,
     .takes = "{off:bool,name?:text,until?:date}", .example = "{\"off\":true}", .answer = "200 holiday_plan"},
    {HTTP_DELETE, "/api/classroom/:classroom/holidays/:date", CLASS_TEACHER, day_delete, NO_BODY, true,
     .summary = "Leave days to the institution", .query = "{to?:date}", .answer = "204"},
    {HTTP_GET, "/api/classroom/:classroom/holidays/:date/lectures", CLASS_TEACHER, day_lectures, NO_BODY, false,
     .summary = "Which planned lectures lie on a classroom's days off", .query = "{to?:date}",
     .answer = "200 holiday_plan"},
    {HTTP_POST, "/api/classroom/:classroom/holidays/:date/cancel", CLASS_TEACHER, day_lectures_cancel, JSON_BODY, true,
     .summary = "Cancel the lectures on a classroom's days off", .fields = holiday_job_fields,
     .takes = "{until?:date}", .answer = "202 job"},
    {HTTP_POST, "/api/classroom/:classroom/holidays/:date/restore", CLASS_TEACHER, day_lectures_restore, JSON_BODY, true,
     .summary = "Bring back what days off cancelled in a classroom", .fields = holiday_job_fields,
     .takes = "{until?:date}", .answer = "202 job"},
    {HTTP_PUT, "/api/admin/holidays/:date", ADMINISTRATOR, holiday_put, JSON_BODY, true,
     .summary = "Set holidays of the institution", .fields = holiday_set_fields,
     .takes = "{name:text,until?:date}", .example = "{\"name\":\"New Year\"}", .answer = "200 holiday_plan"},
    {HTTP_DELETE, "/api/admin/holidays/:date", ADMINISTRATOR, holiday_delete, NO_BODY, true,
     .summary = "Take holidays away", .query = "{to?:date}", .answer = "204"},
    {HTTP_GET, "/api/admin/holidays/:date/lectures", ADMINISTRATOR, holiday_lectures, NO_BODY, false,
     .summary = "Which planned lectures lie on holidays", .query = "{to?:date}", .answer = "200 holiday_plan"},
    {HTTP_POST, "/api/admin/holidays/:date/cancel", ADMINISTRATOR, holiday_lectures_cancel, JSON_BODY, true,
     .summary = "Cancel the lectures on holidays", .fields = holiday_job_fields, .takes = "{until?:date}",
     .answer = "202 job"},
    {HTTP_POST, "/api/admin/holidays/:date/restore", ADMINISTRATOR, holiday_lectures_restore, JSON_BODY, true,
     .summary = "Bring back what holidays cancelled", .fields = holiday_job_fields, .takes = "{until?:date}",
     .answer = "202 job"},
    {0},
};
/* clang-format on */
