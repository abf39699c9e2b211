/* SPDX-License-Identifier: MIT */
/* `ams token ...`: which programs' tokens are good, and ending one: for the day when nobody can sign in to do it. */
#include <stdio.h>
#include <stdlib.h>

#include "app/commands.h"
#include "app/services.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/people/tokens/token.h"

enum { LIST_ARENA_MAX = 64 << 20 };

static void print_token(const struct token *token)
{
    char ends[CLOCK_TEXT_SIZE], used[CLOCK_TEXT_SIZE] = "never", scopes[SCOPES_TEXT_SIZE];
    clock_format(token->expires_at, ends);
    if (token->last_used_at > 0)
        clock_format(token->last_used_at, used);
    scopes_write(token->scopes, scopes);
    const struct person *whose = token->kind == TOKEN_PERSON ? &token->owner : &token->maker;
    printf("%lld  %s  %s...  %s\n    %s %s (%lld)%s\n    ends %s, used %s\n    %s\n", (long long)token->id,
           token_kind_code(token->kind), token->shown, token->name,
           token->kind == TOKEN_PERSON ? "acts as" : "for the institution, made by", whose->name ? whose->name : "-",
           (long long)whose->id, token->maker_left ? ", no administrator any more" : "", ends, used, scopes);
}

int token_list_command(const struct cli_call *call)
{
    struct services services;
    struct token_list list = {0};
    char error[SERVICES_ERROR_SIZE];
    CLOSES(arena_release) struct arena arena = arena_of(LIST_ARENA_MAX);
    if (!services_open(&services, call->config, false, error))
        return cli_fail("%s", error);
    enum fault fault = token_list_all(services.school, &arena, &list);
    services_close(&services);
    if (fault != FAULT_NONE)
        return cli_fail("The database failed.");
    for (size_t i = 0; i < list.count; i++)
        print_token(&list.tokens[i]);
    if (list.count == 0)
        puts("No program has access.");
    return CLI_OK;
}

int token_revoke_command(const struct cli_call *call)
{
    struct services services;
    char error[SERVICES_ERROR_SIZE];
    int64_t token_id = 0;
    if (call->rest_count != 1 || !str_to_int(call->rest[0], 1, INT64_MAX, &token_id)) {
        cli_fail("`ams token revoke` takes the number that `ams token list` begins a line with.");
        return CLI_USAGE;
    }
    if (!services_open(&services, call->config, false, error))
        return cli_fail("%s", error);
    enum fault fault = token_revoke_any(services.school, token_id);
    services_close(&services);
    if (fault == FAULT_NOT_FOUND)
        return cli_fail("There is no token %lld.", (long long)token_id);
    if (fault != FAULT_NONE)
        return cli_fail("The database failed.");
    printf("Token %lld has ended: its program is refused from now on.\n", (long long)token_id);
    return CLI_OK;
}
