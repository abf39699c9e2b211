/* SPDX-License-Identifier: MIT */
/* libFuzzer: any bytes as a table that somebody sends, text or workbook. What is read is clean, within the limits and
 * in order, and a file that is none has no rows. The first byte chooses: as it is, or as the XML of a workbook's part,
 * which the checksums and the packing of an archive keep from being reached otherwise. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/str.h"
#include "school/imports/grid/grid.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct csv_limits limits = {.rows = 50, .columns = 10, .cell_size = 40, .row_size = 200};

static void add(zip_t *zip, const char *name, const void *bytes, size_t size)
{
    zip_int64_t index = zip_file_add(zip, name, zip_source_buffer(zip, bytes, size, 0), 0);
    assert(index >= 0 && zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0);
}

#define LINK(id, type, target) "<Relationship Id=\"" id "\" Type=\"x/" type "\" Target=\"" target "\"/>"

/* A workbook of which one part is `bytes`. */
static uint8_t *wrap(unsigned which, const uint8_t *bytes, size_t size, size_t *ret_size)
{
    static const char *const names[] = {"content.xml", "xl/s.xml", "xl/t.xml", "xl/f.xml", "xl/workbook.xml"};
    static const char *const usual[] = {
        "", "<worksheet><row><c t=\"s\" s=\"0\"><v>0</v></c><c s=\"1\"><v>46363.5</v></c></row></worksheet>",
        "<sst><si><t>a</t></si></sst>",
        "<s><numFmt numFmtId=\"164\" formatCode=\"yyyy hh\"/><cellXfs><xf/><xf numFmtId=\"164\"/></cellXfs></s>",
        "<workbook><sheet name=\"A\" r:id=\"a\"/></workbook>"};
    static const char root[] = "<R>" LINK("x", "officeDocument", "xl/workbook.xml") "</R>";
    static const char links[] =
        "<R>" LINK("a", "worksheet", "s.xml") LINK("b", "sharedStrings", "t.xml") LINK("c", "styles", "f.xml") "</R>";
    zip_stat_t stat;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    assert(zip);
    for (unsigned i = which == 0 ? 0 : 1; i < (which == 0 ? 1 : ARRAY_LENGTH(names)); i++)
        add(zip, names[i], i == which ? (const void *)bytes : usual[i], i == which ? size : strlen(usual[i]));
    if (which > 0) {
        add(zip, "[Content_Types].xml", "<T/>", 4);
        add(zip, "_rels/.rels", root, strlen(root));
        add(zip, "xl/_rels/workbook.xml.rels", links, strlen(links));
    }
    assert(zip_close(zip) == 0 && zip_source_open(source) == 0 && zip_source_stat(source, &stat) == 0);
    uint8_t *archive = malloc(stat.size);
    assert(archive && zip_source_read(source, archive, stat.size) == (zip_int64_t)stat.size);
    zip_source_close(source);
    zip_source_free(source);
    *ret_size = (size_t)stat.size;
    return archive;
}

static void look_as(const uint8_t *bytes, size_t size, const struct grid_hint *hint)
{
    struct grid *grid = grid_open_as(bytes, size, &limits, hint);
    struct grid_row row;
    size_t rows = 0;
    assert(grid && grid_fault(grid) != GRID_LOST);
    while (grid_next(grid, &row)) {
        assert(++rows <= limits.rows && row.count >= 1 && row.count <= limits.columns && row.number >= 1);
        for (size_t i = 0; i < row.count; i++) {
            size_t length = strlen(row.cells[i].text);
            assert(str_is_text(row.cells[i].text, length, true));
            assert(length <= limits.cell_size || row.mistake != GRID_CLEAN);
        }
    }
    assert((rows > 0) == (grid_fault(grid) == GRID_FINE));
    for (size_t i = 0; grid_note(grid, i); i++)
        assert(str_is_text(grid_note(grid, i)->words, strlen(grid_note(grid, i)->words), false));
    grid_close(grid);
}

/* Also with what may be said of it, which depends on its size. */
static void look(const uint8_t *bytes, size_t size)
{
    enum { ENCODINGS = 22 };
    static const char *const languages[] = {"hu", "et-EE", "tr", "-", ""};
    const struct grid_hint hint = {.language = languages[size % ARRAY_LENGTH(languages)],
                                   .encoding = size % 2 ? NULL : grid_encoding_at(size / 2 % ENCODINGS)};
    look_as(bytes, size, NULL);
    look_as(bytes, size, &hint);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    unsigned which = size > 0 && bytes[0] >= '0' && bytes[0] < '5' ? bytes[0] - (unsigned)'0' : 5;
    if (which < 5) {
        size_t length;
        uint8_t *archive = wrap(which, bytes + 1, size - 1, &length);
        look(archive, length);
        free(archive);
        return 0;
    }
    uint8_t *exact = malloc(size > 0 ? size : 1); // so that one byte too far is seen
    if (!exact)
        abort();
    if (size > 0)
        memcpy(exact, bytes, size);
    look(exact, size);
    free(exact);
    return 0;
}
