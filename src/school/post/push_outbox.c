/* SPDX-License-Identifier: MIT */
/* Taking pushes that are due, and noting what became of them. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/push_seal.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/post/push_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { FIRST_PAUSE_MS = 15 * SCHOOL_SECOND_MS, LONGEST_PAUSE_MS = SCHOOL_HOUR_MS };

struct candidate {
    struct push_taken push;
    int64_t due_at;
    bool wanted;
};

struct taking {
    struct arena *arena;
    int64_t now;
    struct candidate list[PUSH_BATCH];
    size_t count;
};

static bool bytes_copy(struct row *row, int column, uint8_t *out, size_t size)
{
    size_t length = 0;
    const void *bytes = db_blob(&row->rows, column, &length);
    if (!bytes || length != size)
        return false;
    memcpy(out, bytes, size);
    return true;
}

static enum fault candidates_read(struct db *db, struct taking *unit)
{
    struct row row;
    unit->count = 0;
    row_begin(&row, db, unit->arena,
              "SELECT p.id, p.subscription_id, p.kind, p.tag, p.path, s.endpoint, s.p256dh, s.auth, p.tries, p.ends_at,"
              " p.next_try_at, e.expires_at, u.disabled_at, a.id FROM pushes p"
              " JOIN push_subscriptions s ON s.id = p.subscription_id JOIN sessions e ON e.id = s.session_id"
              " JOIN users u ON u.id = s.user_id"
              " LEFT JOIN attendance a ON a.lecture_id = p.lecture_id AND a.student_id = s.user_id"
              " WHERE p.next_try_at <= ? ORDER BY p.next_try_at LIMIT ?",
              DB_VALUES(I(unit->now), I(PUSH_BATCH)));
    while (row_next(&row) && unit->count < PUSH_BATCH) {
        struct candidate *candidate = &unit->list[unit->count++];
        *candidate = (struct candidate){
            .push =
                {
                    .id = row_int(&row, 0),
                    .subscription_id = row_int(&row, 1),
                    .kind = row_string(&row, 2),
                    .tag = row_string(&row, 3),
                    .path = row_string(&row, 4),
                    .endpoint = row_string(&row, 5),
                    .tries = row_int(&row, 8) + 1,
                    .ends_at = row_int(&row, 9),
                },
            .due_at = row_int(&row, 10),
        };
        bool keys = bytes_copy(&row, 6, candidate->push.point, PUSH_POINT_BYTES) &&
                    bytes_copy(&row, 7, candidate->push.secret, PUSH_SECRET_BYTES);
        candidate->wanted = keys && candidate->push.ends_at > unit->now && row_int(&row, 11) > unit->now &&
                            db_is_null(&row.rows, 12) && db_is_null(&row.rows, 13);
    }
    return row_end(&row);
}

/* Keeps those that are this server's now. */
static enum fault take(struct db *db, void *context)
{
    struct taking *unit = context;
    size_t kept = 0;
    arena_release(unit->arena); // of an earlier run
    enum fault fault = candidates_read(db, unit);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++) {
        const struct candidate *candidate = &unit->list[i];
        const struct db_value id = I(candidate->push.id);
        int64_t lease = unit->now + PUSH_LEASE_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
        fault =
            candidate->wanted
                ? fault_of(db_exec(db, "UPDATE pushes SET tries = ?, next_try_at = ? WHERE id = ? AND next_try_at = ?",
                                   DB_VALUES(I(candidate->push.tries), I(lease), id, I(candidate->due_at))))
                : fault_of(db_exec(db, "DELETE FROM pushes WHERE id = ?", DB_VALUES(id)));
        if (fault == FAULT_NONE && candidate->wanted && db_changes(db) == 1)
            unit->list[kept++] = *candidate;
    }
    unit->count = kept;
    return fault;
}

enum fault push_take(struct school *school, struct arena *arena, struct push_taken taken[static PUSH_BATCH],
                     size_t *ret_count, bool *ret_more)
{
    struct taking unit = {.arena = arena, .now = school_now(school)};
    bool found;
    int64_t one;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault =
        row_one_int(db, "SELECT id FROM pushes WHERE next_try_at <= ? LIMIT 1", DB_VALUES(I(unit.now)), &found, &one);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        fault = school_change(school, take, &unit);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < unit.count; i++)
        taken[i] = unit.list[i].push;
    *ret_count = unit.count;
    *ret_more = found;
    return FAULT_NONE;
}

int64_t push_pause(int64_t tries)
{
    int64_t pause = FIRST_PAUSE_MS;
    for (int64_t i = 1; i < tries && pause < LONGEST_PAUSE_MS; i++)
        pause *= 4;
    return pause < LONGEST_PAUSE_MS ? pause : LONGEST_PAUSE_MS;
}

struct noting {
    const struct push_taken *taken;
    const struct push_outcome *outcomes;
    int64_t next_try_at[PUSH_BATCH]; // PUSH_LATER; 0: it is given up
    size_t count;
    int64_t now;
};

static enum fault push_drop(struct db *db, const struct push_taken *taken)
{
    return fault_of(db_exec(db, "DELETE FROM pushes WHERE id = ?", DB_VALUES(I(taken->id))));
}

static enum fault note_one(struct db *db, const struct noting *unit, size_t i)
{
    const struct push_taken *taken = &unit->taken[i];
    const struct push_outcome *outcome = &unit->outcomes[i];
    const struct db_value subscription = I(taken->subscription_id);
    if (outcome->result == PUSH_GONE)
        return fault_of(db_exec(db, "DELETE FROM push_subscriptions WHERE id = ?", DB_VALUES(subscription)));
    if (outcome->result == PUSH_LATER && unit->next_try_at[i])
        return fault_of(
            db_exec(db, "UPDATE pushes SET next_try_at = ?, tries = ? WHERE id = ?",
                    DB_VALUES(I(unit->next_try_at[i]), I(taken->tries - outcome->interrupted), I(taken->id))));
    enum fault fault = push_drop(db, taken);
    if (fault != FAULT_NONE || outcome->result == PUSH_LATER)
        return fault;
    if (outcome->result == PUSH_TAKEN_OVER)
        return fault_of(db_exec(db, "UPDATE push_subscriptions SET last_ok_at = ?, refused = 0 WHERE id = ?",
                                DB_VALUES(I(unit->now), subscription)));
    fault = fault_of(
        db_exec(db, "UPDATE push_subscriptions SET refused = refused + 1 WHERE id = ?", DB_VALUES(subscription)));
    return fault != FAULT_NONE ? fault
                               : fault_of(db_exec(db, "DELETE FROM push_subscriptions WHERE id = ? AND refused >= ?",
                                                  DB_VALUES(subscription, I(PUSH_REFUSED_MAX))));
}

static enum fault note(struct db *db, void *context)
{
    const struct noting *unit = context;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++)
        fault = note_one(db, unit, i);
    return fault;
}

/* The next try of one that could not go: half to one and a half of the usual pause, and not before the push service
 * wants it. 0: there is none. */
static int64_t next_try(const struct push_taken *taken, const struct push_outcome *outcome, int64_t now)
{
    int64_t usual = push_pause(taken->tries);
    int64_t pause = usual / 2 + secret_below((uint32_t)usual);
    int64_t asked = outcome->after_ms < LONGEST_PAUSE_MS ? outcome->after_ms : LONGEST_PAUSE_MS;
    int64_t at = outcome->interrupted ? now : now + (pause > asked ? pause : asked);
    return at < taken->ends_at && (outcome->interrupted || taken->tries < PUSH_TRIES_MAX) ? at : 0;
}

enum fault push_note(struct school *school, const struct push_taken *taken, const struct push_outcome *outcomes,
                     size_t count)
{
    struct noting unit = {.taken = taken, .outcomes = outcomes, .count = count, .now = school_now(school)};
    for (size_t i = 0; i < count; i++)
        unit.next_try_at[i] = next_try(&taken[i], &outcomes[i], unit.now);
    return school_change(school, note, &unit);
}

enum fault push_waiting(struct school *school, int64_t *ret_waiting)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return row_count(db, "SELECT COUNT(*) FROM pushes", DB_NO_VALUES, ret_waiting);
}
