/* SPDX-License-Identifier: MIT */
#include "api/routes.h"

#include "school/ready.h"

static unsigned health_live(struct call *call)
{
    return call_reply(call, 200, json_pack("{ss ss}", "status", "ok", "version", call->gate->version));
}

static unsigned health_ready(struct call *call)
{
    bool full;

    if (school_ready(call->school, &full) != FAULT_NONE)
        return PROBLEM_NOT_READY;
    return call_reply(call, 200,
                      json_pack("{ss ss ss ss}", "status", full ? "degraded" : "ok", "database", "ok", "storage",
                                full ? "full" : "ok", "version", call->gate->version));
}

/* clang-format off */
const struct api_route health_routes[] = {
    {HTTP_GET, "/api/health", ANYONE, health_live, NO_BODY, false,
     .summary = "Whether the server answers at all",
     .answer = "200 {status:text,version:text}"},
    {HTTP_GET, "/api/health/live", ANYONE, health_live, NO_BODY, false,
     .summary = "Whether the server answers at all: start it anew when it does not",
     .answer = "200 {status:text,version:text}"},
    {HTTP_GET, "/api/health/ready", ANYONE, health_ready, NO_BODY, false,
     .summary = "Whether it can do its work: send it nothing while it cannot",
     .answer = "200 {status:ok|degraded,database:text,storage:ok|full,version:text}"},
    {0},
};
/* clang-format on */
