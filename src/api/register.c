/* SPDX-License-Identifier: MIT */
#include "school/numbers/register.h"

#include "api/routes.h"
#include "api/shape.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/classes/classroom.h"

/* One student's row: the letter, or null, for each lecture; and which lectures are not theirs. */
static json_t *shape_grid_row(const struct register_student *student, const struct lecture_list *lectures,
                              json_t *const letters[MARK_STATUS_COUNT])
{
    json_t *marks = json_array(), *outside = json_array();
    json_t *versions = student->versions ? json_array() : NULL, *noted = student->versions ? json_array() : NULL;
    for (size_t i = 0; i < lectures->count; i++) {
        if (student->versions)
            shape_append(&versions, shape_id(student->versions[i]));
        if (student->versions && student->noted[i])
            shape_append(&noted, json_integer(lectures->lectures[i].id));
        shape_append(&marks, json_incref(letters[student->marks[i]]));
        if (student->outside[i])
            shape_append(&outside, json_integer(lectures->lectures[i].id));
    }
    if (student->versions && (!versions || !noted)) {
        json_decref(marks), json_decref(outside), json_decref(versions), json_decref(noted);
        return NULL;
    }
    return json_pack("{sI ss ss? sb so so so so so so* so*}", "id", (json_int_t)student->student.id, "name",
                     student->student.name, "external_id", student->external_id, "email_proven",
                     (int)student->email_proven, "standing", shape_standing(&student->standing), "marks", marks,
                     "outside", outside, "joined_at", shape_time(student->joined_at), "left_at",
                     shape_time(student->left_at), "versions", versions, "noted", noted);
}

/* The same few values stand in all cells: a grid of 20,000 is told their allocations instead. */
static json_t *shape_grid(const struct register_grid *grid)
{
    json_t *letters[MARK_STATUS_COUNT];
    json_t *students = json_array();
    bool whole = true;
    for (int i = 0; i < MARK_STATUS_COUNT; i++) {
        const char *code = mark_status_code((enum mark_status)i);
        letters[i] = code ? json_string(code) : json_null();
        whole = whole && letters[i];
    }
    for (size_t i = 0; whole && i < grid->count; i++)
        shape_append(&students, shape_grid_row(&grid->students[i], &grid->lectures, letters));
    for (int i = 0; i < MARK_STATUS_COUNT; i++)
        json_decref(letters[i]);
    if (!whole) {
        json_decref(students);
        return NULL;
    }
    return students;
}

static unsigned read_register_page(struct call *call, struct register_page *page)
{
    const char *after = message_query(call->message, "after");
    const char *limit = message_query(call->message, "limit");
    const char *from = message_query(call->message, "from");
    const char *to = message_query(call->message, "to");
    const char *group = message_query(call->message, "group");

    if (group && !str_to_int(group, 1, INT64_MAX, &page->group_id))
        return call_tell_field(call, &(struct json_error){"group", "must be the id of a group"});
    if (after && !str_to_int(after, 1, INT64_MAX, &page->after))
        return call_tell_field(call, &(struct json_error){"after", "must be the `next` of the page before"});
    if (limit && !str_to_int(limit, 1, CLASSROOM_STUDENTS_MAX, &page->limit))
        return call_tell_range(call, "limit", 1, CLASSROOM_STUDENTS_MAX);
    if (from && !clock_parse(from, &page->from))
        return call_tell_field(call, &(struct json_error){"from", "must be a time such as 2026-11-23T00:00:00Z"});
    if (to && !clock_parse(to, &page->before))
        return call_tell_field(call, &(struct json_error){"to", "must be a time such as 2026-11-23T00:00:00Z"});
    return call_flag(call, "versions", &page->versions);
}

static unsigned classroom_register(struct call *call)
{
    struct register_page page = {0};
    struct register_grid grid;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = read_register_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = register_grid(call->school, &call->actor, class_id, &page, call->arena, &grid);
    if (fault != FAULT_NONE)
        return fault;
    json_t *next = grid.next != 0 ? json_integer(grid.next) : json_null();
    return call_reply(call, 200,
                      json_pack("{so so so sI so}", "classroom", shape_classroom(&grid.classroom), "lectures",
                                shape_lectures(grid.lectures.lectures, grid.lectures.count), "students",
                                shape_grid(&grid), "total", (json_int_t)grid.total, "next", next));
}

/* clang-format off */
const struct shape_words register_shapes[] = {
    {"register_student", "{id:id,name:text,external_id:text?,email_proven:bool,standing:standing,marks:[text?],outside:[id],joined_at:time?,"
                         "left_at:time?,versions?:[id?],noted?:[id]}"},
    {0},
};

const struct api_route register_routes[] = {
    {HTTP_GET, "/api/classroom/:classroom/register", CLASS_READER, classroom_register, NO_BODY, false,
     .summary = "The register: students by lectures",
     .query = "{after?:id,limit?:int,from?:time,to?:time,group?:id,versions?:bool}",
     .answer = "200 {classroom:classroom,lectures:[lecture],students:[register_student],total:int,next:id?}"},
    {0},
};
/* clang-format on */
