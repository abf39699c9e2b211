/* SPDX-License-Identifier: MIT */
/*
 * Whether a request's head may pass: the checks against request smuggling (RFC 9112, 6.3) and the limits of a body,
 * made before the body is read. Pure functions, for the server's own files.
 */
#ifndef AMS_HTTP_HEAD_H
#define AMS_HTTP_HEAD_H

#include "http/message.h"
#include "http/router.h"

/* Why a request is refused. status 0: it is not. `close`: its framing is in doubt, so nothing behind it may be read. */
struct refusal {
    unsigned status;
    const char *code;
    bool close;
};

struct framing {
    bool has_length;
    bool chunked;
    uint64_t length; // bytes, when has_length
};

/* Checks version and headers; sets *ret_framing when there is no refusal. */
struct refusal head_check(const char *version, const struct message_header *headers, size_t count,
                          struct framing *ret_framing);

/* Checks the announced body against the route (NULL: takes no body). */
struct refusal head_check_body(const struct route *route, const struct framing *framing,
                               const struct message_header *headers, size_t count);

#endif
