/* SPDX-License-Identifier: MIT */
/* The job that counts a trial with volunteers (faces/trial_run.h). */
#ifndef AMS_SCHOOL_TRIAL_JOB_H
#define AMS_SCHOOL_TRIAL_JOB_H

#include "school/jobs/job.h"
#include "school/school.h"

struct job_work;

/* Starts it. Administrators (NOT_ALLOWED); faults of job_create(). Audited. */
enum fault trial_job_start(struct school *school, const struct actor *actor, struct arena *arena, struct job *ret_job);

/* For job_kinds.c. No trial, or nobody before the camera yet, ends it with the code "trial_empty". */
enum fault trial_job_run(struct job_work *work);

#endif
