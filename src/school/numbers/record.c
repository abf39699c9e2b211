/* SPDX-License-Identifier: MIT */
/* What a student sees: the first page and the record in one classroom. */
#include "school/numbers/record.h"

#include "base/arena.h"
#include "school/classes/classroom.h"
#include "school/classes/classroom_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/identity_inside.h"
#include "school/marks/mark.h"
#include "school/marks/mark_inside.h"
#include "school/marks/membership.h"
#include "school/marks/standing.h"
#include "school/numbers/record_inside.h"
#include "school/numbers/register.h"
#include "school/people/account.h"
#include "school/people/user.h"
#include "school/marks/warning/warning_rules.h"
#include "school/marks/warning/warning_rules_inside.h"
#include "school/marks/warning/warning_walk.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* Puts the student's own marks beside the lectures; the student's name stands in every mark. */
static enum fault marks_into(struct db *db, int64_t student_id, struct arena *arena, struct record_lecture *lectures,
                             size_t count)
{
    struct row row;
    struct user student;
    size_t at;
    struct id_index *index = arena_calloc(arena, count + 1, sizeof(*index));
    int64_t first_class = INT64_MAX, last_class = 0;
    enum fault fault = index ? user_read(db, student_id, arena, &student) : FAULT_INTERNAL;
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++) {
        index[i] = (struct id_index){lectures[i].lecture.id, i};
        lectures[i].mark.student = (struct person){student.id, student.name};
        int64_t class_id = lectures[i].lecture.class_id;
        first_class = class_id < first_class ? class_id : first_class;
        last_class = class_id > last_class ? class_id : last_class;
    }
    if (count == 0)
        return FAULT_NONE;
    id_index_sort(index, count);
    row_begin(&row, db, arena,
              "SELECT a.lecture_id, a.status, a.minutes_late, a.method, a.timestamp, a.marked_by, m.name, a.note, a.id,"
              " a.version, a.flags FROM attendance a LEFT JOIN users m ON m.id = a.marked_by"
              " WHERE a.student_id = ? AND a.class_id BETWEEN ? AND ?",
              DB_VALUES(I(student_id), I(first_class), I(last_class)));
    while (row_next(&row)) {
        enum mark_status status;
        const char *method = db_text(&row.rows, 3);
        if (!id_index_find(index, count, row_int(&row, 0), &at) || !mark_status_parse(db_text(&row.rows, 1), &status))
            continue;
        struct mark *mark = &lectures[at].mark;
        mark->status = status;
        mark->minutes_late = row_int(&row, 2);
        mark->method = mark_method_of(method);
        mark->marked_at = row_int(&row, 4);
        mark->marked_by = (struct person){row_int(&row, 5), row_string(&row, 6)};
        mark->note = row_text(&row, 7);
        mark->version = mark_version(row_int(&row, 8), row_int(&row, 9));
        mark->flags = mark_flags_read(db_text(&row.rows, 10));
    }
    return row_end(&row);
}

/* What the staff looks at and edits by is not for the student. */
static void hide(struct record_lecture *lectures, size_t count)
{
    for (size_t i = 0; i < count; i++)
        lectures[i].mark.flags = 0, lectures[i].mark.version = 0;
}

/* Oldest first, with what is the staff's. */
static enum fault lectures_read(struct db *db, int64_t student_id, const struct lecture_filter *filter, int64_t now,
                                struct arena *arena, struct record_lecture **ret_lectures, size_t *ret_count)
{
    struct lecture_list list;
    enum fault fault = lecture_read_list(db, filter, now, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    struct record_lecture *lectures = arena_calloc(arena, list.count + 1, sizeof(*lectures));
    if (!lectures)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < list.count; i++)
        lectures[i].lecture = list.lectures[i];
    fault = marks_into(db, student_id, arena, lectures, list.count);
    if (fault != FAULT_NONE)
        return fault;
    *ret_lectures = lectures;
    *ret_count = list.count;
    return FAULT_NONE;
}

enum fault record_lectures_read(struct db *db, int64_t student_id, const struct lecture_filter *filter, int64_t now,
                                struct arena *arena, struct record_lecture **ret_lectures, size_t *ret_count)
{
    enum fault fault = lectures_read(db, student_id, filter, now, arena, ret_lectures, ret_count);
    if (fault != FAULT_NONE)
        return fault;
    hide(*ret_lectures, *ret_count);
    return FAULT_NONE;
}

/* Which lectures do not count although they were missed, by the standing in one classroom. */
static void left_out_into(const struct standing *standing, struct record_lecture *lectures, size_t count)
{
    for (size_t i = 0; i < count; i++)
        lectures[i].left_out = lectures[i].left_out || standing_leaves_out(standing, lectures[i].lecture.id);
}

/* Which lectures of the record are not the student's. */
static enum fault outside_into(struct db *db, int64_t class_id, int64_t student_id, struct arena *arena,
                               struct record *record)
{
    struct row row;
    size_t at;
    struct id_index *index = arena_calloc(arena, record->count + 1, sizeof(*index));
    if (!index)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < record->count; i++) {
        index[i] = (struct id_index){record->lectures[i].lecture.id, i};
        record->lectures[i].mark.outside = record->lectures[i].mark.status == MARK_UNMARKED;
    }
    id_index_sort(index, record->count);
    row_begin(&row, db, NULL,
              "SELECT l.id FROM memberships m JOIN lectures l ON l.class_id = m.class_id"
              " WHERE m.user_id = ? AND m.class_id = ? AND " MEMBER_THEN,
              DB_VALUES(I(student_id), I(class_id)));
    while (row_next(&row))
        if (id_index_find(index, record->count, row_int(&row, 0), &at))
            record->lectures[at].mark.outside = false;
    return row_end(&row);
}

static enum fault rules_into(struct db *db, int64_t class_id, int64_t student_id, int64_t now, struct arena *arena,
                             struct record *record)
{
    struct warning_rules *rules = arena_calloc(arena, 1, sizeof(*rules));
    enum fault fault = rules ? warning_rules_read(db, class_id, rules) : FAULT_INTERNAL;
    record->rules = rules;
    return fault != FAULT_NONE ? fault : warning_walk_read(db, class_id, student_id, now, rules, arena, &record->walk);
}

static void newest_first(struct record *record)
{
    for (size_t i = 0; i < record->count / 2; i++) {
        struct record_lecture swap = record->lectures[i];
        record->lectures[i] = record->lectures[record->count - 1 - i];
        record->lectures[record->count - 1 - i] = swap;
    }
}

enum fault record_read_of(struct db *db, const struct actor *actor, int64_t class_id, int64_t student_id,
                          const struct standing *standing, int64_t now, struct arena *arena, struct record *ret_record)
{
    struct record record = {.standing = *standing};
    struct lecture_filter filter = {
        .class_id = class_id,
        .seen_by = student_id,
        .cancelled = true,
        .starts_before = INT64_MAX,
        .open_at = -1,
        .limit = LECTURES_PER_CLASSROOM_MAX,
    };
    enum fault fault = classroom_read(db, actor, class_id, now, arena, &record.classroom);
    if (fault != FAULT_NONE)
        return fault;
    fault = lectures_read(db, student_id, &filter, now, arena, &record.lectures, &record.count);
    if (fault != FAULT_NONE)
        return fault;
    left_out_into(&record.standing, record.lectures, record.count);
    fault = outside_into(db, class_id, student_id, arena, &record);
    if (fault != FAULT_NONE)
        return fault;
    newest_first(&record);
    *ret_record = record;
    return FAULT_NONE;
}

static enum fault record_read(struct db *db, const struct actor *actor, int64_t class_id, int64_t now,
                              struct arena *arena, struct record *record)
{
    struct access access;
    struct standing standing;
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.member)
        return FAULT_NOT_FOUND;
    fault = standing_read(db, class_id, actor->user_id, now, arena, &standing);
    if (fault != FAULT_NONE)
        return fault;
    fault = record_read_of(db, actor, class_id, actor->user_id, &standing, now, arena, record);
    if (fault != FAULT_NONE)
        return fault;
    hide(record->lectures, record->count);
    return rules_into(db, class_id, actor->user_id, now, arena, record);
}

enum fault register_record(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                           struct record *ret_record)
{
    struct record record = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = record_read(db, actor, class_id, school_now(school), arena, &record);
    if (fault != FAULT_NONE)
        return fault;
    *ret_record = record;
    return FAULT_NONE;
}

/* ---- the first page ---- */

static enum fault home_classrooms(struct db *db, const struct actor *actor, int64_t now, bool strips,
                                  struct arena *arena, struct home *home)
{
    struct classroom_list classrooms;
    struct class_standing_list standings;
    size_t at;
    enum fault fault =
        classroom_read_list(db, actor, &(struct page){.limit = 2 * CLASSROOMS_PER_PERSON_MAX}, now, arena, &classrooms);
    if (fault != FAULT_NONE)
        return fault;
    fault = strips ? standing_read_strips(db, actor->user_id, now, arena, &standings)
                   : standing_read_list(db, actor->user_id, now, arena, &standings);
    if (fault != FAULT_NONE)
        return fault;
    struct id_index *index = arena_calloc(arena, standings.count + 1, sizeof(*index));
    home->classrooms = arena_calloc(arena, classrooms.count + 1, sizeof(*home->classrooms));
    if (!index || !home->classrooms)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < standings.count; i++)
        index[i] = (struct id_index){standings.classes[i].class_id, i};
    id_index_sort(index, standings.count);
    for (size_t i = 0; i < classrooms.count; i++) {
        if (classrooms.classrooms[i].part != PART_STUDENT) // they assist there: teaching.h
            continue;
        struct home_classroom *classroom = &home->classrooms[home->classroom_count++];
        classroom->classroom = classrooms.classrooms[i];
        if (!id_index_find(index, standings.count, classroom->classroom.id, &at))
            continue;
        classroom->standing = standings.classes[at].standing;
        classroom->strip = strips ? &standings.strips[at] : NULL;
    }
    return FAULT_NONE;
}

/* How classrooms name their marks: those that have names of their own, and those with a live lecture. */
static enum fault home_statuses(struct db *db, int64_t student_id, struct arena *arena, struct home *home)
{
    struct row row;
    size_t at, count = 0;
    struct id_index *own = arena_calloc(arena, home->classroom_count + 1, sizeof(*own));
    if (!own)
        return FAULT_INTERNAL;
    row_begin(&row, db, NULL,
              "SELECT s.class_id FROM students s WHERE s.user_id = ? AND EXISTS (SELECT 1 FROM status_sets n WHERE"
              " n.class_id = s.class_id) ORDER BY s.class_id",
              DB_VALUES(I(student_id)));
    while (row_next(&row))
        if (count < home->classroom_count)
            own[count++] = (struct id_index){row_int(&row, 0), 0};
    enum fault fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < home->classroom_count; i++) {
        struct classroom *classroom = &home->classrooms[i].classroom;
        if (classroom->has_live || id_index_find(own, count, classroom->id, &at))
            fault = classroom_statuses(db, arena, classroom);
    }
    return fault;
}

static enum fault home_boards(struct db *db, int64_t student_id, int64_t now, struct arena *arena, struct home *home)
{
    size_t at;
    enum fault fault = home_board_read(db, student_id, now, arena, &home->board);
    if (fault != FAULT_NONE)
        return fault;
    struct id_index *index = arena_calloc(arena, home->board.class_count + 1, sizeof(*index));
    if (!index)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < home->board.class_count; i++)
        index[i] = (struct id_index){home->board.classes[i].class_id, i};
    for (size_t i = 0; i < home->classroom_count; i++)
        if (id_index_find(index, home->board.class_count, home->classrooms[i].classroom.id, &at))
            home->classrooms[i].unread = home->board.classes[at].count;
    return FAULT_NONE;
}

static enum fault home_read(struct school *school, struct db *db, const struct actor *actor, int64_t now,
                            struct arena *arena, struct home *home)
{
    struct lecture_filter live = {
        .member_id = actor->user_id,
        .as_student = true,
        .open_at = now,
        .limit = LECTURES_AROUND_MAX,
    };
    struct lecture_filter upcoming = {
        .member_id = actor->user_id,
        .as_student = true,
        .once = true,
        .starts_from = now + 1,
        .starts_before = now + REGISTER_UPCOMING_DAYS * (int64_t)SCHOOL_DAY_MS,
        .open_at = -1,
        .limit = LECTURES_AROUND_MAX,
    };
    enum fault fault = record_lectures_read(db, actor->user_id, &live, now, arena, &home->live, &home->live_count);
    if (fault != FAULT_NONE)
        return fault;
    fault = home_classrooms(db, actor, now, true, arena, home);
    if (fault != FAULT_NONE)
        return fault;
    fault = home_statuses(db, actor->user_id, arena, home);
    if (fault != FAULT_NONE)
        return fault;
    fault = home_boards(db, actor->user_id, now, arena, home);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < home->classroom_count; i++)
        left_out_into(&home->classrooms[i].standing, home->live, home->live_count);
    fault = lecture_read_list(db, &upcoming, now, arena, &home->upcoming);
    if (fault != FAULT_NONE)
        return fault;
    return identity_read(school, db, actor->user_id, &home->identity);
}

enum fault register_standings(struct school *school, const struct actor *actor, struct arena *arena,
                              struct home_classroom **ret_classrooms, size_t *ret_count)
{
    struct home home = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = home_classrooms(db, actor, school_now(school), false, arena, &home);
    if (fault != FAULT_NONE)
        return fault;
    *ret_classrooms = home.classrooms;
    *ret_count = home.classroom_count;
    return FAULT_NONE;
}

enum fault register_home(struct school *school, const struct actor *actor, struct arena *arena, struct home *ret_home)
{
    struct home home = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = home_read(school, db, actor, school_now(school), arena, &home);
    if (fault != FAULT_NONE)
        return fault;
    *ret_home = home;
    return FAULT_NONE;
}
