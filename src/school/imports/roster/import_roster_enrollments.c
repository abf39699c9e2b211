/* SPDX-License-Identifier: MIT */
/* OneRoster's enrollments: students of a classroom, teachers beside its professor, and assistants. A column that is not
 * OneRoster's, `group` or `metadata.group`, puts a student into a group. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/imports/import_group.h"
#include "school/imports/roster/import_roster.h"
#include "school/imports/import_person_ahead.h"
#include "school/imports/import_work.h"
#include "school/imports/undo/undo_keep.h"
#include "school/jobs/job.h"
#include "school/marks/membership.h"
#include "school/marks/membership_back.h"
#include "school/people/account.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum column { CLASS = ROSTER_FIRST, USER, ROLE, PRIMARY, GROUP, METADATA_GROUP, BEGINS, ENDS };

static const struct import_column columns[] = {
    {"sourcedId", true}, {"status", false}, {"classSourcedId", true},  {"userSourcedId", true}, {"role", true},
    {"primary", false},  {"group", false},  {"metadata.group", false}, {"beginDate", false},    {"endDate", false},
};

static const char *const known_columns[] = {"dateLastModified", "schoolSourcedId", NULL};

static bool is_role(const struct import_line *line, const char *role)
{
    return strcasecmp(line->cells[ROLE], role) == 0;
}

/* Whether it is to end, or has, by its dates. */
static bool is_ended(const struct import *import, const struct import_line *line, bool deleted)
{
    return deleted || roster_day(roster_of(import), line->cells[BEGINS], line->cells[ENDS]) == ROSTER_OVER;
}

/* Extensions of OneRoster are called metadata.NAME. */
static const char *group_of(const struct import_line *line)
{
    return line->cells[*line->cells[GROUP] ? GROUP : METADATA_GROUP];
}

/* Who teaches what: needed before the classes are made. Of several primary teachers the first is meant; without one,
 * the first teacher. */
static enum fault teacher_collect(struct import *import, const struct import_line *line)
{
    struct import_seen *teacher = import_see(import, ROSTER_TEACHER, line->cells[CLASS], line->number);
    int64_t rank = strcasecmp(line->cells[PRIMARY], "true") == 0 ? 2 : 1;
    if (!teacher)
        return FAULT_INTERNAL;
    if (rank <= teacher->value)
        return FAULT_NONE;
    teacher->value = rank;
    teacher->text = arena_strdup(import->work->arena, line->cells[USER]);
    return teacher->text ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault enrollment_collect(struct db *db, struct import *import, const struct import_line *line)
{
    bool deleted;
    (void)db;
    roster_of(import)->odd |= !roster_id_is_good(line->cells[ROSTER_SOURCED_ID]) || line->beyond;
    enum fault fault = roster_collect(import, ROSTER_ENROLLMENT, line);
    if (fault != FAULT_NONE)
        return fault;
    fault = import_group_collect(import, line, line->cells[CLASS], group_of(line));
    if (fault != FAULT_NONE || !roster_status(line->cells[ROSTER_STATUS], &deleted) ||
        is_ended(import, line, deleted) || !roster_id_is_good(line->cells[CLASS]) ||
        !roster_id_is_good(line->cells[USER]))
        return fault;
    const char *pair = roster_pair(import, line->cells[CLASS], line->cells[USER]);
    if (!pair || !import_see(import, ROSTER_PAIR, pair, line->number))
        return FAULT_INTERNAL;
    if (is_role(line, "student"))
        return roster_role_enrolled(import, line, line->cells[USER], false);
    if (!is_role(line, "teacher"))
        return FAULT_NONE;
    fault = roster_role_enrolled(import, line, line->cells[USER], true);
    return fault != FAULT_NONE ? fault : teacher_collect(import, line);
}

/* An enrolment, checked. */
struct enrollment_state {
    struct roster_id class, user;
    const char *kind; // of the staff; NULL: a student
    bool deleted;
    bool professor; // the classroom's own
    bool there;
    bool left;                 // a student who is to come, was there and left of their own will
    struct import_group group; // of a student who is not to go
};

/* A student's place: whether they are there, and else whether they left it themselves. */
static enum fault place_find(struct db *db, const struct import *import, struct enrollment_state *state)
{
    const int64_t class_id = state->class.subject_id, user_id = state->user.subject_id;
    if (!class_id || !user_id || roster_ahead_place(import, class_id, user_id, &state->there, &state->left))
        return FAULT_NONE;
    enum fault fault = class_has_student(db, class_id, user_id, &state->there);
    return fault != FAULT_NONE || state->there ? fault : membership_left_by_self(db, class_id, user_id, &state->left);
}

static enum fault enrollment_find(struct db *db, const struct import *import, const struct import_line *line,
                                  struct enrollment_state *state)
{
    int64_t one, professor_id = 0;
    bool found;
    const struct import_seen *teacher = import_seen(import, ROSTER_TEACHER, line->cells[CLASS]);
    const struct db_value class_id = I(state->class.subject_id), user_id = I(state->user.subject_id);
    const bool known =
        !state->class.subject_id || roster_ahead_professor(import, state->class.subject_id, &professor_id);
    enum fault fault = known ? FAULT_NONE
                             : row_one_int(db, "SELECT professor_id FROM classrooms WHERE id = ?", DB_VALUES(class_id),
                                           &found, &professor_id);
    if (fault != FAULT_NONE)
        return fault;
    state->professor = professor_id != 0 && professor_id == state->user.subject_id;
    state->professor |= !import->apply && teacher && teacher->text && strcmp(teacher->text, line->cells[USER]) == 0;
    if (state->kind)
        return row_one_int(db, "SELECT 1 FROM classroom_staff WHERE class_id = ? AND user_id = ? AND kind = ?",
                           DB_VALUES(class_id, user_id, T(state->kind)), &state->there, &one);
    fault = place_find(db, import, state);
    state->left = state->left && !state->deleted;
    return fault;
}

static enum fault enrollment_allowed(struct db *db, struct import *import, const struct enrollment_state *state,
                                     const char **ret_reason)
{
    struct user user;
    int64_t count = 0;
    enum role role = state->kind ? ROLE_PROFESSOR : ROLE_STUDENT;
    bool any = state->kind && strcmp(state->kind, STAFF_TEACHER) != 0; // assistants are whoever they are
    enum fault fault = FAULT_NONE;
    if (!any && state->user.found)
        fault = import_person_user(db, import, state->user.subject_id, &user);
    if (fault == FAULT_NOT_FOUND || (fault == FAULT_NONE && !any && state->user.found && user.role != role)) {
        *ret_reason = "role_differs";
        return FAULT_NONE;
    }
    if (fault != FAULT_NONE || state->kind)
        return fault;
    fault = roster_class_count(db, import, state->class.subject_id, &count);
    if (fault == FAULT_NONE && count >= CLASSROOM_STUDENTS_MAX)
        *ret_reason = "class_full";
    return fault;
}

/* BUSY when they joined or left in between. Who is put into a group has to be there before that. */
static enum fault student_write(struct db *db, struct import *import, const struct enrollment_state *state)
{
    int64_t class_id = state->class.subject_id, user_id = state->user.subject_id;
    bool changed = true;
    enum fault fault = import_student_keep(db, import, class_id, user_id, state->deleted);
    if (fault != FAULT_NONE)
        return fault;
    if (!state->deleted && !state->group.moves)
        return roster_come(import, class_id, user_id);
    roster_ahead_moved(import, class_id, user_id, !state->deleted);
    fault = state->deleted
                ? membership_end(db, class_id, user_id, import->work->actor.user_id, import->now, &changed)
                : membership_begin(db, class_id, user_id, import->work->actor.user_id, import->now, &changed);
    return fault != FAULT_NONE ? fault : changed ? FAULT_NONE : FAULT_BUSY;
}

/* The same for who teaches: one part at a time, for a teacher may have been an assistant. */
static enum fault staff_write(struct db *db, struct import *import, const struct enrollment_state *state)
{
    struct db_value class_id = I(state->class.subject_id), user_id = I(state->user.subject_id);
    enum fault fault = roster_staff_keep(db, import, state->class.subject_id, state->user.subject_id,
                                         state->deleted ? NULL : state->kind);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status =
        db_exec(db, "DELETE FROM classroom_staff WHERE class_id = ? AND user_id = ?", DB_VALUES(class_id, user_id));
    if (status != DB_OK || state->deleted)
        return fault_of(status);
    status = db_exec(db, "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (?, ?, ?, ?)",
                     DB_VALUES(class_id, user_id, T(state->kind), I(import->now)));
    return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status);
}

static enum fault enrollment_write(struct db *db, struct import *import, const struct import_line *line,
                                   const struct enrollment_state *state)
{
    char detail[64];
    enum fault fault = state->kind ? staff_write(db, import, state) : student_write(db, import, state);
    if (fault != FAULT_NONE)
        return fault;
    fault = roster_keep_enrollment(db, import, line->cells[ROSTER_SOURCED_ID], state->class.subject_id,
                                   state->user.subject_id, state->deleted ? 0 : import->now);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "%s %lld", state->kind ? state->kind : "student",
             (long long)state->user.subject_id);
    return import_audit(db, import,
                        &(struct audit_entry){
                            .at = import->now,
                            .actor_id = import->work->actor.user_id,
                            .action = state->deleted ? "enrollment_ended" : "enrollment_imported",
                            .subject_type = "classroom",
                            .subject_id = state->class.subject_id,
                            .detail = detail,
                        });
}

/* What a good row does, unless that is nothing: the enrolment, and the group. */
static enum fault enrollment_do(struct db *db, struct import *import, const struct import_line *line,
                                const struct enrollment_state *state, struct import_verdict *verdict)
{
    const char *reason = NULL;
    bool enrols = state->there == state->deleted;
    enum fault fault = enrols && !state->deleted ? enrollment_allowed(db, import, state, &reason) : FAULT_NONE;
    if (fault != FAULT_NONE || reason)
        return fault != FAULT_NONE ? fault : import_say(verdict, JOB_REFUSED, reason);
    const char *ends = enrols && state->deleted && !state->kind ? "place_ends" : NULL;
    import_judge(verdict, enrols && !state->deleted ? JOB_CREATED : JOB_UPDATED,
                 state->group.makes ? "group_made" : ends);
    if (!import->apply)
        return FAULT_NONE;
    if (enrols)
        fault = enrollment_write(db, import, line, state);
    if (fault != FAULT_NONE || !state->group.moves)
        return fault;
    return import_group_write(db, import, state->class.subject_id, state->user.subject_id, &state->group);
}

/* Whose and where: sets the verdict and *ret_good false when either is not there. */
static enum fault enrollment_refer(struct db *db, struct import *import, const struct import_line *line,
                                   struct enrollment_state *state, struct import_verdict *verdict, bool *ret_good)
{
    enum fault fault = roster_refer(db, import, ROSTER_CLASS, line->cells[CLASS], "class_unknown", "class_refused",
                                    verdict, &state->class, ret_good);
    if (fault != FAULT_NONE)
        return fault;
    if (*ret_good)
        fault = roster_refer(db, import, ROSTER_USER, line->cells[USER], "user_unknown", "user_refused", verdict,
                             &state->user, ret_good);
    if (fault != FAULT_NONE)
        return fault;
    return *ret_good ? enrollment_find(db, import, line, state) : FAULT_NONE;
}

/* Whether there is nothing to do, and then the verdict: what goes on by another row, has not begun, or is not a
 * roster's to end. */
static enum fault enrollment_rests(struct db *db, struct import *import, const struct import_line *line,
                                   struct enrollment_state *state, struct import_verdict *verdict, bool *ret_rests)
{
    bool began = true;
    const char *pair = roster_pair(import, line->cells[CLASS], line->cells[USER]);
    if (!pair)
        return FAULT_INTERNAL;
    *ret_rests = true;
    if (state->left) // files come every night: nobody is asked every morning
        return import_say(verdict, JOB_IGNORED, "left_by_self");
    if (*group_of(line) && state->kind)
        return import_say(verdict, JOB_REFUSED, "group_of_staff");
    bool early = !state->deleted && roster_day(roster_of(import), line->cells[BEGINS], NULL) == ROSTER_EARLY;
    if (early && !state->there)
        return import_say(verdict, JOB_IGNORED, "part_not_begun");
    if (state->kind && state->professor) // the class was made with them
        return import_say(verdict, state->deleted ? JOB_IGNORED : JOB_UNCHANGED, state->deleted ? "not_removed" : NULL);
    if (state->deleted && state->there && import_seen(import, ROSTER_PAIR, pair))
        return import_say(verdict, JOB_UNCHANGED, NULL);
    enum fault fault = state->deleted && state->there
                           ? roster_began(db, state->class.subject_id, state->user.subject_id, state->kind, &began)
                           : FAULT_NONE;
    if (fault != FAULT_NONE || !began)
        return fault != FAULT_NONE ? fault : import_say(verdict, JOB_IGNORED, "place_by_hand");
    *ret_rests = false;
    return FAULT_NONE;
}

static enum fault enrollment_row(struct db *db, struct import *import, const struct import_line *line,
                                 struct import_verdict *verdict)
{
    struct enrollment_state state = {0};
    const char *reason = NULL;
    bool good, deleted, rests = false;
    struct import_seen *seen = roster_begin(import, ROSTER_ENROLLMENT, line, verdict, &deleted);
    if (!seen)
        return FAULT_NONE;
    state.deleted = is_ended(import, line, deleted);
    enum fault fault = state.deleted ? roster_come_now(db, import) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    if (is_role(line, "teacher"))
        state.kind = STAFF_TEACHER;
    else if (is_role(line, "aide"))
        state.kind = STAFF_ASSISTANT;
    else if (!is_role(line, "student"))
        return import_say(verdict, JOB_IGNORED, "role_without_part");
    fault = enrollment_refer(db, import, line, &state, verdict, &good);
    if (fault != FAULT_NONE || !good)
        return fault;
    seen->value = ROSTER_GOOD;
    fault = enrollment_rests(db, import, line, &state, verdict, &rests);
    if (fault != FAULT_NONE || rests)
        return fault;
    if (*group_of(line) && !state.deleted)
        fault = import_group_find(db, import, line, line->cells[CLASS], state.class.subject_id, state.user.subject_id,
                                  group_of(line), &state.group, &reason);
    if (fault != FAULT_NONE || reason)
        return fault != FAULT_NONE ? fault : import_say(verdict, JOB_REFUSED, reason);
    if (state.there == !state.deleted && !state.group.moves)
        return import_say(verdict, JOB_UNCHANGED, NULL);
    return enrollment_do(db, import, line, &state, verdict);
}

static enum fault enrollment_ahead(struct db *db, struct import *import, const struct import_line *const *lines,
                                   size_t count)
{
    roster_come_none(import);
    enum fault fault = roster_ahead_ids(db, import, ROSTER_CLASS, lines, count, CLASS);
    if (fault != FAULT_NONE)
        return fault;
    fault = roster_ahead_ids(db, import, ROSTER_USER, lines, count, USER);
    if (fault != FAULT_NONE)
        return fault;
    fault =
        import->apply ? roster_ahead_ids(db, import, ROSTER_ENROLLMENT, lines, count, ROSTER_SOURCED_ID) : FAULT_NONE;
    return fault != FAULT_NONE ? fault : roster_ahead_places(db, import, lines, count, CLASS, USER);
}

const struct import_table roster_enrollments = {.file = "enrollments.csv",
                                                .columns = columns,
                                                .column_count = ARRAY_LENGTH(columns),
                                                .collect = enrollment_collect,
                                                .row = enrollment_row,
                                                .ahead = enrollment_ahead,
                                                .behind = roster_come_now,
                                                .known = known_columns,
                                                .rows_max = ROSTER_ROWS_MAX};
