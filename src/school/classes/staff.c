/* SPDX-License-Identifier: MIT */
#include "school/classes/staff.h"

#include <string.h>

#include "base/arena.h"
#include "school/classes/classroom.h"
#include "school/classes/staff_inside.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/account.h"
#include "school/people/address.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 96 };

enum fault user_by_email(struct db *db, const char *email, struct arena *arena, struct user *ret_user)
{
    struct user user;
    bool typed;
    int64_t id;
    enum fault fault = address_find(db, email, &id, &typed);
    if (fault != FAULT_NONE)
        return fault;
    if (id == 0)
        return typed ? FAULT_EMAIL_UNPROVEN : FAULT_ACCOUNT_UNKNOWN;
    fault = user_read(db, id, arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    if (user.disabled)
        return FAULT_ACCOUNT_UNKNOWN;
    *ret_user = user;
    return FAULT_NONE;
}

static enum fault staff_read(struct db *db, int64_t class_id, struct arena *arena, struct staff_list *ret_list)
{
    struct row row;
    struct staff_list list = {0};
    row_begin(&row, db, arena,
              "SELECT m.part, m.user_id, u.name, u.email, m.added_at FROM"
              " (SELECT 0 AS part, professor_id AS user_id, created_at AS added_at FROM classrooms WHERE id = ?"
              " UNION ALL SELECT CASE WHEN kind = 'teacher' THEN 1 ELSE 2 END, user_id, added_at FROM classroom_staff"
              " WHERE class_id = ?) AS m JOIN users u ON u.id = m.user_id ORDER BY m.part, u.sort_key, m.user_id",
              DB_VALUES(I(class_id), I(class_id)));
    while (row_next(&row)) {
        struct staff_member *members = row_list(&row, list.members, list.count, sizeof(*members));
        if (!members)
            break;
        list.members = members;
        members[list.count++] = (struct staff_member){
            .part = (enum class_part)row_int(&row, 0),
            .person = {row_int(&row, 1), row_string(&row, 2)},
            .email = address_shown(row_string(&row, 3)),
            .added_at = row_int(&row, 4),
        };
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault staff_list(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                      struct staff_list *ret_list)
{
    struct access access;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_class_staff(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return staff_read(db, class_id, arena, ret_list);
}

/* A change of the staff. */
struct staff_edit {
    const struct actor *actor;
    int64_t class_id, person_id;
    const char *email; // NULL: the person is known by id
    const char *part;
    struct arena *arena;
    int64_t now;
};

static enum fault staff_audit(struct db *db, const struct staff_edit *unit, const char *action)
{
    char detail[DETAIL_SIZE];
    snprintf(detail, sizeof(detail), "user %lld%s%s", (long long)unit->person_id, unit->part ? ": " : "",
             unit->part ? unit->part : "");
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = action,
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

/* What a person is in the classroom already: PART_ADMINISTRATOR stands for nothing. */
static enum fault part_read(struct db *db, int64_t class_id, int64_t person_id, enum class_part *ret_part)
{
    bool found;
    int64_t part = PART_ADMINISTRATOR;
    enum fault fault = row_one_int(
        db,
        "SELECT MIN(part) FROM (SELECT 0 AS part FROM classrooms WHERE id = ? AND"
        " professor_id = ? UNION ALL SELECT CASE WHEN kind = 'teacher' THEN 1 ELSE 2 END"
        " FROM classroom_staff WHERE class_id = ? AND user_id = ? UNION ALL SELECT 3 FROM"
        " students WHERE class_id = ? AND user_id = ? UNION ALL SELECT 4) AS p",
        DB_VALUES(I(class_id), I(person_id), I(class_id), I(person_id), I(class_id), I(person_id)), &found, &part);
    if (fault != FAULT_NONE)
        return fault;
    *ret_part = (enum class_part)part;
    return FAULT_NONE;
}

static bool role_takes(enum role role, const char *part)
{
    return role == ROLE_PROFESSOR || (role == ROLE_STUDENT && strcmp(part, STAFF_ASSISTANT) == 0);
}

static enum fault edit_allowed(struct db *db, const struct staff_edit *unit)
{
    struct access access;
    return access_class_change(db, unit->actor, unit->class_id, &access);
}

static enum fault add_allowed(struct db *db, struct staff_edit *unit)
{
    struct user user;
    enum class_part part;
    int64_t count = 0;
    enum fault fault = edit_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = user_by_email(db, unit->email, unit->arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    unit->person_id = user.id;
    fault = part_read(db, unit->class_id, user.id, &part);
    if (fault != FAULT_NONE)
        return fault;
    fault =
        row_count(db, "SELECT COUNT(*) FROM classroom_staff WHERE class_id = ?", DB_VALUES(I(unit->class_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    if (part <= PART_ASSISTANT)
        return FAULT_ALREADY_STAFF;
    if (part == PART_STUDENT)
        return FAULT_ALREADY_STUDENT;
    if (!role_takes(user.role, unit->part))
        return FAULT_PART_NOT_POSSIBLE;
    return count >= STAFF_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

static enum fault staff_insert(struct db *db, void *context)
{
    struct staff_edit *unit = context;
    enum fault fault = add_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status =
        db_exec(db, "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (?, ?, ?, ?)",
                DB_VALUES(I(unit->class_id), I(unit->person_id), T(unit->part), I(unit->now)));
    if (status == DB_CONFLICT)
        return FAULT_BUSY; // added by another connection: look again
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM join_requests WHERE class_id = ? AND user_id = ?",
                         DB_VALUES(I(unit->class_id), I(unit->person_id)));
    return status != DB_OK ? fault_of(status) : staff_audit(db, unit, "staff_added");
}

static bool is_part(const char *part)
{
    return part && (strcmp(part, STAFF_TEACHER) == 0 || strcmp(part, STAFF_ASSISTANT) == 0);
}

enum fault staff_add(struct school *school, const struct actor *actor, int64_t class_id, const char *email,
                     const char *part, struct arena *arena, struct staff_list *ret_list)
{
    struct staff_edit unit = {
        .actor = actor,
        .class_id = class_id,
        .part = part,
        .arena = arena,
        .now = school_now(school),
    };
    if (!is_part(part))
        return FAULT_CHOICE_UNKNOWN;
    enum fault fault = text_email(email, arena, &unit.email);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, staff_insert, &unit);
    return fault != FAULT_NONE ? fault : staff_list(school, actor, class_id, arena, ret_list);
}

static enum fault change_allowed(struct db *db, const struct staff_edit *unit)
{
    struct user user;
    enum class_part part;
    enum fault fault = edit_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = part_read(db, unit->class_id, unit->person_id, &part);
    if (fault != FAULT_NONE)
        return fault;
    if (part != PART_TEACHER && part != PART_ASSISTANT)
        fault = part == PART_OWNER ? FAULT_OWNER_STAYS : FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    fault = user_read(db, unit->person_id, unit->arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    if (!role_takes(user.role, unit->part))
        return FAULT_PART_NOT_POSSIBLE;
    return FAULT_NONE;
}

static enum fault staff_update(struct db *db, void *context)
{
    struct staff_edit *unit = context;
    enum fault fault = change_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db, "UPDATE classroom_staff SET kind = ? WHERE class_id = ? AND user_id = ?",
                                    DB_VALUES(T(unit->part), I(unit->class_id), I(unit->person_id)));
    return status != DB_OK ? fault_of(status) : staff_audit(db, unit, "staff_changed");
}

enum fault staff_change(struct school *school, const struct actor *actor, int64_t class_id, int64_t person_id,
                        const char *part, struct arena *arena, struct staff_list *ret_list)
{
    struct staff_edit unit = {
        .actor = actor,
        .class_id = class_id,
        .person_id = person_id,
        .part = part,
        .arena = arena,
        .now = school_now(school),
    };
    if (!is_part(part))
        return FAULT_CHOICE_UNKNOWN;
    enum fault fault = school_change(school, staff_update, &unit);
    return fault != FAULT_NONE ? fault : staff_list(school, actor, class_id, arena, ret_list);
}

static enum fault staff_delete(struct db *db, void *context)
{
    struct staff_edit *unit = context;
    struct access access;
    enum class_part part;
    bool own = unit->person_id == unit->actor->user_id;
    enum fault fault = access_classroom(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!own)
        fault = access_change(&access);
    if (fault != FAULT_NONE)
        return fault;
    fault = part_read(db, unit->class_id, unit->person_id, &part);
    if (fault != FAULT_NONE)
        return fault;
    if (part != PART_TEACHER && part != PART_ASSISTANT)
        fault = part == PART_OWNER ? FAULT_OWNER_STAYS : FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db, "DELETE FROM classroom_staff WHERE class_id = ? AND user_id = ?",
                                    DB_VALUES(I(unit->class_id), I(unit->person_id)));
    return status != DB_OK ? fault_of(status) : staff_audit(db, unit, own ? "staff_left" : "staff_removed");
}

enum fault staff_remove(struct school *school, const struct actor *actor, int64_t class_id, int64_t person_id)
{
    struct staff_edit unit = {actor, class_id, person_id, .now = school_now(school)};
    return school_change(school, staff_delete, &unit);
}

/* Whether somebody may have one classroom more. */
static enum fault owner_room(struct db *db, int64_t person_id)
{
    int64_t count = 0;
    enum fault fault =
        row_count(db, "SELECT COUNT(*) FROM classrooms WHERE professor_id = ?", DB_VALUES(I(person_id)), &count);
    return fault != FAULT_NONE ? fault : count >= CLASSROOMS_PER_PERSON_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

static enum fault hand_over_allowed(struct db *db, const struct staff_edit *unit)
{
    struct access access;
    enum class_part part;
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.owner)
        return FAULT_OWNER_STAYS;
    fault = part_read(db, unit->class_id, unit->person_id, &part);
    if (fault != FAULT_NONE)
        return fault;
    if (part != PART_TEACHER)
        return FAULT_PART_NOT_POSSIBLE;
    return owner_room(db, unit->person_id);
}

/* The person becomes the professor, `former_id` a co-teacher. */
static enum fault owner_write(struct db *db, const struct staff_edit *unit, int64_t former_id)
{
    enum db_status status =
        db_exec(db, "UPDATE classrooms SET professor_id = ?, version = version + 1, updated_at = ? WHERE id = ?",
                DB_VALUES(I(unit->person_id), I(unit->now), I(unit->class_id)));
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM classroom_staff WHERE class_id = ? AND user_id = ?",
                         DB_VALUES(I(unit->class_id), I(unit->person_id)));
    if (status == DB_OK)
        status = db_exec(db, "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (?, ?, ?, ?)",
                         DB_VALUES(I(unit->class_id), I(former_id), T(STAFF_TEACHER), I(unit->now)));
    return status != DB_OK ? fault_of(status) : staff_audit(db, unit, "classroom_handed_over");
}

static enum fault hand_over(struct db *db, void *context)
{
    struct staff_edit *unit = context;
    enum fault fault = hand_over_allowed(db, unit);
    return fault != FAULT_NONE ? fault : owner_write(db, unit, unit->actor->user_id);
}

enum fault staff_hand_over(struct school *school, const struct actor *actor, int64_t class_id, int64_t person_id,
                           struct arena *arena, struct staff_list *ret_list)
{
    struct staff_edit unit = {actor, class_id, person_id, .now = school_now(school)};
    enum fault fault = school_change(school, hand_over, &unit);
    return fault != FAULT_NONE ? fault : staff_list(school, actor, class_id, arena, ret_list);
}

enum fault staff_owner_check(struct db *db, int64_t person_id, bool named)
{
    bool found = false;
    int64_t professor = 0;
    enum fault fault =
        named ? row_one_int(db,
                            "SELECT CASE WHEN role = 'professor' THEN 1 ELSE 0 END FROM users WHERE id = ? AND"
                            " disabled_at IS NULL",
                            DB_VALUES(I(person_id)), &found, &professor)
              : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    if (named && (!found || !professor))
        return found ? FAULT_PART_NOT_POSSIBLE : FAULT_ACCOUNT_UNKNOWN;
    return owner_room(db, person_id);
}

enum fault staff_owner_change(struct db *db, const struct actor *actor, int64_t class_id, int64_t person_id,
                              int64_t now)
{
    const struct staff_edit unit = {.actor = actor, .class_id = class_id, .person_id = person_id, .now = now};
    int64_t former_id = 0;
    bool found = false;
    enum fault fault = staff_owner_check(db, person_id, true);
    if (fault != FAULT_NONE)
        return fault;
    fault =
        row_one_int(db, "SELECT professor_id FROM classrooms WHERE id = ?", DB_VALUES(I(class_id)), &found, &former_id);
    return fault != FAULT_NONE ? fault : found ? owner_write(db, &unit, former_id) : FAULT_NOT_FOUND;
}

static enum fault appoint_allowed(struct db *db, struct staff_edit *unit, int64_t *ret_former_id)
{
    struct user user;
    bool found = false;
    if (unit->actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = row_one_int(db, "SELECT professor_id FROM classrooms WHERE id = ?", DB_VALUES(I(unit->class_id)),
                                   &found, ret_former_id);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    fault = user_by_email(db, unit->email, unit->arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    if (user.role != ROLE_PROFESSOR)
        return FAULT_PART_NOT_POSSIBLE;
    if (user.id == *ret_former_id)
        return FAULT_ALREADY_STAFF;
    unit->person_id = user.id;
    return owner_room(db, user.id);
}

static enum fault appoint(struct db *db, void *context)
{
    struct staff_edit *unit = context;
    int64_t former_id = 0;
    enum fault fault = appoint_allowed(db, unit, &former_id);
    return fault != FAULT_NONE ? fault : owner_write(db, unit, former_id);
}

enum fault staff_appoint(struct school *school, const struct actor *actor, int64_t class_id, const char *email,
                         struct arena *arena, struct staff_list *ret_list)
{
    struct staff_edit unit = {.actor = actor, .class_id = class_id, .arena = arena, .now = school_now(school)};
    enum fault fault = text_email(email, arena, &unit.email);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, appoint, &unit);
    return fault != FAULT_NONE ? fault : staff_list(school, actor, class_id, arena, ret_list);
}
