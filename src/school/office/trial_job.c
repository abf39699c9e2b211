/* SPDX-License-Identifier: MIT */
#include "school/office/trial_job.h"

#include <stdlib.h>

#include "school/common/fault.h"
#include "school/faces/trial/trial_run_inside.h"
#include "school/jobs/job_work.h"
#include "school/school.h"

enum fault trial_job_start(struct school *school, const struct actor *actor, struct arena *arena, struct job *ret_job)
{
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    return job_start(school, actor, &(struct job_request){.kind = "trial", .request = ""}, arena, ret_job);
}

static enum fault run(struct job_work *work, struct trial_count *count)
{
    enum fault fault = trial_count(work->school, count);
    if (fault == FAULT_NOT_FOUND)
        return job_refuse(work, fault, "trial_empty", "No trial goes on.");
    if (fault != FAULT_NONE)
        return fault;
    if (count->division.people == 0)
        return job_refuse(work, FAULT_NOT_FOUND, "trial_empty", "Nobody has been before the camera yet.");
    count->actor_id = work->actor.user_id;
    return job_write(work, (int64_t)count->division.people, trial_count_keep, count);
}

enum fault trial_job_run(struct job_work *work)
{
    if (work->actor.role != ROLE_ADMINISTRATOR)
        return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.");
    struct trial_count *count = calloc(1, sizeof(*count));
    if (!count)
        return FAULT_INTERNAL;
    enum fault fault = run(work, count);
    trial_count_release(count);
    free(count);
    return fault;
}
