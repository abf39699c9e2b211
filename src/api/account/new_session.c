/* SPDX-License-Identifier: MIT */
#include "api/account/new_session.h"

#include "api/shape.h"

struct session_origin new_session_origin(struct call *call, bool bearer)
{
    return (struct session_origin){.address = call->message->client_address,
                                   .network = call->message->client_network,
                                   .user_agent = message_header(call->message, "User-Agent"),
                                   .bearer = bearer,
                                   .former = bearer ? NULL : message_cookie(call->message, SESSION_COOKIE),
                                   .familiar = message_cookie(call->message, FAMILIAR_COOKIE)};
}

unsigned new_session_reply(struct call *call, unsigned status, const struct session *session)
{
    int64_t lifetime_s = (session->expires_at - school_now(call->school)) / 1000;
    if (session->familiar && !gate_set_familiar(call->message, session->familiar))
        return FAULT_INTERNAL;
    if (!session->bearer && !gate_set_cookie(call->message, session->token, lifetime_s))
        return FAULT_INTERNAL;
    call->message->bare = true;
    return call_reply(call, status,
                      json_pack("{so ss so ss*}", "user", shape_user(&session->user), "csrf", session->csrf,
                                "expires_at", shape_time(session->expires_at), "token",
                                session->bearer ? session->token : NULL));
}
