/* SPDX-License-Identifier: MIT */
/* The live view of a lecture. */
#ifndef AMS_SCHOOL_ATTENDANCE_H
#define AMS_SCHOOL_ATTENDANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/checkin/proof.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/plan/lecture.h"

struct actor;
struct arena;
struct mark;
struct refused_student;
struct school;

/* What shows the lecture's room to those who check in (school/checkin/sound.h, room_code.h). */
struct attendance_room {
    enum proof_rule rule;
    bool sound;         // the staff's pages play it
    int64_t offered_at; // when code or sound was given out first; 0: never, so that nobody could show the room
};

/* Everything the professor's live page shows. */
struct attendance_view {
    struct lecture lecture; // with counts
    struct classroom classroom;
    struct mark *marks; // one for every student of the classroom, by name
    size_t count;
    int64_t refusals;                // refused checks in this lecture
    struct refused_student *refused; // whose they were (past.h), the newest first
    size_t refused_count;
    struct attendance_room room;
    bool identification; // people may be searched for in class photos
    bool note_needed;    // a mark by hand is outside the lecture's time now (change.h)
};

/* Its staff and administrators. */
enum fault attendance_view(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                           struct attendance_view *ret_view);

/* Whether the actor may watch this lecture's events: its professor and administrators. NOT_FOUND otherwise. */
enum fault attendance_may_watch(struct school *school, const struct actor *actor, int64_t lecture_id);

#endif
