/* SPDX-License-Identifier: MIT */
/* Taking an invitation, inside a unit. */
#ifndef AMS_SCHOOL_INVITATION_INSIDE_H
#define AMS_SCHOOL_INVITATION_INSIDE_H

#include "school/people/invitation.h"

struct db;

/* Inside a unit, before there is the new account: INVITATION_UNKNOWN for the first administrator's link when there is
 * an administrator. */
enum fault invitation_is_open(struct db *db, const char *fingerprint);

/* Inside a unit: somebody new takes it. INVITATION_UNKNOWN: it is used or has expired. Audited. */
enum fault invitation_take(struct db *db, const char *fingerprint, enum role role, int64_t user_id, int64_t now);

#endif
