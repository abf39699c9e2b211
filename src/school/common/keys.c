/* SPDX-License-Identifier: MIT */
#include "school/common/keys.h"

#include <string.h>

#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/key_rotation.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    INSTITUTION = 0,
    BEFORE = -1, // the master key as it was when it sealed things itself
    REWRAP_ROWS = 200,
};

void wrapped_key_of_row(struct row *row, int id, int wrapped, struct wrapped_key *ret_key)
{
    size_t size = 0;
    const char *name = db_text(&row->rows, id);
    const void *bytes = name ? db_blob(&row->rows, wrapped, &size) : NULL;
    *ret_key = (struct wrapped_key){0};
    if (!bytes || size != SECRET_WRAPPED_BYTES || !str_copy(ret_key->id, sizeof(ret_key->id), name))
        return;
    memcpy(ret_key->wrapped, bytes, size);
    ret_key->found = true;
}

bool wrapped_key_open(struct school *school, int64_t user_id, const struct wrapped_key *key, struct own_key *ret_own)
{
    return key->found && school->config.key &&
           own_key_unwrap(school->config.key, user_id, key->id, key->wrapped, sizeof(key->wrapped), ret_own);
}

static enum fault wrapped_read(struct db *db, int64_t user_id, struct wrapped_key *ret_key)
{
    struct row row;
    struct wrapped_key key = {0};
    row_begin(&row, db, NULL, "SELECT key_id, wrapped FROM person_keys WHERE user_id = ?", DB_VALUES(I(user_id)));
    while (row_next(&row))
        wrapped_key_of_row(&row, 0, 1, &key);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_key = key;
    return FAULT_NONE;
}

enum fault person_key_read(struct school *school, struct db *db, int64_t user_id, struct own_key *ret_own)
{
    struct wrapped_key key;
    enum fault fault = wrapped_read(db, user_id, &key);
    if (fault != FAULT_NONE)
        return fault;
    if (!key.found)
        return FAULT_NOT_FOUND;
    return wrapped_key_open(school, user_id, &key, ret_own) ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault wrapped_insert(struct db *db, struct secret_key *master, int64_t user_id, const struct own_key *own,
                                 int64_t now)
{
    uint8_t wrapped[SECRET_WRAPPED_BYTES];
    char id[SECRET_KEY_ID_SIZE];
    own_key_wrap(master, user_id, own, wrapped, id);
    return fault_of(db_exec(db, "INSERT INTO person_keys (user_id, key_id, wrapped, created_at) VALUES (?, ?, ?, ?)",
                            DB_VALUES(I(user_id), T(id), B(wrapped, sizeof(wrapped)), I(now))));
}

/*
 * Whether the generation in force here is the one that wraps the institution's key, which a rotation wraps first: an
 * older one must wrap nothing more, or the rotation would end without it.
 */
static enum fault generation_check(struct db *db, struct secret_key *master)
{
    struct wrapped_key key;
    char id[SECRET_KEY_ID_SIZE];
    enum fault fault = wrapped_read(db, INSTITUTION, &key);
    if (fault != FAULT_NONE)
        return fault;
    secret_key_id(master, id);
    if (!key.found || strcmp(key.id, id) == 0)
        return FAULT_NONE;
    secret_key_refresh(master);
    secret_key_id(master, id);
    // A rotation that has begun and not yet wrapped anything: the newest is right.
    char ids[SECRET_RING_MAX][SECRET_KEY_ID_SIZE];
    size_t count = secret_key_ids(master, ids);
    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], key.id) == 0)
            return FAULT_NONE;
    return FAULT_INTERNAL;
}

enum fault person_key_keep(struct school *school, struct db *db, int64_t user_id, int64_t now,
                           const struct own_key *own)
{
    enum fault fault = generation_check(db, school->config.key);
    return fault != FAULT_NONE ? fault : wrapped_insert(db, school->config.key, user_id, own, now);
}

enum fault person_key_make(struct school *school, struct db *db, int64_t user_id, int64_t now, struct own_key *ret_own)
{
    enum fault fault = person_key_read(school, db, user_id, ret_own);
    if (fault != FAULT_NOT_FOUND)
        return fault;
    own_key_make(ret_own);
    return person_key_keep(school, db, user_id, now, ret_own);
}

enum fault key_end(struct db *db, int64_t user_id)
{
    return fault_of(db_exec(db, "DELETE FROM person_keys WHERE user_id = ?", DB_VALUES(I(user_id))));
}

struct making {
    struct school *school;
    int64_t user_id, now;
    struct own_key own;
};

static enum fault make(struct db *db, void *context)
{
    struct making *unit = context;
    return person_key_make(unit->school, db, unit->user_id, unit->now, &unit->own);
}

enum fault person_key_ensure(struct school *school, int64_t user_id, struct own_key *ret_own)
{
    struct making unit = {.school = school, .user_id = user_id, .now = school_now(school)};
    if (!school->config.key)
        return FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = person_key_read(school, db, user_id, ret_own);
    store_reader_close(&db);
    if (fault != FAULT_NOT_FOUND)
        return fault;
    fault = school_change(school, make, &unit);
    if (fault == FAULT_NONE)
        *ret_own = unit.own;
    own_key_wipe(&unit.own);
    return fault;
}

/* ---- the institution's ---- */

struct opening {
    struct school *school;
    int64_t now;
    struct own_key root, before;
    bool has_before;
};

/* Whether anything was sealed, or hashed, under the master key itself. */
static enum fault sealed_before(struct db *db, bool *ret_sealed)
{
    static const char *const reads[] = {
        "SELECT 1 FROM templates LIMIT 1",
        "SELECT 1 FROM second_factors LIMIT 1",
        "SELECT 1 FROM recovery_codes LIMIT 1",
        "SELECT 1 FROM leave_files LIMIT 1",
    };
    int64_t one;
    enum fault fault = FAULT_NONE;
    *ret_sealed = false;
    for (size_t i = 0; fault == FAULT_NONE && !*ret_sealed && i < ARRAY_LENGTH(reads); i++)
        fault = row_one_int(db, reads[i], DB_NO_VALUES, ret_sealed, &one);
    return fault;
}

static enum fault open_keys(struct db *db, void *context)
{
    struct opening *unit = context;
    struct school *school = unit->school;
    bool sealed = false;
    unit->has_before = false;
    enum fault fault = person_key_read(school, db, INSTITUTION, &unit->root);
    if (fault == FAULT_NOT_FOUND) {
        fault = sealed_before(db, &sealed);
        if (fault != FAULT_NONE)
            return fault;
        own_key_make(&unit->root);
        fault = wrapped_insert(db, school->config.key, INSTITUTION, &unit->root, unit->now);
        if (fault != FAULT_NONE)
            return fault;
        own_key_of_master(school->config.key, &unit->before);
        unit->has_before = sealed;
        return sealed ? wrapped_insert(db, school->config.key, BEFORE, &unit->before, unit->now) : FAULT_NONE;
    }
    if (fault != FAULT_NONE)
        return fault;
    fault = person_key_read(school, db, BEFORE, &unit->before);
    unit->has_before = fault == FAULT_NONE;
    return fault == FAULT_NOT_FOUND ? FAULT_NONE : fault;
}

bool keys_open(struct school *school)
{
    struct opening unit = {.school = school, .now = school_now(school)};
    if (!school->config.key)
        return true;
    enum fault fault = school_change(school, open_keys, &unit);
    if (fault == FAULT_NONE) {
        school->root = secret_key_of(unit.root.bytes);
        school->before = unit.has_before ? secret_key_of(unit.before.bytes) : NULL;
    }
    own_key_wipe(&unit.root);
    own_key_wipe(&unit.before);
    if (school->root) {
        uint8_t chain[SECRET_MAC_BYTES];
        secret_mac(school->root, "auditlog", "chain", chain);
        store_set_secret(school->config.store, chain);
        secret_wipe(chain, sizeof(chain));
    }
    return school->root && (school->before || !unit.has_before);
}

void keys_close(struct school *school)
{
    secret_key_close(school->root);
    secret_key_close(school->before);
}

/* ---- rotation ---- */

struct rewrapping {
    struct secret_key *master;
    char id[SECRET_KEY_ID_SIZE];
    bool begun; // the institution's, which tells older generations to stop, goes first and alone
    int64_t count;
    enum fault fault;
};

struct old_key {
    int64_t user_id;
    struct wrapped_key key;
};

static enum fault old_read(struct db *db, const struct rewrapping *unit, struct old_key old[static REWRAP_ROWS],
                           size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    // Two ranges instead of "another one": each by the index.
    row_begin(&row, db, NULL,
              unit->begun ? "SELECT user_id, key_id, wrapped FROM person_keys WHERE key_id < ? OR key_id > ? LIMIT ?"
                          : "SELECT user_id, key_id, wrapped FROM person_keys WHERE user_id = 0 AND (key_id < ? OR"
                            " key_id > ?) LIMIT ?",
              DB_VALUES(T(unit->id), T(unit->id), I(REWRAP_ROWS)));
    while (row_next(&row) && count < REWRAP_ROWS) {
        old[count].user_id = row_int(&row, 0);
        wrapped_key_of_row(&row, 1, 2, &old[count++].key);
    }
    *ret_count = count;
    return row_end(&row);
}

static enum fault rewrap_all(struct db *db, struct rewrapping *unit)
{
    struct old_key old[REWRAP_ROWS];
    size_t count = 0;
    unit->count = 0;
    enum fault fault = old_read(db, unit, old, &count);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        uint8_t wrapped[SECRET_WRAPPED_BYTES];
        char id[SECRET_KEY_ID_SIZE];
        struct own_key own;
        if (!own_key_unwrap(unit->master, old[i].user_id, old[i].key.id, old[i].key.wrapped, sizeof(old[i].key.wrapped),
                            &own))
            return FAULT_INTERNAL;
        own_key_wrap(unit->master, old[i].user_id, &own, wrapped, id);
        own_key_wipe(&own);
        fault = fault_of(db_exec(db, "UPDATE person_keys SET key_id = ?, wrapped = ? WHERE user_id = ?",
                                 DB_VALUES(T(id), B(wrapped, sizeof(wrapped)), I(old[i].user_id))));
        unit->count++;
    }
    return fault;
}

static enum db_status rewrap(struct db *db, void *context)
{
    struct rewrapping *unit = context;
    unit->fault = rewrap_all(db, unit);
    return status_of(unit->fault);
}

enum fault keys_rewrap(struct store *store, struct secret_key *master, int64_t *ret_count)
{
    struct rewrapping unit = {.master = master};
    *ret_count = 0;
    secret_key_id(master, unit.id);
    for (bool more = true; more; unit.begun = true) {
        enum db_status status = store_write(store, rewrap, &unit);
        if (status != DB_OK)
            return unit.fault != FAULT_NONE ? unit.fault : fault_of(status);
        *ret_count += unit.count;
        more = !unit.begun || unit.count > 0;
    }
    return FAULT_NONE;
}

enum fault keys_count(struct store *store, const struct secret_key *master, int64_t counts[static SECRET_RING_MAX + 1])
{
    char ids[SECRET_RING_MAX][SECRET_KEY_ID_SIZE];
    size_t count = secret_key_ids(master, ids);
    struct row row;
    memset(counts, 0, (SECRET_RING_MAX + 1) * sizeof(*counts));
    CLOSES(store_reader_close) struct db *db = store_reader(store);
    row_begin(&row, db, NULL, "SELECT key_id, COUNT(*) FROM person_keys GROUP BY key_id", DB_NO_VALUES);
    while (row_next(&row)) {
        const char *id = db_text(&row.rows, 0);
        size_t at = 0;
        while (at < count && strcmp(ids[at], id) != 0)
            at++;
        counts[at < count ? at : SECRET_RING_MAX] += row_int(&row, 1);
    }
    return row_end(&row);
}

static enum db_status forget(struct db *db, void *context)
{
    static const char *const steps[] = {
        "DELETE FROM templates",          "DELETE FROM recovery_codes",
        "DELETE FROM second_factors",     "DELETE FROM trial_bursts",
        "DELETE FROM trial_volunteers",   "DELETE FROM trials WHERE counted_at IS NULL",
        "DELETE FROM push_subscriptions", "UPDATE sso_providers SET secret = NULL, enabled = 0",
        "DELETE FROM person_keys"};
    enum db_status status = DB_OK;
    (void)context;
    for (size_t i = 0; status == DB_OK && i < ARRAY_LENGTH(steps); i++)
        status = db_exec(db, steps[i], DB_NO_VALUES);
    return status;
}

enum fault keys_forget(struct store *store)
{
    return fault_of(store_write(store, forget, NULL));
}

_Static_assert((int)SECRET_MAC_BYTES == (int)STORE_SECRET_BYTES, "what chains the audit log");
