/* SPDX-License-Identifier: MIT */
/* What came before a mark: who made it what, and the checks of its student that were refused. */
#ifndef AMS_SCHOOL_PAST_H
#define AMS_SCHOOL_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/checkin/signs.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"

struct actor;
struct arena;
struct school;

enum { PAST_MAX = 50 }; // of each list, the newest

/* What somebody made of a mark, as the audit log has it. */
struct past_change {
    int64_t at;
    struct person by;
    enum mark_status from, to; // MARK_UNMARKED: there was none, or it was taken away
    const char *reason;        // NULL: none was written
};

struct refused_check {
    const char *code; // a reason of face/face.h, or code_wrong
    int64_t at;
};

struct mark_past {
    struct past_change *changes; // by people, the newest first
    size_t changes_count;
    int64_t changes_total;
    struct refused_check *refusals; // the newest first
    size_t refusals_count;
    int64_t refusals_total;
    struct sign signs[SIGNS_REASONS_MAX]; // why it is, or was, flagged
    size_t signs_count;
};

/* For who reads the live list. NOT_FOUND, also of a student who is not on that list. */
enum fault mark_past_read(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                          struct arena *arena, struct mark_past *ret_past);

/* A student whose checks in a lecture were refused. */
struct refused_student {
    struct person student;
    int64_t times;
    struct refused_check last;
};

#endif
