/* SPDX-License-Identifier: MIT */
/* Telling those who watch, after the commit; failures only cost the event. */
#ifndef AMS_SCHOOL_EVENT_INSIDE_H
#define AMS_SCHOOL_EVENT_INSIDE_H

#include <stdint.h>

#include <stdbool.h>
#include <stdint.h>

#include "school/common/fault.h"
#include "store/db.h"

struct db;
struct school;
struct school_event;
/*
 * A turn to tell: the state is read between the two calls, under the lock, so that of two marks at once the one told
 * last has counted both. False: nobody listens here, and there is no turn. `event` NULL: nothing is told after all.
 */
bool event_begin(struct school *school, const struct school_event *event);
void event_end(struct school *school, const struct school_event *event);

/*
 * Inside the unit that makes it happen: notes it for the other servers on this database, which tell their own pages
 * within a second (follow.h). Of the event its kind, lecture_id, user_id (of a MARK and a REFUSAL the student), reason
 * and `at` count. Costs nothing where there can be no other server.
 */
enum db_status event_note(struct db *db, const struct school_event *event);

/* The same of a lecture as a whole: its window, or many of its marks. */
enum db_status event_note_lecture(struct db *db, int64_t lecture_id, int64_t at);

/* For what is told after its unit: notes a lecture for the other servers in a unit of its own. */
void event_share_lecture(struct school *school, int64_t lecture_id);

/* Sets the event's class_id by its lecture. NOT_FOUND. */
enum fault event_lecture(struct db *db, struct school_event *event);

/* Somebody may have lost a right: school_change tells it of every unit that wrote to where rights stand (rights.h). */
void event_rights(struct school *school);

/* The person's list of notifications has changed; `notification_id`: the newest, 0: something was read. */
void event_notification(struct school *school, int64_t user_id, int64_t notification_id);

#endif
