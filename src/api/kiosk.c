/* SPDX-License-Identifier: MIT */
/* A tablet at a door: what it becomes a kiosk with, and what it asks as one. */
#include "school/checkin/kiosk/kiosk.h"

#include <stddef.h>
#include <string.h>

#include "api/routes.h"
#include "api/shape.h"
#include "school/checkin/kiosk/pin.h"
#include "school/checkin/room_code.h"

struct enrol_body {
    const char *code;
};

static const struct json_field enrol_fields[] = {
    {"code", JSON_FIELD_TEXT, true, offsetof(struct enrol_body, code), 1, KIOSK_CODE_TYPED_MAX},
    {0},
};

static unsigned enrol(struct call *call)
{
    struct enrol_body body = {0};
    CLOSES(secret_token_wipe) char token[SECRET_TOKEN_SIZE] = "";
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, enrol_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    const struct kiosk_from from = {call->message->client_address, call->message->client_network};
    enum fault fault = kiosk_enrol(call->school, body.code, &from, token, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        call->more.detail = "Too many codes were wrong.";
    if (fault != FAULT_NONE)
        return fault;
    // A tablet at a door is nobody's: who enrolled it is not signed in on it any more.
    gate_recognize(call);
    if (call->session.id > 0 && session_end(call->school, &call->actor) != FAULT_NONE)
        return FAULT_INTERNAL;
    if (!gate_set_cookie(call->message, NULL, 0) || !gate_set_kiosk(call->message, token))
        return FAULT_INTERNAL;
    return call_reply_empty(call);
}

static json_t *shape_kiosk_lecture(const struct kiosk_lecture *lecture)
{
    return json_pack("{sI ss ss? ss? ss? so}", "id", (json_int_t)lecture->id, "subject", lecture->subject, "section",
                     lecture->section, "title", lecture->title, "room", lecture->room, "closes_at",
                     shape_time(lecture->closes_at));
}

static unsigned self(struct call *call)
{
    struct kiosk_view view;
    const struct kiosk *kiosk = &call->kiosk;
    enum fault fault = kiosk_view(call->school, kiosk, call->arena, &view);
    if (fault != FAULT_NONE)
        return fault;
    json_t *lectures = json_array();
    for (size_t i = 0; i < view.count; i++)
        shape_append(&lectures, shape_kiosk_lecture(&view.lectures[i]));
    return call_reply(call, 200,
                      json_pack("{ss ss sb sb sb sb so so}", "name", kiosk->name, "room", kiosk->room, "badge",
                                (int)kiosk->badge, "pin", (int)kiosk->pin, "face", (int)view.face, "lent",
                                (int)view.lent, "lectures", lectures, "server_time",
                                shape_time(school_now(call->school))));
}

struct lend_body {
    const char *code;
};

static const struct json_field lend_fields[] = {
    {"code", JSON_FIELD_TEXT, true, offsetof(struct lend_body, code), 1, ROOM_LINK_SIZE - 1},
    {0},
};

static unsigned lend(struct call *call)
{
    struct lend_body body = {0};
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, lend_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = kiosk_lend(call->school, &call->kiosk, body.code, &retry_after_s);
    return call_answer_empty(call, fault, retry_after_s, 204);
}

static unsigned reply_marked(struct call *call, enum fault fault, const struct kiosk_marked *marked,
                             int64_t retry_after_s)
{
    call->more.retry_after = (unsigned)retry_after_s;
    if (fault != FAULT_NONE)
        return fault;
    const char *state = marked->already ? "already" : marked->status == MARK_LATE ? "late" : "present";
    return call_reply(call, 200, json_pack("{ss ss}", "name", marked->name, "state", state));
}

struct badge_body {
    const char *number;
};

static const struct json_field badge_fields[] = {
    {"number", JSON_FIELD_TEXT, true, offsetof(struct badge_body, number), 1, KIOSK_TYPED_MAX},
    {0},
};

static unsigned badge(struct call *call)
{
    struct badge_body body = {0};
    struct kiosk_marked marked = {0};
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, badge_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = kiosk_badge(call->school, &call->kiosk, body.number, call_received_at(call), call->arena,
                                   &marked, &retry_after_s);
    return reply_marked(call, fault, &marked, retry_after_s);
}

static const struct json_field pin_fields[] = {
    {"who", JSON_FIELD_TEXT, true, offsetof(struct kiosk_pin_request, who), 1, KIOSK_TYPED_MAX},
    {"pin", JSON_FIELD_TEXT, true, offsetof(struct kiosk_pin_request, pin), 1, PIN_LENGTH},
    {0},
};

static unsigned pin(struct call *call)
{
    struct kiosk_pin_request request = {.received_at = call_received_at(call)};
    struct kiosk_marked marked = {0};
    int64_t retry_after_s = 0;
    unsigned problem = call_read(call, pin_fields, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = kiosk_pin(call->school, &call->kiosk, &request, call->arena, &marked, &retry_after_s);
    return reply_marked(call, fault, &marked, retry_after_s);
}

static unsigned face(struct call *call)
{
    struct face_frame frames[FACE_FRAMES_MAX];
    struct kiosk_burst burst = {
        .frames = frames, .number = message_header(call->message, "X-Student"), .received_at = call_received_at(call)};
    struct face_burst_report report = {0};
    struct kiosk_marked marked = {0};
    int64_t retry_after_s = 0;
    unsigned problem = call_read_frames(call, frames, &burst.count);
    if (problem != FAULT_NONE)
        return problem;
    if (burst.number && strlen(burst.number) > KIOSK_TYPED_MAX)
        return FAULT_KIOSK_NOBODY;
    enum fault fault = kiosk_face(call->school, &call->kiosk, &burst, call->arena, &marked, &report, &retry_after_s);
    if (fault != FAULT_NONE)
        call_tell_frames(call, &report);
    return reply_marked(call, fault, &marked, retry_after_s);
}

/* clang-format off */
const struct api_route kiosk_routes[] = {
    {HTTP_POST, "/api/kiosk/enrol", ANYONE, enrol, JSON_BODY, true,
     .cost = 5, .summary = "Make this browser a kiosk by its code; whoever is signed in on it is signed out",
     .fields = enrol_fields,
     .example = "{\"code\":\"ABCD2345\"}",
     .answer = "204"},
    {HTTP_GET, "/api/kiosk", KIOSK, self, NO_BODY, false,
     .summary = "What the kiosk takes, and which lectures it serves now",
     .answer = "200 {name:text,room:text,badge:bool,pin:bool,face:bool,lent:bool,lectures:[kiosk_lecture],server_time:time}"},
    {HTTP_POST, "/api/kiosk/lecture", KIOSK, lend, JSON_BODY, true,
     .summary = "Serve the lecture whose room code this is, until its attendance closes",
     .fields = lend_fields,
     .example = "{\"code\":\"123456\"}",
     .answer = "204"},
    {HTTP_POST, "/api/kiosk/badge", KIOSK, badge, JSON_BODY, true,
     .summary = "Mark a student present by their badge",
     .fields = badge_fields,
     .example = "{\"number\":\"20261234\"}",
     .answer = "200 {name:text,state:present|late|already}"},
    {HTTP_POST, "/api/kiosk/pin", KIOSK, pin, JSON_BODY, true,
     .summary = "Mark a student present by number or name and PIN",
     .fields = pin_fields,
     .example = "{\"who\":\"20261234\",\"pin\":\"480213\"}",
     .answer = "200 {name:text,state:present|late|already}"},
    {HTTP_POST, "/api/kiosk/face", KIOSK, face, BURST_BODY, true,
     .summary = "Mark a student present by their face, found among those who agreed or compared with a number's",
     .headers = "{X-Student?:text}",
     .answer = "200 {name:text,state:present|late|already}"},
    {0},
};
/* clang-format on */
