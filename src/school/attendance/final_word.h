/* SPDX-License-Identifier: MIT */
/* Saying that a lecture's marks are final before the time for corrections is over. */
#ifndef AMS_SCHOOL_FINAL_WORD_H
#define AMS_SCHOOL_FINAL_WORD_H

#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct arena;
struct lecture;
struct school;

/*
 * What is due because of the marks leaves at once. Nothing happens when they are final already. Its teachers and
 * assistants. NOT_FOUND, NOT_OVER (it can still be marked), LECTURE_CANCELLED, CLASSROOM_ARCHIVED. Audited, told.
 */
enum fault lecture_final_say(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                             struct lecture *ret_lecture);

/* Takes that back. FINAL_TOLD once anything was sent because of it, FINAL_PASSED when nobody said it or the time is
 * over by itself; otherwise as above. */
enum fault lecture_final_take_back(struct school *school, const struct actor *actor, int64_t lecture_id,
                                   struct arena *arena, struct lecture *ret_lecture);

#endif
