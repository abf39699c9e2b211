/* SPDX-License-Identifier: MIT */
#include "school/numbers/sheets/book.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/csv.h"
#include "school/common/fault.h"
#include "school/common/state.h"

enum {
    PAPER_A4 = 9,
    HEAD_COLOUR = 0xE8EDF3,
    ASIDE_TURN = 90, // degrees
    PATH_SIZE = 40,
    HEAD_SIZE = 250, // bytes above a page, by the file's format
    DAY_MS = SCHOOL_DAY_MS,
};

struct book {
    struct arena *arena;
    int descriptor;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *styles[BOOK_STYLE_COUNT];
    struct book_sheet about; // of the sheet
    bool rtl, failed;
};

/* How the styles differ. */
static const struct {
    const char *number; // its format; NULL: general
    bool head, aside, middle;
} looks[BOOK_STYLE_COUNT] = {
    [BOOK_HEAD] = {NULL, true, false, false},
    [BOOK_ASIDE] = {NULL, true, true, true},
    [BOOK_LETTER] = {NULL, false, false, true},
    [BOOK_PERCENT] = {"0.0%", false, false, false},
    [BOOK_POINTS] = {"0.##", false, false, false},
    [BOOK_MOMENT] = {"yyyy-mm-dd hh:mm", false, false, true},
    [BOOK_DAY] = {"yyyy-mm-dd", false, false, true},
    [BOOK_CLOCK] = {"hh:mm", false, false, true},
    [BOOK_ASIDE_MOMENT] = {"yyyy-mm-dd hh:mm", true, true, true},
};

static void styles_make(struct book *book)
{
    for (int i = BOOK_HEAD; i < BOOK_STYLE_COUNT; i++) {
        lxw_format *format = book->styles[i] = workbook_add_format(book->workbook);
        if (!format) {
            book->failed = true;
            return;
        }
        if (looks[i].number)
            format_set_num_format(format, looks[i].number);
        if (looks[i].head) {
            format_set_bold(format);
            format_set_bg_color(format, HEAD_COLOUR);
            format_set_bottom(format, LXW_BORDER_THIN);
            format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
        }
        if (looks[i].aside)
            format_set_rotation(format, ASIDE_TURN);
        else if (looks[i].head)
            format_set_text_wrap(format);
        if (looks[i].middle)
            format_set_align(format, LXW_ALIGN_CENTER);
    }
}

static void properties_set(struct book *book, const struct book_about *about)
{
    lxw_doc_properties properties = {
        .title = (char *)about->title,
        .author = (char *)about->author,
        .company = (char *)about->institution,
        .created = (time_t)(about->made_at / SCHOOL_SECOND_MS),
    };
    if (workbook_set_properties(book->workbook, &properties) != LXW_NO_ERROR)
        book->failed = true;
}

/* The library wants a file's name: it gets one that lives in memory alone. */
struct book *book_open(struct arena *arena, const struct book_about *about)
{
    char path[PATH_SIZE];
    struct book *book = arena_calloc(arena, 1, sizeof(*book));
    if (!book)
        return NULL;
    *book = (struct book){.arena = arena, .rtl = about->rtl, .descriptor = memfd_create("book", MFD_CLOEXEC)};
    if (book->descriptor < 0)
        return NULL;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", book->descriptor);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    book->workbook = workbook_new_opt(path, &options);
    if (!book->workbook) {
        close(book->descriptor);
        return NULL;
    }
    styles_make(book);
    properties_set(book, about);
    return book;
}

/* "&L" and the like begin the three parts of what stands above a page; an ampersand of people's is said twice. What
 * does not fit is left out whole letters at a time. */
static void head_add(char head[static HEAD_SIZE], const char *part, const char *text)
{
    size_t size = strlen(head), most = HEAD_SIZE / 3 - 4, from;
    if (!text || !*text)
        return;
    size += (size_t)snprintf(head + size, HEAD_SIZE - size, "%s", part);
    for (from = size; *text && size - from < most;) {
        size_t bytes = 1;
        while ((text[bytes] & 0xC0) == 0x80)
            bytes++;
        if (size - from + bytes + 1 > most)
            break;
        if (*text == '&')
            head[size++] = '&';
        memcpy(head + size, text, bytes);
        size += bytes;
        text += bytes;
    }
    head[size] = '\0';
}

void book_sheet(struct book *book, const struct book_sheet *sheet)
{
    // A page's beginning is its left side also where sheets run from the right.
    static const char *const ltr[] = {"&L", "&C", "&R"}, *const rtl[] = {"&R", "&C", "&L"};
    char head[HEAD_SIZE] = "";
    book->about = *sheet;
    book->sheet = book->failed ? NULL : workbook_add_worksheet(book->workbook, sheet->name);
    if (!book->sheet) {
        book->failed = true;
        return;
    }
    if (book->rtl)
        worksheet_right_to_left(book->sheet);
    for (size_t i = 0; i < 3; i++)
        head_add(head, (book->rtl ? rtl : ltr)[i], sheet->heads[i]);
    if (*head && worksheet_set_header(book->sheet, head) != LXW_NO_ERROR)
        book->failed = true;
    if (worksheet_set_footer(book->sheet, "&C&P / &N") != LXW_NO_ERROR)
        book->failed = true;
    worksheet_set_landscape(book->sheet);
    worksheet_gridlines(book->sheet, LXW_SHOW_ALL_GRIDLINES);
    worksheet_set_paper(book->sheet, PAPER_A4);
    worksheet_set_margins(book->sheet, 0.4, 0.4, 0.7, 0.6);
    worksheet_freeze_panes(book->sheet, (lxw_row_t)sheet->still, (lxw_col_t)sheet->names);
    if (sheet->head_height &&
        worksheet_set_row(book->sheet, 0, (double)sheet->head_height, book->styles[BOOK_HEAD]) != LXW_NO_ERROR)
        book->failed = true;
}

/* No text is a formula here; but what looks as if csv_text() had made it safe gets one apostrophe more, since whoever
 * reads a workbook cannot know whether it was a CSV once. NULL without memory. */
static const char *kept(struct book *book, const char *text)
{
    return csv_plain(text) == text ? text : arena_printf(book->arena, "'%s", text);
}

void book_text(struct book *book, size_t row, size_t column, const char *text, enum book_style style)
{
    if (book->failed || !text || !*text)
        return;
    const char *written = kept(book, text);
    book->failed = !written || worksheet_write_string(book->sheet, (lxw_row_t)row, (lxw_col_t)column, written,
                                                      book->styles[style]) != LXW_NO_ERROR;
}

void book_number(struct book *book, size_t row, size_t column, double number, enum book_style style)
{
    if (!book->failed && worksheet_write_number(book->sheet, (lxw_row_t)row, (lxw_col_t)column, number,
                                                book->styles[style]) != LXW_NO_ERROR)
        book->failed = true;
}

/* Days since 1899-12-30 and their part, as spreadsheets count. */
void book_moment(struct book *book, size_t row, size_t column, int64_t local, enum book_style style)
{
    const double epoch = 25569.0;
    double number = style == BOOK_CLOCK ? (double)(local % DAY_MS) / DAY_MS
                    : style == BOOK_DAY ? epoch + (double)(local / DAY_MS)
                                        : epoch + (double)local / DAY_MS;
    book_number(book, row, column, number, style);
}

void book_width(struct book *book, size_t first, size_t last, double width)
{
    if (!book->failed &&
        worksheet_set_column(book->sheet, (lxw_col_t)first, (lxw_col_t)last, width, NULL) != LXW_NO_ERROR)
        book->failed = true;
}

void book_print(struct book *book, size_t rows, size_t columns)
{
    if (book->failed || rows == 0 || columns == 0)
        return;
    bool good =
        worksheet_print_area(book->sheet, 0, 0, (lxw_row_t)(rows - 1), (lxw_col_t)(columns - 1)) == LXW_NO_ERROR;
    if (book->about.still)
        good = good && worksheet_repeat_rows(book->sheet, 0, (lxw_row_t)(book->about.still - 1)) == LXW_NO_ERROR;
    if (book->about.names)
        good = good && worksheet_repeat_columns(book->sheet, 0, (lxw_col_t)(book->about.names - 1)) == LXW_NO_ERROR;
    worksheet_fit_to_pages(book->sheet, 1, 0);
    book->failed = !good;
}

/* Takes what was written to the file into the arena. */
static enum fault take(const struct book *book, const void **ret_bytes, size_t *ret_size)
{
    struct stat status;
    if (fstat(book->descriptor, &status) != 0 || status.st_size <= 0)
        return FAULT_INTERNAL;
    if (status.st_size > BOOK_BYTES_MAX)
        return FAULT_TOO_MANY_THINGS;
    size_t size = (size_t)status.st_size, done = 0;
    char *bytes = arena_alloc(book->arena, size);
    while (bytes && done < size) {
        ssize_t got = pread(book->descriptor, bytes + done, size - done, (off_t)done);
        if (got <= 0)
            return FAULT_INTERNAL;
        done += (size_t)got;
    }
    if (!bytes)
        return FAULT_INTERNAL;
    *ret_bytes = bytes;
    *ret_size = size;
    return FAULT_NONE;
}

enum fault book_close(struct book *book, const void **ret_bytes, size_t *ret_size)
{
    if (!book)
        return FAULT_INTERNAL;
    // A book without a sheet would be given an empty one: it has failed then.
    bool whole = workbook_close(book->workbook) == LXW_NO_ERROR && !book->failed;
    enum fault fault = whole ? take(book, ret_bytes, ret_size) : FAULT_INTERNAL;
    close(book->descriptor);
    return fault;
}
