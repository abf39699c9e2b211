/* SPDX-License-Identifier: MIT */
/* From notifications to pushes that wait: first each is given its moment, outside the hours in which its person wants
 * to be left alone; then what is due for one person is queued for each of their browsers. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/post/notification.h"
#include "school/post/push_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    UNIT_ROWS = 200, // notifications a unit
    ROUNDS_MAX = 20, // units of one step a tick
    ARENA_MAX = 1 << 20,
};

enum fault push_queue(struct db *db, const struct push_order *order, int64_t now)
{
    const struct db_value user = I(order->user_id), one = I(order->subscription_id);
    enum fault fault = fault_of(
        db_exec(db,
                "DELETE FROM pushes WHERE tag = ? AND subscription_id IN (SELECT id FROM push_subscriptions WHERE"
                " user_id = ? AND (? = 0 OR id = ?))",
                DB_VALUES(T(order->tag), user, one, one)));
    return fault != FAULT_NONE
               ? fault
               : fault_of(db_exec(db,
                                  "INSERT INTO pushes (subscription_id, kind, tag, path, lecture_id, next_try_at,"
                                  " ends_at) SELECT id, ?, ?, ?, ?, ?, ? FROM push_subscriptions WHERE user_id = ?"
                                  " AND (? = 0 OR id = ?)",
                                  DB_VALUES(T(order->kind), T(order->tag), T(order->path),
                                            id_or_null(order->lecture_id), I(now), I(order->ends_at), user, one, one)));
}

/* ---- their moment ---- */

struct tick {
    struct school *school;
    struct arena *arena;
    int64_t now;
    size_t done; // how much the unit found to do
};

struct moment {
    int64_t id, push_at;
};

static enum fault moments_read(struct db *db, struct tick *unit, struct moment moments[static UNIT_ROWS])
{
    struct row row;
    row_begin(
        &row, db, NULL,
        "SELECT n.id, h.timezone, h.quiet_from, h.quiet_to, h.digest_at, n.kind, n.created_at FROM notifications n"
        " LEFT JOIN notification_hours h ON h.user_id = n.user_id WHERE n.push_at = 0 LIMIT ?",
        DB_VALUES(I(UNIT_ROWS)));
    while (row_next(&row)) {
        enum notification_kind kind;
        int64_t due = notification_due(unit->school, &row, 1, unit->now, false);
        if (notification_kind_parse(db_text(&row.rows, 5), &kind))
            due = notification_settled(notification_rule(kind), due, row_int(&row, 6));
        if (unit->done < UNIT_ROWS)
            moments[unit->done++] = (struct moment){row_int(&row, 0), due};
    }
    return row_end(&row);
}

static enum fault decide(struct db *db, void *context)
{
    struct tick *unit = context;
    struct moment moments[UNIT_ROWS];
    unit->done = 0;
    enum fault fault = moments_read(db, unit, moments);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->done; i++)
        fault = fault_of(db_exec(db, "UPDATE notifications SET push_at = ? WHERE id = ?",
                                 DB_VALUES(I(moments[i].push_at), I(moments[i].id))));
    return fault;
}

/* ---- what is due ---- */

struct due {
    int64_t id, user_id, class_id, lecture_id, subject_id;
    int64_t starts_at, closes_at; // of the lecture and of its window; 0: none
    const struct notification_rule *rule;
    bool student;
    bool wanted; // nobody has read it, nobody is marked yet
    int64_t ends_at;
};

static int64_t end_of(const struct due *due, int64_t now)
{
    switch (due->rule->push.until) {
    case PUSH_UNTIL_CLOSED:
        return due->closes_at;
    case PUSH_UNTIL_START:
        return due->starts_at;
    case PUSH_A_DAY:
        break;
    }
    return now + PUSH_HOURS * (int64_t)SCHOOL_HOUR_MS;
}

static enum fault due_read(struct db *db, struct tick *unit, struct due list[static UNIT_ROWS])
{
    struct row row;
    row_begin(
        &row, db, NULL,
        "SELECT n.id, n.user_id, n.kind, n.class_id, n.lecture_id, n.subject_id, n.read_at, u.role, u.disabled_at,"
        " l.starts_at, w.closes_at, a.id FROM notifications n JOIN users u ON u.id = n.user_id"
        " LEFT JOIN lectures l ON l.id = n.lecture_id LEFT JOIN windows w ON w.lecture_id = n.lecture_id"
        " LEFT JOIN attendance a ON a.lecture_id = n.lecture_id AND a.student_id = n.user_id"
        " WHERE n.push_at > 0 AND n.push_at <= ? ORDER BY n.user_id, n.id LIMIT ?",
        DB_VALUES(I(unit->now), I(UNIT_ROWS)));
    while (row_next(&row)) {
        enum notification_kind kind;
        bool known = notification_kind_parse(db_text(&row.rows, 2), &kind);
        struct due due = {
            .id = row_int(&row, 0),
            .user_id = row_int(&row, 1),
            .class_id = row_int(&row, 3),
            .lecture_id = row_int(&row, 4),
            .subject_id = row_int(&row, 5),
            .starts_at = row_int(&row, 9),
            .closes_at = row_int(&row, 10),
            .rule = known ? notification_rule(kind) : NULL,
            .student = strcmp(db_text(&row.rows, 7), role_code(ROLE_STUDENT)) == 0,
        };
        bool marked = known && due.rule->push.until == PUSH_UNTIL_CLOSED && !db_is_null(&row.rows, 11);
        due.ends_at = known ? end_of(&due, unit->now) : 0;
        due.wanted =
            known && db_is_null(&row.rows, 6) && db_is_null(&row.rows, 8) && !marked && due.ends_at > unit->now;
        if (unit->done < UNIT_ROWS)
            list[unit->done++] = due;
    }
    return row_end(&row);
}

/* What says the same of the same thing has one tag. That attendance is open takes the place of that its lecture starts
 * soon, and the page finds it by this tag once the mark is made. */
static void tag_of(const struct due *due, char tag[static PUSH_TAG_SIZE])
{
    bool soon = due->rule->push.until != PUSH_A_DAY;
    int64_t id = due->lecture_id ? due->lecture_id : due->class_id;
    snprintf(tag, PUSH_TAG_SIZE, "%.32s-%lld", soon ? "lecture" : due->rule->code, (long long)id);
}

static enum fault due_queue(struct db *db, const struct due *due, int64_t now)
{
    struct push_order order = {.user_id = due->user_id,
                               .kind = due->rule->code,
                               .lecture_id = due->rule->push.until == PUSH_UNTIL_CLOSED ? due->lecture_id : 0,
                               .ends_at = due->ends_at};
    tag_of(due, order.tag);
    notification_path(due->rule,
                      &(struct notification_place){due->student, due->class_id, due->lecture_id, due->subject_id},
                      order.path);
    return push_queue(db, &order, now);
}

static bool is_pressing(const struct due *due)
{
    return due->rule->push.urgency == PUSH_HIGH;
}

/* What is due for one person: each by itself, or more than a few that can wait as one. */
static enum fault person_queue(struct db *db, const struct due *list, size_t count, int64_t now)
{
    struct push_order several = {.user_id = list->user_id,
                                 .kind = PUSH_KIND_SEVERAL,
                                 .tag = PUSH_KIND_SEVERAL,
                                 .path = PUSH_LIST,
                                 .ends_at = now + PUSH_HOURS * (int64_t)SCHOOL_HOUR_MS};
    size_t waiting = 0;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < count; i++)
        waiting += list[i].wanted && !is_pressing(&list[i]);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        if (list[i].wanted && (waiting <= PUSH_SEVERAL || is_pressing(&list[i])))
            fault = due_queue(db, &list[i], now);
    return fault != FAULT_NONE || waiting <= PUSH_SEVERAL ? fault : push_queue(db, &several, now);
}

static enum fault write_pushes(struct db *db, void *context)
{
    struct tick *unit = context;
    arena_release(unit->arena); // of an earlier run
    struct due *list = arena_calloc(unit->arena, UNIT_ROWS, sizeof(*list));
    unit->done = 0;
    if (!list)
        return FAULT_INTERNAL;
    enum fault fault = due_read(db, unit, list);
    for (size_t first = 0, end; fault == FAULT_NONE && first < unit->done; first = end) {
        for (end = first + 1; end < unit->done && list[end].user_id == list[first].user_id;)
            end++;
        fault = person_queue(db, list + first, end - first, unit->now);
    }
    for (size_t i = 0; fault == FAULT_NONE && i < unit->done; i++)
        fault = fault_of(db_exec(db, "UPDATE notifications SET push_at = NULL WHERE id = ?", DB_VALUES(I(list[i].id))));
    return fault;
}

/* Asked in a reader, so that a quiet second writes nothing. */
static enum fault step(struct school *school, struct tick *unit, const char *question, struct db_values values,
                       school_unit write)
{
    int64_t one;
    bool found;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, question, values, &found, &one);
    store_reader_close(&db);
    unit->done = found ? UNIT_ROWS : 0;
    for (int round = 0; fault == FAULT_NONE && unit->done == UNIT_ROWS && round < ROUNDS_MAX; round++)
        fault = school_change(school, write, unit);
    return fault;
}

enum fault push_tick(struct school *school, int64_t now)
{
    CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
    struct tick unit = {.school = school, .arena = &arena, .now = now};
    enum fault fault =
        step(school, &unit, "SELECT id FROM notifications WHERE push_at = 0 LIMIT 1", DB_NO_VALUES, decide);
    return fault != FAULT_NONE
               ? fault
               : step(school, &unit, "SELECT id FROM notifications WHERE push_at > 0 AND push_at <= ? LIMIT 1",
                      DB_VALUES(I(now)), write_pushes);
}
