/* SPDX-License-Identifier: MIT */
/* Whether a check-in shows that it is made in the room. */
#ifndef AMS_SCHOOL_ROOM_INSIDE_H
#define AMS_SCHOOL_ROOM_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"

struct access;
struct actor;
struct check_in_request;
struct code_use;
struct db;
struct joint;
struct proved;
struct school;

/*
 * What a check-in by face shows of the room, by the room code (`code`, as it was brought) or a word that it heard, now
 * or in an earlier step of its challenge: ret_proved->room. By ret_proved->room_rule: flags it with MARK_NO_ROOM,
 * unless nobody has given out anything that it could show; ROOM_NEEDED (nothing is used up); CODE_WRONG for six digits
 * that are not the code's (counts as a refused check: they cannot be guessed at leisure). A wrong word alone refuses
 * nothing.
 */
enum fault room_judge(struct school *school, const struct actor *actor, const struct check_in_request *request,
                      const struct access *access, const struct code_use *code, int64_t at, struct proved *ret_proved);

/* Inside a unit, of a student who has brought the right code after their mark: it is not without the room any more,
 * here and in the lectures held together with this one. *ret_settled: where. */
enum fault room_settle(struct db *db, int64_t lecture_id, int64_t student_id, int64_t now, struct joint *ret_settled);

/* Whether the student's mark in a lecture is flagged so. */
enum fault room_is_open(struct db *db, int64_t lecture_id, int64_t student_id, bool *ret_open);

#endif
