/* SPDX-License-Identifier: MIT */
/* Telling whom a rule names. Only for src/school/marks/, inside units. */
#ifndef AMS_SCHOOL_WARNING_TELL_H
#define AMS_SCHOOL_WARNING_TELL_H

#include "school/marks/warning/warning.h"

struct db;

enum { WARNING_NAMED_MAX = 5 }; // lectures that a message names, the last ones

/*
 * The text of a message: the rule (for staff), the figures, and behind bars the lectures with their start in
 * milliseconds: "4/9, 75 %|1795424400000 Sets|...", "below: 4/9, ..." for teachers, "advised below: ..." for an
 * adviser. For the pages of the app; e-mails say the figures alone, and to the staff none (notification_text.c).
 */
enum fault warning_tell(struct db *db, int64_t class_id, int64_t student_id, enum warning_kind kind,
                        const struct warning_walk *walk, unsigned to, int64_t now);

#endif
