/* SPDX-License-Identifier: MIT */
/* Files that are sent and read. */
#include "school/files/file.h"

#include "api/gate/call.h"
#include "api/routes.h"
#include "api/shape.h"

json_t *shape_file(const struct file *file)
{
    return json_pack("{sI ss ss sI so}", "id", (json_int_t)file->id, "name", file->name, "type", file->type, "size",
                     (json_int_t)file->size, "created_at", shape_time(file->created_at));
}

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

unsigned files_reply(struct call *call, const struct file *file, const void *bytes)
{
    const char *header = call_disposition(call, file->name);
    if (!header || !message_add_header(call->message, "Content-Disposition", header) ||
        !message_add_header(call->message, "Content-Security-Policy", "sandbox; default-src 'none'"))
        return FAULT_INTERNAL;
    message_reply(call->message, 200, file->type, bytes, (size_t)file->size);
    return FAULT_NONE;
}

static unsigned file_get(struct call *call)
{
    struct file file;
    const void *bytes;
    int64_t class_id, file_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &file_id))
        return FAULT_NOT_FOUND;
    enum fault fault = file_read(call->school, &call->actor, class_id, file_id, call->arena, &file, &bytes);
    return fault != FAULT_NONE ? fault : files_reply(call, &file, bytes);
}

static unsigned file_remove(struct call *call)
{
    int64_t file_id;

    if (!call_id(call, 0, &file_id))
        return FAULT_NOT_FOUND;
    enum fault fault = file_delete(call->school, &call->actor, file_id);
    return fault != FAULT_NONE ? fault : call_reply_empty(call);
}

json_t *shape_quota(const struct quota *quota)
{
    return json_pack("{sI sI}", "used", (json_int_t)quota->used, "most", (json_int_t)quota->most);
}

static unsigned storage_own(struct call *call)
{
    struct quota person, none;
    enum fault fault = quota_own(call->school, &call->actor, 0, &person, &none);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, json_pack("{so}", "person", shape_quota(&person)));
}

static unsigned storage_classroom(struct call *call)
{
    struct quota person, class;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = quota_own(call->school, &call->actor, class_id, &person, &class);
    return fault != FAULT_NONE
               ? fault
               : call_reply(call, 200,
                            json_pack("{so so}", "person", shape_quota(&person), "classroom", shape_quota(&class)));
}

const struct shape_words files_shapes[] = {
    {"quota", "{used:int,most:int}"},
    {"file", "{id:id,name:text,type:text,size:int,created_at:time}"},
    {0},
};

/* clang-format off */
const struct api_route files_routes[] = {
    {HTTP_POST, "/api/classroom/:classroom/files", CLASS_ANYONE, file_post, FILE_BODY, true,
     .summary = "Send a file, for an item or for what is handed in",
     .query = "{name:text}",
     .made = "/api/classroom/:classroom/files/{id}", .answer = "201 file"},
    {HTTP_GET, "/api/classroom/:classroom/files/:file", CLASS_ANYONE, file_get, NO_BODY, true,
     .summary = "The bytes of a file",
     .answer = "200 */*"},
    {HTTP_DELETE, "/api/user/files/:upload", SIGNED_IN, file_remove, NO_BODY, true,
     .summary = "Take back a file of one's own that belongs to nothing yet",
     .answer = "204"},
    {HTTP_GET, "/api/user/storage", SIGNED_IN, storage_own, NO_BODY, false,
     .summary = "How many bytes one's files take, and may",
     .answer = "200 {person:quota}"},
    {HTTP_GET, "/api/classroom/:classroom/storage", CLASS_ANYONE, storage_classroom, NO_BODY, false,
     .summary = "How many bytes one's files and those of the classroom take, and may",
     .answer = "200 {person:quota,classroom:quota}"},
    {0},
};
/* clang-format on */
