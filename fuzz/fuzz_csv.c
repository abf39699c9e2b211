/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as a CSV file. What is read is clean and within the limits, and reads the same after writing. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct csv_limits limits = {.rows = 50, .columns = 10, .cell_size = 40, .row_size = 200};
static const struct csv_limits wider = {.rows = 50, .columns = 10, .cell_size = 41, .row_size = 210};

/* What the writer puts an apostrophe before. */
static bool is_formula(const char *cell)
{
    static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
    for (size_t i = 0; i < 4; i++)
        if (strncmp(cell, wide[i], 3) == 0)
            return true;
    return *cell && strchr("=+-@\t\r", *cell);
}

static void expect_same(const struct csv_row *row)
{
    struct csv_writer writer;
    struct csv_row again;
    const char *text;
    size_t size;
    csv_writer_init(&writer, 4096, true);
    for (size_t i = 0; i < row->count; i++) {
        if (strchr(row->cells[i], '\n')) // lines that look like rows are taken for rows
            goto end;
        csv_text(&writer, "a");
    }
    csv_end(&writer);
    for (size_t i = 0; i < row->count; i++)
        csv_text(&writer, row->cells[i]);
    csv_end(&writer);
    if (!csv_done(&writer, &text, &size))
        abort();
    struct csv *csv = csv_open(text, size, &wider);
    assert(csv && csv_next(csv, &again) == CSV_ROW && csv_next(csv, &again) == CSV_ROW && again.count == row->count);
    for (size_t i = 0; i < row->count; i++) {
        const char *cell = row->cells[i];
        assert(!is_formula(again.cells[i]));
        assert(strcmp(again.cells[i] + is_formula(cell), cell) == 0);
    }
    csv_close(csv);
end:
    csv_writer_release(&writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size + 1); // so that one byte too far is seen
    uint8_t *exact = realloc(copy, size > 0 ? size : 1);
    if (!exact)
        abort();
    if (size > 0)
        memcpy(exact, bytes, size);
    struct csv *csv = csv_open(exact, size, &limits);
    struct csv_row row = {0};
    enum csv_status status;
    if (!csv)
        abort();
    size_t number = 0, rows = 0;
    while ((status = csv_next(csv, &row)) == CSV_ROW || status == CSV_BAD) {
        struct csv_mistake mistake = csv_mistake(csv);
        size_t at = status == CSV_ROW ? row.number : mistake.row;
        assert(at > number && ++rows <= limits.rows);
        number = at;
        if (status == CSV_BAD) {
            assert(mistake.sentence && mistake.words_size <= CSV_WORDS_MAX);
            assert((const uint8_t *)mistake.words >= exact &&
                   (const uint8_t *)mistake.words + mistake.words_size <= exact + size);
            continue;
        }
        assert(row.count >= 1 && row.count <= limits.columns);
        for (size_t i = 0; i < row.count; i++) {
            size_t length = strlen(row.cells[i]);
            assert(length <= limits.cell_size && str_is_text(row.cells[i], length, true));
        }
        expect_same(&row);
    }
    assert(status == CSV_END || rows == limits.rows);
    assert(csv_next(csv, &row) == status);
    csv_close(csv);
    free(exact);
    return 0;
}
