/* SPDX-License-Identifier: MIT */
/* Opening and closing attendance windows. */
#ifndef AMS_SCHOOL_WINDOW_H
#define AMS_SCHOOL_WINDOW_H

#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct arena;
struct lecture;
struct school;

/* Zero minutes and negative ones are refused; -1 means "as the classroom says" where a contract allows it. */
struct window_request {
    int64_t minutes; // 1 to WINDOW_MINUTES_MAX; -1: the classroom's window_minutes
    int64_t
        late_after_minutes; // 0 to LATE_MINUTES_MAX after now; -1: the classroom's, or, when opening again, as before
};

/* A lecture from now on with its window open at once, in one transaction. `title` may be NULL; `minutes` -1: the
 * classroom's. Faults as lecture_create, and MINUTES_INVALID. */
enum fault lecture_instant(struct school *school, const struct actor *actor, int64_t class_id, const char *title,
                           int64_t minutes, struct arena *arena, struct lecture *ret_lecture);

/* A window to open, now or at a time. */
struct window_plan {
    struct window_request request;
    int64_t opens_at;   // 0: now; otherwise later, and at most WINDOW_AHEAD_DAYS
    const char *reason; // for opening again: at most WINDOW_REASON_MAX characters; NULL: none
};

/*
 * Opens the window now, or opens it again after a close (opens_at stays that of the first time, and who became Absent
 * by the close is not yet marked again), or plans its opening; a plan that has not begun is replaced. By assistants,
 * too. Opening again needs a reason when it takes Absent back or comes WINDOW_SLIP_MINUTES after the close or later: a
 * slip of the finger does not.
 * Faults: WINDOW_OPEN (it is open: extend it), MINUTES_INVALID, TIME_INVALID (opens_at), REASON_NEEDED, TEXT_INVALID
 * (reason), LECTURE_CANCELLED, CLASSROOM_ARCHIVED. Audited, told.
 */
enum fault lecture_window_plan(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct window_plan *plan, struct arena *arena, struct lecture *ret_lecture);

/* The same now and without a reason. */
enum fault lecture_window_open(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct window_request *request, struct arena *arena, struct lecture *ret_lecture);

/* Takes back a plan that has not begun; an automatic one turns auto_open off for this lecture. WINDOW_NOT_OPEN (nothing
 * is planned), WINDOW_OPEN, WINDOW_CLOSED. Audited, told. */
enum fault lecture_window_forget(struct school *school, const struct actor *actor, int64_t lecture_id,
                                 struct arena *arena, struct lecture *ret_lecture);

/* Moves the close of an open window by 1 to WINDOW_MINUTES_MAX minutes. WINDOW_CLOSED, WINDOW_NOT_OPEN (never
 * opened), WINDOW_TOO_LONG, MINUTES_INVALID. Audited, told. */
enum fault lecture_window_extend(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t minutes,
                                 struct arena *arena, struct lecture *ret_lecture);

/* Closes an open window now; where the classroom says so, unmarked students become Absent. WINDOW_CLOSED,
 * WINDOW_NOT_OPEN. Audited, told. */
enum fault lecture_window_close(struct school *school, const struct actor *actor, int64_t lecture_id,
                                struct arena *arena, struct lecture *ret_lecture);

#endif
