/* SPDX-License-Identifier: MIT */
/* Taking back what an import has changed, thing by thing: for the files of this folder. */
#ifndef AMS_SCHOOL_UNDO_WORK_H
#define AMS_SCHOOL_UNDO_WORK_H

#include "school/imports/undo/undo_keep.h"
#include "school/jobs/job_work.h"

struct arena;

struct undo_touched {
    int64_t lecture_id, student_id;
};

/* Of a job while its unit runs. */
struct undoing {
    struct job_work *work;
    int64_t now;
    struct arena *scratch; // of the unit

    struct undo_touched *touched; // marks that are others now, told after the commit
    size_t touched_count, touched_max;
};

/*
 * Takes one thing back. *ret_kept NULL: it is as it was before. Otherwise a reason (import_sentence) why it stays,
 * wholly or in part; UNDO_LEFT does not count as staying. A fault undoes the unit.
 */
typedef enum fault (*undo_thing)(struct db *db, struct undoing *undoing, const struct undo_item *item,
                                 const char **ret_kept);

#define UNDO_CHANGED "undo_changed"           // since
#define UNDO_GONE "undo_gone"                 // it is no longer there
#define UNDO_USED "undo_used"                 // the account has been used
#define UNDO_TAKEN "undo_taken"               // what was there is another's now
#define UNDO_LECTURE_USED "undo_lecture_used" // there are marks, or a window
#define UNDO_CLASS_USED "undo_class_used"
#define UNDO_LEFT "undo_left" // the enrolment has ended; the marks stay

enum fault undo_person_made(struct db *db, struct undoing *undoing, const struct undo_item *item,
                            const char **ret_kept);
enum fault undo_person(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);
enum fault undo_adviser(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);
enum fault undo_lecture(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);
enum fault undo_class_made(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);
enum fault undo_class(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);
enum fault undo_student(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);
enum fault undo_staff(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);
enum fault undo_group_made(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);
enum fault undo_group_in(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);
enum fault undo_external(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);
enum fault undo_mark(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept);

#endif
