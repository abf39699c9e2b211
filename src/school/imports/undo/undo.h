/* SPDX-License-Identifier: MIT */
/*
 * Taking back a whole import that was applied, for as long as its report is kept (JOB_KEPT_DAYS).
 *
 * While it is applied, an import keeps what each row changes (undo_keep.h). Undoing it is a job of its own, whose
 * report says of each such row whether it was undone or kept, and why: what has been used or changed since stays as it
 * is. It goes backwards, in short units that delete what was kept, so that one that broke off goes on where it ended
 * and nothing is undone twice.
 *
 * People go who have never signed in, and lectures without marks or windows; fields, advisers, marks, classrooms, who
 * is in them and who teaches are set back. A mark goes through mark_write like any other undoing.
 */
#ifndef AMS_SCHOOL_UNDO_H
#define AMS_SCHOOL_UNDO_H

#include "school/jobs/job.h"

struct job_work;

/* How the kind of such a job begins; the import's format's word follows. */
#define UNDO_JOB "undo_"

/*
 * Starts it, for an import of the actor's; `class_id` as for import_apply. Asked again, the same job is answered,
 * unless it failed or was cancelled and something is left. NOT_FOUND, NOT_ALLOWED, STEP_UP_NEEDED as for applying,
 * IMPORT_NOT_READY while it has not ended, IMPORT_UNDO_GONE when nothing is kept of it. Audited.
 */
enum fault import_undo(struct school *school, const struct actor *actor, int64_t class_id, int64_t job_id,
                       struct arena *arena, struct job *ret_job);

/* For job_kinds.c. */
enum fault import_undo_run(struct job_work *work);

#endif
