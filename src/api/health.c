/* SPDX-License-Identifier: MIT */
#include "api/routes.h"

static unsigned health_get(struct call *call)
{
    return call_reply(call, 200, json_pack("{ss ss}", "status", "ok", "version", call->gate->version));
}

/* clang-format off */
const struct api_route health_routes[] = {
    {HTTP_GET, "/api/health", ANYONE, health_get, NO_BODY, false,
     .summary = "Whether the server answers",
     .answer = "200 {status:text,version:text}"},
    {0},
};
/* clang-format on */
