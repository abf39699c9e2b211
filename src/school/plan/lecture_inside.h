/* SPDX-License-Identifier: MIT */
/* Reading lectures, inside a unit or a reader. */
#ifndef AMS_SCHOOL_LECTURE_INSIDE_H
#define AMS_SCHOOL_LECTURE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/plan/lecture.h"
#include "store/db.h"

struct access;

struct arena;
struct db;

enum window_state window_state(int64_t opens_at, int64_t closes_at, int64_t now);

enum fault lecture_read(struct db *db, int64_t lecture_id, int64_t now, struct arena *arena,
                        struct lecture *ret_lecture);

/* A lecture and, with `following`, the later ones of its series that are cancelled or not as `cancelled` says, by
 * start; at most SERIES_LECTURES_MAX + 1. Not found, NO_SERIES. */
enum fault lecture_read_run(struct db *db, int64_t lecture_id, bool following, bool cancelled, int64_t now,
                            struct arena *arena, struct lecture_list *ret_list);

/* Which lectures: of the classrooms of `member_id` (as student or staff), of classroom `class_id`, or of all; and
 * of those the ones whose window is open at `open_at`, whenever they are; without it (-1), the ones that start in
 * [starts_from, starts_before) and end after `ends_after`. */
struct lecture_filter {
    int64_t member_id; // 0: nobody
    bool as_student;   // not those that they teach or assist in
    int64_t class_id;  // 0: none
    int64_t seen_by; // a student: of classroom `class_id`, only what is theirs; 0: all. Of `member_id`, it is so anyway
    bool all;
    bool cancelled; // cancelled ones too
    bool once;      // of those held together only one, with the others' names
    int64_t starts_from, starts_before, ends_after;
    int64_t open_at; // -1: by their times
    int64_t limit;
};
/* By start, oldest first. */
enum fault lecture_read_list(struct db *db, const struct lecture_filter *filter, int64_t now, struct arena *arena,
                             struct lecture_list *ret_list);

/*
 * From and to on the wall clock of one day, local milliseconds (school/common/zone.h). A `to` that is not behind `from`
 * is the next day's when the lecture is then at most LECTURE_OVERNIGHT_HOURS_MAX long; otherwise it is a slip, and
 * ENDS_BEFORE_START, also when both are the same.
 */
enum fault lecture_overnight(int64_t from, int64_t *to);

/* The moments of a lecture on the wall clock of `zone`, `from` before `to`. Where a change of clocks would put the end
 * at or before the start, the lecture is as long as the wall clock says. TIMEZONE_UNKNOWN. */
enum fault lecture_moments(struct school *school, const char *zone, int64_t from, int64_t to, int64_t *ret_starts_at,
                           int64_t *ret_ends_at);

/* A lecture about to be written, its texts clean and its times sane. */
struct new_lecture {
    int64_t class_id;
    const char *title, *room; // NULL: none
    int64_t starts_at, ends_at, now;
    struct group_choice groups;
};

/* Inside a unit: may the actor add a lecture? As access_change, and TOO_MANY_THINGS. */
enum fault lecture_may_add(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access);

/* Inside a unit: writes it, and no window. DB_OK, or what went wrong. */
enum fault lecture_add(struct db *db, const struct new_lecture *lecture, int64_t *ret_id);

/* Inside a unit: cancels a lecture (`reason` NULL: none) or brings it back, and what goes with that of its window;
 * tells nobody. */
enum fault lecture_cancel_write(struct db *db, int64_t class_id, int64_t lecture_id, int64_t actor_id,
                                const char *reason, int64_t now);
enum fault lecture_restore_write(struct db *db, int64_t class_id, int64_t lecture_id, int64_t now);

/* After the commit of a change of the plan: the lecture as the actor may see it, told to those who look at it or at one
 * held together with it. */
enum fault lecture_changed(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                           struct lecture *ret_lecture);

/* Tells those who watch that the window has changed, after the commit; a failure only costs the event. */
void event_window(struct school *school, int64_t lecture_id);

/* The same where the unit has not noted it (event_note_lecture): also for the other servers on this database. */
void event_window_shared(struct school *school, int64_t lecture_id);

#endif
