/* SPDX-License-Identifier: MIT */
/* Classrooms, made and changed by an institution's program, and who is in them. */
#include <stddef.h>
#include <string.h>

#include "api/program/program.h"
#include "api/routes.h"
#include "api/shape.h"
#include "base/str.h"
#include "school/classes/classroom.h"
#include "school/classes/join.h"
#include "school/common/external/external.h"
#include "school/plan/lecture.h"

enum { POLICY_SIZE = 32 };

/* Whose it is: the professor's id, external id or address. */
/* clang-format off */
#define PROFESSOR(struct_name)                                                                                         \
    {"professor_id", JSON_FIELD_INT, false, offsetof(struct_name, professor.id), 1, INT64_MAX},                        \
        {"professor_external_id", JSON_FIELD_TEXT, false, offsetof(struct_name, professor.external_id), 1,             \
         ACCOUNT_EXTERNAL_MAX},                                                                                        \
    {                                                                                                                  \
        "professor_email", JSON_FIELD_TEXT, false, offsetof(struct_name, professor.email), 1, ACCOUNT_EMAIL_MAX        \
    }
/* clang-format on */

/* The account of whom the body names; ACCOUNT_UNKNOWN when it names nobody. */
static unsigned professor_of(struct call *call, const struct program_ref *professor, int64_t *ret_id)
{
    enum fault fault = program_person(call->school, &call->actor, professor, call->arena, ret_id);
    if (fault != FAULT_NONE && !fault_is_trouble(fault))
        call->more.field = professor->external_id ? "professor_external_id"
                           : professor->email     ? "professor_email"
                                                  : "professor_id";
    return fault;
}

struct new_body {
    struct classroom_request request;
    struct program_ref professor;
};

/* clang-format off */
#define NEW_TEXT(name, least, most)                                                                                    \
    {#name, JSON_FIELD_TEXT, least > 0, offsetof(struct new_body, request.name), least, most}
/* clang-format on */

static const struct json_field new_fields[] = {
    NEW_TEXT(subject, 1, CLASSROOM_SUBJECT_MAX),
    NEW_TEXT(section, 0, CLASSROOM_SECTION_MAX),
    NEW_TEXT(term, 0, CLASSROOM_TERM_MAX),
    NEW_TEXT(department, 0, CLASSROOM_DEPARTMENT_MAX),
    NEW_TEXT(timezone, 0, CLASSROOM_TIMEZONE_MAX),
    NEW_TEXT(external_id, 0, EXTERNAL_ID_MAX),
    {"late_after_minutes", JSON_FIELD_INT, false, offsetof(struct new_body, request.late_after_minutes), 0,
     LATE_MINUTES_MAX},
    {"window_minutes", JSON_FIELD_INT, false, offsetof(struct new_body, request.window_minutes), 1, WINDOW_MINUTES_MAX},
    {"policy", JSON_FIELD_TEXT, false, offsetof(struct new_body, request.policy), 1, POLICY_SIZE},
    PROFESSOR(struct new_body),
    {0},
};

static unsigned program_classroom_new(struct call *call)
{
    struct new_body body = {.request = {.late_after_minutes = -1, .window_minutes = -1}};
    const struct actor acting = actor_for_institution(&call->actor);
    struct classroom classroom;
    unsigned problem = call_read(call, new_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    problem = professor_of(call, &body.professor, &body.request.professor_id);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = classroom_create(call->school, &acting, &body.request, call->arena, &classroom);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "subject";
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, classroom.version);
    return call_reply(call, 201, shape_classroom(&classroom));
}

/* `archived` that is absent is told from both: the body is read over false and over true. */
struct edit_body {
    struct classroom_change change;
    struct program_ref professor;
    bool archived;
};

/* clang-format off */
#define EDIT_TEXT(name, least, most)                                                                                   \
    {#name, JSON_FIELD_TEXT, false, offsetof(struct edit_body, change.name), least, most}
/* clang-format on */

static const struct json_field edit_fields[] = {
    EDIT_TEXT(subject, 1, CLASSROOM_SUBJECT_MAX),
    EDIT_TEXT(section, 0, CLASSROOM_SECTION_MAX),
    EDIT_TEXT(term, 0, CLASSROOM_TERM_MAX),
    EDIT_TEXT(department, 0, CLASSROOM_DEPARTMENT_MAX),
    EDIT_TEXT(timezone, 1, CLASSROOM_TIMEZONE_MAX),
    EDIT_TEXT(external_id, 0, EXTERNAL_ID_MAX),
    {"archived", JSON_FIELD_BOOL, false, offsetof(struct edit_body, archived), 0, 0},
    PROFESSOR(struct edit_body),
    {0},
};

static unsigned edit_read(struct call *call, struct classroom_change *change)
{
    struct edit_body low = {.change = classroom_no_change()},
                     high = {.change = classroom_no_change(), .archived = true};
    unsigned problem = call_read(call, edit_fields, &low);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_read(call, edit_fields, &high);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &low.change.version);
    if (problem != FAULT_NONE)
        return problem;
    const struct program_ref *professor = &low.professor;
    if (professor->id || professor->external_id || professor->email)
        problem = professor_of(call, professor, &low.change.professor_id);
    *change = low.change;
    change->archived = low.archived == high.archived ? low.archived : -1;
    return problem;
}

static unsigned program_classroom_edit(struct call *call)
{
    const struct actor acting = actor_for_institution(&call->actor);
    struct classroom_change change;
    struct classroom classroom;
    int64_t class_id;
    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = edit_read(call, &change);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = classroom_change(call->school, &acting, class_id, &change, call->arena, &classroom);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "subject";
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, classroom.version);
    return call_reply(call, 200, shape_classroom(&classroom));
}

/* ---- students ---- */

static const struct json_field student_fields[] = {
    {"id", JSON_FIELD_INT, false, offsetof(struct program_student, student.id), 1, INT64_MAX},
    {"external_id", JSON_FIELD_TEXT, false, offsetof(struct program_student, student.external_id), 1,
     ACCOUNT_EXTERNAL_MAX},
    {"email", JSON_FIELD_TEXT, false, offsetof(struct program_student, student.email), 1, ACCOUNT_EMAIL_MAX},
    {"enrolled", JSON_FIELD_BOOL, false, offsetof(struct program_student, enrolled), 0, 0},
    {0},
};

static unsigned program_students_put(struct call *call)
{
    static const struct program_student somebody = {.enrolled = true};
    const struct program_rows rows = {"students", student_fields, sizeof(struct program_student),
                                      &somebody,  NULL,           NULL};
    json_t *document;
    void *students;
    size_t count;
    int64_t class_id;
    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = program_read(call, &rows, &document, &students, &count);
    if (problem != FAULT_NONE)
        return problem;
    json_decref(document);
    struct program_outcome *outcomes = arena_calloc(call->arena, count, sizeof(*outcomes));
    enum fault fault =
        outcomes ? program_students(call->school, &call->actor, class_id, students, count, outcomes) : FAULT_INTERNAL;
    return fault != FAULT_NONE ? fault : call_reply(call, 200, program_answer(call, outcomes, count));
}

static unsigned program_student_remove(struct call *call)
{
    const struct actor acting = actor_for_institution(&call->actor);
    int64_t class_id, student_id;
    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = join_remove(call->school, &acting, class_id, student_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

/* ---- lectures ---- */

static const struct json_field lecture_fields[] = {
    {"id", JSON_FIELD_INT, false, offsetof(struct program_lecture, id), 1, INT64_MAX},
    {"external_id", JSON_FIELD_TEXT, false, offsetof(struct program_lecture, external_id), 1, EXTERNAL_ID_MAX},
    {"title", JSON_FIELD_TEXT, false, offsetof(struct program_lecture, title), 0, LECTURE_TITLE_MAX},
    {"room", JSON_FIELD_TEXT, false, offsetof(struct program_lecture, room), 0, LECTURE_ROOM_MAX},
    {"starts_at", JSON_FIELD_TIME, false, offsetof(struct program_lecture, starts_at), 0, 0},
    {"ends_at", JSON_FIELD_TIME, false, offsetof(struct program_lecture, ends_at), 0, 0},
    {"cancelled", JSON_FIELD_BOOL, false, offsetof(struct program_lecture, cancelled), 0, 0},
    {0},
};

/* What the rows say of a cancellation, if they say anything. */
static unsigned read_cancelled(struct call *call, const json_t *document, struct program_lecture *lectures,
                               size_t count)
{
    static const struct program_lecture over = {.cancelled = true};
    struct program_lecture *high = arena_calloc(call->arena, count, sizeof(*high));
    if (!high)
        return FAULT_INTERNAL;
    const struct program_rows rows = {"lectures", lecture_fields, sizeof(*high), &over, NULL, NULL};
    unsigned problem = program_read_over(call, &rows, document, high);
    for (size_t i = 0; problem == FAULT_NONE && i < count; i++)
        lectures[i].uncancelled = !lectures[i].cancelled && !high[i].cancelled;
    return problem;
}

static unsigned program_lectures_bulk(struct call *call)
{
    static const struct program_lecture empty;
    const struct program_rows rows = {"lectures", lecture_fields, sizeof(empty), &empty, NULL, NULL};
    json_t *document;
    void *lectures;
    size_t count;
    int64_t class_id;
    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = program_read(call, &rows, &document, &lectures, &count);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_cancelled(call, document, lectures, count);
    json_decref(document);
    if (problem != FAULT_NONE)
        return problem;
    struct program_outcome *outcomes = arena_calloc(call->arena, count, sizeof(*outcomes));
    enum fault fault =
        outcomes ? program_lectures(call->school, &call->actor, class_id, lectures, count, outcomes) : FAULT_INTERNAL;
    return fault != FAULT_NONE ? fault : call_reply(call, 200, program_answer(call, outcomes, count));
}

/* clang-format off */
const struct api_route program_classroom_routes[] = {
    {HTTP_POST, "/api/admin/classrooms", ADMINISTRATOR, program_classroom_new, JSON_BODY, true,
     .summary = "Make a classroom for a professor", .fields = new_fields,
     .example = "{\"subject\":\"Algebra\",\"term\":\"Winter 2026\",\"external_id\":\"alg-1\",\"professor_email\":\"grace@example.org\"}",
     .made = "/api/classroom/{id}", .answer = "201 classroom"},
    {HTTP_PATCH, "/api/admin/classrooms/:classroom", ADMINISTRATOR, program_classroom_edit, JSON_BODY, true,
     .summary = "Change a classroom's name, term, external id or professor, or archive it", .fields = edit_fields,
     .example = "{\"term\":\"Summer 2027\"}", .headers = "{If-Match?:text}", .answer = "200 classroom"},
    {HTTP_PUT, "/api/admin/classrooms/:classroom/students", ADMINISTRATOR, program_students_put, LIST_BODY, true,
     .cost = 20, .summary = "Put many students into a classroom, or take them out; whoever is not named stays as they are",
     .takes = "{students:[{id?:id,external_id?:text,email?:text,enrolled?:bool}]}",
     .example = "{\"students\":[{\"email\":\"alan@example.org\"}]}", .answer = "200 {" PROGRAM_ANSWER "}"},
    {HTTP_DELETE, "/api/admin/classrooms/:classroom/students/:student", ADMINISTRATOR, program_student_remove, NO_BODY, true,
     .summary = "Take a student out of a classroom, by an administrator", .answer = "204"},
    {HTTP_POST, "/api/admin/classrooms/:classroom/lectures/bulk", ADMINISTRATOR, program_lectures_bulk, LIST_BODY, true,
     .cost = 20, .summary = "Plan many lectures, or change them, each found by its external id or its time",
     .takes = "{lectures:[{id?:id,external_id?:text,title?:text,room?:text,starts_at?:time,ends_at?:time,cancelled?:bool}]}",
     .example = "{\"lectures\":[{\"external_id\":\"alg-1-01\",\"title\":\"Groups\",\"starts_at\":\"2026-12-07T09:00:00Z\",\"ends_at\":\"2026-12-07T10:30:00Z\"}]}",
     .answer = "200 {" PROGRAM_ANSWER "}"},
    {0},
};
/* clang-format on */
