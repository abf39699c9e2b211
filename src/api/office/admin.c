/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "api/api.h"
#include "api/routes.h"
#include "api/shape.h"
#include "base/str.h"
#include "school/faces/flag.h"
#include "school/people/invitation.h"
#include "school/numbers/register.h"

static unsigned admin_overview(struct call *call)
{
    struct overview overview;
    enum fault fault = register_overview(call->school, &call->actor, &overview);
    if (fault != FAULT_NONE)
        return fault;
    json_t *refusals = json_array();
    for (int reason = FACE_OK + 1; reason < FACE_REASON_COUNT; reason++)
        if (overview.refusals[reason] > 0)
            shape_append(&refusals, json_pack("{ss sI}", "code", face_reason_code((enum face_reason)reason), "count",
                                              (json_int_t)overview.refusals[reason]));
    return call_reply(call, 200,
                      json_pack("{s{sI sI sI} sI sI sI sI sI so}", "users", "administrators",
                                (json_int_t)overview.administrators, "professors", (json_int_t)overview.professors,
                                "students", (json_int_t)overview.students, "classrooms",
                                (json_int_t)overview.classrooms, "lectures", (json_int_t)overview.lectures, "marks",
                                (json_int_t)overview.marks, "consented", (json_int_t)overview.consented, "enrolled",
                                (json_int_t)overview.enrolled, "refusals", refusals));
}

static unsigned admin_system(struct call *call)
{
    struct api_condition condition = {0};
    if (call->gate->condition)
        call->gate->condition(call->gate->condition_context, &condition);
    return call_reply(call, 200,
                      json_pack("{s{sI sI sb sb} s{sb so sb sI} ss sb ss?}", "disk", "left",
                                (json_int_t)condition.disk_left, "all", (json_int_t)condition.disk_all, "low",
                                condition.disk_low, "full", condition.full, "backups", "scheduled", condition.backups,
                                "newest_at", shape_time(condition.backup_at), "late", condition.backup_late, "hours",
                                (json_int_t)condition.backup_hours, "antispoof",
                                condition.antispoof ? condition.antispoof : "missing", "mail", (int)condition.mail,
                                "address", condition.public_url));
}

static json_t *shape_holders(const struct quota_holder *holders, size_t count, bool classes)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct quota_holder *holder = &holders[i];
        json_t *one = json_pack("{sI ss so}", "id", (json_int_t)holder->id, classes ? "subject" : "name", holder->name,
                                "quota", shape_quota(&holder->quota));
        if (classes && one)
            json_object_set_new(one, "section", json_string(holder->section));
        shape_append(&list, one);
    }
    return list;
}

static unsigned admin_storage(struct call *call)
{
    struct quota_overview overview;
    enum fault fault = quota_overview(call->school, &call->actor, call->arena, &overview);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{so so so}", "institution", shape_quota(&overview.all), "classrooms",
                                shape_holders(overview.classes, overview.class_count, true), "people",
                                shape_holders(overview.people, overview.person_count, false)));
}

struct admin_invite_body {
    const char *role;
    const char *name;
    const char *email;
};

static const struct json_field admin_invite_fields[] = {
    {"role", JSON_FIELD_TEXT, true, offsetof(struct admin_invite_body, role), 1, 32},
    {"name", JSON_FIELD_TEXT, false, offsetof(struct admin_invite_body, name), 1, ACCOUNT_NAME_MAX},
    {"email", JSON_FIELD_TEXT, false, offsetof(struct admin_invite_body, email), 1, ACCOUNT_EMAIL_MAX},
    {0},
};

static unsigned admin_invite(struct call *call)
{
    struct admin_invite_body body = {0};
    char token[SECRET_TOKEN_SIZE];
    enum role role;
    int64_t expires_at;

    unsigned problem = call_read(call, admin_invite_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    if (!role_parse(body.role, &role))
        return FAULT_ROLE_UNKNOWN;
    enum fault fault = invitation_create(call->school, &call->actor, role, body.name, body.email, token, &expires_at);
    if (fault != FAULT_NONE)
        return fault;
    call->secret = true;
    const char *link = arena_printf(call->arena, "/welcome#%s", token);
    return call_reply(call, 201, json_pack("{ss so}", "link", link, "expires_at", shape_time(expires_at)));
}

static json_t *shape_flag(const struct flag *flag)
{
    return json_pack("{sI ss so so so so so ss?}", "id", (json_int_t)flag->id, "kind", flag_kind_code(flag->kind),
                     "user", shape_person(&flag->user), "other", shape_person(&flag->other), "created_at",
                     shape_time(flag->created_at), "resolved_at", shape_time(flag->resolved_at), "resolved_by",
                     shape_person(&flag->resolved_by), "note", flag->note);
}

static unsigned admin_flags(struct call *call)
{
    struct flag_list list;
    struct page page;

    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = flag_page(call->school, &call->actor, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *flags = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&flags, shape_flag(&list.flags[i]));
    json_t *next = list.next != 0 ? json_integer(list.next) : json_null();
    return call_reply(call, 200, json_pack("{so so}", "flags", flags, "next", next));
}

struct admin_flag_resolve_body {
    const char *note;
};

static const struct json_field admin_flag_resolve_fields[] = {
    {"note", JSON_FIELD_TEXT, true, offsetof(struct admin_flag_resolve_body, note), 1, FLAG_NOTE_MAX},
    {0},
};

static unsigned admin_flag_resolve(struct call *call)
{
    struct admin_flag_resolve_body body = {0};
    struct flag flag;
    int64_t flag_id;

    if (!call_id(call, 0, &flag_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, admin_flag_resolve_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = flag_resolve(call->school, &call->actor, flag_id, body.note, call->arena, &flag);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "note";
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, shape_flag(&flag));
}

/* clang-format off */
const struct shape_words admin_shapes[] = {
    {"flag", "{id:id,kind:duplicate_face|look_alike|same_pictures,user:person,other:person,created_at:time,resolved_at:time?,"
             "resolved_by:person?,note:text?}"},
    {0},
};

const struct api_route admin_routes[] = {
    {HTTP_GET, "/api/admin/overview", ADMINISTRATOR, admin_overview, NO_BODY, false,
     .summary = "The institution in numbers",
     .answer = "200 {users:{administrators:int,professors:int,students:int},classrooms:int,lectures:int,marks:int,"
               "consented:int,enrolled:int,refusals:[{code:text,count:int}]}"},
    {HTTP_GET, "/api/admin/system", ADMINISTRATOR, admin_system, NO_BODY, false,
     .summary = "Room on the disk, the age of the backups, and whether nets look for prints and screens",
     .answer = "200 {disk:{left:int,all:int,low:bool,full:bool},backups:{scheduled:bool,newest_at:time?,late:bool,hours:int},"
               "antispoof:three|seven|off|missing,mail:bool,address:text?}"},
    {HTTP_GET, "/api/admin/storage", ADMINISTRATOR, admin_storage, NO_BODY, false,
     .summary = "How many bytes all files take, and may; the fullest classrooms and people",
     .answer = "200 {institution:quota,classrooms:[{id:id,subject:text,section:text,quota:quota}],"
               "people:[{id:id,name:text,quota:quota}]}"},
    {HTTP_POST, "/api/admin/invitations", ADMINISTRATOR, admin_invite, JSON_BODY, true,
     .summary = "Make an invitation",
     .fields = admin_invite_fields,
     .example = "{\"role\":\"professor\",\"name\":\"Grace Hopper\",\"email\":\"grace@example.org\"}",
     .made = "/api/admin/invitations", .answer = "201 {link:text,expires_at:time}"},
    {HTTP_GET, "/api/admin/flags", ADMINISTRATOR, admin_flags, NO_BODY, false,
     .summary = "Faces that two accounts share",
     .query = "page",
     .answer = "200 {flags:[flag],next:int?}"},
    {HTTP_POST, "/api/admin/flags/:flag/resolve", ADMINISTRATOR, admin_flag_resolve, JSON_BODY, true,
     .summary = "Resolve a flag",
     .fields = admin_flag_resolve_fields,
     .example = "{\"note\":\"seen\"}",
     .answer = "200 flag"},
    {0},
};
/* clang-format on */
