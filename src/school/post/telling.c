/* SPDX-License-Identifier: MIT */
/*
 * Telling the members of a classroom, batch by batch. What is to be told is written with what it tells of; a batch and
 * how far it reached are one unit, so that everybody is told once, also by several servers.
 */
#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/post/notification.h"
#include "school/post/notification_inside.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum fault telling_add(struct db *db, const struct notification_request *request, int64_t actor_id, int64_t now)
{
    return fault_of(db_exec(
        db, "INSERT INTO tellings (kind, class_id, lecture_id, actor_id, text, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        DB_VALUES(I(request->kind), I(request->class_id), I(request->lecture_id), I(actor_id), T(request->text),
                  I(now))));
}

/* The oldest telling and whom it reached. */
struct batch {
    int64_t id;
    struct notification_request request;
    int64_t actor_id, reached_id;
    int64_t now;
    struct arena *arena;
    enum fault fault;
};

static enum fault batch_read(struct db *db, struct batch *unit)
{
    struct row row;
    unit->id = 0;
    row_begin(&row, db, unit->arena,
              "SELECT id, kind, class_id, lecture_id, actor_id, text, reached_id FROM tellings ORDER BY id LIMIT 1",
              DB_NO_VALUES);
    while (row_next(&row)) {
        unit->id = row_int(&row, 0);
        unit->request = (struct notification_request){
            .kind = (enum notification_kind)row_int(&row, 1),
            .class_id = row_int(&row, 2),
            .lecture_id = row_int(&row, 3),
            .text = row_text(&row, 5),
        };
        unit->actor_id = row_int(&row, 4);
        unit->reached_id = row_int(&row, 6);
    }
    return row_end(&row);
}

/* The next people by id: students, staff and the professor of the classroom. */
static enum fault batch_people(struct db *db, const struct batch *unit, int64_t people[static TELLING_BATCH],
                               size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    int64_t class_id = unit->request.class_id, after = unit->reached_id;
    row_begin(&row, db, NULL,
              "SELECT m.user_id FROM (SELECT user_id FROM students WHERE class_id = ? AND user_id > ?"
              " UNION SELECT user_id FROM classroom_staff WHERE class_id = ? AND user_id > ?"
              " UNION SELECT professor_id FROM classrooms WHERE id = ? AND professor_id > ?) AS m"
              " ORDER BY m.user_id LIMIT ?",
              DB_VALUES(I(class_id), I(after), I(class_id), I(after), I(class_id), I(after), I(TELLING_BATCH)));
    while (row_next(&row))
        if (count < TELLING_BATCH)
            people[count++] = row_int(&row, 0);
    *ret_count = count;
    return row_end(&row);
}

static enum db_status tell_batch(struct db *db, void *context)
{
    struct batch *unit = context;
    int64_t people[TELLING_BATCH];
    size_t count = 0;
    unit->fault = batch_read(db, unit);
    if (unit->fault != FAULT_NONE || unit->id == 0)
        return decided_status(unit->fault);
    unit->fault = batch_people(db, unit, people, &count);
    for (size_t i = 0; unit->fault == FAULT_NONE && i < count; i++) {
        unit->request.user_id = people[i];
        if (people[i] != unit->actor_id)
            unit->fault = notification_add(db, &unit->request, unit->now);
    }
    if (unit->fault != FAULT_NONE)
        return status_of(unit->fault);
    if (count < TELLING_BATCH)
        return db_exec(db, "DELETE FROM tellings WHERE id = ?", DB_VALUES(I(unit->id)));
    return db_exec(db, "UPDATE tellings SET reached_id = ? WHERE id = ?", DB_VALUES(I(people[count - 1]), I(unit->id)));
}

/* One batch; *ret_more: there may be another. */
static enum fault tell_some(struct school *school, int64_t now, bool *ret_more)
{
    enum { ARENA_MAX = 16 << 10 };
    struct arena arena;
    int64_t id;
    struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, "SELECT id FROM tellings ORDER BY id LIMIT 1", DB_NO_VALUES, ret_more, &id);
    store_reader_done(school->config.store, db);
    if (fault != FAULT_NONE || !*ret_more)
        return fault;
    arena_init(&arena, ARENA_MAX);
    struct batch unit = {.now = now, .arena = &arena};
    fault = school_write(school, tell_batch, &unit, &unit.fault);
    arena_release(&arena);
    return fault;
}

enum fault telling_tick(struct school *school, int64_t now)
{
    enum fault fault = FAULT_NONE;
    bool more = true;
    for (int i = 0; fault == FAULT_NONE && more && i < TELLING_BATCHES; i++)
        fault = tell_some(school, now, &more);
    return fault;
}
