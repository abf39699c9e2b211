/* SPDX-License-Identifier: MIT */
/* One notification in an e-mail: what, when, where, and where to read on. Only for src/school/post and tests. */
#ifndef AMS_SCHOOL_NOTIFICATION_ITEM_H
#define AMS_SCHOOL_NOTIFICATION_ITEM_H

#include "school/post/notification.h"

struct row;

/* What is known of a notification besides the list's own (notification.h). 0 and NULL: it has none. */
struct notification_item {
    struct notification told;
    const char *section, *room; // the classroom's; the lecture's
    int64_t ends_at;            // the lecture's
    bool cancelled;
    const char *reason;          // why it is
    int64_t from_at, until_at;   // a leave's days
    const char *item;            // title on the board
    int64_t due_at;              // when it must be handed in
    int64_t points, most_points; // hundredths; -1: none
    const char *zone;            // its reader's
};

/* What notification_item_of_row reads, behind FROM notifications n with NOTIFICATION_ITEM_JOINS. */
#define NOTIFICATION_ITEM_COLUMNS                                                                                      \
    "n.kind, c.subject, l.title, n.text, a.id, a.name, n.class_id, n.lecture_id, n.subject_id, l.starts_at, "          \
    "c.timezone,"                                                                                                      \
    " n.created_at, c.section, l.room, l.ends_at, l.cancelled_at, l.cancel_reason, COALESCE(v.from_at, q.from_at),"    \
    " COALESCE(v.until_at, q.until_at), b.title, b.due_at, h.points, b.points, w.timezone, w.points"
#define NOTIFICATION_ITEM_JOINS                                                                                        \
    " LEFT JOIN classrooms c ON c.id = n.class_id LEFT JOIN lectures l ON l.id = n.lecture_id"                         \
    " LEFT JOIN users a ON a.id = n.subject_id AND n.kind = 'class_added'"                                             \
    " LEFT JOIN leaves v ON v.id = n.subject_id AND ((n.kind = 'request' AND n.text = 'leave') OR"                     \
    " (n.kind = 'request_answered' AND n.text IN ('leave_accepted', 'leave_refused')))"                                \
    " LEFT JOIN requests q ON q.id = n.subject_id AND ((n.kind = 'request' AND n.text = 'appeal') OR"                  \
    " (n.kind = 'request_answered' AND n.text IN ('accepted', 'refused')))"                                            \
    " LEFT JOIN board_items b ON b.id = n.subject_id AND n.kind IN ('board_item', 'graded')"                           \
    " LEFT JOIN hand_ins h ON h.item_id = b.id AND h.student_id = n.user_id AND n.kind = 'graded'"                     \
    " LEFT JOIN notification_hours w ON w.user_id = n.user_id"
enum { NOTIFICATION_ITEM_COLUMN_COUNT = 25 };

void notification_item_of_row(struct row *row, struct notification_item *ret_item);

/*
 * "- What happened · Classroom\n  When: ...\n  Room: ...\n", in the language of `locale`: a line with what happened,
 * below it when and where, what it means, and the address of the page of the app (before which `site` stands). Whom a
 * line of the staff is about stands in the app alone. NULL without memory.
 */
const char *notification_item_text(struct school *school, const struct notification_item *item, const char *site,
                                   const char *locale, bool student, struct arena *arena);

/* What a list of what happened begins with: "Optics A · Lenses" or so; "" when there is nothing. NULL without memory.
 */
const char *notification_item_place(const struct notification_item *item, struct arena *arena);

/* Behind the word of a lecture that was moved stands where it was before: "moved|FROM UNTIL ROOM", ms UTC, for e-mails
 * alone. */
#define NOTIFICATION_WAS '|'

/* The text of a notification as the app has it: without that. NULL for NULL. */
const char *notification_shown(const char *kind, const char *text, struct arena *arena);

#endif
