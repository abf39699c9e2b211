/* SPDX-License-Identifier: MIT */
/* Which route a request is for. A route is one line of data; a table of them ends with a route whose pattern is NULL.
 */
#ifndef AMS_HTTP_ROUTER_H
#define AMS_HTTP_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "http/message.h"

struct route {
    enum http_method method;
    const char *pattern;   // "/api/attendance/:lecture/check-in": a :name takes one whole segment
    int permission;        // the caller's own meaning (api/gate/gate.h)
    void (*handler)(void); // the caller's own type, cast back by it
    size_t body_max;       // bytes; 0: no body accepted
    bool slow;             // runs on a worker, its connection suspended meanwhile
    unsigned lane;         // of a slow route: whose workers (server.h), below SERVER_LANES
    const char *body_type; // required Content-Type, "image/*" for a family; NULL: "application/json"
};

/*
 * What a path may begin with instead of "/api": the version of the API that a client was written for. There is one so
 * far, and it is what "/api" means.
 */
#define ROUTER_VERSION "/api/v1"

enum router_result { ROUTER_FOUND, ROUTER_NO_PATH, ROUTER_NO_METHOD, ROUTER_NO_MEMORY };

struct router;

/*
 * Joins `count` tables. They must outlive the router. NULL when out of memory, when two routes are the same (names of
 * parameters aside), or when a pattern is malformed: no leading slash, an empty segment, more than MESSAGE_PARAMS_MAX
 * parameters. Immutable, thread-safe.
 */
struct router *router_open(const struct route *const *tables, size_t count);
void router_close(struct router *router);

/* What stands behind "/api" or ROUTER_VERSION; the path as it is when it begins with neither. */
const char *router_unversioned(const char *path);

/*
 * Finds the route of `method` and the decoded `path`; fills `params` with copies in `arena`. HEAD matches GET. A
 * literal segment wins over a parameter. A path of ROUTER_VERSION finds what its path of "/api" does. HTTP_METHOD_COUNT
 * stands for a method that is none of ours. On ROUTER_NO_METHOD *ret_allow gets the value of an Allow header.
 * *ret_route and `params` are set on ROUTER_FOUND only.
 */
enum router_result router_match(const struct router *router, struct arena *arena, enum http_method method,
                                const char *path, const struct route **ret_route,
                                const char *params[static MESSAGE_PARAMS_MAX], const char **ret_allow);

/* The same for a message: takes its method and path, sets its route and params. For running handlers without a socket.
 */
enum router_result router_route(const struct router *router, struct message *message, const char **ret_allow);

#endif
