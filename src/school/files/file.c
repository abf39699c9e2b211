/* SPDX-License-Identifier: MIT */
#include "school/files/file.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/files/file_inside.h"
#include "school/files/file_kind.h"
#include "school/files/loose.h"
#include "school/files/quota_inside.h"
#include "school/files/sealed_file.h"
#include "school/school.h"
#include "store/blob.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- adding ---- */

struct adding {
    const struct actor *actor;
    int64_t class_id;
    struct file file;
    char key[SECRET_FINGERPRINT_SIZE];
};

/* Whose key: a student's work is their own; what staff gives to a class stays readable when they are gone. */
static int64_t sealed_for(const struct actor *actor)
{
    return actor->role == ROLE_STUDENT ? actor->user_id : 0;
}

/* What the seal is bound to beside its owner: this very file. */
static void associated_text(const char *key, char text[static SEALED_ASSOCIATED_SIZE])
{
    snprintf(text, SEALED_ASSOCIATED_SIZE, "file %s", key);
}

/* Whether the actor may add a file to the classroom at all. */
static enum fault may_add(struct db *db, const struct actor *actor, int64_t class_id)
{
    struct access access;
    int64_t loose;
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (access.archived)
        return FAULT_CLASSROOM_ARCHIVED;
    fault = row_count(db,
                      "SELECT COUNT(*) FROM files WHERE owner_id = ? AND item_id IS NULL AND hand_in_id IS NULL "
                      "AND request_id IS NULL",
                      DB_VALUES(I(actor->user_id)), &loose);
    return fault != FAULT_NONE ? fault : loose >= FILES_LOOSE_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

static enum fault add(struct db *db, void *context)
{
    struct adding *unit = context;
    enum fault fault = quota_take(db, unit->actor, unit->class_id, unit->file.size);
    if (fault != FAULT_NONE)
        return fault;
    fault = may_add(db, unit->actor, unit->class_id);
    if (fault != FAULT_NONE)
        return fault;
    return row_insert(db,
                      "INSERT INTO files (class_id, owner_id, name, type, size, blob_key, sealed_for, created_at)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                      DB_VALUES(I(unit->class_id), I(unit->actor->user_id), T(unit->file.name), T(unit->file.type),
                                I(unit->file.size), T(unit->key), I(sealed_for(unit->actor)), I(unit->file.created_at)),
                      &unit->file.id);
}

static enum fault name_clean(const char *name, struct arena *arena, const char **ret_name)
{
    enum fault fault = text_clean(name, FILE_NAME_MAX, false, false, arena, ret_name);
    if (fault != FAULT_NONE)
        return fault;
    if (strpbrk(*ret_name, "/\\:*?\"<>|") || **ret_name == '.')
        return FAULT_TEXT_INVALID;
    return FAULT_NONE;
}

enum fault file_look(struct school *school, const char *name, const void *bytes, size_t size, struct arena *arena,
                     struct file *ret_file, char ret_key[static SECRET_FINGERPRINT_SIZE])
{
    char token[SECRET_TOKEN_SIZE];
    struct file file = {.size = (int64_t)size, .created_at = school_now(school)};
    enum fault fault = name_clean(name, arena, &file.name);
    if (fault != FAULT_NONE)
        return fault;
    if (size == 0)
        return FAULT_FILE_EMPTY;
    if (size > FILE_BYTES_MAX)
        return FAULT_FILE_TOO_LARGE;
    if (!school->config.blobs)
        return FAULT_INTERNAL;
    fault = file_kind(school, bytes, size, &file.type);
    if (fault != FAULT_NONE)
        return fault;
    if (!file_name_fits(file.type, file.name))
        return FAULT_FILE_NAME;
    secret_token(token);
    secret_fingerprint(token, ret_key);
    *ret_file = file;
    return FAULT_NONE;
}

enum fault file_keep(struct school *school, school_unit unit, void *context, const char *key)
{
    enum fault fault = school_change(school, unit, context);
    if (fault != FAULT_NONE && !fault_leaves_doubt(fault)) // then the row may be there after all
        blobs_delete(school->config.blobs, key, NULL);
    return fault;
}

enum fault file_add(struct school *school, const struct actor *actor, int64_t class_id, const char *name,
                    const void *bytes, size_t size, struct arena *arena, struct file *ret_file)
{
    struct adding unit = {.actor = actor, .class_id = class_id};
    // Asked before the bytes are looked at and stored, and again in the unit.
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = may_add(db, actor, class_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = quota_fits(db, actor, class_id, (int64_t)size);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    fault = file_look(school, name, bytes, size, arena, &unit.file, unit.key);
    if (fault != FAULT_NONE)
        return fault;
    char associated[SEALED_ASSOCIATED_SIZE];
    associated_text(unit.key, associated);
    fault = sealed_put(school, sealed_for(actor), unit.key, associated, bytes, size, arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = file_keep(school, add, &unit, unit.key);
    if (fault != FAULT_NONE)
        return fault;
    *ret_file = unit.file;
    return FAULT_NONE;
}

/* ---- reading ---- */

struct found_file {
    struct file file;
    int64_t owner_id, item_id, hand_in_id, request_id;
    bool published, sealed;
    int64_t sealed_for;
    const char *key;
};

static enum fault file_find(struct db *db, int64_t class_id, int64_t file_id, int64_t now, struct arena *arena,
                            struct found_file *ret_found)
{
    struct row row;
    bool there = false;
    row_begin(&row, db, arena,
              "SELECT f.id, f.name, f.type, f.size, f.created_at, f.owner_id, f.item_id, f.hand_in_id, f.blob_key,"
              " i.publish_at, f.request_id, f.sealed_for FROM files f LEFT JOIN board_items i ON i.id = f.item_id "
              "WHERE f.id = ? AND "
              "f.class_id = ?",
              DB_VALUES(I(file_id), I(class_id)));
    while (row_next(&row)) {
        there = true;
        *ret_found = (struct found_file){
            .file = {row_int(&row, 0), row_string(&row, 1), row_string(&row, 2), row_int(&row, 3), row_int(&row, 4)},
            .owner_id = row_int(&row, 5),
            .item_id = row_int(&row, 6),
            .hand_in_id = row_int(&row, 7),
            .key = row_string(&row, 8),
            .published = !db_is_null(&row.rows, 9) && row_int(&row, 9) <= now,
            .request_id = row_int(&row, 10),
            .sealed = !db_is_null(&row.rows, 11),
            .sealed_for = row_int(&row, 11),
        };
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : there ? FAULT_NONE : FAULT_NOT_FOUND;
}

static enum fault bytes_read(struct school *school, const struct found_file *found, struct arena *arena,
                             const void **ret_bytes)
{
    char associated[SEALED_ASSOCIATED_SIZE];
    size_t size;
    const struct sealed_bytes sealed = {found->sealed_for, true, found->file.size, found->key};
    associated_text(found->key, associated);
    if (found->sealed)
        return sealed_get(school, &sealed, associated, arena, ret_bytes);
    // An earlier version stored it in clear, and the sweep has not come to it yet.
    return school->config.blobs &&
                   blobs_get(school->config.blobs, found->key, arena, ret_bytes, &size, NULL) == BLOB_OK &&
                   (int64_t)size == found->file.size
               ? FAULT_NONE
               : FAULT_INTERNAL;
}

enum fault file_read(struct school *school, const struct actor *actor, int64_t class_id, int64_t file_id,
                     struct arena *arena, struct file *ret_file, const void **ret_bytes)
{
    struct access access;
    struct found_file found = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = file_find(db, class_id, file_id, school_now(school), arena, &found);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    // What nobody has attached yet is its owner's alone, and what was handed in also the staff's.
    bool attached = found.item_id != 0 || found.hand_in_id != 0;
    bool may = found.owner_id == actor->user_id || (attached && access.staff_reader) ||
               (access.member && found.published) || (found.request_id != 0 && access.assistant);
    if (!may)
        return FAULT_NOT_FOUND;
    fault = bytes_read(school, &found, arena, ret_bytes);
    if (fault != FAULT_NONE)
        return fault;
    *ret_file = found.file;
    return FAULT_NONE;
}

enum fault file_own_bytes(struct school *school, int64_t owner_id, int64_t class_id, int64_t file_id,
                          struct arena *arena, const void **ret_bytes)
{
    struct found_file found = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = file_find(db, class_id, file_id, school_now(school), arena, &found);
    store_reader_close(&db);
    if (fault != FAULT_NONE || found.owner_id != owner_id)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    return bytes_read(school, &found, arena, ret_bytes);
}

enum db_status file_release_item(struct db *db, int64_t item_id)
{
    enum db_status status = db_exec(db,
                                    "UPDATE files SET hand_in_id = NULL, created_at = 0 WHERE hand_in_id IN"
                                    " (SELECT id FROM hand_ins WHERE item_id = ?)",
                                    DB_VALUES(I(item_id)));
    return status != DB_OK ? status
                           : db_exec(db, "UPDATE files SET item_id = NULL, created_at = 0 WHERE item_id = ?",
                                     DB_VALUES(I(item_id)));
}

enum db_status file_release_request(struct db *db, int64_t request_id)
{
    return db_exec(db, "UPDATE files SET request_id = NULL, created_at = 0 WHERE request_id = ?",
                   DB_VALUES(I(request_id)));
}

enum fault file_list_read(struct db *db, const char *sql, int64_t id, struct arena *arena, struct file_list *ret_list)
{
    struct file_list list = {0};
    struct row row;
    row_begin(&row, db, arena, sql, DB_VALUES(I(id)));
    while (row_next(&row)) {
        struct file *files = row_list(&row, list.files, list.count, sizeof(*files));
        if (!files)
            break;
        list.files = files;
        files[list.count++] = (struct file){row_int(&row, 0), row_string(&row, 1), row_string(&row, 2),
                                            row_int(&row, 3), row_int(&row, 4)};
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* ---- belonging to something ---- */

static bool is_named(const int64_t *files, size_t count, int64_t file_id)
{
    for (size_t i = 0; i < count; i++)
        if (files[i] == file_id)
            return true;
    return false;
}

/* The files that belong to the holder now. */
static enum fault attached_read(struct db *db, const struct file_holder *holder,
                                int64_t attached[static FILES_ATTACHED_MAX], size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    row_begin(&row, db, NULL,
              holder->hand_in_id ? "SELECT id FROM files WHERE hand_in_id = ?"
                                 : "SELECT id FROM files WHERE item_id = ?",
              DB_VALUES(I(holder->hand_in_id ? holder->hand_in_id : holder->item_id)));
    while (row_next(&row))
        if (count < FILES_ATTACHED_MAX)
            attached[count++] = row_int(&row, 0);
    *ret_count = count;
    return row_end(&row);
}

enum fault file_check(struct db *db, const struct file_holder *holder, const int64_t *files, size_t count)
{
    int64_t attached[FILES_ATTACHED_MAX];
    size_t attached_count = 0;
    if (count > FILES_ATTACHED_MAX)
        return FAULT_TOO_MANY_THINGS;
    enum fault fault = attached_read(db, holder, attached, &attached_count);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++) {
        int64_t one;
        bool found = is_named(attached, attached_count, files[i]);
        if (!found)
            fault = row_one_int(db,
                                "SELECT 1 FROM files WHERE id = ? AND class_id = ? AND owner_id = ? AND item_id IS NULL"
                                " AND hand_in_id IS NULL AND request_id IS NULL AND created_at > 0",
                                DB_VALUES(I(files[i]), I(holder->class_id), I(holder->owner_id)), &found, &one);
        if (fault != FAULT_NONE || !found)
            return fault != FAULT_NONE ? fault : FAULT_FILE_UNKNOWN;
    }
    return FAULT_NONE;
}

enum fault file_attach(struct db *db, const struct file_holder *holder, const int64_t *files, size_t count)
{
    int64_t attached[FILES_ATTACHED_MAX];
    size_t attached_count = 0;
    enum fault fault = attached_read(db, holder, attached, &attached_count);
    for (size_t i = 0; fault == FAULT_NONE && i < attached_count; i++)
        if (!is_named(files, count, attached[i])) // created at 0: the next sweep deletes it, nobody can claim it
            fault =
                fault_of(db_exec(db, "UPDATE files SET item_id = NULL, hand_in_id = NULL, created_at = 0 WHERE id = ?",
                                 DB_VALUES(I(attached[i]))));
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = fault_of(db_exec(db, "UPDATE files SET item_id = ?, hand_in_id = ?, request_id = ? WHERE id = ?",
                                 DB_VALUES(holder->item_id ? I(holder->item_id) : N(),
                                           holder->hand_in_id ? I(holder->hand_in_id) : N(),
                                           holder->request_id ? I(holder->request_id) : N(), I(files[i]))));
    return fault;
}

/* ---- deleting ---- */

static const struct loose_files LOOSE = {
    .find_one =
        "SELECT id, blob_key, size FROM files WHERE id = ? AND owner_id = ? AND item_id IS NULL AND hand_in_id IS "
        "NULL AND request_id IS NULL",
    .find_old =
        "SELECT id, blob_key, size FROM files WHERE created_at < ? AND item_id IS NULL AND hand_in_id IS NULL AND "
        "request_id IS NULL LIMIT ?",
    .remove = "DELETE FROM files WHERE id = ?",
};

enum fault file_delete(struct school *school, const struct actor *actor, int64_t file_id)
{
    return loose_delete(school, &LOOSE, actor, file_id);
}

enum fault file_sweep(struct school *school)
{
    return loose_sweep(school, &LOOSE);
}

/* ---- what an earlier version stored in clear ---- */

static const struct sealed_table OLD = {
    .find = "SELECT f.id, f.blob_key, f.size, CASE WHEN u.role = 'student' THEN f.owner_id ELSE 0 END FROM files f"
            " JOIN users u ON u.id = f.owner_id WHERE f.sealed_for IS NULL AND f.id > ? ORDER BY f.id LIMIT 1",
    .change = "UPDATE files SET blob_key = ?, sealed_for = ? WHERE id = ? AND blob_key = ?",
    .associated = associated_text,
};

enum fault file_forward(struct school *school)
{
    return sealed_forward(school, &OLD);
}
