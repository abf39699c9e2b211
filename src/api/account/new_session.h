/* SPDX-License-Identifier: MIT */
/* What all ways of signing in share: where the request came from, and the answer. */
#ifndef AMS_API_NEW_SESSION_H
#define AMS_API_NEW_SESSION_H

#include "api/gate/call.h"

struct session_origin new_session_origin(struct call *call, bool bearer);

/* Answers with a new session: its token in the cookie, or in the body for an API client. */
unsigned new_session_reply(struct call *call, unsigned status, const struct session *session);

#define NEW_SESSION_SHAPE "{user:user,csrf:text,expires_at:time,token?:text}"

#endif
