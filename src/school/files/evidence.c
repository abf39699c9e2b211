/* SPDX-License-Identifier: MIT */
#include "school/files/evidence.h"

#include <stdio.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/files/evidence_inside.h"
#include "school/files/file_inside.h"
#include "school/files/loose.h"
#include "school/files/quota_inside.h"
#include "school/files/sealed_file.h"
#include "school/school.h"
#include "store/blob.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* What the seal is bound to beside its owner: this very file, and that it is evidence. */
static void associated_text(const char *key, char text[static SEALED_ASSOCIATED_SIZE])
{
    snprintf(text, SEALED_ASSOCIATED_SIZE, "evidence %s", key);
}

/* ---- adding ---- */

struct adding {
    const struct actor *actor;
    struct file file;
    char key[SECRET_FINGERPRINT_SIZE];
};

static enum fault may_add(struct db *db, const struct actor *actor)
{
    bool member = false;
    int64_t class_id = 0, loose = 0;
    enum fault fault =
        row_one_int(db,
                    "SELECT s.class_id FROM students s JOIN classrooms c ON c.id = s.class_id WHERE s.user_id = ?"
                    " AND c.archived_at IS NULL LIMIT 1",
                    DB_VALUES(I(actor->user_id)), &member, &class_id);
    if (fault != FAULT_NONE)
        return fault;
    if (!member)
        return FAULT_REQUEST_INVALID;
    fault = row_count(db, "SELECT COUNT(*) FROM leave_files WHERE owner_id = ? AND leave_id IS NULL",
                      DB_VALUES(I(actor->user_id)), &loose);
    return fault != FAULT_NONE ? fault : loose >= EVIDENCE_LOOSE_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

static enum fault add(struct db *db, void *context)
{
    struct adding *unit = context;
    enum fault fault = quota_take(db, unit->actor, 0, unit->file.size);
    if (fault != FAULT_NONE)
        return fault;
    fault = may_add(db, unit->actor);
    if (fault != FAULT_NONE)
        return fault;
    return row_insert(db,
                      "INSERT INTO leave_files (owner_id, name, type, size, blob_key, sealed_for, own_key, created_at)"
                      " VALUES (?, ?, ?, ?, ?, ?, 1, ?) RETURNING id",
                      DB_VALUES(I(unit->actor->user_id), T(unit->file.name), T(unit->file.type), I(unit->file.size),
                                T(unit->key), I(unit->actor->user_id), I(unit->file.created_at)),
                      &unit->file.id);
}

static enum fault bytes_store(struct school *school, const struct adding *unit, const void *bytes, size_t size,
                              struct arena *arena)
{
    char associated[SEALED_ASSOCIATED_SIZE];
    associated_text(unit->key, associated);
    return sealed_put(school, unit->actor->user_id, unit->key, associated, bytes, size, arena);
}

enum fault evidence_add(struct school *school, const struct actor *actor, const char *name, const void *bytes,
                        size_t size, struct arena *arena, struct file *ret_file)
{
    struct adding unit = {.actor = actor};
    // Asked before the bytes are looked at and stored, and again in the unit.
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = may_add(db, actor);
    if (fault != FAULT_NONE)
        return fault;
    fault = quota_fits(db, actor, 0, (int64_t)size);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    fault = file_look(school, name, bytes, size, arena, &unit.file, unit.key);
    if (fault != FAULT_NONE)
        return fault;
    if (!school->config.key)
        return FAULT_INTERNAL;
    fault = bytes_store(school, &unit, bytes, size, arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = file_keep(school, add, &unit, unit.key);
    if (fault != FAULT_NONE)
        return fault;
    *ret_file = unit.file;
    return FAULT_NONE;
}

/* ---- belonging to a leave ---- */

enum fault evidence_check(struct db *db, int64_t owner_id, const int64_t *files, size_t count)
{
    if (count > EVIDENCE_FILES_MAX)
        return FAULT_TOO_MANY_THINGS;
    for (size_t i = 0; i < count; i++) {
        int64_t one;
        bool found = false;
        enum fault fault =
            row_one_int(db,
                        "SELECT 1 FROM leave_files WHERE id = ? AND owner_id = ? AND leave_id IS NULL AND"
                        " created_at > 0",
                        DB_VALUES(I(files[i]), I(owner_id)), &found, &one);
        if (fault != FAULT_NONE)
            return fault;
        if (!found)
            return FAULT_FILE_UNKNOWN;
    }
    return FAULT_NONE;
}

enum db_status evidence_attach(struct db *db, int64_t leave_id, const int64_t *files, size_t count)
{
    enum db_status status = DB_OK;
    for (size_t i = 0; status == DB_OK && i < count; i++)
        status = db_exec(db, "UPDATE leave_files SET leave_id = ? WHERE id = ?", DB_VALUES(I(leave_id), I(files[i])));
    return status;
}

enum fault evidence_of(struct db *db, int64_t leave_id, struct arena *arena, struct file_list *ret_list)
{
    return file_list_read(db, "SELECT id, name, type, size, created_at FROM leave_files WHERE leave_id = ? ORDER BY id",
                          leave_id, arena, ret_list);
}

enum db_status evidence_release(struct db *db, int64_t leave_id)
{
    return db_exec(db, "UPDATE leave_files SET leave_id = NULL, created_at = 0 WHERE leave_id = ?",
                   DB_VALUES(I(leave_id)));
}

/* ---- reading ---- */

enum fault evidence_bytes(struct school *school, int64_t leave_id, int64_t file_id, struct arena *arena,
                          struct file *ret_file, const void **ret_bytes)
{
    struct row row;
    struct file file = {0};
    const char *key = NULL;
    char associated[SEALED_ASSOCIATED_SIZE];
    struct sealed_bytes sealed = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena,
              "SELECT id, name, type, size, created_at, blob_key, sealed_for, own_key FROM leave_files WHERE id = ? AND"
              " leave_id = ?",
              DB_VALUES(I(file_id), I(leave_id)));
    while (row_next(&row)) {
        file = (struct file){row_int(&row, 0), row_string(&row, 1), row_string(&row, 2), row_int(&row, 3),
                             row_int(&row, 4)};
        key = row_string(&row, 5);
        sealed = (struct sealed_bytes){row_int(&row, 6), row_int(&row, 7) != 0, row_int(&row, 3), key};
    }
    enum fault fault = row_end(&row);
    store_reader_close(&db);
    if (fault != FAULT_NONE || !key)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    associated_text(key, associated);
    fault = sealed_get(school, &sealed, associated, arena, ret_bytes);
    if (fault != FAULT_NONE)
        return fault;
    *ret_file = file;
    return FAULT_NONE;
}

/* ---- deleting ---- */

static const struct loose_files LOOSE = {
    .find_one = "SELECT id, blob_key, size FROM leave_files WHERE id = ? AND owner_id = ? AND leave_id IS NULL",
    .find_old = "SELECT id, blob_key, size FROM leave_files WHERE created_at < ? AND leave_id IS NULL LIMIT ?",
    .remove = "DELETE FROM leave_files WHERE id = ?",
};

enum fault evidence_delete(struct school *school, const struct actor *actor, int64_t file_id)
{
    return loose_delete(school, &LOOSE, actor, file_id);
}

enum fault evidence_sweep(struct school *school)
{
    return loose_sweep(school, &LOOSE);
}

/* ---- what an earlier version sealed ---- */

static const struct sealed_table OLD = {
    .find = "SELECT id, blob_key, size, sealed_for FROM leave_files WHERE own_key = 0 AND id > ? ORDER BY id LIMIT 1",
    .change = "UPDATE leave_files SET blob_key = ?, sealed_for = ?, own_key = 1 WHERE id = ? AND blob_key = ?",
    .was_sealed = true,
    .associated = associated_text,
};

enum fault evidence_forward(struct school *school)
{
    return school->before ? sealed_forward(school, &OLD) : FAULT_NONE;
}
