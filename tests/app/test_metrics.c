/* SPDX-License-Identifier: MIT */
/* What a Prometheus reads is what happened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/metrics.h"
#include "base/str.h"
#include "store/engine.h"
#include "support/parsers.h"
#include "support/wire.h"

static char *metrics_of(const struct metrics *metrics)
{
    struct client client;
    struct client_answer answer;
    client_open(&client, metrics_port(metrics));
    client_say(&client, "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_true(client_read(&client, false, &answer));
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.head, "text/plain; version=0.0.4"));
    char *text = strdup(answer.body);
    client_answer_release(&answer);
    client_close(&client);
    return text;
}

static void expect(const char *text, const char *line)
{
    if (!strstr(text, line))
        fail_msg("%s is not in:\n%s", line, text);
}

/* Every line is a comment or "name{labels} number", and no name and labels come twice. */
static void is_well_formed(const char *text)
{
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        size_t size = strcspn(line, "\n");
        const char *blank = memrchr(line, ' ', size);
        char *end;
        assert_true(line[size] == '\n');
        if (*line == '#')
            continue;
        assert_non_null(blank);
        strtod(blank + 1, &end);
        assert_ptr_equal(end, line + size);
        const char *again = strstr(line + size, "\n")
                                ? memmem(line + size, strlen(line + size), line, (size_t)(blank - line) + 1)
                                : NULL;
        if (again && again[-1] == '\n')
            fail_msg("twice: %.*s", (int)size, line);
    }
}

static void condition_of(void *context, struct api_condition *ret_condition)
{
    (void)context;
    *ret_condition = (struct api_condition){
        .disk_left = 5, .disk_all = 10, .backups = true, .backup_at = INT64_C(1795424400000), .backup_late = true};
}

/* Each metric that a file for the operator names is one that is there. */
static void files_name_only(const char *path, const char *metrics)
{
    static const char *const parts[] = {"_bucket", "_sum", "_count"};
    char content[64 << 10], type[200];
    size_t names = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    content[fread(content, 1, sizeof(content) - 1, file)] = '\0';
    fclose(file);
    for (const char *at = content; (at = strstr(at, "ams_")) != NULL; names++) {
        size_t size = strspn(at, "abcdefghijklmnopqrstuvwxyz_");
        size_t whole = size;
        for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
            if (size > strlen(parts[i]) && strncmp(at + size - strlen(parts[i]), parts[i], strlen(parts[i])) == 0)
                whole = size - strlen(parts[i]);
        snprintf(type, sizeof(type), "# TYPE %.*s ", (int)whole, at);
        if (!strstr(metrics, type))
            fail_msg("%s names %.*s, which is not there", path, (int)size, at);
        at += size;
    }
    assert_true(names >= 5);
}

/* Prometheus' own tool reads the rules. */
static void rules_are_rules(void **state)
{
    (void)state;
    assert_int_equal(setenv("PATH", "build/tools:/usr/local/bin:/usr/bin:/bin", 1), 0);
    if (system("command -v promtool >/dev/null") != 0) {
        print_message("skip: no promtool here (tools/setup check unpacks it from Debian's package prometheus)\n");
        skip();
    }
    assert_int_equal(system("promtool check rules deploy/prometheus-rules.yml >/dev/null"), 0);
}

static void numbers_are_what_happened(void **state)
{
    struct api_world world;
    struct college college;
    struct wire wire;
    char error[SERVER_ERROR_SIZE];
    api_world_open(&world, state, NULL);
    api_college(&world, &college);
    wire_open(&wire, &world, NULL);
    const struct metrics_source source = {.api = world.api,
                                          .server = wire.server,
                                          .store = world.test->store,
                                          .version = "1.2.3",
                                          .school = world.school,
                                          .condition = condition_of,
                                          .workers = {NULL, parsers_shared()}};
    struct metrics *metrics = metrics_open("127.0.0.1", 0, &source, error);
    assert_non_null(metrics);
    for (int i = 0; i < 3; i++)
        assert_int_equal(wire_ask(&wire, NULL, HTTP_GET, "/api/health/live", NULL, NULL), 200);
    assert_int_equal(wire_ask(&wire, NULL, HTTP_GET, "/api/student/home", NULL, NULL), 401);
    assert_int_equal(wire_ask(&wire, NULL, HTTP_GET, "/api/nowhere", NULL, NULL), 404);
    char *text = metrics_of(metrics);
    is_well_formed(text);
    expect(text, "ams_info{version=\"1.2.3\"} 1\n");
    expect(text, "ams_requests_total{method=\"GET\",route=\"/api/health/live\",status=\"2xx\"} 3\n");
    expect(text, "ams_requests_total{method=\"GET\",route=\"/api/student/home\",status=\"4xx\"} 1\n");
    expect(text, "ams_request_seconds_count{method=\"GET\",route=\"/api/health/live\"} 3\n");
    expect(text, "ams_request_seconds_bucket{method=\"GET\",route=\"/api/health/live\",le=\"+Inf\"} 3\n");
    expect(text, "ams_refusals_total{status=\"4xx\"} 1\n");
    expect(text, "ams_connections_max 256\n");
    expect(text, "ams_streams 0\n");
    static const char *const lanes[] = {"writes", "students", "passwords", "files", "faces"};
    for (size_t i = 0; i < ARRAY_LENGTH(lanes); i++) {
        char line[64];
        snprintf(line, sizeof(line), "ams_waiting{lane=\"%s\"} 0\n", lanes[i]);
        expect(text, line);
    }
    expect(text, "ams_store_full 0\n");
    expect(text, "ams_store_answers_total{answer=\"full\"} 0\n");
    assert_true(strtod(strstr(text, "\nams_store_answers_total{answer=\"kept\"} ") + 40, NULL) > 0);
    assert_true(strtod(strstr(text, "\nams_store_write_seconds_sum ") + 29, NULL) > 0);
    expect(text, "ams_problems_total{code=\"not_signed_in\"} 1\n");
    expect(text, "ams_backup_timestamp_seconds 1795424400\n");
    expect(text, "ams_backup_late 1\n");
    expect(text, "ams_disk_left_bytes 5\n");
    expect(text, "ams_worker_deaths_total{kind=\"files\"} 0\n");
    assert_true(strtod(strstr(text, "\nams_store_units_total ") + 23, NULL) > 0);
    char line[64];
    snprintf(line, sizeof(line), "ams_mails_waiting %lld\n",
             (long long)wire_number(&wire, "SELECT COUNT(*) FROM mails WHERE next_try_at IS NOT NULL"));
    expect(text, line);
    files_name_only("deploy/prometheus-rules.yml", text);
    files_name_only("deploy/grafana-dashboard.json", text);
    assert_null(strstr(text, "example.org")); // nothing of anybody
    free(text);

    struct client stream;
    unsigned status;
    assert_true(wire_listen(&wire, &college.student, "/api/user/events", &stream, &status));
    text = metrics_of(metrics);
    expect(text, "ams_streams 1\n");
    free(text);
    client_close(&stream);
    metrics_close(metrics);
    wire_close(&wire);
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(numbers_are_what_happened), cmocka_unit_test(rules_are_rules)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
