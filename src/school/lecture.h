/* SPDX-License-Identifier: MIT */
/*
 * Lectures and their attendance windows. A window's state follows from server time alone (open while opens_at <= now <
 * closes_at), so it opens and closes without any background work.
 */
#ifndef AMS_SCHOOL_LECTURE_H
#define AMS_SCHOOL_LECTURE_H

#include <stddef.h>

#include "school/mark.h"

enum {
    LECTURE_TITLE_MAX = 120, // characters
    LECTURE_ROOM_MAX = 60,   // characters
    LECTURE_HOURS_MAX = 24,
    LECTURES_PER_CLASSROOM_MAX = 1000,
    WINDOW_MINUTES_MAX = 240, // a window never closes later than this from now
    LATE_MINUTES_MAX = 240,
    LECTURES_AROUND_MAX = 200,
    LECTURE_INSTANT_MINUTES = 60, // length of an instant lecture, or its window when that is longer
};

enum window_state { WINDOW_CLOSED, WINDOW_OPEN, WINDOW_SCHEDULED };

/* "closed", "open", "scheduled". */
const char *window_state_code(enum window_state state);

struct window {
    enum window_state state; // at the school's time of the call
    int64_t opens_at;        // of the first opening
    int64_t closes_at;
    int64_t late_after_at; // a check-in at or after this moment is late
};

struct lecture {
    int64_t id;
    int64_t class_id;
    const char *subject; // the classroom's
    const char *title;   // NULL when none
    const char *room;    // NULL when none
    int64_t starts_at, ends_at;
    bool cancelled;
    bool has_window; // false: `window` is not meant
    struct window window;
    bool has_counts; // true only where a contract says so, and only for its professor and administrators
    struct counts counts;
};

struct lecture_list {
    struct lecture *lectures;
    size_t count;
};

struct lecture_request {
    const char *title; // NULL or "": none
    const char *room;  // NULL or "": none
    int64_t starts_at, ends_at;
};

/* Zero minutes and negative ones are refused; -1 means "as the classroom says" where a contract allows it. */
struct window_request {
    int64_t minutes; // 1 to WINDOW_MINUTES_MAX; -1: the classroom's window_minutes
    int64_t
        late_after_minutes; // 0 to LATE_MINUTES_MAX after now; -1: the classroom's, or, when opening again, as before
};

/* NOT_FOUND, TEXT_INVALID, TIME_INVALID, ENDS_BEFORE_START (also when equal), LECTURE_TOO_LONG, TOO_MANY_THINGS,
 * CLASSROOM_ARCHIVED. */
enum fault lecture_create(struct school *school, const struct actor *actor, int64_t class_id,
                          const struct lecture_request *request, struct arena *arena, struct lecture *ret_lecture);

/* A lecture from now on with its window open at once, in one transaction. `title` may be NULL; `minutes` -1: the
 * classroom's. Faults as lecture_create, and MINUTES_INVALID. */
enum fault lecture_instant(struct school *school, const struct actor *actor, int64_t class_id, const char *title,
                           int64_t minutes, struct arena *arena, struct lecture *ret_lecture);

/* For its professor, its students and administrators; with counts but for students. */
enum fault lecture_get(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                       struct lecture *ret_lecture);

/* All of a classroom, newest first, at most LECTURES_PER_CLASSROOM_MAX; with counts but for students. */
enum fault lecture_list(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                        struct lecture_list *ret_list);

/*
 * The actor's lectures around now, for "today": not cancelled, ending after 12 hours ago and starting within the next
 * 24, by start, at most LECTURES_AROUND_MAX. Every time zone's today is inside; the page picks its own day. Of a
 * professor's own, a student's joined, all classrooms for an administrator. No counts.
 */
enum fault lecture_list_around(struct school *school, const struct actor *actor, struct arena *arena,
                               struct lecture_list *ret_list);

/*
 * Opens the window now, or opens it again after a close (opens_at stays that of the first time). Its professor only.
 * Faults: WINDOW_OPEN (it is open: extend it), MINUTES_INVALID, LECTURE_CANCELLED, CLASSROOM_ARCHIVED. Audited, told.
 */
enum fault lecture_window_open(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct window_request *request, struct arena *arena, struct lecture *ret_lecture);

/* Moves the close of an open window by 1 to WINDOW_MINUTES_MAX minutes. WINDOW_CLOSED, WINDOW_NOT_OPEN (never
 * opened), WINDOW_TOO_LONG, MINUTES_INVALID. Audited, told. */
enum fault lecture_window_extend(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t minutes,
                                 struct arena *arena, struct lecture *ret_lecture);

/* Closes an open window now. WINDOW_CLOSED, WINDOW_NOT_OPEN. Audited, told. */
enum fault lecture_window_close(struct school *school, const struct actor *actor, int64_t lecture_id,
                                struct arena *arena, struct lecture *ret_lecture);

#endif
