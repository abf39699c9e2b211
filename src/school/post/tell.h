/* SPDX-License-Identifier: MIT */
/* Telling people, inside the unit that does what they are told of. */
#ifndef AMS_SCHOOL_TELL_H
#define AMS_SCHOOL_TELL_H

#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct db;
struct notification_request;
struct school;

enum audience {
    TELL_PERSON,         // request->user_id
    TELL_MEMBERS,        // of request->class_id: its students and its staff
    TELL_CHANGED,        // of request->class_id: its staff, and whose one of the lectures is that were changed at `now`
    TELL_STUDENTS,       // of request->class_id
    TELL_TEACHERS,       // of request->class_id: its professor and co-teachers
    TELL_STAFF,          // of request->class_id: its teachers and assistants
    TELL_ADMINISTRATORS, // who are not disabled
    AUDIENCE_COUNT,
};

/*
 * Everybody of the audience but `but_not` (0: nobody is left out) is told, each as they chose; who chose to be told
 * in no way is not. Of a lecture for groups only those students hear whose it is. Nobody hears of an archived
 * classroom. Few are told at once, many in batches by telling_tick; the kind must be for all of the audience
 * (notification_rule.h).
 */
enum fault tell(struct db *db, enum audience audience, const struct notification_request *request, int64_t but_not,
                int64_t now);

/* At most ROW_MANY people, each of a classroom of theirs, are told the same; the request's own user_id and class_id do
 * not matter. */
struct tell_each {
    int64_t user_id, class_id;
};
enum fault tell_each(struct db *db, const struct notification_request *request, const struct tell_each *each,
                     size_t count, int64_t now);

/* What was told of a request counts as read by everybody: it is answered, or was taken back, and no e-mail or push
 * about it goes out any more. Of the request its kind, subject_id, text and class_id (0: in whatever classroom) are
 * read. */
enum fault tell_settled(struct db *db, const struct notification_request *told, int64_t now);

/* The opposite, of what was settled at that moment. */
enum fault tell_unsettled(struct db *db, const struct notification_request *told, int64_t settled_at);

/* What somebody was told since then was not so: it goes from their list, and what has not left by e-mail and push does
 * not leave. Of what was told its user_id and kind are read, and as far as they are set its other fields. */
enum fault tell_take_back(struct db *db, const struct notification_request *told, int64_t since);

/* The columns mail_at and push_at of what is held (notification_request.held); 0: to be decided. */
enum { TELL_HELD = -1 };

/* The e-mails and pushes about a lecture that are held may go. */
enum fault tell_release(struct db *db, int64_t lecture_id);

/* The part of school_tick(): tells up to TELLING_BATCHES times TELLING_BATCH people. */
enum { TELLING_BATCH = 200, TELLING_BATCHES = 200 };
enum fault telling_tick(struct school *school, int64_t now);

#endif
