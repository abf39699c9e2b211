/* SPDX-License-Identifier: MIT */
/*
 * JSON in and out (jansson): bodies are parsed with limits, and read by a table of fields that says what is allowed.
 */
#ifndef AMS_HTTP_JSON_H
#define AMS_HTTP_JSON_H

#include <jansson.h>

#include "http/message.h"

enum {
    JSON_DEPTH_MAX = 16,
    JSON_TEXT_SIZE = 256, // default limit of a string field, characters
};

enum json_kind {
    JSON_FIELD_TEXT,
    JSON_FIELD_LINES,
    JSON_FIELD_INT,
    JSON_FIELD_BOOL,
    JSON_FIELD_TIME,
    JSON_FIELD_TIME_OR_NULL,
};

/*
 * One field of a body. Text goes to a `const char *` (in the arena), LINES the same with line feeds allowed, INT and
 * TIME (RFC 3339 text -> milliseconds UTC; OR_NULL: null -> 0) to an `int64_t`, BOOL to a `bool`. An absent optional
 * field leaves its target alone. A table ends with a NULL name.
 */
struct json_field {
    const char *name;
    enum json_kind kind;
    bool required;
    size_t offset;           // offsetof in the target struct
    int64_t lowest, highest; // INT: value; TEXT: characters (0, 0: 1 to JSON_TEXT_SIZE)
};

struct json_error {
    const char *field; // NULL: the document itself
    const char
        *reason; // "is missing", "must be a whole number from 1 to 240", "is not known here"; in the arena or literal
};

/*
 * Reads the message's body into `target`. False, with *ret_error set and `target` untouched, on: bad syntax, duplicate
 * keys, too deep, unknown fields, wrong types or ranges, bad UTF-8, control characters, not an object, no memory.
 */
bool json_read(struct message *message, const struct json_field *fields, void *target, struct json_error *ret_error);

/*
 * The two halves of json_read, for bodies that hold lists: the whole document under the same limits (NULL with
 * *ret_error set; otherwise the caller's to json_decref), and one of its objects read by a table (texts are copied to
 * the arena, so they outlive the document).
 */
json_t *json_read_document(struct message *message, struct json_error *ret_error);
bool json_read_object(struct message *message, const json_t *object, const struct json_field *fields, void *target,
                      struct json_error *ret_error);

/* Replies with the document (and takes the reference). NULL or a failed dump replies 500. */
void json_reply(struct message *message, unsigned status, json_t *document);

#endif
