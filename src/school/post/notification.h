/* SPDX-License-Identifier: MIT */
/*
 * What a person is told: a list in the app with an unread count, live while the page is open, and by e-mail and push
 * as they chose. The rules write a notification in the same transaction as what it tells of (tell.h); e-mails and
 * pushes follow from the list by notification_tick.
 *
 * An e-mail says what happened, when and where, and nothing that is private beyond it: mailboxes are read on lock
 * screens. (The points of a grade stand in it when its reader has chosen so.) What was
 * read in the app before its e-mail was due is not sent. Several that are due at once are one e-mail.
 */
#ifndef AMS_SCHOOL_NOTIFICATION_H
#define AMS_SCHOOL_NOTIFICATION_H

#include "school/school.h"

enum {
    NOTIFICATION_TEXT_MAX = 300, // characters
    NOTIFICATION_DAYS = 90,      // how long one is kept
    NOTIFICATION_SOON_MINUTES = 15,
    NOTIFICATION_DIGEST_MINUTE = 18 * 60, // after local midnight
    NOTIFICATION_SETTLE_MS = 15000,       // what its doer may take back is not sent sooner: a page offers that for 10 s
    NOTIFICATION_MAIL_LINES = 50,         // notifications named in one e-mail
};

/* Each has its row in notification_kind.c. */
enum notification_kind {
    NOTIFY_WINDOW_OPENED,
    NOTIFY_LECTURE_SOON,
    NOTIFY_LECTURE_CHANGED, // moved or cancelled
    NOTIFY_BELOW_THRESHOLD,
    NOTIFY_OUT_OF_REACH, // the threshold can no longer be reached
    NOTIFY_BOARD_ITEM,
    NOTIFY_GRADED,
    NOTIFY_REQUEST,          // for the staff: a student asks
    NOTIFY_REQUEST_ANSWERED, // for the student
    NOTIFY_JOIN_REQUEST,     // for the staff: somebody waits to be let in
    NOTIFY_NEW_DEVICE,
    NOTIFY_MARK_CHANGED, // somebody changed one's mark by hand
    NOTIFY_JOB_DONE,
    NOTIFY_ERASURE_REQUEST, // for administrators: somebody asks to be forgotten
    NOTIFY_STUDENT_LEFT,    // for the staff: a student has left a classroom, or was taken out
    NOTIFY_MISSED_IN_A_ROW, // several lectures, one after the other
    NOTIFY_MISSED_WITHIN,   // several lectures in a span of days
    NOTIFY_STUDENT_WARNED,  // for the staff and advisers: a student has crossed a line
    NOTIFY_NOT_TAKEN,       // for the staff: a lecture is over and nobody has taken attendance
    NOTIFY_CLASS_ADDED,     // for a student: somebody has put them into a classroom
    NOTIFY_KIOSK_MOVED,     // for administrators: a kiosk speaks from another network
    NOTIFY_TOKEN_MADE,      // a program was given a token: to its person; of the institution's to administrators
    NOTIFY_TOKEN_ENDS,      // its end is near
    NOTIFY_KIND_COUNT,
};

/* "window_opened", ... */
const char *notification_kind_code(enum notification_kind kind);
const char *notification_kind_at(size_t index); // the same; NULL past the last
bool notification_kind_parse(const char *code, enum notification_kind *ret_kind);

struct notification_request {
    int64_t user_id; // TELL_PERSON; otherwise not read
    enum notification_kind kind;
    int64_t class_id;   // 0: none
    int64_t lecture_id; // 0: none
    int64_t subject_id; // of the item, the request, ...; 0: none
    const char *text;   // what the ids do not tell: a title, a status; may be NULL; at most NOTIFICATION_TEXT_MAX
    bool held; // TELL_PERSON: no e-mail and no push before tell_release; of a kind and lecture the last one alone goes
};

/* Whether the subject_id of these is a person's. */
bool notification_about_person(enum notification_kind kind);

/* Behind the status in the text of NOTIFY_MARK_CHANGED: a correction of marks that were final. */
#define NOTIFICATION_CORRECTION " final"

struct notification {
    int64_t id;
    const char *kind; // notification_kind_code()
    int64_t class_id, lecture_id, subject_id;
    const char *subject;  // the classroom's; NULL when none
    const char *title;    // the lecture's; NULL when none
    int64_t starts_at;    // the lecture's; 0 when none
    const char *timezone; // the classroom's; NULL when none
    const char *text;     // NULL when none
    struct person about;  // who asks, joins, has left or is warned of, who did what NOTIFY_CLASS_ADDED tells; or id 0
    int64_t created_at;
    bool read;
};

struct notification_list {
    struct notification *notifications; // newest first
    size_t count;
    int64_t next;   // `after` of the next page: older ones; 0: this was the last
    int64_t unread; // of all
};

/* One's own. `page.after`: ids below it; `unread`: those alone that have not been read. */
enum fault notification_list(struct school *school, const struct actor *actor, struct page page, bool unread,
                             struct arena *arena, struct notification_list *ret_list);

/* Marks one's own as read: this one, or with `notification_id` 0 all up to `up_to`. NOT_FOUND for another's. Reading
 * again changes nothing. *ret_unread: what is left. */
enum fault notification_read(struct school *school, const struct actor *actor, int64_t notification_id, int64_t up_to,
                             int64_t *ret_unread);

enum notification_email { NOTIFY_EMAIL_OFF, NOTIFY_EMAIL_NOW, NOTIFY_EMAIL_DIGEST, NOTIFY_EMAIL_COUNT };

/* "off", "now", "digest". */
const char *notification_email_code(enum notification_email email);
bool notification_email_parse(const char *code, enum notification_email *ret_email);

struct notification_choice {
    bool app; // in the list
    enum notification_email email;
    bool push; // in the browsers that they said it in (push.h)
};

struct notification_choices {
    struct notification_choice kinds[NOTIFY_KIND_COUNT];
    bool concerns[NOTIFY_KIND_COUNT]; // what they can be told at all; not read by notification_choose
    bool points;                      // an e-mail about a grade says how many points it is
    const char *timezone;             // IANA name; of a new person: "UTC"
    int64_t quiet_from, quiet_to;     // minutes after local midnight, 0 to 1439; -1: never quiet. May span midnight.
    int64_t digest_at;                // minutes after local midnight
};

/* One's own; defaults where nothing was chosen. */
enum fault notification_choices(struct school *school, const struct actor *actor, struct arena *arena,
                                struct notification_choices *ret_choices);

/* Replaces them. TIMEZONE_UNKNOWN, MINUTES_INVALID (also one of quiet_from and quiet_to alone, or both equal). */
enum fault notification_choose(struct school *school, const struct actor *actor,
                               const struct notification_choices *choices);

/*
 * For app/ to call every second or so, from one thread: reminds of lectures that start soon, decides and queues
 * e-mails and pushes, and tells open pages of what is new. Any number of servers may do so on one database.
 */
enum fault notification_tick(struct school *school);

#endif
