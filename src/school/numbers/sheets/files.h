/* SPDX-License-Identifier: MIT */
/*
 * The tables that leave beside the register: people, a classroom's plan and its grades. Each is named by what it is of,
 * the day and its kind in the reader's language; its headings are in that language, or fixed for programs. Texts that
 * people typed are never formulas. What leaves comes back: the imports of people and lectures take their own files, and
 * nothing changes by it.
 */
#ifndef AMS_SCHOOL_FILES_H
#define AMS_SCHOOL_FILES_H

#include "school/numbers/sheets/table.h"
#include "school/people/account.h"

enum {
    FILES_PEOPLE_MAX = 50000,
    PEOPLE_FORMS = TABLE_CSV | TABLE_XLSX,
    PLAN_FORMS = TABLE_CSV | TABLE_XLSX | TABLE_MOODLE,
    GRADES_FORMS = TABLE_CSV | TABLE_LONG | TABLE_XLSX,
};

/*
 * Those whom `filter` lets through (its page is not asked), with all that an import of people takes. Administrators are
 * among them only where they are asked for, because no import takes them; former people never are. For administrators
 * (NOT_ALLOWED). TEXT_INVALID, ROLE_UNKNOWN as account_list. TOO_MANY_THINGS past FILES_PEOPLE_MAX. Audited.
 */
enum fault file_people(struct school *school, const struct actor *actor, const struct account_filter *filter,
                       const struct table_request *request, struct arena *arena, struct export_file *ret_file);

/* Its lectures but cancelled ones, on the classroom's clocks, in the columns of the import; TABLE_MOODLE: in those of
 * Moodle's import of sessions, which wants the course's short name (the classroom's external id, else its subject).
 * Staff and administrators (NOT_FOUND). */
enum fault file_plan(struct school *school, const struct actor *actor, int64_t class_id,
                     const struct table_request *request, struct arena *arena, struct export_file *ret_file);

/*
 * Its students by its assessments: points, the most, and what they come to; TABLE_LONG: a row for each student and
 * assessment, also with the times and the comment, headed for programs. Staff and administrators (NOT_FOUND).
 * TOO_MANY_THINGS: EXPORT_CELLS_MAX.
 */
enum fault file_grades(struct school *school, const struct actor *actor, int64_t class_id,
                       const struct table_request *request, struct arena *arena, struct export_file *ret_file);

#endif
