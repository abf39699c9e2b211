/* SPDX-License-Identifier: MIT */
#include "school/faces/flag.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/faces/flag_inside.h"
#include "school/faces/identity_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const char *const kind_codes[FLAG_KIND_COUNT] = {
    [FLAG_DUPLICATE_FACE] = "duplicate_face",
    [FLAG_LOOK_ALIKE] = "look_alike",
    [FLAG_SAME_PICTURES] = "same_pictures",
};

const char *flag_kind_code(enum flag_kind kind)
{
    return kind_codes[kind];
}

/* ---- reading ---- */

#define FLAG_COLUMNS                                                                                                   \
    "SELECT f.id, f.kind, f.user_id, u.name, f.other_user_id, o.name, f.created_at, f.resolved_at, f.resolved_by,"     \
    " r.name, f.note FROM flags f JOIN users u ON u.id = f.user_id JOIN users o ON o.id = f.other_user_id"             \
    " LEFT JOIN users r ON r.id = f.resolved_by"

static enum flag_kind kind_of(const char *code)
{
    enum flag_kind kind = FLAG_DUPLICATE_FACE;
    for (size_t i = 0; code && i < FLAG_KIND_COUNT; i++)
        if (strcmp(code, kind_codes[i]) == 0)
            kind = (enum flag_kind)i;
    return kind;
}

static struct flag flag_of(struct row *row)
{
    return (struct flag){
        .id = row_int(row, 0),
        .kind = kind_of(db_text(&row->rows, 1)),
        .user = {row_int(row, 2), row_string(row, 3)},
        .other = {row_int(row, 4), row_string(row, 5)},
        .created_at = row_int(row, 6),
        .resolved_at = row_int(row, 7),
        .resolved_by = {row_int(row, 8), row_text(row, 9)},
        .note = row_text(row, 10),
    };
}

/* A cursor is twice the id of the page's last flag, and one more among the resolved ones. */
static enum fault page_read(struct db *db, const struct page *page, struct arena *arena, struct flag_list *list)
{
    struct row row;
    bool among_resolved = page->after % 2 == 1;
    int64_t before = page->after > 1 ? page->after / 2 : INT64_MAX;
    int64_t open_before = among_resolved ? 0 : before;
    int64_t resolved_before = among_resolved ? before : INT64_MAX;
    row_begin(&row, db, arena,
              FLAG_COLUMNS " WHERE (f.resolved_at IS NULL AND f.id < ?) OR (f.resolved_at IS NOT NULL AND f.id < ?)"
                           " ORDER BY CASE WHEN f.resolved_at IS NULL THEN 0 ELSE 1 END, f.id DESC LIMIT ?",
              DB_VALUES(I(open_before), I(resolved_before), I(page->limit + 1)));
    while (row_next(&row)) {
        if (list->count == (size_t)page->limit) {
            const struct flag *last = &list->flags[list->count - 1];
            list->next = 2 * last->id + (last->resolved_at != 0);
            continue;
        }
        struct flag *flags = row_list(&row, list->flags, list->count, sizeof(*flags));
        if (!flags)
            break;
        list->flags = flags;
        flags[list->count++] = flag_of(&row);
    }
    return row_end(&row);
}

enum fault flag_page(struct school *school, const struct actor *actor, const struct page *page, struct arena *arena,
                     struct flag_list *ret_list)
{
    struct flag_list list = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = page_read(db, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault flag_is_open(struct db *db, int64_t user_id, bool *ret_open)
{
    bool found = false;
    int64_t one;
    enum fault fault = row_one_int(
        db,
        "SELECT 1 FROM flags WHERE (user_id = ? AND resolved_at IS NULL) OR (other_user_id = ? AND resolved_at IS NULL)"
        " LIMIT 1",
        DB_VALUES(I(user_id), I(user_id)), &found, &one);
    if (fault != FAULT_NONE)
        return fault;
    *ret_open = found;
    return FAULT_NONE;
}

/* ---- resolving ---- */

struct resolution {
    const struct actor *actor;
    int64_t flag_id;
    const char *note;
    int64_t now;
};

static enum fault resolve(struct db *db, void *context)
{
    struct resolution *unit = context;
    bool found = false;
    int64_t user_id = 0;
    enum fault fault =
        row_one_int(db, "SELECT user_id FROM flags WHERE id = ?", DB_VALUES(I(unit->flag_id)), &found, &user_id);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    enum db_status status =
        db_exec(db, "UPDATE flags SET resolved_at = ?, resolved_by = ?, note = ? WHERE id = ? AND resolved_at IS NULL",
                DB_VALUES(I(unit->now), I(unit->actor->user_id), T(unit->note), I(unit->flag_id)));
    if (status != DB_OK || db_changes(db) == 0)
        return fault_of(status);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "flag_resolved",
                                .subject_type = "flag",
                                .subject_id = unit->flag_id,
                            });
}

enum fault flag_resolve(struct school *school, const struct actor *actor, int64_t flag_id, const char *note,
                        struct arena *arena, struct flag *ret_flag)
{
    struct resolution unit = {.actor = actor, .flag_id = flag_id, .now = school_now(school)};
    struct flag flag = {0};
    struct row row;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = text_clean(note, FLAG_NOTE_MAX, true, false, arena, &unit.note);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, resolve, &unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena, FLAG_COLUMNS " WHERE f.id = ?", DB_VALUES(I(flag_id)));
    while (row_next(&row))
        flag = flag_of(&row);
    fault = row_end(&row);
    if (fault != FAULT_NONE || flag.id == 0)
        return fault != FAULT_NONE ? fault : FAULT_INTERNAL;
    *ret_flag = flag;
    return FAULT_NONE;
}

/* ---- raising, inside the unit that changes a face ---- */

enum fault flag_clear(struct db *db, int64_t user_id, int64_t now)
{
    return fault_of(
        db_exec(db,
                "UPDATE flags SET resolved_at = ? WHERE (user_id = ? OR other_user_id = ?) AND resolved_at IS NULL"
                " AND kind <> ?",
                DB_VALUES(I(now), I(user_id), I(user_id), T(kind_codes[FLAG_SAME_PICTURES]))));
}

/* The pair's flag of this kind, whichever of the two enrolled last. */
static enum fault find_pair(struct db *db, int64_t user_id, const struct flag_match *match, int64_t *ret_id)
{
    bool found;
    return row_one_int(
        db,
        "SELECT id FROM flags WHERE kind = ? AND ((user_id = ? AND other_user_id = ?) OR"
        " (user_id = ? AND other_user_id = ?)) ORDER BY id LIMIT 1",
        DB_VALUES(T(kind_codes[match->kind]), I(user_id), I(match->user_id), I(match->user_id), I(user_id)), &found,
        ret_id);
}

static enum fault raise_one(struct db *db, int64_t user_id, const struct flag_match *match, int64_t now)
{
    int64_t id = 0;
    enum db_status status;
    char detail[64];
    enum fault fault = find_pair(db, user_id, match, &id);
    if (fault != FAULT_NONE)
        return fault;
    if (id != 0)
        status = db_exec(db,
                         "UPDATE flags SET user_id = ?, other_user_id = ?, created_at = ?, resolved_at = NULL,"
                         " resolved_by = NULL, note = NULL WHERE id = ?",
                         DB_VALUES(I(user_id), I(match->user_id), I(now), I(id)));
    else
        status = db_exec(db,
                         "INSERT INTO flags (kind, user_id, other_user_id, created_at, resolved_at, resolved_by, note)"
                         " VALUES (?, ?, ?, ?, NULL, NULL, NULL)",
                         DB_VALUES(T(kind_codes[match->kind]), I(user_id), I(match->user_id), I(now)));
    if (status != DB_OK)
        return fault_of(status);
    snprintf(detail, sizeof(detail), "%s with user %lld", kind_codes[match->kind], (long long)match->user_id);
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .action = "face_flagged",
                                .subject_type = "user",
                                .subject_id = user_id,
                                .detail = detail,
                            });
}

enum fault flag_raise(struct db *db, int64_t user_id, const char *model_id, const struct flag_match *matches,
                      size_t count, int64_t now)
{
    enum fault fault = flag_clear(db, user_id, now);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++) {
        // The other face was found in memory; only the transaction knows whether it is still there and may be compared.
        bool there = false;
        int64_t one;
        fault =
            row_one_int(db, "SELECT 1 FROM templates t WHERE t.user_id = ? AND t.model_id = ? AND " IDENTITY_COMPARED,
                        DB_VALUES(I(matches[i].user_id), T(model_id)), &there, &one);
        if (fault != FAULT_NONE)
            return fault;
        if (there)
            fault = raise_one(db, user_id, &matches[i], now);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

enum fault flag_pictures(struct db *db, int64_t user_id, int64_t other_id, int64_t now)
{
    return raise_one(db, user_id, &(struct flag_match){other_id, FLAG_SAME_PICTURES}, now);
}
