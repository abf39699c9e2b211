/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/exchange.h"

void server_log_request(const struct exchange *exchange, bool lost)
{
    const struct message *message = &exchange->message;
    int64_t us = (clock_steady_ns() - exchange->begin_ns) / 1000;
    char path[MESSAGE_LOGGED_PATH_SIZE];
    message_logged_path(message, path);
    // Never the query: the tokens of links are there.
    log_write(LOG_DEBUG, "request", "%s %s %u %" PRId64 " us%s", message->request_id ? message->request_id : "-", path,
              message->status, us, lost ? ", lost" : "");
}

void server_log_unanswered(const struct message *message)
{
    char path[MESSAGE_LOGGED_PATH_SIZE];
    message_logged_path(message, path);
    log_write(LOG_ERROR, "no_reply", "%s %s", message->request_id, path);
}
