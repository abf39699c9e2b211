/* SPDX-License-Identifier: MIT */
/* One's sessions, and the second factor that they may show. */
#include "school/people/sign_in/session.h"

#include <stddef.h>

#include "api/routes.h"
#include "api/shape.h"
#include "school/people/sign_in/second_factor.h"
#include "school/people/sign_in/step_up.h"

static unsigned sessions(struct call *call)
{
    struct session_list list;
    enum fault fault = session_list(call->school, &call->actor, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *items = json_array();
    for (size_t i = 0; i < list.count; i++) {
        const struct session_about *about = &list.sessions[i];
        shape_append(&items,
                     json_pack("{sI ss ss? so so so sb sb}", "id", (json_int_t)about->id, "device", about->device,
                               "address", about->address, "created_at", shape_time(about->created_at), "seen_at",
                               shape_time(about->seen_at), "expires_at", shape_time(about->expires_at), "bearer",
                               (int)about->bearer, "current", (int)about->current));
    }
    return call_reply(call, 200, json_pack("{so sI}", "sessions", items, "total", (json_int_t)list.total));
}

static unsigned sessions_revoke(struct call *call)
{
    int64_t ended;
    enum fault fault = session_revoke_others(call->school, &call->actor, &ended);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{sI}", "ended", (json_int_t)ended));
}

static unsigned sessions_revoke_one(struct call *call)
{
    int64_t session_id;
    if (!call_id(call, 0, &session_id))
        return FAULT_NOT_FOUND;
    enum fault fault = session_revoke(call->school, &call->actor, session_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

static unsigned totp(struct call *call)
{
    struct second_factor factor;
    enum fault fault = second_factor_get(call->school, &call->actor, &factor);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{sb so sI so}", "has_totp", (int)factor.present, "confirmed_at",
                                shape_time(factor.confirmed_at), "recovery_left", (json_int_t)factor.recovery_left,
                                "stepped_up_until", shape_time(factor.stepped_up_until)));
}

struct totp_begin_body {
    const char *password;
};

static const struct json_field totp_begin_fields[] = {
    {"password", JSON_FIELD_TEXT, true, offsetof(struct totp_begin_body, password), 1, 2048},
    {0},
};

static unsigned totp_begin(struct call *call)
{
    struct totp_begin_body body = {0};
    struct second_factor_setup setup;
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, totp_begin_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        second_factor_begin(call->school, &call->actor, body.password, call->arena, &setup, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    if (fault != FAULT_NONE)
        return fault;
    call->secret = true;
    return call_reply(call, 200, json_pack("{ss ss}", "secret", setup.secret, "uri", setup.uri));
}

static unsigned reply_codes(struct call *call, const struct recovery_codes *codes)
{
    json_t *list = json_array();
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        shape_append(&list, json_string(codes->codes[i]));
    call->secret = true;
    return call_reply(call, 200, json_pack("{so}", "recovery_codes", list));
}

struct code_body {
    const char *code;
};

static const struct json_field totp_confirm_fields[] = {
    {"code", JSON_FIELD_TEXT, true, offsetof(struct code_body, code), 1, SECOND_FACTOR_CODE_MAX},
    {0},
};

static unsigned totp_confirm(struct call *call)
{
    struct code_body body = {0};
    struct recovery_codes codes;
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, totp_confirm_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = second_factor_confirm(call->school, &call->actor, body.code, &codes, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    return fault != FAULT_NONE ? fault : reply_codes(call, &codes);
}

static unsigned totp_recovery(struct call *call)
{
    struct recovery_codes codes;
    enum fault fault = second_factor_renew(call->school, &call->actor, &codes);
    return fault != FAULT_NONE ? fault : reply_codes(call, &codes);
}

static unsigned totp_remove(struct call *call)
{
    enum fault fault = second_factor_remove(call->school, &call->actor);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

static unsigned step_up_show(struct call *call)
{
    struct step_up step_up;
    enum fault fault = step_up_get(call->school, &call->actor, &step_up);
    if (fault != FAULT_NONE)
        return fault;
    json_t *proofs = json_array();
    for (int i = 0; i < STEP_UP_PROOF_COUNT; i++)
        if (step_up.takes[i])
            shape_append(&proofs, json_string(step_up_proof_code((enum step_up_proof)i)));
    return call_reply(call, 200, json_pack("{so so}", "proofs", proofs, "stepped_up_until", shape_time(step_up.until)));
}

struct step_up_body {
    const char *code;
    const char *password;
};

static const struct json_field step_up_fields[] = {
    {"code", JSON_FIELD_TEXT, false, offsetof(struct step_up_body, code), 1, SECOND_FACTOR_CODE_MAX},
    {"password", JSON_FIELD_TEXT, false, offsetof(struct step_up_body, password), 1, 2048},
    {0},
};

static unsigned step_up(struct call *call)
{
    struct step_up_body body = {0};
    int64_t until, retry_after_s = 0;
    unsigned problem = call_read(call, step_up_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    if ((body.code != NULL) == (body.password != NULL))
        return call_tell_field(call, &(struct json_error){"code", "or password: exactly one of them must be given"});
    enum fault fault = body.code
                           ? step_up_by_code(call->school, &call->actor, body.code, &until, &retry_after_s)
                           : step_up_by_password(call->school, &call->actor, body.password, &until, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{so}", "stepped_up_until", shape_time(until)));
}

/* clang-format off */
const struct shape_words session_shapes[] = {
    {"session", "{id:id,device:text,address:text?,created_at:time,seen_at:time,expires_at:time,bearer:bool,"
                "current:bool}"},
    {0},
};

const struct api_route session_routes[] = {
    {HTTP_GET, "/api/user/sessions", SIGNED_IN, sessions, NO_BODY, false,
     .summary = "Where one is signed in",
     .answer = "200 {sessions:[session],total:int}"},
    {HTTP_DELETE, "/api/user/sessions", SIGNED_IN, sessions_revoke, NO_BODY, true,
     .summary = "End all other sessions",
     .answer = "200 {ended:int}"},
    {HTTP_DELETE, "/api/user/sessions/:session", SIGNED_IN, sessions_revoke_one, NO_BODY, true,
     .summary = "End one session",
     .answer = "204"},
    {HTTP_GET, "/api/user/totp", SIGNED_IN, totp, NO_BODY, false,
     .before_factor = true, .summary = "One's second factor",
     .answer = "200 {has_totp:bool,confirmed_at:time?,recovery_left:int,stepped_up_until:time?}"},
    {HTTP_POST, "/api/user/totp", SIGNED_IN, totp_begin, JSON_BODY, true,
     .before_factor = true, .proof = PROOF_SOMETIMES, .summary = "Begin to set up an authenticator app",
     .fields = totp_begin_fields,
     .example = "{\"password\":\"quiet river stones\"}",
     .answer = "200 {secret:text,uri:text}"},
    {HTTP_POST, "/api/user/totp/confirm", SIGNED_IN, totp_confirm, JSON_BODY, true,
     .before_factor = true, .summary = "Show that the app works",
     .fields = totp_confirm_fields,
     .example = "{\"code\":\"123456\"}",
     .answer = "200 {recovery_codes:[text]}"},
    {HTTP_POST, "/api/user/totp/recovery", SIGNED_IN, totp_recovery, NO_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Make new recovery codes",
     .answer = "200 {recovery_codes:[text]}"},
    {HTTP_DELETE, "/api/user/totp", SIGNED_IN, totp_remove, NO_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Remove one's second factor",
     .answer = "204"},
    {HTTP_GET, "/api/user/step-up", SIGNED_IN, step_up_show, NO_BODY, false,
     .before_factor = true, .summary = "What fresh proof one is asked for, and how long the last one holds",
     .answer = "200 {proofs:[passkey|code|password|provider],stepped_up_until:time?}"},
    {HTTP_POST, "/api/user/step-up", SIGNED_IN, step_up, JSON_BODY, true,
     .before_factor = true, .summary = "Give fresh proof that it is still you: a code, or without a second factor the password",
     .fields = step_up_fields,
     .example = "{\"password\":\"quiet river stones\"}",
     .answer = "200 {stepped_up_until:time}"},
    {0},
};
/* clang-format on */
