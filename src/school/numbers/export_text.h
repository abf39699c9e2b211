/* SPDX-License-Identifier: MIT */
/* The headings of the files, and what they say, in the languages of base/tongue.h. For src/school/numbers and tests. */
#ifndef AMS_SCHOOL_EXPORT_TEXT_H
#define AMS_SCHOOL_EXPORT_TEXT_H

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
    EXPORT_WORD_COUNT
};

/* In every language. */
const char *const *export_words(enum export_word word);

/* The word as it stands on a sheet or on paper. */
const char *export_text(enum export_word word, enum tongue tongue);

/* As the head of a column of CSV: in English "late_minutes" and the like, which programs read; else as on a sheet. */
const char *export_column(enum export_word word, enum tongue tongue);

#endif
