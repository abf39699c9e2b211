/* SPDX-License-Identifier: MIT */
#include "school/imports/marks/import_mark_row.h"

#include <string.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/marks/import_mark_scan.h"
#include "school/imports/marks/import_mark_tick.h"
#include "school/imports/import_name.h"
#include "store/db.h"
#include "store/engine.h"

static const struct import_who who = {MARK_COLUMN_EMAIL, MARK_COLUMN_USERNAME, MARK_COLUMN_EXTERNAL_ID,
                                      MARK_COLUMN_ID_NUMBER};

static void note(struct mark_row *state, const char *reason, int column)
{
    state->reason = reason;
    state->column = column;
}

static enum fault blame(struct mark_row *state, const char *reason, int column)
{
    note(state, reason, column);
    return FAULT_NONE;
}

void mark_reader_see(struct mark_reader *marks, const struct import_line *line)
{
    import_who_see(marks->ids, line, &who);
    cell_order_see(marks->calendar, line->cells[MARK_COLUMN_DATE], &marks->dates.orders);
    cell_order_see(marks->calendar, line->cells[MARK_COLUMN_START], &marks->starts.orders);
    cell_order_see(marks->calendar, line->cells[MARK_COLUMN_SCAN_TIME], &marks->scans.orders);
    mark_ticks_see(marks, line);
    const char *status = line->cells[MARK_COLUMN_STATUS];
    bool digit = *status >= '1' && *status <= '9' && status[1] == '\0';
    marks->ones += digit && *status == '1';
    marks->digits += digit && *status != '1';
}

/* Ones among noughts are ticks where the column is called attendance, or a day; in one of points they are points. */
static void ticks_settle(struct mark_reader *marks, const struct import_place *place)
{
    char key[CELL_KEY_SIZE] = "";
    if (place)
        cell_key(place->header, key);
    bool points = !marks->made.grid && import_words_header(KNOWN_STATUS, key) != IMPORT_FITS_WELL;
    marks->ticks = marks->ones > 0 && marks->digits == 0 && !points;
}

/* When they came: a lecture tells more than a country, so only what is shown or was said keeps it from telling. */
static enum fault scans_settle(struct db *db, struct import *import, struct mark_reader *marks,
                               const struct import_place *place)
{
    struct import_dates *scans = &marks->scans;
    enum fault fault = import_dates_decide(db, import->work, scans, marks->timezone, CELL_ORDER_NONE);
    if (fault != FAULT_NONE)
        return fault;
    if (scans->by == ORDER_GUESSED)
        scans->order = CELL_ORDER_NONE;
    return place ? import_dates_note(import, scans, place->header) : FAULT_NONE;
}

enum fault mark_reader_settle(struct db *db, struct import *import, struct mark_reader *marks,
                              const struct import_match *match)
{
    const struct {
        struct import_dates *dates;
        enum mark_column column;
    } columns_of_dates[] = {{&marks->dates, MARK_COLUMN_DATE}, {&marks->starts, MARK_COLUMN_START}};
    ticks_settle(marks, import_match_find(match, MARK_COLUMN_STATUS));
    enum fault fault = import_who_note(import, marks->ids, match, &who);
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(columns_of_dates); i++)
        fault = import_dates_settle(db, import, columns_of_dates[i].dates, marks->timezone,
                                    import_match_find(match, (int)columns_of_dates[i].column));
    if (fault != FAULT_NONE)
        return fault;
    fault = scans_settle(db, import, marks, import_match_find(match, MARK_COLUMN_SCAN_TIME));
    if (fault != FAULT_NONE)
        return fault;
    return import_dates_note(import, &marks->made.dates, marks->made.dates.orders.example);
}

static const struct mark_known *known_of(const struct import *import)
{
    const struct mark_reader *marks = import->context;
    return marks->known;
}

/* ---- who ---- */

/* By an address, of which only that of a username may be no address. */
static enum fault address_row(struct import *import, const struct import_line *line, int column, struct mark_row *state)
{
    const char *written, *email;
    const char *several = import_email_read(import, line->cells[column], &written);
    if (!written)
        return FAULT_INTERNAL;
    if (several)
        return blame(state, several, column);
    if (text_email(written, import->scratch, &email) != FAULT_NONE)
        return blame(state, column == MARK_COLUMN_USERNAME ? "student_unknown" : "email_invalid", column);
    state->student_id = mark_known_email(known_of(import), email);
    state->of_staff = state->student_id == 0 && mark_known_staff(known_of(import), email);
    return state->student_id == 0 && !state->of_staff ? blame(state, "student_unknown", column) : FAULT_NONE;
}

/* Whom the number of a cell means: into state->student_id, 0 where it is no student's of the class; blamed where it is
 * several people's. *ret_shortened: why it can be nobody's, or NULL. */
static enum fault number_find(struct import *import, const struct import_line *line, int column, struct mark_row *state,
                              const char **ret_shortened)
{
    const char *number;
    *ret_shortened = import_id_read(import, line->cells[column], &number);
    if (!number)
        return FAULT_INTERNAL;
    const int64_t id = mark_known_number(known_of(import), number); // somebody's may look as if it were shortened
    if (id == MARK_KNOWN_SEVERAL)
        return blame(state, "external_id_twice", column);
    state->student_id = id;
    return FAULT_NONE;
}

static enum fault number_row(struct import *import, const struct import_line *line, int column, struct mark_row *state)
{
    const char *shortened;
    enum fault fault = number_find(import, line, column, state, &shortened);
    if (fault != FAULT_NONE || state->reason || state->student_id != 0)
        return fault;
    return blame(state, shortened ? shortened : "student_unknown", column);
}

/* The whole name, of one column or of two, in the scratch arena: "" where there is none. NULL without memory. */
static const char *name_read(struct import *import, const struct import_line *line)
{
    struct import_name name;
    const struct import_name said = {line->cells[MARK_COLUMN_NAME], line->cells[MARK_COLUMN_GIVEN_NAME],
                                     line->cells[MARK_COLUMN_FAMILY_NAME]};
    return import_name_read(&said, import->scratch, &name) ? name.name : NULL;
}

/* What stands under "Student" may be an address or a number, too. */
static enum fault name_row(struct import *import, const struct import_line *line, struct mark_row *state)
{
    enum mark_named found;
    const char *name = name_read(import, line);
    int column = *line->cells[MARK_COLUMN_NAME]          ? MARK_COLUMN_NAME
                 : *line->cells[MARK_COLUMN_FAMILY_NAME] ? MARK_COLUMN_FAMILY_NAME
                                                         : MARK_COLUMN_GIVEN_NAME;
    if (!name)
        return FAULT_INTERNAL;
    if (!*name)
        return blame(state, "who_missing", IMPORT_NO_COLUMN);
    if (strchr(line->cells[column], '@'))
        return address_row(import, line, column, state);
    if (import_name_number(line->cells[column], NULL)) {
        const char *shortened;
        enum fault fault = number_find(import, line, column, state, &shortened);
        if (fault != FAULT_NONE || state->reason || state->student_id != 0)
            return fault;
    }
    if (!mark_known_name(known_of(import), name, &found, &state->student_id, &state->name))
        return FAULT_INTERNAL;
    if (found == MARK_NAMES_SEVERAL)
        return blame(state, "student_several", column);
    return found == MARK_NAMES_ONE ? FAULT_NONE : number_row(import, line, column, state);
}

static enum fault student_find(struct import *import, const struct import_line *line, struct mark_row *state)
{
    bool address;
    const int column = import_who_column(line, &who, &address);
    if (*line->cells[MARK_COLUMN_STUDENT_ID]) {
        int64_t id;
        if (str_to_int(line->cells[MARK_COLUMN_STUDENT_ID], 1, INT64_MAX, &id))
            state->student_id = mark_known_id(known_of(import), id);
        return state->student_id == 0 ? blame(state, "student_unknown", MARK_COLUMN_STUDENT_ID) : FAULT_NONE;
    }
    if (column == IMPORT_NO_COLUMN)
        return name_row(import, line, state);
    return address ? address_row(import, line, column, state) : number_row(import, line, column, state);
}

/* ---- which lecture ---- */

/* The lecture with this id (0: none) or, without one, those that start from then until then. NULL, or what is wrong. */
static const char *lecture_pick(const struct import *import, int64_t id, int64_t from, int64_t until,
                                struct mark_row *state)
{
    size_t count = mark_known_lecture(known_of(import), id, from, until, &state->lecture);
    return count == 0                 ? "lecture_unknown"
           : count > 1                ? "lecture_several"
           : state->lecture.cancelled ? "lecture_cancelled"
                                      : NULL;
}

/* The moment, or the whole day, that date and start name; `*ret_from` -1 when they name none. */
static enum fault lecture_when(struct import *import, const struct import_line *line, struct mark_row *state,
                               int64_t *ret_from, int64_t *ret_until)
{
    const struct mark_reader *marks = import->context;
    struct cell_moment day = {0}, clock = {0};
    const char *reason = NULL;
    *ret_from = *ret_until = -1;
    if (*line->cells[MARK_COLUMN_DATE])
        reason = import_date_reason(cell_day(marks->calendar, line->cells[MARK_COLUMN_DATE], marks->dates.order, &day));
    if (reason)
        return blame(state, reason, MARK_COLUMN_DATE);
    if (*line->cells[MARK_COLUMN_START])
        reason = import_clock_reason(
            cell_clock(marks->calendar, line->cells[MARK_COLUMN_START], marks->starts.order, &clock));
    if (reason)
        return blame(state, reason, MARK_COLUMN_START);
    // A start with a day of its own needs no other; a date of a spreadsheet may have the midnight of its day.
    bool at_midnight = day.has_time && day.seconds == 0;
    bool timed = clock.has_time || (day.has_time && !at_midnight);
    const struct cell_moment *time = clock.has_time ? &clock : &day;
    if (!day.has_day && !clock.has_day)
        return blame(state, "date_missing", *line->cells[MARK_COLUMN_START] ? MARK_COLUMN_START : MARK_COLUMN_DATE);
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
    const struct mark_reader *marks = import->context;
    int64_t local, midnight, one;
    bool found = false;
    enum fault fault = zone_to_local(import->work->school, marks->timezone, from, &local);
    if (fault != FAULT_NONE)
        return fault;
    fault = zone_to_utc(import->work->school, marks->timezone, local - local % SCHOOL_DAY_MS, &midnight);
    if (fault != FAULT_NONE)
        return fault;
    fault =
        row_one_int(db, "SELECT 1 FROM lectures WHERE class_id = ? AND starts_at BETWEEN ? AND ? LIMIT 1",
                    DB_VALUES(I(import->work->class_id), I(midnight), I(midnight + SCHOOL_DAY_MS - 1)), &found, &one);
    *ret_column = found ? MARK_COLUMN_START : MARK_COLUMN_DATE;
    return fault;
}

static enum fault lecture_find(struct db *db, struct import *import, const struct import_line *line,
                               struct mark_row *state)
{
    const struct mark_reader *marks = import->context;
    int64_t id = marks->lecture_id, from = -1, until = -1;
    const char *reason = NULL;
    int column = *line->cells[MARK_COLUMN_DATE] ? MARK_COLUMN_DATE : MARK_COLUMN_START;
    enum fault fault = FAULT_NONE;
    if (id == 0 && *line->cells[MARK_COLUMN_LECTURE_ID]) {
        column = MARK_COLUMN_LECTURE_ID;
        if (!str_to_int(line->cells[MARK_COLUMN_LECTURE_ID], 1, INT64_MAX, &id))
            return blame(state, "lecture_unknown", MARK_COLUMN_LECTURE_ID);
    } else if (id == 0 && !*line->cells[MARK_COLUMN_DATE] && !*line->cells[MARK_COLUMN_START]) {
        column = *line->cells[MARK_COLUMN_SCAN_TIME] ? MARK_COLUMN_SCAN_TIME : IMPORT_NO_COLUMN;
        reason = mark_scan_lecture(import, line->cells[MARK_COLUMN_SCAN_TIME], &id);
        if (reason)
            return blame(state, reason, column);
    } else if (id == 0) {
        fault = lecture_when(import, line, state, &from, &until);
    }
    if (fault != FAULT_NONE || state->reason)
        return fault;
    reason = lecture_pick(import, id, from, until, state);
    if (reason && column == MARK_COLUMN_DATE && *line->cells[MARK_COLUMN_START])
        fault = lecture_blamed(db, import, from, &column);
    return fault == FAULT_NONE && reason ? blame(state, reason, column) : fault;
}

/* ---- the mark ---- */

static void scan_read(const struct import *import, const struct import_line *line, struct mark_row *state)
{
    int64_t scanned = 0;
    const char *reason = mark_scan_read(import, line->cells[MARK_COLUMN_SCAN_TIME], state, &scanned);
    if (reason) {
        note(state, reason, MARK_COLUMN_SCAN_TIME);
        return;
    }
    state->scanned = scanned;
    state->status = scanned >= state->lecture.late_after_at ? MARK_LATE : MARK_PRESENT;
    int64_t minutes = (scanned - state->lecture.late_after_at) / SCHOOL_MINUTE_MS + 1;
    if (state->status == MARK_LATE)
        state->minutes_late = minutes > ATTENDANCE_LATE_MAX ? ATTENDANCE_LATE_MAX : minutes;
}

static bool tick_read(const struct mark_reader *marks, const char *text, enum mark_status *ret_status)
{
    bool yes = strcmp(text, "1") == 0, no = strcmp(text, "0") == 0;
    if (marks->ticks && (yes || no))
        *ret_status = yes ? MARK_PRESENT : MARK_ABSENT;
    return marks->ticks && (yes || no);
}

/* "L 5", "Late (10 min)": late, and by how much. */
static bool late_read(const struct mark_reader *marks, const char *text, struct mark_row *state)
{
    enum { LATE_MAX = 60 };
    char word[LATE_MAX], behind[LATE_MAX];
    int minutes;
    size_t size = strcspn(text, "0123456789");
    if (strlen(text) >= LATE_MAX || text[size] == '\0')
        return false;
    str_copy(behind, sizeof(behind), text + size);
    for (size_t end = strlen(behind); end > 0 && strchr(") ", behind[end - 1]); end--)
        behind[end - 1] = '\0';
    while (size > 0 && strchr(" (:,-+", text[size - 1]))
        size--;
    memcpy(word, text, size);
    word[size] = '\0';
    if (size == 0 || !cell_minutes(behind, &minutes) || minutes > ATTENDANCE_LATE_MAX)
        return false;
    state->minutes_late = minutes;
    return import_words_status_in(&marks->set, word, &state->status) && state->status == MARK_LATE;
}

/* The class's own letters and names first, then words of other languages. */
static void status_read(const struct import *import, const struct import_line *line, struct mark_row *state)
{
    const struct mark_reader *marks = import->context;
    const char *named = line->cells[MARK_COLUMN_STATUS];
    int minutes;
    enum status_named found = *named ? status_set_find(&marks->set, named, &state->status) : STATUS_NAMES_NONE;
    state->minutes_late = -1;
    if (marks->made.grid && mark_status_parse(line->cells[MARK_COLUMN_SHEET_STATUS], &state->status))
        found = STATUS_NAMES_ONE; // a letter of the classroom's, or a code: it is sure
    if (found == STATUS_NAMES_SEVERAL)
        note(state, "status_ambiguous", MARK_COLUMN_STATUS);
    else if (found == STATUS_NAMES_NONE && import_words_nothing(named) && *line->cells[MARK_COLUMN_SCAN_TIME])
        scan_read(import, line, state);
    else if (found == STATUS_NAMES_NONE && import_words_nothing(named))
        state->says_nothing = !mark_ticks_read(marks, line, state);
    else if (found == STATUS_NAMES_NONE && !tick_read(marks, named, &state->status) &&
             !import_words_status(named, &state->status) && !late_read(marks, named, state))
        note(state, "status_unknown", MARK_COLUMN_STATUS);
    if (state->reason || state->says_nothing || !*line->cells[MARK_COLUMN_MINUTES_LATE])
        return;
    if (cell_minutes(line->cells[MARK_COLUMN_MINUTES_LATE], &minutes) && minutes <= ATTENDANCE_LATE_MAX)
        state->minutes_late = minutes;
    else
        note(state, "minutes_invalid", MARK_COLUMN_MINUTES_LATE);
}

enum fault mark_row_read(struct db *db, struct import *import, const struct import_line *line, struct mark_row *state)
{
    const struct mark_reader *marks = import->context;
    if (marks->made.grid && *line->cells[MARK_COLUMN_SHEET_FAULT])
        return blame(state, line->cells[MARK_COLUMN_SHEET_FAULT], IMPORT_NO_COLUMN);
    enum fault fault = student_find(import, line, state);
    if (fault != FAULT_NONE || state->reason || state->of_staff)
        return fault;
    fault = lecture_find(db, import, line, state);
    if (fault != FAULT_NONE || state->reason)
        return fault;
    status_read(import, line, state);
    if (state->reason || state->says_nothing)
        return FAULT_NONE;
    fault = text_clean(line->cells[MARK_COLUMN_NOTE], ATTENDANCE_NOTE_MAX, true, true, import->scratch, &state->note);
    return fault == FAULT_TEXT_INVALID ? blame(state, "note_invalid", MARK_COLUMN_NOTE) : fault;
}

const char *mark_row_subject(struct import *import, const struct import_line *line)
{
    const char *subject = "";
    for (size_t i = MARK_COLUMN_EMAIL; i <= MARK_COLUMN_ID_NUMBER && !*subject; i++)
        subject = line->cells[i];
    if (!*subject)
        return name_read(import, line);
    import_email_read(import, subject, &subject);
    return subject;
}
