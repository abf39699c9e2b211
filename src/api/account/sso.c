/* SPDX-License-Identifier: MIT */
/* The institution's own sign-in: going to a provider and coming back, what one is linked with, and signing out. */
#include "api/account/sso.h"

#include <stddef.h>
#include <string.h>

#include "api/account/new_session.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/people/sso/sso_provider.h"

enum { FLOW_SECONDS = SSO_FLOW_MINUTES * 60, FIREBASE_TOKEN_MAX = 8192, STATE_TEXT_MAX = 100, WORD_MAX = 200 };

static bool set_cookie(struct call *call, const char *flow)
{
    // The browser comes back from another site, to a page of ours that then asks: Lax, as the session's.
    const char *cookie = arena_printf(call->arena, SSO_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%d",
                                      flow ? flow : "", flow ? FLOW_SECONDS : 0);
    return cookie && message_add_header(call->message, "Set-Cookie", cookie);
}

unsigned sso_reply_begun(struct call *call, const struct sso_begun *begun)
{
    if (!set_cookie(call, begun->flow))
        return FAULT_INTERNAL;
    call->secret = true;
    return call_reply(call, 200, json_pack("{ss}", "url", begun->url));
}

const struct json_field sso_answered_fields[] = {
    {"provider", JSON_FIELD_TEXT, true, offsetof(struct sso_answered, slug), 1, SSO_SLUG_MAX},
    {"state", JSON_FIELD_TEXT, true, offsetof(struct sso_answered, state), 1, STATE_TEXT_MAX},
    {"code", JSON_FIELD_TEXT, false, offsetof(struct sso_answered, code), 1, SSO_CODE_MAX},
    {"iss", JSON_FIELD_TEXT, false, offsetof(struct sso_answered, issuer), 1, SSO_ISSUER_MAX},
    {"error", JSON_FIELD_TEXT, false, offsetof(struct sso_answered, error), 1, WORD_MAX},
    {0},
};

unsigned sso_read_answered(struct call *call, struct sso_answered *ret_answered)
{
    struct sso_answered answered = {0};
    unsigned problem = call_read(call, sso_answered_fields, &answered);
    if (problem != FAULT_NONE)
        return problem;
    answered.flow = message_cookie(call->message, SSO_COOKIE);
    *ret_answered = answered;
    return FAULT_NONE;
}

struct begin_body {
    const char *slug;
};

static const struct json_field begin_fields[] = {
    {"provider", JSON_FIELD_TEXT, true, offsetof(struct begin_body, slug), 1, SSO_SLUG_MAX},
    {0},
};

static unsigned sign_in_begin(struct call *call)
{
    struct begin_body body = {0};
    struct sso_begun begun;
    unsigned problem = call_read(call, begin_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = sso_sign_in_begin(call->school, body.slug, call->arena, &begun);
    return fault != FAULT_NONE ? fault : sso_reply_begun(call, &begun);
}

static unsigned sign_in(struct call *call)
{
    struct sso_answered answered;
    struct session session;
    unsigned problem = sso_read_answered(call, &answered);
    if (problem != FAULT_NONE)
        return problem;
    struct session_origin origin = new_session_origin(call, false);
    enum fault fault = sso_sign_in(call->school, &answered, &origin, call->arena, &session);
    if (fault != FAULT_NONE)
        return fault;
    return set_cookie(call, NULL) ? new_session_reply(call, 200, &session) : FAULT_INTERNAL;
}

struct firebase_body {
    const char *id_token, *slug;
    bool bearer;
};

static const struct json_field firebase_fields[] = {
    {"id_token", JSON_FIELD_TEXT, true, offsetof(struct firebase_body, id_token), 1, FIREBASE_TOKEN_MAX},
    {"provider", JSON_FIELD_TEXT, false, offsetof(struct firebase_body, slug), 1, SSO_SLUG_MAX},
    {"bearer", JSON_FIELD_BOOL, false, offsetof(struct firebase_body, bearer), 0, 0},
    {0},
};

static unsigned firebase(struct call *call)
{
    struct firebase_body body = {0};
    struct session session;
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, firebase_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    struct session_origin origin = new_session_origin(call, body.bearer);
    enum fault fault =
        sso_firebase_sign_in(call->school, body.slug, body.id_token, &origin, call->arena, &session, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    return fault != FAULT_NONE ? fault : new_session_reply(call, 200, &session);
}

/* ---- fresh proof ---- */

static unsigned step_up_begin(struct call *call)
{
    struct begin_body body = {0};
    struct sso_begun begun;
    unsigned problem = call_read(call, begin_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = sso_step_up_begin(call->school, &call->actor, body.slug, call->arena, &begun);
    return fault != FAULT_NONE ? fault : sso_reply_begun(call, &begun);
}

static unsigned step_up(struct call *call)
{
    struct sso_answered answered;
    int64_t until;
    unsigned problem = sso_read_answered(call, &answered);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = sso_step_up(call->school, &call->actor, &answered, call->arena, &until);
    if (fault != FAULT_NONE)
        return fault;
    return set_cookie(call, NULL) ? call_reply(call, 200, json_pack("{so}", "stepped_up_until", shape_time(until)))
                                  : FAULT_INTERNAL;
}

/* ---- links ---- */

json_t *sso_shape_links(const struct sso_link_list *list)
{
    json_t *links = json_array();
    for (size_t i = 0; i < list->count; i++) {
        const struct sso_link *link = &list->links[i];
        shape_append(&links, json_pack("{sI ss ss ss? so so}", "id", (json_int_t)link->id, "provider", link->slug,
                                       "name", link->name, "email", link->email, "created_at",
                                       shape_time(link->created_at), "used_at", shape_time(link->used_at)));
    }
    return links;
}

static unsigned links(struct call *call)
{
    struct sso_link_list list;
    enum fault fault = sso_link_list(call->school, &call->actor, call->actor.user_id, call->arena, &list);
    return fault != FAULT_NONE
               ? fault
               : call_reply(call, 200,
                            json_pack("{so si}", "links", sso_shape_links(&list), "most", (int)SSO_LINKS_MAX));
}

static unsigned link_begin(struct call *call)
{
    struct begin_body body = {0};
    struct sso_begun begun;
    unsigned problem = call_read(call, begin_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = sso_link_begin(call->school, &call->actor, body.slug, call->arena, &begun);
    return fault != FAULT_NONE ? fault : sso_reply_begun(call, &begun);
}

static unsigned link_add(struct call *call)
{
    struct sso_answered answered;
    unsigned problem = sso_read_answered(call, &answered);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = sso_link(call->school, &call->actor, &answered, call->arena);
    if (fault != FAULT_NONE)
        return fault;
    return set_cookie(call, NULL) ? links(call) : FAULT_INTERNAL;
}

static unsigned link_remove(struct call *call)
{
    int64_t link_id;
    if (!call_id(call, 0, &link_id))
        return FAULT_NOT_FOUND;
    enum fault fault = sso_unlink(call->school, &call->actor, call->actor.user_id, link_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

/* ---- signing out ---- */

static unsigned leave(struct call *call)
{
    const char *url = NULL;
    enum fault fault = sso_leave(call->school, &call->actor, call->arena, &url);
    if (fault != FAULT_NONE)
        return fault;
    if (!call->session.bearer && !gate_set_cookie(call->message, NULL, 0))
        return FAULT_INTERNAL;
    call->secret = true;
    return call_reply(call, 200, json_pack("{ss?}", "url", url));
}

static int hex_of(char digit)
{
    return digit >= '0' && digit <= '9'                     ? digit - '0'
           : (digit | 0x20) >= 'a' && (digit | 0x20) <= 'f' ? (digit | 0x20) - 'a' + 10
                                                            : -1;
}

/* The value of a field of a form, decoded, in the arena; NULL: it is not there, or not well-formed. */
static char *form_value(struct call *call, const char *name)
{
    const char *form = (const char *)call->message->body, *end = form + call->message->body_size;
    size_t size = strlen(name);
    for (const char *at = form; at && at < end;) {
        const char *next = memchr(at, '&', (size_t)(end - at));
        const char *stop = next ? next : end;
        if ((size_t)(stop - at) > size && memcmp(at, name, size) == 0 && at[size] == '=') {
            char *value = arena_strndup(call->arena, at + size + 1, (size_t)(stop - at) - size - 1), *to = value;
            for (const char *from = value; from && *from; from++) {
                int high = *from == '%' ? hex_of(from[1]) : 0;
                int low = *from == '%' && high >= 0 ? hex_of(from[2]) : 0;
                if (high < 0 || low < 0)
                    return NULL;
                *to++ = *from == '%' ? (char)(high * 16 + low) : *from;
                from += *from == '%' ? 2 : 0;
            }
            if (to)
                *to = '\0';
            return value;
        }
        at = next ? next + 1 : end;
    }
    return NULL;
}

static unsigned logout(struct call *call)
{
    int64_t ended;
    const char *token = form_value(call, "logout_token");
    if (!token)
        return PROBLEM_BAD_REQUEST;
    enum fault fault = sso_logout(call->school, call->message->params[0], token, &ended);
    if (fault == FAULT_SSO_REFUSED) {
        call->more.detail = "The logout token was not accepted."; // 400, as Back-Channel Logout 1.0 wants it
        return PROBLEM_BAD_REQUEST;
    }
    return fault != FAULT_NONE ? fault : call_reply(call, 200, json_pack("{sI}", "ended", (json_int_t)ended));
}

/* clang-format off */
const struct shape_words sso_shapes[] = {
    {"sso_link", "{id:id,provider:text,name:text,email:email?,created_at:time,used_at:time?}"},
    {0},
};

const struct api_route sso_routes[] = {
    {HTTP_POST, "/api/user/sso/begin", ANYONE, sign_in_begin, JSON_BODY, true,
     .cost = 2, .summary = "Where a browser goes to sign in by a provider of identity",
     .fields = begin_fields,
     .example = "{\"provider\":\"college\"}",
     .answer = "200 {url:text}"},
    {HTTP_POST, "/api/user/sso", ANYONE, sign_in, JSON_BODY, true,
     .cost = 5, .summary = "Sign in with what a provider of identity sent the browser back with",
     .fields = sso_answered_fields,
     .example = SSO_ANSWERED_EXAMPLE,
     .answer = "200 " NEW_SESSION_SHAPE},
    {HTTP_POST, "/api/user/sign-in/firebase", ANYONE, firebase, JSON_BODY, true,
     .cost = 5, .summary = "Sign in with an ID token of the institution's Firebase project",
     .fields = firebase_fields,
     .example = "{\"id_token\":\"AA.AA.AA\",\"bearer\":true}",
     .answer = "200 " NEW_SESSION_SHAPE},
    {HTTP_POST, "/api/user/step-up/provider/begin", SIGNED_IN, step_up_begin, JSON_BODY, true,
     .before_factor = true, .cost = 2, .summary = "Where a browser goes to sign in again, as fresh proof",
     .fields = begin_fields,
     .example = "{\"provider\":\"college\"}",
     .answer = "200 {url:text}"},
    {HTTP_POST, "/api/user/step-up/provider", SIGNED_IN, step_up, JSON_BODY, true,
     .before_factor = true, .cost = 5, .summary = "Give fresh proof that it is still you: by signing in again at the provider",
     .fields = sso_answered_fields,
     .example = SSO_ANSWERED_EXAMPLE,
     .answer = "200 {stepped_up_until:time}"},
    {HTTP_GET, "/api/user/sso-links", SIGNED_IN, links, NO_BODY, false,
     .summary = "Which people of providers one is linked with",
     .answer = "200 {links:[sso_link],most:int}"},
    {HTTP_POST, "/api/user/sso-links/begin", SIGNED_IN, link_begin, JSON_BODY, true,
     .proof = PROOF_ALWAYS, .cost = 2, .summary = "Where a browser goes to link one's account",
     .fields = begin_fields,
     .example = "{\"provider\":\"college\"}",
     .answer = "200 {url:text}"},
    {HTTP_POST, "/api/user/sso-links", SIGNED_IN, link_add, JSON_BODY, true,
     .cost = 5, .summary = "Link one's account with who came back from the provider",
     .fields = sso_answered_fields,
     .example = SSO_ANSWERED_EXAMPLE,
     .answer = "200 {links:[sso_link],most:int}"},
    {HTTP_DELETE, "/api/user/sso-links/:link", SIGNED_IN, link_remove, NO_BODY, true,
     .proof = PROOF_ALWAYS, .summary = "Unlink one's account",
     .answer = "204"},
    {HTTP_POST, "/api/user/sso/leave", SIGNED_IN, leave, NO_BODY, true,
     .before_factor = true, .summary = "Sign out, and learn where the browser goes to sign out at the provider, too",
     .answer = "200 {url:text?}"},
    {HTTP_POST, "/api/sso/:provider/logout", ANYONE, logout, FORM_BODY, true,
     .cost = 2, .summary = "A provider says that somebody has signed out there (back-channel logout)",
     .answer = "200 {ended:int}"},
    {0},
};
/* clang-format on */
