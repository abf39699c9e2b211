/* SPDX-License-Identifier: MIT */
#include "school/classes/classroom_copy.h"
#include "school/common/zone.h"
#include "school/classes/classroom.h"

#include <stddef.h>

#include "api/lists.h"
#include "api/routes.h"
#include "api/shape.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/attendance/window.h"

enum { POLICY_SIZE = 32 };

static unsigned classroom_overview(struct call *call)
{
    struct classroom_list list;
    struct page page;
    struct lecture_list today;

    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    if (!message_query(call->message, "limit"))
        page.limit = PAGE_MAX; // what all but administrators have fits one page
    enum fault fault = classroom_list(call->school, &call->actor, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_list_around(call->school, &call->actor, call->arena, &today);
    if (fault != FAULT_NONE)
        return fault;
    json_t *classrooms = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&classrooms, shape_classroom(&list.classrooms[i]));
    return call_reply(call, 200,
                      json_pack("{so so so so sI}", "classrooms", classrooms, "today",
                                shape_lectures(today.lectures, today.count), "server_time",
                                shape_time(school_now(call->school)), "next", shape_id(list.next), "total",
                                (json_int_t)list.total));
}

static const struct json_field classroom_new_fields[] = {
    {"subject", JSON_FIELD_TEXT, true, offsetof(struct classroom_request, subject), 1, CLASSROOM_SUBJECT_MAX},
    {"section", JSON_FIELD_TEXT, false, offsetof(struct classroom_request, section), 0, CLASSROOM_SECTION_MAX},
    {"term", JSON_FIELD_TEXT, false, offsetof(struct classroom_request, term), 0, CLASSROOM_TERM_MAX},
    {"department", JSON_FIELD_TEXT, false, offsetof(struct classroom_request, department), 0, CLASSROOM_DEPARTMENT_MAX},
    {"timezone", JSON_FIELD_TEXT, false, offsetof(struct classroom_request, timezone), 0, CLASSROOM_TIMEZONE_MAX},
    {"late_after_minutes", JSON_FIELD_INT, false, offsetof(struct classroom_request, late_after_minutes), 0,
     LATE_MINUTES_MAX},
    {"window_minutes", JSON_FIELD_INT, false, offsetof(struct classroom_request, window_minutes), 1,
     WINDOW_MINUTES_MAX},
    {"policy", JSON_FIELD_TEXT, false, offsetof(struct classroom_request, policy), 1, POLICY_SIZE},
    {0},
};

static unsigned classroom_new(struct call *call)
{
    struct classroom_request request = {.late_after_minutes = -1, .window_minutes = -1};
    struct classroom classroom;

    unsigned problem = call_read(call, classroom_new_fields, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = classroom_create(call->school, &call->actor, &request, call->arena, &classroom);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "subject";
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 201, shape_classroom(&classroom));
}

static unsigned classroom_one(struct call *call)
{
    struct classroom classroom;
    struct lecture_list lectures;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = classroom_get(call->school, &call->actor, class_id, call->arena, &classroom);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_list(call->school, &call->actor, class_id, call->arena, &lectures);
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, classroom.version);
    return call_reply(call, 200,
                      json_pack("{so so}", "classroom", shape_classroom(&classroom), "lectures",
                                shape_lectures(lectures.lectures, lectures.count)));
}

/* An absent `true` or `false` must be told from both: the body is read over false and over true. */
struct classroom_edit_body {
    struct classroom_change change;
    bool absent_at_close, archived, join_open, join_approval;
};

static const struct json_field classroom_edit_fields[] = {
    {"subject", JSON_FIELD_TEXT, false, offsetof(struct classroom_edit_body, change.subject), 1, CLASSROOM_SUBJECT_MAX},
    {"section", JSON_FIELD_TEXT, false, offsetof(struct classroom_edit_body, change.section), 0, CLASSROOM_SECTION_MAX},
    {"term", JSON_FIELD_TEXT, false, offsetof(struct classroom_edit_body, change.term), 0, CLASSROOM_TERM_MAX},
    {"department", JSON_FIELD_TEXT, false, offsetof(struct classroom_edit_body, change.department), 0,
     CLASSROOM_DEPARTMENT_MAX},
    {"timezone", JSON_FIELD_TEXT, false, offsetof(struct classroom_edit_body, change.timezone), 1,
     CLASSROOM_TIMEZONE_MAX},
    {"policy", JSON_FIELD_TEXT, false, offsetof(struct classroom_edit_body, change.policy), 1, POLICY_SIZE},
    {"late_after_minutes", JSON_FIELD_INT, false, offsetof(struct classroom_edit_body, change.late_after_minutes), 0,
     LATE_MINUTES_MAX},
    {"window_minutes", JSON_FIELD_INT, false, offsetof(struct classroom_edit_body, change.window_minutes), 1,
     WINDOW_MINUTES_MAX},
    {"threshold_percent", JSON_FIELD_INT, false, offsetof(struct classroom_edit_body, change.threshold_percent), 0,
     100},
    {"leave_out", JSON_FIELD_INT, false, offsetof(struct classroom_edit_body, change.leave_out), 0,
     CLASSROOM_LEAVE_OUT_MAX},
    {"spot_names", JSON_FIELD_INT, false, offsetof(struct classroom_edit_body, change.spot_names), 0,
     CLASSROOM_SPOT_NAMES_MAX},
    {"excused_counts", JSON_FIELD_TEXT, false, offsetof(struct classroom_edit_body, change.excused_counts), 1,
     POLICY_SIZE},
    {"absent_at_close", JSON_FIELD_BOOL, false, offsetof(struct classroom_edit_body, absent_at_close), 0, 0},
    {"archived", JSON_FIELD_BOOL, false, offsetof(struct classroom_edit_body, archived), 0, 0},
    {"join_open", JSON_FIELD_BOOL, false, offsetof(struct classroom_edit_body, join_open), 0, 0},
    {"join_approval", JSON_FIELD_BOOL, false, offsetof(struct classroom_edit_body, join_approval), 0, 0},
    {"join_expires_at", JSON_FIELD_TIME_OR_NULL, false, offsetof(struct classroom_edit_body, change.join_expires_at), 0,
     0},
    {"auto_open", JSON_FIELD_TEXT, false, offsetof(struct classroom_edit_body, change.auto_open), 1, POLICY_SIZE},
    {"auto_open_minutes", JSON_FIELD_INT, false, offsetof(struct classroom_edit_body, change.auto_open_minutes),
     AUTO_OPEN_EARLIEST, AUTO_OPEN_LATEST},
    {0},
};

static int64_t switch_of(bool over_false, bool over_true)
{
    return over_false == over_true ? over_true : -1;
}

static unsigned classroom_edit_read(struct call *call, struct classroom_change *change)
{
    struct classroom_edit_body low = {.change = classroom_no_change()};
    struct classroom_edit_body high = {classroom_no_change(), true, true, true, true};

    unsigned problem = call_read(call, classroom_edit_fields, &low);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_read(call, classroom_edit_fields, &high);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &low.change.version);
    *change = low.change;
    change->absent_at_close = switch_of(low.absent_at_close, high.absent_at_close);
    change->archived = switch_of(low.archived, high.archived);
    change->join_open = switch_of(low.join_open, high.join_open);
    change->join_approval = switch_of(low.join_approval, high.join_approval);
    return problem;
}

static unsigned classroom_edit(struct call *call)
{
    struct classroom_change change;
    struct classroom classroom;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = classroom_edit_read(call, &change);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = classroom_change(call->school, &call->actor, class_id, &change, call->arena, &classroom);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "subject";
    if (fault == FAULT_TIME_INVALID)
        call->more.field = "join_expires_at";
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, classroom.version);
    return call_reply(call, 200, shape_classroom(&classroom));
}

static unsigned classroom_new_code(struct call *call)
{
    struct classroom classroom;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = classroom_rotate_code(call->school, &call->actor, class_id, call->arena, &classroom);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, shape_classroom(&classroom));
}

static int64_t student_at(const void *list, size_t at)
{
    return ((const struct roster_student *)list)[at].student.id;
}

static unsigned classroom_students(struct call *call)
{
    struct roster roster;
    struct list_slice slice;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = register_roster(call->school, &call->actor, class_id, call->arena, &roster);
    if (fault != FAULT_NONE)
        return fault;
    unsigned problem = lists_slice(call, roster.students, roster.count, student_at, &slice);
    if (problem != FAULT_NONE)
        return problem;
    json_t *students = json_array();
    for (size_t i = slice.first; i < slice.end; i++) {
        const struct roster_student *student = &roster.students[i];
        shape_append(&students,
                     json_pack("{sI ss ss? ss? ss? sb so sb sb sb so}", "id", (json_int_t)student->student.id, "name",
                               student->student.name, "number", student->number, "external_id", student->number,
                               "email", shape_email(student->email), "email_proven", (int)student->email_proven,
                               "joined_at", shape_time(student->joined_at), "accepted", (int)student->accepted,
                               "enrolled", (int)student->enrolled, "unsure", (int)student->unsure, "standing",
                               shape_standing(&student->standing)));
    }
    return call_reply(
        call, 200,
        json_pack("{so so sI}", "students", students, "next", shape_id(slice.next), "total", (json_int_t)roster.count));
}

static int64_t lecture_at(const void *list, size_t at)
{
    return ((const struct lecture *)list)[at].id;
}

static unsigned classroom_lectures(struct call *call)
{
    struct lecture_list list;
    struct list_slice slice;
    int64_t class_id, since;
    size_t count = 0;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_since(call, &since);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = lecture_list(call->school, &call->actor, class_id, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < list.count; i++)
        if (list.lectures[i].updated_at >= since)
            list.lectures[count++] = list.lectures[i];
    problem = lists_slice(call, list.lectures, count, lecture_at, &slice);
    if (problem != FAULT_NONE)
        return problem;
    return call_reply(call, 200,
                      json_pack("{so so sI}", "lectures",
                                shape_lectures(list.lectures + slice.first, slice.end - slice.first), "next",
                                shape_id(slice.next), "total", (json_int_t)count));
}

static const struct json_field classroom_new_lecture_fields[] = {
    {"title", JSON_FIELD_TEXT, false, offsetof(struct lecture_request, title), 0, LECTURE_TITLE_MAX},
    {"room", JSON_FIELD_TEXT, false, offsetof(struct lecture_request, room), 0, LECTURE_ROOM_MAX},
    {"starts_at", JSON_FIELD_TIME, true, offsetof(struct lecture_request, starts_at), 0, 0},
    {"ends_at", JSON_FIELD_TIME, true, offsetof(struct lecture_request, ends_at), 0, 0},
    {0},
};

static unsigned classroom_new_lecture(struct call *call)
{
    struct lecture_request request = {0};
    struct lecture lecture;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    struct body_list lists[] = {{"groups", GROUPS_PER_LECTURE_MAX, NULL}, {0}};
    json_t *document;
    unsigned problem = lists_read(call, classroom_new_lecture_fields, &request, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = lists_ids(call, &lists[0], &request.groups.groups, &request.groups.count, &request.groups.given);
    json_decref(document);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = lecture_create(call->school, &call->actor, class_id, &request, call->arena, &lecture);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "title";
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 201, shape_lecture(&lecture));
}

struct classroom_instant_body {
    const char *title;
    int64_t minutes;
};

static const struct json_field classroom_instant_fields[] = {
    {"title", JSON_FIELD_TEXT, false, offsetof(struct classroom_instant_body, title), 0, LECTURE_TITLE_MAX},
    {"minutes", JSON_FIELD_INT, false, offsetof(struct classroom_instant_body, minutes), 1, WINDOW_MINUTES_MAX},
    {0},
};

static unsigned classroom_instant(struct call *call)
{
    struct classroom_instant_body body = {.minutes = -1};
    struct lecture lecture;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, classroom_instant_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        lecture_instant(call->school, &call->actor, class_id, body.title, body.minutes, call->arena, &lecture);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "title";
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 201, shape_lecture(&lecture));
}

/* ---- in the next term ---- */

static json_t *shape_term_plan(const struct term_plan *plan, int64_t staff)
{
    json_t *left_out = json_array(), *groups = json_array();
    int64_t first = 0, last = 0;
    char date[ZONE_DATE_SIZE];
    for (size_t i = 0; i < plan->left_out_count; i++) {
        zone_day_format(plan->left_out[i], date);
        shape_append(&left_out, json_string(date));
    }
    for (size_t i = 0; i < plan->groups.count; i++)
        shape_append(&groups, json_string(plan->groups.groups[i].name));
    for (size_t i = 0; i < plan->series_count; i++) {
        const struct term_series *series = &plan->series[i];
        first = first == 0 || series->days[0] < first ? series->days[0] : first;
        last = series->days[series->day_count - 1] > last ? series->days[series->day_count - 1] : last;
    }
    json_t *document = json_pack("{sI sI so sI sI so}", "lectures", (json_int_t)plan->lectures, "series",
                                 (json_int_t)plan->series_count, "left_out", left_out, "single",
                                 (json_int_t)plan->single, "staff", (json_int_t)staff, "groups", groups);
    zone_day_format(first, date);
    json_object_set_new(document, "first", first != 0 ? json_string(date) : json_null());
    zone_day_format(last, date);
    json_object_set_new(document, "last", last != 0 ? json_string(date) : json_null());
    return document;
}

static unsigned classroom_copy_preview(struct call *call)
{
    struct copy_request request = {
        .first_date = message_query(call->message, "from"),
        .last_date = message_query(call->message, "to"),
    };
    struct term_plan plan;
    int64_t class_id, staff = 0;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = classroom_copy_plan(call->school, &call->actor, class_id, &request, call->arena, &plan, &staff);
    if (fault == FAULT_DATE_INVALID)
        call->more.field = "to";
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 200, shape_term_plan(&plan, staff));
}

static const struct json_field classroom_copy_fields[] = {
    {"first_date", JSON_FIELD_TEXT, true, offsetof(struct copy_request, first_date), 10, 10},
    {"last_date", JSON_FIELD_TEXT, true, offsetof(struct copy_request, last_date), 10, 10},
    {"subject", JSON_FIELD_TEXT, false, offsetof(struct copy_request, subject), 1, CLASSROOM_SUBJECT_MAX},
    {"section", JSON_FIELD_TEXT, false, offsetof(struct copy_request, section), 0, CLASSROOM_SECTION_MAX},
    {"term", JSON_FIELD_TEXT, false, offsetof(struct copy_request, term), 0, CLASSROOM_TERM_MAX},
    {0},
};

static unsigned classroom_copy_make(struct call *call)
{
    struct copy_request request = {0};
    struct classroom classroom;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, classroom_copy_fields, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = classroom_copy(call->school, &call->actor, class_id, &request, call->arena, &classroom);
    if (fault == FAULT_DATE_INVALID)
        call->more.field = "last_date";
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "subject";
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 201, shape_classroom(&classroom));
}

/* clang-format off */
const struct shape_words classroom_shapes[] = {
    {"term_plan", "{lectures:int,series:int,left_out:[date],single:int,staff:int,groups:[text],first:date?,last:date?}"},
    {"roster_student", "{...person,number:text?,external_id:text?,email:email?,email_proven:bool,joined_at:time,accepted:bool,enrolled:bool,unsure:bool,standing:standing}"},
    {0},
};

const struct api_route classroom_routes[] = {
    {HTTP_GET, "/api/classroom", SIGNED_IN, classroom_overview, NO_BODY, false,
     .summary = "One's classrooms and today's lectures",
     .query = "page",
     .answer = "200 {classrooms:[classroom],today:[lecture],server_time:time,next:id?,total:int}"},
    {HTTP_POST, "/api/classroom", PROFESSOR, classroom_new, JSON_BODY, true,
     .summary = "Make a classroom",
     .fields = classroom_new_fields,
     .example = "{\"subject\":\"Compilers\",\"timezone\":\"Europe/Berlin\"}",
     .made = "/api/classroom/{id}", .answer = "201 classroom"},
    {HTTP_GET, "/api/classroom/:classroom", CLASS_ANYONE, classroom_one, NO_BODY, false,
     .summary = "A classroom and its lectures",
     .answer = "200 {classroom:classroom,lectures:[lecture]}"},
    {HTTP_PATCH, "/api/classroom/:classroom", CLASS_TEACHER, classroom_edit, JSON_BODY, true,
     .summary = "Change a classroom",
     .fields = classroom_edit_fields,
     .example = "{\"window_minutes\":20}",
     .headers = "{If-Match?:text}",
     .answer = "200 classroom"},
    {HTTP_POST, "/api/classroom/:classroom/join-code", CLASS_TEACHER, classroom_new_code, JSON_BODY, true,
     .summary = "A new join code",
     .fields = call_no_fields,
     .answer = "200 classroom"},
    {HTTP_GET, "/api/classroom/:classroom/students", CLASS_READER, classroom_students, NO_BODY, false,
     .summary = "The students of a classroom",
     .query = "page", .answer = "200 {students:[roster_student],next:id?,total:int}"},
    {HTTP_GET, "/api/classroom/:classroom/lectures", CLASS_ANYONE, classroom_lectures, NO_BODY, false,
     .summary = "The lectures of a classroom, newest first, page by page",
     .query = "{updated_since?:time,...page}",
     .answer = "200 {lectures:[lecture],next:id?,total:int}"},
    {HTTP_POST, "/api/classroom/:classroom/lectures", CLASS_TEACHER, classroom_new_lecture, JSON_BODY, true,
     .summary = "Plan a lecture",
     .fields = classroom_new_lecture_fields,
     .takes = "{title?:text,room?:text,starts_at:time,ends_at:time,groups?:[id]}",
     .example = "{\"starts_at\":\"2026-11-23T09:00:00Z\",\"ends_at\":\"2026-11-23T10:00:00Z\"}",
     .made = "/api/attendance/{id}", .answer = "201 lecture"},
    {HTTP_POST, "/api/classroom/:classroom/instant", CLASS_TEACHER, classroom_instant, JSON_BODY, true,
     .summary = "A lecture from now on, open at once",
     .fields = classroom_instant_fields,
     .example = "{\"title\":\"Parsing\",\"minutes\":15}",
     .made = "/api/attendance/{id}", .answer = "201 lecture"},
    {HTTP_GET, "/api/classroom/:classroom/copy", CLASS_TEACHER, classroom_copy_preview, NO_BODY, false,
     .summary = "What a classroom would become in the next term",
     .query = "{from:date,to:date}",
     .answer = "200 term_plan"},
    {HTTP_POST, "/api/classroom/:classroom/copy", CLASS_TEACHER, classroom_copy_make, JSON_BODY, true,
     .summary = "Copy a classroom into the next term",
     .fields = classroom_copy_fields,
     .takes = "{first_date:date,last_date:date,subject?:text,section?:text,term?:text}",
     .example = "{\"first_date\":\"2027-04-12\",\"last_date\":\"2027-07-16\",\"term\":\"Summer 2027\"}",
     .made = "/api/classroom/{id}", .answer = "201 classroom"},
    {HTTP_GET, "/api/admin/classrooms/:classroom/copy", ADMINISTRATOR, classroom_copy_preview, NO_BODY, false,
     .summary = "What a classroom would become in the next term, by an administrator",
     .query = "{from:date,to:date}",
     .answer = "200 term_plan"},
    {HTTP_POST, "/api/admin/classrooms/:classroom/copy", ADMINISTRATOR, classroom_copy_make, JSON_BODY, true,
     .summary = "Copy a classroom into the next term, by an administrator",
     .fields = classroom_copy_fields,
     .takes = "{first_date:date,last_date:date,subject?:text,section?:text,term?:text}",
     .example = "{\"first_date\":\"2027-04-12\",\"last_date\":\"2027-07-16\",\"term\":\"Summer 2027\"}",
     .made = "/api/classroom/{id}", .answer = "201 classroom"},
    {0},
};
/* clang-format on */
