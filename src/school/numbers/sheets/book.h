/* SPDX-License-Identifier: MIT */
/*
 * A workbook for Excel on its way out (libxlsxwriter), for src/school/numbers only. It is written from the top down in
 * constant memory: a row that has been left cannot be gone back to. What people typed is text, never a formula; moments
 * are dates that a spreadsheet can calculate with. Each sheet begins with its heading, which stands still while the
 * rows below it move, is printed again on each page, and runs in the direction of its language. Paper is A4 across.
 *
 *     struct book *book = book_open(arena, &about);
 *     book_sheet(book, &(struct book_sheet){.name = "Register", .names = 3});
 *     book_text(book, 0, 0, "Name", BOOK_HEAD); ...
 *     book_print(book, rows, columns);
 *     fault = book_close(book, &bytes, &size);   // also when something above has failed: this says so
 */
#ifndef AMS_SCHOOL_BOOK_H
#define AMS_SCHOOL_BOOK_H

#include "school/school.h"

enum { BOOK_BYTES_MAX = 24 << 20 };

struct book;

struct book_about {
    const char *title, *author, *institution; // properties of the document; NULL: none
    int64_t made_at;                          // UTC
    bool rtl;
};

enum book_style {
    BOOK_PLAIN,
    BOOK_HEAD,   // bold, in the heading's colour
    BOOK_ASIDE,  // a heading that is turned, of a narrow column
    BOOK_LETTER, // in the middle
    BOOK_PERCENT,
    BOOK_POINTS, // up to two places
    BOOK_MOMENT, // these take moments of a wall clock
    BOOK_DAY,
    BOOK_CLOCK,
    BOOK_ASIDE_MOMENT,
    BOOK_STYLE_COUNT,
};

struct book_sheet {
    const char *name;     // at most 31 characters
    const char *heads[3]; // printed above the page: where lines begin, in the middle, where they end; NULL: nothing
    unsigned names;       // how many first columns stand still and are printed again
    unsigned still;       // how many first rows do
    unsigned head_height; // of the heading, in points; 0: as usual
};

/* NULL without memory. Takes descriptors: every open needs a close. */
struct book *book_open(struct arena *arena, const struct book_about *about);

/* The sheet that what follows goes to. */
void book_sheet(struct book *book, const struct book_sheet *sheet);

/* Nothing is written for NULL and "". */
void book_text(struct book *book, size_t row, size_t column, const char *text, enum book_style style);
void book_number(struct book *book, size_t row, size_t column, double number, enum book_style style);

/* A moment of a wall clock in milliseconds (school/common/zone.h); of BOOK_CLOCK the time of day alone is kept. */
void book_moment(struct book *book, size_t row, size_t column, int64_t local, enum book_style style);

/* In characters. */
void book_width(struct book *book, size_t first, size_t last, double width);

/* What goes on paper: so many rows and columns from the first on, one page wide. */
void book_print(struct book *book, size_t rows, size_t columns);

/* Ends it and puts its bytes into the arena. TOO_MANY_THINGS past BOOK_BYTES_MAX. NULL is INTERNAL. */
enum fault book_close(struct book *book, const void **ret_bytes, size_t *ret_size);

#endif
