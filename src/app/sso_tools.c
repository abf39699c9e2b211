/* SPDX-License-Identifier: MIT */
/* `ams sso off`: the way in when the institution's own sign-in is down, or set up so that nobody comes in by it. */
#include <stdio.h>

#include "app/cli.h"
#include "app/commands.h"
#include "app/services.h"
#include "school/people/sso/sso_provider.h"

int sso_off_command(const struct cli_call *call)
{
    struct services services;
    int64_t count = 0;
    char error[SERVICES_ERROR_SIZE];
    if (!services_open(&services, call->config, false, error))
        return cli_fail("%s", error);
    enum fault fault = sso_turn_off(services.school, &count);
    services_close(&services);
    if (fault != FAULT_NONE)
        return cli_fail("The database failed.");
    if (count == 0)
        puts("No provider was in use: passwords are for everybody as it is.");
    else
        printf("Turned off %lld provider%s: passwords are for everybody until an administrator enables one again.\n",
               (long long)count, count == 1 ? "" : "s");
    return CLI_OK;
}
