/* SPDX-License-Identifier: MIT */
/* Warning students who fall below their classroom's threshold, or can no longer reach it: once a crossing. */
#ifndef AMS_SCHOOL_WATCH_H
#define AMS_SCHOOL_WATCH_H

#include "school/school.h"

enum {
    WATCH_LECTURES_MIN = 3, // lectures that must count before anybody is warned
    WATCH_WINDOWS_MAX = 20, // closed windows looked at in one transaction
};

/* Watches the classrooms whose windows have closed since the last call. For school_sweep; cheap when there are none. */
enum fault standing_watch_closed(struct school *school, int64_t now);

#endif
