/* SPDX-License-Identifier: MIT */
/* Marks of many at once, undoing, and what a mark is flagged with. */
#include <stddef.h>
#include <string.h>

#include "api/routes.h"
#include "api/describe/schema.h"
#include "api/shape.h"
#include "base/arena.h"
#include "school/attendance/attendance.h"
#include "school/attendance/change.h"
#include "school/attendance/hand.h"
#include "school/attendance/past.h"

static json_t *shape_marks(const struct mark *marks, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        shape_append(&list, shape_mark(&marks[i]));
    return list;
}

/* ---- many ---- */

struct marks_many_body {
    const char *status;
    int64_t minutes_late;
    const char *note;
};

static const struct json_field marks_many_fields[] = {
    {"status", JSON_FIELD_TEXT, true, offsetof(struct marks_many_body, status), 1, 16},
    {"minutes_late", JSON_FIELD_INT, false, offsetof(struct marks_many_body, minutes_late), 0, ATTENDANCE_LATE_MAX},
    {"note", JSON_FIELD_LINES, false, offsetof(struct marks_many_body, note), 0, ATTENDANCE_NOTE_MAX},
    {0},
};

/* As many as there are students, each the version that was read; 0 and null: there was none. */
static unsigned read_versions(struct call *call, const json_t *list, struct many_request *request)
{
    if (!list)
        return FAULT_NONE;
    size_t count = json_array_size(list);
    int64_t *versions = arena_calloc(call->arena, count + 1, sizeof(*versions));
    if (!versions)
        return FAULT_INTERNAL;
    if (!json_is_array(list) || request->who != CHANGE_LISTED || count != request->count)
        return call_tell_field(call, &(struct json_error){"versions", "must be one for each of the listed students"});
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        versions[i] = json_integer_value(item);
        if ((!json_is_integer(item) && !json_is_null(item)) || versions[i] < 0)
            return call_tell_field(call, &(struct json_error){"versions", "must be versions of marks, or null"});
    }
    request->versions = versions;
    return FAULT_NONE;
}

/* "all", "unmarked", or a list of ids. */
static unsigned read_who(struct call *call, const json_t *who, struct many_request *request)
{
    const char *word = json_string_value(who);
    request->who = CHANGE_LISTED;
    if (!word)
        return call_read_ids(call, who, "students", CHANGE_STUDENTS_MAX, &request->students, &request->count);
    if (strcmp(word, "all") == 0)
        request->who = CHANGE_ALL;
    else if (strcmp(word, "unmarked") == 0)
        request->who = CHANGE_UNMARKED;
    else
        return call_tell_field(call, &(struct json_error){"students", "must be all, unmarked, or a list of ids"});
    return FAULT_NONE;
}

static unsigned read_many(struct call *call, struct many_request *request)
{
    struct marks_many_body body = {0};
    struct json_error error;
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_who(call, json_object_get(document, "students"), request);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_versions(call, json_object_get(document, "versions"), request);
    if (problem != FAULT_NONE)
        return problem;
    json_object_del(document, "students");
    json_object_del(document, "versions");
    if (!json_read_object(call->message, document, marks_many_fields, &body, &error))
        problem = call_tell_field(call, &error);
    if (problem != FAULT_NONE)
        return problem;
    request->minutes_late = body.minutes_late;
    request->note = body.note;
    request->clear = strcmp(body.status, "none") == 0;
    if (request->clear)
        return FAULT_NONE;
    return mark_status_parse(body.status, &request->status) ? FAULT_NONE : FAULT_STATUS_UNKNOWN;
}

static unsigned marks_many(struct call *call)
{
    struct many_request request = {0};
    struct change_result result;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = read_many(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = attendance_mark_many(call->school, &call->actor, lecture_id, &request, call->arena, &result);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "note";
    if (fault != FAULT_NONE)
        return fault;
    json_t *kept = json_array();
    for (size_t i = 0; i < result.kept_count; i++)
        shape_append(&kept, json_integer(result.kept[i]));
    return call_reply(call, 200,
                      json_pack("{so so sI so}", "marks", shape_marks(result.marks, result.count), "kept", kept,
                                "changed", (json_int_t)result.count, "change", shape_id(result.change)));
}

/* ---- undo ---- */

struct marks_undo_body {
    int64_t change;
};

static const struct json_field marks_undo_fields[] = {
    {"change", JSON_FIELD_INT, true, offsetof(struct marks_undo_body, change), 1, INT64_MAX},
    {0},
};

static unsigned marks_undo(struct call *call)
{
    struct marks_undo_body body = {0};
    struct undone undone;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, marks_undo_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = attendance_undo(call->school, &call->actor, lecture_id, body.change, call->arena, &undone);
    if (fault != FAULT_NONE)
        return fault;
    json_t *kept = json_array();
    for (size_t i = 0; i < undone.kept_count; i++)
        shape_append(&kept, json_integer(undone.kept[i]));
    const struct change_result *result = &undone.result;
    return call_reply(call, 200,
                      json_pack("{so so sI so}", "marks", shape_marks(result->marks, result->count), "kept", kept,
                                "changed", (json_int_t)result->count, "change", shape_id(result->change)));
}

/* ---- flags ---- */

static unsigned marks_flags_clear(struct call *call)
{
    struct mark mark;
    int64_t lecture_id;
    int64_t student_id;

    if (!call_id(call, 0, &lecture_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = attendance_flags_clear(call->school, &call->actor, lecture_id, student_id, call->arena, &mark);
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, mark.version);
    return call_reply(call, 200, shape_mark(&mark));
}

/* ---- what was before ---- */

static json_t *shape_change(const struct past_change *change)
{
    return json_pack("{so so ss? ss? ss?}", "at", shape_time(change->at), "by", shape_person(&change->by), "from",
                     mark_status_code(change->from), "to", mark_status_code(change->to), "reason", change->reason);
}

static json_t *shape_sign(const struct sign *sign)
{
    size_t bit = 0;
    while (sign->flag >> (bit + 1))
        bit++;
    return json_pack("{ss ss ss?}", "flag", mark_flag_word(bit), "reason", sign->reason, "value",
                     sign->value[0] ? sign->value : NULL);
}

static unsigned marks_history(struct call *call)
{
    struct mark_past past;
    int64_t lecture_id;
    int64_t student_id;

    if (!call_id(call, 0, &lecture_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = mark_past_read(call->school, &call->actor, lecture_id, student_id, call->arena, &past);
    if (fault != FAULT_NONE)
        return fault;
    json_t *changes = json_array(), *refusals = json_array(), *signs = json_array();
    for (size_t i = 0; i < past.changes_count; i++)
        shape_append(&changes, shape_change(&past.changes[i]));
    for (size_t i = 0; i < past.refusals_count; i++)
        shape_append(&refusals,
                     json_pack("{ss so}", "code", past.refusals[i].code, "at", shape_time(past.refusals[i].at)));
    for (size_t i = 0; i < past.signs_count; i++)
        shape_append(&signs, shape_sign(&past.signs[i]));
    return call_reply(call, 200,
                      json_pack("{so sI so sI so}", "changes", changes, "changes_total", (json_int_t)past.changes_total,
                                "refusals", refusals, "refusals_total", (json_int_t)past.refusals_total, "signs",
                                signs));
}

/* clang-format off */
const struct api_route marks_routes[] = {
    {HTTP_POST, "/api/attendance/:lecture/marks", CLASS_ASSISTANT, marks_many, LIST_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Mark many students by hand",
     .fields = marks_many_fields,
     .takes = "{students:[id]+all|unmarked,versions?:[id?],status:text,minutes_late?:int,note?:text}",
     .example = "{\"students\":\"unmarked\",\"status\":\"P\"}",
     .answer = "200 {marks:[mark],kept:[id],changed:int,change:id?}"},
    {HTTP_POST, "/api/attendance/:lecture/undo", CLASS_ASSISTANT, marks_undo, JSON_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Undo a change of marks",
     .fields = marks_undo_fields,
     .example = "{\"change\":1}",
     .answer = "200 {marks:[mark],kept:[id],changed:int,change:id?}"},
    {HTTP_DELETE, "/api/attendance/:lecture/marks/:student/flags", CLASS_TEACHER, marks_flags_clear, NO_BODY, true,
     .summary = "Clear what a mark is flagged with",
     .answer = "200 mark"},
    {HTTP_GET, "/api/attendance/:lecture/marks/:student/history", CLASS_READER, marks_history, NO_BODY, false,
     .summary = "Who changed a mark to what, the checks that were refused, and why it is flagged",
     .answer = "200 {changes:[{at:time,by:person?,from:text?,to:text?,reason:text?}],changes_total:int,"
               "refusals:[{code:text,at:time}],refusals_total:int,signs:[{flag:mark_flag,reason:text,value:text?}]}"},
    {0},
};
/* clang-format on */
