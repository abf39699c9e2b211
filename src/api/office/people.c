/* SPDX-License-Identifier: MIT */
/* Other people's accounts, for administrators. */
#include "school/people/people.h"

#include <stddef.h>

#include "api/api.h"
#include "api/program/program.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/numbers/person_record.h"
#include "school/office/merge.h"
#include "school/people/own_account.h"
#include "school/people/sign_in/session.h"

static json_t *shape_listed_user(const struct user *user)
{
    json_t *shape = shape_user(user);
    json_t *merged = user->merged_into != 0 ? json_integer(user->merged_into) : json_null();
    json_t *more =
        json_pack("{ss? ss? so so sb so sI}", "external_id", user->external_id, "programme", user->programme,
                  "created_at", shape_time(user->created_at), "updated_at", shape_time(user->updated_at), "disabled",
                  (int)user->disabled, "merged_into", merged, "version", (json_int_t)user->version);
    if (!more || json_object_update(shape, more) != 0) {
        json_decref(shape);
        shape = NULL;
    }
    json_decref(more);
    return shape;
}

json_t *people_shape(const struct person_detail *detail)
{
    return json_pack("{so sb sI so sI sI sI}", "user", shape_listed_user(&detail->user), "has_totp",
                     (int)detail->second_factor, "sessions", (json_int_t)detail->sessions, "seen_at",
                     shape_time(detail->seen_at), "classrooms", (json_int_t)detail->classrooms, "enrolments",
                     (json_int_t)detail->enrolments, "marks", (json_int_t)detail->marks);
}

static unsigned reply_detail(struct call *call, enum fault fault, const struct person_detail *detail)
{
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, detail->user.version);
    return call_reply(call, 200, people_shape(detail));
}

static json_t *shape_found_user(const struct user *user, const struct user_about *about)
{
    json_t *shape = shape_listed_user(user);
    json_t *more = json_pack("{sb so sb}", "face", (int)about->face, "seen_at", shape_time(about->seen_at), "never",
                             (int)about->never);
    if (!shape || !more || json_object_update(shape, more) != 0) {
        json_decref(shape);
        shape = NULL;
    }
    json_decref(more);
    return shape;
}

static unsigned users(struct call *call)
{
    struct account_filter filter = {.query = message_query(call->message, "query"),
                                    .role = message_query(call->message, "role")};
    const char *state = message_query(call->message, "state");
    struct user_list list;
    unsigned problem = call_page(call, &filter.page);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_since(call, &filter.updated_since);
    if (problem != FAULT_NONE)
        return problem;
    if (state && !account_which_parse(state, &filter.state))
        problem = call_tell_field(call, &(struct json_error){"state", "must be active, disabled, never, no_face, "
                                                                      "no_consent or unproven"});
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = account_list(call->school, &call->actor, &filter, call->arena, &list);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "query";
    if (fault != FAULT_NONE)
        return fault;
    json_t *items = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&items, shape_found_user(&list.users[i], &list.about[i]));
    json_t *next = list.next != 0 ? json_integer(list.next) : json_null();
    return call_reply(call, 200,
                      json_pack("{so so sI}", "users", items, "next", next, "total", (json_int_t)list.total));
}

static unsigned user_get(struct call *call)
{
    struct person_detail detail;
    int64_t user_id;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    return reply_detail(call, people_get(call->school, &call->actor, user_id, call->arena, &detail), &detail);
}

static const struct json_field user_edit_fields[] = {
    {"name", JSON_FIELD_TEXT, false, offsetof(struct person_edit, name), 1, ACCOUNT_NAME_MAX},
    {"family_name", JSON_FIELD_TEXT, false, offsetof(struct person_edit, family_name), 0, ACCOUNT_NAME_MAX},
    {"role", JSON_FIELD_TEXT, false, offsetof(struct person_edit, role), 1, 32},
    {"external_id", JSON_FIELD_TEXT, false, offsetof(struct person_edit, external_id), 0, ACCOUNT_EXTERNAL_MAX},
    {"programme", JSON_FIELD_TEXT, false, offsetof(struct person_edit, programme), 0, ACCOUNT_PROGRAMME_MAX},
    {"locale", JSON_FIELD_TEXT, false, offsetof(struct person_edit, locale), 1, 35},
    {0},
};

static unsigned user_edit(struct call *call)
{
    struct person_edit edit = {0};
    struct person_detail detail;
    int64_t user_id;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, user_edit_fields, &edit);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &edit.version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = people_edit(call->school, &call->actor, user_id, &edit, call->arena, &detail);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = edit.locale && !account_locale_is_good(edit.locale) ? "locale" : "external_id";
    return reply_detail(call, fault, &detail);
}

static unsigned set_active(struct call *call, bool active)
{
    struct person_detail detail;
    int64_t user_id;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    enum fault fault = people_set_active(call->school, &call->actor, user_id, active, call->arena, &detail);
    return reply_detail(call, fault, &detail);
}

static unsigned user_deactivate(struct call *call)
{
    return set_active(call, false);
}

static unsigned user_reactivate(struct call *call)
{
    return set_active(call, true);
}

static unsigned user_end_sessions(struct call *call)
{
    int64_t user_id, ended;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    enum fault fault = people_end_sessions(call->school, &call->actor, user_id, &ended);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{sI}", "ended", (json_int_t)ended));
}

/* Where no mail leaves, the administrator hands the link over. */
static unsigned user_send_reset(struct call *call)
{
    char token[SECRET_TOKEN_SIZE];
    int64_t user_id;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    enum fault fault = people_send_reset(call->school, &call->actor, user_id, token);
    if (fault != FAULT_NONE)
        return fault;
    if (call_condition(call).mail)
        return call_answer_empty(call, FAULT_NONE, 0, 202);
    call->secret = true;
    const char *link = arena_printf(call->arena, "/reset#%s", token);
    int64_t until = school_now(call->school) + ACCOUNT_LINK_MINUTES * INT64_C(60000);
    return call_reply(call, 200, json_pack("{ss so}", "link", link, "expires_at", shape_time(until)));
}

static unsigned user_remove_totp(struct call *call)
{
    int64_t user_id;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    enum fault fault = people_remove_second_factor(call->school, &call->actor, user_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

struct user_merge_body {
    int64_t into;
    bool apply;
};

static const struct json_field user_merge_fields[] = {
    {"into", JSON_FIELD_INT, true, offsetof(struct user_merge_body, into), 1, INT64_MAX},
    {"apply", JSON_FIELD_BOOL, false, offsetof(struct user_merge_body, apply), 0, 0},
    {0},
};

static unsigned user_merge(struct call *call)
{
    struct user_merge_body body = {0};
    struct merge_report report;
    int64_t user_id;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, user_merge_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = merge_accounts(call->school, &call->actor, user_id, body.into, body.apply, call->arena, &report);
    if (fault != FAULT_NONE)
        return fault;
    json_t *lines = json_array();
    for (size_t i = 0; i < report.count; i++)
        shape_append(&lines,
                     json_pack("{ss sI sI}", "what", report.lines[i].what, "moved", (json_int_t)report.lines[i].moved,
                               "dropped", (json_int_t)report.lines[i].dropped));
    return call_reply(call, 200,
                      json_pack("{so so sb so}", "from", shape_user(&report.from), "into", shape_user(&report.into),
                                "applied", (int)body.apply, "changes", lines));
}

/* ---- what they do here ---- */

static json_t *shape_person_lecture(const struct record_lecture *one)
{
    bool marked = one->mark.status != MARK_UNMARKED;
    return json_pack("{sI ss? so sb ss? so ss? sb sb}", "id", (json_int_t)one->lecture.id, "title", one->lecture.title,
                     "starts_at", shape_time(one->lecture.starts_at), "cancelled", (int)one->lecture.cancelled,
                     "status", mark_status_code(one->mark.status), "minutes_late",
                     marked ? json_integer(one->mark.minutes_late) : json_null(), "method",
                     marked ? mark_method_code(one->mark.method) : NULL, "outside", (int)one->mark.outside, "left_out",
                     (int)one->left_out);
}

/* Oldest first, as a term is read. */
static json_t *shape_person_class(const struct record *record)
{
    json_t *lectures = json_array();
    for (size_t i = record->count; i-- > 0;)
        shape_append(&lectures, shape_person_lecture(&record->lectures[i]));
    return json_pack("{so so so}", "classroom", shape_classroom(&record->classroom), "standing",
                     shape_standing(&record->standing), "lectures", lectures);
}

static unsigned user_attendance(struct call *call)
{
    struct person_record record;
    int64_t user_id;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    enum fault fault = person_record_read(call->school, &call->actor, user_id, call->arena, &record);
    if (fault != FAULT_NONE)
        return fault;
    json_t *classes = json_array(), *teaches = json_array();
    for (size_t i = 0; i < record.count; i++)
        shape_append(&classes, shape_person_class(&record.classes[i].record));
    for (size_t i = 0; i < record.teaches_count; i++) {
        const struct person_teaches *one = &record.teaches[i];
        shape_append(&teaches, json_pack("{sI ss ss? ss? ss sb sI}", "id", (json_int_t)one->id, "subject", one->subject,
                                         "section", one->section, "term", one->term, "part", class_part_code(one->part),
                                         "archived", (int)one->archived, "students", (json_int_t)one->students));
    }
    return call_reply(call, 200, json_pack("{so so}", "classes", classes, "teaches", teaches));
}

static unsigned user_sessions(struct call *call)
{
    struct session_list list;
    int64_t user_id;
    if (!call_id(call, 0, &user_id))
        return FAULT_NOT_FOUND;
    enum fault fault = session_list_of(call->school, &call->actor, user_id, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *sessions = json_array();
    for (size_t i = 0; i < list.count; i++) {
        const struct session_about *one = &list.sessions[i];
        shape_append(&sessions,
                     json_pack("{sI ss so so so sb sb}", "id", (json_int_t)one->id, "device", one->device, "created_at",
                               shape_time(one->created_at), "seen_at", shape_time(one->seen_at), "expires_at",
                               shape_time(one->expires_at), "bearer", (int)one->bearer, "current", (int)one->current));
    }
    return call_reply(call, 200, json_pack("{so sI}", "sessions", sessions, "total", (json_int_t)list.total));
}

/* clang-format off */
const struct shape_words people_shapes[] = {
    {"listed_user", "{...user,external_id:text?,programme:text?,created_at:time,updated_at:time,disabled:bool,merged_into:id?,version:int}"},
    {"found_user", "{...listed_user,face:bool,seen_at:time?,never:bool}"},
    {"person_class", "{classroom:classroom,standing:standing,lectures:[{id:id,title:text?,starts_at:time,cancelled:bool,"
                     "status:text?,minutes_late:int?,method:text?,outside:bool,left_out:bool}]}"},
    {"person_teaches", "{id:id,subject:text,section:text?,term:text?,part:owner|teacher|assistant,archived:bool,"
                       "students:int}"},
    {"person_session", "{id:id,device:text,created_at:time,seen_at:time,expires_at:time,bearer:bool,current:bool}"},
    {"user_detail", "{user:listed_user,has_totp:bool,sessions:int,seen_at:time?,classrooms:int,enrolments:int,"
                    "marks:int}"},
    {0},
};

const struct api_route people_routes[] = {
    {HTTP_GET, "/api/admin/users", ADMINISTRATOR, users, NO_BODY, false,
     .summary = "Search the users",
     .query = "{query?:text,role?:administrator|professor|student,"
              "state?:active|disabled|never|no_face|no_consent|unproven,updated_since?:time,...page}",
     .answer = "200 {users:[found_user],next:int?,total:int}"},
    {HTTP_GET, "/api/admin/users/:user", ADMINISTRATOR, user_get, NO_BODY, false,
     .summary = "One user",
     .answer = "200 user_detail"},
    {HTTP_PATCH, "/api/admin/users/:user", ADMINISTRATOR, user_edit, JSON_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Change a user's name, family name, role, external id, programme or language",
     .fields = user_edit_fields,
     .example = "{\"name\":\"Grace Hopper\",\"external_id\":\"s-1906\",\"programme\":\"BSc Physics\"}",
     .headers = "{If-Match?:text}",
     .answer = "200 user_detail"},
    {HTTP_POST, "/api/admin/users/:user/deactivate", ADMINISTRATOR, user_deactivate, NO_BODY, true,
     .summary = "Deactivate an account",
     .answer = "200 user_detail"},
    {HTTP_POST, "/api/admin/users/:user/reactivate", ADMINISTRATOR, user_reactivate, NO_BODY, true,
     .summary = "Reactivate an account",
     .answer = "200 user_detail"},
    {HTTP_GET, "/api/admin/users/:user/attendance", ADMINISTRATOR, user_attendance, NO_BODY, true,
     .cost = 5, .summary = "Where somebody is: a student's standing and lectures by classroom, and what they teach",
     .answer = "200 {classes:[person_class],teaches:[person_teaches]}"},
    {HTTP_GET, "/api/admin/users/:user/sessions", ADMINISTRATOR, user_sessions, NO_BODY, false,
     .summary = "Where somebody is signed in, without the addresses",
     .answer = "200 {sessions:[person_session],total:int}"},
    {HTTP_DELETE, "/api/admin/users/:user/sessions", ADMINISTRATOR, user_end_sessions, NO_BODY, true,
     .summary = "End a user's sessions",
     .answer = "200 {ended:int}"},
    {HTTP_POST, "/api/admin/users/:user/password-reset", ADMINISTRATOR, user_send_reset, NO_BODY, true,
     .summary = "Send a user a link for a new password; where there is no mail server, the link itself",
     .answer = "200 {link:text,expires_at:time};202"},
    {HTTP_DELETE, "/api/admin/users/:user/totp", ADMINISTRATOR, user_remove_totp, NO_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Remove a user's second factor",
     .answer = "204"},
    {HTTP_POST, "/api/admin/users/:user/merge", ADMINISTRATOR, user_merge, JSON_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Merge this account into another, or tell what that would do",
     .fields = user_merge_fields,
     .example = "{\"into\":2}",
     .answer = "200 {from:user,into:user,applied:bool,changes:[{what:text,moved:int,dropped:int}]}"},
    {0},
};
/* clang-format on */
