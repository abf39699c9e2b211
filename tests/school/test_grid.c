/* SPDX-License-Identifier: MIT */
/* Tables as text: the encodings and habits of what saved them; and 500 damaged files of each format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>

#include <cmocka.h>

#include "base/str.h"
#include "support/book_file.h"
#include "support/grid_told.h"

/* The text in another encoding; to be freed. */
static char *encoded(const char *encoding, const char *text, size_t *ret_size)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t room = (int32_t)strlen(text) * 4 + 16;
    char *bytes = malloc((size_t)room);
    *ret_size = (size_t)ucnv_convert(encoding, "UTF-8", bytes, room, text, -1, &error);
    assert_true(U_SUCCESS(error));
    return bytes;
}

static void test_encodings(void **state)
{
    (void)state;
    static const struct {
        const char *encoding, *text, *told;
    } cases[] = {
        {"UTF-8", "\xef\xbb\xbfname,ort\nZo\xc3\xab,K\xc3\xb6ln\n", "1:name|ort/2:Zoë|Köln/"},
        {"UTF-16", "name\tort\nZoë\tKöln\n", "1:name|ort/2:Zoë|Köln/"}, // with a mark
        {"UTF-16LE", "name\tort\r\nZoë\tKöln\r\n", "*encoding_taken UTF-16LE/1:name|ort/2:Zoë|Köln/"},
        {"UTF-16BE", "name\tort\r\nZoë\tKöln\r\n", "*encoding_taken UTF-16BE/1:name|ort/2:Zoë|Köln/"},
        {"UTF-32", "name\tort\nZoë\tKöln\n", "1:name|ort/2:Zoë|Köln/"},
        {"windows-1252", "name;ort\nJosé;Köln\n", "*encoding_taken windows-1252/1:name|ort/2:José|Köln/"},
        {"windows-1252", "name;a\nO’Brien;“x” – y\n", "*encoding_taken windows-1252/1:name|a/2:O’Brien|“x” – y/"},
        {"windows-1252", "navn\nSøren Kjær\nÅse Øst\n", "*encoding_taken windows-1252/1:navn/2:Søren Kjær/3:Åse Øst/"},
        {"macintosh", "name;ort\rJosé Müller;Köln\rÉmile;Genève\r",
         "*encoding_taken macintosh/1:name|ort/2:José Müller|Köln/3:Émile|Genève/"},
        {"windows-1250", "imię;x\nŁukasz Żółć;1\nDąbrowska;2\n",
         "*encoding_taken windows-1250/1:imię|x/2:Łukasz Żółć|1/3:Dąbrowska|2/"},
        {"ISO-8859-2", "jméno;x\nTomáš Dvořák;1\nŽaneta Šťastná;2\n",
         "*encoding_taken ISO-8859-2/1:jméno|x/2:Tomáš Dvořák|1/3:Žaneta Šťastná|2/"},
        {"windows-1254", "ad;x\nİbrahim Yıldız;1\nAyşe Ağaoğlu;2\n",
         "*encoding_taken windows-1254/1:ad|x/2:İbrahim Yıldız|1/3:Ayşe Ağaoğlu|2/"},
        {"windows-1256", "الاسم,x\nمحمد علي,1\nفاطمة الزهراء,2\n",
         "*encoding_taken windows-1256/1:الاسم|x/2:محمد علي|1/3:فاطمة الزهراء|2/"},
        {"windows-1251", "имя,x\nИван Петров,1\nМария Сидорова,2\n",
         "*encoding_taken windows-1251/1:имя|x/2:Иван Петров|1/3:Мария Сидорова|2/"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        size_t size;
        char *bytes = encoded(cases[i].encoding, cases[i].text, &size);
        assert_string_equal(grid_told(bytes, size, &grid_told_limits), cases[i].told);
        free(bytes);
    }
    // One byte that is none, among many that are UTF-8, costs its row.
    static const char broken[] = "name,x\nJürgen Grün,1\nBj\xe9rn,2\nZoë Müller,3\n";
    assert_string_equal(grid_told(broken, sizeof(broken) - 1, &grid_told_limits),
                        "1:name|x/2:Jürgen Grün|1/!A3 cell_unclean Bj?rn,2/4:Zoë Müller|3/");
}

static void test_habits(void **state)
{
    (void)state;
    static const struct {
        const char *file, *told;
    } cases[] = {
        {"name,id\nZ,=\"0012\"\nB,\"=\"\"0013\"\"\"\n", "1:name|id/2:Z|0012/3:B|0013/"},
        {"\xc2\xa0name\xe2\x80\x8b,id\n\xef\xbb\xbf\xe2\x80\x8eZoe\xc2\xa0M \xe3\x80\x80,\xe2\x80\xaf 7\n",
         "1:name|id/2:Zoe M|7/"},
        {"name,id\n\xc2\xa0,\xe2\x80\x8b\n , \nA,1\n", "1:name|id/4:A|1/"},
        {"name,id\nA,2.02612E+11\nB,07.12.2026\n", "1:name|id/2:A|2.02612E+11/3:B|07.12.2026/"},
        {"sep=;\r\nname;id\r\nA;1\r\n", "1:name|id/2:A|1/"},
        {"name,id\nSam \"Sammy\" Reed,1\nA,\"2\nB,3\n", "1:name|id/2:Sam \"Sammy\" Reed|1/!B3 quote_open A,\"2/4:B|3/"},
        {"name,id\nA\x01,2\nB,3\n", "1:name|id/!A2 cell_unclean A?,2/3:B|3/"},
        {"name,id\nA\xef\xbf\xbd,2\n", "1:name|id/!A2 cell_unclean A\xef\xbf\xbd/"},
        {"", "#file_empty"},
        {" ,\n\t\n", "#file_empty"},
        {"sep=;\n", "#file_empty"},
        {"%PDF-1.7\n", "#file_no_table"},
        {"<!DOCTYPE html><table>", "#file_no_table"},
        {"\xef\xbb\xbf <html>", "#file_no_table"},
        {"\x89PNG\r\n\x1a\n\x01\x02\x03\x04\x05\x06\x07\x08", "#file_no_table"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_string_equal(grid_told(cases[i].file, strlen(cases[i].file), &grid_told_limits), cases[i].told);
    char *wide = malloc(4096), *tall = malloc(1 << 20);
    memset(wide, 'x', 4096);
    memcpy(wide, "a,b\n", 4);
    memcpy(wide + 2000, "\nc,d\n", 5);
    wide[2005] = '\0';
    assert_memory_equal(grid_told(wide, 2005, &grid_told_limits), "1:a|b/!A2 cell_long xxx", 23);
    size_t size = 0;
    for (size_t i = 0; i <= grid_told_limits.rows; i++)
        size += (size_t)snprintf(tall + size, (1 << 20) - size, "%zu,b\n", i);
    assert_string_equal(grid_told(tall, size, &grid_told_limits), "#rows_many");
    assert_memory_equal(grid_told(tall, size - 8, &grid_told_limits), "1:0|b/", 6);
    free(wide);
    free(tall);
}

/* ---- damaged files ---- */

enum { FILES = 500, ROWS = 40, HITS = 3 };

/* The same every time. */
static uint32_t chance(void)
{
    static uint32_t state = 14;
    state = state * 1664525 + 1013904223;
    return state >> 8;
}

struct count {
    enum grid_fault fault;
    size_t whole; // rows of the file that are read as they were
    size_t all;   // and all others, the refused ones among them
};

static struct count count_rows(const void *bytes, size_t size)
{
    struct count count = {0};
    struct grid_row row;
    char mail[64], name[64];
    bool seen[ROWS] = {false};
    struct grid *grid = grid_open(bytes, size, &grid_told_limits);
    assert_non_null(grid);
    count.fault = grid_fault(grid);
    while (grid_next(grid, &row)) {
        unsigned i;
        count.all++;
        assert_true(row.count >= 1 && row.count <= grid_told_limits.columns);
        for (size_t k = 0; k < row.count; k++)
            assert_true(str_is_text(row.cells[k].text, strlen(row.cells[k].text), true));
        if (row.mistake != GRID_CLEAN || row.count != 3 || sscanf(row.cells[1].text, "p%u@x.example", &i) != 1)
            continue;
        snprintf(mail, sizeof(mail), "p%u@x.example", i);
        snprintf(name, sizeof(name), "Zoë, %u", i);
        if (i < ROWS && !seen[i] && strcmp(row.cells[1].text, mail) == 0 && strcmp(row.cells[0].text, name) == 0) {
            seen[i] = true;
            count.whole++;
        }
    }
    grid_close(grid);
    return count;
}

/* Name with a comma, in quotes; address; a number. */
static char *people(char separator, size_t *ret_size)
{
    char *text = malloc(8192);
    size_t size = (size_t)snprintf(text, 8192, "name%cemail%cid\r\n", separator, separator);
    for (unsigned i = 0; i < ROWS; i++)
        size += (size_t)snprintf(text + size, 8192 - size, "\"Zoë, %u\"%cp%u@x.example%c%04u\r\n", i, separator, i,
                                 separator, i);
    *ret_size = size;
    return text;
}

/* A hit is a byte that is another, is missing, or is there in addition; quotes and line ends more often than others. */
static void damage(unsigned char *bytes, size_t *size, size_t from)
{
    static const unsigned char nasty[] = "\"\"\"\n\r,;\t\0\xff\x1a=|";
    for (unsigned hit = 0; hit < HITS; hit++) {
        size_t at = from + chance() % (*size - from);
        unsigned char byte = chance() % 2 ? nasty[chance() % (sizeof(nasty) - 1)] : (unsigned char)chance();
        switch (chance() % 3) {
        case 0:
            bytes[at] = byte;
            break;
        case 1:
            memmove(bytes + at, bytes + at + 1, *size - at - 1);
            (*size)--;
            break;
        default:
            memmove(bytes + at + 1, bytes + at, *size - at);
            bytes[at] = byte;
            (*size)++;
            break;
        }
    }
}

static void test_damaged_text(void **state)
{
    (void)state;
    for (unsigned file = 0; file < FILES; file++) {
        size_t size, plain_size;
        char *plain = people(",;\t"[file % 3], &plain_size);
        unsigned char *bytes = malloc(plain_size + HITS);
        memcpy(bytes, plain, plain_size);
        size = plain_size;
        damage(bytes, &size, 20);
        struct count count = count_rows(bytes, size);
        assert_int_equal(count.fault, GRID_FINE);
        // A hit costs the row that it is in, and the next one when it was the line end between them.
        assert_in_range(count.whole, ROWS - 2 * HITS, ROWS);
        free(bytes);
        free(plain);
    }
}

static void test_damaged_utf16(void **state)
{
    (void)state;
    for (unsigned file = 0; file < FILES; file++) {
        size_t size, plain_size;
        char *plain = people('\t', &plain_size);
        plain[plain_size] = '\0';
        char *bytes = encoded("UTF-16", plain, &size);
        for (unsigned hit = 0; hit < HITS; hit++) // whole letters stay whole: half a one would shift all behind it
            bytes[50 + chance() % (size - 50)] = (char)chance();
        struct count count = count_rows(bytes, size);
        assert_int_equal(count.fault, GRID_FINE);
        assert_in_range(count.whole, ROWS - 2 * HITS, ROWS);
        free(bytes);
        free(plain);
    }
}

/* Letters of a sheet's texts and attributes are others; its tags stay. */
static void damage_values(char *xml)
{
    static const char letters[] = "0123456789ABCXYZaexs-. ";
    size_t size = strlen(xml);
    for (unsigned hit = 0; hit < HITS;) {
        size_t at = chance() % size, back = at;
        bool quoted = false;
        for (; back > 0 && xml[back - 1] != '<' && xml[back - 1] != '>'; back--)
            quoted ^= xml[back - 1] == '"';
        bool in_text = back > 0 && xml[back - 1] == '>', in_value = back > 0 && xml[back - 1] == '<' && quoted;
        if (!(in_text || in_value) || strchr("<>\"&", xml[at]) || (unsigned char)xml[at] >= 0x80)
            continue;
        xml[at] = letters[chance() % (sizeof(letters) - 1)];
        hit++;
    }
}

static void test_damaged_xlsx(void **state)
{
    (void)state;
    for (unsigned file = 0; file < FILES; file++) {
        char *rows = malloc(16384);
        size_t size = 0, used = 0;
        for (unsigned i = 0; i < ROWS; i++)
            used +=
                (size_t)snprintf(rows + used, 16384 - used,
                                 "<row r=\"%u\"><c r=\"A%u\" t=\"inlineStr\"><is><t>Zoë, %u</t></is></c><c r=\"B%u\" "
                                 "t=\"str\"><v>p%u@x.example</v></c><c r=\"C%u\" s=\"0\"><v>%u</v></c></row>",
                                 i + 1, i + 1, i, i + 1, i, i + 1, i);
        damage_values(rows);
        unsigned char *bytes = book_xlsx(rows, NULL, "<cellXfs><xf numFmtId=\"14\"/></cellXfs>", NULL, &size);
        struct count count = count_rows(bytes, size);
        assert_int_equal(count.fault, GRID_FINE);
        assert_in_range(count.whole, ROWS - HITS, ROWS);
        assert_in_range(count.all, ROWS - HITS, ROWS);
        // And the archive itself: whatever comes of it, it is all or nothing.
        size_t length = size;
        bytes = realloc(bytes, size + HITS);
        damage(bytes, &length, 4);
        count = count_rows(bytes, length);
        assert_true(count.fault == GRID_FINE || count.all == 0);
        free(bytes);
        free(rows);
    }
}

static void test_damaged_ods(void **state)
{
    (void)state;
    for (unsigned file = 0; file < FILES; file++) {
        char *rows = malloc(32768);
        size_t size = 0, used = 0;
        for (unsigned i = 0; i < ROWS; i++)
            used +=
                (size_t)snprintf(rows + used, 32768 - used,
                                 "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Zoë, %u"
                                 "</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>"
                                 "p%u@x.example</text:p></table:table-cell><table:table-cell office:value-type="
                                 "\"date\" office:date-value=\"2026-12-%02u\"><text:p>%u</text:p></table:table-cell>"
                                 "</table:table-row>",
                                 i, i, i % 28 + 1, i);
        damage_values(rows);
        char *table = malloc(33000);
        snprintf(table, 33000, "<table:table table:name=\"A\">%s</table:table>", rows);
        unsigned char *bytes = book_ods(NULL, table, &size);
        struct count count = count_rows(bytes, size);
        assert_int_equal(count.fault, GRID_FINE);
        assert_in_range(count.whole, ROWS - HITS, ROWS);
        size_t length = size;
        bytes = realloc(bytes, size + HITS);
        damage(bytes, &length, 4);
        count = count_rows(bytes, length);
        assert_true(count.fault == GRID_FINE || count.all == 0);
        free(bytes);
        free(table);
        free(rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encodings),     cmocka_unit_test(test_habits),       cmocka_unit_test(test_damaged_text),
        cmocka_unit_test(test_damaged_utf16), cmocka_unit_test(test_damaged_xlsx), cmocka_unit_test(test_damaged_ods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
