/* SPDX-License-Identifier: MIT */
/* The http room with one small route and nothing behind it: `health PORT` serves until its standard input ends. */
#include <unistd.h>

#include "base/str.h"
#include "http/server.h"

static void answer(void *context, struct message *message)
{
    (void)context;
    message_reply(message, 200, "application/json", "{\"status\":\"ok\"}", 15);
}

static void refuse(void *context, struct message *message, const char *code)
{
    (void)context;
    message_reply(message, message->status, "text/plain", code, strlen(code));
}

int main(int count, char **arguments)
{
    static const struct route routes[] = {
        {.method = HTTP_GET, .pattern = "/api/health"},
        {.method = HTTP_POST, .pattern = "/api/health", .body_max = 1 << 20},
        {.method = HTTP_POST, .pattern = "/api/slow", .body_max = 1 << 20, .slow = true},
        {.pattern = NULL},
    };
    const struct route *const tables[] = {routes};
    int64_t port = 0;
    if (count > 1 && !str_to_int(arguments[1], 0, UINT16_MAX, &port))
        return 2;
    struct server_config config = {.address = "127.0.0.1",
                                   .port = (unsigned)port,
                                   .threads = 2,
                                   .lanes = {{.workers = 2, .queue_max = 64}},
                                   .connections_max = 1024};
    char error[SERVER_ERROR_SIZE];
    struct router *router = router_open(tables, 1);
    struct events *events = events_open();
    struct server *server = router && events ? server_open(&config, router, events, answer, refuse, NULL, error) : NULL;
    if (!server) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    printf("%u\n", server_port(server));
    fflush(stdout);
    for (char byte; read(STDIN_FILENO, &byte, 1) > 0;)
        ;
    server_close(server);
    events_close(events);
    router_close(router);
    return 0;
}
