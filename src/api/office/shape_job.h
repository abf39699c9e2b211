/* SPDX-License-Identifier: MIT */
/* Jobs as the JSON of docs/API.md. Each returns a new reference, NULL when memory ran out. */
#ifndef AMS_API_SHAPE_JOB_H
#define AMS_API_SHAPE_JOB_H

#include "api/shape.h"
#include "school/jobs/job.h"

json_t *shape_job(const struct job *job);
json_t *shape_cursor(int64_t next); // 0: null

#endif
