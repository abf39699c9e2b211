/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/routes.h"
#include "api/shape.h"
#include "school/common/join_code.h"
#include "school/classes/classroom.h"
#include "school/checkin/own_refusal.h"
#include "school/classes/join.h"
#include "school/faces/identity.h"
#include "school/numbers/record.h"
#include "school/numbers/register.h"

static json_t *shape_strip(const struct strip *strip)
{
    json_t *list = json_array();
    for (size_t i = 0; strip && i < strip->begun + strip->coming; i++) {
        const struct strip_cell *cell = &strip->cells[i];
        const char *status = cell->status == MARK_UNMARKED ? NULL : mark_status_code(cell->status);
        shape_append(&list, json_pack("{so ss? sb}", "starts_at", shape_time(cell->starts_at), "status", status,
                                      "decided", (int)cell->decided));
    }
    return list;
}

static json_t *shape_home_items(const struct home_items *items)
{
    json_t *list = json_array();
    for (size_t i = 0; i < items->count; i++) {
        const struct home_item *item = &items->items[i];
        shape_append(&list,
                     json_pack("{sI sI ss ss ss so so sb}", "id", (json_int_t)item->id, "classroom_id",
                               (json_int_t)item->class_id, "subject", item->subject, "kind",
                               board_kind_code(item->kind), "title", item->title, "due_at", shape_time(item->due_at),
                               "publish_at", shape_time(item->publish_at), "read", (int)item->read));
    }
    return list;
}

static json_t *shape_home_board(const struct home_board *board)
{
    return json_pack("{so sI so sI}", "due", shape_home_items(&board->due), "due_total", (json_int_t)board->due.total,
                     "unread", shape_home_items(&board->unread), "unread_total", (json_int_t)board->unread.total);
}

static unsigned student_home(struct call *call)
{
    struct home home;
    enum fault fault = register_home(call->school, &call->actor, call->arena, &home);
    if (fault != FAULT_NONE)
        return fault;
    json_t *classrooms = json_array();
    for (size_t i = 0; i < home.classroom_count; i++)
        shape_append(&classrooms,
                     json_pack("{so so so sI}", "classroom", shape_classroom(&home.classrooms[i].classroom), "standing",
                               shape_standing(&home.classrooms[i].standing), "strip",
                               shape_strip(home.classrooms[i].strip), "unread", (json_int_t)home.classrooms[i].unread));
    return call_reply(call, 200,
                      json_pack("{so so so so so so}", "server_time", shape_time(school_now(call->school)), "live",
                                shape_record_lectures(home.live, home.live_count), "classrooms", classrooms, "upcoming",
                                shape_lectures(home.upcoming.lectures, home.upcoming.count), "face",
                                shape_face(&home.identity), "board", shape_home_board(&home.board)));
}

struct student_join_body {
    const char *code;
};

static const struct json_field student_join_fields[] = {
    {"code", JSON_FIELD_TEXT, true, offsetof(struct student_join_body, code), 1, JOIN_CODE_TYPED_MAX},
    {0},
};

static unsigned student_join(struct call *call)
{
    struct student_join_body body = {0};
    struct classroom classroom;

    unsigned problem = call_read(call, student_join_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = classroom_join(call->school, &call->actor, body.code, call->arena, &classroom);
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        call->more.detail = "There were too many unknown codes.";
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{so}", "classroom", shape_classroom(&classroom)));
}

static unsigned student_join_preview(struct call *call)
{
    struct student_join_body body = {0};
    struct join_preview preview;

    unsigned problem = call_read(call, student_join_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = join_preview(call->school, &call->actor, body.code, call->arena, &preview);
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        call->more.detail = "There were too many unknown codes.";
    if (fault != FAULT_NONE)
        return fault;
    json_t *next = preview.starts_at ? json_pack("{so so ss?}", "starts_at", shape_time(preview.starts_at), "ends_at",
                                                 shape_time(preview.ends_at), "room", preview.room)
                                     : json_null();
    return call_reply(call, 200,
                      json_pack("{so ss ss? ss? ss ss sI sb sb so}", "classroom_id", shape_id(preview.class_id),
                                "subject", preview.subject, "section", preview.section, "term", preview.term,
                                "professor", preview.professor, "timezone", preview.timezone, "students",
                                (json_int_t)preview.students, "approval", (int)preview.approval, "asked",
                                (int)preview.asked, "next", next));
}

static unsigned student_refusals(struct call *call)
{
    struct own_refusal_list list;
    struct page page;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = own_refusal_list(call->school, &call->actor, class_id, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *refusals = json_array();
    for (size_t i = 0; i < list.count; i++) {
        const struct own_refusal *one = &list.refusals[i];
        const char *detail, *next;
        problem_words(one->reason, call->arena, &detail, &next);
        shape_append(&refusals, json_pack("{sI sI so ss? so ss ss? ss?}", "id", (json_int_t)one->id, "lecture_id",
                                          (json_int_t)one->lecture_id, "starts_at", shape_time(one->starts_at), "title",
                                          one->title, "at", shape_time(one->at), "code", one->reason, "detail", detail,
                                          "next", next));
    }
    return call_reply(call, 200, json_pack("{so so}", "refusals", refusals, "next", shape_id(list.next)));
}

static unsigned student_consent(struct call *call)
{
    struct consent consent;
    const char *locale = message_query(call->message, "language");
    enum fault fault = identity_consent(call->school, &call->actor, call->arena, &consent);
    if (fault != FAULT_NONE)
        return fault;
    if (locale)
        consent_translate(&consent, locale);
    return call_reply(call, 200, shape_consent(&consent));
}

struct student_consent_give_body {
    int64_t version;
    const char *scope;
    const char *guardian;
};

static const struct json_field student_consent_give_fields[] = {
    {"version", JSON_FIELD_INT, true, offsetof(struct student_consent_give_body, version), 1, INT32_MAX},
    {"scope", JSON_FIELD_TEXT, false, offsetof(struct student_consent_give_body, scope), 1, 16},
    {"guardian", JSON_FIELD_TEXT, false, offsetof(struct student_consent_give_body, guardian), 1, CONSENT_GUARDIAN_MAX},
    {0},
};

static unsigned student_consent_give(struct call *call)
{
    struct student_consent_give_body body = {0};
    struct consent consent;

    unsigned problem = call_read(call, student_consent_give_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    // Who does not say allows the least.
    struct consent_request request = {body.version, CONSENT_CHECK_IN, body.guardian};
    if (body.scope && !consent_scope_parse(body.scope, &request.scope))
        return call_tell_field(call, &(struct json_error){"scope", "must be check_in or all"});
    enum fault fault = identity_consent_give(call->school, &call->actor, &request, call->arena, &consent);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "guardian";
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, shape_consent(&consent));
}

static unsigned student_consent_withdraw(struct call *call)
{
    enum fault fault = identity_consent_withdraw(call->school, &call->actor);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned student_face(struct call *call)
{
    struct identity identity;
    enum fault fault = identity_get(call->school, &call->actor, &identity);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, shape_face(&identity));
}

static unsigned student_face_enrol(struct call *call)
{
    struct face_frame frames[FACE_FRAMES_MAX];
    struct face_burst_report report = {0};
    struct identity identity;
    size_t count;

    unsigned problem = call_read_frames(call, frames, &count);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = identity_enrol(call->school, &call->actor, frames, count, &identity, &report);
    if (fault != FAULT_NONE) {
        call_tell_frames(call, &report);
        return fault;
    }
    json_t *face = shape_face(&identity);
    const char *grade = face_grade_code(report.grade);
    if (face && grade && json_object_set_new(face, "quality", json_string(grade)) != 0) {
        json_decref(face);
        face = NULL;
    }
    return call_reply(call, 200, face);
}

static unsigned student_face_delete(struct call *call)
{
    enum fault fault = identity_delete(call->school, &call->actor);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

/* Where a rule that is on stands for the student. */
static json_t *shape_rule_standing(const struct record *record, enum warning_kind kind)
{
    const struct warning_rule *rule = &record->rules->of[kind];
    const struct warning_walk *walk = &record->walk;
    bool by_percent = kind == WARN_BELOW || kind == WARN_OUT_OF_REACH;
    int64_t percent = kind == WARN_BELOW && rule->percent ? rule->percent : walk->threshold;
    return json_pack("{ss sI sI sI sI sI sI sI sb}", "kind", warning_kind_code(kind), "lectures",
                     (json_int_t)(by_percent ? 0 : rule->lectures), "days", (json_int_t)rule->days, "percent",
                     (json_int_t)(by_percent ? percent : 0), "counted_min", (json_int_t)rule->counted_min, "missed",
                     (json_int_t)warning_walk_missed(walk, kind), "attended", (json_int_t)walk->attended, "counted",
                     (json_int_t)walk->counted, "holds", (int)walk->of[kind].holds);
}

static unsigned student_record(struct call *call)
{
    struct record record;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = register_record(call->school, &call->actor, class_id, call->arena, &record);
    if (fault != FAULT_NONE)
        return fault;
    json_t *rules = json_array();
    for (int i = 0; i < WARNING_KINDS; i++)
        if (record.rules->of[i].on)
            shape_append(&rules, shape_rule_standing(&record, (enum warning_kind)i));
    return call_reply(call, 200,
                      json_pack("{so so so so}", "classroom", shape_classroom(&record.classroom), "standing",
                                shape_standing(&record.standing), "lectures",
                                shape_record_lectures(record.lectures, record.count), "rules", rules));
}

/* clang-format off */
const struct shape_words student_shapes[] = {
    {"lecture_mark", "{lecture:lecture,mark:mark?,outside:bool,left_out:bool}"},
    {"board_brief", "{id:id,classroom_id:id,subject:text,kind:announcement|notice|assessment,title:text,due_at:time?,"
                    "publish_at:time,read:bool}"},
    {"home_board", "{due:[board_brief],due_total:int,unread:[board_brief],unread_total:int}"},
    {"join_next", "{starts_at:time,ends_at:time,room:text?}"},
    {"own_refusal", "{id:id,lecture_id:id,starts_at:time,title:text?,at:time,code:text,detail:text?,next:text?}"},
    {"strip_cell", "{starts_at:time,status:text?,decided:bool}"},
    {"rule_standing", "{kind:warning_kind,lectures:int,days:int,percent:int,counted_min:int,missed:int,attended:int,"
                      "counted:int,holds:bool}"},
    {0},
};

const struct api_route student_routes[] = {
    {HTTP_GET, "/api/student/home", STUDENT, student_home, NO_BODY, false,
     .summary = "All that a student's first page shows",
     .answer = "200 {server_time:time,live:[lecture_mark],classrooms:[{classroom:classroom,standing:standing,"
               "strip:[strip_cell],unread:int}],upcoming:[lecture],face:face,board:home_board}"},
    {HTTP_POST, "/api/student/join", STUDENT, student_join, JSON_BODY, true,
     .summary = "Join a classroom by its code",
     .fields = student_join_fields,
     .example = "{\"code\":\"ABCD2345\"}",
     .answer = "200 {classroom:classroom}"},
    {HTTP_POST, "/api/student/join-preview", STUDENT, student_join_preview, JSON_BODY, true,
     .summary = "Which class a code is for, before joining it",
     .fields = student_join_fields,
     .example = "{\"code\":\"ABCD2345\"}",
     .answer = "200 {classroom_id:id?,subject:text,section:text?,term:text?,professor:text,timezone:text,students:int,"
               "approval:bool,asked:bool,next:join_next?}"},
    {HTTP_GET, "/api/student/consent", STUDENT, student_consent, NO_BODY, false,
     .summary = "The consent text and whether it was given",
     .query = "{language?:text}",
     .answer = "200 consent"},
    {HTTP_POST, "/api/student/consent", STUDENT, student_consent_give, JSON_BODY, true,
     .summary = "Agree to the face check, or change what it may be used for",
     .fields = student_consent_give_fields,
     .example = "{\"version\":3,\"scope\":\"check_in\"}",
     .answer = "200 consent"},
    {HTTP_DELETE, "/api/student/consent", STUDENT, student_consent_withdraw, NO_BODY, true,
     .summary = "Withdraw the consent: the face is deleted at once",
     .answer = "204"},
    {HTTP_GET, "/api/student/face", STUDENT, student_face, NO_BODY, false,
     .summary = "Whether a face is enrolled",
     .answer = "200 face"},
    {HTTP_PUT, "/api/student/face", STUDENT, student_face_enrol, BURST_BODY, true,
     .summary = "Enrol a face",
     .answer = "200 {...face,quality?:good|fair}"},
    {HTTP_DELETE, "/api/student/face", STUDENT, student_face_delete, NO_BODY, true,
     .summary = "Delete the enrolled face",
     .answer = "204"},
    {HTTP_GET, "/api/student/record/:classroom", CLASS_MEMBER, student_record, NO_BODY, false,
     .summary = "One's own record in a classroom",
     .answer = "200 {classroom:classroom,standing:standing,lectures:[lecture_mark],rules:[rule_standing]}"},
    {HTTP_GET, "/api/student/record/:classroom/refusals", CLASS_MEMBER, student_refusals, NO_BODY, false,
     .summary = "One's own checks that did not succeed, newest first",
     .query = "{...page}",
     .answer = "200 {refusals:[own_refusal],next:id?}"},
    {0},
};
/* clang-format on */
