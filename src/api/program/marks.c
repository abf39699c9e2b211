/* SPDX-License-Identifier: MIT */
/* Marks of any lectures, set by an institution's program. */
#include <stddef.h>
#include <string.h>

#include "api/program/program.h"
#include "api/lists.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/common/external/external.h"

struct row {
    struct program_mark mark;
    const char *status;
};

static const struct json_field row_fields[] = {
    {"student_id", JSON_FIELD_INT, false, offsetof(struct row, mark.student.id), 1, INT64_MAX},
    {"student_external_id", JSON_FIELD_TEXT, false, offsetof(struct row, mark.student.external_id), 1,
     ACCOUNT_EXTERNAL_MAX},
    {"student_email", JSON_FIELD_TEXT, false, offsetof(struct row, mark.student.email), 1, ACCOUNT_EMAIL_MAX},
    {"lecture_id", JSON_FIELD_INT, false, offsetof(struct row, mark.lecture_id), 1, INT64_MAX},
    {"lecture_external_id", JSON_FIELD_TEXT, false, offsetof(struct row, mark.lecture_external_id), 1, EXTERNAL_ID_MAX},
    {"status", JSON_FIELD_TEXT, true, offsetof(struct row, status), 1, 16},
    {"minutes_late", JSON_FIELD_INT, false, offsetof(struct row, mark.minutes_late), 0, ATTENDANCE_LATE_MAX},
    {"note", JSON_FIELD_LINES, false, offsetof(struct row, mark.note), 0, ATTENDANCE_NOTE_MAX},
    {0},
};

struct marks_body {
    const char *note;
};

static const struct json_field body_fields[] = {
    {"note", JSON_FIELD_LINES, false, offsetof(struct marks_body, note), 1, ATTENDANCE_NOTE_MAX},
    {0},
};

/* The words of the statuses; a word that is none refuses the whole request, as a field of the wrong kind does. */
static unsigned read_statuses(struct call *call, const struct row *rows, size_t count, struct program_mark *ret_marks)
{
    for (size_t i = 0; i < count; i++) {
        ret_marks[i] = rows[i].mark;
        ret_marks[i].clear = strcmp(rows[i].status, "none") == 0;
        ret_marks[i].status = MARK_UNMARKED;
        if (ret_marks[i].clear || mark_status_parse(rows[i].status, &ret_marks[i].status))
            continue;
        const char *place = arena_printf(call->arena, "marks[%zu].status", i);
        return place ? call_tell_field(call, &(struct json_error){place, "must be a status of the classroom, or none"})
                     : FAULT_INTERNAL;
    }
    return FAULT_NONE;
}

static unsigned reply_marks(struct call *call, const struct program_outcome *outcomes, size_t count,
                            const struct program_change *changes, size_t change_count)
{
    json_t *answer = program_answer(call, outcomes, count), *list = json_array();
    for (size_t i = 0; i < change_count; i++)
        shape_append(&list, json_pack("{sI sI}", "lecture_id", (json_int_t)changes[i].lecture_id, "change",
                                      (json_int_t)changes[i].change));
    if (!answer || json_object_set_new(answer, "changes", list) != 0) {
        json_decref(answer);
        answer = NULL;
    }
    return call_reply(call, 200, answer);
}

static unsigned program_marks_put(struct call *call)
{
    static const struct row empty = {.mark = {.minutes_late = -1}};
    struct marks_body body = {0};
    const struct program_rows rows = {"marks", row_fields, sizeof(empty), &empty, body_fields, &body};
    json_t *document;
    void *items;
    size_t count, change_count = 0;
    unsigned problem = program_read(call, &rows, &document, &items, &count);
    if (problem != FAULT_NONE)
        return problem;
    json_decref(document);
    struct program_mark *marks = arena_calloc(call->arena, count, sizeof(*marks));
    struct program_outcome *outcomes = arena_calloc(call->arena, count, sizeof(*outcomes));
    struct program_change *changes = arena_calloc(call->arena, count, sizeof(*changes));
    problem = marks && outcomes && changes ? read_statuses(call, items, count, marks) : FAULT_INTERNAL;
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = program_marks(call->school, &call->actor, marks, count, body.note, call->arena, outcomes,
                                     changes, &change_count);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "note";
    return fault != FAULT_NONE ? fault : reply_marks(call, outcomes, count, changes, change_count);
}

static unsigned program_marks_undo(struct call *call)
{
    static const struct json_field nothing[] = {{0}};
    struct body_list lists[] = {{"changes", PROGRAM_ROWS_MAX, NULL}, {0}};
    struct program_undone undone;
    const int64_t *changes = NULL;
    json_t *document;
    size_t count = 0;
    unsigned problem = lists_read(call, nothing, NULL, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_read_ids(call, lists[0].items, "changes", PROGRAM_ROWS_MAX, &changes, &count);
    json_decref(document);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = program_undo(call->school, &call->actor, changes, count, &undone);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{sI sI}", "changed", (json_int_t)undone.changed, "kept", (json_int_t)undone.kept));
}

/* ---- reading them ---- */

static json_t *shape_listed(const struct program_listed_mark *mark)
{
    return json_pack("{sI sI ss? so ss? ss sI ss ss? so so}", "id", (json_int_t)mark->id, "lecture_id",
                     (json_int_t)mark->lecture_id, "lecture_external_id", mark->lecture_external_id, "student",
                     shape_person(&mark->student), "external_id", mark->external_id, "status",
                     mark_status_code(mark->status), "minutes_late", (json_int_t)mark->minutes_late, "method",
                     mark_method_code(mark->method), "note", mark->note, "marked_at", shape_time(mark->marked_at),
                     "updated_at", shape_time(mark->updated_at));
}

static unsigned program_marks_get(struct call *call)
{
    struct program_mark_list list;
    struct page page;
    int64_t class_id, since;
    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_since(call, &since);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = program_mark_list(call->school, &call->actor, class_id, since, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *marks = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&marks, shape_listed(&list.marks[i]));
    return call_reply(call, 200, json_pack("{so so}", "marks", marks, "next", shape_id(list.next)));
}

const struct shape_words program_marks_shapes[] = {
    {"listed_mark", "{id:id,lecture_id:id,lecture_external_id:text?,student:person,external_id:text?,status:text,"
                    "minutes_late:int,method:face|manual|photo|code|close|import|leave|kiosk,note:text?,"
                    "marked_at:time,updated_at:time}"},
    {0},
};

/* clang-format off */
const struct api_route program_marks_routes[] = {
    {HTTP_PUT, "/api/admin/marks", ADMINISTRATOR, program_marks_put, LIST_BODY, true,
     .cost = 20, .summary = "Set or take away many marks, of any lectures, in one act that can be undone",
     .fields = body_fields,
     .takes = "{marks:[{student_id?:id,student_external_id?:text,student_email?:text,lecture_id?:id,"
              "lecture_external_id?:text,status:text,minutes_late?:int,note?:text}],note?:text}",
     .example = "{\"marks\":[{\"student_email\":\"alan@example.org\",\"lecture_id\":1,\"status\":\"E\"}],\"note\":\"Excursion\"}",
     .answer = "200 {" PROGRAM_ANSWER ",changes:[{lecture_id:id,change:id}]}"},
    {HTTP_GET, "/api/classroom/:classroom/marks", CLASS_READER, program_marks_get, NO_BODY, false,
     .summary = "The marks of a classroom, page by page; with `updated_since` those that are new or others since then",
     .query = "{updated_since?:time,...page}", .answer = "200 {marks:[listed_mark],next:id?}"},
    {HTTP_POST, "/api/admin/marks/undo", ADMINISTRATOR, program_marks_undo, LIST_BODY, true,
     .cost = 20, .summary = "Undo what setting many marks has changed",
     .takes = "{changes:[id]}", .example = "{\"changes\":[1]}", .answer = "200 {changed:int,kept:int}"},
    {0},
};
/* clang-format on */
