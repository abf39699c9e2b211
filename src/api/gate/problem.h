/* SPDX-License-Identifier: MIT */
/*
 * Everything a request may be refused with, in one table: status, stable code, a sentence for people, and the next way
 * to go. The school's faults (school/common/fault.h) come first, what the API itself refuses follows.
 */
#ifndef AMS_API_PROBLEM_H
#define AMS_API_PROBLEM_H

#include <stdbool.h>

#include "http/message.h"
#include "school/common/fault.h"

enum {
    PROBLEM_BAD_REQUEST = FAULT_COUNT,
    PROBLEM_BAD_JSON,
    PROBLEM_INVALID_FIELD,
    PROBLEM_BAD_BURST,
    PROBLEM_BAD_PHOTOS,
    PROBLEM_PHOTO_TOO_LARGE,
    PROBLEM_CSRF_FAILED,
    PROBLEM_METHOD_NOT_ALLOWED,
    PROBLEM_TIMEOUT,
    PROBLEM_LENGTH_REQUIRED,
    PROBLEM_BODY_TOO_LARGE,
    PROBLEM_TARGET_TOO_LONG,
    PROBLEM_WRONG_CONTENT_TYPE,
    PROBLEM_HEADERS_TOO_LARGE,
    PROBLEM_TOO_MANY_REQUESTS,
    PROBLEM_NOT_READY,
    PROBLEM_UNKNOWN_PARAMETER,
    PROBLEM_REPEATED_PARAMETER,
    PROBLEM_TOKEN_SCOPE,    // the token lacks the route's scope
    PROBLEM_TOKEN_NOT_HERE, // no token may
    PROBLEM_COUNT,
};

/* Bytes of the largest body of each kind (gate.h). */
enum {
    JSON_BODY_MAX = 16 << 10,
    LIST_BODY_MAX = 1 << 20,
    FORM_BODY_MAX = 20 << 10,
    BURST_BODY_MAX = 4 << 20,
    PHOTO_BODY_MAX = 32 << 20, // half of what a request may take in memory
    FILE_BODY_MAX = 20 << 20,
};

/* What one answer says beyond the table; zero-initialised, it says nothing. Text lives as long as the message. */
struct problem_more {
    const char *detail; // instead of the table's sentence
    const char *field;
    const char *const *frames; // reasons per frame of a burst
    size_t frame_count;
    unsigned retry_after;     // seconds; 0: the table's
    const char *authenticate; // header WWW-Authenticate; NULL: of a 401 the plain one
};

/* Replies with the problem, which also names the request as X-Request-Id and the log do (a fault, FAULT_NONE excepted,
 * or one of the above). `more` may be NULL. */
void problem_reply(struct message *message, unsigned problem, const struct problem_more *more);

/* The stable word, such as "window_closed". */
const char *problem_code(unsigned problem);

unsigned problem_status(unsigned problem);

/* Where the page about a problem is: this and its code. */
#define PROBLEM_PAGES "/api/problems/"

/* The name of its HTTP status: "Conflict". */
const char *problem_title(unsigned problem);

/* The sentences of a problem, in the arena or for ever. False when there is no such problem, or memory ran out. */
bool problem_sentences(unsigned problem, struct arena *arena, const char **ret_detail, const char **ret_next);

/* The field that the problem is about whenever it comes; NULL: none in particular. */
const char *problem_field(unsigned problem);

/* Seconds after which asking again may help; 0: it says nothing of that. */
unsigned problem_retry_after(unsigned problem);

/* The sentences of the problem with this code, in the arena or for ever: what happened, and the next way to go. Of a
 * code that nothing has: NULL. */
void problem_words(const char *code, struct arena *arena, const char **ret_detail, const char **ret_next);

/* The problem with this code; PROBLEM_BAD_REQUEST when none has it. */
unsigned problem_find(const char *code);

#endif
