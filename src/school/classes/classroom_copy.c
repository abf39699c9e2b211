/* SPDX-License-Identifier: MIT */
#include "school/classes/classroom_copy.h"

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/marks/warning/warning_rules_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    CODE_ATTEMPTS = 4, // 31^8 codes: meeting a taken one even twice does not happen
    DETAIL_SIZE = 200,
};

static enum fault term_of(const struct copy_request *request, int64_t class_id, struct series_term *ret_term)
{
    struct series_term term = {.class_id = class_id};
    enum fault fault = zone_day_parse(request->first_date, &term.first_day);
    if (fault != FAULT_NONE)
        return fault;
    fault = zone_day_parse(request->last_date, &term.last_day);
    if (fault != FAULT_NONE)
        return fault;
    if (term.last_day < term.first_day)
        return FAULT_DATE_INVALID;
    *ret_term = term;
    return FAULT_NONE;
}

static enum fault copy_allowed(struct db *db, const struct actor *actor, int64_t class_id)
{
    struct access access;
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    return access.teacher || actor->role == ROLE_ADMINISTRATOR ? FAULT_NONE : FAULT_NOT_FOUND;
}

static enum fault plan_read(struct school *school, struct db *db, const struct actor *actor,
                            const struct series_term *term, struct arena *arena, struct term_plan *ret_plan,
                            int64_t *ret_staff)
{
    enum fault fault = copy_allowed(db, actor, term->class_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db,
                      "SELECT COUNT(*) FROM classroom_staff k JOIN users u ON u.id = k.user_id"
                      " WHERE k.class_id = ? AND u.disabled_at IS NULL",
                      DB_VALUES(I(term->class_id)), ret_staff);
    return fault != FAULT_NONE ? fault : series_term_plan(school, db, term, arena, ret_plan);
}

enum fault classroom_copy_plan(struct school *school, const struct actor *actor, int64_t class_id,
                               const struct copy_request *request, struct arena *arena, struct term_plan *ret_plan,
                               int64_t *ret_staff)
{
    struct series_term term;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = copy_allowed(db, actor, class_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = term_of(request, class_id, &term);
    if (fault != FAULT_NONE)
        return fault;
    return plan_read(school, db, actor, &term, arena, ret_plan, ret_staff);
}

/* ---- making it ---- */

struct copying {
    struct school *school;
    const struct actor *actor;
    struct series_term term;
    const char *subject, *section, *term_name; // subject NULL: the same
    bool same_section;
    struct arena *arena;
    char code[CLASSROOM_CODE_LENGTH + 1];
    int64_t now, id;
    bool code_taken;
};

/* One more of the professor whose it is. */
static enum fault professor_may(struct db *db, int64_t class_id)
{
    bool found;
    int64_t count = 0;
    enum fault fault = row_one_int(
        db, "SELECT COUNT(*) FROM classrooms WHERE professor_id = (SELECT professor_id FROM classrooms WHERE id = ?)",
        DB_VALUES(I(class_id)), &found, &count);
    return fault != FAULT_NONE ? fault : count >= CLASSROOMS_PER_PERSON_MAX ? FAULT_TOO_MANY_THINGS : FAULT_NONE;
}

static enum fault classroom_write(struct db *db, struct copying *unit)
{
    enum db_status status = db_one_int(
        db, &unit->id,
        "INSERT INTO classrooms (subject, section, professor_id, join_code, term, department, timezone,"
        " late_after_minutes, window_minutes, policy, threshold_percent, leave_out, excused_counts, absent_at_close,"
        " join_approval, auto_open, auto_open_minutes, spot_names, archived_at, created_at, copied_from)"
        " SELECT COALESCE(?, subject), CASE WHEN ? = 1 THEN section ELSE ? END, professor_id, ?, ?, department,"
        " timezone, late_after_minutes, window_minutes, policy, threshold_percent, leave_out, excused_counts,"
        " absent_at_close, join_approval, auto_open, auto_open_minutes, spot_names, NULL, ?, id FROM classrooms WHERE "
        "id = ?"
        " RETURNING id",
        DB_VALUES(T(unit->subject), I(unit->same_section), T(unit->section), T(unit->code), T(unit->term_name),
                  I(unit->now), I(unit->term.class_id)));
    unit->code_taken = status == DB_CONFLICT;
    if (status != DB_ROW)
        return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    return ordering_classroom(db, unit->id);
}

/* What goes with a classroom in other tables. */
static enum fault parts_write(struct db *db, const struct copying *unit)
{
    int64_t id = unit->id, from = unit->term.class_id;
    enum db_status status =
        db_exec(db,
                "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) SELECT ?, k.user_id, k.kind, ?"
                " FROM classroom_staff k JOIN users u ON u.id = k.user_id WHERE k.class_id = ? AND u.disabled_at IS"
                " NULL",
                DB_VALUES(I(id), I(unit->now), I(from)));
    if (status == DB_OK)
        status = db_exec(db,
                         "INSERT INTO status_sets (class_id, status, letter, name, points, counts, colour, in_room,"
                         " place, retired) SELECT ?, status, letter, name, points, counts, colour, in_room, place,"
                         " retired FROM status_sets WHERE class_id = ?",
                         DB_VALUES(I(id), I(from)));
    if (status == DB_OK)
        status = db_exec(db,
                         "INSERT INTO proofs (class_id, room_code, code_check_in, networks, network_rule, place,"
                         " radius_m, place_rule, device_rule, device_minutes, room_rule, sound, unlock_rule, version,"
                         " updated_at, updated_by)"
                         " SELECT ?, room_code, code_check_in, networks, network_rule, place, radius_m, place_rule,"
                         " device_rule, device_minutes, room_rule, sound, unlock_rule, 1, ?, ? FROM proofs"
                         " WHERE class_id = ?",
                         DB_VALUES(I(id), I(unit->now), I(unit->actor->user_id), I(from)));
    return status != DB_OK ? fault_of(status) : warning_rules_copy(db, from, id);
}

static enum fault copy(struct db *db, void *context)
{
    struct copying *unit = context;
    struct term_plan plan;
    char detail[DETAIL_SIZE];
    int64_t staff;
    unit->code_taken = false;
    enum fault fault = plan_read(unit->school, db, unit->actor, &unit->term, unit->arena, &plan, &staff);
    if (fault != FAULT_NONE)
        return fault;
    fault = professor_may(db, unit->term.class_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = classroom_write(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = parts_write(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = series_term_write(unit->school, db, &plan, unit->id, unit->actor->user_id, unit->arena, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "from classroom %lld: %lld lectures", (long long)unit->term.class_id,
             (long long)plan.lectures);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "classroom_copied",
                                .subject_type = "classroom",
                                .subject_id = unit->id,
                                .detail = detail,
                            });
}

/* Before anything that they sent is judged: what is another's is not there. */
static enum fault copy_may(struct school *school, const struct actor *actor, int64_t class_id)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return copy_allowed(db, actor, class_id);
}

enum fault classroom_copy(struct school *school, const struct actor *actor, int64_t class_id,
                          const struct copy_request *request, struct arena *arena, struct classroom *ret_classroom)
{
    struct copying unit = {
        .school = school,
        .actor = actor,
        .same_section = request->section == NULL,
        .arena = arena,
        .now = school_now(school),
    };
    enum fault fault = copy_may(school, actor, class_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = term_of(request, class_id, &unit.term);
    if (fault != FAULT_NONE)
        return fault;
    if (request->subject)
        fault = text_clean(request->subject, CLASSROOM_SUBJECT_MAX, false, false, arena, &unit.subject);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(request->section, CLASSROOM_SECTION_MAX, false, true, arena, &unit.section);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(request->term, CLASSROOM_TERM_MAX, false, true, arena, &unit.term_name);
    if (fault != FAULT_NONE)
        return fault;
    for (int i = 0; i < CODE_ATTEMPTS; i++) {
        secret_code(unit.code, CLASSROOM_CODE_LENGTH);
        fault = school_change(school, copy, &unit);
        if (!unit.code_taken)
            break;
    }
    return fault != FAULT_NONE ? fault : classroom_get(school, actor, unit.id, arena, ret_classroom);
}
