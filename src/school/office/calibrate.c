/* SPDX-License-Identifier: MIT */
/*
 * Templates are in memory only while it runs, so a job that was cut short begins anew: half a minute for the largest.
 */
#include "school/office/calibrate.h"

#include <stdio.h>
#include <stdlib.h>

#include "school/common/fault.h"
#include "school/faces/calibration_inside.h"
#include "school/jobs/job_work.h"
#include "school/school.h"

enum fault calibrate_start(struct school *school, const struct actor *actor, struct arena *arena, struct job *ret_job)
{
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    return job_start(school, actor, &(struct job_request){.kind = "calibrate", .request = ""}, arena, ret_job);
}

static enum fault progress(void *context, int64_t done, int64_t total)
{
    return job_progress(context, done, total);
}

static enum fault run(struct job_work *work, struct calibration_counts *counts)
{
    char sentence[JOB_DETAIL_SIZE];
    enum fault fault = calibration_count(work->school, progress, work, work->arena, counts);
    if (fault == FAULT_NOT_FOUND) {
        snprintf(sentence, sizeof(sentence), "%lld people let their faces be compared; at least %d are needed.",
                 (long long)counts->result.people, CALIBRATION_PEOPLE_MIN);
        return job_refuse(work, fault, "too_few_people", sentence);
    }
    if (fault != FAULT_NONE)
        return fault;
    counts->actor_id = work->actor.user_id;
    return job_write(work, counts->result.people, calibration_keep, counts);
}

enum fault calibrate_job_run(struct job_work *work)
{
    if (work->actor.role != ROLE_ADMINISTRATOR)
        return job_refuse(work, FAULT_NOT_ALLOWED, "not_allowed", "The account may no longer do this.");
    struct calibration_counts *counts = calloc(1, sizeof(*counts));
    if (!counts)
        return FAULT_INTERNAL;
    enum fault fault = run(work, counts);
    free(counts);
    return fault;
}
