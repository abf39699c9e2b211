/* SPDX-License-Identifier: MIT */
/* Gathering, weighing and keeping what check-ins show of where they were made from. */
#ifndef AMS_SCHOOL_SIGNS_INSIDE_H
#define AMS_SCHOOL_SIGNS_INSIDE_H

#include <stdint.h>

#include "school/checkin/room_code_inside.h"
#include "school/checkin/signs/signs.h"
#include "school/common/fault.h"

struct access;
struct db;
struct proof_input;
struct proved;
struct school;

/* What the request shows by itself: ret_proved->signs, and MARK_ODD_CAMERA. `code`: as it was brought. */
void signs_take(const struct school *school, struct room_code_of of, const struct code_use *code,
                const struct proof_input *input, struct proved *ret_proved);

/* A check of several steps: the code that its first one brought stands for the whole check. `fingerprint`: of its
 * challenge. */
enum fault signs_note_code(struct school *school, const char *fingerprint, const struct code_use *code, int64_t at);
enum fault signs_recall_code(struct school *school, const char *fingerprint, struct code_use *ret_code);

/* Inside the unit that marks: weighed against the other check-ins of the room, which may add MARK_RELAYED. */
enum fault signs_weigh(struct db *db, const struct access *access, int64_t student_id, struct proved *proved);

/* Inside the unit that marks. */
enum fault signs_keep(struct db *db, int64_t lecture_id, int64_t student_id, const struct proved *proved, int64_t at);

/* Inside the unit in which a code settles a mark by face that lacked the room: the code is weighed as one that marks.
 */
enum fault signs_settle(struct db *db, const struct access *access, int64_t student_id, struct proved *proved,
                        int64_t at, int64_t now);

/* Inside a unit that ends marking: weighed again, now that everybody's are there, for whom there was no crowd before.
 */
enum fault signs_close(struct db *db, int64_t lecture_id, int64_t now);

/* Of one mark, for its staff: the kept reasons. */
enum fault signs_read(struct db *db, int64_t lecture_id, int64_t student_id, struct sign list[static SIGNS_REASONS_MAX],
                      size_t *ret_count);

/* Inside a unit: what has served its time. */
enum fault signs_sweep(struct db *db, int64_t now);

#endif
