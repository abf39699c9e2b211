/* SPDX-License-Identifier: MIT */
/* Marks from sheets with a column for each status and a sign below the one that is meant, as they are printed, filled
 * in by hand and typed in afterwards. */
#include "school/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/imports/import.h"
#include "school/imports/mapping/mapping.h"
#include "school/jobs/job.h"
#include "school/marks/status_set.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/import_scene.h"

enum { STUDENTS = 5 };

struct scene {
    struct school_fixture *f;
    struct import_request request; // of the lecture on 2026-11-23
};

/* Students who are called Ann, Ben, Cem, Dee and Eve. */
static struct scene scene_open(void **state)
{
    static const char *const names[STUDENTS] = {"Ann Ash", "Ben Birch", "Cem Cedar", "Dee Date", "Eve Elm"};
    struct scene scene = {.f = school_fixture_open(test_store_need(state))};
    struct actor students[STUDENTS];
    struct classroom classroom = fixture_classroom(scene.f);
    fixture_class(scene.f, &classroom, students, STUDENTS);
    for (size_t i = 0; i < STUDENTS; i++)
        fixture_sql(scene.f, arena_printf(&scene.f->arena,
                                          "UPDATE users SET name = '%s', email = '%c@x.example'"
                                          " WHERE id = %lld",
                                          names[i], 'a' + (int)i, (long long)students[i].user_id));
    struct lecture lecture = fixture_lecture(scene.f, classroom.id);
    scene.request = (struct import_request){.format = "marks", .class_id = classroom.id, .lecture_id = lecture.id};
    return scene;
}

/* What the dry run tells. */
static const char *told(const struct scene *scene, const char *file)
{
    struct job dry = import_tried(scene->f, &scene->f->professor, scene->request, file);
    if (dry.state != JOB_DONE)
        fail_msg("%s", dry.detail);
    return import_told(scene->f, &scene->f->professor, dry.id);
}

/* The marks of the five, as "P L5 - A E": those of nobody are '-'. Everything is taken away again. */
static const char *marked(const struct scene *scene, const char *file)
{
    struct school_fixture *f = scene->f;
    const char *text = "";
    struct job dry = import_tried(f, &f->professor, scene->request, file);
    if (dry.state != JOB_DONE || dry.rows[JOB_REFUSED] > 0)
        fail_msg("%s: %s", dry.detail, import_reported(f, &f->professor, dry.id));
    import_applied(f, f->professor, &dry);
    for (int i = 0; i < STUDENTS; i++) {
        const char *who =
            arena_printf(&f->arena, "student_id = (SELECT id FROM users WHERE email = '%c@x.example')", 'a' + i);
        static const char letters[] = "PLEA";
        char is = '-';
        for (size_t k = 0; letters[k]; k++)
            if (fixture_number(f, arena_printf(&f->arena, "SELECT COUNT(*) FROM attendance WHERE status = '%c' AND %s",
                                               letters[k], who)) == 1)
                is = letters[k];
        int64_t late = fixture_number(
            f, arena_printf(&f->arena, "SELECT COALESCE(MAX(minutes_late), 0) FROM attendance WHERE %s", who));
        text = arena_printf(&f->arena, "%s%s%c", text, i > 0 ? " " : "", is);
        text = late > 0 ? arena_printf(&f->arena, "%s%lld", text, (long long)late) : text;
    }
    fixture_sql(f, "DELETE FROM attendance");
    return text;
}

static void test_ticked(void **state)
{
    static const struct {
        const char *file, *marks;
    } cases[] = {
        {"Name,Present,Absent,Late,Excused\nAnn Ash,x,,,\nBen Birch,,X,,\nCem Cedar,,,x,\nDee Date,,,,x\nEve Elm,,,,\n",
         "P A L E -"},
        // Ticks, boxes of Google Sheets, minutes, letters and words; a reason behind them.
        {"E-Mail;Anwesend;Verspätet;Entschuldigt;Fehlt;Bemerkung\na@x.example;✓;;;;\nb@x.example;;5;;;Bus\n"
         "c@x.example;;;E;;\nd@x.example;;;;ja;\ne@x.example;nein;-;;1;\n",
         "P L5 E A A"},
        {"Name,Present,Late,Absent\nAnn Ash,TRUE,FALSE,FALSE\nBen Birch,FALSE,TRUE,FALSE\nCem Cedar,FALSE,FALSE,TRUE\n"
         "Dee Date,FALSE,FALSE,FALSE\n",
         "P L A - -"},
        {"Name,P,L,E,A\nAnn Ash,1,0,0,0\nBen Birch,0,1,0,0\nCem Cedar,0,0,1,0\nDee Date,0,0,0,1\nEve Elm,P,,,\n",
         "P L E A P"},
        {"Étudiant,Présent,Retard,Absent\nAnn Ash,×,,\nBen Birch,,10 min,\nCem Cedar,,,✗\n", "P L10 A - -"},
        {"الاسم,حاضر,متأخر,غائب\nAnn Ash,نعم,,\nBen Birch,,✔,\nCem Cedar,,,×\n", "P L A - -"},
        // Two are enough, and sums below are nobody's.
        {"Name,Yes,No\nAnn Ash,x,\nBen Birch,,x\n", "P A - - -"},
        {"Register of 23 November\n\nName,Present,Absent\nAnn Ash,x,\nBen Birch,,x\nTotal,1,1\n", "P A - - -"},
    };
    struct scene scene = scene_open(state);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_string_equal(marked(&scene, cases[i].file), cases[i].marks);
    // The rows may say which lecture it was, too.
    scene.request.lecture_id = 0;
    assert_string_equal(marked(&scene, "Name,Date,Present,Absent\nAnn Ash,2026-11-23,,x\nBen Birch,23.11.2026,x,\n"),
                        "A P - - -");
    school_fixture_close(scene.f);
}

/* What is no sign, or one too many, is told with its cell, and changes nothing. */
static void test_odd(void **state)
{
    static const struct {
        const char *file, *told;
    } cases[] = {
        {"Name,Present,Late,Absent\nAnn Ash,x,,x\nBen Birch,perhaps,,\nCem Cedar,A,,\nDee Date,✗,,\nEve Elm,,soon,\n",
         "2 refused ticks_several Ann Ash Absent=x|3 refused tick_unknown Ben Birch Present=perhaps|"
         "4 refused tick_unknown Cem Cedar Present=A|5 refused tick_unknown Dee Date Present=✗|"
         "6 refused tick_unknown Eve Elm Late=soon|"},
        // How often, as a summary has it: that marks nobody, also not who was there once.
        {"Name,Present,Absent\nAnn Ash,12,1\nBen Birch,1,0\nCem Cedar,0,1\n",
         "2 refused tick_unknown Ann Ash Present=12|3 refused tick_unknown Ben Birch Present=1|"
         "4 refused tick_unknown Cem Cedar Absent=1|"},
    };
    struct scene scene = scene_open(state);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_string_equal(told(&scene, cases[i].file), cases[i].told);
    school_fixture_close(scene.f);
}

/* Where a column has the status in words, or one is of the classroom's own, the others are none of this. */
static void test_left(void **state)
{
    struct scene scene = scene_open(state);
    assert_string_equal(marked(&scene, "Name,Status,Present,Absent\nAnn Ash,A,12,3\nBen Birch,P,1,0\n"), "A P - - -");
    assert_string_equal(marked(&scene, "Name,Present,Minutes late\nAnn Ash,P,\nBen Birch,L,4\n"), "P L4 - - -");
    struct status_set set;
    assert_int_equal(
        status_set_get(scene.f->school, &scene.f->professor, scene.request.class_id, &scene.f->arena, &set),
        FAULT_NONE);
    set.lines[set.count++] = (struct status_line){.letter = "R", .name = "Remote", .colour = STATUS_TEAL};
    assert_int_equal(
        status_set_change(scene.f->school, &scene.f->professor, scene.request.class_id, &set, &scene.f->arena, &set),
        FAULT_NONE);
    assert_non_null(strstr(told(&scene, "Name,Present,Remote,Absent\nAnn Ash,x,,\n"),
                           "2 refused status_unknown Ann Ash Present=x|"));
    school_fixture_close(scene.f);
}

/* The page of columns shows what was guessed, and takes something else. */
static void test_shown(void **state)
{
    static const char file[] = "Name,Present,Absent\nAnn Ash,x,\nBen Birch,,x\n";
    struct scene scene = scene_open(state);
    struct school_fixture *f = scene.f;
    struct import_sheet sheet;
    struct job dry = import_tried(f, &f->professor, scene.request, file), other;
    assert_int_equal(import_columns_get(f->school, &f->professor, dry.id, &f->arena, &sheet), FAULT_NONE);
    assert_string_equal(sheet.columns[1].name, "ticked_present");
    assert_string_equal(sheet.columns[2].name, "ticked_absent");
    assert_string_equal(import_how_code(sheet.columns[2].how), "guessed");
    struct import_chosen chosen[] = {{0, "name"}, {1, "ticked_absent"}, {2, "ticked_present"}};
    struct import_columns_request request = {.header = 1, .chosen = chosen, .count = ARRAY_LENGTH(chosen)};
    assert_int_equal(import_columns_choose(f->school, &f->professor, dry.class_id, dry.id, &request, &f->arena, &other),
                     FAULT_NONE);
    other = import_worked(f, &f->professor, other.id);
    assert_int_equal(import_applied(f, f->professor, &other).rows[JOB_CREATED], 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance a JOIN users u ON u.id = a.student_id WHERE"
                                       " (u.name = 'Ann Ash' AND a.status = 'A') OR"
                                       " (u.name = 'Ben Birch' AND a.status = 'P')"),
                     2);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_ticked), TEST_ON_BOTH(test_odd), TEST_ON_BOTH(test_left),
                                       TEST_ON_BOTH(test_shown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
