/* SPDX-License-Identifier: MIT */
/* One's own jobs: how far they are, what became of each row of a file, what they have made. */
#include "school/jobs/job.h"

#include "api/routes.h"
#include "api/describe/schema.h"
#include "api/office/shape_job.h"
#include "school/imports/import.h"

static unsigned jobs_list(struct call *call)
{
    struct page page;
    struct job_list list;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = job_list(call->school, &call->actor, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *jobs = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&jobs, shape_job(&list.jobs[i]));
    return call_reply(call, 200, json_pack("{so so}", "jobs", jobs, "next", shape_cursor(list.next)));
}

static unsigned jobs_get(struct call *call)
{
    int64_t job_id;
    struct job job;
    if (!call_id(call, 0, &job_id))
        return FAULT_NOT_FOUND;
    enum fault fault = job_get(call->school, &call->actor, job_id, call->arena, &job);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, shape_job(&job));
}

static json_t *shape_row(struct call *call, const struct job_row *row)
{
    return json_pack("{ss? sI ss ss? ss ss ss? ss?}", "file", row->file, "row", (json_int_t)row->line, "outcome",
                     job_outcome_code(row->outcome), "code", row->reason, "sentence",
                     import_sentence(row->reason, call->arena), "subject", row->subject, "column", row->column, "cell",
                     row->cell);
}

static unsigned jobs_rows(struct call *call)
{
    const char *word = message_query(call->message, "outcome");
    enum job_outcome outcome = JOB_OUTCOME_COUNT;
    struct job_row_list list;
    struct page page;
    int64_t job_id;
    if (!call_id(call, 0, &job_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    if (word && !job_outcome_parse(word, &outcome))
        problem = call_tell_field(call, &(struct json_error){"outcome", "must be created, updated, unchanged, refused, "
                                                                        "ignored, noted, undone or kept"});
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = job_rows(call->school, &call->actor, job_id, outcome, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *rows = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&rows, shape_row(call, &list.rows[i]));
    return call_reply(call, 200, json_pack("{so so}", "rows", rows, "next", shape_cursor(list.next)));
}

static unsigned jobs_file(struct call *call)
{
    struct job_file file;
    const void *bytes;
    int64_t job_id;
    if (!call_id(call, 0, &job_id))
        return FAULT_NOT_FOUND;
    enum fault fault = job_output(call->school, &call->actor, job_id, call->arena, &file, &bytes);
    if (fault != FAULT_NONE)
        return fault;
    // For saving, whatever it is: the page knows its type from the job.
    return call_reply_file(call, "application/octet-stream", file.name, bytes, (size_t)file.size);
}

static unsigned jobs_cancel(struct call *call)
{
    int64_t job_id;
    struct job job;
    if (!call_id(call, 0, &job_id))
        return FAULT_NOT_FOUND;
    enum fault fault = job_cancel(call->school, &call->actor, job_id, call->arena, &job);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, shape_job(&job));
}

static unsigned jobs_of_all(struct call *call)
{
    const char *word = message_query(call->message, "state");
    enum job_state state = JOB_STATE_COUNT;
    struct office_job_list list;
    struct page page;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    if (word && !job_state_parse(word, &state))
        problem = call_tell_field(call, &(struct json_error){"state", "must be waiting, running, done, failed or "
                                                                      "cancelled"});
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = job_list_office(call->school, &call->actor, state, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *jobs = json_array();
    for (size_t i = 0; i < list.count; i++) {
        const struct job *job = &list.jobs[i].job;
        shape_append(&jobs, json_pack("{sI ss ss so ss? ss? sI so so so}", "id", (json_int_t)job->id, "kind", job->kind,
                                      "state", job_state_code(job->state), "owner", shape_person(&list.jobs[i].owner),
                                      "code", job->error, "detail", job->detail, "done", (json_int_t)job->done, "total",
                                      job->total ? json_integer(job->total) : json_null(), "created_at",
                                      shape_time(job->created_at), "finished_at", shape_time(job->finished_at)));
    }
    return call_reply(call, 200, json_pack("{so so}", "jobs", jobs, "next", shape_cursor(list.next)));
}

const struct shape_words job_shapes[] = {
    {"job",
     "{id:id,kind:text,state:waiting|running|done|failed|cancelled,classroom_id:id?,dry_run:id?,applied_by:id?,undone_"
     "by:id?,undo_until:time?,"
     "code:text?,detail:text?,done:int,total:int?,rows:job_counts,input:job_file?,output:job_file?,created_at:time,"
     "updated_at:time,finished_at:time?,takes_away:job_takes_away?}"},
    {"job_takes_away", "{places:int,of:int,confirm:bool}"},
    {"office_job", "{id:id,kind:text,state:waiting|running|done|failed|cancelled,owner:person,code:text?,detail:text?,"
                   "done:int,total:int?,created_at:time,finished_at:time?}"},
    {"job_counts", "{created:int,updated:int,unchanged:int,refused:int,ignored:int,noted:int,undone:int,kept:int}"},
    {"job_file", "{name:text,type:text,size:int}"},
    {"job_row",
     "{file:text?,row:int,outcome:created|updated|unchanged|refused|ignored|noted|undone|kept,code:text?,sentence:text,"
     "subject:text,column:text?,cell:text?}"},
    {0},
};

/* clang-format off */
const struct api_route job_routes[] = {
    {HTTP_GET, "/api/user/jobs", SIGNED_IN, jobs_list, NO_BODY, false,
     .summary = "Your jobs, newest first",
     .query = "{after?:id,limit?:int}",
     .answer = "200 {jobs:[job],next:id?}"},
    {HTTP_GET, "/api/user/jobs/:job", SIGNED_IN, jobs_get, NO_BODY, false,
     .summary = "One of your jobs",
     .answer = "200 job"},
    {HTTP_GET, "/api/user/jobs/:job/rows", SIGNED_IN, jobs_rows, NO_BODY, false,
     .summary = "What became, or would become, of each row of an imported file",
     .query = "{after?:id,limit?:int,outcome?:created|updated|unchanged|refused|ignored|noted|undone|kept}",
     .answer = "200 {rows:[job_row],next:id?}"},
    {HTTP_GET, "/api/user/jobs/:job/file", SIGNED_IN, jobs_file, NO_BODY, true,
     .summary = "The file that a job has made",
     .answer = "200 application/octet-stream"},
    {HTTP_POST, "/api/user/jobs/:job/cancel", SIGNED_IN, jobs_cancel, NO_BODY, true,
     .summary = "Stop a job",
     .answer = "200 job"},
    {HTTP_GET, "/api/admin/jobs", ADMINISTRATOR, jobs_of_all, NO_BODY, false,
     .summary = "Everybody's jobs, newest first: how far they are, not what they made",
     .query = "{state?:waiting|running|done|failed|cancelled,...page}",
     .answer = "200 {jobs:[office_job],next:int?}"},
    {0},
};
/* clang-format on */
