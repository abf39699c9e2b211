/* SPDX-License-Identifier: MIT */
/*
 * Students' devices. A browser keeps a random token, of which the database has the fingerprint, and a key that it
 * cannot give away (device_proof.h). A device is known by the key that it proves, and by the token as long as it has
 * proven none: the first key is its own from then on. The same token with another key is another device, for whoever
 * has copied the token has not got the key. A student's first device is trusted at once; each further one is new for
 * DEVICE_NEW_HOURS, or until somebody vouches for it (own_device.h), and the student is told of it.
 */
#include "school/checkin/device.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/marks/mark_write.h"
#include "school/people/sign_in/session.h"
#include "school/plan/joint_inside.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"

enum { NAME_ARENA = 256 };

void device_browser(const char *token, char browser[static SECRET_FINGERPRINT_SIZE])
{
    browser[0] = '\0';
    if (token && *token && strlen(token) <= DEVICE_TOKEN_MAX)
        secret_fingerprint(token, browser);
}

static struct db_value key_or_null(const struct proved *proved)
{
    return proved->key[0] ? T(proved->key) : N();
}

/* The row that is meant: of the key that was proven, or of this browser's token before it had one; of the token alone
 * where nothing was proven. */
static enum fault device_find(struct db *db, int64_t user_id, const struct proved *proved, struct device *ret_device)
{
    struct row row;
    struct device own = {0}, keyless = {0}, eldest = {0}; // the eldest with this token
    int64_t other = 0;                                    // the eldest with this token and another key
    row_begin(&row, db, NULL,
              "SELECT id, first_seen_at, trusted, public_key, browser FROM devices WHERE user_id = ? AND"
              " (public_key = ? OR browser = ?) ORDER BY id",
              DB_VALUES(I(user_id), T(proved->key), T(proved->device)));
    while (row_next(&row)) {
        const char *key = db_text(&row.rows, 3), *browser = db_text(&row.rows, 4);
        struct device device = {row_int(&row, 0), row_int(&row, 1), row_int(&row, 2) != 0, false};
        bool came_with = browser && strcmp(browser, proved->device) == 0;
        if (came_with && eldest.id == 0)
            eldest = device;
        if (!key)
            keyless = device;
        else if (proved->key[0] && strcmp(key, proved->key) == 0)
            own = device;
        else if (came_with && other == 0)
            other = device.id;
    }
    enum fault fault = row_end(&row);
    *ret_device = !proved->key[0] ? eldest : own.id != 0 ? own : keyless;
    ret_device->rekeyed = proved->key[0] && other != 0 && (ret_device->id == 0 || other < ret_device->id);
    return fault;
}

/* Who makes up tokens and keys fills neither the table nor the list of notifications. */
static enum fault device_make_room(struct db *db, int64_t user_id, int64_t count)
{
    bool found = false;
    int64_t oldest = 0;
    if (count < DEVICES_MAX)
        return FAULT_NONE;
    enum fault fault =
        row_one_int(db, "SELECT id FROM devices WHERE user_id = ? ORDER BY trusted, last_seen_at, id LIMIT 1",
                    DB_VALUES(I(user_id)), &found, &oldest);
    if (fault != FAULT_NONE || !found)
        return fault;
    return fault_of(db_exec(db, "DELETE FROM devices WHERE id = ?", DB_VALUES(I(oldest))));
}

/* The column `fingerprint`, which a student has but once: several keys may have come with one token. */
static void row_name(const struct proved *proved, char name[static SECRET_FINGERPRINT_SIZE])
{
    char both[SECRET_FINGERPRINT_SIZE + ES256_KEY_SIZE];
    snprintf(both, sizeof(both), "%s %s", proved->device, proved->key);
    if (proved->key[0])
        secret_fingerprint(both, name);
    else
        memcpy(name, proved->device, SECRET_FINGERPRINT_SIZE);
}

static enum fault device_insert(struct db *db, int64_t user_id, const struct proved *proved, int64_t now,
                                struct device *device)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    CLOSES(arena_release) struct arena arena = arena_of(NAME_ARENA);
    const char *name = session_device(proved->agent, false, &arena);
    if (!name)
        return FAULT_INTERNAL;
    row_name(proved, fingerprint);
    enum db_status status = db_one_int(
        db, &device->id,
        "INSERT INTO devices (user_id, fingerprint, browser, public_key, name, first_seen_at, last_seen_at, trusted)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        DB_VALUES(I(user_id), T(fingerprint), T(proved->device), key_or_null(proved), T(name), I(now), I(now),
                  I(device->trusted)));
    if (status == DB_ROW)
        return FAULT_NONE;
    return status == DB_CONFLICT ? FAULT_BUSY : status == DB_OK ? FAULT_INTERNAL : fault_of(status);
}

static enum fault device_add(struct db *db, int64_t user_id, int64_t class_id, const struct proved *proved, int64_t now,
                             struct device *device)
{
    bool told = false;
    int64_t count = 0, recent = 0;
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM devices WHERE user_id = ?", DB_VALUES(I(user_id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT id FROM devices WHERE user_id = ? AND trusted = 0 AND first_seen_at > ? LIMIT 1",
                        DB_VALUES(I(user_id), I(now - SCHOOL_DAY_MS)), &told, &recent);
    if (fault != FAULT_NONE)
        return fault;
    fault = device_make_room(db, user_id, count);
    if (fault != FAULT_NONE)
        return fault;
    device->first_seen_at = now;
    device->trusted = count == 0;
    fault = device_insert(db, user_id, proved, now, device);
    if (fault != FAULT_NONE || device->trusted || told)
        return fault;
    return tell(db, TELL_PERSON,
                &(struct notification_request){.user_id = user_id, .kind = NOTIFY_NEW_DEVICE, .class_id = class_id}, 0,
                now);
}

/* What it calls itself is noted of who has proven to be it, and where nothing was noted before. */
static enum fault device_note(struct db *db, int64_t device_id, const struct proved *proved, int64_t now)
{
    CLOSES(arena_release) struct arena arena = arena_of(NAME_ARENA);
    const char *name = session_device(proved->agent, false, &arena);
    return fault_of(db_exec(db,
                            "UPDATE devices SET last_seen_at = ?, browser = ?, public_key = COALESCE(public_key, ?),"
                            " name = COALESCE(?, name, ?) WHERE id = ?",
                            DB_VALUES(I(now), T(proved->device), key_or_null(proved), proved->key[0] ? T(name) : N(),
                                      T(name), I(device_id))));
}

enum fault device_see(struct db *db, int64_t user_id, int64_t class_id, const struct proved *proved, int64_t now,
                      struct device *ret_device)
{
    struct device device;
    enum fault fault = device_find(db, user_id, proved, &device);
    if (fault != FAULT_NONE)
        return fault;
    fault = device.id == 0 ? device_add(db, user_id, class_id, proved, now, &device)
                           : device_note(db, device.id, proved, now);
    *ret_device = device;
    return fault;
}

int64_t device_new_until(const struct device *device, int64_t now)
{
    int64_t until = device->first_seen_at + DEVICE_NEW_HOURS * (int64_t)SCHOOL_HOUR_MS;
    return device->trusted || now >= until ? 0 : until;
}

static enum fault device_is_shared(struct db *db, int64_t user_id, const struct proved *proved, int64_t now,
                                   bool *ret_shared)
{
    int64_t id;
    return row_one_int(db, "SELECT id FROM devices WHERE browser = ? AND marked_at > ? AND user_id <> ? LIMIT 1",
                       DB_VALUES(T(proved->device), I(now - proved->device_minutes * SCHOOL_MINUTE_MS), I(user_id)),
                       ret_shared, &id);
}

static enum fault device_flag(struct proved *proved, unsigned flag, enum fault refusal)
{
    proved->flags |= flag;
    return proved->device_rule == PROOF_REFUSE ? refusal : FAULT_NONE;
}

enum fault device_meet(struct db *db, int64_t user_id, int64_t class_id, struct proved *proved, int64_t now)
{
    struct device device;
    bool shared = false;
    if (!proved->device[0])
        return device_flag(proved, MARK_NEW_DEVICE | MARK_UNSIGNED, FAULT_DEVICE_NEW);
    enum fault fault = device_see(db, user_id, class_id, proved, now, &device);
    if (fault != FAULT_NONE)
        return fault;
    proved->device_id = device.id;
    fault = device_is_shared(db, user_id, proved, now, &shared);
    if (fault != FAULT_NONE)
        return fault;
    if (shared)
        fault = device_flag(proved, MARK_SHARED_DEVICE, FAULT_DEVICE_SHARED);
    if (fault != FAULT_NONE)
        return fault;
    bool is_new = device_new_until(&device, now) != 0;
    if (is_new)
        fault = device_flag(proved, MARK_NEW_DEVICE, FAULT_DEVICE_NEW);
    if (fault != FAULT_NONE)
        return fault;
    // Another key, with a token that has had one: lost with what the browser kept, or a token that was copied.
    bool unsigned_ = !proved->key[0] || (is_new && device.rekeyed);
    return unsigned_ ? device_flag(proved, MARK_UNSIGNED, FAULT_DEVICE_UNSIGNED) : FAULT_NONE;
}

enum fault device_judge_again(struct db *db, int64_t user_id, struct proved *proved, int64_t now)
{
    bool shared = false;
    if (proved->device_rule == PROOF_OFF || !proved->device[0])
        return FAULT_NONE;
    enum fault fault = device_is_shared(db, user_id, proved, now, &shared);
    if (fault != FAULT_NONE || !shared)
        return fault;
    return device_flag(proved, MARK_SHARED_DEVICE, FAULT_DEVICE_SHARED);
}

/* ---- the mark ---- */

struct others {
    int64_t student_ids[SHARED_MARKS_MAX];
    unsigned flags[SHARED_MARKS_MAX];
    size_t count;
};

/* Who else has earned a mark in the lecture with this device, and is not flagged for it. */
static enum fault others_read(struct db *db, int64_t user_id, int64_t lecture_id, const struct proved *proved,
                              int64_t now, struct others *others)
{
    struct row row;
    others->count = 0;
    row_begin(&row, db, NULL,
              "SELECT DISTINCT a.student_id, a.flags FROM devices d JOIN attendance a ON a.student_id = d.user_id AND"
              " a.lecture_id = ? AND a.method IN ('face', 'code') WHERE d.browser = ? AND d.marked_at > ? AND"
              " d.user_id <> ? LIMIT ?",
              DB_VALUES(I(lecture_id), T(proved->device), I(now - proved->device_minutes * SCHOOL_MINUTE_MS),
                        I(user_id), I(SHARED_MARKS_MAX)));
    while (row_next(&row)) {
        unsigned flags = mark_flags_read(db_text(&row.rows, 1));
        if (flags & MARK_SHARED_DEVICE)
            continue;
        others->student_ids[others->count] = row_int(&row, 0);
        others->flags[others->count++] = flags | MARK_SHARED_DEVICE;
    }
    return row_end(&row);
}

static enum fault others_flag(struct db *db, int64_t user_id, int64_t lecture_id, const struct proved *proved,
                              int64_t now, struct shared_marks *shared)
{
    struct others others;
    enum fault fault = others_read(db, user_id, lecture_id, proved, now, &others);
    for (size_t i = 0; fault == FAULT_NONE && i < others.count; i++) {
        fault = mark_keep_flags(db, lecture_id, others.student_ids[i], others.flags[i], now);
        if (fault != FAULT_NONE || shared->count == SHARED_MARKS_MAX)
            continue;
        shared->marks[shared->count].lecture_id = lecture_id;
        shared->marks[shared->count++].student_id = others.student_ids[i];
    }
    return fault;
}

enum fault device_marked(struct db *db, int64_t user_id, const struct joint *marked, const struct proved *proved,
                         int64_t now, struct shared_marks *ret_shared)
{
    enum fault fault = FAULT_NONE;
    ret_shared->count = 0;
    if (proved->device_rule == PROOF_OFF || !proved->device[0] || marked->count == 0)
        return FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && (proved->flags & MARK_SHARED_DEVICE) && i < marked->count; i++)
        fault = others_flag(db, user_id, marked->lectures[i], proved, now, ret_shared);
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db, "UPDATE devices SET marked_at = ?, lecture_id = ? WHERE id = ?",
                            DB_VALUES(I(now), I(marked->lectures[0]), I(proved->device_id))));
}

void shared_marks_tell(struct school *school, const struct shared_marks *shared)
{
    for (size_t i = 0; i < shared->count; i++)
        event_mark(school, shared->marks[i].lecture_id, shared->marks[i].student_id);
}
