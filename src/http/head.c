/* SPDX-License-Identifier: MIT */
#include "http/head.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "http/server.h"

static const struct refusal fine = {0, NULL, false};
static const struct refusal bad = {400, "bad_request", true};
static const struct refusal too_large = {413, "body_too_large", false};

/* Headers that mean one thing only when there is one of them. */
static const char *const single_headers[] = {
    "Host", "Content-Length", "Transfer-Encoding", "Content-Type", "Authorization", "Origin", "Cookie"};

static const char *find(const struct message_header *headers, size_t count, const char *name, size_t *ret_times)
{
    const char *value = NULL;
    size_t times = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(headers[i].name, name) != 0)
            continue;
        if (times++ == 0)
            value = headers[i].value;
    }
    if (ret_times)
        *ret_times = times;
    return value;
}

/* token of RFC 9110, 5.6.2 */
static bool is_token(const char *text)
{
    static const char letters[] = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return text[0] && !text[strspn(text, letters)];
}

static bool is_field_value(const char *text)
{
    for (; *text; text++)
        if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7F)
            return false;
    return true;
}

static bool is_host(const char *text)
{
    static const char letters[] = "-._:[]~%0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return text[0] && !text[strspn(text, letters)];
}

/*
 * libmicrohttpd 0.9.75 appends a folded line to the name of the header before it, so that "Content-Length: 5" with a
 * line " 6" after it arrives as "Content-Length6". A proxy before us would have seen a length, we would see none.
 */
static bool is_folded_framing(const char *name)
{
    static const char *const names[] = {"Content-Length", "Transfer-Encoding"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (strncasecmp(name, names[i], strlen(names[i])) == 0 && name[strlen(names[i])])
            return true;
    return false;
}

static struct refusal check_fields(const struct message_header *headers, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += strlen(headers[i].name) + strlen(headers[i].value) + 4;
        const char *name = headers[i].name;
        if (!is_token(name) || !is_field_value(headers[i].value) || is_folded_framing(name))
            return bad;
    }
    if (count > SERVER_HEADERS_MAX || bytes > SERVER_HEAD_MAX)
        return (struct refusal){431, "headers_too_large", true};
    for (size_t i = 0; i < ARRAY_LENGTH(single_headers); i++) {
        size_t times;
        find(headers, count, single_headers[i], &times);
        if (times > 1)
            return bad;
    }
    return fine;
}

static struct refusal check_framing(bool is_1_0, const struct message_header *headers, size_t count,
                                    struct framing *ret_framing)
{
    const char *length = find(headers, count, "Content-Length", NULL);
    const char *encoding = find(headers, count, "Transfer-Encoding", NULL);
    struct framing framing = {.has_length = length, .chunked = encoding};
    if (encoding && (length || is_1_0 || strcasecmp(encoding, "chunked") != 0))
        return bad;
    if (length) {
        int64_t value;
        if (length[strspn(length, "0123456789")] || !str_to_int(length, 0, INT64_MAX, &value))
            return bad;
        framing.length = (uint64_t)value;
    }
    *ret_framing = framing;
    return fine;
}

struct refusal head_check(const char *version, const struct message_header *headers, size_t count,
                          struct framing *ret_framing)
{
    bool is_1_0 = strcmp(version, "HTTP/1.0") == 0;
    if (!is_1_0 && strcmp(version, "HTTP/1.1") != 0)
        return bad;
    struct refusal refusal = check_fields(headers, count);
    if (refusal.status)
        return refusal;
    const char *host = find(headers, count, "Host", NULL);
    if (host ? !is_host(host) : !is_1_0)
        return bad;
    return check_framing(is_1_0, headers, count, ret_framing);
}

/* Compares the media type without its parameters; "image/" and a star at the end of `wanted` take a whole family. */
static bool is_type(const char *value, const char *wanted)
{
    size_t size = strcspn(value, ";");
    while (size && (value[size - 1] == ' ' || value[size - 1] == '\t'))
        size--;
    size_t wanted_size = strlen(wanted);
    if (wanted_size && wanted[wanted_size - 1] == '*')
        return size >= wanted_size && strncasecmp(value, wanted, wanted_size - 1) == 0;
    return size == wanted_size && strncasecmp(value, wanted, size) == 0;
}

struct refusal head_check_body(const struct route *route, const struct framing *framing,
                               const struct message_header *headers, size_t count)
{
    size_t body_max = route ? route->body_max : 0;
    bool announced = framing->chunked || framing->length;
    if (framing->length > body_max || (framing->chunked && !body_max))
        return too_large;
    if (body_max && !framing->chunked && !framing->has_length)
        return (struct refusal){411, "length_required", false};
    if (!announced)
        return fine;
    const char *type = find(headers, count, "Content-Type", NULL);
    const char *coding = find(headers, count, "Content-Encoding", NULL);
    const char *wanted = route->body_type ? route->body_type : "application/json";
    if (!type || !is_type(type, wanted) || (coding && strcasecmp(coding, "identity") != 0))
        return (struct refusal){415, "wrong_content_type", false};
    return fine;
}
