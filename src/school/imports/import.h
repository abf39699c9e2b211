/* SPDX-License-Identifier: MIT */
/*
 * Files of other systems: people, whole rosters (OneRoster 1.2), marks and lectures of a classroom.
 *
 * An import is two jobs (job.h). The first is a dry run: it reads the file, changes nothing, and reports row by row
 * what would happen. The second applies exactly that file, row by row against the data of that moment, and reports what
 * did happen; rows that are refused are left out, the others go in. Applied again, everything is unchanged. What breaks
 * off goes on at the row where it ended.
 *
 * A file that cannot be read as a whole (no UTF-8, an open quote, a missing column, past a limit) fails the job with
 * the row and the column in the sentence, before anything is changed.
 */
#ifndef AMS_SCHOOL_IMPORT_H
#define AMS_SCHOOL_IMPORT_H

#include "school/jobs/job.h"

enum {
    IMPORT_ROWS_MAX = 50000, // a file, its header included
    IMPORT_FILE_COLUMNS_MAX = 60,
    IMPORT_CELL_MAX = 1000, // bytes
    IMPORT_ROW_MAX = 8000,  // bytes of all cells of a row
};

enum import_kind { IMPORT_USERS, IMPORT_ROSTER, IMPORT_MARKS, IMPORT_LECTURES };

struct import_request {
    enum import_kind kind;
    int64_t class_id;     // IMPORT_MARKS, IMPORT_LECTURES
    int64_t lecture_id;   // IMPORT_MARKS: every row is about this lecture of the classroom; 0: the rows say which
    bool mail;            // IMPORT_USERS, IMPORT_ROSTER: tell new people by e-mail
    const char *timezone; // IMPORT_ROSTER: of new classrooms; NULL: UTC
    const char *name;     // of the file; NULL: unknown
    const void *bytes;    // borrowed until the call returns
    size_t size;
};

/*
 * Starts the dry run. People and rosters: administrators (NOT_ALLOWED). Marks and lectures: who may change the
 * classroom (NOT_FOUND, CLASSROOM_ARCHIVED, LECTURE_CANCELLED). TIMEZONE_UNKNOWN, IMPORT_EMPTY, JOB_FILE_TOO_LARGE,
 * TOO_MANY_THINGS (unfinished jobs). Audited.
 */
enum fault import_start(struct school *school, const struct actor *actor, const struct import_request *request,
                        struct arena *arena, struct job *ret_job);

/*
 * Applies a dry run of the actor's that is done; `class_id` as it was given (0 for people and rosters). Asked again,
 * the same job is answered, unless it failed or was cancelled. NOT_FOUND, IMPORT_NOT_READY; marks: STEP_UP_NEEDED.
 * Audited.
 */
enum fault import_apply(struct school *school, const struct actor *actor, int64_t class_id, int64_t job_id,
                        struct arena *arena, struct job *ret_job);

/* The plain sentence for a reason in a report. Never NULL. */
const char *import_sentence(const char *reason);

#endif
