/* SPDX-License-Identifier: MIT */
/* Imports of whatever people's programs save: odd rows among good ones, encodings, workbooks, titles above the header;
 * and the inputs of AMS_SHARED/cases, where that folder is there. */
#include "school/unit.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/imports/import.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/store.h"
#include "support/book_file.h"
#include "support/face_data.h"
#include "support/grid_told.h"
#include "support/import_scene.h"

static const struct import_request people = {.format = "users", .name = "people"};

/* The report as "2 created anna@x;3 refused quote_open B3: bob;". */
static const char *report(struct school_fixture *f, const struct job *job)
{
    struct job_row_list list;
    struct page page = {.limit = PAGE_MAX};
    const char *text = "";
    assert_int_equal(job_rows(f->school, &f->administrator, job->id, JOB_OUTCOME_COUNT, &page, &f->arena, &list),
                     FAULT_NONE);
    for (size_t i = 0; i < list.count; i++) {
        const struct job_row *row = &list.rows[i];
        if (row->reason)
            assert_string_not_equal(import_sentence(row->reason, &f->arena), "");
        text = arena_printf(&f->arena, "%s%lld %s%s%s %s%s%s;", text, (long long)row->line,
                            job_outcome_code(row->outcome), row->reason ? " " : "", row->reason ? row->reason : "",
                            row->column ? row->column : "", row->column ? ": " : "", row->subject);
        assert_non_null(text);
    }
    return text;
}

/* What is wrong with a row costs that row alone, and its report says where and how it begins. */
static void test_odd_rows(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    enum { LONG = IMPORT_CELL_MAX + 1 };
    char *file = malloc(1 << 16);
    size_t size = (size_t)snprintf(file, 1 << 16, "%s%0*d%s",
                                   "Class list\r\n\r\nname,email,external_id\r\nSam \"Sammy\" Reed,sam1@x.example,1\r\n"
                                   "A,\"b@x.example\r\n \t, \r\nB,c@x.example,=\"0012\"\r\n",
                                   LONG, 0, ",d@x.example\r\nC\x01,e@x.example\r\n");
    for (int i = 0; i < IMPORT_FILE_COLUMNS_MAX; i++)
        size += (size_t)snprintf(file + size, (1 << 16) - size, "x,");
    size += (size_t)snprintf(file + size, (1 << 16) - size, "x\r\n\"D\" d,f@x.example\r\nE,g@x.example\r\n");
    struct job dry = import_tried(f, &f->administrator, people, file);
    assert_int_equal(dry.state, JOB_DONE);
    const char *told = report(f, &dry);
    static const char *const parts[] = {
        "4 created sam1@x.example;5 refused quote_open B5: a,\"b@x.example;7 created c@x.example;"
        "8 refused cell_long A8: 000",
        ";9 refused cell_unclean A9: c?,e@x.example;10 refused cells_many 10: x,x,x,",
        ";11 refused quote_text A11: \"D\" d,f@x.example;12 created g@x.example;"};
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        if (!strstr(told, parts[i]))
            fail_msg("%s is not in %s", parts[i], told);
    import_applied(f, f->administrator, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE external_id IN ('1', '0012')"), 2);
    free(file);
    school_fixture_close(f);
}

/* Encodings and workbooks, through the worker that everybody's files go through. */
static void test_other_files(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct job dry = import_tried(f, &f->administrator, people, "name;email\nJos\xe9 M\xfcller;jose@x.example\n");
    assert_string_equal(report(f, &dry), "1 noted encoding_taken windows-1252;2 created jose@x.example;");
    import_applied(f, f->administrator, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE name = 'José Müller'"), 1);
    static const char wide[] = "\xff\xfen\0a\0m\0e\0\t\0e\0m\0a\0i\0l\0\r\0\n\0Z\0o\0\xeb\0\t\0z\0@\0x\0.\0y\0\r\0\n";
    struct import_request request = people;
    request.size = sizeof(wide);
    dry = import_tried(f, &f->administrator, request, wide);
    assert_string_equal(report(f, &dry), "2 created z@x.y;");
    unsigned char *book =
        book_xlsx("<row r=\"1\"><c r=\"B1\" t=\"inlineStr\"><is><t>Our people</t></is></c></row>"
                  "<row r=\"3\"><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c>"
                  "</row><row r=\"7\"><c t=\"s\"><v>3</v></c><c t=\"s\"><v>4</v></c><c><v>12345678</v>"
                  "</c></row>",
                  "<si><t>Name</t></si><si><t>E_mail</t></si><si><t>external id</t></si>"
                  "<si><t>Ann Lee</t></si><si><t>ann@x.example</t></si>",
                  NULL, NULL, &request.size);
    dry = import_tried(f, &f->administrator, request, (const char *)book);
    assert_string_equal(report(f, &dry), "7 created ann@x.example;");
    import_applied(f, f->administrator, &dry);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM users WHERE external_id = '12345678'"), 1);
    free(book);
    book = book_ods(NULL,
                    "<table:table table:name=\"A\"><table:table-row><table:table-cell office:value-type=\"string\">"
                    "<text:p>name</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>"
                    "email</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell "
                    "office:value-type=\"string\"><text:p>Bo Li</text:p></table:table-cell><table:table-cell "
                    "office:value-type=\"string\"><text:p>bo@x.example</text:p></table:table-cell></table:table-row>"
                    "</table:table>",
                    &request.size);
    dry = import_tried(f, &f->administrator, request, (const char *)book);
    assert_string_equal(report(f, &dry), "2 created bo@x.example;");
    free(book);
    school_fixture_close(f);
}

/* Each of the folder's tables has rows, none of them refused for how it was read. */
static void test_cases(void **state)
{
    char path[FACE_DATA_PATH_SIZE];
    (void)state;
    DIR *folder = face_data_path("cases", path) ? opendir(path) : NULL;
    if (!folder) {
        print_message("skip: no cases (AMS_SHARED)\n");
        skip();
    }
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        const char *dot = strrchr(entry->d_name, '.');
        if (!dot || (strcmp(dot, ".csv") != 0 && strcmp(dot, ".txt") != 0))
            continue;
        char name[FACE_DATA_PATH_SIZE + 300], *bytes = malloc(1 << 20);
        snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
        FILE *file = fopen(name, "rb");
        assert_non_null(file);
        const char *told = grid_told(bytes, fread(bytes, 1, 1 << 20, file), &grid_told_limits);
        if (*told == '#' || *told == '*' || strstr(told, "/!") || !strchr(told, '|'))
            fail_msg("%s: %s", entry->d_name, told);
        fclose(file);
        free(bytes);
        files++;
    }
    closedir(folder);
    assert_true(files > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_odd_rows),
        TEST_ON_BOTH(test_other_files),
        cmocka_unit_test(test_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
