/* SPDX-License-Identifier: MIT */
/* What imports into one classroom share. */
#ifndef AMS_SCHOOL_IMPORT_LECTURES_H
#define AMS_SCHOOL_IMPORT_LECTURES_H

#include "school/common/fault.h"

struct job_work;

/* May the job's owner still change its classroom, and in which time zone is it? Refuses the job otherwise. */
enum fault import_classroom_open(struct job_work *work, const char **ret_timezone);

#endif
