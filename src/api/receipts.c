/* SPDX-License-Identifier: MIT */
/* Receipts of marks, and the log that they are in. docs/RECEIPTS.md says what they are. */
#include <stddef.h>
#include <string.h>

#include "api/routes.h"
#include "api/shape.h"
#include "base/str.h"
#include "school/marks/receipt/mark_receipt.h"

enum { PASTED_MAX = 12000, VERIFY_COST = 5 };

static json_t *shape_bytes(const uint8_t bytes[static RECEIPT_BYTES])
{
    char text[RECEIPT_BYTES_SIZE];
    receipt_bytes_text(bytes, text);
    return json_string(text);
}

static json_t *shape_path(const struct merkle_path *path)
{
    json_t *list = json_array();
    for (size_t i = 0; i < path->count; i++)
        shape_append(&list, shape_bytes(path->hashes[i].bytes));
    return list;
}

static json_t *shape_key(const struct receipt_key *key)
{
    return json_pack("{ss so so so}", "id", key->id, "public_key", shape_bytes(key->public_key), "made_at",
                     shape_time(key->made_at), "ended_at", shape_time(key->ended_at));
}

static unsigned receipts_own(struct call *call)
{
    struct receipt_list list;
    int64_t lecture_id;
    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    enum fault fault = mark_receipts(call->school, &call->actor, lecture_id, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *receipts = json_array();
    for (size_t i = 0; i < list.count; i++) {
        const struct receipt_line *line = &list.lines[i];
        shape_append(&receipts, json_pack("{ss so ss ss}", "receipt", line->text, "written_at",
                                          shape_time(line->receipt.mark.written_at), "status",
                                          line->receipt.mark.status, "by", line->receipt.mark.by));
    }
    return call_reply(call, 200, json_pack("{so}", "receipts", receipts));
}

static unsigned receipt_keys(struct call *call)
{
    struct receipt_key_list list;
    enum fault fault = receipt_key_list(call->school, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *keys = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&keys, shape_key(&list.keys[i]));
    return call_reply(call, 200, json_pack("{so}", "keys", keys));
}

static unsigned receipt_head(struct call *call)
{
    const char *head;
    enum fault fault = receipt_head_published(call->school, call->arena, &head);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 200, json_pack("{ss}", "head", head));
}

/* A number of the log's in the query. */
static unsigned read_number(struct call *call, const char *name, int64_t least, int64_t *ret_number)
{
    const char *text = message_query(call->message, name);
    if (text && str_to_int(text, least, MERKLE_SIZE_MAX, ret_number))
        return FAULT_NONE;
    return call_tell_range(call, name, least, MERKLE_SIZE_MAX);
}

static unsigned receipt_inclusion(struct call *call)
{
    struct merkle_path path;
    struct merkle_hash leaf;
    int64_t index, size;
    unsigned problem = read_number(call, "index", 0, &index);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_number(call, "size", 1, &size);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = receipt_path_inclusion(call->school, index, size, &leaf, &path);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{so so}", "leaf", shape_bytes(leaf.bytes), "path", shape_path(&path)));
}

static unsigned receipt_growth(struct call *call)
{
    struct merkle_path path;
    int64_t from, to;
    unsigned problem = read_number(call, "from", 1, &from);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_number(call, "to", 1, &to);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = receipt_path_growth(call->school, from, to, &path);
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 200, json_pack("{so}", "path", shape_path(&path)));
}

struct verify_body {
    const char *receipt;
};

static const struct json_field verify_fields[] = {
    {"receipt", JSON_FIELD_TEXT, true, offsetof(struct verify_body, receipt), 1, PASTED_MAX},
    {0},
};

static json_t *shape_log(const struct receipt_report *report)
{
    return json_pack("{ss sI so so}", "head", report->head, "size", (json_int_t)report->size, "inclusion",
                     shape_path(&report->inclusion), "growth", shape_path(&report->growth));
}

static unsigned receipt_verify(struct call *call)
{
    struct verify_body body = {0};
    struct receipt_report report;
    unsigned problem = call_read(call, verify_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = receipt_judge(call->school, body.receipt, strlen(body.receipt), call->arena, &report);
    if (fault != FAULT_NONE)
        return fault;
    bool good = report.reason == RECEIPT_GOOD, known = good || report.reason == RECEIPT_KEY_ENDED;
    json_t *changes = json_array();
    for (size_t i = 0; i < report.changes_count; i++)
        shape_append(&changes,
                     json_pack("{so ss}", "at", shape_time(report.changes[i].at), "by", report.changes[i].by));
    return call_reply(call, 200,
                      json_pack("{ss ss? so so so}", "reason", receipt_reason_code(report.reason), "state",
                                good ? receipt_state_code(report.state) : NULL, "key",
                                known ? shape_key(&report.key) : json_null(), "changes", changes, "log",
                                good && report.size > 0 ? shape_log(&report) : json_null()));
}

/* clang-format off */
const struct shape_words receipts_shapes[] = {
    {"receipt_key", "{id:text,public_key:text,made_at:time,ended_at:time?}"},
    {"receipt_by", "student|staff|rule|found"},
    {"receipt_log", "{head:text,size:int,inclusion:[text],growth:[text]}"},
    {"receipt_report", "{reason:good|too_long|no_receipt|parts|encoding|fields|values|key_unknown|altered|key_ended,state:receipt_state?,"
                       "key:receipt_key?,changes:[{at:time,by:receipt_by}],log:receipt_log?}"},
    {"receipt_state", "stands|changed|differs|forgotten|missing"},
    {0},
};

const struct api_route receipts_routes[] = {
    {HTTP_GET, "/api/attendance/:lecture/receipts", CLASS_MEMBER, receipts_own, NO_BODY, true,
     .summary = "The student's receipts of a lecture's mark: what it was and is, signed, the newest first",
     .answer = "200 {receipts:[{receipt:text,written_at:time,status:text,by:receipt_by}]}"},
    {HTTP_GET, "/api/receipt/keys", ANYONE, receipt_keys, NO_BODY, false,
     .summary = "The public keys that receipts are and were signed with",
     .answer = "200 {keys:[receipt_key]}"},
    {HTTP_GET, "/api/receipt/head", ANYONE, receipt_head, NO_BODY, true,
     .summary = "The signed head of the log of marks, to note elsewhere",
     .answer = "200 {head:text}"},
    {HTTP_GET, "/api/receipt/inclusion", ANYONE, receipt_inclusion, NO_BODY, false,
     .summary = "A leaf of the log and its path to the root (RFC 9162)",
     .query = "{index:int,size:int}",
     .answer = "200 {leaf:text,path:[text]}"},
    {HTTP_GET, "/api/receipt/growth", ANYONE, receipt_growth, NO_BODY, false,
     .summary = "The path that shows that a later log holds all of an earlier one (RFC 9162)",
     .query = "{from:int,to:int}",
     .answer = "200 {path:[text]}"},
    {HTTP_POST, "/api/receipt/verify", ANYONE, receipt_verify, JSON_BODY, true,
     .summary = "Whether a receipt is genuine, in the log, and still what the register says",
     .fields = verify_fields,
     .example = "{\"receipt\":\"ams1.e30.AAAA\"}",
     .cost = VERIFY_COST,
     .answer = "200 receipt_report"},
    {0},
};
/* clang-format on */
