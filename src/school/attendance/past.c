/* SPDX-License-Identifier: MIT */
#include "school/attendance/past.h"
#include "school/attendance/past_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "school/checkin/signs_inside.h"
#include "school/common/access.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { PATTERN_SIZE = 48 };

#define CHANGES_OF                                                                                                     \
    " FROM audit c LEFT JOIN users u ON u.id = c.actor_id WHERE c.subject_type = 'lecture' AND c.subject_id = ?"       \
    " AND c.action IN ('mark_set', 'mark_cleared') AND c.detail LIKE ?"

/* "P -> L: why", as mark_write() notes it behind the student; false on anything else. */
static bool change_parse(struct row *row, const char *words, struct past_change *change)
{
    char from[8], to[8];
    int size = 0;
    if (!words || sscanf(words, "%7s -> %7[^:]%n", from, to, &size) != 2)
        return false;
    mark_status_parse(from, &change->from);
    mark_status_parse(to, &change->to);
    if (words[size] == ':') {
        change->reason = arena_strdup(row->arena, words + size + 2);
        row->full |= !change->reason;
    }
    return true;
}

static enum fault read_changes(struct db *db, int64_t lecture_id, int64_t student_id, struct arena *arena,
                               struct mark_past *past)
{
    struct row row;
    char pattern[PATTERN_SIZE];
    snprintf(pattern, sizeof(pattern), "student %" PRId64 ": %%", student_id);
    row_begin(&row, db, arena, "SELECT c.at, c.actor_id, u.name, c.detail" CHANGES_OF " ORDER BY c.id DESC LIMIT ?",
              DB_VALUES(I(lecture_id), T(pattern), I(PAST_MAX)));
    while (row_next(&row)) {
        struct past_change *list = row_list(&row, past->changes, past->changes_count, sizeof(*list));
        if (!list)
            break;
        past->changes = list;
        struct past_change *change = &list[past->changes_count];
        *change = (struct past_change){.at = row_int(&row, 0), .by = {row_int(&row, 1), row_string(&row, 2)}};
        const char *detail = db_text(&row.rows, 3);
        if (change_parse(&row, detail ? strchr(detail, ':') + 1 : NULL, change))
            past->changes_count++;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    return row_count(db, "SELECT COUNT(*)" CHANGES_OF, DB_VALUES(I(lecture_id), T(pattern)), &past->changes_total);
}

static enum fault read_refusals(struct db *db, int64_t lecture_id, int64_t student_id, struct arena *arena,
                                struct mark_past *past)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT reason, at FROM face_refusals WHERE student_id = ? AND lecture_id = ? ORDER BY id DESC LIMIT ?",
              DB_VALUES(I(student_id), I(lecture_id), I(PAST_MAX)));
    while (row_next(&row)) {
        struct refused_check *list = row_list(&row, past->refusals, past->refusals_count, sizeof(*list));
        if (!list)
            break;
        past->refusals = list;
        list[past->refusals_count++] = (struct refused_check){row_string(&row, 0), row_int(&row, 1)};
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    return row_count(db, "SELECT COUNT(*) FROM face_refusals WHERE student_id = ? AND lecture_id = ?",
                     DB_VALUES(I(student_id), I(lecture_id)), &past->refusals_total);
}

enum fault mark_past_read(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                          struct arena *arena, struct mark_past *ret_past)
{
    struct access access;
    struct mark mark;
    struct mark_past past = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_lecture(db, actor, lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.staff_reader)
        return FAULT_NOT_FOUND;
    fault = mark_read(db, access.class_id, lecture_id, student_id, arena, &mark);
    if (fault != FAULT_NONE)
        return fault;
    fault = read_changes(db, lecture_id, student_id, arena, &past);
    if (fault != FAULT_NONE)
        return fault;
    fault = read_refusals(db, lecture_id, student_id, arena, &past);
    if (fault != FAULT_NONE)
        return fault;
    fault = signs_read(db, lecture_id, student_id, past.signs, &past.signs_count);
    if (fault != FAULT_NONE)
        return fault;
    *ret_past = past;
    return FAULT_NONE;
}

enum fault past_refused(struct db *db, int64_t lecture_id, struct arena *arena, struct refused_student **ret_list,
                        size_t *ret_count)
{
    struct row row;
    struct refused_student *students = NULL;
    size_t count = 0;
    row_begin(&row, db, arena,
              "SELECT n.student_id, u.name, n.times, r.reason, r.at FROM (SELECT student_id, COUNT(*) AS times,"
              " MAX(id) AS last_id FROM face_refusals WHERE lecture_id = ? GROUP BY student_id) AS n"
              " JOIN face_refusals r ON r.id = n.last_id JOIN users u ON u.id = n.student_id ORDER BY r.id DESC",
              DB_VALUES(I(lecture_id)));
    while (row_next(&row)) {
        struct refused_student *list = row_list(&row, students, count, sizeof(*list));
        if (!list)
            break;
        students = list;
        list[count++] = (struct refused_student){.student = {row_int(&row, 0), row_string(&row, 1)},
                                                 .times = row_int(&row, 2),
                                                 .last = {row_string(&row, 3), row_int(&row, 4)}};
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = students;
    *ret_count = count;
    return FAULT_NONE;
}
