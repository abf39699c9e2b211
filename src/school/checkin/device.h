/* SPDX-License-Identifier: MIT */
/* The devices that check in. */
#ifndef AMS_SCHOOL_DEVICE_H
#define AMS_SCHOOL_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/secret.h"
#include "school/common/fault.h"

struct db;
struct joint;
struct proved;
struct school;

/*
 * Inside a unit: remembers the device and judges it, by proved->device_rule; what was remembered stays with the
 * refusals DEVICE_SHARED, DEVICE_NEW and DEVICE_UNSIGNED (school_attempt). Sets proved->device_id.
 */
enum fault device_meet(struct db *db, int64_t user_id, int64_t class_id, struct proved *proved, int64_t now);

/* Inside the unit that marks: has another student been marked with this device since? DEVICE_SHARED. */
enum fault device_judge_again(struct db *db, int64_t user_id, struct proved *proved, int64_t now);

/* Marks of others that the same device has brought, which are to be looked at, too. */
enum { SHARED_MARKS_MAX = 8 };
struct shared_marks {
    size_t count;
    struct {
        int64_t lecture_id, student_id;
    } marks[SHARED_MARKS_MAX];
};

/*
 * Inside the unit that marks: from now on the device is this student's for proved->device_minutes. Where it was
 * another's, it is not told which of them was there: their marks in these lectures are flagged, too. *ret_shared: for
 * shared_marks_tell() after the commit.
 */
enum fault device_marked(struct db *db, int64_t user_id, const struct joint *marked, const struct proved *proved,
                         int64_t now, struct shared_marks *ret_shared);

void shared_marks_tell(struct school *school, const struct shared_marks *shared);

/* What is kept of the token of a browser (any text or NULL): its fingerprint; "" of none, or of one that is too long.
 * Pure. */
void device_browser(const char *token, char browser[static SECRET_FINGERPRINT_SIZE]);

/* A row of `devices`. */
struct device {
    int64_t id; // 0: not seen before
    int64_t first_seen_at;
    bool trusted;
    bool rekeyed; // another key came with this browser's token before
};

/* Inside a unit: notes that it was seen, as device_meet does; *ret_device is what it is now. `proved` has at least its
 * `device`. */
enum fault device_see(struct db *db, int64_t user_id, int64_t class_id, const struct proved *proved, int64_t now,
                      struct device *ret_device);

/* Until when a device is new; 0: it is not. Pure. */
int64_t device_new_until(const struct device *device, int64_t now);

#endif
