/* SPDX-License-Identifier: MIT */
/* The audit log, for administrators. */
#include "school/common/audit.h"

#include <string.h>

#include "api/office/shape_job.h"
#include "api/routes.h"
#include "base/str.h"

/* An id of the query, 0 without one. */
static unsigned read_id(struct call *call, const char *name, int64_t *ret_id)
{
    const char *text = message_query(call->message, name);
    if (text && !str_to_int(text, 1, INT64_MAX, ret_id))
        return call_tell_field(call, &(struct json_error){name, "must be an id"});
    return FAULT_NONE;
}

static unsigned read_time(struct call *call, const char *name, int64_t *ret_time)
{
    const char *text = message_query(call->message, name);
    if (text && !clock_parse(text, ret_time))
        return call_tell_field(call, &(struct json_error){name, "must be a time such as 2026-11-22T09:15:00Z"});
    return FAULT_NONE;
}

/* Reads the query parameters of a search. */
static unsigned read_filter(struct call *call, struct audit_filter *filter)
{
    const struct {
        const char *name;
        int64_t *value;
        unsigned (*read)(struct call *call, const char *name, int64_t *ret_value);
    } parameters[] = {
        {"actor", &filter->actor_id, read_id},     {"subject_id", &filter->subject_id, read_id},
        {"person", &filter->person_id, read_id},   {"about", &filter->about_id, read_id},
        {"classroom", &filter->class_id, read_id}, {"from", &filter->from, read_time},
        {"to", &filter->before, read_time},
    };
    const char *group = message_query(call->message, "group");
    unsigned problem = FAULT_NONE;
    filter->action = message_query(call->message, "action");
    filter->subject_type = message_query(call->message, "subject_type");
    filter->text = message_query(call->message, "text");
    for (size_t i = 0; problem == FAULT_NONE && i < ARRAY_LENGTH(parameters); i++)
        problem = parameters[i].read(call, parameters[i].name, parameters[i].value);
    if (problem != FAULT_NONE)
        return problem;
    filter->grouped = group != NULL;
    if (group && !audit_group_parse(group, &filter->group))
        return call_tell_field(call, &(struct json_error){"group", "must be marks, signing_in, accounts, faces, "
                                                                   "classes, lectures, requests, board, privacy or "
                                                                   "system"});
    return FAULT_NONE;
}

static json_t *shape_place(const struct audit_line *line)
{
    if (line->class_id == 0)
        return json_null();
    return json_pack("{sI ss ss?}", "id", (json_int_t)line->class_id, "subject", line->subject, "section",
                     line->section);
}

static json_t *shape_line(const struct audit_line *line)
{
    json_t *lecture = line->lecture_id == 0 ? json_null()
                                            : json_pack("{sI so}", "id", (json_int_t)line->lecture_id, "starts_at",
                                                        shape_time(line->starts_at));
    json_t *program = line->token_id == 0 ? json_null()
                                          : json_pack("{sI ss? sb}", "id", (json_int_t)line->token_id, "name",
                                                      line->token_name, "institution", (int)line->institution);
    return json_pack("{sI so so ss ss so ss? ss? so so so so}", "id", (json_int_t)line->id, "at", shape_time(line->at),
                     "actor", shape_person(&line->actor), "action", line->action, "subject_type", line->subject_type,
                     "subject_id", shape_id(line->subject_id), "subject_name", line->subject_name, "detail",
                     line->detail, "person", shape_person(&line->person), "classroom", shape_place(line), "lecture",
                     lecture, "program", program);
}

/* `form=csv`, and `bom=true` for a file that Excel reads. */
static unsigned audit_file(struct call *call, const struct audit_filter *filter)
{
    const char *bytes;
    size_t size;
    bool mark;
    unsigned problem = call_flag(call, "bom", &mark);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = audit_export(call->school, &call->actor, filter, mark, call->arena, &bytes, &size);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply_dated(call, "text/csv; charset=utf-8", "audit", bytes, size);
}

static unsigned audit(struct call *call)
{
    const char *form = message_query(call->message, "form");
    struct audit_filter filter = {0};
    struct audit_list list;
    struct page page;

    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_filter(call, &filter);
    if (problem != FAULT_NONE)
        return problem;
    if (form && strcmp(form, "json") != 0 && strcmp(form, "csv") != 0)
        return call_tell_field(call, &(struct json_error){"form", "must be json or csv"});
    if (form && strcmp(form, "csv") == 0)
        return audit_file(call, &filter);
    enum fault fault = audit_search(call->school, &call->actor, &filter, &page, call->arena, &list);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "text";
    if (fault != FAULT_NONE)
        return fault;
    json_t *entries = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&entries, shape_line(&list.lines[i]));
    return call_reply(call, 200, json_pack("{so so}", "entries", entries, "next", shape_cursor(list.next)));
}

static unsigned audit_chain(struct call *call)
{
    char hash[AUDIT_HASH_SIZE];
    int64_t entries, broken_id;

    enum fault fault = audit_verify(call->school, &broken_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = audit_head(call->school, hash, &entries);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{ss so sI ss}", "state",
                                broken_id == 0    ? "whole"
                                : broken_id == -1 ? "cut"
                                                  : "broken",
                                "broken_id", broken_id > 0 ? json_integer(broken_id) : json_null(), "entries",
                                (json_int_t)entries, "head", hash));
}

/* clang-format off */
const struct shape_words audit_shapes[] = {
    {"audit_entry", "{id:id,at:time,actor:person?,action:audit_action,subject_type:text,subject_id:id?,subject_name:text?,"
                    "detail:text?,person:person?,classroom:{id:id,subject:text,section:text?}?,"
                    "lecture:{id:id,starts_at:time}?,program:{id:id,name:text?,institution:bool}?}"},
    {0},
};

const struct api_route audit_routes[] = {
    {HTTP_GET, "/api/admin/audit", ADMINISTRATOR, audit, NO_BODY, true,
     .cost = 2, .summary = "Search the audit log",
     .query = "{person?:id,about?:id,actor?:id,classroom?:id,"
              "group?:marks|signing_in|accounts|faces|classes|lectures|requests|board|privacy|system,action?:audit_action,"
              "text?:text,subject_type?:text,subject_id?:id,from?:time,to?:time,form?:json|csv,bom?:bool,...page}",
     .answer = "200 {entries:[audit_entry],next:int?};200 text/csv"},
    {HTTP_GET, "/api/admin/audit/chain", ADMINISTRATOR, audit_chain, NO_BODY, true,
     .summary = "Whether the audit log has been changed",
     .answer = "200 {state:whole|cut|broken,broken_id:id?,entries:int,head:text}"},
    {0},
};
/* clang-format on */
