/* SPDX-License-Identifier: MIT */
#include "app/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum { CONNECTIONS = 16, QUEUE = 4 };

struct metrics {
    struct metrics_source source;
    struct events *events; // a server wants them; there are none here
    struct router *router;
    struct server *server;
};

static void gauge(FILE *out, const char *name, const char *help, double value)
{
    fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %.15g\n", name, help, name, name, value);
}

static void write_load(const struct metrics *metrics, FILE *out)
{
    static const char *const lanes[API_LANE_COUNT] = {[API_LANE_WRITES] = "writes",
                                                      [API_LANE_STUDENTS] = "students",
                                                      [API_LANE_PASSWORDS] = "passwords",
                                                      [API_LANE_FILES] = "files",
                                                      [API_LANE_FACES] = "faces"};
    struct server_load load = server_load(metrics->source.server);
    gauge(out, "ams_connections", "Open connections.", (double)load.connections);
    gauge(out, "ams_connections_max", "Connections that there may be.", (double)load.connections_max);
    gauge(out, "ams_streams", "Open event streams.", (double)load.streams);
    gauge(out, "ams_requests_under_way", "Requests whose answer is not out yet, streams among them.",
          (double)load.requests);
    fputs("# HELP ams_waiting Requests that wait for a worker.\n# TYPE ams_waiting gauge\n", out);
    for (size_t i = 0; i < ARRAY_LENGTH(lanes); i++)
        fprintf(out, "ams_waiting{lane=\"%s\"} %zu\n", lanes[i], load.waiting[i]);
    gauge(out, "ams_store_waiting", "Writes that wait for the database.", (double)store_waiting(metrics->source.store));
    gauge(out, "ams_store_full", "1: the disk is full, and nothing but signing in is written.",
          store_is_full(metrics->source.store));
}

/* The page, in the message's arena; NULL when memory ends. */
static char *page(const struct metrics *metrics, struct message *message)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fprintf(out, "# HELP ams_info The version that runs.\n# TYPE ams_info gauge\nams_info{version=\"%s\"} 1\n",
            metrics->source.version);
    write_load(metrics, out);
    api_measures(metrics->source.api, out);
    bool whole = fclose(out) == 0;
    char *copy = whole ? arena_strndup(&message->arena, text, size) : NULL;
    free(text);
    return copy;
}

static void answer(void *context, struct message *message)
{
    char *text = page(context, message);
    if (text)
        message_reply(message, 200, "text/plain; version=0.0.4; charset=utf-8", text, strlen(text));
}

static void refuse(void *context, struct message *message, const char *code)
{
    (void)context;
    message_reply(message, message->status, "text/plain", code, strlen(code));
}

static const struct route routes[] = {
    {.method = HTTP_GET, .pattern = "/metrics"},
    {.pattern = NULL},
};

struct metrics *metrics_open(const char *address, unsigned port, const struct metrics_source *source,
                             char error[static SERVER_ERROR_SIZE])
{
    const struct route *const tables[] = {routes};
    const struct server_config config = {
        .address = address,
        .port = port,
        .threads = 1,
        .lanes = {{.workers = 1, .queue_max = QUEUE}},
        .connections_max = CONNECTIONS,
    };
    struct metrics *metrics = calloc(1, sizeof(*metrics));
    snprintf(error, SERVER_ERROR_SIZE, "no memory for the metrics");
    if (!metrics)
        return NULL;
    metrics->source = *source;
    metrics->events = events_open();
    metrics->router = router_open(tables, 1);
    if (metrics->events && metrics->router)
        metrics->server = server_open(&config, metrics->router, metrics->events, answer, refuse, metrics, error);
    if (metrics->server)
        return metrics;
    metrics_close(metrics);
    return NULL;
}

unsigned metrics_port(const struct metrics *metrics)
{
    return server_port(metrics->server);
}

void metrics_close(struct metrics *metrics)
{
    if (!metrics)
        return;
    server_close(metrics->server);
    if (metrics->router)
        router_close(metrics->router);
    events_close(metrics->events);
    free(metrics);
}
