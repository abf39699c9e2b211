/* SPDX-License-Identifier: MIT */
/*
 * Files of other systems: people, whole rosters (OneRoster 1.1 and 1.2), marks and lectures of a classroom.
 *
 * An import is two jobs (job.h). The first is a dry run: it reads the file, changes nothing, and reports row by row
 * what would happen. The second applies exactly that file, row by row against the data of that moment, and reports what
 * did happen; rows that are refused are left out, the others go in. Applied again, everything is unchanged. What breaks
 * off goes on at the row where it ended.
 *
 * What is wrong with a row costs that row alone: it is refused with its reason, and the others go on. A file that is no
 * table at all (grid/grid.h), or in which no row names the columns that there must be, fails the job before anything
 * is changed.
 */
#ifndef AMS_SCHOOL_IMPORT_H
#define AMS_SCHOOL_IMPORT_H

#include "school/jobs/job.h"

enum {
    IMPORT_ROWS_MAX = 50000, // of a file that are not blank, its header included
    IMPORT_FILE_COLUMNS_MAX = 200,
    IMPORT_CELL_MAX = 1000, // bytes
    IMPORT_ROW_MAX = 16000, // bytes of all cells of a row
    IMPORT_SCAN_HOURS = 12, // before a lecture or after it, in which somebody may have come to it
};

struct job_work;
struct import_column;
struct import_need;

/* What a format may take beside its file. */
enum import_option { IMPORT_MAIL = 1, IMPORT_TIMEZONE = 2, IMPORT_LECTURE = 4 };

/* All that is known of a format. It stands at the end of its own file; import_format.c lists them. */
struct import_format {
    const char *word;  // in the path of its route and, behind "import_", its job: at most 25 bytes
    bool of_classroom; // brought into one; otherwise into the institution, by administrators
    bool step_up;      // applying it needs fresh proof
    unsigned options;  // of enum import_option
    enum fault (*run)(struct job_work *work);

    /* Of a format that is one table; otherwise NULL and 0. */
    const struct import_column *columns;
    size_t column_count;
    const struct import_need *needs; // beside the required columns
    size_t need_count;               // the last is not asked for where IMPORT_LECTURE says it
};

/* In the order of the list, NULL past the last; and by its word, NULL when there is none. */
const struct import_format *import_format_at(size_t index);
const struct import_format *import_format_find(const char *word);

/* Their words, for the API's description: those of classrooms and those of the institution. NULL past the last. */
const char *import_word_classroom(size_t index);
const char *import_word_office(size_t index);

struct import_request {
    const char *format;   // its word
    int64_t class_id;     // of a classroom's; otherwise 0
    int64_t lecture_id;   // IMPORT_LECTURE: every row is about this lecture of the classroom; 0: the rows say which
    bool mail;            // IMPORT_MAIL: tell new people by e-mail
    const char *timezone; // IMPORT_TIMEZONE: of new classrooms; NULL: UTC
    const char *name;     // of the file; NULL: unknown
    const void *bytes;    // borrowed until the call returns
    size_t size;
};

/*
 * Starts the dry run. For the institution: administrators (NOT_ALLOWED). For a classroom: who may change it (NOT_FOUND,
 * CLASSROOM_ARCHIVED, LECTURE_CANCELLED). NOT_FOUND also for an unknown format; TIMEZONE_UNKNOWN, IMPORT_EMPTY,
 * JOB_FILE_TOO_LARGE, TOO_MANY_THINGS (unfinished jobs). Audited.
 */
enum fault import_start(struct school *school, const struct actor *actor, const struct import_request *request,
                        struct arena *arena, struct job *ret_job);

/*
 * Applies a dry run of the actor's that is done; `class_id` as it was given (0 for the institution's). Asked again,
 * the same job is answered, unless it failed or was cancelled. NOT_FOUND, IMPORT_NOT_READY; STEP_UP_NEEDED as the
 * format says. Audited.
 */
enum fault import_apply(struct school *school, const struct actor *actor, int64_t class_id, int64_t job_id,
                        struct arena *arena, struct job *ret_job);

/*
 * Whether a dry run would end so many places in classes (import_roster.h) that whoever applies it must say their
 * number: `confirm` of import_apply_confirmed, job->takes.
 */
bool import_asks(const struct job *job);

/* As import_apply, which confirms nothing. IMPORT_TAKES_AWAY: it asks, and `confirm` is another number. */
enum fault import_apply_confirmed(struct school *school, const struct actor *actor, int64_t class_id, int64_t job_id,
                                  int64_t confirm, struct arena *arena, struct job *ret_job);

/* The plain sentence for a reason in a report, in the arena or literal. NULL when memory ran out. */
const char *import_sentence(const char *reason, struct arena *arena);

#endif
