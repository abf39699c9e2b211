/* SPDX-License-Identifier: MIT */
/* Small things every handler does: read an id, a body, a burst; reply. Included by api/ only. */
#ifndef AMS_API_CALL_H
#define AMS_API_CALL_H

#include "api/gate.h"
#include "school/identity.h" // frames and reports

/* The id in the path's parameter `index`; false when it is no positive whole number: there is no such thing then. */
bool call_id(const struct call *call, size_t index, int64_t *ret_id);

/* Reads the body by the table. FAULT_NONE, or a problem that names the field. No body reads as {}. */
unsigned call_read(struct call *call, const struct json_field *fields, void *target);

/* Splits the body into at most FACE_FRAMES_MAX frames that borrow its bytes. */
unsigned call_read_frames(struct call *call, struct face_frame frames[static FACE_FRAMES_MAX], size_t *ret_count);

/* Tells the client what became of each frame, when any was looked at. */
void call_tell_frames(struct call *call, const struct face_burst_report *report);

/* Replies and returns FAULT_NONE. Takes the document's reference; a NULL document is answered 500. */
unsigned call_reply(struct call *call, unsigned status, json_t *document);
unsigned call_reply_empty(struct call *call);

#endif
