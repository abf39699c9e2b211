/* SPDX-License-Identifier: MIT */
/* The devices that a student checks in with, and who vouches for a new one. */
#include <stddef.h>

#include "api/account/device.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/checkin/own_device.h"
#include "school/checkin/proof.h"

#define DEVICE_COOKIE "__Host-device"

enum { DEVICE_COOKIE_S = 400 * 24 * 60 * 60 }; // browsers keep no cookie for longer

/* NULL: there is none. */
static const char *token_shown(const struct call *call)
{
    const char *token = message_cookie(call->message, DEVICE_COOKIE);
    if (!token || *token == '\0')
        token = message_header(call->message, "X-Device");
    return token && *token != '\0' ? token : NULL;
}

const char *device_token(struct call *call)
{
    const char *token = token_shown(call);
    if (token)
        return token;
    char *fresh = arena_alloc(call->arena, SECRET_TOKEN_SIZE);
    if (!fresh)
        return NULL;
    secret_token(fresh);
    const char *cookie = arena_printf(
        call->arena, DEVICE_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%d", fresh, DEVICE_COOKIE_S);
    return cookie && message_add_header(call->message, "Set-Cookie", cookie) ? fresh : NULL;
}

static json_t *shape_own_device(const struct own_device *device)
{
    return json_pack("{sI ss so so so sb sb sb}", "id", (json_int_t)device->id, "name", device->name, "first_seen_at",
                     shape_time(device->first_seen_at), "last_seen_at", shape_time(device->last_seen_at), "new_until",
                     shape_time(device->new_until), "keyed", (int)device->keyed, "current", (int)device->current,
                     "can_vouch", (int)device->can_vouch);
}

static unsigned reply_devices(struct call *call, const char *token, const char *key)
{
    struct own_devices list;
    enum fault fault = own_devices(call->school, &call->actor, token, key, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *items = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&items, shape_own_device(&list.devices[i]));
    return call_reply(call, 200, json_pack("{so}", "devices", items));
}

static unsigned devices(struct call *call)
{
    return reply_devices(call, token_shown(call), message_query(call->message, "key"));
}

struct device_add_body {
    const char *key, *signature;
};

static const struct json_field device_add_fields[] = {
    {"key", JSON_FIELD_TEXT, true, offsetof(struct device_add_body, key), 1, ES256_KEY_SIZE - 1},
    {"signature", JSON_FIELD_TEXT, true, offsetof(struct device_add_body, signature), 1, DEVICE_SIGNATURE_LENGTH},
    {0},
};

static unsigned prove(struct call *call, enum fault (*act)(struct school *school, const struct actor *actor,
                                                           const struct proof_input *input))
{
    struct device_add_body body = {0};
    unsigned problem = call_read(call, device_add_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    const struct proof_input input = {.device = device_token(call),
                                      .key = body.key,
                                      .signature = body.signature,
                                      .agent = message_header(call->message, "User-Agent")};
    if (!input.device)
        return FAULT_INTERNAL;
    enum fault fault = act(call->school, &call->actor, &input);
    return fault != FAULT_NONE ? fault : reply_devices(call, input.device, input.key);
}

static unsigned device_add(struct call *call)
{
    return prove(call, own_device_add);
}

static unsigned device_trust(struct call *call)
{
    return prove(call, own_device_vouch);
}

static unsigned device_remove(struct call *call)
{
    int64_t device_id;
    if (!call_id(call, 0, &device_id))
        return FAULT_NOT_FOUND;
    enum fault fault = own_device_remove(call->school, &call->actor, device_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

static unsigned user_devices_end(struct call *call)
{
    int64_t user_id, ended;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    enum fault fault = devices_end(call->school, &call->actor, user_id, &ended);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, json_pack("{sI}", "ended", (json_int_t)ended));
}

static unsigned marks_device(struct call *call)
{
    struct mark mark;
    int64_t lecture_id, student_id;
    if (!call_id(call, 0, &lecture_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = device_vouch(call->school, &call->actor, lecture_id, student_id, call->arena, &mark);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, shape_mark(&mark));
}

/* clang-format off */
const struct shape_words device_shapes[] = {
    {"own_device", "{id:id,name:text,first_seen_at:time,last_seen_at:time,new_until:time?,keyed:bool,current:bool,can_vouch:bool}"},
    {0},
};

const struct api_route device_routes[] = {
    {HTTP_GET, "/api/user/devices", STUDENT, devices, NO_BODY, false,
     .summary = "The devices that one checks in with",
     .query = "{key?:text}",
     .headers = "{X-Device?:text}",
     .answer = "200 {devices:[own_device]}"},
    {HTTP_POST, "/api/user/devices", STUDENT, device_add, JSON_BODY, true,
     .summary = "Make this device known by its key",
     .fields = device_add_fields,
     .example = "{\"key\":\"BNi0trdaCICf3pPeAi9cxdvT0rX9VheHOKUh6Snvncxe8Z56jX0rx553LpX_GCWbRgnKyM4rBjO0dIdUlqyXCj8\","
                "\"signature\":\"1764500000000.ZAsxlw-KQNTcS8uJTx0HUPSu9kBA1e9BI94vimI4tp_DktXyC95LEmwDZFGbeGkRA-Qdrq6x"
                "yOnLkm7_55--cw\"}",
     .headers = "{X-Device?:text}",
     .answer = "200 {devices:[own_device]}"},
    {HTTP_POST, "/api/user/devices/trust", STUDENT, device_trust, JSON_BODY, true, .proof = PROOF_SOMETIMES,
     .summary = "Trust this device at once, by a second factor that was there before it",
     .fields = device_add_fields,
     .example = "{\"key\":\"BNi0trdaCICf3pPeAi9cxdvT0rX9VheHOKUh6Snvncxe8Z56jX0rx553LpX_GCWbRgnKyM4rBjO0dIdUlqyXCj8\","
                "\"signature\":\"1764500000000.ZAsxlw-KQNTcS8uJTx0HUPSu9kBA1e9BI94vimI4tp_DktXyC95LEmwDZFGbeGkRA-Qdrq6x"
                "yOnLkm7_55--cw\"}",
     .headers = "{X-Device?:text}",
     .answer = "200 {devices:[own_device]}"},
    {HTTP_DELETE, "/api/user/devices/:device", STUDENT, device_remove, NO_BODY, true,
     .summary = "Forget one of one's devices",
     .answer = "204"},
    {HTTP_DELETE, "/api/admin/users/:user/devices", ADMINISTRATOR, user_devices_end, NO_BODY, true,
     .summary = "Forget the devices of a student: their next one counts as the first",
     .answer = "200 {ended:int}"},
    {HTTP_POST, "/api/attendance/:lecture/marks/:student/device", CLASS_TEACHER, marks_device, JSON_BODY, true,
     .summary = "Trust the new device that brought this mark",
     .fields = call_no_fields,
     .answer = "200 mark"},
    {0},
};
/* clang-format on */
