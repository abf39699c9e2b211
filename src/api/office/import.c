/* SPDX-License-Identifier: MIT */
/* Files of other systems: a dry run, then the same file for good. */
#include "school/imports/import.h"
#include "school/imports/undo/undo.h"

#include <string.h>

#include "api/office/shape_job.h"
#include "api/routes.h"
#include "base/str.h"

/* Whether the query says nothing that this format does not take. */
static unsigned check_options(struct call *call, const struct import_format *format)
{
    static const struct {
        enum import_option option;
        const char *name;
    } options[] = {{IMPORT_MAIL, "mail"}, {IMPORT_TIMEZONE, "timezone"}, {IMPORT_LECTURE, "lecture"}};
    for (size_t i = 0; i < ARRAY_LENGTH(options); i++)
        if (!(format->options & options[i].option) && message_query(call->message, options[i].name))
            return call_tell_field(call, &(struct json_error){options[i].name, "is nothing that this import takes"});
    return FAULT_NONE;
}

/* Starts the dry run of the body, in the format that the path names. */
static unsigned start(struct call *call, int64_t class_id, size_t param)
{
    const char *lecture = message_query(call->message, "lecture");
    const struct import_format *format = import_format_find(call->message->params[param]);
    struct job job;
    if (!format || format->of_classroom != (class_id != 0))
        return FAULT_NOT_FOUND;
    struct import_request request = {
        .format = format->word,
        .class_id = class_id,
        .timezone = message_query(call->message, "timezone"),
        .name = message_query(call->message, "name"),
        .bytes = call->message->body,
        .size = call->message->body_size,
    };
    unsigned problem = check_options(call, format);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_flag(call, "mail", &request.mail);
    if (problem != FAULT_NONE)
        return problem;
    if (lecture && !str_to_int(lecture, 1, INT64_MAX, &request.lecture_id))
        return call_tell_field(call, &(struct json_error){"lecture", "must be the id of a lecture"});
    enum fault fault = import_start(call->school, &call->actor, &request, call->arena, &job);
    return fault == FAULT_NONE ? call_reply(call, 202, shape_job(&job)) : fault;
}

static unsigned import_office(struct call *call)
{
    return start(call, 0, 0);
}

static unsigned import_classroom(struct call *call)
{
    int64_t class_id;
    return call_id(call, 0, &class_id) ? start(call, class_id, 1) : FAULT_NOT_FOUND;
}

static unsigned apply(struct call *call, int64_t class_id, size_t param)
{
    int64_t job_id, number = 0;
    struct job job;
    const char *confirm = message_query(call->message, "confirm");
    if (!call_id(call, param, &job_id))
        return FAULT_NOT_FOUND;
    if (confirm && (class_id != 0 || !str_to_int(confirm, 1, INT64_MAX, &number)))
        return call_tell_field(call, &(struct json_error){"confirm", "must be the number of places that would end"});
    enum fault fault = import_apply_confirmed(call->school, &call->actor, class_id, job_id, number, call->arena, &job);
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

static unsigned undo(struct call *call, int64_t class_id, size_t param)
{
    int64_t job_id;
    struct job job;
    if (!call_id(call, param, &job_id))
        return FAULT_NOT_FOUND;
    enum fault fault = import_undo(call->school, &call->actor, class_id, job_id, call->arena, &job);
    return fault != FAULT_NONE ? fault : call_reply(call, 202, shape_job(&job));
}

static unsigned import_undo_office(struct call *call)
{
    return undo(call, 0, 0);
}

static unsigned import_undo_classroom(struct call *call)
{
    int64_t class_id;
    return call_id(call, 0, &class_id) ? undo(call, class_id, 1) : FAULT_NOT_FOUND;
}

/* clang-format off */
const struct api_route import_routes[] = {
    {HTTP_POST, "/api/classroom/:classroom/imports/:class_import", CLASS_TEACHER, import_classroom, FILE_BODY, true,
     .summary = "Try an import into a classroom from a file: a dry run",
     .query = "{name?:text,lecture?:id}",
     .answer = "202 job"},
    {HTTP_POST, "/api/classroom/:classroom/imports/:dry_run/apply", CLASS_TEACHER, import_apply_classroom, NO_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Import what a dry run has tried",
     .answer = "202 job"},
    {HTTP_POST, "/api/admin/imports/:office_import", ADMINISTRATOR, import_office, FILE_BODY, true,
     .summary = "Try an import into the institution from a file: a dry run",
     .query = "{name?:text,mail?:bool,timezone?:text}",
     .answer = "202 job"},
    {HTTP_POST, "/api/admin/imports/:import/apply", ADMINISTRATOR, import_apply_roster, NO_BODY, true,
     .summary = "Import what a dry run has tried",
     .query = "{confirm?:int}",
     .answer = "202 job"},
    {HTTP_POST, "/api/classroom/:classroom/imports/:applied/undo", CLASS_TEACHER, import_undo_classroom, NO_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Take back a whole import, but for what was used or changed since",
     .answer = "202 job"},
    {HTTP_POST, "/api/admin/imports/:import/undo", ADMINISTRATOR, import_undo_office, NO_BODY, true,
     .summary = "Take back a whole import, but for what was used or changed since",
     .answer = "202 job"},
    {0},
};
/* clang-format on */
