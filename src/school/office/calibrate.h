/* SPDX-License-Identifier: MIT */
/* The job that calibrates the face threshold (faces/calibration.h). */
#ifndef AMS_SCHOOL_CALIBRATE_H
#define AMS_SCHOOL_CALIBRATE_H

#include "school/jobs/job.h"
#include "school/school.h"

struct job_work;

/* Starts it. Administrators (NOT_ALLOWED); faults of job_create(). Audited. */
enum fault calibrate_start(struct school *school, const struct actor *actor, struct arena *arena, struct job *ret_job);

/* For job_kinds.c. Too few people end it with the code "too_few_people". */
enum fault calibrate_job_run(struct job_work *work);

#endif
