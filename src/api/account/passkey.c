/* SPDX-License-Identifier: MIT */
/* Passkeys: one's own, signing in with one, and showing one again. */
#include "school/people/sign_in/passkey.h"

#include <stddef.h>

#include "api/account/new_session.h"
#include "api/account/passkey.h"
#include "api/routes.h"
#include "api/shape.h"

static json_t *shape_passkey(const struct passkey_about *passkey)
{
    return json_pack("{sI ss so so sb sb}", "id", (json_int_t)passkey->id, "name", passkey->name, "created_at",
                     shape_time(passkey->created_at), "used_at", shape_time(passkey->used_at), "synced",
                     (int)passkey->synced, "backed_up", (int)passkey->backed_up);
}

static unsigned passkeys(struct call *call)
{
    struct passkey_list list;
    enum fault fault = passkey_list(call->school, &call->actor, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *items = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&items, shape_passkey(&list.passkeys[i]));
    return call_reply(
        call, 200,
        json_pack("{so sb si}", "passkeys", items, "available", (int)list.available, "most", (int)PASSKEYS_MAX));
}

static json_t *shape_known(const struct passkey_offer *offer)
{
    json_t *items = json_array();
    for (size_t i = 0; i < offer->known_count; i++)
        shape_append(&items, json_pack("{ss ss}", "id", offer->known[i].id, "transports", offer->known[i].transports));
    return items;
}

static unsigned passkeys_begin(struct call *call)
{
    struct passkey_offer offer;
    enum fault fault = passkey_add_begin(call->school, &call->actor, call->arena, &offer);
    if (fault != FAULT_NONE)
        return fault;
    json_t *algorithms = json_array();
    for (size_t i = 0; i < offer.algorithm_count; i++)
        shape_append(&algorithms, json_integer(offer.algorithms[i]));
    call->secret = true;
    return call_reply(call, 200,
                      json_pack("{ss ss ss so so}", "challenge", offer.challenge, "site", offer.site, "handle",
                                offer.handle, "algorithms", algorithms, "known", shape_known(&offer)));
}

static const struct json_field add_fields[] = {
    {"client_data", JSON_FIELD_TEXT, true, offsetof(struct passkey_addition, client_data), 1,
     PASSKEY_CLIENT_DATA_TEXT_MAX},
    {"attestation", JSON_FIELD_TEXT, true, offsetof(struct passkey_addition, attestation), 1,
     PASSKEY_ATTESTATION_TEXT_MAX},
    {"transports", JSON_FIELD_TEXT, false, offsetof(struct passkey_addition, transports), 0,
     PASSKEY_TRANSPORTS_TEXT_MAX},
    {"name", JSON_FIELD_TEXT, false, offsetof(struct passkey_addition, name), 1, PASSKEY_NAME_MAX},
    {0},
};

static unsigned passkeys_add(struct call *call)
{
    struct passkey_addition addition = {.user_agent = message_header(call->message, "User-Agent")};
    struct passkey_about passkey;
    struct recovery_codes codes;
    bool has_codes = false;
    unsigned problem = call_read(call, add_fields, &addition);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = passkey_add(call->school, &call->actor, &addition, call->arena, &passkey, &codes, &has_codes);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "name";
    if (fault != FAULT_NONE)
        return fault;
    json_t *list = has_codes ? json_array() : json_null();
    for (size_t i = 0; has_codes && i < RECOVERY_CODES; i++)
        shape_append(&list, json_string(codes.codes[i]));
    call->secret = true;
    return call_reply(call, 201, json_pack("{so so}", "passkey", shape_passkey(&passkey), "recovery_codes", list));
}

struct rename_body {
    const char *name;
};

static const struct json_field rename_fields[] = {
    {"name", JSON_FIELD_TEXT, true, offsetof(struct rename_body, name), 1, PASSKEY_NAME_MAX},
    {0},
};

static unsigned passkeys_rename(struct call *call)
{
    struct rename_body body = {0};
    struct passkey_about passkey;
    int64_t passkey_id;
    if (!call_id(call, 0, &passkey_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, rename_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = passkey_rename(call->school, &call->actor, passkey_id, body.name, call->arena, &passkey);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "name";
    return fault != FAULT_NONE ? fault : call_reply(call, 200, json_pack("{so}", "passkey", shape_passkey(&passkey)));
}

static unsigned passkeys_remove(struct call *call)
{
    int64_t passkey_id;
    if (!call_id(call, 0, &passkey_id))
        return FAULT_NOT_FOUND;
    enum fault fault = passkey_remove(call->school, &call->actor, passkey_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

/* ---- showing one ---- */

unsigned passkey_reply_offer(struct call *call, const struct passkey_offer *offer)
{
    call->secret = true;
    return call_reply(
        call, 200,
        json_pack("{ss ss so}", "challenge", offer->challenge, "site", offer->site, "known", shape_known(offer)));
}

struct show_body {
    struct passkey_signature signature;
    bool bearer;
};

#define SIGNATURE_FIELDS                                                                                               \
    {"id", JSON_FIELD_TEXT, true, offsetof(struct show_body, signature.id), 1, PASSKEY_ID_TEXT_MAX},                   \
        {"client_data",                                                                                                \
         JSON_FIELD_TEXT,                                                                                              \
         true,                                                                                                         \
         offsetof(struct show_body, signature.client_data),                                                            \
         1,                                                                                                            \
         PASSKEY_CLIENT_DATA_TEXT_MAX},                                                                                \
        {"authenticator_data", JSON_FIELD_TEXT, true, offsetof(struct show_body, signature.data), 1,                   \
         PASSKEY_DATA_TEXT_MAX},                                                                                       \
        {"signature", JSON_FIELD_TEXT,           true, offsetof(struct show_body, signature.signature),                \
         1,           PASSKEY_SIGNATURE_TEXT_MAX},                                                                     \
    {                                                                                                                  \
        "handle", JSON_FIELD_TEXT, false, offsetof(struct show_body, signature.handle), 1, PASSKEY_HANDLE_TEXT_MAX     \
    }

static const struct json_field sign_in_fields[] = {
    SIGNATURE_FIELDS,
    {"bearer", JSON_FIELD_BOOL, false, offsetof(struct show_body, bearer), 0, 0},
    {0},
};

_Static_assert(offsetof(struct show_body, signature) == 0, "the fields are a signature's, too");
const struct json_field passkey_signature_fields[] = {SIGNATURE_FIELDS, {0}};

static unsigned sign_in_begin(struct call *call)
{
    struct passkey_offer offer;
    enum fault fault = passkey_sign_in_begin(call->school, call->arena, &offer);
    return fault != FAULT_NONE ? fault : passkey_reply_offer(call, &offer);
}

static unsigned sign_in(struct call *call)
{
    struct show_body body = {0};
    struct session session;
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, sign_in_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    struct session_origin origin = new_session_origin(call, body.bearer);
    enum fault fault = passkey_sign_in(call->school, &body.signature, &origin, call->arena, &session, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    return fault != FAULT_NONE ? fault : new_session_reply(call, 200, &session);
}

static unsigned step_up_begin(struct call *call)
{
    struct passkey_offer offer;
    enum fault fault = passkey_step_up_begin(call->school, &call->actor, call->arena, &offer);
    return fault != FAULT_NONE ? fault : passkey_reply_offer(call, &offer);
}

static unsigned step_up(struct call *call)
{
    struct show_body body = {0};
    int64_t until, retry_after_s = 0;
    unsigned problem = call_read(call, passkey_signature_fields, &body.signature);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        passkey_step_up(call->school, &call->actor, &body.signature, call->arena, &until, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    return fault != FAULT_NONE ? fault
                               : call_reply(call, 200, json_pack("{so}", "stepped_up_until", shape_time(until)));
}

/* clang-format off */
const struct shape_words passkey_shapes[] = {
    {"passkey", "{id:id,name:text,created_at:time,used_at:time?,synced:bool,backed_up:bool}"},
    {"passkey_known", "{id:text,transports:text}"},
    {0},
};

const struct api_route passkey_routes[] = {
    {HTTP_GET, "/api/user/passkeys", SIGNED_IN, passkeys, NO_BODY, false,
     .before_factor = true, .summary = "One's passkeys",
     .answer = "200 {passkeys:[passkey],available:bool,most:int}"},
    {HTTP_POST, "/api/user/passkeys/begin", SIGNED_IN, passkeys_begin, NO_BODY, false,
     .before_factor = true, .proof = PROOF_ALWAYS, .summary = "What a browser needs to make a passkey",
     .answer = "200 {challenge:text,site:text,handle:text,algorithms:[int],known:[passkey_known]}"},
    {HTTP_POST, "/api/user/passkeys", SIGNED_IN, passkeys_add, JSON_BODY, true,
     .before_factor = true, .cost = 5, .summary = "Add the passkey that the browser has made",
     .fields = add_fields,
     .example = "{\"client_data\":\"AA\",\"attestation\":\"AA\",\"name\":\"My phone\"}",
     .made = "/api/user/passkeys/{passkey.id}", .answer = "201 {passkey:passkey,recovery_codes:[text]?}"},
    {HTTP_PATCH, "/api/user/passkeys/:passkey", SIGNED_IN, passkeys_rename, JSON_BODY, true,
     .summary = "Call a passkey otherwise",
     .fields = rename_fields,
     .example = "{\"name\":\"My phone\"}",
     .answer = "200 {passkey:passkey}"},
    {HTTP_DELETE, "/api/user/passkeys/:passkey", SIGNED_IN, passkeys_remove, NO_BODY, true,
     .proof = PROOF_ALWAYS, .summary = "Remove a passkey",
     .answer = "204"},
    {HTTP_POST, "/api/user/passkey/begin", ANYONE, sign_in_begin, NO_BODY, false,
     .summary = "What a browser needs to sign in with a passkey",
     .answer = "200 " PASSKEY_OFFER_SHAPE},
    {HTTP_POST, "/api/user/passkey", ANYONE, sign_in, JSON_BODY, true,
     .cost = 5, .summary = "Sign in with a passkey",
     .fields = sign_in_fields,
     .example = PASSKEY_SIGNATURE_EXAMPLE,
     .answer = "200 " NEW_SESSION_SHAPE},
    {HTTP_POST, "/api/user/step-up/passkey/begin", SIGNED_IN, step_up_begin, NO_BODY, false,
     .before_factor = true, .summary = "What a browser needs to give fresh proof by a passkey",
     .answer = "200 " PASSKEY_OFFER_SHAPE},
    {HTTP_POST, "/api/user/step-up/passkey", SIGNED_IN, step_up, JSON_BODY, true,
     .before_factor = true, .cost = 5, .summary = "Give fresh proof that it is still you: a passkey",
     .fields = passkey_signature_fields,
     .example = PASSKEY_SIGNATURE_EXAMPLE,
     .answer = "200 {stepped_up_until:time}"},
    {0},
};
/* clang-format on */
