/* SPDX-License-Identifier: MIT */
#include "http/exchange.h"

void exchange_refuse(struct server *server, struct message *message, unsigned status, const char *code)
{
    message_reply(message, status, NULL, NULL, 0);
    server->refusal(server->context, message, code);
    message->status = status;
    message->reply_file = NULL;
    message->stream = NULL;
}
