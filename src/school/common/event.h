/* SPDX-License-Identifier: MIT */
/*
 * What happened: in a lecture, for those who watch it; for a person, on their own pages. RIGHTS: somebody may have lost
 * a right (a session ended, a role or a part in a classroom changed), so whoever listens must be judged anew.
 */
#ifndef AMS_SCHOOL_EVENT_H
#define AMS_SCHOOL_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "face/face.h"

struct counts;
struct person;
struct window;

struct mark;

enum school_event_kind {
    SCHOOL_EVENT_MARK,
    SCHOOL_EVENT_WINDOW,
    SCHOOL_EVENT_REFUSAL,
    SCHOOL_EVENT_NOTIFICATION,
    SCHOOL_EVENT_RIGHTS
};

/* "mark", "window", "refusal", "notification", "rights". */
const char *event_kind_word(enum school_event_kind kind);
bool event_kind_find(const char *word, enum school_event_kind *ret_kind);

/* Borrowed: valid during the call of notify only. */
struct school_event {
    enum school_event_kind kind;
    int64_t lecture_id;
    int64_t class_id;
    int64_t at;
    const struct mark *mark;      // MARK: the new state (MARK_UNMARKED: taken away); otherwise NULL
    const struct counts *counts;  // MARK: after it; otherwise NULL
    const struct window *window;  // WINDOW; NULL: there is none now
    const struct person *student; // MARK and REFUSAL
    enum face_reason reason;      // REFUSAL
    int64_t user_id;              // NOTIFICATION: whose list has changed; no lecture then
    int64_t notification_id;      // NOTIFICATION: the newest; 0: something was read
};

#endif
