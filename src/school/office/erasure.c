/* SPDX-License-Identifier: MIT */
#include "school/office/erasure.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/identity_inside.h"
#include "school/files/quota_inside.h"
#include "school/office/deletion.h"
#include "school/office/deletion_inside.h"
#include "school/office/erasure_words.h"
#include "school/office/person_place.h"
#include "school/people/account.h"
#include "school/people/tokens/token_inside.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    NAME_SIZE = 64,
    VALUES_MAX = 4,             // of a statement
    WORDS_ARENA_MAX = 16 << 20, // what is written of one person
};

const char *erasure_fate_code(enum erasure_fate fate)
{
    static const char *const codes[] = {
        [ERASURE_DELETED] = "deleted",
        [ERASURE_ANONYMISED] = "anonymised",
        [ERASURE_KEPT] = "kept",
    };
    return codes[fate];
}

/* ---- the table in person_place.c ---- */

/* The person's id for each ? of a statement. */
static struct db_values values_for(const char *sql, struct db_value values[static VALUES_MAX], int64_t user_id)
{
    size_t count = 0;
    for (const char *at = strchr(sql, '?'); at && count < VALUES_MAX; at = strchr(at + 1, '?'))
        values[count++] = I(user_id);
    return (struct db_values){values, count};
}

static enum fault place_count(struct db *db, const struct person_place *place, int64_t user_id, int64_t *ret_count)
{
    struct db_value values[VALUES_MAX];
    char sql[PLACE_SQL_SIZE];
    bool found;
    place_count_sql(place, sql);
    return row_one_int(db, sql, values_for(sql, values, user_id), &found, ret_count);
}

static enum fault place_erase(struct db *db, const struct person_place *place, int64_t user_id)
{
    struct db_value values[VALUES_MAX];
    char sql[PLACE_SQL_SIZE];
    if (!place_erase_sql(place, sql))
        return FAULT_NONE;
    return fault_of(db_exec(db, sql, values_for(sql, values, user_id)));
}

/* Counts into the line of its kind, a new one when it is the first. */
static void line_add(struct erasure *erasure, const char *kind, enum erasure_fate fate, int64_t count)
{
    struct erasure_line *line = erasure->count > 0 ? &erasure->lines[erasure->count - 1] : NULL;
    if (!line || strcmp(line->kind, kind) != 0) {
        if (erasure->count == ERASURE_LINES_MAX)
            return;
        line = &erasure->lines[erasure->count++];
        *line = (struct erasure_line){kind, fate, 0};
    }
    line->count += count;
}

static enum fault lines_count(struct db *db, int64_t user_id, struct erasure *erasure)
{
    int64_t count = 0;
    erasure->count = 0;
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM templates WHERE user_id = ?", DB_VALUES(I(user_id)), &count);
    line_add(erasure, "template", ERASURE_DELETED, count);
    line_add(erasure, "account", ERASURE_ANONYMISED, 1);
    for (const struct person_place *place = person_places; fault == FAULT_NONE && place->table; place++) {
        if (!place->kind)
            continue;
        fault = place_count(db, place, user_id, &count);
        line_add(erasure, place->kind, place->fate, count);
    }
    return fault;
}

/* ---- erasing ---- */

struct erasing {
    int64_t user_id, actor_id; // actor 0: a rule
    const char *rule;
    int64_t before; // not 0: only an account that is deactivated since before then
    int64_t now;
    struct arena *arena;
    struct erasure *erasure; // its lines
};

struct account_state {
    bool found, erased;
    enum role role;
    int64_t disabled_at;
};

static enum fault state_read(struct db *db, int64_t user_id, struct account_state *ret_state)
{
    struct row row;
    struct account_state state = {0};
    row_begin(&row, db, NULL, "SELECT role, disabled_at, erased_at FROM users WHERE id = ?", DB_VALUES(I(user_id)));
    while (row_next(&row)) {
        state.found = role_parse(db_text(&row.rows, 0), &state.role);
        state.disabled_at = row_int(&row, 1);
        state.erased = !db_is_null(&row.rows, 2);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_state = state;
    return !state.found ? FAULT_NOT_FOUND : FAULT_NONE;
}

static enum fault may_erase(struct db *db, int64_t user_id, int64_t actor_id)
{
    bool teaches = false;
    int64_t one;
    if (user_id == actor_id)
        return FAULT_NOT_ONESELF;
    enum fault fault =
        row_one_int(db, "SELECT id FROM classrooms WHERE professor_id = ? AND archived_at IS NULL LIMIT 1",
                    DB_VALUES(I(user_id)), &teaches, &one);
    return fault != FAULT_NONE ? fault : teaches ? FAULT_ERASURE_TEACHES : FAULT_NONE;
}

static enum fault account_forget(struct db *db, const struct erasing *unit, enum role role)
{
    char name[NAME_SIZE], email[NAME_SIZE];
    snprintf(name, sizeof(name), "Former %s %lld", role_code(role), (long long)unit->user_id);
    // .invalid never is anybody's (RFC 2606).
    snprintf(email, sizeof(email), "former-%lld@erased.invalid", (long long)unit->user_id);
    enum fault fault = fault_of(
        db_exec(db,
                "UPDATE users SET name = ?, family_name = NULL, email = ?, password_hash = NULL, external_id = NULL,"
                " locale = NULL, programme = NULL, disabled_at = COALESCE(disabled_at, ?), erased_at = ?,"
                " updated_at = ? WHERE id = ?",
                DB_VALUES(T(name), T(email), I(unit->now), I(unit->now), I(unit->now), I(unit->user_id))));
    return fault != FAULT_NONE ? fault : ordering_user(db, unit->user_id);
}

static enum fault everything_forget(struct db *db, struct erasing *unit, enum role role)
{
    int64_t deleted = 0;
    enum fault fault = lines_count(db, unit->user_id, unit->erasure);
    if (fault != FAULT_NONE)
        return fault;
    fault = identity_forget(db, unit->user_id, unit->actor_id, unit->now, &deleted);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "UPDATE consents SET withdrawn_at = ? WHERE user_id = ? AND withdrawn_at IS NULL",
                             DB_VALUES(I(unit->now), I(unit->user_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = erasure_words(db, unit->user_id, unit->arena); // before the numbers by which others know them are deleted
    if (fault != FAULT_NONE)
        return fault;
    fault = erasure_reasons(db, unit->user_id, unit->now, unit->arena);
    for (const struct person_place *place = person_places; fault == FAULT_NONE && place->table; place++)
        fault = place_erase(db, place, unit->user_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = quota_recount(db);
    return fault != FAULT_NONE ? fault : account_forget(db, unit, role);
}

static enum fault proof_write(struct db *db, const struct erasing *unit)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < unit->erasure->count; i++) {
        const struct erasure_line *line = &unit->erasure->lines[i];
        const struct deletion deletion = {.kind = line->kind,
                                          .rule = unit->rule,
                                          .deleted = line->count,
                                          .subject = {unit->user_id, NULL},
                                          .actor = {unit->actor_id, NULL},
                                          .at = unit->now};
        if (line->count > 0 && line->fate != ERASURE_KEPT)
            fault = deletion_note(db, &deletion);
    }
    return fault;
}

static enum fault erase(struct db *db, void *context)
{
    struct erasing *unit = context;
    struct account_state state = {0};
    enum fault fault = state_read(db, unit->user_id, &state);
    if (fault != FAULT_NONE)
        return fault;
    fault = may_erase(db, unit->user_id, unit->actor_id);
    bool due = unit->before == 0 || (state.disabled_at != 0 && state.disabled_at < unit->before);
    if (fault != FAULT_NONE || state.erased || !due)
        return fault;
    CLOSES(arena_release) struct arena arena = arena_of(WORDS_ARENA_MAX);
    unit->arena = &arena;
    fault = everything_forget(db, unit, state.role);
    if (fault != FAULT_NONE)
        return fault;
    fault = proof_write(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor_id,
                                .action = "user_erased",
                                .subject_type = "user",
                                .subject_id = unit->user_id,
                                .detail = unit->rule,
                            });
}

/* What would happen, or, after the deed, the person's new name. */
static enum fault preview(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                          struct erasure *erasure)
{
    struct user user;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = user_read(db, user_id, arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    erasure->person = (struct person){user.id, user.name};
    if (erasure->applied)
        return FAULT_NONE;
    fault = may_erase(db, user_id, actor->user_id);
    return fault != FAULT_NONE ? fault : lines_count(db, user_id, erasure);
}

static enum fault may_touch(struct school *school, const struct actor *actor, int64_t user_id)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return token_may_touch(db, actor, user_id);
}

enum fault erasure_run(struct school *school, const struct actor *actor, int64_t user_id, bool apply,
                       struct arena *arena, struct erasure *ret_erasure)
{
    struct erasure erasure = {.applied = apply};
    struct erasing unit = {.user_id = user_id,
                           .actor_id = actor->user_id,
                           .rule = "erasure",
                           .now = school_now(school),
                           .erasure = &erasure};
    enum fault fault = FAULT_NONE;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (apply)
        fault = actor_step_up(actor, unit.now);
    if (apply && fault == FAULT_NONE)
        fault = may_touch(school, actor, user_id);
    if (apply && fault == FAULT_NONE)
        fault = identity_write_without_face(school, user_id, erase, &unit);
    if (fault != FAULT_NONE)
        return fault;
    if (apply)
        (void)store_scrub(school->config.store); // where somebody reads just now, the sweep does it
    fault = preview(school, actor, user_id, arena, &erasure);
    if (fault != FAULT_NONE)
        return fault;
    *ret_erasure = erasure;
    return FAULT_NONE;
}

enum fault erasure_by_rule(struct school *school, int64_t user_id, const char *rule, int64_t before)
{
    struct erasure erasure = {0};
    struct erasing unit = {
        .user_id = user_id, .rule = rule, .before = before, .now = school_now(school), .erasure = &erasure};
    return identity_write_without_face(school, user_id, erase, &unit);
}
