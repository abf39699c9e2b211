/* SPDX-License-Identifier: MIT */
/* A page that broke tells it: what is taken, what of it is logged, and how often. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/gate/page_faults.h"
#include "base/log.h"
#include "base/str.h"
#include "crypto/password.h"
#include "support/api_client.h"

enum { LOG_SIZE = 64 << 10 };

/* What one request writes into the log. */
static void logged(struct api_world *world, const char *body, unsigned status, char text[static LOG_SIZE])
{
    char path[] = "/tmp/ams-test-page-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    assert_true(kept >= 0 && dup2(file, STDERR_FILENO) >= 0);
    log_set_level(LOG_WARN);
    struct answer answer = api_ask(world, NULL, HTTP_POST, "/api/client-error", body);
    log_set_level(LOG_ERROR);
    dup2(kept, STDERR_FILENO);
    close(kept);
    ssize_t size = pread(file, text, LOG_SIZE - 1, 0);
    assert_true(size >= 0);
    text[size] = '\0';
    close(file);
    unlink(path);
    assert_int_equal(answer.status, status);
    json_decref(answer.body);
}

static void test_one_line(void **state)
{
    struct api_world world;
    char text[LOG_SIZE];
    api_world_open(&world, state, NULL);
    logged(&world,
           "{\"message\":\"Unexpected token in \\\"Ada Byron\\\" of ada@example.org "
           "4711\",\"path\":\"/classroom/:id/board\","
           "\"stack\":\"board-1a2b3c4d.js:1:2345 index-x_.js:9:1\",\"build\":\"index-x_.js\"}",
           204, text);
    assert_non_null(strstr(text, "\"event\":\"page_broke\""));
    assert_non_null(strstr(text, "at /classroom/:id/board (index-x_.js) board-1a2b3c4d.js:1:2345 index-x_.js:9:1"));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    assert_null(strstr(text, "Ada"));
    assert_null(strstr(text, "example.org"));
    assert_null(strstr(text, "4711"));
    api_world_close(&world);
}

/* Nothing but files and pages of the app, and all of it short. */
static void test_other_fields(void **state)
{
    static const struct {
        const char *path, *stack, *build;
        const char *wrong; // NULL: all are good
    } cases[] = {
        {"/", "", "", NULL},
        {"/sign-in", "a.js:1:2", "a.js", NULL},
        {"/classroom/:id/board/:item", "a.js:1:2 b-1_.js:3:4", "", NULL},
        {"", "", "", "path"},
        {"classroom", "", "", "path"},
        {"/classroom/7", "", "", "path"},
        {"/join/ABC123", "", "", "path"},
        {"/sign-in?next=/", "", "", "path"},
        {"/a@example.org", "", "", "path"},
        {"/-a", "", "", "path"},
        {"/a-", "", "", "path"},
        {"/abcdefghijklmnopqrstuvwxyz", "", "", "path"},
        {"/", "ada@example.org", "", "stack"},
        {"/", "https://x.example/a.js:1:2", "", "stack"},
        {"/", "a.js", "", "stack"},
        {"/", "a.js:1", "", "stack"},
        {"/", "a.js:1:2,b.js:1:2", "", "stack"},
        {"/", ".js:1:2", "", "stack"},
        {"/", "a.js:1:123456789", "", "stack"},
        {"/", "", "a b", "build"},
        {"/", "", "a/b", "build"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const struct page_fault fault = {"x", cases[i].stack, cases[i].path, cases[i].build};
        const char *wrong = page_fault_wrong(&fault);
        if ((wrong == NULL) != (cases[i].wrong == NULL) || (wrong && strcmp(wrong, cases[i].wrong) != 0))
            fail_msg("%s, %s, %s: %s", cases[i].path, cases[i].stack, cases[i].build, wrong ? wrong : "taken");
    }
}

static void test_messages_are_cleaned(void **state)
{
    static const char *const cases[][2] = {
        {"x is undefined", "x is undefined"},
        {"Cannot read properties of undefined (reading 'name')",
         "Cannot read properties of undefined (reading 'name')"},
        {"\"Ada\" is not valid", "\"***\" is not valid"},
        {"was cut in \"Ada Byr", "was cut in \"***\""},
        {"to <ada@example.org>, please", "to *** please"},
        {"code 480 917 of 12", "code # # of 12"},
        {"phone+491761234567", "phone+#"},
        {"token abcdefghijklmnopqrstuvwx", "token ***"},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char text[256];
        page_fault_clean(cases[i][0], sizeof(text), text);
        assert_string_equal(text, cases[i][1]);
    }
    char little[8];
    page_fault_clean("ab cd ef gh ij kl", sizeof(little), little);
    assert_true(strlen(little) < sizeof(little));
}

static void test_bounds(void **state)
{
    struct api_world world;
    char text[LOG_SIZE], body[1024], message[PAGE_FAULT_MESSAGE_MAX + 2];
    api_world_open(&world, state, NULL);
    static const char *const bad[] = {
        "{}",
        "{\"message\":\"x\"}",
        "{\"message\":\"x\",\"path\":\"/people/7\"}",
        "{\"message\":\"x\",\"path\":\"/\",\"user\":\"Ada\"}",
        "{\"message\":\"x\\ny\",\"path\":\"/\"}",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        logged(&world, bad[i], 422, text);
        assert_string_equal(text, "");
    }
    memset(message, 'x', sizeof(message) - 1);
    message[sizeof(message) - 1] = '\0';
    snprintf(body, sizeof(body), "{\"message\":\"%s\",\"path\":\"/\"}", message);
    logged(&world, body, 422, text);
    api_world_close(&world);
}

/* Ten a minute from one network, sixty in all; what is refused is not logged. */
static void test_how_often(void **state)
{
    unsigned retry_s = 0;
    (void)state;
    assert_true(crypto_init());
    struct page_faults *faults = page_faults_open();
    assert_non_null(faults);
    for (unsigned i = 0; i < PAGE_FAULTS_EACH; i++)
        assert_true(page_faults_take(faults, "192.0.2.1", 1000, &retry_s));
    assert_false(page_faults_take(faults, "192.0.2.1", 1000, &retry_s));
    assert_int_equal(retry_s, 6);
    unsigned told = PAGE_FAULTS_EACH;
    for (unsigned i = 0; i < 2 * PAGE_FAULTS_ALL; i++) {
        char network[32];
        snprintf(network, sizeof(network), "198.51.100.%u", i);
        told += page_faults_take(faults, network, 2000, &retry_s);
    }
    assert_int_equal(told, PAGE_FAULTS_ALL);
    assert_true(page_faults_take(faults, "203.0.113.1", 61000, &retry_s));
    page_faults_close(faults);
    page_faults_close(NULL);
}

static void test_refused_over_http(void **state)
{
    struct api_world world;
    char text[LOG_SIZE];
    api_world_open(&world, state, NULL);
    for (unsigned i = 0; i < PAGE_FAULTS_EACH; i++)
        logged(&world, "{\"message\":\"x\",\"path\":\"/\"}", 204, text);
    logged(&world, "{\"message\":\"x\",\"path\":\"/\"}", 429, text);
    assert_string_equal(text, "");
    api_world_close(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_one_line), cmocka_unit_test(test_other_fields), cmocka_unit_test(test_messages_are_cleaned),
        TEST_ON_BOTH(test_bounds),   cmocka_unit_test(test_how_often),    TEST_ON_BOTH(test_refused_over_http),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
