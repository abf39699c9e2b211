/* SPDX-License-Identifier: MIT */
/* Judging network, place and device. */
#ifndef AMS_SCHOOL_PROOF_INSIDE_H
#define AMS_SCHOOL_PROOF_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "store/db.h"

struct actor;
struct arena;
struct db;
struct proof_input;
struct proofs;
struct proved;
struct school;

enum fault proofs_read(struct db *db, int64_t class_id, struct arena *arena, struct proofs *ret_proofs);

/* Inside a unit, of a classroom that was just made: what new ones ask for, as `user_id`'s. */
enum fault proofs_begin(struct db *db, int64_t class_id, int64_t user_id, int64_t now);

/* Whether this student's check-in by face needs the room code: the classroom asks all, or they look like somebody. */
enum fault proofs_code_needed(struct db *db, int64_t student_id, int64_t lecture_id, bool *ret_needed);

/*
 * Network and place, and the device's fingerprint for what follows. NETWORK_OTHER, POSITION_NEEDED, POSITION_INVALID,
 * OUTSIDE.
 */
enum fault proofs_judge(const struct proofs *proofs, const struct proof_input *input, struct proved *ret_proved);

/* All of it before a face is looked at: proofs_judge, unlock_judge and device_meet. Nothing is used up by a refusal. */
enum fault proofs_check(struct school *school, const struct actor *actor, int64_t class_id,
                        const struct proof_input *input, struct proved *ret_proved);

#endif
