/* SPDX-License-Identifier: MIT */
/*
 * Students' devices: a browser keeps a random token, the database its fingerprint. A student's first device is trusted
 * at once; each further one is new for DEVICE_NEW_HOURS, and the student is told of it.
 */
#include "school/checkin/device.h"

#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"

struct device {
    int64_t id; // 0: not seen before
    int64_t first_seen_at;
    bool trusted;
};

static enum fault device_read(struct db *db, int64_t user_id, const char *fingerprint, struct device *ret_device)
{
    struct row row;
    struct device device = {0};
    row_begin(&row, db, NULL, "SELECT id, first_seen_at, trusted FROM devices WHERE user_id = ? AND fingerprint = ?",
              DB_VALUES(I(user_id), T(fingerprint)));
    while (row_next(&row))
        device = (struct device){row_int(&row, 0), row_int(&row, 1), row_int(&row, 2) != 0};
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_device = device;
    return FAULT_NONE;
}

/* Who makes up tokens fills neither the table nor the list of notifications. */
static enum fault device_make_room(struct db *db, int64_t user_id, int64_t count)
{
    bool found = false;
    int64_t oldest = 0;
    if (count < DEVICES_MAX)
        return FAULT_NONE;
    enum fault fault =
        row_one_int(db, "SELECT id FROM devices WHERE user_id = ? AND trusted = 0 ORDER BY last_seen_at, id LIMIT 1",
                    DB_VALUES(I(user_id)), &found, &oldest);
    if (fault != FAULT_NONE || !found)
        return fault;
    return fault_of(db_exec(db, "DELETE FROM devices WHERE id = ?", DB_VALUES(I(oldest))));
}

static enum fault device_add(struct db *db, int64_t user_id, int64_t class_id, const char *fingerprint, int64_t now,
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
    *device = (struct device){0, now, count == 0};
    enum db_status status = db_exec(db,
                                    "INSERT INTO devices (user_id, fingerprint, first_seen_at, last_seen_at, trusted)"
                                    " VALUES (?, ?, ?, ?, ?)",
                                    DB_VALUES(I(user_id), T(fingerprint), I(now), I(now), I(device->trusted)));
    if (status != DB_OK)
        return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status);
    if (device->trusted || told)
        return FAULT_NONE;
    return tell(db, TELL_PERSON,
                &(struct notification_request){.user_id = user_id, .kind = NOTIFY_NEW_DEVICE, .class_id = class_id}, 0,
                now);
}

static enum fault device_is_shared(struct db *db, int64_t user_id, const struct proved *proved, int64_t now,
                                   bool *ret_shared)
{
    int64_t id;
    return row_one_int(db, "SELECT id FROM devices WHERE fingerprint = ? AND marked_at > ? AND user_id <> ? LIMIT 1",
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
        return device_flag(proved, MARK_NEW_DEVICE, FAULT_DEVICE_NEW);
    enum fault fault = device_read(db, user_id, proved->device, &device);
    if (fault != FAULT_NONE)
        return fault;
    if (device.id == 0)
        fault = device_add(db, user_id, class_id, proved->device, now, &device);
    else
        fault =
            fault_of(db_exec(db, "UPDATE devices SET last_seen_at = ? WHERE id = ?", DB_VALUES(I(now), I(device.id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = device_is_shared(db, user_id, proved, now, &shared);
    if (fault != FAULT_NONE)
        return fault;
    if (shared)
        fault = device_flag(proved, MARK_SHARED_DEVICE, FAULT_DEVICE_SHARED);
    if (fault != FAULT_NONE)
        return fault;
    bool is_new = !device.trusted && now - device.first_seen_at < DEVICE_NEW_HOURS * (int64_t)SCHOOL_HOUR_MS;
    return is_new ? device_flag(proved, MARK_NEW_DEVICE, FAULT_DEVICE_NEW) : FAULT_NONE;
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

enum fault device_marked(struct db *db, int64_t user_id, const struct proved *proved, int64_t now)
{
    if (proved->device_rule == PROOF_OFF || !proved->device[0])
        return FAULT_NONE;
    return fault_of(db_exec(db, "UPDATE devices SET marked_at = ? WHERE user_id = ? AND fingerprint = ?",
                            DB_VALUES(I(now), I(user_id), T(proved->device))));
}
