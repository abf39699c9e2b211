/* SPDX-License-Identifier: MIT */
#include "school/office/retention.h"

#include <stdio.h>

#include "base/arena.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/faces/identity_inside.h"
#include "school/files/evidence_inside.h"
#include "school/office/deletion.h"
#include "school/office/deletion_inside.h"
#include "school/office/erasure.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    UNIT_ROWS = 1000,  // rows of a unit, or a few more of the same moment
    SWEEP_UNITS = 20,  // of each kind, a sweep
    SWEEP_PEOPLE = 50, // templates and accounts, a sweep: each is a unit
    RULE_SIZE = 64,
    EVIDENCE_LEAVES = 500, // of a unit
};

static const struct retention_rule kinds[RETENTION_RULES] = {
    {"templates", SETTING_KEEP_TEMPLATES, 0}, {"face_refusals", SETTING_KEEP_REFUSALS, 0},
    {"sessions", SETTING_KEEP_SESSIONS, 0},   {"accounts", SETTING_KEEP_DISABLED, 0},
    {"audit", SETTING_KEEP_AUDIT, 0},         {"leave_evidence", SETTING_KEEP_EVIDENCE, 0},
};

static enum fault deletions_read(struct db *db, const struct page *page, struct arena *arena,
                                 struct retention *retention)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT d.id, d.kind, d.rule, d.deleted, d.subject_id, s.name, d.actor_id, a.name, d.at FROM deletions d"
              " LEFT JOIN users s ON s.id = d.subject_id LEFT JOIN users a ON a.id = d.actor_id"
              " WHERE d.id < ? ORDER BY d.id DESC LIMIT ?",
              DB_VALUES(I(page->after > 0 ? page->after : INT64_MAX), I(page->limit + 1)));
    while (row_next(&row)) {
        if (retention->count == (size_t)page->limit) {
            retention->next = retention->deletions[retention->count - 1].id;
            break;
        }
        struct deletion *deletions = row_list(&row, retention->deletions, retention->count, sizeof(*deletions));
        if (!deletions)
            break;
        retention->deletions = deletions;
        deletions[retention->count++] = (struct deletion){
            .id = row_int(&row, 0),
            .kind = row_string(&row, 1),
            .rule = row_string(&row, 2),
            .deleted = row_int(&row, 3),
            .subject = {row_int(&row, 4), row_text(&row, 5)},
            .actor = {row_int(&row, 6), row_text(&row, 7)},
            .at = row_int(&row, 8),
        };
    }
    return row_end(&row);
}

enum fault retention_get(struct school *school, const struct actor *actor, const struct page *page, struct arena *arena,
                         struct retention *ret_retention)
{
    struct retention retention = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = deletions_read(db, page, arena, &retention);
    for (size_t i = 0; fault == FAULT_NONE && i < RETENTION_RULES; i++) {
        retention.rules[i] = kinds[i];
        fault = setting_int(db, kinds[i].setting, &retention.rules[i].days);
    }
    if (fault != FAULT_NONE)
        return fault;
    *ret_retention = retention;
    return FAULT_NONE;
}

/* ---- sweeping ---- */

struct sweeping {
    struct school *school;
    const struct retention_rule *rule;
    char words[RULE_SIZE]; // the rule as it was
    int64_t before, now;
    int64_t user_id; // of a template
    int64_t deleted;
};

static enum fault note(struct db *db, const struct sweeping *unit, int64_t subject_id)
{
    const struct deletion deletion = {.kind = unit->rule->kind,
                                      .rule = unit->words,
                                      .deleted = unit->deleted,
                                      .subject = {subject_id, NULL},
                                      .at = unit->now};
    return unit->deleted > 0 ? deletion_note(db, &deletion) : FAULT_NONE;
}

/* Rows by their age: the moment up to which a unit deletes, then the deletion. */
static enum fault aged_delete(struct db *db, struct sweeping *unit, const char *bound_sql, const char *delete_sql)
{
    int64_t bound = unit->before;
    bool found = false;
    unit->deleted = 0;
    enum fault fault = row_one_int(db, bound_sql, DB_VALUES(I(unit->before), I(UNIT_ROWS)), &found, &bound);
    // The row that is found may stay: those of its moment go with the next unit.
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, delete_sql, DB_VALUES(I(found ? bound + 1 : bound))));
    if (fault != FAULT_NONE)
        return fault;
    unit->deleted = db_changes(db);
    return note(db, unit, 0);
}

static enum fault sweep_refusals(struct db *db, void *context)
{
    return aged_delete(db, context, "SELECT at FROM face_refusals WHERE at < ? ORDER BY at LIMIT 1 OFFSET ?",
                       "DELETE FROM face_refusals WHERE at < ?");
}

static enum fault sweep_sessions(struct db *db, void *context)
{
    return aged_delete(db, context,
                       "SELECT expires_at FROM sessions WHERE expires_at < ? ORDER BY expires_at LIMIT 1 OFFSET ?",
                       "DELETE FROM sessions WHERE expires_at < ?");
}

static enum fault sweep_audit(struct db *db, void *context)
{
    struct sweeping *unit = context;
    enum fault fault = audit_forget(db, unit->before, UNIT_ROWS, unit->now, &unit->deleted);
    return fault != FAULT_NONE ? fault : note(db, unit, 0);
}

/* The leaves whose evidence has served its time; the bytes go with the evidence's own sweep. */
static enum fault sweep_evidence(struct db *db, void *context)
{
    struct sweeping *unit = context;
    struct row row;
    int64_t leaves[EVIDENCE_LEAVES];
    size_t count = 0;
    unit->deleted = 0;
    row_begin(&row, db, NULL,
              "SELECT v.id FROM leaves v WHERE v.until_at < ? AND COALESCE(v.answered_at, 0) < ? AND NOT EXISTS (SELECT"
              " 1 FROM leave_answers k WHERE k.leave_id = v.id AND k.answered_at >= ?) AND EXISTS (SELECT 1 FROM"
              " leave_files f WHERE f.leave_id = v.id) ORDER BY v.id LIMIT ?",
              DB_VALUES(I(unit->before), I(unit->before), I(unit->before), I(EVIDENCE_LEAVES)));
    while (count < EVIDENCE_LEAVES && row_next(&row))
        leaves[count++] = row_int(&row, 0);
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        fault = fault_of(evidence_release(db, leaves[i]));
        if (fault != FAULT_NONE)
            return fault;
        unit->deleted += db_changes(db);
        fault = fault_of(db_exec(db, "UPDATE leaves SET evidence_erased_at = ?, updated_at = ? WHERE id = ?",
                                 DB_VALUES(I(unit->now), I(unit->now), I(leaves[i]))));
    }
    return fault != FAULT_NONE ? fault : note(db, unit, 0);
}

static enum fault sweep_rows(struct sweeping *unit, school_unit write)
{
    enum fault fault = FAULT_NONE;
    unit->deleted = UNIT_ROWS;
    for (int i = 0; fault == FAULT_NONE && unit->deleted >= UNIT_ROWS && i < SWEEP_UNITS; i++)
        fault = school_change(unit->school, write, unit);
    return fault;
}

/* ---- people ---- */

/* Enrolled long ago, and no check-in by face since. */
#define UNUSED                                                                                                         \
    " FROM templates t WHERE t.updated_at < ? AND NOT EXISTS (SELECT 1 FROM attendance a WHERE a.student_id ="         \
    " t.user_id AND a.method = 'face' AND a.timestamp >= ?)"

static enum fault sweep_template(struct db *db, void *context)
{
    struct sweeping *unit = context;
    bool found = false;
    int64_t one;
    unit->deleted = 0;
    // Again: somebody may just have checked in.
    enum fault fault = row_one_int(db, "SELECT 1" UNUSED " AND t.user_id = ?",
                                   DB_VALUES(I(unit->before), I(unit->before), I(unit->user_id)), &found, &one);
    if (fault != FAULT_NONE || !found)
        return fault;
    fault = identity_forget(db, unit->user_id, 0, unit->now, &unit->deleted);
    return fault != FAULT_NONE ? fault : note(db, unit, unit->user_id);
}

static enum fault people_read(struct school *school, const char *sql, struct db_values values,
                              int64_t people[static SWEEP_PEOPLE], size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL, sql, values);
    while (count < SWEEP_PEOPLE && row_next(&row))
        people[count++] = row_int(&row, 0);
    enum fault fault = row_end(&row);
    *ret_count = fault == FAULT_NONE ? count : 0;
    return fault;
}

static enum fault sweep_templates(struct sweeping *unit)
{
    int64_t people[SWEEP_PEOPLE];
    size_t count;
    enum fault fault = people_read(unit->school, "SELECT t.user_id" UNUSED " ORDER BY t.updated_at LIMIT ?",
                                   DB_VALUES(I(unit->before), I(unit->before), I(SWEEP_PEOPLE)), people, &count);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        unit->user_id = people[i];
        fault = identity_write_without_face(unit->school, unit->user_id, sweep_template, unit);
    }
    return fault;
}

static enum fault sweep_accounts(struct sweeping *unit)
{
    int64_t people[SWEEP_PEOPLE];
    size_t count;
    enum fault fault = people_read(unit->school,
                                   "SELECT id FROM users WHERE disabled_at < ? AND erased_at IS NULL AND role ="
                                   " 'student' ORDER BY disabled_at LIMIT ?",
                                   DB_VALUES(I(unit->before), I(SWEEP_PEOPLE)), people, &count);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = erasure_by_rule(unit->school, people[i], unit->words, unit->before);
    return fault;
}

static enum fault sweep_kind(struct sweeping *unit)
{
    switch (unit->rule->setting) {
    case SETTING_KEEP_TEMPLATES:
        return sweep_templates(unit);
    case SETTING_KEEP_REFUSALS:
        return sweep_rows(unit, sweep_refusals);
    case SETTING_KEEP_SESSIONS:
        return sweep_rows(unit, sweep_sessions);
    case SETTING_KEEP_DISABLED:
        return sweep_accounts(unit);
    case SETTING_KEEP_EVIDENCE:
        return sweep_rows(unit, sweep_evidence);
    default:
        return sweep_rows(unit, sweep_audit);
    }
}

enum fault retention_sweep(struct school *school, int64_t now)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < RETENTION_RULES; i++) {
        struct sweeping unit = {.school = school, .rule = &kinds[i], .now = now};
        int64_t days = 0;
        CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
        fault = setting_int(db, kinds[i].setting, &days);
        store_reader_close(&db);
        if (fault != FAULT_NONE || days == 0)
            continue;
        unit.before = now - days * SCHOOL_DAY_MS;
        snprintf(unit.words, sizeof(unit.words), "%s %lld", setting_rule(kinds[i].setting)->name, (long long)days);
        fault = sweep_kind(&unit);
    }
    return fault;
}
