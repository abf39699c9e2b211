/* SPDX-License-Identifier: MIT */
/*
 * What stands before every handler: who asks, whether they may, and whether the request came from where it says; and
 * what a handler works with. Included by api/ only.
 */
#ifndef AMS_API_GATE_H
#define AMS_API_GATE_H

#include "api/problem.h"
#include "http/json.h"
#include "http/message.h"
#include "school/session.h"

#define SESSION_COOKIE "__Host-session" // browsers then insist on Secure and Path=/, and refuse it from subdomains

enum permission {
    ANYONE,
    SIGNED_IN,
    STUDENT,
    PROFESSOR,
    ADMINISTRATOR,
    STAFF, // professors and administrators
    PERMISSION_COUNT,
};

/* One request in the hands of its handler. */
struct call {
    struct school *school;
    struct message *message;
    struct arena *arena; // the message's
    const char *version;
    struct session session; // but for ANYONE
    struct actor actor;     // but for ANYONE
    struct problem_more more;
    bool secret; // set by a handler whose answer must not be kept for repeats: it holds a one-time secret
};

/*
 * A handler reads the request, makes one call to the school, and replies. It returns FAULT_NONE after it has replied,
 * otherwise the fault or PROBLEM_..., and the gate replies.
 */
typedef unsigned (*call_handler)(struct call *call);

enum api_body {
    NO_BODY,
    JSON_BODY,  // at most 16 KiB
    BURST_BODY, // frames, at most 4 MiB
    PHOTO_BODY, // class photos, at most 32 MiB: half of what a request may take in memory
};

/* One line of the API (routes.c). */
struct api_route {
    enum http_method method;
    const char *pattern;
    enum permission permission;
    call_handler handler;
    enum api_body body;
    bool slow; // writes, passwords and faces: runs on a worker
};

extern const struct api_route api_table[];
extern const size_t api_table_length;

/* Whether somebody with this role may use a route of this permission. */
bool permission_allows(enum permission permission, enum role role);

/* Answers `message`, for the line of the API that matched it. */
void gate_answer(struct school *school, const char *version, const struct api_route *route, struct message *message);

/* Puts the session's cookie on the answer, or (`token` NULL) takes it from the browser. False when memory ran out. */
bool gate_set_cookie(struct message *message, const char *token, int64_t lifetime_s);

#endif
