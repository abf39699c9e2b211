/* SPDX-License-Identifier: MIT */
/* The copy of a person's data: its page, its words, its tables, the files in it, and the template. */
#include "school/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/tongue.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/keys.h"
#include "school/faces/identity_copy.h"
#include "school/faces/identity_template.h"
#include "school/files/file.h"
#include "school/jobs/job.h"
#include "school/office/copy/copy_files.h"
#include "school/office/copy/copy_words.h"
#include "school/office/export_person.h"
#include "school/office/person_data.h"
#include "school/school.h"
#include "support/tongues.h"
#include "support/zip_text.h"

/* Whoever adds a file or a field says what it is: in every language. */
static void test_words(void **state)
{
    (void)state;
    size_t lacking = 0;
    for (const struct person_file *file = person_files; file->name; file++) {
        const char *says[TONGUE_COUNT];
        for (size_t i = 0; i < TONGUE_COUNT; i++)
            says[i] = copy_file_says(file->name, (enum tongue)i);
        if (!says[ENGLISH] || !says[ARABIC] || says[ARABIC] == says[ENGLISH] || says[HINDI] == says[ENGLISH]) {
            print_error("copy_words.c does not say what %s is\n", file->name);
            lacking++;
        }
        for (const char *at = file->columns; *at;) {
            size_t name = strcspn(at, ":"), all = strcspn(at, ",");
            for (size_t i = 0; i < TONGUE_COUNT; i++)
                says[i] = copy_field_says(at, name, (enum tongue)i);
            if (!says[ENGLISH] || says[ARABIC] == says[ENGLISH] || says[HINDI] == says[ENGLISH]) {
                print_error("copy_words.c does not say what %.*s in %s is\n", (int)name, at, file->name);
                lacking++;
            }
            at += all + (at[all] == ',');
        }
    }
    assert_int_equal(lacking, 0);
}

struct made {
    const void *bytes;
    size_t size;
};

static struct made make(struct school_fixture *f, struct actor actor, int64_t user_id)
{
    struct job job;
    struct job_file file;
    size_t jobs;
    struct made made;
    assert_int_equal(export_person(f->school, &actor, user_id, &f->arena, &job), FAULT_NONE);
    assert_int_equal(school_work(f->school, &jobs), FAULT_NONE);
    assert_int_equal(job_output(f->school, &actor, job.id, &f->arena, &file, &made.bytes), FAULT_NONE);
    made.size = (size_t)file.size;
    return made;
}

static const char *entry(struct school_fixture *f, struct made made, const char *name)
{
    return zip_text(made.bytes, made.size, name, &f->arena);
}

static void expect_in(const char *text, const char *words)
{
    if (!text || !strstr(text, words))
        fail_msg("\"%s\" is not in:\n%.3000s", words, text ? text : "nothing");
}

/* A mark and a grade of the student's, in a classroom of Berlin. */
static void college(struct school_fixture *f, struct classroom *classroom)
{
    char sql[400];
    *classroom = fixture_classroom_in(f, "Europe/Berlin");
    struct lecture lecture = fixture_lecture(f, classroom->id);
    snprintf(sql, sizeof(sql),
             "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method, note,"
             " updated_at) VALUES (%lld, %lld, %lld, %lld, 'L', 7, 'face', '=1+1', 1)",
             (long long)f->student.user_id, (long long)classroom->id, (long long)lecture.id, (long long)FIXTURE_NOW);
    fixture_sql(f, sql);
    snprintf(sql, sizeof(sql),
             "INSERT INTO board_items (id, class_id, author_id, kind, title, body, points, publish_at, created_at,"
             " updated_at) VALUES (77, %lld, %lld, 'assessment', 'Sheet 4', '', 1000, 1, 1, 1)",
             (long long)classroom->id, (long long)f->professor.user_id);
    fixture_sql(f, sql);
    snprintf(sql, sizeof(sql),
             "INSERT INTO hand_ins (item_id, student_id, text, handed_in_at, late, points, graded_at) VALUES"
             " (77, %lld, 'Mine', %lld, 1, 850, %lld)",
             (long long)f->student.user_id, (long long)FIXTURE_NOW, (long long)FIXTURE_NOW);
    fixture_sql(f, sql);
}

/* Tables in units that people read, JSON as it is, and a page in the reader's language that leads to all of it. */
static void test_page(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom;
    college(f, &classroom);
    for (size_t i = 0; i < TONGUE_COUNT; i++) {
        enum tongue tongue = (enum tongue)i;
        char sql[160], words[200];
        snprintf(sql, sizeof(sql), "UPDATE users SET locale = '%s', name = '<b>Sam</b>' WHERE id = %lld",
                 tongue_code(tongue), (long long)f->student.user_id);
        fixture_sql(f, sql);
        struct made copy = make(f, f->student, f->student.user_id);
        const char *page = entry(f, copy, "index.html");
        snprintf(words, sizeof(words), "<html lang=\"%s\" dir=\"%s\">", tongue_code(tongue),
                 tongue_is_rtl(tongue) ? "rtl" : "ltr");
        expect_in(page, words);
        expect_in(page, "&lt;b&gt;Sam&lt;/b&gt;");
        assert_null(strstr(page, "<b>Sam"));
        assert_null(strstr(page, "<script"));
        expect_in(page, copy_file_says("marks", tongue));
        expect_in(page, copy_file_says("leaves", tongue)); // of which there are none
        expect_in(page, copy_field_says("minutes_late", strlen("minutes_late"), tongue));
        expect_in(page, "<a href=\"tables/marks.csv\">");
        expect_in(page, "<a href=\"data/marks.json\">");
        assert_null(strstr(page, "tables/leaves.csv"));
        expect_in(page, "Europe/Berlin");
        expect_in(entry(f, copy, "README.txt"), "index.html");
        expect_in(entry(f, copy, "data/marks.json"), "\"marked_at\":\"2026-11-23T09:00:00.000Z\"");
        expect_in(entry(f, copy, "data/hand_ins.json"), "\"hundredths\":850");
        expect_in(entry(f, copy, "tables/marks.csv"), "2026-11-23 10:00 +01:00");
        expect_in(entry(f, copy, "tables/hand_ins.csv"), "late,points,");
        expect_in(entry(f, copy, "tables/hand_ins.csv"), ",8.50,");
        static const char *const yes[TONGUE_COUNT] = {",yes,", ",نعم,", ",हाँ,"};
        expect_in(entry(f, copy, "tables/hand_ins.csv"), yes[tongue]);
        assert_null(entry(f, copy, "tables/leaves.csv"));
        assert_non_null(entry(f, copy, "data/leaves.json"));
        assert_null(entry(f, copy, "face-template.json"));
    }
    school_fixture_close(f);
}

/* What they sent is in it, also to a class that they have left; what there is no room for is named. */
static void test_files(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom;
    struct file file;
    char sql[300];
    college(f, &classroom);
    assert_int_equal(
        file_add(f->school, &f->student, classroom.id, "sheet 4 % ü.txt", "My work.\n", 9, &f->arena, &file),
        FAULT_NONE);
    assert_int_equal(file_add(f->school, &f->professor, classroom.id, "other.txt", "Theirs.\n", 8, &f->arena, &file),
                     FAULT_NONE);
    snprintf(
        sql, sizeof(sql),
        "INSERT INTO files (class_id, owner_id, name, type, size, blob_key, created_at) VALUES (%lld, %lld, 'film.mp4',"
        " 'video/mp4', %d, 'nowhere', 1)",
        (long long)classroom.id, (long long)f->student.user_id, COPY_FILES_BYTES_MAX + 1);
    fixture_sql(f, sql);
    snprintf(
        sql, sizeof(sql),
        "INSERT INTO files (class_id, owner_id, name, type, size, blob_key, created_at) VALUES (%lld, %lld, 'lost.txt',"
        " 'text/plain', 5, 'gone', 1)",
        (long long)classroom.id, (long long)f->student.user_id);
    fixture_sql(f, sql);
    snprintf(sql, sizeof(sql), "DELETE FROM students WHERE user_id = %lld", (long long)f->student.user_id);
    fixture_sql(f, sql);
    struct made copy = make(f, f->student, f->student.user_id);
    const char *page = entry(f, copy, "index.html");
    expect_in(page, "-sheet%204%20%25%20%C3%BC.txt\">sheet 4 % ü.txt</a>");
    assert_string_equal(entry(f, copy, "files/1-sheet 4 % ü.txt"), "My work.\n");
    assert_null(strstr(page, "other.txt"));
    expect_in(page, "film.mp4</bdi>");
    expect_in(page, "there was no room left for it");
    expect_in(page, "lost.txt</bdi>");
    expect_in(page, "it could not be read");
    school_fixture_close(f);
}

/* Evidence of a leave is in its owner's copy, and in nobody else's. */
static void test_evidence(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct copy_files files;
    char sql[300];
    snprintf(
        sql, sizeof(sql),
        "INSERT INTO leaves (id, student_id, from_at, until_at, text, decider, evidence_for, state, created_at) VALUES"
        " (5, %lld, 1, 2, 'ill', 'teachers', 'teachers', 'open', 1)",
        (long long)f->student.user_id);
    fixture_sql(f, sql);
    snprintf(sql, sizeof(sql),
             "INSERT INTO leave_files (leave_id, owner_id, name, type, size, blob_key, sealed_for, created_at) VALUES"
             " (5, %lld, 'note.pdf', 'application/pdf', 5, 'gone', %lld, 1)",
             (long long)f->student.user_id, (long long)f->student.user_id);
    fixture_sql(f, sql);
    assert_int_equal(copy_files(f->school, f->student.user_id, false, &f->arena, &files), FAULT_NONE);
    assert_int_equal(files.count, 1);
    assert_int_equal(files.files[0].left, COPY_PRIVATE);
    assert_int_equal(copy_files(f->school, f->student.user_id, true, &f->arena, &files), FAULT_NONE);
    assert_int_equal(files.files[0].left, COPY_UNREADABLE); // its bytes are not there
    expect_in(entry(f, make(f, f->administrator, f->student.user_id), "index.html"),
              "evidence of a leave is in the copy");
    school_fixture_close(f);
}

/* A template that opens: the fixture's is of no key. */
static void seal(struct school_fixture *f, int64_t user_id)
{
    static char sql[2 * SEALED_BYTES + 200], hex[2 * SEALED_BYTES + 1];
    static struct face_template template = {.model_id = "model-one", .values = {0.5f, -0.25f}};
    struct sealed_template sealed;
    struct own_key own;
    assert_int_equal(person_key_ensure(f->school, user_id, &own), FAULT_NONE);
    template_seal(&own, user_id, &template, &sealed);
    own_key_wipe(&own);
    str_hex(sealed.sealed, sizeof(sealed.sealed), hex);
    snprintf(sql, sizeof(sql), "UPDATE templates SET sealed = X'%s', own_key = 1 WHERE user_id = %lld", hex,
             (long long)user_id);
    fixture_sql(f, sql);
}

/* The template goes to its owner alone, with fresh proof, and the log says so; nothing of it is kept as a file. */
static void test_template(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct template_copy copy;
    struct actor student = f->student;
    const char *note = NULL;
    fixture_enrol(f, f->student);
    assert_int_equal(export_template(f->school, &student, &f->arena, &copy, &note), FAULT_STEP_UP_NEEDED);
    student.stepped_up_at = FIXTURE_NOW;
    assert_int_equal(export_template(f->school, &student, &f->arena, &copy, &note),
                     FAULT_FACE_NOT_ENROLLED); // no key opens it
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'template_exported'"), 0);
    seal(f, f->student.user_id);
    assert_int_equal(export_template(f->school, &student, &f->arena, &copy, &note), FAULT_NONE);
    assert_string_equal(copy.model_id, "model-one");
    assert_int_equal(strlen(copy.base64), (size_t)(copy.length * 4 + 2) / 3 * 4);
    assert_int_equal(strncmp(copy.base64, "AAAAPwAAgL4AAAAA", 16), 0); // 0.5, -0.25, 0
    assert_true(note && strlen(note) > 40);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'template_exported'"), 1);
    struct actor other = f->other_student;
    other.stepped_up_at = FIXTURE_NOW;
    assert_int_equal(export_template(f->school, &other, &f->arena, &copy, &note), FAULT_FACE_NOT_ENROLLED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'template_exported'"), 1);
    expect_in(entry(f, make(f, f->student, f->student.user_id), "index.html"), "The template of your face");
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words), TEST_ON_BOTH(test_page),     TEST_ON_BOTH(test_files),
        TEST_ON_BOTH(test_evidence),  TEST_ON_BOTH(test_template),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
