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
#include "store/store.h"

enum { REQUEST_HASH_MAX = 64 };

static bool key_is_good(const char *key)
{
    size_t size = key ? strlen(key) : 0;
    if (size == 0 || size > IDEMPOTENCY_KEY_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        if (key[i] < 0x20 || key[i] > 0x7e)
            return false;
    return true;
}

static enum fault answer_read(struct db *db, int64_t user_id, const char *key, const char *request_hash,
                              int64_t kept_since, struct arena *arena, bool *ret_found, struct kept_answer *ret_answer)
{
    struct row row;
    struct kept_answer answer = {0};
    bool found = false, same = false;
    row_begin(&row, db, arena,
              "SELECT status, body, request_hash FROM idempotency WHERE user_id = ? AND idempotency_key = ? AND"
              " created_at > ?",
              DB_VALUES(I(user_id), T(key), I(kept_since)));
    while (row_next(&row)) {
        const char *stored = db_text(&row.rows, 2);
        found = true;
        same = stored && strcmp(stored, request_hash) == 0;
        answer.status = row_int(&row, 0);
        answer.body = row_string(&row, 1);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (found && !same)
        return FAULT_IDEMPOTENCY_MISMATCH;
    answer.size = answer.body ? strlen(answer.body) : 0;
    *ret_found = found;
    if (found)
        *ret_answer = answer;
    return FAULT_NONE;
}

enum fault idempotency_find(struct school *school, const struct actor *actor, const char *key, const char *request_hash,
                            struct arena *arena, bool *ret_found, struct kept_answer *ret_answer)
{
    if (!key_is_good(key) || strlen(request_hash) > REQUEST_HASH_MAX)
        return FAULT_TEXT_INVALID;
    int64_t kept_since = school_now(school) - IDEMPOTENCY_HOURS * (int64_t)SCHOOL_HOUR_MS;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return answer_read(db, actor->user_id, key, request_hash, kept_since, arena, ret_found, ret_answer);
}

struct keep {
    int64_t user_id;
    const char *key, *request_hash;
    int64_t status;
    const char *body; // NUL-terminated
    int64_t now;
};

static enum fault keep(struct db *db, void *context)
{
    struct keep *unit = context;
    // An answer that has served its time makes room for a new one under the same key.
    enum db_status status =
        db_exec(db, "DELETE FROM idempotency WHERE user_id = ? AND idempotency_key = ? AND created_at <= ?",
                DB_VALUES(I(unit->user_id), T(unit->key), I(unit->now - IDEMPOTENCY_HOURS * (int64_t)SCHOOL_HOUR_MS)));
    if (status != DB_OK)
        return fault_of(status);
    status = db_exec(
        db,
        "INSERT INTO idempotency (user_id, idempotency_key, request_hash, status, body, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        DB_VALUES(I(unit->user_id), T(unit->key), T(unit->request_hash), I(unit->status), T(unit->body), I(unit->now)));
    return status == DB_CONFLICT ? FAULT_NONE : fault_of(status); // the first answer stays
}

enum fault idempotency_keep(struct school *school, const struct actor *actor, const char *key, const char *request_hash,
                            const struct kept_answer *answer)
{
    struct keep unit = {
        .user_id = actor->user_id,
        .key = key,
        .request_hash = request_hash,
        .status = answer->status,
        .now = school_now(school),
    };
    if (!key_is_good(key) || strlen(request_hash) > REQUEST_HASH_MAX)
        return FAULT_TEXT_INVALID;
    if (answer->size > IDEMPOTENCY_BODY_MAX)
        return FAULT_NONE;
    CLOSES(arena_release) struct arena arena = arena_of(IDEMPOTENCY_BODY_MAX + 1024);
    unit.body = answer->size ? arena_strndup(&arena, answer->body, answer->size) : "";
    return unit.body ? school_change(school, keep, &unit) : FAULT_INTERNAL;
}
