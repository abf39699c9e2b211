/* SPDX-License-Identifier: MIT */
#include "school/classroom.h"

#include <string.h>

#include "crypto/secret.h"
#include "school/inside.h"

enum {
    CODE_ATTEMPTS = 4, // 31^8 codes: meeting a taken one even twice does not happen
    JOIN_GUESSES = 20, // unknown codes one student may try in SESSION_ATTEMPT_MINUTES
    DIGITS_SIZE = 24,
};

/* Which classrooms to read. */
struct classroom_filter {
    int64_t member_id; // of this student or professor; 0: nobody's
    int64_t class_id;  // this one; 0: none
    bool all;
};

/* Columns: id, subject, section, term, timezone, late_after_minutes, window_minutes, join_code, professor_id, name,
 * archived_at, created_at, students, lectures, policy. */
static void classroom_from_row(struct row *row, const struct actor *actor, struct classroom *classroom)
{
    *classroom = (struct classroom){
        .id = row_int(row, 0),
        .subject = row_string(row, 1),
        .section = row_text(row, 2),
        .term = row_text(row, 3),
        .timezone = row_string(row, 4),
        .late_after_minutes = row_int(row, 5),
        .window_minutes = row_int(row, 6),
        .join_code = row_int(row, 8) == actor->user_id ? row_string(row, 7) : NULL,
        .professor = {row_int(row, 8), row_string(row, 9)},
        .archived = !db_is_null(&row->rows, 10),
        .created_at = row_int(row, 11),
        .students = row_int(row, 12),
        .lectures = row_int(row, 13),
        .policy = access_policy(db_text(&row->rows, 14)),
    };
}

static enum fault classrooms_of(struct db *db, const struct actor *actor, const struct classroom_filter *filter,
                                struct arena *arena, struct classroom_list *ret_list)
{
    struct row row;
    struct classroom_list list = {0};
    row_begin(&row, db, arena,
              "SELECT c.id, c.subject, c.section, c.term, c.timezone, c.late_after_minutes, c.window_minutes,"
              " c.join_code, c.professor_id, u.name, c.archived_at, c.created_at,"
              " (SELECT COUNT(*) FROM students s WHERE s.class_id = c.id),"
              " (SELECT COUNT(*) FROM lectures l WHERE l.class_id = c.id AND l.cancelled_at IS NULL),"
              " c.policy"
              " FROM (SELECT class_id AS id FROM students WHERE user_id = ?"
              " UNION SELECT id FROM classrooms WHERE professor_id = ? UNION SELECT id FROM classrooms WHERE id = ?"
              " UNION SELECT id FROM classrooms WHERE ? = 1) m"
              " JOIN classrooms c ON c.id = m.id JOIN users u ON u.id = c.professor_id"
              " ORDER BY LOWER(c.subject), c.section, c.id LIMIT ?",
              DB_VALUES(I(filter->member_id), I(filter->member_id), I(filter->class_id), I(filter->all),
                        I(CLASSROOMS_LISTED_MAX)));
    while (row_next(&row)) {
        struct classroom *classrooms = row_list(&row, list.classrooms, list.count, sizeof(*classrooms));
        if (!classrooms)
            break;
        list.classrooms = classrooms;
        classroom_from_row(&row, actor, &classrooms[list.count++]);
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE)
        *ret_list = list;
    return fault;
}

/* Puts the live lectures into their classrooms; of several the one that closes last. */
static enum fault live_into(struct db *db, const struct classroom_filter *filter, int64_t now, struct arena *arena,
                            struct classroom_list *list)
{
    struct lecture_list live;
    size_t at;
    struct lecture_filter lectures = {
        .member_id = filter->member_id,
        .class_id = filter->class_id,
        .all = filter->all,
        .open_at = now,
        .limit = CLASSROOMS_LISTED_MAX,
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
    if (fault == FAULT_NONE)
        fault = live_into(db, filter, now, arena, &list);
    if (fault == FAULT_NONE)
        *ret_list = list;
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
    *ret_classroom = list.classrooms[0];
    return FAULT_NONE;
}

enum fault classroom_read_list(struct db *db, const struct actor *actor, int64_t now, struct arena *arena,
                               struct classroom_list *ret_list)
{
    struct classroom_filter filter = {.member_id = actor->user_id, .all = actor->role == ROLE_ADMINISTRATOR};
    return classrooms_read(db, actor, &filter, now, arena, ret_list);
}

enum fault classroom_get(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                         struct classroom *ret_classroom)
{
    struct access access;
    struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault == FAULT_NONE)
        fault = classroom_read(db, actor, class_id, school_now(school), arena, ret_classroom);
    store_reader_done(school->config.store, db);
    return fault;
}

enum fault classroom_list(struct school *school, const struct actor *actor, struct arena *arena,
                          struct classroom_list *ret_list)
{
    struct db *db = store_reader(school->config.store);
    enum fault fault = classroom_read_list(db, actor, school_now(school), arena, ret_list);
    store_reader_done(school->config.store, db);
    return fault;
}

/* A classroom about to be written. */
struct new_classroom {
    const struct actor *actor;
    const char *subject, *section, *term, *timezone;
    int64_t late_after_minutes, window_minutes;
    enum live_policy policy;
    char code[CLASSROOM_CODE_LENGTH + 1];
    int64_t now;
    int64_t id;
    bool code_taken;
    enum fault fault;
};

static enum db_status classroom_insert(struct db *db, void *context)
{
    struct new_classroom *unit = context;
    bool found;
    int64_t count = 0;
    unit->code_taken = false;
    unit->fault = row_one_int(db, "SELECT COUNT(*) FROM classrooms WHERE professor_id = ?",
                              DB_VALUES(I(unit->actor->user_id)), &found, &count);
    if (unit->fault == FAULT_NONE && count >= CLASSROOMS_PER_PERSON_MAX)
        unit->fault = FAULT_TOO_MANY_THINGS;
    if (unit->fault != FAULT_NONE)
        return decided_status(unit->fault);
    enum db_status status = db_insert(
        db, &unit->id,
        "INSERT INTO classrooms (subject, section, professor_id, join_code, term, timezone, late_after_minutes,"
        " window_minutes, policy, archived_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)"
        " RETURNING id",
        DB_VALUES(T(unit->subject), T(unit->section), I(unit->actor->user_id), T(unit->code), T(unit->term),
                  T(unit->timezone), I(unit->late_after_minutes), I(unit->window_minutes),
                  T(live_policy_word(unit->policy)), I(unit->now)));
    unit->code_taken = status == DB_CONFLICT;
    return status == DB_ROW ? DB_OK : status == DB_OK ? DB_FAIL : status;
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
    if (fault == FAULT_NONE)
        fault = text_clean(request->section, CLASSROOM_SECTION_MAX, false, true, arena, &unit->section);
    if (fault == FAULT_NONE)
        fault = text_clean(request->term, CLASSROOM_TERM_MAX, false, true, arena, &unit->term);
    if (fault != FAULT_NONE)
        return fault;
    unit->timezone = request->timezone && *request->timezone ? request->timezone : "UTC";
    if (!timezone_exists(school->config.zoneinfo, unit->timezone))
        return FAULT_TIMEZONE_UNKNOWN;
    unit->late_after_minutes = request->late_after_minutes == -1 ? CLASSROOM_LATE_MINUTES : request->late_after_minutes;
    unit->window_minutes = request->window_minutes == -1 ? CLASSROOM_WINDOW_MINUTES : request->window_minutes;
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
        fault = school_write(school, classroom_insert, &unit, &unit.fault);
        if (!unit.code_taken)
            break;
    }
    return fault != FAULT_NONE ? fault : classroom_get(school, actor, unit.id, arena, ret_classroom);
}

/* Upper case without spaces and dashes. False: it cannot be a code. */
static bool code_normalise(const char *text, char code[static CLASSROOM_CODE_LENGTH + 1])
{
    size_t length = 0;
    for (; text && *text; text++) {
        if (*text == ' ' || *text == '-')
            continue;
        char upper = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
        bool known = (upper >= 'A' && upper <= 'Z') || (upper >= '0' && upper <= '9');
        if (!known || length == CLASSROOM_CODE_LENGTH)
            return false;
        code[length++] = upper;
    }
    code[length] = '\0';
    return length == CLASSROOM_CODE_LENGTH;
}

struct join {
    const struct actor *actor;
    char code[CLASSROOM_CODE_LENGTH + 1]; // "": cannot be one
    int64_t now;
    int64_t class_id;
    enum fault fault;
};

/* The limits of joining, for somebody who is not in the classroom yet. */
static enum fault join_allowed(struct db *db, const struct join *unit, bool archived)
{
    bool found;
    int64_t students = 0, joined = 0;
    if (archived)
        return FAULT_CLASSROOM_ARCHIVED;
    enum fault fault = row_one_int(db, "SELECT COUNT(*) FROM students WHERE class_id = ?", DB_VALUES(I(unit->class_id)),
                                   &found, &students);
    if (fault == FAULT_NONE)
        fault = row_one_int(db, "SELECT COUNT(*) FROM students WHERE user_id = ?", DB_VALUES(I(unit->actor->user_id)),
                            &found, &joined);
    if (fault != FAULT_NONE)
        return fault;
    if (students >= CLASSROOM_STUDENTS_MAX)
        return FAULT_CLASSROOM_FULL;
    return joined >= CLASSROOMS_PER_PERSON_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

/* A code that is nobody's: counted, and after too many refused. */
static enum fault join_guess(struct db *db, const struct throttle *throttle, int64_t now)
{
    int64_t id;
    enum fault fault = throttle_count(db, throttle, now, &id);
    return fault == FAULT_NONE ? FAULT_JOIN_CODE_UNKNOWN : fault;
}

static enum db_status join(struct db *db, void *context)
{
    struct join *unit = context;
    struct access access = {0};
    char student[DIGITS_SIZE];
    bool found = false;
    int64_t wait_ms = 0;
    snprintf(student, sizeof(student), "%lld", (long long)unit->actor->user_id);
    struct throttle throttle = {"join", student, JOIN_GUESSES};
    unit->fault = throttle_check(db, &throttle, unit->now, &wait_ms);
    if (unit->fault == FAULT_NONE && wait_ms > 0)
        unit->fault = FAULT_TOO_MANY_ATTEMPTS;
    if (unit->fault == FAULT_NONE)
        unit->fault = row_one_int(db, "SELECT id FROM classrooms WHERE join_code = ?", DB_VALUES(T(unit->code)), &found,
                                  &unit->class_id);
    if (unit->fault == FAULT_NONE && !found)
        unit->fault = join_guess(db, &throttle, unit->now);
    if (unit->fault != FAULT_NONE)
        return decided_status(unit->fault);
    // As a reader of everything: the actor is not in the classroom yet.
    struct actor anybody = {.user_id = unit->actor->user_id, .role = ROLE_ADMINISTRATOR};
    unit->fault = access_classroom(db, &anybody, unit->class_id, &access);
    if (unit->fault == FAULT_NONE && !access.member)
        unit->fault = join_allowed(db, unit, access.archived);
    if (unit->fault != FAULT_NONE || access.member)
        return decided_status(unit->fault);
    enum db_status status =
        db_exec(db, "INSERT INTO students (user_id, class_id, image_url, joined_at) VALUES (?, ?, NULL, ?)",
                DB_VALUES(I(unit->actor->user_id), I(unit->class_id), I(unit->now)));
    return status == DB_CONFLICT ? DB_OK : status; // joined by another request at the same time
}

enum fault classroom_join(struct school *school, const struct actor *actor, const char *code, struct arena *arena,
                          struct classroom *ret_classroom)
{
    struct join unit = {.actor = actor, .now = school_now(school)};
    if (!code_normalise(code, unit.code))
        unit.code[0] = '\0';
    enum fault fault = school_write(school, join, &unit, &unit.fault);
    return fault != FAULT_NONE ? fault : classroom_get(school, actor, unit.class_id, arena, ret_classroom);
}

struct rotate {
    const struct actor *actor;
    int64_t class_id;
    char code[CLASSROOM_CODE_LENGTH + 1];
    int64_t now;
    bool code_taken;
    enum fault fault;
};

static enum db_status rotate(struct db *db, void *context)
{
    struct rotate *unit = context;
    struct access access;
    unit->code_taken = false;
    unit->fault = access_classroom(db, unit->actor, unit->class_id, &access);
    if (unit->fault == FAULT_NONE)
        unit->fault = access_change(&access);
    if (unit->fault != FAULT_NONE)
        return decided_status(unit->fault);
    enum db_status status =
        db_exec(db, "UPDATE classrooms SET join_code = ? WHERE id = ?", DB_VALUES(T(unit->code), I(unit->class_id)));
    unit->code_taken = status == DB_CONFLICT;
    if (status != DB_OK)
        return status;
    return status_of(audit_append(db, &(struct audit_entry){unit->now, unit->actor->user_id, "join_code_rotated",
                                                            "classroom", unit->class_id, NULL}));
}

enum fault classroom_rotate_code(struct school *school, const struct actor *actor, int64_t class_id,
                                 struct arena *arena, struct classroom *ret_classroom)
{
    struct rotate unit = {.actor = actor, .class_id = class_id, .now = school_now(school)};
    enum fault fault = FAULT_INTERNAL;
    for (int i = 0; i < CODE_ATTEMPTS; i++) {
        secret_code(unit.code, CLASSROOM_CODE_LENGTH);
        fault = school_write(school, rotate, &unit, &unit.fault);
        if (!unit.code_taken)
            break;
    }
    return fault != FAULT_NONE ? fault : classroom_get(school, actor, class_id, arena, ret_classroom);
}

/* ---- changing ---- */

struct alteration {
    const struct actor *actor;
    int64_t class_id;
    const struct classroom_change *change;
    enum live_policy policy; // meant when the change names one
    int64_t now;
    enum fault fault;
};

static enum db_status alter(struct db *db, void *context)
{
    struct alteration *unit = context;
    const struct classroom_change *change = unit->change;
    struct access access;
    char detail[128];
    unit->fault = access_classroom(db, unit->actor, unit->class_id, &access);
    if (unit->fault == FAULT_NONE)
        unit->fault = access_change(&access);
    if (unit->fault != FAULT_NONE)
        return decided_status(unit->fault);
    enum live_policy policy = change->policy ? unit->policy : access.policy;
    int64_t late = change->late_after_minutes == -1 ? access.late_after_minutes : change->late_after_minutes;
    int64_t window = change->window_minutes == -1 ? access.window_minutes : change->window_minutes;
    if (policy == access.policy && late == access.late_after_minutes && window == access.window_minutes)
        return DB_OK;
    enum db_status status =
        db_exec(db, "UPDATE classrooms SET policy = ?, late_after_minutes = ?, window_minutes = ? WHERE id = ?",
                DB_VALUES(T(live_policy_word(policy)), I(late), I(window), I(unit->class_id)));
    if (status != DB_OK)
        return status;
    snprintf(detail, sizeof(detail), "policy %s -> %s, late after %lld -> %lld, window %lld -> %lld minutes",
             live_policy_word(access.policy), live_policy_word(policy), (long long)access.late_after_minutes,
             (long long)late, (long long)access.window_minutes, (long long)window);
    return status_of(audit_append(db, &(struct audit_entry){unit->now, unit->actor->user_id, "classroom_changed",
                                                            "classroom", unit->class_id, detail}));
}

enum fault classroom_change(struct school *school, const struct actor *actor, int64_t class_id,
                            const struct classroom_change *change, struct arena *arena, struct classroom *ret_classroom)
{
    struct alteration unit = {.actor = actor, .class_id = class_id, .change = change, .now = school_now(school)};
    if (change->policy && !live_policy_find(change->policy, &unit.policy))
        return FAULT_POLICY_UNKNOWN;
    int64_t late = change->late_after_minutes, window = change->window_minutes;
    enum fault fault = minutes_check(late == -1 ? 0 : late, window == -1 ? 1 : window);
    if (fault == FAULT_NONE)
        fault = school_write(school, alter, &unit, &unit.fault);
    return fault != FAULT_NONE ? fault : classroom_get(school, actor, class_id, arena, ret_classroom);
}
