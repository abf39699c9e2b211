/* SPDX-License-Identifier: MIT */
/* Telling those who watch, after the commit; failures only cost the event. */
#ifndef AMS_SCHOOL_EVENT_INSIDE_H
#define AMS_SCHOOL_EVENT_INSIDE_H

#include <stdint.h>

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct school;
struct school_event;
/*
 * A turn to tell: the state is read between the two calls, under the lock, so that of two marks at once the one told
 * last has counted both. False: nobody listens, and there is no turn. `event` NULL: nothing is told after all.
 */
bool event_begin(struct school *school);
void event_end(struct school *school, const struct school_event *event);

/* Sets the event's class_id by its lecture. NOT_FOUND. */
enum fault event_lecture(struct db *db, struct school_event *event);

/* Somebody may have lost a right: school_change tells it of every unit that wrote to where rights stand (rights.h). */
void event_rights(struct school *school);

/* The person's list of notifications has changed; `notification_id`: the newest, 0: something was read. */
void event_notification(struct school *school, int64_t user_id, int64_t notification_id);

#endif
