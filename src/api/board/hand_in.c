/* SPDX-License-Identifier: MIT */
/* What is handed in for an assessment, and its grade. */
#include <stddef.h>

#include "api/board/board_parts.h"
#include "api/gate/call.h"
#include "api/lists.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/board/board.h"
#include "school/board/hand_in.h"

static json_t *shape_hand_in(const struct hand_in *hand_in)
{
    return json_pack("{so sb ss? so so sb sI so ss? so so}", "student", shape_person(&hand_in->student), "handed_in",
                     (int)hand_in->handed_in, "text", hand_in->text, "files", board_shape_files(&hand_in->files),
                     "handed_in_at", shape_time(hand_in->handed_in_at), "late", (int)hand_in->late, "version",
                     (json_int_t)hand_in->version, "points", board_shape_points(hand_in->points), "comment",
                     hand_in->comment, "graded_by", shape_person(&hand_in->graded_by), "graded_at",
                     shape_time(hand_in->graded_at));
}

static unsigned reply_hand_in(struct call *call, const struct hand_in *hand_in)
{
    if (hand_in->version > 0)
        call_tag(call, hand_in->version);
    return call_reply(call, 200, shape_hand_in(hand_in));
}

static unsigned hand_in_get(struct call *call)
{
    struct hand_in mine;
    int64_t class_id, item_id;

    if (!board_item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    enum fault fault = hand_in_mine(call->school, &call->actor, class_id, item_id, call->arena, &mine);
    return fault != FAULT_NONE ? fault : reply_hand_in(call, &mine);
}

static const struct json_field hand_in_put_fields[] = {
    {"text", JSON_FIELD_LINES, false, offsetof(struct hand_in_request, text), 0, BOARD_BODY_MAX},
    {0},
};

static unsigned read_hand_in(struct call *call, struct hand_in_request *request)
{
    struct json_error error;
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = board_take_files(call, document, &request->files, &request->file_count);
    if (problem != FAULT_NONE)
        return problem;
    if (!json_read_object(call->message, document, hand_in_put_fields, request, &error))
        problem = call_tell_field(call, &error);
    return problem;
}

static unsigned hand_in_put(struct call *call)
{
    struct hand_in_request request = {0};
    struct hand_in mine;
    int64_t class_id, item_id, version;

    if (!board_item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_hand_in(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    request.version = version;
    enum fault fault = hand_in(call->school, &call->actor, class_id, item_id, &request, call->arena, &mine);
    if (fault == FAULT_TEXT_INVALID) {
        call->more.field = "text";
        call->more.detail = "There is neither a text nor a file to hand in.";
    }
    return fault != FAULT_NONE ? fault : reply_hand_in(call, &mine);
}

static int64_t hand_in_at(const void *list, size_t at)
{
    return ((const struct hand_in *)list)[at].student.id;
}

static unsigned hand_ins_get(struct call *call)
{
    struct hand_in_list list;
    struct list_slice slice;
    int64_t class_id, item_id;

    if (!board_item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    enum fault fault = hand_in_list(call->school, &call->actor, class_id, item_id, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    unsigned problem = lists_slice(call, list.hand_ins, list.count, hand_in_at, &slice);
    if (problem != FAULT_NONE)
        return problem;
    json_t *hand_ins = json_array();
    for (size_t i = slice.first; i < slice.end; i++)
        shape_append(&hand_ins, shape_hand_in(&list.hand_ins[i]));
    return call_reply(
        call, 200,
        json_pack("{so so sI}", "hand_ins", hand_ins, "next", shape_id(slice.next), "total", (json_int_t)list.count));
}

static const struct json_field grade_put_fields[] = {
    {"comment", JSON_FIELD_LINES, false, offsetof(struct grade_request, comment), 0, BOARD_COMMENT_MAX},
    {0},
};

static unsigned read_grade(struct call *call, struct grade_request *request)
{
    struct json_error error;
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = board_take_points(call, document, &request->points);
    if (problem != FAULT_NONE)
        return problem;
    if (!json_read_object(call->message, document, grade_put_fields, request, &error))
        problem = call_tell_field(call, &error);
    return problem;
}

static unsigned grade_put(struct call *call)
{
    struct grade_request request = {0};
    struct hand_in graded;
    int64_t class_id, item_id, student_id, version;

    if (!board_item_ids(call, &class_id, &item_id) || !call_id(call, 2, &student_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_grade(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    request.version = version;
    enum fault fault =
        hand_in_grade(call->school, &call->actor, class_id, item_id, student_id, &request, call->arena, &graded);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "comment";
    return fault != FAULT_NONE ? fault : reply_hand_in(call, &graded);
}

const struct shape_words hand_in_shapes[] = {
    {"hand_in", "{student:person,handed_in:bool,text:text?,files:[file],handed_in_at:time?,late:bool,version:int,"
                "points:number?,comment:text?,graded_by:person?,graded_at:time?}"},
    {0},
};

#define BOARD "/api/classroom/:classroom/board"

/* clang-format off */
const struct api_route hand_in_routes[] = {
    {HTTP_GET, BOARD "/:item/hand-in", CLASS_MEMBER, hand_in_get, NO_BODY, false,
     .summary = "What one has handed in for an assessment, and its grade",
     .answer = "200 hand_in"},
    {HTTP_PUT, BOARD "/:item/hand-in", CLASS_MEMBER, hand_in_put, LIST_BODY, true,
     .headers = "{If-Match?:text}",
     .summary = "Hand in for an assessment, or hand in anew",
     .fields = hand_in_put_fields, .takes = "{files?:[id]}",
     .example = "{\"text\":\"See page 2.\"}",
     .answer = "200 hand_in"},
    {HTTP_GET, BOARD "/:item/hand-ins", CLASS_READER, hand_ins_get, NO_BODY, false,
     .summary = "What was handed in for an assessment, one line a student",
     .query = "page", .answer = "200 {hand_ins:[hand_in],next:id?,total:int}"},
    {HTTP_PUT, BOARD "/:item/hand-ins/:student/grade", CLASS_ASSISTANT, grade_put, LIST_BODY, true,
     .headers = "{If-Match?:text}",
     .summary = "Grade what a student handed in",
     .fields = grade_put_fields, .takes = "{points?:number?}",
     .example = "{\"points\":8.5,\"comment\":\"Well argued.\"}",
     .answer = "200 hand_in"},
    {0},
};
/* clang-format on */
