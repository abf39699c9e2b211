/* SPDX-License-Identifier: MIT */
/* One's own account: who may make one, its name, password and e-mail address. */
#include "school/common/join_code.h"
#include "school/people/own_account.h"

#include <stddef.h>

#include "api/routes.h"
#include "api/shape.h"
#include "school/people/account_reset.h"
#include "school/people/registration.h"

static unsigned registration(struct call *call)
{
    struct registration registration;
    enum fault fault = registration_get(call->school, call->arena, &registration);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{ss ss?}", "registration", registration.who, "domain", registration.domain));
}

struct registration_code_body {
    const char *code;
};

static const struct json_field registration_code_fields[] = {
    {"code", JSON_FIELD_TEXT, true, offsetof(struct registration_code_body, code), 1, JOIN_CODE_TYPED_MAX},
    {0},
};

static unsigned registration_code(struct call *call)
{
    struct registration_code_body body = {0};
    struct registration_class class;
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, registration_code_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        registration_class(call->school, body.code, call->message->client_network, call->arena, &class, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{ss ss? ss ss so}", "subject", class.subject, "section", class.section, "professor",
                                class.professor, "timezone", class.timezone, "next_starts_at",
                                shape_time(class.next_starts_at)));
}

struct email_body {
    const char *email;
};

struct registration_ask_body {
    const char *email;
    const char *locale;
};

static const struct json_field registration_ask_fields[] = {
    {"email", JSON_FIELD_TEXT, true, offsetof(struct registration_ask_body, email), 1, ACCOUNT_EMAIL_MAX},
    {"locale", JSON_FIELD_TEXT, false, offsetof(struct registration_ask_body, locale), 1, 35},
    {0},
};

static unsigned registration_ask_link(struct call *call)
{
    struct registration_ask_body body = {0};
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, registration_ask_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = registration_ask(call->school, body.email, body.locale, call->message->client_network,
                                        call->arena, &retry_after_s);
    return call_answer_empty(call, fault, retry_after_s, 202);
}

static const struct json_field me_edit_fields[] = {
    {"name", JSON_FIELD_TEXT, false, offsetof(struct account_edit, name), 1, ACCOUNT_NAME_MAX},
    {"family_name", JSON_FIELD_TEXT, false, offsetof(struct account_edit, family_name), 0, ACCOUNT_NAME_MAX},
    {"locale", JSON_FIELD_TEXT, false, offsetof(struct account_edit, locale), 1, 35},
    {0},
};

static unsigned me_edit(struct call *call)
{
    struct account_edit edit = {0};
    struct user user;
    unsigned problem = call_read(call, me_edit_fields, &edit);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &edit.version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = account_edit(call->school, &call->actor, &edit, call->arena, &user);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "locale";
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, user.version);
    return call_reply(call, 200, json_pack("{so}", "user", shape_user(&user)));
}

struct password_body {
    const char *old_password;
    const char *password;
};

static const struct json_field password_change_fields[] = {
    {"old_password", JSON_FIELD_TEXT, true, offsetof(struct password_body, old_password), 1, 2048},
    {"password", JSON_FIELD_TEXT, true, offsetof(struct password_body, password), 1, 2048},
    {0},
};

static unsigned password_change(struct call *call)
{
    struct password_body body = {0};
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, password_change_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = account_change_password(call->school, &call->actor, body.old_password, body.password,
                                               call->arena, &retry_after_s);
    if (fault == FAULT_PASSWORD_WRONG)
        call->more.field = "old_password";
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "password";
    return call_answer_empty(call, fault, retry_after_s, 204);
}

struct email_change_body {
    const char *email;
    const char *password;
};

static const struct json_field email_change_fields[] = {
    {"email", JSON_FIELD_TEXT, true, offsetof(struct email_change_body, email), 1, ACCOUNT_EMAIL_MAX},
    {"password", JSON_FIELD_TEXT, true, offsetof(struct email_change_body, password), 1, 2048},
    {0},
};

static unsigned email_change(struct call *call)
{
    struct email_change_body body = {0};
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, email_change_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        account_change_email(call->school, &call->actor, body.email, body.password, call->arena, &retry_after_s);
    return call_answer_empty(call, fault, retry_after_s, 202);
}

struct token_body {
    const char *token;
    const char *password;
};

static const struct json_field email_confirm_fields[] = {
    {"token", JSON_FIELD_TEXT, true, offsetof(struct token_body, token), 1, 100},
    {0},
};

static unsigned email_confirm(struct call *call)
{
    struct token_body body = {0};
    unsigned problem = call_read(call, email_confirm_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    gate_recognize(call); // whoever opens it where they are signed in goes on there
    return call_answer_empty(
        call, account_confirm_email(call->school, body.token, call->session.id ? &call->actor : NULL, call->arena), 0,
        204);
}

static unsigned email_prove(struct call *call)
{
    int64_t retry_after_s = 0;
    enum fault fault = account_prove_email(call->school, &call->actor, call->arena, &retry_after_s);
    return call_answer_empty(call, fault, retry_after_s, 202);
}

static const struct json_field password_forgotten_fields[] = {
    {"email", JSON_FIELD_TEXT, true, offsetof(struct email_body, email), 1, ACCOUNT_EMAIL_MAX},
    {0},
};

static unsigned password_forgotten(struct call *call)
{
    struct email_body body = {0};
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, password_forgotten_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        account_reset_ask(call->school, body.email, call->message->client_network, call->arena, &retry_after_s);
    return call_answer_empty(call, fault, retry_after_s, 202);
}

static const struct json_field password_reset_fields[] = {
    {"token", JSON_FIELD_TEXT, true, offsetof(struct token_body, token), 1, 100},
    {"password", JSON_FIELD_TEXT, true, offsetof(struct token_body, password), 1, 2048},
    {0},
};

static unsigned password_reset(struct call *call)
{
    struct token_body body = {0};
    unsigned problem = call_read(call, password_reset_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = account_reset(call->school, body.token, body.password, call->arena);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "password";
    return call_answer_empty(call, fault, 0, 204);
}

/* clang-format off */
const struct api_route own_account_routes[] = {
    {HTTP_GET, "/api/user/registration", ANYONE, registration, NO_BODY, false,
     .summary = "Who may make a student's account",
     .answer = "200 {registration:class|domain|invitation|open,domain:text?}"},
    {HTTP_POST, "/api/user/registration/class", ANYONE, registration_code, JSON_BODY, true,
     .cost = 5, .summary = "Which class a join code is for",
     .fields = registration_code_fields,
     .example = "{\"code\":\"ABCD2345\"}",
     .answer = "200 {subject:text,section:text?,professor:text,timezone:text,next_starts_at:time?}"},
    {HTTP_POST, "/api/user/registration", ANYONE, registration_ask_link, JSON_BODY, true,
     .cost = 5, .summary = "Have a link for a new account sent to an address of the institution",
     .fields = registration_ask_fields,
     .example = "{\"email\":\"grace@example.org\",\"locale\":\"en\"}",
     .answer = "202"},
    {HTTP_PATCH, "/api/user/me", SIGNED_IN, me_edit, JSON_BODY, true,
     .summary = "Change one's name or language",
     .fields = me_edit_fields,
     .example = "{\"name\":\"Grace Hopper\",\"locale\":\"en\"}",
     .headers = "{If-Match?:text}",
     .answer = "200 {user:user}"},
    {HTTP_PUT, "/api/user/password", SIGNED_IN, password_change, JSON_BODY, true,
     .before_factor = true, .cost = 5, .summary = "Change one's password",
     .fields = password_change_fields,
     .example = "{\"old_password\":\"quiet river stones\",\"password\":\"nine purple boats\"}",
     .answer = "204"},
    {HTTP_POST, "/api/user/password", ANYONE, password_reset, JSON_BODY, true,
     .cost = 5, .summary = "Set a new password by a link",
     .fields = password_reset_fields,
     .example = "{\"token\":\"TOKEN\",\"password\":\"nine purple boats\"}",
     .answer = "204"},
    {HTTP_POST, "/api/user/password/reset", ANYONE, password_forgotten, JSON_BODY, true,
     .cost = 5, .summary = "Have a link for a new password sent",
     .fields = password_forgotten_fields,
     .example = "{\"email\":\"grace@example.org\"}",
     .answer = "202"},
    {HTTP_POST, "/api/user/email", SIGNED_IN, email_change, JSON_BODY, true,
     .cost = 5, .summary = "Have a link sent to one's new address",
     .fields = email_change_fields,
     .example = "{\"email\":\"new@example.org\",\"password\":\"quiet river stones\"}",
     .answer = "202"},
    {HTTP_POST, "/api/user/email/prove", SIGNED_IN, email_prove, NO_BODY, true,
     .cost = 5, .summary = "Have a link sent to one's own address, which proves it",
     .answer = "202"},
    {HTTP_POST, "/api/user/email/confirm", ANYONE, email_confirm, JSON_BODY, true,
     .summary = "Confirm one's new address by the link",
     .fields = email_confirm_fields,
     .example = "{\"token\":\"TOKEN\"}",
     .answer = "204"},
    {0},
};
/* clang-format on */
