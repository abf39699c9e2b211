/* SPDX-License-Identifier: MIT */
/*
 * What the people of the demo college do besides attending, by the very acts of the app, so that each comes with its
 * notifications, versions and audit entries. Only for src/school/demo/.
 */
#ifndef AMS_SCHOOL_DEMO_ACT_H
#define AMS_SCHOOL_DEMO_ACT_H

#include "school/demo/demo_names.h"
#include "school/school.h"

/* Who is there. */
struct demo_cast {
    int64_t administrator;
    int64_t professors[DEMO_PROFESSORS];
    int64_t students[DEMO_STUDENTS];
    int64_t classrooms[DEMO_CLASSROOMS];
};

/*
 * In the first classroom: a status "Remote" and two marks of it, two groups with a lecture for each, an announcement
 * and an assessment. Of the institution: two kinds of leave, three leaves (one accepted, with evidence where the school
 * has a key and a place for files), a rule that warns of lectures missed in a row, advisers, and a day off.
 */
enum fault demo_act(struct school *school, const struct demo_cast *cast);

#endif
