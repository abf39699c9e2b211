/* SPDX-License-Identifier: MIT */
/* Turning mails off from the mail itself: a mail program posts to the address in its header (RFC 8058), people open it.
 */
#include "school/post/mail_off.h"

#include <string.h>
#include <strings.h>

#include "api/routes.h"
#include "api/shape.h"

static unsigned reply_off(struct call *call, const struct mail_off *off)
{
    json_t *kinds = json_array();
    for (size_t i = 0; i < off->count; i++)
        shape_append(&kinds, json_pack("{ss ss}", "kind", notification_kind_code(off->kinds[i].kind), "email",
                                       notification_email_code(off->kinds[i].email)));
    return call_reply(call, 200, json_pack("{ss? so}", "institution", off->institution, "kinds", kinds));
}

/* Opened in a browser, the address leads to the page that asks; nothing is turned off by looking. */
static unsigned mail_off_open(struct call *call)
{
    struct mail_off off;
    const char *token = call->message->params[0];
    enum fault fault = mail_off_look(call->school, token, call->arena, &off);
    if (fault != FAULT_NONE)
        return fault;
    const char *page = arena_printf(call->arena, "/mail-off#%s", token);
    if (!page || !message_add_header(call->message, "Location", page))
        return FAULT_INTERNAL;
    message_reply(call->message, 303, NULL, NULL, 0);
    return FAULT_NONE;
}

static unsigned mail_off_kinds(struct call *call)
{
    struct mail_off off;
    enum fault fault = mail_off_look(call->school, call->message->params[0], call->arena, &off);
    return fault != FAULT_NONE ? (unsigned)fault : reply_off(call, &off);
}

static unsigned set(struct call *call, bool on)
{
    struct mail_off off;
    enum fault fault = mail_off_set(call->school, call->message->params[0], on, call->arena, &off);
    return fault != FAULT_NONE ? (unsigned)fault : reply_off(call, &off);
}

/* The form of a mail program says nothing that the address does not; it is not read. */
static unsigned mail_off_post(struct call *call)
{
    const char *type = message_header(call->message, "Content-Type");
    bool form = type && strncasecmp(type, "application/json", strlen("application/json")) != 0;
    unsigned problem = form ? FAULT_NONE : call_read(call, call_no_fields, NULL);
    return problem != FAULT_NONE ? problem : set(call, false);
}

static unsigned mail_off_undo(struct call *call)
{
    unsigned problem = call_read(call, call_no_fields, NULL);
    return problem != FAULT_NONE ? problem : set(call, true);
}

const struct shape_words mail_off_shapes[] = {
    {"mail_off", "{institution:text?,kinds:[{kind:notification_kind,email:off|now|digest}]}"},
    {0},
};

/* A handful of times what anything else costs: nobody needs it often, and it takes no session. */
enum { MAIL_OFF_COST = 5 };

/* clang-format off */
const struct api_route mail_off_routes[] = {
    {HTTP_GET, "/api/mail-off/:stop", ANYONE, mail_off_open, NO_BODY, false,
     .summary = "The address in a mail's List-Unsubscribe, opened in a browser: on to the page that asks",
     .answer = "303", .cost = MAIL_OFF_COST},
    {HTTP_POST, "/api/mail-off/:stop", ANYONE, mail_off_post, JSON_BODY, true,
     .summary = "Turn off mails of the kinds of the mail with this link, as mail programs do by one click (RFC 8058)",
     .fields = call_no_fields, .answer = "200 mail_off", .form = true, .cost = MAIL_OFF_COST},
    {HTTP_GET, "/api/mail-off/:stop/kinds", ANYONE, mail_off_kinds, NO_BODY, false,
     .summary = "What the link of a mail turns off, and how it is chosen now", .answer = "200 mail_off",
     .cost = MAIL_OFF_COST},
    {HTTP_POST, "/api/mail-off/:stop/undo", ANYONE, mail_off_undo, JSON_BODY, true,
     .summary = "Turn those mails on again", .fields = call_no_fields, .answer = "200 mail_off", .cost = MAIL_OFF_COST},
    {0},
};
/* clang-format on */
