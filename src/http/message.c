/* SPDX-License-Identifier: MIT */
#include "http/message.h"

#include <strings.h>

#include "base/str.h"
#include "http/cookie.h"
#include "http/target.h"

const char *message_header(struct message *message, const char *name)
{
    for (size_t i = 0; i < message->request_header_count; i++) {
        const struct message_header *header = &message->request_headers[i];
        if (strcasecmp(header->name, name) == 0)
            return str_is_text(header->value, strlen(header->value), false) ? header->value : NULL;
    }
    return NULL;
}

const char *message_query(struct message *message, const char *name)
{
    for (size_t i = 0; i < message->query_count; i++)
        if (strcmp(message->queries[i].name, name) == 0)
            return message->queries[i].value;
    return NULL;
}

const char *message_cookie(struct message *message, const char *name)
{
    const char *header = message_header(message, "Cookie");
    return header ? cookie_find(&message->arena, header, name) : NULL;
}

bool message_add_header(struct message *message, const char *name, const char *value)
{
    bool clean = name[0] && value[0] && !strpbrk(name, "\r\n\t: ") && !strpbrk(value, "\r\n");
    if (message->header_count == MESSAGE_HEADERS_MAX || !clean)
        return false;
    message->headers[message->header_count++] = (struct message_header){name, value};
    return true;
}

void message_reply(struct message *message, unsigned status, const char *type, const void *body, size_t size)
{
    message->status = status;
    message->reply_type = type;
    message->reply = body;
    message->reply_size = size;
    message->reply_file = NULL;
    message->stream = NULL;
}

bool message_set_target(struct message *message, const char *text)
{
    struct target target;
    if (target_parse(&message->arena, text, &target) != TARGET_OK)
        return false;
    message->path = target.path;
    message->queries = target.queries;
    message->query_count = target.query_count;
    return true;
}

static bool headers_copy(struct message *message, const struct message_header *headers)
{
    size_t count = 0;
    while (headers[count].name)
        count++;
    struct message_header *copies = arena_calloc(&message->arena, count, sizeof(*copies));
    if (!copies)
        return false;
    for (size_t i = 0; i < count; i++) {
        copies[i].name = arena_strdup(&message->arena, headers[i].name);
        copies[i].value = arena_strdup(&message->arena, headers[i].value);
        if (!copies[i].name || !copies[i].value)
            return false;
    }
    message->request_headers = copies;
    message->request_header_count = count;
    return true;
}

bool message_init_local(struct message *message, enum http_method method, const char *target,
                        const struct message_header *headers, const void *body, size_t body_size)
{
    *message = (struct message){
        .method = method, .client_address = "127.0.0.1", .client_network = "127.0.0.1", .request_id = "local"};
    arena_init(&message->arena, MESSAGE_ARENA_MAX);
    if (!message_set_target(message, target))
        return false;
    if (headers && !headers_copy(message, headers))
        return false;
    if (body_size > MESSAGE_ARENA_MAX)
        return false;
    uint8_t *copy = arena_alloc(&message->arena, body_size + 1);
    if (!copy)
        return false;
    if (body_size)
        memcpy(copy, body, body_size);
    copy[body_size] = '\0';
    message->body = copy;
    message->body_size = body_size;
    return true;
}

void message_release(struct message *message)
{
    arena_release(&message->arena);
}

void message_logged_path(const struct message *message, char text[static MESSAGE_LOGGED_PATH_SIZE])
{
    enum { SECRET_LENGTH = 24 };
    size_t used = 0;
    const char *at = message->path ? message->path : "-";
    while (*at && used < MESSAGE_LOGGED_PATH_SIZE - 1) {
        size_t length = strcspn(at, "/");
        bool secret = length >= SECRET_LENGTH;
        used += (size_t)snprintf(text + used, MESSAGE_LOGGED_PATH_SIZE - used, "%.*s%s", secret ? 3 : (int)length,
                                 secret ? "***" : at, at[length] == '/' ? "/" : "");
        at += length + (at[length] == '/');
    }
    text[used < MESSAGE_LOGGED_PATH_SIZE ? used : MESSAGE_LOGGED_PATH_SIZE - 1] = '\0';
}
