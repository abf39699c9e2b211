/* SPDX-License-Identifier: MIT */
/* The audit log, for administrators. */
#include "school/common/audit.h"

#include "api/office/shape_job.h"
#include "api/routes.h"
#include "base/str.h"

/* Reads the query parameters of a search. */
static unsigned read_filter(struct call *call, struct audit_filter *filter)
{
    const char *actor = message_query(call->message, "actor");
    const char *subject = message_query(call->message, "subject_id");
    const char *from = message_query(call->message, "from");
    const char *to = message_query(call->message, "to");

    filter->action = message_query(call->message, "action");
    filter->subject_type = message_query(call->message, "subject_type");
    if (actor && !str_to_int(actor, 1, INT64_MAX, &filter->actor_id))
        return call_tell_field(call, &(struct json_error){"actor", "must be the id of a person"});
    if (subject && !str_to_int(subject, 1, INT64_MAX, &filter->subject_id))
        return call_tell_field(call, &(struct json_error){"subject_id", "must be an id"});
    if (from && !clock_parse(from, &filter->from))
        return call_tell_field(call, &(struct json_error){"from", "must be a time such as 2026-11-22T09:15:00Z"});
    if (to && !clock_parse(to, &filter->before))
        return call_tell_field(call, &(struct json_error){"to", "must be a time such as 2026-11-22T09:15:00Z"});
    return FAULT_NONE;
}

static json_t *shape_line(const struct audit_line *line)
{
    json_t *subject = line->subject_id != 0 ? json_integer(line->subject_id) : json_null();
    return json_pack("{sI so so ss ss so ss? ss?}", "id", (json_int_t)line->id, "at", shape_time(line->at), "actor",
                     shape_person(&line->actor), "action", line->action, "subject_type", line->subject_type,
                     "subject_id", subject, "subject_name", line->subject_name, "detail", line->detail);
}

static unsigned audit(struct call *call)
{
    struct audit_filter filter = {0};
    struct audit_list list;
    struct page page;

    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_filter(call, &filter);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = audit_search(call->school, &call->actor, &filter, &page, call->arena, &list);
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
    {"audit_entry", "{id:id,at:time,actor:person?,action:text,subject_type:text,subject_id:id?,subject_name:text?,"
                    "detail:text?}"},
    {0},
};

const struct api_route audit_routes[] = {
    {HTTP_GET, "/api/admin/audit", ADMINISTRATOR, audit, NO_BODY, false,
     .summary = "Search the audit log",
     .query = "{actor?:id,action?:text,subject_type?:text,subject_id?:id,from?:time,to?:time,...page}",
     .answer = "200 {entries:[audit_entry],next:int?}"},
    {HTTP_GET, "/api/admin/audit/chain", ADMINISTRATOR, audit_chain, NO_BODY, true,
     .summary = "Whether the audit log has been changed",
     .answer = "200 {state:whole|cut|broken,broken_id:id?,entries:int,head:text}"},
    {0},
};
/* clang-format on */
