/* SPDX-License-Identifier: MIT */
/* A second factor inside a unit: who has one, taking its codes; and what the files of the second factor share. */
#ifndef AMS_SCHOOL_SECOND_FACTOR_INSIDE_H
#define AMS_SCHOOL_SECOND_FACTOR_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/people/sign_in/second_factor.h"
#include "school/post/letter.h"
#include "school/school.h"

struct db;
struct throttled_attempt;

/* Whether somebody has a second factor: a confirmed authenticator app, or a passkey. */
enum fault second_factor_has(struct db *db, int64_t user_id, bool *ret_has);

/* Since when somebody has had one; 0: they have none. */
enum fault second_factor_since(struct db *db, int64_t user_id, int64_t *ret_since);

/* Whether it is, or is also, a confirmed authenticator app. */
enum fault authenticator_has(struct db *db, int64_t user_id, bool *ret_has);

/* Whether somebody with this role is asked for theirs when signing in. */
enum fault second_factor_asked(struct db *db, int64_t user_id, enum role role, bool *ret_asked);

/* Whether the setting `factor_required` (its value; NULL: the default) wants one of somebody with this role. Pure. */
bool second_factor_is_due(const char *required, enum role role);

/*
 * Inside a unit: takes a code, of the app or a recovery code, which is then used up. SECOND_FACTOR_WRONG (counted, so
 * the unit's writes must be kept), SECOND_FACTOR_ABSENT, TOO_MANY_ATTEMPTS with *ret_wait_ms.
 */
enum fault second_factor_take(struct school *school, struct db *db, int64_t user_id, const char *code, int64_t now,
                              int64_t *ret_wait_ms);

/* Inside a unit: removes all of them and the recovery codes. */
enum fault second_factor_delete(struct db *db, int64_t user_id);

/* Inside a unit, after one was removed: with the last one go the recovery codes and what it had proved. */
enum fault second_factor_gone(struct db *db, int64_t user_id);

/* New recovery codes; and inside a unit, these in place of those that are there. */
void recovery_codes_make(struct recovery_codes *codes);
enum fault recovery_codes_write(struct db *db, struct school *school, int64_t user_id,
                                const struct recovery_codes *codes, int64_t now);

/* Inside a unit: somebody has changed how they prove who they are. Goes to the audit log; or there and, as `letter`, to
 * the person. */
enum fault second_factor_audit(struct db *db, int64_t user_id, const char *action, int64_t now);
enum fault second_factor_tell(struct school *school, struct db *db, int64_t user_id, const char *action,
                              enum letter letter, int64_t now);

/* When the school is opened: secrets that an earlier version sealed, under their owners' keys from now on. */
enum fault second_factor_forward(struct school *school);

enum { SECOND_FACTOR_LABEL_SIZE = 32 };

/* Inside a unit: this session has just proved who it is. */
enum fault step_up_write(struct db *db, const struct actor *actor, int64_t now);

/* ---- only for second_factor*.c ---- */

/* What a secret is sealed with, beside its owner's key. */
void second_factor_label(int64_t user_id, char text[static SECOND_FACTOR_LABEL_SIZE]);

/* What the database keeps of a recovery code. */
void recovery_code_mac(const struct secret_key *key, int64_t user_id, const char *code,
                       char text[static SECRET_FINGERPRINT_SIZE]);

/* Whether `code` is right for somebody's confirmed (or not yet confirmed) secret, and of which step.
 * SECOND_FACTOR_ABSENT, SECOND_FACTOR_WRONG. Changes nothing. */
enum fault second_factor_check(struct school *school, struct db *db, int64_t user_id, bool confirmed, const char *code,
                               int64_t now, int64_t *ret_step);

/* Inside a unit: counts a try; `text` must live as long as `attempt`. TOO_MANY_ATTEMPTS. */
enum fault second_factor_count(struct db *db, int64_t user_id, int64_t now, struct throttled_attempt *attempt,
                               char text[static SECOND_FACTOR_LABEL_SIZE]);

#endif
