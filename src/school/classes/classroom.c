/* SPDX-License-Identifier: MIT */
#include "school/classes/classroom.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "face/live/live.h"
#include "school/checkin/proof_inside.h"
#include "school/classes/classroom_inside.h"
#include "school/classes/staff_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/external/external_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/mark.h"
#include "school/marks/status_set.h"
#include "school/marks/status_set_inside.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    CODE_ATTEMPTS = 4, // 31^8 codes: meeting a taken one even twice does not happen
};

const char *class_part_code(enum class_part part)
{
    static const char *const codes[PART_COUNT] = {
        [PART_OWNER] = "owner",     [PART_TEACHER] = STAFF_TEACHER,         [PART_ASSISTANT] = STAFF_ASSISTANT,
        [PART_STUDENT] = "student", [PART_ADMINISTRATOR] = "administrator",
    };
    return codes[part];
}

/* Which classrooms to read. */
struct classroom_filter {
    int64_t member_id; // of this person, as student or staff; 0: nobody's
    int64_t class_id;  // this one; 0: none
    bool all;
    struct page page; // of a list
};

/* Columns: id, subject, section, term, timezone, late_after_minutes, window_minutes, join_code, professor_id, name,
 * archived_at, created_at, students, lectures, policy, version, threshold_percent, excused_counts, absent_at_close,
 * join_closed, join_expires_at, join_approval, auto_open, auto_open_minutes, the actor's kind of staff and row as a
 * student, join requests waiting, department, leave_out, when the actor accepted it, who added them: id, name; names
 * to look up, external id. */
static enum class_part part_of(struct row *row, const struct actor *actor)
{
    const char *staff = db_text(&row->rows, 24);
    if (row_int(row, 8) == actor->user_id)
        return PART_OWNER;
    if (staff)
        return strcmp(staff, STAFF_TEACHER) == 0 ? PART_TEACHER : PART_ASSISTANT;
    return db_is_null(&row->rows, 25) ? PART_ADMINISTRATOR : PART_STUDENT;
}

static void classroom_from_row(struct row *row, const struct actor *actor, struct classroom *classroom)
{
    enum class_part part = part_of(row, actor);
    *classroom = (struct classroom){
        .id = row_int(row, 0),
        .subject = row_string(row, 1),
        .section = row_text(row, 2),
        .term = row_text(row, 3),
        .timezone = row_string(row, 4),
        .late_after_minutes = row_int(row, 5),
        .window_minutes = row_int(row, 6),
        .join_code = part <= PART_ASSISTANT ? row_string(row, 7) : NULL,
        .professor = {row_int(row, 8), row_string(row, 9)},
        .archived = !db_is_null(&row->rows, 10),
        .created_at = row_int(row, 11),
        .students = row_int(row, 12),
        .lectures = row_int(row, 13),
        .policy = access_policy(db_text(&row->rows, 14)),
        .version = row_int(row, 15),
        .threshold_percent = row_int(row, 16),
        .absent_at_close = row_int(row, 18) != 0,
        .join_closed = row_int(row, 19) != 0,
        .join_expires_at = row_int(row, 20),
        .join_approval = row_int(row, 21) != 0,
        .auto_open = row_int(row, 22) != 0,
        .auto_open_minutes = row_int(row, 23),
        .part = part,
        .join_waiting = row_int(row, 26),
        .department = row_text(row, 27),
        .leave_out = row_int(row, 28),
        .accepted = !db_is_null(&row->rows, 29),
        .added_by = {row_int(row, 30), row_text(row, 31)},
        .spot_names = row_int(row, 32),
        .external_id = row_text(row, 33),
    };
    mark_counts_parse(db_text(&row->rows, 17), &classroom->excused_counts);
}

#define CLASSROOM_COLUMNS                                                                                              \
    "SELECT c.id, c.subject, c.section, c.term, c.timezone, c.late_after_minutes, c.window_minutes,"                   \
    " c.join_code, c.professor_id, u.name, c.archived_at, c.created_at,"                                               \
    " (SELECT COUNT(*) FROM students s WHERE s.class_id = c.id),"                                                      \
    " (SELECT COUNT(*) FROM lectures l WHERE l.class_id = c.id AND l.cancelled_at IS NULL),"                           \
    " c.policy, c.version, c.threshold_percent, c.excused_counts, c.absent_at_close, c.join_closed,"                   \
    " c.join_expires_at, c.join_approval, c.auto_open, c.auto_open_minutes, k.kind, me.user_id,"                       \
    " (SELECT COUNT(*) FROM join_requests j WHERE j.class_id = c.id AND j.refused_at IS NULL),"                        \
    " c.department, c.leave_out, me.accepted_at, adder.id, adder.name, c.spot_names, " EXTERNAL_OF_CLASSROOM " FROM "
#define ACTORS_PART                                                                                                    \
    " JOIN users u ON u.id = c.professor_id"                                                                           \
    " LEFT JOIN classroom_staff k ON k.class_id = c.id AND k.user_id = ?"                                              \
    " LEFT JOIN students me ON me.class_id = c.id AND me.user_id = ?"                                                  \
    " LEFT JOIN users adder ON adder.id = me.added_by"
/* Those in which somebody is. */
#define THEIRS                                                                                                         \
    "(SELECT class_id AS id FROM students WHERE user_id = ?"                                                           \
    " UNION SELECT class_id FROM classroom_staff WHERE user_id = ? UNION SELECT id FROM classrooms WHERE "             \
    "professor_id = ?) m"

/* Where the list goes on: behind the classroom with this id; at the start for 0. */
static enum fault place_of(struct db *db, int64_t after, struct arena *arena, const char **ret_key)
{
    struct row row;
    const char *key = "";
    row_begin(&row, db, arena, "SELECT sort_key FROM classrooms WHERE id = ?", DB_VALUES(I(after)));
    while (row_next(&row))
        key = row_string(&row, 0);
    *ret_key = key;
    return row_end(&row);
}

static enum fault classrooms_begin(struct row *row, struct db *db, const struct actor *actor,
                                   const struct classroom_filter *filter, struct arena *arena)
{
    struct db_value me = I(actor->user_id), after = I(filter->page.after), limit = I(filter->page.limit + 1);
    const char *key;
    enum fault fault = place_of(db, filter->page.after, arena, &key);
    if (fault != FAULT_NONE)
        return fault;
    if (filter->class_id)
        row_begin(row, db, arena, CLASSROOM_COLUMNS "classrooms c" ACTORS_PART " WHERE c.id = ?",
                  DB_VALUES(me, me, I(filter->class_id)));
    else if (filter->all)
        row_begin(row, db, arena,
                  CLASSROOM_COLUMNS "classrooms c" ACTORS_PART " WHERE c.sort_key >= ? AND (c.sort_key > ? OR c.id > ?)"
                                    " ORDER BY c.sort_key, c.id LIMIT ?",
                  DB_VALUES(me, me, T(key), T(key), after, limit));
    else
        row_begin(row, db, arena,
                  CLASSROOM_COLUMNS THEIRS " JOIN classrooms c ON c.id = m.id" ACTORS_PART
                                           " WHERE (c.sort_key > ? OR (c.sort_key = ? AND c.id > ?))"
                                           " ORDER BY c.sort_key, c.id LIMIT ?",
                  DB_VALUES(I(filter->member_id), I(filter->member_id), I(filter->member_id), me, me, T(key), T(key),
                            after, limit));
    return FAULT_NONE;
}

static enum fault classrooms_of(struct db *db, const struct actor *actor, const struct classroom_filter *filter,
                                struct arena *arena, struct classroom_list *ret_list)
{
    struct row row;
    struct classroom_list list = {0};
    enum fault fault = classrooms_begin(&row, db, actor, filter, arena);
    if (fault != FAULT_NONE)
        return fault;
    while (row_next(&row)) {
        if (!filter->class_id && list.count == (size_t)filter->page.limit) { // there is one more: another page
            list.next = list.classrooms[list.count - 1].id;
            break;
        }
        struct classroom *classrooms = row_list(&row, list.classrooms, list.count, sizeof(*classrooms));
        if (!classrooms)
            break;
        list.classrooms = classrooms;
        classroom_from_row(&row, actor, &classrooms[list.count++]);
    }
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

static enum fault classrooms_count(struct db *db, const struct classroom_filter *filter, int64_t *ret_total)
{
    bool found;
    struct db_value member = I(filter->member_id);
    return filter->all
               ? row_one_int(db, "SELECT COUNT(*) FROM classrooms", DB_NO_VALUES, &found, ret_total)
               : row_one_int(db, "SELECT COUNT(*) FROM " THEIRS, DB_VALUES(member, member, member), &found, ret_total);
}

/* Puts the live lectures into their classrooms; of several the one that closes last. */
static enum fault live_into(struct db *db, const struct actor *actor, const struct classroom_filter *filter,
                            int64_t now, struct arena *arena, struct classroom_list *list)
{
    bool as_student = filter->class_id != 0 && list->count == 1 && list->classrooms[0].part == PART_STUDENT;
    struct lecture_list live;
    size_t at;
    struct lecture_filter lectures = {
        .member_id = filter->member_id,
        .class_id = filter->class_id,
        .seen_by = as_student ? actor->user_id : 0,
        .all = filter->all,
        .open_at = now,
        .limit = CLASSROOMS_LIVE_MAX,
    };
    struct id_index *index = arena_calloc(arena, list->count + 1, sizeof(*index));
    enum fault fault = index ? lecture_read_list(db, &lectures, now, arena, &live) : FAULT_INTERNAL;
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < list->count; i++)
        index[i] = (struct id_index){list->classrooms[i].id, i};
    id_index_sort(index, list->count);
    for (size_t i = 0; i < live.count; i++) {
        if (!id_index_find(index, list->count, live.lectures[i].class_id, &at))
            continue;
        struct classroom *classroom = &list->classrooms[at];
        if (!classroom->has_live || classroom->live.window.closes_at < live.lectures[i].window.closes_at)
            classroom->live = live.lectures[i];
        classroom->has_live = true;
    }
    return FAULT_NONE;
}

static enum fault classrooms_read(struct db *db, const struct actor *actor, const struct classroom_filter *filter,
                                  int64_t now, struct arena *arena, struct classroom_list *ret_list)
{
    struct classroom_list list;
    enum fault fault = classrooms_of(db, actor, filter, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    fault = live_into(db, actor, filter, now, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault classroom_statuses(struct db *db, struct arena *arena, struct classroom *classroom)
{
    struct status_set *set = arena_calloc(arena, 1, sizeof(*set));
    enum fault fault = set ? status_set_read(db, classroom->id, arena, set) : FAULT_INTERNAL;
    if (fault == FAULT_NONE)
        classroom->statuses = set;
    return fault;
}

enum fault classroom_read(struct db *db, const struct actor *actor, int64_t class_id, int64_t now, struct arena *arena,
                          struct classroom *ret_classroom)
{
    struct classroom_list list;
    struct classroom_filter filter = {.class_id = class_id};
    enum fault fault = classrooms_read(db, actor, &filter, now, arena, &list);
    if (fault != FAULT_NONE || list.count != 1)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    fault = classroom_statuses(db, arena, &list.classrooms[0]);
    if (fault == FAULT_NONE)
        *ret_classroom = list.classrooms[0];
    return fault;
}

enum fault classroom_read_list(struct db *db, const struct actor *actor, const struct page *page, int64_t now,
                               struct arena *arena, struct classroom_list *ret_list)
{
    struct classroom_filter filter = {
        .member_id = actor->user_id, .all = actor->role == ROLE_ADMINISTRATOR, .page = *page};
    struct classroom_list list;
    enum fault fault = classrooms_read(db, actor, &filter, now, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    fault = classrooms_count(db, &filter, &list.total);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault classroom_get(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                         struct classroom *ret_classroom)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return classroom_read(db, actor, class_id, school_now(school), arena, ret_classroom);
}

enum fault classroom_list(struct school *school, const struct actor *actor, const struct page *page,
                          struct arena *arena, struct classroom_list *ret_list)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return classroom_read_list(db, actor, page, school_now(school), arena, ret_list);
}

/* A classroom about to be written. */
struct new_classroom {
    const struct actor *actor;
    int64_t professor_id;
    const char *subject, *section, *term, *department, *timezone, *external_id;
    int64_t late_after_minutes, window_minutes;
    enum live_policy policy;
    char code[CLASSROOM_CODE_LENGTH + 1];
    int64_t now;
    int64_t id;
    bool code_taken;
};

/* What else is written of one that the institution makes. */
static enum fault classroom_given(struct db *db, const struct new_classroom *unit)
{
    if (!unit->actor->for_institution)
        return FAULT_NONE;
    enum fault fault =
        unit->external_id ? external_set(db, EXTERNAL_CLASSROOM, unit->id, unit->external_id) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "classroom_made",
                                .subject_type = "classroom",
                                .subject_id = unit->id,
                            });
}

static enum fault classroom_insert(struct db *db, void *context)
{
    struct new_classroom *unit = context;
    unit->code_taken = false;
    enum fault fault = staff_owner_check(db, unit->professor_id, unit->professor_id != unit->actor->user_id);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status =
        db_one_int(db, &unit->id,
                   "INSERT INTO classrooms (subject, section, professor_id, join_code, term, department, timezone, "
                   "late_after_minutes,"
                   " window_minutes, policy, archived_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)"
                   " RETURNING id",
                   DB_VALUES(T(unit->subject), T(unit->section), I(unit->professor_id), T(unit->code), T(unit->term),
                             T(unit->department), T(unit->timezone), I(unit->late_after_minutes),
                             I(unit->window_minutes), T(live_policy_word(unit->policy)), I(unit->now)));
    unit->code_taken = status == DB_CONFLICT;
    if (status != DB_ROW)
        return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    fault = proofs_begin(db, unit->id, unit->actor->user_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = ordering_classroom(db, unit->id);
    return fault != FAULT_NONE ? fault : classroom_given(db, unit);
}

static enum fault minutes_check(int64_t late_after_minutes, int64_t window_minutes)
{
    if (late_after_minutes < 0 || late_after_minutes > LATE_MINUTES_MAX || window_minutes < 1 ||
        window_minutes > WINDOW_MINUTES_MAX)
        return FAULT_MINUTES_INVALID;
    return FAULT_NONE;
}

static enum fault classroom_check(struct school *school, const struct classroom_request *request, struct arena *arena,
                                  struct new_classroom *unit)
{
    enum fault fault = text_clean(request->subject, CLASSROOM_SUBJECT_MAX, false, false, arena, &unit->subject);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(request->section, CLASSROOM_SECTION_MAX, false, true, arena, &unit->section);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(request->term, CLASSROOM_TERM_MAX, false, true, arena, &unit->term);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(request->department, CLASSROOM_DEPARTMENT_MAX, false, true, arena, &unit->department);
    if (fault != FAULT_NONE)
        return fault;
    fault = external_clean(request->external_id, arena, &unit->external_id);
    if (fault != FAULT_NONE)
        return fault;
    unit->professor_id =
        unit->actor->for_institution && request->professor_id ? request->professor_id : unit->actor->user_id;
    unit->timezone = request->timezone && *request->timezone ? request->timezone : "UTC";
    if (!timezone_exists(school->config.zoneinfo, unit->timezone))
        return FAULT_TIMEZONE_UNKNOWN;
    unit->late_after_minutes = request->late_after_minutes == -1 ? CLASSROOM_LATE_MINUTES : request->late_after_minutes;
    unit->window_minutes = request->window_minutes == -1 ? CLASSROOM_WINDOW_MINUTES : request->window_minutes;
    unit->policy = LIVE_TURN;
    if (request->policy && !live_policy_find(request->policy, &unit->policy))
        return FAULT_POLICY_UNKNOWN;
    return minutes_check(unit->late_after_minutes, unit->window_minutes);
}

enum fault classroom_create(struct school *school, const struct actor *actor, const struct classroom_request *request,
                            struct arena *arena, struct classroom *ret_classroom)
{
    struct new_classroom unit = {.actor = actor, .now = school_now(school)};
    enum fault fault = classroom_check(school, request, arena, &unit);
    if (fault != FAULT_NONE)
        return fault;
    for (int i = 0; i < CODE_ATTEMPTS; i++) {
        secret_code(unit.code, CLASSROOM_CODE_LENGTH);
        fault = school_change(school, classroom_insert, &unit);
        if (!unit.code_taken)
            break;
    }
    return fault != FAULT_NONE ? fault : classroom_get(school, actor, unit.id, arena, ret_classroom);
}
