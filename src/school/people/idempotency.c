/* SPDX-License-Identifier: MIT */
#include "school/people/idempotency.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

/* In place of a status: the request is running, it has done something and its answer is on the way, or no answer comes.
 */
enum { RUNNING = 0, DONE = 1, LOST = 2 };
enum { REQUEST_HASH_MAX = 64 };

static bool is_good(const struct idempotency *idempotency)
{
    size_t size = idempotency->key ? strlen(idempotency->key) : 0;
    if (size == 0 || size > IDEMPOTENCY_KEY_MAX || strlen(idempotency->request_hash) > REQUEST_HASH_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        if (idempotency->key[i] < 0x20 || idempotency->key[i] > 0x7e)
            return false;
    return true;
}

struct use {
    const struct actor *actor;
    const struct idempotency *idempotency;
    struct arena *arena;
    int64_t now;
    bool found, in_doubt;
    struct kept_answer answer; // as found, or to be kept
};

/* What is under the key. Answers that have served their time and requests that broke off are cleared away before. */
static enum fault look(struct db *db, struct use *unit)
{
    struct row row;
    bool same = false;
    int64_t since = 0;
    const struct idempotency *use = unit->idempotency;
    unit->found = false;
    row_begin(
        &row, db, unit->arena,
        "SELECT status, body, request_hash, created_at FROM idempotency WHERE user_id = ? AND idempotency_key = ?",
        DB_VALUES(I(unit->actor->user_id), T(use->key)));
    while (row_next(&row)) {
        unit->found = true;
        same = strcmp(row_string(&row, 2), use->request_hash) == 0;
        unit->answer = (struct kept_answer){.status = row_int(&row, 0), .body = row_string(&row, 1)};
        since = row_int(&row, 3);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !unit->found)
        return fault;
    if (!same)
        return FAULT_IDEMPOTENCY_MISMATCH;
    bool answers = unit->answer.status == DONE && unit->now - since < IDEMPOTENCY_ANSWER_S * INT64_C(1000);
    if (unit->answer.status == RUNNING || answers)
        return FAULT_REQUEST_RUNNING;
    unit->answer.size = strlen(unit->answer.body);
    return unit->answer.status == DONE || unit->answer.status == LOST ? FAULT_ANSWER_NOT_KEPT : FAULT_NONE;
}

static enum fault take(struct db *db, void *context)
{
    struct use *unit = context;
    const struct idempotency *use = unit->idempotency;
    int64_t kept_since = unit->now - IDEMPOTENCY_HOURS * (int64_t)SCHOOL_HOUR_MS;
    int64_t running_since = unit->now - IDEMPOTENCY_RUN_S * INT64_C(1000);
    enum fault fault = fault_of(db_exec(
        db,
        "DELETE FROM idempotency WHERE user_id = ? AND idempotency_key = ? AND (created_at <= ? OR (status = ? AND"
        " created_at <= ?))",
        DB_VALUES(I(unit->actor->user_id), T(use->key), I(kept_since), I(RUNNING), I(running_since))));
    if (fault != FAULT_NONE)
        return fault;
    fault = look(db, unit);
    if (fault != FAULT_NONE || unit->found)
        return fault;
    enum db_status status =
        db_exec(db,
                "INSERT INTO idempotency (user_id, idempotency_key, request_hash, status, body, created_at)"
                " VALUES (?, ?, ?, ?, '', ?)",
                DB_VALUES(I(unit->actor->user_id), T(use->key), T(use->request_hash), I(RUNNING), I(unit->now)));
    return status == DB_CONFLICT ? FAULT_REQUEST_RUNNING : fault_of(status); // another server was quicker
}

/* A key while its request runs. */
struct taken {
    struct actor actor;
    struct idempotency idempotency; // its texts are borrowed
    struct use use;
};

/* In the transaction of what the request does: whoever repeats it is told so, even if the server dies before it
 * answers. */
static enum fault note_done(struct db *db, void *context)
{
    const struct use *unit = context;
    return fault_of(db_exec(db,
                            "UPDATE idempotency SET status = ? WHERE user_id = ? AND idempotency_key = ? AND"
                            " request_hash = ? AND status = ?",
                            DB_VALUES(I(DONE), I(unit->actor->user_id), T(unit->idempotency->key),
                                      T(unit->idempotency->request_hash), I(RUNNING))));
}

enum fault idempotency_take(struct school *school, const struct actor *actor, const struct idempotency *idempotency,
                            struct arena *arena, bool *ret_found, struct kept_answer *ret_answer)
{
    school_note(NULL, NULL);
    struct taken *taken = arena_calloc(arena, 1, sizeof(*taken));
    if (!taken)
        return FAULT_INTERNAL;
    taken->actor = *actor;
    taken->idempotency = *idempotency;
    taken->use = (struct use){.actor = &taken->actor, .idempotency = &taken->idempotency};
    struct use unit = {.actor = actor, .idempotency = idempotency, .arena = arena, .now = school_now(school)};
    if (!is_good(idempotency))
        return FAULT_TEXT_INVALID;
    enum fault fault = school_change(school, take, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_found = unit.found;
    if (unit.found)
        *ret_answer = unit.answer;
    else
        school_note(note_done, &taken->use);
    return FAULT_NONE;
}

static enum fault keep(struct db *db, void *context)
{
    const struct use *unit = context;
    return fault_of(
        db_exec(db,
                "UPDATE idempotency SET status = ?, body = ?, created_at = ? WHERE user_id = ? AND"
                " idempotency_key = ? AND request_hash = ? AND status IN (?, ?)",
                DB_VALUES(I(unit->answer.status), T(unit->answer.body), I(unit->now), I(unit->actor->user_id),
                          T(unit->idempotency->key), T(unit->idempotency->request_hash), I(RUNNING), I(DONE))));
}

enum fault idempotency_keep(struct school *school, const struct actor *actor, const struct idempotency *idempotency,
                            const struct kept_answer *answer)
{
    struct use unit = {.actor = actor, .idempotency = idempotency, .now = school_now(school), .answer = *answer};
    school_note(NULL, NULL);
    CLOSES(arena_release) struct arena arena = arena_of(IDEMPOTENCY_BODY_MAX + 1024);
    if (answer->size > IDEMPOTENCY_BODY_MAX)
        unit.answer = (struct kept_answer){.status = LOST};
    unit.answer.body = unit.answer.size ? arena_strndup(&arena, answer->body, answer->size) : "";
    return unit.answer.body ? school_change(school, keep, &unit) : FAULT_INTERNAL;
}

static enum fault drop(struct db *db, void *context)
{
    const struct use *unit = context;
    const struct idempotency *use = unit->idempotency;
    enum fault fault = FAULT_NONE;
    if (unit->in_doubt)
        fault =
            fault_of(db_exec(db,
                             "UPDATE idempotency SET status = ? WHERE user_id = ? AND idempotency_key = ? AND "
                             "request_hash = ? AND status = ?",
                             DB_VALUES(I(LOST), I(unit->actor->user_id), T(use->key), T(use->request_hash), I(DONE))));
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(
        db, "DELETE FROM idempotency WHERE user_id = ? AND idempotency_key = ? AND request_hash = ? AND status <= ?",
        DB_VALUES(I(unit->actor->user_id), T(use->key), T(use->request_hash), I(unit->in_doubt ? RUNNING : LOST))));
}

enum fault idempotency_drop(struct school *school, const struct actor *actor, const struct idempotency *idempotency,
                            bool in_doubt)
{
    struct use unit = {.actor = actor, .idempotency = idempotency, .in_doubt = in_doubt};
    school_note(NULL, NULL);
    return school_change(school, drop, &unit);
}

enum { PEOPLE_A_SWEEP = 100 };

/* All but the newest IDEMPOTENCY_KEYS_MAX of a person, and none whose request runs. */
static enum fault forget_older(struct db *db, int64_t user_id)
{
    int64_t since = 0;
    bool found = false;
    enum fault fault = row_one_int(
        db, "SELECT created_at FROM idempotency WHERE user_id = ? ORDER BY created_at DESC LIMIT 1 OFFSET ?",
        DB_VALUES(I(user_id), I(IDEMPOTENCY_KEYS_MAX)), &found, &since);
    if (fault != FAULT_NONE || !found)
        return fault;
    return fault_of(db_exec(db, "DELETE FROM idempotency WHERE user_id = ? AND created_at <= ? AND status <> ?",
                            DB_VALUES(I(user_id), I(since), I(RUNNING))));
}

static enum fault forget(struct db *db, void *context)
{
    const struct use *unit = context;
    int64_t people[PEOPLE_A_SWEEP];
    size_t count = 0;
    struct row row;
    enum fault fault = fault_of(db_exec(db, "DELETE FROM idempotency WHERE created_at < ?",
                                        DB_VALUES(I(unit->now - IDEMPOTENCY_HOURS * (int64_t)SCHOOL_HOUR_MS))));
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL, "SELECT user_id FROM idempotency GROUP BY user_id HAVING COUNT(*) > ? LIMIT ?",
              DB_VALUES(I(IDEMPOTENCY_KEYS_MAX), I(PEOPLE_A_SWEEP)));
    while (row_next(&row))
        people[count++] = row_int(&row, 0);
    fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = forget_older(db, people[i]);
    return fault;
}

enum fault idempotency_sweep(struct school *school)
{
    struct use unit = {.now = school_now(school)};
    return school_change(school, forget, &unit);
}
