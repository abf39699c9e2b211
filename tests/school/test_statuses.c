/* SPDX-License-Identifier: MIT */
/* A classroom's own statuses: the set and its edits, marks of every kind, what they count, files out and in. */
#include "school/numbers/record.h"
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/attendance.h"
#include "school/attendance/change.h"
#include "school/attendance/hand.h"
#include "school/attendance/request.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/marks/figures.h"
#include "school/marks/mark.h"
#include "school/marks/status_set.h"
#include "school/numbers/export.h"
#include "school/numbers/register.h"
#include "school/numbers/report.h"
#include "school/numbers/statistics.h"
#include "school/plan/lecture.h"
#include "school/school.h"

enum { HOUR_MS = 60 * 60 * 1000 };

#define REMOTE MARK_OWN
#define DUTY ((enum mark_status)(MARK_OWN + 1))

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct status_set set; // as it was last answered
};

static struct status_line *line_of(struct status_set *set, enum mark_status status)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->lines[i].status == status)
            return &set->lines[i];
    fail_msg("the set has no status %d", status);
    return NULL;
}

static enum fault change(struct scene *s, const struct status_set *set, struct status_set *ret_set)
{
    return status_set_change(s->f->school, &s->f->professor, s->classroom.id, set, &s->f->arena, ret_set);
}

static void add(struct scene *s, struct status_line line)
{
    s->set.lines[s->set.count++] = line;
    assert_int_equal(change(s, &s->set, &s->set), FAULT_NONE);
}

/* Sam and Bea; Remote is attended and not in the room, On duty is left out of what is counted. */
static struct scene open_scene(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    s.classroom = fixture_classroom(s.f);
    fixture_join(s.f, &s.classroom, s.f->other_student);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    assert_int_equal(status_set_get(s.f->school, &s.f->professor, s.classroom.id, &s.f->arena, &s.set), FAULT_NONE);
    add(&s, (struct status_line){MARK_UNMARKED, "R", "Remote", 150, COUNTS_ATTENDED, STATUS_TEAL, false, false});
    add(&s, (struct status_line){MARK_UNMARKED, "Du", "On duty", 0, COUNTS_IGNORED, STATUS_VIOLET, false, false});
    return s;
}

static enum fault mark(struct scene *s, struct actor student, enum mark_status status, struct mark *ret_mark)
{
    const struct mark_request request = {.status = status};
    return attendance_mark(s->f->school, &s->f->professor, s->lecture.id, student.user_id, &request, &s->f->arena,
                           ret_mark);
}

static struct counts counts_now(struct scene *s)
{
    struct attendance_view view;
    struct lecture lecture;
    assert_int_equal(attendance_view(s->f->school, &s->f->professor, s->lecture.id, &s->f->arena, &view), FAULT_NONE);
    assert_int_equal(lecture_get(s->f->school, &s->f->professor, s->lecture.id, &s->f->arena, &lecture), FAULT_NONE);
    assert_memory_equal(&view.lecture.counts, &lecture.counts, sizeof(lecture.counts));
    return lecture.counts;
}

/* ---- the set ---- */

static void test_usual(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct status_set set, read;
    int64_t id = classroom.id;
    assert_int_equal(status_set_get(f->school, &f->student, id, &f->arena, &set), FAULT_NONE);
    assert_int_equal(set.version, 1);
    assert_int_equal(set.count, 4);
    assert_string_equal(line_of(&set, MARK_PRESENT)->letter, "P");
    assert_int_equal(line_of(&set, MARK_PRESENT)->points, 200);
    assert_true(line_of(&set, MARK_LATE)->in_room);
    assert_false(line_of(&set, MARK_EXCUSED)->in_room);
    assert_int_equal(line_of(&set, MARK_ABSENT)->points, 0);
    assert_int_equal(line_of(&set, MARK_ABSENT)->counts, COUNTS_MISSED);
    assert_int_equal(line_of(&set, MARK_ABSENT)->colour, STATUS_RED);
    *line_of(&set, MARK_PRESENT) =
        (struct status_line){MARK_PRESENT, "م", "حاضر", 150, COUNTS_ATTENDED, STATUS_PINK, true, false};
    *line_of(&set, MARK_LATE) =
        (struct status_line){MARK_LATE, "Sp", "Spät", 10000, COUNTS_MISSED, STATUS_GREY, false, false};
    line_of(&set, MARK_EXCUSED)->counts = COUNTS_IGNORED;
    assert_int_equal(status_set_change(f->school, &f->professor, id, &set, &f->arena, &read), FAULT_NONE);
    assert_int_equal(read.version, 2);
    assert_string_equal(line_of(&read, MARK_LATE)->letter, "Sp");
    assert_int_equal(line_of(&read, MARK_LATE)->counts, COUNTS_MISSED);
    assert_int_equal(line_of(&read, MARK_PRESENT)->colour, STATUS_PINK);
    assert_false(line_of(&read, MARK_LATE)->in_room);
    assert_int_equal(line_of(&read, MARK_EXCUSED)->counts, COUNTS_IGNORED);
    assert_int_equal(classroom_get(f->school, &f->professor, id, &f->arena, &classroom), FAULT_NONE);
    assert_int_equal(classroom.excused_counts, COUNTS_IGNORED); // one and the same
    assert_string_equal(status_set_line(classroom.statuses, MARK_LATE)->name, "Spät");

    assert_int_equal(status_set_change(f->school, &f->professor, id, &set, &f->arena, &read), FAULT_CHANGED_MEANWHILE);
    set.version = 2;
    assert_int_equal(status_set_change(f->school, &f->other_professor, id, &set, &f->arena, &read), FAULT_NOT_FOUND);
    assert_int_equal(status_set_change(f->school, &f->student, id, &set, &f->arena, &read), FAULT_NOT_FOUND);
    line_of(&set, MARK_ABSENT)->letter = "Sp";
    assert_int_equal(status_set_change(f->school, &f->professor, id, &set, &f->arena, &read), FAULT_STATUS_SET_INVALID);
    line_of(&set, MARK_ABSENT)->letter = "ABC";
    assert_int_equal(status_set_change(f->school, &f->professor, id, &set, &f->arena, &read), FAULT_TEXT_INVALID);
    line_of(&set, MARK_ABSENT)->letter = "A";
    line_of(&set, MARK_ABSENT)->points = STATUS_POINTS_MAX + 1;
    assert_int_equal(status_set_change(f->school, &f->professor, id, &set, &f->arena, &read), FAULT_NUMBER_INVALID);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM status_sets"), 4);
    school_fixture_close(f);
}

static void test_edits(void **state)
{
    struct scene s = open_scene(state);
    struct status_set set = s.set, read;
    assert_int_equal(set.count, 6);
    assert_int_equal(set.lines[4].status, REMOTE);
    assert_int_equal(set.lines[5].status, DUTY);
    assert_string_equal(mark_status_code(DUTY), "S2");

    // The order is the classroom's.
    struct status_line first = set.lines[0];
    memmove(set.lines, set.lines + 1, 5 * sizeof(first));
    set.lines[5] = first;
    assert_int_equal(change(&s, &set, &read), FAULT_NONE);
    assert_int_equal(read.lines[5].status, MARK_PRESENT);
    assert_int_equal(read.lines[3].status, REMOTE);

    // What does not make a set; nothing is changed by it.
    struct status_set bad = read;
    line_of(&bad, MARK_PRESENT)->retired = true;
    assert_int_equal(change(&s, &bad, &set), FAULT_STATUS_SET_INVALID);
    bad = read;
    bad.count--; // Present is missing
    assert_int_equal(change(&s, &bad, &set), FAULT_STATUS_SET_INVALID);
    bad = read;
    line_of(&bad, DUTY)->status = REMOTE;
    assert_int_equal(change(&s, &bad, &set), FAULT_STATUS_SET_INVALID);
    bad = read;
    line_of(&bad, DUTY)->status = MARK_OWN + 2; // there is none
    assert_int_equal(change(&s, &bad, &set), FAULT_STATUS_SET_INVALID);
    bad = read;
    line_of(&bad, DUTY)->letter = "R";
    assert_int_equal(change(&s, &bad, &set), FAULT_STATUS_SET_INVALID);

    // Left out is retired; its code and its letter stay its own.
    *line_of(&read, REMOTE) = read.lines[--read.count];
    assert_int_equal(change(&s, &read, &read), FAULT_NONE);
    assert_int_equal(read.count, 6);
    assert_true(line_of(&read, REMOTE)->retired);
    assert_string_equal(line_of(&read, REMOTE)->name, "Remote");
    s.set = read;
    s.set.lines[s.set.count++] =
        (struct status_line){MARK_UNMARKED, "R", "Ready", 0, COUNTS_MISSED, STATUS_GREY, true, false};
    assert_int_equal(change(&s, &s.set, &set), FAULT_STATUS_SET_INVALID);
    s.set.lines[s.set.count - 1].letter = "Q";
    assert_int_equal(change(&s, &s.set, &s.set), FAULT_NONE);
    assert_string_equal(line_of(&s.set, MARK_OWN + 2)->name, "Ready");
    line_of(&s.set, REMOTE)->retired = false;
    assert_int_equal(change(&s, &s.set, &s.set), FAULT_NONE);
    assert_false(line_of(&s.set, REMOTE)->retired);

    while (s.set.count < MARK_STATUS_COUNT - 1)
        add(&s, (struct status_line){.letter = arena_printf(&s.f->arena, "%zu", s.set.count), .name = "One more"});
    set = s.set;
    set.lines[4].letter = "Zz";
    assert_int_equal(change(&s, &set, &s.set), FAULT_NONE);
    assert_int_equal(s.set.count, 4 + MARK_OWN_MAX);
    set = s.set;
    set.count--;
    for (size_t i = 0; i < set.count; i++) // one is left out, and one more wanted
        if (set.lines[i].status == MARK_STATUS_COUNT - 1)
            set.lines[i] = s.set.lines[s.set.count - 1];
    set.lines[set.count++] = (struct status_line){.letter = "!", .name = "Too many"};
    assert_int_equal(change(&s, &set, &read), FAULT_STATUSES_TOO_MANY);
    school_fixture_close(s.f);
}

/* ---- marks ---- */

static void test_marks(void **state)
{
    struct scene s = open_scene(state);
    struct school_fixture *f = s.f;
    struct mark made, other;
    struct undone undone;
    assert_int_equal(mark(&s, f->student, MARK_OWN + 2, &made), FAULT_STATUS_UNKNOWN);
    assert_int_equal(mark(&s, f->student, MARK_STATUS_COUNT, &made), FAULT_STATUS_UNKNOWN);
    assert_int_equal(mark(&s, f->student, REMOTE, &made), FAULT_NONE);
    assert_int_equal(made.status, REMOTE);
    struct counts counts = counts_now(&s);
    assert_int_equal(counts.marked, 1);
    assert_int_equal(counts.other, 1);
    assert_int_equal(counts.attended, 1);
    assert_int_equal(counts.in_room, 0);
    assert_int_equal(counts.unmarked, 1);

    const struct many_request rest = {.who = CHANGE_UNMARKED, .status = DUTY};
    struct change_result result;
    assert_int_equal(attendance_mark_many(f->school, &f->professor, s.lecture.id, &rest, &f->arena, &result),
                     FAULT_NONE);
    assert_int_equal(result.count, 1);
    counts = counts_now(&s);
    assert_int_equal(counts.other, 2);
    assert_int_equal(counts.ignored, 1);

    // Who attends from afar has attended; who is on duty is not counted. Points are the set's.
    struct record record;
    assert_int_equal(register_record(f->school, &f->student, s.classroom.id, &f->arena, &record), FAULT_NONE);
    assert_int_equal(record.standing.attended, 1);
    assert_int_equal(record.standing.of[REMOTE], 1);
    assert_int_equal(record.standing.points, 150);
    assert_int_equal(record.standing.points_max, 200);
    assert_int_equal(record.lectures[0].mark.status, REMOTE);
    assert_string_equal(status_set_line(record.classroom.statuses, REMOTE)->name, "Remote");
    assert_int_equal(register_record(f->school, &f->other_student, s.classroom.id, &f->arena, &record), FAULT_NONE);
    assert_int_equal(record.standing.counted, 0);
    assert_int_equal(record.standing.taken, 1);

    // A student hears the classroom's own word.
    assert_int_equal(mark(&s, f->student, DUTY, &other), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE text = 'On duty'"), 1);

    // Retired: not given any more, and still put back by an undo.
    line_of(&s.set, REMOTE)->retired = true;
    assert_int_equal(change(&s, &s.set, &s.set), FAULT_NONE);
    assert_int_equal(mark(&s, f->student, REMOTE, &made), FAULT_STATUS_UNKNOWN);
    const struct many_request all = {.who = CHANGE_ALL, .status = REMOTE};
    assert_int_equal(attendance_mark_many(f->school, &f->professor, s.lecture.id, &all, &f->arena, &result),
                     FAULT_STATUS_UNKNOWN);
    assert_int_equal(attendance_undo(f->school, &f->professor, s.lecture.id, other.change, &f->arena, &undone),
                     FAULT_NONE);
    counts = counts_now(&s);
    assert_int_equal(counts.attended, 1);
    assert_int_equal(counts.ignored, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE status = 'S1'"), 1);
    school_fixture_close(f);
}

/* "The others missed it" is not said of who was not in the classroom then, whatever the classroom calls it. */
static void test_outside(void **state)
{
    const struct {
        enum mark_status status;
        const char *excused;
        int64_t changed;
    } cases[] = {
        {MARK_ABSENT, "attended", 1},  {MARK_OWN + 2, "attended", 1}, {MARK_EXCUSED, "missed", 1},
        {MARK_EXCUSED, "ignored", 2},  {MARK_EXCUSED, "attended", 2}, {DUTY, "missed", 2},
        {MARK_PRESENT, "attended", 2}, {REMOTE, "missed", 2},
    };
    struct scene s = open_scene(state);
    struct school_fixture *f = s.f;
    char sql[200];
    add(&s, (struct status_line){MARK_UNMARKED, "U", "Unexcused", 0, COUNTS_MISSED, STATUS_RED, false, false});
    snprintf(sql, sizeof(sql), "UPDATE memberships SET joined_at = %lld WHERE user_id = %lld",
             (long long)s.lecture.ends_at, (long long)f->other_student.user_id);
    fixture_sql(f, sql);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct many_request rest = {.who = CHANGE_UNMARKED, .status = cases[i].status};
        struct change_result result;
        snprintf(sql, sizeof(sql), "UPDATE classrooms SET excused_counts = '%s'", cases[i].excused);
        fixture_sql(f, sql);
        fixture_sql(f, "DELETE FROM attendance");
        assert_int_equal(attendance_mark_many(f->school, &f->professor, s.lecture.id, &rest, &f->arena, &result),
                         FAULT_NONE);
        assert_int_equal(result.count, cases[i].changed);
    }
    school_fixture_close(f);
}

static void test_appeal(void **state)
{
    struct scene s = open_scene(state);
    struct school_fixture *f = s.f;
    struct request request;
    struct counts counts;
    const struct request_new appeal = {.lecture_id = s.lecture.id, .text = "I was on the line"};
    assert_int_equal(request_create(f->school, &f->student, &appeal, &f->arena, &request), FAULT_NONE);
    struct request_answer answer = {.accept = true, .status = MARK_OWN + 7};
    assert_int_equal(request_answer(f->school, &f->professor, s.classroom.id, request.id, &answer, &f->arena, &request),
                     FAULT_STATUS_UNKNOWN);
    answer.status = REMOTE;
    assert_int_equal(request_answer(f->school, &f->professor, s.classroom.id, request.id, &answer, &f->arena, &request),
                     FAULT_NONE);
    assert_int_equal(request.decision.status, REMOTE);
    counts = counts_now(&s);
    assert_int_equal(counts.attended, 1);
    assert_int_equal(counts.in_room, 0);
    school_fixture_close(f);
}

/* ---- what they count ---- */

static struct report_figures report_of(struct scene *s)
{
    struct report report;
    assert_int_equal(
        report_read(s->f->school, &s->f->administrator, &(struct report_request){0}, &s->f->arena, &report),
        FAULT_NONE);
    return report.whole;
}

/* What is kept of a lecture holds own statuses by what they counted as: an edit of that counts it anew. */
static void test_kept_figures(void **state)
{
    struct scene s = open_scene(state);
    struct mark made;
    struct overview overview;
    int64_t count = 0;
    assert_int_equal(mark(&s, s.f->student, REMOTE, &made), FAULT_NONE);
    assert_int_equal(mark(&s, s.f->other_student, DUTY, &made), FAULT_NONE);
    fixture_wait(s.f, 5 * (int64_t)HOUR_MS);
    for (int kept = 0; kept < 2; kept++) {
        assert_int_equal(report_of(&s).other, 2);
        assert_int_equal(report_of(&s).attended, 1);
        assert_int_equal(report_of(&s).expected, 1);
        assert_int_equal(register_overview(s.f->school, &s.f->administrator, &overview), FAULT_NONE);
        assert_int_equal(overview.marks, 2);
        assert_int_equal(figures_sweep(s.f->school, school_now(s.f->school), &count), FAULT_NONE);
        assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM lecture_figures"), 1);
    }
    // A name changes nothing of it.
    line_of(&s.set, REMOTE)->name = "Online";
    assert_int_equal(change(&s, &s.set, &s.set), FAULT_NONE);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM lecture_figures"), 1);
    line_of(&s.set, REMOTE)->counts = COUNTS_MISSED;
    line_of(&s.set, DUTY)->counts = COUNTS_ATTENDED;
    assert_int_equal(change(&s, &s.set, &s.set), FAULT_NONE);
    assert_int_equal(report_of(&s).attended, 1);
    assert_int_equal(report_of(&s).expected, 2);
    assert_int_equal(figures_sweep(s.f->school, school_now(s.f->school), &count), FAULT_NONE);
    assert_int_equal(report_of(&s).attended, 1);
    assert_int_equal(report_of(&s).expected, 2);

    struct statistics statistics;
    assert_int_equal(statistics_read(s.f->school, &s.f->professor, s.classroom.id, &s.f->arena, &statistics),
                     FAULT_NONE);
    assert_int_equal(statistics.attended, 1);
    assert_int_equal(statistics.lectures[0].counts.missed, 1);
    assert_int_equal(statistics.late.hours[9].came, 0); // nobody was in the room
    line_of(&s.set, DUTY)->in_room = true;
    assert_int_equal(change(&s, &s.set, &s.set), FAULT_NONE);
    assert_int_equal(statistics_read(s.f->school, &s.f->professor, s.classroom.id, &s.f->arena, &statistics),
                     FAULT_NONE);
    assert_int_equal(statistics.late.hours[9].came, 1);
    assert_int_equal(counts_now(&s).in_room, 1);
    school_fixture_close(s.f);
}

/* ---- files ---- */

static const char *exported(struct scene *s, const char *word)
{
    struct export_file file;
    struct export_request request = {.mark = false};
    assert_true(export_form_parse(word, &request.form));
    assert_int_equal(export_register(s->f->school, &s->f->professor, s->classroom.id, &request, &s->f->arena, &file),
                     FAULT_NONE);
    return arena_strndup(&s->f->arena, file.bytes, file.size);
}

static void expect_text(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in:\n%s", part, text);
}

/* The classroom's letters and names stand in every file, with what they mean; a retired one while a mark has it. */
static void test_exports(void **state)
{
    struct scene s = open_scene(state);
    struct mark made;
    assert_int_equal(mark(&s, s.f->student, REMOTE, &made), FAULT_NONE);
    assert_int_equal(mark(&s, s.f->other_student, MARK_PRESENT, &made), FAULT_NONE);
    line_of(&s.set, MARK_PRESENT)->letter = "An";
    line_of(&s.set, MARK_PRESENT)->name = "Anwesend <da>";
    line_of(&s.set, REMOTE)->retired = line_of(&s.set, DUTY)->retired = true;
    assert_int_equal(change(&s, &s.set, &s.set), FAULT_NONE);

    const char *text = exported(&s, "csv");
    expect_text(text, ",Anwesend <da>,late,excused,absent,Remote,not_marked,late_minutes,");
    expect_text(text, ",sam@college.example,R,0,0,0,0,1,0,");
    expect_text(text, ",bea@college.example,An,1,0,0,0,0,0,");
    assert_null(strstr(text, "On duty"));
    text = exported(&s, "long");
    expect_text(text, ",letter,status_name,in_room");
    expect_text(text, ",sam@college.example,S1,0,1,2026-11-23 09:00,,,,R,Remote,0");
    expect_text(text, ",bea@college.example,P,0,1,2026-11-23 09:00,,,,An,Anwesend <da>,1");
    text = exported(&s, "moodle");
    expect_text(text, ",An,L,E,A,R,Taken sessions,");
    expect_text(text, ",R,0,0,0,0,1,1,1.5 / 2,75.0");
    text = exported(&s, "print");
    expect_text(text, "<th>An</th><th>L</th><th>E</th><th>A</th><th>R</th>");
    expect_text(text, "<bdi>An = Anwesend &lt;da&gt;: attended, in the room</bdi>");
    expect_text(text, "In the room</th><td>1</td>");
    school_fixture_close(s.f);
}

/* What Sam's mark is after a file with one row: a code, or the reason why it is refused. */
static const char *imported(struct scene *s, const char *status)
{
    struct attendance_view view;
    struct job job;
    size_t jobs;
    struct job_row_list list;
    const char *file = arena_printf(&s->f->arena, "email,lecture_id,status\nsam@college.example,%lld,%s\n",
                                    (long long)s->lecture.id, status);
    const struct import_request request = {
        .format = "marks", .class_id = s->classroom.id, .name = "m.csv", .bytes = file, .size = strlen(file)};
    s->f->professor.stepped_up_at = school_now(s->f->school);
    assert_int_equal(import_start(s->f->school, &s->f->professor, &request, &s->f->arena, &job), FAULT_NONE);
    assert_int_equal(school_work(s->f->school, &jobs), FAULT_NONE);
    assert_int_equal(job_rows(s->f->school, &s->f->professor, job.id, JOB_OUTCOME_COUNT,
                              &(struct page){.limit = PAGE_MAX}, &s->f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, 1);
    if (list.rows[0].reason) {
        assert_string_not_equal(import_sentence(list.rows[0].reason, &s->f->arena), "");
        return list.rows[0].reason;
    }
    if (list.rows[0].outcome != JOB_UNCHANGED) {
        assert_int_equal(import_apply(s->f->school, &s->f->professor, s->classroom.id, job.id, &s->f->arena, &job),
                         FAULT_NONE);
        assert_int_equal(school_work(s->f->school, &jobs), FAULT_NONE);
    }
    assert_int_equal(attendance_view(s->f->school, &s->f->professor, s->lecture.id, &s->f->arena, &view), FAULT_NONE);
    for (size_t i = 0; i < view.count; i++)
        if (view.marks[i].student.id == s->f->student.user_id)
            return mark_status_code(view.marks[i].status);
    return "nobody";
}

static void test_import(void **state)
{
    struct scene s = open_scene(state);
    assert_string_equal(imported(&s, "r"), "S1");
    assert_string_equal(imported(&s, "On Duty"), "S2");
    assert_string_equal(imported(&s, "s1"), "S1");
    assert_string_equal(imported(&s, "excused"), "E");
    assert_string_equal(imported(&s, "p"), "P");
    assert_string_equal(imported(&s, "S3"), "status_unknown");
    assert_string_equal(imported(&s, "S01"), "status_unknown");
    assert_string_equal(imported(&s, "Remot"), "status_unknown");

    // Letters of every alphabet, with accents or without; the one that is written so stands before the one that folds
    // so.
    add(&s, (struct status_line){MARK_UNMARKED, "Ä", "Ärztlich befreit", 0, COUNTS_IGNORED, STATUS_PINK, false, false});
    add(&s, (struct status_line){MARK_UNMARKED, "Ü", "ΆΔΕΙΑ", 0, COUNTS_IGNORED, STATUS_PINK, false, false});
    add(&s, (struct status_line){MARK_UNMARKED, "U", "Übung", 0, COUNTS_IGNORED, STATUS_PINK, false, false});
    add(&s, (struct status_line){MARK_UNMARKED, "+", "Mehr", 0, COUNTS_IGNORED, STATUS_PINK, false, false});
    assert_string_equal(imported(&s, "ÄRZTLICH BEFREIT"), "S3");
    assert_string_equal(imported(&s, "arztlich befreit"), "S3");
    assert_string_equal(imported(&s, "άδεια"), "S4");
    assert_string_equal(imported(&s, "ü"), "status_ambiguous"); // Ü and U
    assert_string_equal(imported(&s, "Ü"), "S4");
    assert_string_equal(imported(&s, "U"), "S5");
    assert_string_equal(imported(&s, "übung"), "S5");
    assert_string_equal(imported(&s, "+"), "S6");
    assert_string_equal(imported(&s, "-"), "status_empty");
    assert_string_equal(imported(&s, "ä"), "status_ambiguous"); // Absent's letter is A

    // One's letter is another's code: nobody can know which is meant.
    line_of(&s.set, MARK_PRESENT)->letter = "A";
    line_of(&s.set, MARK_PRESENT)->name = "Anwesend";
    line_of(&s.set, MARK_ABSENT)->letter = "F";
    line_of(&s.set, MARK_ABSENT)->name = "Fehlt";
    assert_int_equal(change(&s, &s.set, &s.set), FAULT_NONE);
    assert_string_equal(imported(&s, "a"), "status_ambiguous");
    assert_string_equal(imported(&s, "anwesend"), "P");
    assert_string_equal(imported(&s, "F"), "A");
    assert_string_equal(imported(&s, "P"), "P");
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_usual),   TEST_ON_BOTH(test_edits),  TEST_ON_BOTH(test_marks),
        TEST_ON_BOTH(test_outside), TEST_ON_BOTH(test_appeal), TEST_ON_BOTH(test_kept_figures),
        TEST_ON_BOTH(test_exports), TEST_ON_BOTH(test_import),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
