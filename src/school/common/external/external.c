/* SPDX-License-Identifier: MIT */
#include "school/common/external/external_inside.h"

#include <string.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* The word in the table external_ids. */
static const char *word_of(enum external_kind kind)
{
    return kind == EXTERNAL_CLASSROOM ? "class" : "lecture";
}

/* An import may have kept the id of what is no more: only what is there counts. */
static void find_begin(struct row *row, struct db *db, enum external_kind kind, const char *external_id)
{
    switch (kind) {
    case EXTERNAL_USER:
        row_begin(row, db, NULL, "SELECT id FROM users WHERE external_id = ? LIMIT 2", DB_VALUES(T(external_id)));
        break;
    case EXTERNAL_CLASSROOM:
        row_begin(row, db, NULL,
                  "SELECT c.id FROM external_ids x JOIN classrooms c ON c.id = x.subject_id WHERE x.kind = 'class'"
                  " AND x.external_id = ?",
                  DB_VALUES(T(external_id)));
        break;
    case EXTERNAL_LECTURE:
        row_begin(row, db, NULL,
                  "SELECT l.id FROM external_ids x JOIN lectures l ON l.id = x.subject_id WHERE x.kind = 'lecture'"
                  " AND x.external_id = ?",
                  DB_VALUES(T(external_id)));
        break;
    }
}

enum fault external_find(struct db *db, enum external_kind kind, const char *external_id, int64_t *ret_id)
{
    struct row row;
    int64_t id = 0;
    size_t count = 0;
    find_begin(&row, db, kind, external_id);
    while (row_next(&row)) {
        id = row_int(&row, 0);
        count++;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || count != 1)
        return fault != FAULT_NONE ? fault : count == 0 ? FAULT_NOT_FOUND : FAULT_EXTERNAL_ID_TWICE;
    *ret_id = id;
    return FAULT_NONE;
}

enum fault external_address(struct school *school, const struct actor *actor, enum external_kind kind,
                            const char *external_id, int64_t *ret_id)
{
    if (!str_is_text(external_id, strlen(external_id), false))
        return FAULT_NOT_FOUND;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = external_find(db, kind, external_id, ret_id);
    return fault == FAULT_EXTERNAL_ID_TWICE && actor->role == ROLE_STUDENT ? FAULT_NOT_FOUND : fault;
}

enum fault external_clean(const char *typed, struct arena *arena, const char **ret_external_id)
{
    return text_clean(typed, EXTERNAL_ID_MAX, false, true, arena, ret_external_id);
}

enum fault external_set(struct db *db, enum external_kind kind, int64_t id, const char *external_id)
{
    int64_t other = id;
    enum fault fault = external_id ? external_find(db, kind, external_id, &other) : FAULT_NONE;
    if (fault != FAULT_NONE && fault != FAULT_NOT_FOUND)
        return fault;
    if (other != id)
        return FAULT_EXTERNAL_ID_TAKEN;
    struct db_value word = T(word_of(kind));
    enum db_status status =
        db_exec(db, "DELETE FROM external_ids WHERE kind = ? AND subject_id = ?", DB_VALUES(word, I(id)));
    if (status != DB_OK || !external_id)
        return fault_of(status);
    // Of what is no more, an import may have left its own.
    status =
        db_exec(db, "DELETE FROM external_ids WHERE kind = ? AND external_id = ?", DB_VALUES(word, T(external_id)));
    if (status == DB_OK)
        status = db_exec(db, "INSERT INTO external_ids (kind, external_id, subject_id) VALUES (?, ?, ?)",
                         DB_VALUES(word, T(external_id), I(id)));
    return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status);
}
