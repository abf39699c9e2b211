/* SPDX-License-Identifier: MIT */
/* Tokens of programs: one's own, and the institution's. */
#include <stddef.h>
#include <string.h>

#include "api/routes.h"
#include "api/shape.h"
#include "base/str.h"
#include "school/people/tokens/token.h"

static json_t *shape_scopes(scope_set scopes)
{
    json_t *words = json_array();
    for (size_t i = 0; i < SCOPE_COUNT; i++)
        if (scopes_have(scopes, (enum scope)i))
            shape_append(&words, json_string(scope_word((enum scope)i)));
    return words;
}

static json_t *shape_token(const struct token *token)
{
    return json_pack("{sI ss so so sb ss ss so so so so so}", "id", (json_int_t)token->id, "kind",
                     token_kind_code(token->kind), "owner", shape_person(&token->owner), "maker",
                     shape_person(&token->maker), "maker_left", (int)token->maker_left, "name", token->name, "shown",
                     token->shown, "scopes", shape_scopes(token->scopes), "created_at", shape_time(token->created_at),
                     "expires_at", shape_time(token->expires_at), "last_used_at", shape_time(token->last_used_at),
                     "revoked_at", shape_time(token->revoked_at));
}

static unsigned reply_list(struct call *call, enum token_kind kind, scope_set most)
{
    struct token_list list;
    bool allowed = true;
    enum fault fault = token_list(call->school, &call->actor, kind, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    if (kind == TOKEN_PERSON)
        fault = token_allowed(call->school, call->actor.role, &allowed);
    if (fault != FAULT_NONE)
        return fault;
    json_t *tokens = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&tokens, shape_token(&list.tokens[i]));
    return call_reply(call, 200,
                      json_pack("{so sb so}", "tokens", tokens, "allowed", (int)allowed, "scopes", shape_scopes(most)));
}

static unsigned own_list(struct call *call)
{
    return reply_list(call, TOKEN_PERSON, scopes_of_role(call->actor.role));
}

static unsigned office_list(struct call *call)
{
    return reply_list(call, TOKEN_INSTITUTION, scopes_of_institution());
}

static const struct json_field make_fields[] = {
    {"name", JSON_FIELD_TEXT, true, offsetof(struct token_request, name), 1, TOKEN_NAME_MAX},
    {"days", JSON_FIELD_INT, true, offsetof(struct token_request, days), 1, TOKEN_DAYS_MAX},
    {0},
};

/* Takes the member `scopes` out of the body. */
static unsigned take_scopes(struct call *call, json_t *document, scope_set *ret_scopes)
{
    scope_set scopes = 0;
    enum scope scope;
    const json_t *list = json_object_get(document, "scopes");
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!scope_parse(json_string_value(json_array_get(list, i)), &scope))
            return call_tell_field(call, &(struct json_error){"scopes", "holds something that is no scope"});
        scopes |= (scope_set)1 << scope;
    }
    if (scopes == 0)
        return call_tell_field(call, &(struct json_error){"scopes", "must be a list of one scope or more"});
    json_object_del(document, "scopes");
    *ret_scopes = scopes;
    return FAULT_NONE;
}

static unsigned read_request(struct call *call, struct token_request *request)
{
    struct json_error error;
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = take_scopes(call, document, &request->scopes);
    if (problem != FAULT_NONE)
        return problem;
    if (!json_read_object(call->message, document, make_fields, request, &error))
        problem = call_tell_field(call, &error);
    return problem;
}

static unsigned make(struct call *call, enum token_kind kind)
{
    struct token_request request = {0};
    struct token token;
    char text[TOKEN_TEXT_SIZE] = "";
    call->secret = true;
    unsigned problem = read_request(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = token_make(call->school, &call->actor, kind, &request, call->arena, &token, text);
    if (fault != FAULT_NONE)
        return fault;
    json_t *document = json_pack("{so ss}", "program", shape_token(&token), "secret", text);
    secret_wipe(text, sizeof(text));
    return call_reply(call, 201, document);
}

static unsigned own_make(struct call *call)
{
    return make(call, TOKEN_PERSON);
}

static unsigned office_make(struct call *call)
{
    return make(call, TOKEN_INSTITUTION);
}

static unsigned revoke(struct call *call, enum token_kind kind)
{
    int64_t token_id;
    if (!call_id(call, 0, &token_id))
        return FAULT_NOT_FOUND;
    enum fault fault = token_revoke(call->school, &call->actor, kind, token_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned own_revoke(struct call *call)
{
    return revoke(call, TOKEN_PERSON);
}

static unsigned office_revoke(struct call *call)
{
    return revoke(call, TOKEN_INSTITUTION);
}

/* What the token is that asks; a person is told that there is none. */
static unsigned about(struct call *call)
{
    bool program = call->actor.token_id > 0;
    return call_reply(call, 200,
                      json_pack("{so so so}", "program", program ? shape_token(&call->token) : json_null(), "user",
                                shape_user(&call->session.user), "server_time", shape_time(school_now(call->school))));
}

#define EXAMPLE "{\"name\":\"Timetable\",\"scopes\":[\"classes:read\"],\"days\":90}"
#define LIST_SHAPE "200 {tokens:[token],allowed:bool,scopes:[scope]}"

/* clang-format off */
const struct shape_words programs_shapes[] = {
    {"token", "{id:id,kind:person|institution,owner:person?,maker:person?,maker_left:bool,name:text,shown:text,scopes:[scope],"
              "created_at:time,expires_at:time,last_used_at:time?,revoked_at:time?}"},
    {0},
};

const struct api_route programs_routes[] = {
    {HTTP_GET, "/api/token", SIGNED_IN, about, NO_BODY, false,
     .summary = "What the token is that asks, and whom it acts as",
     .answer = "200 {program:token?,user:user,server_time:time}"},
    {HTTP_GET, "/api/user/tokens", SIGNED_IN, own_list, NO_BODY, false,
     .summary = "The tokens of one's programs, whether more are allowed, and the scopes that one may have",
     .answer = LIST_SHAPE},
    {HTTP_POST, "/api/user/tokens", SIGNED_IN, own_make, LIST_BODY, true,
     .proof = PROOF_ALWAYS, .summary = "Make a token by which a program acts as oneself; its secret is told this once",
     .fields = make_fields, .takes = "{scopes:[scope]}",
     .example = EXAMPLE,
     .made = "/api/user/tokens/{program.id}", .answer = "201 {program:token,secret:text}"},
    {HTTP_DELETE, "/api/user/tokens/:program", SIGNED_IN, own_revoke, NO_BODY, true,
     .summary = "End a token of one's own at once and for good",
     .answer = "204"},
    {HTTP_GET, "/api/admin/tokens", ADMINISTRATOR, office_list, NO_BODY, false,
     .summary = "The tokens of the institution's programs, and the scopes that one may have",
     .answer = LIST_SHAPE},
    {HTTP_POST, "/api/admin/tokens", ADMINISTRATOR, office_make, LIST_BODY, true,
     .summary = "Make a token by which a program acts for the institution; its secret is told this once",
     .fields = make_fields, .takes = "{scopes:[scope]}",
     .example = EXAMPLE,
     .made = "/api/admin/tokens/{program.id}", .answer = "201 {program:token,secret:text}"},
    {HTTP_DELETE, "/api/admin/tokens/:office_program", ADMINISTRATOR, office_revoke, NO_BODY, true,
     .summary = "End a token of the institution's at once and for good",
     .answer = "204"},
    {0},
};
/* clang-format on */
