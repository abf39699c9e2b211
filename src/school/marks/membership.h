/* SPDX-License-Identifier: MIT */
/*
 * Who was in a classroom when. `students` lists who is in it now, `memberships` keeps every stay for good; both are
 * written here alone, but for the demo's bulk and the merging of accounts. Only for src/school/, inside units.
 */
#ifndef AMS_SCHOOL_MEMBERSHIP_H
#define AMS_SCHOOL_MEMBERSHIP_H

#include "school/common/group_rule.h"
#include "school/school.h"

struct db;

/* A stay: [joined_at, left_at). */
struct span {
    int64_t joined_at;
    int64_t left_at; // SPAN_OPEN: still in
};
#define SPAN_OPEN INT64_MAX

/*
 * Whether one of the stays makes a lecture one of its student's. It is so when they were in at its start, joined_at <=
 * starts_at < left_at, and also when they joined while it was on: the code is on the wall of the first lecture, and who
 * types it in there is there.
 */
bool span_holds(const struct span *spans, size_t count, int64_t starts_at, int64_t ends_at);

/* A time in a group of the classroom. */
struct group_span {
    int64_t group_id;
    struct span span;
};

/*
 * Whether one of them makes a lecture for groups its student's: in one of its groups at its start, and at no other
 * moment, so that who changes between two groups that meet at the same hour is expected in one of them.
 */
bool group_span_holds(const struct group_span *spans, size_t count, const int64_t *groups, size_t group_count,
                      int64_t starts_at);

/* One student's stays in a classroom and times in its groups. */
struct member_spans {
    const struct span *stays;
    size_t stay_count;
    const struct group_span *groups;
    size_t group_count;
};

/* What of a lecture decides whose it is. */
struct lecture_span {
    int64_t starts_at, ends_at;
    const int64_t *groups; // that it is for
    size_t group_count;    // 0: for the whole classroom
};

/*
 * The one rule of who is expected where: one of their stays holds, and the lecture is for the whole classroom or one of
 * their times in its groups holds. A mark makes a lecture its student's as well (tally.h): it says that they were
 * expected, whatever the dates say.
 */
bool member_then(const struct member_spans *member, const struct lecture_span *lecture);

/* The same in SQL, of `memberships m` and `lectures l`. */
#define MEMBER_THEN                                                                                                    \
    "m.joined_at < l.ends_at AND (m.left_at IS NULL OR m.left_at > l.starts_at) AND " GROUP_THEN("m.user_id")

/* Whose a lecture is, who are in its classroom still and have no mark in it, in SQL: the rows `m.user_id` of a lecture
 * `l` by its id; a student with two stays twice. */
#define UNMARKED_STUDENTS                                                                                              \
    " FROM lectures l JOIN students s ON s.class_id = l.class_id"                                                      \
    " JOIN memberships m ON m.class_id = s.class_id AND m.user_id = s.user_id AND " MEMBER_THEN                        \
    " LEFT JOIN attendance a ON a.lecture_id = l.id AND a.student_id = m.user_id WHERE l.id = ? AND a.id IS NULL"

/* The column left_at as a span has it. */
int64_t span_end(bool is_null, int64_t left_at);

/*
 * A stay begins; of somebody who is in the classroom already it goes on. `added_by`: who puts them in without having
 * been asked by them; then the student is told, and is expected in lectures like anybody else, but is searched for in
 * no class photo before they have accepted. 0: they come by themselves, and have accepted. *ret_joined: it did begin;
 * may be NULL.
 */
enum fault membership_begin(struct db *db, int64_t class_id, int64_t student_id, int64_t added_by, int64_t now,
                            bool *ret_joined);

/* Whose stay begins where. */
struct membership_new {
    int64_t class_id, student_id;
};

/* The same of at most ROW_MANY at once, of whom the unit has read that they are not in it; nobody twice. */
enum fault membership_begin_many(struct db *db, const struct membership_new *list, size_t count, int64_t added_by,
                                 int64_t now);

/* The student says that they belong there: accepts, joins by code, or checks in. Once more changes nothing. */
enum fault membership_accept(struct db *db, int64_t class_id, int64_t student_id, int64_t now);

/* Whether the student was in the classroom and the last to end it was themselves. */
enum fault membership_left_by_self(struct db *db, int64_t class_id, int64_t student_id, bool *ret_left);

/*
 * It ends, with their times in its groups, and nothing of the student's is deleted. The staff is told, but for
 * `actor_id` (who did it), unless the classroom is archived; of a student who leaves without ever having accepted, that
 * it is not theirs. *ret_left: they were in it.
 */
enum fault membership_end(struct db *db, int64_t class_id, int64_t student_id, int64_t actor_id, int64_t now,
                          bool *ret_left);

#endif
