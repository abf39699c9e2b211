/* SPDX-License-Identifier: MIT */
/*
 * What a person is told: a list in the app with an unread count, live while the page is open, and by e-mail as they
 * chose. The rules write a notification in the same transaction as what it tells of (notification_add in inside.h).
 */
#ifndef AMS_SCHOOL_NOTIFICATION_H
#define AMS_SCHOOL_NOTIFICATION_H

#include "school/school.h"

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
    NOTIFY_KIND_COUNT,
};

/* "window_opened", ... */
const char *notification_kind_code(enum notification_kind kind);

struct notification_request {
    int64_t user_id;
    enum notification_kind kind;
    int64_t class_id;   // 0: none
    int64_t lecture_id; // 0: none
    int64_t subject_id; // of the item, the request, ...; 0: none
    const char *text;   // what the app cannot know from the ids: a title, a status; may be NULL; at most 300 characters
};

#endif
