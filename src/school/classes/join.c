/* SPDX-License-Identifier: MIT */

#include "school/classes/join.h"

#include <string.h>

#include "base/arena.h"
#include "school/classes/classroom.h"
#include "school/classes/join_inside.h"
#include "school/classes/staff.h"
#include "school/classes/staff_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/join_code.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/membership.h"
#include "school/people/account.h"
#include "school/people/user.h"
#include "school/people/sign_in/throttle.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    JOIN_GUESSES = 20, // unknown codes one student may try in SESSION_ATTEMPT_MINUTES
    DIGITS_SIZE = 24,
    DETAIL_SIZE = 96,
};

/* The limits of joining, for somebody who is not in the classroom yet. */
static enum fault room_left(struct db *db, int64_t class_id, int64_t student_id, bool archived)
{
    bool found;
    int64_t students = 0, joined = 0, staff;
    if (archived)
        return FAULT_CLASSROOM_ARCHIVED;
    enum fault fault = row_one_int(db,
                                   "SELECT user_id FROM classroom_staff WHERE class_id = ? AND user_id = ?"
                                   " UNION SELECT professor_id FROM classrooms WHERE id = ? AND professor_id = ?",
                                   DB_VALUES(I(class_id), I(student_id), I(class_id), I(student_id)), &found, &staff);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        return FAULT_ALREADY_STAFF;
    fault = row_count(db, "SELECT COUNT(*) FROM students WHERE class_id = ?", DB_VALUES(I(class_id)), &students);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM students WHERE user_id = ?", DB_VALUES(I(student_id)), &joined);
    if (fault != FAULT_NONE)
        return fault;
    if (students >= CLASSROOM_STUDENTS_MAX)
        return FAULT_CLASSROOM_FULL;
    return joined >= CLASSROOMS_PER_PERSON_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

/* The row of an enrolment; a request has then been answered. */
static enum fault enrol(struct db *db, int64_t class_id, int64_t student_id, int64_t added_by, int64_t now)
{
    enum fault fault = membership_begin(db, class_id, student_id, added_by, now, NULL);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db, "DELETE FROM join_requests WHERE class_id = ? AND user_id = ?",
                            DB_VALUES(I(class_id), I(student_id))));
}

/* ---- by code ---- */

/* A code that is nobody's: counted, and after too many refused. */
static enum fault join_guess(struct db *db, const struct throttle *throttle, int64_t now)
{
    int64_t id;
    enum fault fault = throttle_count(db, throttle, now, &id);
    return fault != FAULT_NONE ? fault : FAULT_JOIN_CODE_UNKNOWN;
}

void join_code_into(struct join *unit, const char *typed)
{
    if (!join_code_normalise(typed, unit->code))
        unit->code[0] = '\0';
}

enum fault join_find(struct db *db, struct join *unit)
{
    char student[DIGITS_SIZE];
    bool found = false;
    int64_t wait_ms = 0;
    snprintf(student, sizeof(student), "%lld", (long long)unit->actor->user_id);
    struct throttle throttle = {"join", student, JOIN_GUESSES};
    enum fault fault = throttle_check(db, &throttle, unit->now, &wait_ms);
    if (fault != FAULT_NONE)
        return fault;
    if (wait_ms > 0)
        return FAULT_TOO_MANY_ATTEMPTS;
    fault = row_one_int(db, "SELECT id FROM classrooms WHERE join_code = ?", DB_VALUES(T(unit->code)), &found,
                        &unit->class_id);
    return fault != FAULT_NONE ? fault : !found ? join_guess(db, &throttle, unit->now) : FAULT_NONE;
}

/* How the classroom takes people in. */
struct join_rules {
    bool closed, approval;
    int64_t expires_at;  // 0: never
    bool asked, refused; // the actor has asked already
};

static enum fault join_rules_read(struct db *db, const struct join *unit, struct join_rules *rules)
{
    struct row row;
    row_begin(&row, db, NULL,
              "SELECT c.join_closed, c.join_approval, c.join_expires_at, j.user_id, j.refused_at"
              " FROM classrooms c LEFT JOIN join_requests j ON j.class_id = c.id AND j.user_id = ? WHERE c.id = ?",
              DB_VALUES(I(unit->actor->user_id), I(unit->class_id)));
    while (row_next(&row))
        *rules = (struct join_rules){
            .closed = row_int(&row, 0) != 0,
            .approval = row_int(&row, 1) != 0,
            .expires_at = row_int(&row, 2),
            .asked = !db_is_null(&row.rows, 3),
            .refused = !db_is_null(&row.rows, 4),
        };
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (rules->closed || (rules->expires_at && unit->now >= rules->expires_at))
        return FAULT_JOIN_CLOSED;
    return FAULT_NONE;
}

static enum fault join_tell(struct db *db, const struct join *unit)
{
    const struct notification_request told = {
        .kind = NOTIFY_JOIN_REQUEST,
        .class_id = unit->class_id,
        .subject_id = unit->actor->user_id,
    };
    return tell(db, TELL_TEACHERS, &told, 0, unit->now);
}

/* Writes a request down; its answer to the student is JOIN_WAITING all the same. */
static enum fault join_ask(struct db *db, const struct join *unit, const struct join_rules *rules)
{
    int64_t waiting = 0, own = 0;
    if (rules->asked)
        return rules->refused ? FAULT_JOIN_REFUSED : FAULT_JOIN_WAITING;
    enum fault fault =
        row_count(db, "SELECT COUNT(*) FROM join_requests WHERE class_id = ?", DB_VALUES(I(unit->class_id)), &waiting);
    if (fault != FAULT_NONE)
        return fault;
    if (waiting >= JOIN_REQUESTS_MAX)
        return FAULT_CLASSROOM_FULL;
    // Refused ones count: each teacher's answer is theirs to keep, and asking anew elsewhere has an end all the same.
    fault =
        row_count(db, "SELECT COUNT(*) FROM join_requests WHERE user_id = ?", DB_VALUES(I(unit->actor->user_id)), &own);
    if (fault != FAULT_NONE)
        return fault;
    if (own >= JOIN_REQUESTS_OWN_MAX)
        return FAULT_TOO_MANY_THINGS;
    fault = fault_of(db_exec(db, "INSERT INTO join_requests (class_id, user_id, asked_at) VALUES (?, ?, ?)",
                             DB_VALUES(I(unit->class_id), I(unit->actor->user_id), I(unit->now))));
    if (fault != FAULT_NONE)
        return fault;
    fault = join_tell(db, unit);
    return fault != FAULT_NONE ? fault : FAULT_JOIN_WAITING;
}

static enum fault join(struct db *db, void *context)
{
    struct join *unit = context;
    struct access access = {0};
    struct join_rules rules = {0};
    enum fault fault = join_find(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    // As a reader of everything: the actor is not in the classroom yet.
    struct actor anybody = {.user_id = unit->actor->user_id, .role = ROLE_ADMINISTRATOR};
    fault = access_classroom(db, &anybody, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (access.member) // perhaps put in by somebody: now they come by themselves
        return membership_accept(db, unit->class_id, unit->actor->user_id, unit->now);
    fault = room_left(db, unit->class_id, unit->actor->user_id, access.archived);
    if (fault != FAULT_NONE)
        return fault;
    fault = join_rules_read(db, unit, &rules);
    if (fault != FAULT_NONE)
        return fault;
    if (rules.approval)
        fault = join_ask(db, unit, &rules);
    if (fault != FAULT_NONE)
        return fault;
    return enrol(db, unit->class_id, unit->actor->user_id, 0, unit->now);
}

enum fault classroom_join(struct school *school, const struct actor *actor, const char *code, struct arena *arena,
                          struct classroom *ret_classroom)
{
    struct join unit = {.actor = actor, .now = school_now(school)};
    join_code_into(&unit, code);
    enum fault fault = school_attempt(school, join, &unit);
    return fault != FAULT_NONE ? fault : classroom_get(school, actor, unit.class_id, arena, ret_classroom);
}

/* ---- requests ---- */

/* Of a classroom, or (`student_id` not 0) of a student. */
static enum fault requests_read(struct db *db, int64_t class_id, int64_t student_id, struct arena *arena,
                                struct join_request_list *ret_list)
{
    struct row row;
    struct join_request_list list = {0};
    row_begin(
        &row, db, arena,
        "SELECT j.class_id, c.subject, j.user_id, u.name, u.email, j.asked_at, j.refused_at, u.email_proven_at FROM"
        " join_requests j"
        " JOIN classrooms c ON c.id = j.class_id JOIN users u ON u.id = j.user_id"
        " WHERE (j.class_id = ? OR j.user_id = ?)"
        " ORDER BY CASE WHEN j.refused_at IS NULL THEN 0 ELSE 1 END, j.asked_at, j.user_id LIMIT ?",
        DB_VALUES(I(class_id), I(student_id), I(JOIN_REQUESTS_MAX)));
    while (row_next(&row)) {
        struct join_request *requests = row_list(&row, list.requests, list.count, sizeof(*requests));
        if (!requests)
            break;
        list.requests = requests;
        requests[list.count++] = (struct join_request){
            .class_id = row_int(&row, 0),
            .subject = row_string(&row, 1),
            .student = {row_int(&row, 2), row_string(&row, 3)},
            .email = address_shown(row_string(&row, 4)),
            .email_proven = row_int(&row, 7) != 0,
            .asked_at = row_int(&row, 5),
            .refused = !db_is_null(&row.rows, 6),
        };
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM join_requests WHERE class_id = ? OR user_id = ?",
                      DB_VALUES(I(class_id), I(student_id)), &list.total);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault join_request_list(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                             struct join_request_list *ret_list)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return requests_read(db, class_id, 0, arena, ret_list);
}

enum fault join_request_own(struct school *school, const struct actor *actor, struct arena *arena,
                            struct join_request_list *ret_list)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return requests_read(db, 0, actor->user_id, arena, ret_list);
}

/* A change of who is in a classroom. */
struct membership {
    const struct actor *actor;
    int64_t class_id, student_id;
    const char *email; // of a student to add; NULL: student_id says who
    bool accepted, changed;
    struct person student; // of join_add
    struct arena *arena;
    int64_t now;
};

static enum fault membership_audit(struct db *db, const struct membership *unit, const char *action)
{
    char detail[DETAIL_SIZE];
    snprintf(detail, sizeof(detail), "student %lld", (long long)unit->student_id);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

/* Nobody waits any more: what told the teachers of it counts as read. */
static enum fault join_settled(struct db *db, const struct membership *unit)
{
    const struct notification_request told = {
        .kind = NOTIFY_JOIN_REQUEST, .class_id = unit->class_id, .subject_id = unit->student_id};
    return tell_settled(db, &told, unit->now);
}

static enum fault join_answer(struct db *db, void *context)
{
    struct membership *unit = context;
    struct access access;
    bool found = false;
    int64_t asked_at;
    enum fault fault = access_class_work(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT asked_at FROM join_requests WHERE class_id = ? AND user_id = ?",
                        DB_VALUES(I(unit->class_id), I(unit->student_id)), &found, &asked_at);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    if (unit->accepted)
        fault = room_left(db, unit->class_id, unit->student_id, access.archived);
    if (fault != FAULT_NONE)
        return fault;
    fault = unit->accepted
                ? enrol(db, unit->class_id, unit->student_id, 0, unit->now)
                : fault_of(db_exec(db, "UPDATE join_requests SET refused_at = ? WHERE class_id = ? AND user_id = ?",
                                   DB_VALUES(I(unit->now), I(unit->class_id), I(unit->student_id))));
    if (fault != FAULT_NONE)
        return fault;
    struct notification_request told = {
        .user_id = unit->student_id,
        .kind = NOTIFY_REQUEST_ANSWERED,
        .class_id = unit->class_id,
        .text = unit->accepted ? "join_accepted" : "join_refused",
    };
    fault = tell(db, TELL_PERSON, &told, 0, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = join_settled(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    return membership_audit(db, unit, unit->accepted ? "join_accepted" : "join_refused");
}

enum fault join_request_answer(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                               bool accepted)
{
    struct membership unit = {
        .actor = actor,
        .class_id = class_id,
        .student_id = student_id,
        .accepted = accepted,
        .now = school_now(school),
    };
    return school_change(school, join_answer, &unit);
}

static enum fault join_withdraw(struct db *db, void *context)
{
    struct membership *unit = context;
    enum fault fault =
        fault_of(db_exec(db, "DELETE FROM join_requests WHERE class_id = ? AND user_id = ? AND refused_at IS NULL",
                         DB_VALUES(I(unit->class_id), I(unit->student_id))));
    if (fault != FAULT_NONE || db_changes(db) == 0)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    return join_settled(db, unit);
}

enum fault join_request_withdraw(struct school *school, const struct actor *actor, int64_t class_id)
{
    struct membership unit = {
        .actor = actor, .class_id = class_id, .student_id = actor->user_id, .now = school_now(school)};
    return school_change(school, join_withdraw, &unit);
}

/* ---- by the staff ---- */

static enum fault add_allowed(struct db *db, struct membership *unit, bool *ret_member)
{
    struct access access;
    struct user user;
    bool found;
    enum fault fault = access_class_work(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = unit->email ? user_by_email(db, unit->email, unit->arena, &user)
                        : user_read(db, unit->student_id, unit->arena, &user);
    if (fault == FAULT_NOT_FOUND || (fault == FAULT_NONE && user.disabled))
        fault = FAULT_ACCOUNT_UNKNOWN;
    if (fault != FAULT_NONE)
        return fault;
    if (user.role != ROLE_STUDENT)
        return FAULT_PART_NOT_POSSIBLE;
    unit->student_id = user.id;
    unit->student = (struct person){user.id, user.name};
    fault = class_has_student(db, unit->class_id, user.id, &found);
    *ret_member = fault == FAULT_NONE && found;
    return fault != FAULT_NONE || found ? fault : room_left(db, unit->class_id, user.id, access.archived);
}

static enum fault student_add(struct db *db, void *context)
{
    struct membership *unit = context;
    bool member = false, asked = false;
    int64_t one;
    enum fault fault = add_allowed(db, unit, &member);
    if (fault != FAULT_NONE || member)
        return fault;
    fault = row_one_int(db, "SELECT 1 FROM join_requests WHERE class_id = ? AND user_id = ?",
                        DB_VALUES(I(unit->class_id), I(unit->student_id)), &asked, &one);
    if (fault != FAULT_NONE)
        return fault;
    fault = enrol(db, unit->class_id, unit->student_id, asked ? 0 : unit->actor->user_id, unit->now);
    unit->changed = true;
    return fault != FAULT_NONE ? fault : membership_audit(db, unit, "student_added");
}

enum fault join_add(struct school *school, const struct actor *actor, int64_t class_id, const char *email,
                    struct arena *arena, struct person *ret_student)
{
    struct membership unit = {.actor = actor, .class_id = class_id, .arena = arena, .now = school_now(school)};
    enum fault fault = text_email(email, arena, &unit.email);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, student_add, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_student = unit.student;
    return FAULT_NONE;
}

static enum fault student_remove(struct db *db, void *context)
{
    struct membership *unit = context;
    struct access access;
    bool own = unit->student_id == unit->actor->user_id, left = false;
    enum fault fault = access_classroom(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!own)
        fault = access_change(&access);
    if (fault != FAULT_NONE)
        return fault;
    if (own && !access.member)
        return FAULT_NOT_FOUND;
    fault = membership_end(db, unit->class_id, unit->student_id, unit->actor->user_id, unit->now, &left);
    if (fault != FAULT_NONE)
        return fault;
    if (!left)
        return FAULT_NOT_FOUND;
    return membership_audit(db, unit, own ? "student_left" : "student_removed");
}

enum fault join_remove(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id)
{
    struct membership unit = {actor, class_id, student_id, .now = school_now(school)};
    return school_change(school, student_remove, &unit);
}

/* ---- several, for the institution ---- */

enum fault join_put_in(struct db *db, struct join_one *one)
{
    struct membership unit = {one->actor, one->class_id, one->student_id, .arena = one->arena, .now = one->now};
    enum fault fault = student_add(db, &unit);
    one->changed = unit.changed;
    return fault;
}

enum fault join_take_out(struct db *db, struct join_one *one)
{
    struct membership unit = {one->actor, one->class_id, one->student_id, .now = one->now};
    bool there = false;
    enum fault fault = class_has_student(db, one->class_id, one->student_id, &there);
    one->changed = there;
    return fault != FAULT_NONE || !there ? fault : student_remove(db, &unit);
}

/* ---- by the student ---- */

static enum fault student_accept(struct db *db, void *context)
{
    struct membership *unit = context;
    bool found = false;
    int64_t accepted_at = 0;
    enum fault fault = row_one_int(db, "SELECT accepted_at FROM students WHERE class_id = ? AND user_id = ?",
                                   DB_VALUES(I(unit->class_id), I(unit->student_id)), &found, &accepted_at);
    if (fault != FAULT_NONE || accepted_at != 0)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    fault = membership_accept(db, unit->class_id, unit->student_id, unit->now);
    return fault != FAULT_NONE ? fault : membership_audit(db, unit, "student_accepted");
}

enum fault join_accept(struct school *school, const struct actor *actor, int64_t class_id)
{
    struct membership unit = {actor, class_id, actor->user_id, .now = school_now(school)};
    return school_change(school, student_accept, &unit);
}

enum fault join_leave(struct school *school, const struct actor *actor, int64_t class_id)
{
    return join_remove(school, actor, class_id, actor->user_id);
}
