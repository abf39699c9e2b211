/* SPDX-License-Identifier: MIT */
/* The check-in by the room code. */
#ifndef AMS_SCHOOL_CODE_CHECK_IN_H
#define AMS_SCHOOL_CODE_CHECK_IN_H

#include <stdint.h>

#include "school/checkin/proof.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"

struct actor;
struct arena;
struct school;

/* A check-in without a face. */
struct code_request {
    int64_t lecture_id;
    const char *room_code; // six digits or what the QR code holds; any text; NULL or "": what was heard alone
    struct proof_input proofs;
    int64_t received_at; // when the request first reached the server; 0: now (check_in_rules.h)
};

/*
 * Marks the actor present or late by the room code and their device: the equal way for whoever has no face set up. The
 * same window and the same lateness; a wrong code counts as a refused check. A student who is already marked gets that
 * mark again; where it lacks nothing but the room (MARK_NO_ROOM), the right code, or without one the
 * room sound in `proofs.heard`, settles that while the window is open.
 * Faults: NOT_FOUND, LECTURE_CANCELLED, CLASSROOM_ARCHIVED, WINDOW_NOT_OPEN, WINDOW_CLOSED, CODE_CHECK_IN_OFF,
 * TOO_MANY_TRIES (with *ret_retry_after_s), CODE_NEEDED, CODE_WRONG, and those of the proofs. Told.
 */
enum fault attendance_code_check_in(struct school *school, const struct actor *actor,
                                    const struct code_request *request, struct arena *arena, struct mark *ret_mark,
                                    int64_t *ret_retry_after_s);

#endif
