/* SPDX-License-Identifier: MIT */
#include "school/marks/figures.h"

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/taken_rule.h"
#include "school/marks/counts_inside.h"
#include "school/marks/mark.h"
#include "store/db.h"
#include "store/engine.h"

enum { LECTURES_A_UNIT = 100 };

enum fault figures_touch(struct db *db, int64_t lecture_id)
{
    return fault_of(db_exec(db, "DELETE FROM lecture_figures WHERE lecture_id = ?", DB_VALUES(I(lecture_id))));
}

enum fault figures_count(struct db *db, int64_t class_id, int64_t lecture_id, struct figures *ret_figures)
{
    struct row row;
    struct figures figures = {0};
    row_begin(&row, db, NULL,
              "SELECT a.status, s.counts, COUNT(*) FROM attendance a"
              " LEFT JOIN status_sets s ON s.class_id = a.class_id AND s.status = a.status"
              " WHERE a.class_id = ? AND a.lecture_id = ? GROUP BY a.status, s.counts",
              DB_VALUES(I(class_id), I(lecture_id)));
    while (row_next(&row)) {
        enum mark_status status;
        enum mark_counts counts = COUNTS_MISSED;
        if (!mark_status_parse(db_text(&row.rows, 0), &status))
            continue;
        mark_counts_parse(db_text(&row.rows, 1), &counts);
        *(status < MARK_OWN ? &figures.of[status] : &figures.other[counts]) += row_int(&row, 2);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    fault = unmarked_read(db, lecture_id, &figures.of[MARK_UNMARKED]);
    if (fault == FAULT_NONE)
        *ret_figures = figures;
    return fault;
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
    struct figures figures = {0};
    const int64_t *of = figures.of, *other = figures.other;
    int64_t taken = 0; // the column `opened`
    bool found;
    enum fault fault = figures_touch(db, lecture_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = figures_count(db, class_id, lecture_id, &figures);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(
        db, "SELECT 1 FROM lectures l LEFT JOIN windows w ON w.lecture_id = l.id WHERE l.id = ? AND " LECTURE_TAKEN,
        DB_VALUES(I(lecture_id), I(now)), &found, &taken);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(
        db_exec(db,
                "INSERT INTO lecture_figures (lecture_id, class_id, opened, present, late, excused, absent, unmarked,"
                " other_attended, other_missed, other_ignored, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                DB_VALUES(I(lecture_id), I(class_id), I(taken), I(of[MARK_PRESENT]), I(of[MARK_LATE]),
                          I(of[MARK_EXCUSED]), I(of[MARK_ABSENT]), I(of[MARK_UNMARKED]), I(other[COUNTS_ATTENDED]),
                          I(other[COUNTS_MISSED]), I(other[COUNTS_IGNORED]), I(now))));
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
