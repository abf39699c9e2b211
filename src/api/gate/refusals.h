/* SPDX-License-Identifier: MIT */
/*
 * What people who are signed in were refused (403), on its way into the audit log: noted in memory where it happens,
 * written by refusals_flush. A person, route and reason has one entry when it begins and one, with how often, when its
 * hour is over; more than REFUSALS_MAX of them at once are only counted. So nobody can fill the log, and a refusal
 * writes nothing by itself.
 */
#ifndef AMS_API_REFUSALS_H
#define AMS_API_REFUSALS_H

#include "http/router.h"
#include "school/school.h"

enum { REFUSALS_MAX = 512, REFUSALS_MINUTES = 60 };

struct refusals;

/* NULL when memory runs out. `school` is borrowed. */
struct refusals *refusals_open(struct school *school);
void refusals_close(struct refusals *refusals); // NULL is allowed

/* Quick; from any thread. `route` and `code` live as long as the program. */
void refusals_note(struct refusals *refusals, int64_t user_id, const struct route *route, const char *code);

/* Writes what is new, and (`all`: also before its hour is over) what has been repeated. One thread at a time. */
enum fault refusals_flush(struct refusals *refusals, bool all);

#endif
