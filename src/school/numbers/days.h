/* SPDX-License-Identifier: MIT */
/* A person's lectures of some days, as a calendar shows them: of the classes that they attend, teach or assist. */
#ifndef AMS_SCHOOL_DAYS_H
#define AMS_SCHOOL_DAYS_H

#include "school/classes/classroom.h"
#include "school/numbers/record.h"

enum {
    DAYS_MAX = 62,           // of one answer: two months, or a month with the weeks around it
    DAYS_LECTURES_MAX = 500, // the first of them
};

struct days {
    struct record_lecture *lectures; // by start, cancelled ones too; what is held together stands once
    size_t count;
    bool cut;                         // there are more than DAYS_LECTURES_MAX
    struct classroom_list classrooms; // all of the person's, by subject
};

/* Lectures that start from `from` and before `before` (milliseconds UTC), each with the person's own mark where they
 * attend. TIME_INVALID: not in this order, or more than DAYS_MAX days. */
enum fault days_read(struct school *school, const struct actor *actor, int64_t from, int64_t before,
                     struct arena *arena, struct days *ret_days);

#endif
