/* SPDX-License-Identifier: MIT */
/*
 * Marks of a classroom: who (email, external_id or student_id), which lecture (lecture_id, or date and start on the
 * classroom's clocks), status (a code, or a letter or name of the classroom's), minutes_late, note. Or as Moodle
 * imports them into one session: a user's username or idnumber, and a status or a scantime. Registers that lie across
 * are made into such rows first: import_marks_wide.h.
 */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/imports/import_lectures.h"
#include "school/imports/import_marks_wide.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/marks/mark.h"
#include "school/marks/mark_write.h"
#include "school/marks/status_set.h"
#include "school/marks/status_set_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 400 };

enum column {
    EMAIL,
    EXTERNAL_ID,
    STUDENT_ID,
    USERNAME,
    ID_NUMBER,
    LECTURE_ID,
    DATE,
    START,
    STATUS,
    SCAN_TIME,
    MINUTES_LATE,
    NOTE,
    SHEET_ROW, // of what import_marks_wide.c made
    SHEET_COLUMN,
    SHEET_STATUS,
    SHEET_FAULT,
    COLUMN_COUNT,
};

static const struct import_column columns[COLUMN_COUNT] = {
    [EMAIL] = {"email", false},
    [EXTERNAL_ID] = {"external_id", false},
    [STUDENT_ID] = {"student_id", false},
    [USERNAME] = {"username", false},
    [ID_NUMBER] = {"idnumber", false},
    [LECTURE_ID] = {"lecture_id", false},
    [DATE] = {"date", false},
    [START] = {"start", false},
    [STATUS] = {"status", false},
    [SCAN_TIME] = {"scantime", false},
    [MINUTES_LATE] = {"minutes_late", false},
    [NOTE] = {"note", false},
    [SHEET_ROW] = {MARKS_ROW, false},
    [SHEET_COLUMN] = {MARKS_COLUMN, false},
    [SHEET_STATUS] = {MARKS_STATUS, false},
    [SHEET_FAULT] = {MARKS_FAULT, false},
};

/* A row without a status says nothing: no refusal, and no change. */
static const char status_empty[] = "status_empty";

struct marks {
    const char *timezone; // the classroom's
    int64_t lecture_id;   // of every row; 0: the rows say
    struct status_set set;
    bool made; // the rows are import_marks_wide.c's
};

/* A row's mark, checked. */
struct row_state {
    int64_t student_id, lecture_id;
    int64_t starts_at, late_after_at;
    bool cancelled;
    enum mark_status status;
    int64_t minutes_late; // -1: the file does not say
    const char *note;     // NULL: the file does not say
};

static enum fault student_find(struct db *db, struct import *import, const struct import_line *line,
                               int64_t *ret_student_id)
{
    int64_t class_id = import->work->class_id, id = 0;
    const char *email;
    const char *written = *line->cells[EMAIL] ? line->cells[EMAIL] : line->cells[USERNAME];
    const char *number = *line->cells[EXTERNAL_ID] ? line->cells[EXTERNAL_ID] : line->cells[ID_NUMBER];
    bool found = false;
    if (*line->cells[STUDENT_ID])
        return str_to_int(line->cells[STUDENT_ID], 1, INT64_MAX, &id)
                   ? row_one_int(db, "SELECT user_id FROM students WHERE class_id = ? AND user_id = ?",
                                 DB_VALUES(I(class_id), I(id)), &found, ret_student_id)
                   : FAULT_NONE;
    if (text_email(written, import->scratch, &email) == FAULT_NONE)
        return row_one_int(db,
                           "SELECT s.user_id FROM users u JOIN students s ON s.user_id = u.id AND s.class_id = ?"
                           " WHERE u.email = ?",
                           DB_VALUES(I(class_id), T(email)), &found, ret_student_id);
    if (!*number)
        return FAULT_NONE;
    return row_one_int(db,
                       "SELECT s.user_id FROM users u JOIN students s ON s.user_id = u.id AND s.class_id = ?"
                       " WHERE u.external_id = ? ORDER BY u.id LIMIT 1",
                       DB_VALUES(I(class_id), T(number)), &found, ret_student_id);
}

/* The lecture with this id (0: none) or, without one, those that start then. */
static enum fault lecture_read_state(struct db *db, const struct import *import, int64_t id, int64_t starts_at,
                                     struct row_state *state, const char **ret_reason)
{
    struct row row;
    int64_t count = 0;
    row_begin(&row, db, NULL,
              "SELECT l.id, l.starts_at, l.cancelled_at, w.late_after_at, c.late_after_minutes FROM lectures l"
              " JOIN classrooms c ON c.id = l.class_id LEFT JOIN windows w ON w.lecture_id = l.id"
              " WHERE l.class_id = ? AND (l.id = ? OR (l.starts_at = ? AND l.cancelled_at IS NULL)) LIMIT 2",
              DB_VALUES(I(import->work->class_id), I(id), I(starts_at)));
    while (row_next(&row)) {
        count++;
        state->lecture_id = row_int(&row, 0);
        state->starts_at = row_int(&row, 1);
        state->cancelled = !db_is_null(&row.rows, 2);
        state->late_after_at = db_is_null(&row.rows, 3)
                                   ? state->starts_at + row_int(&row, 4) * (int64_t)SCHOOL_MINUTE_MS
                                   : row_int(&row, 3);
    }
    if (count == 0)
        *ret_reason = "lecture_unknown";
    else if (count > 1)
        *ret_reason = "lecture_several";
    else if (state->cancelled)
        *ret_reason = "lecture_cancelled";
    return row_end(&row);
}

static enum fault lecture_find(struct db *db, const struct import *import, const struct import_line *line,
                               struct row_state *state, const char **ret_reason)
{
    const struct marks *marks = import->context;
    int64_t id = marks->lecture_id, starts_at = -1;
    if (id == 0 && *line->cells[LECTURE_ID]) {
        if (!str_to_int(line->cells[LECTURE_ID], 1, INT64_MAX, &id))
            *ret_reason = "lecture_unknown";
    } else if (id == 0 && !*line->cells[DATE] && !*line->cells[START]) {
        *ret_reason = "lecture_unknown";
    } else if (id == 0 && zone_moment(import->work->school, marks->timezone, line->cells[DATE], line->cells[START],
                                      &starts_at) != FAULT_NONE) {
        *ret_reason = "time_invalid";
    }
    return *ret_reason ? FAULT_NONE : lecture_read_state(db, import, id, starts_at, state, ret_reason);
}

/* Moodle's scantime: seconds since 1970, or "2026-11-23 09:15" on the classroom's clocks. */
static bool scan_moment(struct school *school, const char *text, const char *zone, int64_t *ret_ms)
{
    int64_t seconds;
    char date[11];
    size_t size = strcspn(text, " T");
    if (str_to_int(text, 1, INT64_MAX / 1000, &seconds) && time_is_sane(seconds * 1000)) {
        *ret_ms = seconds * 1000;
        return true;
    }
    if (size != sizeof(date) - 1 || text[size] == '\0')
        return false;
    memcpy(date, text, size);
    date[size] = '\0';
    return zone_moment(school, zone, date, text + size + 1, ret_ms) == FAULT_NONE;
}

static void status_read(const struct import *import, const struct import_line *line, struct row_state *state,
                        const char **ret_reason)
{
    const struct marks *marks = import->context;
    const char *named = line->cells[STATUS];
    int64_t scanned;
    state->minutes_late = -1;
    if (marks->made && mark_status_parse(line->cells[SHEET_STATUS], &state->status)) {
        // a letter of the classroom's, or a code: it is sure
    } else if (*named) {
        enum status_named found = status_set_find(&marks->set, named, &state->status);
        if (found != STATUS_NAMES_ONE)
            *ret_reason = found == STATUS_NAMES_NONE ? "status_unknown" : "status_ambiguous";
    } else if (!*line->cells[SCAN_TIME]) {
        *ret_reason = status_empty;
    } else if (!scan_moment(import->work->school, line->cells[SCAN_TIME], marks->timezone, &scanned)) {
        *ret_reason = "time_invalid";
    } else {
        state->status = scanned >= state->late_after_at ? MARK_LATE : MARK_PRESENT;
        int64_t minutes = (scanned - state->late_after_at) / SCHOOL_MINUTE_MS + 1;
        if (state->status == MARK_LATE)
            state->minutes_late = minutes > ATTENDANCE_LATE_MAX ? ATTENDANCE_LATE_MAX : minutes;
    }
    if (*ret_reason || !*line->cells[MINUTES_LATE])
        return;
    if (!str_to_int(line->cells[MINUTES_LATE], 0, ATTENDANCE_LATE_MAX, &state->minutes_late))
        *ret_reason = "minutes_invalid";
}

static enum fault mark_check(struct db *db, struct import *import, const struct import_line *line,
                             struct row_state *state, const char **ret_reason)
{
    *ret_reason = NULL;
    if (((const struct marks *)import->context)->made && *line->cells[SHEET_FAULT]) {
        *ret_reason = line->cells[SHEET_FAULT];
        return FAULT_NONE;
    }
    enum fault fault = student_find(db, import, line, &state->student_id);
    if (fault != FAULT_NONE)
        return fault;
    if (state->student_id == 0)
        *ret_reason = "student_unknown";
    if (!*ret_reason)
        fault = lecture_find(db, import, line, state, ret_reason);
    if (fault != FAULT_NONE || *ret_reason)
        return fault;
    status_read(import, line, state, ret_reason);
    if (*ret_reason)
        return FAULT_NONE;
    fault = text_clean(line->cells[NOTE], ATTENDANCE_NOTE_MAX, true, true, import->scratch, &state->note);
    if (fault == FAULT_TEXT_INVALID)
        *ret_reason = "note_invalid";
    return fault == FAULT_TEXT_INVALID ? FAULT_NONE : fault;
}

static void key_of(const struct row_state *state, char key[static IMPORT_KEY_MAX])
{
    snprintf(key, IMPORT_KEY_MAX, "%lld:%lld", (long long)state->lecture_id, (long long)state->student_id);
}

/* Which student and lecture a row means is only known once both are found; a second row about them is refused. */
static enum fault mark_collect(struct db *db, struct import *import, const struct import_line *line)
{
    struct row_state state = {0};
    const char *reason;
    char key[IMPORT_KEY_MAX];
    enum fault fault = mark_check(db, import, line, &state, &reason);
    if (fault != FAULT_NONE || reason)
        return fault;
    key_of(&state, key);
    return import_see(import, 'm', key, line->number) ? FAULT_NONE : FAULT_INTERNAL;
}

/* What the file says becomes the mark, and can be undone like any other act. */
static enum fault mark_apply(struct db *db, struct import *import, const struct row_state *state,
                             const struct mark_state *before)
{
    char reason[DETAIL_SIZE];
    struct mark_state after = {
        .status = state->status,
        .minutes_late = state->minutes_late,
        .method = MARK_BY_IMPORT,
        .marked_by = import->work->actor.user_id,
        .timestamp = import->now,
    };
    struct mark_change change = {
        .actor = &import->work->actor,
        .lecture_id = state->lecture_id,
        .class_id = import->work->class_id,
        .now = import->now,
        .reason = reason,
    };
    after.has_note = state->note && str_copy(after.note, sizeof(after.note), state->note);
    snprintf(reason, sizeof(reason), "imported by job %lld", (long long)import->work->job_id);
    import_touch(import, state->lecture_id, state->student_id);
    return mark_write(db, &change, state->student_id, before, &after);
}

/* Whom the row is about, and where it stands in the file that was sent. False without memory. */
static bool subject_say(const struct import *import, const struct import_line *line, struct import_verdict *verdict)
{
    const struct marks *marks = import->context;
    const char *who = "", *column = line->cells[SHEET_COLUMN];
    for (size_t i = EMAIL; i <= ID_NUMBER && !*who; i++)
        who = line->cells[i];
    verdict->subject = who;
    if (!marks->made)
        return true;
    if (*column)
        verdict->subject = arena_printf(import->scratch, "%s%s%s", who, *who ? ", " : "", column);
    return str_to_int(line->cells[SHEET_ROW], 1, INT64_MAX, &verdict->line) && verdict->subject;
}

static enum fault mark_row(struct db *db, struct import *import, const struct import_line *line,
                           struct import_verdict *verdict)
{
    struct row_state state = {0};
    struct mark_state before;
    const char *reason;
    char key[IMPORT_KEY_MAX];
    if (!subject_say(import, line, verdict))
        return FAULT_INTERNAL;
    enum fault fault = mark_check(db, import, line, &state, &reason);
    if (fault != FAULT_NONE || reason)
        return fault != FAULT_NONE ? fault
                                   : import_say(verdict, reason == status_empty ? JOB_UNCHANGED : JOB_REFUSED, reason);
    key_of(&state, key);
    const struct import_seen *seen = import_seen(import, 'm', key);
    if (seen && seen->number != line->number)
        return import_say(verdict, JOB_REFUSED, "repeated_in_file");
    fault = mark_state_read(db, import->work->class_id, state.lecture_id, state.student_id, &before);
    if (fault != FAULT_NONE)
        return fault;
    // What the file does not say stays as it is.
    const char *note = before.has_note ? before.note : NULL;
    if (state.minutes_late < 0 || state.status != MARK_LATE)
        state.minutes_late = state.status == MARK_LATE && before.status == MARK_LATE ? before.minutes_late : 0;
    if (!state.note)
        state.note = note;
    bool there = before.status != MARK_UNMARKED;
    bool same = before.status == state.status && before.minutes_late == state.minutes_late &&
                strcmp(note ? note : "", state.note ? state.note : "") == 0;
    import_judge(verdict, same ? JOB_UNCHANGED : there ? JOB_UPDATED : JOB_CREATED, NULL);
    return same || !import->apply ? FAULT_NONE : mark_apply(db, import, &state, &before);
}

static enum fault statuses_read(struct job_work *work, struct status_set *set)
{
    CLOSES(store_reader_close) struct db *db = store_reader(work->school->config.store);
    return status_set_read(db, work->class_id, work->arena, set);
}

static enum fault run(struct job_work *work)
{
    struct marks marks = {0};
    struct import import = {.work = work, .context = &marks};
    struct import_table table = {
        .columns = columns, .column_count = COLUMN_COUNT, .collect = mark_collect, .row = mark_row};
    const char *lecture = job_word(work, "lecture");
    enum fault fault = import_classroom_open(work, &marks.timezone);
    if (fault != FAULT_NONE)
        return fault;
    if (!lecture || !str_to_int(lecture, 0, INT64_MAX, &marks.lecture_id))
        return FAULT_INTERNAL;
    fault = statuses_read(work, &marks.set);
    if (fault != FAULT_NONE)
        return fault;
    struct marks_file file = {.timezone = marks.timezone, .lecture_id = marks.lecture_id, .set = &marks.set};
    fault = job_input(work, &file.bytes, &file.size);
    if (fault != FAULT_NONE)
        return fault;
    fault = marks_unfold(work, &file, &marks.made);
    table.bytes = file.bytes;
    table.size = file.size;
    return fault != FAULT_NONE ? fault : import_run(&import, &table, 1);
}

extern const struct import_format import_marks;
const struct import_format import_marks = {
    .word = "marks", .of_classroom = true, .step_up = true, .options = IMPORT_LECTURE, .run = run};
