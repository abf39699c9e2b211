/* SPDX-License-Identifier: MIT */
/*
 * Provisional until final. Marks can be corrected for a time after marking has ended (the setting correction_minutes)
 * before anything is sent because of them: warnings, and e-mails about changed marks. Somebody of the staff may say
 * sooner that they are final. Both hold for the end of marking as it is: a lecture that is opened again or moved is
 * provisional again. Corrections stay possible afterwards. Only for src/school/, inside units and readers.
 */
#ifndef AMS_SCHOOL_FINAL_H
#define AMS_SCHOOL_FINAL_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "school/marks/tally.h"

struct db;

/* Of `lectures l` and, by a LEFT JOIN, its `windows w`: FINAL_JOIN finds the word that still holds, IS_FINAL is true of
 * what is final; its value is now less final_wait(). */
#define FINAL_JOIN " LEFT JOIN lecture_finals f ON f.lecture_id = l.id AND f.ended_at = " MARKING_ENDS
#define IS_FINAL "(f.lecture_id IS NOT NULL OR " MARKING_ENDS " <= ?)"

/* The time for corrections, in milliseconds. */
enum fault final_wait(struct db *db, int64_t *ret_ms);

/* Whether a lecture's marks are final; one that is cancelled counts nowhere, and never is. */
enum fault final_read(struct db *db, int64_t lecture_id, int64_t now, bool *ret_final);

/* It is final from now on; nothing happens when it is already. NOT_OVER: it can still be marked. */
enum fault final_say(struct db *db, int64_t lecture_id, int64_t actor_id, int64_t now);

/* Takes the word back. FINAL_TOLD: somebody has been told something because of it. FINAL_PASSED: nobody said it, or the
 * time for corrections has passed meanwhile. */
enum fault final_take_back(struct db *db, int64_t lecture_id, int64_t now);

/* Somebody has been told something because marks are final: of one lecture, or of all of a classroom (`lecture_id` 0).
 */
enum fault final_told(struct db *db, int64_t class_id, int64_t lecture_id);

#endif
