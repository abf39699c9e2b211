/* SPDX-License-Identifier: MIT */
#include "http/pack.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/str.h"

enum {
    LEVEL = 4, // most of what there is to win, for a third of the time
    GZIP_WINDOW = MAX_WBITS + 16,
    MEMORY_LEVEL = 8,
};

/* "q=0", "q=0.0", "q=0.000" and nothing else. */
static bool is_zero(const char *quality, size_t size)
{
    if (size < 3 || strncasecmp(quality, "q=0", 3) != 0)
        return false;
    for (size_t i = 3; i < size; i++)
        if (quality[i] != '.' && quality[i] != '0')
            return false;
    return true;
}

bool pack_accepts(const char *text)
{
    bool any = false;
    while (text && *text) {
        text += strspn(text, " \t,");
        size_t size = strcspn(text, ",");
        size_t name = strcspn(text, ",; \t");
        const char *quality = memchr(text, ';', size);
        size_t blanks = quality ? 1 + strspn(quality + 1, " \t") : 0;
        bool refused = quality && is_zero(quality + blanks, strcspn(quality + blanks, ", \t"));
        if (name == 4 && strncasecmp(text, "gzip", 4) == 0)
            return !refused;
        any |= name == 1 && *text == '*' && !refused;
        text += size;
    }
    return any;
}

static bool is_text(const char *type)
{
    static const char *const kinds[] = {"application/json", "application/problem+json", "application/xml", "text/",
                                        "image/svg+xml"};
    for (size_t i = 0; type && i < ARRAY_LENGTH(kinds); i++)
        if (strncasecmp(type, kinds[i], strlen(kinds[i])) == 0)
            return strncasecmp(type, "text/event-stream", 17) != 0;
    return false;
}

static bool is_packed_already(const struct message *message)
{
    for (size_t i = 0; i < message->header_count; i++)
        if (strcasecmp(message->headers[i].name, "Content-Encoding") == 0)
            return true;
    return false;
}

/* Into a buffer of the message's own; 0: it does not get smaller, or memory ends. */
static size_t pack(struct message *message, uint8_t **ret_bytes)
{
    z_stream stream = {0};
    uint8_t *bytes = arena_alloc(&message->arena, message->reply_size);
    if (!bytes || deflateInit2(&stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    stream.next_in = (Bytef *)(uintptr_t)message->reply; // read only, as its old prototype does not say
    stream.avail_in = (uInt)message->reply_size;
    stream.next_out = bytes;
    stream.avail_out = (uInt)message->reply_size;
    bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    size_t size = done ? stream.total_out : 0;
    deflateEnd(&stream);
    *ret_bytes = bytes;
    return size;
}

void pack_reply(struct message *message)
{
    bool whole = message->reply && !message->reply_file && !message->stream && message->status != 206;
    if (!whole || message->bare || message->reply_size < PACK_SIZE_MIN || message->reply_size > UINT32_MAX ||
        !is_text(message->reply_type) || is_packed_already(message))
        return;
    if (message->header_count + 2 > MESSAGE_HEADERS_MAX || !message_add_header(message, "Vary", "Accept-Encoding"))
        return;
    uint8_t *bytes;
    size_t size = pack_accepts(message_header(message, "Accept-Encoding")) ? pack(message, &bytes) : 0;
    if (size == 0 || !message_add_header(message, "Content-Encoding", "gzip"))
        return;
    message->reply = bytes;
    message->reply_size = size;
}
