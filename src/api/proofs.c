/* SPDX-License-Identifier: MIT */
/* What a classroom's check-ins must bring. */
#include "school/checkin/proof.h"

#include <stddef.h>

#include "api/routes.h"
#include "api/describe/schema.h"
#include "api/shape.h"

static json_t *shape_proofs(const struct proofs *proofs)
{
    return json_pack("{ss sb sb sb ss ss ss sI ss ss sI ss sI}", "room_rule", proof_rule_code(proofs->room_rule),
                     "sound", (int)proofs->sound, "room_code", (int)proofs->room_code, "code_check_in",
                     (int)proofs->code_check_in, "networks", proofs->networks, "network_rule",
                     proof_rule_code(proofs->network_rule), "place", proofs->place, "radius_m",
                     (json_int_t)proofs->radius_m, "place_rule", proof_rule_code(proofs->place_rule), "device_rule",
                     proof_rule_code(proofs->device_rule), "device_minutes", (json_int_t)proofs->device_minutes,
                     "unlock_rule", proof_rule_code(proofs->unlock_rule), "version", (json_int_t)proofs->version);
}

static unsigned reply_proofs(struct call *call, const struct proofs *proofs)
{
    if (proofs->version > 0) // nobody has set anything: there is nothing to change underneath
        call_tag(call, proofs->version);
    return call_reply(call, 200, shape_proofs(proofs));
}

static unsigned proofs_one(struct call *call)
{
    struct proofs proofs;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = proofs_get(call->school, &call->actor, class_id, call->arena, &proofs);
    return fault != FAULT_NONE ? (unsigned)fault : reply_proofs(call, &proofs);
}

struct proofs_put_body {
    struct proofs proofs;
    const char *network_rule, *place_rule, *device_rule, *room_rule, *unlock_rule;
};

static const struct json_field proofs_put_fields[] = {
    {"room_rule", JSON_FIELD_TEXT, false, offsetof(struct proofs_put_body, room_rule), 1, 8},
    {"sound", JSON_FIELD_BOOL, false, offsetof(struct proofs_put_body, proofs.sound), 0, 0},
    {"room_code", JSON_FIELD_BOOL, false, offsetof(struct proofs_put_body, proofs.room_code), 0, 0},
    {"code_check_in", JSON_FIELD_BOOL, false, offsetof(struct proofs_put_body, proofs.code_check_in), 0, 0},
    {"networks", JSON_FIELD_TEXT, false, offsetof(struct proofs_put_body, proofs.networks), 0, NETWORK_LIST_SIZE - 1},
    {"network_rule", JSON_FIELD_TEXT, false, offsetof(struct proofs_put_body, network_rule), 1, 8},
    {"place", JSON_FIELD_TEXT, false, offsetof(struct proofs_put_body, proofs.place), 0, POSITION_TEXT_MAX},
    {"radius_m", JSON_FIELD_INT, false, offsetof(struct proofs_put_body, proofs.radius_m), PROOF_RADIUS_MIN,
     PROOF_RADIUS_MAX},
    {"place_rule", JSON_FIELD_TEXT, false, offsetof(struct proofs_put_body, place_rule), 1, 8},
    {"device_rule", JSON_FIELD_TEXT, false, offsetof(struct proofs_put_body, device_rule), 1, 8},
    {"device_minutes", JSON_FIELD_INT, false, offsetof(struct proofs_put_body, proofs.device_minutes), 1,
     PROOF_DEVICE_MINUTES_MAX},
    {"unlock_rule", JSON_FIELD_TEXT, false, offsetof(struct proofs_put_body, unlock_rule), 1, 8},
    {0},
};

static unsigned read_rule(struct call *call, const char *name, const char *word, enum proof_rule *rule)
{
    if (!word || proof_rule_parse(word, rule))
        return FAULT_NONE;
    call->more.field = name;
    return FAULT_RULE_UNKNOWN;
}

static unsigned proofs_put(struct call *call)
{
    struct proofs_put_body body = {.proofs = proofs_initial()};
    struct proofs proofs;
    int64_t class_id;
    int64_t version;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, proofs_put_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_rule(call, "network_rule", body.network_rule, &body.proofs.network_rule);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_rule(call, "place_rule", body.place_rule, &body.proofs.place_rule);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_rule(call, "device_rule", body.device_rule, &body.proofs.device_rule);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_rule(call, "room_rule", body.room_rule, &body.proofs.room_rule);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_rule(call, "unlock_rule", body.unlock_rule, &body.proofs.unlock_rule);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = proofs_set(call->school, &call->actor, class_id, &body.proofs, version, call->arena, &proofs);
    if (fault == FAULT_MINUTES_INVALID)
        call->more.field = "device_minutes";
    return fault != FAULT_NONE ? (unsigned)fault : reply_proofs(call, &proofs);
}

/* clang-format off */
const struct shape_words proofs_shapes[] = {
    {"proofs", "{room_rule:off|flag|refuse,sound:bool,room_code:bool,code_check_in:bool,networks:text,network_rule:off|flag|refuse,place:text,radius_m:int,"
               "place_rule:off|flag|refuse,device_rule:off|flag|refuse,device_minutes:int,unlock_rule:off|flag|refuse,version:int}"},
    {0},
};

const struct api_route proofs_routes[] = {
    {HTTP_GET, "/api/classroom/:classroom/proofs", CLASS_READER, proofs_one, NO_BODY, false,
     .summary = "What a check-in must bring",
     .answer = "200 proofs"},
    {HTTP_PUT, "/api/classroom/:classroom/proofs", CLASS_TEACHER, proofs_put, JSON_BODY, true,
     .summary = "Set what a check-in must bring",
     .fields = proofs_put_fields,
     .headers = "{If-Match?:text}",
     .example = "{\"room_code\":true,\"networks\":\"10.1.0.0/16\",\"network_rule\":\"flag\","
                "\"place\":\"geo:52.52,13.405\",\"radius_m\":150,\"place_rule\":\"flag\",\"device_rule\":\"flag\"}",
     .answer = "200 proofs"},
    {0},
};
/* clang-format on */
