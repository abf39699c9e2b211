/* SPDX-License-Identifier: MIT */
/*
 * Lectures as iCalendar (RFC 5545, RFC 7986). Times are on the clocks of their classroom, whose rules are in the file:
 * right behind a change of clocks in programs that know the zone and in those that do not. A lecture keeps its UID for
 * life; each change of it counts up SEQUENCE, and one that is cancelled stays, as CANCELLED. Each leads to its page,
 * and programs are told how often to look again.
 */
#ifndef AMS_SCHOOL_CALENDAR_H
#define AMS_SCHOOL_CALENDAR_H

#include "crypto/secret.h"
#include "school/plan/lecture.h"

enum {
    CALENDAR_DAYS_BACK = 180,
    CALENDAR_LECTURES_MAX = 2000, // the oldest first
};

/* The actor's secret link: a new one stops the old one at once. The token is told this once. Audited. */
enum fault calendar_link_make(struct school *school, const struct actor *actor,
                              char ret_token[static SECRET_TOKEN_SIZE]);

/* When the link was made; 0: there is none. */
enum fault calendar_link_get(struct school *school, const struct actor *actor, int64_t *ret_created_at);

/* FAULT_NONE also when there was none. Audited. */
enum fault calendar_link_remove(struct school *school, const struct actor *actor);

/*
 * The lectures of whoever made the link: a student's joined, one's own and assisted, from CALENDAR_DAYS_BACK ago on, as
 * text in the arena. `token` is any text. NOT_FOUND: nobody's, or the account is closed.
 */
enum fault calendar_read(struct school *school, const char *token, struct arena *arena, const char **ret_text);

/* All of one classroom, for its staff, students and administrators. */
enum fault calendar_of_classroom(struct school *school, const struct actor *actor, int64_t class_id,
                                 struct arena *arena, const char **ret_text);

#endif
