/* SPDX-License-Identifier: MIT */
/* Grades as files, and all marks of the institution as one. */
#include "school/unit.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/jobs/job.h"
#include "school/numbers/sheets/file_marks.h"
#include "school/numbers/sheets/files.h"
#include "school/post/export_text.h"
#include "school/school.h"

__attribute__((format(printf, 2, 3))) static void sql(struct school_fixture *f, const char *format, ...)
{
    char full[400];
    va_list values;
    va_start(values, format);
    assert_true((size_t)vsnprintf(full, sizeof(full), format, values) < sizeof(full));
    va_end(values);
    fixture_sql(f, full);
}

static int64_t assessment(struct school_fixture *f, int64_t class_id, const char *title, const char *points)
{
    char full[400];
    snprintf(full, sizeof(full),
             "INSERT INTO board_items (class_id, author_id, kind, title, body, points, publish_at, created_at,"
             " updated_at) VALUES (%" PRId64 ", %" PRId64 ", 'assessment', '%s', '', %s, 1, 1, 1)",
             class_id, f->professor.user_id, title, points);
    fixture_sql(f, full);
    return fixture_number(f, "SELECT MAX(id) FROM board_items");
}

static const char *grades(struct school_fixture *f, int64_t class_id, enum table_form form, bool fixed,
                          const char *language)
{
    struct export_file file;
    const struct table_request request = {.form = form, .fixed = fixed, .language = language};
    assert_int_equal(file_grades(f->school, &f->professor, class_id, &request, &f->arena, &file), FAULT_NONE);
    assert_non_null(strstr(file.name, " 2026-11-23 "));
    return arena_strndup(&f->arena, file.bytes, file.size);
}

static void test_grades(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct export_file file;
    fixture_join(f, &classroom, f->other_student);
    fixture_sql(f, "UPDATE users SET external_id = '007' WHERE name = 'Sam Student'");
    const char *none = grades(f, classroom.id, TABLE_CSV, false, "en");
    assert_int_equal(strncmp(none, "student_id,external_id,name,email,total,total_max\r\n", 51), 0);
    int64_t essay = assessment(f, classroom.id, "Essay, \"long\"", "1250"),
            talk = assessment(f, classroom.id, "=Talk", "NULL"), again = assessment(f, classroom.id, "Quiz", "500");
    assessment(f, classroom.id, "Quiz", "500");
    fixture_sql(f,
                "INSERT INTO board_items (class_id, author_id, kind, title, body, publish_at, created_at, updated_at)"
                " SELECT id, professor_id, 'notice', 'Not graded', '', 1, 1, 1 FROM classrooms");
    sql(f,
        "INSERT INTO hand_ins (item_id, student_id, text, handed_in_at, late, points, comment, graded_at) VALUES "
        "(%" PRId64 ","
        " %" PRId64 ", 'x', 1795420800000, 1, 1025, 'Well, done', 1795424400000)",
        essay, f->student.user_id);
    sql(f,
        "INSERT INTO hand_ins (item_id, student_id, text, handed_in_at) VALUES (%" PRId64 ", %" PRId64
        ", 'x', 1795420800000)",
        talk, f->student.user_id);
    sql(f,
        "INSERT INTO hand_ins (item_id, student_id, text, handed_in_at, points) VALUES (%" PRId64 ", %" PRId64
        ", '', 0, 0)",
        again, f->student.user_id);

    const char *wide = grades(f, classroom.id, TABLE_CSV, false, "en");
    assert_non_null(strstr(wide, "email,\"Essay, \"\"long\"\" (max. 12.5)\",'=Talk,Quiz #"));
    assert_null(strstr(wide, "Not graded"));
    assert_non_null(strstr(wide, ",007,Sam Student,sam@college.example,10.25,,0,,10.25,17.5\r\n"));
    assert_non_null(strstr(wide, ",,Bea Beside,bea@college.example,,,,,,\r\n"));
    assert_true(strstr(wide, "Bea") < strstr(wide, "Sam"));
    const char *arabic = grades(f, classroom.id, TABLE_CSV, false, "ar");
    assert_non_null(strstr(arabic, export_text(WORD_TOTAL, ARABIC)));
    assert_null(strstr(arabic, "max."));
    assert_string_equal(grades(f, classroom.id, TABLE_CSV, true, "ar"), wide);
    const char *tidy = grades(f, classroom.id, TABLE_LONG, false, "ar");
    assert_int_equal(strncmp(tidy, "student_id,external_id,name,email,assessment_id,", 48), 0);
    assert_non_null(
        strstr(tidy, ",\"Essay, \"\"long\"\"\",10.25,12.5,2026-11-23 08:00,1,2026-11-23 09:00,\"Well, done\"\r\n"));
    assert_non_null(strstr(tidy, ",'=Talk,,,2026-11-23 08:00,0,,\r\n"));
    assert_memory_equal(grades(f, classroom.id, TABLE_XLSX, false, "ar"), "PK\3\4", 4);

    const struct table_request request = {.form = TABLE_CSV};
    assert_int_equal(file_grades(f->school, &f->student, classroom.id, &request, &f->arena, &file), FAULT_NOT_FOUND);
    assert_int_equal(file_grades(f->school, &f->other_professor, classroom.id, &request, &f->arena, &file),
                     FAULT_NOT_FOUND);
    assert_int_equal(file_grades(f->school, &f->administrator, classroom.id, &request, &f->arena, &file), FAULT_NONE);
    school_fixture_close(f);
}

/* The file of a job of the administrator's. */
static const char *made(struct school_fixture *f, const struct file_marks_request *request, struct job *job)
{
    size_t jobs;
    struct job_file file;
    const void *bytes;
    assert_int_equal(file_marks(f->school, &f->administrator, request, &f->arena, job), FAULT_NONE);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(job_get(f->school, &f->administrator, job->id, &f->arena, job), FAULT_NONE);
    assert_int_equal(job->state, JOB_DONE);
    assert_int_equal(job_output(f->school, &f->administrator, job->id, &f->arena, &file, &bytes), FAULT_NONE);
    return arena_strndup(&f->arena, bytes, (size_t)file.size);
}

static size_t lines(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

static void lecture_marked(struct school_fixture *f, int64_t class_id, int64_t starts_at)
{
    sql(f,
        "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) VALUES (%" PRId64 ", 'Talk', %" PRId64
        ", 0, 0)",
        class_id, starts_at);
    int64_t id = fixture_number(f, "SELECT MAX(id) FROM lectures");
    sql(f, "UPDATE lectures SET ends_at = starts_at + 3600000 WHERE id = %" PRId64, id);
    sql(f,
        "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method, updated_at)"
        " SELECT %" PRId64 ", class_id, id, starts_at, 'L', 4, 'manual', 1 FROM lectures WHERE id = %" PRId64,
        f->student.user_id, id);
}

#define LONG_TITLE                                                                                                     \
    "A lecture with a title of a hundred and fifty characters, which is the most that a title may have here, so that"  \
    " what holds many is large soon"

static void test_marks(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom here = fixture_classroom_in(f, "Europe/Berlin"), there = fixture_classroom_in(f, "UTC");
    struct job job;
    sql(f, "UPDATE classrooms SET term = 'Autumn', department = 'Physics' WHERE id = %" PRId64, here.id);
    sql(f, "UPDATE classrooms SET term = 'Spring', department = 'Law' WHERE id = %" PRId64, there.id);
    int64_t now = school_now(f->school);
    lecture_marked(f, here.id, now - 2 * DAY);
    lecture_marked(f, here.id, now - 30 * (int64_t)DAY);
    lecture_marked(f, there.id, now - 2 * DAY);
    lecture_marked(f, here.id, now - 500 * (int64_t)DAY);
    const char *all = made(f, &(struct file_marks_request){0}, &job);
    assert_memory_equal(all,
                        "\xEF\xBB\xBF"
                        "classroom_id,subject,section,term,department,professor,timezone,",
                        60);
    assert_int_equal(lines(all), 1 + 3);
    assert_non_null(strstr(all, "2026-11-21 10:00,2026-11-21 11:00,")); // on the clocks of its classroom
    assert_non_null(strstr(all, "2026-11-21 09:00,2026-11-21 10:00,"));
    assert_non_null(strstr(all, ",sam@college.example,L,L,Late,4,1,manual\r\n"));
    assert_string_equal(job.output.name, "marks_2025-11-23_2026-11-23.csv");
    assert_int_equal(lines(made(f, &(struct file_marks_request){.term = "Autumn"}, &job)), 1 + 2);
    assert_int_equal(lines(made(f, &(struct file_marks_request){.department = "Law"}, &job)), 1 + 1);
    assert_int_equal(lines(made(f, &(struct file_marks_request){.term = "Autumn", .department = "Law"}, &job)), 1);
    assert_int_equal(
        lines(made(f, &(struct file_marks_request){.from = now - 40 * (int64_t)DAY, .before = now - 20 * (int64_t)DAY},
                   &job)),
        1 + 1);

    const struct file_marks_request wrong[] = {
        {.from = now, .before = now}, {.from = now - 1200 * (int64_t)DAY, .before = now}, {.from = 1, .before = 2}};
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        assert_int_equal(file_marks(f->school, &f->administrator, &wrong[i], &f->arena, &job), FAULT_TIME_INVALID);
    assert_int_equal(
        file_marks(f->school, &f->administrator, &(struct file_marks_request){.term = "a\nfrom=1"}, &f->arena, &job),
        FAULT_TEXT_INVALID);
    assert_int_equal(file_marks(f->school, &f->professor, &(struct file_marks_request){0}, &f->arena, &job),
                     FAULT_NOT_ALLOWED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'marks_exported'"), 5);

    // A large one is packed: many lectures with long titles.
    enum { MANY = 30000 };
    fixture_sql(f, "UPDATE lectures SET title = '" LONG_TITLE "'");
    for (int made_already = 1; made_already < MANY; made_already *= 2)
        sql(f,
            "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) SELECT class_id, title, starts_at,"
            " ends_at, 1 FROM lectures WHERE class_id = %" PRId64 " AND starts_at >= %" PRId64,
            there.id, now - 3 * DAY);
    sql(f,
        "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method, updated_at)"
        " SELECT %" PRId64 ", class_id, id, starts_at, 'P', 0, 'manual', 1 FROM lectures WHERE created_at = %" PRId64,
        f->student.user_id, INT64_C(1));
    const char *packed = made(f, &(struct file_marks_request){0}, &job);
    assert_memory_equal(packed, "PK\3\4", 4);
    assert_string_equal(job.output.name, "marks_2025-11-23_2026-11-23.zip");
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_grades), TEST_ON_BOTH(test_marks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
