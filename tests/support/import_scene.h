/* SPDX-License-Identifier: MIT */
/* Imports as people do them, for tests: a file tried, applied, and its report. Each fails the test when it cannot. */
#ifndef AMS_TESTS_IMPORT_SCENE_H
#define AMS_TESTS_IMPORT_SCENE_H

#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "support/school_fixture.h"

/* Does all work that waits; the job as it is then. */
struct job import_worked(struct school_fixture *f, const struct actor *actor, int64_t job_id);

/* The dry run of a file, run. `request.size` 0: up to the NUL. */
struct job import_tried(struct school_fixture *f, const struct actor *actor, struct import_request request,
                        const void *file);

/* A dry run of the actor's, applied with fresh proof: the job that did it, which is done. */
struct job import_applied(struct school_fixture *f, struct actor actor, const struct job *dry);

/* The report as "2 created anna@x;3 refused name_invalid bob@x;", in the fixture's arena. Each reason has a sentence.
 */
const char *import_reported(struct school_fixture *f, const struct actor *actor, int64_t job_id);

/* The same with what is told of: "2 created who|3 refused student_unknown who Column=cell|". */
const char *import_told(struct school_fixture *f, const struct actor *actor, int64_t job_id);

/* An archive of a roster, tried by the administrator. */
struct job import_roster_tried(struct school_fixture *f, const void *archive, size_t size);

/* The same of an archive of these files. */
struct zip_part;
struct job import_roster_files_tried(struct school_fixture *f, const struct zip_part *files, size_t count);

#endif
