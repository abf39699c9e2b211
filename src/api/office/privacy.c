/* SPDX-License-Identifier: MIT */
/* Consents, retention, a person's own copy of their data, and being forgotten. */
#include <stddef.h>

#include "api/routes.h"
#include "api/office/shape_job.h"
#include "base/str.h"
#include "school/office/erasure.h"
#include "school/faces/identity_copy.h"
#include "school/office/export_person.h"
#include "school/office/deletion.h"
#include "school/office/retention.h"

/* ---- consents ---- */

static json_t *shape_consent_line(const struct consent_line *line)
{
    return json_pack("{sI so ss ss ss so so ss?}", "id", (json_int_t)line->id, "person", shape_person(&line->person),
                     "state", consent_state_code(line->state), "version", line->version, "scope",
                     consent_scope_code(line->scope), "given_at", shape_time(line->given_at), "withdrawn_at",
                     shape_time(line->withdrawn_at), "guardian", line->guardian);
}

static unsigned consents(struct call *call)
{
    const char *word = message_query(call->message, "state"), *person = message_query(call->message, "person");
    int64_t person_id = 0;
    enum consent_state state = CONSENT_STATE_COUNT;
    struct consent_list list;
    struct page page;

    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    if (word && !consent_state_parse(word, &state))
        problem = call_tell_field(call, &(struct json_error){"state", "must be given, outdated or withdrawn"});
    if (problem != FAULT_NONE)
        return problem;
    if (person && !str_to_int(person, 1, INT64_MAX, &person_id))
        problem = call_tell_field(call, &(struct json_error){"person", "must be the id of a person"});
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = identity_consents(call->school, &call->actor, state, person_id, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *lines = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&lines, shape_consent_line(&list.lines[i]));
    return call_reply(call, 200, json_pack("{so so}", "consents", lines, "next", shape_cursor(list.next)));
}

/* ---- retention ---- */

static unsigned retention(struct call *call)
{
    struct retention retention;
    struct page page;

    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = retention_get(call->school, &call->actor, &page, call->arena, &retention);
    if (fault != FAULT_NONE)
        return fault;
    json_t *rules = json_array(), *deletions = json_array();
    for (size_t i = 0; i < RETENTION_RULES; i++)
        shape_append(&rules, json_pack("{ss ss sI}", "kind", retention.rules[i].kind, "setting",
                                       setting_rule(retention.rules[i].setting)->name, "days",
                                       (json_int_t)retention.rules[i].days));
    for (size_t i = 0; i < retention.count; i++) {
        const struct deletion *deletion = &retention.deletions[i];
        shape_append(&deletions, json_pack("{sI ss ss sI so so so}", "id", (json_int_t)deletion->id, "kind",
                                           deletion->kind, "rule", deletion->rule, "deleted",
                                           (json_int_t)deletion->deleted, "person", shape_person(&deletion->subject),
                                           "by", shape_person(&deletion->actor), "at", shape_time(deletion->at)));
    }
    return call_reply(
        call, 200,
        json_pack("{so so so}", "rules", rules, "deletions", deletions, "next", shape_cursor(retention.next)));
}

/* ---- a copy of one's data ---- */

static unsigned start_export(struct call *call, int64_t user_id)
{
    struct job job;
    enum fault fault = export_person(call->school, &call->actor, user_id, call->arena, &job);
    return fault != FAULT_NONE ? fault : call_reply(call, 202, shape_job(&job));
}

static unsigned own_export(struct call *call)
{
    return start_export(call, call->actor.user_id);
}

/* Not kept anywhere, also not for repeats of the request. */
static unsigned own_template(struct call *call)
{
    struct template_copy copy;
    const char *note;
    call->secret = true;
    enum fault fault = export_template(call->school, &call->actor, call->arena, &copy, &note);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{ss si ss ss ss}", "model", copy.model_id, "length", copy.length, "numbers",
                                "little-endian 32-bit floats", "base64", copy.base64, "note", note));
}

static unsigned user_export(struct call *call)
{
    int64_t user_id;
    return call_id(call, 0, &user_id) ? start_export(call, user_id) : FAULT_NOT_FOUND;
}

/* ---- being forgotten ---- */

struct user_erase_body {
    bool apply;
};

static const struct json_field user_erase_fields[] = {
    {"apply", JSON_FIELD_BOOL, false, offsetof(struct user_erase_body, apply), 0, 0},
    {0},
};

static unsigned user_erase(struct call *call)
{
    struct user_erase_body body = {0};
    struct erasure erasure;
    int64_t user_id;

    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, user_erase_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = erasure_run(call->school, &call->actor, user_id, body.apply, call->arena, &erasure);
    if (fault != FAULT_NONE)
        return fault;
    json_t *lines = json_array();
    for (size_t i = 0; i < erasure.count; i++)
        shape_append(&lines,
                     json_pack("{ss ss sI}", "kind", erasure.lines[i].kind, "fate",
                               erasure_fate_code(erasure.lines[i].fate), "count", (json_int_t)erasure.lines[i].count));
    return call_reply(call, 200,
                      json_pack("{so sb so}", "person", shape_person(&erasure.person), "applied", (int)erasure.applied,
                                "data", lines));
}

static unsigned own_erasure(struct call *call)
{
    struct erasure_ask ask;
    enum fault fault = erasure_asked(call->school, &call->actor, call->arena, &ask);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{so so ss?}", "asked_at", shape_time(ask.asked_at), "refused_at",
                                shape_time(ask.refused_at), "reason", ask.reason));
}

static unsigned own_erasure_ask(struct call *call)
{
    int64_t asked_at = 0;
    enum fault fault = erasure_ask(call->school, &call->actor, &asked_at);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{so sn sn}", "asked_at", shape_time(asked_at), "refused_at", "reason"));
}

static unsigned own_erasure_take_back(struct call *call)
{
    enum fault fault = erasure_take_back(call->school, &call->actor);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

struct erasure_refuse_body {
    const char *reason;
};

static const struct json_field erasure_refuse_fields[] = {
    {"reason", JSON_FIELD_LINES, true, offsetof(struct erasure_refuse_body, reason), 1, ERASURE_REASON_MAX},
    {0},
};

static unsigned erasure_no(struct call *call)
{
    struct erasure_refuse_body body = {0};
    int64_t user_id;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, erasure_refuse_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = erasure_refuse(call->school, &call->actor, user_id, body.reason);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "reason";
    return fault != FAULT_NONE ? (unsigned)fault : call_reply_empty(call);
}

static unsigned erasure_waiting(struct call *call)
{
    struct erasure_request_list list;
    struct page page;

    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = erasure_requests(call->school, &call->actor, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *requests = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&requests,
                     json_pack("{so ss? so}", "person", shape_person(&list.requests[i].person), "email",
                               shape_email(list.requests[i].email), "asked_at", shape_time(list.requests[i].asked_at)));
    return call_reply(call, 200, json_pack("{so so}", "requests", requests, "next", shape_cursor(list.next)));
}

/* clang-format off */
const struct shape_words privacy_shapes[] = {
    {"consent_line", "{id:id,person:person,state:given|outdated|withdrawn,version:text,scope:consent_scope,"
                     "given_at:time,withdrawn_at:time?,guardian:text?}"},
    {"deletion", "{id:id,kind:text,rule:text,deleted:int,person:person?,by:person?,at:time}"},
    {"erasure", "{person:person,applied:bool,data:[{kind:text,fate:deleted|anonymised|kept,count:int}]}"},
    {"erasure_request", "{person:person,email:email?,asked_at:time}"},
    {"retention_rule", "{kind:text,setting:setting_name,days:int}"},
    {0},
};

const struct api_route privacy_routes[] = {
    {HTTP_POST, "/api/user/export", SIGNED_IN, own_export, NO_BODY, true,
     .cost = 20, .summary = "Have all data about oneself written into a file: a job",
     .answer = "202 job"},
    {HTTP_POST, "/api/user/export/template", SIGNED_IN, own_template, NO_BODY, true,
     .proof = PROOF_ALWAYS, .summary = "The template of one's own face, for oneself to keep; nothing of it is kept here",
     .answer = "200 {model:text,length:int,numbers:text,base64:text,note:text}", .cost = 20},
    {HTTP_GET, "/api/user/erasure-request", SIGNED_IN, own_erasure, NO_BODY, false,
     .summary = "Whether one has asked to be forgotten",
     .answer = "200 {asked_at:time?,refused_at:time?,reason:text?}"},
    {HTTP_POST, "/api/user/erasure-request", SIGNED_IN, own_erasure_ask, NO_BODY, true,
     .summary = "Ask to be forgotten",
     .answer = "200 {asked_at:time?,refused_at:time?,reason:text?}"},
    {HTTP_DELETE, "/api/user/erasure-request", SIGNED_IN, own_erasure_take_back, NO_BODY, true,
     .summary = "Take that back",
     .answer = "204"},
    {HTTP_GET, "/api/admin/consents", ADMINISTRATOR, consents, NO_BODY, false,
     .summary = "Who agreed to what, when, and for how long",
     .query = "{state?:given|outdated|withdrawn,person?:id,...page}",
     .answer = "200 {consents:[consent_line],next:int?}"},
    {HTTP_GET, "/api/admin/retention", ADMINISTRATOR, retention, NO_BODY, false,
     .summary = "How long things are kept, and the proofs of what was deleted",
     .query = "page",
     .answer = "200 {rules:[retention_rule],deletions:[deletion],next:int?}"},
    {HTTP_GET, "/api/admin/erasure-requests", ADMINISTRATOR, erasure_waiting, NO_BODY, false,
     .summary = "Who waits to be forgotten",
     .query = "page",
     .answer = "200 {requests:[erasure_request],next:int?}"},
    {HTTP_POST, "/api/admin/erasure-requests/:eraser/refuse", ADMINISTRATOR, erasure_no, JSON_BODY, true,
     .summary = "Say no to somebody who asks to be forgotten, with a reason that they are told",
     .fields = erasure_refuse_fields,
     .example = "{\"reason\":\"An appeal about your marks is under way.\"}",
     .answer = "204"},
    {HTTP_POST, "/api/admin/users/:user/export", ADMINISTRATOR, user_export, NO_BODY, true,
     .summary = "Have all data about somebody written into a file: a job",
     .answer = "202 job"},
    {HTTP_POST, "/api/admin/users/:user/erase", ADMINISTRATOR, user_erase, JSON_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "What erasing somebody would do; with apply, do it",
     .fields = user_erase_fields,
     .example = "{\"apply\":false}",
     .answer = "200 erasure"},
    {0},
};
/* clang-format on */
