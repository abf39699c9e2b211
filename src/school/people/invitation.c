/* SPDX-License-Identifier: MIT */
#include "school/people/invitation_inside.h"

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { INPUT_ARENA_MAX = 8 << 10 };

struct new_invitation {
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    enum role role;
    const char *name, *email;
    int64_t actor_id;
    int64_t now;
    int64_t expires_at;
};

/* The link that the first start prints. */
static bool is_first(const struct new_invitation *unit)
{
    return !unit->actor_id && !unit->name && !unit->email;
}

static enum fault invitation_insert(struct db *db, void *context)
{
    struct new_invitation *unit = context;
    int64_t id = 0;
    enum db_status status = DB_OK;
    if (is_first(unit)) // an older link for nobody by name must not lie around
        status = db_exec(db,
                         "DELETE FROM invitations WHERE created_by IS NULL AND role = ? AND name IS NULL AND email IS"
                         " NULL AND used_at IS NULL",
                         DB_VALUES(T(role_code(unit->role))));
    if (status != DB_OK)
        return fault_of(status);
    status = db_one_int(
        db, &id,
        "INSERT INTO invitations (token_hash, role, email, name, created_by, created_at, expires_at, used_at, used_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL) RETURNING id",
        DB_VALUES(T(unit->fingerprint), T(role_code(unit->role)), T(unit->email), T(unit->name),
                  unit->actor_id ? I(unit->actor_id) : N(), I(unit->now), I(unit->expires_at)));
    if (status != DB_ROW)
        return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor_id,
                                .action = "invitation_created",
                                .subject_type = "invitation",
                                .subject_id = id,
                                .detail = role_code(unit->role),
                            });
}

enum fault invitation_create(struct school *school, const struct actor *actor, enum role role, const char *name,
                             const char *email, char ret_token[static SECRET_TOKEN_SIZE], int64_t *ret_expires_at)
{
    struct new_invitation unit = {.role = role, .actor_id = actor ? actor->user_id : 0, .now = school_now(school)};
    char token[SECRET_TOKEN_SIZE];
    if (actor && actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if ((unsigned)role >= ROLE_COUNT)
        return FAULT_ROLE_UNKNOWN;
    CLOSES(arena_release) struct arena arena = arena_of(INPUT_ARENA_MAX);
    enum fault fault = text_clean(name, ACCOUNT_NAME_MAX, false, true, &arena, &unit.name);
    if (fault == FAULT_TEXT_INVALID)
        fault = FAULT_NAME_INVALID;
    if (fault != FAULT_NONE)
        return fault;
    if (email && *email)
        fault = text_email(email, &arena, &unit.email);
    if (fault != FAULT_NONE)
        return fault;
    secret_token(token);
    secret_fingerprint(token, unit.fingerprint);
    unit.expires_at = unit.now + (is_first(&unit) ? INVITATION_FIRST_MINUTES * (int64_t)SCHOOL_MINUTE_MS
                                                  : INVITATION_DAYS * (int64_t)SCHOOL_DAY_MS);
    fault = school_change(school, invitation_insert, &unit);
    arena_release(&arena);
    if (fault != FAULT_NONE)
        return fault;
    memcpy(ret_token, token, sizeof(token));
    *ret_expires_at = unit.expires_at;
    return FAULT_NONE;
}

static enum fault invitation_read(struct db *db, const char *fingerprint, int64_t now, struct arena *arena,
                                  struct invitation *ret_invitation)
{
    struct row row;
    struct invitation invitation = {0};
    bool found = false;
    row_begin(&row, db, arena,
              "SELECT role, name, email, expires_at, proves_email FROM invitations WHERE token_hash = ? AND used_at IS "
              "NULL AND"
              " expires_at > ?",
              DB_VALUES(T(fingerprint), I(now)));
    while (row_next(&row)) {
        found = role_parse(db_text(&row.rows, 0), &invitation.role);
        invitation.name = row_text(&row, 1);
        invitation.email = row_text(&row, 2);
        invitation.expires_at = row_int(&row, 3);
        invitation.proves_email = row_int(&row, 4) != 0;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_INVITATION_UNKNOWN;
    *ret_invitation = invitation;
    return FAULT_NONE;
}

enum fault invitation_get(struct school *school, const char *token, struct arena *arena,
                          struct invitation *ret_invitation)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    if (!token)
        return FAULT_INVITATION_UNKNOWN;
    secret_fingerprint(token, fingerprint);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return invitation_read(db, fingerprint, school_now(school), arena, ret_invitation);
}

enum fault invitation_is_open(struct db *db, const char *fingerprint)
{
    bool first = false, there = false;
    int64_t id;
    enum fault fault =
        row_one_int(db,
                    "SELECT id FROM invitations WHERE token_hash = ? AND role = 'administrator' AND created_by IS NULL"
                    " AND email IS NULL",
                    DB_VALUES(T(fingerprint)), &first, &id);
    if (fault != FAULT_NONE || !first)
        return fault;
    fault = row_one_int(db, "SELECT id FROM users WHERE role = 'administrator' LIMIT 1", DB_NO_VALUES, &there, &id);
    return fault != FAULT_NONE ? fault : there ? FAULT_INVITATION_UNKNOWN : FAULT_NONE;
}

enum fault invitation_take(struct db *db, const char *fingerprint, enum role role, int64_t user_id, int64_t now)
{
    enum db_status status = db_exec(db,
                                    "UPDATE invitations SET used_at = ?, used_by = ? WHERE token_hash = ? AND role = ?"
                                    " AND used_at IS NULL AND expires_at > ?",
                                    DB_VALUES(I(now), I(user_id), T(fingerprint), T(role_code(role)), I(now)));
    if (status != DB_OK)
        return fault_of(status);
    if (db_changes(db) != 1)
        return FAULT_INVITATION_UNKNOWN;
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = user_id,
                                .action = "invitation_used",
                                .subject_type = "user",
                                .subject_id = user_id,
                                .detail = role_code(role),
                            });
}
