/* SPDX-License-Identifier: MIT */
/* The problems and their sentences, for problem.c alone. */
#ifndef AMS_API_PROBLEM_TABLE_H
#define AMS_API_PROBLEM_TABLE_H

/* In `detail` and `next` a '#' stands for a number: problem_numbers. */
struct problem {
    unsigned status;
    const char *code;
    const char *detail;
    const char *next;
    const char *field;
    unsigned retry_after; // seconds
};

/* The row of a problem below PROBLEM_COUNT, NULL when the tables have none. */
const struct problem *problem_row(unsigned problem);

/* What each '#' of a problem's two sentences stands for, in their order. `problem`: below PROBLEM_COUNT. */
const unsigned *problem_numbers(unsigned problem);

#endif
