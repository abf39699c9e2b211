/* SPDX-License-Identifier: MIT */
/* One's own PIN for kiosks. */
#include "school/checkin/kiosk/pin.h"

#include <stddef.h>

#include "api/routes.h"
#include "api/shape.h"

static unsigned reply_pin(struct call *call, int64_t set_at)
{
    return call_reply(call, 200, json_pack("{so}", "set_at", shape_time(set_at)));
}

static unsigned pin_one(struct call *call)
{
    int64_t set_at = 0;
    enum fault fault = pin_get(call->school, &call->actor, &set_at);
    return fault != FAULT_NONE ? (unsigned)fault : reply_pin(call, set_at);
}

struct pin_body {
    const char *pin;
};

static const struct json_field pin_put_fields[] = {
    {"pin", JSON_FIELD_TEXT, true, offsetof(struct pin_body, pin), PIN_LENGTH, PIN_LENGTH},
    {0},
};

static unsigned pin_put(struct call *call)
{
    struct pin_body body = {0};
    int64_t set_at = 0;
    unsigned problem = call_read(call, pin_put_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = pin_set(call->school, &call->actor, body.pin, &set_at);
    return fault != FAULT_NONE ? (unsigned)fault : reply_pin(call, set_at);
}

static unsigned pin_delete(struct call *call)
{
    enum fault fault = pin_remove(call->school, &call->actor);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

/* clang-format off */
const struct api_route pin_routes[] = {
    {HTTP_GET, "/api/user/pin", STUDENT, pin_one, NO_BODY, false,
     .summary = "Whether one has a PIN for kiosks",
     .answer = "200 {set_at:time?}"},
    {HTTP_PUT, "/api/user/pin", STUDENT, pin_put, JSON_BODY, true,
     .summary = "Set one's PIN for kiosks",
     .fields = pin_put_fields,
     .example = "{\"pin\":\"480213\"}",
     .answer = "200 {set_at:time?}",
     .proof = PROOF_ALWAYS},
    {HTTP_DELETE, "/api/user/pin", STUDENT, pin_delete, NO_BODY, true,
     .summary = "Have no PIN any more",
     .answer = "204"},
    {0},
};
/* clang-format on */
