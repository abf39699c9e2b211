/* SPDX-License-Identifier: MIT */
#include "school/marks/receipt/receipt_key.h"

#include <string.h>

#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/keys.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

struct key_unit {
    struct school *school;
    bool renew; // also when there is one
    int64_t now;
    struct own_key own;
    struct receipt_key key;
};

static enum fault public_write(struct db *db, struct key_unit *unit)
{
    struct receipt_key *key = &unit->key;
    *key = (struct receipt_key){.made_at = unit->now};
    ed25519_public(&unit->own, key->public_key);
    ed25519_id(key->public_key, key->id);
    enum fault fault =
        fault_of(db_exec(db, "UPDATE receipt_keys SET ended_at = ? WHERE ended_at IS NULL", DB_VALUES(I(unit->now))));
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "INSERT INTO receipt_keys (id, public_key, made_at) VALUES (?, ?, ?)",
                             DB_VALUES(T(key->id), B(key->public_key, sizeof(key->public_key)), I(unit->now))));
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(
        db, &(struct audit_entry){
                .at = unit->now, .action = "receipt_key_made", .subject_type = "receipt_key", .detail = key->id});
}

static enum fault key_make(struct db *db, void *context)
{
    struct key_unit *unit = context;
    enum fault fault = person_key_read(unit->school, db, KEY_OF_RECEIPTS, &unit->own);
    if (fault != FAULT_NOT_FOUND && !unit->renew)
        return fault; // another server made it meanwhile
    own_key_make(&unit->own);
    fault = key_end(db, KEY_OF_RECEIPTS);
    if (fault != FAULT_NONE)
        return fault;
    fault = person_key_keep(unit->school, db, KEY_OF_RECEIPTS, unit->now, &unit->own);
    return fault != FAULT_NONE ? fault : public_write(db, unit);
}

static void id_of(const struct own_key *own, char ret_id[static ED25519_ID_SIZE])
{
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    ed25519_public(own, public_key);
    ed25519_id(public_key, ret_id);
}

enum fault receipt_key_open(struct school *school, struct own_key *ret_own, char ret_id[static ED25519_ID_SIZE])
{
    struct key_unit unit = {.school = school, .now = school_now(school)};
    if (!school->config.key)
        return FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = person_key_read(school, db, KEY_OF_RECEIPTS, &unit.own);
    store_reader_close(&db);
    if (fault == FAULT_NOT_FOUND)
        fault = school_change(school, key_make, &unit);
    if (fault == FAULT_NONE) {
        *ret_own = unit.own;
        id_of(ret_own, ret_id);
    }
    own_key_wipe(&unit.own);
    return fault;
}

enum fault receipt_key_renew(struct school *school, struct receipt_key *ret_key)
{
    struct key_unit unit = {.school = school, .renew = true, .now = school_now(school)};
    if (!school->config.key)
        return FAULT_INTERNAL;
    enum fault fault = school_change(school, key_make, &unit);
    if (fault == FAULT_NONE)
        *ret_key = unit.key;
    own_key_wipe(&unit.own);
    return fault;
}

static bool key_of_row(struct row *row, struct receipt_key *ret_key)
{
    size_t size = 0;
    const char *id = db_text(&row->rows, 0);
    const void *bytes = db_blob(&row->rows, 1, &size);
    *ret_key = (struct receipt_key){.made_at = row_int(row, 2), .ended_at = row_int(row, 3)};
    if (!id || !bytes || size != ED25519_PUBLIC_BYTES || !str_copy(ret_key->id, sizeof(ret_key->id), id))
        return false;
    memcpy(ret_key->public_key, bytes, size);
    return true;
}

enum fault receipt_key_find(struct db *db, const char *id, struct receipt_key *ret_key, bool *ret_found)
{
    struct row row;
    bool good = true;
    *ret_found = false;
    row_begin(&row, db, NULL, "SELECT id, public_key, made_at, ended_at FROM receipt_keys WHERE id = ?",
              DB_VALUES(T(id)));
    while (row_next(&row)) {
        good = key_of_row(&row, ret_key);
        *ret_found = good;
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : good ? FAULT_NONE : FAULT_INTERNAL;
}

enum fault receipt_key_list(struct school *school, struct receipt_key_list *ret_list)
{
    struct row row;
    bool good = true;
    ret_list->count = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL,
              "SELECT id, public_key, made_at, ended_at FROM receipt_keys ORDER BY made_at DESC, id LIMIT ?",
              DB_VALUES(I(RECEIPT_KEYS_MAX)));
    while (row_next(&row) && ret_list->count < RECEIPT_KEYS_MAX)
        good = key_of_row(&row, &ret_list->keys[ret_list->count++]) && good;
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : good ? FAULT_NONE : FAULT_INTERNAL;
}
