/* SPDX-License-Identifier: MIT */
/* The parts of a workbook around its sheets: which there are, and where; shared strings; the formats of cells. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "school/imports/grid/grid_xlsx.h"
#include "school/imports/grid/grid_xml.h"

enum { LINKS_MAX = 256, ID_SIZE = 64 };

/* A part that another one names. */
struct link {
    char id[ID_SIZE], type[ID_SIZE]; // the type's last word: officeDocument, worksheet, sharedStrings, styles
    char part[XLSX_PATH_MAX];
};

struct links {
    char folder[XLSX_PATH_MAX]; // of the part that they are of, "" or with a slash at its end
    size_t count;
    struct link links[LINKS_MAX];
};

static void none_end(void *context, const char *name)
{
    (void)context, (void)name;
}

static void none_text(void *context, const char *text, size_t size)
{
    (void)context, (void)text, (void)size;
}

static void link_begin(void *context, const char *name, const char **attributes)
{
    struct links *links = context;
    const char *id = grid_attribute(attributes, "Id"), *type = grid_attribute(attributes, "Type"),
               *target = grid_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target || links->count == LINKS_MAX)
        return;
    struct link *link = &links->links[links->count];
    const char *word = strrchr(type, '/');
    bool whole = *target == '/';
    int length = snprintf(link->part, sizeof(link->part), "%s%s", whole ? "" : links->folder, target + whole);
    bool fits =
        str_copy(link->id, sizeof(link->id), id) && str_copy(link->type, sizeof(link->type), word ? word + 1 : "");
    links->count += length > 0 && (size_t)length < sizeof(link->part) && fits;
}

/* The parts that `part` names ("": the archive itself). */
static enum grid_fault links_read(struct grid_zip *zip, const char *part, struct links *links)
{
    char path[XLSX_PATH_MAX + 16];
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash + 1 - part) : 0;
    links->count = 0;
    snprintf(links->folder, sizeof(links->folder), "%.*s", folder, part);
    snprintf(path, sizeof(path), "%s_rels/%s.rels", links->folder, part + folder);
    struct grid_xml xml = {link_begin, none_end, none_text, links, false};
    return grid_xml_read(zip, path, &xml);
}

static const struct link *link_of_type(const struct links *links, const char *type)
{
    for (size_t i = 0; i < links->count; i++)
        if (strcmp(links->links[i].type, type) == 0)
            return &links->links[i];
    return NULL;
}

struct book_reading {
    struct xlsx_book *book;
    const struct links *links;
};

/* Charts are sheets, too, and have no cells. */
static void sheet_add(struct book_reading *reading, const char **attributes)
{
    struct xlsx_book *book = reading->book;
    const char *id = grid_attribute(attributes, "id"), *state = grid_attribute(attributes, "state"),
               *name = grid_attribute(attributes, "name");
    if (!id || (state && strcmp(state, "visible") != 0) || book->sheet_count == XLSX_SHEETS_MAX)
        return;
    for (size_t i = 0; i < reading->links->count; i++) {
        const struct link *link = &reading->links->links[i];
        if (strcmp(link->id, id) != 0 || strcmp(link->type, "worksheet") != 0)
            continue;
        struct xlsx_sheet *sheet = &book->sheets[book->sheet_count++];
        str_copy(sheet->part, sizeof(sheet->part), link->part);
        str_copy(sheet->name, sizeof(sheet->name), name ? name : "");
        return;
    }
}

static void book_begin(void *context, const char *name, const char **attributes)
{
    struct book_reading *reading = context;
    const char *from_1904 = grid_attribute(attributes, "date1904");
    if (strcmp(name, "sheet") == 0)
        sheet_add(reading, attributes);
    else if (strcmp(name, "workbookPr") == 0 && from_1904)
        reading->book->from_1904 = strcmp(from_1904, "1") == 0 || strcmp(from_1904, "true") == 0;
}

/* ---- shared strings ---- */

struct strings_reading {
    struct xlsx_book *book;
    struct grid_xml *xml;
    size_t string_max;
    bool in_text, in_phonetic, failed;
};

/* Grows `*items` to hold one more. */
static bool make_room(void **items, size_t *room, size_t count, size_t size)
{
    if (count < *room)
        return true;
    size_t more = *room ? *room * 2 : 1024;
    void *larger = realloc(*items, more * size);
    if (!larger)
        return false;
    *items = larger;
    *room = more;
    return true;
}

static void strings_fail(struct strings_reading *reading)
{
    reading->failed = true;
    reading->xml->stop = true;
}

static void string_put(struct strings_reading *reading, const char *text, size_t size)
{
    struct xlsx_book *book = reading->book;
    size_t length = book->strings_size - book->string_at[book->string_count - 1];
    size_t most = reading->string_max + 1 > length ? reading->string_max + 1 - length : 0;
    size = size < most ? size : most;
    bool fits = book->strings_size + size < XLSX_STRINGS_SIZE;
    while (fits && book->strings_size + size + 1 > book->strings_room)
        fits = make_room((void **)&book->strings, &book->strings_room, book->strings_room, 1);
    if (!fits) {
        strings_fail(reading);
        return;
    }
    memcpy(book->strings + book->strings_size, text, size);
    book->strings_size += size;
}

static void strings_begin(void *context, const char *name, const char **attributes)
{
    struct strings_reading *reading = context;
    struct xlsx_book *book = reading->book;
    (void)attributes;
    if (strcmp(name, "si") == 0) {
        if (book->string_count == XLSX_STRINGS_MAX ||
            !make_room((void **)&book->string_at, &book->string_room, book->string_count, sizeof(*book->string_at)))
            strings_fail(reading);
        else
            book->string_at[book->string_count++] = (uint32_t)book->strings_size;
    }
    reading->in_text |= strcmp(name, "t") == 0;
    reading->in_phonetic |= strcmp(name, "rPh") == 0;
}

static void strings_end(void *context, const char *name)
{
    struct strings_reading *reading = context;
    if (strcmp(name, "si") == 0 && reading->book->string_count > 0) {
        reading->string_max += GRID_WORD_MAX; // the NUL is no letter of the string
        string_put(reading, "", 1);
        reading->string_max -= GRID_WORD_MAX;
    }
    if (strcmp(name, "t") == 0)
        reading->in_text = false;
    if (strcmp(name, "rPh") == 0)
        reading->in_phonetic = false;
}

static void strings_text(void *context, const char *text, size_t size)
{
    struct strings_reading *reading = context;
    if (reading->in_text && !reading->in_phonetic && reading->book->string_count > 0)
        string_put(reading, text, size);
}

static enum grid_fault strings_read(struct grid_zip *zip, const char *part, size_t string_max, struct xlsx_book *book)
{
    struct strings_reading reading = {.book = book, .string_max = string_max};
    struct grid_xml xml = {strings_begin, strings_end, strings_text, &reading, false};
    reading.xml = &xml;
    enum grid_fault fault = grid_xml_read(zip, part, &xml);
    return fault == GRID_FINE && reading.failed ? GRID_TOO_LARGE : fault;
}

/* ---- formats ---- */

struct styles_reading {
    struct xlsx_book *book;
    struct grid_xml *xml;
    bool in_cells, failed; // cellXfs; cellStyleXfs are of styles that people name
    size_t code_count;
    struct {
        long id;
        struct number_format format;
    } codes[XLSX_CODES_MAX];
};

static struct number_format format_of(const struct styles_reading *reading, const char *id)
{
    long number = id ? strtol(id, NULL, 10) : 0;
    for (size_t i = 0; i < reading->code_count; i++)
        if (reading->codes[i].id == number)
            return reading->codes[i].format;
    return number_format_known(number);
}

static void styles_begin(void *context, const char *name, const char **attributes)
{
    struct styles_reading *reading = context;
    struct xlsx_book *book = reading->book;
    const char *id = grid_attribute(attributes, "numFmtId"), *code = grid_attribute(attributes, "formatCode");
    reading->in_cells |= strcmp(name, "cellXfs") == 0;
    if (strcmp(name, "numFmt") == 0 && id && code && reading->code_count < XLSX_CODES_MAX) {
        reading->codes[reading->code_count].id = strtol(id, NULL, 10);
        reading->codes[reading->code_count++].format = number_format(code);
    } else if (strcmp(name, "xf") == 0 && reading->in_cells) {
        reading->failed =
            book->format_count == XLSX_FORMATS_MAX ||
            !make_room((void **)&book->formats, &book->format_room, book->format_count, sizeof(*book->formats));
        if (!reading->failed)
            book->formats[book->format_count++] = format_of(reading, id);
        reading->xml->stop |= reading->failed;
    }
}

static void styles_end(void *context, const char *name)
{
    struct styles_reading *reading = context;
    if (strcmp(name, "cellXfs") == 0)
        reading->in_cells = false;
}

static enum grid_fault styles_read(struct grid_zip *zip, const char *part, struct xlsx_book *book)
{
    struct styles_reading *reading = calloc(1, sizeof(*reading));
    if (!reading)
        return GRID_TOO_LARGE;
    struct grid_xml xml = {styles_begin, styles_end, none_text, reading, false};
    reading->book = book;
    reading->xml = &xml;
    enum grid_fault fault = grid_xml_read(zip, part, &xml);
    fault = fault == GRID_FINE && reading->failed ? GRID_TOO_LARGE : fault;
    free(reading);
    return fault;
}

/* ---- the workbook ---- */

static enum grid_fault book_read(struct grid_zip *zip, size_t string_max, struct links *links, struct xlsx_book *book)
{
    char part[XLSX_PATH_MAX] = "xl/workbook.xml";
    struct book_reading reading = {book, links};
    struct grid_xml xml = {book_begin, none_end, none_text, &reading, false};
    const struct link *link;
    enum grid_fault fault = links_read(zip, "", links);
    if (fault == GRID_FINE && (link = link_of_type(links, "officeDocument")))
        str_copy(part, sizeof(part), link->part);
    if (!grid_zip_has(zip, part))
        return GRID_NO_TABLE;
    fault = links_read(zip, part, links);
    if (fault == GRID_FINE)
        fault = grid_xml_read(zip, part, &xml);
    if (fault == GRID_FINE && (link = link_of_type(links, "sharedStrings")))
        fault = strings_read(zip, link->part, string_max, book);
    if (fault == GRID_FINE && (link = link_of_type(links, "styles")))
        fault = styles_read(zip, link->part, book);
    // A text document is such an archive, too.
    return fault == GRID_FINE && !link_of_type(links, "worksheet") ? GRID_NO_TABLE : fault;
}

enum grid_fault xlsx_book_open(struct grid_zip *zip, size_t string_max, struct xlsx_book **ret_book)
{
    struct xlsx_book *book = calloc(1, sizeof(*book));
    struct links *links = calloc(1, sizeof(*links));
    enum grid_fault fault = book && links ? book_read(zip, string_max, links, book) : GRID_TOO_LARGE;
    free(links);
    if (fault == GRID_FINE)
        *ret_book = book;
    else
        xlsx_book_close(book);
    return fault;
}

void xlsx_book_close(struct xlsx_book *book)
{
    if (!book)
        return;
    free(book->strings);
    free(book->string_at);
    free(book->formats);
    free(book);
}
