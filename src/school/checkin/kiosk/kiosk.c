/* SPDX-License-Identifier: MIT */
/* What administrators do with kiosks. */
#include "school/checkin/kiosk/kiosk.h"

#include <string.h>

#include "base/arena.h"
#include "school/checkin/kiosk/kiosk_inside.h"
#include "school/common/audit_inside.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 1000 };

/* A rule that a later version wrote flags. */
static enum proof_rule rule_of(const char *code)
{
    enum proof_rule rule;
    return code && proof_rule_parse(code, &rule) ? rule : PROOF_FLAG;
}

struct kiosk kiosk_of_row(struct row *row)
{
    return (struct kiosk){
        .id = row_int(row, 0),
        .name = row_string(row, 1),
        .room = row_string(row, 2),
        .badge = row_int(row, 3) != 0,
        .pin = row_int(row, 4) != 0,
        .face = row_int(row, 5) != 0,
        .made_at = row_int(row, 6),
        .code_ends_at = row_int(row, 7),
        .enrolled_at = row_int(row, 8),
        .seen_at = row_int(row, 9),
        .revoked_at = row_int(row, 10),
        .lecture_id = row_int(row, 11),
        .network_rule = rule_of(db_text(&row->rows, 12)),
        .moved_at = row_int(row, 13),
    };
}

enum fault kiosk_read(struct db *db, int64_t kiosk_id, struct arena *arena, struct kiosk *ret_kiosk)
{
    struct row row;
    struct kiosk kiosk = {0};
    row_begin(&row, db, arena, "SELECT " KIOSK_COLUMNS " FROM kiosks k WHERE k.id = ?", DB_VALUES(I(kiosk_id)));
    while (row_next(&row))
        kiosk = kiosk_of_row(&row);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || kiosk.id == 0)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    *ret_kiosk = kiosk;
    return FAULT_NONE;
}

enum fault kiosk_list(struct school *school, const struct actor *actor, struct arena *arena,
                      struct kiosk_list *ret_list)
{
    struct row row;
    struct kiosk_list list = {0};
    int64_t since = school_now(school) - KIOSK_REVOKED_DAYS * (int64_t)SCHOOL_DAY_MS;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena,
              "SELECT " KIOSK_COLUMNS " FROM kiosks k WHERE k.revoked_at IS NULL OR k.revoked_at > ?"
              " ORDER BY CASE WHEN k.revoked_at IS NULL THEN 0 ELSE 1 END, k.id LIMIT ?",
              DB_VALUES(I(since), I(2 * KIOSKS_MAX)));
    while (row_next(&row)) {
        struct kiosk *kiosks = row_list(&row, list.kiosks, list.count, sizeof(*kiosks));
        if (!kiosks)
            break;
        list.kiosks = kiosks;
        kiosks[list.count++] = kiosk_of_row(&row);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* One act of an administrator. */
struct kiosk_act {
    const struct actor *actor;
    int64_t kiosk_id; // 0: a new one
    struct kiosk_request request;
    char code_hash[SECRET_FINGERPRINT_SIZE];
    int64_t code_ends_at, now;
};

static enum fault act_audit(struct db *db, const struct kiosk_act *unit, const char *action, const char *detail)
{
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "kiosk",
                                .subject_id = unit->kiosk_id,
                                .detail = detail,
                            });
}

static enum fault request_audit(struct db *db, const struct kiosk_act *unit, const char *action)
{
    char detail[DETAIL_SIZE];
    const struct kiosk_request *request = &unit->request;
    snprintf(detail, sizeof(detail), "%s, room %s: badge %s, PIN %s, face %s%s%s", request->name, request->room,
             request->badge ? "on" : "off", request->pin ? "on" : "off", request->face ? "on" : "off",
             request->ruled ? ", another network " : "", request->ruled ? proof_rule_code(request->network_rule) : "");
    return act_audit(db, unit, action, detail);
}

static enum fault request_check(const struct actor *actor, const struct kiosk_request *typed, struct arena *arena,
                                struct kiosk_request *ret_request)
{
    struct kiosk_request request = *typed;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (text_clean(typed->name, KIOSK_NAME_MAX, false, false, arena, &request.name) != FAULT_NONE)
        return FAULT_NAME_INVALID;
    enum fault fault = text_clean(typed->room, KIOSK_ROOM_MAX, false, false, arena, &request.room);
    if (fault != FAULT_NONE)
        return fault;
    if (!request.badge && !request.pin && !request.face)
        return FAULT_KIOSK_NO_WAY;
    *ret_request = request;
    return FAULT_NONE;
}

static void code_make(struct kiosk_act *unit, struct kiosk_code *code)
{
    secret_code(code->code, KIOSK_CODE_LENGTH);
    secret_fingerprint(code->code, unit->code_hash);
    code->ends_at = unit->code_ends_at = unit->now + KIOSK_CODE_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
}

static enum fault make_write(struct db *db, void *context)
{
    struct kiosk_act *unit = context;
    const struct kiosk_request *request = &unit->request;
    int64_t count = 0;
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM kiosks WHERE revoked_at IS NULL", DB_NO_VALUES, &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count >= KIOSKS_MAX)
        return FAULT_TOO_MANY_THINGS;
    fault =
        row_insert(db,
                   "INSERT INTO kiosks (name, room, badge, pin, face, network_rule, code_hash, code_ends_at,"
                   " made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                   DB_VALUES(T(request->name), T(request->room), I(request->badge), I(request->pin), I(request->face),
                             T(proof_rule_code(request->ruled ? request->network_rule : PROOF_FLAG)),
                             T(unit->code_hash), I(unit->code_ends_at), I(unit->now)),
                   &unit->kiosk_id);
    return fault != FAULT_NONE ? fault : request_audit(db, unit, "kiosk_made");
}

/* Runs a unit, and reads what came of it. */
static enum fault act(struct school *school, school_unit write, struct kiosk_act *unit, struct arena *arena,
                      struct kiosk *ret_kiosk)
{
    enum fault fault = school_change(school, write, unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return kiosk_read(db, unit->kiosk_id, arena, ret_kiosk);
}

enum fault kiosk_make(struct school *school, const struct actor *actor, const struct kiosk_request *request,
                      struct arena *arena, struct kiosk *ret_kiosk, struct kiosk_code *ret_code)
{
    struct kiosk_act unit = {.actor = actor, .now = school_now(school)};
    struct kiosk_code code;
    enum fault fault = request_check(actor, request, arena, &unit.request);
    if (fault != FAULT_NONE)
        return fault;
    code_make(&unit, &code);
    fault = act(school, make_write, &unit, arena, ret_kiosk);
    if (fault == FAULT_NONE)
        *ret_code = code;
    return fault;
}

/* Where nobody asks, none has moved. */
static enum fault rule_write(struct db *db, const struct kiosk_act *unit)
{
    const char *rule = proof_rule_code(unit->request.network_rule);
    enum fault fault =
        fault_of(db_exec(db, "UPDATE kiosks SET network_rule = ? WHERE id = ?", DB_VALUES(T(rule), I(unit->kiosk_id))));
    if (fault != FAULT_NONE || unit->request.network_rule != PROOF_OFF)
        return fault;
    return fault_of(db_exec(db, "UPDATE kiosks SET network_now = NULL, moved_at = NULL WHERE id = ?",
                            DB_VALUES(I(unit->kiosk_id))));
}

static enum fault change_write(struct db *db, void *context)
{
    struct kiosk_act *unit = context;
    const struct kiosk_request *request = &unit->request;
    // In another room it serves what that room holds.
    enum fault fault =
        fault_of(db_exec(db,
                         "UPDATE kiosks SET name = ?, lecture_id = CASE WHEN room = ? THEN lecture_id"
                         " END, room = ?, badge = ?, pin = ?, face = ? WHERE id = ?"
                         " AND revoked_at IS NULL",
                         DB_VALUES(T(request->name), T(request->room), T(request->room), I(request->badge),
                                   I(request->pin), I(request->face), I(unit->kiosk_id))));
    if (fault != FAULT_NONE)
        return fault;
    if (db_changes(db) == 0)
        return FAULT_NOT_FOUND;
    fault = request->ruled ? rule_write(db, unit) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : request_audit(db, unit, "kiosk_changed");
}

enum fault kiosk_change(struct school *school, const struct actor *actor, int64_t kiosk_id,
                        const struct kiosk_request *request, struct arena *arena, struct kiosk *ret_kiosk)
{
    struct kiosk_act unit = {.actor = actor, .kiosk_id = kiosk_id, .now = school_now(school)};
    enum fault fault = request_check(actor, request, arena, &unit.request);
    return fault != FAULT_NONE ? fault : act(school, change_write, &unit, arena, ret_kiosk);
}

static enum fault renew_write(struct db *db, void *context)
{
    struct kiosk_act *unit = context;
    enum fault fault =
        fault_of(db_exec(db, "UPDATE kiosks SET code_hash = ?, code_ends_at = ? WHERE id = ? AND revoked_at IS NULL",
                         DB_VALUES(T(unit->code_hash), I(unit->code_ends_at), I(unit->kiosk_id))));
    if (fault != FAULT_NONE)
        return fault;
    return db_changes(db) == 0 ? FAULT_NOT_FOUND : act_audit(db, unit, "kiosk_code_made", NULL);
}

enum fault kiosk_renew(struct school *school, const struct actor *actor, int64_t kiosk_id, struct arena *arena,
                       struct kiosk *ret_kiosk, struct kiosk_code *ret_code)
{
    struct kiosk_act unit = {.actor = actor, .kiosk_id = kiosk_id, .now = school_now(school)};
    struct kiosk_code code;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    code_make(&unit, &code);
    enum fault fault = act(school, renew_write, &unit, arena, ret_kiosk);
    if (fault == FAULT_NONE)
        *ret_code = code;
    return fault;
}

static enum fault revoke_write(struct db *db, void *context)
{
    struct kiosk_act *unit = context;
    // Its fingerprint stays, so that the tablet can say what has become of it.
    enum fault fault = fault_of(db_exec(db,
                                        "UPDATE kiosks SET revoked_at = ?, code_hash = NULL, code_ends_at = NULL,"
                                        " lecture_id = NULL WHERE id = ? AND revoked_at IS NULL",
                                        DB_VALUES(I(unit->now), I(unit->kiosk_id))));
    if (fault != FAULT_NONE)
        return fault;
    return db_changes(db) == 0 ? FAULT_NONE : act_audit(db, unit, "kiosk_revoked", NULL);
}

enum fault kiosk_revoke(struct school *school, const struct actor *actor, int64_t kiosk_id, struct arena *arena,
                        struct kiosk *ret_kiosk)
{
    struct kiosk_act unit = {.actor = actor, .kiosk_id = kiosk_id, .now = school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    return act(school, revoke_write, &unit, arena, ret_kiosk);
}
