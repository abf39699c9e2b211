/* SPDX-License-Identifier: MIT */
/* The face threshold on the institution's own people: what it comes to, and choosing another. */
#include "school/faces/calibration.h"

#include <stddef.h>

#include "api/office/shape_job.h"
#include "api/routes.h"
#include "school/office/calibrate.h"

static json_t *shape_interval(struct interval interval)
{
    return json_pack("{sf sf}", "low", interval.low, "high", interval.high);
}

static json_t *shape_point(const struct tally_point *point)
{
    return json_pack("{sf sI sI sf sf so so}", "threshold", point->threshold, "matches", (json_int_t)point->matches,
                     "touched", (json_int_t)point->touched, "rate", point->rate, "effect", point->effect, "by_pairs",
                     shape_interval(point->by_pairs), "by_people", shape_interval(point->by_people));
}

static json_t *shape_part(const struct calibration_part *part)
{
    json_t *offers = json_array(), *bars = json_array();
    for (size_t i = 0; i < part->offer_count; i++) {
        const struct calibration_offer *offer = &part->offers[i];
        shape_append(&offers, json_pack("{ss sb so}", "rate", offer->rate, "easier", (int)offer->easier, "point",
                                        offer->enough ? shape_point(&offer->point) : json_null()));
    }
    for (size_t i = 0; i < CALIBRATION_BARS; i++)
        shape_append(&bars, json_integer(part->bars[i]));
    return json_pack("{so so sf sf so}", "current", part->has_current ? shape_point(&part->current) : json_null(),
                     "offers", offers, "lowest", part->lowest, "width", part->width, "bars", bars);
}

static json_t *shape_result(const struct calibration_view *view)
{
    if (view->id == 0)
        return json_null();
    return json_pack("{sI so sI sI sI sI so so}", "id", (json_int_t)view->id, "made_at", shape_time(view->made_at),
                     "agreed", (json_int_t)view->agreed, "people", (json_int_t)view->people, "pairs",
                     (json_int_t)view->pairs, "doubles", (json_int_t)view->doubles, "raw", shape_part(&view->raw),
                     "normalised", view->has_normalised ? shape_part(&view->normalised) : json_null());
}

static json_t *shape_calibration(const struct calibration_view *view)
{
    return json_pack("{s{sf ss?} s{sf so so} so}", "standard", "threshold", view->standard, "rate", view->standard_rate,
                     "in_force", "threshold", view->threshold, "normalised_threshold",
                     view->normalises ? json_real(view->normalised_threshold) : json_null(), "chosen_at",
                     shape_time(view->chosen_at), "result", shape_result(view));
}

static unsigned calibration(struct call *call)
{
    struct calibration_view view;
    enum fault fault = calibration_get(call->school, &call->actor, call->arena, &view);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, shape_calibration(&view));
}

static unsigned calibration_start(struct call *call)
{
    struct job job;
    enum fault fault = calibrate_start(call->school, &call->actor, call->arena, &job);
    return fault != FAULT_NONE ? fault : call_reply(call, 202, shape_job(&job));
}

struct threshold_put_body {
    int64_t calibration;
    const char *rate;
    bool normalised;
};

static const struct json_field threshold_put_fields[] = {
    {"calibration", JSON_FIELD_INT, true, offsetof(struct threshold_put_body, calibration), 1, INT64_MAX},
    {"rate", JSON_FIELD_TEXT, true, offsetof(struct threshold_put_body, rate), 1, 10},
    {"normalised", JSON_FIELD_BOOL, false, offsetof(struct threshold_put_body, normalised), 0, 0},
    {0},
};

static unsigned threshold_put(struct call *call)
{
    struct threshold_put_body body = {0};
    struct calibration_view view;
    unsigned problem = call_read(call, threshold_put_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    const struct calibration_choice choice = {body.calibration, body.rate, body.normalised};
    enum fault fault = calibration_choose(call->school, &call->actor, &choice, call->arena, &view);
    if (fault == FAULT_CHOICE_UNKNOWN)
        call->more.field = "rate";
    return fault != FAULT_NONE ? fault : call_reply(call, 200, shape_calibration(&view));
}

static unsigned threshold_reset(struct call *call)
{
    struct calibration_view view;
    enum fault fault = calibration_reset(call->school, &call->actor, call->arena, &view);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, shape_calibration(&view));
}

/* clang-format off */
const struct shape_words calibration_shapes[] = {
    {"calibration", "{standard:{threshold:number,rate:text?},"
                    "in_force:{threshold:number,normalised_threshold:number?,chosen_at:time?},"
                    "result:calibration_result?}"},
    {"calibration_result", "{id:id,made_at:time,agreed:int,people:int,pairs:int,doubles:int,raw:calibration_part,"
                           "normalised:calibration_part?}"},
    {"calibration_part", "{current:calibration_point?,offers:[{rate:text,easier:bool,point:calibration_point?}],"
                         "lowest:number,width:number,bars:[int]}"},
    {"calibration_point", "{threshold:number,matches:int,touched:int,rate:number,effect:number,"
                          "by_pairs:{low:number,high:number},by_people:{low:number,high:number}}"},
    {0},
};

const struct api_route calibration_routes[] = {
    {HTTP_GET, "/api/admin/face-calibration", ADMINISTRATOR, calibration, NO_BODY, false,
     .summary = "The face threshold in force, and what the enrolled people themselves say of it",
     .answer = "200 calibration"},
    {HTTP_POST, "/api/admin/face-calibration", ADMINISTRATOR, calibration_start, NO_BODY, true,
     .cost = 20, .summary = "Compare all enrolled people who allow it with one another: a job",
     .answer = "202 job"},
    {HTTP_PUT, "/api/admin/face-threshold", ADMINISTRATOR, threshold_put, JSON_BODY, true,
     .summary = "Put a threshold in force that the last calibration offers",
     .fields = threshold_put_fields,
     .example = "{\"calibration\":1,\"rate\":\"1e-4\",\"normalised\":false}",
     .answer = "200 calibration"},
    {HTTP_DELETE, "/api/admin/face-threshold", ADMINISTRATOR, threshold_reset, NO_BODY, true,
     .summary = "Go back to the threshold of models.json",
     .answer = "200 calibration"},
    {0},
};
/* clang-format on */
