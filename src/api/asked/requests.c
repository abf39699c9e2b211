/* SPDX-License-Identifier: MIT */
/* Appeals, leaves of one classroom from before leaves.c, and their answers. */
#include "school/attendance/request.h"

#include <stddef.h>

#include "api/asked/asked.h"
#include "api/routes.h"
#include "api/describe/schema.h"
#include "api/shape.h"

static json_t *shape_request_mark(const struct request_mark *mark)
{
    if (mark->status == MARK_UNMARKED)
        return json_null();
    return json_pack("{ss sI ss?}", "status", mark_status_code(mark->status), "minutes_late",
                     (json_int_t)mark->minutes_late, "note", mark->note);
}

static json_t *shape_request(const struct request *request)
{
    return json_pack(
        "{sI ss ss sI ss so so so so ss ss? ss? so so so so sI so so}", "id", (json_int_t)request->id, "kind",
        request_kind_code(request->kind), "state", decision_state_code(request->decision.state), "classroom_id",
        (json_int_t)request->class_id, "subject", request->subject, "student", shape_person(&request->student),
        "lecture_id", shape_id(request->lecture_id), "from", shape_time(request->from_at), "until",
        shape_time(request->until_at), "text", request->text, "status", mark_status_code(request->decision.status),
        "comment", request->decision.comment, "answered_by", shape_person(&request->decision.by), "answered_at",
        shape_time(request->decision.at), "created_at", shape_time(request->created_at), "updated_at",
        shape_time(request->updated_at), "version", (json_int_t)request->version, "file",
        request->file.id != 0 ? shape_file(&request->file) : json_null(), "mark", shape_request_mark(&request->mark));
}

static unsigned reply_request(struct call *call, unsigned status, const struct request *request)
{
    call_tag(call, request->version);
    return call_reply(call, status, shape_request(request));
}

static unsigned reply_list(struct call *call, const struct request_list *list)
{
    json_t *requests = json_array();
    for (size_t i = 0; i < list->count; i++)
        shape_append(&requests, shape_request(&list->requests[i]));
    return call_reply(call, 200, json_pack("{so so}", "requests", requests, "next", shape_id(list->next)));
}

/* ---- the student ---- */

struct requests_new_body {
    const char *kind;
    struct request_new request;
};

static const struct json_field requests_new_fields[] = {
    {"kind", JSON_FIELD_TEXT, true, offsetof(struct requests_new_body, kind), 1, 16},
    {"lecture", JSON_FIELD_INT, true, offsetof(struct requests_new_body, request.lecture_id), 1, INT64_MAX},
    {"text", JSON_FIELD_LINES, true, offsetof(struct requests_new_body, request.text), 1, REQUEST_TEXT_MAX},
    {"file", JSON_FIELD_INT, false, offsetof(struct requests_new_body, request.file_id), 1, INT64_MAX},
    {0},
};

static unsigned requests_new(struct call *call)
{
    struct requests_new_body body = {0};
    struct request request;

    unsigned problem = call_read(call, requests_new_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum request_kind kind;
    if (!request_kind_parse(body.kind, &kind) || kind != REQUEST_APPEAL)
        return call_tell_field(
            call, &(struct json_error){"kind", "must be appeal; leave is asked for at /api/student/leaves"});
    enum fault fault = request_create(call->school, &call->actor, &body.request, call->arena, &request);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "text";
    return fault != FAULT_NONE ? (unsigned)fault : reply_request(call, 201, &request);
}

static unsigned requests_own(struct call *call)
{
    struct page page;
    struct request_list list;
    int64_t since;

    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_since(call, &since);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = request_list_own(call->school, &call->actor, since, &page, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_list(call, &list);
}

static unsigned requests_withdraw(struct call *call)
{
    int64_t request_id;

    if (!call_id(call, 0, &request_id))
        return FAULT_NOT_FOUND;
    enum fault fault = request_withdraw(call->school, &call->actor, request_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

/* ---- the staff ---- */

static unsigned requests_class(struct call *call)
{
    struct decision_filter filter;
    struct page page;
    struct request_list list;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = asked_filter(call, &filter, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = request_list_class(call->school, &call->actor, class_id, &filter, &page, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_list(call, &list);
}

struct requests_answer_body {
    bool accept;
    const char *status;
    const char *comment;
};

static const struct json_field requests_answer_fields[] = {
    {"accept", JSON_FIELD_BOOL, true, offsetof(struct requests_answer_body, accept), 0, 0},
    {"status", JSON_FIELD_TEXT, false, offsetof(struct requests_answer_body, status), 1, 16},
    {"comment", JSON_FIELD_LINES, false, offsetof(struct requests_answer_body, comment), 0, REQUEST_COMMENT_MAX},
    {0},
};

static unsigned requests_answer(struct call *call)
{
    struct requests_answer_body body = {.status = "E"};
    struct request_answer answer = {0};
    struct request request;
    int64_t class_id;
    int64_t request_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &request_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, requests_answer_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &answer.version);
    if (problem != FAULT_NONE)
        return problem;
    answer.accept = body.accept;
    answer.comment = body.comment;
    if (!mark_status_parse(body.status, &answer.status))
        return FAULT_STATUS_UNKNOWN;
    enum fault fault = request_answer(call->school, &call->actor, class_id, request_id, &answer, call->arena, &request);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "comment";
    return fault != FAULT_NONE ? (unsigned)fault : reply_request(call, 200, &request);
}

static unsigned requests_reopen(struct call *call)
{
    struct request request;
    int64_t class_id, request_id, version = 0;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &request_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = request_reopen(call->school, &call->actor, class_id, request_id, version, call->arena, &request);
    return fault != FAULT_NONE ? (unsigned)fault : reply_request(call, 200, &request);
}

/* clang-format off */
const struct shape_words requests_shapes[] = {
    {"request_mark", "{status:text,minutes_late:int,note:text?}"},
    {"request", "{id:id,kind:leave|appeal,state:open|accepted|refused|withdrawn,classroom_id:id,subject:text,"
                "student:person,lecture_id:id?,from:time?,until:time?,text:text,status:text?,comment:text?,"
                "answered_by:person?,answered_at:time?,created_at:time,updated_at:time,version:int,file:file?,"
                "mark:request_mark?}"},
    {0},
};

const struct api_route requests_routes[] = {
    {HTTP_GET, "/api/student/requests", STUDENT, requests_own, NO_BODY, false,
     .summary = "One's own requests",
     .query = "{updated_since?:time,...page}",
     .answer = "200 {requests:[request],next:id?}"},
    {HTTP_POST, "/api/student/requests", STUDENT, requests_new, JSON_BODY, true,
     .summary = "Appeal against a mark",
     .fields = requests_new_fields,
     .example = "{\"kind\":\"appeal\",\"lecture\":1,\"text\":\"The camera refused me.\"}",
     .made = "/api/student/requests", .answer = "201 request"},
    {HTTP_DELETE, "/api/student/requests/:request", STUDENT, requests_withdraw, NO_BODY, true,
     .summary = "Take a request back",
     .answer = "204"},
    {HTTP_GET, "/api/classroom/:classroom/requests", CLASS_ASSISTANT, requests_class, NO_BODY, false,
     .summary = "What the students of a classroom ask",
     .query = ASKED_QUERY,
     .answer = "200 {requests:[request],next:id?}"},
    {HTTP_POST, "/api/classroom/:classroom/requests/:request/answer", CLASS_TEACHER, requests_answer, JSON_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Answer a request",
     .fields = requests_answer_fields,
     .headers = "{If-Match?:text}",
     .example = "{\"accept\":true,\"status\":\"E\",\"comment\":\"Get well soon.\"}",
     .answer = "200 request"},
    {HTTP_DELETE, "/api/classroom/:classroom/requests/:request/answer", CLASS_TEACHER, requests_reopen, NO_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Take one's answer to a request back",
     .headers = "{If-Match?:text}",
     .answer = "200 request"},
    {0},
};
/* clang-format on */
