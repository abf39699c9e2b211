/* SPDX-License-Identifier: MIT */
/* The board of a classroom. */
#include "school/board/board.h"

#include <stddef.h>

#include "api/lists.h"
#include "api/routes.h"
#include "api/describe/schema.h"
#include "api/board/board_parts.h"
#include "api/shape.h"

static json_t *shape_item(const struct board_item *item)
{
    json_t *files = board_shape_files(&item->files);
    return json_pack("{sI sI ss ss ss ss so so so sb so sb sI so so so sb sI sI sI sI}", "id", (json_int_t)item->id,
                     "classroom_id", (json_int_t)item->class_id, "kind", board_kind_code(item->kind), "title",
                     item->title, "body", item->body, "html", item->html, "author", shape_person(&item->author),
                     "points", board_shape_points(item->points), "due_at", shape_time(item->due_at), "pinned",
                     (int)item->pinned, "publish_at", shape_time(item->publish_at), "published", (int)item->published,
                     "version", (json_int_t)item->version, "created_at", shape_time(item->created_at), "updated_at",
                     shape_time(item->updated_at), "files", files, "read", (int)item->read, "reads",
                     (json_int_t)item->reads, "handed_in", (json_int_t)item->handed_in, "graded",
                     (json_int_t)item->graded, "students", (json_int_t)item->students);
}

struct item_body {
    struct board_request request;
    const char *kind;
};

/* clang-format off */
#define ITEM_FIELDS                                                                                                    \
    {"title", JSON_FIELD_TEXT, true, offsetof(struct item_body, request.title), 1, BOARD_TITLE_MAX},                   \
    {"body", JSON_FIELD_LINES, false, offsetof(struct item_body, request.body), 0, BOARD_BODY_MAX},                    \
    {"due_at", JSON_FIELD_TIME, false, offsetof(struct item_body, request.due_at), 0, 0},                              \
    {"pinned", JSON_FIELD_BOOL, false, offsetof(struct item_body, request.pinned), 0, 0},                              \
    {"publish_at", JSON_FIELD_TIME, false, offsetof(struct item_body, request.publish_at), 0, 0}
/* clang-format on */

static const struct json_field board_post_fields[] = {
    {"kind", JSON_FIELD_TEXT, true, offsetof(struct item_body, kind), 1, 16},
    ITEM_FIELDS,
    {0},
};

static const struct json_field board_put_fields[] = {ITEM_FIELDS, {0}};

static unsigned read_item(struct call *call, const struct json_field *fields, struct item_body *body)
{
    struct json_error error;
    CLOSES(json_decrefp) json_t *document = NULL;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = board_take_files(call, document, &body->request.files, &body->request.file_count);
    if (problem != FAULT_NONE)
        return problem;
    problem = board_take_points(call, document, &body->request.points);
    if (problem != FAULT_NONE)
        return problem;
    if (!json_read_object(call->message, document, fields, body, &error))
        problem = call_tell_field(call, &error);
    return problem;
}

static unsigned reply_item(struct call *call, unsigned status, const struct board_item *item)
{
    call_tag(call, item->version);
    return call_reply(call, status, shape_item(item));
}

static unsigned board_index(struct call *call)
{
    enum board_kind kind = BOARD_KIND_COUNT;
    struct board_list list;
    struct page page;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    const char *word = message_query(call->message, "kind");
    if (word && !board_kind_parse(word, &kind))
        return call_tell_field(call, &(struct json_error){"kind", "must be announcement, notice or assessment"});
    int64_t since;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_since(call, &since);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = board_list(call->school, &call->actor, class_id, kind, since, page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *items = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&items, shape_item(&list.items[i]));
    return call_reply(call, 200,
                      json_pack("{so so}", "items", items, "next",
                                list.next != 0 ? json_integer((json_int_t)list.next) : json_null()));
}

static unsigned board_one(struct call *call)
{
    struct board_item item;
    int64_t class_id, item_id;

    if (!board_item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    enum fault fault = board_get(call->school, &call->actor, class_id, item_id, call->arena, &item);
    return fault != FAULT_NONE ? fault : reply_item(call, 200, &item);
}

/* Which field a text at fault is in. */
static unsigned tell_item_fault(struct call *call, enum fault fault)
{
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "title";
    if (fault == FAULT_TIME_INVALID)
        call->more.field = "due_at";
    return fault;
}

static unsigned board_post(struct call *call)
{
    struct item_body body = {0};
    struct board_item item;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = read_item(call, board_post_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    if (!board_kind_parse(body.kind, &body.request.kind))
        return call_tell_field(call, &(struct json_error){"kind", "must be announcement, notice or assessment"});
    enum fault fault = board_add(call->school, &call->actor, class_id, &body.request, call->arena, &item);
    return fault != FAULT_NONE ? tell_item_fault(call, fault) : reply_item(call, 201, &item);
}

static unsigned board_put(struct call *call)
{
    struct item_body body = {0};
    struct board_item item;
    int64_t class_id, item_id;

    if (!board_item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_if_match(call, &body.request.version);
    int64_t version = body.request.version;
    if (problem != FAULT_NONE)
        return problem;
    problem = read_item(call, board_put_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    body.request.version = version;
    enum fault fault = board_change(call->school, &call->actor, class_id, item_id, &body.request, call->arena, &item);
    return fault != FAULT_NONE ? tell_item_fault(call, fault) : reply_item(call, 200, &item);
}

static unsigned board_remove(struct call *call)
{
    int64_t class_id, item_id, version;

    if (!board_item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = board_delete(call->school, &call->actor, class_id, item_id, version);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

static unsigned board_mark_read(struct call *call)
{
    int64_t class_id, item_id;

    if (!board_item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = board_read(call->school, &call->actor, class_id, item_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

static int64_t reader_at(const void *list, size_t at)
{
    return ((const struct board_reader *)list)[at].student.id;
}

static unsigned board_readers_get(struct call *call)
{
    struct board_readers list;
    struct list_slice slice;
    int64_t class_id, item_id;

    if (!board_item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    enum fault fault = board_readers(call->school, &call->actor, class_id, item_id, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    unsigned problem = lists_slice(call, list.readers, list.count, reader_at, &slice);
    if (problem != FAULT_NONE)
        return problem;
    json_t *readers = json_array();
    for (size_t i = slice.first; i < slice.end; i++)
        shape_append(&readers, json_pack("{so so}", "student", shape_person(&list.readers[i].student), "read_at",
                                         shape_time(list.readers[i].read_at)));
    return call_reply(
        call, 200,
        json_pack("{so so sI}", "readers", readers, "next", shape_id(slice.next), "total", (json_int_t)list.count));
}

const struct shape_words board_shapes[] = {
    {"board_item", "{id:id,classroom_id:id,kind:announcement|notice|assessment,title:text,body:text,html:text,"
                   "author:person,points:number?,due_at:time?,pinned:bool,publish_at:time,published:bool,version:int,"
                   "created_at:time,updated_at:time,files:[file],read:bool,reads:int,handed_in:int,graded:int,"
                   "students:int}"},
    {0},
};

/* ---- what is being written, as it will be read ---- */

static const struct json_field board_preview_fields[] = {
    {"body", JSON_FIELD_LINES, true, 0, 0, BOARD_BODY_MAX},
    {0},
};

static unsigned board_preview(struct call *call)
{
    const char *body = NULL;
    const char *html;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, board_preview_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = board_preview_html(call->school, &call->actor, class_id, body, call->arena, &html);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "body";
    return fault != FAULT_NONE ? (unsigned)fault : call_reply(call, 200, json_pack("{ss}", "html", html));
}

#define BOARD "/api/classroom/:classroom/board"

/* clang-format off */
const struct api_route board_routes[] = {
    {HTTP_GET, BOARD, CLASS_ANYONE, board_index, NO_BODY, false,
     .summary = "The board: pinned items, then the newest",
     .query = "{kind?:announcement|notice|assessment,updated_since?:time,after?:id,limit?:int}",
     .answer = "200 {items:[board_item],next:id?}"},
    {HTTP_POST, BOARD, CLASS_ASSISTANT, board_post, LIST_BODY, true,
     .summary = "Put something on the board",
     .fields = board_post_fields, .takes = "{points?:number?,files?:[id]}",
     .example = "{\"kind\":\"announcement\",\"title\":\"Welcome\",\"body\":\"We meet in room **12**.\"}",
     .made = "/api/classroom/:classroom/board/{id}", .answer = "201 board_item"},
    {HTTP_GET, BOARD "/:item", CLASS_ANYONE, board_one, NO_BODY, false,
     .summary = "One item of the board",
     .answer = "200 board_item"},
    {HTTP_PUT, BOARD "/:item", CLASS_ASSISTANT, board_put, LIST_BODY, true,
     .headers = "{If-Match?:text}",
     .summary = "Change an item of the board",
     .fields = board_put_fields, .takes = "{points?:number?,files?:[id]}",
     .example = "{\"title\":\"Welcome\",\"body\":\"We meet in room **14**.\"}",
     .answer = "200 board_item"},
    {HTTP_DELETE, BOARD "/:item", CLASS_TEACHER, board_remove, NO_BODY, true,
     .headers = "{If-Match?:text}",
     .summary = "Take an item off the board, with all that was handed in for it",
     .answer = "204"},
    {HTTP_POST, BOARD "/:item/read", CLASS_MEMBER, board_mark_read, JSON_BODY, true,
     .summary = "Note that one has read an item",
     .fields = call_no_fields,
     .answer = "204"},
    {HTTP_POST, "/api/classroom/:classroom/board-preview", CLASS_ASSISTANT, board_preview, LIST_BODY, false,
     .summary = "What a text for the board will look like; nothing is kept",
     .fields = board_preview_fields,
     .example = "{\"body\":\"We meet in room **12**.\"}",
     .answer = "200 {html:text}"},
    {HTTP_GET, BOARD "/:item/readers", CLASS_READER, board_readers_get, NO_BODY, false,
     .summary = "Who has read an item, and when",
     .query = "page", .answer = "200 {readers:[{student:person,read_at:time?}],next:id?,total:int}"},
    {0},
};
/* clang-format on */
