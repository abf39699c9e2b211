/* SPDX-License-Identifier: MIT */
/* Workbooks, XLSX and ODS: what people see in a cell is what is read, and nothing in one costs more than it is worth.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <cmocka.h>

#include "base/str.h"
#include "school/imports/grid/grid_number.h"
#include "support/book_file.h"
#include "support/grid_told.h"
#include "support/zip_file.h"

static void expect(unsigned char *bytes, size_t size, const char *told)
{
    assert_string_equal(grid_told(bytes, size, &grid_told_limits), told);
    free(bytes);
}

static void expect_xlsx(const char *rows, const char *strings, const char *styles, const char *properties,
                        const char *told)
{
    size_t size;
    unsigned char *bytes = book_xlsx(rows, strings, styles, properties, &size);
    expect(bytes, size, told);
}

static void expect_ods(const char *styles, const char *tables, const char *told)
{
    size_t size;
    unsigned char *bytes = book_ods(styles, tables, &size);
    expect(bytes, size, told);
}

/* libxlsxwriter writes to files alone: begins one, and takes what is in it. */
static lxw_workbook *book_begin(char path[static 32])
{
    snprintf(path, 32, "/tmp/ams-grid-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    return workbook_new(path);
}

static unsigned char *book_end(lxw_workbook *book, const char *path, size_t *ret_size)
{
    unsigned char *bytes = malloc(8 << 20);
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    *ret_size = fread(bytes, 1, 8 << 20, file);
    fclose(file);
    unlink(path);
    return bytes;
}

/* A workbook as libxlsxwriter makes it: titles, a merged one among them, all kinds of cells, a hidden row, two sheets
 * with something in them behind an empty and a hidden one. */
static unsigned char *written(size_t *ret_size)
{
    char path[32];
    lxw_workbook *book = book_begin(path);
    lxw_worksheet *empty = workbook_add_worksheet(book, "Cover"), *hidden = workbook_add_worksheet(book, "Old");
    lxw_worksheet *sheet = workbook_add_worksheet(book, "Class 10b"), *more = workbook_add_worksheet(book, "More");
    lxw_format *zeros = workbook_add_format(book), *date = workbook_add_format(book);
    lxw_format *clock = workbook_add_format(book), *moment = workbook_add_format(book);
    format_set_num_format(zeros, "000000");
    format_set_num_format(date, "dd.mm.yyyy");
    format_set_num_format(clock, "h:mm AM/PM");
    format_set_num_format(moment, "[$-409]yyyy\\-mm\\-dd hh:mm;@");
    worksheet_activate(empty);
    worksheet_write_string(hidden, 0, 0, "name", NULL);
    worksheet_hide(hidden);
    worksheet_merge_range(sheet, 0, 0, 0, 3, "Class list", NULL);
    static const char *const header[] = {"name", "id", "date", "start", "when", "number", "sum", "yes"};
    for (uint16_t i = 0; i < ARRAY_LENGTH(header); i++)
        worksheet_write_string(sheet, 2, i, header[i], NULL);
    worksheet_write_string(sheet, 3, 0, "Zo\xc3\xab <&> \"M\"\nline", NULL);
    worksheet_write_number(sheet, 3, 1, 42, zeros);
    worksheet_write_datetime(sheet, 3, 2, &(lxw_datetime){2026, 12, 7, 0, 0, 0}, date);
    worksheet_write_datetime(sheet, 3, 3, &(lxw_datetime){0, 0, 0, 9, 5, 0}, clock);
    worksheet_write_datetime(sheet, 3, 4, &(lxw_datetime){2026, 12, 7, 9, 0, 0}, moment);
    worksheet_write_number(sheet, 3, 5, 12345678, NULL);
    worksheet_write_formula_num(sheet, 3, 6, "=A1+B1", NULL, 12.5);
    worksheet_write_boolean(sheet, 3, 7, 1, NULL);
    worksheet_write_number(sheet, 5, 5, 202612000000.0, NULL);
    worksheet_set_row_opt(sheet, 5, LXW_DEF_ROW_HEIGHT, NULL, &(lxw_row_col_options){.hidden = 1});
    worksheet_write_string(more, 0, 0, "x", NULL);
    return book_end(book, path, ret_size);
}

#define ROW(cells) "<table:table-row>" cells "</table:table-row>"
#define ROWS(attributes, cells) "<table:table-row " attributes ">" cells "</table:table-row>"
#define SHEET(name, rows) "<table:table table:name=\"" name "\">" rows "</table:table>"
#define WORD(shown) "<table:table-cell office:value-type=\"string\"><text:p>" shown "</text:p></table:table-cell>"
#define VALUE(kind, attribute, value, shown)                                                                           \
    "<table:table-cell office:value-type=\"" kind "\" office:" attribute "=\"" value "\"><text:p>" shown               \
    "</text:p></table:table-cell>"
#define REPEATED(times) "<table:table-cell table:number-columns-repeated=\"" times "\"/>"

/* A cover, or a page of instructions, goes before the table, and is not it. */
static void test_covers(void **state)
{
    (void)state;
    char path[32];
    size_t size;
    lxw_workbook *book = book_begin(path);
    lxw_worksheet *cover = workbook_add_worksheet(book, "Cover"), *sheet = workbook_add_worksheet(book, "People");
    worksheet_write_string(cover, 0, 0, "University of X", NULL);
    worksheet_write_string(cover, 1, 0, "Prepared by", NULL);
    worksheet_write_string(cover, 1, 1, "Registrar", NULL);
    worksheet_write_string(cover, 2, 0, "Name", NULL);
    worksheet_write_string(cover, 2, 1, "How the person is called", NULL);
    worksheet_write_string(sheet, 1, 0, "Name", NULL);
    worksheet_write_string(sheet, 1, 1, "E-Mail", NULL);
    worksheet_write_string(sheet, 2, 0, "Ada", NULL);
    unsigned char *bytes = book_end(book, path, &size);
    expect(bytes, size, "*sheet_taken People/2:Name|E-Mail/3:Ada/");
    expect_ods(NULL,
               SHEET("Cover", ROW(WORD("University of X")) ROW(WORD("Prepared by") WORD("Registrar")))
                   SHEET("People", ROW(WORD("Name") WORD("E-Mail")) ROW(WORD("Ada"))) SHEET("x", ROW(WORD("y"))),
               "*sheet_taken People/1:Name|E-Mail/2:Ada/");
    // Of several tables it is the first, and so it is where none has a header.
    expect_ods(NULL, SHEET("One", ROW(WORD("Name") WORD("E-Mail"))) SHEET("Two", ROW(WORD("Name") WORD("E-Mail"))),
               "*sheet_taken One/1:Name|E-Mail/");
    expect_ods(NULL, SHEET("One", ROW(WORD("a"))) SHEET("Two", ROW(WORD("b") WORD("c"))), "*sheet_taken One/1:a/");
}

static void test_written(void **state)
{
    (void)state;
    size_t size;
    unsigned char *bytes = written(&size);
    expect(bytes, size,
           "*rows_hidden 6 /*sheet_taken Class 10b/1:Class list/3:name|id|date|start|when|number|sum|yes/"
           "4:Zo\xc3\xab <&> \"M\"\nline|@number 000042|@date 2026-12-07|@time 09:05|@moment 2026-12-07 09:00|"
           "@number 12345678|@number 12.5|@truth TRUE/6:|||||@number 202612000000/");
}

static void test_xlsx_cells(void **state)
{
    (void)state;
    static const char strings[] = "<si><t>name</t></si><si><r><t>Ann</t></r><r><t xml:space=\"preserve\"> Lee</t></r>"
                                  "<rPh><t>x</t></rPh></si><si/>";
    static const char styles[] = "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"[h]:mm\"/></numFmts>"
                                 "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                                 "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs>";
    // Without places, as small writers do; shared, inline and formula strings; escapes; an exponent; an error.
    expect_xlsx("<row><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><t>a_x000D_\nb</t></is></c></row>"
                "<row><c t=\"s\"><v>1</v></c><c t=\"str\"><f>A1</f><v>f</v></c><c><v>1.2345678E7</v></c></row>"
                "<row r=\"5\"><c r=\"C5\" s=\"1\"><v>46363</v></c><c r=\"A5\" t=\"e\"><v>#N/A</v></c>"
                "<c s=\"2\"><v>0.375</v></c></row>",
                strings, styles, NULL,
                "*cell_error 5 #N/A/1:name|a\nb/2:Ann Lee|f|@number 12345678/5:@error |@time 09:00|@date 2026-12-07/");
    // Days from 1904, and a day that never was.
    expect_xlsx("<row><c s=\"1\"><v>44901</v></c></row>", NULL, styles, "<workbookPr date1904=\"1\"/>",
                "1:@date 2026-12-07/");
    expect_xlsx("<row><c s=\"1\"><v>59</v></c><c s=\"1\"><v>61</v></c><c s=\"1\"><v>-3</v></c></row>", NULL, styles,
                NULL, "1:@date 1900-02-28|@date 1900-03-01|@number -3/");
    // What is wrong with a cell costs its row.
    expect_xlsx("<row><c t=\"s\"><v>0</v></c></row><row><c t=\"s\"><v>9</v></c></row><row><c><v>x1</v></c>"
                "<c s=\"77\"><v>7</v></c></row><row><c r=\"XFD4\"><v>1</v></c></row>",
                strings, styles, NULL, "1:name/!A2 cell_unclean /3:x1|@number 7/!4 cells_many /");
    // A formula that nobody has reckoned; of a text the value may be nothing.
    expect_xlsx("<row><c t=\"str\"><f>A2</f><v></v></c></row><row><c><f>LOWER(A1)</f></c><c><v>1</v></c></row>", NULL,
                NULL, NULL, "*formula_empty 2 /2:|@number 1/");
    expect_xlsx("<row><c><v></v></c></row>", NULL, NULL, NULL, "#file_empty");
}

static void test_number_formats(void **state)
{
    (void)state;
    static const struct {
        const char *code, *value, *told;
        enum grid_kind kind;
    } cases[] = {
        {"General", "0.1", "0.1", GRID_NUMBER},
        {"General", "0.30000000000000004", "0.3", GRID_NUMBER},
        {"General", "2.5E-05", "0.000025", GRID_NUMBER},
        {"0.00E+00", "12345678", "12345678", GRID_NUMBER},
        {"#,##0.00 \"days\"", "3", "3", GRID_NUMBER},
        {"General", "-0", "0", GRID_NUMBER},
        {"General", "1.2345678901234568E+19", "1.23456789012346E+19", GRID_NUMBER},
        {"00000", "42", "00042", GRID_NUMBER},
        {"yyyy", "46363", "2026-12-07", GRID_DATE},
        {"mmm\\-yy", "46363", "2026-12-07", GRID_DATE},
        {"[$-F800]dddd, mmmm dd, yyyy", "46363.9", "2026-12-07", GRID_DATE},
        {"h:mm:ss", "46363.5", "12:00", GRID_TIME},
        {"mm:ss.0", "0.0006944444", "00:01", GRID_TIME},
        {"hh:mm:ss", "0.375011574", "09:00:01", GRID_TIME},
        {"dd/mm/yyyy hh:mm", "46363.375", "2026-12-07 09:00", GRID_MOMENT},
        {"dd/mm/yyyy", "0.375", "09:00", GRID_TIME},
        {"dd/mm/yyyy", "99999999", "99999999", GRID_NUMBER},
        {"dd/mm/yyyy", "soon", "soon", GRID_TEXT},
        {"\"yyyy\" 0", "7", "7", GRID_NUMBER},
        {"[Red]0;[Blue]-0", "7", "7", GRID_NUMBER},
        {"@", "0042", "42", GRID_NUMBER},
    };
    char out[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_int_equal(number_write(cases[i].value, number_format(cases[i].code), false, out), cases[i].kind);
        assert_string_equal(out, cases[i].told);
    }
}

static const char hidden_style[] = "<style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties "
                                   "table:display=\"false\"/></style:style><style:style style:name=\"ta2\"/>";
static const char hidden_sheet[] =
    "<table:table table:name=\"Old\" table:style-name=\"ta1\">" ROW(WORD("old")) "</table:table>";

static void test_ods(void **state)
{
    (void)state;
    // clang-format off
    static const char people[] =
        "<table:table table:name=\"People\" table:style-name=\"ta2\"><table:table-column/>"
        "<table:table-header-rows>" ROW(WORD("name") WORD("id")) "</table:table-header-rows>"
        ROWS("table:number-rows-repeated=\"2\"", REPEATED("1024"))
        ROW("<table:table-cell office:value-type=\"string\"><office:annotation><dc:creator>x</dc:creator><text:p>note"
            "</text:p></office:annotation><text:p>Ann<text:s text:c=\"2\"/><text:span>Lee</text:span></text:p>"
            "<text:p>two</text:p></table:table-cell>"
            VALUE("float", "value", "42", "000042") VALUE("float", "value", "12345678", "1.23E+07")
            VALUE("date", "date-value", "2026-12-07", "07.12.26")
            VALUE("date", "date-value", "2026-12-07T09:00:00", "7. Dez")
            VALUE("time", "time-value", "PT09H05M00S", "9:05 AM") VALUE("boolean", "boolean-value", "true", "WAHR")
            VALUE("percentage", "value", "0.5", "50 %")
            "<table:table-cell office:value-type=\"string\" calcext:value-type=\"error\"><text:p>#N/A</text:p>"
            "</table:table-cell><table:covered-table-cell table:number-columns-repeated=\"2\"/>" WORD("end"))
        ROWS("table:number-rows-repeated=\"2\" table:visibility=\"filter\"",
             "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"3\"><text:p>r</text:p>"
             "</table:table-cell>")
        ROWS("table:number-rows-repeated=\"1048000\"", REPEATED("16384")) "</table:table>";
    // clang-format on
    static const char told[] = "*cell_error 4 #N/A/*rows_hidden 5 /1:name|id/"
                               "4:Ann  Lee\ntwo|@number 000042|@number 12345678|@date 2026-12-07|"
                               "@moment 2026-12-07 09:00|@time 09:05|@truth TRUE|@number 0.5|@error |||end/"
                               "5:r|r|r/6:r|r|r/";
    char tables[8192];
    snprintf(tables, sizeof(tables), "%s%s", hidden_sheet, people);
    expect_ods(hidden_style, tables, told);
    snprintf(tables, sizeof(tables), "%s%s%s", people, SHEET("Empty", ""), hidden_sheet);
    expect_ods(hidden_style, tables, told);
}

static void test_ods_sheets(void **state)
{
    (void)state;
    expect_ods(NULL, SHEET("A", ROW(WORD("a"))) SHEET("B", ROW(WORD("b"))), "*sheet_taken A/1:a/");
    expect_ods(NULL, SHEET("A", ROW("")) SHEET("B", ROW(WORD("b"))), "1:b/");
    expect_ods(NULL, "", "#file_empty");
    // A million rows with something in them are refused at the first that is too many; so many cells cost their row.
    expect_ods(NULL, SHEET("A", ROWS("table:number-rows-repeated=\"1000000\"", WORD("x"))), "#rows_many");
    expect_ods(NULL,
               SHEET("A", ROW("<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\">"
                              "<text:p>x</text:p></table:table-cell>")),
               "!1 cells_many x/");
}

static char *repeated(const char *text, size_t times)
{
    size_t size = strlen(text);
    char *all = malloc(size * times + 1);
    for (size_t i = 0; i < times; i++)
        memcpy(all + i * size, text, size);
    all[size * times] = '\0';
    return all;
}

/* Bombs of all kinds end at a limit, with the right words. */
static void test_hostile(void **state)
{
    (void)state;
    char *deep = repeated("<x>", 100), *nulls = repeated("0", 12 << 20), *tag = repeated("a", 600 << 10);
    expect_xlsx(deep, NULL, NULL, NULL, "#file_damaged");
    expect_xlsx(nulls, NULL, NULL, NULL, "#file_too_much"); // packed 1000 to 1
    char *long_tag = malloc((600 << 10) + 64);
    snprintf(long_tag, (600 << 10) + 64, "<row x=\"%s\"/>", tag);
    expect_xlsx(long_tag, NULL, NULL, NULL, "#file_too_much");
    free(long_tag);
    free(deep);
    free(nulls);
    free(tag);
    // 100 strings of 900 bytes, each written 1,200 times.
    char *strings = malloc(1 << 20), *rows = malloc(16 << 20), *nine = repeated("s", 900);
    size_t used = 0;
    for (int i = 0; i < 100; i++)
        used += (size_t)snprintf(strings + used, (1 << 20) - used, "<si><t>%s%d</t></si>", nine, i);
    used = 0;
    for (int i = 0; i < 12000; i++) {
        used += (size_t)snprintf(rows + used, (16 << 20) - used, "<row>");
        for (int k = 0; k < 10; k++)
            used += (size_t)snprintf(rows + used, (16 << 20) - used, "<c t=\"s\"><v>%d</v></c>", (i + k) % 100);
        used += (size_t)snprintf(rows + used, (16 << 20) - used, "</row>");
    }
    expect_xlsx(rows, strings, NULL, NULL, "#file_too_much");
    free(strings);
    free(rows);
    free(nine);
}

/* Entities, of those that grow and those that fetch; other archives, and what is no workbook. */
static void test_others(void **state)
{
    (void)state;
    char text[64];
    size_t size;
    static const char *const types[] = {"<!DOCTYPE a [<!ENTITY x \"xx\"><!ENTITY y \"&x;&x;\">]>",
                                        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">"};
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        char content[256];
        snprintf(content, sizeof(content), "<?xml version=\"1.0\"?>%s<spreadsheet>&y;</spreadsheet>", types[i]);
        const struct zip_part part = {"content.xml", content, 0};
        unsigned char *bytes = zip_file(&part, 1, &size);
        expect(bytes, size, "#file_damaged");
    }
    const struct zip_part others[] = {{"manifest.csv", "a,b", 0}};
    unsigned char *bytes = zip_file(others, 1, &size);
    expect(bytes, size, "#file_no_table");
    const struct zip_part word[] = {{"[Content_Types].xml", "<a/>", 0}, {"_rels/.rels", "<a/>", 0}};
    bytes = zip_file(word, 2, &size);
    expect(bytes, size, "#file_no_table");
    const struct zip_part binary[] = {{"xl/workbook.bin", "x", 0}};
    bytes = zip_file(binary, 1, &size);
    expect(bytes, size, "#file_old_excel");
    const struct zip_part locked[] = {
        {"content.xml", "x", 0}, {"META-INF/manifest.xml", "<m><file-entry><encryption-data/></file-entry></m>", 0}};
    bytes = zip_file(locked, 2, &size);
    expect(bytes, size, "#file_encrypted");
    static const char old[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 W\0o\0r\0k\0b\0o\0o\0k\0";
    assert_string_equal(grid_told(old, sizeof(old), &grid_told_limits), "#file_old_excel");
    static const char password[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    assert_string_equal(grid_told(password, sizeof(password), &grid_told_limits), "#file_encrypted");
    snprintf(text, sizeof(text), "PK\3\4 and no archive");
    assert_string_equal(grid_told(text, strlen(text), &grid_told_limits), "#file_damaged");
}

/* 20,000 rows of each kind. */
static void test_many(void **state)
{
    (void)state;
    enum { ROWS = 20000 };
    char path[32];
    size_t size, rows = 0;
    lxw_workbook *book = book_begin(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    for (uint32_t i = 0; i < ROWS; i++) {
        char text[64];
        snprintf(text, sizeof(text), "person%u@x.example", i);
        worksheet_write_string(sheet, i, 0, text, NULL);
        worksheet_write_number(sheet, i, 1, i, NULL);
    }
    unsigned char *bytes = book_end(book, path, &size);
    struct grid *grid = grid_open(bytes, size, &grid_told_limits);
    struct grid_row row;
    while (grid_next(grid, &row)) {
        char text[64];
        snprintf(text, sizeof(text), "person%zu@x.example", rows++);
        assert_int_equal(row.number, rows);
        assert_string_equal(row.cells[0].text, text);
    }
    assert_int_equal(rows, ROWS);
    grid_close(grid);
    free(bytes);
}

/* Bytes that another answers for a worker never get past. */
static void test_lies(void **state)
{
    (void)state;
    struct pack answer = {.max = 1 << 20};
    grid_read("a,b\n1,2\n", 8, &grid_told_limits, NULL, &answer);
    size_t size = answer.size;
    for (size_t i = 0; i <= size; i++) {
        struct pack lie = {.max = 1 << 20};
        struct grid_row row;
        pack_bytes(&lie, answer.bytes, size);
        if (i < size)
            lie.bytes[i] ^= 0xFF;
        if (i % 3 == 0 && i < size)
            lie.size = i;
        struct grid *grid = grid_of(&lie, &grid_told_limits);
        assert_non_null(grid);
        while (grid_next(grid, &row))
            for (size_t k = 0; k < row.count; k++)
                assert_true(str_is_text(row.cells[k].text, strlen(row.cells[k].text), true));
        grid_close(grid);
    }
    pack_release(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written),        cmocka_unit_test(test_covers), cmocka_unit_test(test_xlsx_cells),
        cmocka_unit_test(test_number_formats), cmocka_unit_test(test_ods),    cmocka_unit_test(test_ods_sheets),
        cmocka_unit_test(test_hostile),        cmocka_unit_test(test_others), cmocka_unit_test(test_many),
        cmocka_unit_test(test_lies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
