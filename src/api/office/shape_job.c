/* SPDX-License-Identifier: MIT */
#include "api/office/shape_job.h"

#include "school/imports/import.h"

json_t *shape_cursor(int64_t next)
{
    return next != 0 ? json_integer(next) : json_null();
}

static json_t *shape_job_file(const struct job_file *file)
{
    if (!file->name)
        return json_null();
    return json_pack("{ss ss sI}", "name", file->name, "type", file->type, "size", (json_int_t)file->size);
}

static json_t *shape_job_counts(const struct job *job)
{
    json_t *counts = json_object();
    for (int outcome = 0; outcome < JOB_OUTCOME_COUNT; outcome++)
        json_object_set_new(counts, job_outcome_code((enum job_outcome)outcome), json_integer(job->rows[outcome]));
    return counts;
}

static json_t *shape_takes(const struct job *job)
{
    if (job->takes == 0)
        return json_null();
    return json_pack("{sI sI sb}", "places", (json_int_t)job->takes, "of", (json_int_t)job->takes_of, "confirm",
                     (int)import_asks(job));
}

json_t *shape_job(const struct job *job)
{
    // The job behind an import that was applied undoes it.
    bool applied = job->parent_id != 0;
    return json_pack("{sI ss ss so so so so so ss? ss? sI so so so so so so so so}", "id", (json_int_t)job->id, "kind",
                     job->kind, "state", job_state_code(job->state), "classroom_id", shape_cursor(job->class_id),
                     "dry_run", shape_cursor(job->parent_id), "applied_by", shape_cursor(applied ? 0 : job->applied_by),
                     "undone_by", shape_cursor(applied ? job->applied_by : 0), "undo_until",
                     shape_time(job->undo_until), "code", job->error, "detail", job->detail, "done",
                     (json_int_t)job->done, "total", shape_cursor(job->total), "rows", shape_job_counts(job), "input",
                     shape_job_file(&job->input), "output", shape_job_file(&job->output), "created_at",
                     shape_time(job->created_at), "updated_at", shape_time(job->updated_at), "finished_at",
                     shape_time(job->finished_at), "takes_away", shape_takes(job));
}
