/* SPDX-License-Identifier: MIT */
/* The register for Excel. Written row by row in constant memory, texts as texts. */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"
#include "school/marks/standing.h"
#include "school/numbers/export.h"
#include "school/numbers/export_inside.h"

enum { HEAD_ROWS = 5, PERSON_COLUMNS = 4, SUBJECT_SIZE = 4 * (CLASSROOM_SUBJECT_MAX + GROUP_NAME_MAX) + 8 };

struct book {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *bold, *percent;
    bool failed;
};

static void text_at(struct book *book, size_t row, size_t column, const char *text, lxw_format *format)
{
    if (text && *text &&
        worksheet_write_string(book->sheet, (lxw_row_t)row, (lxw_col_t)column, text, format) != LXW_NO_ERROR)
        book->failed = true;
}

static void number_at(struct book *book, size_t row, size_t column, double number, lxw_format *format)
{
    if (worksheet_write_number(book->sheet, (lxw_row_t)row, (lxw_col_t)column, number, format) != LXW_NO_ERROR)
        book->failed = true;
}

/* In constant memory a row that has been left cannot be gone back to: from the top down. */
static void head(struct book *book, const struct export *export)
{
    static const enum export_word before[PERSON_COLUMNS] = {WORD_STUDENT, WORD_NUMBER, WORD_NAME, WORD_EMAIL};
    static const enum export_word after[] = {WORD_NOT_MARKED, WORD_LATE_MINUTES, WORD_POINTS,   WORD_POINTS_MAX,
                                             WORD_ATTENDED,   WORD_COUNTED,      WORD_LEFT_OUT, WORD_PERCENT,
                                             WORD_JOINED,     WORD_LEFT,         WORD_GROUPS};
    char subject[SUBJECT_SIZE];
    snprintf(subject, sizeof(subject), "%s%s%s", export->classroom.subject, export->group ? ", " : "",
             export->group ? export->group : "");
    const struct {
        enum export_word name;
        const char *value;
    } lines[HEAD_ROWS - 1] = {
        {WORD_SUBJECT, subject},
        {WORD_PROFESSOR, export->classroom.professor.name},
        {WORD_TERM, export->classroom.term},
        {WORD_TIMEZONE, export->classroom.timezone},
    };
    char moment[EXPORT_TIME_SIZE], clock[EXPORT_TIME_SIZE], text[EXPORT_LABEL_SIZE];
    size_t column = 0;
    for (size_t i = 0; i < HEAD_ROWS - 1; i++) {
        text_at(book, i, 0, export_text(lines[i].name, export->tongue), book->bold);
        text_at(book, i, 1, lines[i].value, NULL);
    }
    for (; column < PERSON_COLUMNS; column++)
        text_at(book, HEAD_ROWS - 1, column, export_text(before[column], export->tongue), book->bold);
    for (size_t i = 0; i < export->sheet.lecture_count; i++, column++) {
        export_moment(export->starts[i], moment);
        export_clock(export->ends[i], clock);
        snprintf(text, sizeof(text), "%s-%s%s%s", moment, clock, *export->labels[i] ? " " : "", export->labels[i]);
        text_at(book, HEAD_ROWS - 1, column, text, book->bold);
    }
    for (size_t i = 0; i < export->status_count; i++, column++)
        text_at(book, HEAD_ROWS - 1, column, export->statuses[i]->name, book->bold);
    for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++, column++)
        text_at(book, HEAD_ROWS - 1, column, export_text(after[i], export->tongue), book->bold);
}

static void student_row(struct book *book, const struct export *export, size_t student)
{
    const struct sheet_student *line = &export->sheet.students[student];
    const struct standing *standing = &line->standing;
    const double numbers[] = {
        (double)standing->of[MARK_UNMARKED], (double)standing->late_minutes, (double)standing->points / 100,
        (double)standing->points_max / 100,  (double)standing->attended,     (double)standing->counted,
        (double)standing->left_out,
    };
    size_t row = HEAD_ROWS + student, column = PERSON_COLUMNS;
    number_at(book, row, 0, (double)line->student.id, NULL);
    text_at(book, row, 1, export->people[student].external_id, NULL);
    text_at(book, row, 2, line->student.name, NULL);
    text_at(book, row, 3, export->people[student].email, NULL);
    for (size_t i = 0; i < export->sheet.lecture_count; i++, column++)
        text_at(book, row, column, export_letter(export, student, i), NULL);
    for (size_t i = 0; i < export->status_count; i++, column++)
        number_at(book, row, column, (double)standing->of[export->statuses[i]->status], NULL);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++, column++)
        number_at(book, row, column, numbers[i], NULL);
    if (standing->counted > 0)
        number_at(book, row, column, (double)standing->attended / (double)standing->counted, book->percent);
    text_at(book, row, column + 1, export->people[student].joined, NULL);
    text_at(book, row, column + 2, export->people[student].left, NULL);
    text_at(book, row, column + 3, export->people[student].groups, NULL);
}

/* A sheet of its own that says what the letters are. */
static void legend(struct book *book, const struct export *export)
{
    static const enum export_word head[] = {WORD_LETTER,    WORD_NAME,    WORD_CODE,
                                            WORD_COUNTS_AS, WORD_IN_ROOM, WORD_POINTS};
    const enum tongue tongue = export->tongue;
    for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
        text_at(book, 0, i, export_text(head[i], tongue), book->bold);
    for (size_t i = 0; i < export->status_count; i++) {
        const struct status_line *line = export->statuses[i];
        text_at(book, i + 1, 0, line->letter, NULL);
        text_at(book, i + 1, 1, line->name, NULL);
        text_at(book, i + 1, 2, mark_status_code(line->status), NULL);
        text_at(book, i + 1, 3, export_text(WORD_AS_ATTENDED + (enum export_word)line->counts, tongue), NULL);
        text_at(book, i + 1, 4, export_text(line->in_room ? WORD_YES : WORD_NO, tongue), NULL);
        number_at(book, i + 1, 5, (double)line->points / 100, NULL);
    }
}

/* Takes what was written to the file into the arena. */
static enum fault take(struct export *export, int descriptor, struct export_file *file)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0 || status.st_size <= 0)
        return FAULT_INTERNAL;
    if (status.st_size > EXPORT_BYTES_MAX)
        return FAULT_TOO_MANY_THINGS;
    size_t size = (size_t)status.st_size, done = 0;
    char *bytes = arena_alloc(export->arena, size);
    while (bytes && done < size) {
        ssize_t got = pread(descriptor, bytes + done, size - done, (off_t)done);
        if (got <= 0)
            return FAULT_INTERNAL;
        done += (size_t)got;
    }
    file->bytes = bytes;
    file->size = size;
    return bytes ? FAULT_NONE : FAULT_INTERNAL;
}

/* A sheet that begins where its language does; NULL when there is none. */
static lxw_worksheet *sheet_add(struct book *book, const struct export *export, enum export_word name)
{
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, export_text(name, export->tongue));
    if (sheet && tongue_is_rtl(export->tongue))
        worksheet_right_to_left(sheet);
    return sheet;
}

/* False when the workbook could not be made. `path` is where it goes. */
static bool write_workbook(const struct export *export, const char *path)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    struct book book = {.workbook = workbook_new_opt(path, &options)};
    if (!book.workbook)
        return false;
    book.sheet = sheet_add(&book, export, WORD_REGISTER);
    book.bold = workbook_add_format(book.workbook);
    book.percent = workbook_add_format(book.workbook);
    book.failed = !book.sheet || !book.bold || !book.percent;
    if (!book.failed) {
        format_set_bold(book.bold);
        format_set_num_format(book.percent, "0.0%");
        worksheet_freeze_panes(book.sheet, HEAD_ROWS, PERSON_COLUMNS - 1);
        worksheet_set_column(book.sheet, 2, 3, 28, NULL);
        head(&book, export);
    }
    for (size_t i = 0; !book.failed && i < export->sheet.student_count; i++)
        student_row(&book, export, i);
    if (!book.failed) {
        book.sheet = sheet_add(&book, export, WORD_STATUSES);
        book.failed = !book.sheet;
    }
    if (!book.failed)
        legend(&book, export);
    return workbook_close(book.workbook) == LXW_NO_ERROR && !book.failed;
}

/* The library wants a file's name: it gets one that lives in memory alone. */
enum fault export_make_xlsx(struct export *export, struct export_file *file)
{
    char path[40];
    int descriptor = memfd_create("register", MFD_CLOEXEC);
    if (descriptor < 0)
        return FAULT_INTERNAL;
    snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
    enum fault fault = write_workbook(export, path) ? take(export, descriptor, file) : FAULT_INTERNAL;
    close(descriptor);
    return fault;
}
