/* SPDX-License-Identifier: MIT */
#include "api/measure.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "api/gate/problem.h"
#include "base/str.h"

enum { CLASSES = 6 }; // 1xx to 5xx by their first digit

/* Upper ends, in microseconds and as Prometheus writes them. */
static const struct {
    int64_t us;
    const char *seconds;
} ends[] = {{5000, "0.005"}, {10000, "0.01"}, {25000, "0.025"}, {50000, "0.05"}, {100000, "0.1"}, {250000, "0.25"},
            {500000, "0.5"}, {1000000, "1"},  {2500000, "2.5"}, {5000000, "5"},  {10000000, "10"}};

struct tally {
    _Atomic uint64_t classes[CLASSES];
    _Atomic uint64_t within[ARRAY_LENGTH(ends)]; // each answer in the first that holds it
    _Atomic uint64_t us;
};

struct measure {
    size_t count;
    _Atomic uint64_t refusals[CLASSES];
    _Atomic uint64_t problems[PROBLEM_COUNT];
    struct tally tallies[];
};

struct measure *measure_open(size_t routes)
{
    struct measure *measure = calloc(1, sizeof(*measure) + routes * sizeof(measure->tallies[0]));
    if (measure)
        measure->count = routes;
    return measure;
}

void measure_close(struct measure *measure)
{
    free(measure);
}

static void add(_Atomic uint64_t *value, uint64_t more)
{
    atomic_fetch_add_explicit(value, more, memory_order_relaxed);
}

static uint64_t value_of(_Atomic uint64_t *value)
{
    return atomic_load_explicit(value, memory_order_relaxed);
}

static size_t class_of(unsigned status)
{
    return status / 100 < CLASSES ? status / 100 : 0;
}

void measure_answer(struct measure *measure, size_t route, unsigned status, int64_t us)
{
    struct tally *tally = &measure->tallies[route];
    add(&tally->classes[class_of(status)], 1);
    add(&tally->us, us > 0 ? (uint64_t)us : 0);
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++)
        if (us <= ends[i].us) {
            add(&tally->within[i], 1);
            return;
        }
}

void measure_refusal(struct measure *measure, unsigned status)
{
    add(&measure->refusals[class_of(status)], 1);
}

void measure_problem(struct measure *measure, unsigned problem)
{
    add(&measure->problems[problem < PROBLEM_COUNT ? problem : FAULT_INTERNAL], 1);
}

/* By code: several problems may share one, and a code has one line. */
static void write_problems(struct measure *measure, FILE *out)
{
    fputs("# HELP ams_problems_total Refusals, by their code: faces that were not recognised, closed windows, the "
          "disk.\n# TYPE ams_problems_total counter\n",
          out);
    for (unsigned i = FAULT_NONE + 1; i < PROBLEM_COUNT; i++) {
        const char *code = problem_code(i);
        uint64_t count = 0;
        if (problem_find(code) != i)
            continue; // the first of its code has its line
        for (unsigned k = i; k < PROBLEM_COUNT; k++)
            if (strcmp(problem_code(k), code) == 0)
                count += value_of(&measure->problems[k]);
        if (count > 0)
            fprintf(out, "ams_problems_total{code=\"%s\"} %" PRIu64 "\n", code, count);
    }
}

static const char *method_name(enum http_method method)
{
    static const char *const names[HTTP_METHOD_COUNT] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    return names[method];
}

static void write_duration(struct tally *tally, const struct route *route, FILE *out)
{
    uint64_t count = 0, all = 0;
    const char *method = method_name(route->method);
    for (size_t i = 0; i < CLASSES; i++)
        all += value_of(&tally->classes[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        count += value_of(&tally->within[i]);
        fprintf(out, "ams_request_seconds_bucket{method=\"%s\",route=\"%s\",le=\"%s\"} %" PRIu64 "\n", method,
                route->pattern, ends[i].seconds, count);
    }
    all = all > count ? all : count; // answers may be counted while this is written
    fprintf(out, "ams_request_seconds_bucket{method=\"%s\",route=\"%s\",le=\"+Inf\"} %" PRIu64 "\n", method,
            route->pattern, all);
    fprintf(out, "ams_request_seconds_sum{method=\"%s\",route=\"%s\"} %.6f\n", method, route->pattern,
            (double)value_of(&tally->us) / 1e6);
    fprintf(out, "ams_request_seconds_count{method=\"%s\",route=\"%s\"} %" PRIu64 "\n", method, route->pattern, all);
}

void measure_write(struct measure *measure, const struct route *routes, FILE *out)
{
    fputs("# HELP ams_requests_total Answers, by route and the first digit of their status.\n"
          "# TYPE ams_requests_total counter\n",
          out);
    for (size_t i = 0; i < measure->count; i++)
        for (size_t k = 0; k < CLASSES; k++)
            if (value_of(&measure->tallies[i].classes[k]))
                fprintf(out, "ams_requests_total{method=\"%s\",route=\"%s\",status=\"%zuxx\"} %" PRIu64 "\n",
                        method_name(routes[i].method), routes[i].pattern, k, value_of(&measure->tallies[i].classes[k]));
    fputs("# HELP ams_refusals_total Answers that the server gave before any route was asked.\n"
          "# TYPE ams_refusals_total counter\n",
          out);
    for (size_t k = 4; k < CLASSES; k++)
        fprintf(out, "ams_refusals_total{status=\"%zuxx\"} %" PRIu64 "\n", k, value_of(&measure->refusals[k]));
    write_problems(measure, out);
    fputs("# HELP ams_request_seconds From when all of a request was there to its answer.\n"
          "# TYPE ams_request_seconds histogram\n",
          out);
    for (size_t i = 0; i < measure->count; i++)
        for (size_t k = 0; k < CLASSES; k++)
            if (value_of(&measure->tallies[i].classes[k])) {
                write_duration(&measure->tallies[i], &routes[i], out);
                break;
            }
}
