/* SPDX-License-Identifier: MIT */
#include "school/attendance/spot/spot.h"

#include <stdio.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/attendance/hand_time.h"
#include "school/attendance/spot/spot_pick.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/status_set_inside.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 120, DRAW_ARENA_MAX = 1 << 20 };

/* ---- what may be drawn ---- */

struct pool {
    struct spot_mark *marks;
    size_t count;
};

/* The marks that students earned themselves and that put them into the room, without those who were drawn already. */
static enum fault pool_read(struct db *db, const struct access *access, struct arena *arena, struct pool *pool)
{
    struct row row;
    struct standing_rule rule = {0};
    *pool = (struct pool){0};
    enum fault fault = status_rule_read(db, access->class_id, &rule);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              "SELECT a.student_id, a.status, a.flags FROM attendance a JOIN students s ON s.class_id = ? AND s.user_id"
              " = a.student_id JOIN users u ON u.id = a.student_id AND u.erased_at IS NULL LEFT JOIN spot_checks x"
              " ON x.lecture_id = a.lecture_id AND x.student_id = a.student_id WHERE a.lecture_id = ?"
              " AND a.method IN ('face', 'code', 'kiosk') AND x.id IS NULL ORDER BY a.student_id LIMIT ?",
              DB_VALUES(I(access->class_id), I(access->lecture_id), I(CLASSROOM_STUDENTS_MAX)));
    while (row_next(&row)) {
        enum mark_status status;
        if (!mark_status_parse(db_text(&row.rows, 1), &status) || !rule.in_room[status])
            continue;
        struct spot_mark *marks = row_list(&row, pool->marks, pool->count, sizeof(*marks));
        if (!marks)
            break;
        pool->marks = marks;
        marks[pool->count++] = (struct spot_mark){
            .student_id = row_int(&row, 0),
            .flagged = mark_flags_read(db_text(&row.rows, 2)) != 0,
        };
    }
    return row_end(&row);
}

/* How many names this lecture asks for, and how many were drawn: what its first drawing asked for, else what the
 * classroom does. */
static enum fault names_read(struct db *db, const struct access *access, int64_t *ret_names, int64_t *ret_drawn)
{
    bool found;
    int64_t names = 0;
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM spot_checks WHERE lecture_id = ?",
                                 DB_VALUES(I(access->lecture_id)), ret_drawn);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db,
                        "SELECT COALESCE((SELECT MIN(d.names) FROM spot_draws d WHERE d.lecture_id = ?), c.spot_names)"
                        " FROM classrooms c WHERE c.id = ?",
                        DB_VALUES(I(access->lecture_id), I(access->class_id)), &found, &names);
    *ret_names = names;
    return fault;
}

/* ---- reading ---- */

static enum fault checks_read(struct db *db, int64_t lecture_id, struct arena *arena, struct spot_list *list)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT x.student_id, u.name, x.here, x.answered_at, b.id, b.name FROM spot_checks x"
              " JOIN users u ON u.id = x.student_id LEFT JOIN users b ON b.id = x.answered_by"
              " WHERE x.lecture_id = ? ORDER BY x.id LIMIT ?",
              DB_VALUES(I(lecture_id), I(CLASSROOM_SPOT_NAMES_MAX)));
    while (row_next(&row)) {
        struct spot_check *checks = row_list(&row, list->checks, list->count, sizeof(*checks));
        if (!checks)
            break;
        list->checks = checks;
        checks[list->count] = (struct spot_check){.student = {row_int(&row, 0), row_string(&row, 1)}};
        struct spot_check *check = &checks[list->count++];
        if (db_is_null(&row.rows, 2))
            continue;
        check->answer = row_int(&row, 2) != 0 ? SPOT_HERE : SPOT_NOT_HERE;
        check->answered_at = row_int(&row, 3);
        check->answered_by = (struct person){row_int(&row, 4), row_string(&row, 5)};
    }
    return row_end(&row);
}

enum fault spot_read(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                     struct spot_list *ret_list)
{
    struct access access;
    struct pool pool;
    struct spot_list list = {0};
    bool late = true;
    int64_t drawn = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_lecture(db, actor, lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.staff_reader)
        return FAULT_NOT_FOUND;
    fault = hand_time_is_late(db, &access, school_now(school), &late);
    if (fault != FAULT_NONE)
        return fault;
    list.open = !late && !access.archived && !access.cancelled;
    fault = names_read(db, &access, &list.names, &drawn);
    if (fault != FAULT_NONE)
        return fault;
    fault = pool_read(db, &access, arena, &pool);
    if (fault != FAULT_NONE)
        return fault;
    list.waiting = (int64_t)pool.count;
    fault = row_count(db, "SELECT SUM(flagged + plain) FROM spot_draws WHERE lecture_id = ?", DB_VALUES(I(lecture_id)),
                      &list.marks);
    if (fault != FAULT_NONE)
        return fault;
    fault = checks_read(db, lecture_id, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* ---- drawing ---- */

struct spot_unit {
    const struct actor *actor;
    int64_t lecture_id, student_id, now;
    enum spot_answer answer;
};

static enum fault spot_audit(struct db *db, const struct spot_unit *unit, const char *action, const char *detail)
{
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "lecture",
                                .subject_id = unit->lecture_id,
                                .detail = detail,
                            });
}

static enum fault draw_keep(struct db *db, const struct spot_unit *unit, int64_t names, const struct pool *pool,
                            size_t drawn)
{
    char detail[DETAIL_SIZE];
    int64_t draw_id = 0, flagged = 0;
    for (size_t i = 0; i < pool->count; i++)
        flagged += pool->marks[i].flagged;
    enum fault fault = row_insert(db,
                                  "INSERT INTO spot_draws (lecture_id, at, drawn_by, names, flagged, plain)"
                                  " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                                  DB_VALUES(I(unit->lecture_id), I(unit->now), I(unit->actor->user_id), I(names),
                                            I(flagged), I((int64_t)pool->count - flagged)),
                                  &draw_id);
    for (size_t i = 0; fault == FAULT_NONE && i < drawn; i++) {
        const struct spot_mark *mark = &pool->marks[i];
        fault = fault_of(db_exec(db,
                                 "INSERT INTO spot_checks (draw_id, lecture_id, student_id, flagged, chosen, out_of)"
                                 " VALUES (?, ?, ?, ?, ?, ?)",
                                 DB_VALUES(I(draw_id), I(unit->lecture_id), I(mark->student_id), I(mark->flagged),
                                           I(mark->chosen), I(mark->out_of))));
    }
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "%zu of %zu marks, %lld of them flagged", drawn, pool->count, (long long)flagged);
    return spot_audit(db, unit, "spot_drawn", detail);
}

static enum fault draw_write(struct db *db, void *context)
{
    struct spot_unit *unit = context;
    struct access access;
    struct pool pool;
    bool late = true;
    int64_t names = 0, drawn = 0;
    enum fault fault = access_lecture_work(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = names_read(db, &access, &names, &drawn);
    if (fault != FAULT_NONE)
        return fault;
    if (names == 0)
        return FAULT_SPOT_OFF;
    fault = hand_time_is_late(db, &access, unit->now, &late);
    if (fault != FAULT_NONE)
        return fault;
    if (late)
        return drawn > 0 ? FAULT_NONE : FAULT_SPOT_OVER;
    if (drawn >= names)
        return FAULT_NONE;
    CLOSES(arena_release) struct arena arena = arena_of(DRAW_ARENA_MAX);
    fault = pool_read(db, &access, &arena, &pool);
    if (fault != FAULT_NONE || pool.count == 0)
        return fault;
    size_t picked = spot_pick(pool.marks, pool.count, (size_t)(names - drawn), secret_below);
    return draw_keep(db, unit, names, &pool, picked);
}

enum fault spot_draw(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                     struct spot_list *ret_list)
{
    struct spot_unit unit = {.actor = actor, .lecture_id = lecture_id, .now = school_now(school)};
    enum fault fault = school_change(school, draw_write, &unit);
    return fault != FAULT_NONE ? fault : spot_read(school, actor, lecture_id, arena, ret_list);
}

/* ---- answering ---- */

static enum fault answer_write(struct db *db, void *context)
{
    static const char *const words[] = {"taken back", "here", "not here"};
    struct spot_unit *unit = context;
    struct access access;
    bool late = true, found = false;
    int64_t before = SPOT_OPEN;
    char detail[DETAIL_SIZE];
    enum fault fault = access_lecture_work(db, unit->actor, unit->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db,
                        "SELECT CASE here WHEN 1 THEN 1 WHEN 0 THEN 2 ELSE 0 END FROM spot_checks"
                        " WHERE lecture_id = ? AND student_id = ?",
                        DB_VALUES(I(unit->lecture_id), I(unit->student_id)), &found, &before);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    fault = hand_time_is_late(db, &access, unit->now, &late);
    if (fault != FAULT_NONE)
        return fault;
    if (late)
        return FAULT_SPOT_OVER;
    if (before == (int64_t)unit->answer)
        return FAULT_NONE;
    bool open = unit->answer == SPOT_OPEN;
    fault =
        fault_of(db_exec(db,
                         "UPDATE spot_checks SET here = ?, answered_at = ?, answered_by = ?"
                         " WHERE lecture_id = ? AND student_id = ?",
                         DB_VALUES(open ? N() : I(unit->answer == SPOT_HERE), open ? N() : I(unit->now),
                                   open ? N() : I(unit->actor->user_id), I(unit->lecture_id), I(unit->student_id))));
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "student %lld: %s", (long long)unit->student_id, words[unit->answer]);
    return spot_audit(db, unit, "spot_answered", detail);
}

enum fault spot_answer(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                       enum spot_answer answer, struct arena *arena, struct spot_list *ret_list)
{
    struct spot_unit unit = {.actor = actor,
                             .lecture_id = lecture_id,
                             .student_id = student_id,
                             .now = school_now(school),
                             .answer = answer};
    enum fault fault = school_change(school, answer_write, &unit);
    return fault != FAULT_NONE ? fault : spot_read(school, actor, lecture_id, arena, ret_list);
}
