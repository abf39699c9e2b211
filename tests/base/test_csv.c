/* SPDX-License-Identifier: MIT */
/* CSV in and out: what RFC 4180 allows, what people's files are like, rows that cannot be read among others that can,
 * the limits, and cells that look like formulas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/str.h"

static const struct csv_limits limits = {.rows = 5, .columns = 3, .cell_size = 10, .row_size = 24};

/* The file as "1:a|b/2:c|d/", "!row:column sentence/" for a row that cannot be read. */
static const char *read_all(const void *bytes, size_t size, char out[static 512])
{
    struct csv *csv = csv_open(bytes, size, &limits);
    struct csv_row row;
    enum csv_status status;
    size_t used = 0;
    assert_non_null(csv);
    out[0] = '\0';
    while ((status = csv_next(csv, &row)) == CSV_ROW || status == CSV_BAD) {
        struct csv_mistake mistake = csv_mistake(csv);
        if (status == CSV_BAD) {
            used +=
                (size_t)snprintf(out + used, 512 - used, "!%zu:%zu %s/", mistake.row, mistake.column, mistake.sentence);
            assert_true(mistake.words_size <= CSV_WORDS_MAX);
            continue;
        }
        used += (size_t)snprintf(out + used, 512 - used, "%zu:", row.number);
        for (size_t i = 0; i < row.count; i++)
            used += (size_t)snprintf(out + used, 512 - used, "%s%s", row.cells[i], i + 1 < row.count ? "|" : "/");
    }
    if (status == CSV_FULL)
        snprintf(out + used, 512 - used, "#%zu %s", csv_mistake(csv).row, csv_mistake(csv).sentence);
    assert_int_equal(csv_next(csv, &row), status);
    csv_close(csv);
    return out;
}

static void test_reading(void **state)
{
    (void)state;
    static const struct {
        const char *file, *expected;
    } cases[] = {
        {"", ""},
        {"a", "1:a/"},
        {"a,b\r\n1,2\r\n", "1:a|b/2:1|2/"},
        {"a,b\n1,", "1:a|b/2:1|/"},
        {",\n\n,x", "3:|x/"},
        {"\xef\xbb\xbf"
         "a",
         "1:a/"},
        {"\"a\"\"b\",\"c,d\"\n\"x\r\ny\",", "1:a\"b|c,d/2:x\ny|/"},
        {"a;b\n1;2,3\n", "1:a|b/2:1|2,3/"},
        {"a;b, c\n1;2\n3;4\n", "1:a|b, c/2:1|2/3:3|4/"},
        {"a|b\n1|2\n", "1:a|b/2:1|2/"},
        {"\"a;b\",c\n1,2\n", "1:a;b|c/2:1|2/"},
        {"list\n\na;b\nd, e;f\n", "1:list/3:a|b/4:d, e|f/"},
        {"Course\tO, b\nGroup\tA, B\nid\tname\tday\n1\tD, J\tP\n",
         "1:Course|O, b/2:Group|A, B/3:id|name|day/4:1|D, J|P/"},
        {"Sum\nAt\t1, 2\nTo\t1, 3\nName\tJoin\tMail\nA\t1, 2\tx\n",
         "1:Sum/2:At|1, 2/3:To|1, 3/4:Name|Join|Mail/5:A|1, 2|x/"},
        {"sep=;\r\na;b,c\r\n", "1:a|b,c/"},
        {"SEP=|\na|b\n", "1:a|b/"},
        {"\"sep=,\"\na;b,c\n", "1:a;b|c/"},
        {"sep=ab\n", "1:sep=ab/"},
        {"a\rb\r\rc\r", "1:a/2:b/4:c/"},
        {"a,b\x1a", "1:a|b/"},
        {"a,b\n , \n\t,\nc,d", "1:a|b/4:c|d/"},
        {"a,b \"c\" d\n1\",2", "1:a|b \"c\" d/2:1\"|2/"},
        {"a,b\n\"1\" ,2\n", "1:a|b/2:1|2/"},
        {"a,b,,,,,,\n1,2\n", "1:a|b|/2:1|2/"},
        {"\n\n\n\n\n\n\n\na", "9:a/"},
        {"a\tb\n1\t2\n", "1:a|b/2:1|2/"},
        {"\"\"\n\"\",x", "2:|x/"},
        {"=1+1,-2,@x\n", "1:=1+1|-2|@x/"},
        {"\xd7\xa9\xd7\x9c,\xf0\x9f\x98\x80\n", "1:\xd7\xa9\xd7\x9c|\xf0\x9f\x98\x80/"},
    };
    char out[512];
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_string_equal(read_all(cases[i].file, strlen(cases[i].file), out), cases[i].expected);
}

static void test_mistakes(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        size_t size; // 0: up to the NUL
        const char *expected;
    } cases[] = {
        {"a,b\n1,\"2\n3,4", 0, "1:a|b/!2:2 A quote is not closed./3:3|4/"},
        {"a\n\"", 0, "1:a/!2:1 A quote is not closed./"},
        {"a,b\n1,\"2\n3,4\n5,\"6\"", 0, "1:a|b/!2:2 A quote is not closed./3:3|4/4:5|6/"},
        {"a,b\n1,\"2\n3,4\n5,6\n7\",8", 0, "1:a|b/!2:2 A quote is not closed./3:3|4/4:5|6/5:7\"|8/"},
        {"a,b\n1,\"2\n3,\"4\"\n", 0, "1:a|b/!2:2 A quote is not closed./3:3|4/"},
        {"a,b\n1,\"2\nx \"y\" z,4\n", 0, "1:a|b/!2:2 A quote is not closed./3:x \"y\" z|4/"},
        {"a,b\n\"x\"y,z\n1,2", 0, "1:a|b/!2:1 There is text behind the closing quote of the cell./3:1|2/"},
        {"a,b\n\"x\ny\"z,1\n3,4", 0, "1:a|b/!2:1 There is text behind the closing quote of the cell./3:3|4/"},
        {"a\nx\0y\nz", 7, "1:a/!2:1 The cell holds bytes that are no text./3:z/"},
        {"a,\xff\xfe\nb,c", 0, "!1:2 The cell holds bytes that are no text./2:b|c/"},
        {"1,2,3,4\nb,c", 0, "!1:0 The row has too many cells./2:b|c/"},
        {"1,01234567890\nb,c", 0, "!1:2 The cell is too long./2:b|c/"},
        {"0123456789,0123456789,0123\nb,c", 0, "!1:0 The row is too long./2:b|c/"},
        {"1\n2\n3\n4\n5\n6\n", 0, "1:1/2:2/3:3/4:4/5:5/#6 The file has too many rows."},
    };
    char out[512];
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        size_t size = cases[i].size > 0 ? cases[i].size : strlen(cases[i].file);
        assert_string_equal(read_all(cases[i].file, size, out), cases[i].expected);
    }
}

static void test_writing(void **state)
{
    (void)state;
    static const char *const cells[] = {"plain", NULL,      "a,b", "say \"x\"", "two\nlines", "=1+1", "+49",
                                        "-",     "@import", "\tx", "\rx",       "a=b",        " x",   "x;y",
                                        "＝1+1", "＋1",     "－1", "＠x",       "ﬁ"};
    static const char expected[] = "\xef\xbb\xbfplain,,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",'=1+1,'+49,'-,'@import,"
                                   "\"'\tx\",\"'\rx\",a=b,\" x\",\"x;y\",'＝1+1,'＋1,'－1,'＠x,ﬁ\r\n-5,7\r\n";
    struct csv_writer writer;
    const char *bytes;
    size_t size;
    csv_writer_init(&writer, 4096, true);
    for (size_t i = 0; i < ARRAY_LENGTH(cells); i++)
        csv_text(&writer, cells[i]);
    csv_end(&writer);
    csv_int(&writer, -5);
    csv_int(&writer, 7);
    csv_end(&writer);
    assert_true(csv_done(&writer, &bytes, &size));
    assert_int_equal(size, sizeof(expected) - 1);
    assert_memory_equal(bytes, expected, size);
    csv_writer_release(&writer);
}

/* Another program's keys stand as they are, unless a spreadsheet could run them. */
static void test_keys(void **state)
{
    (void)state;
    static const char *const cells[] = {"-77",  "+3",   "=1+1", "@x",  "-",    "+", "-dash@college.example",
                                        "-ünï", "-रोल", NULL,   "'-7", "-a,b", "7", "=A1 B2"};
    static const char *const guarded[] = {"=cmd|'/c x'!A1", "=SUM(1)", "+A1!B2", "-[x]A1", "=\"x\"", "@SUM（1）",
                                          "\t=1",           "＝1",     "=a;b",   "-1\n=2", "-$A$1",  "={1}"};
    static const char expected[] = "-77,+3,=1+1,@x,-,+,-dash@college.example,-ünï,-रोल,,''-7,\"'-a,b\",7,=A1 B2\r\n";
    struct csv_writer writer;
    const char *bytes;
    size_t size;
    csv_writer_init(&writer, 4096, false);
    for (size_t i = 0; i < ARRAY_LENGTH(cells); i++)
        csv_key(&writer, cells[i]);
    csv_end(&writer);
    assert_true(csv_done(&writer, &bytes, &size));
    assert_int_equal(size, sizeof(expected) - 1);
    assert_memory_equal(bytes, expected, size);
    csv_writer_release(&writer);
    for (size_t i = 0; i < ARRAY_LENGTH(guarded); i++) {
        csv_writer_init(&writer, 4096, false);
        csv_key(&writer, guarded[i]);
        assert_true(csv_done(&writer, &bytes, &size));
        assert_int_equal(bytes[*bytes == '"'], '\'');
        csv_writer_release(&writer);
    }
}

static void test_writing_past_the_limit(void **state)
{
    (void)state;
    struct csv_writer writer;
    const char *bytes = NULL;
    size_t size = 0;
    csv_writer_init(&writer, 20000, false);
    for (int i = 0; i < 2000; i++) { // 10 bytes a row
        csv_text(&writer, "12345678");
        csv_end(&writer);
    }
    assert_true(csv_done(&writer, &bytes, &size));
    assert_int_equal(size, 20000);
    csv_text(&writer, "x");
    assert_false(csv_done(&writer, &bytes, &size));
    csv_end(&writer);
    assert_false(csv_done(&writer, &bytes, &size));
    csv_writer_release(&writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_writing_past_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
