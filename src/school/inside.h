/* SPDX-License-Identifier: MIT */
/*
 * What the files of the school room share: reading rows into an arena, checking text, who owns what. Only for
 * src/school/ and tests/school/. Functions that take a `struct db` run in a reader or inside a writing unit alike.
 */
#ifndef AMS_SCHOOL_INSIDE_H
#define AMS_SCHOOL_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "school/attendance.h"
#include "school/class_photo.h"
#include "school/event.h"
#include "school/flag.h"
#include "school/mail.h"
#include "school/notification.h"
#include "school/session.h"
#include "school/setting.h"
#include "store/store.h"

enum {
    SCHOOL_LOOKS_MAX = 256, // faces looked at or waiting for an engine at the same time
    SCHOOL_SECOND_MS = 1000,
    SCHOOL_MINUTE_MS = 60 * SCHOOL_SECOND_MS,
    SCHOOL_HOUR_MS = 60 * SCHOOL_MINUTE_MS,
    SCHOOL_DAY_MS = 24 * SCHOOL_HOUR_MS,
};

struct identity_gallery;
struct job_kind;

struct school {
    struct school_config config;
    struct identity_gallery *gallery; // every enrolled face; NULL without faces or key

    pthread_mutex_t notify_lock; // orders events; taken before a reader, never while one is held

    pthread_mutex_t hasher_lock; // guards the next two
    pthread_cond_t hasher_free;
    unsigned hashers_busy, hashers_waiting;

    pthread_mutex_t looks_lock;      // guards the next two
    int64_t looks[SCHOOL_LOOKS_MAX]; // students whose face is being looked at
    size_t look_count;

    struct liveness *liveness; // its own lock
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

enum fault notification_add(struct db *db, const struct notification_request *request, int64_t now);

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

/* Which lectures: of the classrooms of `member_id` (as student or professor), of classroom `class_id`, or of all; and
 * of those the ones that start in [starts_from, starts_before) and end after `ends_after`, or whose window is open at
 * `open_at`. */
struct lecture_filter {
    int64_t member_id; // 0: nobody
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

/* Opens the window of a lecture inside a unit, for the first time or again. */
enum fault window_write(struct db *db, const struct actor *actor, const struct access *access,
                        const struct window_request *request, int64_t now);

enum fault classroom_read(struct db *db, const struct actor *actor, int64_t class_id, int64_t now, struct arena *arena,
                          struct classroom *ret_classroom);
enum fault classroom_read_list(struct db *db, const struct actor *actor, int64_t now, struct arena *arena,
                               struct classroom_list *ret_list);

/* ---- mark.c ---- */

/* Marks of all students of the lecture's classroom by name, or of one (`student_id` not 0). */
struct mark_list {
    struct mark *marks;
    size_t count;
};
enum fault mark_read_list(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id, struct arena *arena,
                          struct mark_list *ret_list);
/* NOT_FOUND when the student is not in the classroom. */
enum fault mark_read(struct db *db, int64_t class_id, int64_t lecture_id, int64_t student_id, struct arena *arena,
                     struct mark *ret_mark);
enum fault counts_read(struct db *db, int64_t class_id, int64_t lecture_id, struct counts *ret_counts);
/* Counts into every lecture of a list that is one classroom's. */
enum fault counts_read_list(struct db *db, int64_t class_id, struct arena *arena, struct lecture_list *list);

/* ---- event.c: telling those who watch, after the commit; failures only cost the event ---- */

void event_mark(struct school *school, int64_t lecture_id, int64_t student_id);
void event_window(struct school *school, int64_t lecture_id);
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

/* ---- check_in.c ---- */

/* The end of a check-in, once the face has been looked at: uses the challenge up, judges by `received_at`, marks or
 * notes the refusal. `flag`: NULL or what the mark's professor should look at. Apart so that the rules can be tested
 * without faces. */
enum fault check_in_conclude(struct school *school, const struct actor *actor, int64_t lecture_id,
                             const char *challenge, int64_t received_at, enum face_reason reason, const char *flag);

#endif
