/* SPDX-License-Identifier: MIT */
/* The student's side of a lecture. */
#include "api/account/device.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/attendance/attendance.h"
#include "school/checkin/check_in.h"
#include "school/checkin/code_check_in.h"
#include "school/checkin/code_stamp.h"
#include "school/checkin/mine.h"
#include "school/checkin/position.h"
#include "school/checkin/proof.h"
#include "school/checkin/room_code.h"

static struct proof_input read_proofs(struct call *call, const char *position)
{
    return (struct proof_input){
        .address = call->message->client_address,
        .device = device_token(call),
        .position = position,
        .heard = message_header(call->message, "X-Heard"),
        .camera = message_header(call->message, "X-Camera"),
        .key = message_header(call->message, "X-Device-Key"),
        .signature = message_header(call->message, "X-Device-Signature"),
        .agent = message_header(call->message, "User-Agent"),
    };
}

static unsigned check_in_mine(struct call *call)
{
    struct attendance_mine mine;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    enum fault fault = attendance_mine(call->school, &call->actor, lecture_id, call->arena, &mine);
    if (fault != FAULT_NONE)
        return fault;
    if (!device_token(call)) // a browser has one before it first checks in
        return FAULT_INTERNAL;
    return call_reply(
        call, 200,
        json_pack("{so ss so so so sb sb ss sb sb ss sb so sb}", "lecture", shape_lecture(&mine.lecture), "timezone",
                  mine.timezone, "mark", shape_mark_or_null(&mine.mark), "face", shape_face(&mine.identity),
                  "server_time", shape_time(school_now(call->school)), "code_needed", (int)mine.code_needed,
                  "code_check_in", (int)mine.code_check_in, "room_rule", proof_rule_code(mine.room_rule),
                  "sound_wanted", (int)mine.sound_wanted, "position_wanted", (int)mine.position_wanted, "unlock_rule",
                  proof_rule_code(mine.unlock_rule), "has_passkey", (int)mine.has_passkey, "unlocked_until",
                  shape_time(mine.unlocked_until), "other_group", (int)mine.mark.other_group));
}

static unsigned check_in_challenge(struct call *call)
{
    struct challenge challenge;
    int64_t retry_after_s = 0;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = attendance_challenge(call->school, &call->actor, lecture_id, &challenge, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    call->secret = true;
    if (fault != FAULT_NONE)
        return fault;
    json_t *step = NULL;
    if (challenge.policy != LIVE_PASSIVE && !(step = shape_step(&challenge.step)))
        return FAULT_INTERNAL;
    return call_reply(call, 200,
                      json_pack("{ss so sI sb ss so*}", "challenge", challenge.token, "expires_at",
                                shape_time(challenge.expires_at), "frames", (json_int_t)challenge.frames, "code_needed",
                                (int)challenge.code_needed, "policy", live_policy_word(challenge.policy), "step",
                                step));
}

/* The request of a burst for a challenge. */
static unsigned read_request(struct call *call, struct face_frame frames[static FACE_FRAMES_MAX],
                             struct check_in_request *ret_request)
{
    struct check_in_request request = {.frames = frames};

    if (!call_id(call, 0, &request.lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read_frames(call, frames, &request.count);
    if (problem != FAULT_NONE)
        return problem;
    request.received_at = call_received_at(call);
    request.challenge = message_header(call->message, "X-Challenge");
    request.room_code = message_header(call->message, "X-Room-Code");
    request.proofs = read_proofs(call, message_header(call->message, "X-Position"));
    if (!request.proofs.device)
        return FAULT_INTERNAL;
    *ret_request = request;
    return FAULT_NONE;
}

static unsigned check_in(struct call *call)
{
    struct face_frame frames[FACE_FRAMES_MAX];
    struct face_burst_report report = {0};
    struct check_in_request request;
    struct mark mark;

    unsigned problem = read_request(call, frames, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = attendance_check_in(call->school, &call->actor, &request, call->arena, &mark, &report);
    if (fault != FAULT_NONE) {
        call_tell_frames(call, &report);
        return fault;
    }
    return call_reply(call, 200, json_pack("{so}", "mark", shape_mark(&mark)));
}

struct check_in_code_body {
    const char *code;
    const char *position;
};

static const struct json_field check_in_code_fields[] = {
    {"code", JSON_FIELD_TEXT, false, offsetof(struct check_in_code_body, code), 1, CODE_STAMP_SIZE - 1},
    {"position", JSON_FIELD_TEXT, false, offsetof(struct check_in_code_body, position), 1, POSITION_TEXT_MAX},
    {0},
};

static unsigned check_in_code(struct call *call)
{
    struct check_in_code_body body = {0};
    struct code_request request = {0};
    struct mark mark;
    int64_t retry_after_s = 0;

    if (!call_id(call, 0, &request.lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, check_in_code_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    request.room_code = body.code;
    request.proofs = read_proofs(call, body.position);
    request.received_at = call_received_at(call);
    if (!request.proofs.device)
        return FAULT_INTERNAL;
    enum fault fault =
        attendance_code_check_in(call->school, &call->actor, &request, call->arena, &mark, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    if (fault == FAULT_TOO_MANY_TRIES)
        call->more.detail = "Too many of the last checks did not succeed.";
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{so}", "mark", shape_mark(&mark)));
}

struct code_stamp_body {
    const char *code;
};

static const struct json_field code_stamp_fields[] = {
    {"code", JSON_FIELD_TEXT, true, offsetof(struct code_stamp_body, code), 1, ROOM_LINK_SIZE - 1},
    {0},
};

static unsigned code_stamp(struct call *call)
{
    struct code_stamp_body body = {0};
    struct code_stamp stamp;
    int64_t lecture_id;
    int64_t retry_after_s = 0;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, code_stamp_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    const char *device = device_token(call);
    if (!device)
        return FAULT_INTERNAL;
    enum fault fault = code_stamp_make(call->school, lecture_id, body.code, device, call->message->client_network,
                                       call_received_at(call), &stamp, &retry_after_s);
    call->more.retry_after = (unsigned)retry_after_s;
    call->secret = true;
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{ss so}", "stamp", stamp.text, "expires_at", shape_time(stamp.expires_at)));
}

static unsigned check_in_step(struct call *call)
{
    struct face_frame frames[FACE_FRAMES_MAX];
    struct face_burst_report report = {0};
    struct check_in_request request;
    struct step_result result;

    unsigned problem = read_request(call, frames, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = attendance_step(call->school, &call->actor, &request, call->arena, &result, &report);
    if (fault != FAULT_NONE) {
        call_tell_frames(call, &report);
        return fault;
    }
    return call_reply(call, 200,
                      result.marked ? json_pack("{so}", "mark", shape_mark(&result.mark))
                                    : json_pack("{so}", "step", shape_step(&result.next)));
}

/* clang-format off */
const struct api_route check_in_routes[] = {
    {HTTP_GET, "/api/attendance/:lecture/mine", CLASS_MEMBER, check_in_mine, NO_BODY, false,
     .summary = "One's own mark in a lecture",
     .answer = "200 {lecture:lecture,timezone:text,mark:mark?,face:face,server_time:time,code_needed:bool,code_check_in:bool,"
               "room_rule:off|flag|refuse,sound_wanted:bool,position_wanted:bool,unlock_rule:off|flag|refuse,has_passkey:bool,"
               "unlocked_until:time?,other_group:bool}"},
    {HTTP_POST, "/api/attendance/:lecture/challenge", CLASS_MEMBER, check_in_challenge, JSON_BODY, true,
     .summary = "A challenge for one check-in",
     .fields = call_no_fields,
     .answer = "200 {challenge:text,expires_at:time,frames:int,code_needed:bool,policy:passive|turn|active|active_colour,"
               "step?:step}"},
    {HTTP_POST, "/api/attendance/:lecture/challenge/step", CLASS_MEMBER, check_in_step, BURST_BODY, true,
     .summary = "The frames of one step of a check with head turns",
     .headers = "{X-Challenge:text,X-Room-Code?:text,X-Position?:text,X-Device?:text,"
                "X-Heard?:text,X-Camera?:text,X-Device-Key?:text,X-Device-Signature?:text}",
     .answer = "200 {step?:step,mark?:mark}"},
    {HTTP_POST, "/api/attendance/:lecture/check-in", CLASS_MEMBER, check_in, BURST_BODY, true,
     .summary = "Mark oneself present by face",
     .headers = "{X-Challenge:text,X-Room-Code?:text,X-Position?:text,X-Device?:text,"
                "X-Heard?:text,X-Camera?:text,X-Device-Key?:text,X-Device-Signature?:text}",
     .answer = "200 {mark:mark}"},
    {HTTP_POST, "/api/attendance/:lecture/check-in/code", CLASS_MEMBER, check_in_code, JSON_BODY, true,
     .summary = "Mark oneself present by the room code",
     .fields = check_in_code_fields,
     .headers = "{X-Device?:text,X-Heard?:text,X-Device-Key?:text,X-Device-Signature?:text}",
     .example = "{\"code\":\"123456\",\"position\":\"geo:52.52,13.405;u=20\"}",
     .answer = "200 {mark:mark}"},
    {HTTP_POST, "/api/attendance/:lecture/code/stamp", ANYONE, code_stamp, JSON_BODY, true,
     .summary = "Keep a scanned room code good while its student signs in",
     .fields = code_stamp_fields,
     .headers = "{X-Device?:text}",
     .example = "{\"code\":\"0123456789abcdef0123456789abcdef\"}",
     .answer = "200 {stamp:text,expires_at:time}"},
    {0},
};
/* clang-format on */
