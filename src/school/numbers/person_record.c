/* SPDX-License-Identifier: MIT */
#include "school/numbers/person_record.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/account.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static enum fault teaches_read(struct db *db, int64_t user_id, struct arena *arena, struct person_record *record)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT c.id, c.subject, c.section, c.term, CASE WHEN c.professor_id = ? THEN 'owner' ELSE k.kind END,"
              " c.archived_at, (SELECT COUNT(*) FROM students s WHERE s.class_id = c.id) FROM classrooms c"
              " LEFT JOIN classroom_staff k ON k.class_id = c.id AND k.user_id = ?"
              " WHERE c.professor_id = ? OR k.user_id IS NOT NULL"
              " ORDER BY CASE WHEN c.archived_at IS NULL THEN 0 ELSE 1 END, c.sort_key, c.id",
              DB_VALUES(I(user_id), I(user_id), I(user_id)));
    while (row_next(&row)) {
        struct person_teaches *teaches = row_list(&row, record->teaches, record->teaches_count, sizeof(*teaches));
        if (!teaches)
            break;
        const char *part = db_text(&row.rows, 4);
        record->teaches = teaches;
        teaches[record->teaches_count++] = (struct person_teaches){
            .id = row_int(&row, 0),
            .subject = row_string(&row, 1),
            .section = row_text(&row, 2),
            .term = row_text(&row, 3),
            .part = part && strcmp(part, "owner") == 0         ? PART_OWNER
                    : part && strcmp(part, STAFF_TEACHER) == 0 ? PART_TEACHER
                                                               : PART_ASSISTANT,
            .archived = !db_is_null(&row.rows, 5),
            .students = row_int(&row, 6),
        };
    }
    return row_end(&row);
}

struct class_ids {
    int64_t *ids;
    size_t count;
};

static enum fault joined_read(struct db *db, int64_t user_id, struct arena *arena, struct class_ids *joined)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT c.id FROM students s JOIN classrooms c ON c.id = s.class_id WHERE s.user_id = ?"
              " AND c.archived_at IS NULL ORDER BY c.sort_key, c.id",
              DB_VALUES(I(user_id)));
    while (row_next(&row)) {
        int64_t *ids = row_list(&row, joined->ids, joined->count, sizeof(*ids));
        if (!ids)
            break;
        joined->ids = ids;
        ids[joined->count++] = row_int(&row, 0);
    }
    return row_end(&row);
}

enum fault person_record_read(struct school *school, const struct actor *actor, int64_t user_id, struct arena *arena,
                              struct person_record *ret_record)
{
    struct user user;
    struct class_ids joined = {0};
    struct person_record record = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = account_get(school, user_id, arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = teaches_read(db, user_id, arena, &record);
    if (fault != FAULT_NONE)
        return fault;
    fault = joined_read(db, user_id, arena, &joined);
    if (fault != FAULT_NONE)
        return fault;
    store_reader_close(&db);
    record.classes = arena_calloc(arena, joined.count + 1, sizeof(*record.classes));
    if (!record.classes)
        return FAULT_INTERNAL;
    // The same record as the student's own page shows: one rule of what is theirs.
    const struct actor them = {.user_id = user_id, .role = ROLE_STUDENT};
    for (size_t i = 0; user.role == ROLE_STUDENT && i < joined.count; i++) {
        fault = register_record(school, &them, joined.ids[i], arena, &record.classes[record.count].record);
        if (fault != FAULT_NONE && fault != FAULT_NOT_FOUND) // they have just left it
            return fault;
        record.count += fault == FAULT_NONE;
    }
    *ret_record = record;
    return FAULT_NONE;
}
