/* SPDX-License-Identifier: MIT */
/* The plan of a classroom: series and changed lectures; and its status set. Days off: calendar.c. */
#include <stddef.h>
#include <string.h>

#include "api/lists.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/plan/joint.h"
#include "school/plan/series.h"
#include "school/marks/status_set.h"
#include "school/common/zone.h"

enum { WORD_SIZE = 16 };

/* ---- series ---- */

static const struct json_field plan_series_fields[] = {
    {"title", JSON_FIELD_TEXT, false, offsetof(struct series_request, title), 0, LECTURE_TITLE_MAX},
    {"room", JSON_FIELD_TEXT, false, offsetof(struct series_request, room), 0, LECTURE_ROOM_MAX},
    {"from", JSON_FIELD_TEXT, true, offsetof(struct series_request, from), 5, 5},
    {"to", JSON_FIELD_TEXT, true, offsetof(struct series_request, to), 5, 5},
    {"first_date", JSON_FIELD_TEXT, true, offsetof(struct series_request, first_date), 10, 10},
    {"last_date", JSON_FIELD_TEXT, true, offsetof(struct series_request, last_date), 10, 10},
    {"every_weeks", JSON_FIELD_INT, false, offsetof(struct series_request, every_weeks), 1, SERIES_WEEKS_MAX},
    {0},
};

static unsigned series_request_read(struct call *call, struct series_request *request)
{
    struct body_list lists[] = {{"weekdays", 7, NULL},
                                {"exceptions", SERIES_EXCEPTIONS_MAX, NULL},
                                {"groups", GROUPS_PER_LECTURE_MAX, NULL},
                                {0}};
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = lists_read(call, plan_series_fields, request, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = lists_texts(call, &lists[0], 2, &request->weekdays, &request->weekday_count);
    if (problem != FAULT_NONE)
        return problem;
    problem = lists_texts(call, &lists[1], ZONE_DATE_SIZE - 1, &request->exceptions, &request->exception_count);
    if (problem != FAULT_NONE)
        return problem;
    problem = lists_ids(call, &lists[2], &request->groups.groups, &request->groups.count, &request->groups.given);
    return problem;
}

static unsigned plan_series(struct call *call)
{
    struct series_request request = {.every_weeks = 1};
    struct series_result result;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = series_request_read(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = series_create(call->school, &call->actor, class_id, &request, call->arena, &result);
    if (fault == FAULT_TIME_INVALID)
        call->more.field = "from";
    if (fault == FAULT_CHOICE_UNKNOWN)
        call->more.field = "weekdays";
    if (fault != FAULT_NONE)
        return fault;
    json_t *left_out = json_array();
    for (size_t i = 0; i < result.left_out_count; i++)
        shape_append(&left_out, json_string(result.left_out[i]));
    return call_reply(call, 201,
                      json_pack("{sI so so}", "series_id", (json_int_t)result.id, "lectures",
                                shape_lectures(result.lectures.lectures, result.lectures.count), "left_out", left_out));
}

/* ---- lectures ---- */

static const struct json_field plan_edit_fields[] = {
    {"title", JSON_FIELD_TEXT, false, offsetof(struct lecture_change, title), 0, LECTURE_TITLE_MAX},
    {"room", JSON_FIELD_TEXT, false, offsetof(struct lecture_change, room), 0, LECTURE_ROOM_MAX},
    {"starts_at", JSON_FIELD_TIME, false, offsetof(struct lecture_change, starts_at), 0, 0},
    {"ends_at", JSON_FIELD_TIME, false, offsetof(struct lecture_change, ends_at), 0, 0},
    {"auto_open", JSON_FIELD_TEXT, false, offsetof(struct lecture_change, auto_open), 1, WORD_SIZE},
    {"auto_open_minutes", JSON_FIELD_INT, false, offsetof(struct lecture_change, auto_open_minutes), AUTO_OPEN_EARLIEST,
     AUTO_OPEN_LATEST},
    {"following", JSON_FIELD_BOOL, false, offsetof(struct lecture_change, following), 0, 0},
    {0},
};

static unsigned reply_lecture(struct call *call, const struct lecture *lecture)
{
    call_tag(call, lecture->version);
    return call_reply(call, 200, shape_lecture(lecture));
}

static unsigned plan_edit(struct call *call)
{
    struct lecture_change change = lecture_no_change();
    struct lecture lecture;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    struct body_list lists[] = {{"groups", GROUPS_PER_LECTURE_MAX, NULL}, {0}};
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = lists_read(call, plan_edit_fields, &change, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = lists_ids(call, &lists[0], &change.groups.groups, &change.groups.count, &change.groups.given);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &change.version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = lecture_edit(call->school, &call->actor, lecture_id, &change, call->arena, &lecture);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "title";
    if (fault == FAULT_CHOICE_UNKNOWN)
        call->more.field = "auto_open";
    return fault != FAULT_NONE ? (unsigned)fault : reply_lecture(call, &lecture);
}

static const struct json_field plan_cancel_fields[] = {
    {"reason", JSON_FIELD_TEXT, false, offsetof(struct lecture_cancel, reason), 0, LECTURE_REASON_MAX},
    {"following", JSON_FIELD_BOOL, false, offsetof(struct lecture_cancel, following), 0, 0},
    {0},
};

static unsigned cancel_or_restore(struct call *call, bool back)
{
    struct lecture_cancel request = {0};
    struct lecture lecture;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, plan_cancel_fields, &request);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &request.version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = back ? lecture_restore(call->school, &call->actor, lecture_id, &request, call->arena, &lecture)
                            : lecture_cancel(call->school, &call->actor, lecture_id, &request, call->arena, &lecture);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "reason";
    return fault != FAULT_NONE ? (unsigned)fault : reply_lecture(call, &lecture);
}

static unsigned plan_cancel(struct call *call)
{
    return cancel_or_restore(call, false);
}

static unsigned plan_restore(struct call *call)
{
    return cancel_or_restore(call, true);
}

/* ---- held together ---- */

static const struct json_field plan_joint_fields[] = {
    {"classroom_id", JSON_FIELD_INT, true, offsetof(struct joint_request, class_id), 1, INT64_MAX},
    {"following", JSON_FIELD_BOOL, false, offsetof(struct joint_request, following), 0, 0},
    {0},
};

static unsigned plan_joint(struct call *call)
{
    struct joint_request request = {0};
    struct lecture lecture;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, plan_joint_fields, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = joint_add(call->school, &call->actor, lecture_id, &request, call->arena, &lecture);
    return fault != FAULT_NONE ? (unsigned)fault : reply_lecture(call, &lecture);
}

struct apart_body {
    bool following;
};

static const struct json_field plan_apart_fields[] = {
    {"following", JSON_FIELD_BOOL, false, offsetof(struct apart_body, following), 0, 0},
    {0},
};

static unsigned plan_apart(struct call *call)
{
    struct apart_body body = {0};
    struct lecture lecture;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, plan_apart_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = joint_leave(call->school, &call->actor, lecture_id, body.following, call->arena, &lecture);
    return fault != FAULT_NONE ? (unsigned)fault : reply_lecture(call, &lecture);
}

/* ---- the status set ---- */

static unsigned reply_set(struct call *call, const struct status_set *set)
{
    call_tag(call, set->version);
    return call_reply(call, 200,
                      json_pack("{so sI}", "statuses", shape_statuses(set), "version", (json_int_t)set->version));
}

static unsigned plan_statuses(struct call *call)
{
    struct status_set set;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = status_set_get(call->school, &call->actor, class_id, call->arena, &set);
    return fault != FAULT_NONE ? (unsigned)fault : reply_set(call, &set);
}

struct status_body {
    const char *status, *letter, *name, *counts, *colour;
    int64_t points;
    bool in_room, retired;
};

static const struct json_field plan_status_fields[] = {
    {"status", JSON_FIELD_TEXT, false, offsetof(struct status_body, status), 1, 4},
    {"letter", JSON_FIELD_TEXT, true, offsetof(struct status_body, letter), 1, STATUS_LETTER_MAX},
    {"name", JSON_FIELD_TEXT, true, offsetof(struct status_body, name), 1, STATUS_NAME_MAX},
    {"points", JSON_FIELD_INT, true, offsetof(struct status_body, points), 0, STATUS_POINTS_MAX},
    {"counts", JSON_FIELD_TEXT, true, offsetof(struct status_body, counts), 1, WORD_SIZE},
    {"colour", JSON_FIELD_TEXT, true, offsetof(struct status_body, colour), 1, WORD_SIZE},
    {"in_room", JSON_FIELD_BOOL, true, offsetof(struct status_body, in_room), 0, 0},
    {"retired", JSON_FIELD_BOOL, false, offsetof(struct status_body, retired), 0, 0},
    {0},
};

/* Without a status it is a new one. */
static unsigned status_read(struct call *call, const json_t *item, struct status_set *set)
{
    struct status_body body = {0};
    struct json_error error;

    if (!json_read_object(call->message, item, plan_status_fields, &body, &error)) {
        if (!error.field)
            error.field = "statuses";
        return call_tell_field(call, &error);
    }
    struct status_line line = {.letter = body.letter,
                               .name = body.name,
                               .points = body.points,
                               .in_room = body.in_room,
                               .retired = body.retired};
    if (body.status && !mark_status_parse(body.status, &line.status))
        return FAULT_STATUS_SET_INVALID;
    call->more.field = "counts";
    if (!mark_counts_parse(body.counts, &line.counts))
        return FAULT_CHOICE_UNKNOWN;
    call->more.field = "colour";
    if (!status_colour_parse(body.colour, &line.colour))
        return FAULT_CHOICE_UNKNOWN;
    call->more.field = NULL;
    set->lines[set->count++] = line;
    return FAULT_NONE;
}

static unsigned plan_statuses_put(struct call *call)
{
    struct body_list lists[] = {{"statuses", MARK_STATUS_COUNT, NULL}, {0}};
    struct status_set set = {0};
    CLOSES(json_decrefp) json_t *document = NULL;
    int64_t class_id;
    char nothing = 0;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = lists_read(call, call_no_fields, &nothing, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    size_t count = lists[0].items ? json_array_size(lists[0].items) : 0;
    if (count > MARK_STATUS_COUNT)
        problem = FAULT_STATUSES_TOO_MANY;
    for (size_t i = 0; problem == FAULT_NONE && i < count; i++)
        problem = status_read(call, json_array_get(lists[0].items, i), &set);
    json_decrefp(&document);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &set.version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = status_set_change(call->school, &call->actor, class_id, &set, call->arena, &set);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "statuses";
    return fault != FAULT_NONE ? (unsigned)fault : reply_set(call, &set);
}

const struct shape_words plan_shapes[] = {
    {"status_new", "{status?:text,letter:text,name:text,points:int,counts:attended|ignored|missed,"
                   "colour:green|amber|blue|red|teal|violet|pink|grey,in_room:bool,retired?:bool}"},
    {0},
};

/* clang-format off */
const struct api_route plan_routes[] = {
    {HTTP_POST, "/api/classroom/:classroom/series", CLASS_TEACHER, plan_series, JSON_BODY, true,
     .summary = "Plan weekly lectures", .fields = plan_series_fields,
     .takes = "{title?:text,room?:text,weekdays:[MO|TU|WE|TH|FR|SA|SU],from:text,to:text,first_date:date,"
              "last_date:date,every_weeks?:int,exceptions?:[date],groups?:[id]}",
     .example = "{\"weekdays\":[\"MO\"],\"from\":\"09:15\",\"to\":\"10:45\",\"first_date\":\"2026-11-30\","
                "\"last_date\":\"2026-12-14\"}",
     .made = "/api/classroom/:classroom", .answer = "201 {series_id:id,lectures:[lecture],left_out:[date]}"},
    {HTTP_PATCH, "/api/attendance/:lecture", CLASS_TEACHER, plan_edit, JSON_BODY, true,
     .summary = "Change or move a lecture", .fields = plan_edit_fields,
     .takes = "{title?:text,room?:text,starts_at?:time,ends_at?:time,auto_open?:text,auto_open_minutes?:int,"
              "following?:bool,groups?:[id]}",
     .example = "{\"room\":\"B7\"}", .headers = "{If-Match?:text}", .answer = "200 lecture"},
    {HTTP_POST, "/api/attendance/:lecture/cancel", CLASS_TEACHER, plan_cancel, JSON_BODY, true,
     .summary = "Cancel a lecture", .fields = plan_cancel_fields,
     .example = "{\"reason\":\"Flu\"}", .headers = "{If-Match?:text}", .answer = "200 lecture"},
    {HTTP_POST, "/api/attendance/:lecture/restore", CLASS_TEACHER, plan_restore, JSON_BODY, true,
     .summary = "Bring a cancelled lecture back", .fields = plan_cancel_fields,
     .example = "{\"reason\":\"Flu\"}", .headers = "{If-Match?:text}", .answer = "200 lecture"},
    {HTTP_POST, "/api/attendance/:lecture/joint", CLASS_TEACHER, plan_joint, JSON_BODY, true,
     .summary = "Hold a lecture together with another classroom", .fields = plan_joint_fields,
     .takes = "{classroom_id:id,following?:bool}", .example = "{\"classroom_id\":1}", .answer = "200 lecture"},
    {HTTP_POST, "/api/attendance/:lecture/apart", CLASS_TEACHER, plan_apart, JSON_BODY, true,
     .summary = "Hold it for its classroom alone again", .fields = plan_apart_fields, .example = "{}",
     .answer = "200 lecture"},
    {HTTP_GET, "/api/classroom/:classroom/statuses", CLASS_ANYONE, plan_statuses, NO_BODY, false,
     .summary = "How a classroom names and counts its marks", .answer = "200 {statuses:[status_line],version:int}"},
    {HTTP_PUT, "/api/classroom/:classroom/statuses", CLASS_TEACHER, plan_statuses_put, LIST_BODY, true,
     .summary = "Change how a classroom names and counts its marks", .takes = "{statuses:[status_new]}",
     .headers = "{If-Match?:text}",
     .example = "{\"statuses\":["
                "{\"status\":\"P\",\"letter\":\"P\",\"name\":\"Present\",\"points\":200,\"counts\":\"attended\","
                "\"colour\":\"green\",\"in_room\":true},"
                "{\"status\":\"L\",\"letter\":\"L\",\"name\":\"Late\",\"points\":100,\"counts\":\"attended\","
                "\"colour\":\"amber\",\"in_room\":true},"
                "{\"status\":\"E\",\"letter\":\"E\",\"name\":\"Excused\",\"points\":100,\"counts\":\"attended\","
                "\"colour\":\"violet\",\"in_room\":false},"
                "{\"status\":\"A\",\"letter\":\"A\",\"name\":\"Absent\",\"points\":0,\"counts\":\"missed\","
                "\"colour\":\"red\",\"in_room\":false}]}",
     .answer = "200 {statuses:[status_line],version:int}"},
    {0},
};
/* clang-format on */
