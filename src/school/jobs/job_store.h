/* SPDX-License-Identifier: MIT */
/* Jobs and their files in the database: reading and deleting, in a reader or inside a unit. */
#ifndef AMS_SCHOOL_JOB_STORE_H
#define AMS_SCHOOL_JOB_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/jobs/job.h"

struct db;

/* NOT_FOUND when the job is not the actor's; a program sees those that it began itself. */
enum fault job_read(struct db *db, const struct actor *actor, int64_t job_id, struct arena *arena, struct job *ret_job);

/* The words that a job was asked for with, in the arena; "" of a job that is not there. */
enum fault job_read_request(struct db *db, int64_t job_id, struct arena *arena, const char **ret_words);

/* NOT_FOUND when the job has no such file. `side`: "input", "output". */
enum fault job_read_file(struct db *db, int64_t job_id, const char *side, struct arena *arena,
                         struct job_file *ret_file, const void **ret_bytes);

/* Puts a file there instead of an earlier one, inside a unit. */
enum fault job_write_file(struct db *db, int64_t job_id, const char *side, const struct job_file *file,
                          const void *bytes);

/* Gives a job the same input as another of the actor's, inside a unit. QUOTA_PERSON, QUOTA_INSTITUTION. */
enum fault job_copy_input(struct db *db, const struct actor *actor, int64_t from_id, int64_t to_id);

/* Deletes finished jobs that have been kept long enough, in short units. */
enum fault job_sweep(struct school *school, int64_t now);

/* What the seal of a job's output is bound to. */
enum { JOB_SEAL_SIZE = 40 };
void job_seal_of(int64_t job_id, char text[static JOB_SEAL_SIZE]);

#endif
