/* SPDX-License-Identifier: MIT */
/*
 * Lectures and their attendance windows. A window's state follows from server time alone (open while opens_at <= now <
 * closes_at), so it opens and closes without any background work.
 */
#ifndef AMS_SCHOOL_LECTURE_H
#define AMS_SCHOOL_LECTURE_H

#include <stddef.h>

#include "school/common/limits.h"
#include "school/marks/group/group.h"
#include "school/marks/mark.h"
#include "school/school.h"

enum {
    LECTURE_TITLE_MAX = 120, // characters
    LECTURE_ROOM_MAX = 60,   // characters
    LECTURE_HOURS_MAX = 24,
    LECTURE_OVERNIGHT_HOURS_MAX = 12, // of one whose end on the clock is at or before its start, so of the next day
    WINDOW_MINUTES_MAX = 240,         // a window never closes later than this from now
    LATE_MINUTES_MAX = 240,
    LECTURES_AROUND_MAX = 200,
    LECTURE_REASON_MAX = 300,
    WINDOW_REASON_MAX = 300,
    WINDOW_AHEAD_DAYS = 366,
    WINDOW_SLIP_MINUTES = 10,
    LECTURE_INSTANT_MINUTES = 60, // length of an instant lecture, or its window when that is longer
};

enum window_state { WINDOW_CLOSED, WINDOW_OPEN, WINDOW_SCHEDULED };

/* "closed", "open", "scheduled". */
const char *window_state_code(enum window_state state);

/* Whether a lecture's window opens by the plan. */
enum lecture_auto { AUTO_AS_CLASSROOM, AUTO_OFF, AUTO_ON, AUTO_COUNT };

/* "classroom", "off", "on". */
const char *lecture_auto_code(enum lecture_auto automatic);

struct window {
    enum window_state state; // at the school's time of the call
    int64_t opens_at;        // of the first opening
    int64_t closes_at;
    int64_t late_after_at; // a check-in at or after this moment is late
    bool automatic;        // opened by the plan
};

/* Whether somebody said that the marks are final. WORD_TOLD: and something was sent since, so that it stands. */
enum lecture_word { WORD_NONE, WORD_SAID, WORD_TOLD, WORD_COUNT };

/* "none", "said", "told". */
const char *lecture_word_code(enum lecture_word word);

/* A lecture that is held together with another one (plan/joint.h). `merged`: the reader has that one too, and a list
 * where each hour stands once has left it out. */
struct joint_lecture {
    int64_t lecture_id, class_id;
    const char *subject;
    const char *section; // NULL when none
    bool merged;
};

struct joint_lectures {
    struct joint_lecture *lectures;
    size_t count;
};

struct lecture {
    int64_t id;
    int64_t class_id;
    const char *subject; // the classroom's
    const char *title;   // NULL when none
    const char *room;    // NULL when none
    int64_t starts_at, ends_at;
    bool cancelled;
    bool taken;      // common/taken_rule.h
    bool has_window; // false: `window` is not meant
    struct window window;
    const char *cancel_reason; // NULL when none
    int64_t moved_from;        // where it started by the first plan; 0: there it is
    int64_t series_id;         // 0: it stands alone
    enum lecture_auto auto_open;
    int64_t auto_open_minutes;   // meant when auto_open is AUTO_ON
    struct group_names groups;   // that it is for; none: the whole classroom
    int64_t joint_id;            // 0: its classroom's alone
    struct joint_lectures joint; // the others that are held together with it
    int64_t version;             // counts up with every edit
    int64_t sequence;            // of a calendar's event
    int64_t created_at, updated_at;
    const char *external_id; // what another system calls it; NULL: nothing
    int64_t final_at;        // when its marks are or became final (marks/final.h); 0: it is cancelled
    enum lecture_word word;
    bool has_counts; // true only where a contract says so, and only for its staff and administrators
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
    struct group_choice groups; // not given: for the whole classroom
    const char *external_id;    // by an administrator for the institution; NULL or "": nothing
};

/* NOT_FOUND, TEXT_INVALID, TIME_INVALID, ENDS_BEFORE_START (also when equal), LECTURE_TOO_LONG, TOO_MANY_THINGS,
 * GROUP_UNKNOWN, CLASSROOM_ARCHIVED; for the institution (actor_for_institution, audited then) EXTERNAL_ID_TAKEN, too.
 */
enum fault lecture_create(struct school *school, const struct actor *actor, int64_t class_id,
                          const struct lecture_request *request, struct arena *arena, struct lecture *ret_lecture);

/* For its professor, its students and administrators; with counts but for students. */
enum fault lecture_get(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                       struct lecture *ret_lecture);

/* All of a classroom, newest first, at most LECTURES_PER_CLASSROOM_MAX; with counts but for students, who do not see
 * those of other groups, unless they are marked in them. */
enum fault lecture_list(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                        struct lecture_list *ret_list);

/*
 * The actor's lectures around now, for "today": not cancelled, ending after 12 hours ago and starting within the next
 * 24, by start, at most LECTURES_AROUND_MAX. Every time zone's today is inside; the page picks its own day. Of a
 * professor's own, a student's joined, all classrooms for an administrator. What is held together stands once. No
 * counts.
 */
enum fault lecture_list_around(struct school *school, const struct actor *actor, struct arena *arena,
                               struct lecture_list *ret_list);

/* ---- changing the plan: school/lecture_edit.c ---- */

/* An edit; lecture_no_change() is the one that changes nothing. */
struct lecture_change {
    const char *title;         // NULL: as it is; "": none
    const char *room;          // the same
    int64_t starts_at;         // 0: as it is; without ends_at the length stays
    int64_t ends_at;           // 0: as it is
    const char *auto_open;     // lecture_auto_code(); NULL: as it is
    int64_t auto_open_minutes; // from the start; INT64_MIN: as it is
    struct group_choice groups;
    bool following;          // this and all later ones of its series
    int64_t version;         // what it is based on; 0: whatever there is
    const char *external_id; // for the institution alone, of the named lecture; NULL: as it is; "": nothing
};

struct lecture_change lecture_no_change(void);

/*
 * Changes a lecture, and those held together with it but for the groups. A move is kept as such (moved_from), takes a
 * planned window with it and, unless the lecture is over, is told to the members. With `following` the later lectures
 * of the series that are not cancelled move by as much local time (so a change of clocks between them does not matter)
 * and take the same length, title and room. Its teachers only. NO_SERIES, CHANGED_MEANWHILE, TEXT_INVALID,
 * TIME_INVALID, ENDS_BEFORE_START, LECTURE_TOO_LONG, CHOICE_UNKNOWN, MINUTES_INVALID, GROUP_UNKNOWN, LECTURE_CANCELLED,
 * CLASSROOM_ARCHIVED. Audited.
 */
enum fault lecture_edit(struct school *school, const struct actor *actor, int64_t lecture_id,
                        const struct lecture_change *change, struct arena *arena, struct lecture *ret_lecture);

struct lecture_cancel {
    const char *reason; // NULL: none
    bool following;
    int64_t version;
};

/* Cancels a lecture, or brings it back; both are kept in the audit log with the reason, and told. An open window closes
 * without making anybody Absent; a planned one is gone. LECTURE_CANCELLED, LECTURE_NOT_CANCELLED and as lecture_edit.
 */
enum fault lecture_cancel(struct school *school, const struct actor *actor, int64_t lecture_id,
                          const struct lecture_cancel *request, struct arena *arena, struct lecture *ret_lecture);
enum fault lecture_restore(struct school *school, const struct actor *actor, int64_t lecture_id,
                           const struct lecture_cancel *request, struct arena *arena, struct lecture *ret_lecture);

#endif
