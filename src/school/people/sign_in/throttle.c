/* SPDX-License-Identifier: MIT */
/* Attempts live in login_attempts, so that a restart of the server does not forget them. */
#include "school/people/sign_in/throttle.h"

#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/session.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum {
    WINDOW_MS = SESSION_ATTEMPT_MINUTES * SCHOOL_MINUTE_MS,
    SUBJECT_TEXT_SIZE = 1200, // a longer text is cut: it is only counted
};

/* The database's name for what is counted. `told` names the note that a refusal has been audited. */
static void subject_of(const struct throttle *throttle, bool told, char subject[static SECRET_FINGERPRINT_SIZE])
{
    char text[SUBJECT_TEXT_SIZE];
    snprintf(text, sizeof(text), "%s%s:%s", told ? "told:" : "", throttle->kind, throttle->text);
    secret_fingerprint(text, subject);
}

enum fault throttle_check(struct db *db, const struct throttle *throttle, int64_t now, int64_t *ret_wait_ms)
{
    char subject[SECRET_FINGERPRINT_SIZE];
    bool found = false;
    int64_t at = 0;
    *ret_wait_ms = 0;
    if (!throttle->text)
        return FAULT_NONE;
    subject_of(throttle, false, subject);
    // The limit-th newest attempt: when it is that recent, the next must wait until it has aged.
    enum fault fault =
        row_one_int(db, "SELECT at FROM login_attempts WHERE subject = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?",
                    DB_VALUES(T(subject), I(now - WINDOW_MS), I(throttle->limit - 1)), &found, &at);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        *ret_wait_ms = at + WINDOW_MS - now;
    return FAULT_NONE;
}

static enum fault attempt_insert(struct db *db, const char *subject, int64_t now, int64_t *ret_id)
{
    enum db_status status =
        db_one_int(db, ret_id, "INSERT INTO login_attempts (subject, at) VALUES (?, ?) RETURNING id",
                   DB_VALUES(T(subject), I(now)));
    return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
}

enum fault throttle_count(struct db *db, const struct throttle *throttle, int64_t now, int64_t *ret_attempt_id)
{
    char subject[SECRET_FINGERPRINT_SIZE];
    *ret_attempt_id = 0;
    if (!throttle->text)
        return FAULT_NONE;
    subject_of(throttle, false, subject);
    return attempt_insert(db, subject, now, ret_attempt_id);
}

enum fault throttle_forget(struct db *db, const struct throttle *throttle)
{
    char subject[SECRET_FINGERPRINT_SIZE];
    subject_of(throttle, false, subject);
    return fault_of(db_exec(db, "DELETE FROM login_attempts WHERE subject = ?", DB_VALUES(T(subject))));
}

enum fault throttle_refused(struct db *db, const struct throttle *throttle, int64_t now)
{
    char subject[SECRET_FINGERPRINT_SIZE], told[SECRET_FINGERPRINT_SIZE], detail[80];
    bool found = false;
    int64_t id;
    subject_of(throttle, false, subject);
    subject_of(throttle, true, told);
    enum fault fault = row_one_int(db, "SELECT id FROM login_attempts WHERE subject = ? AND at > ? LIMIT 1",
                                   DB_VALUES(T(told), I(now - WINDOW_MS)), &found, &id);
    if (fault != FAULT_NONE || found)
        return fault;
    fault = attempt_insert(db, told, now, &id);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "%s %.16s", throttle->kind, subject);
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .action = "attempts_throttled",
                                .subject_type = "attempt",
                                .detail = detail,
                            });
}

int64_t seconds_of(int64_t wait_ms)
{
    return (wait_ms + SCHOOL_SECOND_MS - 1) / SCHOOL_SECOND_MS;
}

enum fault attempt_count(struct db *db, struct throttled_attempt *attempt)
{
    enum fault fault = FAULT_NONE;
    const struct throttle *full = NULL;
    attempt->wait_ms = 0;
    for (size_t i = 0; i < ATTEMPT_THROTTLES_MAX; i++) {
        int64_t wait_ms = 0;
        fault = throttle_check(db, &attempt->throttles[i], attempt->now, &wait_ms);
        if (fault != FAULT_NONE)
            return fault;
        if (wait_ms > attempt->wait_ms) {
            attempt->wait_ms = wait_ms;
            full = &attempt->throttles[i];
        }
    }
    if (full) {
        fault = throttle_refused(db, full, attempt->now);
        return fault != FAULT_NONE ? fault : FAULT_TOO_MANY_ATTEMPTS;
    }
    for (size_t i = 0; i < ATTEMPT_THROTTLES_MAX && fault == FAULT_NONE; i++)
        fault = throttle_count(db, &attempt->throttles[i], attempt->now, &attempt->ids[i]);
    return fault;
}

enum fault attempt_forgive(struct db *db, const struct throttled_attempt *attempt)
{
    return fault_of(db_exec(db, "DELETE FROM login_attempts WHERE id IN (?, ?, ?)",
                            DB_VALUES(I(attempt->ids[0]), I(attempt->ids[1]), I(attempt->ids[2]))));
}

static enum fault count_unit(struct db *db, void *context)
{
    struct throttled_attempt *attempt = context;
    return attempt_count(db, attempt);
}

enum fault attempt_begin(struct school *school, struct throttled_attempt *attempt, int64_t *ret_retry_after_s)
{
    attempt->now = school_now(school);
    enum fault fault = school_attempt(school, count_unit, attempt);
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        *ret_retry_after_s = seconds_of(attempt->wait_ms);
    return fault;
}

static enum fault forgive_unit(struct db *db, void *context)
{
    struct throttled_attempt *attempt = context;
    return attempt_forgive(db, attempt);
}

void attempt_take_back(struct school *school, struct throttled_attempt *attempt)
{
    (void)school_change(school, forgive_unit, attempt);
}
