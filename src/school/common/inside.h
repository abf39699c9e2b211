/* SPDX-License-Identifier: MIT */
/*
 * What the files of the school room share: reading rows into an arena, checking text, who owns what. Only for
 * src/school/ and tests/school/. Functions that take a `struct db` run in a reader or inside a writing unit alike.
 */
#ifndef AMS_SCHOOL_INSIDE_H
#define AMS_SCHOOL_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "crypto/password.h"
#include "school/attendance/attendance.h"
#include "school/attendance/change.h"
#include "school/attendance/class_photo.h"
#include "school/common/event.h"
#include "school/faces/flag.h"
#include "school/post/mail.h"
#include "school/post/notification.h"
#include "school/checkin/proof.h"
#include "school/attendance/request.h"
#include "school/people/session.h"
#include "school/common/setting.h"
#include "school/marks/status_set.h"
#include "store/store.h"

enum {
    SCHOOL_LOOKS_MAX = 256, // faces looked at or waiting for an engine at the same time
    SCHOOL_SECOND_MS = 1000,
    SCHOOL_MINUTE_MS = 60 * SCHOOL_SECOND_MS,
    SCHOOL_HOUR_MS = 60 * SCHOOL_MINUTE_MS,
    SCHOOL_DAY_MS = 24 * SCHOOL_HOUR_MS,
};

struct file_kinds;
struct identity_gallery;
struct job_kind;

struct school {
    struct school_config config;
    struct identity_gallery *gallery; // every enrolled face; NULL without faces or key
    struct file_kinds *file_kinds;    // NULL without blobs

    pthread_mutex_t notify_lock; // orders events; taken before a reader, never while one is held

    pthread_mutex_t hasher_lock; // guards the next two
    pthread_cond_t hasher_free;
    unsigned hashers_busy, hashers_waiting;

    pthread_mutex_t looks_lock;      // guards the next two
    int64_t looks[SCHOOL_LOOKS_MAX]; // students whose face is being looked at
    size_t look_count;

    int64_t notified; // newest notification that open pages have been told of; -1: none yet. One thread's

    struct liveness *liveness; // its own lock
    pthread_mutex_t zone_lock; // guards libical's time zones: school/zone.h
    struct live_random random; // draws challenges; tests bring one they know

    const struct job_kind *job_kinds; // tests bring their own
    atomic_bool stopping;             // no job is taken up any more
};

/* A turn to hash a password. False: too many wait already. Every true needs a leave. */
bool hasher_enter(struct school *school);
void hasher_leave(struct school *school);

/*
 * A turn to have a face looked at: one per student at a time, for the same burst sent many times would keep every
 * engine busy. False: this student has one, or SCHOOL_LOOKS_MAX are under way. Every true needs a leave.
 */
bool look_enter(struct school *school, int64_t student_id);
void look_leave(struct school *school, int64_t student_id);

/* ---- rows.c: rows into an arena ---- */

/* A running query. Text goes to `arena`; running out of memory or a failure ends the loop and shows in row_end. */
struct row {
    struct db_rows rows;
    struct arena *arena;
    enum db_status status;
    bool begun;
    bool full; // no memory for what was read
};

/*
 *     row_begin(&row, db, arena, "SELECT ...", DB_VALUES(...));
 *     while (row_next(&row))
 *         ...
 *     fault = row_end(&row);
 */
void row_begin(struct row *row, struct db *db, struct arena *arena, const char *sql, struct db_values values);
bool row_next(struct row *row);
enum fault row_end(struct row *row);

/* Text of a column, copied into the arena; NULL for NULL and for "". */
const char *row_text(struct row *row, int column);

/* The same, but "" stays "". */
const char *row_string(struct row *row, int column);
int64_t row_int(struct row *row, int column);

/*
 * Room for item number `count` in a list that grows in the arena: returns the list, perhaps moved; NULL, and the row is
 * `full`, without memory. Capacity follows from `count` alone, so a list must grow by this function only.
 */
void *row_list(struct row *row, void *list, size_t count, size_t item_size);

/* A query of one integer. *ret_found false: no row (*ret_value is untouched). */
enum fault row_one_int(struct db *db, const char *sql, struct db_values values, bool *ret_found, int64_t *ret_value);

/* An id as a value; 0 binds NULL. */
struct db_value id_or_null(int64_t id);

/* What a database status means to a caller; DB_ROW and DB_OK are FAULT_NONE, a conflict nobody expected is INTERNAL. */
enum fault fault_of(enum db_status status);

/* For units that meet a fault while reading: the status that undoes the unit. */
enum db_status status_of(enum fault fault);

/* For units that have decided before writing anything: a rule's answer is DB_OK (nothing to undo), a failure undoes. */
enum db_status decided_status(enum fault fault);

/* Runs a unit. When its status is DB_OK the answer is what the unit left in *fault (a member of its context). */
enum fault school_write(struct school *school, store_unit unit, void *context, const enum fault *fault);

/* An id -> index table, to join lists in memory. */
struct id_index {
    int64_t id;
    size_t at;
};
void id_index_sort(struct id_index *index, size_t count);
/* False when the id is not there. */
bool id_index_find(const struct id_index *index, size_t count, int64_t id, size_t *ret_at);

/* ---- text.c: what people type ---- */

/*
 * `text` without the spaces around it, in the arena, when it is 1 to `characters` characters of clean UTF-8 without
 * direction overrides; FAULT_TEXT_INVALID otherwise (NULL too). With `optional`, NULL and blank give *ret_text NULL.
 */
enum fault text_clean(const char *text, size_t characters, bool lines, bool optional, struct arena *arena,
                      const char **ret_text);

/* An e-mail address in lower case, in the arena; FAULT_EMAIL_INVALID unless it looks like one (ASCII, one @, a domain
 * of letters, digits, dots and dashes). */
enum fault text_email(const char *email, struct arena *arena, const char **ret_email);

/* 2000-01-01 to 2100-01-01. */
bool time_is_sane(int64_t ms);

/* True for "UTC" and for the name of a time zone in `zoneinfo` (NULL: the system's folder). No path can be smuggled in.
 */
bool timezone_exists(const char *zoneinfo, const char *name);

/* ---- account.c ---- */

enum fault user_read(struct db *db, int64_t user_id, struct arena *arena, struct user *ret_user);

/* The columns of USER_COLUMNS from `column` on: false for a role that this program does not know. */
bool user_from_row(struct row *row, int column, struct user *ret_user);

/* What user_from_row reads, as text to paste into a SELECT of `users u`. */
#define USER_COLUMNS                                                                                                   \
    "u.id, u.name, u.role, u.email, u.locale, u.created_at, u.disabled_at, u.version, u.external_id, u.merged_into"
enum { USER_COLUMN_COUNT = 10 };

/* ---- credential.c: the passwords of accounts ---- */

/* Whether somebody with this role, e-mail and name may have the password: PASSWORD_TOO_SHORT, _TOO_LONG, _TOO_COMMON,
 * TEXT_INVALID. */
enum fault credential_check(const char *password, enum role role, const char *email, const char *name);

/* Hashes when it is this caller's turn; BUSY when too many wait. Slow; no reader may be held. */
enum fault credential_hash(struct school *school, const char *password, char hash[static PASSWORD_HASH_SIZE]);

/* Compares when it is this caller's turn; BUSY when too many wait. Slow; no reader may be held. */
enum fault credential_compare(struct school *school, const char *password, const char *hash, bool *ret_right);

/*
 * The actor's own password, asked for again before something that a found phone must not do. PASSWORD_WRONG;
 * TOO_MANY_ATTEMPTS with *ret_retry_after_s after CREDENTIAL_ATTEMPTS wrong ones in SESSION_ATTEMPT_MINUTES; BUSY.
 */
enum fault credential_confirm(struct school *school, const struct actor *actor, const char *password,
                              int64_t *ret_retry_after_s);
enum { CREDENTIAL_ATTEMPTS = 10 };

/* Inside a unit: a new password; a new version, all sessions end but `keep_session_id` (0: none is kept), links for a
 * new password are void, and the person is told by e-mail. */
enum fault credential_store(struct db *db, const struct user *user, const char *hash, int64_t keep_session_id,
                            int64_t now);

/* ---- account_link.c: one-time links by e-mail ---- */

enum account_link_kind { ACCOUNT_LINK_PASSWORD, ACCOUNT_LINK_EMAIL };

/* A link about to be written; the token is only in the mail. */
struct account_link {
    enum account_link_kind kind;
    char token[SECRET_TOKEN_SIZE];
    int64_t user_id;   // 0: nobody
    const char *email; // the new address; NULL for a password
    int64_t now;
};

/* Inside a unit: writes it. */
enum fault account_link_insert(struct db *db, const struct account_link *link);

/* The person (enabled) and the address of a link that may be used now. LINK_UNKNOWN. */
enum fault account_link_read(struct db *db, enum account_link_kind kind, const char *token, int64_t now,
                             struct arena *arena, struct user *ret_user, const char **ret_email);

/* Inside a unit: voids all links of a kind that somebody has. */
enum fault account_link_void(struct db *db, enum account_link_kind kind, int64_t user_id);

/* Inside a unit: a mail whose text says `sentence` and, below it, `path` with the token behind a '#'; `path` NULL: no
 * link. */
struct account_mail {
    int64_t user_id;
    const char *to;
    const char *subject, *sentence;
    const char *path, *token;
};
enum fault account_mail_queue(struct school *school, struct db *db, const struct account_mail *mail, int64_t now);

/* ---- account_reset.c ---- */

/* Inside a unit: a link for a new password to somebody who is there (`user` with id 0: nobody; it then only costs the
 * same). */
enum fault account_reset_send(struct school *school, struct db *db, const struct user *user, int64_t actor_id,
                              int64_t now);

/* ---- session_list.c ---- */

/* Inside a unit: ends all sessions of somebody but one (0: all of them). */
enum fault session_end_all(struct db *db, int64_t user_id, int64_t keep_session_id, int64_t *ret_ended);

/* ---- registration.c ---- */

/* Whether a student's account with this e-mail may be made without an invitation. REGISTRATION_CLOSED, _DOMAIN. */
enum fault registration_check(struct db *db);

/* ---- second_factor.c ---- */

/* Whether somebody has a confirmed second factor. */
enum fault second_factor_has(struct db *db, int64_t user_id, bool *ret_has);

/* Whether somebody with this role is asked for theirs when signing in. */
enum fault second_factor_asked(struct db *db, int64_t user_id, enum role role, bool *ret_asked);

/*
 * Inside a unit: takes a code, of the app or a recovery code, which is then used up. SECOND_FACTOR_WRONG (counted, so
 * the unit's writes must be kept), SECOND_FACTOR_ABSENT, TOO_MANY_ATTEMPTS with *ret_wait_ms.
 */
enum fault second_factor_take(struct school *school, struct db *db, int64_t user_id, const char *code, int64_t now,
                              int64_t *ret_wait_ms);

/* Inside a unit or a reader: STEP_UP_NEEDED for somebody who has a second factor and has not shown it lately. */
enum fault second_factor_guard(struct db *db, const struct actor *actor, int64_t now);

/* Inside a unit: removes it and its recovery codes. */
enum fault second_factor_delete(struct db *db, int64_t user_id);

/* ---- familiar.c: devices that signed in before ---- */

/*
 * What a browser keeps to be told from strangers: a random number and a MAC of it and the e-mail address under the
 * school's key; nothing is stored here. NULL without a key or memory.
 */
const char *familiar_make(struct school *school, const char *email, struct arena *arena);

/* Whether `token` (any text or NULL) was made here for this e-mail address. */
bool familiar_is(struct school *school, const char *email, const char *token);

/* ---- throttle.c: counting attempts ---- */

struct throttle {
    const char *kind; // "email", "address", "join": subjects of different kinds never meet
    const char *text; // what is counted; only its fingerprint is stored. NULL: unknown, nothing is counted
    int64_t limit;    // attempts in SESSION_ATTEMPT_MINUTES
};

/* Inside a unit: *ret_wait_ms 0 when another attempt is allowed, else the milliseconds until one is. */
enum fault throttle_check(struct db *db, const struct throttle *throttle, int64_t now, int64_t *ret_wait_ms);
/* Inside a unit: counts an attempt. */
enum fault throttle_count(struct db *db, const struct throttle *throttle, int64_t now, int64_t *ret_attempt_id);
/* Inside a unit: forgets all attempts. */
enum fault throttle_forget(struct db *db, const struct throttle *throttle);
/* Inside a unit: an attempt was refused; the first time within SESSION_ATTEMPT_MINUTES it goes to the audit log. */
enum fault throttle_refused(struct db *db, const struct throttle *throttle, int64_t now);

enum { ATTEMPT_THROTTLES_MAX = 3 };

/* One attempt that several throttles count. */
struct throttled_attempt {
    struct throttle throttles[ATTEMPT_THROTTLES_MAX]; // text NULL: not counted
    int64_t ids[ATTEMPT_THROTTLES_MAX];               // set by attempt_begin
    int64_t now;
    int64_t wait_ms;
    enum fault fault;
};

/* Inside a unit: counts the attempt, before it is made, so that many at once cannot pass a limit. TOO_MANY_ATTEMPTS and
 * `wait_ms`, and nothing counted, when a limit is reached. */
enum fault attempt_count(struct db *db, struct throttled_attempt *attempt);

/* Inside a unit: it was none after all. */
enum fault attempt_forgive(struct db *db, const struct throttled_attempt *attempt);

/* The same in units of their own. */
enum fault attempt_begin(struct school *school, struct throttled_attempt *attempt, int64_t *ret_retry_after_s);
void attempt_take_back(struct school *school, struct throttled_attempt *attempt);

/* Whole seconds, 1 or more. */
int64_t seconds_of(int64_t wait_ms);

/* ---- audit.c ---- */

/* One entry; the texts are borrowed. */
struct audit_entry {
    int64_t at;
    int64_t actor_id;         // 0: the program itself, or nobody signed in
    const char *action;       // stable word such as "mark_set"
    const char *subject_type; // "lecture", "user", ...
    int64_t subject_id;
    const char *detail; // short text, may be NULL; no secrets, no scores
};

/* Makes the row that every append locks, once per database. */
enum fault audit_prepare(struct school *school);

/* Appends inside a writing unit; the entry is there exactly when the unit's other writes are. */
enum fault audit_append(struct db *db, const struct audit_entry *entry);

/* Inside a unit: deletes at most `limit` of the oldest entries, those made before `before`. The chain can still be
 * verified: the hash that the next one follows is kept. */
enum fault audit_forget(struct db *db, int64_t before, int64_t limit, int64_t now, int64_t *ret_count);

/* ---- retention.c: proof of deletion, inside a unit ---- */

struct deletion;

/* Everything but `id`; of the people only the ids. */
enum fault deletion_note(struct db *db, const struct deletion *deletion);

/* ---- mail.c, notification.c: telling people, inside a unit ---- */

/* Queues a mail: it is sent exactly when the unit's other writes are there. Texts within the limits of mail.h. */
enum fault mail_queue(struct db *db, const struct mail *mail, int64_t now);

/* For one person; nothing when they chose to be told neither way. */
enum fault notification_add(struct db *db, const struct notification_request *request, int64_t now);

/* The same for all students of request->class_id, in one statement. */
enum fault notification_add_class(struct db *db, const struct notification_request *request, int64_t now);

/* ---- access.c: who may; classroom.c, lecture.c: reading ---- */

/* Values of classroom_staff.kind. */
#define STAFF_TEACHER "teacher"
#define STAFF_ASSISTANT "assistant"

/* What deciding about a classroom or a lecture needs. */
struct access {
    int64_t class_id;
    int64_t lecture_id; // 0 for a classroom's
    bool owner;         // the actor is its professor
    bool teacher;       // owner or co-teacher
    bool assistant;     // teacher or teaching assistant
    bool watcher;       // assistant or administrator: sees what the staff sees
    bool member;        // the actor is its student
    bool reader;        // watcher or member
    bool archived;
    int64_t late_after_minutes, window_minutes;
    enum live_policy policy;
    bool cancelled;
    int64_t starts_at;
    bool has_window;
    int64_t opens_at, closes_at, late_after_at;
};

/* A classroom's column `policy`. NULL, the word of an older version and one of a later version ask for the least. */
enum live_policy access_policy(const char *word);

/* NOT_FOUND when there is no such thing; ownership is for the caller to judge. */
enum fault access_classroom(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access);
enum fault access_lecture(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access);

/* The faults of changing a classroom or its plan: NOT_FOUND unless teacher, CLASSROOM_ARCHIVED, LECTURE_CANCELLED. */
enum fault access_change(const struct access *access);

/* The same for taking attendance: teaching assistants may, too. */
enum fault access_work(const struct access *access);

enum window_state window_state(int64_t opens_at, int64_t closes_at, int64_t now);

enum fault lecture_read(struct db *db, int64_t lecture_id, int64_t now, struct arena *arena,
                        struct lecture *ret_lecture);

/* Which lectures: of the classrooms of `member_id` (as student or staff), of classroom `class_id`, or of all; and
 * of those the ones that start in [starts_from, starts_before) and end after `ends_after`, or whose window is open at
 * `open_at`. */
struct lecture_filter {
    int64_t member_id; // 0: nobody
    bool as_student;   // not those that they teach or assist in
    int64_t class_id;  // 0: none
    bool all;
    bool cancelled; // cancelled ones too
    int64_t starts_from, starts_before, ends_after;
    int64_t open_at; // -1: never
    int64_t limit;
};
/* By start, oldest first. */
enum fault lecture_read_list(struct db *db, const struct lecture_filter *filter, int64_t now, struct arena *arena,
                             struct lecture_list *ret_list);

/* Opens the window of a lecture inside a unit, for the first time or again, or plans it. */
enum fault window_write(struct db *db, const struct actor *actor, const struct access *access,
                        const struct window_plan *plan, int64_t now);

/*
 * Inside a unit: makes the windows that open by the plan for lectures near now, those of one lecture, or of a classroom
 * whose plan has changed; automatic ones that have not begun are made anew. They are written days before they open, so
 * that their state follows from time alone.
 */
enum fault window_plan_lecture(struct db *db, int64_t lecture_id, int64_t now);
enum fault window_plan_class(struct db *db, int64_t class_id, int64_t now);

/* Inside the unit of a close: unmarked students become Absent (method "close") when the classroom says so. Fills the
 * ids of those, in the arena. */
struct absent_list {
    int64_t *students;
    size_t count;
};
enum fault window_absent(struct db *db, int64_t lecture_id, int64_t at, int64_t now, struct arena *arena,
                         struct absent_list *ret_list);

/* The part of school_tick() that is windows': plans, tells openings, deals with closes. */
enum fault window_tick(struct school *school, int64_t now);

/* ---- telling.c ---- */

/* Inside a unit: the members of the classroom will be told, but for `actor_id` (0: nobody is left out). */
enum fault telling_add(struct db *db, const struct notification_request *request, int64_t actor_id, int64_t now);

/* The part of school_tick(): tells up to TELLING_BATCHES times TELLING_BATCH people. */
enum { TELLING_BATCH = 200, TELLING_BATCHES = 200 };
enum fault telling_tick(struct school *school, int64_t now);

/* ---- staff.c, status_set.c ---- */

/* Of an account that is not disabled; ACCOUNT_UNKNOWN. */
enum fault user_by_email(struct db *db, const char *email, struct arena *arena, struct user *ret_user);

/* How a classroom names and counts its marks; the usual set where it has none of its own. */
enum fault status_set_read(struct db *db, int64_t class_id, struct arena *arena, struct status_set *ret_set);

enum fault classroom_read(struct db *db, const struct actor *actor, int64_t class_id, int64_t now, struct arena *arena,
                          struct classroom *ret_classroom);
enum fault classroom_read_list(struct db *db, const struct actor *actor, int64_t now, struct arena *arena,
                               struct classroom_list *ret_list);

/* ---- mark.c ---- */

/* mark.version of a row of `attendance`: its columns id and version. */
int64_t mark_version(int64_t id, int64_t version);

/*
 * Marks of all students of the lecture's classroom by name, or of one (`student_id` not 0). Who has left the classroom
 * is among them with a mark, and without one when they were in it to the lecture's end.
 */
struct mark_list {
    struct mark *marks;
    size_t count;
};
enum fault mark_read_list(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id, struct arena *arena,
                          struct mark_list *ret_list);
/* NOT_FOUND when the student is not in such a list. */
enum fault mark_read(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id, struct arena *arena,
                     struct mark *ret_mark);
enum fault counts_read(struct db *db, int64_t class_id, int64_t lecture_id, struct counts *ret_counts);
/* Whose lecture it is and who have no mark. */
enum fault unmarked_read(struct db *db, int64_t lecture_id, int64_t *ret_unmarked);
/* Counts into every lecture of a list that is one classroom's. */
enum fault counts_read_list(struct db *db, int64_t class_id, struct arena *arena, struct lecture_list *list);

/* ---- event.c: telling those who watch, after the commit; failures only cost the event ---- */

void event_mark(struct school *school, int64_t lecture_id, int64_t student_id);
void event_window(struct school *school, int64_t lecture_id);
/* The person's list of notifications has changed; `notification_id`: the newest, 0: something was read. */
void event_notification(struct school *school, int64_t user_id, int64_t notification_id);
void event_refusal(struct school *school, int64_t lecture_id, int64_t student_id, enum face_reason reason, int64_t at);

/* ---- flag.c: two accounts, one face ---- */

/* Somebody whose enrolled face is the same as, or close to, one that is just being enrolled. */
struct flag_match {
    int64_t user_id;
    enum flag_kind kind;
};

/* Whether this person is in a flag that nobody has resolved. */
enum fault flag_is_open(struct db *db, int64_t user_id, bool *ret_open);

/* Inside a unit: this person's face is gone or another now; their open flags say nothing any more. */
enum fault flag_clear(struct db *db, int64_t user_id, int64_t now);

/* Inside the unit that stores a template of `model_id`: flag_clear, and a flag for each match that still has a face.
 * Audited. */
enum fault flag_raise(struct db *db, int64_t user_id, const char *model_id, const struct flag_match *matches,
                      size_t count, int64_t now);

/* ---- room_code.c ---- */

/* Whether `code` is the lecture's at `at`: six digits, or what the QR code holds. Needs the key. */
bool room_code_is_right(const struct school *school, int64_t lecture_id, const char *code, int64_t at);

/* May this check-in go on at `at`? CODE_NEEDED, CODE_WRONG (the challenge is then used up), CHALLENGE_UNKNOWN. */
enum fault room_code_check(struct school *school, const struct actor *actor, const struct check_in_request *request,
                           int64_t at);

/* ---- identity.c ---- */

enum fault identity_read(struct school *school, struct db *db, int64_t user_id, struct identity *ret_identity);

/* A condition on a template `t`: its owner lets it be compared with others. An older text than the current one named
 * that, too. */
#define IDENTITY_COMPARED                                                                                              \
    "EXISTS (SELECT 1 FROM consents c WHERE c.user_id = t.user_id AND c.withdrawn_at IS NULL AND c.scope = 'all')"

/* Inside a unit: deletes the person's template and what was flagged about it. Audited when there was one. The unit must
 * be run by the next. */
enum fault identity_forget(struct db *db, int64_t user_id, int64_t actor_id, int64_t now, int64_t *ret_deleted);

/* school_write of a unit after which this person's face is compared with nobody's any more, in memory, too. */
enum fault identity_write_without_face(struct school *school, int64_t user_id, store_unit write, void *context,
                                       const enum fault *fault);

/* Opens the person's template, into locked memory. CONSENT_NEEDED, FACE_NOT_ENROLLED, FACE_OUTDATED. */
enum fault identity_open(struct school *school, int64_t user_id, struct face_template *template);

/* CONSENT_NEEDED, FACE_NOT_ENROLLED or FACE_OUTDATED unless the person can be verified by face. */
enum fault identity_ready(const struct identity *identity);

/*
 * Compares a burst with the person's template. Slow; no reader may be held. FAULT_NONE: *ret_reason tells (FACE_OK: the
 * same person). CONSENT_NEEDED, FACE_NOT_ENROLLED, FACE_OUTDATED when it cannot be compared.
 */
enum fault identity_verify(struct school *school, int64_t user_id, const struct face_frame *frames, size_t count,
                           enum face_reason *ret_reason, struct face_burst_report *ret_report);

/* ---- identity_photo.c ---- */

/*
 * Compares the faces in the photos with those of the classroom's students who have agreed to it. Fills all of
 * `ret_proposals` but `students`; of each mark only student.id. Slow; no reader may be held. FAULT_FACE + reason with
 * *ret_photo.
 */
enum fault identity_find(struct school *school, int64_t class_id, const struct face_frame *photos, size_t count,
                         struct arena *arena, struct proposals *ret_proposals, size_t *ret_photo);

/* ---- change.c, hand.c: marks that people set ---- */

enum {
    MARK_NOTE_SIZE = 2001,       // bytes of attendance.note
    CHANGE_ARENA_MAX = 16 << 20, // for the marks of a whole classroom
};

/* A row of `attendance`. */
struct mark_state {
    enum mark_status status; // MARK_UNMARKED: there is none, the rest is 0
    int64_t version;         // as in struct mark; of a state to be written: not meant
    int64_t timestamp, minutes_late, marked_by;
    enum mark_method method;
    unsigned flags;
    bool has_note;
    char note[MARK_NOTE_SIZE];
};

/* NOT_FOUND when the student is not in the classroom. */
enum fault mark_state_read(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id,
                           struct mark_state *ret_state);

/* One act, while its unit runs. */
struct mark_change {
    const struct actor *actor;
    int64_t lecture_id, class_id, now;
    const char *reason; // for the audit log; NULL: none
    bool late;          // outside the time of change.h
    int64_t id;         // 0 until it has changed its first mark
};

/* Whether the act may be now; sets `late` and `reason`. NOTE_NEEDED, STEP_UP_NEEDED. */
enum fault hand_time_check(struct db *db, const struct access *access, struct mark_change *change, const char *reason);

/* Inside a unit: writes `after`, keeps `before`, audits, and tells the student of an override. */
enum db_status change_mark(struct db *db, struct mark_change *change, int64_t student_id,
                           const struct mark_state *before, const struct mark_state *after);

/* After the commit: tells those who watch, and reads the marks of these students. */
enum fault change_result(struct school *school, const struct mark_change *change, const int64_t *students, size_t count,
                         struct arena *arena, struct change_result *ret_result);

/* ---- request.c, request_answer.c ---- */

enum fault request_read(struct db *db, int64_t request_id, struct arena *arena, struct request *ret_request);

/* Inside a unit: marks Excused whoever has an accepted leave for this lecture and no mark yet. For whoever opens a
 * window; may be called again. */
enum db_status leave_apply(struct db *db, int64_t class_id, int64_t lecture_id, int64_t now);

/* ---- proof.c, device.c ---- */

enum fault proofs_read(struct db *db, int64_t class_id, struct arena *arena, struct proofs *ret_proofs);

/* Whether this student's check-in by face needs the room code: the classroom asks all, or they look like somebody. */
enum fault proofs_code_needed(struct db *db, int64_t student_id, int64_t lecture_id, bool *ret_needed);

/*
 * Network and place, and the device's fingerprint for what follows. NETWORK_OTHER, POSITION_NEEDED, POSITION_INVALID,
 * OUTSIDE.
 */
enum fault proofs_judge(const struct proofs *proofs, const struct proof_input *input, struct proved *ret_proved);

/* All of it before a face is looked at: proofs_judge and device_meet. Nothing is used up by a refusal. */
enum fault proofs_check(struct school *school, const struct actor *actor, int64_t class_id,
                        const struct proof_input *input, struct proved *ret_proved);

/* Inside a unit: remembers the device and judges it, by proved->device_rule; what was remembered stays when *ret_fault
 * is DEVICE_SHARED or DEVICE_NEW. */
enum db_status device_meet(struct db *db, int64_t user_id, int64_t class_id, struct proved *proved, int64_t now,
                           enum fault *ret_fault);

/* Inside the unit that marks: has another student been marked with this device since? DEVICE_SHARED. */
enum fault device_judge_again(struct db *db, int64_t user_id, struct proved *proved, int64_t now);

/* Inside the unit that marks: from now on the device is this student's for proved->device_minutes. */
enum db_status device_marked(struct db *db, int64_t user_id, const struct proved *proved, int64_t now);

/* ---- check_in_rules.c: what both check-ins share ---- */

/* A student of the class, the lecture on, the window open at `at`. */
enum fault check_in_allowed(struct db *db, const struct actor *actor, int64_t lecture_id, int64_t at,
                            struct access *ret_access);

enum fault check_in_is_marked(struct db *db, int64_t student_id, int64_t lecture_id, bool *ret_marked);

/* How long a student who was refused `tries_max` times in TRIES_MINUTES has to wait; 0: not at all. */
enum fault check_in_wait(struct db *db, int64_t student_id, int64_t tries_max, int64_t now, int64_t *ret_wait_ms);

/* A mark that its student earned. */
struct check_in_mark {
    enum mark_method method;
    int64_t received_at, now; // the first decides on present or late
    const struct proved *proved;
};
/* Inside a unit. *ret_was_marked: there was a mark already, and it stands. */
enum db_status check_in_insert(struct db *db, const struct access *access, int64_t student_id,
                               const struct check_in_mark *mark, bool *ret_was_marked);

/* The actor's mark as they may see it. */
enum fault check_in_own_mark(struct school *school, const struct actor *actor, int64_t class_id, int64_t lecture_id,
                             struct arena *arena, struct mark *ret_mark);

/* ---- check_in.c ---- */

/* The end of a check-in, once the face has been looked at: uses the challenge up, judges by `received_at`, marks or
 * notes the refusal. `proved`: what its mark is flagged with, and its device; NULL: nothing. Apart so that the rules
 * can be tested without faces. */
enum fault check_in_conclude(struct school *school, const struct actor *actor, int64_t lecture_id,
                             const char *challenge, int64_t received_at, enum face_reason reason,
                             const struct proved *proved);

#endif
