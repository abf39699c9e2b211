/* SPDX-License-Identifier: MIT */
/* Warning by the rules (warning.h): once a crossing, never twice of the same run of missed lectures, and not before the
 * marks are final (final.h). */
#ifndef AMS_SCHOOL_WARNING_SWEEP_H
#define AMS_SCHOOL_WARNING_SWEEP_H

#include "school/school.h"

enum {
    WARNING_CLASSES_A_UNIT = 5,  // looked at in one transaction
    WARNING_CLASSES_MAX = 10000, // looked at in one sweep
};

/* Looks at the classrooms of lectures that have become final since the last call, and at those that due.h has noted;
 * sends what was held. For school_sweep; cheap when there are none. */
enum fault warning_sweep(struct school *school, int64_t now);

#endif
