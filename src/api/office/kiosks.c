/* SPDX-License-Identifier: MIT */
/* The institution's kiosks. */
#include <stddef.h>
#include <string.h>

#include "api/routes.h"
#include "api/shape.h"
#include "school/checkin/kiosk/kiosk.h"

static json_t *shape_kiosk(const struct kiosk *kiosk)
{
    return json_pack("{sI ss ss ss sb sb ss so so so so so so}", "id", (json_int_t)kiosk->id, "name", kiosk->name,
                     "room", kiosk->room, "badge", kiosk->badge ? "flag" : "off", "pin", (int)kiosk->pin, "face",
                     (int)kiosk->face, "network_rule", proof_rule_code(kiosk->network_rule), "moved_at",
                     shape_time(kiosk->moved_at), "made_at", shape_time(kiosk->made_at), "code_ends_at",
                     shape_time(kiosk->code_ends_at), "enrolled_at", shape_time(kiosk->enrolled_at), "seen_at",
                     shape_time(kiosk->seen_at), "revoked_at", shape_time(kiosk->revoked_at));
}

static unsigned list(struct call *call)
{
    struct kiosk_list kiosks;
    bool searches = false;
    enum fault fault = kiosk_list(call->school, &call->actor, call->arena, &kiosks);
    if (fault != FAULT_NONE)
        return fault;
    fault = identification_get(call->school, &call->actor, &searches);
    if (fault != FAULT_NONE)
        return fault;
    json_t *shapes = json_array();
    for (size_t i = 0; i < kiosks.count; i++)
        shape_append(&shapes, shape_kiosk(&kiosks.kiosks[i]));
    return call_reply(call, 200, json_pack("{so sb}", "kiosks", shapes, "identification", (int)searches));
}

struct kiosk_body {
    struct kiosk_request request;
    const char *badge, *network_rule;
};

static const struct json_field kiosk_fields[] = {
    {"name", JSON_FIELD_TEXT, true, offsetof(struct kiosk_body, request.name), 1, KIOSK_NAME_MAX},
    {"room", JSON_FIELD_TEXT, true, offsetof(struct kiosk_body, request.room), 1, KIOSK_ROOM_MAX},
    {"badge", JSON_FIELD_TEXT, true, offsetof(struct kiosk_body, badge), 1, 8},
    {"pin", JSON_FIELD_BOOL, true, offsetof(struct kiosk_body, request.pin), 0, 0},
    {"face", JSON_FIELD_BOOL, true, offsetof(struct kiosk_body, request.face), 0, 0},
    {"network_rule", JSON_FIELD_TEXT, false, offsetof(struct kiosk_body, network_rule), 1, 8},
    {0},
};

static unsigned read_request(struct call *call, struct kiosk_request *ret_request)
{
    struct kiosk_body body = {0};
    unsigned problem = call_read(call, kiosk_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    body.request.badge = strcmp(body.badge, "flag") == 0;
    if (!body.request.badge && strcmp(body.badge, "off") != 0)
        return call_tell_field(call, &(struct json_error){"badge", "must be off or flag"});
    body.request.ruled = body.network_rule != NULL;
    if (body.request.ruled && !proof_rule_parse(body.network_rule, &body.request.network_rule))
        return call_tell_field(call, &(struct json_error){"network_rule", "must be off, flag or refuse"});
    *ret_request = body.request;
    return FAULT_NONE;
}

static unsigned reply_fault(struct call *call, enum fault fault)
{
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "room";
    return fault;
}

static unsigned reply_code(struct call *call, enum fault fault, const struct kiosk *kiosk,
                           const struct kiosk_code *code, unsigned status)
{
    call->secret = true;
    if (fault != FAULT_NONE)
        return reply_fault(call, fault);
    return call_reply(
        call, status,
        json_pack("{so ss so}", "kiosk", shape_kiosk(kiosk), "code", code->code, "ends_at", shape_time(code->ends_at)));
}

static unsigned make(struct call *call)
{
    struct kiosk_request request;
    struct kiosk kiosk = {0};
    struct kiosk_code code = {0};
    unsigned problem = read_request(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = kiosk_make(call->school, &call->actor, &request, call->arena, &kiosk, &code);
    return reply_code(call, fault, &kiosk, &code, 201);
}

static unsigned change(struct call *call)
{
    struct kiosk_request request;
    struct kiosk kiosk = {0};
    int64_t kiosk_id;
    if (!call_id(call, 0, &kiosk_id))
        return FAULT_NOT_FOUND;
    unsigned problem = read_request(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = kiosk_change(call->school, &call->actor, kiosk_id, &request, call->arena, &kiosk);
    return fault != FAULT_NONE ? reply_fault(call, fault)
                               : call_reply(call, 200, json_pack("{so}", "kiosk", shape_kiosk(&kiosk)));
}

static unsigned renew(struct call *call)
{
    struct kiosk kiosk = {0};
    struct kiosk_code code = {0};
    int64_t kiosk_id;
    if (!call_id(call, 0, &kiosk_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = kiosk_renew(call->school, &call->actor, kiosk_id, call->arena, &kiosk, &code);
    return reply_code(call, fault, &kiosk, &code, 200);
}

/* What needs no more than to be said of one. */
static unsigned say(struct call *call,
                    enum fault (*act)(struct school *, const struct actor *, int64_t, struct arena *, struct kiosk *))
{
    struct kiosk kiosk = {0};
    int64_t kiosk_id;
    if (!call_id(call, 0, &kiosk_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = act(call->school, &call->actor, kiosk_id, call->arena, &kiosk);
    return fault != FAULT_NONE ? (unsigned)fault
                               : call_reply(call, 200, json_pack("{so}", "kiosk", shape_kiosk(&kiosk)));
}

static unsigned take_network(struct call *call)
{
    return say(call, kiosk_network_take);
}

static unsigned revoke(struct call *call)
{
    return say(call, kiosk_revoke);
}

#define EXAMPLE                                                                                                        \
    "{\"name\":\"Door of B-101\",\"room\":\"B-101\",\"badge\":\"flag\",\"pin\":true,\"face\":false,"                   \
    "\"network_rule\":\"flag\"}"

/* clang-format off */
const struct shape_words kiosks_shapes[] = {
    {"kiosk", "{id:id,name:text,room:text,badge:off|flag,pin:bool,face:bool,network_rule:off|flag|refuse,moved_at:time?,made_at:time,"
              "code_ends_at:time?,enrolled_at:time?,seen_at:time?,revoked_at:time?}"},
    {"kiosk_lecture", "{id:id,subject:text,section:text?,title:text?,room:text?,closes_at:time}"},
    {0},
};

const struct api_route kiosks_routes[] = {
    {HTTP_GET, "/api/admin/kiosks", ADMINISTRATOR, list, NO_BODY, false,
     .summary = "The kiosks, and whether faces may be searched for",
     .answer = "200 {kiosks:[kiosk],identification:bool}"},
    {HTTP_POST, "/api/admin/kiosks", ADMINISTRATOR, make, JSON_BODY, true,
     .summary = "Make a kiosk, with the code that enrols its tablet",
     .fields = kiosk_fields,
     .example = EXAMPLE,
     .made = "/api/admin/kiosks/{kiosk.id}", .answer = "201 {kiosk:kiosk,code:text,ends_at:time}"},
    {HTTP_PUT, "/api/admin/kiosks/:kiosk", ADMINISTRATOR, change, JSON_BODY, true,
     .summary = "Change a kiosk's name, room and ways",
     .fields = kiosk_fields,
     .example = EXAMPLE,
     .answer = "200 {kiosk:kiosk}"},
    {HTTP_POST, "/api/admin/kiosks/:kiosk/code", ADMINISTRATOR, renew, JSON_BODY, true,
     .summary = "Another code, for another tablet in its place",
     .fields = call_no_fields,
     .answer = "200 {kiosk:kiosk,code:text,ends_at:time}"},
    {HTTP_POST, "/api/admin/kiosks/:kiosk/network", ADMINISTRATOR, take_network, JSON_BODY, true,
     .summary = "It stands where it speaks from now: take that network as its own",
     .fields = call_no_fields,
     .answer = "200 {kiosk:kiosk}"},
    {HTTP_POST, "/api/admin/kiosks/:kiosk/revoke", ADMINISTRATOR, revoke, JSON_BODY, true,
     .summary = "End a kiosk at once and for good",
     .fields = call_no_fields,
     .answer = "200 {kiosk:kiosk}"},
    {0},
};
/* clang-format on */
