/* SPDX-License-Identifier: MIT */
/* Which writes can take a right from somebody who is using it. Inside a unit. */
#ifndef AMS_SCHOOL_RIGHTS_H
#define AMS_SCHOOL_RIGHTS_H

#include <stdbool.h>

struct db;

/* Whether a statement may end a session, or take a role or a part in a classroom or a lecture from somebody. Pure. */
bool rights_taken_by(const char *sql);

/* Sets *taken when such a statement is begun on this connection; NULL: no more. */
void rights_watch(struct db *db, bool *taken);

#endif
