/* SPDX-License-Identifier: MIT */
/* Taking back that somebody was put into a classroom or its group, or taken out of it: for an import that is undone.
 * Only for src/school/, inside units. */
#ifndef AMS_SCHOOL_MEMBERSHIP_BACK_H
#define AMS_SCHOOL_MEMBERSHIP_BACK_H

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"

struct db;

/* A row of `students`, without its picture. */
struct member_row {
    int64_t joined_at, added_by, accepted_at; // added_by, accepted_at 0: none
};

/* *ret_there false: they are not in the classroom. */
enum fault member_row_read(struct db *db, int64_t class_id, int64_t student_id, bool *ret_there,
                           struct member_row *ret_row);

enum membership_back { BACK_NOT, BACK_FORGOTTEN, BACK_LEFT };

/*
 * The stay that began at `since` and goes on never was: BACK_FORGOTTEN. Of somebody with a mark in the classroom, or
 * something handed in or asked there, it ends now and the rest stays: BACK_LEFT. BACK_NOT: there is no such stay.
 */
enum fault membership_forget(struct db *db, int64_t class_id, int64_t student_id, int64_t since, int64_t actor_id,
                             int64_t now, enum membership_back *ret_back);

/* The stay that ended at `left_at` goes on, with their times in groups that ended then. *ret_back false: they are in
 * the classroom again, or it ended otherwise. */
enum fault membership_resume(struct db *db, int64_t class_id, int64_t student_id, int64_t left_at,
                             const struct member_row *row, int64_t now, bool *ret_back);

/* When the latest time in the group begins; *ret_there false: they never were in it. */
enum fault group_since(struct db *db, int64_t group_id, int64_t student_id, bool *ret_there, int64_t *ret_since);

/* They were not put into the group from `since` on, nor out of the others for it. *ret_back false: there is no such
 * time in it that goes on. */
enum fault group_forget(struct db *db, int64_t class_id, int64_t group_id, int64_t student_id, int64_t since,
                        int64_t now, bool *ret_back);

/* The group goes, unless it has had anybody in it or a lecture is for it. */
enum fault group_unmake(struct db *db, int64_t class_id, int64_t group_id, bool *ret_gone);

#endif
