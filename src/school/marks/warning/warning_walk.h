/* SPDX-License-Identifier: MIT */
/* Walking through a student's final lectures with the rules that warn (warning.h). Only for src/school/. */
#ifndef AMS_SCHOOL_WARNING_WALK_H
#define AMS_SCHOOL_WARNING_WALK_H

#include "school/marks/sheet.h"
#include "school/marks/warning/warning.h"

struct arena;
struct db;

/* Room for the missed lectures of one student at a time. */
struct warning_missed *warning_room(const struct sheet *sheet, struct arena *arena);

/* Called after each lecture that was walked through. */
typedef void (*warning_visit)(void *context, const struct warning_walk *walk, const struct sheet_lecture *lecture);

/* A student of a sheet; `visit` may be NULL. The walk borrows `rules` and `room`. */
void warning_walk_sheet(const struct sheet *sheet, const struct sheet_student *student,
                        const struct warning_rules *rules, struct warning_missed *room, warning_visit visit,
                        void *context, struct warning_walk *ret_walk);

/* One student of a classroom, without reading the others; the walk lives in the arena with `rules`. NOT_FOUND. */
enum fault warning_walk_read(struct db *db, int64_t class_id, int64_t student_id, int64_t now,
                             const struct warning_rules *rules, struct arena *arena, struct warning_walk *ret_walk);

#endif
