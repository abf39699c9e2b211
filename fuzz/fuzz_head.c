/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer: lines of "name:value" as a request's headers, the version in the first. What passes has one way to be
 * framed, and a body within the route's limit and of its type.
 */
#include <assert.h>

#include "http/head.h"
#include "http/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct route route = {HTTP_POST, "/", 0, NULL, 1000, false, 0, NULL};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1), *rest = text;
    struct message_header headers[SERVER_HEADERS_MAX + 1];
    size_t count = 0;
    if (!text)
        abort();
    if (size)
        memcpy(text, bytes, size);
    text[size] = '\0';
    const char *version = strsep(&rest, "\n");
    for (char *line; count < SERVER_HEADERS_MAX + 1 && (line = strsep(&rest, "\n"));) {
        char *value = strchr(line, ':');
        headers[count++] = (struct message_header){line, value ? value + 1 : ""};
        if (value)
            *value = '\0';
    }
    struct framing framing;
    if (head_check(version, headers, count, &framing).status == 0) {
        assert(count <= SERVER_HEADERS_MAX && !(framing.chunked && framing.has_length));
        if (head_check_body(&route, &framing, headers, count).status == 0)
            assert(framing.length <= 1000 && (framing.chunked || framing.has_length));
    }
    free(text);
    return 0;
}
