/* SPDX-License-Identifier: MIT */
#include "school/post/push.h"

#include <stddef.h>

#include "api/routes.h"
#include "api/describe/schema.h"
#include "api/shape.h"
#include "school/people/sign_in/session.h"

static json_t *shape_subscription(const struct push_subscription *subscription)
{
    return json_pack("{sI ss so so sb}", "id", (json_int_t)subscription->id, "device", subscription->device, "made_at",
                     shape_time(subscription->made_at), "last_ok_at", shape_time(subscription->last_ok_at), "current",
                     (int)subscription->current);
}

static unsigned push_show(struct call *call)
{
    struct push_state state;

    enum fault fault = push_get(call->school, &call->actor, call->arena, &state);
    if (fault != FAULT_NONE)
        return fault;
    json_t *subscriptions = json_array();
    for (size_t i = 0; i < state.count; i++)
        shape_append(&subscriptions, shape_subscription(&state.subscriptions[i]));
    return call_reply(call, 200,
                      json_pack("{ss? so}", "public_key", *state.public_key ? state.public_key : NULL, "subscriptions",
                                subscriptions));
}

static const struct json_field push_subscribe_fields[] = {
    {"endpoint", JSON_FIELD_TEXT, true, offsetof(struct push_new, endpoint), 1, PUSH_ENDPOINT_MAX},
    {"p256dh", JSON_FIELD_TEXT, true, offsetof(struct push_new, p256dh), 1, PUSH_KEY_MAX},
    {"auth", JSON_FIELD_TEXT, true, offsetof(struct push_new, auth), 1, PUSH_KEY_MAX},
    {0},
};

static unsigned push_add(struct call *call)
{
    struct push_new body = {0};
    struct push_subscription subscription;

    unsigned problem = call_read(call, push_subscribe_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    body.device = session_device(message_header(call->message, "User-Agent"), false, call->arena);
    if (!body.device)
        return FAULT_INTERNAL;
    enum fault fault = push_subscribe(call->school, &call->actor, &body, &subscription);
    return fault != FAULT_NONE ? fault : call_reply(call, 201, shape_subscription(&subscription));
}

static unsigned push_end(struct call *call)
{
    int64_t subscription_id;

    if (!call_id(call, 0, &subscription_id))
        return FAULT_NOT_FOUND;
    enum fault fault = push_unsubscribe(call->school, &call->actor, subscription_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

static unsigned push_try(struct call *call)
{
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = push_test(call->school, &call->actor);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

/* clang-format off */
const struct shape_words push_shapes[] = {
    {"push_subscription", "{id:id,device:text,made_at:time,last_ok_at:time?,current:bool}"},
    {0},
};

const struct api_route push_routes[] = {
    {HTTP_GET, "/api/user/push", SIGNED_IN, push_show, NO_BODY, false,
     .summary = "The key that browsers subscribe with, and where one is told by push",
     .answer = "200 {public_key:text?,subscriptions:[push_subscription]}"},
    {HTTP_POST, "/api/user/push", SIGNED_IN, push_add, JSON_BODY, true,
     .summary = "Be told by push in this browser, as long as this session lasts",
     .fields = push_subscribe_fields,
     .example = "{\"endpoint\":\"https://push.example.net/send/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV\","
                "\"p256dh\":\"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4\","
                "\"auth\":\"BTBZMqHH6r4Tts7J_aSIgg\"}",
     .made = "/api/user/push/{id}", .answer = "201 push_subscription"},
    {HTTP_DELETE, "/api/user/push/:push", SIGNED_IN, push_end, NO_BODY, true,
     .summary = "Be told no longer in one of one's browsers",
     .answer = "204"},
    {HTTP_POST, "/api/user/push/test", SIGNED_IN, push_try, JSON_BODY, true,
     .summary = "Send one to this browser to see that it arrives",
     .fields = call_no_fields,
     .answer = "204"},
    {0},
};
/* clang-format on */
