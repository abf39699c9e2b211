/* SPDX-License-Identifier: MIT */
/* The table of all kinds of jobs, for school_open(). */
#ifndef AMS_SCHOOL_JOB_KINDS_H
#define AMS_SCHOOL_JOB_KINDS_H

#include "school/jobs/job_work.h"

/* Every kind; the last line has no name. */
extern const struct job_kind job_kinds[];

#endif
