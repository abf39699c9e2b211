/* SPDX-License-Identifier: MIT */
/* Reading the settings as administrators see them, and changing them. */
#include <string.h>

#include "base/arena.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 128 };

/* ---- reading ---- */

static void state_from_row(struct row *row, struct setting_state *state)
{
    const char *value = row_string(row, 0);
    if (value && setting_accepts(state->setting, value))
        state->value = value;
    state->changed_at = row_int(row, 1);
    state->changed_by = (struct person){row_int(row, 2), row_text(row, 3)};
}

static enum fault state_read(struct db *db, enum setting setting, struct arena *arena, struct setting_state *ret_state)
{
    struct row row;
    struct setting_state state = {.setting = setting, .value = setting_rule(setting)->initial};
    row_begin(&row, db, arena,
              "SELECT s.value, s.updated_at, s.updated_by, u.name FROM settings s"
              " LEFT JOIN users u ON u.id = s.updated_by WHERE s.name = ?",
              DB_VALUES(T(setting_rule(setting)->name)));
    while (row_next(&row))
        state_from_row(&row, &state);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_state = state;
    return FAULT_NONE;
}

enum fault setting_list(struct school *school, const struct actor *actor, struct arena *arena,
                        struct setting_state ret_states[static SETTING_COUNT])
{
    enum fault fault = FAULT_NONE;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    for (int i = 0; fault == FAULT_NONE && i < SETTING_COUNT; i++)
        fault = state_read(db, (enum setting)i, arena, &ret_states[i]);
    return fault;
}

static enum fault history_read(struct db *db, enum setting setting, const struct page *page, struct arena *arena,
                               struct setting_history *history)
{
    struct row row;
    row_begin(
        &row, db, arena,
        "SELECT h.id, h.old_value, h.new_value, h.changed_at, h.changed_by, u.name FROM setting_history h"
        " LEFT JOIN users u ON u.id = h.changed_by WHERE h.name = ? AND h.id < ? ORDER BY h.id DESC LIMIT ?",
        DB_VALUES(T(setting_rule(setting)->name), I(page->after > 0 ? page->after : INT64_MAX), I(page->limit + 1)));
    while (row_next(&row)) {
        if (history->count == (size_t)page->limit) {
            history->next = history->steps[history->count - 1].id;
            break;
        }
        struct setting_step *steps = row_list(&row, history->steps, history->count, sizeof(*steps));
        if (!steps)
            break;
        history->steps = steps;
        steps[history->count++] = (struct setting_step){
            .id = row_int(&row, 0),
            .old_value = row_string(&row, 1),
            .new_value = row_string(&row, 2),
            .changed_at = row_int(&row, 3),
            .changed_by = {row_int(&row, 4), row_text(&row, 5)},
        };
    }
    return row_end(&row);
}

enum fault setting_history(struct school *school, const struct actor *actor, enum setting setting,
                           const struct page *page, struct arena *arena, struct setting_history *ret_history)
{
    struct setting_history history = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = history_read(db, setting, page, arena, &history);
    if (fault != FAULT_NONE)
        return fault;
    *ret_history = history;
    return FAULT_NONE;
}

/* ---- changing ---- */

struct setting_write {
    const struct actor *actor;
    enum setting setting;
    const char *value;
    int64_t now;
    struct arena *arena;
};

/* The stored text, acceptable or not; NULL: there is none. */
static enum fault stored_read(struct db *db, struct setting_write *unit, const char **ret_stored)
{
    struct row row;
    *ret_stored = NULL;
    row_begin(&row, db, unit->arena, "SELECT value FROM settings WHERE name = ?",
              DB_VALUES(T(setting_rule(unit->setting)->name)));
    while (row_next(&row))
        *ret_stored = row_string(&row, 0);
    return row_end(&row);
}

static enum fault value_write(struct db *db, const struct setting_write *unit, const char *stored)
{
    const char *name = setting_rule(unit->setting)->name;
    enum db_status status =
        stored ? db_exec(db, "UPDATE settings SET value = ?, updated_at = ?, updated_by = ? WHERE name = ?",
                         DB_VALUES(T(unit->value), I(unit->now), I(unit->actor->user_id), T(name)))
               : db_exec(db, "INSERT INTO settings (name, value, updated_at, updated_by) VALUES (?, ?, ?, ?)",
                         DB_VALUES(T(name), T(unit->value), I(unit->now), I(unit->actor->user_id)));
    if (status != DB_OK)
        return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status); // another administrator was faster
    return fault_of(db_exec(
        db, "INSERT INTO setting_history (name, old_value, new_value, changed_by, changed_at) VALUES (?, ?, ?, ?, ?)",
        DB_VALUES(T(name), stored ? T(stored) : N(), T(unit->value), I(unit->actor->user_id), I(unit->now))));
}

static enum fault setting_write(struct db *db, void *context)
{
    struct setting_write *unit = context;
    const struct setting_rule *rule = setting_rule(unit->setting);
    const char *stored;
    char detail[DETAIL_SIZE];
    enum fault fault = stored_read(db, unit, &stored);
    // Who says the default has decided, too: it stays when a later version has another one.
    if (fault != FAULT_NONE || (stored && strcmp(stored, unit->value) == 0))
        return fault;
    fault = value_write(db, unit, stored);
    if (fault != FAULT_NONE)
        return fault;
    // Its value is in the history: a text could be longer than an entry.
    snprintf(detail, sizeof(detail), "%s", rule->name);
    if (rule->kind != SETTING_TEXT)
        snprintf(detail, sizeof(detail), "%s: %s", rule->name, unit->value);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "setting_changed",
                                .subject_type = "setting",
                                .detail = detail,
                            });
}

enum fault setting_change(struct school *school, const struct actor *actor, enum setting setting, const char *value,
                          struct arena *arena, struct setting_state *ret_state)
{
    struct setting_write unit = {
        .actor = actor, .setting = setting, .value = value, .now = school_now(school), .arena = arena};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (!setting_accepts(setting, value))
        return FAULT_SETTING_INVALID;
    enum fault fault = school_change(school, setting_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return state_read(db, setting, arena, ret_state);
}
