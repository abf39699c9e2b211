/* SPDX-License-Identifier: MIT */
/* The devices that check in. */
#ifndef AMS_SCHOOL_DEVICE_H
#define AMS_SCHOOL_DEVICE_H

#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct proved;

/* Inside a unit: remembers the device and judges it, by proved->device_rule; what was remembered stays with the
 * refusals DEVICE_SHARED and DEVICE_NEW (school_attempt). */
enum fault device_meet(struct db *db, int64_t user_id, int64_t class_id, struct proved *proved, int64_t now);

/* Inside the unit that marks: has another student been marked with this device since? DEVICE_SHARED. */
enum fault device_judge_again(struct db *db, int64_t user_id, struct proved *proved, int64_t now);

/* Inside the unit that marks: from now on the device is this student's for proved->device_minutes. */
enum fault device_marked(struct db *db, int64_t user_id, const struct proved *proved, int64_t now);

#endif
