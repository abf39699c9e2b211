/* SPDX-License-Identifier: MIT */
/* The naive recount: rows as they stand, and the rule in the words of the documents. */
#include "support/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "school/school.h"
#include "store/db.h"
#include "store/store.h"

/* ---- reading ---- */

/* A query that is run for all rows of the history's classrooms. */
static void each(struct history *h, const char *sql, void (*add)(struct rows *rows, const struct db_rows *row))
{
    struct db_rows row;
    enum db_status status;
    struct db *db = store_reader(h->f->test->store);
    if (db_query(db, &row, sql, DB_VALUES(I(h->classes[0]), I(h->classes[h->class_count - 1]))) != DB_OK)
        fail_msg("%s: %s", sql, db_error(db));
    while ((status = db_next(&row)) == DB_ROW)
        add(&h->rows, &row);
    db_done(&row);
    store_reader_close(&db);
    assert_int_equal(status, DB_OK);
}

static enum mark_counts counts_word(const char *word)
{
    return strcmp(word, "attended") == 0  ? COUNTS_ATTENDED
           : strcmp(word, "ignored") == 0 ? COUNTS_IGNORED
                                          : COUNTS_MISSED;
}

static enum mark_status status_word(const char *word)
{
    if (*word == 'S')
        return (enum mark_status)(MARK_OWN + word[1] - '1'); // a history makes no more than nine
    return *word == 'P' ? MARK_PRESENT : *word == 'L' ? MARK_LATE : *word == 'E' ? MARK_EXCUSED : MARK_ABSENT;
}

static void add_class(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->class_count < HISTORY_CLASSES_MAX);
    rows->classes[rows->class_count++] = (struct row_class){
        .id = db_int(row, 0),
        .threshold = db_int(row, 1),
        .counts = {COUNTS_MISSED, COUNTS_ATTENDED, COUNTS_ATTENDED, counts_word(db_text(row, 2)), COUNTS_MISSED},
        .points = {0, 200, 100, 100, 0},
        .in_room = {false, true, true, false, false},
        .offered = {false, true, true, true, true},
        .names = {"", "Present", "Late", "Excused", "Absent"},
        .letters = {"", "P", "L", "E", "A"},
        .absent_at_close = db_int(row, 3) != 0,
        .leave_out = db_int(row, 4),
    };
}

static void add_status(struct rows *rows, const struct db_rows *row)
{
    for (size_t i = 0; i < rows->class_count; i++) {
        enum mark_status status = status_word(db_text(row, 1));
        if (rows->classes[i].id != db_int(row, 0))
            continue;
        rows->classes[i].points[status] = db_int(row, 2);
        if (status != MARK_EXCUSED) // the classroom says what that counts as
            rows->classes[i].counts[status] = counts_word(db_text(row, 3));
        rows->classes[i].in_room[status] = db_int(row, 4) != 0;
        rows->classes[i].offered[status] = db_int(row, 5) == 0;
        snprintf(rows->classes[i].letters[status], sizeof(rows->classes[i].letters[status]), "%s", db_text(row, 6));
        snprintf(rows->classes[i].names[status], sizeof(rows->classes[i].names[status]), "%s", db_text(row, 7));
    }
}

static void add_lecture(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->lecture_count < HISTORY_LECTURES_MAX);
    rows->lectures[rows->lecture_count++] = (struct row_lecture){
        .id = db_int(row, 0),
        .class_id = db_int(row, 1),
        .starts_at = db_int(row, 2),
        .ends_at = db_int(row, 3),
        .cancelled = !db_is_null(row, 4),
        .version = db_int(row, 5),
        .joint_id = db_int(row, 6),
    };
}

static void add_window(struct rows *rows, const struct db_rows *row)
{
    for (size_t i = 0; i < rows->lecture_count; i++) {
        struct row_lecture *lecture = &rows->lectures[i];
        if (lecture->id == db_int(row, 0))
            lecture->window = true, lecture->opens_at = db_int(row, 1), lecture->closes_at = db_int(row, 2),
            lecture->swept = db_int(row, 3) == 0;
    }
}

static void add_mark(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->mark_count < HISTORY_MARKS_MAX);
    rows->marks[rows->mark_count++] = (struct row_mark){
        .lecture_id = db_int(row, 0),
        .class_id = db_int(row, 1),
        .student_id = db_int(row, 2),
        .status = status_word(db_text(row, 3)),
        .minutes_late = db_int(row, 4),
        .flagged = !db_is_null(row, 5),
        .by_close = strcmp(db_text(row, 6), "close") == 0,
        .by_leave = strcmp(db_text(row, 6), "leave") == 0,
    };
}

static void add_stay(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->stay_count < HISTORY_STAYS_MAX);
    rows->stays[rows->stay_count++] = (struct row_stay){
        .class_id = db_int(row, 0),
        .student_id = db_int(row, 1),
        .joined_at = db_int(row, 2),
        .left_at = db_is_null(row, 3) ? INT64_MAX : db_int(row, 3),
    };
}

static void add_group(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->group_count < HISTORY_GROUPS_MAX);
    rows->groups[rows->group_count++] = (struct row_group){db_int(row, 0), db_int(row, 1), !db_is_null(row, 2)};
}

static void add_time(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->time_count < HISTORY_TIMES_MAX);
    rows->times[rows->time_count++] = (struct row_time){db_int(row, 0), db_int(row, 1), db_int(row, 2),
                                                        db_is_null(row, 3) ? INT64_MAX : db_int(row, 3)};
}

static void add_for(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->for_count < HISTORY_FOR_GROUPS_MAX);
    rows->fors[rows->for_count++] = (struct row_for){db_int(row, 0), db_int(row, 1)};
}

static void add_leave(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->leave_count < HISTORY_LEAVES_MAX);
    struct row_leave *leave = &rows->leaves[rows->leave_count++];
    *leave = (struct row_leave){
        .id = db_int(row, 0),
        .student_id = db_int(row, 1),
        .class_id = db_is_null(row, 2) ? 0 : db_int(row, 2),
        .from_at = db_int(row, 3),
        .until_at = db_int(row, 4),
        .status = db_is_null(row, 6) ? MARK_UNMARKED : status_word(db_text(row, 6)),
        .answered_at = db_is_null(row, 7) ? 0 : db_int(row, 7),
        .office = strcmp(db_text(row, 8), "office") == 0,
    };
    snprintf(leave->state, sizeof(leave->state), "%s", db_text(row, 5));
}

static void add_answer(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->answer_count < HISTORY_LEAVES_MAX * HISTORY_CLASSES_MAX);
    struct row_answer *answer = &rows->answers[rows->answer_count++];
    *answer = (struct row_answer){
        .leave_id = db_int(row, 0),
        .class_id = db_int(row, 1),
        .status = db_is_null(row, 3) ? MARK_UNMARKED : status_word(db_text(row, 3)),
        .answered_at = db_int(row, 4),
    };
    snprintf(answer->state, sizeof(answer->state), "%s", db_text(row, 2));
}

static void add_trace(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->trace_count < HISTORY_MARKS_MAX);
    rows->traces[rows->trace_count++] = (struct row_trace){db_int(row, 0), db_int(row, 1), !db_is_null(row, 2)};
}

static void add_day(struct rows *rows, const struct db_rows *row)
{
    assert_true(rows->day_count < HISTORY_DAYS_MAX);
    rows->days[rows->day_count++] = (struct row_day){db_int(row, 0), db_int(row, 1), db_int(row, 2) != 0};
}

static void leaves_read(struct history *h)
{
    each(h,
         "SELECT id, student_id, class_id, from_at, until_at, state, status, answered_at, decider FROM leaves WHERE"
         " student_id IN (SELECT user_id FROM memberships WHERE class_id BETWEEN ? AND ?) ORDER BY id",
         add_leave);
    each(h, "SELECT leave_id, class_id, state, status, answered_at FROM leave_answers WHERE class_id BETWEEN ? AND ?",
         add_answer);
    each(h,
         "SELECT lecture_id, student_id, method FROM leave_marks WHERE lecture_id IN (SELECT id FROM lectures WHERE"
         " class_id BETWEEN ? AND ?)",
         add_trace);
}

void history_rows_read(struct history *h)
{
    h->rows = (struct rows){.now = school_now(h->f->school)};
    each(h,
         "SELECT id, threshold_percent, excused_counts, absent_at_close, leave_out FROM classrooms WHERE id BETWEEN ? "
         "AND ?"
         " ORDER BY id",
         add_class);
    each(h,
         "SELECT class_id, status, points, counts, in_room, retired, letter, name FROM status_sets"
         " WHERE class_id BETWEEN ? AND ?",
         add_status);
    each(h,
         "SELECT id, class_id, starts_at, ends_at, cancelled_at, version, joint_id FROM lectures WHERE class_id "
         "BETWEEN ? AND ?"
         " ORDER BY class_id, starts_at, id",
         add_lecture);
    each(h,
         "SELECT lecture_id, opens_at, closes_at, unswept FROM windows WHERE lecture_id IN (SELECT id FROM lectures "
         "WHERE"
         " class_id BETWEEN ? AND ?)",
         add_window);
    each(h,
         "SELECT lecture_id, class_id, student_id, status, minutes_late, flags, method FROM attendance"
         " WHERE class_id BETWEEN ? AND ?",
         add_mark);
    each(h, "SELECT class_id, user_id, joined_at, left_at FROM memberships WHERE class_id BETWEEN ? AND ?", add_stay);
    each(h, "SELECT id, class_id, ended_at FROM class_groups WHERE class_id BETWEEN ? AND ? ORDER BY id", add_group);
    each(h,
         "SELECT group_id, user_id, joined_at, left_at FROM group_memberships WHERE class_id BETWEEN ? AND ?"
         " ORDER BY id",
         add_time);
    each(h,
         "SELECT lecture_id, group_id FROM lecture_groups WHERE group_id IN (SELECT id FROM class_groups WHERE"
         " class_id BETWEEN ? AND ?)",
         add_for);
    leaves_read(h);
    each(h, "SELECT class_id, day, off FROM classroom_days WHERE class_id BETWEEN ? AND ?", add_day);
    each(h, "SELECT 0, day, 1 FROM holidays WHERE ? <= ? ORDER BY day", add_day);
}

/* ---- the rule ---- */

const struct row_class *rows_class(const struct rows *rows, int64_t class_id)
{
    for (size_t i = 0; i < rows->class_count; i++)
        if (rows->classes[i].id == class_id)
            return &rows->classes[i];
    fail_msg("no classroom %lld", (long long)class_id);
    return NULL;
}

bool rows_in_now(const struct rows *rows, int64_t class_id, int64_t student_id)
{
    for (size_t i = 0; i < rows->stay_count; i++) {
        const struct row_stay *stay = &rows->stays[i];
        if (stay->class_id == class_id && stay->student_id == student_id && stay->left_at == INT64_MAX)
            return true;
    }
    return false;
}

bool rows_stay(const struct rows *rows, int64_t class_id, int64_t student_id, int64_t *ret_joined, int64_t *ret_left)
{
    bool was = false;
    *ret_joined = INT64_MAX, *ret_left = 0;
    for (size_t i = 0; i < rows->stay_count; i++) {
        const struct row_stay *stay = &rows->stays[i];
        if (stay->class_id != class_id || stay->student_id != student_id)
            continue;
        was = true;
        *ret_joined = stay->joined_at < *ret_joined ? stay->joined_at : *ret_joined;
        *ret_left = stay->left_at > *ret_left ? stay->left_at : *ret_left;
    }
    *ret_left = *ret_left == INT64_MAX ? 0 : *ret_left;
    return was;
}

const struct row_mark *rows_mark(const struct rows *rows, int64_t lecture_id, int64_t student_id)
{
    for (size_t i = 0; i < rows->mark_count; i++)
        if (rows->marks[i].lecture_id == lecture_id && rows->marks[i].student_id == student_id)
            return &rows->marks[i];
    return NULL;
}

bool rows_in_group_then(const struct rows *rows, const struct row_lecture *lecture, int64_t student_id)
{
    bool for_groups = false;
    for (size_t i = 0; i < rows->for_count; i++) {
        if (rows->fors[i].lecture_id != lecture->id)
            continue;
        for_groups = true;
        for (size_t k = 0; k < rows->time_count; k++) {
            const struct row_time *time = &rows->times[k];
            if (time->group_id == rows->fors[i].group_id && time->student_id == student_id &&
                time->joined_at <= lecture->starts_at && lecture->starts_at < time->left_at)
                return true;
        }
    }
    return !for_groups;
}

/* In the classroom at its start, or joined while it was on; and in a group of it, where it is for groups. */
bool rows_expected_then(const struct rows *rows, const struct row_lecture *lecture, int64_t student_id)
{
    if (!rows_in_group_then(rows, lecture, student_id))
        return false;
    for (size_t i = 0; i < rows->stay_count; i++) {
        const struct row_stay *stay = &rows->stays[i];
        if (stay->class_id != lecture->class_id || stay->student_id != student_id)
            continue;
        if (stay->joined_at <= lecture->starts_at && lecture->starts_at < stay->left_at)
            return true;
        if (lecture->starts_at < stay->joined_at && stay->joined_at < lecture->ends_at)
            return true;
    }
    return false;
}

bool rows_theirs(const struct rows *rows, const struct row_lecture *lecture, int64_t student_id)
{
    return rows_mark(rows, lecture->id, student_id) || rows_expected_then(rows, lecture, student_id);
}

bool rows_taken(const struct rows *rows, const struct row_lecture *lecture)
{
    for (size_t i = 0; i < rows->mark_count; i++)
        if (rows->marks[i].lecture_id == lecture->id && !rows->marks[i].by_leave)
            return true;
    return lecture->window && lecture->opens_at <= rows->now;
}

bool rows_over(const struct rows *rows, const struct row_lecture *lecture)
{
    return (lecture->window ? lecture->closes_at : lecture->ends_at) <= rows->now;
}

bool rows_decided(const struct rows *rows, const struct row_lecture *lecture, int64_t student_id,
                  enum mark_status *ret_status)
{
    const struct row_mark *mark = rows_mark(rows, lecture->id, student_id);
    *ret_status = mark ? mark->status : MARK_UNMARKED;
    if (lecture->cancelled)
        return false;
    return mark ||
           (rows_expected_then(rows, lecture, student_id) && rows_taken(rows, lecture) && rows_over(rows, lecture));
}

/* Takes the worst missed lectures out, one after the other. How many, and which. */
static int64_t take_out_worst(int64_t most, int64_t *ids, bool *attended, int64_t *points, int64_t *count,
                              int64_t *ret_out)
{
    int64_t taken_out = 0;
    for (; taken_out < most; taken_out++) {
        int64_t worst = -1;
        for (int64_t i = 0; i < *count; i++)
            if (!attended[i] && (worst < 0 || points[i] < points[worst]))
                worst = i;
        if (worst < 0)
            break;
        ret_out[taken_out] = ids[worst];
        for (int64_t i = worst + 1; i < *count; i++)
            ids[i - 1] = ids[i], attended[i - 1] = attended[i], points[i - 1] = points[i];
        --*count;
    }
    return taken_out;
}

struct standing rows_standing(const struct rows *rows, int64_t class_id, int64_t student_id)
{
    const struct row_class *class = rows_class(rows, class_id);
    struct standing standing = {0};
    bool attended[HISTORY_LECTURES_MAX];
    int64_t points[HISTORY_LECTURES_MAX], ids[HISTORY_LECTURES_MAX];
    int64_t most = 0;
    for (int i = MARK_PRESENT; i < MARK_STATUS_COUNT; i++)
        most = class->points[i] > most ? class->points[i] : most;
    for (size_t i = 0; i < rows->lecture_count; i++) {
        const struct row_lecture *lecture = &rows->lectures[i];
        enum mark_status status;
        if (lecture->class_id != class_id || lecture->cancelled)
            continue;
        standing.lectures += rows_theirs(rows, lecture, student_id);
        if (!rows_decided(rows, lecture, student_id, &status))
            continue;
        standing.taken++;
        standing.of[status]++;
        if (status == MARK_LATE)
            standing.late_minutes += rows_mark(rows, lecture->id, student_id)->minutes_late;
        if (class->counts[status] == COUNTS_IGNORED)
            continue;
        ids[standing.counted] = lecture->id;
        points[standing.counted] = class->points[status];
        attended[standing.counted++] = class->counts[status] == COUNTS_ATTENDED;
    }
    standing.left_out = take_out_worst(class->leave_out, ids, attended, points, &standing.counted, standing.out);
    for (int64_t i = 0; i < standing.counted; i++) {
        standing.attended += attended[i];
        standing.points += points[i];
        standing.points_max += most;
        if (i >= standing.counted - TREND_LECTURES) {
            standing.recent_counted++;
            standing.recent_attended += attended[i];
        }
    }
    standing.rule.threshold_percent = class->threshold;
    standing.rule.leave_out = class->leave_out;
    memcpy(standing.rule.counts, class->counts, sizeof(class->counts));
    memcpy(standing.rule.points, class->points, sizeof(class->points));
    memcpy(standing.rule.in_room, class->in_room, sizeof(class->in_room));
    return standing;
}
