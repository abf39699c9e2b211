/* SPDX-License-Identifier: MIT */
/* The formats of imports and their jobs. */
#ifndef AMS_SCHOOL_IMPORT_FORMAT_H
#define AMS_SCHOOL_IMPORT_FORMAT_H

#include "school/common/fault.h"

struct import_format;
struct job_work;

/* How the kind of an import's job begins; its format's word follows. */
#define IMPORT_JOB "import_"

/* The format of a kind of job; NULL when it is no import's. */
const struct import_format *import_format_of_job(const char *kind);

/* Runs any import's job. */
enum fault import_job_run(struct job_work *work);

#endif
