/* SPDX-License-Identifier: MIT */
/* The formats of imports and their jobs. */
#ifndef AMS_SCHOOL_IMPORT_FORMAT_H
#define AMS_SCHOOL_IMPORT_FORMAT_H

#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct db;
struct import_format;
struct job;
struct job_work;

/* How the kind of an import's job begins; its format's word follows. */
#define IMPORT_JOB "import_"

/* The format of a kind of job; NULL when it is no import's. */
const struct import_format *import_format_of_job(const char *kind);

/*
 * Whether the actor may act on an import's job: one who may change its classroom, or an administrator.
 * NOT_FOUND when the job is no import's, or none of the classroom's (0: the institution's); NOT_ALLOWED and what
 * access_class_change says.
 */
enum fault import_job_allowed(struct db *db, const struct actor *actor, int64_t class_id, const struct job *job,
                              const struct import_format **ret_format);

/* Runs any import's job. */
enum fault import_job_run(struct job_work *work);

#endif
