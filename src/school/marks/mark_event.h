/* SPDX-License-Identifier: MIT */
/* Telling those who watch a lecture of a mark or a refusal, after the commit; failures only cost the event. */
#ifndef AMS_SCHOOL_MARK_EVENT_H
#define AMS_SCHOOL_MARK_EVENT_H

#include <stdint.h>

#include "face/face.h"

struct school;

void event_mark(struct school *school, int64_t lecture_id, int64_t student_id);
void event_refusal(struct school *school, int64_t lecture_id, int64_t student_id, enum face_reason reason, int64_t at);

#endif
