/* SPDX-License-Identifier: MIT */
#include "school/marks/watch.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/due.h"
#include "school/marks/final.h"
#include "school/marks/mark.h"
#include "school/marks/standing.h"
#include "school/marks/watch_inside.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SHEET_MAX = 64 << 20, DIGITS_SIZE = 24 };

static const char watched_until[] = "standing_watched_until"; // a row of `settings`

/* What a student was told last. */
struct warning {
    bool below, out_of_reach, known;
};

static enum fault warning_keep(struct db *db, int64_t class_id, int64_t student_id, const struct warning *warning,
                               int64_t now)
{
    struct db_value below = I(warning->below), out_of_reach = I(warning->out_of_reach);
    if (warning->known)
        return fault_of(db_exec(db,
                                "UPDATE standing_warnings SET below = ?, out_of_reach = ?, updated_at = ?"
                                " WHERE class_id = ? AND student_id = ?",
                                DB_VALUES(below, out_of_reach, I(now), I(class_id), I(student_id))));
    return fault_of(db_exec(
        db,
        "INSERT INTO standing_warnings (class_id, student_id, below, out_of_reach, updated_at) VALUES (?, ?, ?, ?, ?)",
        DB_VALUES(I(class_id), I(student_id), below, out_of_reach, I(now))));
}

static enum fault warning_tell(struct db *db, int64_t class_id, int64_t student_id, enum notification_kind kind,
                               const struct standing *standing, int64_t now)
{
    char text[80];
    snprintf(text, sizeof(text), "%lld/%lld, %lld %%", (long long)standing->attended, (long long)standing->counted,
             (long long)standing->rule.threshold_percent);
    struct notification_request request = {
        .user_id = student_id,
        .kind = kind,
        .class_id = class_id,
        .text = text,
    };
    enum fault fault = tell(db, TELL_PERSON, &request, 0, now);
    return fault != FAULT_NONE ? fault : final_told(db, class_id, 0);
}

/* Of the two, out of reach is told alone: it says more. */
static enum fault watch_one(struct db *db, int64_t class_id, int64_t student_id, const struct standing *standing,
                            const struct warning *before, int64_t now)
{
    struct outlook outlook;
    enum fault fault = FAULT_NONE;
    standing_outlook(standing, &outlook);
    bool enough = standing->counted >= WATCH_LECTURES_MIN;
    struct warning after = {
        .below = enough && outlook.below,
        .out_of_reach = enough && outlook.out_of_reach && (outlook.remaining > 0 || before->out_of_reach),
        .known = before->known,
    };
    if (after.below == before->below && after.out_of_reach == before->out_of_reach)
        return FAULT_NONE;
    if (after.out_of_reach && !before->out_of_reach)
        fault = warning_tell(db, class_id, student_id, NOTIFY_OUT_OF_REACH, standing, now);
    else if (after.below && !before->below)
        fault = warning_tell(db, class_id, student_id, NOTIFY_BELOW_THRESHOLD, standing, now);
    return fault != FAULT_NONE ? fault : warning_keep(db, class_id, student_id, &after, now);
}

/* As if what is not final yet were still to come. */
static void final_standing(const struct sheet *sheet, const struct sheet_student *student,
                           struct standing *ret_standing)
{
    struct tally tally;
    tally_begin(&tally, &sheet->rule);
    for (size_t j = 0; j < sheet->lecture_count; j++) {
        const struct sheet_cell *cell = &student->cells[j];
        const struct tally_moment moment = sheet_moment(&sheet->lectures[j], cell);
        if (sheet->lectures[j].final)
            tally_lecture(&tally, &moment, (enum mark_status)cell->status, cell->minutes_late);
        else
            tally.standing.lectures += tally_theirs(&moment, (enum mark_status)cell->status);
    }
    tally_end(&tally, ret_standing);
}

static enum fault warnings_read(struct db *db, int64_t class_id, const struct sheet *sheet, struct arena *arena,
                                struct warning *before)
{
    struct row row;
    size_t at;
    struct id_index *index = arena_calloc(arena, sheet->student_count + 1, sizeof(*index));
    if (!index)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < sheet->student_count; i++)
        index[i] = (struct id_index){sheet->students[i].student.id, i};
    id_index_sort(index, sheet->student_count);
    row_begin(&row, db, NULL, "SELECT student_id, below, out_of_reach FROM standing_warnings WHERE class_id = ?",
              DB_VALUES(I(class_id)));
    while (row_next(&row))
        if (id_index_find(index, sheet->student_count, row_int(&row, 0), &at))
            before[at] = (struct warning){row_int(&row, 1) != 0, row_int(&row, 2) != 0, true};
    return row_end(&row);
}

static enum fault watch_sheet(struct db *db, int64_t class_id, int64_t now, struct arena *arena)
{
    struct sheet sheet;
    struct standing standing;
    enum fault fault = sheet_read(db, class_id, now, arena, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    struct warning *before = arena_calloc(arena, sheet.student_count + 1, sizeof(*before));
    fault = before ? warnings_read(db, class_id, &sheet, arena, before) : FAULT_INTERNAL;
    for (size_t i = 0; fault == FAULT_NONE && i < sheet.student_count; i++) {
        if (sheet.students[i].left_at != 0)
            continue;
        final_standing(&sheet, &sheet.students[i], &standing);
        fault = watch_one(db, class_id, sheet.students[i].student.id, &standing, &before[i], now);
    }
    return fault;
}

enum fault watch_class(struct db *db, int64_t class_id, int64_t now)
{
    bool found = false;
    int64_t one;
    enum fault fault = row_one_int(db, "SELECT 1 FROM classrooms WHERE id = ? AND archived_at IS NULL",
                                   DB_VALUES(I(class_id)), &found, &one);
    if (fault != FAULT_NONE || !found)
        return fault;
    CLOSES(arena_release) struct arena arena = arena_of(SHEET_MAX);
    return watch_sheet(db, class_id, now, &arena);
}

enum fault watch_release(struct db *db, int64_t now, int64_t *ret_count)
{
    struct row row;
    struct {
        int64_t lecture_id, class_id;
    } lectures[WATCH_RELEASES_MAX];
    int64_t wait = 0, count = 0;
    enum fault fault = final_wait(db, &wait);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL,
              "SELECT DISTINCT l.id, l.class_id FROM notifications n JOIN lectures l ON l.id = n.lecture_id"
              " LEFT JOIN windows w ON w.lecture_id = l.id" FINAL_JOIN
              " WHERE n.mail_at = ? AND l.cancelled_at IS NULL AND " IS_FINAL " LIMIT ?",
              DB_VALUES(I(TELL_HELD), I(now - wait), I(WATCH_RELEASES_MAX)));
    while (row_next(&row) && count < WATCH_RELEASES_MAX) {
        lectures[count].lecture_id = row_int(&row, 0);
        lectures[count++].class_id = row_int(&row, 1);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    for (int64_t i = 0; i < count; i++) {
        fault = tell_release(db, lectures[i].lecture_id);
        if (fault != FAULT_NONE)
            return fault;
        fault = final_told(db, lectures[i].class_id, lectures[i].lecture_id);
        if (fault != FAULT_NONE)
            return fault;
    }
    *ret_count = count;
    return FAULT_NONE;
}

/* ---- the sweep ---- */

struct watching {
    int64_t now;
    int64_t count; // of what the unit found to do
};

/* Up to which end of marking lectures have been looked at; `until` as it is, when that was never. */
static enum fault watched_read(struct db *db, bool *ret_known, int64_t *until)
{
    struct row row;
    bool known = false;
    row_begin(&row, db, NULL, "SELECT value FROM settings WHERE name = ?", DB_VALUES(T(watched_until)));
    while (row_next(&row)) {
        const char *text = db_text(&row.rows, 0);
        known = true;
        str_to_int(text ? text : "", 0, INT64_MAX, until);
    }
    *ret_known = known;
    return row_end(&row);
}

static enum fault watched_keep(struct db *db, bool known, int64_t until, int64_t now)
{
    char text[DIGITS_SIZE];
    snprintf(text, sizeof(text), "%lld", (long long)until);
    const char *sql = known ? "UPDATE settings SET value = ?, updated_at = ? WHERE name = ?"
                            : "INSERT INTO settings (value, updated_at, name) VALUES (?, ?, ?)";
    return fault_of(db_exec(db, sql, DB_VALUES(T(text), I(now), T(watched_until))));
}

/* Notes the classrooms of lectures whose time for corrections has passed. Where that time has become longer, what was
 * final is looked at again when it is so anew. */
static enum fault passed_unit(struct db *db, void *context)
{
    struct watching *unit = context;
    int64_t wait = 0, until = INT64_MAX;
    bool known = false;
    enum fault fault = final_wait(db, &wait);
    if (fault != FAULT_NONE)
        return fault;
    fault = watched_read(db, &known, &until);
    if (fault != FAULT_NONE)
        return fault;
    int64_t to = unit->now - wait;
    if (until < to)
        fault = due_touch_ended(db, until, to, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    if (!known || until != to)
        fault = watched_keep(db, known, to, unit->now);
    return fault;
}

static enum fault release_unit(struct db *db, void *context)
{
    struct watching *unit = context;
    return watch_release(db, unit->now, &unit->count);
}

static enum fault due_unit(struct db *db, void *context)
{
    struct watching *unit = context;
    struct row row;
    int64_t classes[WATCH_CLASSES_A_UNIT];
    unit->count = 0;
    row_begin(&row, db, NULL, "SELECT class_id FROM standing_due ORDER BY class_id LIMIT ?",
              DB_VALUES(I(WATCH_CLASSES_A_UNIT)));
    while (row_next(&row) && unit->count < WATCH_CLASSES_A_UNIT)
        classes[unit->count++] = row_int(&row, 0);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    for (int64_t i = 0; i < unit->count; i++) {
        fault = fault_of(db_exec(db, "DELETE FROM standing_due WHERE class_id = ?", DB_VALUES(I(classes[i]))));
        if (fault != FAULT_NONE)
            return fault;
        fault = watch_class(db, classes[i], unit->now);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static bool is_any(struct school *school, const char *question)
{
    bool found = false;
    int64_t one;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, question, DB_NO_VALUES, &found, &one);
    return fault != FAULT_NONE || found; // the unit will say what is wrong
}

enum fault watch_sweep(struct school *school, int64_t now)
{
    struct watching unit = {.now = now, .count = WATCH_RELEASES_MAX};
    enum fault fault = school_change(school, passed_unit, &unit);
    if (fault != FAULT_NONE)
        return fault;
    if (is_any(school, "SELECT 1 FROM notifications WHERE mail_at = -1 LIMIT 1")) {
        while (fault == FAULT_NONE && unit.count == WATCH_RELEASES_MAX)
            fault = school_change(school, release_unit, &unit);
    }
    if (fault != FAULT_NONE || !is_any(school, "SELECT 1 FROM standing_due LIMIT 1"))
        return fault;
    unit.count = WATCH_CLASSES_A_UNIT;
    for (int64_t done = 0; fault == FAULT_NONE && unit.count == WATCH_CLASSES_A_UNIT && done < WATCH_CLASSES_MAX;
         done += WATCH_CLASSES_A_UNIT)
        fault = school_change(school, due_unit, &unit);
    return fault;
}
