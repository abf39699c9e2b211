/* SPDX-License-Identifier: MIT */
/* The institution's providers of identity, for administrators; and whom somebody is there. */
#include "school/people/sso/sso_provider.h"

#include <stddef.h>
#include <string.h>

#include "api/account/sso.h"
#include "api/routes.h"
#include "api/shape.h"

static json_t *shape_provider(const struct sso_provider *provider)
{
    return json_pack(
        "{sI ss ss ss ss ss sb ss ss sb sb sb ss ss ss ss sb sI ss? ss? sI}", "id", (json_int_t)provider->id, "slug",
        provider->slug, "name", provider->name, "kind", provider->firebase ? "firebase" : "oidc", "issuer",
        provider->issuer, "client_id", provider->client_id, "has_secret", (int)provider->has_secret, "scopes",
        provider->scopes, "makes", sso_makes_word(provider->makes), "by_email", (int)provider->by_email, "admins",
        (int)provider->admins, "trusts_email", (int)provider->trusts_email, "external_claim", provider->external_claim,
        "role_claim", provider->role_claim, "role_map", provider->role_map, "domains", provider->domains, "enabled",
        (int)provider->enabled, "version", (json_int_t)provider->version, "redirect_uri", provider->redirect_uri,
        "logout_uri", provider->logout_uri, "links", (json_int_t)provider->links);
}

static unsigned list(struct call *call)
{
    struct sso_provider_list found;
    enum fault fault = sso_provider_list(call->school, &call->actor, call->arena, &found);
    if (fault != FAULT_NONE)
        return fault;
    json_t *shapes = json_array();
    for (size_t i = 0; i < found.count; i++)
        shape_append(&shapes, shape_provider(&found.providers[i]));
    const char *back = arena_printf(call->arena, "%s/sso/", school_public_url(call->school));
    return call_reply(call, 200,
                      json_pack("{so si ss}", "providers", shapes, "most", (int)SSO_ROWS_MAX, "redirect_uri", back));
}

static unsigned reply_one(struct call *call, unsigned status, const struct sso_provider *provider)
{
    call_tag(call, provider->version);
    return call_reply(call, status, json_pack("{so}", "provider", shape_provider(provider)));
}

static unsigned get(struct call *call)
{
    struct sso_provider provider;
    int64_t provider_id;
    if (!call_id(call, 0, &provider_id))
        return FAULT_NOT_FOUND;
    enum fault fault = sso_provider_get(call->school, &call->actor, provider_id, call->arena, &provider);
    return fault != FAULT_NONE ? fault : reply_one(call, 200, &provider);
}

struct provider_body {
    struct sso_provider_edit edit;
    bool by_email, admins, trusts_email, enabled;
};

/* clang-format off */
#define EDIT_FIELDS                                                                                                    \
    {"client_id", JSON_FIELD_TEXT, false, offsetof(struct provider_body, edit.client_id), 1, SSO_CLIENT_MAX},          \
        {"issuer", JSON_FIELD_TEXT, false, offsetof(struct provider_body, edit.issuer), 0, SSO_ISSUER_MAX},            \
        {"secret", JSON_FIELD_TEXT, false, offsetof(struct provider_body, edit.secret), 0, SSO_SECRET_MAX},            \
        {"scopes", JSON_FIELD_TEXT, false, offsetof(struct provider_body, edit.scopes), 1, SSO_SCOPES_MAX},            \
        {"makes", JSON_FIELD_TEXT, false, offsetof(struct provider_body, edit.makes), 1, 16},                          \
        {"by_email", JSON_FIELD_BOOL, false, offsetof(struct provider_body, by_email), 0, 0},                          \
        {"admins", JSON_FIELD_BOOL, false, offsetof(struct provider_body, admins), 0, 0},                              \
        {"trusts_email", JSON_FIELD_BOOL, false, offsetof(struct provider_body, trusts_email), 0, 0},                  \
        {"external_claim", JSON_FIELD_TEXT, false, offsetof(struct provider_body, edit.external_claim), 0,             \
         SSO_CLAIM_MAX},                                                                                               \
        {"role_claim", JSON_FIELD_TEXT, false, offsetof(struct provider_body, edit.role_claim), 0, SSO_CLAIM_MAX},     \
        {"role_map", JSON_FIELD_LINES, false, offsetof(struct provider_body, edit.role_map), 0, SSO_ROLE_MAP_MAX},     \
        {"domains", JSON_FIELD_TEXT, false, offsetof(struct provider_body, edit.domains), 0, SSO_DOMAINS_MAX},         \
        {"enabled", JSON_FIELD_BOOL, false, offsetof(struct provider_body, enabled), 0, 0}
/* clang-format on */

static const struct json_field add_fields[] = {
    {"slug", JSON_FIELD_TEXT, true, offsetof(struct provider_body, edit.slug), 1, SSO_SLUG_MAX},
    {"name", JSON_FIELD_TEXT, true, offsetof(struct provider_body, edit.name), 1, SSO_NAME_MAX},
    {"kind", JSON_FIELD_TEXT, false, offsetof(struct provider_body, edit.kind), 1, 16},
    EDIT_FIELDS,
    {0},
};

static const struct json_field edit_fields[] = {
    {"name", JSON_FIELD_TEXT, false, offsetof(struct provider_body, edit.name), 1, SSO_NAME_MAX},
    EDIT_FIELDS,
    {0},
};

static unsigned tell(struct call *call, enum fault fault, const char *field)
{
    call->more.field = fault == FAULT_SSO_INVALID ? field : fault == FAULT_SSO_TAKEN ? "slug" : NULL;
    return fault;
}

/* What was not sent stays as `body` has it. */
static void switches(struct provider_body *body)
{
    body->edit.by_email = &body->by_email;
    body->edit.admins = &body->admins;
    body->edit.trusts_email = &body->trusts_email;
    body->edit.enabled = &body->enabled;
}

static unsigned add(struct call *call)
{
    struct provider_body body = {.by_email = true};
    struct sso_provider provider;
    const char *field = NULL;
    unsigned problem = call_read(call, add_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    switches(&body);
    enum fault fault = sso_provider_add(call->school, &call->actor, &body.edit, call->arena, &provider, &field);
    return fault != FAULT_NONE ? tell(call, fault, field) : reply_one(call, 201, &provider);
}

static unsigned edit(struct call *call)
{
    struct sso_provider provider;
    const char *field = NULL;
    int64_t provider_id, version;
    if (!call_id(call, 0, &provider_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    struct provider_body first = {0};
    problem = call_read(call, edit_fields, &first);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = sso_provider_get(call->school, &call->actor, provider_id, call->arena, &provider);
    if (fault != FAULT_NONE)
        return fault;
    struct provider_body body = {.by_email = provider.by_email,
                                 .admins = provider.admins,
                                 .trusts_email = provider.trusts_email,
                                 .enabled = provider.enabled};
    problem = call_read(call, edit_fields, &body); // again, over what there is
    if (problem != FAULT_NONE)
        return problem;
    switches(&body);
    body.edit.version = version;
    fault = sso_provider_edit(call->school, &call->actor, provider_id, &body.edit, call->arena, &provider, &field);
    return fault != FAULT_NONE ? tell(call, fault, field) : reply_one(call, 200, &provider);
}

static unsigned end(struct call *call)
{
    int64_t provider_id;
    if (!call_id(call, 0, &provider_id))
        return FAULT_NOT_FOUND;
    enum fault fault = sso_provider_remove(call->school, &call->actor, provider_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

static unsigned try_begin(struct call *call)
{
    struct sso_begun begun;
    int64_t provider_id;
    if (!call_id(call, 0, &provider_id))
        return FAULT_NOT_FOUND;
    enum fault fault = sso_try_begin(call->school, &call->actor, provider_id, call->arena, &begun);
    return fault != FAULT_NONE ? fault : sso_reply_begun(call, &begun);
}

static unsigned try_out(struct call *call)
{
    struct sso_answered answered;
    struct sso_tried tried;
    const char *why = NULL;
    unsigned problem = sso_read_answered(call, &answered);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = sso_try(call->school, &call->actor, &answered, call->arena, &tried, &why);
    if (fault == FAULT_SSO_REFUSED && why)
        call->more.detail = arena_printf(call->arena, "The provider's token was not accepted: %s.", why);
    if (fault != FAULT_NONE)
        return fault;
    call->message->bare = true;
    return call_reply(call, 200,
                      json_pack("{ss ss? ss? ss? ss ss?}", "claims", tried.claims, "email", tried.email, "role",
                                tried.role, "external_id", tried.external, "outcome", tried.outcome, "account",
                                tried.name));
}

/* ---- whom somebody is there ---- */

static unsigned links(struct call *call)
{
    struct sso_link_list found;
    int64_t user_id;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    enum fault fault = sso_link_list(call->school, &call->actor, user_id, call->arena, &found);
    return fault != FAULT_NONE
               ? fault
               : call_reply(call, 200,
                            json_pack("{so si}", "links", sso_shape_links(&found), "most", (int)SSO_LINKS_MAX));
}

static unsigned unlink_one(struct call *call)
{
    int64_t user_id, link_id;
    if (!call_id(call, 0, &user_id) || !call_id(call, 1, &link_id))
        return FAULT_NOT_FOUND;
    enum fault fault = sso_unlink(call->school, &call->actor, user_id, link_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

/* clang-format off */
const struct shape_words sso_provider_shapes[] = {
    {"sso_provider", "{id:id,slug:text,name:text,kind:oidc|firebase,issuer:text,client_id:text,has_secret:bool,scopes:text,"
                     "makes:nobody|students|by_role,by_email:bool,admins:bool,trusts_email:bool,external_claim:text,"
                     "role_claim:text,role_map:text,domains:text,enabled:bool,version:int,redirect_uri:text?,"
                     "logout_uri:text?,links:int}"},
    {0},
};

const struct api_route sso_provider_routes[] = {
    {HTTP_GET, "/api/admin/sso", ADMINISTRATOR, list, NO_BODY, false,
     .summary = "The institution's providers of identity",
     .answer = "200 {providers:[sso_provider],most:int,redirect_uri:text}"},
    {HTTP_POST, "/api/admin/sso", ADMINISTRATOR, add, JSON_BODY, true,
     .summary = "Add a provider of identity",
     .fields = add_fields,
     .example = "{\"slug\":\"college\",\"name\":\"College account\",\"issuer\":\"https://login.example.org\","
                "\"client_id\":\"ams\",\"secret\":\"quiet-river-stones\",\"makes\":\"students\",\"enabled\":false}",
     .made = "/api/admin/sso/{provider.id}", .answer = "201 {provider:sso_provider}"},
    {HTTP_GET, "/api/admin/sso/:sso", ADMINISTRATOR, get, NO_BODY, false,
     .summary = "One provider of identity",
     .answer = "200 {provider:sso_provider}"},
    {HTTP_PATCH, "/api/admin/sso/:sso", ADMINISTRATOR, edit, JSON_BODY, true,
     .summary = "Change a provider of identity",
     .fields = edit_fields,
     .example = "{\"name\":\"College account\"}",
     .headers = "{If-Match?:text}",
     .answer = "200 {provider:sso_provider}"},
    {HTTP_DELETE, "/api/admin/sso/:sso", ADMINISTRATOR, end, NO_BODY, true,
     .summary = "Remove a provider of identity, with its links and the sessions that it opened",
     .answer = "204"},
    {HTTP_POST, "/api/admin/sso/:sso/try/begin", ADMINISTRATOR, try_begin, NO_BODY, true,
     .cost = 2, .summary = "Where an administrator's browser goes to try a provider out",
     .answer = "200 {url:text}"},
    {HTTP_POST, "/api/admin/sso/try", ADMINISTRATOR, try_out, JSON_BODY, true,
     .cost = 5, .summary = "What came of trying a provider out; nothing is made or linked",
     .fields = sso_answered_fields,
     .example = SSO_ANSWERED_EXAMPLE,
     .answer = "200 {claims:text,email:email?,role:administrator|professor|student?,external_id:text?,"
               "outcome:linked|found|made|closed|domain|link_first|no_account|no_email|no_role,account:text?}"},
    {HTTP_GET, "/api/admin/users/:user/sso-links", ADMINISTRATOR, links, NO_BODY, false,
     .summary = "Which people of providers a user is linked with",
     .answer = "200 {links:[sso_link],most:int}"},
    {HTTP_DELETE, "/api/admin/users/:user/sso-links/:link", ADMINISTRATOR, unlink_one, NO_BODY, true,
     .summary = "Unlink a user's account from a person of a provider",
     .answer = "204"},
    {0},
};
/* clang-format on */
