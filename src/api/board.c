/* SPDX-License-Identifier: MIT */
/* The board of a classroom, its files, and what is handed in. */
#include "school/board/board.h"

#include <math.h>
#include <stddef.h>

#include "api/routes.h"
#include "api/describe/schema.h"
#include "api/shape.h"

enum { HUNDRED = 100 };

/* ---- shapes ---- */

static json_t *shape_points(int64_t hundredths)
{
    return hundredths < 0 ? json_null() : json_real((double)hundredths / HUNDRED);
}

json_t *shape_file(const struct file *file)
{
    return json_pack("{sI ss ss sI so}", "id", (json_int_t)file->id, "name", file->name, "type", file->type, "size",
                     (json_int_t)file->size, "created_at", shape_time(file->created_at));
}

static json_t *shape_files(const struct file_list *list)
{
    json_t *files = json_array();
    for (size_t i = 0; i < list->count; i++)
        shape_append(&files, shape_file(&list->files[i]));
    return files;
}

static json_t *shape_item(const struct board_item *item)
{
    json_t *files = shape_files(&item->files);
    return json_pack("{sI sI ss ss ss ss so so so sb so sb sI so so so sb sI sI sI sI}", "id", (json_int_t)item->id,
                     "classroom_id", (json_int_t)item->class_id, "kind", board_kind_code(item->kind), "title",
                     item->title, "body", item->body, "html", item->html, "author", shape_person(&item->author),
                     "points", shape_points(item->points), "due_at", shape_time(item->due_at), "pinned",
                     (int)item->pinned, "publish_at", shape_time(item->publish_at), "published", (int)item->published,
                     "version", (json_int_t)item->version, "created_at", shape_time(item->created_at), "updated_at",
                     shape_time(item->updated_at), "files", files, "read", (int)item->read, "reads",
                     (json_int_t)item->reads, "handed_in", (json_int_t)item->handed_in, "graded",
                     (json_int_t)item->graded, "students", (json_int_t)item->students);
}

static json_t *shape_hand_in(const struct hand_in *hand_in)
{
    return json_pack("{so sb ss? so so sb sI so ss? so so}", "student", shape_person(&hand_in->student), "handed_in",
                     (int)hand_in->handed_in, "text", hand_in->text, "files", shape_files(&hand_in->files),
                     "handed_in_at", shape_time(hand_in->handed_in_at), "late", (int)hand_in->late, "version",
                     (json_int_t)hand_in->version, "points", shape_points(hand_in->points), "comment", hand_in->comment,
                     "graded_by", shape_person(&hand_in->graded_by), "graded_at", shape_time(hand_in->graded_at));
}

/* ---- reading bodies ---- */

/* Takes "files" out of the document. */
static unsigned take_files(struct call *call, json_t *document, const int64_t **ret_files, size_t *ret_count)
{
    const json_t *list = json_object_get(document, "files");
    size_t count = list != NULL ? json_array_size(list) : 0;
    int64_t *files = arena_calloc(call->arena, count + 1, sizeof(*files));
    bool good = list == NULL || (json_is_array(list) && count <= FILES_ATTACHED_MAX);
    for (size_t i = 0; good && files != NULL && i < count; i++) {
        files[i] = json_integer_value(json_array_get(list, i));
        good = files[i] > 0;
    }
    json_object_del(document, "files");
    if (!good)
        return call_tell_field(call, &(struct json_error){"files", "must be a list of at most 10 ids of files"});
    *ret_files = files;
    *ret_count = count;
    return files != NULL ? FAULT_NONE : FAULT_INTERNAL;
}

/* Takes "points" out of the document: a number with up to two decimals, or null; absent as null. */
static unsigned take_points(struct call *call, json_t *document, int64_t *ret_hundredths)
{
    const json_t *value = json_object_get(document, "points");
    double hundredths = json_number_value(value) * HUNDRED;
    bool none = value == NULL || json_is_null(value);
    bool good = none || (json_is_number(value) && hundredths >= 0 && hundredths <= BOARD_POINTS_MAX &&
                         fabs(hundredths - round(hundredths)) < 1e-6);
    json_object_del(document, "points");
    if (!good)
        return call_tell_field(
            call, &(struct json_error){"points", "must be a number from 0 to 10000 with up to two decimals"});
    *ret_hundredths = none ? -1 : (int64_t)llround(hundredths);
    return FAULT_NONE;
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
    json_t *document;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = take_files(call, document, &body->request.files, &body->request.file_count);
    if (problem == FAULT_NONE)
        problem = take_points(call, document, &body->request.points);
    if (problem == FAULT_NONE && !json_read_object(call->message, document, fields, body, &error))
        problem = call_tell_field(call, &error);
    json_decref(document);
    return problem;
}

/* ---- items ---- */

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
    if (word != NULL && !board_kind_parse(word, &kind))
        return call_tell_field(call, &(struct json_error){"kind", "must be announcement, notice or assessment"});
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = board_list(call->school, &call->actor, class_id, kind, page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *items = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&items, shape_item(&list.items[i]));
    return call_reply(call, 200,
                      json_pack("{so so}", "items", items, "next",
                                list.next != 0 ? json_integer((json_int_t)list.next) : json_null()));
}

/* The two ids of an item's path. */
static bool item_ids(const struct call *call, int64_t *ret_class, int64_t *ret_item)
{
    return call_id(call, 0, ret_class) && call_id(call, 1, ret_item);
}

static unsigned board_one(struct call *call)
{
    struct board_item item;
    int64_t class_id, item_id;

    if (!item_ids(call, &class_id, &item_id))
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

    if (!item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_if_match(call, &body.request.version);
    int64_t version = body.request.version;
    if (problem == FAULT_NONE)
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

    if (!item_ids(call, &class_id, &item_id))
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

    if (!item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = board_read(call->school, &call->actor, class_id, item_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

static unsigned board_readers_get(struct call *call)
{
    struct board_readers list;
    int64_t class_id, item_id;

    if (!item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    enum fault fault = board_readers(call->school, &call->actor, class_id, item_id, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *readers = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&readers, json_pack("{so so}", "student", shape_person(&list.readers[i].student), "read_at",
                                         shape_time(list.readers[i].read_at)));
    return call_reply(call, 200, json_pack("{so}", "readers", readers));
}

/* ---- files ---- */

static unsigned file_post(struct call *call)
{
    struct file file;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    const char *name = message_query(call->message, "name");
    enum fault fault = file_add(call->school, &call->actor, class_id, name, call->message->body,
                                call->message->body_size, call->arena, &file);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "name";
    return fault != FAULT_NONE ? fault : call_reply(call, 201, shape_file(&file));
}

/* The name as RFC 6266 wants it beyond ASCII: percent-encoded UTF-8. */
static const char *disposition(struct call *call, const char *name)
{
    static const char hex[] = "0123456789ABCDEF";
    char encoded[3 * 4 * FILE_NAME_MAX + 1];
    size_t used = 0;
    for (const unsigned char *c = (const unsigned char *)name; *c != '\0' && used + 4 < sizeof(encoded); c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '.' ||
                     *c == '-' || *c == '_';
        if (plain) {
            encoded[used++] = (char)*c;
        } else {
            encoded[used++] = '%';
            encoded[used++] = hex[*c >> 4];
            encoded[used++] = hex[*c & 15];
        }
    }
    encoded[used] = '\0';
    return arena_printf(call->arena, "attachment; filename*=UTF-8''%s", encoded);
}

static unsigned file_get(struct call *call)
{
    struct file file;
    const void *bytes;
    int64_t class_id, file_id;

    if (!item_ids(call, &class_id, &file_id))
        return FAULT_NOT_FOUND;
    enum fault fault = file_read(call->school, &call->actor, class_id, file_id, call->arena, &file, &bytes);
    if (fault != FAULT_NONE)
        return fault;
    /* Never shown in the page: saved, under the type its bytes have, and never run should a browser open it. */
    const char *header = disposition(call, file.name);
    if (header == NULL || !message_add_header(call->message, "Content-Disposition", header) ||
        !message_add_header(call->message, "Content-Security-Policy", "sandbox; default-src 'none'"))
        return FAULT_INTERNAL;
    message_reply(call->message, 200, file.type, bytes, (size_t)file.size);
    return FAULT_NONE;
}

static unsigned file_remove(struct call *call)
{
    int64_t file_id;

    if (!call_id(call, 0, &file_id))
        return FAULT_NOT_FOUND;
    enum fault fault = file_delete(call->school, &call->actor, file_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

/* ---- handing in ---- */

static unsigned reply_hand_in(struct call *call, const struct hand_in *hand_in)
{
    if (hand_in->version > 0)
        call_tag(call, hand_in->version);
    return call_reply(call, 200, shape_hand_in(hand_in));
}

static unsigned hand_in_get(struct call *call)
{
    struct hand_in mine;
    int64_t class_id, item_id;

    if (!item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    enum fault fault = hand_in_mine(call->school, &call->actor, class_id, item_id, call->arena, &mine);
    return fault != FAULT_NONE ? fault : reply_hand_in(call, &mine);
}

static const struct json_field hand_in_put_fields[] = {
    {"text", JSON_FIELD_LINES, false, offsetof(struct hand_in_request, text), 0, BOARD_BODY_MAX},
    {0},
};

static unsigned read_hand_in(struct call *call, struct hand_in_request *request)
{
    struct json_error error;
    json_t *document;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = take_files(call, document, &request->files, &request->file_count);
    if (problem == FAULT_NONE && !json_read_object(call->message, document, hand_in_put_fields, request, &error))
        problem = call_tell_field(call, &error);
    json_decref(document);
    return problem;
}

static unsigned hand_in_put(struct call *call)
{
    struct hand_in_request request = {0};
    struct hand_in mine;
    int64_t class_id, item_id, version;

    if (!item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_if_match(call, &version);
    if (problem == FAULT_NONE)
        problem = read_hand_in(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    request.version = version;
    enum fault fault = hand_in(call->school, &call->actor, class_id, item_id, &request, call->arena, &mine);
    if (fault == FAULT_TEXT_INVALID) {
        call->more.field = "text";
        call->more.detail = "There is neither a text nor a file to hand in.";
    }
    return fault != FAULT_NONE ? fault : reply_hand_in(call, &mine);
}

static unsigned hand_ins_get(struct call *call)
{
    struct hand_in_list list;
    int64_t class_id, item_id;

    if (!item_ids(call, &class_id, &item_id))
        return FAULT_NOT_FOUND;
    enum fault fault = hand_in_list(call->school, &call->actor, class_id, item_id, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *hand_ins = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&hand_ins, shape_hand_in(&list.hand_ins[i]));
    return call_reply(call, 200, json_pack("{so}", "hand_ins", hand_ins));
}

static const struct json_field grade_put_fields[] = {
    {"comment", JSON_FIELD_LINES, false, offsetof(struct grade_request, comment), 0, BOARD_COMMENT_MAX},
    {0},
};

static unsigned read_grade(struct call *call, struct grade_request *request)
{
    struct json_error error;
    json_t *document;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = take_points(call, document, &request->points);
    if (problem == FAULT_NONE && !json_read_object(call->message, document, grade_put_fields, request, &error))
        problem = call_tell_field(call, &error);
    json_decref(document);
    return problem;
}

static unsigned grade_put(struct call *call)
{
    struct grade_request request = {0};
    struct hand_in graded;
    int64_t class_id, item_id, student_id, version;

    if (!item_ids(call, &class_id, &item_id) || !call_id(call, 2, &student_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_if_match(call, &version);
    if (problem == FAULT_NONE)
        problem = read_grade(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    request.version = version;
    enum fault fault =
        hand_in_grade(call->school, &call->actor, class_id, item_id, student_id, &request, call->arena, &graded);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "comment";
    return fault != FAULT_NONE ? fault : reply_hand_in(call, &graded);
}

const struct shape_words board_shapes[] = {
    {"file", "{id:id,name:text,type:text,size:int,created_at:time}"},
    {"board_item", "{id:id,classroom_id:id,kind:announcement|notice|assessment,title:text,body:text,html:text,"
                   "author:person,points:number?,due_at:time?,pinned:bool,publish_at:time,published:bool,version:int,"
                   "created_at:time,updated_at:time,files:[file],read:bool,reads:int,handed_in:int,graded:int,"
                   "students:int}"},
    {"hand_in", "{student:person,handed_in:bool,text:text?,files:[file],handed_in_at:time?,late:bool,version:int,"
                "points:number?,comment:text?,graded_by:person?,graded_at:time?}"},
    {0},
};

#define BOARD "/api/classroom/:classroom/board"

/* clang-format off */
const struct api_route board_routes[] = {
    {HTTP_GET, BOARD, CLASS_ANYONE, board_index, NO_BODY, false,
     .summary = "The board: pinned items, then the newest",
     .query = "{kind?:announcement|notice|assessment,after?:id,limit?:int}",
     .answer = "200 {items:[board_item],next:id?}"},
    {HTTP_POST, BOARD, CLASS_ASSISTANT, board_post, LIST_BODY, true,
     .summary = "Put something on the board",
     .fields = board_post_fields, .takes = "{points?:number?,files?:[id]}",
     .example = "{\"kind\":\"announcement\",\"title\":\"Welcome\",\"body\":\"We meet in room **12**.\"}",
     .answer = "201 board_item"},
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
    {HTTP_GET, BOARD "/:item/readers", CLASS_READER, board_readers_get, NO_BODY, false,
     .summary = "Who has read an item, and when",
     .answer = "200 {readers:[{student:person,read_at:time?}]}"},
    {HTTP_GET, BOARD "/:item/hand-in", CLASS_MEMBER, hand_in_get, NO_BODY, false,
     .summary = "What one has handed in for an assessment, and its grade",
     .answer = "200 hand_in"},
    {HTTP_PUT, BOARD "/:item/hand-in", CLASS_MEMBER, hand_in_put, LIST_BODY, true,
     .headers = "{If-Match?:text}",
     .summary = "Hand in for an assessment, or hand in anew",
     .fields = hand_in_put_fields, .takes = "{files?:[id]}",
     .example = "{\"text\":\"See page 2.\"}",
     .answer = "200 hand_in"},
    {HTTP_GET, BOARD "/:item/hand-ins", CLASS_READER, hand_ins_get, NO_BODY, false,
     .summary = "What was handed in for an assessment, one line a student",
     .answer = "200 {hand_ins:[hand_in]}"},
    {HTTP_PUT, BOARD "/:item/hand-ins/:student/grade", CLASS_ASSISTANT, grade_put, LIST_BODY, true,
     .headers = "{If-Match?:text}",
     .summary = "Grade what a student handed in",
     .fields = grade_put_fields, .takes = "{points?:number?}",
     .example = "{\"points\":8.5,\"comment\":\"Well argued.\"}",
     .answer = "200 hand_in"},
    {HTTP_POST, "/api/classroom/:classroom/files", CLASS_ANYONE, file_post, FILE_BODY, true,
     .summary = "Send a file, for an item or for what is handed in",
     .query = "{name:text}",
     .answer = "201 file"},
    {HTTP_GET, "/api/classroom/:classroom/files/:file", CLASS_ANYONE, file_get, NO_BODY, true,
     .summary = "The bytes of a file",
     .answer = "200 */*"},
    {HTTP_DELETE, "/api/user/files/:upload", SIGNED_IN, file_remove, NO_BODY, true,
     .summary = "Take back a file of one's own that belongs to nothing yet",
     .answer = "204"},
    {0},
};
/* clang-format on */
