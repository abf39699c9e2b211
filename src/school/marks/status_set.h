/* SPDX-License-Identifier: MIT */
/* How a classroom names its four statuses, what points they give, and what they count as. */
#ifndef AMS_SCHOOL_STATUS_SET_H
#define AMS_SCHOOL_STATUS_SET_H

#include "school/marks/mark.h"

enum {
    STATUS_LETTER_MAX = 2, // characters
    STATUS_NAME_MAX = 30,
    STATUS_POINTS_MAX = 10000, // hundredths
};

struct status_line {
    const char *letter; // of its own in the set; P, L, E and A of the API stay what they are
    const char *name;
    int64_t points;          // hundredths, 0 to STATUS_POINTS_MAX
    enum mark_counts counts; // of Excused: the classroom's excused_counts
};

/* Until somebody changes it: P Present 2 points, L Late 1, E Excused 1, A Absent 0, as Moodle has them. */
struct status_set {
    struct status_line of[MARK_STATUS_COUNT]; // by status; MARK_UNMARKED's is empty
    int64_t version;                          // counts up with every edit
};

/* A line of the usual set; `status` not MARK_UNMARKED. */
const struct status_line *status_set_usual(enum mark_status status);

/* For everybody in the classroom. */
enum fault status_set_get(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                          struct status_set *ret_set);

/* Replaces the whole set; set->version is what it is based on (0: whatever there is). Its teachers only.
 * CHANGED_MEANWHILE, TEXT_INVALID, NUMBER_INVALID, STATUS_SET_INVALID (a letter twice), CLASSROOM_ARCHIVED. Audited. */
enum fault status_set_change(struct school *school, const struct actor *actor, int64_t class_id,
                             const struct status_set *set, struct arena *arena, struct status_set *ret_set);

#endif
