/* SPDX-License-Identifier: MIT */
/* What waits for a student on the boards of their classrooms, for their first page. Only for src/school/. */
#ifndef AMS_SCHOOL_HOME_BOARD_H
#define AMS_SCHOOL_HOME_BOARD_H

#include "school/board/board.h"

struct db;

enum {
    HOME_DUE_MAX = 20,      // listed; all are counted
    HOME_UNREAD_MAX = 10,   // the same
    HOME_OVERDUE_DAYS = 7,  // so long what is overdue is still named
    HOME_UNREAD_DAYS = 120, // what is older is no news any more
};

/* An item, as a list of what waits names it. */
struct home_item {
    int64_t id, class_id;
    const char *subject; // the classroom's
    enum board_kind kind;
    const char *title;
    int64_t due_at; // 0: none
    int64_t publish_at;
    bool read;
};

struct home_items {
    struct home_item *items;
    size_t count;
    int64_t total; // those beyond, too
};

struct home_unread {
    int64_t class_id, count;
};

struct home_board {
    struct home_items due;       // assessments with a date that nothing was handed in for, the soonest first
    struct home_items unread;    // the newest first
    struct home_unread *classes; // those with anything unread, by class_id
    size_t class_count;
};

/* Of the classrooms that the student is in and that are not archived; what is not published is not there. */
enum fault home_board_read(struct db *db, int64_t student_id, int64_t now, struct arena *arena,
                           struct home_board *ret_board);

#endif
