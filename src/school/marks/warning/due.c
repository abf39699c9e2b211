/* SPDX-License-Identifier: MIT */
#include "school/marks/warning/due.h"

#include "school/common/rows.h"
#include "school/common/state.h"
#include "store/db.h"
#include "store/engine.h"

enum { LECTURE_MS_MAX = SCHOOL_DAY_MS }; // no lecture is longer: what has ended later began later than a day before

/* A classroom that another connection has just noted is noted. */
static enum fault noted(enum db_status status)
{
    return status == DB_CONFLICT ? FAULT_NONE : fault_of(status);
}

enum fault due_touch(struct db *db, int64_t class_id, int64_t now)
{
    return noted(db_exec(db,
                         "INSERT INTO standing_due (class_id, due_at) SELECT c.id, ? FROM classrooms c LEFT JOIN"
                         " standing_due d ON d.class_id = c.id WHERE c.id = ? AND d.class_id IS NULL",
                         DB_VALUES(I(now), I(class_id))));
}

enum fault due_touch_many(struct db *db, const int64_t *class_ids, size_t count, int64_t now)
{
    struct db_value values[1 + ROW_MANY] = {I(now)};
    for (size_t i = 0; i < count; i++)
        values[1 + i] = I(class_ids[i]);
    return noted(db_exec(db,
                         "INSERT INTO standing_due (class_id, due_at) SELECT c.id, ? FROM classrooms c LEFT JOIN"
                         " standing_due d ON d.class_id = c.id WHERE c.id IN (" ROW_MARKS ") AND d.class_id IS NULL",
                         row_many(values, 1, count)));
}

enum fault due_touch_lecture(struct db *db, int64_t lecture_id, int64_t now)
{
    return noted(db_exec(db,
                         "INSERT INTO standing_due (class_id, due_at) SELECT l.class_id, ? FROM lectures l LEFT JOIN"
                         " standing_due d ON d.class_id = l.class_id WHERE l.id = ? AND d.class_id IS NULL",
                         DB_VALUES(I(now), I(lecture_id))));
}

enum fault due_touch_student(struct db *db, int64_t student_id, int64_t now)
{
    return noted(db_exec(db,
                         "INSERT INTO standing_due (class_id, due_at) SELECT s.class_id, ? FROM students s LEFT JOIN"
                         " standing_due d ON d.class_id = s.class_id WHERE s.user_id = ? AND d.class_id IS NULL",
                         DB_VALUES(I(now), I(student_id))));
}

enum fault due_touch_all(struct db *db, int64_t now)
{
    return noted(db_exec(db,
                         "INSERT INTO standing_due (class_id, due_at) SELECT c.id, ? FROM classrooms c LEFT JOIN"
                         " standing_due d ON d.class_id = c.id WHERE c.archived_at IS NULL AND d.class_id IS NULL",
                         DB_VALUES(I(now))));
}

enum fault due_touch_ended(struct db *db, int64_t from, int64_t to, int64_t now)
{
    enum db_status status = db_exec(db,
                                    "INSERT INTO standing_due (class_id, due_at) SELECT DISTINCT l.class_id, ?"
                                    " FROM windows w JOIN lectures l ON l.id = w.lecture_id"
                                    " LEFT JOIN standing_due d ON d.class_id = l.class_id"
                                    " WHERE w.closes_at > ? AND w.closes_at <= ? AND d.class_id IS NULL",
                                    DB_VALUES(I(now), I(from), I(to)));
    if (status != DB_OK)
        return fault_of(status);
    return fault_of(db_exec(db,
                            "INSERT INTO standing_due (class_id, due_at) SELECT DISTINCT l.class_id, ?"
                            " FROM lectures l LEFT JOIN windows w ON w.lecture_id = l.id"
                            " LEFT JOIN standing_due d ON d.class_id = l.class_id"
                            " WHERE l.starts_at > ? AND l.starts_at <= ? AND l.ends_at > ? AND l.ends_at <= ?"
                            " AND w.id IS NULL AND d.class_id IS NULL",
                            DB_VALUES(I(now), I(from - LECTURE_MS_MAX), I(to), I(from), I(to))));
}
