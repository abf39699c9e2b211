/* SPDX-License-Identifier: MIT */
/* Lists as offices and teachers have them: rows numbered, sums and signatures below, names with numbers or addresses
 * in one cell, headers on two lines. What a column is called is held against what stands in it. */
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/imports/grid/grid.h"
#include "school/imports/import.h"
#include "school/imports/import_aside.h"
#include "school/imports/import_name.h"
#include "school/imports/mapping/mapping.h"
#include "school/jobs/job.h"
#include "school/school.h"
#include "support/import_scene.h"

static const struct import_request people = {.format = "users", .name = "people"};

struct wanted {
    const char *file, *told;
    const char *sql; // counts the people of the file as they should be; NULL: not asked
};

static void expect_people(struct school_fixture *f, const struct wanted *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct job dry = import_tried(f, &f->administrator, people, wanted[i].file);
        if (dry.state != JOB_DONE)
            fail_msg("%s: %s %s", wanted[i].file, dry.error, dry.detail);
        assert_string_equal(import_reported(f, &f->administrator, dry.id), wanted[i].told);
        if (!wanted[i].sql)
            continue;
        import_applied(f, f->administrator, &dry);
        if (fixture_number(f, wanted[i].sql) != 1)
            fail_msg("not so: %s", wanted[i].sql);
    }
}

/* "No." counts the rows, "Number" is a telephone, "ID" a birthday: none becomes anybody's number, and each is told. */
static void test_doubted(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const struct wanted wanted[] = {
        {"No.,Name,Email\n1,A B,a1@x.example\n2,C D,a2@x.example\n3,E F,a3@x.example\n",
         "1 ignored column_doubted No.;2 created a1@x.example;3 created a2@x.example;4 created a3@x.example;",
         "SELECT COUNT(*) = 3 FROM users WHERE email LIKE 'a_@x.example' AND external_id IS NULL"},
        // Another column, which it stood before, is the one.
        {"Nr.;ID;Name;Email\n0;26007;A B;b1@x.example\n1;26014;C D;b2@x.example\n",
         "1 ignored column_doubted Nr.;2 created b1@x.example;3 created b2@x.example;",
         "SELECT COUNT(*) = 2 FROM users WHERE external_id IN ('26007', '26014')"},
        {"Name,Number,Email\nA B,+44 7700 900123,c1@x.example\nC D,333 123 4567,c2@x.example\n",
         "1 ignored column_doubted Number;2 created c1@x.example;3 created c2@x.example;",
         "SELECT COUNT(*) = 2 FROM users WHERE email LIKE 'c_@x.example' AND external_id IS NULL"},
        {"Name,ID,Email\nA B,12/03/2005,d1@x.example\nC D,2005-03-14,d2@x.example\n",
         "1 ignored column_doubted ID;2 created d1@x.example;3 created d2@x.example;", NULL},
        // Numbers that do not count, and columns that are called so, are what they are.
        {"No.,Name,Email\n26001,A B,e1@x.example\n26002,C D,e2@x.example\n",
         "2 created e1@x.example;3 created e2@x.example;",
         "SELECT COUNT(*) = 2 FROM users WHERE external_id IN ('26001', '26002')"},
        {"Roll No,Name,Contact\n1,A B,f1@x.example\n2,C D,f2@x.example\n",
         "2 created f1@x.example;3 created f2@x.example;",
         "SELECT COUNT(*) = 2 FROM users WHERE external_id IN ('1', '2')"},
    };
    expect_people(f, wanted, ARRAY_LENGTH(wanted));
    const struct job dry =
        import_tried(f, &f->administrator, people, "Name,Contact\nA B,0770 0900 124\nC D,0770 0900 125\n");
    assert_string_equal(dry.error, "column_missing");
    school_fixture_close(f);
}

/* Sums, signatures and legends are about nobody. */
static void test_foot(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const struct wanted wanted[] = {
        {"Student ID,Name,Email\n1,A B,a1@x.example\nTotal,1,\n", "3 ignored row_aside Total;2 created a1@x.example;",
         NULL},
        {"Name,Email\nA B,b1@x.example\n\nTotal: 32,\nP = Present,\nSignature: ______\nPrinted on 30 Nov 2026\n",
         "4 ignored row_aside Total: 32;5 ignored row_aside P = Present;6 ignored row_aside Signature: ______;"
         "7 ignored row_aside Printed on 30 Nov 2026;2 created b1@x.example;",
         NULL},
        // A number is nobody's name.
        {"Student ID,Name,Email\nX7,12,\n", "2 refused name_invalid 12;", NULL},
        // Somebody may be called so.
        {"Family name,First name,Email\nSum,Wai,c1@x.example\nMedia,Total,c2@x.example\n",
         "2 created c1@x.example;3 created c2@x.example;", NULL},
    };
    expect_people(f, wanted, ARRAY_LENGTH(wanted));
    static const struct {
        const char *cells[3];
        bool aside;
    } rows[] = {{{"Total", "", "2"}, true},   {{"Sum", "Wai", ""}, false},       {{"Ada", "", ""}, false},
                {{"2026007", "", ""}, false}, {{"", "Gesamt:", "12,5 %"}, true}, {{"المجموع", "3", ""}, true}};
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        struct grid_cell cells[3];
        for (size_t k = 0; k < 3; k++)
            cells[k] = (struct grid_cell){rows[i].cells[k], GRID_TEXT};
        if (import_is_aside(&(struct grid_row){.cells = cells, .count = 3}, 2) != rows[i].aside)
            fail_msg("row %zu", i);
    }
    school_fixture_close(f);
}

/* A merged "Student" stands above "First name" and "Last name". */
static void test_two_lines(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const struct wanted wanted[] = {
        {"Student,,Contact,\nFirst name,Last name,E-mail,Phone\nAda,Lovelace,a1@x.example,555\n",
         "2 ignored column_unknown Phone;3 created a1@x.example;",
         "SELECT COUNT(*) FROM users WHERE name = 'Ada Lovelace' AND family_name = 'Lovelace'"},
        {"Staff ID,Student,,Email\n,First name,Last name,\n26001,Grace,Hopper,b1@x.example\n",
         "3 created b1@x.example;", "SELECT COUNT(*) FROM users WHERE name = 'Grace Hopper' AND external_id = '26001'"},
        // The first of the rows is none.
        {"Name,Email,Role\nName,name@x.example,student\n", "2 created name@x.example;", NULL},
    };
    expect_people(f, wanted, ARRAY_LENGTH(wanted));
    school_fixture_close(f);
}

/* Names with a number or an address in one cell, and on two lines. */
static void test_names(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const struct wanted wanted[] = {
        {"Student,Email\n\"Lovelace, Ada (2026001)\",a1@x.example\n\"Hopper\nGrace\",a2@x.example\n",
         "2 created a1@x.example;3 created a2@x.example;",
         "SELECT COUNT(*) = 2 FROM users WHERE (name = 'Ada Lovelace' AND external_id = '2026001') OR name = 'Hopper "
         "Grace'"},
        {"Ada L <b1@x.example>\n\"\"\"Hopper, Grace\"\" <b2@x.example>\"\n",
         "1 created b1@x.example;2 created b2@x.example;",
         "SELECT COUNT(*) = 2 FROM users WHERE name IN ('Ada L', 'Grace Hopper') AND email LIKE 'b_@x.example'"},
        {"Members\nAda M <c1@x.example>\n", "2 created c1@x.example;",
         "SELECT COUNT(*) FROM users WHERE name = 'Ada M'"},
        {"Name,Email\n\"Turing, Alan, PhD\",c2@x.example\n", "2 created c2@x.example;",
         "SELECT COUNT(*) FROM users WHERE name = 'Alan Turing, PhD' AND family_name = 'Turing'"},
        {"Name of the student,Official email ID\nBob (Bobby) B,d1@x.example\n", "2 created d1@x.example;",
         "SELECT COUNT(*) FROM users WHERE name = 'Bob (Bobby) B'"},
    };
    expect_people(f, wanted, ARRAY_LENGTH(wanted));
    static const char *const none[] = {"Ada", "Bob (Bobby)", "(2026001)", "Ada (12)", "Ada (a@b123)", "", ")", "("};
    size_t size;
    for (size_t i = 0; i < ARRAY_LENGTH(none); i++)
        assert_null(import_name_number(none[i], NULL));
    assert_string_equal(import_name_number("Ada [26-001]", &size), "26-001]");
    assert_int_equal(size, 6);
    // A cell far to the right costs the row that is the header: the file is told of that.
    char far[2048] = "Name,Email";
    for (int i = 0; i < IMPORT_FILE_COLUMNS_MAX; i++)
        str_copy(far + strlen(far), 2, ",");
    str_copy(far + strlen(far), sizeof(far) - strlen(far), "x\nAda,g1@x.example\n");
    const struct job headed = import_tried(f, &f->administrator, people, far);
    assert_string_equal(headed.error, "header_missing");
    assert_non_null(strstr(headed.detail, "Row 1 cannot be read. The row has more cells"));
    // A line as mail programs copy it.
    const struct job line =
        import_tried(f, &f->administrator, people, "Ada L <f1@x.example>; Bea M <f2@x.example>; \n");
    assert_string_equal(line.error, "header_missing");
    assert_non_null(strstr(line.detail, "Several people stand in one row"));
    // Names alone are not enough for an account, and an address alone for a name.
    assert_string_equal(import_tried(f, &f->administrator, people, "Student\n\"L, Ada (2026001)\"\n").error,
                        "column_missing");
    assert_string_equal(import_tried(f, &f->administrator, people, "e1@x.example\ne2@x.example\n").error,
                        "header_missing");
    school_fixture_close(f);
}

/* What was said of a header on two lines is remembered for the next file that has it. */
static void test_remembered(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    static const char file[] = "Student,,Contact,\nFirst name,Last name,E-mail,Path\nAda,L,a1@x.example,Maths\n";
    const char *const names[] = {"givenName", "familyName", "email", "programme"};
    struct import_chosen chosen[ARRAY_LENGTH(names)];
    struct job dry = import_tried(f, &f->administrator, people, file), job;
    for (size_t i = 0; i < ARRAY_LENGTH(chosen); i++)
        chosen[i] = (struct import_chosen){i, names[i]};
    const struct import_columns_request request = {
        .header = IMPORT_HEADER_FIND, .remember = true, .chosen = chosen, .count = ARRAY_LENGTH(chosen)};
    assert_int_equal(import_columns_choose(f->school, &f->administrator, 0, dry.id, &request, &f->arena, &job),
                     FAULT_NONE);
    import_worked(f, &f->administrator, job.id);
    dry = import_tried(f, &f->administrator, people, file);
    assert_string_equal(import_reported(f, &f->administrator, dry.id), "3 created a1@x.example;");
    import_applied(f, f->administrator, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE programme = 'Maths' AND name = 'Ada L'"), 1);
    school_fixture_close(f);
}

static void test_classes(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct classroom classroom = fixture_classroom(f);
    const struct import_request students = {.format = "students", .class_id = classroom.id};
    fixture_sql(f, "UPDATE users SET external_id = '2026042' WHERE email = 'bea@college.example'");
    static const struct {
        const char *file, *told;
    } wanted[] = {
        {"Student\n\"Beside, Bea (2026042)\"\n", "2 created 2026042;"},
        {"bea@college.example\nSam <SAM@COLLEGE.EXAMPLE.>\n", "1 created bea@college.example;2 unchanged Sam Student;"},
        {"No.,Name,Contact\n1,Bea,bea@college.example\n\nTotal,1,\n",
         "4 ignored row_aside Total;1 ignored column_doubted No.;2 created bea@college.example;"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
        const struct job dry = import_tried(f, &f->professor, students, wanted[i].file);
        assert_string_equal(import_reported(f, &f->professor, dry.id), wanted[i].told);
    }
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_doubted), TEST_ON_BOTH(test_foot),       TEST_ON_BOTH(test_two_lines),
        TEST_ON_BOTH(test_names),   TEST_ON_BOTH(test_remembered), TEST_ON_BOTH(test_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
