/* SPDX-License-Identifier: MIT */
/* What the two files of the second factor share. Only for them. */
#ifndef AMS_SCHOOL_SECOND_FACTOR_INSIDE_H
#define AMS_SCHOOL_SECOND_FACTOR_INSIDE_H

#include "crypto/secret.h"
#include "school/common/fault.h"

struct db;
struct school;
struct throttled_attempt;

enum { SECOND_FACTOR_LABEL_SIZE = 32 };

/* What a secret is sealed with, beside its owner's key. */
void second_factor_label(int64_t user_id, char text[static SECOND_FACTOR_LABEL_SIZE]);

/* What the database keeps of a recovery code. The school has its key. */
void recovery_code_mac(struct school *school, int64_t user_id, const char *code,
                       char text[static SECRET_FINGERPRINT_SIZE]);

/* Whether `code` is right for somebody's confirmed (or not yet confirmed) secret, and of which step.
 * SECOND_FACTOR_ABSENT, SECOND_FACTOR_WRONG. Changes nothing. */
enum fault second_factor_check(struct school *school, struct db *db, int64_t user_id, bool confirmed, const char *code,
                               int64_t now, int64_t *ret_step);

/* Inside a unit: counts a try; `text` must live as long as `attempt`. TOO_MANY_ATTEMPTS. */
enum fault second_factor_count(struct db *db, int64_t user_id, int64_t now, struct throttled_attempt *attempt,
                               char text[static SECOND_FACTOR_LABEL_SIZE]);

#endif
