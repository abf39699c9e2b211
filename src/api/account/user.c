/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/account/new_session.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/common/join_code.h"
#include "school/people/account.h"
#include "school/people/invitation.h"
#include "school/people/registration.h"
#include "school/people/sign_in/second_factor.h"
#include "school/people/sign_in/session.h"

static unsigned user_invitation(struct call *call)
{
    struct invitation invitation;
    const char *token = message_query(call->message, "token");
    if (!token)
        return FAULT_INVITATION_UNKNOWN;
    enum fault fault = invitation_get(call->school, token, call->arena, &invitation);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{ss ss? ss?}", "role", role_code(invitation.role), "name", invitation.name, "email",
                                invitation.email));
}

static const struct json_field user_sign_up_fields[] = {
    {"name", JSON_FIELD_TEXT, true, offsetof(struct account_request, name), 1, ACCOUNT_NAME_MAX},
    {"email", JSON_FIELD_TEXT, true, offsetof(struct account_request, email), 1, ACCOUNT_EMAIL_MAX},
    {"password", JSON_FIELD_TEXT, true, offsetof(struct account_request, password), 1, 2048},
    {"invitation", JSON_FIELD_TEXT, false, offsetof(struct account_request, invitation), 1, 100},
    {"code", JSON_FIELD_TEXT, false, offsetof(struct account_request, join_code), 1, JOIN_CODE_TYPED_MAX},
    {"locale", JSON_FIELD_TEXT, false, offsetof(struct account_request, locale), 1, 35},
    {0},
};

static unsigned user_sign_up(struct call *call)
{
    struct account_request request = {0};
    struct user user;
    struct session session;

    unsigned problem = call_read(call, user_sign_up_fields, &request);
    if (problem != FAULT_NONE)
        return problem;
    int64_t retry_after_s = 0;
    enum fault fault = registration_admit(call->school, call->message->client_network, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    if (fault != FAULT_NONE)
        return fault;
    fault = account_sign_up(call->school, &request, call->arena, &user);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "locale";
    if (fault != FAULT_NONE)
        return fault;
    struct session_origin origin = new_session_origin(call, false);
    fault = session_start(call->school, user.id, &origin, call->arena, &session);
    if (fault != FAULT_NONE)
        return fault;
    return new_session_reply(call, 201, &session);
}

struct user_sign_in_body {
    const char *email;
    const char *password;
    const char *code;
    bool bearer;
};

static const struct json_field user_sign_in_fields[] = {
    {"email", JSON_FIELD_TEXT, true, offsetof(struct user_sign_in_body, email), 1, ACCOUNT_EMAIL_MAX},
    {"password", JSON_FIELD_TEXT, true, offsetof(struct user_sign_in_body, password), 1, 2048},
    {"code", JSON_FIELD_TEXT, false, offsetof(struct user_sign_in_body, code), 1, SECOND_FACTOR_CODE_MAX},
    {"bearer", JSON_FIELD_BOOL, false, offsetof(struct user_sign_in_body, bearer), 0, 0},
    {0},
};

static unsigned user_sign_in(struct call *call)
{
    struct user_sign_in_body body = {0};
    struct session session;
    int64_t retry_after_s = 0;

    unsigned problem = call_read(call, user_sign_in_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    struct session_origin origin = new_session_origin(call, body.bearer);
    origin.code = body.code;
    enum fault fault =
        session_sign_in(call->school, body.email, body.password, &origin, call->arena, &session, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    if (fault != FAULT_NONE)
        return fault;
    return new_session_reply(call, 200, &session);
}

static unsigned user_sign_out(struct call *call)
{
    enum fault fault = session_end(call->school, &call->actor);
    if (fault != FAULT_NONE)
        return fault;
    if (!call->session.bearer && !gate_set_cookie(call->message, NULL, 0))
        return FAULT_INTERNAL;
    return call_reply_empty(call);
}

/* Who a page belongs to, when it begins: nobody is an answer, too, and no refusal. */
static unsigned user_session(struct call *call)
{
    gate_recognize(call);
    bool signed_in = call->session.id > 0;
    call->message->bare = true;
    return call_reply(call, 200,
                      json_pack("{sb so* ss* so}", "signed_in", (int)signed_in, "user",
                                signed_in ? shape_user(&call->session.user) : NULL, "csrf",
                                signed_in ? call->session.csrf : NULL, "server_time",
                                shape_time(school_now(call->school))));
}

static unsigned user_me(struct call *call)
{
    struct second_factor factor;
    enum fault fault = second_factor_get(call->school, &call->actor, &factor);
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, call->session.user.version);
    call->message->bare = true;
    return call_reply(call, 200,
                      json_pack("{so ss so sb so ss? ss?}", "user", shape_user(&call->session.user), "csrf",
                                call->session.csrf, "server_time", shape_time(school_now(call->school)), "has_totp",
                                (int)factor.present, "stepped_up_until", shape_time(factor.stepped_up_until),
                                "external_id", call->session.user.external_id, "programme",
                                call->session.user.programme));
}

/* clang-format off */
const struct api_route user_routes[] = {
    {HTTP_GET, "/api/user/invitation", ANYONE, user_invitation, NO_BODY, false,
     .summary = "What an invitation is for",
     .query = "{token:text}",
     .answer = "200 {role:administrator|professor|student,name:text?,email:email?}"},
    {HTTP_POST, "/api/user/sign-up", ANYONE, user_sign_up, JSON_BODY, true,
     .cost = 20, .summary = "Make an account",
     .fields = user_sign_up_fields,
     .example = "{\"name\":\"Grace Hopper\",\"email\":\"grace@example.org\",\"password\":\"quiet river stones\"}",
     .made = "/api/user/me", .answer = "201 {user:user,csrf:text,expires_at:time}"},
    {HTTP_POST, "/api/user/session", ANYONE, user_sign_in, JSON_BODY, true,
     .cost = 5, .summary = "Sign in",
     .fields = user_sign_in_fields,
     .example = "{\"email\":\"grace@example.org\",\"password\":\"quiet river stones\",\"bearer\":true}",
     .answer = "200 " NEW_SESSION_SHAPE},
    {HTTP_GET, "/api/user/session", ANYONE, user_session, NO_BODY, false,
     .summary = "Whether somebody is signed in, and who",
     .answer = "200 {signed_in:bool,user?:user,csrf?:text,server_time:time}"},
    {HTTP_DELETE, "/api/user/session", SIGNED_IN, user_sign_out, NO_BODY, true,
     .before_factor = true, .summary = "Sign out",
     .answer = "204"},
    {HTTP_GET, "/api/user/me", SIGNED_IN, user_me, NO_BODY, false,
     .before_factor = true, .summary = "Who is signed in",
     .answer = "200 {user:user,csrf:text,server_time:time,has_totp:bool,stepped_up_until:time?,external_id:text?,"
               "programme:text?}"},
    {0},
};
/* clang-format on */
