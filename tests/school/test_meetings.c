/* SPDX-License-Identifier: MIT */
/* Marks from what people have of an online lecture, and from lists that know students by name: reports of Teams, Zoom
 * and Google Meet as these write them, ticks, and files with more than one table. */
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
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/import_scene.h"

struct scene {
    struct school_fixture *f;
    struct import_request request; // of the lecture on 2026-11-23, 10:00 to 11:00 in Berlin, late from 10:10
};

/* Ada Lovelace, José Muñoz Peña, and two who are called Kim Park. */
static struct scene scene_open(void **state)
{
    static const char *const people[][2] = {{"Ada Lovelace", "ada@uni.example"},
                                            {"José Muñoz Peña", "jose@uni.example"},
                                            {"Kim Park", "kim@uni.example"},
                                            {"Kim Park", "kim.park@uni.example"}};
    struct scene scene = {.f = school_fixture_open(test_store_need(state))};
    struct actor students[ARRAY_LENGTH(people)];
    struct classroom classroom = fixture_classroom(scene.f);
    fixture_class(scene.f, &classroom, students, ARRAY_LENGTH(people));
    for (size_t i = 0; i < ARRAY_LENGTH(people); i++)
        fixture_sql(scene.f, arena_printf(&scene.f->arena, "UPDATE users SET name = '%s', email = '%s' WHERE id = %lld",
                                          people[i][0], people[i][1], (long long)students[i].user_id));
    fixture_sql(scene.f, "UPDATE classrooms SET timezone = 'Europe/Berlin'");
    struct lecture lecture = fixture_lecture(scene.f, classroom.id);
    scene.request = (struct import_request){.format = "marks", .class_id = classroom.id, .lecture_id = lecture.id};
    return scene;
}

/* What the dry run tells, without the columns that were left out: "2 created ada;3 refused ... ;" */
static const char *told(const struct scene *scene, const void *file, size_t size)
{
    struct import_request request = scene->request;
    request.size = size;
    struct job dry = import_tried(scene->f, &scene->f->professor, request, file);
    if (dry.state != JOB_DONE)
        fail_msg("%s", dry.detail);
    const char *text = import_reported(scene->f, &scene->f->professor, dry.id), *kept = "";
    for (const char *at = text, *end; *at; at = end + 1) {
        end = strchr(at, ';');
        assert_non_null(end);
        if (!memmem(at, (size_t)(end - at), "column_unknown", strlen("column_unknown")))
            kept = arena_printf(&scene->f->arena, "%s%.*s", kept, (int)(end + 1 - at), at);
    }
    return kept;
}

static void expect(const struct scene *scene, const char *file, const char *said)
{
    assert_string_equal(told(scene, file, 0), said);
}

/* As the file's text in UTF-16 with its mark, which is how Teams saves it. */
static const char *utf16(struct school_fixture *f, const char *text, size_t *ret_size)
{
    char *out = arena_alloc(&f->arena, 2 * strlen(text) + 2);
    assert_non_null(out);
    memcpy(out, "\xff\xfe", 2);
    for (size_t i = 0; text[i]; i++) {
        out[2 + 2 * i] = text[i];
        out[3 + 2 * i] = '\0';
    }
    *ret_size = 2 * strlen(text) + 2;
    return out;
}

static void test_teams(void **state)
{
    struct scene scene = scene_open(state);
    static const char text[] =
        "1. Summary\r\nMeeting title\tOptics, for beginners\r\nAttended participants\t3\r\n"
        "Start time\t11/23/26, 9:58:12 AM\r\nEnd time\t11/23/26, 11:02:12 AM\r\nMeeting duration\t1h 4m\r\n"
        "Average attendance time\t58m 2s\r\n\r\n2. Participants\r\n"
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\r\n"
        "Ada Lovelace\t11/23/26, 10:00:12 AM\t11/23/26, 11:02:12 AM\t1h 2m\tada@uni.example\tada@uni.example\t"
        "Attendee\r\n"
        "Jose Munoz\t11/23/26, 10:21:12 AM\t11/23/26, 11:02:12 "
        "AM\t41m\tjose@uni.example\tjose@uni.example\tAttendee\r\n"
        "Petra Prof\t11/23/26, 9:58:12 AM\t11/23/26, 11:02:12 AM\t1h 4m\tpetra@college.example\t"
        "petra@college.example\tOrganizer\r\n\r\n"
        "3. In-Meeting Activities\r\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\n"
        "Ada Lovelace\t11/23/26, 10:00:12 AM\t11/23/26, 10:30:12 AM\t30m\tada@uni.example\tAttendee\r\n"
        "Ada Lovelace\t11/23/26, 10:32:12 AM\t11/23/26, 11:02:12 AM\t30m\tada@uni.example\tAttendee\r\n";
    size_t size;
    const char *file = utf16(scene.f, text, &size);
    assert_string_equal(told(&scene, file, size),
                        "15 noted table_ends 3. In-Meeting Activities;11 created ada@uni.example;"
                        "12 created jose@uni.example;13 ignored row_of_staff petra@college.example;");
    scene.request.size = size;
    scene.request.lecture_id = 0; // the times say which it was
    struct job dry = import_tried(scene.f, &scene.f->professor, scene.request, file);
    import_applied(scene.f, scene.f->professor, &dry);
    assert_int_equal(fixture_number(scene.f, "SELECT COUNT(*) FROM attendance WHERE status = 'P'"), 1);
    assert_int_equal(
        fixture_number(scene.f, "SELECT COUNT(*) FROM attendance WHERE status = 'L' AND minutes_late = 12"), 1);
    school_fixture_close(scene.f);
}

/* Whoever comes again has another row: when they came first counts, wherever it stands. */
static void test_zoom(void **state)
{
    struct scene scene = scene_open(state);
    static const char head[] = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n";
    const char *file = arena_printf(&scene.f->arena, "%s%s", head,
                                    "Ada Lovelace,ada@uni.example,11/23/2026 10:31:02 AM,11/23/2026 11:00:00 AM,29,No\n"
                                    "Ada Lovelace,ada@uni.example,11/23/2026 10:01:02 AM,11/23/2026 10:20:00 AM,19,No\n"
                                    "Pepe (José Muñoz Peña),,11/23/2026 10:02:00 AM,11/23/2026 11:00:00 AM,58,Yes\n"
                                    "Kim Park (she/her),,11/23/2026 10:02:00 AM,11/23/2026 11:00:00 AM,58,Yes\n"
                                    "iPhone,,11/23/2026 10:02:00 AM,11/23/2026 11:00:00 AM,58,Yes\n");
    expect(&scene, file,
           "2 ignored came_before ada@uni.example;3 created ada@uni.example;4 created José Muñoz Peña;"
           "5 refused student_several Kim Park (she/her);6 refused student_unknown iPhone;");
    // Whoever calls themselves as another student is called is neither for certain.
    expect(&scene,
           arena_printf(&scene.f->arena, "%s%s", head,
                        "Ada Lovelace (José Muñoz Peña),,11/23/2026 10:02:00 AM,11/23/2026 11:00:00 AM,58,Yes\n"
                        "Ada Lovelace (ADA LOVELACE),,11/23/2026 10:02:00 AM,11/23/2026 11:00:00 AM,58,Yes\n"),
           "2 refused student_several Ada Lovelace (José Muñoz Peña);3 created Ada Lovelace;");
    struct job dry = import_tried(scene.f, &scene.f->professor, scene.request, file);
    import_applied(scene.f, scene.f->professor, &dry);
    assert_int_equal(fixture_number(scene.f, "SELECT COUNT(*) FROM attendance WHERE status = 'P'"), 2);
    school_fixture_close(scene.f);
}

/* A time alone is one of the lecture's day; of two orders of a day the lecture's own is meant; and who was there on
 * another day was not in this lecture. */
static void test_when(void **state)
{
    struct scene scene = scene_open(state);
    expect(&scene,
           "First name,Last name,Email,Duration,Time joined,Time exited\n"
           "Ada,Lovelace,ada@uni.example,58 min,10:02 AM,11:00 AM\n",
           "2 created ada@uni.example;");
    expect(&scene, "Email,Join time\nada@uni.example,10/12/2026 10:01:00\n",
           "2 refused scan_elsewhere ada@uni.example;");
    expect(&scene, "Email,Join time\nada@uni.example,2026-11-22 10:01\njose@uni.example,2026-11-23 23:59\n",
           "2 refused scan_elsewhere ada@uni.example;3 refused scan_elsewhere jose@uni.example;");
    fixture_sql(scene.f,
                "UPDATE lectures SET starts_at = starts_at + 18 * 86400000, ends_at = ends_at + 18 * 86400000");
    fixture_sql(scene.f, "UPDATE windows SET late_after_at = late_after_at + 18 * 86400000"); // 11 December 2026
    expect(&scene, "Email,Join time\nada@uni.example,12/11/2026 10:01\n", "2 created ada@uni.example;");
    expect(&scene, "Email,Join time\nada@uni.example,11/12/2026 10:01\n", "2 created ada@uni.example;");
    school_fixture_close(scene.f);
}

/* Without a lecture that is chosen, the one that was held then is meant. */
static void test_which(void **state)
{
    struct scene scene = scene_open(state);
    scene.request.lecture_id = 0;
    expect(&scene, "Email,Join time\nada@uni.example,11/23/2026 10:20\njose@uni.example,23.11.2026 09:40\n",
           "2 created ada@uni.example;3 created jose@uni.example;");
    expect(&scene, "Email,scantime\nada@uni.example,1795425000\njose@uni.example,10:01\n",
           "2 created ada@uni.example;3 refused lecture_missing jose@uni.example;");
    expect(&scene, "Email,Join time\nada@uni.example,2026-11-23 08:40\njose@uni.example,2026-11-23 11:40\n,\n",
           "2 refused lecture_unknown ada@uni.example;3 refused lecture_unknown jose@uni.example;");
    school_fixture_close(scene.f);
}

/* Where 11/12 may be either day, and both have a lecture, what the file shows or somebody says goes before the
 * lectures: a day that nobody came on is not taken for one because the class has a lecture there. */
static void test_either_day(void **state)
{
    struct scene scene = scene_open(state);
    const int64_t class_id = scene.request.class_id;
    const struct lecture_request plan[] = {
        {.starts_at = 1794474000000, .ends_at = 1794477600000},  // 12 November, 10:00
        {.starts_at = 1796979600000, .ends_at = 1796983200000}}; // 11 December, 10:00
    struct lecture lecture;
    for (size_t i = 0; i < ARRAY_LENGTH(plan); i++)
        assert_int_equal(
            lecture_create(scene.f->school, &scene.f->professor, class_id, &plan[i], &scene.f->arena, &lecture),
            FAULT_NONE);
    scene.request.lecture_id = 0;
    static const char either[] = "Email,Join time\nada@uni.example,11/12/2026 10:01\n";
    expect(&scene, either, "2 refused date_ambiguous ada@uni.example;");
    expect(&scene, "Email,Join time\nada@uni.example,11/12/2026 10:01\njose@uni.example,23/11/2026 10:01\n",
           "1 noted dates_day_first ;2 created ada@uni.example;3 created jose@uni.example;");
    scene.request.lecture_id = lecture.id;
    expect(&scene, "Email,Join time\nada@uni.example,12/11/2026 10:01\njose@uni.example,11/23/2026 10:01\n",
           "1 noted dates_month_first ;2 created ada@uni.example;3 refused scan_elsewhere jose@uni.example;");
    expect(&scene, "Email,Join time\nada@uni.example,12/11/2026 10:01\njose@uni.example,23/11/2026 10:01\n",
           "1 noted dates_day_first ;2 refused scan_elsewhere ada@uni.example;"
           "3 refused scan_elsewhere jose@uni.example;");
    // Of a day that is none but itself it is the lecture that nobody knows.
    scene.request.lecture_id = 0;
    for (int64_t starts = 1797066000000; starts <= 1797069600000; starts += 3600000) // 12 December, 10:00 and 11:00
        assert_int_equal(lecture_create(scene.f->school, &scene.f->professor, class_id,
                                        &(struct lecture_request){.starts_at = starts, .ends_at = starts + 3600000},
                                        &scene.f->arena, &lecture),
                         FAULT_NONE);
    expect(&scene, "Email,Join time\nada@uni.example,12/12/2026 10:30\n", "2 refused lecture_several ada@uni.example;");
    // As somebody says.
    struct job said, dry = import_tried(scene.f, &scene.f->professor, scene.request, either);
    const struct import_columns_request request = {
        .header = IMPORT_HEADER_FIND, .dates = CELL_ORDER_MONTH, .dates_said = true};
    assert_int_equal(
        import_columns_choose(scene.f->school, &scene.f->professor, class_id, dry.id, &request, &scene.f->arena, &said),
        FAULT_NONE);
    import_worked(scene.f, &scene.f->professor, said.id);
    import_applied(scene.f, scene.f->professor, &said);
    assert_int_equal(fixture_number(scene.f, "SELECT COUNT(*) FROM attendance a JOIN lectures l ON l.id = a.lecture_id"
                                             " WHERE l.starts_at = 1794474000000"),
                     1);
    school_fixture_close(scene.f);
}

static void test_names(void **state)
{
    struct scene scene = scene_open(state);
    expect(&scene, "Student,Status\nAda Lovelace,P\n\"Muñoz Peña, José\",A\n",
           "2 created Ada Lovelace;3 created José Muñoz Peña;");
    expect(&scene, "Nachname;Vorname;Status\nMUNOZ PENA;Jose;fehlt\nLovelace;Ada;da\n",
           "2 created José Muñoz Peña;3 created Ada Lovelace;");
    expect(&scene, "Name,Status\nKim Park,P\nGrace Hopper,P\nAda,P\n",
           "2 refused student_several Kim Park;3 refused student_unknown Grace Hopper;4 refused student_unknown Ada;");
    expect(&scene, "Student,Status\nada@uni.example,P\n", "2 created ada@uni.example;");
    // Whose number or address is there is nobody else, whatever they are called.
    expect(&scene, "Name,Email,Status\nAda Lovelace,grace@uni.example,P\nAda Lovelace,,P\n",
           "2 refused student_unknown grace@uni.example;3 created Ada Lovelace;");
    // A number that two of them have is neither's.
    fixture_sql(scene.f, "UPDATE users SET external_id = '7' WHERE name IN ('Ada Lovelace', 'José Muñoz Peña')");
    expect(&scene, "idnumber,Status\n7,P\n8,P\n", "2 refused external_id_twice 7;3 refused student_unknown 8;");
    fixture_sql(scene.f, "UPDATE users SET external_id = '2026007' WHERE external_id = '7'");
    expect(&scene, "Student,Status\nAda Lovelace (2026007),P\nKim Park (2026008),P\nAda Lovelace (2026009),P\n",
           "2 refused external_id_twice Ada Lovelace;3 refused student_several Kim Park;4 created Ada Lovelace;");
    scene.request.lecture_id = 0;
    expect(&scene, "Name,23.11.2026\nAda Lovelace,P\n\"Muñoz Peña, José\",A\nKim Park,P\n",
           "2 created Ada Lovelace, 23.11.2026;3 created José Muñoz Peña, 23.11.2026;"
           "4 refused student_several Kim Park, 23.11.2026;");
    expect(&scene, "No,Last name,First name,23.11.2026\n1,Lovelace,Ada,P\n2,Muñoz Peña,José,A\n",
           "2 created Ada Lovelace, 23.11.2026;3 created José Muñoz Peña, 23.11.2026;");
    school_fixture_close(scene.f);
}

/* Ones and noughts are ticks where nothing else is, and points where something is. */
static void test_ticks(void **state)
{
    struct scene scene = scene_open(state);
    static const char *const marks[][2] = {{"TRUE", "FALSE"}, {"1", "0"},    {"✓", "✗"},
                                           {"✔", "✘"},        {"yes", "no"}, {"WAHR", "FALSCH"}};
    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
        expect(&scene,
               arena_printf(&scene.f->arena, "Email,Attended\nada@uni.example,%s\njose@uni.example,%s\n", marks[i][0],
                            marks[i][1]),
               "2 created ada@uni.example;3 created jose@uni.example;");
        struct job dry =
            import_tried(scene.f, &scene.f->professor, scene.request,
                         arena_printf(&scene.f->arena, "Email,Attended\nada@uni.example,%s\njose@uni.example,%s\n",
                                      marks[i][0], marks[i][1]));
        import_applied(scene.f, scene.f->professor, &dry);
        assert_int_equal(fixture_number(scene.f, "SELECT COUNT(*) FROM attendance a JOIN users u ON u.id = a.student_id"
                                                 " WHERE (u.email = 'ada@uni.example' AND a.status = 'P')"
                                                 " OR (u.email = 'jose@uni.example' AND a.status = 'A')"),
                         2);
        fixture_sql(scene.f, "DELETE FROM attendance");
    }
    expect(&scene, "Email,Attendance\nada@uni.example,1\njose@uni.example,2\n",
           "2 refused status_unknown ada@uni.example;3 refused status_unknown jose@uni.example;");
    scene.request.lecture_id = 0;
    expect(&scene, "Email,23.11.2026\nada@uni.example,1\njose@uni.example,0\n",
           "2 created ada@uni.example, 23.11.2026;3 created jose@uni.example, 23.11.2026;");
    school_fixture_close(scene.f);
}

/* A heading that stands there again is none of the rows, and another table below is not of this one. */
static void test_tables(void **state)
{
    struct scene scene = scene_open(state);
    expect(&scene, "Email,Status\nada@uni.example,P\nEmail,Status\njose@uni.example,A\n",
           "3 ignored heading_again Email;2 created ada@uni.example;4 created jose@uni.example;");
    expect(&scene, "Email,Status\nada@uni.example,P\n\nTotals,\nName,Email,Status\nJ,jose@uni.example,A\n",
           "4 noted table_ends Totals;2 created ada@uni.example;");
    // One odd row with one cell is no end of the table, nor are words of headers in a row.
    expect(&scene, "Email,Status\nada@uni.example,P\nGroup B,\nName,Status\n",
           "2 created ada@uni.example;3 refused email_invalid Group B;4 refused email_invalid Name;");
    expect(&scene, "Email,Status\nada@uni.example,P\nGroup B,\njose@uni.example,A\n",
           "2 created ada@uni.example;3 refused email_invalid Group B;4 created jose@uni.example;");
    school_fixture_close(scene.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_teams), TEST_ON_BOTH(test_zoom),  TEST_ON_BOTH(test_when),   TEST_ON_BOTH(test_which),
        TEST_ON_BOTH(test_names), TEST_ON_BOTH(test_ticks), TEST_ON_BOTH(test_tables), TEST_ON_BOTH(test_either_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
