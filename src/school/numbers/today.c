/* SPDX-License-Identifier: MIT */
#include "school/numbers/today.h"

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/taken_rule.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* Held now or open now: of one value, four times now. A lecture lasts a day at most. */
#define RUNNING                                                                                                        \
    " FROM lectures l JOIN classrooms c ON c.id = l.class_id JOIN users u ON u.id = c.professor_id"                    \
    " LEFT JOIN windows w ON w.lecture_id = l.id AND w.opens_at <= ? AND w.closes_at > ?"                              \
    " WHERE l.cancelled_at IS NULL AND c.archived_at IS NULL AND l.starts_at > ? AND l.starts_at < ?"                  \
    " AND (w.id IS NOT NULL OR (l.starts_at <= ? AND l.ends_at > ?))"

static enum fault running_read(struct db *db, int64_t now, struct arena *arena, struct today *today)
{
    struct row row;
    const int64_t around = 2 * (int64_t)SCHOOL_DAY_MS;
    row_begin(&row, db, arena,
              "SELECT l.id, l.class_id, c.subject, c.section, l.room, u.id, u.name, l.starts_at, l.ends_at, w.id,"
              " (SELECT COUNT(*) FROM attendance a WHERE a.lecture_id = l.id),"
              " (SELECT COUNT(*) FROM students s WHERE s.class_id = c.id)" RUNNING
              " ORDER BY l.starts_at, l.id LIMIT ?",
              DB_VALUES(I(now), I(now), I(now - around), I(now + around), I(now), I(now), I(TODAY_RUNNING_MAX)));
    while (row_next(&row)) {
        struct running_lecture *running = row_list(&row, today->running, today->count, sizeof(*running));
        if (!running)
            break;
        today->running = running;
        running[today->count++] = (struct running_lecture){
            .id = row_int(&row, 0),
            .class_id = row_int(&row, 1),
            .subject = row_string(&row, 2),
            .section = row_text(&row, 3),
            .room = row_text(&row, 4),
            .professor = {row_int(&row, 5), row_string(&row, 6)},
            .starts_at = row_int(&row, 7),
            .ends_at = row_int(&row, 8),
            .open = !db_is_null(&row.rows, 9),
            .marked = row_int(&row, 10),
            .students = row_int(&row, 11),
        };
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    return row_count(db, "SELECT COUNT(*)" RUNNING,
                     DB_VALUES(I(now), I(now), I(now - around), I(now + around), I(now), I(now)),
                     &today->running_total);
}

static enum fault day_read(struct db *db, int64_t from, int64_t before, int64_t now, struct today *today)
{
    struct row row;
    row_begin(&row, db, NULL,
              "SELECT COUNT(*), SUM(CASE WHEN l.starts_at <= ? THEN 1 ELSE 0 END),"
              " SUM(CASE WHEN " LECTURE_TAKEN " THEN 1 ELSE 0 END),"
              " SUM((SELECT COUNT(*) FROM attendance a WHERE a.lecture_id = l.id)),"
              " SUM((SELECT COUNT(*) FROM attendance a WHERE a.lecture_id = l.id AND a.status IN ('P', 'L')))"
              " FROM lectures l JOIN classrooms c ON c.id = l.class_id LEFT JOIN windows w ON w.lecture_id = l.id"
              " WHERE l.cancelled_at IS NULL AND c.archived_at IS NULL AND l.starts_at >= ? AND l.starts_at < ?",
              DB_VALUES(I(now), I(now), I(from), I(before)));
    while (row_next(&row)) {
        today->lectures = row_int(&row, 0);
        today->begun = row_int(&row, 1);
        today->taken = row_int(&row, 2);
        today->marked = row_int(&row, 3);
        today->came = row_int(&row, 4);
    }
    return row_end(&row);
}

static enum fault waiting_read(struct db *db, int64_t now, struct today *today)
{
    const int64_t since = now - TODAY_FAILED_DAYS * (int64_t)SCHOOL_DAY_MS;
    const struct {
        const char *sql;
        struct db_values values;
        int64_t *value;
    } counts[] = {
        {"SELECT COUNT(*) FROM jobs WHERE state = 'failed' AND finished_at > ?", DB_VALUES(I(since)),
         &today->jobs_failed},
        {"SELECT COUNT(*) FROM flags WHERE resolved_at IS NULL", DB_NO_VALUES, &today->flags_open},
        {"SELECT COUNT(*) FROM invitations WHERE used_at IS NULL AND created_by IS NOT NULL AND expires_at > ?",
         DB_VALUES(I(now)), &today->invitations},
        {"SELECT COUNT(*) FROM erasure_requests WHERE refused_at IS NULL", DB_NO_VALUES, &today->erasures},
        {"SELECT COUNT(*) FROM face_refusals WHERE at > ?", DB_VALUES(I(since)), &today->refused},
    };
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(counts); i++)
        fault = row_count(db, counts[i].sql, counts[i].values, counts[i].value);
    return fault;
}

enum fault today_read(struct school *school, const struct actor *actor, int64_t from, int64_t before,
                      struct arena *arena, struct today *ret_today)
{
    struct today today = {0};
    int64_t now = school_now(school);
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = running_read(db, now, arena, &today);
    if (fault != FAULT_NONE)
        return fault;
    fault = day_read(db, from, before, now, &today);
    if (fault != FAULT_NONE)
        return fault;
    fault = waiting_read(db, now, &today);
    if (fault != FAULT_NONE)
        return fault;
    *ret_today = today;
    return FAULT_NONE;
}
