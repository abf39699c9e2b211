/* SPDX-License-Identifier: MIT */
#include "school/checkin/proof.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/checkin/device.h"
#include "school/checkin/network.h"
#include "school/checkin/position.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/unlock/unlock_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/flag_inside.h"
#include "school/marks/mark.h"
#include "school/people/sign_in/passkey.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 1500 };

static const char *const rule_codes[PROOF_RULE_COUNT] = {"off", "flag", "refuse"};

const char *proof_rule_code(enum proof_rule rule)
{
    return rule_codes[rule];
}

bool proof_rule_parse(const char *code, enum proof_rule *ret_rule)
{
    size_t index;
    bool found = str_among(rule_codes, PROOF_RULE_COUNT, code, &index);
    if (found)
        *ret_rule = (enum proof_rule)index;
    return found;
}

struct proofs proofs_initial(void)
{
    return (struct proofs){
        .code_check_in = true,
        .sound = true,
        .networks = "",
        .place = "",
        .radius_m = PROOF_RADIUS_USUAL,
        .device_minutes = PROOF_DEVICE_MINUTES_USUAL,
    };
}

bool proofs_sound(const struct proofs *proofs)
{
    return proofs->sound && proofs->room_rule != PROOF_OFF;
}

/* A rule that a later version wrote asks for the least. */
static enum proof_rule rule_of(const char *code)
{
    enum proof_rule rule = PROOF_OFF;
    return proof_rule_parse(code, &rule) ? rule : PROOF_OFF;
}

enum fault proofs_read(struct db *db, int64_t class_id, struct arena *arena, struct proofs *ret_proofs)
{
    struct row row;
    struct proofs proofs = proofs_initial();
    row_begin(&row, db, arena,
              "SELECT room_code, code_check_in, networks, network_rule, place, radius_m, place_rule, device_rule,"
              " device_minutes, version, room_rule, sound, unlock_rule FROM proofs WHERE class_id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        proofs.room_code = row_int(&row, 0) != 0;
        proofs.code_check_in = row_int(&row, 1) != 0;
        proofs.networks = row_string(&row, 2);
        proofs.network_rule = rule_of(db_text(&row.rows, 3));
        proofs.place = row_string(&row, 4);
        proofs.radius_m = row_int(&row, 5);
        proofs.place_rule = rule_of(db_text(&row.rows, 6));
        proofs.device_rule = rule_of(db_text(&row.rows, 7));
        proofs.device_minutes = row_int(&row, 8);
        proofs.version = row_int(&row, 9);
        proofs.room_rule = rule_of(db_text(&row.rows, 10));
        proofs.sound = row_int(&row, 11) != 0;
        proofs.unlock_rule = rule_of(db_text(&row.rows, 12));
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_proofs = proofs;
    return FAULT_NONE;
}

enum fault proofs_get(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                      struct proofs *ret_proofs)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return proofs_read(db, class_id, arena, ret_proofs);
}

struct proofs_change {
    const struct actor *actor;
    int64_t class_id;
    const struct proofs *proofs; // checked, `networks` in its own form
    int64_t version, now;
};

static enum fault proofs_audit(struct db *db, const struct proofs_change *unit)
{
    char detail[DETAIL_SIZE];
    const struct proofs *proofs = unit->proofs;
    snprintf(detail, sizeof(detail),
             "room %s, sound %s, room code %s, check-in by code %s,"
             " network %s (%s), place %s (%s, %lld m), device %s (%lld minutes), unlock %s",
             rule_codes[proofs->room_rule], proofs->sound ? "on" : "off", proofs->room_code ? "on" : "off",
             proofs->code_check_in ? "on" : "off", rule_codes[proofs->network_rule], proofs->networks,
             rule_codes[proofs->place_rule], proofs->place, (long long)proofs->radius_m,
             rule_codes[proofs->device_rule], (long long)proofs->device_minutes, rule_codes[proofs->unlock_rule]);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "proofs_changed",
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

static enum fault proofs_write(struct db *db, void *context)
{
    struct proofs_change *unit = context;
    const struct proofs *proofs = unit->proofs;
    struct access access;
    bool found = false;
    int64_t version = 0;
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT version FROM proofs WHERE class_id = ?", DB_VALUES(I(unit->class_id)), &found,
                        &version);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->version != 0 && unit->version != version)
        return FAULT_CHANGED_MEANWHILE;
    const char *sql =
        found ? "UPDATE proofs SET room_code = ?, code_check_in = ?, networks = ?, network_rule = ?, place = ?,"
                " radius_m = ?, place_rule = ?, device_rule = ?, device_minutes = ?, room_rule = ?, sound = ?,"
                " unlock_rule = ?, version = ?, updated_at = ?, updated_by = ? WHERE class_id = ?"
              : "INSERT INTO proofs (room_code, code_check_in, networks, network_rule, place, radius_m, place_rule,"
                " device_rule, device_minutes, room_rule, sound, unlock_rule, version, updated_at, updated_by,"
                " class_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    enum db_status status = db_exec(
        db, sql,
        DB_VALUES(I(proofs->room_code), I(proofs->code_check_in), T(proofs->networks),
                  T(rule_codes[proofs->network_rule]), T(proofs->place), I(proofs->radius_m),
                  T(rule_codes[proofs->place_rule]), T(rule_codes[proofs->device_rule]), I(proofs->device_minutes),
                  T(rule_codes[proofs->room_rule]), I(proofs->sound), T(rule_codes[proofs->unlock_rule]),
                  I(version + 1), I(unit->now), I(unit->actor->user_id), I(unit->class_id)));
    if (status != DB_OK)
        return status == DB_CONFLICT ? FAULT_BUSY
                                     : fault_of(status); // the first setting of another teacher came in between
    return proofs_audit(db, unit);
}

enum fault proofs_begin(struct db *db, int64_t class_id, int64_t user_id, int64_t now)
{
    return fault_of(
        db_exec(db,
                "INSERT INTO proofs (class_id, room_code, code_check_in, networks, network_rule, place, radius_m,"
                " place_rule, device_rule, device_minutes, room_rule, sound, version, updated_at, updated_by)"
                " VALUES (?, 0, 1, '', 'off', '', ?, 'off', 'flag', ?, 'flag', 1, 1, ?, ?)",
                DB_VALUES(I(class_id), I(PROOF_RADIUS_USUAL), I(PROOF_DEVICE_MINUTES_USUAL), I(now), I(user_id))));
}

/* The request with its texts in their own form. */
static enum fault proofs_check_request(const struct proofs *request, struct arena *arena, struct proofs *ret_proofs)
{
    struct proofs proofs = *request;
    struct network networks[NETWORK_LIST_MAX];
    struct position place;
    size_t count;
    char *text = arena_alloc(arena, NETWORK_LIST_SIZE);
    if (!text)
        return FAULT_INTERNAL;
    if (!network_parse_list(request->networks, networks, &count) || !network_format_list(networks, count, text))
        return FAULT_NETWORKS_INVALID;
    proofs.networks = text;
    if (*request->place && !position_parse(request->place, &place))
        return FAULT_PLACE_INVALID;
    if (request->radius_m < PROOF_RADIUS_MIN || request->radius_m > PROOF_RADIUS_MAX)
        return FAULT_RADIUS_INVALID;
    if (request->device_minutes < 1 || request->device_minutes > PROOF_DEVICE_MINUTES_MAX)
        return FAULT_MINUTES_INVALID;
    *ret_proofs = proofs;
    return FAULT_NONE;
}

enum fault proofs_set(struct school *school, const struct actor *actor, int64_t class_id, const struct proofs *proofs,
                      int64_t version, struct arena *arena, struct proofs *ret_proofs)
{
    struct proofs checked;
    struct proofs_change unit = {
        .actor = actor, .class_id = class_id, .proofs = &checked, .version = version, .now = school_now(school)};
    enum fault fault = proofs_check_request(proofs, arena, &checked);
    if (fault != FAULT_NONE)
        return fault;
    if (checked.unlock_rule != PROOF_OFF && !passkey_available(school))
        return FAULT_UNLOCK_IMPOSSIBLE;
    fault = school_change(school, proofs_write, &unit);
    return fault != FAULT_NONE ? fault : proofs_get(school, actor, class_id, arena, ret_proofs);
}

enum fault proofs_code_needed(struct db *db, int64_t student_id, int64_t lecture_id, bool *ret_needed)
{
    bool found, flagged = false;
    int64_t for_all = 0;
    enum fault fault = flag_is_open(db, student_id, &flagged);
    if (fault != FAULT_NONE)
        return fault;
    if (!flagged)
        fault = row_one_int(
            db, "SELECT p.room_code FROM lectures l JOIN proofs p ON p.class_id = l.class_id WHERE l.id = ?",
            DB_VALUES(I(lecture_id)), &found, &for_all);
    if (fault != FAULT_NONE)
        return fault;
    *ret_needed = flagged || for_all != 0;
    return FAULT_NONE;
}

/* ---- judging ---- */

static enum fault judge_network(const struct proofs *proofs, const char *address, unsigned *flags)
{
    struct network networks[NETWORK_LIST_MAX];
    size_t count;
    if (proofs->network_rule == PROOF_OFF || !network_parse_list(proofs->networks, networks, &count) || count == 0 ||
        network_contains(networks, count, address))
        return FAULT_NONE;
    *flags |= MARK_OTHER_NETWORK;
    return proofs->network_rule == PROOF_REFUSE ? FAULT_NETWORK_OTHER : FAULT_NONE;
}

static enum fault judge_place(const struct proofs *proofs, const char *text, unsigned *flags)
{
    struct position place, position;
    if (proofs->place_rule == PROOF_OFF || !position_parse(proofs->place, &place))
        return FAULT_NONE;
    if (!text || !*text) {
        *flags |= MARK_NO_POSITION;
        return proofs->place_rule == PROOF_REFUSE ? FAULT_POSITION_NEEDED : FAULT_NONE;
    }
    if (!position_parse(text, &position))
        return FAULT_POSITION_INVALID;
    if (position_is_near(&position, &place, proofs->radius_m))
        return FAULT_NONE;
    *flags |= MARK_OUTSIDE;
    return proofs->place_rule == PROOF_REFUSE ? FAULT_OUTSIDE : FAULT_NONE;
}

enum fault proofs_judge(const struct proofs *proofs, const struct proof_input *input, struct proved *ret_proved)
{
    struct proved proved = {.device_rule = proofs->device_rule,
                            .room_rule = proofs->room_rule,
                            .unlock_rule = proofs->unlock_rule,
                            .device_minutes = proofs->device_minutes};
    enum fault fault = judge_network(proofs, input->address, &proved.flags);
    if (fault != FAULT_NONE)
        return fault;
    fault = judge_place(proofs, input->position, &proved.flags);
    if (fault != FAULT_NONE)
        return fault;
    device_browser(input->device, proved.device);
    device_proven(&input->over, input->key, input->signature, proved.key);
    proved.agent = input->agent;
    *ret_proved = proved;
    return FAULT_NONE;
}

/* The device of a check-in whose face is still to be looked at. */
struct meeting {
    const struct actor *actor;
    int64_t class_id, now;
    struct proved *proved;
    unsigned flags; // before: a unit may run more than once
};

static enum fault meet(struct db *db, void *context)
{
    struct meeting *unit = context;
    unit->proved->flags = unit->flags;
    return device_meet(db, unit->actor->user_id, unit->class_id, unit->proved, unit->now);
}

enum fault proofs_check(struct school *school, const struct actor *actor, int64_t class_id,
                        const struct proof_input *input, struct proved *ret_proved)
{
    struct proofs proofs;
    struct proved proved;
    CLOSES(arena_release) struct arena arena = arena_of(4 * NETWORK_LIST_SIZE);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = proofs_read(db, class_id, &arena, &proofs);
    if (fault != FAULT_NONE)
        return fault;
    fault = proofs_judge(&proofs, input, &proved);
    if (fault != FAULT_NONE)
        return fault;
    fault = unlock_judge(school, db, actor, input->over.lecture_id, input->over.at, &proved);
    store_reader_close(&db);
    arena_release(&arena);
    if (fault != FAULT_NONE)
        return fault;
    if (proved.device_rule != PROOF_OFF) {
        struct meeting unit = {
            .actor = actor, .class_id = class_id, .now = school_now(school), .proved = &proved, .flags = proved.flags};
        fault = school_attempt(school, meet, &unit);
    }
    if (fault != FAULT_NONE)
        return fault;
    *ret_proved = proved;
    return FAULT_NONE;
}
