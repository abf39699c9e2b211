/* SPDX-License-Identifier: MIT */
/*
 * Everything about a person as a file for them: a ZIP archive of JSON files, made by a job (job.h). person_data.c says
 * what is in it. No secrets and no template: only that there is one.
 */
#ifndef AMS_SCHOOL_EXPORT_PERSON_H
#define AMS_SCHOOL_EXPORT_PERSON_H

#include "school/jobs/job.h"

enum { EXPORT_ROWS_MAX = 100000 }; // of each kind; a file that has more says so

struct job_work;

/* Starts the job; the file belongs to the actor. For somebody else: administrators (NOT_ALLOWED), NOT_FOUND, audited.
 * TOO_MANY_THINGS as every job. */
enum fault export_person(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                         struct job *ret_job);

/* The job. */
enum fault export_person_run(struct job_work *work);

#endif
