/* SPDX-License-Identifier: MIT */
/* Warning students who fall below their classroom's threshold, or can no longer reach it: once a crossing. */
#ifndef AMS_SCHOOL_WATCH_H
#define AMS_SCHOOL_WATCH_H

#include "school/school.h"

struct db;

enum {
    WATCH_LECTURES_MIN = 3, // lectures that must count before anybody is warned
    WATCH_WINDOWS_MAX = 20, // closed windows looked at in one transaction
};

/*
 * Inside a unit, after marks have changed: looks at one student of the classroom, or at all (`student_id` 0), and tells
 * those who have crossed a line. Who comes back above is not told, but will be when they fall again. Nobody is told
 * that the threshold is out of reach while no further lecture is planned: a classroom may plan none at all.
 */
enum fault standing_watch(struct db *db, int64_t class_id, int64_t student_id, int64_t now);

/* Watches the classrooms whose windows have closed since the last call. For school_sweep; cheap when there are none. */
enum fault standing_watch_closed(struct school *school, int64_t now);

#endif
