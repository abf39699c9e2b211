/* SPDX-License-Identifier: MIT */
/* A classroom's register as a file for a spreadsheet, for Moodle or for paper. */
#ifndef AMS_SCHOOL_EXPORT_H
#define AMS_SCHOOL_EXPORT_H

#include "school/classes/classroom.h"
#include "school/numbers/report.h"

enum {
    EXPORT_BYTES_MAX = 24 << 20,
    EXPORT_CELLS_MAX = 200000, // students by lectures of a file that has a cell for each
    EXPORT_NAME_SIZE = 256,    // bytes: what a file system takes
};

enum export_form {
    EXPORT_CSV,          // wide: a row a student, a column a lecture
    EXPORT_LONG,         // tidy: a row for each student and lecture
    EXPORT_XLSX,         // the wide form for Excel
    EXPORT_MOODLE,       // the columns of Moodle's attendance export: a column for each lecture that was taken
    EXPORT_MOODLE_MARKS, // a row for each mark, for Moodle's import of marks
    EXPORT_PRINT,        // a page of HTML for A4
    EXPORT_FORM_COUNT,
};

/* Reads "csv", "long", "xlsx", "moodle", "moodle_marks" or "print"; false on anything else (NULL too). */
bool export_form_parse(const char *word, enum export_form *ret_form);

struct export_request {
    enum export_form form;
    bool mark;            // CSV: begin with a byte order mark, as Excel needs it
    bool fixed;           // headings that programs read, whatever the language
    int64_t group_id;     // as in struct register_page
    int64_t lecture_id;   // the rows of this one alone: LONG and MOODLE_MARKS; 0: of all
    const char *language; // a locale; NULL: that of whoever asks
};

struct export_file {
    const char *type;            // Content-Type
    char name[EXPORT_NAME_SIZE]; // of what, from when, which, in UTF-8: "Linear Algebra A 2026-11-28 register.csv"
    const void *bytes;           // in the arena
    size_t size;
};

/*
 * Headings, and statuses under their usual names and letters, are in the language; LONG, MOODLE and MOODLE_MARKS, which
 * programs read, are the same in each. The first line is the heading, and what leaves comes back: the import of marks
 * takes each but PRINT, and nothing changes by it. Its staff and administrators. Texts that people typed are never
 * formulas: an apostrophe goes before them in CSV, and XLSX says that they are text. NOT_FOUND: the group, the lecture.
 * TOO_MANY_THINGS: more than EXPORT_CELLS_MAX cells.
 */
enum fault export_register(struct school *school, const struct actor *actor, int64_t class_id,
                           const struct export_request *request, struct arena *arena, struct export_file *ret_file);

/* The administrator's report as CSV: a row for each group of figures; `mark` and `language` of `form` alone. Faults as
 * report_read. */
enum fault export_report(struct school *school, const struct actor *actor, const struct report_request *request,
                         const struct export_request *form, struct arena *arena, struct export_file *ret_file);

#endif
