/* SPDX-License-Identifier: MIT */
/* Leave for all courses at once: its kinds, asking, answering, and its evidence. */
#include "school/attendance/leave.h"

#include <stddef.h>

#include "api/asked/asked.h"
#include "api/lists.h"
#include "api/routes.h"
#include "api/shape.h"

/* ---- kinds ---- */

static json_t *shape_kind(const struct leave_kind *kind)
{
    json_t *officers = json_array();
    for (size_t i = 0; i < kind->officer_count; i++)
        shape_append(&officers, shape_person(&kind->officers[i]));
    return json_pack("{sI ss ss ss ss ss sI sb sI so}", "id", (json_int_t)kind->id, "name", kind->name, "decider",
                     leave_side_code(kind->decider), "evidence", leave_evidence_code(kind->evidence), "evidence_for",
                     leave_side_code(kind->evidence_for), "status", mark_status_code(kind->status), "days_after",
                     (json_int_t)kind->days_after, "retired", (int)kind->retired, "version", (json_int_t)kind->version,
                     "officers", officers);
}

static unsigned kinds_get(struct call *call)
{
    struct leave_kind_list list;
    enum fault fault = leave_kind_list(call->school, &call->actor, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *kinds = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&kinds, shape_kind(&list.kinds[i]));
    return call_reply(call, 200, json_pack("{so}", "kinds", kinds));
}

struct leave_kind_body {
    const char *decider, *evidence, *evidence_for, *status;
    struct leave_kind_request request;
};

static const struct json_field leave_kind_fields[] = {
    {"name", JSON_FIELD_TEXT, true, offsetof(struct leave_kind_body, request.name), 1, LEAVE_KIND_NAME_MAX},
    {"decider", JSON_FIELD_TEXT, true, offsetof(struct leave_kind_body, decider), 1, 16},
    {"evidence", JSON_FIELD_TEXT, true, offsetof(struct leave_kind_body, evidence), 1, 16},
    {"evidence_for", JSON_FIELD_TEXT, true, offsetof(struct leave_kind_body, evidence_for), 1, 16},
    {"status", JSON_FIELD_TEXT, false, offsetof(struct leave_kind_body, status), 1, 16},
    {"days_after", JSON_FIELD_INT, false, offsetof(struct leave_kind_body, request.days_after), 0,
     LEAVE_DAYS_AFTER_MAX},
    {"retired", JSON_FIELD_BOOL, false, offsetof(struct leave_kind_body, request.retired), 0, 0},
    {0},
};

/* The ids of a list, in the arena. */
static unsigned read_ids(struct call *call, const struct body_list *list, const int64_t **ret_ids, size_t *ret_count)
{
    size_t count = list->items ? json_array_size(list->items) : 0;
    int64_t *ids = arena_calloc(call->arena, count + 1, sizeof(*ids));
    if (!ids)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < count; i++) {
        ids[i] = json_integer_value(json_array_get(list->items, i));
        if (ids[i] < 1)
            return call_tell_field(call, &(struct json_error){list->name, "must hold ids"});
    }
    *ret_ids = ids;
    *ret_count = count;
    return FAULT_NONE;
}

static unsigned read_kind(struct call *call, struct leave_kind_request *ret_request)
{
    struct leave_kind_body body = {.status = "E"};
    struct body_list lists[] = {{"officers", LEAVE_OFFICERS_MAX, NULL}, {0}};
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = lists_read(call, leave_kind_fields, &body, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_ids(call, &lists[0], &body.request.officers, &body.request.officer_count);
    json_decrefp(&document);
    if (problem != FAULT_NONE)
        return problem;
    if (!leave_side_parse(body.decider, &body.request.decider))
        return call_tell_field(call, &(struct json_error){"decider", "must be staff or office"});
    if (!leave_evidence_parse(body.evidence, &body.request.evidence))
        return call_tell_field(call, &(struct json_error){"evidence", "must be none, optional or required"});
    if (!leave_side_parse(body.evidence_for, &body.request.evidence_for))
        return call_tell_field(call, &(struct json_error){"evidence_for", "must be staff or office"});
    if (!mark_status_parse(body.status, &body.request.status) ||
        (body.request.status != MARK_EXCUSED && body.request.status != MARK_PRESENT))
        return call_tell_field(call, &(struct json_error){"status", "must be E or P"});
    *ret_request = body.request;
    return FAULT_NONE;
}

static unsigned save_kind(struct call *call, int64_t kind_id, unsigned status)
{
    struct leave_kind_request request;
    struct leave_kind kind;
    int64_t version = 0;
    unsigned problem = read_kind(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    if (kind_id != 0)
        problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    request.version = version;
    enum fault fault = leave_kind_save(call->school, &call->actor, kind_id, &request, call->arena, &kind);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "name";
    if (fault == FAULT_ACCOUNT_UNKNOWN)
        call->more.field = "officers";
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, kind.version);
    return call_reply(call, status, shape_kind(&kind));
}

static unsigned kinds_post(struct call *call)
{
    return save_kind(call, 0, 201);
}

static unsigned kinds_put(struct call *call)
{
    int64_t kind_id;
    return call_id(call, 0, &kind_id) ? save_kind(call, kind_id, 200) : FAULT_NOT_FOUND;
}

/* ---- a leave ---- */

static json_t *shape_decision(const struct decision *decision)
{
    return json_pack("{ss ss? ss? so so}", "state", decision_state_code(decision->state), "status",
                     mark_status_code(decision->status), "comment", decision->comment, "by",
                     shape_person(&decision->by), "at", shape_time(decision->at));
}

static json_t *shape_leave(const struct leave *leave)
{
    json_t *courses = json_array(), *evidence = json_array();
    for (size_t i = 0; i < leave->course_count; i++) {
        const struct leave_course *course = &leave->courses[i];
        shape_append(&courses, json_pack("{sI ss so sI sI sI}", "classroom_id", (json_int_t)course->class_id, "subject",
                                         course->subject, "decision", shape_decision(&course->decision), "lectures",
                                         (json_int_t)course->lectures, "given", (json_int_t)course->given, "attended",
                                         (json_int_t)course->attended));
    }
    for (size_t i = 0; i < leave->evidence.count; i++)
        shape_append(&evidence, shape_file(&leave->evidence.files[i]));
    return json_pack("{sI so so ss? so so so ss? ss ss so so sI so so so sb so so sI}", "id", (json_int_t)leave->id,
                     "student", shape_person(&leave->student), "kind_id", shape_id(leave->kind_id), "kind", leave->kind,
                     "classroom_id", shape_id(leave->class_id), "from", shape_time(leave->from_at), "until",
                     shape_time(leave->until_at), "text", leave->text, "decider", leave_side_code(leave->decider),
                     "evidence_for", leave_side_code(leave->evidence_for), "decision", shape_decision(&leave->decision),
                     "evidence", evidence, "evidence_count", (json_int_t)leave->evidence_count, "evidence_seen_at",
                     shape_time(leave->evidence_seen_at), "evidence_erased_at", shape_time(leave->evidence_erased_at),
                     "courses", courses, "mine", (int)leave->mine, "created_at", shape_time(leave->created_at),
                     "updated_at", shape_time(leave->updated_at), "version", (json_int_t)leave->version);
}

static unsigned reply_leave(struct call *call, unsigned status, const struct leave *leave)
{
    call_tag(call, leave->version);
    return call_reply(call, status, shape_leave(leave));
}

static json_t *shape_leaves(const struct leave_list *list)
{
    json_t *leaves = json_array();
    for (size_t i = 0; i < list->count; i++)
        shape_append(&leaves, shape_leave(&list->leaves[i]));
    return leaves;
}

static unsigned reply_list(struct call *call, enum fault fault, const struct leave_list *list)
{
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{so so}", "leaves", shape_leaves(list), "next", shape_id(list->next)));
}

/* ---- the student ---- */

static const struct json_field leave_new_fields[] = {
    {"kind", JSON_FIELD_INT, false, offsetof(struct leave_new, kind_id), 1, INT64_MAX},
    {"classroom", JSON_FIELD_INT, false, offsetof(struct leave_new, class_id), 1, INT64_MAX},
    {"from", JSON_FIELD_TIME, true, offsetof(struct leave_new, from_at), 0, 0},
    {"until", JSON_FIELD_TIME, true, offsetof(struct leave_new, until_at), 0, 0},
    {"text", JSON_FIELD_LINES, false, offsetof(struct leave_new, text), 0, LEAVE_TEXT_MAX},
    {0},
};

static unsigned leaves_post(struct call *call)
{
    struct leave_new request = {0};
    struct leave leave;
    struct body_list lists[] = {{"evidence", EVIDENCE_FILES_MAX, NULL}, {0}};
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = lists_read(call, leave_new_fields, &request, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_ids(call, &lists[0], &request.evidence, &request.evidence_count);
    json_decrefp(&document);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = leave_create(call->school, &call->actor, &request, call->arena, &leave);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "text";
    if (fault == FAULT_TIME_INVALID)
        call->more.field = "from";
    if (fault == FAULT_REQUEST_INVALID)
        call->more.field = "classroom";
    return fault != FAULT_NONE ? (unsigned)fault : reply_leave(call, 201, &leave);
}

static unsigned leaves_own(struct call *call)
{
    struct page page;
    struct leave_list list;
    int64_t since;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_since(call, &since);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = leave_list_own(call->school, &call->actor, since, &page, call->arena, &list);
    return reply_list(call, fault, &list);
}

static unsigned leaves_withdraw(struct call *call)
{
    int64_t leave_id;
    if (!call_id(call, 0, &leave_id))
        return FAULT_NOT_FOUND;
    enum fault fault = leave_withdraw(call->school, &call->actor, leave_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned evidence_post(struct call *call)
{
    struct file file;
    const char *name = message_query(call->message, "name");
    enum fault fault = evidence_add(call->school, &call->actor, name, call->message->body, call->message->body_size,
                                    call->arena, &file);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "name";
    return fault != FAULT_NONE ? fault : call_reply(call, 201, shape_file(&file));
}

static unsigned evidence_remove(struct call *call)
{
    int64_t file_id;
    if (!call_id(call, 0, &file_id))
        return FAULT_NOT_FOUND;
    enum fault fault = evidence_delete(call->school, &call->actor, file_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

/* ---- those who decide ---- */

static unsigned leaves_class(struct call *call)
{
    struct decision_filter filter;
    struct page page;
    struct leave_list list;
    int64_t class_id;
    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = asked_filter(call, &filter, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = leave_list_class(call->school, &call->actor, class_id, &filter, &page, call->arena, &list);
    return reply_list(call, fault, &list);
}

static unsigned leaves_office(struct call *call)
{
    struct decision_filter filter;
    struct page page;
    struct leave_list list;
    unsigned problem = asked_filter(call, &filter, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = leave_list_office(call->school, &call->actor, &filter, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{so so sb}", "leaves", shape_leaves(&list), "next", shape_id(list.next), "officer",
                                (int)list.officer));
}

static const struct json_field leave_answer_fields[] = {
    {"accept", JSON_FIELD_BOOL, true, offsetof(struct leave_answer, accept), 0, 0},
    {"comment", JSON_FIELD_LINES, false, offsetof(struct leave_answer, comment), 0, LEAVE_COMMENT_MAX},
    {0},
};

static unsigned answer(struct call *call, int64_t class_id, int64_t leave_id)
{
    struct leave_answer answered = {0};
    struct leave leave;
    int64_t version = 0;
    unsigned problem = call_read(call, leave_answer_fields, &answered);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    answered.version = version;
    enum fault fault = leave_answer(call->school, &call->actor, leave_id, class_id, &answered, call->arena, &leave);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "comment";
    return fault != FAULT_NONE ? (unsigned)fault : reply_leave(call, 200, &leave);
}

static unsigned answer_class(struct call *call)
{
    int64_t class_id, leave_id;
    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &leave_id))
        return FAULT_NOT_FOUND;
    return answer(call, class_id, leave_id);
}

static unsigned answer_office(struct call *call)
{
    int64_t leave_id;
    return call_id(call, 0, &leave_id) ? answer(call, 0, leave_id) : FAULT_NOT_FOUND;
}

static unsigned reopen(struct call *call, int64_t class_id, int64_t leave_id)
{
    struct leave leave;
    int64_t version = 0;
    unsigned problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = leave_reopen(call->school, &call->actor, leave_id, class_id, version, call->arena, &leave);
    return fault != FAULT_NONE ? (unsigned)fault : reply_leave(call, 200, &leave);
}

static unsigned reopen_class(struct call *call)
{
    int64_t class_id, leave_id;
    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &leave_id))
        return FAULT_NOT_FOUND;
    return reopen(call, class_id, leave_id);
}

static unsigned reopen_office(struct call *call)
{
    int64_t leave_id;
    return call_id(call, 0, &leave_id) ? reopen(call, 0, leave_id) : FAULT_NOT_FOUND;
}

/* ---- evidence ---- */

/* Never shown in the page, like every file (files.c). */
static unsigned reply_evidence(struct call *call, int64_t class_id, unsigned first)
{
    struct file file;
    const void *bytes;
    int64_t leave_id, file_id;
    if (!call_id(call, first, &leave_id) || !call_id(call, first + 1, &file_id))
        return FAULT_NOT_FOUND;
    enum fault fault =
        leave_evidence_read(call->school, &call->actor, class_id, leave_id, file_id, call->arena, &file, &bytes);
    return fault != FAULT_NONE ? fault : files_reply(call, &file, bytes);
}

static unsigned evidence_get(struct call *call)
{
    return reply_evidence(call, 0, 0);
}

static unsigned evidence_class(struct call *call)
{
    int64_t class_id;
    return call_id(call, 0, &class_id) ? reply_evidence(call, class_id, 1) : FAULT_NOT_FOUND;
}

/* clang-format off */
const struct shape_words leaves_shapes[] = {
    {"leave_kind", "{id:id,name:text,decider:staff|office,evidence:none|optional|required,evidence_for:staff|office,"
                   "status:text,days_after:int,retired:bool,version:int,officers:[person]}"},
    {"leave_decision", "{state:open|accepted|refused|withdrawn,status:text?,comment:text?,by:person?,at:time?}"},
    {"leave_course", "{classroom_id:id,subject:text,decision:leave_decision,lectures:int,given:int,attended:int}"},
    {"leave", "{id:id,student:person,kind_id:id?,kind:text?,classroom_id:id?,from:time,until:time,text:text?,"
              "decider:staff|office,evidence_for:staff|office,decision:leave_decision,evidence:[file],"
              "evidence_count:int,evidence_seen_at:time?,evidence_erased_at:time?,courses:[leave_course],mine:bool,"
              "created_at:time,updated_at:time,version:int}"},
    {0},
};

#define KIND_EXAMPLE "{\"name\":\"Illness\",\"decider\":\"office\",\"evidence\":\"optional\"," \
                     "\"evidence_for\":\"office\",\"days_after\":7}"

const struct api_route leaves_routes[] = {
    {HTTP_GET, "/api/leave-kinds", SIGNED_IN, kinds_get, NO_BODY, false,
     .summary = "Kinds of leave: those that can be asked for; to administrators all",
     .answer = "200 {kinds:[leave_kind]}"},
    {HTTP_POST, "/api/admin/leave-kinds", ADMINISTRATOR, kinds_post, JSON_BODY, true,
     .summary = "Name a kind of leave",
     .fields = leave_kind_fields, .takes = "{officers?:[id]}",
     .example = KIND_EXAMPLE,
     .made = "/api/admin/leave-kinds/{id}", .answer = "201 leave_kind"},
    {HTTP_PUT, "/api/admin/leave-kinds/:leave_kind", ADMINISTRATOR, kinds_put, JSON_BODY, true,
     .summary = "Change a kind of leave, or retire it",
     .fields = leave_kind_fields, .takes = "{officers?:[id]}",
     .headers = "{If-Match?:text}",
     .example = KIND_EXAMPLE,
     .answer = "200 leave_kind"},
    {HTTP_GET, "/api/student/leaves", STUDENT, leaves_own, NO_BODY, false,
     .summary = "One's own leaves, and what came of them in each course",
     .query = "{updated_since?:time,...page}",
     .answer = "200 {leaves:[leave],next:id?}"},
    {HTTP_POST, "/api/student/leaves", STUDENT, leaves_post, JSON_BODY, true,
     .summary = "Ask for leave in all courses, or in one",
     .fields = leave_new_fields, .takes = "{evidence?:[id]}",
     .example = "{\"from\":\"2026-12-01T08:00:00Z\",\"until\":\"2026-12-02T08:00:00Z\",\"text\":\"A move\"}",
     .made = "/api/student/leaves", .answer = "201 leave"},
    {HTTP_DELETE, "/api/student/leaves/:leave", STUDENT, leaves_withdraw, NO_BODY, true,
     .summary = "Take a leave back, with its evidence and its marks",
     .answer = "204"},
    {HTTP_GET, "/api/student/leaves/:leave/evidence/:evidence", STUDENT, evidence_get, NO_BODY, true,
     .summary = "The bytes of one's own evidence",
     .answer = "200 */*"},
    {HTTP_POST, "/api/student/evidence", STUDENT, evidence_post, FILE_BODY, true,
     .summary = "Send evidence, for a leave that is about to be asked for",
     .query = "{name:text}",
     .made = "/api/student/evidence/{id}", .answer = "201 file"},
    {HTTP_DELETE, "/api/student/evidence/:loose_evidence", STUDENT, evidence_remove, NO_BODY, true,
     .summary = "Take evidence back that belongs to no leave yet",
     .answer = "204"},
    {HTTP_GET, "/api/classroom/:classroom/leaves", CLASS_ASSISTANT, leaves_class, NO_BODY, false,
     .summary = "Leaves that touch a classroom",
     .query = ASKED_QUERY,
     .answer = "200 {leaves:[leave],next:id?}"},
    {HTTP_POST, "/api/classroom/:classroom/leaves/:leave/answer", CLASS_TEACHER, answer_class, JSON_BODY, true,
     .summary = "Answer a leave for one's classroom",
     .fields = leave_answer_fields,
     .headers = "{If-Match?:text}",
     .example = "{\"accept\":true,\"comment\":\"Get well soon.\"}",
     .answer = "200 leave"},
    {HTTP_DELETE, "/api/classroom/:classroom/leaves/:leave/answer", CLASS_TEACHER, reopen_class, NO_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Take one's answer to a leave back",
     .headers = "{If-Match?:text}",
     .answer = "200 leave"},
    {HTTP_GET, "/api/classroom/:classroom/leaves/:leave/evidence/:evidence", CLASS_TEACHER, evidence_class, NO_BODY,
     true,
     .summary = "The bytes of evidence that is for the staff; kept in the audit log",
     .answer = "200 */*"},
    {HTTP_GET, "/api/office/leaves", STAFF, leaves_office, NO_BODY, false,
     .summary = "Leaves that one's office decides about, or whose evidence it looks at",
     .query = ASKED_QUERY,
     .answer = "200 {leaves:[leave],next:id?,officer:bool}"},
    {HTTP_POST, "/api/office/leaves/:office_leave/answer", OFFICE, answer_office, JSON_BODY, true,
     .summary = "Answer a leave for all courses",
     .fields = leave_answer_fields,
     .headers = "{If-Match?:text}",
     .example = "{\"accept\":true,\"comment\":\"Get well soon.\"}",
     .answer = "200 leave"},
    {HTTP_DELETE, "/api/office/leaves/:office_leave/answer", OFFICE, reopen_office, NO_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Take one's answer to a leave back, for all courses",
     .headers = "{If-Match?:text}",
     .answer = "200 leave"},
    {HTTP_GET, "/api/office/leaves/:office_leave/evidence/:office_evidence", OFFICE, evidence_get, NO_BODY, true,
     .summary = "The bytes of evidence that is for the office; kept in the audit log",
     .answer = "200 */*"},
    {0},
};
/* clang-format on */
