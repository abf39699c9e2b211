/* SPDX-License-Identifier: MIT */
/* Files of other systems: a dry run, then the same file for good. */
#include "school/imports/import.h"

#include <string.h>

#include "api/routes.h"
#include "api/shape_job.h"
#include "base/str.h"

/* Starts the dry run of the body. */
static unsigned start(struct call *call, struct import_request *request)
{
    struct job job;
    request->name = message_query(call->message, "name");
    request->bytes = call->message->body;
    request->size = call->message->body_size;
    enum fault fault = import_start(call->school, &call->actor, request, call->arena, &job);
    return fault != FAULT_NONE ? fault : call_reply(call, 202, shape_job(&job));
}

/* The query parameter `mail`: yes or no (as without it). */
static unsigned read_mail(struct call *call, bool *ret_mail)
{
    const char *mail = message_query(call->message, "mail");
    if (mail != NULL && strcmp(mail, "yes") != 0 && strcmp(mail, "no") != 0)
        return call_tell_field(call, &(struct json_error){"mail", "must be yes or no"});
    *ret_mail = mail != NULL && strcmp(mail, "yes") == 0;
    return FAULT_NONE;
}

static unsigned import_users(struct call *call)
{
    struct import_request request = {.kind = IMPORT_USERS};
    unsigned problem = read_mail(call, &request.mail);
    return problem != FAULT_NONE ? problem : start(call, &request);
}

static unsigned import_roster(struct call *call)
{
    struct import_request request = {.kind = IMPORT_ROSTER, .timezone = message_query(call->message, "timezone")};
    unsigned problem = read_mail(call, &request.mail);
    return problem != FAULT_NONE ? problem : start(call, &request);
}

static unsigned import_marks(struct call *call)
{
    const char *lecture = message_query(call->message, "lecture");
    struct import_request request = {.kind = IMPORT_MARKS};
    if (!call_id(call, 0, &request.class_id))
        return FAULT_NOT_FOUND;
    if (lecture != NULL && !str_to_int(lecture, 1, INT64_MAX, &request.lecture_id))
        return call_tell_field(call, &(struct json_error){"lecture", "must be the id of a lecture"});
    return start(call, &request);
}

static unsigned import_lectures(struct call *call)
{
    struct import_request request = {.kind = IMPORT_LECTURES};
    if (!call_id(call, 0, &request.class_id))
        return FAULT_NOT_FOUND;
    return start(call, &request);
}

static unsigned apply(struct call *call, int64_t class_id, size_t param)
{
    int64_t job_id;
    struct job job;
    if (!call_id(call, param, &job_id))
        return FAULT_NOT_FOUND;
    enum fault fault = import_apply(call->school, &call->actor, class_id, job_id, call->arena, &job);
    return fault != FAULT_NONE ? fault : call_reply(call, 202, shape_job(&job));
}

static unsigned import_apply_roster(struct call *call)
{
    return apply(call, 0, 0);
}

static unsigned import_apply_classroom(struct call *call)
{
    int64_t class_id;
    return call_id(call, 0, &class_id) ? apply(call, class_id, 1) : FAULT_NOT_FOUND;
}

/* clang-format off */
const struct api_route import_routes[] = {
    {HTTP_POST, "/api/classroom/:classroom/imports/marks", CLASS_TEACHER, import_marks, FILE_BODY, true,
     .summary = "Try an import of marks from CSV: a dry run",
     .query = "{name?:text,lecture?:id}",
     .answer = "202 job"},
    {HTTP_POST, "/api/classroom/:classroom/imports/lectures", CLASS_TEACHER, import_lectures, FILE_BODY, true,
     .summary = "Try an import of lectures from CSV: a dry run",
     .query = "{name?:text}",
     .answer = "202 job"},
    {HTTP_POST, "/api/classroom/:classroom/imports/:dry_run/apply", CLASS_TEACHER, import_apply_classroom, NO_BODY, true,
     .step_up = true, .summary = "Import what a dry run has tried",
     .answer = "202 job"},
    {HTTP_POST, "/api/admin/imports/users", ADMINISTRATOR, import_users, FILE_BODY, true,
     .summary = "Try an import of people from CSV: a dry run",
     .query = "{name?:text,mail?:yes|no}",
     .answer = "202 job"},
    {HTTP_POST, "/api/admin/imports/roster", ADMINISTRATOR, import_roster, FILE_BODY, true,
     .summary = "Try an import of a OneRoster 1.2 archive: a dry run",
     .query = "{name?:text,mail?:yes|no,timezone?:text}",
     .answer = "202 job"},
    {HTTP_POST, "/api/admin/imports/:import/apply", ADMINISTRATOR, import_apply_roster, NO_BODY, true,
     .summary = "Import what a dry run has tried",
     .answer = "202 job"},
    {0},
};
/* clang-format on */
