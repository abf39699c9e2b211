/* SPDX-License-Identifier: MIT */
/* Telling those who watch, after the commit; failures only cost the event. */
#ifndef AMS_SCHOOL_EVENT_INSIDE_H
#define AMS_SCHOOL_EVENT_INSIDE_H

#include <stdint.h>

#include "face/face.h"

struct school;

void event_mark(struct school *school, int64_t lecture_id, int64_t student_id);
void event_window(struct school *school, int64_t lecture_id);
/* The person's list of notifications has changed; `notification_id`: the newest, 0: something was read. */
void event_notification(struct school *school, int64_t user_id, int64_t notification_id);
void event_refusal(struct school *school, int64_t lecture_id, int64_t student_id, enum face_reason reason, int64_t at);

#endif
