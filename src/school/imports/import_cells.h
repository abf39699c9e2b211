/* SPDX-License-Identifier: MIT */
/* Cells as the imports of people, marks and lectures read them: addresses, numbers, and what a column shows of itself.
 */
#ifndef AMS_SCHOOL_IMPORT_CELLS_H
#define AMS_SCHOOL_IMPORT_CELLS_H

#include "school/imports/cells/cell_date.h"
#include "school/imports/import_work.h"

/* The address of a cell, in the scratch arena: as accounts have it, or the cell itself where it is none, which
 * text_email() then refuses; "" for nothing. *ret_email NULL: no memory. NULL, or why the cell cannot be meant. */
const char *import_email_read(struct import *import, const char *cell, const char **ret_email);

/* The name before an address, "Ada" of "Ada <ada@x.example>", in the scratch arena; "": there is none. NULL without
 * memory. */
const char *import_email_name(struct import *import, const char *cell);

/* The number of a cell, or the one behind a name (import_name.h), in the scratch arena; *ret_id NULL: no memory. NULL,
 * or why it cannot be meant. */
const char *import_id_read(struct import *import, const char *cell, const char **ret_id);

enum { IMPORT_ID_DIGITS_MAX = 20 };

/* What a column of numbers shows: how long those are that begin with a zero, and those that do not. */
struct import_ids {
    bool with_zero[IMPORT_ID_DIGITS_MAX + 1], without[IMPORT_ID_DIGITS_MAX + 1];
    char examples[IMPORT_ID_DIGITS_MAX + 1][IMPORT_ID_DIGITS_MAX + 1]; // of those without, by length
};

void import_ids_see(struct import_ids *ids, const char *cell);

/* Notes when some seem to have lost a zero that others have. `place`: the column of the file, NULL: there is none. */
enum fault import_ids_note(struct import *import, const struct import_ids *ids, const struct import_place *place);

/* The columns of a format by which a row says who it is about. */
struct import_who {
    int email, username;        // an address
    int external_id, id_number; // a number
};

/* The one by which it does, *ret_address: of an address. A username of letters beside a number says nothing.
 * IMPORT_NO_COLUMN: none has anything. */
int import_who_column(const struct import_line *line, const struct import_who *who, bool *ret_address);

/* import_ids_see and import_ids_note of both columns of numbers. */
enum { IMPORT_WHO_IDS = 2 };
void import_who_see(struct import_ids ids[static IMPORT_WHO_IDS], const struct import_line *line,
                    const struct import_who *who);
enum fault import_who_note(struct import *import, const struct import_ids ids[static IMPORT_WHO_IDS],
                           const struct import_match *match, const struct import_who *who);

/* A column of dates: which order it is read in. */
struct import_dates {
    struct cell_orders orders;
    enum cell_order order;
    enum import_order_by { ORDER_SHOWN, ORDER_SAID, ORDER_BY_LECTURES, ORDER_GUESSED } by; // what decided it
};

/* After the survey: what the column shows, else what somebody has said, else what the institution's language, the
 * country of `timezone` and the reader's language say; noted where it decides anything. */
enum fault import_dates_settle(struct db *db, struct import *import, struct import_dates *dates, const char *timezone,
                               const struct import_place *place);

/* The same in two steps, for what is no column: decides by what is seen in `dates->orders`, and by `by_lectures` where
 * that shows nothing (CELL_ORDER_NONE: neither do the lectures); then notes it under a header, before the rows. */
enum fault import_dates_decide(struct db *db, struct job_work *work, struct import_dates *dates, const char *timezone,
                               enum cell_order by_lectures);
enum fault import_dates_note(struct import *import, const struct import_dates *dates, const char *header);

/* NULL for a good one, or the reason by which a cell is refused. */
const char *import_date_reason(enum cell_date date);
const char *import_clock_reason(enum cell_date date);

#endif
