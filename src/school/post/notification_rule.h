/* SPDX-License-Identifier: MIT */
/* What each kind of notification is; when its e-mail is due; what it says. Only for src/school/post and tests. */
#ifndef AMS_SCHOOL_NOTIFICATION_RULE_H
#define AMS_SCHOOL_NOTIFICATION_RULE_H

#include "base/tongue.h"
#include "school/post/notification.h"

enum { MINUTES_A_DAY = 24 * 60 };

/* Who is told of a kind, and so may choose how. */
enum told {
    TOLD_STUDENTS = 1,
    TOLD_STAFF = 2,
    TOLD_ADMINISTRATORS = 4,
    TOLD_ALL = TOLD_STUDENTS | TOLD_STAFF | TOLD_ADMINISTRATORS,
};

enum push_urgency { PUSH_LOW, PUSH_NORMAL, PUSH_HIGH, PUSH_URGENCY_COUNT };

/* How long a push is of use. */
enum push_until { PUSH_A_DAY, PUSH_UNTIL_START, PUSH_UNTIL_CLOSED }; // of its lecture, of its lecture's window

/* The list of notifications: where no page of its own says more, or its address would tell of a person. */
#define PUSH_LIST "/notifications"

/* All that is known of a kind. (Its picture, its place and its words in the app: web/src/core/push/told-kinds.ts.) */
struct notification_rule {
    const char *code;                   // in the database and the API; at most 32 bytes
    unsigned told;                      // of enum told
    struct notification_choice choice;  // of somebody who chose nothing
    bool about_person;                  // its subject_id is a person's
    const char *sentence[TONGUE_COUNT]; // of an e-mail; the classroom, the lecture and the text follow behind it
    const char *hint[TONGUE_COUNT];     // on a line of its own below, what it means and what to do; NULL: none
    bool settles;                       // its e-mail and push wait for NOTIFICATION_SETTLE_MS
    struct {
        const char *student, *others; // the page of the app that it leads to; {class}, {lecture}, {subject}: their ids
        enum push_urgency urgency;
        enum push_until until;
    } push;
    bool security; // its e-mail is one of its own, and is not turned off from a mailbox
};

const struct notification_rule *notification_rule(enum notification_kind kind);

/* Where a kind leads to: "/mark/{lecture}" -> "/mark/7"; the list where a place has no id. */
enum { NOTIFICATION_PATH_SIZE = 121 };
struct notification_place {
    bool student; // whose page it is
    int64_t class_id, lecture_id, subject_id;
};
void notification_path(const struct notification_rule *rule, const struct notification_place *place,
                       char path[static NOTIFICATION_PATH_SIZE]);

/*
 * Minutes from local minute `now` (0 to 1439) until an e-mail or a push may go out: 0 outside the quiet hours and
 * without any
 * (-1); for a digest until `digest_at`, and on until the quiet hours end.
 */
int64_t notification_wait(int64_t now, const struct notification_choices *hours, bool digest);

/* When an e-mail or a push may go out that is `due` then. */
int64_t notification_settled(const struct notification_rule *rule, int64_t due, int64_t created_at);

/* When that is, for a row with somebody's columns timezone, quiet_from, quiet_to and digest_at from `zone_column` on,
 * all NULL of whom has chosen none. */
struct row;
int64_t notification_due(struct school *school, struct row *row, int zone_column, int64_t now, bool digest);

#endif
