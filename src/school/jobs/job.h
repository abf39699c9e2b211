/* SPDX-License-Identifier: MIT */
/*
 * Slow work that outlives a request and a restart: imports, exports, a person's data.
 *
 * A job belongs to the person who asked for it; nobody else sees it. It waits in the database until some `ams` node
 * takes it (school_work), which holds a lease while it works. A node that dies leaves its lease to run out; then the
 * job is taken up again, where its last committed piece of work ended. What fails by no fault of the job is tried
 * again, with growing pauses, JOB_TRIES_MAX times. Finished jobs are kept JOB_KEPT_DAYS with their files and report.
 *
 * A new kind of job: a run function as job_work.h describes it, a line in job_kinds.c, and a job_create() by the call
 * that starts it.
 */
#ifndef AMS_SCHOOL_JOB_H
#define AMS_SCHOOL_JOB_H

#include <stddef.h>

#include "school/school.h"

enum {
    JOB_FILE_MAX = 16 << 20, // bytes of an input or an output
    JOB_NAME_MAX = 100,      // characters of a file's name
    JOB_HEADER_MAX = 120,    // bytes of a column's header in a report
    JOB_CELL_MAX = 200,      // and of a cell
    JOB_REQUEST_MAX = 1000,  // characters
    JOB_TRIES_MAX = 5,
    JOB_LEASE_SECONDS = 120,
    JOB_KEPT_DAYS = 7,
    JOB_UNFINISHED_MAX = 20, // a person
    JOB_DAY_MAX = 1000,      // a person, in 24 hours
};

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED, JOB_STATE_COUNT };

/* "waiting", "running", "done", "failed", "cancelled". */
const char *job_state_code(enum job_state state);

/* What became of a row of an imported file, or would have: rows of a dry run change nothing else. JOB_NOTED is of no
 * row: how the file was read. JOB_UNDONE and JOB_KEPT are of an import that is undone: what the row had changed is as
 * it was before, or stays. */
enum job_outcome {
    JOB_CREATED,
    JOB_UPDATED,
    JOB_UNCHANGED,
    JOB_REFUSED,
    JOB_IGNORED,
    JOB_NOTED,
    JOB_UNDONE,
    JOB_KEPT,
    JOB_OUTCOME_COUNT
};

/* "created", "updated", "unchanged", "refused", "ignored", "noted", "undone", "kept". */
const char *job_outcome_code(enum job_outcome outcome);
bool job_outcome_parse(const char *code, enum job_outcome *ret_outcome);

struct job_file {
    const char *name; // NULL: there is no file; otherwise safe in a header: ASCII letters, digits, '.', '_', '-'
    const char *type; // MIME
    int64_t size;
    bool sealed; // in the database, for the job's owner
};

struct job {
    int64_t id;
    const char *kind;
    enum job_state state;
    int64_t class_id;    // 0: none
    int64_t parent_id;   // the dry run that this one applies, or the import that it undoes; 0: none
    int64_t applied_by;  // the job that applies this dry run, or undoes this import; 0: none, or it failed or was
                         // cancelled
    int64_t undo_until;  // of an import that was applied: until when it can be undone; 0: not, or not any more
    const char *error;   // JOB_FAILED: a stable code; otherwise NULL
    const char *detail;  // and a sentence
    int64_t done, total; // total 0: not known
    int64_t rows[JOB_OUTCOME_COUNT];
    int64_t takes, takes_of; // a roster's dry run: the places in classes that it would end, of so many of rosters
    struct job_file input, output;
    int64_t created_at, updated_at, finished_at; // finished_at 0: not yet
};

struct job_list {
    struct job *jobs;
    size_t count;
    int64_t next; // `after` of the next page; 0: this was the last
};

/* The actor's jobs, newest first: those with ids below page->after (0: from the newest). */
enum fault job_list(struct school *school, const struct actor *actor, const struct page *page, struct arena *arena,
                    struct job_list *ret_list);

/* A job as the office sees it: how far it is, not what it made. */
struct office_job {
    struct job job;
    struct person owner;
};

struct office_job_list {
    struct office_job *jobs;
    size_t count;
    int64_t next;
};

/* Everybody's, newest first, of one state or of all (JOB_STATE_COUNT). Administrators (NOT_ALLOWED). */
enum fault job_list_office(struct school *school, const struct actor *actor, enum job_state state,
                           const struct page *page, struct arena *arena, struct office_job_list *ret_list);

/* Reads "waiting" and so on; false, and *ret_state untouched, on anything else. */
bool job_state_parse(const char *code, enum job_state *ret_state);

/* NOT_FOUND unless it is the actor's. */
enum fault job_get(struct school *school, const struct actor *actor, int64_t job_id, struct arena *arena,
                   struct job *ret_job);

struct job_row {
    int64_t number;   // cursor
    const char *file; // of an archive; NULL: the file itself
    int64_t line;     // as a spreadsheet numbers its rows: the header is 1
    enum job_outcome outcome;
    const char *reason;  // a stable code, see import_sentence(); NULL: none
    const char *subject; // whom or what the row is about; may be ""
    const char *column;  // the header of the cell that is meant; NULL: none
    const char *cell;    // and what stands there, cut to JOB_CELL_MAX; NULL: none
};

struct job_row_list {
    struct job_row *rows;
    size_t count;
    int64_t next;
};

/* The report, in the order of the file; of one outcome, or of all (JOB_OUTCOME_COUNT). NOT_FOUND unless the actor's. */
enum fault job_rows(struct school *school, const struct actor *actor, int64_t job_id, enum job_outcome outcome,
                    const struct page *page, struct arena *arena, struct job_row_list *ret_list);

/* What the job has made. NOT_FOUND when it is not the actor's or has made no file. The bytes are in the arena. */
enum fault job_output(struct school *school, const struct actor *actor, int64_t job_id, struct arena *arena,
                      struct job_file *ret_file, const void **ret_bytes);

/* Stops a job that waits or runs; what it has done stays. The same answer when it was cancelled already; JOB_ENDED when
 * it is done or failed. Audited. */
enum fault job_cancel(struct school *school, const struct actor *actor, int64_t job_id, struct arena *arena,
                      struct job *ret_job);

/*
 * Runs what is due, one job after the other, until nothing is or school_stop_work was called. *ret_jobs: how many were
 * taken. For one or two threads of app/ of their own, about every second. BUSY, INTERNAL: the database.
 */
enum fault school_work(struct school *school, size_t *ret_jobs);

/* From now on no job is taken, and one that runs goes back to waiting after its current piece of work. Thread-safe. */
void school_stop_work(struct school *school);

#endif
