/* SPDX-License-Identifier: MIT */
/* Classrooms: a professor's subject with its students and its join code. */
#ifndef AMS_SCHOOL_CLASSROOM_H
#define AMS_SCHOOL_CLASSROOM_H

#include "face/live/live.h"
#include "school/common/limits.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"

struct status_set;

/* What somebody is in a classroom; the first that is true. */
enum class_part { PART_OWNER, PART_TEACHER, PART_ASSISTANT, PART_STUDENT, PART_ADMINISTRATOR, PART_COUNT };

/* "owner", "teacher", "assistant", "student", "administrator". */
const char *class_part_code(enum class_part part);

struct classroom {
    int64_t id;
    const char *subject;
    const char *section;     // NULL when none
    const char *term;        // NULL when none
    const char *department;  // NULL when none
    const char *timezone;    // IANA name
    const char *external_id; // what another system calls it; NULL: nothing
    int64_t late_after_minutes;
    int64_t window_minutes;
    enum live_policy policy;
    const char *join_code;   // "ABCD2345"; NULL unless the actor is of its staff
    bool join_closed;        // the code lets nobody in
    int64_t join_expires_at; // 0: never
    bool join_approval;      // the staff lets each one in
    int64_t join_waiting;    // who waits for that
    bool accepted;           // PART_STUDENT: they are in it by their own will (marks/membership.h)
    struct person added_by;  // PART_STUDENT: who put them in; id 0: nobody, or nobody knows
    int64_t threshold_percent;
    int64_t leave_out; // missed lectures of each student that do not count
    enum mark_counts excused_counts;
    int64_t spot_names;        // of a lecture, to look up in the room (attendance/spot/spot.h); 0: nobody
    bool absent_at_close;      // unmarked students become Absent when a window closes
    bool auto_open;            // windows open by the plan,
    int64_t auto_open_minutes; // so many minutes after a lecture's start; below 0: before it
    enum class_part part;      // the actor's
    int64_t version;           // counts up with every edit
    struct person professor;
    int64_t students;
    int64_t lectures;    // not cancelled
    bool has_live;       // a lecture's window is open now
    struct lecture live; // the one that closes last; no counts
    bool archived;
    int64_t created_at;
    const struct status_set *statuses; // how it names its marks; NULL in lists, but for a student's own that is live
};

struct classroom_list {
    struct classroom *classrooms;
    size_t count;
    int64_t next;  // `after` of the next page; 0: this was the last
    int64_t total; // of all pages
};

struct classroom_request {
    const char *subject;
    const char *section;        // NULL or "": none
    const char *term;           // NULL or "": none
    const char *department;     // NULL or "": none
    const char *timezone;       // NULL or "": "UTC"
    int64_t late_after_minutes; // 0 to LATE_MINUTES_MAX; -1: CLASSROOM_LATE_MINUTES
    int64_t window_minutes;     // 1 to WINDOW_MINUTES_MAX; -1: CLASSROOM_WINDOW_MINUTES
    const char *policy;         // live_policy_word(); NULL: "turn"
    int64_t professor_id;       // by an administrator for the institution: whose it is; 0: the actor's
    const char *external_id;    // the same: what another system calls it; NULL or "": nothing
};

/* The actor becomes its professor, or (actor_for_institution; audited then) whom the request names: ACCOUNT_UNKNOWN,
 * PART_NOT_POSSIBLE, EXTERNAL_ID_TAKEN. TEXT_INVALID (subject, section, term, department), TIMEZONE_UNKNOWN,
 * MINUTES_INVALID, POLICY_UNKNOWN, TOO_MANY_THINGS. */
enum fault classroom_create(struct school *school, const struct actor *actor, const struct classroom_request *request,
                            struct arena *arena, struct classroom *ret_classroom);

/* For its staff, its students and administrators; otherwise NOT_FOUND. */
enum fault classroom_get(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                         struct classroom *ret_classroom);

/* One's own, joined and assisted; all for an administrator; by subject. The cursor is the id of the last one. */
enum fault classroom_list(struct school *school, const struct actor *actor, const struct page *page,
                          struct arena *arena, struct classroom_list *ret_list);

/* An edit; classroom_no_change() is the one that changes nothing. */
struct classroom_change {
    const char *policy;         // NULL: as it is; and so for every text
    int64_t late_after_minutes; // -1: as it is; and so for every number but auto_open_minutes
    int64_t window_minutes;
    const char *subject;
    const char *section;    // "": none
    const char *term;       // "": none
    const char *department; // "": none
    const char *timezone;
    int64_t threshold_percent;  // 0 to 100
    int64_t leave_out;          // 0 to CLASSROOM_LEAVE_OUT_MAX
    const char *excused_counts; // mark_counts_code()
    int64_t spot_names;         // 0 to CLASSROOM_SPOT_NAMES_MAX
    int64_t absent_at_close;    // 0 or 1
    int64_t archived;           // 0 or 1
    int64_t join_open;          // 0 or 1
    int64_t join_approval;      // 0 or 1
    int64_t join_expires_at;    // 0: never
    const char *auto_open;      // "on", "off"
    int64_t auto_open_minutes;  // INT64_MIN: as it is
    int64_t version;            // what it is based on; 0: whatever there is
    int64_t professor_id;       // for the institution alone (actor_for_institution): whose it becomes; 0: as it is
    const char *external_id;    // the same; "": nothing
};

struct classroom_change classroom_no_change(void);

/*
 * For checks and windows from now on; a check that has begun goes on as it began, a window that is open stays as it is.
 * Its teachers only. An archived classroom takes only `archived` = 0. Audited when anything is another now.
 * CHANGED_MEANWHILE, TEXT_INVALID, TIMEZONE_UNKNOWN, POLICY_UNKNOWN, MINUTES_INVALID, NUMBER_INVALID, CHOICE_UNKNOWN,
 * TIME_INVALID, CLASSROOM_ARCHIVED; for the institution ACCOUNT_UNKNOWN, PART_NOT_POSSIBLE, TOO_MANY_THINGS,
 * EXTERNAL_ID_TAKEN, too. A new time zone leaves planned lectures at their moments.
 */
enum fault classroom_change(struct school *school, const struct actor *actor, int64_t class_id,
                            const struct classroom_change *change, struct arena *arena,
                            struct classroom *ret_classroom);

/* A new join code; the old one stops working at once, and the new one neither expires nor is off. Audited. Its teachers
 * only. */
enum fault classroom_rotate_code(struct school *school, const struct actor *actor, int64_t class_id,
                                 struct arena *arena, struct classroom *ret_classroom);

#endif
