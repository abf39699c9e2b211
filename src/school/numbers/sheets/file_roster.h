/* SPDX-License-Identifier: MIT */
/* The institution as a OneRoster 1.2 archive (CSV binding), made by a job (jobs/job.h). */
#ifndef AMS_SCHOOL_FILE_ROSTER_H
#define AMS_SCHOOL_FILE_ROSTER_H

#include "school/jobs/job.h"

struct job_work;

enum {
    FILE_ROSTER_TABLE_MAX = 40 << 20, // bytes of a table; of all together what the import of a roster takes
    FILE_ROSTER_ROWS_MAX = 200000,    // of a table, as the import of a roster takes them
    FILE_ROSTER_TERM_DAYS = 180,      // of a term without a lecture, from when its first class was made
};

/*
 * Starts the job. In the archive: manifest, orgs (the institution and its departments), academicSessions (terms: from
 * the first to the last lecture of their classes), courses, classes that are not archived, users and roles (students
 * and professors that are not erased; no administrators), enrollments (with professors, teachers and assistants). No
 * faces, marks or notes. A sourcedId is what a roster called the thing, or made (imports/roster/roster_made.h). For
 * administrators (NOT_ALLOWED), audited. TOO_MANY_THINGS as every job. What is larger than the import takes fails with
 * "export_too_large".
 */
enum fault file_roster(struct school *school, const struct actor *actor, struct arena *arena, struct job *ret_job);

/* The job. */
enum fault file_roster_run(struct job_work *work);

#endif
