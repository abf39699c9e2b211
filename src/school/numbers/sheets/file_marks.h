/* SPDX-License-Identifier: MIT */
/* All marks of the institution in a range of days as a file, made by a job (jobs/job.h). */
#ifndef AMS_SCHOOL_FILE_MARKS_H
#define AMS_SCHOOL_FILE_MARKS_H

#include "school/jobs/job.h"

struct job_work;

enum {
    FILE_MARKS_DAYS_USUAL = 365,
    FILE_MARKS_DAYS_MAX = 3 * 366,
    FILE_MARKS_BYTES_MAX = 96 << 20, // of the table; the file is an archive from FILE_MARKS_PLAIN_MAX bytes on
    FILE_MARKS_PLAIN_MAX = 4 << 20,
    FILE_MARKS_WORD_MAX = 240, // characters of a term or department
};

struct file_marks_request {
    int64_t from, before;   // lectures that start in [from, before); 0, 0: the FILE_MARKS_DAYS_USUAL days up to now
    const char *term;       // NULL: of all
    const char *department; // NULL: of all
};

/*
 * Starts the job, whose file is one CSV with a row for each mark, headed for programs, by classroom, lecture and
 * student; past FILE_MARKS_PLAIN_MAX in a ZIP archive. For administrators (NOT_ALLOWED), audited. TIME_INVALID: before
 * 2000, after 2100, empty or longer than FILE_MARKS_DAYS_MAX. TEXT_INVALID: term or department. TOO_MANY_THINGS as
 * every job. A table that grows too large fails the job with "export_too_large".
 */
enum fault file_marks(struct school *school, const struct actor *actor, const struct file_marks_request *request,
                      struct arena *arena, struct job *ret_job);

/* The job. */
enum fault file_marks_run(struct job_work *work);

#endif
