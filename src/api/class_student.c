/* SPDX-License-Identifier: MIT */
/* One student of a classroom, as its staff sees them. */
#include <stddef.h>

#include "api/routes.h"
#include "api/shape.h"
#include "school/classes/student_note.h"
#include "school/numbers/student.h"

static json_t *shape_asked(const struct student_details *details)
{
    json_t *list = json_array();
    for (size_t i = 0; i < details->asked_count; i++) {
        const struct student_asked *asked = &details->asked[i];
        shape_append(&list, json_pack("{ss sI ss? ss so so so so}", "kind", asked->leave ? "leave" : "appeal", "id",
                                      (json_int_t)asked->id, "name", asked->kind, "state", asked->state, "lecture_id",
                                      shape_id(asked->lecture_id), "from", shape_time(asked->from_at), "until",
                                      shape_time(asked->until_at), "created_at", shape_time(asked->created_at)));
    }
    return list;
}

static json_t *shape_refusals(const struct student_details *details)
{
    json_t *list = json_array();
    for (size_t i = 0; i < details->refusal_count; i++)
        shape_append(&list, json_pack("{sI so ss}", "lecture_id", (json_int_t)details->refusals[i].lecture_id, "at",
                                      shape_time(details->refusals[i].at), "reason", details->refusals[i].reason));
    return list;
}

static json_t *shape_places(const struct group_names *groups)
{
    json_t *list = json_array();
    for (size_t i = 0; i < groups->count; i++)
        shape_append(&list,
                     json_pack("{sI ss}", "id", (json_int_t)groups->groups[i].id, "name", groups->groups[i].name));
    return list;
}

static unsigned student_get(struct call *call)
{
    struct student_details details;
    int64_t class_id, student_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = student_details(call->school, &call->actor, class_id, student_id, call->arena, &details);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{so so ss? sb ss? ss? ss? sb sb so so so so so so sI so sI}", "classroom",
                                shape_classroom(&details.record.classroom), "student", shape_person(&details.student),
                                "email", shape_email(details.email), "email_proven", (int)details.email_proven,
                                "number", details.number, "external_id", details.number, "programme", details.programme,
                                "enrolled", (int)details.enrolled, "accepted", (int)details.accepted, "joined_at",
                                shape_time(details.joined_at), "left_at", shape_time(details.left_at), "groups",
                                shape_places(&details.groups), "standing", shape_standing(&details.record.standing),
                                "lectures", shape_record_lectures(details.record.lectures, details.record.count),
                                "asked", shape_asked(&details), "asked_total", (json_int_t)details.asked_total,
                                "refusals", shape_refusals(&details), "refusals_total",
                                (json_int_t)details.refusal_total));
}

static unsigned student_changes_get(struct call *call)
{
    struct student_change_list list;
    struct page page;
    int64_t class_id, student_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = student_changes(call->school, &call->actor, class_id, student_id, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *changes = json_array();
    for (size_t i = 0; i < list.count; i++) {
        const struct student_change *change = &list.changes[i];
        shape_append(&changes, json_pack("{sI so so sI ss? ss? ss?}", "id", (json_int_t)change->id, "at",
                                         shape_time(change->at), "by", shape_person(&change->actor), "lecture_id",
                                         (json_int_t)change->lecture_id, "from", mark_status_code(change->from), "to",
                                         mark_status_code(change->to), "reason", change->reason));
    }
    return call_reply(call, 200, json_pack("{so so}", "changes", changes, "next", shape_id(list.next)));
}

/* ---- notes ---- */

static json_t *shape_note(const struct student_note *note)
{
    return json_pack("{sI so ss so sb}", "id", (json_int_t)note->id, "author", shape_person(&note->author), "text",
                     note->text, "created_at", shape_time(note->created_at), "mine", (int)note->mine);
}

static unsigned notes_get(struct call *call)
{
    struct student_note_list list;
    struct page page;
    int64_t class_id, student_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = student_note_list(call->school, &call->actor, class_id, student_id, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *notes = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&notes, shape_note(&list.notes[i]));
    return call_reply(call, 200, json_pack("{so so}", "notes", notes, "next", shape_id(list.next)));
}

struct note_body {
    const char *text;
};

static const struct json_field note_fields[] = {
    {"text", JSON_FIELD_LINES, true, offsetof(struct note_body, text), 1, STUDENT_NOTE_MAX},
    {0},
};

static unsigned notes_add(struct call *call)
{
    struct note_body body = {0};
    struct student_note note;
    int64_t class_id, student_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, note_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        student_note_add(call->school, &call->actor, class_id, student_id, body.text, call->arena, &note);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "text";
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 201, shape_note(&note));
}

static unsigned notes_erase(struct call *call)
{
    int64_t class_id, student_id, note_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &student_id) || !call_id(call, 2, &note_id))
        return FAULT_NOT_FOUND;
    enum fault fault = student_note_erase(call->school, &call->actor, class_id, student_id, note_id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

/* clang-format off */
const struct shape_words class_student_shapes[] = {
    {"student_asked", "{kind:leave|appeal,id:id,name:text?,state:open|accepted|refused|withdrawn,lecture_id:id?,from:time?,"
                      "until:time?,created_at:time}"},
    {"student_change", "{id:id,at:time,by:person?,lecture_id:id,from:text?,to:text?,reason:text?}"},
    {"student_note", "{id:id,author:person,text:text,created_at:time,mine:bool}"},
    {"student_refusal", "{lecture_id:id,at:time,reason:text}"},
    {0},
};

const struct api_route class_student_routes[] = {
    {HTTP_GET, "/api/classroom/:classroom/students/:student", CLASS_READER, student_get, NO_BODY, false,
     .summary = "One student of a classroom: their record, what they asked, and what was refused",
     .answer = "200 {classroom:classroom,student:person,email:email?,email_proven:bool,number:text?,external_id:text?,programme:text?,"
               "enrolled:bool,accepted:bool,joined_at:time?,left_at:time?,groups:[group_name],standing:standing,"
               "lectures:[lecture_mark],asked:[student_asked],asked_total:int,refusals:[student_refusal],refusals_total:int}"},
    {HTTP_GET, "/api/classroom/:classroom/students/:student/changes", CLASS_READER, student_changes_get, NO_BODY, false,
     .summary = "Each change of a student's marks by hand: from what to what, by whom, when, why",
     .query = "{...page}", .answer = "200 {changes:[student_change],next:id?}"},
    {HTTP_GET, "/api/classroom/:classroom/students/:student/notes", CLASS_READER, notes_get, NO_BODY, false,
     .summary = "What the staff has noted about a student",
     .query = "{...page}", .answer = "200 {notes:[student_note],next:id?}"},
    {HTTP_POST, "/api/classroom/:classroom/students/:student/notes", CLASS_ASSISTANT, notes_add, JSON_BODY, true,
     .summary = "Note something about a student", .fields = note_fields,
     .example = "{\"text\":\"Came to the office hour.\"}", .made = "/api/classroom/:classroom/students/:student/notes/{id}", .answer = "201 student_note"},
    {HTTP_DELETE, "/api/classroom/:classroom/students/:student/notes/:note", CLASS_ASSISTANT, notes_erase, NO_BODY, true,
     .summary = "Erase a note: one's own, or as a teacher any", .answer = "204"},
    {0},
};
/* clang-format on */
