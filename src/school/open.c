/* SPDX-License-Identifier: MIT */
/* Opening and closing the school, and what it does by itself. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "school/attendance/change.h"
#include "school/attendance/leave_inside.h"
#include "school/attendance/window_inside.h"
#include "school/checkin/signs/signs_inside.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/keys.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/faces/identity_gallery.h"
#include "school/faces/identity_inside.h"
#include "school/faces/liveness.h"
#include "school/faces/look.h"
#include "school/faces/repeat.h"
#include "school/faces/trial/trial_run_inside.h"
#include "school/files/evidence_inside.h"
#include "school/files/file_inside.h"
#include "school/files/quota_inside.h"
#include "school/follow.h"
#include "school/job_kinds.h"
#include "school/jobs/job_store.h"
#include "school/marks/figures.h"
#include "school/marks/receipt/receipt_log.h"
#include "school/marks/warning/warning_sweep.h"
#include "school/office/retention.h"
#include "school/people/idempotency.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/sign_in/session.h"
#include "school/people/tokens/token.h"
#include "school/post/mail.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "sso/provider.h"
#include "store/engine.h"

enum {
    HASHERS_DEFAULT = 2,
    HASHERS_WAITING_DEFAULT = 64,
    KEPT_INVITATION_DAYS = 30,   // after their end
    KEPT_CHALLENGE_MINUTES = 15, // longer than a check-in may have waited (checkin/check_in_rules.h)
};

struct school *school_open(const struct school_config *config)
{
    struct school *school = calloc(1, sizeof(*school));
    if (!school)
        return NULL;
    school->config = *config;
    school->random = liveness_random();
    school->notified = -1;
    school->job_kinds = job_kinds;
    school->look_budget = look_budget_open();
    school->follower = follower_open();
    school->sso =
        sso_open(&(struct sso_net){config->sso_ca, config->sso_private, config->sso_plain}, config->sso_certificates);
    if (!school->look_budget || !school->follower || !school->sso) {
        sso_close(school->sso);
        follower_close(school->follower);
        look_budget_close(school->look_budget);
        free(school);
        return NULL;
    }
    if (school->config.password_hashers == 0)
        school->config.password_hashers = HASHERS_DEFAULT;
    if (school->config.password_waiters_max == 0)
        school->config.password_waiters_max = HASHERS_WAITING_DEFAULT;
    pthread_mutex_init(&school->notify_lock, NULL);
    pthread_mutex_init(&school->hasher_lock, NULL);
    pthread_cond_init(&school->hasher_free, NULL);
    pthread_mutex_init(&school->looks_lock, NULL);
    pthread_mutex_init(&school->zone_lock, NULL);
    zone_prepare();
    if (!keys_open(school) || audit_prepare(school) != FAULT_NONE || receipt_log_prepare(school) != FAULT_NONE ||
        second_factor_forward(school) != FAULT_NONE || template_forward(school) != FAULT_NONE ||
        ordering_renew(school, true) != FAULT_NONE ||
        (config->faces && config->key && config->face_model_id && !identity_gallery_open(school)) ||
        school_follow(school) != FAULT_NONE) { // what happens from now on is told, whenever it is looked at first
        school_close(school);
        return NULL;
    }
    quota_prepare(school);
    return school;
}

void school_close(struct school *school)
{
    if (!school)
        return;
    school_note(NULL, NULL); // of a request that this thread has not ended
    identity_gallery_close(school->gallery);
    keys_close(school);
    pthread_mutex_destroy(&school->notify_lock);
    pthread_mutex_destroy(&school->hasher_lock);
    pthread_cond_destroy(&school->hasher_free);
    pthread_mutex_destroy(&school->looks_lock);
    pthread_mutex_destroy(&school->zone_lock);
    follower_close(school->follower);
    look_budget_close(school->look_budget);
    sso_close(school->sso);
    free(school);
}

struct sweep {
    int64_t now;
};

static enum fault sweep(struct db *db, void *context)
{
    struct sweep *unit = context;
    const struct {
        const char *sql;
        int64_t before;
    } steps[] = {
        {"DELETE FROM login_attempts WHERE at < ?", unit->now - SESSION_ATTEMPT_MINUTES * (int64_t)SCHOOL_MINUTE_MS},
        {"UPDATE live_attempts SET state = NULL WHERE state IS NOT NULL AND expires_at < ?", unit->now},
        {"DELETE FROM live_attempts WHERE expires_at < ?", unit->now - TRIES_MINUTES * (int64_t)SCHOOL_MINUTE_MS},
        {"DELETE FROM live_traces WHERE at < ? AND enrolled <> 1", unit->now - REPEAT_DAYS * (int64_t)SCHOOL_DAY_MS},
        {"DELETE FROM picture_keys WHERE at < ?", unit->now - REPEAT_DAYS * (int64_t)SCHOOL_DAY_MS},
        {"DELETE FROM challenges WHERE expires_at < ?", unit->now - KEPT_CHALLENGE_MINUTES * (int64_t)SCHOOL_MINUTE_MS},
        {"DELETE FROM notifications WHERE created_at < ?", unit->now - NOTIFICATION_DAYS * (int64_t)SCHOOL_DAY_MS},
        {"DELETE FROM mails WHERE created_at < ?", unit->now - MAIL_DAYS * (int64_t)SCHOOL_DAY_MS},
        {"DELETE FROM push_subscriptions WHERE session_id IN (SELECT id FROM sessions WHERE expires_at < ?)",
         unit->now},
        {"DELETE FROM pushes WHERE ends_at < ?", unit->now},
        {"DELETE FROM lecture_reminders WHERE told_at < ?", unit->now - SCHOOL_DAY_MS},
        {"DELETE FROM untaken_reminders WHERE told_at < ?", unit->now - SCHOOL_DAY_MS},
        {"DELETE FROM passkey_challenges WHERE expires_at < ?", unit->now},
        {"DELETE FROM unlocks WHERE expires_at < ?", unit->now},
        {"DELETE FROM sso_spent WHERE expires_at < ?", unit->now},
        {"DELETE FROM account_links WHERE expires_at < ?", unit->now},
        {"DELETE FROM sign_in_codes WHERE expires_at < ?", unit->now},
        {"DELETE FROM changes WHERE at < ?", unit->now - CHANGE_HOURS * (int64_t)SCHOOL_HOUR_MS},
        {"DELETE FROM invitations WHERE expires_at < ?", unit->now - KEPT_INVITATION_DAYS * (int64_t)SCHOOL_DAY_MS},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
        enum db_status status = db_exec(db, steps[i].sql, DB_VALUES(I(steps[i].before)));
        if (status != DB_OK)
            return fault_of(status);
    }
    enum fault fault = signs_sweep(db, unit->now);
    return fault != FAULT_NONE ? fault : trial_sweep(db, unit->now);
}

enum fault school_sweep(struct school *school)
{
    struct sweep unit = {.now = school_now(school)};
    int64_t made;
    enum fault followed = follower_sweep(school, unit.now);
    if (followed != FAULT_NONE)
        return followed;
    enum fault fault = school_change(school, sweep, &unit);
    enum fault leaves = leave_sweep(school, unit.now); // before anybody is warned of what a leave excuses
    enum fault figures = figures_sweep(school, unit.now, &made);
    enum fault warned = leaves == FAULT_NONE ? warning_sweep(school, unit.now) : leaves;
    if (fault != FAULT_NONE)
        return fault;
    fault = figures != FAULT_NONE ? figures : warned;
    if (fault != FAULT_NONE)
        return fault;
    fault = idempotency_sweep(school);
    if (fault != FAULT_NONE)
        return fault;
    fault = token_sweep(school, unit.now);
    if (fault != FAULT_NONE)
        return fault;
    fault = job_sweep(school, unit.now);
    if (fault != FAULT_NONE)
        return fault;
    fault = retention_sweep(school, unit.now);
    if (fault != FAULT_NONE)
        return fault;
    (void)store_scrub(school->config.store); // of what was deleted; again with the next sweep
    fault = evidence_sweep(school);
    if (fault != FAULT_NONE)
        return fault;
    fault = evidence_forward(school);
    return fault != FAULT_NONE ? fault : file_forward(school);
}

enum fault school_tick(struct school *school)
{
    int64_t now = school_now(school);
    enum fault fault = window_tick(school, now);
    enum fault told = telling_tick(school, now);
    enum fault ordered = ordering_renew(school, false);
    enum fault logged = receipt_tick(school);
    if (fault != FAULT_NONE)
        return fault;
    fault = told != FAULT_NONE ? told : ordered;
    return fault != FAULT_NONE ? fault : logged;
}
