/* SPDX-License-Identifier: MIT */
/* The institution: what it is called, how far it is set up, how it is today, and whether its server is well. */
#include "school/office/institution.h"

#include "api/api.h"
#include "api/office/shape_job.h"
#include "api/routes.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/marks/tally.h"
#include "school/numbers/class_list.h"
#include "school/numbers/today.h"
#include "school/office/logo.h"
#include "school/people/invitation.h"
#include "school/people/sign_in/passkey.h"
#include "school/people/sso/sso_provider.h"

enum { TODAY_DAYS_MAX = 2 };
#define DAY_MS (24 * 60 * 60 * INT64_C(1000))

static unsigned institution(struct call *call)
{
    const char *name;
    int64_t changed_at;
    struct sso_buttons ways;
    enum fault fault = institution_name(call->school, call->arena, &name);
    if (fault != FAULT_NONE)
        return fault;
    fault = logo_changed(call->school, &changed_at);
    if (fault != FAULT_NONE)
        return fault;
    fault = sso_buttons_get(call->school, call->arena, &ways);
    if (fault != FAULT_NONE)
        return fault;
    json_t *providers = json_array();
    for (size_t i = 0; i < ways.count; i++)
        shape_append(&providers, json_pack("{ss ss}", "slug", ways.buttons[i].slug, "name", ways.buttons[i].name));
    return call_reply(call, 200,
                      json_pack("{ss sb so sb so sb}", "name", name, "mail", (int)call_condition(call).mail, "logo",
                                shape_id(changed_at), "passkeys", (int)passkey_available(call->school), "providers",
                                providers, "providers_only", (int)ways.only));
}

/* ---- the logo ---- */

/* A picture, whatever it might be taken for. */
static unsigned logo(struct call *call)
{
    struct logo picture;
    enum fault fault = logo_get(call->school, call->arena, &picture);
    if (fault != FAULT_NONE)
        return fault;
    if (!message_add_header(call->message, "Content-Security-Policy", "sandbox; default-src 'none'"))
        return FAULT_INTERNAL;
    message_reply(call->message, 200, "image/png", picture.bytes, picture.size);
    return FAULT_NONE;
}

static unsigned logo_put(struct call *call)
{
    int64_t changed_at;
    enum fault fault =
        logo_set(call->school, &call->actor, call->message->body, call->message->body_size, call->arena, &changed_at);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, json_pack("{so}", "logo", shape_id(changed_at)));
}

static unsigned logo_delete(struct call *call)
{
    enum fault fault = logo_remove(call->school, &call->actor);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

/* ---- the first steps ---- */

static unsigned first_steps(struct call *call)
{
    struct first_steps steps;
    struct api_condition condition = call_condition(call);
    enum fault fault = first_steps_read(call->school, &call->actor, call->arena, &steps);
    if (fault != FAULT_NONE)
        return fault;
    const struct {
        const char *step;
        bool done;
    } list[] = {
        {"name", steps.named},
        {"mail", condition.mail},
        {"registration", steps.registration},
        {"professors", steps.professors},
        {"backup", condition.backups},
        {"address", condition.reachable},
    };
    json_t *shapes = json_array();
    for (size_t i = 0; i < ARRAY_LENGTH(list); i++)
        shape_append(&shapes, json_pack("{ss sb}", "step", list[i].step, "done", (int)list[i].done));
    return call_reply(call, 200,
                      json_pack("{sb sb so ss?}", "shown", (int)!steps.hidden, "empty", (int)(steps.classrooms == 0),
                                "steps", shapes, "address", condition.public_url));
}

/* ---- today ---- */

static json_t *shape_running(const struct running_lecture *one)
{
    return json_pack("{sI sI ss ss? ss? so so so sb sI sI}", "id", (json_int_t)one->id, "classroom_id",
                     (json_int_t)one->class_id, "subject", one->subject, "section", one->section, "room", one->room,
                     "professor", shape_person(&one->professor), "starts_at", shape_time(one->starts_at), "ends_at",
                     shape_time(one->ends_at), "open", (int)one->open, "marked", (json_int_t)one->marked, "students",
                     (json_int_t)one->students);
}

static unsigned today(struct call *call)
{
    const char *from = message_query(call->message, "from"), *to = message_query(call->message, "to");
    int64_t now = school_now(call->school), begin = now - now % DAY_MS, end = begin + DAY_MS;
    struct today today;
    if (from && !clock_parse(from, &begin))
        return call_tell_field(call, &(struct json_error){"from", "must be a time such as 2026-11-23T00:00:00Z"});
    if (to && !clock_parse(to, &end))
        return call_tell_field(call, &(struct json_error){"to", "must be a time such as 2026-11-23T00:00:00Z"});
    if (end < begin || end - begin > TODAY_DAYS_MAX * DAY_MS)
        return call_tell_field(call, &(struct json_error){"to", "must be soon after from"});
    enum fault fault = today_read(call->school, &call->actor, begin, end, call->arena, &today);
    if (fault != FAULT_NONE)
        return fault;
    json_t *running = json_array();
    for (size_t i = 0; i < today.count; i++)
        shape_append(&running, shape_running(&today.running[i]));
    return call_reply(call, 200,
                      json_pack("{so sI s{sI sI sI sI sI} s{sI sI sI sI sI}}", "running", running, "running_total",
                                (json_int_t)today.running_total, "day", "lectures", (json_int_t)today.lectures, "begun",
                                (json_int_t)today.begun, "taken", (json_int_t)today.taken, "marked",
                                (json_int_t)today.marked, "came", (json_int_t)today.came, "waiting", "jobs_failed",
                                (json_int_t)today.jobs_failed, "flags", (json_int_t)today.flags_open, "invitations",
                                (json_int_t)today.invitations, "erasures", (json_int_t)today.erasures, "refused",
                                (json_int_t)today.refused));
}

/* ---- the server ---- */

static unsigned doctor(struct call *call)
{
    struct api_findings *findings = arena_calloc(call->arena, 1, sizeof(*findings));
    if (!findings)
        return FAULT_INTERNAL;
    if (!call->gate->doctor || !call->gate->doctor(call->gate->doctor_context, findings))
        return FAULT_BUSY;
    json_t *checks = json_array();
    for (size_t i = 0; i < findings->count; i++) {
        const struct api_finding *one = &findings->list[i];
        shape_append(&checks, json_pack("{ss ss ss ss}", "check", one->check, "state", one->state, "code", one->code,
                                        "sentence", one->sentence));
    }
    return call_reply(call, 200, json_pack("{so so}", "at", shape_time(findings->at), "checks", checks));
}

/* ---- classrooms ---- */

static json_t *shape_class_line(const struct class_line *line)
{
    double percentage;
    bool known = tally_percentage(line->attended, line->expected, &percentage);
    return json_pack("{sI ss? so ss ss? ss? ss? so sI sI so sI sI so}", "id", (json_int_t)line->id, "external_id",
                     line->external_id, "updated_at", shape_time(line->updated_at), "subject", line->subject, "section",
                     line->section, "term", line->term, "department", line->department, "professor",
                     shape_person(&line->professor), "students", (json_int_t)line->students, "lectures",
                     (json_int_t)line->lectures, "live", shape_id(line->live_id), "attended",
                     (json_int_t)line->attended, "expected", (json_int_t)line->expected, "percentage",
                     known ? json_real(percentage) : json_null());
}

static unsigned classrooms(struct call *call)
{
    struct class_filter filter = {.query = message_query(call->message, "query"),
                                  .term = message_query(call->message, "term"),
                                  .department = message_query(call->message, "department")};
    struct class_list list;
    unsigned problem = call_page(call, &filter.page);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_since(call, &filter.updated_since);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_flag(call, "live", &filter.live);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_flag(call, "archived", &filter.archived);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = class_list_read(call->school, &call->actor, &filter, call->arena, &list);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "query";
    if (fault != FAULT_NONE)
        return fault;
    json_t *lines = json_array(), *terms = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&lines, shape_class_line(&list.lines[i]));
    for (size_t i = 0; i < list.term_count; i++)
        shape_append(&terms, json_string(list.terms[i]));
    return call_reply(call, 200,
                      json_pack("{so so sI so}", "classrooms", lines, "next", shape_cursor(list.next), "total",
                                (json_int_t)list.total, "terms", terms));
}

/* ---- invitations ---- */

static unsigned invitations(struct call *call)
{
    struct invitation_list list;
    struct page page;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = invitation_list(call->school, &call->actor, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *shapes = json_array();
    for (size_t i = 0; i < list.count; i++) {
        const struct invitation_waiting *one = &list.invitations[i];
        shape_append(&shapes,
                     json_pack("{sI ss ss? ss? so so so}", "id", (json_int_t)one->id, "role", role_code(one->role),
                               "name", one->name, "email", one->email, "created_by", shape_person(&one->created_by),
                               "created_at", shape_time(one->created_at), "expires_at", shape_time(one->expires_at)));
    }
    return call_reply(call, 200, json_pack("{so so}", "invitations", shapes, "next", shape_cursor(list.next)));
}

static unsigned invitation_remove(struct call *call)
{
    int64_t invitation_id;
    if (!call_id(call, 0, &invitation_id))
        return FAULT_NOT_FOUND;
    enum fault fault = invitation_withdraw(call->school, &call->actor, invitation_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

/* clang-format off */
const struct shape_words institution_shapes[] = {
    {"running_lecture", "{id:id,classroom_id:id,subject:text,section:text?,room:text?,professor:person,starts_at:time,"
                        "ends_at:time,open:bool,marked:int,students:int}"},
    {"class_line", "{id:id,external_id:text?,updated_at:time,subject:text,section:text?,term:text?,department:text?,professor:person,students:int,"
                   "lectures:int,live:id?,attended:int,expected:int,percentage:number?}"},
    {"invitation", "{id:id,role:administrator|professor|student,name:text?,email:email?,created_by:person,"
                   "created_at:time,expires_at:time}"},
    {0},
};

const struct api_route institution_routes[] = {
    {HTTP_GET, "/api/institution", ANYONE, institution, NO_BODY, false,
     .summary = "What the institution is called, whether mail leaves here, and the logo's version",
     .answer = "200 {name:text,mail:bool,logo:int?,passkeys:bool,providers:[{slug:text,name:text}],providers_only:bool}"},
    {HTTP_GET, "/api/institution/logo", ANYONE, logo, NO_BODY, false,
     .kept = true, .summary = "The institution's logo, a PNG",
     .query = "{v?:text}",
     .answer = "200 image/png"},
    {HTTP_PUT, "/api/admin/logo", ADMINISTRATOR, logo_put, FILE_BODY, true,
     .summary = "Set the institution's logo: a PNG or JPEG",
     .answer = "200 {logo:int}"},
    {HTTP_DELETE, "/api/admin/logo", ADMINISTRATOR, logo_delete, NO_BODY, true,
     .summary = "Remove the institution's logo",
     .answer = "204"},
    {HTTP_GET, "/api/admin/first-steps", ADMINISTRATOR, first_steps, NO_BODY, false,
     .summary = "What is set up, and what is not yet",
     .answer = "200 {shown:bool,empty:bool,steps:[{step:name|mail|registration|professors|backup|address,done:bool}],"
               "address:text?}"},
    {HTTP_GET, "/api/admin/today", ADMINISTRATOR, today, NO_BODY, false,
     .summary = "Which lectures are held now, the day so far, and what waits for the office",
     .query = "{from?:time,to?:time}",
     .answer = "200 {running:[running_lecture],running_total:int,day:{lectures:int,begun:int,taken:int,marked:int,"
               "came:int},waiting:{jobs_failed:int,flags:int,invitations:int,erasures:int,refused:int}}"},
    {HTTP_GET, "/api/admin/doctor", ADMINISTRATOR, doctor, NO_BODY, true,
     .cost = 20, .summary = "What `ams doctor` finds, looked at now",
     .answer = "200 {at:time,checks:[{check:text,state:good|warning|failure,code:text,sentence:text}]}"},
    {HTTP_GET, "/api/admin/classrooms", ADMINISTRATOR, classrooms, NO_BODY, false,
     .cost = 2, .summary = "All classrooms, searched, with how many came",
     .query = "{query?:text,term?:text,department?:text,live?:bool,archived?:bool,updated_since?:time,...page}",
     .answer = "200 {classrooms:[class_line],next:int?,total:int,terms:[text]}"},
    {HTTP_GET, "/api/admin/invitations", ADMINISTRATOR, invitations, NO_BODY, false,
     .summary = "Invitations that nobody has used yet, newest first",
     .query = "page",
     .answer = "200 {invitations:[invitation],next:int?}"},
    {HTTP_DELETE, "/api/admin/invitations/:invitation", ADMINISTRATOR, invitation_remove, NO_BODY, true,
     .summary = "Take an invitation back",
     .answer = "204"},
    {0},
};
/* clang-format on */
