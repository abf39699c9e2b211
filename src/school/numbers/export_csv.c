/* SPDX-License-Identifier: MIT */
/* The register as comma-separated values, wide and tidy; and the administrator's report. */
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/marks/mark.h"
#include "school/marks/standing.h"
#include "school/marks/tally.h"
#include "school/numbers/export.h"
#include "school/numbers/export_inside.h"
#include "school/numbers/report.h"
#include "school/plan/lecture.h"
#include "school/post/usual_status.h"
#include "school/school.h"
#include "store/store.h"

static void person_cells(struct csv_writer *writer, const struct export *export, size_t student)
{
    csv_int(writer, export->sheet.students[student].student.id);
    csv_text(writer, export->people[student].external_id);
    csv_text(writer, export->sheet.students[student].student.name);
    csv_text(writer, export->people[student].email);
}

/* When they joined and left; an empty cell: still in. */
static void stay_cells(struct csv_writer *writer, const struct export *export, size_t student)
{
    csv_text(writer, export->people[student].joined);
    csv_text(writer, export->people[student].left);
}

static void words(struct csv_writer *writer, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        csv_text(writer, list[i]);
}

static void columns(struct csv_writer *writer, const enum export_word *list, size_t count, enum tongue tongue)
{
    for (size_t i = 0; i < count; i++)
        csv_text(writer, export_column(list[i], tongue));
}

/* The title of the column that counts a status: its name; the usual four, as long as they have no other, as ever. */
static const char *column_of(const struct status_line *line)
{
    static const char *const usual[MARK_OWN][2] = {[MARK_PRESENT] = {"Present", "present"},
                                                   [MARK_LATE] = {"Late", "late"},
                                                   [MARK_EXCUSED] = {"Excused", "excused"},
                                                   [MARK_ABSENT] = {"Absent", "absent"}};
    bool as_ever = line->status < MARK_OWN && strcmp(line->name, usual[line->status][0]) == 0;
    return as_ever ? usual[line->status][1] : line->name;
}

/* ---- wide ---- */

static void wide_head(struct csv_writer *writer, const struct export *export)
{
    static const enum export_word before[] = {WORD_STUDENT, WORD_NUMBER, WORD_NAME, WORD_EMAIL};
    static const enum export_word after[] = {
        WORD_NOT_MARKED, WORD_LATE_MINUTES, WORD_POINTS,  WORD_POINTS_MAX, WORD_ATTENDED, WORD_COUNTED,  WORD_IN_ROOM,
        WORD_TAKEN,      WORD_ALL_LECTURES, WORD_PERCENT, WORD_JOINED,     WORD_LEFT,     WORD_LEFT_OUT, WORD_GROUPS};
    const enum tongue tongue = export->tongue;
    char text[EXPORT_LABEL_SIZE];
    columns(writer, before, ARRAY_LENGTH(before), tongue);
    for (size_t i = 0; i < export->sheet.lecture_count; i++) {
        export_lecture_head(export, i, text);
        csv_text(writer, text);
    }
    for (size_t i = 0; i < export->status_count; i++)
        csv_text(writer, column_of(export->statuses[i]));
    columns(writer, after, ARRAY_LENGTH(after), tongue);
    csv_end(writer);
}

static void points_cell(struct csv_writer *writer, int64_t hundredths)
{
    char text[EXPORT_POINTS_SIZE];
    export_points(hundredths, text);
    csv_text(writer, text);
}

/* Lectures in which the student was in the room. */
static int64_t in_room(const struct standing *standing)
{
    int64_t count = 0;
    for (int i = MARK_PRESENT; i < MARK_STATUS_COUNT; i++)
        count += standing->rule.in_room[i] ? standing->of[i] : 0;
    return count;
}

static void standing_cells(struct csv_writer *writer, const struct export *export, const struct standing *standing)
{
    const int64_t lectures[] = {standing->attended, standing->counted, in_room(standing), standing->taken,
                                standing->lectures};
    for (size_t i = 0; i < export->status_count; i++)
        csv_int(writer, standing->of[export->statuses[i]->status]);
    csv_int(writer, standing->of[MARK_UNMARKED]);
    csv_int(writer, standing->late_minutes);
    points_cell(writer, standing->points);
    points_cell(writer, standing->points_max);
    for (size_t i = 0; i < sizeof(lectures) / sizeof(lectures[0]); i++)
        csv_int(writer, lectures[i]);
    export_percentage(writer, standing->attended, standing->counted);
}

enum fault export_make_csv(struct export *export, bool mark, struct export_file *file)
{
    struct csv_writer writer;
    csv_writer_init(&writer, EXPORT_BYTES_MAX, mark);
    wide_head(&writer, export);
    for (size_t i = 0; i < export->sheet.student_count; i++) {
        person_cells(&writer, export, i);
        for (size_t j = 0; j < export->sheet.lecture_count; j++)
            csv_text(&writer, export_letter(export, i, j));
        standing_cells(&writer, export, &export->sheet.students[i].standing);
        stay_cells(&writer, export, i);
        csv_int(&writer, export->sheet.students[i].standing.left_out);
        csv_text(&writer, export->people[i].groups);
        csv_end(&writer);
    }
    return export_take(export->arena, &writer, file);
}

/* ---- tidy ---- */

static void long_row(struct csv_writer *writer, const struct export *export, size_t student, size_t lecture)
{
    const struct sheet_lecture *held = &export->sheet.lectures[lecture];
    const struct sheet_cell *cell = &export->sheet.students[student].cells[lecture];
    const struct status_line *line = export_status(export, student, lecture);
    char moment[EXPORT_TIME_SIZE];
    csv_int(writer, export->classroom.id);
    csv_text(writer, export->classroom.subject);
    csv_text(writer, export->classroom.professor.name);
    csv_text(writer, export->classroom.timezone);
    csv_int(writer, held->id);
    csv_text(writer, held->title);
    export_moment(export->starts[lecture], moment);
    csv_text(writer, moment);
    export_moment(export->ends[lecture], moment);
    csv_text(writer, moment);
    csv_int(writer, held->taken);
    person_cells(writer, export, student);
    csv_text(writer, mark_status_code((enum mark_status)cell->status));
    csv_int(writer, cell->minutes_late);
    csv_int(writer, export_theirs(export, student, lecture));
    stay_cells(writer, export, student);
    csv_text(writer, export->labels[lecture]);
    csv_text(writer, export_groups_then(export, student, lecture));
    csv_text(writer, line ? line->letter : NULL);
    csv_text(writer, line ? line->name : NULL);
    csv_int(writer, line && line->in_room);
    csv_int(writer, standing_leaves_out(&export->sheet.students[student].standing, held->id));
    csv_end(writer);
}

enum fault export_make_long(struct export *export, bool mark, struct export_file *file)
{
    static const char *const head[] = {"classroom_id", "subject",     "professor", "timezone",       "lecture_id",
                                       "title",        "starts",      "ends",      "taken",          "student_id",
                                       "external_id",  "name",        "email",     "status",         "minutes_late",
                                       "expected",     "joined_at",   "left_at",   "lecture_groups", "groups",
                                       "letter",       "status_name", "in_room",   "left_out"};
    struct csv_writer writer;
    csv_writer_init(&writer, EXPORT_BYTES_MAX, mark);
    words(&writer, head, sizeof(head) / sizeof(head[0]));
    csv_end(&writer);
    for (size_t j = 0; j < export->sheet.lecture_count; j++)
        for (size_t i = 0; export_wanted(export, j) && i < export->sheet.student_count; i++)
            long_row(&writer, export, i, j);
    return export_take(export->arena, &writer, file);
}

/* ---- the administrator's report ---- */

static void report_row(struct csv_writer *writer, const char *group, const char *name, int64_t id,
                       const struct report_figures *figures)
{
    csv_text(writer, group);
    csv_int(writer, id);
    csv_text(writer, name);
    csv_int(writer, figures->lectures);
    csv_int(writer, figures->taken);
    for (int i = MARK_PRESENT; i < MARK_OWN; i++)
        csv_int(writer, figures->of[i]);
    csv_int(writer, figures->other);
    csv_int(writer, figures->of[MARK_UNMARKED]);
    csv_int(writer, figures->attended);
    csv_int(writer, figures->expected);
    export_percentage(writer, figures->attended, figures->expected);
    csv_end(writer);
}

static void report_head(struct csv_writer *writer, enum tongue tongue)
{
    static const enum export_word before[] = {WORD_FIGURES_OF, WORD_ID, WORD_NAME, WORD_LECTURES, WORD_TAKEN};
    static const char *const statuses[][2] = {{"P", "present"}, {"L", "late"}, {"E", "excused"}, {"A", "absent"}};
    static const enum export_word after[] = {WORD_OTHER, WORD_NOT_MARKED, WORD_ATTENDED, WORD_EXPECTED,
                                             WORD_PERCENT_OF_EXPECTED};
    columns(writer, before, ARRAY_LENGTH(before), tongue);
    for (size_t i = 0; i < ARRAY_LENGTH(statuses); i++)
        csv_text(writer, tongue == ENGLISH ? statuses[i][1] : usual_status_name(statuses[i][0], tongue));
    columns(writer, after, ARRAY_LENGTH(after), tongue);
    csv_end(writer);
}

static void report_rows(struct csv_writer *writer, const char *group, const struct report_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++) {
        char day[ZONE_DATE_SIZE];
        zone_day_format(groups->groups[i].id, day);
        const char *name = groups->groups[i].name;
        report_row(writer, group, name ? name : day, name ? groups->groups[i].id : 0, &groups->groups[i].figures);
    }
}

enum fault export_report(struct school *school, const struct actor *actor, const struct report_request *request,
                         const struct export_request *form, struct arena *arena, struct export_file *ret_file)
{
    struct export export = {.school = school, .arena = arena};
    struct export_file file = {.type = "text/csv; charset=utf-8"};
    struct report report;
    struct csv_writer writer;
    enum fault fault = report_read(school, actor, request, arena, &report);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = export_tongue(db, actor, form->language, &export.reader);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    export.tongue = form->fixed ? ENGLISH : export.reader;
    csv_writer_init(&writer, EXPORT_BYTES_MAX, form->mark);
    report_head(&writer, export.tongue);
    report_row(&writer, export_column(WORD_INSTITUTION, export.tongue), NULL, 0, &report.whole);
    report_rows(&writer, export_column(WORD_TERM, export.tongue), &report.terms);
    report_rows(&writer, export_column(WORD_DEPARTMENT, export.tongue), &report.departments);
    report_rows(&writer, export_column(WORD_PROFESSOR, export.tongue), &report.professors);
    report_rows(&writer, export_column(WORD_WEEK, export.tongue), &report.weeks);
    fault = export_take(export.arena, &writer, &file);
    if (fault != FAULT_NONE)
        return fault;
    const char *const parts[3] = {NULL};
    export_name(parts, school_now(school) / SCHOOL_DAY_MS, export_text(FILE_REPORT, export.reader), "csv", file.name);
    *ret_file = file;
    return FAULT_NONE;
}
