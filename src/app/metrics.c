/* SPDX-License-Identifier: MIT */
#include "app/metrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "school/post/mail.h"
#include "school/post/push.h"
#include "worker/worker.h"

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

static void counter(FILE *out, const char *name, const char *help, uint64_t value)
{
    fprintf(out, "# HELP %s %s\n# TYPE %s counter\n%s %" PRIu64 "\n", name, help, name, name, value);
}

static void write_store(const struct metrics *metrics, FILE *out)
{
    // DB_ROW is what a unit may pass on instead of DB_OK; a conflict is a unit's own no, as when somebody was faster.
    static const char *const answers[STORE_ANSWER_STATUSES] = {
        [DB_OK] = "kept",     [DB_ROW] = "kept",  [DB_CONFLICT] = "declined", [DB_BUSY] = "busy",
        [DB_FAIL] = "failed", [DB_FULL] = "full", [DB_FAILING] = "failing",   [DB_IN_DOUBT] = "in_doubt",
    };
    int64_t waiting = 0, failed = 0, pushes = 0;
    struct store_figures figures = store_figures(metrics->source.store);
    uint64_t answered = 0;
    counter(out, "ams_store_transactions_total", "Transactions of writes.", figures.transactions);
    counter(out, "ams_store_units_total", "Writes, many of them in one transaction.", figures.units);
    figures.answers[DB_OK] += figures.answers[DB_ROW];
    fputs("# HELP ams_store_answers_total Writes by what came of them.\n# TYPE ams_store_answers_total counter\n", out);
    for (size_t i = 0; i < STORE_ANSWER_STATUSES; i++) {
        if (i == DB_ROW)
            continue;
        fprintf(out, "ams_store_answers_total{answer=\"%s\"} %" PRIu64 "\n", answers[i], figures.answers[i]);
        answered += figures.answers[i];
    }
    fprintf(out,
            "# HELP ams_store_write_seconds What writes took, their waiting included.\n"
            "# TYPE ams_store_write_seconds summary\n"
            "ams_store_write_seconds_sum %.6f\nams_store_write_seconds_count %" PRIu64 "\n",
            (double)figures.taken_us / 1e6, answered);
    if (metrics->source.school && mail_waiting(metrics->source.school, &waiting, &failed) == FAULT_NONE) {
        gauge(out, "ams_mails_waiting", "Mails that are not sent yet.", (double)waiting);
        gauge(out, "ams_mails_failed", "Mails of the last 30 days that were given up.", (double)failed);
    }
    if (metrics->source.school && push_waiting(metrics->source.school, &pushes) == FAULT_NONE)
        gauge(out, "ams_pushes_waiting", "Pushes to browsers that are not sent yet.", (double)pushes);
}

static void write_condition(const struct metrics *metrics, FILE *out)
{
    struct api_condition condition = {0};
    if (!metrics->source.condition)
        return;
    metrics->source.condition(metrics->source.condition_context, &condition);
    gauge(out, "ams_disk_left_bytes", "Room on the disk that holds the data.", (double)condition.disk_left);
    gauge(out, "ams_disk_all_bytes", "Its size.", (double)condition.disk_all);
    gauge(out, "ams_disk_low", "1: somebody must make room.", condition.disk_low);
    gauge(out, "ams_backup_late", "1: no backup for twice as long as there should be.", condition.backup_late);
    gauge(out, "ams_backup_timestamp_seconds", "When the newest backup was made; 0: there is none.",
          (double)condition.backup_at / 1000);
}

static void write_workers(const struct metrics *metrics, FILE *out)
{
    static const char *const kinds[METRICS_WORKERS] = {"faces", "files"};
    static const struct {
        const char *name, *help, *type;
    } lines[] = {
        {"ams_worker_calls_total", "What processes that read pictures and files have answered.", "counter"},
        {"ams_worker_deaths_total", "Calls at which one died or took too long; another takes its place.", "counter"},
        {"ams_worker_refusals_total", "Calls for which none was free.", "counter"},
        {"ams_workers_busy", "How many are at work now.", "gauge"},
    };
    for (size_t k = 0; k < ARRAY_LENGTH(lines); k++) {
        fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", lines[k].name, lines[k].help, lines[k].name, lines[k].type);
        for (size_t i = 0; i < METRICS_WORKERS; i++) {
            if (!metrics->source.workers[i])
                continue;
            struct workers_figures now = workers_figures(metrics->source.workers[i]);
            const uint64_t values[] = {now.calls, now.lost, now.refused, now.busy};
            fprintf(out, "%s{kind=\"%s\"} %" PRIu64 "\n", lines[k].name, kinds[i], values[k]);
        }
    }
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
    write_store(metrics, out);
    write_condition(metrics, out);
    write_workers(metrics, out);
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
