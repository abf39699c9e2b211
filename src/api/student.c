/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/routes.h"
#include "api/shape.h"
#include "school/common/join_code.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/faces/identity.h"
#include "school/numbers/record.h"
#include "school/numbers/register.h"

static unsigned student_home(struct call *call)
{
    struct home home;
    enum fault fault = register_home(call->school, &call->actor, call->arena, &home);
    if (fault != FAULT_NONE)
        return fault;
    json_t *classrooms = json_array();
    for (size_t i = 0; i < home.classroom_count; i++)
        shape_append(&classrooms, json_pack("{so so}", "classroom", shape_classroom(&home.classrooms[i].classroom),
                                            "standing", shape_standing(&home.classrooms[i].standing)));
    return call_reply(call, 200,
                      json_pack("{so so so so so}", "server_time", shape_time(school_now(call->school)), "live",
                                shape_record_lectures(home.live, home.live_count), "classrooms", classrooms, "upcoming",
                                shape_lectures(home.upcoming.lectures, home.upcoming.count), "face",
                                shape_face(&home.identity)));
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
    {"rule_standing", "{kind:warning_kind,lectures:int,days:int,percent:int,counted_min:int,missed:int,attended:int,"
                      "counted:int,holds:bool}"},
    {0},
};

const struct api_route student_routes[] = {
    {HTTP_GET, "/api/student/home", STUDENT, student_home, NO_BODY, false,
     .summary = "All that a student's first page shows",
     .answer = "200 {server_time:time,live:[lecture_mark],classrooms:[{classroom:classroom,standing:standing}],"
               "upcoming:[lecture],face:face}"},
    {HTTP_POST, "/api/student/join", STUDENT, student_join, JSON_BODY, true,
     .summary = "Join a classroom by its code",
     .fields = student_join_fields,
     .example = "{\"code\":\"ABCD2345\"}",
     .answer = "200 {classroom:classroom}"},
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
    {0},
};
/* clang-format on */
