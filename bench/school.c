/* SPDX-License-Identifier: MIT */
/*
 * The pages that read most, as the API answers them: route, gate, rules, SQL and JSON, without the network.
 * Usage: school URL PASSWORD [ROUNDS [CASE]], on a database that `ams demo --scale` has filled and that no server uses.
 * Prints one line a case: the median and the slowest of the rounds in milliseconds, and the answer's size.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/api.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/password.h"
#include "http/router.h"
#include "store/store.h"

enum { ROUNDS_MAX = 1000, TEXT_SIZE = 512, SWEEPS = 22 /* FIGURES_A_SWEEP lectures each */ };

struct bench {
    const char *engine;
    struct api *api;
    struct router *router;
    double times[ROUNDS_MAX], cpu_times[ROUNDS_MAX]; // ms by the clock, and of this thread's work alone
    double cpu_ms;                                   // of the last request
    int64_t rounds;
    const char *only; // one case; NULL: all
};

/* Steadier than the clock where other work runs; on MariaDB the server's is not in it. */
static double cpu_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* One request; its time in ms, negative when it was not answered 200. The message is the caller's to release. */
static double ask(struct bench *bench, struct message *message, enum http_method method, const char *target,
                  const char *token, const char *body)
{
    char bearer[TEXT_SIZE + 16];
    snprintf(bearer, sizeof(bearer), "Bearer %s", token);
    const struct message_header headers[] = {
        {"Content-Type", "application/json"}, {token[0] ? "Authorization" : NULL, bearer}, {NULL, NULL}};
    if (!message_init_local(message, method, target, headers, body, body ? strlen(body) : 0))
        return -1;
    double cpu_begun = cpu_ms();
    int64_t begun = clock_steady_ns();
    const char *allow;
    if (router_route(bench->router, message, &allow) != ROUTER_FOUND)
        return -1;
    api_handle(bench->api, message);
    double taken = (double)(clock_steady_ns() - begun) / 1e6;
    bench->cpu_ms = cpu_ms() - cpu_begun;
    return message->status == 200 ? taken : -1;
}

static bool sign_in(struct bench *bench, const char *email, const char *password, char token[static TEXT_SIZE])
{
    struct message message;
    char body[TEXT_SIZE * 3];
    snprintf(body, sizeof(body), "{\"email\":\"%s\",\"password\":\"%s\",\"bearer\":true}", email, password);
    double taken = ask(bench, &message, HTTP_POST, "/api/user/session", "", body);
    json_t *document = taken < 0 ? NULL : json_loadb(message.reply, message.reply_size, 0, NULL);
    bool good = str_copy(token, TEXT_SIZE, json_string_value(json_object_get(document, "token")));
    json_decref(document);
    message_release(&message);
    return good;
}

static int by_value(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static bool measure(struct bench *bench, const char *name, const char *target, const char *token)
{
    size_t size = 0;
    for (int64_t i = 0; i < bench->rounds; i++) {
        struct message message;
        bench->times[i] = ask(bench, &message, HTTP_GET, target, token, NULL);
        bench->cpu_times[i] = bench->cpu_ms;
        size = message.reply_size;
        unsigned status = message.status;
        message_release(&message);
        if (bench->times[i] < 0) {
            fprintf(stderr, "school: %s was answered %u\n", target, status);
            return false;
        }
    }
    double first = bench->times[0];
    qsort(bench->times, (size_t)bench->rounds, sizeof(double), by_value);
    qsort(bench->cpu_times, (size_t)bench->rounds, sizeof(double), by_value);
    printf("school engine=%s case=%s first_ms=%.1f p50_ms=%.1f max_ms=%.1f cpu_p50_ms=%.1f bytes=%zu rounds=%lld\n",
           bench->engine, name, first, bench->times[bench->rounds / 2], bench->times[bench->rounds - 1],
           bench->cpu_times[bench->rounds / 2], size, (long long)bench->rounds);
    fflush(stdout);
    return true;
}

static bool measure_all(struct bench *bench, const char *password)
{
    static const struct {
        const char *who, *name, *target;
    } cases[] = {
        {"student00001", "student_home", "/api/student/home"},
        {"student00001", "student_standing", "/api/student/standing"},
        {"student00001", "student_record", "/api/student/record/1"},
        {"professor001", "register", "/api/classroom/1/register"},
        {"professor001", "classroom", "/api/classroom/1"},
        {"professor001", "roster", "/api/classroom/1/students"},
        {"professor001", "statistics", "/api/classroom/1/statistics"},
        {"professor001", "at_risk", "/api/classroom/1/at-risk"},
        {"professor001", "export_csv", "/api/classroom/1/export?form=csv"},
        {"professor001", "export_long", "/api/classroom/1/export?form=long"},
        {"professor001", "export_xlsx", "/api/classroom/1/export?form=xlsx"},
        {"office", "report", "/api/admin/report"},
        {"office", "overview", "/api/admin/overview"},
    };
    char token[TEXT_SIZE], email[64];
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (bench->only && strcmp(bench->only, cases[i].name) != 0)
            continue;
        snprintf(email, sizeof(email), "%s@college.example", cases[i].who);
        if (!sign_in(bench, email, password, token)) {
            fprintf(stderr, "school: %s cannot sign in\n", email);
            return false;
        }
        if (!measure(bench, cases[i].name, cases[i].target, token))
            return false;
    }
    return true;
}

int main(int count, char **arguments)
{
    char error[STORE_ERROR_SIZE] = "Usage: school URL PASSWORD [ROUNDS [CASE]]";
    struct bench bench = {.rounds = 31};
    struct clock clock = {0};
    int64_t version;
    if (count < 3 || count > 5 || (count > 3 && !str_to_int(arguments[3], 1, ROUNDS_MAX, &bench.rounds)))
        goto fail;
    bench.only = count > 4 ? arguments[4] : NULL;
    struct store_config config = {.url = arguments[1], .readers = 2, .writers = 1, .queue_max = 1024};
    struct store *store = crypto_init() ? store_open(&config, error) : NULL;
    if (!store || store_migrate(store, &version, error) != DB_OK)
        goto fail;
    bench.engine = strncmp(arguments[1], "sqlite", 6) == 0 ? "sqlite" : "mariadb";
    struct school_config school_config = {.store = store, .clock = &clock};
    struct school *school = school_open(&school_config);
    bench.api = api_open(&(struct api_config){.school = school, .version = "bench"});
    const struct route *routes = api_routes(bench.api);
    bench.router = router_open(&routes, 1);
    // As after a night: what is over has been counted. One case is asked for again and again, on what has been.
    int64_t begun = clock_steady_ns();
    for (int i = 0; i < (bench.only ? 0 : SWEEPS); i++)
        if (school_sweep(school) != FAULT_NONE)
            goto fail;
    if (!bench.only)
        printf("school engine=%s case=sweeps_%d seconds=%.1f\n", bench.engine, SWEEPS,
               (double)(clock_steady_ns() - begun) / 1e9);
    bool good = measure_all(&bench, arguments[2]);
    router_close(bench.router);
    api_close(bench.api);
    school_close(school);
    store_close(store);
    return good ? 0 : 1;

fail:
    fprintf(stderr, "school: %s\n", error);
    return 1;
}
