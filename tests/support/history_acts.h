/* SPDX-License-Identifier: MIT */
/* What the acts of a random history share, and those that stand in files of their own. Only for history_*.c. */
#ifndef AMS_TESTS_SUPPORT_HISTORY_ACTS_H
#define AMS_TESTS_SUPPORT_HISTORY_ACTS_H

#include "school/common/fault.h"
#include "school/marks/group/group.h"
#include "support/history.h"

int64_t history_any_class(struct history *history);
enum mark_status history_any_status(struct history *history);

/* One that people may give in the classroom; now and then one of its own. */
enum mark_status history_any_status_of(struct history *history, int64_t class_id);

/* One with an account of its own; and mostly one who is in the classroom. */
struct actor *history_any_student(struct history *history);
struct actor *history_any_member(struct history *history, int64_t class_id);

/* Mostly one around now, for most acts ask for that. NULL: there is none yet. */
const struct row_lecture *history_any_lecture(struct history *history);

/* A lecture with an open window; NULL: none. */
const struct row_lecture *history_open_lecture(const struct history *history);

/* One of the classroom's groups that has not ended; NULL: none. And some of them for a lecture. */
const struct row_group *history_any_group(struct history *history, int64_t class_id);
struct group_choice history_any_groups(struct history *history, int64_t class_id);

/* Reads the rows anew, and looks whom a close has made Absent: who was expected, is still there, and had no mark. */
void history_same_absent(struct history *history);

enum fault history_lecture(struct history *history);
enum fault history_instant(struct history *history);
enum fault history_move(struct history *history);
enum fault history_move_to_edge(struct history *history);
enum fault history_cancel(struct history *history);
enum fault history_restore(struct history *history);
enum fault history_open(struct history *history);
enum fault history_close(struct history *history);
enum fault history_extend(struct history *history);
enum fault history_forget_plan(struct history *history);
enum fault history_day_off(struct history *history);
enum fault history_day_on(struct history *history);

enum fault history_group_make(struct history *history);
enum fault history_group_put(struct history *history);
enum fault history_group_out(struct history *history);
enum fault history_group_end(struct history *history);
enum fault history_lecture_groups(struct history *history);

enum fault history_joint_add(struct history *history);
enum fault history_joint_leave(struct history *history);

/* That lectures held together are one hour; and that who checked in, and is in both classrooms, is marked in both. */
void history_joint_compare(const struct history *history);
void history_joint_same_marked(struct history *history, const struct rows *before, int64_t lecture_id,
                               int64_t student_id);

enum fault history_leave_ask(struct history *history);
enum fault history_leave_accept(struct history *history);
enum fault history_leave_refuse(struct history *history);
enum fault history_leave_withdraw(struct history *history);

/* That a sweep has left nobody out who is on leave; and that who checked in since `before` is there, leave or not. */
void history_leave_same_sweep(struct history *history);
void history_leave_same_there(struct history *history, const struct rows *before, int64_t lecture_id,
                              int64_t student_id);

/* Each answers what the product said. */
enum fault history_mark(struct history *history);
enum fault history_mark_many(struct history *history);
enum fault history_clear(struct history *history);
enum fault history_undo(struct history *history);
enum fault history_code(struct history *history);
enum fault history_face(struct history *history);
enum fault history_import(struct history *history);
enum fault history_sweep(struct history *history);
enum fault history_sweep_at_final(struct history *history);
enum fault history_misses(struct history *history);
enum fault history_final(struct history *history);
enum fault history_warning_rules(struct history *history);

#endif
