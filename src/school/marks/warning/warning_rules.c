/* SPDX-License-Identifier: MIT */
#include "school/marks/warning/warning_rules.h"
#include "school/marks/warning/warning_rules_inside.h"

#include <stdio.h>
#include <string.h>

#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/warning/due.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 600 };

/* The rules of one owner; *ret_found false, and `rules` as they were, where there are none. */
static enum fault rows_read(struct db *db, int64_t class_id, struct warning_rules *rules, bool *ret_found)
{
    struct row row;
    enum warning_kind kind;
    *ret_found = false;
    row_begin(&row, db, NULL,
              "SELECT kind, is_on, lectures, days, percent, counted_min, recipients FROM warning_rules"
              " WHERE class_id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        if (!warning_kind_parse(db_text(&row.rows, 0), &kind))
            continue;
        *ret_found = true;
        rules->of[kind] = (struct warning_rule){
            .on = row_int(&row, 1) != 0,
            .lectures = row_int(&row, 2),
            .days = row_int(&row, 3),
            .percent = row_int(&row, 4),
            .counted_min = row_int(&row, 5),
            .recipients = (unsigned)row_int(&row, 6),
        };
    }
    return row_end(&row);
}

enum fault warning_rules_read(struct db *db, int64_t class_id, struct warning_rules *ret_rules)
{
    struct warning_rules rules;
    bool own = false, found;
    warning_rules_usual(&rules);
    enum fault fault = rows_read(db, class_id, &rules, &own);
    if (fault != FAULT_NONE)
        return fault;
    if (!own && class_id)
        fault = rows_read(db, 0, &rules, &found);
    rules.own = own && class_id;
    if (fault != FAULT_NONE)
        return fault;
    rules.version = warning_rules_version(&rules);
    *ret_rules = rules;
    return FAULT_NONE;
}

enum fault warning_rules_get(struct school *school, const struct actor *actor, int64_t class_id,
                             struct warning_rules *ret_rules)
{
    struct access access;
    if (!class_id && actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = class_id ? access_classroom(db, actor, class_id, &access) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    return warning_rules_read(db, class_id, ret_rules);
}

enum fault warning_rules_copy(struct db *db, int64_t from_id, int64_t into_id)
{
    return fault_of(db_exec(db,
                            "INSERT INTO warning_rules (class_id, kind, is_on, lectures, days, percent, counted_min,"
                            " recipients) SELECT ?, kind, is_on, lectures, days, percent, counted_min, recipients FROM"
                            " warning_rules WHERE class_id = ?",
                            DB_VALUES(I(into_id), I(from_id))));
}

static bool between(int64_t number, int64_t lowest, int64_t highest)
{
    return number >= lowest && number <= highest;
}

enum fault warning_rules_check(const struct warning_rules *rules)
{
    for (int kind = 0; kind < WARNING_KINDS; kind++) {
        const struct warning_rule *rule = &rules->of[kind];
        bool is_missed = kind == WARN_IN_A_ROW || kind == WARN_WITHIN;
        if ((is_missed && !between(rule->lectures, WARNING_LECTURES_MIN, WARNING_LECTURES_MAX)) ||
            (kind == WARN_WITHIN && !between(rule->days, 1, WARNING_DAYS_MAX)) ||
            (kind == WARN_BELOW && !between(rule->percent, 0, 100)) ||
            (!is_missed && !between(rule->counted_min, 1, WARNING_COUNTED_MAX)))
            return FAULT_NUMBER_INVALID;
        if (rule->recipients > WARN_EVERYBODY || (rule->on && rule->recipients == 0))
            return FAULT_CHOICE_UNKNOWN;
    }
    return FAULT_NONE;
}

struct rules_edit {
    const struct actor *actor;
    int64_t class_id, version, now;
    const struct warning_rules *rules;
};

static enum fault edit_allowed(struct db *db, const struct rules_edit *unit)
{
    struct access access;
    struct warning_rules now;
    if (!unit->class_id && unit->actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = unit->class_id ? access_classroom(db, unit->actor, unit->class_id, &access) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    fault = unit->class_id ? access_change(&access) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    fault = warning_rules_read(db, unit->class_id, &now);
    if (fault != FAULT_NONE)
        return fault;
    return unit->version && unit->version != now.version ? FAULT_CHANGED_MEANWHILE : FAULT_NONE;
}

/* What the audit log says: each rule that is on, with its numbers. */
static void describe(const struct warning_rules *rules, char detail[static DETAIL_SIZE])
{
    size_t size = 0;
    snprintf(detail, DETAIL_SIZE, rules ? "none" : "as the institution");
    for (int i = 0; rules && i < WARNING_KINDS; i++) {
        const struct warning_rule *rule = &rules->of[i];
        if (rule->on)
            size += (size_t)snprintf(
                detail + size, DETAIL_SIZE - size, "%s%s: lectures %lld, days %lld, percent %lld, counted %lld, to %u",
                size ? "; " : "", warning_kind_code((enum warning_kind)i), (long long)rule->lectures,
                (long long)rule->days, (long long)rule->percent, (long long)rule->counted_min, rule->recipients);
    }
}

static enum fault rules_write(struct db *db, void *context)
{
    struct rules_edit *unit = context;
    char detail[DETAIL_SIZE];
    enum fault fault = edit_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db, "DELETE FROM warning_rules WHERE class_id = ?", DB_VALUES(I(unit->class_id)));
    for (int i = 0; unit->rules && status == DB_OK && i < WARNING_KINDS; i++) {
        const struct warning_rule *rule = &unit->rules->of[i];
        const char *kind = warning_kind_code((enum warning_kind)i);
        status = db_exec(db,
                         "INSERT INTO warning_rules (class_id, kind, is_on, lectures, days, percent, counted_min,"
                         " recipients) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         DB_VALUES(I(unit->class_id), T(kind), I(rule->on), I(rule->lectures), I(rule->days),
                                   I(rule->percent), I(rule->counted_min), I(rule->recipients)));
    }
    if (status != DB_OK)
        return fault_of(status);
    fault = unit->class_id ? due_touch(db, unit->class_id, unit->now) : due_touch_all(db, unit->now);
    describe(unit->rules, detail);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "warning_rules_changed",
                                .subject_type = unit->class_id ? "classroom" : "institution",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

enum fault warning_rules_change(struct school *school, const struct actor *actor, int64_t class_id,
                                const struct warning_rules *rules, int64_t version, struct warning_rules *ret_rules)
{
    struct rules_edit unit = {
        .actor = actor,
        .class_id = class_id,
        .version = version,
        .now = school_now(school),
        .rules = rules,
    };
    enum fault fault = rules ? warning_rules_check(rules) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, rules_write, &unit);
    return fault != FAULT_NONE ? fault : warning_rules_get(school, actor, class_id, ret_rules);
}
