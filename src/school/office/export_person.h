/* SPDX-License-Identifier: MIT */
/*
 * Everything about a person as a file for them, made by a job (job.h): a ZIP archive with a page that explains it
 * (index.html), what is kept as JSON and as tables (person_data.c says what), and the files that they sent. No secrets;
 * the template of their face is got by itself, by nobody else, and is never kept as a file here.
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

/* One's own template, with fresh proof, and a sentence that says what it is. STEP_UP_NEEDED, FACE_NOT_ENROLLED.
 * Audited. */
struct template_copy;
enum fault export_template(struct school *school, const struct actor *actor, struct arena *arena,
                           struct template_copy *ret_copy, const char **ret_note);

/* The job. */
enum fault export_person_run(struct job_work *work);

#endif
