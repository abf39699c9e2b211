/* SPDX-License-Identifier: MIT */
/* Who may register. */
#ifndef AMS_SCHOOL_REGISTRATION_INSIDE_H
#define AMS_SCHOOL_REGISTRATION_INSIDE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;

/* Whether a student's account may be made without an invitation, with this join code (NULL: none).
 * REGISTRATION_CLOSED, _DOMAIN, _CODE (one is needed), JOIN_CODE_UNKNOWN, JOIN_CLOSED. */
enum fault registration_check(struct db *db, const char *code, int64_t now);

#endif
