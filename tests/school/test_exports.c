/* SPDX-License-Identifier: MIT */
/* The register's files: what each form says, and that none says more than another. */
#include "school/numbers/record.h"
#include "school/unit.h"

#include <zip.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "school/numbers/export.h"
#include "school/post/export_text.h"
#include "school/numbers/register.h"
#include "school/post/usual_status.h"
#include "school/school.h"
#include "support/tongues.h"

/* A lecture of an hour that is over. */
static int64_t past_lecture(struct school_fixture *f, int64_t class_id, int64_t starts_at)
{
    char sql[200];
    snprintf(
        sql, sizeof(sql),
        "INSERT INTO lectures (class_id, title, starts_at, ends_at, created_at) VALUES (%lld, 'Past', %lld, %lld, 0)",
        (long long)class_id, (long long)starts_at, (long long)(starts_at + HOUR));
    fixture_sql(f, sql);
    return fixture_number(f, "SELECT MAX(id) FROM lectures");
}

static void mark(struct school_fixture *f, int64_t lecture_id, struct actor student, enum mark_status status,
                 int64_t minutes)
{
    const struct mark_request request = {.status = status, .minutes_late = minutes, .note = "seen in the hall"};
    struct mark made;
    f->professor.stepped_up_at = school_now(f->school); // for a mark that comes late
    assert_int_equal(attendance_mark(f->school, &f->professor, lecture_id, student.user_id, &request, &f->arena, &made),
                     FAULT_NONE);
}

static void test_exports(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct export_file file;
    static const char *const words[] = {"csv", "long", "xlsx", "moodle", "moodle_marks", "print"};
    enum export_form form;
    assert_false(export_form_parse("pdf", &form));
    assert_false(export_form_parse(NULL, &form));
    fixture_sql(f, "UPDATE users SET name = '=HYPERLINK(<b>1</b>)' WHERE role = 'student'");
    fixture_sql(f, "UPDATE classrooms SET subject = 'رياضيات & \"x\"', timezone = 'Europe/Berlin'");
    mark(f, past_lecture(f, classroom.id, school_now(f->school) - 2 * (int64_t)HOUR), f->student, MARK_LATE, 4);
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        assert_true(export_form_parse(words[i], &form));
        assert_int_equal(export_register(f->school, &f->professor, classroom.id,
                                         &(struct export_request){.form = form, .mark = true}, &f->arena, &file),
                         FAULT_NONE);
        char *text = arena_strndup(&f->arena, file.bytes, file.size);
        assert_true(file.size > 100);
        if (form == EXPORT_XLSX) {
            assert_memory_equal(file.bytes, "PK\3\4", 4);
            continue;
        }
        if (form == EXPORT_PRINT) {
            assert_null(strstr(text, "<b>"));
            assert_non_null(strstr(text, "=HYPERLINK(&lt;b&gt;1&lt;/b&gt;)"));
            assert_non_null(strstr(text, "<h1><bdi>رياضيات &amp; &quot;x&quot;</bdi></h1>"));
            assert_non_null(strstr(text, "2026-11-23 08:00&ndash;09:00"));
            continue;
        }
        assert_memory_equal(file.bytes, "\xEF\xBB\xBF", 3);
        // Moodle has first and last names: without a space all is the last name. Its rows have none.
        if (form != EXPORT_MOODLE_MARKS)
            assert_non_null(strstr(text, "'=HYPERLINK(<b>1</b>)"));
        assert_null(strstr(text, ",=HYPERLINK"));
        assert_non_null(strstr(text, form == EXPORT_MOODLE ? "23 Nov 2026 8.00AM" : "2026-11-23 08:00"));
        if (form == EXPORT_LONG)
            assert_non_null(strstr(text, "Europe/Berlin"));
    }
    school_fixture_close(f);
}

/* The register's sheet of a workbook. */
static const char *sheet_of(struct school_fixture *f, const struct export_file *file)
{
    enum { SHEET_MAX = 1 << 16 };
    char *text = arena_calloc(&f->arena, 1, SHEET_MAX);
    zip_source_t *source = zip_source_buffer_create(file->bytes, file->size, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
    assert_non_null(zip);
    zip_file_t *sheet = zip_fopen(zip, "xl/worksheets/sheet1.xml", 0);
    assert_non_null(sheet);
    assert_true(zip_fread(sheet, text, SHEET_MAX - 1) > 0);
    zip_fclose(sheet);
    zip_close(zip);
    return text;
}

static const char *export_of(struct school_fixture *f, int64_t class_id, enum export_form form)
{
    struct export_file file;
    assert_int_equal(
        export_register(f->school, &f->professor, class_id, &(struct export_request){.form = form}, &f->arena, &file),
        FAULT_NONE);
    return form == EXPORT_XLSX ? sheet_of(f, &file) : arena_strndup(&f->arena, file.bytes, file.size);
}

/* How many missed lectures do not count stands in every file, and which in the student's record and the long one. */
static void test_left_out(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    struct record record;
    struct home home;
    char sql[200];
    fixture_sql(f, "UPDATE memberships SET joined_at = 0");
    assert_null(strstr(export_of(f, classroom.id, EXPORT_PRINT), "Left out"));
    fixture_sql(f, "UPDATE classrooms SET leave_out = 1");
    int64_t first = past_lecture(f, classroom.id, school_now(f->school) - 3 * DAY),
            second = past_lecture(f, classroom.id, school_now(f->school) - 2 * DAY);
    int64_t third = past_lecture(f, classroom.id, school_now(f->school) - 1 * DAY);
    mark(f, first, f->student, MARK_ABSENT, 0);
    mark(f, second, f->student, MARK_ABSENT, 0);
    mark(f, third, f->student, MARK_PRESENT, 0);

    assert_int_equal(register_record(f->school, &f->student, classroom.id, &f->arena, &record), FAULT_NONE);
    assert_int_equal(record.standing.left_out, 1);
    assert_int_equal(record.count, 3);
    for (size_t i = 0; i < record.count; i++)
        assert_int_equal(record.lectures[i].left_out, record.lectures[i].lecture.id == first);
    snprintf(sql, sizeof(sql),
             "INSERT INTO windows (lecture_id, opens_at, closes_at, late_after_at, opened_by, created_at)"
             " VALUES (%lld, 0, %lld, 0, 1, 0)",
             (long long)first, (long long)school_now(f->school) + HOUR);
    fixture_sql(f, sql);
    assert_int_equal(register_home(f->school, &f->student, &f->arena, &home), FAULT_NONE);
    assert_int_equal(home.live_count, 1);
    assert_true(home.live[0].left_out);

    // Three columns of the person, three lectures, four statuses, six figures: the next is Q.
    const char *sheet = export_of(f, classroom.id, EXPORT_XLSX), *head = strstr(sheet, "r=\"Q1\"");
    assert_non_null(head);
    assert_non_null(strstr(head, "Left out"));
    assert_true(strstr(head, "Left out") < strstr(head, "r=\"R1\""));
    assert_non_null(strstr(sheet, "<c r=\"Q2\"><v>1</v></c>"));
    const char *moodle = export_of(f, classroom.id, EXPORT_MOODLE);
    assert_non_null(strstr(moodle, "Percentage,Left out\r\n"));
    assert_non_null(strstr(moodle, ",3,2 / 4,50.0,1\r\n"));
    const char *print = export_of(f, classroom.id, EXPORT_PRINT);
    assert_non_null(strstr(print, "<th>Left out</th><th>%</th>"));
    assert_non_null(strstr(print, "<td>1 / 2</td><td>1</td><td>50.0</td>"));
    const char *tidy = export_of(f, classroom.id, EXPORT_LONG);
    assert_non_null(strstr(tidy, "in_room,left_out\r\n"));
    assert_non_null(strstr(tidy, "A,Absent,0,1\r\n"));
    assert_non_null(strstr(tidy, "A,Absent,0,0\r\n"));
    assert_non_null(strstr(tidy, "P,Present,1,0\r\n"));
    school_fixture_close(f);
}

/* ---- in the reader's language ---- */

static const char *const status_codes[] = {"P", "L", "E", "A"};

/* Each heading and sentence is there in each language; the usual statuses are called as the app calls them. */
static void test_every_language(void **state)
{
    (void)state;
    static const char *const books[TONGUE_COUNT] = {
        [ARABIC] = "web/src/core/text/ar/ar.ts", [HINDI] = "web/src/core/text/hi/hi.ts"};
    for (size_t i = 0; i < EXPORT_WORD_COUNT; i++)
        assert_true(tongues_agree(export_words((enum export_word)i)));
    for (size_t i = 0; i < TONGUE_COUNT; i++) {
        char line[400], names[400], letters[400];
        size_t found = 0;
        const char *said[2][4];
        for (size_t k = 0; k < 4; k++) {
            said[0][k] = usual_status_name(status_codes[k], (enum tongue)i);
            said[1][k] = usual_status_letter(status_codes[k], (enum tongue)i);
        }
        assert_null(usual_status_name("S1", (enum tongue)i));
        snprintf(names, sizeof(names), "  status: { P: '%s', L: '%s', E: '%s', A: '%s' },\n", said[0][0], said[0][1],
                 said[0][2], said[0][3]);
        snprintf(letters, sizeof(letters), "  statusLetter: { P: '%s', L: '%s', E: '%s', A: '%s' },\n", said[1][0],
                 said[1][1], said[1][2], said[1][3]);
        FILE *file = books[i] ? fopen(books[i], "r") : NULL;
        assert_int_equal(file != NULL, books[i] != NULL);
        while (file && fgets(line, sizeof(line), file))
            found += strcmp(line, names) == 0 || strcmp(line, letters) == 0;
        if (file)
            fclose(file);
        assert_int_equal(found, books[i] ? 2 : 0);
    }
}

static const char *export_in(struct school_fixture *f, int64_t class_id, enum export_form form, const char *language)
{
    struct export_file file;
    const struct export_request request = {.form = form, .language = language};
    assert_int_equal(export_register(f->school, &f->professor, class_id, &request, &f->arena, &file), FAULT_NONE);
    return form == EXPORT_XLSX ? sheet_of(f, &file) : arena_strndup(&f->arena, file.bytes, file.size);
}

/* What people read is in the language of whoever asks, or the one that they ask for; what programs read never is. */
static void test_languages(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    fixture_sql(f, "UPDATE memberships SET joined_at = 0");
    fixture_sql(f, "UPDATE classrooms SET leave_out = 1");
    mark(f, past_lecture(f, classroom.id, school_now(f->school) - 2 * (int64_t)HOUR), f->student, MARK_LATE, 4);
    const char *english[EXPORT_FORM_COUNT];
    for (int form = 0; form < EXPORT_FORM_COUNT; form++)
        english[form] = export_in(f, classroom.id, (enum export_form)form, NULL);
    assert_non_null(strstr(english[EXPORT_CSV], "student_id,external_id,name,email,"));
    assert_non_null(strstr(english[EXPORT_CSV], ",present,late,excused,absent,not_marked,late_minutes,"));
    assert_non_null(strstr(english[EXPORT_PRINT], "<html lang=\"en\" dir=\"ltr\">"));
    assert_null(strstr(english[EXPORT_XLSX], "rightToLeft"));

    for (size_t i = ENGLISH + 1; i < TONGUE_COUNT; i++) {
        const enum tongue tongue = (enum tongue)i;
        const char *late =
            arena_printf(&f->arena, "%s = %s", usual_status_letter("L", tongue), usual_status_name("L", tongue));
        fixture_sql(f, arena_printf(&f->arena, "UPDATE users SET locale = '%s'", tongue_code(tongue)));
        for (int form = 0; form < EXPORT_FORM_COUNT; form++) {
            const char *own = export_in(f, classroom.id, (enum export_form)form, NULL);
            bool fixed = form == EXPORT_LONG || form == EXPORT_MOODLE || form == EXPORT_MOODLE_MARKS;
            assert_int_equal(strcmp(own, english[form]) == 0, fixed);
            assert_string_equal(export_in(f, classroom.id, (enum export_form)form, "en-GB"), english[form]);
            if (fixed)
                continue;
            assert_non_null(strstr(own, export_text(WORD_NAME, tongue)));
            assert_non_null(strstr(own, export_text(WORD_LEFT_OUT, tongue)));
            if (form == EXPORT_XLSX)
                assert_int_equal(strstr(own, "rightToLeft=\"1\"") != NULL, tongue_is_rtl(tongue));
            else
                assert_non_null(strstr(own, form == EXPORT_PRINT ? late : usual_status_letter("L", tongue)));
        }
    }
    const char *arabic = export_in(f, classroom.id, EXPORT_PRINT, "ar-EG");
    assert_non_null(strstr(arabic, "<html lang=\"ar\" dir=\"rtl\">"));
    assert_non_null(strstr(arabic, export_text(WORD_GREY_CELL, ARABIC)));
    assert_null(strstr(arabic, "cell is"));

    // A classroom's own names and letters stay; two never share a letter.
    fixture_sql(f, arena_printf(&f->arena,
                                "INSERT INTO status_sets (class_id, status, letter, name, points, counts, colour,"
                                " in_room, retired, place) VALUES (%lld, 'L', 'ح', 'Delayed', 100, 'attended', 'amber',"
                                " 1, 0, 1)",
                                (long long)classroom.id));
    arabic = export_in(f, classroom.id, EXPORT_CSV, "ar");
    assert_non_null(strstr(arabic, ",Delayed,"));
    arabic = export_in(f, classroom.id, EXPORT_PRINT, "ar");
    assert_non_null(strstr(arabic, "ح = Delayed: "));
    assert_non_null(strstr(arabic, arena_printf(&f->arena, "P = %s: ", usual_status_name("P", ARABIC))));
    school_fixture_close(f);
}

static void test_report(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    const struct report_request request = {.before = school_now(f->school)};
    struct export_file file;
    mark(f, past_lecture(f, classroom.id, school_now(f->school) - 2 * (int64_t)HOUR), f->student, MARK_LATE, 4);
    static const char *const heads[TONGUE_COUNT] = {
        [ENGLISH] = "group,id,name,lectures,taken_lectures,present,late,excused,absent,other,not_marked,attended,"
                    "expected,percent_of_expected\r\ninstitution,",
        [ARABIC] = "الأرقام بحسب,المعرّف,الاسم,",
        [HINDI] = "किसके आँकड़े,ID,नाम,",
    };
    for (size_t i = 0; i < TONGUE_COUNT; i++) {
        const struct export_request form = {.language = i == HINDI ? NULL : tongue_code((enum tongue)i)};
        fixture_sql(f, "UPDATE users SET locale = 'hi'");
        assert_int_equal(export_report(f->school, &f->administrator, &request, &form, &f->arena, &file), FAULT_NONE);
        const char *text = arena_strndup(&f->arena, file.bytes, file.size);
        assert_int_equal(strncmp(text, heads[i], strlen(heads[i])), 0);
        assert_non_null(strstr(text, arena_printf(&f->arena, "\r\n%s,", export_column(WORD_WEEK, (enum tongue)i))));
    }
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_language), TEST_ON_BOTH(test_exports),
                                       TEST_ON_BOTH(test_left_out), TEST_ON_BOTH(test_languages),
                                       TEST_ON_BOTH(test_report)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
