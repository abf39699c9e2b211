/* SPDX-License-Identifier: MIT */
/* Looking up students in the room: who was drawn, and whether they were there. */
#include "school/attendance/spot/spot.h"

#include "api/routes.h"
#include "api/shape.h"
#include "school/attendance/spot/spot_figures.h"

/* ---- figures ---- */

static json_t *shape_kind(const struct spot_kind *kind)
{
    return json_pack("{sI sI sI sI}", "marks", (json_int_t)kind->marks, "drawn", (json_int_t)kind->drawn, "looked_up",
                     (json_int_t)kind->looked_up, "not_there", (json_int_t)kind->not_there);
}

static json_t *share_or_null(bool known, double share)
{
    return known ? json_real(100 * share) : json_null();
}

json_t *shape_spot_figures(const struct spot_figures *figures)
{
    const struct spot_verdict verdict = spot_verdict(figures);
    return json_pack("{sI sI sI sI sI so so sb sI so so ss so ss}", "lectures", (json_int_t)figures->lectures, "marks",
                     (json_int_t)verdict.marks, "drawn", (json_int_t)verdict.drawn, "looked_up",
                     (json_int_t)verdict.looked_up, "not_there", (json_int_t)verdict.not_there, "flagged",
                     shape_kind(&figures->flagged), "plain", shape_kind(&figures->plain), "enough", (int)verdict.enough,
                     "needed", (json_int_t)SPOT_ENOUGH, "low", share_or_null(verdict.enough, verdict.interval.low),
                     "high", share_or_null(verdict.enough, verdict.interval.high), "denominator", "looked_up", "share",
                     share_or_null(verdict.has_share, verdict.share), "share_denominator", "marks");
}

/* ---- the list ---- */

static json_t *shape_check(const struct spot_check *check)
{
    json_t *here = check->answer == SPOT_OPEN ? json_null() : json_boolean(check->answer == SPOT_HERE);
    return json_pack("{so so so so}", "student", shape_person(&check->student), "here", here, "answered_at",
                     shape_time(check->answered_at), "answered_by", shape_person(&check->answered_by));
}

static unsigned reply_list(struct call *call, const struct spot_list *list)
{
    json_t *checks = json_array();
    for (size_t i = 0; i < list->count; i++)
        shape_append(&checks, shape_check(&list->checks[i]));
    return call_reply(call, 200,
                      json_pack("{sI sI sI sb so}", "names", (json_int_t)list->names, "waiting",
                                (json_int_t)list->waiting, "marks", (json_int_t)list->marks, "open", (int)list->open,
                                "checks", checks));
}

static unsigned spot_one(struct call *call)
{
    struct spot_list list;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    enum fault fault = spot_read(call->school, &call->actor, lecture_id, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_list(call, &list);
}

static unsigned spot_new(struct call *call)
{
    struct spot_list list;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = spot_draw(call->school, &call->actor, lecture_id, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_list(call, &list);
}

/* `here`: true, false, or null, which takes the answer back; it must be said. */
static unsigned read_answer(struct call *call, enum spot_answer *ret_answer)
{
    struct json_error error;
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    const json_t *here = json_object_get(document, "here");
    if (!json_is_boolean(here) && !json_is_null(here))
        return call_tell_field(call, &(struct json_error){"here", "must be true, false or null"});
    *ret_answer = json_is_null(here) ? SPOT_OPEN : json_is_true(here) ? SPOT_HERE : SPOT_NOT_HERE;
    json_object_del(document, "here");
    if (!json_read_object(call->message, document, call_no_fields, NULL, &error))
        return call_tell_field(call, &error);
    return FAULT_NONE;
}

static unsigned spot_put(struct call *call)
{
    struct spot_list list;
    enum spot_answer answer = SPOT_OPEN;
    int64_t lecture_id, student_id;

    if (!call_id(call, 0, &lecture_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    unsigned problem = read_answer(call, &answer);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = spot_answer(call->school, &call->actor, lecture_id, student_id, answer, call->arena, &list);
    return fault != FAULT_NONE ? (unsigned)fault : reply_list(call, &list);
}

/* clang-format off */
const struct shape_words spot_shapes[] = {
    {"spot_check", "{student:person,here:bool?,answered_at:time?,answered_by:person?}"},
    {"spot_figures", "{lectures:int,marks:int,drawn:int,looked_up:int,not_there:int,flagged:spot_kind,plain:spot_kind,"
                     "enough:bool,needed:int,low:number?,high:number?,denominator:text,share:number?,"
                     "share_denominator:text}"},
    {"spot_kind", "{marks:int,drawn:int,looked_up:int,not_there:int}"},
    {"spot_list", "{names:int,waiting:int,marks:int,open:bool,checks:[spot_check]}"},
    {0},
};

const struct api_route spot_routes[] = {
    {HTTP_GET, "/api/attendance/:lecture/spot-check", CLASS_READER, spot_one, NO_BODY, false,
     .summary = "Who was drawn to be looked up in the room, and whether they were there",
     .answer = "200 spot_list"},
    {HTTP_POST, "/api/attendance/:lecture/spot-check", CLASS_ASSISTANT, spot_new, JSON_BODY, true,
     .summary = "Draw the names to look up, or see those that were drawn",
     .fields = call_no_fields,
     .answer = "200 spot_list"},
    {HTTP_PUT, "/api/attendance/:lecture/spot-check/:drawn", CLASS_ASSISTANT, spot_put, JSON_BODY, true,
     .summary = "Say whether somebody who was drawn is in the room, or take it back",
     .fields = call_no_fields, .takes = "{here:bool?}",
     .example = "{\"here\":true}",
     .answer = "200 spot_list"},
    {0},
};
/* clang-format on */
