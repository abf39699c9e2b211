/* SPDX-License-Identifier: MIT */
/*
 * For the files of the school that add a kind of job:
 *
 *     enum fault export_run(struct job_work *work)           // declared in a header of its own, named in job_kinds.c
 *     {
 *         for (...) {
 *             fault = job_progress(work, done, total);       // at least once in JOB_LEASE_SECONDS
 *             if (fault != FAULT_NONE)
 *                 return fault;                              // cancelled, or taken by another: just leave
 *             ...
 *         }
 *         return job_put_output(work, "register.csv", "text/csv", bytes, size);
 *     }
 *
 * A run may be cut short anywhere and begun again, perhaps by another node while this one only seems dead: so it writes
 * with job_write alone, whose units are refused to everybody but the holder of the lease, and begins at work->done.
 *
 * FAULT_NONE: done. FAULT_BUSY, FAULT_INTERNAL and FAULT_IN_DOUBT: tried again later. FAULT_CHANGED_MEANWHILE comes
 * from the calls below and is handed up as it is. Every other fault ends the job; job_refuse() says why.
 */
#ifndef AMS_SCHOOL_JOB_WORK_H
#define AMS_SCHOOL_JOB_WORK_H

#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/school.h"
#include "school/jobs/job.h"

struct db;
struct job_kind;

enum {
    JOB_ARENA_MAX = 128 << 20,
    JOB_UNIT_ROWS = 200, // rows that one job_write should treat at most: everybody waits for a unit
    JOB_ERROR_SIZE = 65,
    JOB_DETAIL_SIZE = 301,
};

struct job_work {
    struct school *school;
    int64_t job_id, class_id, parent_id; // 0: none
    struct actor actor;                  // whose job it is, with the role of now, not stepped up
    const char *request;
    int64_t done;        // what earlier tries have committed
    struct arena *arena; // of the run, JOB_ARENA_MAX

    const char *name; // of its kind, as in the database

    /* job_work.c's own. */
    char claim[SECRET_TOKEN_SIZE];
    int64_t tries;
    bool stopped;
    char error[JOB_ERROR_SIZE], detail[JOB_DETAIL_SIZE];
};

struct job_kind {
    const char *name; // at most 32 letters; one that ends with '_' is of all that begin so; NULL ends the table
    enum fault (*run)(struct job_work *work);
    bool sealed; // what it puts out lies in the database sealed for the job's owner
};

struct job_request {
    const char *kind;
    int64_t class_id, parent_id; // 0: none
    const char *request;         // lines "name=value\n", at most JOB_REQUEST_MAX characters
    const char *name, *type;     // of the input; `name` is any text, made safe; NULL: no input
    const void *bytes;
    size_t size; // at most JOB_FILE_MAX
};

/* Inside a unit: makes a job that is due at once. TOO_MANY_THINGS past JOB_UNFINISHED_MAX and JOB_DAY_MAX,
 * JOB_FILE_TOO_LARGE, QUOTA_PERSON, QUOTA_INSTITUTION, TEXT_INVALID (request). Audited. */
enum fault job_create(struct db *db, const struct actor *actor, const struct job_request *request, int64_t now,
                      int64_t *ret_job_id);

/* The same as a unit of its own, and the job as its owner sees it. */
enum fault job_start(struct school *school, const struct actor *actor, const struct job_request *request,
                     struct arena *arena, struct job *ret_job);

/* The value of a line of work->request, in the arena; NULL when it has no such line. */
const char *job_word(struct job_work *work, const char *name);

/* The input of the job, or of the dry run that it applies, in the arena. NOT_FOUND when there is none. */
enum fault job_input(struct job_work *work, const void **ret_bytes, size_t *ret_size);

/* Says how far the work is and renews the lease. CHANGED_MEANWHILE: cancelled, taken by another, or to be stopped. */
enum fault job_progress(struct job_work *work, int64_t done, int64_t total);

/* A piece of work: FAULT_NONE keeps its writes, anything else undoes them. May run more than once. */
typedef enum fault (*job_unit)(struct db *db, void *context);

/* Commits a piece of work together with `done`, exactly once. CHANGED_MEANWHILE as above, otherwise the unit's own. */
enum fault job_write(struct job_work *work, int64_t done, job_unit unit, void *context);

/* Inside a unit: a line of the report. `subject`, `column` and `cell` are cut to what fits. */
enum fault job_report(struct db *db, const struct job_work *work, const struct job_row *row);

/* Inside a unit: what a dry run would take away, `takes` of `of` (struct job). */
enum fault job_takes(struct db *db, const struct job_work *work, int64_t takes, int64_t of);

/* Keeps a file as what the job has made, instead of an earlier one. `name` in ASCII. TOO_MANY_THINGS past JOB_FILE_MAX.
 */
enum fault job_put_output(struct job_work *work, const char *name, const char *type, const void *bytes, size_t size);

/* Says why the job ends with `fault`, which is returned: a stable code and a sentence (cut to 300 bytes). */
enum fault job_refuse(struct job_work *work, enum fault fault, const char *code, const char *detail);

#endif
