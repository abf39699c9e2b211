/* SPDX-License-Identifier: MIT */
/* What lets in as somebody, inside a unit. */
#ifndef AMS_SCHOOL_ACCESS_H
#define AMS_SCHOOL_ACCESS_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;

/*
 * Inside a unit: what was handed out to be somebody ends together: their sessions but one (0: all of them), the links
 * for a new password or address that were not opened, the address of their calendar, and the tokens of their programs.
 * To be called wherever a credential or the right to one changes: password, address, second factor, role, deactivation,
 * and when sessions are ended on purpose. *ret_ended (may be NULL) is the number of sessions.
 */
enum fault access_end(struct db *db, int64_t user_id, int64_t keep_session_id, int64_t *ret_ended);

/* Inside a unit: the same for somebody who loses the right to let others in: the invitations that they made and nobody
 * has used end, too. */
enum fault access_end_all(struct db *db, int64_t user_id, int64_t *ret_ended);

#endif
