/* SPDX-License-Identifier: MIT */
#include "school/numbers/teaching.h"

#include "api/routes.h"
#include "api/shape.h"

static json_t *shape_taught(const struct taught_class *taught)
{
    return json_pack("{so so so}", "classroom", shape_classroom(&taught->classroom), "next",
                     taught->has_next ? shape_lecture(&taught->next) : json_null(), "last",
                     taught->has_last ? shape_lecture(&taught->last) : json_null());
}

static json_t *shape_waiting(const struct waiting *waiting)
{
    return json_pack("{ss sI ss ss? ss so ss? so sI}", "kind", waiting_kind_code(waiting->kind), "classroom_id",
                     (json_int_t)waiting->class_id, "subject", waiting->subject, "section", waiting->section,
                     "timezone", waiting->timezone, "thing_id", shape_id(waiting->thing_id), "title", waiting->title,
                     "starts_at", shape_time(waiting->starts_at), "count", (json_int_t)waiting->count);
}

static unsigned teaching_get(struct call *call)
{
    struct teaching teaching;
    enum fault fault = teaching_read(call->school, &call->actor, call->arena, &teaching);
    if (fault != FAULT_NONE)
        return fault;
    json_t *classes = json_array(), *waiting = json_array();
    for (size_t i = 0; i < teaching.count; i++)
        shape_append(&classes, shape_taught(&teaching.classes[i]));
    for (size_t i = 0; i < teaching.waiting_count; i++)
        shape_append(&waiting, shape_waiting(&teaching.waiting[i]));
    return call_reply(call, 200,
                      json_pack("{so so so so sI}", "server_time", shape_time(school_now(call->school)), "classes",
                                classes, "today", shape_lectures(teaching.today.lectures, teaching.today.count),
                                "waiting", waiting, "waiting_cut", (json_int_t)teaching.waiting_cut));
}

static json_t *shape_slipping(const struct slipping *slip)
{
    json_t *cells = json_array();
    for (size_t i = 0; i < slip->cell_count; i++) {
        const struct slip_cell *cell = &slip->cells[i];
        shape_append(&cells, json_pack("{sI so ss? sb}", "id", (json_int_t)cell->lecture_id, "starts_at",
                                       shape_time(cell->starts_at), "status", mark_status_code(cell->status), "outside",
                                       (int)!cell->theirs));
    }
    return json_pack("{so so ss so so}", "classroom", shape_classroom(slip->classroom), "student",
                     shape_person(&slip->risk.student), "risk", risk_code(slip->risk.risk), "standing",
                     shape_standing(&slip->risk.standing), "cells", cells);
}

static unsigned slipping_get(struct call *call)
{
    struct slipping_list list;
    enum fault fault = teaching_slipping(call->school, &call->actor, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *students = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&students, shape_slipping(&list.students[i]));
    return call_reply(call, 200, json_pack("{so sI}", "students", students, "total", (json_int_t)list.total));
}

/* clang-format off */
const struct shape_words teaching_shapes[] = {
    {"taught_class", "{classroom:classroom,next:lecture?,last:lecture?}"},
    {"waiting", "{kind:requests|join|hand_ins|signs,classroom_id:id,subject:text,section:text?,timezone:text,"
                "thing_id:id?,title:text?,starts_at:time?,count:int}"},
    {"slipping", "{classroom:classroom,student:person,risk:near|below|out_of_reach,standing:standing,"
                 "cells:[{id:id,starts_at:time,status:text?,outside:bool}]}"},
    {0},
};

const struct api_route teaching_routes[] = {
    {HTTP_GET, "/api/user/teaching", SIGNED_IN, teaching_get, NO_BODY, false,
     .summary = "The classrooms one teaches or assists in, today's lectures, and what waits",
     .answer = "200 {server_time:time,classes:[taught_class],today:[lecture],waiting:[waiting],waiting_cut:int}"},
    {HTTP_GET, "/api/user/teaching/slipping", SIGNED_IN, slipping_get, NO_BODY, true,
     .summary = "Students of these classrooms below the threshold or near it, the gravest few",
     .answer = "200 {students:[slipping],total:int}"},
    {0},
};
/* clang-format on */
