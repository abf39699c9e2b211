/* SPDX-License-Identifier: MIT */
/*
 * The headings of the files that leave, and what they say, in the languages of base/tongue.h. The imports know their
 * own columns by the same words: what leaves comes back. For src/school and its tests.
 */
#ifndef AMS_SCHOOL_EXPORT_TEXT_H
#define AMS_SCHOOL_EXPORT_TEXT_H

#include <stdbool.h>

#include "base/tongue.h"

enum export_word {
    // what the file is about
    WORD_SUBJECT,
    WORD_SECTION,
    WORD_TERM,
    WORD_PROFESSOR,
    WORD_TIMEZONE,
    WORD_GROUP,
    WORD_MADE,
    WORD_STATUSES,
    WORD_REGISTER,
    // its columns
    WORD_STUDENT,
    WORD_NUMBER,
    WORD_NAME,
    WORD_EMAIL,
    WORD_NOT_MARKED,
    WORD_LATE_MINUTES,
    WORD_POINTS,
    WORD_POINTS_MAX,
    WORD_ATTENDED,
    WORD_COUNTED,
    WORD_IN_ROOM,
    WORD_TAKEN,
    WORD_ALL_LECTURES,
    WORD_PERCENT,
    WORD_JOINED,
    WORD_LEFT,
    WORD_LEFT_OUT,
    WORD_GROUPS,
    // its statuses
    WORD_LETTER,
    WORD_CODE,
    WORD_COUNTS_AS,
    WORD_AS_ATTENDED, // three in the order of enum mark_counts
    WORD_AS_IGNORED,
    WORD_AS_MISSED,
    WORD_YES,
    WORD_NO,
    WORD_IS_ATTENDED, // in a sentence; the same order
    WORD_IS_IGNORED,
    WORD_IS_MISSED,
    WORD_AND_IN_ROOM, // behind one of these
    WORD_AND_NOT_IN_ROOM,
    // on paper; these may hold entities of HTML
    WORD_ATTENDED_OF_COUNTED,
    WORD_EMPTY_CELL,
    WORD_GREY_CELL,
    WORD_LEFT_OUT_RULE,
    // of the report
    WORD_FIGURES_OF,
    WORD_ID,
    WORD_LECTURES,
    WORD_OTHER,
    WORD_EXPECTED,
    WORD_PERCENT_OF_EXPECTED,
    WORD_INSTITUTION,
    WORD_DEPARTMENT,
    WORD_WEEK,
    // of people
    WORD_FAMILY_NAME,
    WORD_ROLE,
    WORD_LOCALE,
    WORD_ADVISER,
    WORD_PROGRAMME,
    // of a plan
    WORD_DATE,
    WORD_FROM,
    WORD_TO,
    WORD_DESCRIPTION,
    WORD_ROOM,
    // of grades
    WORD_ASSESSMENT,
    WORD_ASSESSMENT_ID,
    WORD_TOTAL,
    WORD_TOTAL_MAX,
    WORD_HANDED_IN,
    WORD_HANDED_IN_LATE,
    WORD_GRADED,
    WORD_OUT_OF, // behind the title of an assessment: "Essay (max. 10)"
    // sheets, and what files are called
    WORD_ABOUT,
    FILE_REGISTER,
    FILE_LONG,
    FILE_MOODLE,
    FILE_MOODLE_MARKS,
    FILE_PRINT,
    FILE_PLAN,
    FILE_MOODLE_PLAN,
    FILE_GRADES,
    FILE_PEOPLE,
    FILE_REPORT,
    EXPORT_WORD_COUNT
};

/* In every language. */
const char *const *export_words(enum export_word word);

/* The word as it stands on a sheet or on paper. */
const char *export_text(enum export_word word, enum tongue tongue);

/* As the head of a column of CSV: in English "late_minutes" and the like, which programs read; else as on a sheet. */
const char *export_column(enum export_word word, enum tongue tongue);

/* Whether this is how we head the column `column` in some language; its case and '_' do not matter. */
bool export_heads(const char *text, const char *column);

#endif
