/* SPDX-License-Identifier: MIT */
#include "school/notification.h"

#include "school/inside.h"

const char *notification_kind_code(enum notification_kind kind)
{
    static const char *const codes[NOTIFY_KIND_COUNT] = {
        [NOTIFY_WINDOW_OPENED] = "window_opened",
        [NOTIFY_LECTURE_SOON] = "lecture_soon",
        [NOTIFY_LECTURE_CHANGED] = "lecture_changed",
        [NOTIFY_BELOW_THRESHOLD] = "below_threshold",
        [NOTIFY_OUT_OF_REACH] = "out_of_reach",
        [NOTIFY_BOARD_ITEM] = "board_item",
        [NOTIFY_GRADED] = "graded",
        [NOTIFY_REQUEST] = "request",
        [NOTIFY_REQUEST_ANSWERED] = "request_answered",
        [NOTIFY_JOIN_REQUEST] = "join_request",
        [NOTIFY_NEW_DEVICE] = "new_device",
        [NOTIFY_MARK_CHANGED] = "mark_changed",
        [NOTIFY_JOB_DONE] = "job_done",
        [NOTIFY_ERASURE_REQUEST] = "erasure_request",
    };
    return codes[kind];
}

enum fault notification_add(struct db *db, const struct notification_request *request, int64_t now)
{
    return fault_of(db_exec(
        db,
        "INSERT INTO notifications (user_id, kind, class_id, lecture_id, subject_id, text, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        DB_VALUES(I(request->user_id), T(notification_kind_code(request->kind)),
                  request->class_id ? I(request->class_id) : N(), request->lecture_id ? I(request->lecture_id) : N(),
                  request->subject_id ? I(request->subject_id) : N(), T(request->text), I(now))));
}
