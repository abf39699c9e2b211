/* SPDX-License-Identifier: MIT */
/* Small things every handler does: read an id, a body, a burst; reply. Included by api/ only. */
#ifndef AMS_API_CALL_H
#define AMS_API_CALL_H

#include "api/gate/gate.h"
#include "school/attendance/class_photo.h"
#include "school/faces/identity.h" // frames and reports

/* The id in the path's parameter `index`; false when it is no positive whole number: there is no such thing then. */
bool call_id(const struct call *call, size_t index, int64_t *ret_id);

/* When the request reached the server, for what is judged by that: what it waited for a worker since then is not the
 * student's doing. 0: not known. */
int64_t call_received_at(const struct call *call);

/* The fields of a body that may only be {} or absent. */
extern const struct json_field call_no_fields[];

/* Reads the body by the table. FAULT_NONE, or a problem that names the field. No body reads as {}. */
unsigned call_read(struct call *call, const struct json_field *fields, void *target);

/* PROBLEM_INVALID_FIELD, with the field and what is wrong with it. */
unsigned call_tell_field(struct call *call, const struct json_error *error);

/* The same of a number: "must be a whole number from 1 to 200". */
unsigned call_tell_range(struct call *call, const char *field, int64_t lowest, int64_t highest);

/*
 * The ids of the list that the body's field `name` holds, 1 to `most` of them, into the arena; a problem that names the
 * field otherwise (no list, too many, something that is no id).
 */
unsigned call_read_ids(struct call *call, const json_t *list, const char *name, size_t most, const int64_t **ret_ids,
                       size_t *ret_count);

/*
 * The whole body as an object, for bodies that hold lists: the caller's to json_decref when FAULT_NONE. No body reads
 * as {}.
 */
unsigned call_read_document(struct call *call, json_t **ret_document);

/* Splits the body into at most FACE_FRAMES_MAX frames that borrow its bytes. */
unsigned call_read_frames(struct call *call, struct face_frame frames[static FACE_FRAMES_MAX], size_t *ret_count);

/* The same for the photos of a class: fewer and larger. */
unsigned call_read_photos(struct call *call, struct face_frame photos[static CLASS_PHOTO_MAX], size_t *ret_count);

/* Tells the client what became of each frame, when any was looked at. */
void call_tell_frames(struct call *call, const struct face_burst_report *report);

/*
 * The query parameters `after` (the `next` of the page before) and `limit` (1 to PAGE_MAX) of a list.
 * PROBLEM_INVALID_FIELD when one is none.
 */
unsigned call_page(struct call *call, struct page *ret_page);

/* The query parameter `updated_since`: what was made or changed then or later. 0 without it; PROBLEM_INVALID_FIELD. */
unsigned call_since(struct call *call, int64_t *ret_since);

/* The query parameter `name` that switches something on: true or false (and, as it was written before, yes, no, 1 or
 * 0). False when it is absent; PROBLEM_INVALID_FIELD when it is another word. */
unsigned call_flag(struct call *call, const char *name, bool *ret_on);

/*
 * The version that an edit is based on, from If-Match: "\"7\"" as the ETag of the answer that was edited; 0 without the
 * header and for "*". Anything else is PROBLEM_INVALID_FIELD. The school answers FAULT_CHANGED_MEANWHILE.
 */
unsigned call_if_match(struct call *call, int64_t *ret_version);

/* Puts `version` on the answer as its ETag. */
void call_tag(struct call *call, int64_t version);

/* The query parameter `heads` of files: "own" (the reader's language, the usual one) or "fixed", as programs read them.
 * PROBLEM_INVALID_FIELD when it is neither. */
unsigned call_heads(struct call *call, bool *ret_fixed);

/* A file that is saved under `name` (UTF-8): the header Content-Disposition of RFC 6266, where a name beyond ASCII is
 * said twice, for old clients and (RFC 8187) for the others. NULL without memory. */
const char *call_disposition(struct call *call, const char *name);

/* Replies with a file for saving under `name` (UTF-8), whose bytes live in the arena. */
unsigned call_reply_file(struct call *call, const char *type, const char *name, const void *bytes, size_t size);

/* The same for a table that is another one tomorrow: "audit-2026-11-30.csv". */
unsigned call_reply_dated(struct call *call, const char *type, const char *what, const void *bytes, size_t size);

/* What is known of the machine now (api/api.h); where nobody can be asked, nothing but that mail leaves here. */
struct api_condition call_condition(const struct call *call);

/* Replies and returns FAULT_NONE. Takes the document's reference; a NULL document is answered 500. */
unsigned call_reply(struct call *call, unsigned status, json_t *document);
unsigned call_reply_empty(struct call *call);

/* What a rule answered that may have named a wait in seconds; where there is nothing to say, `status` without a body.
 */
unsigned call_answer_empty(struct call *call, enum fault fault, int64_t retry_after_s, unsigned status);

#endif
