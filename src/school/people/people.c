/* SPDX-License-Identifier: MIT */
#include "school/people/people.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/account.h"
#include "school/people/account_link.h"
#include "school/people/account_reset_inside.h"
#include "school/people/sign_in/access.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/people/tokens/token_inside.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { INPUT_ARENA_MAX = 64 << 10 };

static enum fault detail_read(struct db *db, int64_t user_id, int64_t now, struct arena *arena,
                              struct person_detail *ret_detail)
{
    struct person_detail detail = {0};
    struct row row;
    enum fault fault = user_read(db, user_id, arena, &detail.user);
    if (fault != FAULT_NONE)
        return fault;
    fault = second_factor_has(db, user_id, &detail.second_factor);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL,
              "SELECT (SELECT COUNT(*) FROM sessions WHERE user_id = ? AND expires_at > ?),"
              " (SELECT MAX(seen_at) FROM sessions WHERE user_id = ?),"
              " (SELECT COUNT(*) FROM classrooms WHERE professor_id = ?),"
              " (SELECT COUNT(*) FROM students WHERE user_id = ?),"
              " (SELECT COUNT(*) FROM attendance WHERE student_id = ?)",
              DB_VALUES(I(user_id), I(now), I(user_id), I(user_id), I(user_id), I(user_id)));
    while (row_next(&row)) {
        detail.sessions = row_int(&row, 0);
        detail.seen_at = row_int(&row, 1);
        detail.classrooms = row_int(&row, 2);
        detail.enrolments = row_int(&row, 3);
        detail.marks = row_int(&row, 4);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_detail = detail;
    return FAULT_NONE;
}

enum fault people_get(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                      struct person_detail *ret_detail)
{
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return detail_read(db, user_id, school_now(school), arena, ret_detail);
}

/* One thing done to one account. */
struct act {
    struct school *school;
    const struct actor *actor;
    int64_t user_id;
    const struct person_edit *edit; // checked
    bool active;
    int64_t ended;       // sessions
    struct arena *arena; // for what the unit reads
    struct user user;    // as it was
    int64_t now;
    char token[SECRET_TOKEN_SIZE]; // of a link
    school_unit run;
};

static enum fault act_guarded(struct db *db, void *context)
{
    struct act *unit = context;
    enum fault fault = token_may_touch(db, unit->actor, unit->user_id);
    return fault != FAULT_NONE ? fault : unit->run(db, unit);
}

static enum fault act_run(struct act *unit, school_unit run)
{
    if (unit->actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(arena_release) struct arena arena = arena_of(INPUT_ARENA_MAX);
    unit->arena = &arena;
    unit->now = school_now(unit->school);
    unit->run = run;
    return school_change(unit->school, act_guarded, unit);
}

static enum fault act_audit(struct db *db, const struct act *unit, const char *action, const char *detail)
{
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "user",
                                .subject_id = unit->user_id,
                                .detail = detail,
                            });
}

/* LAST_ADMINISTRATOR, when nobody could administer without this account. */
static enum fault another_administrator(struct db *db, const struct user *user)
{
    bool found = false;
    int64_t id;
    if (user->role != ROLE_ADMINISTRATOR || user->disabled)
        return FAULT_NONE;
    enum fault fault =
        row_one_int(db, "SELECT id FROM users WHERE role = 'administrator' AND disabled_at IS NULL AND id <> ? LIMIT 1",
                    DB_VALUES(I(user->id)), &found, &id);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_LAST_ADMINISTRATOR;
}

/* ---- editing ---- */

static enum fault role_may_change(struct db *db, const struct act *unit)
{
    bool found = false;
    int64_t id;
    enum role role = ROLE_STUDENT;
    if (role_parse(unit->edit->role, &role) && token_may_give(unit->actor, role) != FAULT_NONE)
        return FAULT_TOKEN_PROTECTED;
    if (unit->actor->user_id == unit->user_id)
        return FAULT_NOT_ONESELF;
    enum fault fault = actor_step_up(unit->actor, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = another_administrator(db, &unit->user);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT id FROM classrooms WHERE professor_id = ? AND archived_at IS NULL LIMIT 1",
                        DB_VALUES(I(unit->user_id)), &found, &id);
    return fault != FAULT_NONE ? fault : found ? FAULT_ROLE_IN_USE : FAULT_NONE;
}

static enum fault role_write(struct db *db, struct act *unit)
{
    enum fault fault = fault_of(db_exec(db, "UPDATE users SET role = ?, updated_at = ? WHERE id = ?",
                                        DB_VALUES(T(unit->edit->role), I(unit->now), I(unit->user_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = access_end_all(db, unit->user_id, &unit->ended);
    if (fault != FAULT_NONE)
        return fault;
    fault = act_audit(db, unit, "role_changed", unit->edit->role);
    if (fault != FAULT_NONE || unit->user.role != ROLE_STUDENT)
        return fault;
    fault = fault_of(db_exec(db, "UPDATE users SET password_hash = NULL WHERE id = ?", DB_VALUES(I(unit->user_id))));
    if (fault != FAULT_NONE)
        return fault;
    if (!unit->user.disabled)
        fault = account_reset_send(unit->school, db, &unit->user, unit->actor->user_id, unit->now, NULL);
    return fault;
}

static enum fault edit_check(struct db *db, struct act *unit)
{
    const struct person_edit *edit = unit->edit;
    bool found = false;
    int64_t id;
    enum fault fault = user_read(db, unit->user_id, unit->arena, &unit->user);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->user.merged_into != 0)
        return FAULT_ACCOUNT_MERGED;
    if (unit->user.erased)
        return FAULT_ACCOUNT_ERASED;
    if (edit->version != 0 && edit->version != unit->user.version)
        return FAULT_CHANGED_MEANWHILE;
    if (edit->external_id && edit->external_id[0] != '\0')
        fault = row_one_int(db, "SELECT id FROM users WHERE external_id = ? AND id <> ? LIMIT 1",
                            DB_VALUES(T(edit->external_id), I(unit->user_id)), &found, &id);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        return FAULT_EXTERNAL_ID_TAKEN;
    if (edit->role && strcmp(edit->role, role_code(unit->user.role)) != 0)
        fault = role_may_change(db, unit);
    return fault;
}

static enum fault edit_write(struct db *db, void *context)
{
    struct act *unit = context;
    const struct person_edit *edit = unit->edit;
    enum fault fault = edit_check(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    const char *external_id = edit->external_id ? edit->external_id : unit->user.external_id;
    const char *programme = edit->programme ? edit->programme : unit->user.programme;
    bool has_id = external_id && external_id[0] != '\0', studies = programme && programme[0] != '\0';
    enum db_status status =
        db_exec(db,
                "UPDATE users SET external_id = ?, programme = ?, locale = COALESCE(?, locale), version = version + 1,"
                " updated_at = ? WHERE id = ?",
                DB_VALUES(has_id ? T(external_id) : N(), studies ? T(programme) : N(), T(edit->locale), I(unit->now),
                          I(unit->user_id)));
    if (status != DB_OK)
        return fault_of(status);
    if (edit->name || edit->family_name)
        fault = user_name_write(db, unit->user_id, edit->name, edit->family_name);
    if (fault != FAULT_NONE)
        return fault;
    fault = act_audit(db, unit, "user_edited", NULL);
    if (fault != FAULT_NONE)
        return fault;
    if (edit->role && strcmp(edit->role, role_code(unit->user.role)) != 0)
        fault = role_write(db, unit);
    return fault;
}

enum fault people_edit(struct school *school, const struct actor *actor, int64_t user_id,
                       const struct person_edit *edit, struct arena *arena, struct person_detail *ret_detail)
{
    struct person_edit clean = *edit;
    struct act unit = {.school = school, .actor = actor, .user_id = user_id, .edit = &clean};
    enum role role;
    enum fault fault = FAULT_NONE;
    if (edit->name)
        fault = text_clean(edit->name, ACCOUNT_NAME_MAX, false, false, arena, &clean.name);
    if (fault != FAULT_NONE)
        return fault == FAULT_TEXT_INVALID ? FAULT_NAME_INVALID : fault;
    fault = user_family_name_clean(edit->family_name, arena, &clean.family_name);
    if (fault != FAULT_NONE)
        return fault == FAULT_TEXT_INVALID ? FAULT_NAME_INVALID : fault;
    if (edit->role && !role_parse(edit->role, &role))
        return FAULT_ROLE_UNKNOWN;
    if (edit->locale && !account_locale_is_good(edit->locale))
        return FAULT_TEXT_INVALID;
    if (edit->external_id) {
        fault = text_clean(edit->external_id, ACCOUNT_EXTERNAL_MAX, false, true, arena, &clean.external_id);
        if (!clean.external_id)
            clean.external_id = "";
    }
    if (fault != FAULT_NONE)
        return fault;
    if (edit->programme) {
        fault = text_clean(edit->programme, ACCOUNT_PROGRAMME_MAX, false, true, arena, &clean.programme);
        if (!clean.programme)
            clean.programme = "";
    }
    if (fault != FAULT_NONE)
        return fault == FAULT_TEXT_INVALID ? FAULT_PROGRAMME_INVALID : fault;
    fault = act_run(&unit, edit_write);
    return fault != FAULT_NONE ? fault : people_get(school, actor, user_id, arena, ret_detail);
}

/* ---- the rest ---- */

static enum fault active_write(struct db *db, void *context)
{
    struct act *unit = context;
    enum fault fault = user_read(db, unit->user_id, unit->arena, &unit->user);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->user.merged_into != 0)
        return FAULT_ACCOUNT_MERGED;
    if (unit->user.erased)
        return FAULT_ACCOUNT_ERASED;
    if (!unit->active && unit->actor->user_id == unit->user_id)
        return FAULT_NOT_ONESELF;
    if (!unit->active)
        fault = another_administrator(db, &unit->user);
    if (fault != FAULT_NONE || unit->user.disabled != unit->active) // it is so already
        return fault;
    enum db_status status =
        db_exec(db, "UPDATE users SET disabled_at = ?, version = version + 1, updated_at = ? WHERE id = ?",
                DB_VALUES(unit->active ? N() : I(unit->now), I(unit->now), I(unit->user_id)));
    if (status != DB_OK)
        return fault_of(status);
    if (!unit->active)
        fault = access_end_all(db, unit->user_id, &unit->ended);
    if (fault != FAULT_NONE)
        return fault;
    return act_audit(db, unit, unit->active ? "user_reactivated" : "user_deactivated", NULL);
}

enum fault people_set_active(struct school *school, const struct actor *actor, int64_t user_id, bool active,
                             struct arena *arena, struct person_detail *ret_detail)
{
    struct act unit = {.school = school, .actor = actor, .user_id = user_id, .active = active};
    enum fault fault = act_run(&unit, active_write);
    return fault != FAULT_NONE ? fault : people_get(school, actor, user_id, arena, ret_detail);
}

static enum fault sessions_write(struct db *db, void *context)
{
    struct act *unit = context;
    enum fault fault = user_read(db, unit->user_id, unit->arena, &unit->user);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_end(db, unit->user_id, 0, &unit->ended);
    if (fault != FAULT_NONE)
        return fault;
    return act_audit(db, unit, "sessions_ended", NULL);
}

enum fault people_end_sessions(struct school *school, const struct actor *actor, int64_t user_id, int64_t *ret_ended)
{
    struct act unit = {.school = school, .actor = actor, .user_id = user_id};
    enum fault fault = act_run(&unit, sessions_write);
    if (fault != FAULT_NONE)
        return fault;
    *ret_ended = unit.ended;
    return FAULT_NONE;
}

static enum fault reset_write(struct db *db, void *context)
{
    struct act *unit = context;
    enum fault fault = user_read(db, unit->user_id, unit->arena, &unit->user);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->user.disabled)
        return FAULT_ACCOUNT_DISABLED;
    return account_reset_send(unit->school, db, &unit->user, unit->actor->user_id, unit->now, unit->token);
}

static void act_wipe(struct act *unit)
{
    secret_wipe(unit->token, sizeof(unit->token));
}

enum fault people_send_reset(struct school *school, const struct actor *actor, int64_t user_id,
                             char ret_token[static SECRET_TOKEN_SIZE])
{
    CLOSES(act_wipe) struct act unit = {.school = school, .actor = actor, .user_id = user_id};
    enum fault fault = act_run(&unit, reset_write);
    if (fault == FAULT_NONE)
        memcpy(ret_token, unit.token, sizeof(unit.token));
    return fault;
}

static enum fault factor_write(struct db *db, void *context)
{
    struct act *unit = context;
    bool has = false;
    enum fault fault = user_read(db, unit->user_id, unit->arena, &unit->user);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->actor->user_id == unit->user_id)
        return FAULT_NOT_ONESELF;
    fault = actor_step_up(unit->actor, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = second_factor_has(db, unit->user_id, &has);
    if (fault != FAULT_NONE)
        return fault;
    if (!has)
        return FAULT_SECOND_FACTOR_ABSENT;
    const struct account_mail mail = {
        .user_id = unit->user_id,
        .to = unit->user.email,
        .locale = unit->user.locale,
        .letter = LETTER_FACTOR_REMOVED_FOR,
    };
    fault = second_factor_delete(db, unit->user_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_end(db, unit->user_id, 0, &unit->ended);
    if (fault != FAULT_NONE)
        return fault;
    fault = account_mail_queue(unit->school, db, &mail, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return act_audit(db, unit, "second_factor_removed", NULL);
}

enum fault people_remove_second_factor(struct school *school, const struct actor *actor, int64_t user_id)
{
    struct act unit = {.school = school, .actor = actor, .user_id = user_id};
    return act_run(&unit, factor_write);
}
