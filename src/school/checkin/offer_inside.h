/* SPDX-License-Identifier: MIT */
/* Whether anything was given out that shows a lecture's room: a student who was shown nothing is not at fault. */
#ifndef AMS_SCHOOL_OFFER_INSIDE_H
#define AMS_SCHOOL_OFFER_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct school;

/* Remembers, once, that something was given out that shows the lecture's room, and that of those held together with it.
 */
enum fault room_offer(struct school *school, int64_t lecture_id, int64_t now);

/* When it was given out first; 0: never. */
enum fault room_offered(struct db *db, int64_t lecture_id, int64_t *ret_first_at);

#endif
