/* SPDX-License-Identifier: MIT */
#include "school/files/sealed_file.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/keys.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/files/file.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    FORWARD_FILES = 50, // of a table, a sweep
    FORWARD_ARENA_MAX = 3 * FILE_BYTES_MAX + (1 << 20),
};

/* What seals for an owner, made when there is none yet. */
static enum fault own_key_of(struct school *school, int64_t owner, struct own_key *ret_own)
{
    if (!school->root)
        return FAULT_INTERNAL;
    if (owner != 0)
        return person_key_ensure(school, owner, ret_own);
    own_key_of_master(school->root, ret_own);
    return FAULT_NONE;
}

static enum fault bytes_store(struct school *school, const char *key, const void *bytes, size_t size)
{
    switch (blobs_put(school->config.blobs, key, bytes, size, NULL)) {
    case BLOB_OK:
        return FAULT_NONE;
    case BLOB_FULL:
        return FAULT_STORAGE_FULL;
    default:
        return FAULT_INTERNAL;
    }
}

enum fault sealed_put(struct school *school, int64_t owner, const char *key, const char *associated, const void *bytes,
                      size_t size, struct arena *arena)
{
    uint8_t *sealed = arena_alloc(arena, size + SECRET_SEAL_OVERHEAD);
    CLOSES(own_key_wipe) struct own_key own = {0};
    if (!sealed)
        return FAULT_INTERNAL;
    enum fault fault = own_key_of(school, owner, &own);
    if (fault != FAULT_NONE)
        return fault;
    own_key_seal(&own, associated, bytes, size, sealed);
    return bytes_store(school, key, sealed, size + SECRET_SEAL_OVERHEAD);
}

static bool open_bytes(struct school *school, const struct sealed_bytes *sealed, const char *associated,
                       const void *bytes, size_t size, uint8_t *plain)
{
    if (!sealed->own)
        return school->before && secret_unseal(school->before, sealed->owner, associated, bytes, size, plain);
    CLOSES(own_key_wipe) struct own_key own = {0};
    enum fault fault = FAULT_NONE;
    if (sealed->owner == 0 && school->root)
        own_key_of_master(school->root, &own);
    else {
        CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
        fault = person_key_read(school, db, sealed->owner, &own);
    }
    return fault == FAULT_NONE && own_key_unseal(&own, associated, bytes, size, plain);
}

enum fault sealed_get(struct school *school, const struct sealed_bytes *sealed, const char *associated,
                      struct arena *arena, const void **ret_bytes)
{
    const void *bytes;
    size_t size;
    if (!school->config.blobs || blobs_get(school->config.blobs, sealed->key, arena, &bytes, &size, NULL) != BLOB_OK ||
        (int64_t)size != sealed->size + SECRET_SEAL_OVERHEAD)
        return FAULT_INTERNAL;
    uint8_t *plain = arena_alloc(arena, (size_t)sealed->size + 1);
    if (!plain || !open_bytes(school, sealed, associated, bytes, size, plain))
        return FAULT_INTERNAL;
    *ret_bytes = plain;
    return FAULT_NONE;
}

/* ---- what an earlier version stored ---- */

struct forwarding {
    const struct sealed_table *table;
    int64_t id; // of the last one
    int64_t owner, size;
    char key[BLOB_KEY_SIZE], new_key[SECRET_FINGERPRINT_SIZE];
};

static enum fault old_find(struct school *school, struct forwarding *forwarding, bool *ret_found)
{
    struct row row;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    *ret_found = false;
    row_begin(&row, db, NULL, forwarding->table->find, DB_VALUES(I(forwarding->id)));
    while (row_next(&row)) {
        forwarding->id = row_int(&row, 0);
        snprintf(forwarding->key, sizeof(forwarding->key), "%s", db_text(&row.rows, 1));
        forwarding->size = row_int(&row, 2);
        forwarding->owner = row_int(&row, 3);
        *ret_found = true;
    }
    return row_end(&row);
}

/* The bytes as they were sent; NULL when they cannot be read. */
static const void *old_bytes(struct school *school, const struct forwarding *forwarding, struct arena *arena)
{
    const struct sealed_bytes old = {forwarding->owner, false, forwarding->size, forwarding->key};
    char associated[SEALED_ASSOCIATED_SIZE];
    const void *bytes = NULL;
    size_t size = 0;
    forwarding->table->associated(forwarding->key, associated);
    if (forwarding->table->was_sealed)
        return sealed_get(school, &old, associated, arena, &bytes) == FAULT_NONE ? bytes : NULL;
    bool there = blobs_get(school->config.blobs, forwarding->key, arena, &bytes, &size, NULL) == BLOB_OK;
    return there && (int64_t)size == forwarding->size ? bytes : NULL;
}

static enum fault change(struct db *db, void *context)
{
    struct forwarding *unit = context;
    enum fault fault = fault_of(
        db_exec(db, unit->table->change, DB_VALUES(T(unit->new_key), I(unit->owner), I(unit->id), T(unit->key))));
    return fault != FAULT_NONE ? fault : db_changes(db) == 0 ? FAULT_CHANGED_MEANWHILE : FAULT_NONE;
}

/* New bytes, then the row, then the old bytes go: at any moment the row names some that are whole. */
static enum fault forward_one(struct school *school, struct forwarding *forwarding, struct arena *arena)
{
    char token[SECRET_TOKEN_SIZE], associated[SEALED_ASSOCIATED_SIZE];
    const void *bytes = old_bytes(school, forwarding, arena);
    if (!bytes)
        return FAULT_NONE;
    secret_token(token);
    secret_fingerprint(token, forwarding->new_key);
    forwarding->table->associated(forwarding->new_key, associated);
    enum fault fault =
        sealed_put(school, forwarding->owner, forwarding->new_key, associated, bytes, (size_t)forwarding->size, arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, change, forwarding);
    if (fault == FAULT_NONE)
        blobs_delete(school->config.blobs, forwarding->key, NULL);
    else if (fault != FAULT_INTERNAL)
        blobs_delete(school->config.blobs, forwarding->new_key, NULL);
    return fault == FAULT_CHANGED_MEANWHILE ? FAULT_NONE : fault;
}

enum fault sealed_forward(struct school *school, const struct sealed_table *table)
{
    struct forwarding forwarding = {.table = table};
    enum fault fault = FAULT_NONE;
    bool found = school->config.blobs && school->root;
    for (int i = 0; fault == FAULT_NONE && found && i < FORWARD_FILES; i++) {
        CLOSES(arena_release) struct arena arena = arena_of(FORWARD_ARENA_MAX);
        fault = old_find(school, &forwarding, &found);
        if (fault != FAULT_NONE)
            return fault;
        if (found)
            fault = forward_one(school, &forwarding, &arena);
    }
    return fault;
}
