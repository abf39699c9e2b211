/* SPDX-License-Identifier: MIT */
/* Who is in a classroom: students, who asks to be one, the staff, and the groups. */
#include <stddef.h>

#include "api/lists.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/classes/join.h"
#include "school/classes/staff.h"
#include "school/common/limits.h"
#include "school/common/zone.h"
#include "school/marks/group/group.h"

enum { PART_SIZE = 16 };

static json_t *shape_request(const struct join_request *request)
{
    return json_pack("{sI ss so ss? sb so ss}", "classroom_id", (json_int_t)request->class_id, "subject",
                     request->subject, "student", shape_person(&request->student), "email", shape_email(request->email),
                     "email_proven", (int)request->email_proven, "asked_at", shape_time(request->asked_at), "state",
                     request->refused ? "refused" : "waiting");
}

static unsigned reply_requests(struct call *call, const struct join_request_list *list)
{
    json_t *requests = json_array();
    for (size_t i = 0; i < list->count; i++)
        shape_append(&requests, shape_request(&list->requests[i]));
    return call_reply(call, 200, json_pack("{so sI}", "requests", requests, "total", (json_int_t)list->total));
}

static unsigned roster_requests(struct call *call)
{
    struct join_request_list list;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = join_request_list(call->school, &call->actor, class_id, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_requests(call, &list);
}

static unsigned answer_request(struct call *call, bool accepted)
{
    int64_t class_id;
    int64_t student_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = join_request_answer(call->school, &call->actor, class_id, student_id, accepted);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned roster_accept(struct call *call)
{
    return answer_request(call, true);
}

static unsigned roster_refuse(struct call *call)
{
    return answer_request(call, false);
}

static unsigned roster_own_requests(struct call *call)
{
    struct join_request_list list;
    enum fault fault = join_request_own(call->school, &call->actor, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_requests(call, &list);
}

static unsigned roster_withdraw(struct call *call)
{
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = join_request_withdraw(call->school, &call->actor, class_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

struct roster_body {
    const char *email;
    const char *part;
    int64_t person;
    int64_t classroom;
};

static const struct json_field roster_add_fields[] = {
    {"email", JSON_FIELD_TEXT, true, offsetof(struct roster_body, email), 1, ACCOUNT_EMAIL_MAX},
    {0},
};

static unsigned roster_add(struct call *call)
{
    struct roster_body body = {0};
    struct person student;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, roster_add_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = join_add(call->school, &call->actor, class_id, body.email, call->arena, &student);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 201, json_pack("{so}", "student", shape_person(&student)));
}

static unsigned roster_remove(struct call *call)
{
    int64_t class_id;
    int64_t student_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = join_remove(call->school, &call->actor, class_id, student_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned roster_leave(struct call *call)
{
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = join_leave(call->school, &call->actor, class_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned roster_accept_place(struct call *call)
{
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = join_accept(call->school, &call->actor, class_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

/* ---- the staff ---- */

static unsigned reply_staff(struct call *call, unsigned status, const struct staff_list *list)
{
    json_t *staff = json_array();
    for (size_t i = 0; i < list->count; i++) {
        const struct staff_member *member = &list->members[i];
        shape_append(&staff, json_pack("{so ss? ss so}", "person", shape_person(&member->person), "email",
                                       shape_email(member->email), "part", class_part_code(member->part), "added_at",
                                       shape_time(member->added_at)));
    }
    return call_reply(call, status, json_pack("{so}", "staff", staff));
}

static unsigned roster_staff(struct call *call)
{
    struct staff_list list;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = staff_list(call->school, &call->actor, class_id, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_staff(call, 200, &list);
}

static const struct json_field roster_staff_add_fields[] = {
    {"email", JSON_FIELD_TEXT, true, offsetof(struct roster_body, email), 1, ACCOUNT_EMAIL_MAX},
    {"part", JSON_FIELD_TEXT, true, offsetof(struct roster_body, part), 1, PART_SIZE},
    {0},
};

static unsigned roster_staff_add(struct call *call)
{
    struct roster_body body = {0};
    struct staff_list list;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, roster_staff_add_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = staff_add(call->school, &call->actor, class_id, body.email, body.part, call->arena, &list);
    if (fault == FAULT_CHOICE_UNKNOWN)
        call->more.field = "part";
    return fault != FAULT_NONE ? (unsigned)fault : reply_staff(call, 201, &list);
}

static const struct json_field roster_staff_change_fields[] = {
    {"part", JSON_FIELD_TEXT, true, offsetof(struct roster_body, part), 1, PART_SIZE},
    {0},
};

static unsigned roster_staff_change(struct call *call)
{
    struct roster_body body = {0};
    struct staff_list list;
    int64_t class_id;
    int64_t person_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &person_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, roster_staff_change_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = staff_change(call->school, &call->actor, class_id, person_id, body.part, call->arena, &list);
    if (fault == FAULT_CHOICE_UNKNOWN)
        call->more.field = "part";
    return fault != FAULT_NONE ? (unsigned)fault : reply_staff(call, 200, &list);
}

static unsigned roster_staff_remove(struct call *call)
{
    int64_t class_id;
    int64_t person_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &person_id))
        return FAULT_NOT_FOUND;
    enum fault fault = staff_remove(call->school, &call->actor, class_id, person_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned roster_staff_leave(struct call *call)
{
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = staff_remove(call->school, &call->actor, class_id, call->actor.user_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static const struct json_field roster_hand_over_fields[] = {
    {"person", JSON_FIELD_INT, true, offsetof(struct roster_body, person), 1, INT64_MAX},
    {0},
};

static unsigned roster_hand_over(struct call *call)
{
    struct roster_body body = {0};
    struct staff_list list;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, roster_hand_over_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = staff_hand_over(call->school, &call->actor, class_id, body.person, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_staff(call, 200, &list);
}

static const struct json_field roster_appoint_fields[] = {
    {"classroom", JSON_FIELD_INT, true, offsetof(struct roster_body, classroom), 1, INT64_MAX},
    {"email", JSON_FIELD_TEXT, true, offsetof(struct roster_body, email), 1, ACCOUNT_EMAIL_MAX},
    {0},
};

static unsigned roster_appoint(struct call *call)
{
    struct roster_body body = {0};
    struct staff_list list;

    unsigned problem = call_read(call, roster_appoint_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = staff_appoint(call->school, &call->actor, body.classroom, body.email, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_staff(call, 200, &list);
}

const struct shape_words roster_shapes[] = {
    {"staff_member", "{person:{id:id,name:text},email:email?,part:owner|teacher|assistant,added_at:time}"},
    {"join_request", "{classroom_id:id,subject:text,student:{id:id,name:text},email:email?,email_proven:bool,asked_at:"
                     "time,state:waiting|refused}"},
    {0},
};

/* clang-format off */
const struct api_route roster_routes[] = {
    {HTTP_POST, "/api/classroom/:classroom/students", CLASS_ASSISTANT, roster_add, JSON_BODY, true,
     .summary = "Put a student into the classroom", .fields = roster_add_fields,
     .example = "{\"email\":\"alan@example.org\"}", .made = "/api/classroom/:classroom/students/{student.id}", .answer = "201 {student:{id:id,name:text}}"},
    {HTTP_DELETE, "/api/classroom/:classroom/students/:student", CLASS_TEACHER, roster_remove, NO_BODY, true,
     .summary = "Take a student out of the classroom", .answer = "204"},
    {HTTP_GET, "/api/classroom/:classroom/join-requests", CLASS_READER, roster_requests, NO_BODY, false,
     .summary = "Who asks to be let in", .answer = "200 {requests:[join_request],total:int}"},
    {HTTP_POST, "/api/classroom/:classroom/join-requests/:asker/accept", CLASS_ASSISTANT, roster_accept, NO_BODY, true,
     .summary = "Let somebody in who has asked", .answer = "204"},
    {HTTP_POST, "/api/classroom/:classroom/join-requests/:asker/refuse", CLASS_ASSISTANT, roster_refuse, NO_BODY, true,
     .summary = "Refuse somebody who has asked", .answer = "204"},
    {HTTP_GET, "/api/student/join-requests", STUDENT, roster_own_requests, NO_BODY, false,
     .summary = "Where one has asked to be let in", .answer = "200 {requests:[join_request],total:int}"},
    {HTTP_DELETE, "/api/student/join-requests/:waiting", STUDENT, roster_withdraw, NO_BODY, true,
     .summary = "Take a request to be let in back", .answer = "204"},
    {HTTP_POST, "/api/student/classrooms/:classroom/accept", CLASS_MEMBER, roster_accept_place, NO_BODY, true,
     .summary = "Accept having been put into a classroom", .answer = "204"},
    {HTTP_DELETE, "/api/student/classrooms/:classroom", CLASS_MEMBER, roster_leave, NO_BODY, true,
     .summary = "Leave a classroom", .answer = "204"},
    {HTTP_GET, "/api/classroom/:classroom/staff", CLASS_READER, roster_staff, NO_BODY, false,
     .summary = "The staff of a classroom", .answer = "200 {staff:[staff_member]}"},
    {HTTP_POST, "/api/classroom/:classroom/staff", CLASS_TEACHER, roster_staff_add, JSON_BODY, true,
     .summary = "Add a co-teacher or an assistant", .fields = roster_staff_add_fields,
     .example = "{\"email\":\"edsger@example.org\",\"part\":\"assistant\"}", .made = "/api/classroom/:classroom/staff", .answer = "201 {staff:[staff_member]}"},
    {HTTP_PATCH, "/api/classroom/:classroom/staff/:person", CLASS_TEACHER, roster_staff_change, JSON_BODY, true,
     .summary = "Change somebody's part", .fields = roster_staff_change_fields,
     .example = "{\"part\":\"assistant\"}", .answer = "200 {staff:[staff_member]}"},
    {HTTP_DELETE, "/api/classroom/:classroom/staff/:person", CLASS_TEACHER, roster_staff_remove, NO_BODY, true,
     .summary = "Take somebody out of the staff", .answer = "204"},
    {HTTP_DELETE, "/api/classroom/:classroom/staff", CLASS_ASSISTANT, roster_staff_leave, NO_BODY, true,
     .summary = "Leave the staff", .answer = "204"},
    {HTTP_POST, "/api/classroom/:classroom/owner", CLASS_TEACHER, roster_hand_over, JSON_BODY, true,
     .summary = "Hand the classroom over to a co-teacher", .fields = roster_hand_over_fields,
     .example = "{\"person\":1}", .answer = "200 {staff:[staff_member]}"},
    {HTTP_PUT, "/api/admin/owner", ADMINISTRATOR, roster_appoint, JSON_BODY, true,
     .summary = "Give a classroom to another professor", .fields = roster_appoint_fields,
     .example = "{\"classroom\":1,\"email\":\"grace@example.org\"}", .answer = "200 {staff:[staff_member]}"},
    {0},
};
/* clang-format on */

/* ---- groups ---- */

static unsigned groups_get(struct call *call)
{
    struct group_list list;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = group_list(call->school, &call->actor, class_id, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *groups = json_array(), *places = json_array();
    for (size_t i = 0; i < list.count; i++) {
        const struct class_group *group = &list.groups[i];
        shape_append(&groups, json_pack("{sI ss sb sI sI sI}", "id", (json_int_t)group->id, "name", group->name,
                                        "ended", (int)group->ended, "students", (json_int_t)group->students, "lectures",
                                        (json_int_t)group->lectures, "version", (json_int_t)group->version));
    }
    for (size_t i = 0; i < list.place_count; i++) {
        const struct group_place *place = &list.places[i];
        shape_append(&places, json_pack("{so sI so so}", "student", shape_person(&place->student), "group_id",
                                        (json_int_t)place->group_id, "joined_at", shape_time(place->joined_at),
                                        "left_at", shape_time(place->left_at)));
    }
    return call_reply(call, 200,
                      json_pack("{so so so}", "groups", groups, "places", places, "server_time",
                                shape_time(school_now(call->school))));
}

struct groups_body {
    const char *name;
};

static const struct json_field groups_name_fields[] = {
    {"name", JSON_FIELD_TEXT, true, offsetof(struct groups_body, name), 1, GROUP_NAME_MAX},
    {0},
};

static unsigned groups_new(struct call *call)
{
    struct groups_body body = {0};
    int64_t class_id, id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, groups_name_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = group_create(call->school, &call->actor, class_id, body.name, call->arena, &id);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "name";
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 201, json_pack("{sI}", "id", (json_int_t)id));
}

static unsigned groups_rename(struct call *call)
{
    struct groups_body body = {0};
    int64_t class_id, group_id, version = 0;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &group_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, groups_name_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = group_rename(call->school, &call->actor, class_id, group_id, body.name, version, call->arena);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "name";
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned groups_end(struct call *call)
{
    int64_t class_id, group_id;
    bool deleted = false;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &group_id))
        return FAULT_NOT_FOUND;
    enum fault fault = group_end(call->school, &call->actor, class_id, group_id, &deleted);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 200, json_pack("{sb}", "deleted", (int)deleted));
}

static unsigned reply_put(struct call *call, const struct group_put_result *result)
{
    return call_reply(call, 200,
                      json_pack("{sI sI so}", "at_once", (json_int_t)result->at_once, "later",
                                (json_int_t)result->later, "later_at", shape_time(result->later_at)));
}

static const struct json_field groups_put_fields[] = {
    {"from", JSON_FIELD_TEXT, false, offsetof(struct group_put, from), ZONE_DATE_SIZE - 1, ZONE_DATE_SIZE - 1},
    {"stay", JSON_FIELD_BOOL, false, offsetof(struct group_put, stay), 0, 0},
    {0},
};

static unsigned groups_put(struct call *call)
{
    struct body_list lists[] = {{"students", CLASSROOM_STUDENTS_MAX, NULL}, {0}};
    struct group_put request = {0};
    struct group_put_result result;
    json_t *document;
    int64_t class_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &request.group_id))
        return FAULT_NOT_FOUND;
    unsigned problem = lists_read(call, groups_put_fields, &request, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem =
        call_read_ids(call, lists[0].items, "students", CLASSROOM_STUDENTS_MAX, &request.students, &request.count);
    json_decref(document);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = group_put(call->school, &call->actor, class_id, &request, &result);
    if (fault == FAULT_DATE_INVALID)
        call->more.field = "from";
    if (fault == FAULT_RANGE_INVALID) {
        call->more.field = "from";
        call->more.detail = "A change takes effect with this week or a later one, at most a year ahead.";
    }
    return fault != FAULT_NONE ? (unsigned)fault : reply_put(call, &result);
}

static unsigned groups_remove(struct call *call)
{
    int64_t class_id, group_id, student_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &group_id) || !call_id(call, 2, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = group_remove(call->school, &call->actor, class_id, group_id, student_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned groups_split(struct call *call)
{
    struct body_list lists[] = {{"groups", GROUPS_PER_CLASSROOM_MAX, NULL}, {0}};
    struct group_choice choice = {0};
    struct group_put_result result;
    json_t *document;
    int64_t class_id;
    char nothing = 0;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = lists_read(call, call_no_fields, &nothing, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = lists_ids(call, &lists[0], &choice.groups, &choice.count, &choice.given);
    json_decref(document);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = group_split(call->school, &call->actor, class_id, &choice, &result);
    return fault != FAULT_NONE ? (unsigned)fault : reply_put(call, &result);
}

const struct shape_words groups_shapes[] = {
    {"class_group", "{id:id,name:text,ended:bool,students:int,lectures:int,version:int}"},
    {"group_place", "{student:person,group_id:id,joined_at:time,left_at:time?}"},
    {"group_put", "{at_once:int,later:int,later_at:time?}"},
    {0},
};

/* clang-format off */
const struct api_route groups_routes[] = {
    {HTTP_GET, "/api/classroom/:classroom/groups", CLASS_ANYONE, groups_get, NO_BODY, false,
     .summary = "The groups of a classroom and who is in them; of a student, where they are themselves",
     .answer = "200 {groups:[class_group],places:[group_place],server_time:time}"},
    {HTTP_POST, "/api/classroom/:classroom/groups", CLASS_TEACHER, groups_new, JSON_BODY, true,
     .summary = "Make a group", .fields = groups_name_fields, .example = "{\"name\":\"Lab A\"}", .made = "/api/classroom/:classroom/groups/{id}", .answer = "201 {id:id}"},
    {HTTP_PATCH, "/api/classroom/:classroom/groups/:group", CLASS_TEACHER, groups_rename, JSON_BODY, true,
     .summary = "Rename a group", .fields = groups_name_fields, .example = "{\"name\":\"Lab B\"}",
     .headers = "{If-Match?:text}", .answer = "204"},
    {HTTP_DELETE, "/api/classroom/:classroom/groups/:group", CLASS_TEACHER, groups_end, NO_BODY, true,
     .summary = "Delete a group that nothing has used, or let it end", .answer = "200 {deleted:bool}"},
    {HTTP_POST, "/api/classroom/:classroom/groups/:group/students", CLASS_TEACHER, groups_put, LIST_BODY, true,
     .summary = "Put students into a group", .fields = groups_put_fields,
     .takes = "{students:[id],from?:date,stay?:bool}", .example = "{\"students\":[7]}", .answer = "200 group_put"},
    {HTTP_DELETE, "/api/classroom/:classroom/groups/:group/students/:student", CLASS_TEACHER, groups_remove, NO_BODY,
     true, .summary = "Take a student out of a group", .answer = "204"},
    {HTTP_POST, "/api/classroom/:classroom/groups/split", CLASS_TEACHER, groups_split, JSON_BODY, true,
     .summary = "Divide who is in none of these groups evenly among them", .takes = "{groups:[id]}",
     .example = "{\"groups\":[1]}", .answer = "200 group_put"},
    {0},
};
/* clang-format on */
