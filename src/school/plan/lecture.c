/* SPDX-License-Identifier: MIT */
#include "school/plan/lecture.h"

#include "base/arena.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/external/external_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/taken_rule.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/marks/counts_inside.h"
#include "school/marks/final.h"
#include "school/marks/group/group_inside.h"
#include "school/marks/warning/due.h"
#include "school/plan/joint_inside.h"
#include "school/plan/lecture_counts.h"
#include "school/plan/lecture_inside.h"
#include "school/plan/series.h"
#include "school/plan/window_plan.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

const char *lecture_auto_code(enum lecture_auto automatic)
{
    static const char *const codes[AUTO_COUNT] = {"classroom", "off", "on"};
    return codes[automatic];
}

const char *lecture_word_code(enum lecture_word word)
{
    static const char *const codes[WORD_COUNT] = {"none", "said", "told"};
    return codes[word];
}

const char *window_state_code(enum window_state state)
{
    return state == WINDOW_OPEN ? "open" : state == WINDOW_SCHEDULED ? "scheduled" : "closed";
}

enum window_state window_state(int64_t opens_at, int64_t closes_at, int64_t now)
{
    if (now >= closes_at)
        return WINDOW_CLOSED;
    return now >= opens_at ? WINDOW_OPEN : WINDOW_SCHEDULED;
}

enum fault lecture_overnight(int64_t from, int64_t *to)
{
    if (*to > from)
        return FAULT_NONE;
    int64_t length = *to + SCHOOL_DAY_MS - from;
    if (length > LECTURE_OVERNIGHT_HOURS_MAX * (int64_t)SCHOOL_HOUR_MS)
        return FAULT_ENDS_BEFORE_START;
    *to += SCHOOL_DAY_MS;
    return FAULT_NONE;
}

enum fault lecture_moments(struct school *school, const char *zone, int64_t from, int64_t to, int64_t *ret_starts_at,
                           int64_t *ret_ends_at)
{
    int64_t starts_at, ends_at = 0;
    enum fault fault = zone_to_utc(school, zone, from, &starts_at);
    if (fault != FAULT_NONE)
        return fault;
    fault = zone_to_utc(school, zone, to, &ends_at);
    if (fault != FAULT_NONE)
        return fault;
    *ret_starts_at = starts_at;
    *ret_ends_at = ends_at > starts_at ? ends_at : starts_at + (to - from);
    return FAULT_NONE;
}

#define LECTURE_COLUMNS                                                                                                \
    "SELECT l.id, l.class_id, c.subject, l.title, l.room, l.starts_at, l.ends_at, l.cancelled_at, w.opens_at,"         \
    " w.closes_at, w.late_after_at, l.version, l.sequence, l.created_at, COALESCE(l.updated_at, l.created_at),"        \
    " l.series_id, l.moved_from, l.cancel_reason, l.auto_open, l.auto_open_minutes, w.automatic,"                      \
    " f.said_at, f.told, l.joint_id, CASE WHEN " LECTURE_MARKED("l") " THEN 1 ELSE 0 END, " EXTERNAL_OF_LECTURE

/* Of LECTURE_COLUMNS, behind which stands in a list whether it is for groups. `wait`: final_wait(). */
static void lecture_from_row(struct row *row, int64_t now, int64_t wait, struct lecture *lecture)
{
    *lecture = (struct lecture){
        .id = row_int(row, 0),
        .class_id = row_int(row, 1),
        .subject = row_string(row, 2),
        .title = row_text(row, 3),
        .room = row_text(row, 4),
        .starts_at = row_int(row, 5),
        .ends_at = row_int(row, 6),
        .cancelled = !db_is_null(&row->rows, 7),
        .has_window = !db_is_null(&row->rows, 8),
        .version = row_int(row, 11),
        .sequence = row_int(row, 12),
        .created_at = row_int(row, 13),
        .updated_at = row_int(row, 14),
        .series_id = row_int(row, 15),
        .moved_from = row_int(row, 16),
        .cancel_reason = row_text(row, 17),
        .auto_open = db_is_null(&row->rows, 18) ? AUTO_AS_CLASSROOM
                     : row_int(row, 18)         ? AUTO_ON
                                                : AUTO_OFF,
        .auto_open_minutes = row_int(row, 19),
        .joint_id = row_int(row, 23),
        .taken = row_int(row, 24) != 0,
        .external_id = row_text(row, 25),
    };
    if (lecture->has_window)
        lecture->window = (struct window){
            .state = window_state(row_int(row, 8), row_int(row, 9), now),
            .opens_at = row_int(row, 8),
            .closes_at = row_int(row, 9),
            .late_after_at = row_int(row, 10),
            .automatic = row_int(row, 20) != 0,
        };
    lecture->taken = lecture->taken || (lecture->has_window && lecture->window.opens_at <= now);
    if (!db_is_null(&row->rows, 21))
        lecture->word = row_int(row, 22) ? WORD_TOLD : WORD_SAID;
    if (!lecture->cancelled)
        lecture->final_at = lecture->word != WORD_NONE
                                ? row_int(row, 21)
                                : wait + (lecture->has_window ? row_int(row, 9) : lecture->ends_at);
}

enum fault lecture_read(struct db *db, int64_t lecture_id, int64_t now, struct arena *arena,
                        struct lecture *ret_lecture)
{
    struct row row;
    struct lecture lecture;
    bool found = false;
    int64_t wait = 0;
    enum fault fault = final_wait(db, &wait);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, arena,
              LECTURE_COLUMNS " FROM lectures l JOIN classrooms c ON c.id = l.class_id"
                              " LEFT JOIN windows w ON w.lecture_id = l.id" FINAL_JOIN " WHERE l.id = ?",
              DB_VALUES(I(lecture_id)));
    while (row_next(&row)) {
        found = true;
        lecture_from_row(&row, now, wait, &lecture);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    fault = lecture_groups_one(db, lecture_id, arena, &lecture.groups);
    if (fault != FAULT_NONE)
        return fault;
    fault = joint_names_into(db, arena, &(struct lecture_list){&lecture, 1});
    if (fault == FAULT_NONE)
        *ret_lecture = lecture;
    return fault;
}

/* Of each classroom that has such lectures in the list, all at once. Until then `count` says that there are some. */
static enum fault groups_into(struct db *db, struct arena *arena, struct lecture_list *list)
{
    struct {
        int64_t class_id;
        struct lecture_groups groups;
    } *known = arena_calloc(arena, list->count + 1, sizeof(*known));
    size_t count = 0;
    if (!known)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < list->count; i++) {
        size_t at = 0;
        if (list->lectures[i].groups.count == 0)
            continue;
        while (at < count && known[at].class_id != list->lectures[i].class_id)
            at++;
        if (at == count) {
            known[count].class_id = list->lectures[i].class_id;
            enum fault fault = lecture_groups_read(db, list->lectures[i].class_id, arena, &known[count++].groups);
            if (fault != FAULT_NONE)
                return fault;
        }
        list->lectures[i].groups = lecture_groups_of(&known[at].groups, list->lectures[i].id);
    }
    return FAULT_NONE;
}

/* CROSS: by classroom, in this order. To save the sorting SQLite would walk through all lectures by time. */
#define LIST_LECTURES                                                                                                  \
    LECTURE_COLUMNS                                                                                                    \
    ", CASE WHEN EXISTS (SELECT 1 FROM lecture_groups x WHERE x.lecture_id = l.id) THEN 1 ELSE 0 END"                  \
    " FROM (SELECT id, MIN(student_id) AS student_id FROM (SELECT class_id AS id, user_id AS student_id"               \
    " FROM students WHERE user_id = ? UNION SELECT class_id, 0 FROM classroom_staff WHERE user_id = ?"                 \
    " UNION SELECT id, 0 FROM classrooms WHERE professor_id = ? UNION SELECT id, ? FROM classrooms WHERE id = ?"       \
    " UNION SELECT id, 0 FROM classrooms WHERE ? = 1) AS t GROUP BY id) m"                                             \
    " CROSS JOIN classrooms c ON c.id = m.id CROSS JOIN lectures l ON l.class_id = c.id"
#define LIST_THEIRS                                                                                                    \
    " AND (l.cancelled_at IS NULL OR ? = 1)"                                                                           \
    " AND (m.student_id = 0 OR " GROUP_THEN(                                                                           \
        "m.student_id") " OR EXISTS (SELECT 1 FROM attendance a WHERE"                                                 \
                        " a.lecture_id = l.id AND a.student_id = m.student_id)) ORDER BY l.starts_at, l.id LIMIT ?"

/* Two texts, so that a few days' lectures are found by an index. */
static void list_begin(struct row *row, struct db *db, const struct lecture_filter *filter, struct arena *arena)
{
    int64_t staff_id = filter->as_student ? 0 : filter->member_id;
    if (filter->open_at >= 0)
        row_begin(row, db, arena,
                  LIST_LECTURES " CROSS JOIN windows w ON w.lecture_id = l.id" FINAL_JOIN
                                " WHERE w.opens_at <= ? AND w.closes_at > ?" LIST_THEIRS,
                  DB_VALUES(I(filter->member_id), I(staff_id), I(staff_id), I(filter->seen_by), I(filter->class_id),
                            I(filter->all), I(filter->open_at), I(filter->open_at), I(filter->cancelled),
                            I(filter->limit)));
    else
        row_begin(row, db, arena,
                  LIST_LECTURES " LEFT JOIN windows w ON w.lecture_id = l.id" FINAL_JOIN
                                " WHERE l.starts_at >= ? AND l.starts_at < ? AND l.ends_at > ?" LIST_THEIRS,
                  DB_VALUES(I(filter->member_id), I(staff_id), I(staff_id), I(filter->seen_by), I(filter->class_id),
                            I(filter->all), I(filter->starts_from), I(filter->starts_before), I(filter->ends_after),
                            I(filter->cancelled), I(filter->limit)));
}

enum fault lecture_read_list(struct db *db, const struct lecture_filter *filter, int64_t now, struct arena *arena,
                             struct lecture_list *ret_list)
{
    struct row row;
    struct lecture_list list = {0};
    int64_t wait = 0;
    enum fault fault = final_wait(db, &wait);
    if (fault != FAULT_NONE)
        return fault;
    list_begin(&row, db, filter, arena);
    while (row_next(&row)) {
        struct lecture *lectures = row_list(&row, list.lectures, list.count, sizeof(*lectures));
        if (!lectures)
            break;
        list.lectures = lectures;
        lecture_from_row(&row, now, wait, &lectures[list.count]);
        lectures[list.count++].groups.count = (size_t)row_int(&row, 26);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    fault = groups_into(db, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    fault = joint_names_into(db, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    if (filter->once)
        joint_once(&list);
    *ret_list = list;
    return FAULT_NONE;
}

enum fault lecture_read_run(struct db *db, int64_t lecture_id, bool following, bool cancelled, int64_t now,
                            struct arena *arena, struct lecture_list *ret_list)
{
    struct row row;
    int64_t ids[SERIES_LECTURES_MAX];
    size_t count = 0;
    struct lecture_list list = {.lectures = arena_calloc(arena, SERIES_LECTURES_MAX + 1, sizeof(*list.lectures))};
    if (!list.lectures)
        return FAULT_INTERNAL;
    enum fault fault = lecture_read(db, lecture_id, now, arena, &list.lectures[0]);
    if (fault != FAULT_NONE)
        return fault;
    const struct lecture *first = &list.lectures[list.count++];
    if (following && first->series_id == 0)
        return FAULT_NO_SERIES;
    *ret_list = list;
    if (!following)
        return FAULT_NONE;
    row_begin(&row, db, NULL,
              "SELECT id, cancelled_at FROM lectures WHERE series_id = ? AND starts_at > ? ORDER BY starts_at LIMIT ?",
              DB_VALUES(I(first->series_id), I(first->starts_at), I(SERIES_LECTURES_MAX)));
    while (row_next(&row))
        if (count < SERIES_LECTURES_MAX && cancelled == !db_is_null(&row.rows, 1))
            ids[count++] = row_int(&row, 0);
    fault = row_end(&row);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = lecture_read(db, ids[i], now, arena, &list.lectures[list.count++]);
    *ret_list = list;
    return fault;
}

enum fault lecture_get(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                       struct lecture *ret_lecture)
{
    struct access access;
    struct lecture lecture;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_lecture(db, actor, lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_read(db, lecture_id, school_now(school), arena, &lecture);
    if (fault != FAULT_NONE)
        return fault;
    if (access.staff_reader) {
        lecture.has_counts = true;
        fault = counts_read(db, access.class_id, lecture_id, &lecture.counts);
    }
    if (fault != FAULT_NONE)
        return fault;
    *ret_lecture = lecture;
    return FAULT_NONE;
}

enum fault lecture_list(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                        struct lecture_list *ret_list)
{
    struct access access;
    struct lecture_list list;
    struct lecture_filter filter = {
        .class_id = class_id,
        .cancelled = true,
        .starts_before = INT64_MAX,
        .open_at = -1,
        .limit = LECTURES_PER_CLASSROOM_MAX,
    };
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    filter.seen_by = access.staff_reader ? 0 : actor->user_id;
    fault = lecture_read_list(db, &filter, school_now(school), arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    if (access.staff_reader)
        fault = counts_read_list(db, class_id, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < list.count / 2; i++) { // newest first
        struct lecture swap = list.lectures[i];
        list.lectures[i] = list.lectures[list.count - 1 - i];
        list.lectures[list.count - 1 - i] = swap;
    }
    *ret_list = list;
    return FAULT_NONE;
}

enum fault lecture_list_around(struct school *school, const struct actor *actor, struct arena *arena,
                               struct lecture_list *ret_list)
{
    int64_t now = school_now(school);
    struct lecture_filter filter = {
        .member_id = actor->user_id,
        .all = actor->role == ROLE_ADMINISTRATOR,
        .once = true,
        .starts_from = now - (12 + LECTURE_HOURS_MAX) * (int64_t)SCHOOL_HOUR_MS,
        .starts_before = now + SCHOOL_DAY_MS,
        .ends_after = now - 12 * (int64_t)SCHOOL_HOUR_MS,
        .open_at = -1,
        .limit = LECTURES_AROUND_MAX,
    };
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return lecture_read_list(db, &filter, now, arena, ret_list);
}

enum fault lecture_may_add(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access)
{
    struct access access;
    int64_t count = 0;
    enum fault fault = access_class_change(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM lectures WHERE class_id = ?", DB_VALUES(I(class_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count >= LECTURES_PER_CLASSROOM_MAX)
        return FAULT_TOO_MANY_THINGS;
    *ret_access = access;
    return FAULT_NONE;
}

enum fault lecture_add(struct db *db, const struct new_lecture *lecture, int64_t *ret_id)
{
    enum fault fault =
        row_insert(db,
                   "INSERT INTO lectures (class_id, title, room, starts_at, ends_at, created_at, cancelled_at)"
                   " SELECT id, ?, COALESCE(?, room), ?, ?, ?, NULL FROM classrooms WHERE id = ? RETURNING id",
                   DB_VALUES(T(lecture->title ? lecture->title : ""), T(lecture->room), I(lecture->starts_at),
                             I(lecture->ends_at), I(lecture->now), I(lecture->class_id)),
                   ret_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_groups_set(db, lecture->class_id, *ret_id, &lecture->groups, lecture->now);
    return fault != FAULT_NONE ? fault : due_touch(db, lecture->class_id, lecture->now);
}

/* A lecture about to be written by its plan. */
struct planned_lecture {
    const struct actor *actor;
    struct new_lecture lecture;
    const char *external_id;
    int64_t id;
};

/* What else is written of one that the institution plans. */
static enum fault lecture_given(struct db *db, const struct planned_lecture *unit)
{
    if (!unit->actor->for_institution)
        return FAULT_NONE;
    enum fault fault = unit->external_id ? external_set(db, EXTERNAL_LECTURE, unit->id, unit->external_id) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->lecture.now,
                                .actor_id = unit->actor->user_id,
                                .action = "lecture_made",
                                .subject_type = "lecture",
                                .subject_id = unit->id,
                            });
}

static enum fault lecture_insert(struct db *db, void *context)
{
    struct planned_lecture *unit = context;
    struct access access;
    enum fault fault = lecture_may_add(db, unit->actor, unit->lecture.class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_groups_check(db, unit->lecture.class_id, 0, &unit->lecture.groups);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_add(db, &unit->lecture, &unit->id);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_given(db, unit);
    return fault != FAULT_NONE ? fault : window_plan_lecture(db, unit->id, unit->lecture.now);
}

enum fault lecture_create(struct school *school, const struct actor *actor, int64_t class_id,
                          const struct lecture_request *request, struct arena *arena, struct lecture *ret_lecture)
{
    struct planned_lecture unit = {
        .actor = actor,
        .lecture =
            {
                .class_id = class_id,
                .starts_at = request->starts_at,
                .ends_at = request->ends_at,
                .now = school_now(school),
                .groups = request->groups,
            },
    };
    if (!time_is_sane(request->starts_at) || !time_is_sane(request->ends_at))
        return FAULT_TIME_INVALID;
    if (request->ends_at <= request->starts_at)
        return FAULT_ENDS_BEFORE_START;
    if (request->ends_at - request->starts_at > LECTURE_HOURS_MAX * (int64_t)SCHOOL_HOUR_MS)
        return FAULT_LECTURE_TOO_LONG;
    enum fault fault = text_clean(request->title, LECTURE_TITLE_MAX, false, true, arena, &unit.lecture.title);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(request->room, LECTURE_ROOM_MAX, false, true, arena, &unit.lecture.room);
    if (fault != FAULT_NONE)
        return fault;
    fault = external_clean(request->external_id, arena, &unit.external_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, lecture_insert, &unit);
    return fault != FAULT_NONE ? fault : lecture_get(school, actor, unit.id, arena, ret_lecture);
}
