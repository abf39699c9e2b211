/* SPDX-License-Identifier: MIT */
#include "support/book_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/zip_file.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define TYPES "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

/* `format` with its texts, in memory of its own. */
static char *fill(const char *format, const char *a, const char *b)
{
    size_t size = strlen(format) + strlen(a) + strlen(b) + 1;
    char *text = malloc(size);
    if (!text)
        abort();
    const char *first = strchr(format, '#');
    const char *second = first ? strchr(first + 1, '#') : NULL;
    int length = snprintf(text, size, "%.*s%s%.*s%s%s", (int)(first ? first - format : (long)strlen(format)), format, a,
                          (int)(first ? (second ? second : first + strlen(first)) - first - 1 : 0),
                          first ? first + 1 : "", second ? b : "", second ? second + 1 : "");
    return length < 0 ? NULL : text;
}

unsigned char *book_xlsx(const char *rows, const char *strings, const char *styles, const char *properties,
                         size_t *ret_size)
{
    char *sheet = fill(XML "<worksheet " MAIN "><sheetData>#</sheetData></worksheet>", rows ? rows : "", "");
    char *shared = fill(XML "<sst " MAIN ">#</sst>", strings ? strings : "", "");
    char *style = fill(XML "<styleSheet " MAIN ">#</styleSheet>", styles ? styles : "", "");
    char *book = fill(XML "<workbook " MAIN " xmlns:r=\"" TYPES "\">#<sheets><sheet name=\"People\" sheetId=\"1\" "
                          "r:id=\"rId1\"/></sheets></workbook>",
                      properties ? properties : "", "");
    const struct zip_part parts[] = {
        {"[Content_Types].xml", XML "<Types/>", 0},
        {"_rels/.rels",
         XML "<Relationships><Relationship Id=\"rId1\" Type=\"" TYPES "/officeDocument\" Target=\"xl/workbook.xml\"/>"
             "</Relationships>",
         0},
        {"xl/workbook.xml", book, 0},
        {"xl/_rels/workbook.xml.rels",
         XML "<Relationships><Relationship Id=\"rId1\" Type=\"" TYPES "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
             "<Relationship Id=\"rId2\" Type=\"" TYPES "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
             "<Relationship Id=\"rId3\" Type=\"" TYPES "/styles\" Target=\"styles.xml\"/></Relationships>",
         0},
        {"xl/worksheets/sheet1.xml", sheet, 0},
        {"xl/sharedStrings.xml", shared, 0},
        {"xl/styles.xml", style, 0},
    };
    unsigned char *bytes = zip_file(parts, sizeof(parts) / sizeof(parts[0]), ret_size);
    free(sheet);
    free(shared);
    free(style);
    free(book);
    return bytes;
}

unsigned char *book_ods(const char *styles, const char *tables, size_t *ret_size)
{
    char *content =
        fill(XML "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
                 "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
                 "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
                 "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
                 "xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\" "
                 "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
                 "<office:automatic-styles>#</office:automatic-styles><office:body><office:spreadsheet>#"
                 "</office:spreadsheet></office:body></office:document-content>",
             styles ? styles : "", tables);
    const struct zip_part parts[] = {
        {"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0},
        {"content.xml", content, 0},
        {"META-INF/manifest.xml", XML "<manifest:manifest xmlns:manifest=\"urn:x\"/>", 0},
    };
    unsigned char *bytes = zip_file(parts, sizeof(parts) / sizeof(parts[0]), ret_size);
    free(content);
    return bytes;
}
