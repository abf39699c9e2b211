/* SPDX-License-Identifier: MIT */
/* `ams token ...` as a shell sees it, on both engines: none, those that are good, one that is ended, and what is none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/cli.h"
#include "base/arena.h"
#include "base/clock.h"
#include "crypto/secret_key.h"
#include "school/people/tokens/token.h"
#include "school/school.h"
#include "store/engine.h"
#include "support/drill.h"

enum { ARENA_MAX = 1 << 20 };

/* The institution's token, made by the demo college's administrator. */
static int64_t make(struct drill *drill)
{
    char error[STORE_ERROR_SIZE] = "", text[TOKEN_TEXT_SIZE];
    struct clock clock = {0};
    struct token token;
    int64_t administrator = 0;
    CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
    struct store *store = store_open(&drill->test->config, error);
    struct secret_key *key = secret_key_open(drill_path(drill, "data/master.key"), false);
    assert_true(store && key);
    struct school *school = school_open(&(struct school_config){.store = store, .clock = &clock, .key = key});
    assert_non_null(school);
    struct db *db = store_reader(store);
    assert_int_equal(
        db_one_int(db, &administrator, "SELECT MIN(id) FROM users WHERE role = 'administrator'", DB_NO_VALUES), DB_ROW);
    store_reader_close(&db);
    const struct actor actor = {
        .user_id = administrator, .role = ROLE_ADMINISTRATOR, .stepped_up_at = clock_now_ms(&clock)};
    const struct token_request request = {.name = "Registry", .scopes = 1 << SCOPE_PEOPLE_READ, .days = 30};
    assert_int_equal(token_make(school, &actor, TOKEN_INSTITUTION, &request, &arena, &token, text), FAULT_NONE);
    school_close(school);
    secret_key_close(key);
    store_close(store);
    return token.id;
}

static void test_tokens(void **state)
{
    struct drill drill;
    char line[64], said[64];
    drill_open(&drill, test_store_need(state));
    drill_expect(&drill, "token list", CLI_OK, "No program has access.");
    int64_t id = make(&drill);
    drill_expect(&drill, "token list", CLI_OK, "Registry");
    drill_expect(&drill, "token list", CLI_OK, "people:read");
    drill_expect(&drill, "token revoke none", CLI_USAGE, "takes the number");
    snprintf(line, sizeof(line), "token revoke %lld", (long long)id + 1);
    snprintf(said, sizeof(said), "There is no token %lld.", (long long)id + 1);
    drill_expect(&drill, line, CLI_FAILED, said);
    snprintf(line, sizeof(line), "token revoke %lld", (long long)id);
    drill_expect(&drill, line, CLI_OK, "is refused from now on");
    drill_expect(&drill, line, CLI_OK, "is refused from now on");
    drill_expect(&drill, "token list", CLI_OK, "No program has access.");
    drill_close(&drill);
}

/* With words it is the process that a command starts of itself. */
int main(int argc, char **argv)
{
    if (argc > 1)
        return cli_run(argc, argv, environ);
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_tokens)};
    return cmocka_run_group_tests_name("token tools", tests, NULL, NULL);
}
