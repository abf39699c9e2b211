/* SPDX-License-Identifier: MIT */
#include "school/post/untaken.h"

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/common/taken_rule.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* Lectures whose staff is to be reminded. */
struct untaken {
    int64_t now;
    struct {
        int64_t lecture_id, class_id;
    } lectures[UNTAKEN_BATCH];
    size_t count;
};

/* Ended in (from, to]. By its start a lecture is found quickly: none is longer than a day. */
static enum fault untaken_read(struct db *db, int64_t now, int64_t limit, struct untaken *unit)
{
    struct row row;
    int64_t minutes = 0;
    unit->count = 0;
    enum fault fault = setting_int(db, SETTING_REMIND_MINUTES, &minutes);
    if (fault != FAULT_NONE || minutes == 0)
        return fault;
    int64_t to = now - minutes * SCHOOL_MINUTE_MS, from = to - UNTAKEN_HOURS * (int64_t)SCHOOL_HOUR_MS;
    row_begin(&row, db, NULL,
              "SELECT l.id, l.class_id FROM lectures l JOIN classrooms c ON c.id = l.class_id"
              " LEFT JOIN untaken_reminders r ON r.lecture_id = l.id LEFT JOIN windows w ON w.lecture_id = l.id"
              " WHERE l.starts_at > ? AND l.starts_at <= ? AND l.ends_at > ? AND l.ends_at <= ?"
              " AND l.cancelled_at IS NULL AND c.archived_at IS NULL AND r.lecture_id IS NULL AND w.id IS NULL"
              " AND NOT " LECTURE_MARKED(
                  "l") " AND EXISTS (SELECT 1 FROM lectures x LEFT JOIN windows v ON v.lecture_id = x.id"
                       " WHERE x.class_id = l.class_id AND x.starts_at >= l.starts_at - ? AND x.starts_at < l.starts_at"
                       " AND x.cancelled_at IS NULL AND " LECTURE_TAKEN_OF("x", "v") ")"
                                                                                     " ORDER BY l.starts_at LIMIT ?",
              DB_VALUES(I(from - SCHOOL_DAY_MS), I(to), I(from), I(to), I(UNTAKEN_WEEKS * 7 * (int64_t)SCHOOL_DAY_MS),
                        I(now), I(limit)));
    while (row_next(&row) && unit->count < UNTAKEN_BATCH) {
        unit->lectures[unit->count].lecture_id = row_int(&row, 0);
        unit->lectures[unit->count++].class_id = row_int(&row, 1);
    }
    return row_end(&row);
}

static enum fault untaken_tell(struct db *db, void *context)
{
    struct untaken *unit = context;
    enum fault fault = untaken_read(db, unit->now, UNTAKEN_BATCH, unit);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++) {
        const struct notification_request request = {
            .kind = NOTIFY_NOT_TAKEN,
            .class_id = unit->lectures[i].class_id,
            .lecture_id = unit->lectures[i].lecture_id,
        };
        enum db_status status = db_exec(db, "INSERT INTO untaken_reminders (lecture_id, told_at) VALUES (?, ?)",
                                        DB_VALUES(I(request.lecture_id), I(unit->now)));
        if (status == DB_CONFLICT) // another server was faster
            return FAULT_BUSY;
        fault = status == DB_OK ? tell(db, TELL_STAFF, &request, 0, unit->now) : fault_of(status);
    }
    return fault;
}

/* Asked in a reader, so that an idle server does not write. */
enum fault untaken_remind(struct school *school, int64_t now)
{
    struct untaken unit = {.now = now};
    if (now >= school->untaken_at && now < school->untaken_at + SCHOOL_MINUTE_MS)
        return FAULT_NONE;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = untaken_read(db, now, 1, &unit);
    store_reader_close(&db);
    while (fault == FAULT_NONE && unit.count > 0) {
        fault = school_change(school, untaken_tell, &unit);
        if (unit.count < UNTAKEN_BATCH)
            break;
    }
    if (fault != FAULT_NONE)
        return fault;
    school->untaken_at = now;
    return FAULT_NONE;
}
