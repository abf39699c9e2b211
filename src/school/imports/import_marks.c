/* SPDX-License-Identifier: MIT */
/*
 * Marks of a classroom: who (email, external_id or student_id), which lecture (lecture_id, or date and start on the
 * classroom's clocks), status (a code, or a letter or name of the classroom's), minutes_late, note. Or as Moodle
 * imports them into one session: a user's username or idnumber, and a status or a scantime.
 */
#include <string.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/imports/cells/cell_date.h"
#include "school/imports/import_cells.h"
#include "school/imports/import_lectures.h"
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
    COLUMN_COUNT,
};

static const struct import_column columns[COLUMN_COUNT] = {
    [EMAIL] = {"email", IMPORT_MEANS(KNOWN_EMAIL)},
    [EXTERNAL_ID] = {"external_id", IMPORT_MEANS(KNOWN_EXTERNAL_ID)},
    [STUDENT_ID] = {"student_id", false},
    [USERNAME] = {"username", IMPORT_MEANS(KNOWN_USERNAME)},
    [ID_NUMBER] = {"idnumber", false},
    [LECTURE_ID] = {"lecture_id", false},
    [DATE] = {"date", IMPORT_MEANS(KNOWN_DATE)},
    [START] = {"start", IMPORT_MEANS(KNOWN_FROM)},
    [STATUS] = {"status", IMPORT_MEANS(KNOWN_STATUS)},
    [SCAN_TIME] = {"scantime", IMPORT_MEANS(KNOWN_SCAN_TIME)},
    [MINUTES_LATE] = {"minutes_late", IMPORT_MEANS(KNOWN_MINUTES_LATE)},
    [NOTE] = {"note", IMPORT_MEANS(KNOWN_NOTE)},
};

static const struct import_need needs[] = {
    {"who the row is about",
     1U << EMAIL | 1U << EXTERNAL_ID | 1U << STUDENT_ID | 1U << USERNAME | 1U << ID_NUMBER},
    {"what the mark is", 1U << STATUS | 1U << SCAN_TIME},
    {"which lecture it was", 1U << LECTURE_ID | 1U << DATE | 1U << START}, // not where a lecture was chosen
};

struct marks {
    const char *timezone; // the classroom's
    int64_t lecture_id;   // of every row; 0: the rows say
    struct status_set set;
    struct cell_calendar *calendar;
    struct import_ids ids[2];
    struct import_dates dates, starts, scans; // of the columns date, start and scantime
};

/* A row's mark, checked. */
struct row_state {
    int64_t student_id, lecture_id;
    int64_t starts_at, late_after_at;
    bool cancelled;
    enum mark_status status;
    int64_t minutes_late; // -1: the file does not say
    const char *note;     // NULL: the file does not say

    const char *reason; // why the row is not taken; NULL: it is
    int column;         // and whose cell says so
    bool says_nothing;  // left out, not refused: there is no status
};

static enum fault blame(struct row_state *state, const char *reason, int column)
{
    state->reason = reason;
    state->column = column;
    return FAULT_NONE;
}

static enum fault mark_survey(struct import *import, const struct import_line *line)
{
    struct marks *marks = import->context;
    import_ids_see(&marks->ids[0], line->cells[EXTERNAL_ID]);
    import_ids_see(&marks->ids[1], line->cells[ID_NUMBER]);
    cell_order_see(marks->calendar, line->cells[DATE], &marks->dates.orders);
    cell_order_see(marks->calendar, line->cells[START], &marks->starts.orders);
    cell_order_see(marks->calendar, line->cells[SCAN_TIME], &marks->scans.orders);
    return FAULT_NONE;
}

static enum fault mark_surveyed(struct db *db, struct import *import, const struct import_match *match)
{
    struct marks *marks = import->context;
    const struct {
        struct import_dates *dates;
        enum column column;
    } columns_of_dates[] = {{&marks->dates, DATE}, {&marks->starts, START}, {&marks->scans, SCAN_TIME}};
    enum fault fault = import_ids_note(import, &marks->ids[0], import_match_find(match, EXTERNAL_ID));
    if (fault == FAULT_NONE)
        fault = import_ids_note(import, &marks->ids[1], import_match_find(match, ID_NUMBER));
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(columns_of_dates); i++)
        fault = import_dates_settle(db, import, columns_of_dates[i].dates, marks->timezone,
                                    import_match_find(match, columns_of_dates[i].column));
    return fault;
}

/* ---- who ---- */

static enum fault by_email(struct db *db, const struct import *import, const char *email, int64_t *ret_student_id)
{
    bool found;
    return row_one_int(db,
                       "SELECT s.user_id FROM users u JOIN students s ON s.user_id = u.id AND s.class_id = ?"
                       " WHERE u.email = ?",
                       DB_VALUES(I(import->work->class_id), T(email)), &found, ret_student_id);
}

static enum fault by_number(struct db *db, const struct import *import, const char *number, int64_t *ret_student_id)
{
    bool found;
    return row_one_int(db,
                       "SELECT s.user_id FROM users u JOIN students s ON s.user_id = u.id AND s.class_id = ?"
                       " WHERE u.external_id = ? ORDER BY u.id LIMIT 1",
                       DB_VALUES(I(import->work->class_id), T(number)), &found, ret_student_id);
}

static enum fault by_id(struct db *db, const struct import *import, const char *cell, int64_t *ret_student_id)
{
    int64_t id;
    bool found;
    if (!str_to_int(cell, 1, INT64_MAX, &id))
        return FAULT_NONE;
    return row_one_int(db, "SELECT user_id FROM students WHERE class_id = ? AND user_id = ?",
                       DB_VALUES(I(import->work->class_id), I(id)), &found, ret_student_id);
}

/* By an address, of which only that of a username may be no address. */
static enum fault address_row(struct db *db, struct import *import, const struct import_line *line, int column,
                              struct row_state *state)
{
    const char *written, *email;
    const char *several = import_email_read(import, line->cells[column], &written);
    if (!written)
        return FAULT_INTERNAL;
    if (several)
        return blame(state, several, column);
    if (text_email(written, import->scratch, &email) != FAULT_NONE)
        return blame(state, column == EMAIL ? "email_invalid" : "student_unknown", column);
    enum fault fault = by_email(db, import, email, &state->student_id);
    return fault == FAULT_NONE && state->student_id == 0 ? blame(state, "student_unknown", column) : fault;
}

static enum fault number_row(struct db *db, struct import *import, const struct import_line *line, int column,
                             struct row_state *state)
{
    const char *number;
    const char *shortened = import_id_read(import, line->cells[column], &number);
    if (!number)
        return FAULT_INTERNAL;
    if (shortened)
        return blame(state, shortened, column);
    enum fault fault = by_number(db, import, number, &state->student_id);
    return fault == FAULT_NONE && state->student_id == 0 ? blame(state, "student_unknown", column) : fault;
}

static enum fault student_find(struct db *db, struct import *import, const struct import_line *line,
                               struct row_state *state)
{
    int address = *line->cells[EMAIL] ? EMAIL : USERNAME;
    int number = *line->cells[EXTERNAL_ID] ? EXTERNAL_ID : ID_NUMBER;
    if (*line->cells[STUDENT_ID]) {
        enum fault fault = by_id(db, import, line->cells[STUDENT_ID], &state->student_id);
        return fault == FAULT_NONE && state->student_id == 0 ? blame(state, "student_unknown", STUDENT_ID) : fault;
    }
    // A username of letters beside a number: the number says who.
    bool by_address = *line->cells[address] && (!*line->cells[number] || strchr(line->cells[address], '@'));
    if (by_address)
        return address_row(db, import, line, address, state);
    if (*line->cells[number])
        return number_row(db, import, line, number, state);
    return blame(state, "who_missing", IMPORT_NO_COLUMN);
}

/* ---- which lecture ---- */

/* The lecture with this id (0: none) or, without one, those that start from then until then. */
static enum fault lecture_read_state(struct db *db, const struct import *import, int64_t id, int64_t from, int64_t until,
                                     struct row_state *state, const char **ret_reason)
{
    struct row row;
    int64_t count = 0;
    row_begin(&row, db, NULL,
              "SELECT l.id, l.starts_at, l.cancelled_at, w.late_after_at, c.late_after_minutes FROM lectures l"
              " JOIN classrooms c ON c.id = l.class_id LEFT JOIN windows w ON w.lecture_id = l.id"
              " WHERE l.class_id = ? AND (l.id = ? OR (l.starts_at BETWEEN ? AND ? AND l.cancelled_at IS NULL)) LIMIT 2",
              DB_VALUES(I(import->work->class_id), I(id), I(from), I(until)));
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

/* The moment, or the whole day, that date and start name; `*ret_from` -1 when they name none. */
static enum fault lecture_when(struct import *import, const struct import_line *line, struct row_state *state,
                               int64_t *ret_from, int64_t *ret_until)
{
    const struct marks *marks = import->context;
    struct cell_moment day = {0}, clock = {0};
    const char *reason = NULL;
    *ret_from = *ret_until = -1;
    if (*line->cells[DATE])
        reason = import_date_reason(cell_day(marks->calendar, line->cells[DATE], marks->dates.order, &day));
    if (reason)
        return blame(state, reason, DATE);
    if (*line->cells[START])
        reason = import_clock_reason(cell_clock(marks->calendar, line->cells[START], marks->starts.order, &clock));
    if (reason)
        return blame(state, reason, START);
    // A start with a day of its own needs no other; a date of a spreadsheet may have the midnight of its day.
    bool at_midnight = day.has_time && day.seconds == 0;
    bool timed = clock.has_time || (day.has_time && !at_midnight);
    const struct cell_moment *time = clock.has_time ? &clock : &day;
    if (!day.has_day && !clock.has_day)
        return blame(state, "date_missing", *line->cells[START] ? START : DATE);
    int64_t local = (day.has_day ? day.day : clock.day) * SCHOOL_DAY_MS + (timed ? time->seconds : 0) * (int64_t)1000;
    enum fault fault = FAULT_NONE;
    if (timed && time->has_offset)
        *ret_from = local - time->offset * (int64_t)1000;
    else
        fault = zone_to_utc(import->work->school, marks->timezone, local, ret_from);
    *ret_until = timed ? *ret_from : *ret_from + SCHOOL_DAY_MS - 1;
    return fault;
}

/* On a day that has lectures it is the time that is wrong. */
static enum fault lecture_blamed(struct db *db, const struct import *import, int64_t from, int *ret_column)
{
    const struct marks *marks = import->context;
    int64_t local, midnight, one;
    bool found = false;
    enum fault fault = zone_to_local(import->work->school, marks->timezone, from, &local);
    if (fault == FAULT_NONE)
        fault = zone_to_utc(import->work->school, marks->timezone, local - local % SCHOOL_DAY_MS, &midnight);
    if (fault == FAULT_NONE)
        fault = row_one_int(db, "SELECT 1 FROM lectures WHERE class_id = ? AND starts_at BETWEEN ? AND ? LIMIT 1",
                            DB_VALUES(I(import->work->class_id), I(midnight), I(midnight + SCHOOL_DAY_MS - 1)), &found,
                            &one);
    *ret_column = found ? START : DATE;
    return fault;
}

static enum fault lecture_find(struct db *db, struct import *import, const struct import_line *line,
                               struct row_state *state)
{
    const struct marks *marks = import->context;
    int64_t id = marks->lecture_id, from = -1, until = -1;
    const char *reason = NULL;
    int column = *line->cells[DATE] ? DATE : START;
    enum fault fault = FAULT_NONE;
    if (id == 0 && *line->cells[LECTURE_ID]) {
        column = LECTURE_ID;
        if (!str_to_int(line->cells[LECTURE_ID], 1, INT64_MAX, &id))
            return blame(state, "lecture_unknown", LECTURE_ID);
    } else if (id == 0 && !*line->cells[DATE] && !*line->cells[START]) {
        return blame(state, "lecture_missing", IMPORT_NO_COLUMN);
    } else if (id == 0) {
        fault = lecture_when(import, line, state, &from, &until);
    }
    if (fault != FAULT_NONE || state->reason)
        return fault;
    fault = lecture_read_state(db, import, id, from, until, state, &reason);
    if (fault == FAULT_NONE && reason && column == DATE && *line->cells[START])
        fault = lecture_blamed(db, import, from, &column);
    return reason && fault == FAULT_NONE ? blame(state, reason, column) : fault;
}

/* ---- the mark ---- */

/* Moodle's scantime: seconds since 1970, or a day and a time on the classroom's clocks, or RFC 3339. */
static const char *scan_moment(const struct import *import, const char *text, int64_t *ret_ms)
{
    const struct marks *marks = import->context;
    struct cell_moment moment;
    int64_t seconds;
    if (str_to_int(text, 1, INT64_MAX / 1000, &seconds) && time_is_sane(seconds * 1000)) {
        *ret_ms = seconds * 1000;
        return NULL;
    }
    const char *reason =
        import_clock_reason(cell_clock(marks->calendar, text, marks->scans.order, &moment));
    if (reason)
        return reason;
    if (!moment.has_day)
        return "date_missing";
    int64_t local = moment.day * SCHOOL_DAY_MS + moment.seconds * (int64_t)1000;
    if (!moment.has_offset)
        return zone_to_utc(import->work->school, marks->timezone, local, ret_ms) == FAULT_NONE ? NULL : "time_invalid";
    *ret_ms = local - moment.offset * (int64_t)1000;
    return NULL;
}

/* What nobody has marked yet is written so, too. */
static bool is_no_status(const char *text)
{
    static const char *const words[] = {"", "-", "\u2013", "\u2014", "?", ".", "/", "n/a", "N/A", "na", "none"};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

static void scan_read(const struct import *import, const struct import_line *line, struct row_state *state)
{
    int64_t scanned = 0;
    const char *reason = scan_moment(import, line->cells[SCAN_TIME], &scanned);
    if (reason) {
        blame(state, reason, SCAN_TIME);
        return;
    }
    state->status = scanned >= state->late_after_at ? MARK_LATE : MARK_PRESENT;
    int64_t minutes = (scanned - state->late_after_at) / SCHOOL_MINUTE_MS + 1;
    if (state->status == MARK_LATE)
        state->minutes_late = minutes > ATTENDANCE_LATE_MAX ? ATTENDANCE_LATE_MAX : minutes;
}

/* The class's own letters and names first, then words of other languages. */
static void status_read(const struct import *import, const struct import_line *line, struct row_state *state)
{
    const struct marks *marks = import->context;
    const char *named = line->cells[STATUS];
    int minutes;
    enum status_named found = *named ? status_set_find(&marks->set, named, &state->status) : STATUS_NAMES_NONE;
    state->minutes_late = -1;
    if (found == STATUS_NAMES_SEVERAL)
        blame(state, "status_ambiguous", STATUS);
    else if (found == STATUS_NAMES_NONE && is_no_status(named) && *line->cells[SCAN_TIME])
        scan_read(import, line, state);
    else if (found == STATUS_NAMES_NONE && is_no_status(named))
        state->says_nothing = true;
    else if (found == STATUS_NAMES_NONE && !import_words_status(named, &state->status))
        blame(state, "status_unknown", STATUS);
    if (state->reason || state->says_nothing || !*line->cells[MINUTES_LATE])
        return;
    if (cell_minutes(line->cells[MINUTES_LATE], &minutes) && minutes <= ATTENDANCE_LATE_MAX)
        state->minutes_late = minutes;
    else
        blame(state, "minutes_invalid", MINUTES_LATE);
}

static enum fault mark_check(struct db *db, struct import *import, const struct import_line *line,
                             struct row_state *state)
{
    enum fault fault = student_find(db, import, line, state);
    if (fault == FAULT_NONE && !state->reason)
        fault = lecture_find(db, import, line, state);
    if (fault != FAULT_NONE || state->reason)
        return fault;
    status_read(import, line, state);
    if (state->reason || state->says_nothing)
        return FAULT_NONE;
    fault = text_clean(line->cells[NOTE], ATTENDANCE_NOTE_MAX, true, true, import->scratch, &state->note);
    return fault == FAULT_TEXT_INVALID ? blame(state, "note_invalid", NOTE) : fault;
}

static void key_of(const struct row_state *state, char key[static IMPORT_KEY_MAX])
{
    snprintf(key, IMPORT_KEY_MAX, "%lld:%lld", (long long)state->lecture_id, (long long)state->student_id);
}

/* Which student and lecture a row means is only known once both are found; a second row about them is refused. */
static enum fault mark_collect(struct db *db, struct import *import, const struct import_line *line)
{
    struct row_state state = {0};
    char key[IMPORT_KEY_MAX];
    enum fault fault = mark_check(db, import, line, &state);
    if (fault != FAULT_NONE || state.reason || state.says_nothing)
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

/* Whom the row names, as accounts have it, so that an erasure finds it. NULL without memory. */
static const char *subject_of(struct import *import, const struct import_line *line)
{
    const char *subject = "";
    for (size_t i = EMAIL; i <= ID_NUMBER && !*subject; i++)
        subject = line->cells[i];
    import_email_read(import, subject, &subject);
    return subject;
}

static enum fault mark_row(struct db *db, struct import *import, const struct import_line *line,
                           struct import_verdict *verdict)
{
    struct row_state state = {0};
    struct mark_state before;
    char key[IMPORT_KEY_MAX];
    verdict->subject = subject_of(import, line);
    if (!verdict->subject)
        return FAULT_INTERNAL;
    enum fault fault = mark_check(db, import, line, &state);
    if (fault != FAULT_NONE)
        return fault;
    if (state.says_nothing)
        return import_say(verdict, JOB_IGNORED, "status_missing");
    if (state.reason)
        return import_blame(verdict, state.reason, state.column);
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

static enum fault marks_run(struct job_work *work, struct marks *marks)
{
    const struct import_survey survey = {.needs = needs,
                                         .need_count = ARRAY_LENGTH(needs) - (marks->lecture_id != 0),
                                         .row = mark_survey,
                                         .done = mark_surveyed};
    struct import import = {.work = work, .survey = &survey, .context = marks};
    struct import_table table = {
        .columns = columns, .column_count = COLUMN_COUNT, .collect = mark_collect, .row = mark_row};
    enum fault fault = statuses_read(work, &marks->set);
    if (fault == FAULT_NONE)
        fault = job_input(work, &table.bytes, &table.size);
    return fault != FAULT_NONE ? fault : import_run(&import, &table, 1);
}

static enum fault run(struct job_work *work)
{
    struct marks marks = {0};
    const char *lecture = job_word(work, "lecture");
    enum fault fault = import_classroom_open(work, &marks.timezone);
    if (fault != FAULT_NONE)
        return fault;
    marks.calendar = cell_calendar_open();
    if (marks.calendar && lecture && str_to_int(lecture, 0, INT64_MAX, &marks.lecture_id))
        fault = marks_run(work, &marks);
    else
        fault = FAULT_INTERNAL;
    cell_calendar_close(marks.calendar);
    return fault;
}

extern const struct import_format import_marks;
const struct import_format import_marks = {
    .word = "marks", .of_classroom = true, .step_up = true, .options = IMPORT_LECTURE, .run = run};
