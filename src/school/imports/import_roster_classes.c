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
#include "school/imports/import_roster.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "store/db.h"
#include "store/engine.h"

enum { CODE_TRIES = 4 };

enum column { TITLE = ROSTER_FIRST, CODE, COURSE, SCHOOL, TERMS };

static const struct import_column columns[] = {
    {"sourcedId", true},        {"status", false},          {"title", true},           {"classCode", false},
    {"courseSourcedId", false}, {"schoolSourcedId", false}, {"termSourcedIds", false},
};

/* A class, checked, and the classroom that is there. */
struct class_state {
    const char *subject, *section, *term; // section, term: NULL when none
    const char *teacher;                  // sourcedId; NULL: the files name none
    int64_t professor_id;                 // 0: not there (yet)
    int64_t class_id;                     // 0: not there (yet)
    bool same;                            // it is there and as the file says
};

static enum fault class_collect(struct db *db, struct import *import, const struct import_line *line)
{
    (void)db;
    return roster_collect(import, ROSTER_CLASS, line);
}

/* The title of the first of the terms. */
static enum fault term_find(struct db *db, struct import *import, const struct import_line *line,
                            struct class_state *state, struct import_verdict *verdict, bool *ret_good)
{
    struct roster_id known;
    *ret_good = true;
    const char *first = line->cells[TERMS];
    char *id = arena_strndup(import->scratch, first, strcspn(first, ", "));
    if (!id || *id == '\0')
        return id ? FAULT_NONE : FAULT_INTERNAL;
    enum fault fault =
        roster_refer(db, import, ROSTER_SESSION, id, "session_unknown", "session_unknown", verdict, &known, ret_good);
    const struct import_seen *seen = import_seen(import, ROSTER_SESSION, id);
    const char *title = seen && seen->text ? seen->text : known.title;
    if (fault != FAULT_NONE || !*ret_good || !title)
        return fault;
    // A longer title is no reason to refuse a class.
    if (text_clean(title, CLASSROOM_TERM_MAX, false, true, import->scratch, &state->term) != FAULT_NONE)
        state->term = NULL;
    return FAULT_NONE;
}

/* Named by the files or known here, unless the files name nothing of that kind at all. */
static enum fault refer_if_any(struct db *db, struct import *import, enum roster_kind kind, const char *id,
                               const char *unknown, struct import_verdict *verdict, bool *ret_good)
{
    struct roster_id known;
    *ret_good = true;
    return *id == '\0' ? FAULT_NONE : roster_refer(db, import, kind, id, unknown, unknown, verdict, &known, ret_good);
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
    enum fault fault = roster_read(db, ROSTER_CLASS, line->cells[ROSTER_SOURCED_ID], import->scratch, &known);
    if (fault != FAULT_NONE || !known.found)
        return fault;
    row_begin(&row, db, import->scratch, "SELECT id, subject, section, term, professor_id FROM classrooms WHERE id = ?",
              DB_VALUES(I(known.subject_id)));
    while (row_next(&row)) {
        state->class_id = row_int(&row, 0);
        state->same = is_text(row_text(&row, 1), state->subject) && is_text(row_text(&row, 2), state->section) &&
                      is_text(row_text(&row, 3), state->term) &&
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
                            "INSERT INTO classrooms (subject, section, professor_id, join_code, term, timezone,"
                            " late_after_minutes, window_minutes, policy, created_at)"
                            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'turn', ?) RETURNING id",
                            DB_VALUES(T(state->subject), T(state->section), I(state->professor_id), T(code),
                                      T(state->term), T(zone ? zone : "UTC"), I(CLASSROOM_LATE_MINUTES),
                                      I(CLASSROOM_WINDOW_MINUTES), I(import->now)));
    }
    if (status != DB_ROW)
        return status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    return proofs_begin(db, state->class_id, import->work->actor.user_id, import->now);
}

static enum fault class_update(struct db *db, const struct class_state *state, int64_t now)
{
    enum fault fault = fault_of(db_exec(db,
                                        "UPDATE classrooms SET subject = ?, section = ?, term = ?, professor_id = ?,"
                                        " version = version + 1, updated_at = ? WHERE id = ?",
                                        DB_VALUES(T(state->subject), T(state->section), T(state->term),
                                                  I(state->professor_id), I(now), I(state->class_id))));
    if (fault != FAULT_NONE)
        return fault;
    // Who teaches it now is not also beside himself.
    return fault_of(db_exec(db, "DELETE FROM classroom_staff WHERE class_id = ? AND user_id = ?",
                            DB_VALUES(I(state->class_id), I(state->professor_id))));
}

static enum fault class_write(struct db *db, struct import *import, const struct import_line *line,
                              struct class_state *state)
{
    bool is_new = state->class_id == 0;
    enum fault fault = is_new ? class_insert(db, import, state) : class_update(db, state, import->now);
    if (fault != FAULT_NONE)
        return fault;
    if (is_new)
        fault = roster_keep(db, ROSTER_CLASS, line->cells[ROSTER_SOURCED_ID], state->class_id, 0, NULL);
    if (fault != FAULT_NONE)
        return fault;
    fault = ordering_classroom(db, state->class_id);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = import->now,
                                .actor_id = import->work->actor.user_id,
                                .action = "classroom_imported",
                                .subject_type = "classroom",
                                .subject_id = state->class_id,
                            });
}

static enum fault texts_clean(const struct import *import, const struct import_line *line, struct class_state *state)
{
    enum fault fault =
        text_clean(line->cells[TITLE], CLASSROOM_SUBJECT_MAX, false, false, import->scratch, &state->subject);
    if (fault != FAULT_NONE)
        return fault;
    return text_clean(line->cells[CODE], CLASSROOM_SECTION_MAX, false, true, import->scratch, &state->section);
}

/* What the row refers to, and its texts. */
static enum fault class_check(struct db *db, struct import *import, const struct import_line *line,
                              struct class_state *state, struct import_verdict *verdict, bool *ret_good)
{
    enum fault fault = texts_clean(import, line, state);
    *ret_good = fault == FAULT_NONE;
    if (fault == FAULT_TEXT_INVALID)
        return import_say(verdict, JOB_REFUSED, "text_invalid");
    verdict->subject = state->subject;
    if (fault != FAULT_NONE)
        return fault;
    fault = refer_if_any(db, import, ROSTER_COURSE, line->cells[COURSE], "course_unknown", verdict, ret_good);
    if (fault != FAULT_NONE)
        return fault;
    if (*ret_good)
        fault = refer_if_any(db, import, ROSTER_ORG, line->cells[SCHOOL], "org_unknown", verdict, ret_good);
    if (fault != FAULT_NONE)
        return fault;
    if (*ret_good)
        fault = term_find(db, import, line, state, verdict, ret_good);
    return fault;
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
    if (good)
        fault = teacher_find(db, import, line, &state, &teacher);
    if (fault != FAULT_NONE)
        return fault;
    if (good)
        fault = class_find(db, import, line, &state);
    if (fault != FAULT_NONE || !good)
        return fault;
    if (deleted) {
        seen->value = state.class_id ? ROSTER_GOOD : ROSTER_REFUSED;
        return import_say(verdict, JOB_IGNORED, "not_removed");
    }
    // A delta need not name again who teaches a class that is there.
    if (!teacher && (state.teacher || state.class_id == 0))
        return import_say(verdict, JOB_REFUSED, "teacher_missing");
    seen->value = ROSTER_GOOD;
    import_judge(verdict, state.class_id == 0 ? JOB_CREATED : state.same ? JOB_UNCHANGED : JOB_UPDATED, NULL);
    return import->apply && !state.same ? class_write(db, import, line, &state) : FAULT_NONE;
}

const struct import_table roster_classes = {"classes.csv", columns, ARRAY_LENGTH(columns), class_collect, class_row,
                                            NULL,          0};
