/* SPDX-License-Identifier: MIT */
/* Reminding the staff of lectures in which nobody took attendance. */
#ifndef AMS_SCHOOL_UNTAKEN_H
#define AMS_SCHOOL_UNTAKEN_H

#include <stdint.h>

#include "school/common/fault.h"

struct school;

enum {
    UNTAKEN_BATCH = 50, // lectures in one transaction
    UNTAKEN_HOURS = 2,  // after which a reminder is not due any more: no server ran, or the setting is new
    UNTAKEN_WEEKS = 4,  // in which a lecture of the classroom was taken; else it takes no attendance
};

/*
 * A part of notification_tick, of one thread, which looks once a minute. The staff of each lecture that ended
 * SETTING_REMIND_MINUTES ago is told once (NOTIFY_NOT_TAKEN), unless the lecture is cancelled or taken
 * (common/taken_rule.h), a window is still to open, its classroom is archived, or none of the classroom's
 * lectures of the UNTAKEN_WEEKS before was taken.
 */
enum fault untaken_remind(struct school *school, int64_t now);

#endif
