/* SPDX-License-Identifier: MIT */
#include "school/marks/figures.h"

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/counts_inside.h"
#include "school/marks/mark.h"
#include "store/db.h"
#include "store/engine.h"

enum { LECTURES_A_UNIT = 100 };

enum fault figures_touch(struct db *db, int64_t lecture_id)
{
    return fault_of(db_exec(db, "DELETE FROM lecture_figures WHERE lecture_id = ?", DB_VALUES(I(lecture_id))));
}

enum fault figures_count(struct db *db, int64_t class_id, int64_t lecture_id, int64_t of[static MARK_STATUS_COUNT])
{
    struct row row;
    row_begin(&row, db, NULL,
              "SELECT COUNT(CASE WHEN status = 'P' THEN 1 END), COUNT(CASE WHEN status = 'L' THEN 1 END),"
              " COUNT(CASE WHEN status = 'E' THEN 1 END), COUNT(CASE WHEN status = 'A' THEN 1 END)"
              " FROM attendance WHERE class_id = ? AND lecture_id = ?",
              DB_VALUES(I(class_id), I(lecture_id)));
    while (row_next(&row))
        for (int i = MARK_PRESENT; i < MARK_STATUS_COUNT; i++)
            of[i] = row_int(&row, i - MARK_PRESENT);
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : unmarked_read(db, lecture_id, &of[MARK_UNMARKED]);
}

struct sweeping {
    int64_t now;
    struct {
        int64_t lecture_id, class_id;
    } lectures[LECTURES_A_UNIT];
    size_t count;
    bool again; // the oldest figures, not the missing ones
    enum fault fault;
};

static enum fault sweeping_list(struct db *db, struct sweeping *unit)
{
    static const char missing[] =
        "SELECT l.id, l.class_id FROM classrooms c CROSS JOIN lectures l ON l.class_id = c.id AND l.starts_at < ?"
        " LEFT JOIN lecture_figures f ON f.lecture_id = l.id WHERE l.ends_at < ? AND f.lecture_id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM windows w WHERE w.lecture_id = l.id AND w.closes_at >= ?) LIMIT ?";
    static const char oldest[] = "SELECT lecture_id, class_id FROM lecture_figures WHERE made_at < ? AND made_at < ?"
                                 " AND made_at < ? ORDER BY made_at LIMIT ?";
    struct row row;
    unit->count = 0;
    int64_t before = unit->again ? unit->now : unit->now - SCHOOL_HOUR_MS;
    row_begin(&row, db, NULL, unit->again ? oldest : missing,
              DB_VALUES(I(before), I(before), I(before), I(LECTURES_A_UNIT)));
    while (row_next(&row) && unit->count < LECTURES_A_UNIT) {
        unit->lectures[unit->count].lecture_id = row_int(&row, 0);
        unit->lectures[unit->count++].class_id = row_int(&row, 1);
    }
    return row_end(&row);
}

static enum fault figures_make(struct db *db, int64_t lecture_id, int64_t class_id, int64_t now)
{
    int64_t of[MARK_STATUS_COUNT] = {0}, opened = 0;
    bool found;
    enum fault fault = figures_touch(db, lecture_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = figures_count(db, class_id, lecture_id, of);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT 1 FROM windows WHERE lecture_id = ? AND opens_at <= ?",
                        DB_VALUES(I(lecture_id), I(now)), &found, &opened);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(
        db_exec(db,
                "INSERT INTO lecture_figures (lecture_id, class_id, opened, present, late, excused, absent, unmarked,"
                " made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                DB_VALUES(I(lecture_id), I(class_id), I(opened), I(of[MARK_PRESENT]), I(of[MARK_LATE]),
                          I(of[MARK_EXCUSED]), I(of[MARK_ABSENT]), I(of[MARK_UNMARKED]), I(now))));
}

static enum fault sweeping_unit(struct db *db, void *context)
{
    struct sweeping *unit = context;
    enum fault fault = sweeping_list(db, unit);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->count; i++)
        fault = figures_make(db, unit->lectures[i].lecture_id, unit->lectures[i].class_id, unit->now);
    return fault;
}

enum fault figures_sweep(struct school *school, int64_t now, int64_t *ret_made)
{
    struct sweeping unit = {.now = now};
    enum fault fault = FAULT_NONE;
    int64_t made = 0;
    do {
        fault = school_change(school, sweeping_unit, &unit);
        made += (int64_t)unit.count;
    } while (fault == FAULT_NONE && unit.count == LECTURES_A_UNIT && made < FIGURES_A_SWEEP);
    unit.again = true;
    for (int64_t checked = 0; fault == FAULT_NONE && checked < FIGURES_CHECKED_A_SWEEP; checked += LECTURES_A_UNIT)
        fault = school_change(school, sweeping_unit, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_made = made;
    return FAULT_NONE;
}
