/* SPDX-License-Identifier: MIT */
#include "api/handlers.h"

unsigned health_get(struct call *call)
{
    return call_reply(call, 200, json_pack("{ss ss}", "status", "ok", "version", call->version));
}
