/* SPDX-License-Identifier: MIT */
/* People without an e-mail address: codes for their first sign-in, made by who looks after them, and used. */
#include "school/people/sign_in/sign_in_code.h"

#include <stddef.h>

#include "api/account/new_session.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/common/limits.h"
#include "school/people/account.h"
#include "school/people/sign_in/session.h"

static json_t *shape_code(const struct sign_in_code *code)
{
    return json_pack("{so ss ss so}", "person", shape_person(&(struct person){.id = code->user_id, .name = code->name}),
                     "number", code->number, "code", code->code, "expires_at", shape_time(code->expires_at));
}

static unsigned reply_code(struct call *call, enum fault fault, const struct sign_in_code *code)
{
    if (fault != FAULT_NONE)
        return fault;
    call->secret = true;
    return call_reply(call, 201, shape_code(code));
}

static unsigned code_of_user(struct call *call)
{
    int64_t user_id;
    struct sign_in_code code = {0};
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    return reply_code(call, sign_in_code_make(call->school, &call->actor, user_id, call->arena, &code), &code);
}

static unsigned code_of_student(struct call *call)
{
    int64_t class_id, student_id;
    struct sign_in_code code = {0};
    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = sign_in_code_make_in_class(call->school, &call->actor, class_id, student_id, call->arena, &code);
    return reply_code(call, fault, &code);
}

static unsigned codes_of_all(struct call *call)
{
    struct sign_in_code_list list;
    enum fault fault = sign_in_codes_make(call->school, &call->actor, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *codes = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&codes, shape_code(&list.codes[i]));
    call->secret = true;
    return call_reply(call, 201, json_pack("{so sI}", "codes", codes, "left", (json_int_t)list.left));
}

struct first_body {
    const char *number, *code, *password;
    bool bearer;
};

static const struct json_field first_fields[] = {
    {"number", JSON_FIELD_TEXT, true, offsetof(struct first_body, number), 1, ACCOUNT_EXTERNAL_MAX},
    {"code", JSON_FIELD_TEXT, true, offsetof(struct first_body, code), 1, SIGN_IN_CODE_TYPED_MAX},
    {"password", JSON_FIELD_TEXT, true, offsetof(struct first_body, password), 1, 2048},
    {"bearer", JSON_FIELD_BOOL, false, offsetof(struct first_body, bearer), 0, 0},
    {0},
};

/* Chooses the password, and signs in with it as anybody does: a second factor is asked for as always. */
static unsigned first_sign_in(struct call *call)
{
    struct first_body body = {0};
    struct session session;
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, first_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    struct session_origin origin = new_session_origin(call, body.bearer);
    enum fault fault = sign_in_code_use(call->school, body.number, body.code, body.password,
                                        call->message->client_network, call->arena, &retry_after_s);
    if (fault == FAULT_NONE)
        fault =
            session_sign_in(call->school, body.number, body.password, &origin, call->arena, &session, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    return fault != FAULT_NONE ? fault : new_session_reply(call, 200, &session);
}

/* clang-format off */
const struct api_route code_routes[] = {
    {HTTP_POST, "/api/user/first", ANYONE, first_sign_in, JSON_BODY, true,
     .summary = "Choose a password with a number and a one-time code, and sign in",
     .fields = first_fields,
     .example = "{\"number\":\"001043\",\"code\":\"ABCDE-23456\",\"password\":\"quiet river stones\"}",
     .answer = "200 " NEW_SESSION_SHAPE},
    {HTTP_POST, "/api/admin/users/:user/code", ADMINISTRATOR, code_of_user, NO_BODY, true,
     .proof = PROOF_ALWAYS, .summary = "Make a one-time code for somebody without an e-mail address",
     .made = "/api/admin/users/:user", .answer = "201 sign_in_code"},
    {HTTP_POST, "/api/admin/codes", ADMINISTRATOR, codes_of_all, NO_BODY, true,
     .proof = PROOF_ALWAYS, .summary = "Make one-time codes for everybody who has no e-mail address, password or code yet",
     .made = "/api/admin/users", .answer = "201 {codes:[sign_in_code],left:int}"},
    {HTTP_POST, "/api/classroom/:classroom/students/:student/code", CLASS_TEACHER, code_of_student, NO_BODY, true,
     .summary = "Make a one-time code for a student without an e-mail address",
     .made = "/api/classroom/:classroom/students/:student", .answer = "201 sign_in_code"},
    {0},
};
/* clang-format on */

const struct shape_words code_shapes[] = {
    {"sign_in_code", "{person:person,number:text,code:text,expires_at:time}"},
    {0},
};
