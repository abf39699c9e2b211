/* SPDX-License-Identifier: MIT */
/* Reading a status set, inside a unit or a reader. */
#ifndef AMS_SCHOOL_STATUS_SET_INSIDE_H
#define AMS_SCHOOL_STATUS_SET_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/mark.h"

struct arena;
struct db;
struct status_set;

/* How a classroom names and counts its marks; the usual set where it has none of its own. */
enum fault status_set_read(struct db *db, int64_t class_id, struct arena *arena, struct status_set *ret_set);

/* The same without the names: how the classroom counts. The threshold and leave_out stay what they are. */
enum fault status_rule_read(struct db *db, int64_t class_id, struct standing_rule *rule);

/* How marks count where a classroom has no set of its own; no threshold. */
void status_rule_usual(struct standing_rule *ret_rule);

/* What a mark counts as, in SQL: of `attendance a`, its `classrooms c` and, by a LEFT JOIN on both, `status_sets s`. */
#define MARK_COUNTS                                                                                                    \
    "CASE WHEN a.status = 'E' THEN c.excused_counts ELSE COALESCE(s.counts, CASE WHEN a.status IN ('P', 'L') THEN"     \
    " 'attended' ELSE 'missed' END) END"

/* STATUS_UNKNOWN unless people may give this status in the classroom: it has it, and it is not retired. */
enum fault status_offered(struct db *db, int64_t class_id, enum mark_status status);

/* What a mark is called in the classroom: its code where that is P, L, E or A under its usual name, otherwise the name;
 * "-" without a mark. In the arena, or for ever. */
enum fault status_word(struct db *db, int64_t class_id, enum mark_status status, struct arena *arena,
                       const char **ret_word);

#endif
