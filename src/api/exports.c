/* SPDX-License-Identifier: MIT */
/* Files that leave beside the register (numbers.c): people, a classroom's plan and grades, the institution's marks. */
#include <stddef.h>

#include "api/office/shape_job.h"
#include "api/routes.h"
#include "base/str.h"
#include "school/numbers/sheets/file_marks.h"
#include "school/numbers/sheets/file_roster.h"
#include "school/numbers/sheets/files.h"
#include "school/people/account.h"

/* `form` (the usual one is CSV), `bom`, `heads` and `language`. */
static unsigned read_request(struct call *call, unsigned forms, const char *form_wrong, struct table_request *request)
{
    const char *form = message_query(call->message, "form");
    *request = (struct table_request){.form = TABLE_CSV, .language = message_query(call->message, "language")};
    if (form && !table_form_parse(form, forms, &request->form))
        return call_tell_field(call, &(struct json_error){"form", form_wrong});
    unsigned problem = call_flag(call, "bom", &request->mark);
    return problem != FAULT_NONE ? problem : call_heads(call, &request->fixed);
}

static unsigned reply(struct call *call, enum fault fault, const struct export_file *file)
{
    if (fault != FAULT_NONE)
        return fault;
    const char *name = arena_strdup(call->arena, file->name);
    return !name ? FAULT_INTERNAL : call_reply_file(call, file->type, name, file->bytes, file->size);
}

static unsigned class_plan(struct call *call)
{
    struct table_request request;
    struct export_file file;
    int64_t class_id;
    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = read_request(call, PLAN_FORMS, "must be csv, xlsx or moodle", &request);
    if (problem != FAULT_NONE)
        return problem;
    return reply(call, file_plan(call->school, &call->actor, class_id, &request, call->arena, &file), &file);
}

static unsigned class_grades(struct call *call)
{
    struct table_request request;
    struct export_file file;
    int64_t class_id;
    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = read_request(call, GRADES_FORMS, "must be csv, long or xlsx", &request);
    if (problem != FAULT_NONE)
        return problem;
    return reply(call, file_grades(call->school, &call->actor, class_id, &request, call->arena, &file), &file);
}

static unsigned people(struct call *call)
{
    struct account_filter filter = {.query = message_query(call->message, "query"),
                                    .role = message_query(call->message, "role")};
    const char *state = message_query(call->message, "state");
    struct table_request request;
    struct export_file file;
    unsigned problem = read_request(call, PEOPLE_FORMS, "must be csv or xlsx", &request);
    if (problem != FAULT_NONE)
        return problem;
    if (state && !account_which_parse(state, &filter.state))
        return call_tell_field(call, &(struct json_error){"state", "must be active, disabled, never, no_face, "
                                                                   "no_consent or unproven"});
    enum fault fault = file_people(call->school, &call->actor, &filter, &request, call->arena, &file);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "query";
    return reply(call, fault, &file);
}

static const struct json_field marks_fields[] = {
    {"from", JSON_FIELD_TIME, false, offsetof(struct file_marks_request, from), 0, 0},
    {"to", JSON_FIELD_TIME, false, offsetof(struct file_marks_request, before), 0, 0},
    {"term", JSON_FIELD_TEXT, false, offsetof(struct file_marks_request, term), 0, FILE_MARKS_WORD_MAX},
    {"department", JSON_FIELD_TEXT, false, offsetof(struct file_marks_request, department), 0, FILE_MARKS_WORD_MAX},
    {0},
};

static unsigned marks(struct call *call)
{
    struct file_marks_request request = {0};
    struct job job;
    unsigned problem = call_read(call, marks_fields, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = file_marks(call->school, &call->actor, &request, call->arena, &job);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 202, shape_job(&job));
}

static unsigned roster(struct call *call)
{
    struct job job;
    enum fault fault = file_roster(call->school, &call->actor, call->arena, &job);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 202, shape_job(&job));
}

/* clang-format off */
const struct api_route exports_routes[] = {
    {HTTP_GET, "/api/classroom/:classroom/export/lectures", CLASS_READER, class_plan, NO_BODY, true,
     .cost = 5, .summary = "A classroom's plan as a file, in the columns of the import of lectures",
     .query = "{form?:csv|xlsx|moodle,bom?:bool,heads?:own|fixed,language?:text}", .answer = "200 text/csv;"
               "200 application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {HTTP_GET, "/api/classroom/:classroom/export/grades", CLASS_READER, class_grades, NO_BODY, true,
     .cost = 10, .summary = "A classroom's grades as a file: students by assessments",
     .query = "{form?:csv|long|xlsx,bom?:bool,heads?:own|fixed,language?:text}", .answer = "200 text/csv;"
               "200 application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {HTTP_GET, "/api/admin/export/people", ADMINISTRATOR, people, NO_BODY, true,
     .cost = 20, .summary = "People as a file, in the columns of the import of people",
     .query = "{query?:text,role?:administrator|professor|student,"
              "state?:active|disabled|never|no_face|no_consent|unproven,form?:csv|xlsx,bom?:bool,heads?:own|fixed,"
              "language?:text}", .answer = "200 text/csv;"
               "200 application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {HTTP_POST, "/api/admin/export/marks", ADMINISTRATOR, marks, JSON_BODY, true,
     .cost = 20, .summary = "Have all marks of a range of days written into a file: a job",
     .fields = marks_fields,
     .example = "{\"from\":\"2026-09-01T00:00:00Z\",\"to\":\"2027-02-01T00:00:00Z\",\"term\":\"Autumn 2026\"}",
     .answer = "202 job"},
    {HTTP_POST, "/api/admin/export/roster", ADMINISTRATOR, roster, NO_BODY, true,
     .cost = 20, .summary = "Have the institution written into a OneRoster 1.2 archive: a job",
     .answer = "202 job"},
    {0},
};
/* clang-format on */
