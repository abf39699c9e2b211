/* SPDX-License-Identifier: MIT */
/* Who may register. */
#ifndef AMS_SCHOOL_REGISTRATION_INSIDE_H
#define AMS_SCHOOL_REGISTRATION_INSIDE_H

#include "school/common/fault.h"

struct db;

/* Whether a student's account with this e-mail may be made without an invitation. REGISTRATION_CLOSED, _DOMAIN. */
enum fault registration_check(struct db *db);

#endif
