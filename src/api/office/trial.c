/* SPDX-License-Identifier: MIT */
/* A trial with volunteers: begun, led, counted; its figures. */
#include <stddef.h>
#include <string.h>

#include "api/office/shape_job.h"
#include "api/routes.h"
#include "school/faces/trial/trial_run.h"
#include "school/office/trial_job.h"

/* ---- shapes ---- */

static json_t *shape_texts(const char *const *texts, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        shape_append(&list, json_string(texts[i]));
    return list;
}

static json_t *shape_volunteer(const struct trial_volunteer *volunteer)
{
    return json_pack("{sI ss so sb sb sI sI sI}", "id", (json_int_t)volunteer->id, "word", volunteer->word, "groups",
                     shape_texts(volunteer->groups, volunteer->group_count), "tried", (int)volunteer->tried, "enrolled",
                     (int)volunteer->enrolled, "looks", (json_int_t)volunteer->looks, "turns",
                     (json_int_t)volunteer->turns, "attacks", (json_int_t)volunteer->attacks);
}

static json_t *shape_figure(const struct trial_figure *figure)
{
    bool is_group = figure->group, compared = figure->is_compared;
    double share = figure->trials > 0 ? (double)figure->errors / (double)figure->trials : 0;
    return json_pack(
        "{ss? sI sb ss ss? ss? sI sI sf s{sf sf} sb so so so sb}", "group", figure->group, "group_size",
        (json_int_t)figure->group_size, "mirrored", (int)figure->mirrored, "figure", trial_kind_word(figure->kind),
        "look", figure->kind == TRIAL_FTE ? NULL : trial_look_word(figure->look), "species", figure->species, "errors",
        (json_int_t)figure->errors, "trials", (json_int_t)figure->trials, "share", share, "interval", "low",
        figure->interval.low, "high", figure->interval.high, "highest", (int)figure->highest, "rest",
        is_group
            ? json_pack("{sI sI}", "errors", (json_int_t)figure->rest_errors, "trials", (json_int_t)figure->rest_trials)
            : json_null(),
        "p", compared ? json_real(figure->p) : json_null(), "p_corrected",
        compared ? json_real(figure->corrected) : json_null(), "differs", (int)figure->differs);
}

static json_t *shape_running(const struct trial_view *view)
{
    if (!view->runs)
        return json_null();
    json_t *volunteers = json_array();
    for (size_t i = 0; i < view->volunteer_count; i++)
        shape_append(&volunteers, shape_volunteer(&view->volunteers[i]));
    return json_pack("{so so sf sb so}", "started_at", shape_time(view->started_at), "ends_at",
                     shape_time(view->ends_at), "threshold", view->own_threshold, "outdated", (int)view->outdated,
                     "volunteers", volunteers);
}

static json_t *shape_counted(const struct trial_view *view)
{
    if (view->counted_at == 0)
        return json_null();
    json_t *figures = json_array();
    for (size_t i = 0; i < view->figure_count; i++)
        shape_append(&figures, shape_figure(&view->figures[i]));
    return json_pack("{so sI sI sf so so}", "counted_at", shape_time(view->counted_at), "people",
                     (json_int_t)view->people, "comparisons", (json_int_t)view->comparisons, "threshold",
                     view->counted_threshold, "too_small", shape_texts(view->too_small, view->too_small_count),
                     "figures", figures);
}

static unsigned reply_trial(struct call *call, unsigned status, const struct trial_view *view)
{
    return call_reply(call, status,
                      json_pack("{sf so so}", "threshold", view->threshold, "running", shape_running(view), "last",
                                shape_counted(view)));
}

/* ---- the trial ---- */

static unsigned trial(struct call *call)
{
    struct trial_view view;
    enum fault fault = trial_get(call->school, &call->actor, call->arena, &view);
    return fault != FAULT_NONE ? fault : reply_trial(call, 200, &view);
}

static unsigned trial_begin(struct call *call)
{
    struct trial_view view;
    enum fault fault = trial_start(call->school, &call->actor, call->arena, &view);
    return fault != FAULT_NONE ? fault : reply_trial(call, 201, &view);
}

static unsigned trial_drop(struct call *call)
{
    enum fault fault = trial_discard(call->school, &call->actor);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned trial_counting(struct call *call)
{
    struct job job;
    enum fault fault = trial_job_start(call->school, &call->actor, call->arena, &job);
    return fault != FAULT_NONE ? fault : call_reply(call, 202, shape_job(&job));
}

/* ---- volunteers ---- */

struct volunteer_body {
    const char *word;
};

static const struct json_field volunteer_fields[] = {
    {"word", JSON_FIELD_TEXT, true, offsetof(struct volunteer_body, word), 1, TRIAL_WORD_MAX},
    {0},
};

static unsigned tell_groups(struct call *call)
{
    const char *sentence = arena_printf(call->arena, "must be a list of at most %d texts", TRIAL_GROUPS_CHOSEN);
    return sentence ? call_tell_field(call, &(struct json_error){"groups", sentence}) : FAULT_INTERNAL;
}

/* The list `groups` is taken out of the document; its texts are the call's. */
static unsigned take_groups(struct call *call, json_t *document, struct trial_volunteer_request *request)
{
    size_t index;
    json_t *group, *list = json_object_get(document, "groups");
    const char **groups = arena_calloc(call->arena, TRIAL_GROUPS_CHOSEN, sizeof(*groups));
    if (!groups)
        return FAULT_INTERNAL;
    if (list && (!json_is_array(list) || json_array_size(list) > TRIAL_GROUPS_CHOSEN))
        return tell_groups(call);
    json_array_foreach(list, index, group)
    {
        groups[index] = json_is_string(group) ? arena_strdup(call->arena, json_string_value(group)) : NULL;
        if (!groups[index])
            return tell_groups(call);
    }
    request->groups = groups;
    request->group_count = json_array_size(list);
    json_object_del(document, "groups");
    return FAULT_NONE;
}

static unsigned read_volunteer(struct call *call, struct trial_volunteer_request *ret_request)
{
    struct volunteer_body body = {0};
    struct json_error error;
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = take_groups(call, document, ret_request);
    if (problem != FAULT_NONE)
        return problem;
    if (!json_read_object(call->message, document, volunteer_fields, &body, &error))
        return call_tell_field(call, &error);
    ret_request->word = body.word;
    return FAULT_NONE;
}

static unsigned volunteer_add(struct call *call)
{
    struct trial_volunteer_request request = {0};
    struct trial_volunteer volunteer;
    bool of_groups;
    unsigned problem = read_volunteer(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = trial_volunteer_add(call->school, &call->actor, &request, call->arena, &volunteer, &of_groups);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = of_groups ? "groups" : "word";
    return fault != FAULT_NONE ? fault : call_reply(call, 201, shape_volunteer(&volunteer));
}

static unsigned volunteer_remove(struct call *call)
{
    int64_t id;
    if (!call_id(call, 0, &id))
        return FAULT_NOT_FOUND;
    enum fault fault = trial_volunteer_remove(call->school, &call->actor, id);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned volunteer_enrol(struct call *call)
{
    struct face_frame frames[FACE_FRAMES_MAX];
    struct face_burst_report report = {0};
    enum face_reason reason;
    size_t count;
    int64_t id;
    if (!call_id(call, 0, &id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read_frames(call, frames, &count);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = trial_volunteer_enrol(call->school, &call->actor, id, frames, count, &reason, &report);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{sb ss?}", "enrolled", (int)(reason == FACE_OK), "reason",
                                reason == FACE_OK ? NULL : face_reason_code(reason)));
}

static bool read_side(const char *word, enum live_pose *ret_side)
{
    *ret_side = LIVE_CENTRE;
    return !word || (live_pose_find(word, ret_side) && (*ret_side == LIVE_LEFT || *ret_side == LIVE_RIGHT));
}

static unsigned volunteer_burst(struct call *call)
{
    struct face_frame frames[FACE_FRAMES_MAX];
    struct trial_burst_request request = {.frames = frames, .species = message_query(call->message, "species")};
    struct trial_attempt attempt;
    if (!call_id(call, 0, &request.volunteer_id))
        return FAULT_NOT_FOUND;
    if (!read_side(message_query(call->message, "turn"), &request.side))
        return call_tell_field(call, &(struct json_error){"turn", "must be left or right"});
    unsigned problem = call_read_frames(call, frames, &request.count);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = trial_burst_add(call->school, &call->actor, &request, call->arena, &attempt);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "species";
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 201,
                      json_pack("{ss sb sb sb sb}", "look", trial_look_word(attempt.look), "acquired",
                                (int)attempt.acquired, "live", (int)attempt.live, "compared", (int)attempt.compared,
                                "matched", (int)attempt.matched));
}

/* clang-format off */
const struct shape_words trial_shapes[] = {
    {"trial", "{threshold:number,running:trial_running?,last:trial_counted?}"},
    {"trial_running", "{started_at:time,ends_at:time,threshold:number,outdated:bool,volunteers:[volunteer]}"},
    {"volunteer", "{id:id,word:text,groups:[text],tried:bool,enrolled:bool,looks:int,turns:int,attacks:int}"},
    {"trial_counted", "{counted_at:time,people:int,comparisons:int,threshold:number,too_small:[text],figures:[trial_figure]}"},
    {"trial_figure", "{group:text?,group_size:int,mirrored:bool,figure:FTE|FTA|FNMR|BPCER|FMR|APCER|IAPAR,look:quick|turn?,"
                     "species:text?,errors:int,trials:int,share:number,interval:{low:number,high:number},highest:bool,"
                     "rest:{errors:int,trials:int}?,p:number?,p_corrected:number?,differs:bool}"},
    {0},
};

const struct api_route trial_routes[] = {
    {HTTP_GET, "/api/admin/face-trial", ADMINISTRATOR, trial, NO_BODY, false,
     .summary = "The trial with volunteers that goes on, and the figures of the last one that was counted",
     .answer = "200 trial"},
    {HTTP_POST, "/api/admin/face-trial", ADMINISTRATOR, trial_begin, NO_BODY, true,
     .summary = "Begin a trial with volunteers",
     .made = "/api/admin/face-trial", .answer = "201 trial"},
    {HTTP_DELETE, "/api/admin/face-trial", ADMINISTRATOR, trial_drop, NO_BODY, true,
     .summary = "End the trial uncounted: nothing of it stays",
     .answer = "204"},
    {HTTP_POST, "/api/admin/face-trial/count", ADMINISTRATOR, trial_counting, NO_BODY, true,
     .cost = 20, .summary = "Count the trial and end it: a job",
     .answer = "202 job"},
    {HTTP_POST, "/api/admin/face-trial/volunteers", ADMINISTRATOR, volunteer_add, JSON_BODY, true,
     .summary = "Add a volunteer by a word, with the groups they choose",
     .fields = volunteer_fields, .takes = "{groups?:[text]}",
     .example = "{\"word\":\"fern\",\"groups\":[\"with glasses\"]}",
     .made = "/api/admin/face-trial/volunteers/{id}", .answer = "201 volunteer"},
    {HTTP_DELETE, "/api/admin/face-trial/volunteers/:volunteer", ADMINISTRATOR, volunteer_remove, NO_BODY, true,
     .summary = "Remove a volunteer and everything of theirs",
     .answer = "204"},
    {HTTP_PUT, "/api/admin/face-trial/volunteers/:volunteer/face", ADMINISTRATOR, volunteer_enrol, BURST_BODY, true,
     .summary = "Enrol a volunteer, or try it",
     .answer = "200 {enrolled:bool,reason:text?}"},
    {HTTP_POST, "/api/admin/face-trial/volunteers/:volunteer/bursts", ADMINISTRATOR, volunteer_burst, BURST_BODY, true,
     .summary = "A check-in of a volunteer, or an attack that somebody plays against them",
     .query = "{species?:text,turn?:left|right}",
     .made = "/api/admin/face-trial", .answer = "201 {look:quick|turn,acquired:bool,live:bool,compared:bool,matched:bool}"},
    {0},
};
/* clang-format on */
