/* SPDX-License-Identifier: MIT */
/*
 * The register for Excel. First whom and when, then what it comes to; behind that, past what is printed, what only a
 * screen has room for. A second sheet says what the letters are and what the file is about.
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/standing.h"
#include "school/numbers/export.h"
#include "school/numbers/export_inside.h"
#include "school/numbers/sheets/book.h"
#include "school/school.h"

enum {
    PERSON_COLUMNS = 3,
    ASIDE_HEIGHT = 130, // points: "Percent of counted", turned, in bold
    LEGEND_COLUMNS = 6,
    TITLE_SIZE = 4 * (CLASSROOM_SUBJECT_MAX + CLASSROOM_SECTION_MAX + GROUP_NAME_MAX) + 8,
};

static const enum export_word before[PERSON_COLUMNS] = {WORD_STUDENT, WORD_NUMBER, WORD_NAME};
static const enum export_word figures[] = {WORD_NOT_MARKED, WORD_LATE_MINUTES, WORD_POINTS,   WORD_POINTS_MAX,
                                           WORD_ATTENDED,   WORD_COUNTED,      WORD_LEFT_OUT, WORD_PERCENT};
static const enum export_word after[] = {WORD_EMAIL, WORD_JOINED, WORD_LEFT, WORD_GROUPS};

/* What programs read, or words. */
static const char *word(const struct export *export, enum export_word word)
{
    return export->fixed ? export_column(word, ENGLISH) : export_text(word, export->tongue);
}

/* A lecture that begins alone is its moment; of several, the text says which it is. */
static void lecture_head(struct book *book, const struct export *export, size_t lecture, size_t column)
{
    char text[EXPORT_LABEL_SIZE];
    export_lecture_head(export, lecture, text);
    if (export->shared[lecture])
        book_text(book, 0, column, text, BOOK_ASIDE);
    else
        book_moment(book, 0, column, export->starts[lecture], BOOK_ASIDE_MOMENT);
}

/* Returns how many columns are printed. */
static size_t head(struct book *book, const struct export *export)
{
    size_t column = 0;
    for (; column < PERSON_COLUMNS; column++)
        book_text(book, 0, column, word(export, before[column]), BOOK_HEAD);
    for (size_t i = 0; i < export->sheet.lecture_count; i++)
        lecture_head(book, export, i, column++);
    for (size_t i = 0; i < export->status_count; i++)
        book_text(book, 0, column++, export->statuses[i]->name, BOOK_ASIDE);
    for (size_t i = 0; i < ARRAY_LENGTH(figures); i++)
        book_text(book, 0, column++, word(export, figures[i]), BOOK_ASIDE);
    const size_t printed = column;
    for (size_t i = 0; i < ARRAY_LENGTH(after); i++)
        book_text(book, 0, column++, word(export, after[i]), BOOK_HEAD);
    book_width(book, 0, 0, 11);
    book_width(book, 1, 1, 14);
    book_width(book, 2, 2, 26);
    book_width(book, PERSON_COLUMNS, printed - 2, 4.5);
    book_width(book, printed - 1, printed - 1, 7.5);
    book_width(book, printed, printed, 28);
    book_width(book, printed + 1, printed + 2, 17);
    book_width(book, printed + 3, printed + 3, 20);
    return printed;
}

static void student_row(struct book *book, const struct export *export, size_t student)
{
    const struct sheet_student *line = &export->sheet.students[student];
    const struct export_person *person = &export->people[student];
    const struct standing *standing = &line->standing;
    const double numbers[] = {
        (double)standing->of[MARK_UNMARKED], (double)standing->late_minutes, (double)standing->points / 100,
        (double)standing->points_max / 100,  (double)standing->attended,     (double)standing->counted,
        (double)standing->left_out,
    };
    size_t row = 1 + student, column = PERSON_COLUMNS;
    book_number(book, row, 0, (double)line->student.id, BOOK_PLAIN);
    book_text(book, row, 1, person->external_id, BOOK_PLAIN);
    book_text(book, row, 2, line->student.name, BOOK_PLAIN);
    for (size_t i = 0; i < export->sheet.lecture_count; i++)
        book_text(book, row, column++, export_letter(export, student, i), BOOK_LETTER);
    for (size_t i = 0; i < export->status_count; i++)
        book_number(book, row, column++, (double)standing->of[export->statuses[i]->status], BOOK_PLAIN);
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++)
        book_number(book, row, column++, numbers[i], BOOK_PLAIN);
    if (standing->counted > 0)
        book_number(book, row, column, (double)standing->attended / (double)standing->counted, BOOK_PERCENT);
    book_text(book, row, column + 1, person->email, BOOK_PLAIN);
    book_moment(book, row, column + 2, person->joined_at, BOOK_MOMENT);
    if (person->left)
        book_moment(book, row, column + 3, person->left_at, BOOK_MOMENT);
    book_text(book, row, column + 4, person->groups, BOOK_PLAIN);
}

/* What the letters are. Returns the next row. */
static size_t legend(struct book *book, const struct export *export)
{
    static const enum export_word heads[LEGEND_COLUMNS] = {WORD_LETTER,    WORD_NAME,    WORD_CODE,
                                                           WORD_COUNTS_AS, WORD_IN_ROOM, WORD_POINTS};
    const enum tongue tongue = export->tongue;
    size_t row = 0;
    for (size_t i = 0; i < LEGEND_COLUMNS; i++)
        book_text(book, row, i, export_text(heads[i], tongue), BOOK_HEAD);
    for (size_t i = 0; i < export->status_count; i++) {
        const struct status_line *line = export->statuses[i];
        row++;
        book_text(book, row, 0, line->letter, BOOK_PLAIN);
        book_text(book, row, 1, line->name, BOOK_PLAIN);
        book_text(book, row, 2, mark_status_code(line->status), BOOK_PLAIN);
        book_text(book, row, 3, export_text(WORD_AS_ATTENDED + (enum export_word)line->counts, tongue), BOOK_PLAIN);
        book_text(book, row, 4, export_text(line->in_room ? WORD_YES : WORD_NO, tongue), BOOK_PLAIN);
        book_number(book, row, 5, (double)line->points / 100, BOOK_POINTS);
    }
    return row + 1;
}

/* Returns the next row. */
static size_t about(struct book *book, const struct export *export, size_t row)
{
    const struct {
        enum export_word name;
        const char *value;
    } lines[] = {
        {WORD_SUBJECT, export->classroom.subject},   {WORD_SECTION, export->classroom.section},
        {WORD_TERM, export->classroom.term},         {WORD_PROFESSOR, export->classroom.professor.name},
        {WORD_TIMEZONE, export->classroom.timezone}, {WORD_GROUP, export->group},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(lines); i++) {
        if (!lines[i].value)
            continue;
        book_text(book, row, 0, export_text(lines[i].name, export->tongue), BOOK_HEAD);
        book_text(book, row++, 1, lines[i].value, BOOK_PLAIN);
    }
    book_text(book, row, 0, export_text(WORD_MADE, export->tongue), BOOK_HEAD);
    book_moment(book, row++, 1, export->made, BOOK_MOMENT);
    return row;
}

enum fault export_make_xlsx(struct export *export, struct export_file *file)
{
    char title[TITLE_SIZE], made[EXPORT_TIME_SIZE];
    const char *section = export->classroom.section, *group = export->group;
    snprintf(title, sizeof(title), "%s%s%s%s%s", export->classroom.subject, section ? " " : "", section ? section : "",
             group ? ", " : "", group ? group : "");
    export_moment(export->made, made);
    struct book *book = book_open(export->arena, &(struct book_about){
                                                     .title = title,
                                                     .author = export->classroom.professor.name,
                                                     .made_at = school_now(export->school),
                                                     .rtl = tongue_is_rtl(export->tongue),
                                                 });
    if (!book)
        return FAULT_INTERNAL;
    book_sheet(book, &(struct book_sheet){.name = export_text(WORD_REGISTER, export->tongue),
                                          .heads = {title, export->classroom.term, made},
                                          .names = PERSON_COLUMNS,
                                          .still = 1,
                                          .head_height = ASIDE_HEIGHT});
    size_t printed = head(book, export);
    for (size_t i = 0; i < export->sheet.student_count; i++)
        student_row(book, export, i);
    book_print(book, 1 + export->sheet.student_count, printed);
    book_sheet(book, &(struct book_sheet){.name = export_text(WORD_STATUSES, export->tongue),
                                          .heads = {title, export->classroom.term, made},
                                          .still = 1});
    book_width(book, 0, LEGEND_COLUMNS - 1, 18);
    book_print(book, about(book, export, legend(book, export) + 1), LEGEND_COLUMNS);
    return book_close(book, &file->bytes, &file->size);
}
