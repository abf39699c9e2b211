/* SPDX-License-Identifier: MIT */
/* OneRoster's classes: classrooms, each with its primary teacher as its professor. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/checkin/proof_inside.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/text.h"
#include "school/imports/roster/import_roster.h"
#include "school/imports/import_work.h"
#include "school/imports/undo/undo_keep.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/plan/lecture.h"
#include "store/db.h"
#include "store/engine.h"

enum { CODE_TRIES = 4, NUMBER_SIZE = 24 };

enum column { TITLE = ROSTER_FIRST, CODE, COURSE, SCHOOL, TERMS, LOCATION };

static const struct import_column columns[] = {
    {"sourcedId", true},        {"status", false},          {"title", true},           {"classCode", false},
    {"courseSourcedId", false}, {"schoolSourcedId", false}, {"termSourcedIds", false}, {"location", false},
};

static const char *const known_columns[] = {
    "dateLastModified", "grades",    "classType",          "subjects", "subjectCodes",
    "periods",          "resources", "resourceSourcedIds", NULL};

/* A class, checked, and the classroom that is there. */
struct class_state {
    const char *subject, *section, *term; // section, term: NULL when none
    const char *department, *room;        // NULL when the files do not say: as it is
    bool over;                            // its terms are
    const char *teacher;                  // sourcedId; NULL: the files name none
    int64_t professor_id;                 // 0: not there (yet)
    int64_t class_id;                     // 0: not there (yet)
    bool same;                            // it is there and as the file says

    const char *subject_was, *section_was, *term_was, *department_was, *room_was; // of one that is there
    int64_t professor_was;
};

static enum fault class_collect(struct db *db, struct import *import, const struct import_line *line)
{
    (void)db;
    return roster_collect(import, ROSTER_CLASS, line);
}

/* The title of its term. */
static enum fault term_find(struct db *db, struct import *import, const struct import_line *line,
                            struct class_state *state, struct import_verdict *verdict, bool *ret_good)
{
    struct roster_term term;
    enum fault fault = roster_term(db, import, line->cells[TERMS], &term);
    *ret_good = fault == FAULT_NONE && !(term.unknown && !term.title && roster_of(import)->sessions);
    if (fault == FAULT_NONE && !*ret_good)
        import_judge(verdict, JOB_REFUSED, "session_unknown");
    state->term = term.title;
    state->over = term.over;
    return fault;
}

/* An org that is named must be there, unless the files name none at all. */
static enum fault org_find(struct db *db, struct import *import, const struct import_line *line,
                           const struct roster_course *course, struct class_state *state,
                           struct import_verdict *verdict, bool *ret_good)
{
    struct roster_id known;
    const char *id = line->cells[SCHOOL];
    enum fault fault = FAULT_NONE;
    *ret_good = true;
    if (*id && roster_of(import)->orgs)
        fault = roster_refer(db, import, ROSTER_ORG, id, "org_unknown", "org_unknown", verdict, &known, ret_good);
    if (fault != FAULT_NONE)
        return fault;
    if (*ret_good)
        fault = roster_department(db, import, id, &state->department);
    if (fault != FAULT_NONE)
        return fault;
    if (*ret_good && !state->department)
        fault = roster_department(db, import, course->org, &state->department);
    return fault;
}

/* The account of the teacher, who must be a professor here or, in a dry run, become one. */
static enum fault teacher_find(struct db *db, struct import *import, const struct import_line *line,
                               struct class_state *state, bool *ret_good)
{
    struct roster_id known;
    struct import_verdict ignored;
    bool found = false;
    const struct import_seen *seen = import_seen(import, ROSTER_TEACHER, line->cells[ROSTER_SOURCED_ID]);
    *ret_good = false;
    if (!seen || !seen->text)
        return FAULT_NONE;
    state->teacher = seen->text;
    enum fault fault = roster_refer(db, import, ROSTER_USER, seen->text, "", "", &ignored, &known, ret_good);
    if (fault != FAULT_NONE || !*ret_good || !known.found)
        return fault;
    fault = row_one_int(db, "SELECT id FROM users WHERE id = ? AND role = 'professor'", DB_VALUES(I(known.subject_id)),
                        &found, &state->professor_id);
    *ret_good = found;
    return fault;
}

static bool is_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static enum fault class_find(struct db *db, struct import *import, const struct import_line *line,
                             struct class_state *state)
{
    struct row row;
    struct roster_id known;
    enum fault fault = roster_read(db, import, ROSTER_CLASS, line->cells[ROSTER_SOURCED_ID], &known);
    if (fault != FAULT_NONE || !known.found)
        return fault;
    row_begin(&row, db, import->scratch,
              "SELECT id, subject, section, term, professor_id, department, room FROM classrooms"
              " WHERE id = ?",
              DB_VALUES(I(known.subject_id)));
    while (row_next(&row)) {
        state->class_id = row_int(&row, 0);
        state->subject_was = row_text(&row, 1);
        state->section_was = row_text(&row, 2);
        state->term_was = row_text(&row, 3);
        state->professor_was = row_int(&row, 4);
        state->department_was = row_text(&row, 5);
        state->room_was = row_text(&row, 6);
        state->same = is_text(state->subject_was, state->subject) && is_text(state->section_was, state->section) &&
                      is_text(state->term_was, state->term) &&
                      (!state->department || is_text(row_text(&row, 5), state->department)) &&
                      (!state->room || is_text(row_text(&row, 6), state->room)) &&
                      (state->professor_id == 0 || row_int(&row, 4) == state->professor_id);
        if (state->professor_id == 0)
            state->professor_id = row_int(&row, 4);
    }
    return row_end(&row);
}

static enum fault class_insert(struct db *db, struct import *import, struct class_state *state)
{
    char code[CLASSROOM_CODE_LENGTH + 1];
    const char *zone = job_word(import->work, "timezone");
    enum db_status status = DB_CONFLICT;
    for (int i = 0; i < CODE_TRIES && status == DB_CONFLICT; i++) {
        secret_code(code, CLASSROOM_CODE_LENGTH);
        status = db_one_int(db, &state->class_id,
                            "INSERT INTO classrooms (subject, section, professor_id, join_code, term, department,"
                            " room, timezone, late_after_minutes, window_minutes, policy, created_at)"
                            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'turn', ?) RETURNING id",
                            DB_VALUES(T(state->subject), T(state->section), I(state->professor_id), T(code),
                                      T(state->term), T(state->department), T(state->room), T(zone ? zone : "UTC"),
                                      I(CLASSROOM_LATE_MINUTES), I(CLASSROOM_WINDOW_MINUTES), I(import->now)));
    }
    if (status != DB_ROW)
        return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    enum fault fault =
        undo_keep(db, import, &(struct undo_item){.kind = UNDO_CLASS_MADE, .subject_id = state->class_id});
    return fault != FAULT_NONE ? fault : proofs_begin(db, state->class_id, import->work->actor.user_id, import->now);
}

/* What the classroom was, so that the import can be undone. */
static enum fault class_keep(struct db *db, struct import *import, const struct class_state *state)
{
    char was[NUMBER_SIZE], became[NUMBER_SIZE];
    snprintf(was, sizeof(was), "%lld", (long long)state->professor_was);
    snprintf(became, sizeof(became), "%lld", (long long)state->professor_id);
    const struct {
        const char *field, *was, *became;
    } fields[] = {
        {"subject", state->subject_was, state->subject},
        {"section", state->section_was, state->section},
        {"term", state->term_was, state->term},
        {"professor_id", was, became},
        {"department", state->department_was, state->department ? state->department : state->department_was},
        {"room", state->room_was, state->room ? state->room : state->room_was},
    };
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(fields); i++)
        fault =
            undo_keep_field(db, import, UNDO_CLASS, state->class_id, fields[i].field, fields[i].was, fields[i].became);
    return fault;
}

/* Who teaches it now is not also beside himself. */
static enum fault staff_end(struct db *db, struct import *import, const struct class_state *state)
{
    enum fault fault = roster_staff_keep(db, import, state->class_id, state->professor_id, NULL);
    return fault != FAULT_NONE ? fault
                               : fault_of(db_exec(db, "DELETE FROM classroom_staff WHERE class_id = ? AND user_id = ?",
                                                  DB_VALUES(I(state->class_id), I(state->professor_id))));
}

static enum fault class_update(struct db *db, struct import *import, const struct class_state *state)
{
    enum fault fault =
        fault_of(db_exec(db,
                         "UPDATE classrooms SET subject = ?, section = ?, term = ?, professor_id = ?,"
                         " department = COALESCE(?, department), room = COALESCE(?, room), version = version + 1,"
                         " updated_at = ? WHERE id = ?",
                         DB_VALUES(T(state->subject), T(state->section), T(state->term), I(state->professor_id),
                                   T(state->department), T(state->room), I(import->now), I(state->class_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = class_keep(db, import, state);
    return fault != FAULT_NONE ? fault : staff_end(db, import, state);
}

static enum fault class_write(struct db *db, struct import *import, const struct import_line *line,
                              struct class_state *state)
{
    bool is_new = state->class_id == 0;
    enum fault fault = is_new ? class_insert(db, import, state) : class_update(db, import, state);
    if (fault != FAULT_NONE)
        return fault;
    if (is_new)
        fault = roster_keep(db, import, ROSTER_CLASS, line->cells[ROSTER_SOURCED_ID], state->class_id, 0, NULL);
    if (fault != FAULT_NONE)
        return fault;
    fault = ordering_classroom(db, state->class_id);
    if (fault != FAULT_NONE)
        return fault;
    return import_audit(db, import,
                        &(struct audit_entry){
                            .at = import->now,
                            .actor_id = import->work->actor.user_id,
                            .action = "classroom_imported",
                            .subject_type = "classroom",
                            .subject_id = state->class_id,
                        });
}

/* Its own title and code, or else its course's. */
static enum fault texts_clean(const struct import *import, const struct import_line *line,
                              const struct roster_course *course, struct class_state *state)
{
    const char *title = *line->cells[TITLE] ? line->cells[TITLE] : course->title;
    const char *code = *line->cells[CODE] ? line->cells[CODE] : course->code;
    enum fault fault = text_clean(title, CLASSROOM_SUBJECT_MAX, false, false, import->scratch, &state->subject);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(code, CLASSROOM_SECTION_MAX, false, true, import->scratch, &state->section);
    // A longer name of a room is no reason to refuse a class.
    if (text_clean(line->cells[LOCATION], LECTURE_ROOM_MAX, false, true, import->scratch, &state->room) != FAULT_NONE)
        state->room = NULL;
    return fault;
}

/* What the row refers to, and its texts. */
static enum fault class_check(struct db *db, struct import *import, const struct import_line *line,
                              struct class_state *state, struct import_verdict *verdict, bool *ret_good)
{
    struct roster_course course;
    *ret_good = false;
    enum fault fault = roster_course(db, import, line->cells[COURSE], &course);
    if (fault != FAULT_NONE)
        return fault;
    fault = texts_clean(import, line, &course, state);
    if (fault == FAULT_TEXT_INVALID)
        return import_say(verdict, JOB_REFUSED, "text_invalid");
    if (fault != FAULT_NONE)
        return fault;
    verdict->subject = state->subject;
    fault = org_find(db, import, line, &course, state, verdict, ret_good);
    return fault != FAULT_NONE || !*ret_good ? fault : term_find(db, import, line, state, verdict, ret_good);
}

static enum fault class_row(struct db *db, struct import *import, const struct import_line *line,
                            struct import_verdict *verdict)
{
    bool deleted, good, teacher = false;
    struct class_state state = {0};
    struct import_seen *seen = roster_begin(import, ROSTER_CLASS, line, verdict, &deleted);
    if (!seen)
        return FAULT_NONE;
    enum fault fault = class_check(db, import, line, &state, verdict, &good);
    if (fault != FAULT_NONE)
        return fault;
    if (!good)
        return FAULT_NONE;
    fault = teacher_find(db, import, line, &state, &teacher);
    if (fault != FAULT_NONE)
        return fault;
    fault = class_find(db, import, line, &state);
    if (fault != FAULT_NONE)
        return fault;
    if (state.over && state.class_id == 0) {
        seen->value = ROSTER_LEFT_OUT;
        return import_say(verdict, JOB_IGNORED, "term_over");
    }
    if (deleted) {
        seen->value = state.class_id ? ROSTER_GOOD : ROSTER_LEFT_OUT;
        return import_say(verdict, JOB_IGNORED, "not_removed");
    }
    // A delta need not name again who teaches a class that is there.
    if (!teacher && (state.teacher || state.class_id == 0))
        return import_say(verdict, JOB_REFUSED, "teacher_missing");
    seen->value = ROSTER_GOOD;
    import_judge(verdict, state.class_id == 0 ? JOB_CREATED : state.same ? JOB_UNCHANGED : JOB_UPDATED, NULL);
    return import->apply && !state.same ? class_write(db, import, line, &state) : FAULT_NONE;
}

const struct import_table roster_classes = {.file = "classes.csv",
                                            .columns = columns,
                                            .column_count = ARRAY_LENGTH(columns),
                                            .collect = class_collect,
                                            .row = class_row,
                                            .known = known_columns,
                                            .rows_max = ROSTER_ROWS_MAX};
