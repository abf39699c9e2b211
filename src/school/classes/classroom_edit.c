/* SPDX-License-Identifier: MIT */
/* Changing a classroom and its join code. */
#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "face/live/live.h"
#include "school/classes/classroom.h"
#include "school/classes/classroom_inside.h"
#include "school/classes/staff_inside.h"
#include "school/common/access.h"
#include "school/common/external/external_inside.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/marks/mark.h"
#include "school/marks/warning/due.h"
#include "school/plan/lecture.h"
#include "school/plan/window_plan.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum {
    CODE_ATTEMPTS = 4, // 31^8 codes: meeting a taken one even twice does not happen
    DETAIL_SIZE = 1500,
};

struct rotate {
    const struct actor *actor;
    int64_t class_id;
    char code[CLASSROOM_CODE_LENGTH + 1];
    int64_t now;
    bool code_taken;
};

static enum fault rotate(struct db *db, void *context)
{
    struct rotate *unit = context;
    struct access access;
    unit->code_taken = false;
    enum fault fault = access_class_change(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_exec(db,
                                    "UPDATE classrooms SET join_code = ?, join_closed = 0, join_expires_at = NULL,"
                                    " version = version + 1, updated_at = ? WHERE id = ?",
                                    DB_VALUES(T(unit->code), I(unit->now), I(unit->class_id)));
    unit->code_taken = status == DB_CONFLICT;
    if (status != DB_OK)
        return fault_of(status);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "join_code_rotated",
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                            });
}

enum fault classroom_rotate_code(struct school *school, const struct actor *actor, int64_t class_id,
                                 struct arena *arena, struct classroom *ret_classroom)
{
    struct rotate unit = {.actor = actor, .class_id = class_id, .now = school_now(school)};
    enum fault fault = FAULT_INTERNAL;
    for (int i = 0; i < CODE_ATTEMPTS; i++) {
        secret_code(unit.code, CLASSROOM_CODE_LENGTH);
        fault = school_change(school, rotate, &unit);
        if (!unit.code_taken)
            break;
    }
    return fault != FAULT_NONE ? fault : classroom_get(school, actor, class_id, arena, ret_classroom);
}

/* ---- changing ---- */

struct classroom_change classroom_no_change(void)
{
    return (struct classroom_change){
        .late_after_minutes = -1,
        .window_minutes = -1,
        .threshold_percent = -1,
        .leave_out = -1,
        .spot_names = -1,
        .absent_at_close = -1,
        .archived = -1,
        .join_open = -1,
        .join_approval = -1,
        .join_expires_at = -1,
        .auto_open_minutes = INT64_MIN,
    };
}

struct alteration {
    const struct actor *actor;
    int64_t class_id;
    struct classroom_change change; // its texts cleaned
    enum live_policy policy;        // the next two are meant when the change names one
    enum mark_counts excused_counts;
    struct arena *arena;
    int64_t now;
};

/* Puts the change over what there is, and the words of what differs into `detail`. False: nothing differs. */
static bool change_over(const struct alteration *unit, struct classroom *classroom, char detail[static DETAIL_SIZE])
{
    const struct classroom_change *change = &unit->change;
    bool was_open = !classroom->join_closed;
    size_t size = 0;
    struct {
        const char *name;
        int64_t old, wanted;
        bool asked;
    } numbers[] = {
        {"late after", classroom->late_after_minutes, change->late_after_minutes, change->late_after_minutes >= 0},
        {"window", classroom->window_minutes, change->window_minutes, change->window_minutes >= 0},
        {"threshold", classroom->threshold_percent, change->threshold_percent, change->threshold_percent >= 0},
        {"absent at close", classroom->absent_at_close, change->absent_at_close, change->absent_at_close >= 0},
        {"archived", classroom->archived, change->archived, change->archived >= 0},
        {"join open", was_open, change->join_open, change->join_open >= 0},
        {"join approval", classroom->join_approval, change->join_approval, change->join_approval >= 0},
        {"join expires", classroom->join_expires_at, change->join_expires_at, change->join_expires_at >= 0},
        {"auto open", classroom->auto_open, change->auto_open && strcmp(change->auto_open, "on") == 0,
         change->auto_open != NULL},
        {"auto open minutes", classroom->auto_open_minutes, change->auto_open_minutes,
         change->auto_open_minutes != INT64_MIN},
        {"policy", classroom->policy, unit->policy, change->policy != NULL},
        {"excused counts", classroom->excused_counts, unit->excused_counts, change->excused_counts != NULL},
        {"left out", classroom->leave_out, change->leave_out, change->leave_out >= 0},
        {"names to look up", classroom->spot_names, change->spot_names, change->spot_names >= 0},
    };
    enum { NUMBERS = sizeof(numbers) / sizeof(numbers[0]) };
    int64_t now[NUMBERS];
    for (size_t i = 0; i < NUMBERS; i++) {
        now[i] = numbers[i].asked ? numbers[i].wanted : numbers[i].old;
        if (now[i] != numbers[i].old && size < DETAIL_SIZE)
            size += (size_t)snprintf(detail + size, DETAIL_SIZE - size, "%s%s %lld -> %lld", size ? ", " : "",
                                     numbers[i].name, (long long)numbers[i].old, (long long)now[i]);
    }
    classroom->late_after_minutes = now[0];
    classroom->window_minutes = now[1];
    classroom->threshold_percent = now[2];
    classroom->absent_at_close = now[3] != 0;
    classroom->archived = now[4] != 0;
    classroom->join_closed = now[5] == 0;
    classroom->join_approval = now[6] != 0;
    classroom->join_expires_at = now[7];
    classroom->auto_open = now[8] != 0;
    classroom->auto_open_minutes = now[9];
    classroom->policy = (enum live_policy)now[10];
    classroom->excused_counts = (enum mark_counts)now[11];
    classroom->leave_out = now[12];
    classroom->spot_names = now[13];
    return size > 0;
}

static bool text_over(const char *wanted, const char **text, const char *name, char detail[static DETAIL_SIZE])
{
    const char *old = *text ? *text : "";
    if (!wanted || strcmp(wanted, old) == 0)
        return false;
    size_t size = strlen(detail);
    snprintf(detail + size, DETAIL_SIZE - size, "%s%s \"%s\" -> \"%s\"", size ? ", " : "", name, old, wanted);
    *text = *wanted ? wanted : NULL;
    return true;
}

static enum fault classroom_update(struct db *db, const struct alteration *unit, const struct classroom *classroom,
                                   bool was_archived)
{
    enum db_status status = db_exec(
        db,
        "UPDATE classrooms SET subject = ?, section = ?, term = ?, department = ?, timezone = ?, policy = ?, "
        "late_after_minutes = ?,"
        " window_minutes = ?, threshold_percent = ?, leave_out = ?, excused_counts = ?, absent_at_close = ?, "
        "join_closed = ?,"
        " join_expires_at = ?, join_approval = ?, auto_open = ?, auto_open_minutes = ?, spot_names = ?,"
        " version = version + 1, updated_at = ?"
        " WHERE id = ?",
        DB_VALUES(T(classroom->subject), T(classroom->section), T(classroom->term), T(classroom->department),
                  T(classroom->timezone), T(live_policy_word(classroom->policy)), I(classroom->late_after_minutes),
                  I(classroom->window_minutes), I(classroom->threshold_percent), I(classroom->leave_out),
                  T(mark_counts_code(classroom->excused_counts)), I(classroom->absent_at_close),
                  I(classroom->join_closed), classroom->join_expires_at ? I(classroom->join_expires_at) : N(),
                  I(classroom->join_approval), I(classroom->auto_open), I(classroom->auto_open_minutes),
                  I(classroom->spot_names), I(unit->now), I(unit->class_id)));
    if (status == DB_OK && was_archived != classroom->archived)
        status = db_exec(db, "UPDATE classrooms SET archived_at = ? WHERE id = ?",
                         DB_VALUES(classroom->archived ? I(unit->now) : N(), I(unit->class_id)));
    return status != DB_OK ? fault_of(status) : ordering_classroom(db, unit->class_id);
}

static enum fault alter_allowed(struct db *db, const struct alteration *unit, struct classroom *ret_classroom)
{
    struct access access;
    enum fault fault = access_classroom(db, unit->actor, unit->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = access.teacher ? FAULT_NONE : FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    if (access.archived && unit->change.archived != 0)
        return FAULT_CLASSROOM_ARCHIVED;
    fault = classroom_read(db, unit->actor, unit->class_id, unit->now, unit->arena, ret_classroom);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->change.version != 0 && unit->change.version != ret_classroom->version)
        return FAULT_CHANGED_MEANWHILE;
    return FAULT_NONE;
}

static enum fault alter(struct db *db, void *context)
{
    struct alteration *unit = context;
    struct classroom classroom;
    char detail[DETAIL_SIZE] = "";
    enum fault fault = alter_allowed(db, unit, &classroom);
    if (fault != FAULT_NONE)
        return fault;
    bool was_archived = classroom.archived;
    bool differs = change_over(unit, &classroom, detail);
    differs |= text_over(unit->change.subject, &classroom.subject, "subject", detail);
    differs |= text_over(unit->change.section, &classroom.section, "section", detail);
    differs |= text_over(unit->change.term, &classroom.term, "term", detail);
    differs |= text_over(unit->change.department, &classroom.department, "department", detail);
    differs |= text_over(unit->change.timezone, &classroom.timezone, "time zone", detail);
    differs |= text_over(unit->change.external_id, &classroom.external_id, "external id", detail);
    bool owned = unit->change.professor_id == 0 || unit->change.professor_id == classroom.professor.id;
    if (!differs && owned)
        return FAULT_NONE;
    if (!owned)
        fault = staff_owner_change(db, unit->actor, unit->class_id, unit->change.professor_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    if (unit->change.external_id)
        fault = external_set(db, EXTERNAL_CLASSROOM, unit->class_id, classroom.external_id);
    if (fault != FAULT_NONE || !differs)
        return fault;
    fault = classroom_update(db, unit, &classroom, was_archived);
    if (fault != FAULT_NONE)
        return fault;
    fault = window_plan_class(db, unit->class_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = due_touch(db, unit->class_id, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "classroom_changed",
                                .subject_type = "classroom",
                                .subject_id = unit->class_id,
                                .detail = detail,
                            });
}

static enum fault change_numbers(const struct classroom_change *change)
{
    if (change->late_after_minutes < -1 || change->late_after_minutes > LATE_MINUTES_MAX ||
        change->window_minutes < -1 || change->window_minutes == 0 || change->window_minutes > WINDOW_MINUTES_MAX)
        return FAULT_MINUTES_INVALID;
    if (change->threshold_percent < -1 || change->threshold_percent > 100 || change->leave_out < -1 ||
        change->leave_out > CLASSROOM_LEAVE_OUT_MAX || change->spot_names < -1 ||
        change->spot_names > CLASSROOM_SPOT_NAMES_MAX || change->absent_at_close > 1 || change->archived > 1 ||
        change->join_open > 1 || change->join_approval > 1)
        return FAULT_NUMBER_INVALID;
    if (change->auto_open_minutes != INT64_MIN &&
        (change->auto_open_minutes < AUTO_OPEN_EARLIEST || change->auto_open_minutes > AUTO_OPEN_LATEST))
        return FAULT_MINUTES_INVALID;
    if (change->join_expires_at > 0 && !time_is_sane(change->join_expires_at))
        return FAULT_TIME_INVALID;
    return FAULT_NONE;
}

/* A text that may be left as it is (NULL) or taken away (""). */
static enum fault change_text(const char **text, size_t characters, bool optional, struct arena *arena)
{
    const char *given = *text;
    enum fault fault = given ? text_clean(given, characters, false, optional, arena, text) : FAULT_NONE;
    if (given && !*text)
        *text = "";
    return fault;
}

static enum fault change_texts(struct school *school, struct classroom_change *change, struct arena *arena)
{
    enum fault fault = change_text(&change->subject, CLASSROOM_SUBJECT_MAX, false, arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = change_text(&change->section, CLASSROOM_SECTION_MAX, true, arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = change_text(&change->term, CLASSROOM_TERM_MAX, true, arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = change_text(&change->department, CLASSROOM_DEPARTMENT_MAX, true, arena);
    if (fault != FAULT_NONE)
        return fault;
    const char *external_id = change->external_id;
    fault = external_clean(external_id, arena, &change->external_id);
    if (fault != FAULT_NONE)
        return fault;
    change->external_id = external_id && !change->external_id ? "" : change->external_id;
    if (change->timezone && !timezone_exists(school->config.zoneinfo, change->timezone))
        return FAULT_TIMEZONE_UNKNOWN;
    if (change->auto_open && strcmp(change->auto_open, "on") != 0 && strcmp(change->auto_open, "off") != 0)
        return FAULT_CHOICE_UNKNOWN;
    return FAULT_NONE;
}

enum fault classroom_change(struct school *school, const struct actor *actor, int64_t class_id,
                            const struct classroom_change *change, struct arena *arena, struct classroom *ret_classroom)
{
    struct alteration unit = {
        .actor = actor,
        .class_id = class_id,
        .change = *change,
        .arena = arena,
        .now = school_now(school),
    };
    if (!actor->for_institution) {
        unit.change.professor_id = 0;
        unit.change.external_id = NULL;
    }
    if (change->policy && !live_policy_find(change->policy, &unit.policy))
        return FAULT_POLICY_UNKNOWN;
    if (change->excused_counts && !mark_counts_parse(change->excused_counts, &unit.excused_counts))
        return FAULT_CHOICE_UNKNOWN;
    enum fault fault = change_numbers(change);
    if (fault != FAULT_NONE)
        return fault;
    fault = change_texts(school, &unit.change, arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, alter, &unit);
    return fault != FAULT_NONE ? fault : classroom_get(school, actor, class_id, arena, ret_classroom);
}
