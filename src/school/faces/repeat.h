/* SPDX-License-Identifier: MIT */
/*
 * Pictures that were shown before. Of every frame that an enrolment or a check-in accepted a trace is kept: sealed,
 * what it looks like (face/trace.h), and its bytes as a keyed hash. No picture, no template. A repeat by the same
 * person is refused; one of somebody else's pictures is flagged. For src/school/ only.
 */
#ifndef AMS_SCHOOL_REPEAT_H
#define AMS_SCHOOL_REPEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "face/face.h"
#include "school/common/fault.h"

struct db;
struct school;

enum {
    REPEAT_DAYS = 200,        // so long traces are kept: a term; those of the enrolment that stands as long as it does
    REPEAT_TRACES_MAX = 1024, // of a person that new ones are compared with, the newest
    REPEAT_KEPT_MAX = 16,     // frames kept at once
};

/* The accepted frames of a burst or an attempt, and what is known of them. */
struct shown {
    const struct face_trace *traces;
    size_t count;
    bool repeated;       // this person has shown them before, or nearly them
    int64_t shared_with; // another person has; 0: nobody
};

/* Where pictures were accepted. Both 0: a check that was refused, whose pictures shall not be tried again. */
struct shown_where {
    int64_t lecture_id;
    bool enrolled;
};

/* The traces of the person's frames, the newest first, at most REPEAT_TRACES_MAX. `accepted`: without those of refused
 * checks. */
enum fault repeat_read(struct school *school, struct db *db, int64_t user_id, bool accepted, struct face_trace *traces,
                       size_t *ret_count);

/*
 * Fills `shown`: repeated, when the person's accepted traces have them; shared_with, when those of others have, in the
 * same lecture or, for an enrolment, in theirs. No reader may be held.
 */
enum fault repeat_look(struct school *school, int64_t user_id, struct shown_where where, struct shown *shown);

/* Inside a unit: adds to `shown` what the bytes alone say, across all people and lectures of the term. */
enum fault repeat_meet(struct school *school, struct db *db, int64_t user_id, struct shown *shown);

/* Inside a unit: keeps the traces. */
enum fault repeat_keep(struct school *school, struct db *db, int64_t user_id, struct shown_where where,
                       const struct shown *shown, int64_t now);

/* Inside a unit: the person's face goes, and what was kept of its pictures. */
enum fault repeat_forget(struct db *db, int64_t user_id);

#endif
